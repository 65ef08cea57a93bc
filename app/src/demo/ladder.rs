//! Cases of the demo that were taken up: one that a secretary leads, one the street was asked for.

use super::street::Cast;
use anyhow::Context;
use linju_core::{Actor, Change, House};
use linju_demo::{Duty, World};
use linju_kernel::{Id, Ts};
use linju_request::rules::{Command, Level, Party};
use linju_request::store::lists::{self, Filter, Tab};
use linju_request::store::raised::{self, Call, Lead, Milestone, Package};
use linju_request::store::{CaseRow, Stored};
use linju_request::work::{self, Doer, Press};

/// Takes up the two that organisations have had for longest, in every area.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    for (n, area) in cast.areas.iter().enumerate() {
        let leads = |account: &linju_demo::Account| {
            account.area.is_some_and(|at| at.0 == n) && account.duties.contains(&Duty::Secretary)
        };
        let Some(secretary) = world.staff.iter().position(leads).map(|at| cast.staff[at]) else { continue };
        let filter = Filter { tab: Tab::InHand, ..Filter::open(world.now, world.now) };
        let mut rows = lists::page(house, *area, &filter, None, 200).await?;
        rows.retain(|row| matches!(row.party(), Party::Organisation(_)) && !row.confidential);
        rows.sort_by_key(|row| row.received_at);
        let mut rows = rows.into_iter();
        if let Some(row) = rows.next() {
            up(house, secretary, row, Level::Street, world.now).await.context("the street's")?;
        }
        if let Some(row) = rows.next() {
            up(house, secretary, row, Level::Secretary, world.now).await.context("the secretary's")?;
        }
    }
    Ok(())
}

async fn up(house: &House, secretary: Id, row: CaseRow, to: Level, now: Ts) -> anyhow::Result<()> {
    let (area, case) = (row.area_id, row.id);
    let party = row.party().id();
    let mut doer = Doer::system("demo");
    doer.actor = Actor::Account(secretary);
    doer.part.parts = vec![linju_request::rules::Who::Worker, linju_request::rules::Who::Secretary];
    doer.part.account = Some(secretary);
    let press = Press::one(Command::Escalate { to }, "承办单位两次说的日子都过了，居民催得急。");
    work::carry_out_on(house, &doer, Stored::of(row), press, now).await?;
    let mut change = Change::new(area, now, Actor::Account(secretary));
    let today = now.day(house.reference().zone(area));
    let plan = "约承办单位到现场，当面定下哪一天做完；做不完的，先用临时办法。".to_owned();
    raised::lead(&mut change, &Lead { area_id: area, case_id: case, led_by: secretary, plan, at: now }, true);
    let step = |what: &str, days: i64| Milestone {
        area_id: area,
        id: house.id(),
        case_id: case,
        what: what.into(),
        due: today.plus_days(days),
        done_on: None,
        result: String::new(),
    };
    raised::set(&mut change, &step("现场看一遍，定下做法", 2), true);
    raised::set(&mut change, &step("做完，请反映的居民看过", 10), true);
    if let Some(organisation) = party {
        let call = Call {
            area_id: area,
            id: house.id(),
            case_id: case,
            why: "到现场定下做法和日子".into(),
            meets_at: today.plus_days(1).start(house.reference().zone(area)).plus_minutes(9 * 60 + 30),
            called_by: secretary,
            at: now,
        };
        raised::call(&mut change, &call, &[organisation]);
    }
    if to == Level::Street {
        let package = Package {
            area_id: area,
            case_id: case,
            options: "整段换新，一次做好\n先修补，明年列入改造".into(),
            cost_fen: Some(1_860_000),
            wanted: "请街道协调资金，并请主管部门到场。".into(),
            by_account: secretary,
            at: now,
        };
        raised::pack(&mut change, &package);
    }
    Ok(house.commit(change).await?)
}

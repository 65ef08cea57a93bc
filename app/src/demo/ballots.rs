//! Ballots of the demo: a lift that failed by area though it passed by heads, a wall and a door whose designs are being
//! chosen, and a compact being prepared.

use super::street::Cast;
use anyhow::Context;
use linju_ballot::envelope::in_fours;
use linju_ballot::rules::{Asks, Form, Item, Part, Verb};
use linju_ballot::store::voter::{self, PartRow};
use linju_ballot::store::{self, BallotRow};
use linju_ballot::work::cast::{self, AtDesk, Companion};
use linju_ballot::work::{self, Doer, Plan, count};
use linju_core::party::RoleKind;
use linju_core::place::{Place, PlaceKind};
use linju_core::{Actor, House};
use linju_db::Batch;
use linju_demo::{Duty, World};
use linju_kernel::time::shanghai;
use linju_kernel::{Id, Ts};

/// 久耕, where the lift is wanted.
const LIFT: usize = 1;
/// 汉阳, where the wall is.
const WALL: usize = 0;

/// A ballot on its way: who leads it, and its days counted from today.
struct Way<'h> {
    house: &'h House,
    lead: Id,
    today: Ts,
    row: BallotRow,
}

impl Way<'_> {
    fn doer(&self, days: i64, minutes: i64) -> Doer {
        let at = self.today.plus_minutes(days * 24 * 60 + minutes);
        Doer { actor: Actor::Account(self.lead), parts: vec![Part::Desk, Part::Lead], at }
    }

    async fn load(&self) -> anyhow::Result<BallotRow> {
        Ok(store::load(self.house, self.row.area_id, self.row.id).await?)
    }

    async fn step(&self, days: i64, verb: Verb) -> anyhow::Result<Option<[String; 3]>> {
        let row = self.load().await?;
        let done = work::step(self.house, &self.doer(days, 9 * 60), &row, verb, "").await;
        done.with_context(|| format!("{} of {}", verb.code(), row.title))
    }
}

/// Plays them. Gives codes with which the one that is open can be tried.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<Vec<(String, String)>> {
    lift(house, world, cast).await.context("the lift")?;
    door(house, world, cast).await.context("the door")?;
    compact(house, world, cast).await.context("the compact")?;
    wall(house, world, cast).await.context("the wall")
}

async fn begun<'h>(
    house: &'h House,
    world: &World,
    cast: &Cast,
    area: usize,
    plan: Plan,
    days: [i64; 2],
) -> anyhow::Result<Way<'h>> {
    let lead = lead_of(world, cast, area);
    let row = plan.row(house, lead);
    let way = Way { house, lead, today: world.today.start(&shanghai()), row };
    work::plan(house, &way.doer(days[0], 8 * 60), &way.row, &way.row.id.to_string()).await?;
    way.step(days[0], Verb::Freeze).await?;
    way.step(days[1], Verb::Announce).await?;
    Ok(way)
}

async fn lift(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let area = cast.areas[LIFT];
    let (stairwell, rooms) = stairwell(house, world, area).await?;
    let ground = |id: Id| rooms.iter().any(|room| room.id == id && room.floor == Some(1));
    let part = |room: &Place| PartRow {
        area_id: area,
        place_id: room.id,
        registered: Some(if ground(room.id) { 12_846 } else { 4_282 }),
        surveyed: None,
        contract: None,
        developer: false,
    };
    house.db.write(rooms.iter().map(|room| part(room).write()).collect::<Batch>()).await?;
    let at = |days: i64, hour: i64| world.today.plus_days(days).start(&shanghai()).plus_minutes(hour * 60);
    let plan = Plan {
        form: Form::Owners,
        asks: Asks::Whether,
        matter: 7,
        title: format!("{}加装电梯", stairwell.full_name),
        words: format!("是否同意在{}加装一台电梯，费用由本单元业主按楼层分担？", stairwell.full_name),
        items: vec![],
        budget: 0,
        place: stairwell,
        opens_at: at(-26, 8),
        closes_at: at(-12, 8),
        case: None,
    };
    let way = begun(house, world, cast, LIFT, plan, [-55, -44]).await?;
    let shares = way.step(-26, Verb::Open).await?.context("three shares")?;
    let row = way.load().await?;
    for (n, voter) in voter::list(house, area, row.id).await?.iter().enumerate() {
        if voter.persons.is_empty() {
            continue;
        }
        let says = if ground(voter.place_id) { "no" } else { "yes" };
        let (doer, desk) =
            (way.doer(-20, 600 + n as i64), AtDesk { companion: Some(Companion::Worker), proxy: None });
        cast::vote(house, &doer, &row, voter, [says], Some(&desk)).await?;
    }
    way.step(-12, Verb::Close).await?;
    count::count(house, &way.doer(-12, 10 * 60), &way.load().await?, [&shares[0], &shares[1]]).await?;
    way.step(-11, Verb::Publish).await?;
    Ok(())
}

/// A stairwell of at least five floors whose parts nearly all have their owners in the register, with its rooms.
async fn stairwell(house: &House, world: &World, area: Id) -> anyhow::Result<(Place, Vec<Place>)> {
    for stairwell in house.places_of(area, &[PlaceKind::Stairwell]).await? {
        let rooms = house.places_in(area, stairwell.id).await?;
        let owners =
            house.roles_in(area, &stairwell.path, &[RoleKind::Owner], world.today.plus_days(-60)).await?;
        let owned = rooms.iter().filter(|room| owners.iter().any(|o| o.place_id == room.id)).count();
        let floors = rooms.iter().filter_map(|room| room.floor).max().unwrap_or_default();
        if floors >= 5 && rooms.len() >= 10 && owned * 10 >= rooms.len() * 9 {
            return Ok((stairwell, rooms));
        }
    }
    anyhow::bail!("no stairwell has its owners in the register")
}

async fn wall(house: &House, world: &World, cast: &Cast) -> anyhow::Result<Vec<(String, String)>> {
    let area = cast.areas[WALL];
    let at = |days: i64, hour: i64| world.today.plus_days(days).start(&shanghai()).plus_minutes(hour * 60);
    let designs = ["老弄堂的一天", "四季树影", "孩子们画的邻居"];
    let plan = Plan {
        form: Form::Consultation,
        asks: Asks::One,
        matter: 0,
        title: "文化墙画什么".into(),
        words: "小区文化墙要重画，三个图案都由居民提供，请选一个。".into(),
        items: designs.map(|title| Item { title: title.into(), cost: 0 }).to_vec(),
        budget: 0,
        place: cast.place(world.areas[WALL].place).clone(),
        opens_at: at(-4, 8),
        closes_at: at(6, 20),
        case: None,
    };
    let way = begun(house, world, cast, WALL, plan, [-14, -9]).await?;
    way.step(-4, Verb::Open).await?;
    let row = way.load().await?;
    let voters = voter::list(house, area, row.id).await?;
    let mut shown = Vec::new();
    for number in 1..=3 {
        for slip in work::issue(house, &way.doer(-4, 600), &row, Some(number)).await? {
            shown.push((
                in_fours(&slip.code),
                format!("投票码 a code to vote with: 文化墙画什么, {}", slip.voter.label),
            ));
        }
    }
    for (n, voter) in voters.iter().skip(3).take(60).enumerate() {
        let says = ["1", "2", "2", "3", "1"][n % 5];
        let doer = Doer {
            parts: vec![Part::Voter],
            actor: Actor::System("ballot-code"),
            ..way.doer(-3, 8 * 60 + n as i64)
        };
        cast::vote(house, &doer, &row, voter, [says], None).await?;
    }
    Ok(shown)
}

/// The same stairwell chooses its door.
async fn door(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let (stairwell, _) = stairwell(house, world, cast.areas[LIFT]).await?;
    let at = |days: i64, hour: i64| world.today.plus_days(days).start(&shanghai()).plus_minutes(hour * 60);
    let doors = ["钢门带小窗", "玻璃门", "照原样修"];
    let plan = Plan {
        form: Form::Consultation,
        asks: Asks::Approval,
        matter: 0,
        title: "单元门换哪一种".into(),
        words: "单元门锈了要换，哪几种您都能接受？可以选几个。".into(),
        items: doors.map(|title| Item { title: title.into(), cost: 0 }).to_vec(),
        budget: 0,
        place: stairwell,
        opens_at: at(-3, 8),
        closes_at: at(5, 20),
        case: None,
    };
    let way = begun(house, world, cast, LIFT, plan, [-13, -8]).await?;
    way.step(-3, Verb::Open).await?;
    Ok(())
}

async fn compact(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let at = |days: i64, hour: i64| world.today.plus_days(days).start(&shanghai()).plus_minutes(hour * 60);
    let plan = Plan {
        form: Form::Delegates,
        asks: Asks::Whether,
        matter: 0,
        title: "通过明年的居民公约".into(),
        words: "是否通过征求意见后修改的居民公约？".into(),
        items: vec![],
        budget: 0,
        place: cast.place(world.areas[LIFT].place).clone(),
        opens_at: at(14, 9),
        closes_at: at(16, 17),
        case: None,
    };
    let lead = lead_of(world, cast, LIFT);
    let row = plan.row(house, lead);
    let way = Way { house, lead, today: world.today.start(&shanghai()), row };
    work::plan(house, &way.doer(-1, 9 * 60), &way.row, &way.row.id.to_string()).await?;
    Ok(())
}

/// The secretary of an area.
fn lead_of(world: &World, cast: &Cast, area: usize) -> Id {
    let leads = |a: &linju_demo::Account| {
        a.area.is_some_and(|at| at.0 == area) && a.duties.contains(&Duty::Secretary)
    };
    cast.staff[world.staff.iter().position(leads).expect("an area has a secretary")]
}

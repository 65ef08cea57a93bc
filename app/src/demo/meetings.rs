//! Meetings of the demo: one to come, one whose minutes everybody reads, one that too few came to.

use super::street::Cast;
use anyhow::Context;
use linju_core::{Actor, House};
use linju_demo::{Duty, World};
use linju_kernel::time::shanghai;
use linju_kernel::{Id, Ts};
use linju_meeting::rules::{Group, Kind, Part, PointKind, Verb};
use linju_meeting::store;
use linju_meeting::work::{self, Doer, Given, Guest, Line, Plan};

/// How far a meeting has come.
enum Reached {
    /// It is being prepared.
    Planned,
    /// The notice hangs.
    Announced,
    /// Minutes are published, some decisions accounted for.
    Published(&'static [Said]),
    /// Too few came.
    Lapsed,
}

/// A line of the minutes: what it is, who said it, the words, who does it within so many days, what became of it.
struct Said(PointKind, Option<Group>, &'static str, Option<(&'static str, i64)>, &'static str);

/// A meeting: area, kind, days from today, title, topics, entitled, who came, how far.
struct Script(usize, Kind, i64, &'static str, &'static str, i64, &'static [(Group, usize)], Reached);

const BIKES: &[Said] = &[
    Said(
        PointKind::Opinion,
        Some(Group::Resident),
        "车位不够，电动车只能停在楼道口，推进推出磕磕碰碰。",
        None,
        "",
    ),
    Said(PointKind::Opinion, Some(Group::Steward), "车库门口的灯也暗，老人晚上取车看不清。", None, ""),
    Said(PointKind::Position, Some(Group::Property), "愿意出地方，充电设备希望共建单位支持。", None, ""),
    Said(PointKind::Agreement, None, "先征询两幢楼居民，再定方案；监控要不要装，单独征询。", None, ""),
    Said(
        PointKind::Decision,
        None,
        "量一遍车库，算出能停多少辆",
        Some(("物业", 10)),
        "量好了:重新划线后可以从 20 辆增加到 60 辆。",
    ),
    Said(PointKind::Decision, None, "挨家挨户征询意见，记下同意和不同意的理由", Some(("居委会", 30)), ""),
];

const CLIMBER: &[Said] = &[
    Said(PointKind::Opinion, Some(Group::Affected), "去医院的日子定了改不了，最怕约不上爬楼机。", None, ""),
    Said(PointKind::Opinion, Some(Group::Delegate), "谁先约谁先用，看病的应当优先。", None, ""),
    Said(PointKind::Agreement, None, "看病优先；提前一天约，当天空着的时段谁都能用。", None, ""),
    Said(PointKind::Decision, None, "排班表每周五贴在楼道口", Some(("居委会", 7)), "从上周五起已张贴。"),
];

const SCRIPTS: &[Script] = &[
    Script(
        1,
        Kind::Talk,
        -24,
        "车库怎么从 20 个车位变成 60 个",
        "车位怎么划\n充电桩放哪里\n要不要装监控",
        0,
        &[(Group::Resident, 17), (Group::Steward, 4), (Group::Property, 1)],
        Reached::Published(BIKES),
    ),
    Script(
        1,
        Kind::Talk,
        3,
        "路灯坏得勤，怎么报、谁来修",
        "哪几盏常坏\n报修找谁\n修好了怎么告诉大家",
        0,
        &[],
        Reached::Announced,
    ),
    Script(
        1,
        Kind::Delegates,
        -9,
        "审议明年的居民公约",
        "公约修改稿\n楼道不堆物的约定",
        43,
        &[(Group::Delegate, 21)],
        Reached::Lapsed,
    ),
    Script(1, Kind::Joint, 12, "小区停车费收支怎么公开", "上半年收支\n公开的格式", 0, &[], Reached::Planned),
    Script(
        0,
        Kind::Hearing,
        -30,
        "爬楼机怎么预约才公平",
        "看病优先不优先\n一次用多久\n排班表贴在哪里",
        0,
        &[(Group::Affected, 9), (Group::Delegate, 12)],
        Reached::Published(CLIMBER),
    ),
    Script(
        2,
        Kind::Council,
        6,
        "楼前小花园改成什么样",
        "留不留老树\n座椅放几处\n谁来养护",
        0,
        &[],
        Reached::Announced,
    ),
];

/// Plays them all.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    for script in SCRIPTS {
        one(house, world, cast, script).await.with_context(|| script.3)?;
    }
    Ok(())
}

async fn one(house: &House, world: &World, cast: &Cast, script: &Script) -> anyhow::Result<()> {
    let Script(area, kind, days, title, topics, entitled, guests, reached) = script;
    let day = world.today.plus_days(*days);
    let starts_at = day.start(&shanghai()).plus_minutes(14 * 60);
    let lead = |at: Ts| Doer {
        actor: Actor::Account(lead_of(world, cast, *area)),
        parts: vec![Part::Desk, Part::Lead],
        at,
    };
    let plan = Plan {
        kind: *kind,
        title: (*title).into(),
        topics: (*topics).into(),
        place: cast.place(world.areas[*area].place).clone(),
        venue: "居委会活动室".into(),
        starts_at,
        entitled: *entitled,
        confidential: false,
        short_notice: String::new(),
        case: None,
    };
    let row = plan.row(house, lead_of(world, cast, *area));
    let noticed = day.plus_days(-7).start(&shanghai()).plus_minutes(9 * 60 + 30);
    let noticed = Ts(noticed.0.min(world.now.0));
    work::plan(house, &lead(noticed), &row, &row.id.to_string()).await?;
    let step = async |at: Ts, verb: Verb, given: Given| -> anyhow::Result<()> {
        let whole = store::whole(house, row.area_id, row.id).await?;
        Ok(work::step(house, &lead(at), &whole, verb, given).await?)
    };
    if matches!(reached, Reached::Planned) {
        return Ok(());
    }
    step(noticed, Verb::Announce, Given::default()).await?;
    let announced = store::load(house, row.area_id, row.id).await?;
    for (group, n) in *guests {
        for i in 0..*n {
            let name = format!("演示{}{}", group.code().chars().next().unwrap_or('x'), i + 1);
            let guest = Guest { name, group: *group, by_code: i % 3 == 0, proxy: String::new() };
            work::sign_in(house, &lead(starts_at), &announced, &guest).await?;
        }
    }
    match reached {
        Reached::Planned | Reached::Announced => Ok(()),
        Reached::Lapsed => step(starts_at.plus_minutes(30), Verb::Lapse, Given::default()).await,
        Reached::Published(lines) => {
            step(starts_at.plus_minutes(100), Verb::Hold, Given::default()).await?;
            let evening = lead(starts_at.plus_minutes(150));
            let held = store::load(house, row.area_id, row.id).await?;
            for Said(kind, side, text, charge, _) in *lines {
                let charge = charge.map(|(who, within)| (who.to_owned(), day.plus_days(within)));
                let point = Line { kind: *kind, side: *side, text: (*text).into(), charge }.row(house, &held);
                work::note(house, &evening, &held, &point, &point.id.to_string()).await?;
            }
            step(evening.at, Verb::Minute, Given::default()).await?;
            let published = starts_at.plus_minutes(24 * 60);
            step(published, Verb::Publish, Given { names_removed: true, ..Given::default() }).await?;
            account(house, &lead(published.plus_minutes(5 * 24 * 60)), row.area_id, row.id, lines).await
        }
    }
}

/// Says what became of the decisions that the script tells.
async fn account(house: &House, doer: &Doer, area: Id, meeting: Id, lines: &[Said]) -> anyhow::Result<()> {
    let whole = store::whole(house, area, meeting).await?;
    for (point, Said(_, _, _, _, became)) in whole.points.iter().zip(lines) {
        if !became.is_empty() {
            work::settle(house, doer, &whole.row, point, became).await?;
        }
    }
    Ok(())
}

/// The secretary of an area.
fn lead_of(world: &World, cast: &Cast, area: usize) -> Id {
    let leads = |a: &linju_demo::Account| {
        a.area.is_some_and(|at| at.0 == area) && a.duties.contains(&Duty::Secretary)
    };
    cast.staff[world.staff.iter().position(leads).expect("an area has a secretary")]
}

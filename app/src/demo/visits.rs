//! Visits of the demo: a year of them in 久耕, the last one elsewhere; some overdue, one whom nobody reaches.

use super::street::Cast;
use anyhow::Context;
use linju_core::{Actor, House};
use linju_demo::World;
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Id};
use linju_visit::rules::{Outcome, Tier, Way, visitor};
use linju_visit::store::pair::volunteers;
use linju_visit::work::{self, Call, Doer, Told};
use std::collections::BTreeMap;

/// As many visits to one person as a worker scrolls through.
const DEEPEST: u64 = 8;

const NOTES: [&str; 6] = [
    "都好，女儿周末来过。",
    "血压药快吃完了，提醒去社区医院配。",
    "腿脚不太好，买菜请邻居带。",
    "爱听评弹，活动室周三有，记得请她。",
    "晚上起夜多，床头灯换亮一点的。",
    "儿子出差，这两周多打电话。",
];

/// Plays them in every area.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    for (area, id) in world.areas.iter().zip(&cast.areas) {
        let depth = if area.code == "jiugeng" { DEEPEST } else { 1 };
        one(house, *id, world.today, depth).await.with_context(|| area.name)?;
        let doer = Doer { actor: Actor::System("demo"), lead: true, at: world.now };
        work::plan::make(house, &doer, *id).await.with_context(|| area.name)?;
        companions(house, *id, world).await.with_context(|| area.name)?;
    }
    Ok(())
}

/// Two volunteers with elders; one brings a slip each week, the other has not been heard of.
async fn companions(house: &House, area: Id, world: &World) -> anyhow::Result<()> {
    let paired = world.today.plus_days(-30).start(&shanghai()).plus_minutes(10 * 60);
    let doer = Doer { actor: Actor::System("demo"), lead: true, at: paired };
    let volunteers = volunteers(house, area, world.today).await?;
    let calls = work::calls(house, area, world.today).await?;
    let close = calls.iter().filter(|call| call.due.tier == Tier::Key).map(|call| call.due.living.person);
    let elders: Vec<Id> = close.filter(|person| !volunteers.contains(person)).take(6).collect();
    for (volunteer, elders) in volunteers.iter().zip(elders.chunks(3)) {
        for elder in elders {
            work::pair::pair(house, &doer, area, *volunteer, *elder).await?;
        }
    }
    let (Some(diligent), Some(theirs)) = (volunteers.first(), elders.chunks(3).next()) else { return Ok(()) };
    let days: Vec<(Id, Day)> =
        theirs.iter().flat_map(|elder| [2, 5].map(|ago| (*elder, world.today.plus_days(-ago)))).collect();
    let brought = Doer { at: world.now, ..doer };
    Ok(work::pair::slip(house, &brought, area, *diligent, &days, "demo").await?)
}

/// The visits of an area, as each worker enters them at the end of a week.
async fn one(house: &House, area: Id, today: Day, depth: u64) -> anyhow::Result<()> {
    let (contacts, grids) = work::charges(house, area, today).await?;
    let calls = work::calls(house, area, today).await?;
    let stands_in = contacts.first().or(grids.first()).map(|charge| charge.account);
    let mut weeks: BTreeMap<(i64, Id), Vec<Told>> = BTreeMap::new();
    let mut unreached =
        calls.iter().find(|call| call.due.tier == Tier::Key).map(|call| call.due.living.person);
    for (n, call) in calls.iter().enumerate() {
        let Some(by) = visitor(&call.due.living.path, &contacts, &grids).or(stands_in) else { continue };
        let silent = unreached.take_if(|person| *person == call.due.living.person).is_some();
        for (ago, told) in visits(call, n as u64, today, depth, silent) {
            weeks.entry((-(ago / 7), by)).or_default().push(told);
        }
    }
    for ((_, by), mut told) in weeks {
        told.sort_by_key(|told| told.day);
        let Some(last) = told.last() else { continue };
        let at = last.day.start(&shanghai()).plus_minutes(17 * 60);
        let doer = Doer { actor: Actor::Account(by), lead: false, at };
        work::enter(house, &doer, area, &told, &house.id().to_string()).await?;
    }
    Ok(())
}

/// What was tried with one person, with how many days ago.
fn visits(call: &Call, n: u64, today: Day, depth: u64, silent: bool) -> Vec<(i64, Told)> {
    let interval = call.due.interval as u64;
    let late = mix(n, 0).is_multiple_of(23);
    let first = 1 + mix(n, 1) % interval + if late { interval } else { 0 };
    let knocks = [1, 3].map(|ago| (ago, Outcome::NoAnswer));
    let regular = (0..depth).map(|k| (first + k * interval, outcome(n, k)));
    let tried = knocks.into_iter().filter(|_| silent).chain(regular.filter(|(ago, _)| !silent || *ago > 7));
    let told = |(ago, outcome): (u64, Outcome)| Told {
        person: call.due.living.person,
        room: call.lodger.room_id,
        outcome,
        way: if silent { Way::Door } else { way(n + ago) },
        day: today.plus_days(-(ago as i64)),
        note: note(n, ago, call.due.tier, outcome),
        finding: None,
    };
    tried.filter(|(ago, _)| *ago < 365).map(|(ago, outcome)| (ago as i64, told((ago, outcome)))).collect()
}

fn outcome(n: u64, k: u64) -> Outcome {
    match mix(n, 100 + k) % 40 {
        0 => Outcome::Refused,
        1 | 2 if k > 0 => Outcome::NoAnswer,
        _ => Outcome::Met,
    }
}

fn way(n: u64) -> Way {
    match mix(n, 3) % 6 {
        0 => Way::Outside,
        1 => Way::Phone,
        _ => Way::Door,
    }
}

fn note(n: u64, ago: u64, tier: Tier, outcome: Outcome) -> String {
    let said = tier != Tier::Other && outcome == Outcome::Met && mix(n, ago).is_multiple_of(4);
    if said { NOTES[(mix(n, ago + 1) % 6) as usize].to_owned() } else { String::new() }
}

/// A number that looks thrown and is the same each time.
fn mix(n: u64, salt: u64) -> u64 {
    let x = (n * 1_000 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (x ^ (x >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

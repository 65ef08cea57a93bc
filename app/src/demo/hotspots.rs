//! Hot spots of the demo: one struck off with its account, one that somebody leads, one fresh; and the month's theme.
//! The rules find them in requests that are told here, each at its own moment.

use super::street::Cast;
use anyhow::Context;
use linju_core::{Actor, House};
use linju_demo::{Duty, PlaceKind, PlaceRef, World};
use linju_hotspot::look;
use linju_hotspot::rules::{Evidence, Part, PlanKind, Rule, State, Verb};
use linju_hotspot::store::spots;
use linju_hotspot::store::topics::{TaskRow, TopicRow};
use linju_hotspot::work::{self, Doer, Given};
use linju_kernel::lifecycle::Coded;
use linju_kernel::path::within;
use linju_kernel::time::shanghai;
use linju_kernel::{Id, Ts};
use linju_request::intake::{self, Said};
use linju_request::rules::case::Channel;
use linju_request::rules::{self, Command, command};
use linju_request::work::Press;

/// 久耕.
const AREA: usize = 1;

/// How far a hot spot has come.
enum Reached {
    Alert,
    Acknowledged,
    StruckOff(&'static str),
}

/// A hot spot: building, category, what each home says, on how many days before today, what was answered, how far.
struct Script(&'static str, &'static str, &'static [(&'static str, i64)], &'static str, Reached);

const SCRIPTS: &[Script] = &[
    Script(
        "3号楼",
        "0104",
        &[
            ("楼道里的水管又在滴，地上湿了一片。", 44),
            ("二楼转角水管漏水，老人走过怕滑。", 43),
            ("水管漏了两天，电表箱旁边都是水。", 42),
            ("总管接口漏水，漏到我家门口。", 41),
            ("夜里听得到滴水声，公用水管漏。", 40),
            ("水管漏水，墙皮都泡起来了。", 40),
        ],
        "已请物业看过，和同一幢楼的几户一起修。",
        Reached::StruckOff(
            "3号楼的公用水管老化，6 户先后反映漏水。物业换了一层到三层的总管，两周后回看没有再漏。",
        ),
    ),
    Script(
        "9号楼",
        "0408",
        &[
            ("楼梯口堆了纸箱，走路要侧身。", 13),
            ("楼道里堆着旧柜子，着火怎么办。", 11),
            ("每层都有人堆东西，讲过也没人理。", 10),
            ("门口堆了一排花盆，轮椅推不过去。", 9),
        ],
        "已上门劝导，大家一起定个清理的日子。",
        Reached::Acknowledged,
    ),
    Script(
        "15号楼",
        "0509",
        &[
            ("一楼垃圾房边上老鼠窜来窜去。", 4),
            ("厨房里看到蟑螂，楼下也有。", 2),
            ("晚上楼道有老鼠，孩子吓哭了。", 1),
        ],
        "已联系除害队，本周内到楼里投药。",
        Reached::Alert,
    ),
];

/// Plays them; then every rule looks at every area as in the night before.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    for script in SCRIPTS {
        one(house, world, cast, script).await.context(script.0)?;
    }
    let yesterday = world.today.plus_days(-1);
    for area in &cast.areas {
        look::look(house, *area, world.now, yesterday, Rule::ALL).await?;
    }
    theme(house, world, cast).await
}

async fn one(house: &House, world: &World, cast: &Cast, script: &Script) -> anyhow::Result<()> {
    let Script(building, category, said, answer, reached) = script;
    let homes = homes(world, building).context("a building of the demo")?;
    anyhow::ensure!(homes.len() >= said.len(), "too few homes with a phone");
    let worker = staff(world, cast, Duty::Worker);
    for ((place, phone), (words, ago)) in homes.into_iter().zip(*said) {
        let at = world.today.plus_days(-ago).start(&shanghai()).plus_minutes(9 * 60 + ago * 7);
        tell(house, cast, (place, phone, at), (category, words, answer), worker).await?;
    }
    let area = cast.areas[AREA];
    let last = said.iter().map(|(_, ago)| *ago).min().unwrap_or_default();
    let found = world.today.plus_days(1 - last).start(&shanghai()).plus_minutes(130);
    look::look(house, area, found, world.today.plus_days(-last), &[Rule::Neighbours]).await?;
    advance(house, world, cast, category, found, reached).await
}

/// A home's words, and what it was answered.
async fn tell(
    house: &House,
    cast: &Cast,
    (place, phone, at): (PlaceRef, String, Ts),
    (category, words, answer): (&str, &str, &str),
    worker: Id,
) -> anyhow::Result<()> {
    let said = Said {
        channel: Channel::Phone,
        place: cast.place(place).clone(),
        place_note: String::new(),
        words: words.into(),
        category: category.into(),
        nature: String::new(),
        name: None,
        phone: Some(phone),
        behalf: None,
        way: None,
        entered_by: Some(worker),
        source: None,
        at,
        title: None,
        files: Vec::new(),
        device: None,
        secret: false,
        hotline: None,
        once: None,
    };
    let (change, received) = intake::prepare(house, said).await?;
    house.commit(change).await?;
    let part = rules::Actor { parts: vec![command::Who::Worker], account: Some(worker), organisation: None };
    let doer = linju_request::work::Doer { actor: Actor::Account(worker), part, told_by: None };
    let stored = linju_request::store::cases::load(house, cast.areas[AREA], received.case).await?;
    let press = Press::one(Command::Answer, answer);
    linju_request::work::carry_out_on(house, &doer, stored, press, at.plus_minutes(50)).await?;
    Ok(())
}

/// Takes the hot spot of that category as far as the script has it.
async fn advance(
    house: &House,
    world: &World,
    cast: &Cast,
    category: &str,
    found: Ts,
    reached: &Reached,
) -> anyhow::Result<()> {
    let area = cast.areas[AREA];
    let lead = staff(world, cast, Duty::Secretary);
    let step = async |minutes: i64, verb: Verb, given: Given| -> anyhow::Result<()> {
        let all = spots::list(house, area, &[State::Alert, State::Acknowledged, State::Planned], 200).await?;
        let row = all.into_iter().find(|row| row.category == category).context("the rule found it")?;
        let doer = Doer {
            actor: Actor::Account(lead),
            parts: vec![Part::Desk, Part::Lead],
            at: found.plus_minutes(minutes),
        };
        Ok(work::step(house, &doer, &row, verb, given).await?)
    };
    const DAY: i64 = 24 * 60;
    if matches!(reached, Reached::Alert) {
        return Ok(());
    }
    step(420, Verb::Acknowledge, Given { lead: Some(lead), ..Given::default() }).await?;
    let Reached::StruckOff(account) = reached else { return Ok(()) };
    let plan = Given {
        plan: Some(PlanKind::Repair),
        note: "请物业查一遍总管，从一层换起。".into(),
        due: Some(found.day(&shanghai()).plus_days(10)),
        ..Given::default()
    };
    step(2 * DAY, Verb::Plan, plan).await?;
    let done = Given { note: (*account).into(), evidence: Some(Evidence::Seen), ..Given::default() };
    step(24 * DAY, Verb::StrikeOff, done).await
}

/// The theme of this month, with a task that is done and one that is not.
async fn theme(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let (area, lead) = (cast.areas[AREA], staff(world, cast, Duty::Secretary));
    let parts = vec![Part::Desk, Part::Lead];
    let doer = |at: Ts| Doer { actor: Actor::Account(lead), parts: parts.clone(), at };
    let chosen = world.now.plus_minutes(-20 * 24 * 60);
    let topic = TopicRow {
        area_id: area,
        id: house.id(),
        month: world.today.to_string().chars().take(7).collect(),
        title: "楼道堆物怎么清、清了怎么不再堆".into(),
        hotspot_id: None,
        lead_id: lead,
        result: String::new(),
        settled_at: None,
        created_by: lead,
        version: 1,
    };
    work::choose(house, &doer(chosen), &topic).await?;
    let tasks = [
        ("逐楼看一遍，记下堆在哪里", "楼组长", -6, "看了 30 幢楼，记下 41 处。"),
        ("和居民约一个周末一起清", "居委会", 12, ""),
    ];
    for (text, responsible, due, became) in tasks {
        let task = TaskRow {
            area_id: area,
            id: house.id(),
            topic_id: topic.id,
            text: text.into(),
            responsible: responsible.into(),
            due_day: world.today.plus_days(due),
            done_at: None,
            became: String::new(),
        };
        work::add_task(house, &doer(chosen), &topic, &task).await?;
        if !became.is_empty() {
            work::task_done(house, &doer(world.now.plus_minutes(-7 * 24 * 60)), &topic, &task, became)
                .await?;
        }
    }
    Ok(())
}

/// Homes of a building with a phone: their stairwell, and the phone. One of each household.
fn homes(world: &World, building: &str) -> Option<Vec<(PlaceRef, String)>> {
    let is_it = |place: &&linju_demo::Place| {
        place.kind == PlaceKind::Building
            && place.name == building
            && place.area.is_some_and(|area| area.0 == AREA)
    };
    let building = world.places.iter().find(is_it)?;
    let home = |household: &linju_demo::Household| {
        let room = world.place(household.room);
        let phone = household.members.iter().find_map(|person| world.person(*person).phone())?;
        within(&room.path, &building.path).then_some((room.parent?, phone.to_owned()))
    };
    Some(world.households.iter().filter_map(home).collect())
}

/// Someone of the area with that duty.
fn staff(world: &World, cast: &Cast, duty: Duty) -> Id {
    let has = |a: &linju_demo::Account| {
        a.area.is_some_and(|area| area.0 == AREA) && a.duties.iter().any(|d| d.code() == duty.code())
    };
    cast.staff[world.staff.iter().position(has).expect("an area has its staff")]
}

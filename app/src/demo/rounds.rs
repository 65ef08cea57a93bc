//! Rounds of the demo in 久耕: a finished 排摸 of the public housing's kitchens, a fire patrol under way with one
//! hazard to be looked at again, and the calls of last summer's heat.

use super::street::Cast;
use anyhow::Context;
use linju_core::{Actor, House};
use linju_demo::{Duty, World};
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Id, Ts};
use linju_round::rules::{Ask, Filter, Kind, Mark, Part, Question, Test, Together, Unit, Verb};
use linju_round::store::{self, Line};
use linju_round::work::{self, Doer, Hazard, Plan, Told};

const JIUGENG: usize = 1;
/// Stairwells of the patrol that somebody has been to.
const WALKED: i64 = 5;

/// Plays them.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let lead = lead_of(world, cast)?;
    kitchens(house, world, cast, lead).await.context("the kitchens")?;
    patrol(house, world, cast, lead).await.context("the patrol")?;
    heat(house, world, cast, lead).await.context("the heat")
}

/// 公房厨房电线: asked at every door of the public housing, five weeks ago.
async fn kitchens(house: &House, world: &World, cast: &Cast, lead: Id) -> anyhow::Result<()> {
    let day = world.today.plus_days(-36);
    let question = |text: &str, ask, options: &str| Question::typed(text, ask, options);
    let questions = vec![
        question("厨房电线老化或裸露吗", Ask::YesNo, "")?,
        question("烧什么气", Ask::Choice, "管道、瓶装、不开伙")?,
        question("几户合用", Ask::Number, "")?,
    ];
    let plan = Plan {
        kind: Kind::Survey,
        unit: Unit::Household,
        title: "公房合用厨房电线排摸".into(),
        place: cast.place(world.areas[JIUGENG].place).clone(),
        filter: Filter { tests: vec![Test::PublicHousing], together: Together::Any },
        questions,
        due: Some(day.plus_days(14)),
        even: false,
    };
    let round = begin(house, &at(lead, day, 9), plan).await?;
    walk(house, round, |n, _| (at(lead, day.plus_days((n % 10) as i64), 18), kitchen(n))).await?;
    close(house, &at(lead, day.plus_days(14), 16), round, "空关和拒绝的几户，已在门上留条").await
}

fn kitchen(n: u64) -> Told {
    let answers = || {
        let old = if n.is_multiple_of(6) { "1" } else { "2" };
        let gas = if n.is_multiple_of(11) { "2" } else { "1" };
        [old, gas, if n.is_multiple_of(3) { "3" } else { "2" }].map(str::to_owned).to_vec()
    };
    match n % 19 {
        7 => Told { mark: Some(Mark::Absent), note: "门上留了条".into(), ..Told::default() },
        13 => Told { mark: Some(Mark::Refused), ..Told::default() },
        _ => Told { mark: Some(Mark::Done), answers: answers(), ..Told::default() },
    }
}

/// 消防巡查: every stairwell, begun last week; a few are done, one has a hazard.
async fn patrol(house: &House, world: &World, cast: &Cast, lead: Id) -> anyhow::Result<()> {
    let day = world.today.plus_days(-7);
    let questions = vec![
        Question::typed("楼道堆物", Ask::YesNo, "")?,
        Question::typed("灭火器正常吗", Ask::YesNo, "")?,
        Question::typed("飞线充电", Ask::YesNo, "")?,
    ];
    let plan = Plan {
        kind: Kind::Patrol,
        unit: Unit::Stairwell,
        title: "冬季消防巡查".into(),
        place: cast.place(world.areas[JIUGENG].place).clone(),
        filter: Filter { tests: Vec::new(), together: Together::Any },
        questions,
        due: Some(world.today.plus_days(7)),
        even: false,
    };
    let round = begin(house, &at(lead, day, 9), plan).await?;
    let recheck = world.today;
    walk(house, round, |n, line| (at(lead, day.plus_days(2), 17), stairwell(n, line, recheck))).await
}

fn stairwell(n: u64, line: &Line, recheck: Day) -> Told {
    if line.row.sheet > WALKED {
        return Told::default();
    }
    let found = n == 3;
    let hazard = found.then(|| Hazard {
        category: "0408".into(),
        words: "二楼转角堆着旧沙发和纸板，灭火器被挡住，人过不去。".into(),
        recheck,
    });
    let answers = [if found { "1" } else { "2" }, if found { "2" } else { "1" }, "2"];
    Told { mark: Some(Mark::Done), answers: answers.map(str::to_owned).to_vec(), hazard, ..Told::default() }
}

/// 高温叫应: last July, everyone of 80 and older; a few did not answer, and all were accounted for.
async fn heat(house: &House, world: &World, cast: &Cast, lead: Id) -> anyhow::Result<()> {
    let this = Day::new(world.today.0.year(), 7, 22).context("a day")?;
    let day =
        if this < world.today { this } else { Day::new(world.today.0.year() - 1, 7, 22).context("a day")? };
    let plan = Plan {
        kind: Kind::Heat,
        unit: Unit::Person,
        title: "高温橙色预警叫应".into(),
        place: cast.place(world.areas[JIUGENG].place).clone(),
        filter: Filter { tests: vec![Test::Advanced, Test::LoneElder], together: Together::Any },
        questions: Vec::new(),
        due: None,
        even: true,
    };
    let round = begin(house, &at(lead, day, 10), plan).await?;
    walk(house, round, |n, _| {
        let mark = if n % 29 == 4 { Mark::NoAnswer } else { Mark::Reached };
        (at(lead, day, 14), Told { mark: Some(mark), ..Told::default() })
    })
    .await?;
    walk(house, round, |n, line| {
        let silent = line.row.mark == Mark::NoAnswer;
        let (mark, note) = match n % 3 {
            _ if !silent => (None, ""),
            0 => (Some(Mark::Reached), "下楼乘凉，没听见敲门"),
            _ => (Some(Mark::Vouched), "女儿接走住几天，电话里确认了"),
        };
        (at(lead, day, 17), Told { mark, note: note.into(), ..Told::default() })
    })
    .await?;
    close(house, &at(lead, day, 19), round, "").await
}

fn at(account: Id, day: Day, hour: i64) -> Doer {
    let at: Ts = day.start(&shanghai()).plus_minutes(hour * 60);
    Doer { actor: Actor::Account(account), parts: vec![Part::Desk, Part::Lead], at }
}

async fn begin(house: &House, doer: &Doer, plan: Plan) -> anyhow::Result<Id> {
    Ok(work::open(house, doer, plan, &house.id().to_string()).await?)
}

/// Tells sheet by sheet what `told` says of each line, numbered through the round; the first line's doer enters it.
async fn walk(house: &House, round: Id, told: impl Fn(u64, &Line) -> (Doer, Told)) -> anyhow::Result<()> {
    let area = house.reference().area_by_code("jiugeng")?.id;
    let row = store::load(house, area, round).await?;
    let mut n = 0;
    for counted in store::sheets(house, area, round).await? {
        let mut doer = None;
        let mut pairs = Vec::new();
        for line in store::lines(house, area, round, counted.sheet.n).await? {
            let (by, said) = told(n, &line);
            let by = match counted.sheet.account_id {
                Some(account) => Doer { actor: Actor::Account(account), ..by },
                None => by,
            };
            doer.get_or_insert(by);
            pairs.push((line, said));
            n += 1;
        }
        if let Some(doer) = doer {
            work::enter(house, &doer, &row, &pairs, &house.id().to_string()).await?;
        }
    }
    Ok(())
}

async fn close(house: &House, doer: &Doer, round: Id, reason: &str) -> anyhow::Result<()> {
    let area = house.reference().area_by_code("jiugeng")?.id;
    let row = store::load(house, area, round).await?;
    Ok(work::step(house, doer, &row, Verb::Close, reason).await?)
}

/// The secretary of 久耕.
fn lead_of(world: &World, cast: &Cast) -> anyhow::Result<Id> {
    let leads = |a: &linju_demo::Account| {
        a.area.is_some_and(|at| at.0 == JIUGENG) && a.duties.contains(&Duty::Secretary)
    };
    Ok(cast.staff[world.staff.iter().position(leads).context("an area has a secretary")?])
}

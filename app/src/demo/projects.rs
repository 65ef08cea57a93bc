//! Projects of the demo: those of the articles, finished, with their figures; and a few under way, invented.
//!
//! Each goes through its gates by the ordinary commands, at its own days.

use super::street::Cast;
use anyhow::Context;
use linju_core::file::Stored;
use linju_core::{Actor, House};
use linju_db::{Sql, args};
use linju_demo::{Duty, World};
use linju_kernel::lifecycle::Coded;
use linju_kernel::time::shanghai;
use linju_kernel::{Id, Ts};
use linju_project::fund::Source;
use linju_project::fund::store as funds;
use linju_project::money;
use linju_project::rules::{Check, Course, Forum, Kind, Need, Part, Piece, Squad, State, Verdict};
use linju_project::store::{self, Whole};
use linju_project::work::{self, Doer, New, Plan};

const HANYANG: usize = 0;
const JIUGENG: usize = 1;
const SANLIAN: usize = 2;

/// What is told of a project.
struct Script {
    area: usize,
    kind: Kind,
    course: Course,
    title: &'static str,
    purpose: &'static str,
    place: &'static str,
    lead: &'static str,
    planner: &'static str,
    partner: &'static str,
    serves: &'static str,
    /// Title of the case it comes from; empty if none.
    case: &'static str,
    /// Who builds it, for how many yuan, out of what.
    contract: (&'static str, i64, Source),
    /// Asked and in favour.
    survey: (i64, i64),
    /// Before, after, of what.
    capacity: Option<(i64, i64, &'static str)>,
    designs: &'static [&'static str],
    diary: &'static [&'static str],
    upkeep: &'static str,
    /// Answered, satisfied, said most.
    judged: (i64, i64, &'static str),
    /// Days before today: planned, last step.
    days: (i64, i64),
    reached: State,
}

const PLAIN: Script = Script {
    area: JIUGENG,
    kind: Kind::Other,
    course: Course::Micro,
    title: "",
    purpose: "",
    place: "",
    lead: "",
    planner: "",
    partner: "",
    serves: "老人、上班族、小朋友",
    case: "",
    contract: ("物业", 0, Source::Street),
    survey: (100, 88),
    capacity: None,
    designs: &["按居民意见画的草图"],
    diary: &["进场，先围好，贴了施工告示"],
    upkeep: "物业日常维护，坏了找居委会",
    judged: (32, 30, "方便多了"),
    days: (240, 120),
    reached: State::Evaluated,
};

const PLANNER: &str = "社区规划师工作室（演示）";

const SCRIPTS: &[Script] = &[
    Script {
        area: SANLIAN,
        kind: Kind::Entrance,
        course: Course::Whole,
        title: "小区入口“邻聚里”微更新",
        purpose: "居民反映小区入口需要修缮，设施老化、存在安全隐患，还要和周边环境匹配，最好美化一下。做成服务群众“零距离”、\
                  连接社区与群众的“连心桥”，能议事、能宣传、能歇脚。",
        place: "三联小区入口",
        lead: "三联居民区党总支",
        planner: PLANNER,
        case: "小区入口要修缮美化",
        contract: ("社区合伙人施工队（演示）", 186_000, Source::Street),
        survey: (210, 187),
        designs: &["修门头，加顶灯", "按居民意见加了坡道、长椅和宣传栏"],
        diary: &["拆旧门头，铁门先移走", "坡道浇好，居民监督员量过宽度", "长椅和宣传栏装好，晚上试灯"],
        upkeep: "物业每周保洁，居委会管宣传栏和议事登记",
        judged: (64, 61, "家门口有了坐的地方"),
        days: (240, 120),
        ..PLAIN
    },
    Script {
        area: SANLIAN,
        kind: Kind::Shed,
        course: Course::CoBuilding,
        title: "公平大楼车棚升级改造",
        purpose: "原来的车棚只能停 20 辆电瓶车，狭小、没人管，存在安全隐患。",
        place: "公平大楼车棚",
        lead: "三联居民区党总支",
        planner: PLANNER,
        partner: "北横通道项目部",
        case: "公平大楼车棚太挤，没人管",
        contract: ("北横通道项目部（共建出力，不收工钱）", 0, Source::Donation),
        capacity: Some((20, 60, "辆电瓶车")),
        designs: &["棚子往外扩", "重新划线，进出分开，灯加亮"],
        diary: &["清走僵尸车，地面找平", "棚顶和照明装好，按 60 辆划线"],
        upkeep: "物业每天巡查，楼组长帮着看",
        judged: (45, 43, "不用再挤在楼道里"),
        days: (272, 170),
        ..PLAIN
    },
    Script {
        area: SANLIAN,
        kind: Kind::Lamp,
        course: Course::Small,
        title: "小区入口增设一盏路灯",
        purpose: "众多居民提出小区入口晚上太暗，想要一盏明亮的路灯。",
        place: "三联小区入口",
        lead: "三联居民区党总支",
        partner: "建四建",
        serves: "工作繁忙的大朋友、放学的小朋友、新上海人、老年朋友",
        case: "小区入口想装一盏路灯",
        contract: ("建四建（党建共建，捐赠安装）", 0, Source::Donation),
        upkeep: "物业管开关和灯泡，坏了打居委会电话",
        days: (206, 150),
        reached: State::Accepted,
        ..PLAIN
    },
    Script {
        area: SANLIAN,
        kind: Kind::Guard,
        course: Course::Micro,
        title: "公平大楼电梯梯控",
        purpose: "防止电瓶车上楼带来的消防隐患。用部分小区达标奖金，联合街道房办引入。",
        place: "公平大楼一楼大厅",
        lead: "三联居民区党总支",
        partner: "街道房办",
        contract: ("梯控设备供应商（演示）", 38_000, Source::Award),
        diary: &["两部电梯装好，试了推车、轮椅都能进"],
        upkeep: "电梯维保单位每月检查，误报找物业",
        judged: (28, 25, "楼道里没有电瓶车了"),
        days: (230, 160),
        ..PLAIN
    },
    Script {
        area: JIUGENG,
        kind: Kind::Venue,
        course: Course::Whole,
        title: "久耕甜缘“微阵地”",
        purpose: "“久安”公寓底楼十平方米的储藏室一直堆杂物，第四党支部提出改成活动场和议事室，给老年居民用。",
        place: "久安公寓底楼储藏室",
        lead: "久耕第四党支部",
        planner: PLANNER,
        serves: "老年居民",
        case: "久安公寓底楼储藏室想用起来",
        contract: ("装修队（演示）", 42_000, Source::Street),
        survey: (86, 79),
        capacity: Some((0, 12, "个座位")),
        designs: &["桌子靠墙", "桌子放中间，好议事；门槛改平"],
        diary: &["清空杂物，量尺寸", "铺防滑地面，装扶手"],
        upkeep: "第四党支部管钥匙和登记",
        judged: (41, 40, "有地方坐坐、说说话"),
        days: (250, 140),
        ..PLAIN
    },
    Script {
        area: JIUGENG,
        kind: Kind::Charging,
        title: "久耕小区地面充电桩",
        purpose: "地下车库的坡道有 35 至 40 度，老年居民推车吃力。约 60 位车主希望在地面充电；楼前空地装 4 组，可供 40 辆车充电。\
                  位子比人少，优先留给腿脚不便的老年车主。",
        place: "久耕小区楼前空地",
        lead: "久耕居民区党总支",
        case: "车库坡太陡，想在地面充电",
        contract: ("充电设施施工单位（演示）", 96_000, Source::Street),
        survey: (60, 60),
        capacity: Some((0, 40, "辆车充电")),
        diary: &["四组桩的基础做好", "通电，物业和消防一道看过"],
        upkeep: "运营单位管设备，物业管秩序",
        judged: (52, 47, "不用再推下坡"),
        days: (270, 180),
        ..PLAIN
    },
    Script {
        area: HANYANG,
        kind: Kind::Wall,
        course: Course::SelfGoverned,
        title: "社区文化墙微改造",
        purpose: "小区墙面老化，用彩绘让墙面焕新。图样由居民提供、居民来选。",
        place: "汉阳文化墙",
        lead: "汉阳居民区党总支",
        serves: "全体居民",
        case: "小区墙面老化，想画文化墙",
        contract: ("彩绘材料（演示）", 12_800, Source::SelfGovernance),
        survey: (130, 121),
        designs: &["居民提供的图样，选出三幅"],
        diary: &["铲掉旧墙皮，打底", "居民一道上色"],
        upkeep: "楼组长和志愿者养护，掉色再补",
        judged: (58, 57, "是自己家小朋友画的"),
        days: (232, 130),
        ..PLAIN
    },
    Script {
        area: HANYANG,
        kind: Kind::Charging,
        title: "沿街电动自行车集中充电",
        purpose: "从源头上解决飞线充电和入户充电，在沿街路面新设集中充电装置。",
        place: "汉阳沿街集中充电点",
        lead: "汉阳居民区党总支",
        contract: ("充电设施施工单位（演示）", 78_000, Source::Street),
        days: (260, 145),
        ..PLAIN
    },
    Script {
        area: SANLIAN,
        kind: Kind::Other,
        course: Course::CoBuilding,
        title: "楼前小花园改造（演示）",
        purpose: "老树留不留、座椅放几处、谁来养护，先听居民的。",
        place: "三联小区庭院",
        lead: "三联居民区党总支",
        survey: (96, 71),
        days: (40, 8),
        reached: State::Consulted,
        ..PLAIN
    },
    Script {
        title: "车库坡道防滑和扶手（演示）",
        kind: Kind::Other,
        purpose: "坡道陡，老人推车怕滑。铺防滑条、装扶手。",
        place: "久耕小区中心花园",
        lead: "久耕居民区党总支",
        contract: ("物业工程队（演示）", 26_500, Source::Street),
        diary: &["第一条坡道铺好防滑条", "扶手立柱打好，等水泥干"],
        days: (70, 4),
        reached: State::InWorks,
        ..PLAIN
    },
    Script {
        title: "中心花园加两处座椅（演示）",
        kind: Kind::Other,
        purpose: "老人走到一半没地方歇。",
        place: "久耕小区中心花园",
        lead: "久耕居民区党总支",
        days: (35, 2),
        reached: State::Deliberated,
        ..PLAIN
    },
    Script {
        title: "楼道口一盏感应灯（演示）",
        kind: Kind::Lamp,
        course: Course::Small,
        purpose: "晚上进门看不清钥匙孔。",
        place: "久耕小区",
        lead: "久耕居委会",
        days: (6, 1),
        reached: State::Draft,
        ..PLAIN
    },
];

/// People of a script's area.
struct Crew {
    worker: Id,
    lead: Id,
    street: Id,
}

/// Plays them all.
pub async fn play(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    for area in [HANYANG, JIUGENG, SANLIAN] {
        purses(house, world, cast, area).await.context("the funds")?;
    }
    for script in SCRIPTS {
        one(house, world, cast, script).await.with_context(|| script.title)?;
    }
    Ok(())
}

fn crew(world: &World, cast: &Cast, area: usize) -> Crew {
    let who = |duty: Duty, area: Option<usize>| {
        let holds = |a: &linju_demo::Account| a.area.map(|at| at.0) == area && a.duties.contains(&duty);
        cast.staff[world.staff.iter().position(holds).expect("someone has the duty")]
    };
    Crew {
        worker: who(Duty::Worker, Some(area)),
        lead: who(Duty::Secretary, Some(area)),
        street: who(Duty::StreetOfficer, None),
    }
}

async fn purses(house: &House, world: &World, cast: &Cast, area: usize) -> anyhow::Result<()> {
    let mut all = vec![
        (Source::SelfGovernance, "居民自治金（演示）", "居民议事会定，一件一般一到两万元", 6_000_000),
        (Source::Street, "街道民生项目资金（演示）", "街道立项的项目，按合同付款", 60_000_000),
    ];
    if area == SANLIAN {
        all.push((Source::Award, "小区达标奖励（演示）", "用于改善小区基础设施", 12_000_000));
    }
    let at = world.today.plus_days(-330).start(&shanghai()).plus_minutes(600);
    let lead =
        Doer { actor: Actor::Account(crew(world, cast, area).lead), parts: vec![Part::Desk, Part::Lead], at };
    for what in all {
        money::open(house, &lead, cast.areas[area], what).await?;
    }
    Ok(())
}

/// A project on its way through the gates.
struct Walk<'a> {
    house: &'a House,
    script: &'a Script,
    crew: Crew,
    area: Id,
    id: Id,
}

async fn one(house: &House, world: &World, cast: &Cast, script: &Script) -> anyhow::Result<()> {
    let area = cast.areas[script.area];
    let crew = crew(world, cast, script.area);
    let at = |place: &linju_demo::Place| place.name == script.place || place.spoken == script.place;
    let place = world.places.iter().position(at).context("a place of the world")?;
    let case = case_of(house, area, script.case).await?;
    let (from, to) = script.days;
    let gates = script.course.gates();
    let steps = 1 + gates.iter().filter(|g| g.to <= script.reached).count() as i64;
    let moment = |n: i64| -> Ts {
        let day = from - (from - to) * n / steps;
        world.today.plus_days(-day).start(&shanghai()).plus_minutes(570 + n * 11)
    };
    let plan = Plan {
        kind: script.kind,
        course: script.course,
        named: false,
        title: script.title.into(),
        purpose: script.purpose.into(),
        place: cast.place(linju_demo::PlaceRef(place)).clone(),
        estimate: script.contract.1 * 100,
        serves: script.serves.into(),
        lead: script.lead.into(),
        planner: script.planner.into(),
        partner: script.partner.into(),
        cases: case.into_iter().collect(),
        item: None,
    };
    let desk = Doer { actor: Actor::Account(crew.worker), parts: vec![Part::Desk], at: moment(0) };
    let row = plan.row(house, &desk)?;
    work::plan(house, &desk, &row, &row.id.to_string()).await?;
    let walk = Walk { house, script, crew, area, id: row.id };
    if script.reached == State::Draft {
        return walk.record(Part::Desk, moment(steps), before(house).await?).await;
    }
    for (n, gate) in gates.iter().filter(|g| g.to <= script.reached).enumerate() {
        walk.gate(gate.needs, gate.who, moment(n as i64 + 1)).await.with_context(|| gate.to.code())?;
    }
    if let Some((n, m, text)) = script.capacity {
        let new = New { n, m, text: text.into(), ..New::of(Piece::Capacity) };
        walk.record(Part::Desk, moment(steps), new).await?;
    }
    walk.meanwhile(moment(steps)).await
}

/// The case of that title, which its card tells.
async fn case_of(house: &House, area: Id, title: &str) -> anyhow::Result<Option<Id>> {
    let titles = [title.to_owned(), title.replace('，', ",")];
    for title in titles.iter().filter(|t| !t.is_empty()) {
        let sql =
            "select id from subject where area_id = ? and kind = 'case' and title = ? order by id limit 1";
        let found = house.db.first::<(Id,)>(Sql::new(sql, args![area, title.as_str()])).await?;
        if let Some((id,)) = found {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

impl Walk<'_> {
    fn doer(&self, part: Part, at: Ts) -> Doer {
        let (who, parts) = match part {
            Part::Street => (self.crew.street, vec![Part::Street]),
            Part::Lead => (self.crew.lead, vec![Part::Desk, Part::Lead]),
            _ => (self.crew.worker, vec![Part::Desk]),
        };
        Doer { actor: Actor::Account(who), parts, at }
    }

    async fn whole(&self) -> anyhow::Result<Whole> {
        Ok(store::whole(self.house, self.area, self.id).await?)
    }

    async fn record(&self, part: Part, at: Ts, new: New) -> anyhow::Result<()> {
        let key = self.house.id().to_string();
        work::record(self.house, &self.doer(part, at), &self.whole().await?, new, &key).await?;
        Ok(())
    }

    /// Gives a gate what it wants, and opens it.
    async fn gate(&self, needs: &[Need], who: Part, at: Ts) -> anyhow::Result<()> {
        let early = at.plus_minutes(-90);
        for need in needs {
            self.give(*need, early).await.with_context(|| need.code())?;
        }
        let whole = self.whole().await?;
        if who != Part::Street {
            work::advance(self.house, &self.doer(who, at), &whole).await?;
        }
        Ok(())
    }

    async fn give(&self, need: Need, at: Ts) -> anyhow::Result<()> {
        let script = self.script;
        let of = |piece: Piece| New::of(piece);
        let yes = Some(Verdict::Yes);
        let say = |piece: Piece, text: &str| New { text: text.into(), ..New::of(piece) };
        let (n, m) = script.survey;
        match need {
            Need::Survey => self.record(Part::Desk, at, New { n, m, ..of(Piece::Survey) }).await,
            Need::Opinions => {
                for (i, group) in script.course.groups().iter().enumerate() {
                    let group = group.code().into();
                    let new = New { group, verdict: yes, n: 6 + i as i64 * 3, ..of(Piece::Opinion) };
                    self.record(Part::Desk, at, new).await?;
                }
                Ok(())
            }
            Need::Branch | Need::Council => {
                let forum = if need == Need::Branch { Forum::Branch } else { Forum::Council };
                let group = forum.code().into();
                let new = New {
                    group, ..say(Piece::Minutes, "多数赞成，要求施工不扰民、做好以后有人管")
                };
                self.record(Part::Desk, at, new).await
            }
            Need::Checks => {
                for check in Check::ALL {
                    let new = New { group: check.code().into(), verdict: yes, ..of(Piece::Check) };
                    self.record(Part::Desk, at, new).await?;
                }
                Ok(())
            }
            Need::Initiation | Need::Approval | Need::Frozen => {
                let piece = need.piece().context("a decision")?;
                let text = match need {
                    Need::Initiation => "居民需要明确，同意立项",
                    Need::Approval => "可行、惠民，审核通过",
                    _ => "街道党工委审定，按最新一稿实施",
                };
                self.record(Part::Street, at, New { verdict: yes, ..say(piece, text) }).await
            }
            Need::Jury => {
                for (seat, n, m) in [("街道党建办", 86, 92), ("街道房办", 81, 88), ("居民代表席", 90, 95)]
                {
                    self.record(Part::Street, at, New { group: seat.into(), n, m, ..of(Piece::Score) })
                        .await?;
                }
                Ok(())
            }
            Need::Design => self.designs(at).await,
            Need::Contract => {
                let (who, yuan, _) = script.contract;
                let new = New { fen: yuan * 100, ..say(Piece::Contract, who) };
                self.record(Part::Lead, at, new).await
            }
            Need::Covered => self.cover(at).await,
            Need::Squad => {
                for (squad, who) in Squad::ALL.iter().zip(["演示社工", "演示师傅", "演示志愿者"])
                {
                    let new = New { group: squad.code().into(), who: who.into(), ..of(Piece::Squad) };
                    self.record(Part::Desk, at, new).await?;
                }
                Ok(())
            }
            Need::Supervisors => {
                for who in ["演示居民甲", "演示居民乙"] {
                    self.record(Part::Desk, at, New { who: who.into(), ..of(Piece::Supervisor) }).await?;
                }
                Ok(())
            }
            Need::Before => self.record(Part::Desk, at, before(self.house).await?).await,
            Need::Diary => self.diary(at).await,
            Need::After => {
                let files = vec![drawn(self.house, true).await?];
                self.record(Part::Desk, at, New { files, ..of(Piece::After) }).await
            }
            Need::Signatures => self.sign(at).await,
            Need::Upkeep => self.record(Part::Desk, at, say(Piece::Upkeep, script.upkeep)).await,
            Need::Settlement => {
                self.pay(at).await?;
                let new = New { fen: script.contract.1 * 100, ..of(Piece::Settlement) };
                self.record(Part::Lead, at.plus_minutes(60), new).await
            }
            Need::Evaluation => {
                let (n, m, text) = script.judged;
                self.record(Part::Desk, at, New { n, m, ..say(Piece::Evaluation, text) }).await
            }
            Need::Answers | Need::Fixed => Ok(()),
        }
    }

    /// Versions of the design, with what a resident said of the first and was answered.
    async fn designs(&self, at: Ts) -> anyhow::Result<()> {
        for (i, text) in self.script.designs.iter().enumerate() {
            let at = at.plus_minutes(-600 + i as i64 * 300);
            let files = vec![drawn(self.house, i > 0).await?];
            self.record(Part::Desk, at, New { text: (*text).into(), files, ..New::of(Piece::Design) })
                .await?;
            if i == 0 && self.script.designs.len() > 1 {
                let text = "轮椅和推车要进得来，晚上要亮一点".into();
                self.record(Part::Desk, at.plus_minutes(60), New { text, ..New::of(Piece::Comment) }).await?;
                self.answer(at.plus_minutes(120), "采纳，第二稿里改").await?;
            }
        }
        Ok(())
    }

    async fn answer(&self, at: Ts, words: &str) -> anyhow::Result<()> {
        let whole = self.whole().await?;
        let open = whole.proofs.iter().find(|p| p.piece().answerable() && p.answered_at.is_none());
        let open = open.context("something to answer")?;
        Ok(work::answer(self.house, &self.doer(Part::Desk, at), &whole, open, words).await?)
    }

    /// Keeps the contract's sum.
    async fn cover(&self, at: Ts) -> anyhow::Result<()> {
        let (_, yuan, source) = self.script.contract;
        if yuan == 0 {
            return Ok(());
        }
        let all = funds::funds(self.house, self.area).await?;
        let fund = all.iter().find(|f| f.source() == source).context("a fund of the area")?;
        let row = self.whole().await?.row;
        let lead = self.doer(Part::Lead, at);
        Ok(money::commit(self.house, &lead, &row, fund, yuan * 100, "居民议事会同意，街道核准").await?)
    }

    async fn pay(&self, at: Ts) -> anyhow::Result<()> {
        let row = self.whole().await?.row;
        for kept in funds::commitments(self.house, self.area, self.id).await? {
            let payee: String = self.script.contract.0.chars().take(20).collect();
            let what = (kept.left(), payee.as_str(), "按合同付清");
            let asked = money::ask(self.house, &self.doer(Part::Desk, at), &row, &kept, what).await?;
            let payment = funds::payment(self.house, self.area, asked).await?;
            let lead = self.doer(Part::Lead, at.plus_minutes(30));
            money::decide(self.house, &lead, &row, &payment, true, "").await?;
        }
        Ok(())
    }

    async fn diary(&self, at: Ts) -> anyhow::Result<()> {
        let days = self.script.diary;
        for (i, text) in days.iter().enumerate() {
            let at = at.plus_minutes((i as i64 - days.len() as i64) * 24 * 60);
            let files = vec![drawn(self.house, i % 2 == 1).await?];
            self.record(Part::Desk, at, New { text: (*text).into(), files, ..New::of(Piece::Diary) }).await?;
        }
        let text = "工地晚上要留盏灯，老人走过看得清".into();
        self.record(Part::Desk, at.plus_minutes(-90), New { text, ..New::of(Piece::Supervision) }).await?;
        self.answer(at.plus_minutes(-60), "当晚就装了一盏临时灯").await
    }

    async fn sign(&self, at: Ts) -> anyhow::Result<()> {
        let whole = self.whole().await?;
        let mut watched: Vec<Option<Id>> = whole.of(Piece::Supervisor).map(|p| Some(p.id)).collect();
        if watched.is_empty() {
            watched.push(None);
        }
        for refers in watched {
            let new = New { refers, verdict: Some(Verdict::Yes), ..New::of(Piece::Signature) };
            self.record(Part::Desk, at, new).await?;
        }
        Ok(())
    }

    /// What happens beside the gates: works under way have their diary; the shed has its cameras, agreed only
    /// after residents were asked about cameras alone.
    async fn meanwhile(&self, at: Ts) -> anyhow::Result<()> {
        match self.script.reached {
            State::InWorks => {
                for text in self.script.diary {
                    let files = vec![drawn(self.house, false).await?];
                    let new = New { text: (*text).into(), files, ..New::of(Piece::Diary) };
                    self.record(Part::Desk, at.plus_minutes(40), new).await?;
                }
                let text = "扶手还差一截，接缝有点毛".into();
                self.record(Part::Desk, at.plus_minutes(80), New { text, ..New::of(Piece::Issue) }).await?;
                let row = self.whole().await?.row;
                let kept = funds::commitments(self.house, self.area, self.id).await?;
                let kept = kept.first().context("money that is kept")?;
                let what = (800_000, "物业工程队（演示）", "首付材料款");
                money::ask(self.house, &self.doer(Part::Desk, at.plus_minutes(90)), &row, kept, what).await?;
            }
            State::Deliberated => {
                for check in Check::ALL {
                    let group = check.code().into();
                    let new = New { group, verdict: Some(Verdict::Yes), ..New::of(Piece::Check) };
                    self.record(Part::Desk, at.plus_minutes(20), new).await?;
                }
                self.record(Part::Desk, at.plus_minutes(25), before(self.house).await?).await?;
            }
            _ if self.script.kind == Kind::Shed => {
                let asked =
                    New { n: 118, m: 104, verdict: Some(Verdict::Yes), ..New::of(Piece::CameraOpinion) };
                self.record(Part::Desk, at.plus_minutes(20), asked).await?;
                let text =
                    "鹰眼公司免费安装：车棚和一楼大厅；只为安全；录像存 30 天；物业和民警因事可查，每次登记";
                let agreed = New { text: text.into(), ..New::of(Piece::CameraAgreement) };
                self.record(Part::Lead, at.plus_minutes(40), agreed).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

async fn before(house: &House) -> anyhow::Result<New> {
    Ok(New { files: vec![drawn(house, false).await?], ..New::of(Piece::Before) })
}

/// A drawn picture that stands for a photo: a gate under the sky, dull before and bright after.
async fn drawn(house: &House, after: bool) -> anyhow::Result<Stored> {
    let (sky, wall, door) = match after {
        true => ([196u8, 222, 236], [226u8, 190, 150], [122u8, 64, 48]),
        false => ([150, 154, 158], [128, 124, 118], [74, 72, 70]),
    };
    let picture = image::RgbImage::from_fn(960, 720, |x, y| {
        let pillar = (180..260).contains(&x) || (700..780).contains(&x);
        let beam = (200..290).contains(&y) && (150..810).contains(&x);
        let ground = y > 600;
        let colour = match () {
            () if beam || (pillar && y > 200 && !ground) => wall,
            () if ground => [wall[0] / 2 + 40, wall[1] / 2 + 40, wall[2] / 2 + 40],
            () if (260..700).contains(&x) && y > 360 && (x / 40) % 2 == 0 => door,
            () => sky,
        };
        image::Rgb(colour)
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(house.files.take(bytes.into_inner()).await?)
}

//! The words people say, by category. Each group of `words/*.txt` reads:
//!
//! ```text
//! = 0105 物业 E3 40 年 楼 {楼}楼道灯不亮     code, handler, class, weight, season, where, title
//! - words as said, with slots {楼} {层} {天} {时} {人}
//! > reply as a person writes it               `>13` answers only the first and third words
//! ! constraint | alternative                  where it may turn out impossible
//! + what goes on a list                       where it may become a list item
//! ```

use crate::orgs::OrgKind;
use crate::phrases::SETTLED;

/// Requests alike enough to share a title and replies.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) code: &'static str,
    pub(crate) handler: OrgKind,
    /// E0 at once … E3 some working days.
    pub(crate) class: u8,
    /// How often, against the other groups.
    pub(crate) weight: u32,
    pub(crate) season: Season,
    pub(crate) ground: Ground,
    pub(crate) title: &'static str,
    pub(crate) words: Vec<&'static str>,
    replies: Vec<(&'static str, &'static str)>,
    pub(crate) impossible: Vec<(&'static str, &'static str)>,
    pub(crate) listed: Option<&'static str>,
}

impl Group {
    /// The replies that answer the words at `index`; where none was written for them, those for anything.
    pub(crate) fn replies_to(&self, index: usize) -> Vec<&'static str> {
        let number = (index + 1).to_string();
        let answers = |of: &str| of.is_empty() || of.contains(&number);
        let fitting: Vec<_> =
            self.replies.iter().filter(|(of, _)| answers(of)).map(|(_, reply)| *reply).collect();
        if fitting.is_empty() { SETTLED.to_vec() } else { fitting }
    }
}

/// When in the year people speak of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Season {
    All,
    Summer,
    Rain,
    Winter,
}

impl Season {
    /// How often in `month`, in tenths of the usual.
    pub(crate) fn tenths(self, month: i8) -> u32 {
        match (self, month) {
            (Season::All, _) => 10,
            (Season::Summer, 6..=9) => 22,
            (Season::Rain, 6..=9) => 24,
            (Season::Winter, 12 | 1 | 2) => 26,
            _ => 4,
        }
    }
}

/// Where the matter is: the requester's own door, or the ground around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ground {
    Room,
    Stairwell,
    Compound,
    Road,
    Garage,
}

/// Every group of the word files.
pub(crate) fn groups() -> Vec<Group> {
    let mut groups = Vec::new();
    for text in [
        include_str!("words/building.txt"),
        include_str!("words/safety.txt"),
        include_str!("words/around.txt"),
        include_str!("words/people.txt"),
    ] {
        text.lines().filter(|line| !line.trim().is_empty()).for_each(|line| read(line, &mut groups));
    }
    groups
}

fn read(line: &'static str, groups: &mut Vec<Group>) {
    let (mark, rest) = line.split_once(' ').expect("a mark and its text");
    if mark == "=" {
        groups.push(head(rest));
        return;
    }
    let group = groups.last_mut().expect("a group begins before its words");
    match mark {
        "-" => group.words.push(rest),
        "!" => group.impossible.push(rest.split_once(" | ").expect("constraint | alternative")),
        "+" => group.listed = Some(rest),
        _ => {
            let answers = mark.strip_prefix('>').expect("a mark of the format");
            group.replies.push((answers, rest));
        }
    }
}

fn head(rest: &'static str) -> Group {
    let mut parts = rest.splitn(7, ' ');
    let mut next = || parts.next().expect("seven parts in a head");
    let (code, handler, class) = (next(), next(), next());
    let (weight, season, ground, title) = (next(), next(), next(), next());
    Group {
        code,
        handler: handler_of(handler),
        class: class[1..].parse().expect("a class E0–E3"),
        weight: weight.parse().expect("a weight"),
        season: match season {
            "年" => Season::All,
            "夏" => Season::Summer,
            "汛" => Season::Rain,
            "冬" => Season::Winter,
            other => panic!("unknown season {other}"),
        },
        ground: match ground {
            "室" => Ground::Room,
            "楼" => Ground::Stairwell,
            "区" => Ground::Compound,
            "路" => Ground::Road,
            "库" => Ground::Garage,
            other => panic!("unknown ground {other}"),
        },
        title,
        words: Vec::new(),
        replies: Vec::new(),
        impossible: Vec::new(),
        listed: None,
    }
}

fn handler_of(token: &str) -> OrgKind {
    match token {
        "物业" => OrgKind::PropertyCompany,
        "居委" => OrgKind::Committee,
        "街道" => OrgKind::StreetOffice,
        "房办" => OrgKind::HousingOffice,
        "城管" => OrgKind::LawEnforcement,
        "警" => OrgKind::Police,
        "水" => OrgKind::Water,
        "电" => OrgKind::Power,
        "气" => OrgKind::Gas,
        "路灯" => OrgKind::StreetLighting,
        "线" => OrgKind::Telecom,
        "梯" => OrgKind::LiftMaintainer,
        "调解" => OrgKind::Mediation,
        "老" => OrgKind::ElderService,
        other => panic!("unknown handler {other}"),
    }
}

/// What the slots of a template stand for this time.
pub(crate) struct Slots<'a> {
    pub(crate) building: &'a str,
    pub(crate) floor: &'a str,
    pub(crate) days: &'a str,
    pub(crate) when: &'a str,
    pub(crate) whom: &'a str,
}

impl Slots<'_> {
    /// `template` with its slots filled.
    pub(crate) fn fill(&self, template: &str) -> String {
        template
            .replace("{楼}", self.building)
            .replace("{层}", self.floor)
            .replace("{天}", self.days)
            .replace("{时}", self.when)
            .replace("{人}", self.whom)
    }
}

pub(crate) const DAYS: &[&str] = &["两天", "三天", "好几天", "一个礼拜", "十来天", "半个月", "个把月"];
pub(crate) const WHEN: &[&str] =
    &["昨天夜里", "今朝早上", "昨日下半天", "前两天", "这两天", "礼拜天", "今朝一早"];
pub(crate) const WHOM: &[&str] = &["我老伴", "我妈", "隔壁阿婆", "对门爷叔", "我爸", "楼上阿姨", "我自己"];
/// What people begin with when they speak to someone.
pub(crate) const OPENERS: &[&str] = &[
    "居委会伐?",
    "同志侬好,",
    "麻烦问一声,",
    "我跟侬讲,",
    "不好意思哦,",
    "又要麻烦倷了,",
    "喂,",
    "是这样的,",
];
/// And end with.
pub(crate) const CLOSERS: &[&str] = &[
    "麻烦快点。",
    "谢谢侬!",
    "拜托拜托。",
    "帮帮忙好伐?",
    "等倷消息。",
    "实在吃勿消了。",
    "辛苦倷了。",
    "侬看哪能办?",
];

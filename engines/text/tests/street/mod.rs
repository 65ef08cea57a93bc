//! A street that complains: incidents at places, each told by several people in words of their own. Who tells
//! the same incident is known, so whether repeats are found can be counted.
//!
//! The templates of `data/paraphrases.txt` are in two halves, `d` to choose weights on and `t` to measure with;
//! nothing was chosen by looking at the second.

#![allow(dead_code)]

/// Which half of the templates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Develop,
    Test,
}

/// The templates of a category.
pub struct Topic {
    pub code: &'static str,
    /// Known by stairwell; else by compound and building.
    pub stairwell: bool,
    pub develop: Vec<&'static str>,
    pub test: Vec<&'static str>,
}

impl Topic {
    pub fn of(&self, half: Half) -> &[&'static str] {
        match half {
            Half::Develop => &self.develop,
            Half::Test => &self.test,
        }
    }
}

pub fn topics() -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for line in include_str!("../data/paraphrases.txt").lines().filter(|line| !line.is_empty()) {
        let (mark, rest) = line.split_once(' ').expect("a mark and its text");
        match (mark, topics.last_mut()) {
            ("=", _) => {
                let (code, ground) = rest.split_once(' ').expect("a code and its ground");
                topics.push(Topic { code, stairwell: ground == "楼", develop: vec![], test: vec![] });
            }
            ("d", Some(topic)) => topic.develop.push(rest),
            ("t", Some(topic)) => topic.test.push(rest),
            _ => panic!("an unknown mark: {line}"),
        }
    }
    topics
}

/// Chance from a seed (xorshift with a multiplication), the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % end as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// One telling of an incident.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: u64,
    /// Tellings with the same number are of the same incident.
    pub incident: usize,
    pub text: String,
    pub code: &'static str,
    /// Position of the topic.
    pub topic: usize,
    pub compound: u64,
    pub building: Option<u64>,
    pub stairwell: Option<u64>,
    /// Did the one who said it choose a category?
    pub chosen: bool,
    /// Has a worker confirmed one since?
    pub confirmed: bool,
    pub at: i64,
    pub by: u64,
}

const COMPOUNDS: usize = 8;
const BUILDINGS: usize = 20;
const STAIRWELLS: usize = 4;
/// 700 incidents in this time are what 7,700 households of an area such as 久耕 say.
const DAYS: usize = 80;
const HOUR_MS: i64 = 3_600_000;
const SINCE: &[&str] = &["两天", "三天", "好几天", "一个礼拜", "半个月", "很久"];
const NAMES: &[&str] =
    &["汉阳小区", "久耕小区", "久安公寓", "久新小区", "三联小区", "公平新村", "东余杭小区", "商丘新村"];
/// What people add, whatever the matter: the first half for one half of the templates, the rest for the other.
const ADDED: &[&str] = &[
    "家里有老人",
    "打过电话没人理",
    "上个月也这样",
    "大家都有意见",
    "孩子还小",
    "天天如此",
    "拍了照片",
    "隔壁也在讲",
    "物业知道的",
    "我是三楼的",
    "下班回来才看到",
    "不是第一趟了",
    "群里都在说",
    "请安排人来看看",
    "我妈八十多岁",
    "已经影响生活",
    "希望重视",
    "没有人管",
    "真的受不了",
    "之前修过一次",
    "周末更厉害",
    "楼上楼下都讲",
    "我腿脚不便",
    "能不能给个说法",
];
const OPENERS: &[&str] = &["居委会伐,", "同志侬好,", "麻烦问一声,", "你好,", "我反映一下,", ""];
const CLOSERS: &[&str] = &["。", ",麻烦快点。", ",谢谢!", ",请处理。", ",拜托了。", "!"];

/// `incidents` incidents, each told two to four times over some days, in order of time.
pub fn tellings(incidents: usize, half: Half, seed: u64) -> Vec<Told> {
    let (topics, mut dice) = (topics(), Dice::new(seed));
    let (develop, test) = ADDED.split_at(ADDED.len() / 2);
    let added = if half == Half::Develop { develop } else { test };
    let mut told = Vec::new();
    for incident in 0..incidents {
        let topic = dice.below(topics.len());
        let (compound, building) = (dice.below(COMPOUNDS), dice.below(BUILDINGS) + 1);
        let stairwell = dice.below(STAIRWELLS) + 1;
        let start = dice.below(DAYS * 24) as i64;
        let mut words = topics[topic].of(half).to_vec();
        for _ in 0..2 + dice.below(3) {
            let template = words.swap_remove(dice.below(words.len()));
            let place = spoken(&mut dice, compound, building, stairwell, topics[topic].stairwell);
            let text = template.replace("{处}", &place).replace("{天}", dice.pick(SINCE));
            let numbered = ((compound * 100 + building) * 10) as u64;
            let known = dice.below(10);
            told.push(Told {
                id: 0,
                incident,
                text: format!("{}{text},{}{}", dice.pick(OPENERS), dice.pick(added), dice.pick(CLOSERS)),
                code: topics[topic].code,
                topic,
                compound: compound as u64 + 1,
                building: (known > 0).then_some(numbered),
                stairwell: (known > 3 && topics[topic].stairwell).then_some(numbered + stairwell as u64),
                chosen: dice.chance(70),
                confirmed: dice.chance(95),
                at: (start + dice.below(72) as i64) * HOUR_MS,
                by: dice.below(100_000) as u64,
            });
        }
    }
    told.sort_by_key(|told| (told.at, told.incident));
    for (id, told) in told.iter_mut().enumerate() {
        told.id = id as u64 + 1;
    }
    told
}

/// A place as people say it: more or less exactly, with numerals of either kind.
fn spoken(dice: &mut Dice, compound: usize, building: usize, stairwell: usize, inside: bool) -> String {
    let number = if dice.chance(50) { building.to_string() } else { chinese(building) };
    let house = format!("{number}{}", dice.pick(&["号楼", "号楼", "幢", "栋"]));
    let name = if dice.chance(30) { NAMES[compound] } else { "" };
    match dice.below(10) {
        0 | 1 => "我们这里".into(),
        2..=5 if inside => {
            let unit = if dice.chance(50) { stairwell.to_string() } else { chinese(stairwell) };
            format!("{name}{house}{unit}{}", dice.pick(&["单元", "单元", "门洞"]))
        }
        _ if inside => format!("{name}{house}"),
        _ => format!("{name}{house}{}", dice.pick(&["门口", "旁边", "楼下", "前面"])),
    }
}

fn chinese(number: usize) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".into(),
        n => format!("{}十", digits[n]),
    };
    format!("{tens}{}", digits[number % 10])
}

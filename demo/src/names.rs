//! Invented names and telephone numbers.

use crate::dice::Dice;
use crate::people::Gender;

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文施";

/// First and second characters of given names by generation: born before 1966, before 2000, since.
const MEN: [(&str, &str); 3] = [
    ("建国文志永金根宝福荣锦鸿德忠阿长兴顺", "康华明生林祥发良平庆余法民德根龙海清"),
    ("志伟俊国晓海文嘉凯建明振立学宇卫", "军强斌峰磊杰勇辉超波涛鹏健刚毅明"),
    ("子浩宇奕梓俊博铭嘉天睿皓沐辰思一", "轩涵泽辰然宸阳诚睿航霖恒远昊宁喆"),
];
const WOMEN: [(&str, &str); 3] = [
    ("秀桂玉美爱惠凤彩慧素月根阿丽雅淑巧招", "英珍芳兰娣妹华琴宝仙娥凤芬萍云弟珠莲"),
    ("晓丽雯静佳海敏雪文慧婷春燕莉怡思", "燕敏芳雯婷娟静丽洁萍琳蓉霞怡瑾晶"),
    ("子梓欣一若诗语思雨可心沐悦艺依佳", "涵萱怡妍彤琪瑶悦宁桐汐妤琳菲蕊诺"),
];

fn char_of(dice: &mut Dice, pool: &str) -> char {
    let chars: Vec<char> = pool.chars().collect();
    *dice.pick(&chars)
}

/// A common surname, the usual ones more often.
pub(crate) fn surname(dice: &mut Dice) -> char {
    let pool: Vec<char> = SURNAMES.chars().collect();
    let reach = if dice.chance(70) { 30 } else { pool.len() };
    pool[dice.below(reach)]
}

/// A given name such as people born in `year` bear.
pub(crate) fn given(dice: &mut Dice, gender: Gender, year: i16) -> String {
    let generation = if year < 1966 { 0 } else { usize::from(year >= 2000) + 1 };
    let (first, second) = if gender == Gender::Male { MEN[generation] } else { WOMEN[generation] };
    let short = generation == 1 && dice.chance(35);
    let tail = char_of(dice, second);
    if short { tail.to_string() } else { format!("{}{tail}", char_of(dice, first)) }
}

/// Numbers kept for people whom the stories name.
const KEPT: &[&str] = &["13800005678", "13800005668", "02155550685", "02155550680", "13900005682"];

/// Is `phone` (digits only) from the ranges this world invents: 138/139 0000 xxxx, 021-5555 xxxx?
pub fn is_fictional(phone: &str) -> bool {
    let digits = phone.bytes().all(|b| b.is_ascii_digit());
    let range = ["1380000", "1390000", "0215555"].iter().any(|range| phone.starts_with(range));
    digits && range && phone.len() == 11
}

/// Hands out every number once.
pub(crate) struct PhoneBook {
    mobiles: Vec<String>,
    landlines: Vec<String>,
}

impl PhoneBook {
    /// Landlines below 5555 1000 are offices'.
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let free = |number: &String| !KEPT.contains(&number.as_str());
        let block =
            |prefix: &str, from: u32| (from..10_000).map(|n| format!("{prefix}{n:04}")).collect::<Vec<_>>();
        let mut mobiles = [block("1380000", 0), block("1390000", 0)].concat();
        let mut landlines = block("0215555", 1000);
        mobiles.retain(free);
        dice.shuffle(&mut mobiles);
        dice.shuffle(&mut landlines);
        Self { mobiles, landlines }
    }

    /// A mobile number no one else has; the world needs far fewer than the 20,000 there are.
    pub(crate) fn mobile(&mut self) -> String {
        self.mobiles.pop().expect("mobiles suffice")
    }

    /// A landline no other household has.
    pub(crate) fn landline(&mut self) -> String {
        self.landlines.pop().expect("landlines suffice")
    }
}

//! Places as people say them: 三号楼二单元, 12号楼下, 5号401, 东门口, 6栋和7栋之间, 汉阳路120弄3支弄5号.
//!
//! Taggers of general Chinese miss such words or take 12号 for a day (measured with LAC), so the reader here
//! is our own: numerals of both kinds, the words for lane, house, stairwell, floor, room and gate in the order
//! in which they stand, and where about it is. It knows no map; which place of the register is meant is for
//! whoever has one.

mod numeral;
mod reader;
mod spot;

pub use spot::Spot;

use serde::Serialize;
use std::fmt::Write;
use std::ops::Range;

/// One place as somebody said it. What was not said is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Mention {
    /// Where it stands in the text, in bytes. Of a list (3、5号楼) each has the span of the whole.
    pub span: Range<usize>,
    /// Road or compound before the numbers: 汉阳路, 久耕小区.
    pub name: Option<String>,
    /// 弄.
    pub lane: Option<u32>,
    /// 支弄.
    pub sublane: Option<u32>,
    /// 号楼, 幢, 栋, 座 or 号, in Arabic digits or a capital letter.
    pub house: Option<String>,
    /// 单元 or 门洞, the stairwell.
    pub unit: Option<u32>,
    /// Lowest and highest floor; below the ground they are negative.
    pub floors: Option<(i32, i32)>,
    /// 室.
    pub room: Option<u32>,
    /// A gate of the compound.
    pub gate: Option<Gate>,
    /// Where about it.
    pub spot: Option<Spot>,
    /// False for a bare 12号, which may be a day, and for a name without any number.
    pub sure: bool,
    /// Where the word of the spot begins, or the span ends.
    #[serde(skip)]
    pub(crate) spot_at: usize,
}

/// A gate of a compound, as it is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub enum Gate {
    /// 东门, 西南门: the direction's characters.
    Side(String),
    /// 2号门.
    Number(u32),
    /// 大门, 正门.
    Main,
    /// 后门.
    Back,
    /// 边门, 侧门.
    Small,
}

/// Every place said in `text`, in the order of the text.
pub fn mentions(text: &str) -> Vec<Mention> {
    reader::Reader::new(text).read()
}

/// `text` with its places written one way: 三幢二单元 and ３号楼2单元 are both 3号2单元.
pub(crate) fn one_way(text: &str) -> String {
    rewritten(text, |mention, out| mention.write_places(out))
}

/// `text` with its places hidden, but for where about them it is.
pub(crate) fn hidden(text: &str) -> String {
    rewritten(text, |_, out| out.push(crate::grams::HIDDEN))
}

fn rewritten(text: &str, write: impl Fn(&Mention, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut last = 0..0;
    for mention in mentions(text) {
        if mention.span != last {
            out.push_str(&text[done..mention.span.start]);
        }
        write(&mention, &mut out);
        if mention.span != last {
            done = mention.spot_at;
            last = mention.span.clone();
        }
    }
    out.push_str(&text[done..]);
    out
}

impl Mention {
    /// The places in order, from the name down to the room, without the spot: 久耕小区3号2单元4楼401室.
    pub fn places(&self) -> String {
        let mut out = String::new();
        self.write_places(&mut out);
        out
    }

    fn write_places(&self, out: &mut String) {
        let mut part = |value: Option<String>| out.push_str(&value.unwrap_or_default());
        part(self.name.clone());
        part(self.lane.map(|n| format!("{n}弄")));
        part(self.sublane.map(|n| format!("{n}支弄")));
        part(self.house.as_ref().map(|n| format!("{n}号")));
        part(self.unit.map(|n| format!("{n}单元")));
        part(self.floors.map(|(low, high)| floors(low, high)));
        part(self.room.map(|n| format!("{n}室")));
        part(self.gate.as_ref().map(Gate::name));
    }
}

fn floors(low: i32, high: i32) -> String {
    let mut out = String::new();
    for floor in low..=high.min(low.saturating_add(1)) {
        let below = if floor < 0 { "地下" } else { "" };
        write!(out, "{below}{}楼", floor.unsigned_abs()).expect("a string takes any text");
    }
    out
}

impl Gate {
    fn name(&self) -> String {
        match self {
            Gate::Side(side) => format!("{side}门"),
            Gate::Number(number) => format!("{number}号门"),
            Gate::Main => "大门".into(),
            Gate::Back => "后门".into(),
            Gate::Small => "边门".into(),
        }
    }
}

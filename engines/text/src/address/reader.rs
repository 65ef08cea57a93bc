//! Reads a text from left to right; every place begins with a name, a number, a floor without number, or a gate.

use super::numeral::{self, Number};
use super::{Gate, Mention, Spot, spot};
use crate::grams::narrow;

/// The parts of a place, from the large to the small: a later part never stands before an earlier one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Name,
    Lane,
    Sublane,
    House,
    Unit,
    Floor,
    Room,
}

/// The words after a number, the longer before the shorter that begin alike.
#[rustfmt::skip]
const AFTER_NUMBER: &[(&str, Part)] = &[
    ("支弄", Part::Sublane), ("弄", Part::Lane),
    ("号楼", Part::House), ("号房", Part::House), ("#楼", Part::House), ("#", Part::House),
    ("幢楼", Part::House), ("栋楼", Part::House), ("幢", Part::House), ("栋", Part::House), ("座", Part::House),
    ("单元", Part::Unit), ("门洞", Part::Unit), ("门栋", Part::Unit),
    ("楼", Part::Floor), ("层", Part::Floor),
    ("号室", Part::Room), ("室", Part::Room),
];
/// The first floor, said without a number.
const GROUND_FLOOR: [&str; 2] = ["底楼", "底层"];
/// What makes 3号 something else than a house: 2号线, 1号电梯.
const NOT_A_HOUSE: [&str; 15] =
    ["线", "电梯", "地下", "车库", "车棚", "门卫", "岗", "泵", "桩", "窗口", "令", "机", "文", "码", "井"];
/// How the names of compounds and roads end; the first five also where no number follows.
const NAME_ENDS: [&str; 16] = [
    "小区", "公寓", "大楼", "大厦", "新村", "花园", "家园", "公馆", "大道", "路", "街", "里", "坊", "村",
    "苑", "城",
];
const STANDS_ALONE: usize = 5;
/// Characters that are part of a sentence, not of a name.
const NOT_IN_A_NAME: &str = "我你他她它侬伊阿拉们住在是到的了从往去来靠近这那有和跟与叫请帮把给说讲问就都也又还想要\
旁边隔壁面下上前后门口进出老旧本整全各个别过道家区楼修对小大马两一";
const LONGEST_NAME: usize = 6;
/// What may stand between two parts.
const FILLERS: [char; 6] = [' ', '\u{3000}', '-', '/', '的', '—'];
/// What lists numbers of one kind.
const AND: [char; 7] = ['、', '和', '跟', '与', '及', ',', '，'];
const TO: [char; 3] = ['到', '至', '-'];
/// A list or range longer than this is none.
const LONGEST_LIST: u32 = 40;

pub(super) struct Reader {
    /// Narrow characters, each with the byte where it stands, and the end.
    chars: Vec<char>,
    bytes: Vec<usize>,
    /// Where the last place ended.
    done: usize,
}

/// A place that is being read.
#[derive(Default)]
struct Draft {
    mention: Mention,
    last: Option<Part>,
    /// A list of one part: its numbers.
    listed: Option<(Part, Vec<u32>)>,
    /// Its only part is a bare 号.
    bare: bool,
    end: usize,
}

impl Reader {
    pub(super) fn new(text: &str) -> Self {
        let chars = text.chars().map(narrow).collect();
        let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { chars, bytes, done: 0 }
    }

    pub(super) fn read(mut self) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        let mut at = 0;
        while at < self.chars.len() {
            let found_here = may_begin(self.chars[at]).then(|| self.place(at)).flatten();
            let Some((start, draft)) = found_here else {
                at += self.number(at).map_or(1, |(_, taken)| taken).max(self.digits(at));
                continue;
            };
            let core = self.bytes[draft.end];
            let mut mention = draft.mention;
            let mut end = draft.end;
            if let Some((spot, taken)) = self.spot(end) {
                (mention.spot, end) = (Some(spot), taken);
            }
            mention.span = self.bytes[start]..self.bytes[end];
            mention.spot_at = core;
            mention.sure = !draft.bare && only_name(&mention).is_none() || mention.spot.is_some();
            if mention.spot == Some(Spot::Between)
                && let Some(other) = found.last_mut().filter(|other| self.joined(other.span.end, start))
            {
                other.spot = Some(Spot::Between);
                other.sure = true;
            }
            found.extend(expanded(mention, draft.listed));
            (self.done, at) = (end, end);
        }
        found
    }

    /// The place that begins at `at`, or whose name ends there.
    fn place(&self, at: usize) -> Option<(usize, Draft)> {
        if let Some((start, end, alone)) = self.name(at) {
            let mut draft = Draft { last: Some(Part::Name), end, ..Draft::default() };
            draft.mention.name = Some(self.chars[start..end].iter().collect());
            self.parts(&mut draft);
            if alone || draft.last != Some(Part::Name) {
                return Some((start, draft));
            }
        }
        if let Some(draft) = self.gate(at).or_else(|| self.dashed(at)) {
            return Some((at, draft));
        }
        let mut draft = Draft { end: at, ..Draft::default() };
        self.parts(&mut draft);
        draft.last.is_some().then_some((at, draft))
    }

    fn parts(&self, draft: &mut Draft) {
        while let Some(end) = self.part(draft) {
            draft.end = end;
        }
        draft.bare &=
            draft.last == Some(Part::House) && draft.mention.name.is_none() && draft.mention.lane.is_none();
    }

    /// Reads the next part into `draft`; where it ends.
    fn part(&self, draft: &mut Draft) -> Option<usize> {
        let mut at = draft.end;
        if draft.last.is_some() {
            at += self.chars[at..].iter().take(2).take_while(|c| FILLERS.contains(c)).count();
        }
        if let Some((floor, end)) = self.floor(at) {
            return self.put(draft, Part::Floor, &[]).then(|| {
                draft.mention.floors = Some(floor);
                end
            });
        }
        if let Some((letter, end)) = self.lettered(at) {
            return self.put(draft, Part::House, &[]).then(|| {
                draft.mention.house = Some(letter.to_string());
                end
            });
        }
        let (numbers, range, after) = self.numbers(at)?;
        let last = *numbers.last()?;
        if let Some((word, part)) = self.word_after(after) {
            let end = after + word.chars().count();
            if self.means_another(at, &last, (word, part), end, draft) {
                return None;
            }
            if part == Part::Floor {
                let (low, high) = (numbers[0].low, last.high);
                let floors = (low as i32, high as i32);
                let fits = (1..=60).contains(&low) && low <= high && high <= 60;
                return (fits && self.put(draft, Part::Floor, &[])).then(|| {
                    draft.mention.floors = Some(floors);
                    end
                });
            }
            let values = listed(&numbers, range)?;
            return self.put(draft, part, &values).then_some(end);
        }
        if numbers.len() == 1 && self.stands(after, "号门") && draft.last >= Some(Part::House) {
            return self.put(draft, Part::Unit, &[last.low]).then_some(after + 2);
        }
        let other = NOT_A_HOUSE.iter().any(|word| self.stands(after + 1, word));
        let day = at > 0 && self.chars[at - 1] == '月';
        if self.stands(after, "号") && !other && !day {
            draft.bare = draft.last.is_none();
            return self.put(draft, Part::House, &listed(&numbers, range)?).then_some(after + 1);
        }
        let bare_room = numbers.len() == 1 && draft.last >= Some(Part::House) && self.ends_room(after);
        (bare_room && is_room(&last) && self.put(draft, Part::Room, &[last.low])).then_some(after)
    }

    /// The word that says what a number counts. In 5号楼梯 and 12号楼下 the 楼 belongs to what follows.
    fn word_after(&self, at: usize) -> Option<(&'static str, Part)> {
        let (word, part) = *AFTER_NUMBER.iter().find(|(word, _)| self.stands(at, word))?;
        let shared = word == "号楼" && spot::read(&self.chars[at + 1..]).is_some();
        (!shared).then_some((word, part))
    }

    /// Is it another word after all? 一弄就坏, 一座山, 一层灰.
    fn means_another(
        &self,
        at: usize,
        number: &Number,
        (word, part): (&str, Part),
        end: usize,
        draft: &Draft,
    ) -> bool {
        let one = number.chinese && number.low <= 2 && number.digits == 1;
        let first = draft.last.is_none();
        match part {
            Part::Lane => number.chinese && number.digits == 1 && self.number(end).is_none(),
            Part::House => first && one && matches!(word, "座" | "幢" | "栋" | "幢楼" | "栋楼"),
            Part::Floor => {
                let through = ["楼", "的", "走", "过", "电", "以", "到", "窗", "厅"];
                first && one && word == "层" && !through.iter().any(|word| self.stands(end, word))
                    || at > 0 && matches!(self.chars[at - 1], '第' | '多' | '几')
            }
            Part::Room => !(101..=9999).contains(&number.low),
            _ => false,
        }
    }

    /// Puts numbers into their part, unless it or a smaller one was said already.
    fn put(&self, draft: &mut Draft, part: Part, values: &[u32]) -> bool {
        if draft.last >= Some(part) {
            return false;
        }
        if let Some(value) = values.first() {
            set(&mut draft.mention, part, *value);
        }
        if values.len() > 1 {
            draft.listed = Some((part, values.to_vec()));
        }
        draft.last = Some(part);
        true
    }

    /// Numbers of one kind, whether they are the ends of a range, and where they end: 3、5和8, 3到5.
    fn numbers(&self, at: usize) -> Option<(Vec<Number>, bool, usize)> {
        let (first, taken) = self.number(at)?;
        let (mut numbers, mut range, mut end) = (vec![first], false, at + taken);
        while let Some(sign) = self.chars.get(end) {
            let to = TO.contains(sign) && numbers.len() == 1;
            if !to && !AND.contains(sign) || range {
                break;
            }
            let Some((next, taken)) = self.number(end + 1) else { break };
            numbers.push(next);
            range |= to;
            end += 1 + taken;
        }
        let followed = AFTER_NUMBER.iter().any(|(word, _)| self.stands(end, word)) || self.stands(end, "号");
        if numbers.len() > 1 && !followed {
            return Some((vec![first], false, at + taken));
        }
        Some((numbers, range, end))
    }

    fn number(&self, at: usize) -> Option<(Number, usize)> {
        numeral::read(self.chars.get(at..)?)
    }

    /// How many digits stand at `at`: a number too long to be read is stepped over whole.
    fn digits(&self, at: usize) -> usize {
        self.chars[at..].iter().take_while(|c| c.is_ascii_digit()).count()
    }

    fn ends_room(&self, at: usize) -> bool {
        self.chars.get(at).is_none_or(|c| !"元块年月号个分钱户平米点度瓦天多.:-%".contains(*c))
            && self.chars.get(at).is_none_or(|c| !c.is_ascii_alphanumeric())
    }

    /// 底楼, 地下一层, 负二楼, B1.
    fn floor(&self, at: usize) -> Option<((i32, i32), usize)> {
        if GROUND_FLOOR.iter().any(|word| self.stands(at, word)) {
            return Some(((1, 1), at + 2));
        }
        let from = ["地下", "负"].iter().find(|word| self.stands(at, word)).map(|w| at + w.chars().count());
        if let Some(from) = from {
            let (number, taken) = self.number(from).filter(|(n, _)| (1..=9).contains(&n.low))?;
            let end = from + taken;
            let depth = -(number.low as i32);
            return (self.stands(end, "楼") || self.stands(end, "层")).then_some(((depth, depth), end + 1));
        }
        let depth = self.chars.get(at + 1).and_then(|c| c.to_digit(10)).filter(|d| (1..=4).contains(d))?;
        let lone = at == 0 || !self.chars[at - 1].is_ascii_alphanumeric();
        let over = self.chars.get(at + 2).is_none_or(|c| !c.is_ascii_alphanumeric());
        let depth = -(depth as i32);
        let end = at + 2 + usize::from(self.stands(at + 2, "层"));
        (matches!(self.chars[at], 'B' | 'b') && lone && over).then_some(((depth, depth), end))
    }

    /// A座, B栋.
    fn lettered(&self, at: usize) -> Option<(char, usize)> {
        let letter = self.chars.get(at).filter(|c| c.is_ascii_alphabetic())?.to_ascii_uppercase();
        let alone = at == 0 || !self.chars[at - 1].is_ascii_alphanumeric();
        let word = ["座", "栋", "幢", "号楼", "楼"].into_iter().find(|word| self.stands(at + 1, word))?;
        alone.then(|| (letter, at + 1 + word.chars().count()))
    }

    /// 3-2-401 and 3-401: house, stairwell, room.
    fn dashed(&self, at: usize) -> Option<Draft> {
        let free = |c: &char| !c.is_ascii_alphanumeric() && *c != '-' && *c != '.';
        let mut numbers: Vec<Number> = Vec::new();
        let mut end = at;
        loop {
            let (number, taken) = self.number(end).filter(|(number, _)| !number.chinese)?;
            numbers.push(number);
            end += taken;
            if numbers.len() == 3 || self.chars.get(end) != Some(&'-') {
                break;
            }
            end += 1;
        }
        let alone = (at == 0 || free(&self.chars[at - 1])) && self.chars.get(end).is_none_or(free);
        let (house, unit, room) = match &numbers[..] {
            [house, room] => (house, None, room),
            [house, unit, room] => (house, Some(unit.low), room),
            _ => return None,
        };
        let fits = (1..=300).contains(&house.low) && unit.is_none_or(|n| (1..=30).contains(&n));
        let mention =
            Mention { house: Some(house.low.to_string()), unit, room: Some(room.low), ..Mention::default() };
        let end = end + usize::from(self.stands(end, "室"));
        let draft = Draft { mention, last: Some(Part::Room), end, ..Draft::default() };
        (alone && fits && is_room(room)).then_some(draft)
    }

    /// 东门, 大门, 2号门; the 口 behind it is left to the spot.
    fn gate(&self, at: usize) -> Option<Draft> {
        let sides = self.chars[at..].iter().take(2).take_while(|c| "东南西北".contains(**c)).count();
        let (gate, end) = if sides > 0 {
            let wide =
                at + sides + usize::from(["大", "侧", "边"].iter().any(|w| self.stands(at + sides, w)));
            (Gate::Side(self.chars[at..at + sides].iter().collect()), wide)
        } else if let Some((number, taken)) = self.number(at).filter(|_| !self.inside(at)) {
            (Gate::Number(number.low), at + taken + usize::from(self.stands(at + taken, "号")))
        } else {
            let word = *self.chars.get(at)?;
            let gate = match word {
                '大' | '正' => Gate::Main,
                '后' => Gate::Back,
                '边' | '侧' => Gate::Small,
                _ => return None,
            };
            (gate, at + 1)
        };
        let numbered = matches!(gate, Gate::Number(_));
        let named = !numbered || self.chars[end - 1] == '号';
        let other = ["门洞", "门栋", "门卫"].iter().any(|word| self.stands(end, word));
        if !named || other || !self.stands(end, "门") {
            return None;
        }
        let mention = Mention { gate: Some(gate), ..Mention::default() };
        Some(Draft { mention, end: end + 1 + usize::from(self.stands(end + 1, "口")), ..Draft::default() })
    }

    /// Directly behind the last place?
    fn inside(&self, at: usize) -> bool {
        at > 0 && self.done == at
    }

    /// The name whose last word stands at `at`: where it begins and ends, and whether it is a place by itself.
    fn name(&self, at: usize) -> Option<(usize, usize, bool)> {
        let (nth, word) = NAME_ENDS.iter().enumerate().find(|(_, word)| self.stands(at, word))?;
        let before = self.chars[self.done..at].iter().rev().take(LONGEST_NAME);
        let length = before.take_while(|c| is_han(**c) && !NOT_IN_A_NAME.contains(**c)).count();
        (length >= 2).then(|| (at - length, at + word.chars().count(), nth < STANDS_ALONE))
    }

    fn spot(&self, at: usize) -> Option<(Spot, usize)> {
        let from = at + usize::from(self.stands(at, "的"));
        spot::read(&self.chars[from..]).map(|(spot, taken)| (spot, from + taken))
    }

    fn stands(&self, at: usize, word: &str) -> bool {
        let mut chars = self.chars.get(at..).unwrap_or_default().iter();
        word.chars().all(|c| chars.next() == Some(&c))
    }

    /// Do only 和 and its like stand between the byte `end` and the character `start`?
    fn joined(&self, end: usize, start: usize) -> bool {
        start > 0
            && self.bytes[start - 1] == end
            && (AND.contains(&self.chars[start - 1]) || self.chars[start - 1] == '到')
    }
}

/// Can a place, or the last word of its name, begin with `c`?
fn may_begin(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "零〇一二三四五六七八九十两百千廿幺东南西北大正后边侧底地负小公新花家路街里坊村苑城".contains(c)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn is_room(number: &Number) -> bool {
    (3..=4).contains(&number.digits) && number.low >= 101
}

/// Every number of a list or range; none if that is too long or runs backwards.
fn listed(numbers: &[Number], range: bool) -> Option<Vec<u32>> {
    if let ([from, to], true) = (numbers, range) {
        let fits = from.low < to.low && to.low - from.low < LONGEST_LIST;
        return fits.then(|| (from.low..=to.low).collect());
    }
    Some(numbers.iter().flat_map(|n| [n.low].into_iter().chain((n.high > n.low).then_some(n.high))).collect())
}

fn set(mention: &mut Mention, part: Part, value: u32) {
    match part {
        Part::Name | Part::Floor => {}
        Part::Lane => mention.lane = Some(value),
        Part::Sublane => mention.sublane = Some(value),
        Part::House => mention.house = Some(value.to_string()),
        Part::Unit => mention.unit = Some(value),
        Part::Room => mention.room = Some(value),
    }
}

fn expanded(mention: Mention, listed: Option<(Part, Vec<u32>)>) -> Vec<Mention> {
    let Some((part, values)) = listed else { return vec![mention] };
    let one = |value: u32| {
        let mut one = mention.clone();
        set(&mut one, part, value);
        one
    };
    values.into_iter().map(one).collect()
}

/// The name, where nothing else was said.
fn only_name(mention: &Mention) -> Option<&String> {
    let said = mention.lane.is_some()
        || mention.house.is_some()
        || mention.unit.is_some()
        || mention.floors.is_some()
        || mention.room.is_some()
        || mention.gate.is_some();
    mention.name.as_ref().filter(|_| !said)
}

//! Orders of the 12345 hotline as files carry them: columns, and what makes a row usable.
//!
//! The 21 columns are those of the orders that reach a neighbourhood (the project's rules 2.11a), with the two
//! the street's operation centre adds: when the order was passed on, and its own limit.

use jiff::tz::TimeZone;
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Day, Ts, coded};

coded! {
    /// A column, in the order in which files are written.
    pub enum Column {
        /// 工单编号.
        Number = "number",
        /// 工单类型.
        Kind = "kind",
        /// 问题分类.
        Sort = "sort",
        /// 标签.
        Tags = "tags",
        /// 标题.
        Title = "title",
        /// 主要内容.
        Content = "content",
        /// 工单状态.
        State = "state",
        /// 来电人.
        Caller = "caller",
        /// 来电人电话/账号.
        Phone = "phone",
        /// 被反映区.
        District = "district",
        /// 被反映街乡镇.
        Street = "street",
        /// 办理结果.
        Result = "result",
        /// 回复内容.
        Reply = "reply",
        /// 处理受理方式.
        Way = "way",
        /// 办结时间.
        ClosedAt = "closed_at",
        /// 企业名称.
        Enterprise = "enterprise",
        /// 是否解决.
        Solved = "solved",
        /// 是否满意.
        Satisfied = "satisfied",
        /// 工单性质.
        Part = "part",
        /// 村/社区.
        Area = "area",
        /// 小区点位.
        Place = "place",
        /// 派单时间.
        DispatchedAt = "dispatched_at",
        /// 办结时限.
        Due = "due",
    }
}

/// How many of the columns are the hotline's own; the last two are the operation centre's.
pub const OWN_COLUMNS: usize = 21;

impl Column {
    /// The header as files carry it, and others seen for the same.
    const fn headers(self) -> &'static [&'static str] {
        match self {
            Column::Number => &["工单编号", "工单号", "编号"],
            Column::Kind => &["工单类型", "诉求类型"],
            Column::Sort => &["问题分类", "诉求分类"],
            Column::Tags => &["标签"],
            Column::Title => &["标题", "工单标题"],
            Column::Content => &["主要内容", "诉求内容", "工单内容"],
            Column::State => &["工单状态"],
            Column::Caller => &["来电人", "诉求人", "市民姓名"],
            Column::Phone => &["来电人电话/账号", "来电人电话", "联系电话", "来电号码"],
            Column::District => &["被反映区"],
            Column::Street => &["被反映街乡镇", "被反映街镇"],
            Column::Result => &["办理结果"],
            Column::Reply => &["回复内容", "答复内容"],
            Column::Way => &["处理受理方式", "受理方式"],
            Column::ClosedAt => &["办结时间"],
            Column::Enterprise => &["企业名称"],
            Column::Solved => &["是否解决"],
            Column::Satisfied => &["是否满意"],
            Column::Part => &["工单性质"],
            Column::Area => &["村/社区", "社区", "居委"],
            Column::Place => &["小区点位", "点位", "诉求地址"],
            Column::DispatchedAt => &["派单时间", "转派时间"],
            Column::Due => &["办结时限", "截止时间", "办理时限"],
        }
    }

    /// The header that files are written with.
    pub fn header(self) -> &'static str {
        self.headers()[0]
    }

    /// The column of a header, whatever spaces and marks stand around it.
    pub fn of_header(text: &str) -> Option<Column> {
        let plain = plain(text);
        Column::ALL.iter().copied().find(|c| c.headers().contains(&plain.as_str()))
    }
}

fn plain(head: &str) -> String {
    head.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '：' | '﻿')).collect()
}

/// What the columns under these heads are, each meaning once: the name that files usually carry counts before
/// another for the same, so that a plain 编号 does not stand for 工单编号 beside it.
pub fn columns_of(heads: &[String]) -> Vec<Option<Column>> {
    let known: Vec<Option<Column>> = heads.iter().map(|head| Column::of_header(head)).collect();
    let best = |column: Column| {
        let its = (0..heads.len()).filter(|at| known[*at] == Some(column));
        its.min_by_key(|at| (plain(&heads[*at]) != column.header(), *at))
    };
    known.iter().enumerate().map(|(at, column)| column.filter(|c| best(*c) == Some(at))).collect()
}

/// A row's cells by column; what a file does not have is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cells(Vec<String>);

impl Cells {
    /// The cells of a row under `header`; without a header in the order of the columns.
    pub fn of(header: Option<&[Option<Column>]>, row: &[String]) -> Self {
        let mut cells = Cells(vec![String::new(); Column::ALL.len()]);
        for (i, text) in row.iter().enumerate() {
            let column = header.map_or_else(|| Column::ALL.get(i).copied(), |h| h.get(i).copied().flatten());
            if let Some(column) = column {
                cells.set(column, text.trim());
            }
        }
        cells
    }

    /// The text under `column`.
    pub fn get(&self, column: Column) -> &str {
        self.0.get(column as usize).map_or("", String::as_str)
    }

    /// Puts `text` under `column`.
    pub fn set(&mut self, column: Column, text: impl Into<String>) {
        self.0.resize(Column::ALL.len(), String::new());
        self.0[column as usize] = text.into();
    }
}

/// What is wrong in a row, at which column; the name is the key of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub column: Column,
    /// What.
    pub name: &'static str,
}

/// What a row is judged by.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// The moment.
    pub now: Ts,
    /// The area's zone, in which the file's times are meant.
    pub zone: &'a TimeZone,
    /// Name of the street.
    pub street: &'a str,
    /// Short name of this area.
    pub area: &'a str,
    /// Short names of the street's other areas.
    pub others: Vec<&'a str>,
}

/// An order that can be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The hotline's number.
    pub number: String,
    /// What was said.
    pub words: String,
    /// Title, if the file has one.
    pub title: Option<String>,
    /// Who called.
    pub caller: Option<String>,
    /// Phone, normalised.
    pub phone: Option<String>,
    /// Where, in words.
    pub place: String,
    /// When it was passed on to us.
    pub dispatched_at: Ts,
    /// The hotline's own limit, which never pauses.
    pub due: Option<Ts>,
}

const MOST_WORDS: usize = crate::intake::MOST_WORDS;
const MOST_NUMBER: usize = 64;
const MOST_TITLE: usize = 120;
const MOST_CALLER: usize = 40;
const MOST_PLACE: usize = 120;
/// An order older than this is a slip of the pen or belongs to an archive.
const OLDEST_DAYS: i64 = 400;

/// The order in a row, or everything that is wrong with it.
pub fn read(cells: &Cells, scope: &Scope) -> Result<Order, Vec<Fault>> {
    let mut faults = Vec::new();
    let at = |column| cells.get(column);
    let mut check = |fine: bool, column, name| {
        if !fine {
            faults.push(Fault { column, name });
        }
    };
    let length = |column| at(column).chars().count();
    let number = at(Column::Number);
    check(!number.is_empty(), Column::Number, "number-missing");
    check(length(Column::Number) <= MOST_NUMBER, Column::Number, "number-long");
    check(!rounded(number), Column::Number, "number-rounded");
    check(!number.contains(char::is_whitespace), Column::Number, "number-spaced");
    let words = if at(Column::Content).is_empty() { at(Column::Title) } else { at(Column::Content) };
    check(!words.is_empty(), Column::Content, "content-missing");
    check(words.chars().count() <= MOST_WORDS, Column::Content, "content-long");
    for column in [Column::Number, Column::Content, Column::Title, Column::Place] {
        check(!broken(at(column)), column, "cell-broken");
    }
    check(length(Column::Title) <= MOST_TITLE, Column::Title, "title-long");
    check(length(Column::Caller) <= MOST_CALLER, Column::Caller, "caller-long");
    check(length(Column::Place) <= MOST_PLACE, Column::Place, "place-long");
    let phone = normalise_phone(at(Column::Phone));
    check(at(Column::Phone).is_empty() || phone.is_some(), Column::Phone, "phone-unreadable");
    let elsewhere = scope.others.iter().any(|other| at(Column::Area).contains(other));
    check(!elsewhere || at(Column::Area).contains(scope.area), Column::Area, "area-other");
    let street = at(Column::Street);
    let ours = street.is_empty() || street.contains(scope.street) || scope.street.contains(street);
    check(ours, Column::Street, "street-other");
    check(!ENDED.contains(&at(Column::State)), Column::State, "state-ended");
    check(one_of(at(Column::Solved), SOLVED), Column::Solved, "solved-unknown");
    check(one_of(at(Column::Satisfied), SATISFIED), Column::Satisfied, "satisfied-unknown");
    check(one_of(at(Column::Part), PARTS), Column::Part, "part-unknown");
    let moment = |column| moment(at(column), scope.zone, column == Column::Due);
    for (column, name) in [
        (Column::DispatchedAt, "dispatched-unreadable"),
        (Column::Due, "due-unreadable"),
        (Column::ClosedAt, "closed-unreadable"),
    ] {
        check(at(column).is_empty() || moment(column).is_some(), column, name);
    }
    check(!at(Column::DispatchedAt).is_empty(), Column::DispatchedAt, "dispatched-missing");
    let (dispatched, due) = (moment(Column::DispatchedAt), moment(Column::Due));
    let not_before = |later: Option<Ts>| later.zip(dispatched).is_none_or(|(later, from)| later >= from);
    check(dispatched.is_none_or(|at| at <= scope.now), Column::DispatchedAt, "dispatched-future");
    let oldest = scope.now.plus_minutes(-OLDEST_DAYS * 24 * 60);
    check(dispatched.is_none_or(|at| at >= oldest), Column::DispatchedAt, "dispatched-old");
    check(not_before(due), Column::Due, "due-early");
    check(not_before(moment(Column::ClosedAt)), Column::ClosedAt, "closed-early");
    let Some(dispatched_at) = dispatched.filter(|_| faults.is_empty()) else { return Err(faults) };
    let some = |column| Some(at(column).to_owned()).filter(|text| !text.is_empty());
    Ok(Order {
        number: number.to_owned(),
        words: words.to_owned(),
        title: some(Column::Title),
        caller: some(Column::Caller),
        phone,
        place: at(Column::Place).to_owned(),
        dispatched_at,
        due,
    })
}

const ENDED: &[&str] = &["已办结", "办结", "已结案", "结案", "已归档", "已关闭"];
const SOLVED: &[&str] = &["是", "否", "解决", "已解决", "未解决", "部分解决"];
const SATISFIED: &[&str] =
    &["是", "否", "非常满意", "满意", "基本满意", "一般", "不满意", "非常不满意", "未评价"];
const PARTS: &[&str] = &["主办", "协办", "转办"];

fn one_of(text: &str, known: &[&str]) -> bool {
    text.is_empty() || known.contains(&text)
}

/// A long number that a spreadsheet has shown as `2.02611E+15` has lost its last digits for good.
fn rounded(number: &str) -> bool {
    let scientific = number.to_ascii_uppercase();
    scientific.contains("E+")
        && scientific.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'E' | '+'))
}

/// A formula that failed: `#REF!`, `#N/A`.
fn broken(text: &str) -> bool {
    ["#REF", "#N/A", "#VALUE", "#NAME", "#DIV", "#NULL", "#NUM"].iter().any(|mark| text.starts_with(mark))
}

/// A moment as people write it: day, and hour and minute if given. A limit that names a day only ends with it.
fn moment(text: &str, zone: &TimeZone, ends_the_day: bool) -> Option<Ts> {
    let parts: Option<Vec<i64>> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).map(|p| p.parse().ok()).collect();
    let parts = parts.filter(|p| matches!(p.len(), 3 | 5 | 6))?;
    let day = Day::new(parts[0].try_into().ok()?, parts[1].try_into().ok()?, parts[2].try_into().ok()?)?;
    let (hour, minute) = match parts.get(3..5) {
        Some(clock) => (clock[0], clock[1]),
        None if ends_the_day => (23, 59),
        None => (0, 0),
    };
    let possible = parts[0] >= 2000 && (0..24).contains(&hour) && (0..60).contains(&minute);
    possible.then(|| day.start(zone).plus_minutes(hour * 60 + minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use linju_kernel::time::shanghai;

    fn scope(zone: &TimeZone) -> Scope<'_> {
        let now = "2026-11-23".parse::<Day>().unwrap().start(zone).plus_minutes(600);
        Scope { now, zone, street: "北外滩街道", area: "久耕", others: vec!["汉阳", "三联"] }
    }

    fn good() -> Cells {
        let mut cells = Cells::default();
        for (column, text) in [
            (Column::Number, "SH20261120000123"),
            (Column::Title, "楼道灯不亮"),
            (Column::Content, "3号楼楼道灯坏了一周"),
            (Column::Caller, "张三"),
            (Column::Phone, "138 0000 5678"),
            (Column::Street, "北外滩街道"),
            (Column::Area, "久耕居民区"),
            (Column::Place, "久耕小区3号楼"),
            (Column::Part, "主办"),
            (Column::DispatchedAt, "2026-11-20 09:30:00"),
            (Column::Due, "2026年11月27日"),
        ] {
            cells.set(column, text);
        }
        cells
    }

    #[test]
    fn a_sound_row_is_an_order() {
        let zone = shanghai();
        let order = read(&good(), &scope(&zone)).unwrap();
        assert_eq!(order.phone.as_deref(), Some("13800005678"));
        let day = |text: &str, minutes| text.parse::<Day>().unwrap().start(&zone).plus_minutes(minutes);
        assert_eq!(order.dispatched_at, day("2026-11-20", 570));
        assert_eq!(order.due, Some(day("2026-11-27", 23 * 60 + 59)));
    }

    #[test]
    fn each_kind_of_fault_is_told_at_its_column() {
        use Column::*;
        let zone = shanghai();
        let long = "长".repeat(2_001);
        let cases: &[(Column, &str, &str)] = &[
            (Number, "", "number-missing"),
            (Number, &long[..300], "number-long"),
            (Number, "2.02611E+15", "number-rounded"),
            (Number, "SH 2026", "number-spaced"),
            (Number, "#N/A", "cell-broken"),
            (Content, &long, "content-long"),
            (Content, "#REF!", "cell-broken"),
            (Title, &long, "title-long"),
            (Caller, &long, "caller-long"),
            (Place, &long, "place-long"),
            (Phone, "1380000567", "phone-unreadable"),
            (Area, "汉阳居民区", "area-other"),
            (Street, "提篮桥街道", "street-other"),
            (State, "已办结", "state-ended"),
            (Solved, "大概", "solved-unknown"),
            (Satisfied, "还行吧", "satisfied-unknown"),
            (Part, "督办", "part-unknown"),
            (DispatchedAt, "", "dispatched-missing"),
            (DispatchedAt, "昨天", "dispatched-unreadable"),
            (DispatchedAt, "2026-13-40", "dispatched-unreadable"),
            (DispatchedAt, "2026-11-24 08:00", "dispatched-future"),
            (DispatchedAt, "2016-11-20", "dispatched-old"),
            (Due, "下周", "due-unreadable"),
            (Due, "2026-11-01", "due-early"),
            (ClosedAt, "25:99", "closed-unreadable"),
            (ClosedAt, "2026-11-01", "closed-early"),
        ];
        for (column, text, name) in cases {
            let mut cells = good();
            cells.set(*column, *text);
            let faults = read(&cells, &scope(&zone)).unwrap_err();
            assert!(faults.contains(&Fault { column: *column, name }), "{column:?} {text}: {faults:?}");
        }
        let mut silent = good();
        silent.set(Title, "");
        silent.set(Content, "");
        assert_eq!(
            read(&silent, &scope(&zone)).unwrap_err(),
            [Fault { column: Content, name: "content-missing" }]
        );
    }

    #[test]
    fn a_meaning_is_taken_from_the_column_that_says_it_best() {
        let heads = ["编号", "标题", "工单 编号", "联系电话", "来电号码"].map(str::to_owned);
        let columns = [None, Some(Column::Title), Some(Column::Number), Some(Column::Phone), None];
        assert_eq!(columns_of(&heads), columns);
    }

    #[test]
    fn columns_come_in_any_order_and_with_marks() {
        let header = columns_of(&["*标 题", "不认识", "工单编号："].map(str::to_owned));
        assert_eq!(header, [Some(Column::Title), None, Some(Column::Number)]);
        let row: Vec<String> = ["灯坏了", "x", "N1"].map(str::to_owned).to_vec();
        let cells = Cells::of(Some(&header), &row);
        assert_eq!((cells.get(Column::Title), cells.get(Column::Number)), ("灯坏了", "N1"));
        assert_eq!(Cells::of(None, &row).get(Column::Kind), "x");
    }
}

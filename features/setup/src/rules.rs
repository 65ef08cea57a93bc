//! What may be set, decided from what was typed; and a year as a grid.

use crate::fields;
use linju_core::catalogue::{Category, CommitteePart, Emergency};
use linju_kernel::calendar::{DayKind, WorkCalendar};
use linju_kernel::{Day, Refusal};
use linju_web::{FieldErrors, Posted};

/// The category `present` as `form` wants it, or everything that is wrong with the form.
pub fn changed_category(form: &Posted, present: &Category) -> Result<Category, FieldErrors> {
    let mut errs = FieldErrors::new();
    let mut limit =
        |field: &'static str| fields::limit(form, field).map_err(|refusal| errs.push(refusal.at(field))).ok();
    let (contact, settle) = (limit("contact"), limit("settle"));
    let comparable = contact.zip(settle).filter(|(c, s)| c.unit() == s.unit());
    errs.check(
        comparable.is_none_or(|(c, s)| c.amount() <= s.amount()),
        "contact",
        "setup-contact-after-settle",
    );
    let part: Option<CommitteePart> = form.coded("committee_part");
    errs.check(part.is_some(), "committee_part", "setup-part-missing");
    let emergency: Option<Emergency> = form.coded("emergency");
    errs.check(emergency.is_some(), "emergency", "setup-emergency-missing");
    errs.check(!form.get("responsible").is_empty(), "responsible", "setup-responsible-missing");
    let advised = emergency != Some(Emergency::E0) || !form.get("emergency_advice").is_empty();
    errs.check(advised, "emergency_advice", "setup-advice-missing");
    let (Some(contact), Some(settle), Some(part), Some(emergency), true) =
        (contact, settle, part, emergency, errs.is_empty())
    else {
        return Err(errs);
    };
    let text = |field: &str| form.get(field).to_owned();
    Ok(Category {
        responsible: text("responsible"),
        committee_part: part.code().to_owned(),
        contact_limit: contact.to_string(),
        settle_limit: settle.to_string(),
        limit_note: text("limit_note"),
        basis: text("basis"),
        emergency: emergency.code().to_owned(),
        emergency_advice: if emergency == Emergency::E0 { text("emergency_advice") } else { String::new() },
        needs_photo: form.ticked("needs_photo"),
        needs_verification: form.ticked("needs_verification"),
        confidential: form.ticked("confidential"),
        active: form.ticked("active"),
        ..present.clone()
    })
}

/// A phone that a desk answers: digits with spaces or hyphens, or a short number like 962777. As digits.
pub fn desk_phone(text: &str) -> Result<String, Refusal> {
    let short = text.len() <= 6 && text.len() >= 3 && text.bytes().all(|b| b.is_ascii_digit());
    let phone = if short { Some(text.to_owned()) } else { linju_kernel::personal::normalise_phone(text) };
    phone.ok_or(Refusal::new("setup-phone-unreadable"))
}

/// Words of a catalogue's `responsible` and the kinds of organisation they mean. A longer word comes first.
const KINDS: &[(&str, &[&str])] = &[
    ("街道社区事务受理", &["affairs_centre"]),
    ("物业", &["property_company"]),
    ("业委会", &["owners_committee"]),
    ("业主大会", &["owners_committee"]),
    ("居委", &["neighbourhood_committee", "committee"]),
    ("街道", &["street_office"]),
    ("房管", &["housing_office"]),
    ("城管", &["law_enforcement"]),
    ("公安", &["police_station"]),
    ("派出所", &["police_station"]),
    ("110", &["police_station"]),
    ("消防", &["fire_station"]),
    ("供水", &["water_supply"]),
    ("供电", &["power_supply"]),
    ("燃气", &["gas_supply"]),
    ("路灯", &["street_lighting"]),
    ("通信", &["telecom"]),
    ("维保", &["lift_maintainer"]),
    ("调解", &["mediation_committee"]),
    ("运营方", &["elder_service"]),
    ("规划师", &["partner_unit", "partner"]),
];

/// The kinds of organisation that usually take what `responsible` describes, the first to be asked first.
pub fn usual_kinds(responsible: &str) -> Vec<&'static str> {
    let mut found: Vec<(usize, &[&str])> =
        KINDS.iter().filter_map(|(word, kinds)| Some((responsible.find(word)?, *kinds))).collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect()
}

/// A month of a year's grid.
pub struct Month {
    /// 1 to 12.
    pub number: i64,
    /// Monday to Sunday, none where the week reaches into another month.
    pub weeks: Vec<[Option<Cell>; 7]>,
}

/// A day of the grid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Day of the month.
    pub number: i8,
    /// How it is drawn.
    pub class: String,
    /// Word key under the number; empty for a day that is what its weekday says.
    pub mark: &'static str,
    /// Which holiday; empty if none.
    pub name: String,
}

/// The months of `year` by `calendar`.
pub fn year_grid(calendar: &WorkCalendar, year: i16, today: Day) -> Vec<Month> {
    (1..=12)
        .map(|number| Month { number: number.into(), weeks: weeks(calendar, year, number, today) })
        .collect()
}

fn weeks(calendar: &WorkCalendar, year: i16, month: i8, today: Day) -> Vec<[Option<Cell>; 7]> {
    let mut weeks: Vec<[Option<Cell>; 7]> = Vec::new();
    for day in (1..=31).map_while(|n| Day::new(year, month, n)) {
        let column = day.0.weekday().to_monday_zero_offset() as usize;
        if weeks.is_empty() || column == 0 {
            weeks.push(Default::default());
        }
        if let Some(week) = weeks.last_mut() {
            week[column] = Some(cell(calendar, day, today));
        }
    }
    weeks
}

fn cell(calendar: &WorkCalendar, day: Day, today: Day) -> Cell {
    let (class, mark, name) = match calendar.kind(day) {
        DayKind::Holiday(name) => ("rest", "setup-mark-rest", name),
        DayKind::MakeUp(name) => ("work", "setup-mark-work", name),
        DayKind::Weekend => ("weekend", "", ""),
        DayKind::Workday => ("", "", ""),
    };
    let provisional = if calendar.is_provisional(day) && !mark.is_empty() { " provisional" } else { "" };
    let now = if day == today { " today" } else { "" };
    Cell { number: day.0.day(), class: format!("{class}{provisional}{now}"), mark, name: name.to_owned() }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

//! When the next visit is due.
//!
//! The date hangs on the person and not on the room: whoever moves house keeps it.

use super::contact::Contact;
use super::tier::{Intervals, Tier};
use linju_kernel::{Day, Id, coded};
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// How a visit ended.
    pub enum Outcome {
        /// They were met.
        Met = "met",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// They are there and do not want a visit.
        Refused = "refused",
    }
}

coded! {
    /// How they were sought.
    pub enum Way {
        /// At their door.
        Door = "door",
        /// By phone.
        Phone = "phone",
        /// Met outside.
        Outside = "outside",
    }
}

/// No answer this often in a row, and it is time to call whom they named.
pub const OUT_OF_REACH: i64 = 2;

/// Where visiting stands with someone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// When they were last met.
    pub met: Option<Day>,
    /// When they were last met, or refused: both say that they are there.
    pub reached: Option<Day>,
    /// When someone last tried.
    pub tried: Option<Day>,
    /// How often nobody answered since they were reached.
    pub unanswered: i64,
    /// What it was that they were last met by, where it was no visit.
    pub contact: Option<Contact>,
}

impl Standing {
    /// How it stands after a contact on `day` that was no visit.
    pub fn after_contact(self, contact: Contact, day: Day) -> Self {
        let newest = self.met.is_none_or(|met| day > met);
        let next = self.after(Outcome::Met, day);
        if newest { Self { contact: Some(contact), ..next } } else { Self { contact: self.contact, ..next } }
    }

    /// How it stands after a visit on `day`. A paper entered late does not undo what is newer.
    pub fn after(self, outcome: Outcome, day: Day) -> Self {
        let newest = self.tried.is_none_or(|tried| day >= tried);
        let mut next = Self { tried: self.tried.max(Some(day)), ..self };
        match outcome {
            Outcome::NoAnswer if self.reached.is_none_or(|reached| day >= reached) => next.unanswered += 1,
            Outcome::NoAnswer => {}
            Outcome::Met | Outcome::Refused => {
                next.reached = self.reached.max(Some(day));
                next.unanswered = if newest { 0 } else { self.unanswered };
            }
        }
        if outcome == Outcome::Met {
            next.contact = self.contact.filter(|_| self.met > Some(day));
            next.met = self.met.max(Some(day));
        }
        next
    }

    /// 联系不上: is it time to call whom they named?
    pub fn out_of_reach(self) -> bool {
        self.unanswered >= OUT_OF_REACH
    }

    /// The day by which they are to be seen again; whoever was never reached counts from `since`, when they
    /// came to live here. A refusal is respected for as long as a visit would be.
    pub fn due(self, since: Day, interval: i64) -> Day {
        self.reached.unwrap_or(since).plus_days(interval)
    }
}

/// Someone who lives in a room.
#[derive(Debug, Clone)]
pub struct Living {
    /// Who.
    pub person: Id,
    /// Path of the room.
    pub path: String,
    /// When they came to live in the area.
    pub since: Day,
    /// Birthday, where known.
    pub born: Option<Day>,
    /// Where visiting stands.
    pub standing: Standing,
    /// The tier set by hand, if one was.
    pub by_hand: Option<Tier>,
}

/// Someone with the day by which they are to be seen.
#[derive(Debug, Clone)]
pub struct Due {
    /// Who, where.
    pub living: Living,
    /// Full years, where known.
    pub age: Option<i16>,
    /// The tier that counts.
    pub tier: Tier,
    /// The most days between two visits.
    pub interval: i64,
    /// By when.
    pub day: Day,
    /// Days past it; negative before.
    pub late: i64,
}

impl Due {
    /// Is the day past?
    pub fn overdue(&self) -> bool {
        self.late > 0
    }

    /// Were they met within the interval?
    pub fn covered(&self) -> bool {
        let until = self.living.standing.met.map(|met| met.plus_days(self.interval));
        until.is_some_and(|until| until >= self.day.plus_days(self.late))
    }

    /// How late, measured by the interval, in thousandths: two weeks are much for a weekly visit and nothing for
    /// a yearly one. Whoever was never reached has missed one visit at most: before the first there was none to
    /// miss.
    pub fn urgency(&self) -> i64 {
        let most = if self.never_reached() { self.interval } else { i64::MAX / 1_000 };
        self.late.min(most) * 1_000 / self.interval
    }

    /// Was nobody ever there, as far as is known?
    pub fn never_reached(&self) -> bool {
        self.living.standing.reached.is_none()
    }
}

/// Everyone with the day by which they are to be seen, most urgent first. Someone with two rooms is seen in the
/// first by path.
pub fn plan(living: &[Living], intervals: &Intervals, today: Day) -> Vec<Due> {
    let mut sorted: Vec<&Living> = living.iter().collect();
    sorted.sort_by(|a, b| (&a.path, a.person).cmp(&(&b.path, b.person)));
    let mut seen = BTreeSet::new();
    sorted.retain(|one| seen.insert(one.person));
    let age = |one: &Living| one.born.map(|born| born.age_on(today));
    let mut homes: BTreeMap<&str, Vec<Option<i16>>> = BTreeMap::new();
    for one in &sorted {
        homes.entry(&one.path).or_default().push(age(one));
    }
    let due = |one: &&Living| {
        let derived = || Tier::derived(age(one), &homes[one.path.as_str()]);
        let tier = one.by_hand.unwrap_or_else(derived);
        let interval = intervals.days(tier);
        let day = one.standing.due(one.since, interval);
        Due { living: (*one).clone(), age: age(one), tier, interval, day, late: days_between(day, today) }
    };
    let mut all: Vec<Due> = sorted.iter().map(due).collect();
    all.sort_by(|a, b| {
        let urgency = b.urgency().cmp(&a.urgency());
        urgency.then_with(|| (a.tier, &a.living.path).cmp(&(b.tier, &b.living.path)))
    });
    all
}

/// Whole days from one day to another.
fn days_between(from: Day, to: Day) -> i64 {
    from.0.until(to.0).map_or(0, |span| i64::from(span.get_days()))
}

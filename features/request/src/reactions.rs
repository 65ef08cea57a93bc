//! The automatic response mechanism (自动响应机制) as one table: when this, then that, and with what threshold.
//!
//! Staff read it on a page; each firing is an event whose actor is the rule's name.

use crate::reclock;
use linju_kernel::deadline::{TimeLimit, Unit};

/// Working hours a case may be late before the secretary leads it (书记领办).
pub const TO_SECRETARY: TimeLimit = TimeLimit::new(24, Unit::WorkHour).expect("24 is not nothing");
/// Working hours it may then stay with the secretary before the street is asked.
pub const TO_STREET: TimeLimit = TimeLimit::new(24, Unit::WorkHour).expect("24 is not nothing");

/// One rule of the table. When it fires, why and what follows stand in the locale files under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Name: the actor of its events, and the key of its words.
    pub name: &'static str,
    /// Its threshold, in words of the limit; none where it fires at once.
    pub after: Option<TimeLimit>,
}

/// A clock ran out → the case is marked late and goes to the top of lists.
pub const LATE: Rule = Rule { name: "late", after: None };
/// Late too long → the secretary leads.
pub const OVERDUE_TO_SECRETARY: Rule = Rule { name: "overdue-to-secretary", after: Some(TO_SECRETARY) };
/// Late too long with the secretary → the street coordinates.
pub const OVERDUE_TO_STREET: Rule = Rule { name: "overdue-to-street", after: Some(TO_STREET) };
/// The day someone was waited for has passed → the clock runs again.
pub const WAITED_ENOUGH: Rule = Rule { name: "waited-enough", after: None };
/// Calendar or category changed → deadlines anew.
pub const DEADLINES_ANEW: Rule = Rule { name: reclock::REACTION.name, after: None };

/// Every rule there is.
pub const REACTIONS: &[Rule] =
    &[LATE, OVERDUE_TO_SECRETARY, OVERDUE_TO_STREET, WAITED_ENOUGH, DEADLINES_ANEW];

//! The automatic response mechanism (自动响应机制) as one table: when this, then that, and by which of the area's
//! terms.
//!
//! Staff read it on a page; each firing is an event whose actor is the rule's name.

use crate::reclock;
use crate::rules::terms::Term;

/// One rule of the table. When it fires, why and what follows stand in the locale files under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Name: the actor of its events, and the key of its words.
    pub name: &'static str,
    /// The term that holds its threshold or switches it; none where it always fires at once.
    pub term: Option<Term>,
}

/// A clock ran out → the case is marked late and goes to the top of lists.
pub const LATE: Rule = Rule { name: "late", term: None };
/// Late too long → the secretary leads.
pub const OVERDUE_TO_SECRETARY: Rule = Rule { name: "overdue-to-secretary", term: Some(Term::ToSecretary) };
/// Late too long with the secretary → the street coordinates.
pub const OVERDUE_TO_STREET: Rule = Rule { name: "overdue-to-street", term: Some(Term::ToStreet) };
/// The day someone was waited for has passed → the clock runs again.
pub const WAITED_ENOUGH: Rule = Rule { name: "waited-enough", term: Some(Term::EndWaiting) };
/// Calendar or category changed → deadlines anew.
pub const DEADLINES_ANEW: Rule = Rule { name: reclock::REACTION.name, term: None };

/// Every rule there is.
pub const REACTIONS: &[Rule] =
    &[LATE, OVERDUE_TO_SECRETARY, OVERDUE_TO_STREET, WAITED_ENOUGH, DEADLINES_ANEW];

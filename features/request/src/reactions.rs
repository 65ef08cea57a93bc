//! The automatic response mechanism (自动响应机制) as one table: when this, then that, and by which of the area's
//! terms.
//!
//! Staff read it on a page; each firing is an event whose actor is the rule's name.

use crate::reclock;
use crate::rules::ladder::Timer;
use crate::rules::terms::Term;
use linju_kernel::lifecycle::Coded;

/// One rule of the table. When it fires, why and what follows stand in the locale files under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Name: the actor of its events, and the key of its words.
    pub name: &'static str,
    /// The term that holds its threshold or switches it; none where it always fires at once.
    pub term: Option<Term>,
    /// Can it be tried on the past? What time fires can.
    pub timed: bool,
}

/// Every rule there is: those that time fires, in the order of the sweep, then those that follow what happened.
pub fn rules() -> Vec<Rule> {
    let timed = |timer: &Timer| Rule { name: timer.code(), term: timer.term(), timed: true };
    let mut rules: Vec<Rule> = Timer::ALL.iter().map(timed).collect();
    rules.push(Rule { name: reclock::REACTION.name, term: None, timed: false });
    rules
}

//! What an area sets for itself in the rules: thresholds of the platform's own steps, and terms of the case's life
//! that no law fixes. Each has a usual value and a range, outside which nothing is taken.

use linju_kernel::deadline::{TimeLimit, Unit};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Refusal, coded};
use std::ops::RangeInclusive;

coded! {
    /// A term. The code is its name in forms; its setting is `term_<code>`.
    pub enum Term {
        /// Working hours before a limit at which whoever has the case is warned.
        DueSoon = "due_soon",
        /// Working hours a case may be late before the secretary leads it (书记领办).
        ToSecretary = "to_secretary",
        /// Working hours it may then stay with the secretary before the street is asked.
        ToStreet = "to_street",
        /// Does the clock run again by itself when the day someone was waited for has passed?
        EndWaiting = "end_waiting",
        /// Working days after handling in which the requester must have been asked.
        FollowUp = "follow_up",
        /// Returns before the secretary decides (首接负责制).
        Returns = "returns",
        /// The round in which the secretary leads by himself: repeated twice.
        Round = "round",
        /// Tries before a case may end as not reached: at as many hours of the day, on at least two days.
        Tries = "tries",
        /// Days an ending without any contact must have stood posted under its receipt.
        Posting = "posting",
        /// Days after the end in which a requester may still say that it is not solved.
        Reopen = "reopen",
        /// Hours between two urgings.
        Nudge = "nudge",
        /// Minutes in which anything sent may be taken back.
        Withdraw = "withdraw",
    }
}

impl Term {
    /// What holds where an area has set nothing.
    pub const fn usual(self) -> i64 {
        match self {
            Term::ToSecretary | Term::ToStreet => 24,
            Term::EndWaiting => 1,
            Term::DueSoon => 4,
            Term::FollowUp | Term::Returns => 2,
            Term::Round | Term::Tries | Term::Posting => 3,
            Term::Reopen => 90,
            Term::Nudge => 12,
            Term::Withdraw => 10,
        }
    }

    /// What may be set, where it is on.
    pub const fn range(self) -> RangeInclusive<i64> {
        match self {
            Term::ToSecretary | Term::ToStreet => 4..=120,
            Term::EndWaiting => 1..=1,
            Term::DueSoon => 1..=24,
            Term::FollowUp => 1..=10,
            Term::Returns => 1..=5,
            Term::Round => 2..=5,
            Term::Tries => 3..=9,
            Term::Posting => 3..=30,
            Term::Reopen => 30..=365,
            Term::Nudge => 1..=72,
            Term::Withdraw => 5..=60,
        }
    }

    /// May it be switched off?
    pub const fn is_switch(self) -> bool {
        matches!(self, Term::DueSoon | Term::ToSecretary | Term::ToStreet | Term::EndWaiting)
    }

    /// Key of the area's setting.
    pub fn key(self) -> String {
        format!("term_{}", self.code())
    }

    /// The value `text` sets; 0 is off. Refuses `term-out-of-range` at the term.
    pub fn read(self, text: &str) -> Result<i64, Refusal> {
        let value = text.trim().parse::<i64>().ok();
        let value = value.filter(|n| self.range().contains(n) || *n == 0 && self.is_switch());
        value.ok_or(Refusal::new("term-out-of-range").at(self.code()))
    }
}

/// The terms of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms([i64; Term::ALL.len()]);

impl Default for Terms {
    fn default() -> Self {
        Terms::of(|_| None)
    }
}

impl Terms {
    /// The terms that `setting` gives by key; the usual one where it gives none, or none that may be set.
    pub fn of<'s>(setting: impl Fn(&str) -> Option<&'s str>) -> Terms {
        let mut terms = [0; Term::ALL.len()];
        for (value, term) in terms.iter_mut().zip(Term::ALL) {
            let own = setting(&term.key()).and_then(|text| term.read(text).ok());
            *value = own.unwrap_or(term.usual());
        }
        Terms(terms)
    }

    /// The same, but for `term`.
    pub fn with(mut self, term: Term, value: i64) -> Terms {
        self.0[term as usize] = value;
        self
    }

    /// The value of `term`; 0 is off.
    pub fn get(&self, term: Term) -> i64 {
        self.0[term as usize]
    }

    /// Is `term` on?
    pub fn is_on(&self, term: Term) -> bool {
        self.get(term) > 0
    }

    /// `term` as a limit in `unit`; none where it is off.
    pub fn limit(&self, term: Term, unit: Unit) -> Option<TimeLimit> {
        TimeLimit::new(u16::try_from(self.get(term)).ok()?, unit)
    }

    /// `term` in milliseconds, where one of it has `unit` of them.
    pub fn ms(&self, term: Term, unit: i64) -> i64 {
        self.get(term) * unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_may_be_set() {
        for term in Term::ALL {
            assert!(term.range().contains(&term.usual()), "{term:?}");
            assert_eq!(term.read(&term.usual().to_string()), Ok(term.usual()));
        }
    }

    #[test]
    fn only_a_switch_is_switched_off_and_nothing_leaves_its_range() {
        assert_eq!(Term::ToStreet.read("0"), Ok(0));
        for (term, text) in [
            (Term::Tries, "0"),
            (Term::Tries, "2"),
            (Term::Nudge, "73"),
            (Term::Reopen, ""),
            (Term::Round, "x"),
        ] {
            assert_eq!(
                term.read(text).map_err(|r| (r.name, r.field)),
                Err(("term-out-of-range", Some(term.code())))
            );
        }
    }

    #[test]
    fn a_setting_that_cannot_be_is_as_if_none_were() {
        let set = |key: &str| match key {
            "term_tries" => Some("5"),
            "term_returns" => Some("1000"),
            "term_to_street" => Some("0"),
            _ => None,
        };
        let terms = Terms::of(set);
        assert_eq!((terms.get(Term::Tries), terms.get(Term::Returns)), (5, 2));
        assert!(!terms.is_on(Term::ToStreet) && terms.limit(Term::ToStreet, Unit::WorkHour).is_none());
    }
}

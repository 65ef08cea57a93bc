//! One alert for one thing: what is found again tomorrow, or by a second rule, is the alert that is there.

use super::finding::{Finding, Scope, overlap, related};
use linju_kernel::Id;
use std::collections::HashSet;

/// New requests after which what was struck off is found anew.
pub const ANEW: usize = 3;

/// A hot spot that is known.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its id.
    pub id: Id,
    /// How far it reaches.
    pub scope: Scope,
    /// Its category or family.
    pub category: String,
    /// Its place.
    pub path: String,
    /// Is it still being dealt with?
    pub open: bool,
    /// Its cases.
    pub cases: HashSet<Id>,
}

/// What a finding is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Something new.
    New,
    /// The open one, with so many requests more.
    Again(Id, usize),
    /// One that was dealt with and struck off; nothing is done.
    Settled(Id),
}

impl Known {
    fn new_in(&self, finding: &Finding) -> usize {
        finding.cases.iter().filter(|(case, _)| !self.cases.contains(case)).count()
    }

    fn fits(&self, finding: &Finding) -> bool {
        self.scope == finding.rule.scope()
            && related(&self.category, &finding.category)
            && overlap(&self.path, &finding.path)
    }
}

/// What `finding` is beside what is known. An open one goes before one that was struck off.
pub fn seen(known: &[Known], finding: &Finding) -> Seen {
    let fits = |one: &&Known| one.fits(finding);
    if let Some(open) = known.iter().filter(fits).find(|one| one.open) {
        return Seen::Again(open.id, open.new_in(finding));
    }
    let settled = known.iter().filter(fits).find(|one| one.new_in(finding) < ANEW);
    settled.map_or(Seen::New, |one| Seen::Settled(one.id))
}

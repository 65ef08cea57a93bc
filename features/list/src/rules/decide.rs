//! Pure decisions: may this step be taken now, and if not, why.

use super::lifecycle::{LIFE, Part, State, Verb};
use super::{List, partner};
use linju_kernel::{Day, Id, Refusal};

/// Who does an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Nobody yet.
    Nobody,
    /// A worker of the committee.
    Worker(Id),
    /// An organisation.
    Organisation(Id),
}

impl Owner {
    /// Stable code of the kind.
    pub fn code(self) -> &'static str {
        match self {
            Owner::Nobody => "",
            Owner::Worker(_) => "worker",
            Owner::Organisation(_) => "organisation",
        }
    }

    /// Account or organisation.
    pub fn id(self) -> Option<Id> {
        match self {
            Owner::Nobody => None,
            Owner::Worker(id) | Owner::Organisation(id) => Some(id),
        }
    }

    /// The owner of a code and an id; nobody where they do not fit.
    pub fn of(code: &str, id: Option<Id>) -> Owner {
        match (code, id) {
            ("worker", Some(id)) => Owner::Worker(id),
            ("organisation", Some(id)) => Owner::Organisation(id),
            _ => Owner::Nobody,
        }
    }
}

/// Where an item stands, as far as its rules look at it.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its list.
    pub list: List,
    /// State.
    pub state: State,
    /// Who does it.
    pub owner: Owner,
    /// The account that said it is done.
    pub done_by: Option<Id>,
    /// What whoever does it must be qualified for; empty where nothing.
    pub requires: String,
    /// The day from which its effect is looked at again.
    pub check_day: Option<Day>,
    /// Was it proposed as a project?
    pub proposed: bool,
    /// Is it with the street?
    pub escalated: bool,
}

/// What the decision is about besides the item.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Today in the area.
    pub today: Option<Day>,
    /// The account that acts.
    pub account: Option<Id>,
    /// The organisation it belongs to.
    pub organisation: Option<Id>,
    /// Who shall do it, where it is given or taken.
    pub to: Option<Owner>,
    /// What that organisation is qualified for today.
    pub qualified: Vec<String>,
    /// Until when it shall be done.
    pub due: Option<Day>,
    /// What was written: a reason, what was done, what was seen.
    pub note: String,
    /// Photos and papers on the item, with those sent along.
    pub evidence: usize,
}

impl Item {
    /// The state after `verb` by someone who is all of `parts`. Refuses `not-now`, `not-yours` and what the
    /// guard names.
    pub fn step(&self, verb: Verb, parts: &[Part], facts: &Facts) -> Result<State, Refusal> {
        let to = LIFE.step(self.state, verb, parts)?;
        self.guard(verb, facts)?;
        Ok(to)
    }

    fn guard(&self, verb: Verb, facts: &Facts) -> Result<(), Refusal> {
        let written = |fine: bool| if fine { Ok(()) } else { Err(Refusal::new("list-note").at("note")) };
        let noted = (2..=300).contains(&facts.note.chars().count());
        self.fits(verb)?;
        match verb {
            Verb::Assign | Verb::Claim => self.may_take(facts),
            Verb::Release | Verb::Reject | Verb::Return | Verb::Reopen | Verb::Escalate => written(noted),
            Verb::Finish => {
                written(noted)?;
                evident(facts)
            }
            Verb::Verify => {
                written(noted)?;
                self.seen_by_another(facts)
            }
            Verb::StrikeOff => evident(facts),
            Verb::Keep => {
                written(noted)?;
                self.time_to_check(facts)
            }
            _ => Ok(()),
        }
    }

    /// Does the step belong to this list? What is offered is not done, proven or struck off, but matched to needs.
    /// Refuses `list-not-here`.
    pub fn fits(&self, verb: Verb) -> Result<(), Refusal> {
        let fine = match verb {
            Verb::ToNeed => self.list == List::Issue,
            Verb::Propose => self.list == List::Need && !self.proposed,
            Verb::Escalate => !self.escalated,
            Verb::Change | Verb::Return | Verb::Relist => true,
            _ => self.list != List::Resource,
        };
        if fine { Ok(()) } else { Err(Refusal::new("list-not-here")) }
    }

    fn may_take(&self, facts: &Facts) -> Result<(), Refusal> {
        let Some(to) = facts.to.filter(|to| *to != Owner::Nobody) else {
            return Err(Refusal::new("list-owner").at("owner"));
        };
        let ahead = facts.due.zip(facts.today).is_some_and(|(due, today)| due >= today);
        if !ahead {
            return Err(Refusal::new("list-due").at("due"));
        }
        let organisation = matches!(to, Owner::Organisation(_));
        if !partner::qualified(&self.requires, organisation, &facts.qualified) {
            return Err(Refusal::new("list-unqualified").at("owner"));
        }
        Ok(())
    }

    /// Whoever did it, or belongs to whoever did it, does not verify it.
    fn seen_by_another(&self, facts: &Facts) -> Result<(), Refusal> {
        let doer = match self.owner {
            Owner::Worker(id) => facts.account == Some(id),
            Owner::Organisation(id) => facts.organisation == Some(id),
            Owner::Nobody => false,
        };
        let said = facts.account.is_some() && facts.account == self.done_by;
        if doer || said { Err(Refusal::new("list-own-work").at("note")) } else { Ok(()) }
    }

    fn time_to_check(&self, facts: &Facts) -> Result<(), Refusal> {
        let come = self.check_day.zip(facts.today).is_some_and(|(check, today)| check <= today);
        if come { Ok(()) } else { Err(Refusal::new("list-check-early")) }
    }
}

fn evident(facts: &Facts) -> Result<(), Refusal> {
    if facts.evidence > 0 { Ok(()) } else { Err(Refusal::new("list-evidence").at("photos")) }
}

//! What each step of a hot spot needs.

use super::lifecycle::{Evidence, LIFE, Part, PlanKind, State, Verb};
use linju_kernel::{Day, Id, Refusal, Ts};

/// A hot spot as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Where it stands.
    pub state: State,
    /// What is done about it, once that is decided.
    pub plan: Option<PlanKind>,
    /// The meeting about it, and whether its minutes can be read.
    pub meeting: Option<bool>,
}

/// What is given to a step.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Who leads.
    pub lead: Option<Id>,
    /// What is done.
    pub plan: Option<PlanKind>,
    /// The reason, the plan in words, or the account.
    pub note: String,
    /// Until when.
    pub due: Option<Day>,
    /// Today.
    pub today: Option<Day>,
    /// What shows that it is done.
    pub evidence: Option<Evidence>,
    /// When the meeting begins.
    pub starts_at: Option<Ts>,
    /// Now.
    pub now: Ts,
}

/// Characters of a plan, a reason or an account.
pub const NOTE: std::ops::RangeInclusive<usize> = 4..=400;

impl Spot {
    /// Where `verb` leads, for someone who is all of `parts`. Refuses `not-now`, `not-yours`, and what the step
    /// lacks, at its field.
    pub fn step(&self, verb: Verb, parts: &[Part], facts: &Facts) -> Result<State, Refusal> {
        let to = LIFE.step(self.state, verb, parts)?;
        let lacks = |lacking: bool, name: &'static str, field: &'static str| match lacking {
            true => Err(Refusal::new(name).at(field)),
            false => Ok(()),
        };
        let wordless = !NOTE.contains(&facts.note.trim().chars().count());
        match verb {
            Verb::Acknowledge => lacks(facts.lead.is_none(), "hotspot-lead", "lead")?,
            Verb::Plan => {
                let work = matches!(facts.plan, Some(PlanKind::Repair | PlanKind::Merge));
                // A meeting is called, and that is a step of its own.
                lacks(matches!(facts.plan, None | Some(PlanKind::Meeting)), "hotspot-plan", "plan")?;
                lacks(wordless, "hotspot-note", "note")?;
                lacks(work && facts.due.is_none(), "hotspot-due", "due")?;
                lacks(work && facts.due < facts.today, "hotspot-due-past", "due")?;
            }
            Verb::Convene => {
                lacks(self.meeting == Some(false), "hotspot-meeting-open", "starts")?;
                lacks(facts.starts_at.is_none(), "hotspot-starts", "starts")?;
                lacks(facts.starts_at.is_some_and(|at| at <= facts.now), "hotspot-starts-past", "starts")?;
            }
            Verb::StrikeOff => {
                lacks(wordless, "hotspot-account", "note")?;
                lacks(facts.evidence.is_none(), "hotspot-evidence", "evidence")?;
                let unread = facts.evidence == Some(Evidence::Minutes) && self.meeting != Some(true);
                lacks(unread, "hotspot-no-minutes", "evidence")?;
            }
            Verb::Again | Verb::MeetingPlanned | Verb::Minutes => {}
        }
        Ok(to)
    }
}

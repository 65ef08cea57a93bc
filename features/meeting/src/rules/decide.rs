//! Pure decisions: may this step be taken now, and if not, why.

use super::PointKind;
use super::kind::{Group, Kind, Notice};
use super::lifecycle::{LIFE, Part, State, Verb};
use super::plain::{Names, names_in};
use linju_kernel::{Refusal, Ts};

/// Days that published minutes stay up at least (Organic Law 34).
pub const PUBLISHED_DAYS: i64 = 15;

/// Where a meeting stands, as far as its rules look at it.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Kind.
    pub kind: Kind,
    /// State.
    pub state: State,
    /// When it begins.
    pub starts_at: Ts,
    /// Is it about a dispute? Then nothing of it is for everyone.
    pub confidential: bool,
    /// How many are entitled, where a quorum is counted; 0 while nobody has said.
    pub entitled: i64,
    /// Why the notice is shorter than usual; empty if it is not.
    pub short_notice: String,
}

/// What the decision is about besides the meeting.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Now.
    pub now: Ts,
    /// Whole days from today to the meeting's day, in the area.
    pub days_ahead: i64,
    /// How many are there, by the group they are there for.
    pub present: Vec<(Group, i64)>,
    /// Required groups of which it is recorded that nobody came.
    pub absent: Vec<Group>,
    /// Points of the minutes by kind, each with its words.
    pub points: Vec<Point>,
    /// Names of those who signed in, as they gave them.
    pub names: Vec<String>,
    /// Did whoever publishes confirm that names are removed?
    pub names_removed: bool,
    /// Whole days for which everyone could read the minutes.
    pub days_shown: i64,
}

/// A line of the minutes, as far as rules look at it.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Words.
    pub text: String,
    /// Has a decision someone who does it, and a day?
    pub assigned: bool,
    /// Is it accounted for: done, or given up with a reason?
    pub settled: bool,
}

impl Facts {
    /// How many are there.
    pub fn came(&self) -> i64 {
        self.present.iter().map(|(_, n)| n).sum()
    }

    /// How many are there for `group`.
    pub fn count(&self, group: Group) -> i64 {
        self.present.iter().find(|(g, _)| *g == group).map_or(0, |(_, n)| *n)
    }
}

impl Meeting {
    /// Does the platform keep its notice and minutes from residents?
    pub fn internal(&self) -> bool {
        self.confidential || !self.kind.terms().public
    }

    /// How many more must come before anything can be decided; 0 once there are enough.
    pub fn lacking(&self, facts: &Facts) -> i64 {
        let quorum = self.kind.terms().quorum;
        quorum.of().map_or(0, |group| (quorum.needed(self.entitled) - facts.count(group)).max(0))
    }

    /// Required groups that are neither there nor recorded as not having come.
    pub fn unheard(&self, facts: &Facts) -> Vec<Group> {
        let groups = self.kind.terms().groups.iter().copied();
        groups.filter(|g| facts.count(*g) == 0 && !facts.absent.contains(g)).collect()
    }

    /// Whole days between the notice and the meeting that are missing.
    pub fn days_short(&self, facts: &Facts) -> i64 {
        (self.kind.terms().notice.days() - facts.days_ahead).max(0)
    }

    /// The state after `verb` by someone who is all of `parts`. Refuses `not-now`, `not-yours` and what
    /// [`Meeting::guard`] names.
    pub fn step(&self, verb: Verb, parts: &[Part], facts: &Facts) -> Result<State, Refusal> {
        let to = LIFE.step(self.state, verb, parts)?;
        self.guard(verb, facts)?;
        Ok(to)
    }

    /// What a step demands beyond its place in the table.
    fn guard(&self, verb: Verb, facts: &Facts) -> Result<(), Refusal> {
        match verb {
            Verb::Announce => self.may_announce(facts),
            Verb::Hold => self.may_hold(facts),
            Verb::Lapse => self.may_lapse(facts),
            Verb::Minute => minutes_complete(facts),
            Verb::Publish => self.may_publish(facts),
            Verb::Settle => self.may_settle(facts),
            _ => Ok(()),
        }
    }

    fn may_announce(&self, facts: &Facts) -> Result<(), Refusal> {
        let terms = self.kind.terms();
        if self.starts_at <= facts.now {
            return Err(Refusal::new("meeting-past").at("day"));
        }
        if terms.quorum.of().is_some() && self.entitled < 1 {
            return Err(Refusal::new("meeting-entitled-missing").at("entitled"));
        }
        match terms.notice {
            Notice::Law(_, law) if self.days_short(facts) > 0 => {
                Err(Refusal::new("meeting-notice-by-law").at("day").by(law))
            }
            Notice::Usual(_) if self.days_short(facts) > 0 && self.short_notice.is_empty() => {
                Err(Refusal::new("meeting-notice-short").at("short_notice"))
            }
            _ => Ok(()),
        }
    }

    fn begun(&self, facts: &Facts) -> Result<(), Refusal> {
        if facts.now < self.starts_at { Err(Refusal::new("meeting-not-begun")) } else { Ok(()) }
    }

    fn may_hold(&self, facts: &Facts) -> Result<(), Refusal> {
        self.begun(facts)?;
        if self.lacking(facts) > 0 {
            let refusal = Refusal::new("meeting-quorum-missing");
            let law = self.kind.terms().quorum.law();
            return Err(Refusal { law, ..refusal });
        }
        if facts.came() == 0 {
            return Err(Refusal::new("meeting-nobody-there"));
        }
        match self.unheard(facts).is_empty() {
            true => Ok(()),
            false => Err(Refusal::new("meeting-group-unheard").at("absent")),
        }
    }

    fn may_lapse(&self, facts: &Facts) -> Result<(), Refusal> {
        self.begun(facts)?;
        if self.lacking(facts) > 0 || facts.came() == 0 {
            Ok(())
        } else {
            Err(Refusal::new("meeting-enough-came"))
        }
    }

    fn may_publish(&self, facts: &Facts) -> Result<(), Refusal> {
        if self.internal() {
            return Err(Refusal::new("meeting-internal"));
        }
        if !facts.names_removed {
            return Err(Refusal::new("meeting-names-unconfirmed").at("names_removed"));
        }
        match facts.points.iter().find_map(|p| names_in(&p.text, &facts.names)) {
            Some(Names::Someone) => Err(Refusal::new("meeting-names-someone")),
            Some(Names::Phone) => Err(Refusal::new("meeting-names-phone")),
            None => Ok(()),
        }
    }

    fn may_settle(&self, facts: &Facts) -> Result<(), Refusal> {
        let decisions = facts.points.iter().filter(|p| p.kind == PointKind::Decision);
        if decisions.into_iter().any(|p| !p.settled) {
            return Err(Refusal::new("meeting-decision-open"));
        }
        if self.internal() || facts.days_shown >= PUBLISHED_DAYS {
            return Ok(());
        }
        Err(Refusal::new("meeting-published-too-short").by(LAW_34))
    }
}

const LAW_34: &str = "《中华人民共和国城市居民委员会组织法》(2025年修订)第三十四条";

fn minutes_complete(facts: &Facts) -> Result<(), Refusal> {
    if facts.points.is_empty() {
        return Err(Refusal::new("meeting-minutes-empty"));
    }
    let decisions = facts.points.iter().filter(|p| p.kind == PointKind::Decision);
    match decisions.into_iter().all(|p| p.assigned) {
        true => Ok(()),
        false => Err(Refusal::new("meeting-decision-unassigned")),
    }
}

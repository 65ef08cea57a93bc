//! What time does to a case: one pure rule for each step the platform takes by itself. The sweep asks it each minute;
//! the trial asks the same rule what it would have done to last quarter's cases.

use super::case::{Case, Level, Party, State};
use super::command::{Command, Verb};
use super::terms::{Term, Terms};
use linju_kernel::calendar::WorkCalendar;
use linju_kernel::deadline::Unit;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Ts, coded};
use std::collections::BTreeMap;

coded! {
    /// A rule that time fires, in the order of a sweep. The code is the name of the rule, and the actor of its events.
    pub enum Timer {
        /// The day someone was waited for has passed → the clock runs again.
        WaitedEnough = "waited-enough",
        /// The limit is near → whoever has the case is warned, once for each limit.
        DueSoon = "due-soon",
        /// A clock ran out → the case is marked late.
        Late = "late",
        /// Late too long with the secretary → the street coordinates.
        ToStreet = "overdue-to-street",
        /// Late too long → the secretary leads; where the secretary has it already, the street coordinates.
        ToSecretary = "overdue-to-secretary",
    }
}

impl Timer {
    /// The term that holds its threshold or switches it; none where it always fires at once.
    pub const fn term(self) -> Option<Term> {
        match self {
            Timer::DueSoon => Some(Term::DueSoon),
            Timer::Late => None,
            Timer::WaitedEnough => Some(Term::EndWaiting),
            Timer::ToStreet => Some(Term::ToStreet),
            Timer::ToSecretary => Some(Term::ToSecretary),
        }
    }
}

/// A case as far as time's rules look at it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watched {
    /// Where it stands.
    pub state: State,
    /// When its round began.
    pub began: Ts,
    /// The next moment anything is due.
    pub due: Option<Ts>,
    /// While it waits, until when.
    pub until: Option<Day>,
    /// Is it marked late?
    pub overdue: bool,
    /// The limit of which whoever has it was warned.
    pub warned: Option<Ts>,
    /// How far up it is.
    pub level: Level,
    /// When it was last taken up.
    pub raised: Option<Ts>,
    /// Has the secretary or the director got it, so that nobody is above it within the area?
    pub led: bool,
}

impl Watched {
    /// A case as it stands, with what stands beside it.
    pub fn of(case: &Case, until: Option<Day>, raised: Option<Ts>, led: bool) -> Watched {
        Watched {
            state: case.state,
            began: case.began_at,
            due: case.due_at(),
            until,
            overdue: case.overdue,
            warned: case.warned,
            level: case.level,
            raised,
            led,
        }
    }

    /// Has `timer` something to do at `now`?
    pub fn owes(&self, timer: Timer, terms: &Terms, calendar: &WorkCalendar, now: Ts) -> bool {
        let in_time = timer != Timer::DueSoon || self.due.is_some_and(|due| now <= due);
        in_time && self.after(timer, terms, calendar).is_some_and(|moment| moment < now)
    }

    /// The last moment at which `timer` does nothing yet; none where it has nothing to do as things stand.
    pub fn after(&self, timer: Timer, terms: &Terms, calendar: &WorkCalendar) -> Option<Ts> {
        let late_on = |level| self.overdue && self.level == level && self.state.is_before_handled();
        let rung = |term| {
            let due = self.due?;
            let since = self.raised.map_or(due, |raised| due.max(raised));
            calendar.deadline(since, terms.limit(term, Unit::WorkHour)?, &[])
        };
        match timer {
            Timer::DueSoon => {
                let due = self.due.filter(|due| !self.overdue && self.warned != Some(*due))?;
                let limit = terms.limit(Term::DueSoon, Unit::WorkHour)?;
                let ends = |at: Ts| calendar.deadline(at, limit, &[]).is_some_and(|end| end >= due);
                // A limit shorter than the warning's own gives none: whoever has it has just got it.
                let moment = last_before(self.began, due, ends)?;
                self.state.is_before_handled().then_some(moment)
            }
            Timer::Late => self.due.filter(|_| !self.overdue && self.state.is_open()),
            Timer::WaitedEnough => {
                let until =
                    self.until.filter(|_| self.state == State::Waiting && terms.is_on(Term::EndWaiting))?;
                Some(until.plus_days(1).start(calendar.zone()).plus_ms(-1))
            }
            Timer::ToStreet => late_on(Level::Secretary).then(|| rung(Term::ToStreet)).flatten(),
            Timer::ToSecretary => late_on(Level::Area).then(|| rung(Term::ToSecretary)).flatten(),
        }
    }

    /// What `timer` does to the case.
    pub fn command(&self, timer: Timer) -> Command {
        match timer {
            Timer::DueSoon => Command::Warn,
            Timer::Late => Command::Late,
            Timer::WaitedEnough => Command::Resume,
            Timer::ToStreet => Command::Escalate { to: Level::Street },
            Timer::ToSecretary if self.led => Command::Escalate { to: Level::Street },
            Timer::ToSecretary => Command::Escalate { to: Level::Secretary },
        }
    }
}

/// The last moment from `from` on at which `holds` is not yet true; none where it is true at `from` already. `holds`
/// stays true once it is, and is true at `to`.
fn last_before(from: Ts, to: Ts, holds: impl Fn(Ts) -> bool) -> Option<Ts> {
    if holds(from) {
        return None;
    }
    let (mut not, mut yes) = (from.0, to.0);
    while yes - not > 1 {
        let middle = not + (yes - not) / 2;
        if holds(Ts(middle)) { yes = middle } else { not = middle }
    }
    Some(Ts(not))
}

/// Something that happened to a case, as far as time's rules look at it. What did not change is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// When.
    pub at: Ts,
    /// What was done; none for what is no step of its life.
    pub verb: Option<Verb>,
    /// The rule that did it, if time did.
    pub by: Option<Timer>,
    /// Where it then stood.
    pub state: Option<State>,
    /// What was then due, if anything.
    pub due: Option<Option<Ts>>,
    /// Until when it was to wait.
    pub until: Option<Day>,
    /// How far up it then was.
    pub level: Option<Level>,
    /// Who then had it.
    pub party: Option<Party>,
    /// Does a round begin?
    pub begins: bool,
}

/// The part of the past that is tried, and how the sweep came by.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// From this moment on, what fires is counted.
    pub from: Ts,
    /// Up to this moment.
    pub to: Ts,
    /// How long from one sweep to the next, in ms.
    pub pace: i64,
}

/// How often each rule would have fired on the cases whose pasts these are, had `terms` held and people done what they
/// did. `leads` says whether a party is the secretary or the director.
pub fn trial<'a>(
    pasts: impl IntoIterator<Item = &'a [Past]>,
    terms: &Terms,
    calendar: &WorkCalendar,
    period: Period,
    leads: impl Fn(Party) -> bool,
) -> BTreeMap<&'static str, i64> {
    let mut fired: BTreeMap<&'static str, i64> = Timer::ALL.iter().map(|timer| (timer.code(), 0)).collect();
    for past in pasts {
        let mut replay = Replay { terms, calendar, period, leads: &leads, party: Party::Desk, case: None };
        for one in past {
            replay.pass(one.at, &mut fired);
            replay.hear(one);
        }
        replay.pass(period.to, &mut fired);
    }
    fired
}

struct Replay<'a, L> {
    terms: &'a Terms,
    calendar: &'a WorkCalendar,
    period: Period,
    leads: &'a L,
    party: Party,
    /// The case, and the moment up to which time has passed over it.
    case: Option<(Watched, Ts)>,
}

impl<L: Fn(Party) -> bool> Replay<'_, L> {
    /// Lets time pass until `until`, sweep by sweep where one finds something to do.
    fn pass(&mut self, until: Ts, fired: &mut BTreeMap<&'static str, i64>) {
        while let Some(sweep) = self.next_sweep().filter(|sweep| *sweep <= until && *sweep < self.period.to) {
            for timer in Timer::ALL {
                let Some((case, at)) = &mut self.case else { return };
                *at = sweep;
                if !case.owes(*timer, self.terms, self.calendar, sweep) {
                    continue;
                }
                *fired.entry(timer.code()).or_default() += i64::from(sweep >= self.period.from);
                let command = case.command(*timer);
                self.act(&command, sweep);
            }
        }
    }

    /// The next sweep that finds something to do.
    fn next_sweep(&self) -> Option<Ts> {
        let (case, at) = self.case.as_ref()?;
        let sweep = |timer: &Timer| {
            let moment = case.after(*timer, self.terms, self.calendar)?.max(*at);
            let next = Ts((moment.0.div_euclid(self.period.pace) + 1) * self.period.pace);
            case.owes(*timer, self.terms, self.calendar, next).then_some(next)
        };
        Timer::ALL.iter().filter_map(sweep).min()
    }

    /// What a rule does to the case.
    fn act(&mut self, command: &Command, now: Ts) {
        let Some((case, _)) = &mut self.case else { return };
        match command {
            Command::Warn => case.warned = case.due,
            Command::Late => case.overdue = true,
            // What is due then, the ledger says where it happened so; until then nothing is.
            Command::Resume => (case.state, case.due) = (State::Handling, None),
            Command::Escalate { to } => {
                (case.level, case.raised) = (*to, Some(now));
                if *to == Level::Secretary && self.party == Party::Desk {
                    self.give(Party::Secretary);
                }
            }
            _ => {}
        }
    }

    fn give(&mut self, party: Party) {
        self.party = party;
        if let Some((case, _)) = &mut self.case {
            case.led = (self.leads)(party);
        }
    }

    /// Takes in what people did, and what came of time as a matter of fact; what a rule of the ladder did then is
    /// left out, for this replay has its own.
    fn hear(&mut self, past: &Past) {
        if matches!(past.by, Some(Timer::DueSoon | Timer::Late | Timer::ToStreet | Timer::ToSecretary)) {
            return;
        }
        let fresh = || Watched::of(&Case::received(linju_kernel::Id(0), past.at, true), None, None, false);
        let (case, at) = self.case.get_or_insert_with(|| (fresh(), past.at));
        // What time itself did, a sweep did, and looks at what follows from it in the same turn.
        *at = if past.by.is_some() { past.at.plus_ms(-1) } else { past.at };
        if past.begins {
            (case.began, case.overdue) = (past.at, false);
        }
        case.state = past.state.unwrap_or(case.state);
        case.due = past.due.unwrap_or(case.due);
        case.until = past.until.or(case.until);
        case.overdue &= case.state.is_open() && past.verb != Some(Verb::Extend);
        case.level = past.level.map_or(case.level, |level| level.max(case.level));
        if past.verb == Some(Verb::Escalate) {
            case.raised = Some(past.at);
        }
        if let Some(party) = past.party {
            self.give(party);
        }
    }
}

//! The life of a round and of each of its lines, as tables. Buttons, permissions, tests and the diagrams in the
//! documentation are read from them.

use super::kind::Kind;
use linju_kernel::lifecycle::{Edge, Lifecycle};
use linju_kernel::{Refusal, coded};

coded! {
    /// Where a round stands.
    pub enum State {
        /// People are on their way.
        Running = "running",
        /// Everyone is accounted for.
        Closed = "closed",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

coded! {
    /// What is done with a round.
    pub enum Verb {
        /// Say how it went at a door.
        Mark = "mark",
        /// Give a sheet to someone else.
        Give = "give",
        /// Everyone is accounted for.
        Close = "close",
        /// It goes on after all.
        Reopen = "reopen",
        /// Call it off.
        Cancel = "cancel",
    }
}

coded! {
    /// How a line stands. The first five belong to doors, the rest and 拒绝 to calls; 未办 to both.
    pub enum Mark {
        /// 未办.
        ToDo = "to_do",
        /// 已办.
        Done = "done",
        /// 不在家.
        Absent = "absent",
        /// 拒绝; of a call: would not be moved.
        Refused = "refused",
        /// 不需要.
        NotNeeded = "not_needed",
        /// 叫到.
        Reached = "reached",
        /// 未应.
        NoAnswer = "no_answer",
        /// 需转移.
        MustMove = "must_move",
        /// 已安置.
        Moved = "moved",
        /// 家人或钥匙保管人确认平安.
        Vouched = "vouched",
        /// 已请民警上门.
        Police = "police",
    }
}

/// Who does something in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The committee's workers.
    Desk,
    /// Secretary or director.
    Lead,
}

const DESK: &[Part] = &[Part::Desk, Part::Lead];
const LEAD: &[Part] = &[Part::Lead];

/// The life of a round.
pub const LIFE: Lifecycle<State, Verb, Part> = Lifecycle {
    edges: &[
        Edge { from: &[State::Running], verb: Verb::Mark, to: None, who: DESK },
        Edge { from: &[State::Running], verb: Verb::Give, to: None, who: DESK },
        Edge { from: &[State::Running], verb: Verb::Close, to: Some(State::Closed), who: DESK },
        Edge { from: &[State::Closed], verb: Verb::Reopen, to: Some(State::Running), who: LEAD },
        Edge { from: &[State::Running], verb: Verb::Cancel, to: Some(State::Cancelled), who: LEAD },
    ],
};

const fn to(mark: Mark, from: &'static [Mark]) -> Edge<Mark, Mark, Part> {
    Edge { from, verb: mark, to: Some(mark), who: DESK }
}

use Mark::{Absent, Done, Moved, MustMove, NoAnswer, NotNeeded, Police, Reached, Refused, ToDo, Vouched};

/// The life of a line of doors. What was marked can be marked otherwise: people come home, and hands slip.
pub const DOORS: Lifecycle<Mark, Mark, Part> = Lifecycle {
    edges: &[
        to(Done, &[ToDo, Absent, Refused, NotNeeded, Done]),
        to(Absent, &[ToDo, Absent, Done, Refused, NotNeeded]),
        to(Refused, &[ToDo, Absent, Done, NotNeeded, Refused]),
        to(NotNeeded, &[ToDo, Absent, Done, Refused, NotNeeded]),
        to(ToDo, &[Done, Absent, Refused, NotNeeded]),
    ],
};

/// The life of a line of calls. Nobody is vouched for, sent the police or moved without having been called first.
pub const CALLS: Lifecycle<Mark, Mark, Part> = Lifecycle {
    edges: &[
        to(Reached, &[ToDo, NoAnswer, MustMove, Vouched, Police, Reached]),
        to(NoAnswer, &[ToDo, Reached, NoAnswer]),
        to(MustMove, &[ToDo, Reached, NoAnswer, Vouched, Police, MustMove]),
        to(Moved, &[MustMove, Moved]),
        to(Refused, &[MustMove, Refused]),
        to(Vouched, &[NoAnswer, Vouched]),
        to(Police, &[NoAnswer, Police]),
        to(ToDo, &[Reached, NoAnswer, MustMove, Moved, Refused, Vouched, Police]),
    ],
};

impl Kind {
    /// The life of its lines.
    pub fn lines(self) -> &'static Lifecycle<Mark, Mark, Part> {
        if self.warning() { &CALLS } else { &DOORS }
    }

    /// How lines of this kind may stand, in the order in which they are counted.
    pub fn marks(self) -> &'static [Mark] {
        match self.warning() {
            true => &[ToDo, Reached, NoAnswer, MustMove, Moved, Refused, Vouched, Police],
            false => &[ToDo, Done, Absent, Refused, NotNeeded],
        }
    }

    /// What a line says first, on paper and on a phone.
    pub fn first_marks(self) -> &'static [Mark] {
        if self.warning() { &[Reached, NoAnswer, MustMove] } else { &[Done, Absent, Refused, NotNeeded] }
    }
}

impl Mark {
    /// Is somebody still to be seen to?
    pub fn waits(self) -> bool {
        matches!(self, ToDo | Absent | NoAnswer | MustMove)
    }

    /// Does it say that somebody went or called, once more?
    pub fn is_try(self) -> bool {
        !matches!(self, ToDo | NotNeeded)
    }

    /// Must it be said who vouches, who was called, or what was said?
    pub fn needs_note(self, kind: Kind) -> bool {
        matches!(self, Vouched | Police) || kind.warning() && self == Refused
    }
}

/// How many lines stand how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(Vec<(Mark, i64)>);

impl Tally {
    /// Adds `n` lines that stand so.
    pub fn add(&mut self, mark: Mark, n: i64) {
        match self.0.iter_mut().find(|(known, _)| *known == mark) {
            Some((_, sum)) => *sum += n,
            None => self.0.push((mark, n)),
        }
    }

    /// Adds another count.
    pub fn join(&mut self, other: &Tally) {
        other.0.iter().for_each(|(mark, n)| self.add(*mark, *n));
    }

    /// How many stand so.
    pub fn of(&self, mark: Mark) -> i64 {
        self.0.iter().find(|(known, _)| *known == mark).map_or(0, |(_, n)| *n)
    }

    /// How many there are.
    pub fn all(&self) -> i64 {
        self.0.iter().map(|(_, n)| n).sum()
    }

    /// How many are still to be seen to.
    pub fn waiting(&self) -> i64 {
        self.0.iter().filter(|(mark, _)| mark.waits()).map(|(_, n)| n).sum()
    }

    /// How many are accounted for, in hundredths of all, rounded down: 100 means everyone.
    pub fn percent(&self) -> i64 {
        (self.all() - self.waiting()) * 100 / self.all().max(1)
    }
}

/// The state after `verb`. Refuses `not-now`, `not-yours`; `round-unanswered` for a warning that is to be closed
/// while somebody is not accounted for; `round-reason` at `reason` where doors nobody came to are left, or a round
/// is called off, without a reason.
pub fn step(
    kind: Kind,
    from: State,
    verb: Verb,
    parts: &[Part],
    tally: &Tally,
    reason: &str,
) -> Result<State, Refusal> {
    let to = LIFE.step(from, verb, parts)?;
    let left = tally.waiting() > 0;
    if verb == Verb::Close && left && kind.warning() {
        return Err(Refusal::new("round-unanswered"));
    }
    let reasoned = (2..=200).contains(&reason.chars().count());
    if (verb == Verb::Cancel || verb == Verb::Close && left) && !reasoned {
        return Err(Refusal::new("round-reason").at("reason"));
    }
    Ok(to)
}

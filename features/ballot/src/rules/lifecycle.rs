//! The life of a ballot as one table. Buttons, permissions, tests and docs/ballot-lifecycle.md are read from it.

use linju_kernel::coded;
use linju_kernel::lifecycle::{Edge, Lifecycle};

coded! {
    /// Where a ballot stands.
    pub enum State {
        /// Being prepared.
        Drafted = "drafted",
        /// The list of those entitled hangs; anybody may object.
        Frozen = "frozen",
        /// The notice hangs.
        Announced = "announced",
        /// Votes are taken.
        Open = "open",
        /// No more votes are taken; nothing is counted yet.
        Closed = "closed",
        /// Counted; too few took part for anything to be decided.
        Lapsed = "lapsed",
        /// Counted.
        Counted = "counted",
        /// Everyone can read and repeat the count.
        Published = "published",
        /// Called off before anybody voted.
        Cancelled = "cancelled",
    }
}

coded! {
    /// What is done with a ballot.
    pub enum Verb {
        /// Change what is asked.
        Change = "change",
        /// Fix who is entitled, by today's register.
        Freeze = "freeze",
        /// Object to the list, or say what became of an objection.
        Object = "object",
        /// Take the list back, to mend the register and fix it again.
        Thaw = "thaw",
        /// Hang the notice.
        Announce = "announce",
        /// Give out codes on slips.
        Issue = "issue",
        /// Open the box: its key is made and given away in three shares.
        Open = "open",
        /// Vote, or change one's vote.
        Vote = "vote",
        /// Take a paper in.
        HandIn = "hand_in",
        /// Close the box.
        Close = "close",
        /// Type paper ballots, twice, and settle where the two differ.
        Key = "key",
        /// Open the votes with two shares, and count.
        Count = "count",
        /// Count, where too few took part.
        Lapse = "lapse",
        /// Let everyone read and repeat the count.
        Publish = "publish",
        /// Call it off.
        Cancel = "cancel",
    }
}

/// Who does something with a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The committee's workers.
    Desk,
    /// Secretary or director.
    Lead,
    /// Whoever holds a voter's code.
    Voter,
}

const DESK: &[Part] = &[Part::Desk, Part::Lead];
const LEAD: &[Part] = &[Part::Lead];
const VOTERS: &[Part] = &[Part::Desk, Part::Lead, Part::Voter];

const fn moves(
    from: &'static [State],
    verb: Verb,
    to: State,
    who: &'static [Part],
) -> Edge<State, Verb, Part> {
    Edge { from, verb, to: Some(to), who }
}

const fn stays(from: &'static [State], verb: Verb, who: &'static [Part]) -> Edge<State, Verb, Part> {
    Edge { from, verb, to: None, who }
}

/// The table.
pub const LIFE: Lifecycle<State, Verb, Part> = Lifecycle {
    edges: &[
        stays(&[State::Drafted], Verb::Change, DESK),
        moves(&[State::Drafted], Verb::Freeze, State::Frozen, LEAD),
        stays(&[State::Frozen], Verb::Object, DESK),
        moves(&[State::Frozen], Verb::Thaw, State::Drafted, LEAD),
        moves(&[State::Frozen], Verb::Announce, State::Announced, LEAD),
        stays(&[State::Announced, State::Open], Verb::Issue, DESK),
        moves(&[State::Announced], Verb::Open, State::Open, LEAD),
        stays(&[State::Open], Verb::Vote, VOTERS),
        stays(&[State::Open], Verb::HandIn, DESK),
        moves(&[State::Open], Verb::Close, State::Closed, DESK),
        stays(&[State::Closed], Verb::Key, DESK),
        moves(&[State::Closed], Verb::Count, State::Counted, LEAD),
        moves(&[State::Closed], Verb::Lapse, State::Lapsed, LEAD),
        moves(&[State::Counted], Verb::Publish, State::Published, LEAD),
        moves(&[State::Drafted, State::Frozen, State::Announced], Verb::Cancel, State::Cancelled, LEAD),
    ],
};

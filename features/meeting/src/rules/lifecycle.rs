//! The life of a meeting as one table. Buttons, permissions, tests and the diagram in the documentation are
//! read from it.

use linju_kernel::coded;
use linju_kernel::lifecycle::{Edge, Lifecycle};

coded! {
    /// Where a meeting stands.
    pub enum State {
        /// Being prepared.
        Planned = "planned",
        /// The notice hangs.
        Announced = "announced",
        /// It took place.
        Held = "held",
        /// What was said and agreed is written down.
        Minuted = "minuted",
        /// Everyone can read it.
        Published = "published",
        /// What was agreed was done, or is accounted for.
        Settled = "settled",
        /// Too few came (流会).
        Lapsed = "lapsed",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

coded! {
    /// What is done with a meeting.
    pub enum Verb {
        /// Change what is planned.
        Change = "change",
        /// Hang the notice.
        Announce = "announce",
        /// Move it to another time, with a new notice.
        Postpone = "postpone",
        /// Call it off.
        Cancel = "cancel",
        /// Someone is there, or is stood for.
        SignIn = "sign_in",
        /// It took place.
        Hold = "hold",
        /// Too few came.
        Lapse = "lapse",
        /// Write a point down, or take one back.
        Note = "note",
        /// The minutes are complete.
        Minute = "minute",
        /// Correct them before anyone else reads them.
        Amend = "amend",
        /// Let everyone read them.
        Publish = "publish",
        /// Say what became of a decision, or hand an opinion to the desk.
        FollowUp = "follow_up",
        /// Everything agreed is accounted for.
        Settle = "settle",
    }
}

/// Who does something with a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The committee's workers.
    Desk,
    /// Secretary or director: they call, publish and close.
    Lead,
    /// Whoever is at the door with the code of the notice.
    Guest,
}

const DESK: &[Part] = &[Part::Desk, Part::Lead];
const LEAD: &[Part] = &[Part::Lead];
const ANYONE: &[Part] = &[Part::Desk, Part::Lead, Part::Guest];

/// The table.
pub const LIFE: Lifecycle<State, Verb, Part> = Lifecycle {
    edges: &[
        Edge { from: &[State::Planned], verb: Verb::Change, to: None, who: DESK },
        Edge { from: &[State::Planned], verb: Verb::Announce, to: Some(State::Announced), who: LEAD },
        Edge { from: &[State::Announced], verb: Verb::SignIn, to: None, who: ANYONE },
        Edge { from: &[State::Announced], verb: Verb::Hold, to: Some(State::Held), who: DESK },
        Edge { from: &[State::Announced], verb: Verb::Lapse, to: Some(State::Lapsed), who: DESK },
        Edge {
            from: &[State::Announced, State::Lapsed],
            verb: Verb::Postpone,
            to: Some(State::Planned),
            who: LEAD,
        },
        Edge {
            from: &[State::Planned, State::Announced],
            verb: Verb::Cancel,
            to: Some(State::Cancelled),
            who: LEAD,
        },
        Edge { from: &[State::Held], verb: Verb::Note, to: None, who: DESK },
        Edge { from: &[State::Held], verb: Verb::Minute, to: Some(State::Minuted), who: DESK },
        Edge { from: &[State::Minuted], verb: Verb::Amend, to: Some(State::Held), who: DESK },
        Edge { from: &[State::Minuted], verb: Verb::Publish, to: Some(State::Published), who: LEAD },
        Edge { from: &[State::Minuted, State::Published], verb: Verb::FollowUp, to: None, who: DESK },
        Edge {
            from: &[State::Minuted, State::Published],
            verb: Verb::Settle,
            to: Some(State::Settled),
            who: LEAD,
        },
    ],
};

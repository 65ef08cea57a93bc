//! What people try: anybody, anything, at any time, with more or less of what it needs.

use super::super::*;
use linju_kernel::lifecycle::Coded;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A case as it was received, and what is tried on it.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) is_reachable: bool,
    pub(super) category: Category,
    pub(super) attempts: Vec<Attempt>,
}

/// What someone tries. Which verb is settled when it is seen what the table offers them.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    who: Person,
    /// Among what they may do, or among all there is?
    pub(super) offered: bool,
    pub(super) pick: Index,
    /// How often in a row, after as many minutes each.
    pub(super) times: usize,
    pub(super) note: &'static str,
    pub(super) minutes: i64,
    /// Another category, if it is thought to be one at that moment.
    pub(super) category: Option<Category>,
    pub(super) given: Given,
}

impl Attempt {
    /// Who tries it. Someone of an organisation, trying what is theirs, is of the one that has the case.
    pub(super) fn who(&self, case: &Case) -> Person {
        match (self.who, case.party) {
            (Outside(_), Party::Organisation(house)) if self.offered => Outside(house),
            (who, _) => who,
        }
    }
}

/// What came with it, of which a command takes what it needs.
#[derive(Debug, Clone)]
pub(super) struct Given {
    text: &'static str,
    second: &'static str,
    other: Id,
    is_open: bool,
    party: Party,
    own_limit: Option<TimeLimit>,
    more: TimeLimit,
    worker: Id,
    photos: usize,
    days: i64,
    outcome: Outcome,
    word: (Solved, Option<i64>, Level),
}

impl Given {
    /// The command of that verb, with what was given.
    pub(super) fn command(&self, verb: Verb, today: Day) -> Command {
        let text = || self.text.to_owned();
        match verb {
            Verb::Triage => Command::Triage,
            Verb::Decline => Command::Decline { law: text() },
            Verb::Redirect => Command::Redirect { channel: text() },
            Verb::Merge => Command::Merge { into: self.other, into_open: self.is_open },
            Verb::Unmerge => Command::Unmerge,
            Verb::Dispatch => Command::Dispatch { to: self.party, limit: self.own_limit },
            Verb::Take => Command::Take { worker: self.worker },
            Verb::QuickFix => Command::QuickFix { photos: self.photos },
            Verb::Answer => Command::Answer,
            Verb::Withdraw => Command::Withdraw,
            Verb::Acknowledge => Command::Acknowledge,
            Verb::Return => Command::Return,
            Verb::Recall => Command::Recall,
            Verb::Contact => Command::Contact,
            Verb::Start => Command::Start,
            Verb::Wait => Command::Wait { on: text(), until: today.plus_days(self.days), today },
            Verb::Resume => Command::Resume,
            Verb::Extend => Command::Extend { by: self.more },
            Verb::Handle => Command::Handle {
                outcome: self.outcome,
                photos: self.photos,
                constraint: text(),
                alternative: self.second.into(),
                item: text(),
            },
            Verb::Verify => Command::Verify,
            Verb::Reject => Command::Reject,
            Verb::Confirm => Command::Confirm { solved: self.word.0, satisfaction: self.word.1 },
            Verb::Dispute => Command::Dispute,
            Verb::Try => Command::Try,
            Verb::CloseUnreached => Command::CloseUnreached,
            Verb::ClosePosted => Command::ClosePosted,
            Verb::Nudge => Command::Nudge,
            Verb::Late => Command::Late,
            Verb::Escalate => Command::Escalate { to: self.word.2 },
            Verb::Support => Command::Support,
            Verb::Invite => Command::Invite,
            Verb::TaskDone => Command::TaskDone,
            Verb::Note => Command::Note,
        }
    }
}

fn someone() -> impl Strategy<Value = Person> {
    prop_oneof![
        2 => Just(Requester),
        5 => select(vec![Worker(ANN), Worker(BO)]),
        2 => Just(Secretary),
        4 => select(vec![Outside(PROPERTY), Outside(UTILITY)]),
        1 => Just(Street),
        2 => Just(System),
    ]
}

fn some_text() -> impl Strategy<Value = &'static str> {
    prop_oneof![1 => select(vec!["", "  "]), 7 => Just("楼道灯")]
}

fn some_limit() -> impl Strategy<Value = TimeLimit> {
    select(vec!["30min", "2h", "24h", "4wh", "1wd", "3wd", "5wd", "5d"]).prop_map(limit)
}

fn category() -> impl Strategy<Value = Category> {
    (some_limit(), some_limit(), prop::bool::weighted(0.3), prop::bool::weighted(0.3)).prop_map(
        |(contact, settle, needs_photo, needs_verification)| Category {
            contact,
            settle,
            needs_photo,
            needs_verification,
        },
    )
}

fn party() -> impl Strategy<Value = Party> {
    prop_oneof![
        6 => select(vec![Party::Organisation(PROPERTY), Party::Organisation(UTILITY)]),
        1 => select(vec![Party::Desk, Party::Worker(BO), Party::Secretary, Party::Street]),
    ]
}

fn given() -> impl Strategy<Value = Given> {
    let texts = (some_text(), some_text(), select(vec![CASE, OTHER_CASE]), any::<bool>());
    let times = (prop::option::weighted(0.3, some_limit()), some_limit(), -2..10i64);
    let doing = (party(), select(vec![ANN, BO, CHIEF]), 0..3usize, select(Outcome::ALL));
    let word = (select(Solved::ALL), prop::option::of(0..7i64), select(Level::ALL));
    (texts, times, doing, word).prop_map(
        |(
            (text, second, other, is_open),
            (own_limit, more, days),
            (party, worker, photos, outcome),
            word,
        )| Given {
            text,
            second,
            other,
            is_open,
            party,
            own_limit,
            more,
            worker,
            photos,
            days,
            outcome,
            word,
        },
    )
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let minutes =
        prop_oneof![5 => 0..20i64, 4 => 60..1_800i64, 3 => 2_880..8_000i64, 1 => 130_000..140_000i64];
    let times = prop_oneof![3 => Just(1usize), 1 => 2..=5usize];
    let what = (prop::bool::weighted(0.8), any::<Index>(), times);
    (someone(), what, some_text(), minutes, prop::option::weighted(0.2, category()), given()).prop_map(
        |(who, (offered, pick, times), note, minutes, category, given)| Attempt {
            who,
            offered,
            pick,
            times,
            note,
            minutes,
            category,
            given,
        },
    )
}

pub(super) fn script() -> impl Strategy<Value = Script> {
    let attempts = prop::collection::vec(attempt(), 5..=60);
    (prop::bool::weighted(0.7), category(), attempts).prop_map(|(is_reachable, category, attempts)| Script {
        is_reachable,
        category,
        attempts,
    })
}

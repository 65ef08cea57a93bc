//! What people try: anybody, anything, at any time, with more or less of what it needs.

use super::super::*;
use crate::rules::lifecycle::LIFE;
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

/// How it comes about what someone tries.
#[derive(Debug, Clone)]
enum Pick {
    /// Something the table offers them.
    Offered(Index),
    /// Something of all there is.
    Anything(Index),
    /// The next step of a habit.
    Habit(Verb),
}

/// What someone tries.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    who: Person,
    pick: Pick,
    pub(super) note: &'static str,
    pub(super) minutes: i64,
    /// Another category, if it is thought to be one at that moment.
    pub(super) category: Option<Category>,
    given: Given,
}

impl Attempt {
    /// Who tries it. Someone of an organisation, trying what is offered, is of the one that has the case.
    pub(super) fn actor(&self, case: &Case) -> Actor {
        let who = match (self.who, case.party, &self.pick) {
            (Outside(_), Party::Organisation(house), Pick::Offered(_)) => Outside(house),
            (who, ..) => who,
        };
        who.actor(case)
    }

    /// What this actor tries.
    pub(super) fn command(&self, case: &Case, actor: &Actor, today: Day) -> Command {
        let offered = LIFE.verbs(case.state, &actor.parts);
        let verb = match &self.pick {
            Pick::Offered(index) if !offered.is_empty() => *index.get(&offered),
            Pick::Offered(index) | Pick::Anything(index) => *index.get(Verb::ALL),
            Pick::Habit(verb) => *verb,
        };
        self.given.command(verb, today)
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
    fn command(&self, verb: Verb, today: Day) -> Command {
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
            Verb::Warn => Command::Warn,
            Verb::Late => Command::Late,
            Verb::Escalate => Command::Escalate { to: self.word.2 },
            Verb::Support => Command::Support,
            Verb::Supervise => Command::Supervise { by: today.plus_days(self.days), today },
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

/// What workers do in a row on many days, and chance alone seldom does.
const HABITS: [&[Verb]; 3] = [
    &[Verb::Dispatch, Verb::Return, Verb::Dispatch, Verb::Return],
    &[Verb::Dispatch, Verb::Acknowledge, Verb::Start, Verb::Handle],
    &[Verb::Try, Verb::Try, Verb::Try, Verb::CloseUnreached],
];

fn attempt(
    who: impl Strategy<Value = Person>,
    pick: impl Strategy<Value = Pick>,
) -> impl Strategy<Value = Attempt> {
    let minutes =
        prop_oneof![5 => 0..20i64, 4 => 60..1_800i64, 3 => 2_880..8_000i64, 1 => 130_000..140_000i64];
    (who, pick, some_text(), minutes, prop::option::weighted(0.2, category()), given()).prop_map(
        |(who, pick, note, minutes, category, given)| Attempt { who, pick, note, minutes, category, given },
    )
}

fn by_chance() -> impl Strategy<Value = Vec<Attempt>> {
    let offered = any::<Index>().prop_map(Pick::Offered);
    let anything = any::<Index>().prop_map(Pick::Anything);
    attempt(someone(), prop_oneof![4 => offered, 1 => anything]).prop_map(|attempt| vec![attempt])
}

fn by_habit() -> impl Strategy<Value = Vec<Attempt>> {
    let worker = || select(vec![Worker(ANN), Worker(BO)]);
    let step = move |verb: &Verb| attempt(worker(), Just(Pick::Habit(*verb)));
    select(&HABITS[..]).prop_flat_map(move |habit| habit.iter().map(step).collect::<Vec<_>>())
}

pub(super) fn script() -> impl Strategy<Value = Script> {
    let attempts = prop::collection::vec(prop_oneof![6 => by_chance(), 1 => by_habit()], 5..=40);
    (prop::bool::weighted(0.7), category(), attempts).prop_map(|(is_reachable, category, attempts)| Script {
        is_reachable,
        category,
        attempts: attempts.concat(),
    })
}

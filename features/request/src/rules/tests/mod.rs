//! What the rules of a case promise, checked by table, by example and by chance.

mod clocks;
mod decide;
mod life;
mod rates;
mod story;

use super::decide::{self as rules, Fact};
use super::terms::Terms;
use super::*;
use linju_kernel::calendar::WorkCalendar;
use linju_kernel::deadline::TimeLimit;
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Id, Refusal, Ts};
use std::sync::LazyLock;

static CALENDAR: LazyLock<WorkCalendar> = LazyLock::new(WorkCalendar::national);

const CASE: Id = Id(1);
const OTHER_CASE: Id = Id(2);
const ANN: Id = Id(11);
const BO: Id = Id(12);
const CHIEF: Id = Id(13);
const FOREMAN: Id = Id(14);
const PROPERTY: Id = Id(21);
const UTILITY: Id = Id(22);

/// A moment on Shanghai's wall clock.
fn at(clock: &str) -> Ts {
    let clock: jiff::civil::DateTime = clock.parse().unwrap();
    Ts(clock.to_zoned_datetime(shanghai()).unwrap().timestamp().as_millisecond())
}

/// How Shanghai's wall clock shows a moment.
fn clock(moment: Ts) -> String {
    moment.in_zone(&shanghai()).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn limit(text: &str) -> TimeLimit {
    text.parse().unwrap()
}

/// What a category asks for.
#[derive(Debug, Clone, Copy)]
struct Category {
    contact: TimeLimit,
    settle: TimeLimit,
    needs_photo: bool,
    needs_verification: bool,
}

impl Category {
    fn of(contact: &str, settle: &str) -> Category {
        let (contact, settle) = (limit(contact), limit(settle));
        Category { contact, settle, needs_photo: false, needs_verification: false }
    }

    fn facts(&self, now: Ts) -> Facts<'static> {
        Facts {
            now,
            calendar: &CALENDAR,
            contact: self.contact,
            settle: self.settle,
            terms: Terms::default(),
            needs_photo: self.needs_photo,
            needs_verification: self.needs_verification,
        }
    }
}

/// Somebody, with all parts they have as the house gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    Requester,
    Worker(Id),
    /// The secretary or director, who is a worker as well.
    Secretary,
    /// Someone of an organisation.
    Outside(Id),
    Street,
    System,
}

impl Person {
    fn actor(self, case: &Case) -> Actor {
        let (committee, raised) = (case.party.is_committee(), case.level == Level::Street);
        let all = |parts: &[(Who, bool)]| parts.iter().filter(|part| part.1).map(|part| part.0).collect();
        match self {
            Person::Requester => Actor { parts: vec![Who::Requester], ..Actor::default() },
            Person::Worker(account) => Actor {
                parts: all(&[(Who::Worker, true), (Who::Handler, committee)]),
                account: Some(account),
                organisation: None,
            },
            Person::Secretary => Actor {
                parts: all(&[(Who::Worker, true), (Who::Handler, committee), (Who::Secretary, true)]),
                account: Some(CHIEF),
                organisation: None,
            },
            Person::Outside(house) => Actor {
                parts: all(&[(Who::Handler, case.party == Party::Organisation(house))]),
                account: Some(FOREMAN),
                organisation: Some(house),
            },
            Person::Street => Actor { parts: all(&[(Who::Street, raised)]), ..Actor::default() },
            Person::System => Actor { parts: vec![Who::System], ..Actor::default() },
        }
    }
}

use Person::{Outside, Requester, Secretary, Street, System, Worker};

fn received(now: Ts, category: &Category, reachable: bool) -> Case {
    let mut case = Case::received(CASE, now, reachable);
    rules::clocks(&mut case, &category.facts(now));
    case
}

/// A case led by hand through its life.
struct Play {
    case: Case,
    now: Ts,
    category: Category,
}

impl Play {
    /// Received on Monday the 23rd of November 2026 at nine: contact in one working day, settled in five.
    fn begin() -> Play {
        Play::with(Category::of("1wd", "5wd"), "2026-11-23T09:00")
    }

    fn with(category: Category, received_at: &str) -> Play {
        let now = at(received_at);
        Play { case: received(now, &category, true), now, category }
    }

    fn at(&mut self, clock: &str) -> &mut Play {
        self.now = at(clock);
        self
    }

    fn later(&mut self, minutes: i64) -> &mut Play {
        self.now = self.now.plus_minutes(minutes);
        self
    }

    fn tried(&self, actor: &Actor, command: &Command, note: &str) -> Result<Decision, Refusal> {
        decide(&self.case, command, note, actor, &self.category.facts(self.now))
    }

    #[track_caller]
    fn does_as(&mut self, actor: &Actor, command: Command, note: &str) -> &mut Play {
        match self.tried(actor, &command, note) {
            Ok(decision) => self.case = decision.case,
            Err(refusal) => panic!("{command:?} was refused: {refusal}"),
        }
        self
    }

    #[track_caller]
    fn does(&mut self, who: Person, command: Command, note: &str) -> &mut Play {
        self.does_as(&who.actor(&self.case), command, note)
    }

    #[track_caller]
    fn refuses_as(&mut self, actor: &Actor, command: Command, note: &str, name: &str) -> &mut Play {
        assert_eq!(
            self.tried(actor, &command, note).map_err(|refusal| refusal.name),
            Err(name),
            "{command:?}"
        );
        self
    }

    #[track_caller]
    fn refuses(&mut self, who: Person, command: Command, note: &str, name: &str) -> &mut Play {
        self.refuses_as(&who.actor(&self.case), command, note, name)
    }

    /// Given to the property company, which says yes and begins.
    fn in_hand(&mut self) -> &mut Play {
        self.does(Worker(ANN), to(PROPERTY), "").does(Outside(PROPERTY), Command::Acknowledge, "").does(
            Outside(PROPERTY),
            Command::Start,
            "",
        )
    }

    fn solved(&mut self) -> &mut Play {
        self.in_hand().does(Outside(PROPERTY), finished(Outcome::Solved), "灯泡换了")
    }
}

fn to(house: Id) -> Command {
    Command::Dispatch { to: Party::Organisation(house), limit: None }
}

fn within(house: Id, own: &str) -> Command {
    Command::Dispatch { to: Party::Organisation(house), limit: Some(limit(own)) }
}

fn finished(outcome: Outcome) -> Command {
    let none = String::new;
    Command::Handle { outcome, photos: 0, constraint: none(), alternative: none(), item: none() }
}

fn confirmed(solved: Solved) -> Command {
    Command::Confirm { solved, satisfaction: Some(5) }
}

fn wait_until(until: &str, today: &str) -> Command {
    Command::Wait { on: "厂家".into(), until: day(until), today: day(today) }
}

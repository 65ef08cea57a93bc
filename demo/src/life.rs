//! The script of one request's life: who takes it, what delays it, how it ends.

use crate::dice::Dice;
use crate::hours::{DAY_MS, WORK_DAY, after_work};
use crate::orgs::OrgKind;
use crate::phrases::*;
use crate::request::{Channel, Closing, Doer, Outcome, Satisfaction, Step, What};
use crate::words::Group;
use crate::{AreaRef, OrgRef, StaffRef, World};
use linju_kernel::{Ts, time::shanghai};

/// Who can act in a request's life.
pub(crate) struct Cast {
    pub(crate) worker: StaffRef,
    pub(crate) secretary: StaffRef,
    pub(crate) foreman: StaffRef,
    area: AreaRef,
}

impl Cast {
    pub(crate) fn new(world: &World, area: AreaRef, worker: StaffRef) -> Self {
        use crate::staff::Duty;
        let holder = |duty| world.holder(area, duty).unwrap_or(worker);
        Self { worker, secretary: holder(Duty::Secretary), foreman: holder(Duty::Foreman), area }
    }
}

/// What is to happen in a life; drawn by chance, or set for a state that must exist today.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) shape: Shape,
    pub(crate) late: bool,
    pub(crate) returned: bool,
    pub(crate) waits: bool,
    pub(crate) extended: bool,
    pub(crate) nudged: bool,
    pub(crate) outcome: Outcome,
    pub(crate) reopened: bool,
    pub(crate) reached: bool,
}

/// The way a life goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Through every station.
    Full,
    /// Answered or fixed at once and closed in one press.
    Desk,
    /// Told the right channel.
    Redirected,
    /// Lawfully refused.
    Declined,
    /// Taken back.
    Withdrawn,
}

impl Plan {
    /// A plain case that goes well.
    pub(crate) const PLAIN: Plan = Plan {
        shape: Shape::Full,
        late: false,
        returned: false,
        waits: false,
        extended: false,
        nudged: false,
        outcome: Outcome::Solved,
        reopened: false,
        reached: true,
    };

    /// A plan as likely as such matters go: nine in ten in time, one in twelve reopened, one in twenty
    /// impossible.
    pub(crate) fn draw(dice: &mut Dice, group: &Group) -> Plan {
        let outcome = match dice.within(0..=99) {
            0..=27 if !group.impossible.is_empty() => Outcome::CannotBeSolved,
            28..=58 if group.listed.is_some() => Outcome::MovedToList,
            59..=66 if group.handler == OrgKind::PropertyCompany => Outcome::Partly,
            _ => Outcome::Solved,
        };
        let shape = match group.code {
            "1101" | "1102" | "1403" if dice.chance(65) => Shape::Redirected,
            "1404" if dice.chance(70) => Shape::Declined,
            _ if dice.chance(1) => Shape::Withdrawn,
            _ if group.handler == OrgKind::Committee && group.class == 3 && dice.chance(45) => Shape::Desk,
            _ => Shape::Full,
        };
        Plan {
            shape,
            outcome: if shape == Shape::Full { outcome } else { Outcome::Solved },
            late: dice.chance(10),
            returned: group.class >= 2 && dice.chance(7),
            waits: group.class >= 2 && dice.chance(14),
            extended: group.class == 3 && dice.chance(4),
            nudged: dice.chance(5),
            reopened: outcome == Outcome::Solved && dice.chance(10),
            reached: dice.chance(93),
        }
    }
}

/// Minutes a class allows until handled: natural minutes for E0 and E1, office minutes for the rest.
pub(crate) fn limit(class: u8) -> i64 {
    match class {
        0 => 2 * 60,
        1 => 24 * 60,
        2 => 3 * WORK_DAY,
        _ => 5 * WORK_DAY,
    }
}

/// The moment `minutes` of the class's own time after `from`.
pub(crate) fn after(class: u8, from: Ts, minutes: i64) -> Ts {
    if class <= 1 { from.plus_minutes(minutes) } else { after_work(from, minutes) }
}

/// Writes lives, step after step.
pub(crate) struct Script<'a> {
    world: &'a World,
    cast: &'a Cast,
    dice: &'a mut Dice,
    group: &'a Group,
    /// What answers the words that were said.
    replies: Vec<&'static str>,
    class: u8,
    clock: Ts,
    steps: Vec<Step>,
}

impl<'a> Script<'a> {
    /// A life that begins at `at`, with words of `group` said that `replies` answer.
    pub(crate) fn new(
        world: &'a World,
        cast: &'a Cast,
        dice: &'a mut Dice,
        (group, replies): (&'a Group, Vec<&'static str>),
        at: Ts,
    ) -> Self {
        Self { world, cast, dice, group, replies, class: group.class, clock: at, steps: Vec::new() }
    }

    /// The whole life of a matter under `plan`; `anonymous` ones cannot be called back.
    pub(crate) fn write(mut self, plan: Plan, anonymous: bool, fill: impl Fn(&str) -> String) -> Vec<Step> {
        let begun = self.clock;
        let worker = Doer::Staff(self.cast.worker);
        if plan.shape == Shape::Withdrawn {
            self.clock = begun.plus_minutes(self.dice.within(2..=9));
            self.push(Doer::Requester, What::Withdraw);
            return self.steps;
        }
        self.pass(if self.class == 0 { 2..=6 } else { 5..=70 });
        self.push(worker, What::Triage);
        match plan.shape {
            Shape::Redirected => {
                let channel = if self.group.code == "1403" { "法律援助窗口" } else { "110" };
                self.pass(1..=5);
                self.push(worker, What::Redirect { channel });
            }
            Shape::Declined => {
                let (reason, law) = *self.dice.pick(DECLINES);
                self.pass(10..=90);
                self.push(worker, What::Decline { reason, law });
            }
            Shape::Desk => {
                self.pass(3..=40);
                let committee = self.org(OrgKind::Committee);
                self.push(worker, What::Dispatch { to: committee });
                self.push(worker, What::Acknowledge);
                let note = self.phrase(CONTACTS);
                self.push(worker, What::Contact { note });
                self.handle(worker, plan, &fill);
                self.pass(1..=5);
                self.push(worker, What::Close { by: Closing::Desk });
            }
            Shape::Full | Shape::Withdrawn => self.full(begun, plan, anonymous, &fill),
        }
        self.steps
    }

    fn full(&mut self, begun: Ts, plan: Plan, anonymous: bool, fill: &dyn Fn(&str) -> String) {
        let worker = Doer::Staff(self.cast.worker);
        let party = self.org(self.group.handler);
        let doer = self.doer(party);
        let brief = if self.class <= 1 { 3..=12 } else { 10..=60 };
        self.pass(brief.clone());
        self.push(worker, What::Dispatch { to: party });
        if plan.returned {
            self.pass(40..=200);
            let reason = self.phrase(RETURNS);
            self.push(doer, What::Return { reason });
            self.pass(20..=120);
            self.push(worker, What::Triage);
            self.push(worker, What::Dispatch { to: party });
        }
        self.pass(brief.clone());
        self.push(doer, What::Acknowledge);
        self.pass(brief);
        let note = self.phrase(CONTACTS);
        self.push(doer, What::Contact { note });
        if self.group.code.starts_with("04") && self.group.class == 1 {
            let note = self.phrase(DISSUASIONS);
            self.push(doer, What::Dissuade { note });
        }
        let mut paused = 0;
        if plan.waits {
            let (on, days) = *self.dice.pick(WAITS);
            let from = self.clock;
            self.push(doer, What::Wait { on, until: from.plus_ms(days * DAY_MS).day(&shanghai()) });
            self.clock = after_work(from.plus_ms(days * DAY_MS), self.dice.within(0..=WORK_DAY));
            self.push(doer, What::Resume);
            paused = self.clock.0 - from.0;
        }
        let mut allowed = limit(self.class);
        if plan.extended {
            let reason = self.phrase(EXTENSIONS);
            let until = after_work(begun, 10 * WORK_DAY).day(&shanghai());
            self.push(Doer::Staff(self.cast.secretary), What::Extend { reason, until });
            allowed *= 2;
        }
        let share = if plan.late { self.dice.within(125..=190) } else { self.dice.within(20..=82) };
        let due = after(self.class, begun, allowed * share / 100).plus_ms(paused);
        if plan.nudged && due.0 - self.clock.0 > DAY_MS {
            let half = Ts((self.clock.0 + due.0) / 2);
            self.clock = half;
            self.push(Doer::Requester, What::Nudge);
        }
        self.clock = if self.class <= 1 {
            due.max(self.clock.plus_minutes(5))
        } else {
            after_work(due.max(self.clock), 3)
        };
        self.handle(doer, plan, fill);
        self.verify();
        self.ask(plan, anonymous);
        if plan.reopened && plan.reached && !anonymous {
            self.pass(60..=500);
            self.push(doer, What::Acknowledge);
            let note = self.phrase(CONTACTS);
            self.push(doer, What::Contact { note });
            self.clock = after_work(self.clock, self.dice.within(200..=2 * WORK_DAY));
            self.handle(doer, Plan { outcome: Outcome::Solved, ..plan }, fill);
            self.ask(Plan { reopened: false, ..plan }, anonymous);
        }
    }

    fn handle(&mut self, doer: Doer, plan: Plan, fill: &dyn Fn(&str) -> String) {
        let (reply, constraint, alternative) = match plan.outcome {
            Outcome::CannotBeSolved => {
                let (constraint, alternative) = *self.dice.pick(&self.group.impossible);
                (
                    format!("跟您说实话,这件办不了:{constraint}。{alternative},您看行不行?"),
                    Some(constraint),
                    Some(alternative),
                )
            }
            Outcome::MovedToList => {
                let item = fill(self.group.listed.unwrap_or("需求清单"));
                (format!("这件一下子做不了,已经列进需求清单“{item}”,开会议的时候请您来。"), None, None)
            }
            Outcome::Partly => {
                let left = self.phrase(LEFTOVERS);
                (format!("{}不过{left}。", self.answer(fill)), Some(left), None)
            }
            Outcome::Solved => (self.answer(fill), None, None),
        };
        self.push(doer, What::Handle { outcome: plan.outcome, reply, constraint, alternative });
    }

    /// Hazards are looked at by someone other than the handler.
    fn verify(&mut self) {
        if self.class > 1 {
            return;
        }
        self.clock = after_work(self.clock, self.dice.within(20..=200));
        let note = self.phrase(CHECKS);
        self.push(Doer::Staff(self.cast.secretary), What::Verify { note });
    }

    /// The requester's own word closes; three tries at different hours close as not reached.
    fn ask(&mut self, plan: Plan, anonymous: bool) {
        let worker = Doer::Staff(self.cast.worker);
        self.clock = after_work(self.clock, self.dice.within(60..=WORK_DAY + 200));
        if anonymous {
            self.push(worker, What::Close { by: Closing::Posted });
            return;
        }
        if !plan.reached {
            for minutes in [0, WORK_DAY - 180, WORK_DAY - 240] {
                self.clock = after_work(self.clock, minutes);
                self.push(worker, follow_up(None, None, "没人接"));
            }
            self.push(worker, What::Close { by: Closing::Unreached });
            return;
        }
        if plan.reopened {
            let words = self.phrase(NOT_FIXED);
            self.push(worker, follow_up(Some(false), Some(Satisfaction::Not), words));
            self.push(Doer::Requester, What::Reopen { words });
            return;
        }
        let (solved, satisfaction) = self.verdict(plan.outcome);
        let note = match satisfaction {
            Satisfaction::Satisfied => self.phrase(PRAISE),
            Satisfaction::Basically => self.phrase(SO_SO),
            Satisfaction::Not => self.phrase(GRUMBLE),
        };
        self.push(worker, follow_up(Some(solved), Some(satisfaction), note));
        self.push(Doer::Requester, What::Close { by: Closing::Word });
    }

    fn verdict(&mut self, outcome: Outcome) -> (bool, Satisfaction) {
        let throw = self.dice.within(0..=99);
        match outcome {
            Outcome::Solved if throw < 84 => (true, Satisfaction::Satisfied),
            Outcome::Solved => (throw < 95, Satisfaction::Basically),
            Outcome::Partly if throw < 60 => (true, Satisfaction::Basically),
            Outcome::MovedToList if throw < 55 => (false, Satisfaction::Satisfied),
            Outcome::MovedToList => (false, Satisfaction::Basically),
            Outcome::CannotBeSolved if throw < 45 => (false, Satisfaction::Basically),
            Outcome::Partly | Outcome::CannotBeSolved => (false, Satisfaction::Not),
        }
    }

    fn org(&self, kind: OrgKind) -> OrgRef {
        self.world.org_of(self.cast.area, kind)
    }

    /// Staff with accounts act under their own name, others over their one-time link.
    fn doer(&self, party: OrgRef) -> Doer {
        match self.world.org(party).kind {
            OrgKind::Committee | OrgKind::Mediation => Doer::Staff(self.cast.worker),
            OrgKind::PropertyCompany => Doer::Staff(self.cast.foreman),
            _ => Doer::Org(party),
        }
    }

    fn answer(&mut self, fill: &dyn Fn(&str) -> String) -> String {
        fill(self.replies[self.dice.below(self.replies.len())])
    }

    fn phrase(&mut self, of: &[&'static str]) -> &'static str {
        of[self.dice.below(of.len())]
    }

    fn pass(&mut self, minutes: std::ops::RangeInclusive<i64>) {
        let minutes = self.dice.within(minutes);
        self.clock = after(self.class, self.clock, minutes);
    }

    fn push(&mut self, by: Doer, what: What) {
        self.steps.push(Step { at: self.clock, by, what });
        self.clock = self.clock.plus_minutes(1);
    }
}

fn follow_up(solved: Option<bool>, satisfaction: Option<Satisfaction>, note: &'static str) -> What {
    What::FollowUp { channel: Channel::Phone, solved, satisfaction, note }
}

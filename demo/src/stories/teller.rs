//! How a story is told: a request, then step after step in office hours.

use crate::hours::{DAY_MS, after_work};
use crate::people::Person;
use crate::places::{Place, PlaceKind};
use crate::request::{
    Channel, Closing, Doer, Outcome, Request, Requester, Satisfaction, Step, Urgency, What,
};
use crate::{AreaRef, PersonRef, PlaceRef, StaffRef, World};
use linju_kernel::{Day, Ts};

/// Tells the requests of one area.
pub(super) struct Teller<'a> {
    pub(super) world: &'a World,
    pub(super) area: AreaRef,
}

/// A request being told.
pub(super) struct Telling {
    pub(super) request: Request,
    clock: Ts,
}

/// What a story says of a request.
pub(super) struct Said {
    pub(super) days_ago: i64,
    pub(super) channel: Channel,
    pub(super) place: PlaceRef,
    pub(super) category: &'static str,
    pub(super) words: &'static str,
    pub(super) title: &'static str,
    pub(super) person: PersonRef,
}

impl<'a> Teller<'a> {
    /// The place of `kind` spoken of as `name` in this area.
    pub(super) fn place(&self, kind: PlaceKind, name: &str) -> PlaceRef {
        let fits =
            |place: &Place| place.kind == kind && place.area == Some(self.area) && place.spoken == name;
        PlaceRef(self.world.places.iter().position(fits).expect("a place of the table"))
    }

    /// The stairwell of a room.
    pub(super) fn stairwell(&self, person: PersonRef) -> PlaceRef {
        self.world.place(self.world.person(person).room).parent.expect("a room is in a stairwell")
    }

    /// The one of this name.
    pub(super) fn named(&self, name: &str) -> PersonRef {
        self.grown().find(|p| self.world.person(*p).name == name).expect("the named live here")
    }

    /// A grown-up living in the room spoken of as `room`; if it stands empty, in the next that does not.
    pub(super) fn at_door(&self, room: &str) -> PersonRef {
        let from = self.place(PlaceKind::Room, room);
        let door = |person: &PersonRef| self.world.person(*person).room;
        self.grown().filter(|p| door(p) >= from).min_by_key(door).expect("someone lives on that side")
    }

    /// Grown-ups living in the area.
    pub(super) fn grown(&self) -> impl Iterator<Item = PersonRef> {
        let world = self.world;
        let fits = move |p: &Person| {
            p.area == self.area && p.residence.lives_here() && p.born.age_on(world.today) >= 25
        };
        (0..world.persons.len()).filter(move |n| fits(&world.persons[*n])).map(PersonRef)
    }

    /// The day `days` before today.
    pub(super) fn day(&self, days: i64) -> Day {
        self.world.today.plus_days(-days)
    }

    /// Who writes it down.
    pub(super) fn worker(&self, place: PlaceRef) -> StaffRef {
        self.world.worker_for(self.area, place)
    }

    /// A request, recorded and triaged by the worker of its place.
    pub(super) fn hear(&self, said: Said) -> Telling {
        let at = after_work(self.world.now.plus_ms(-said.days_ago * DAY_MS), 75);
        let worker = self.worker(self.world.person(said.person).room);
        let request = Request {
            area: self.area,
            at,
            channel: said.channel,
            place: said.place,
            spot: None,
            category: said.category,
            words: said.words.to_owned(),
            title: said.title.to_owned(),
            by: Requester::Person(said.person),
            entered_by: (said.channel != Channel::Screen).then_some(worker),
            urgency: Urgency::default(),
            hotline: None,
            dispute: None,
            receipt: None,
            cluster: None,
            steps: Vec::new(),
        };
        let mut telling = Telling { request, clock: at };
        telling.step(12, Doer::Staff(worker), What::Triage);
        telling
    }
}

impl Telling {
    /// `minutes` of office time later, this happens.
    pub(super) fn step(&mut self, minutes: i64, by: Doer, what: What) -> &mut Self {
        self.clock = after_work(self.clock, minutes);
        self.request.steps.push(Step { at: self.clock, by, what });
        self
    }

    /// The party takes it and calls the requester.
    pub(super) fn take(
        &mut self,
        worker: Doer,
        to: crate::OrgRef,
        by: Doer,
        note: &'static str,
    ) -> &mut Self {
        self.step(15, worker, What::Dispatch { to });
        self.step(20, by, What::Acknowledge);
        self.step(30, by, What::Contact { note })
    }

    /// The party says what came of it.
    pub(super) fn handle(&mut self, minutes: i64, by: Doer, outcome: Outcome, reply: &str) -> &mut Self {
        let what = What::Handle { outcome, reply: reply.to_owned(), constraint: None, alternative: None };
        self.step(minutes, by, what)
    }

    /// The requester is asked by phone, and the word closes it.
    pub(super) fn close(
        &mut self,
        by: Doer,
        solved: bool,
        satisfaction: Satisfaction,
        note: &'static str,
    ) -> &mut Self {
        let (solved, satisfaction) = (Some(solved), Some(satisfaction));
        self.step(500, by, What::FollowUp { channel: Channel::Phone, solved, satisfaction, note });
        self.step(1, Doer::Requester, What::Close { by: Closing::Word })
    }
}

//! A year of requests, season by season, up to now.

use crate::dice::Dice;
use crate::hours::{DAY_MS, after_work, is_weekend, moment};
use crate::life::{Cast, Plan, Script, Shape};
use crate::orgs::{Org, OrgKind};
use crate::places::{Place, PlaceKind};
use crate::request::{
    Channel, Closing, Dispute, HotlineOrder, Outcome, Request, Requester, Step, Urgency, What,
};
use crate::words::{CLOSERS, DAYS, Ground, Group, OPENERS, Season, Slots, WHEN, WHOM, groups};
use crate::{AreaRef, HouseholdRef, PersonRef, PlaceRef, World};
use linju_kernel::{Ts, time::shanghai};

/// Requests of a year, by area.
const YEAR: [usize; 3] = [250, 900, 300];

/// A state in which cases must stand today: the step a life is cut after, and how many of them in each
/// area. Two more of 久耕 stand open in the stories, which makes 38.
struct Standing {
    /// None: nothing was done yet.
    last: Option<fn(&What) -> bool>,
    plan: Plan,
    /// How long ago it came at least, in hours.
    age: i64,
    count: [usize; 3],
}

#[rustfmt::skip]
const STANDING: &[Standing] = &[
    Standing { last: None, plan: Plan::PLAIN, age: 1, count: [1, 3, 1] },
    Standing { last: Some(|w| matches!(w, What::Triage)), plan: Plan::PLAIN, age: 2, count: [1, 3, 1] },
    Standing { last: Some(|w| matches!(w, What::Dispatch { .. })), plan: Plan::PLAIN, age: 4, count: [1, 4, 2] },
    Standing { last: Some(|w| matches!(w, What::Return { .. })), plan: Plan { returned: true, ..Plan::PLAIN }, age: 20, count: [0, 1, 1] },
    Standing { last: Some(|w| matches!(w, What::Acknowledge)), plan: Plan::PLAIN, age: 10, count: [1, 3, 1] },
    Standing { last: Some(|w| matches!(w, What::Contact { .. })), plan: Plan::PLAIN, age: 24, count: [3, 9, 3] },
    Standing { last: Some(|w| matches!(w, What::Contact { .. })), plan: Plan::PLAIN, age: 24 * 12, count: [1, 3, 1] },
    Standing { last: Some(|w| matches!(w, What::Wait { .. })), plan: Plan { waits: true, ..Plan::PLAIN }, age: 48, count: [1, 4, 1] },
    Standing { last: Some(|w| matches!(w, What::Extend { .. })), plan: Plan { extended: true, ..Plan::PLAIN }, age: 72, count: [0, 1, 0] },
    Standing { last: Some(|w| matches!(w, What::Handle { .. })), plan: Plan::PLAIN, age: 48, count: [1, 4, 2] },
    Standing { last: Some(|w| matches!(w, What::Reopen { .. })), plan: Plan { reopened: true, ..Plan::PLAIN }, age: 96, count: [1, 1, 1] },
];

/// Requests that pile up at one place: area, mark, category, compound and building, first and last day
/// before today, how many.
type Cluster = (usize, &'static str, &'static str, &'static str, &'static str, i64, i64, usize);

#[rustfmt::skip]
const CLUSTERS: &[Cluster] = &[
    (1, "leak-building-3", "0101", "久耕小区", "3号楼", 150, 40, 16),
    (1, "flying-wires", "0401", "久耕小区", "10号楼", 120, 12, 22),
    (2, "corridor-ebikes", "0402", "公平大楼", "公平大楼", 200, 60, 10),
];

pub(crate) fn stream(world: &World, dice: &mut Dice) -> Vec<Request> {
    let groups = groups();
    let mut all: Vec<Request> = Vec::new();
    for (area, year) in YEAR.into_iter().enumerate() {
        let mut teller = Teller::new(world, dice, &groups, AreaRef(area));
        let before = all.len();
        for cluster in CLUSTERS.iter().filter(|cluster| cluster.0 == area) {
            all.extend(teller.cluster(cluster));
        }
        for standing in STANDING {
            all.extend((0..standing.count[area]).map(|_| teller.standing(standing)));
        }
        while all.len() - before < year {
            all.push(teller.settled());
        }
    }
    all.sort_by_key(|request| (request.at, request.area));
    merge_repeats(&mut all);
    all
}

/// Within a cluster, what comes while the last one is still open becomes part of its case.
fn merge_repeats(all: &mut [Request]) {
    for (_, mark, ..) in CLUSTERS {
        let of_it: Vec<usize> = (0..all.len()).filter(|n| all[*n].cluster == Some(mark)).collect();
        let mut lead = of_it[0];
        for &n in &of_it[1..] {
            let at = after_work(all[n].at, 25);
            let running = all[lead].handled_at().is_some_and(|handled| at < handled);
            if !running {
                lead = n;
                continue;
            }
            all[n].steps.truncate(1);
            let by = all[n].steps[0].by;
            all[n].steps[0].at = at;
            all[n].steps.push(Step { at: at.plus_minutes(2), by, what: What::Merge { into: lead } });
        }
    }
}

/// Someone with something to say.
struct Speaker {
    person: PersonRef,
    room: PlaceRef,
}

/// Can this come up in the area? Lifts need a lift, owners' committees one to complain of.
fn suits(world: &World, area: AreaRef, group: &Group) -> bool {
    let has_lift = |place: &Place| place.area == Some(area) && place.building.is_some_and(|b| b.lift);
    let is_committee = |org: &Org| org.area == Some(area) && org.kind == OrgKind::OwnersCommittee;
    match (group.code, group.title) {
        ("0201" | "0202" | "0404", _) => world.places.iter().any(has_lift),
        ("0905", "想成立业委会") => !world.orgs.iter().any(is_committee),
        ("0905", _) => world.orgs.iter().any(is_committee),
        _ => true,
    }
}

struct Teller<'a> {
    world: &'a World,
    dice: &'a mut Dice,
    groups: Vec<&'a Group>,
    area: AreaRef,
    homes: Vec<HouseholdRef>,
}

impl<'a> Teller<'a> {
    fn new(world: &'a World, dice: &'a mut Dice, groups: &'a [Group], area: AreaRef) -> Self {
        let homes =
            (0..world.households.len()).map(HouseholdRef).filter(|h| world.household(*h).area == area);
        let groups = groups.iter().filter(|group| suits(world, area, group)).collect();
        Self { world, dice, groups, area, homes: homes.collect() }
    }

    /// One that has run its whole life.
    fn settled(&mut self) -> Request {
        loop {
            let (group, at) = self.matter();
            let plan = Plan::draw(self.dice, group);
            let speaker = self.speaker(group);
            let request = self.tell(group, at, speaker, plan);
            if !request.is_open() && request.steps.last().is_some_and(|step| step.at < self.world.now) {
                return request;
            }
        }
    }

    /// One that stands in the given state today, as fresh as it can be.
    fn standing(&mut self, standing: &Standing) -> Request {
        let mut age = standing.age;
        loop {
            let (group, _) = self.matter();
            let plain = group.class >= 2 && group.weight >= 12 && !matches!(group.code, "1403" | "1404");
            if !plain || standing.plan.extended && group.class != 3 {
                continue;
            }
            let at = self.world.now.plus_ms(-self.dice.within(age..=age + 6) * 3_600_000);
            let speaker = self.speaker(group);
            let mut request = self.tell(group, at, speaker, standing.plan);
            let keep = match standing.last {
                Some(last) => request.steps.iter().position(|step| last(&step.what)).map(|at| at + 1),
                None => Some(0),
            };
            let Some(keep) = keep else { continue };
            request.steps.truncate(keep);
            if request.steps.last().is_none_or(|step| step.at < self.world.now) && request.at < self.world.now
            {
                if let Some(order) = &mut request.hotline {
                    order.closed_at = None;
                }
                return request;
            }
            age += 2;
        }
    }

    fn cluster(&mut self, cluster: &Cluster) -> Vec<Request> {
        let (_, mark, code, compound, building, first, last, count) = *cluster;
        let group = *self.groups.iter().find(|group| group.code == code).expect("a category of the words");
        let compound = World::find(&self.world.places, PlaceKind::Compound, compound);
        let inside = World::below(&self.world.places, compound, PlaceKind::Building);
        let building =
            inside.into_iter().find(|b| self.world.place(*b).name == building).expect("a building");
        let path = format!("{}.", self.world.place(building).path);
        let homes: Vec<HouseholdRef> = self.homes.clone();
        let inside =
            |h: &HouseholdRef| self.world.place(self.world.household(*h).room).path.starts_with(&path);
        self.homes.retain(inside);
        let told = (0..count)
            .map(|_| {
                loop {
                    let at = moment(
                        self.world.today.plus_days(-self.dice.within(last..=first)),
                        self.dice.within(480..=1230),
                    );
                    let speaker = self.speaker(group);
                    let plan =
                        Plan { outcome: Outcome::Solved, shape: Shape::Full, ..Plan::draw(self.dice, group) };
                    let mut request = self.tell(group, at, speaker, plan);
                    request.cluster = Some(mark);
                    if !request.is_open() && request.steps.last().is_some_and(|step| step.at < self.world.now)
                    {
                        break request;
                    }
                }
            })
            .collect();
        self.homes = homes;
        told
    }

    /// What it is about and when: a day of the year, then a category as likely as its season makes it.
    fn matter(&mut self) -> (&'a Group, Ts) {
        let day = self.world.today.plus_days(-self.dice.within(1..=365));
        let month = day.0.month();
        let weight = |group: &&Group| group.weight * group.season.tenths(month);
        let group = *self.dice.weighted(&self.groups, weight);
        let urgent = group.class == 0 || group.season == Season::Rain;
        let late = if urgent { 22 } else { 4 };
        let minute =
            if self.dice.chance(late) { self.dice.within(1110..=1400) } else { self.dice.within(450..=1140) };
        let at = moment(day, minute);
        let quiet = is_weekend(at) && !urgent && self.dice.chance(60);
        (
            group,
            if quiet {
                after_work(at, self.dice.within(0..=300)).min(self.world.now.plus_minutes(-30))
            } else {
                at
            },
        )
    }

    /// Someone living here who is grown up; for lifts, someone who has one.
    fn speaker(&mut self, group: &Group) -> Speaker {
        loop {
            let household = self.world.household(*self.dice.pick(&self.homes));
            let person = *self.dice.pick(&household.members);
            let who = self.world.person(person);
            let grown = who.residence.lives_here() && who.born.age_on(self.world.today) >= 22;
            let building = self.building(household.room);
            let facts = self.world.place(building).building.expect("buildings have facts");
            let fits = match group.code {
                "0201" | "0202" | "0404" => facts.lift,
                "0203" | "0206" | "1004" => !facts.lift && facts.storeys > 4,
                _ => true,
            };
            if grown && fits {
                return Speaker { person, room: household.room };
            }
        }
    }

    fn tell(&mut self, group: &'a Group, at: Ts, speaker: Speaker, plan: Plan) -> Request {
        let world = self.world;
        let building = self.building(speaker.room);
        let spoken = &world.place(building).spoken;
        let floor = format!("{}楼", world.place(speaker.room).floor.unwrap_or(1));
        let (days, when, whom) = (self.dice.pick(DAYS), self.dice.pick(WHEN), self.dice.pick(WHOM));
        let slots = Slots { building: spoken, floor: &floor, days, when, whom };
        let age = world.person(speaker.person).born.age_on(world.today);
        let channel = self.channel(age, at, group);
        let anonymous = !matches!(channel, Channel::Hotline | Channel::Counter)
            && group.ground != Ground::Room
            && self.dice.chance(5);
        let (place, spot) = self.ground(group, speaker.room, &floor);
        let worker = world.worker_for(self.area, speaker.room);
        let cast = Cast::new(world, self.area, worker);
        let said = self.dice.below(group.words.len());
        let words = self.spoken(slots.fill(group.words[said]), channel, group);
        let script = Script::new(world, &cast, self.dice, (group, group.replies_to(said)), at);
        let steps = script.write(plan, anonymous, |text| slots.fill(text));
        let urgency = Urgency {
            urgent: group.class <= 1,
            hard: plan.outcome == Outcome::CannotBeSolved || plan.returned,
            worrying: matches!(&group.code[..2], "04" | "10" | "11"),
            hoped: group.listed.is_some(),
        };
        Request {
            area: self.area,
            at,
            channel,
            place,
            spot,
            category: group.code,
            words,
            title: slots.fill(group.title),
            by: if anonymous { Requester::Anonymous } else { Requester::Person(speaker.person) },
            entered_by: (channel != Channel::Screen).then_some(worker),
            urgency,
            hotline: (channel == Channel::Hotline).then(|| self.order(at, &steps)),
            dispute: (group.code == "0805").then(|| self.neighbour(speaker.room)).flatten(),
            receipt: None,
            cluster: None,
            steps,
        }
    }

    /// Elders call and knock; the young write.
    fn channel(&mut self, age: i16, at: Ts, group: &Group) -> Channel {
        use Channel::*;
        let elder = [
            (Phone, 40),
            (Doorstep, 20),
            (Counter, 18),
            (Paper, 6),
            (Meeting, 5),
            (Hotline, 4),
            (Screen, 5),
            (Wechat, 2),
        ];
        let young = [
            (Phone, 14),
            (Doorstep, 4),
            (Counter, 8),
            (Paper, 1),
            (Meeting, 2),
            (Hotline, 17),
            (Screen, 33),
            (Wechat, 21),
        ];
        let hour = at.in_zone(&shanghai()).hour();
        let open = (8..18).contains(&hour) && !is_weekend(at);
        let works = |channel: Channel| match channel {
            Doorstep | Counter | Paper | Meeting => open && group.class > 0,
            _ => true,
        };
        let weight = |of: &(Channel, u32)| if works(of.0) { of.1 } else { 0 };
        self.dice.weighted(if age >= 66 { &elder } else { &young }, weight).0
    }

    /// The words as they come out of a mouth: some begin politely, and end so where something is to be done.
    fn spoken(&mut self, words: String, channel: Channel, group: &Group) -> String {
        let aloud = !matches!(channel, Channel::Paper | Channel::Screen);
        let begun = if aloud && self.dice.chance(30) {
            format!("{}{words}", self.dice.pick(OPENERS))
        } else {
            words.clone()
        };
        let asks = group.code < "1301";
        let ended =
            if asks && self.dice.chance(25) { format!("{begun}{}", self.dice.pick(CLOSERS)) } else { begun };
        if ended.chars().count() <= 60 { ended } else { words }
    }

    fn building(&self, room: PlaceRef) -> PlaceRef {
        let up =
            |place: PlaceRef| self.world.place(place).parent.expect("a room is in a stairwell of a building");
        up(up(room))
    }

    /// The place the matter is at, and the exact spot.
    fn ground(&mut self, group: &Group, room: PlaceRef, floor: &str) -> (PlaceRef, Option<String>) {
        let stairwell = self.world.place(room).parent.expect("a room is in a stairwell");
        let building = self.building(room);
        let compound = self.world.place(building).parent.expect("a building is in a compound");
        let inside = |kind: PlaceKind| World::below(&self.world.places, compound, kind).collect::<Vec<_>>();
        let one = |kinds: &[PlaceKind], dice: &mut Dice| {
            let places: Vec<PlaceRef> = kinds.iter().flat_map(|kind| inside(*kind)).collect();
            if places.is_empty() { compound } else { *dice.pick(&places) }
        };
        match group.ground {
            Ground::Room => (room, None),
            Ground::Stairwell => (stairwell, group.title.contains("{层}").then(|| format!("{floor}楼道"))),
            Ground::Compound => (compound, None),
            Ground::Road => (one(&[PlaceKind::Road, PlaceKind::Courtyard, PlaceKind::Gate], self.dice), None),
            Ground::Garage => (one(&[PlaceKind::BikeGarage, PlaceKind::BikeShed], self.dice), None),
        }
    }

    /// Whom a dispute is about: someone of the same stairwell.
    fn neighbour(&mut self, room: PlaceRef) -> Option<Dispute> {
        let world = self.world;
        let beside =
            |other: &PlaceRef| *other != room && world.place(*other).parent == world.place(room).parent;
        let homes = self.homes.iter().map(|h| world.household(*h)).filter(|h| beside(&h.room));
        let heads = homes.flat_map(|h| h.members.first().copied());
        let living: Vec<PersonRef> = heads.filter(|p| world.person(*p).residence.lives_here()).collect();
        (!living.is_empty()).then(|| Dispute { other_party: *self.dice.pick(&living) })
    }

    /// The hotline's own order: its number, hours and callback are not ours.
    fn order(&mut self, at: Ts, steps: &[Step]) -> HotlineOrder {
        let day = at.day(&shanghai()).to_string().replace('-', "");
        let dispatched_at = at.plus_minutes(self.dice.within(20..=240));
        let closed =
            steps.iter().find(|s| matches!(&s.what, What::Close { by } if *by != Closing::Unreached));
        HotlineOrder {
            number: format!("YS{day}{:05}", self.dice.within(1..=99_999)),
            dispatched_at,
            due: after_work(dispatched_at, 5 * crate::hours::WORK_DAY),
            closed_at: closed.map(|step| step.at.plus_ms(DAY_MS)).filter(|closed| *closed < self.world.now),
        }
    }
}

//! The world and how its parts name each other.

use crate::dice::Dice;
use crate::hours::moment;
use crate::orgs::{Org, OrgKind, orgs};
use crate::people::{Household, HouseholdKind, Person, Register};
use crate::places::{Place, PlaceKind, places};
use crate::request::Request;
use crate::roles::{EmergencyContact, Role, contacts, roles};
use crate::staff::{Account, Duty, Grid, staff};
use crate::stories::{Story, stories};
use crate::stream::stream;
use crate::street::{AREAS, Area, STREET, Street, areas};
use linju_kernel::{Day, Ts};

/// An index into [`World::areas`]: 汉阳, 久耕, 三联.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AreaRef(pub usize);

/// An index into [`World::places`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlaceRef(pub usize);

/// An index into [`World::orgs`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OrgRef(pub usize);

/// An index into [`World::persons`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PersonRef(pub usize);

/// An index into [`World::households`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HouseholdRef(pub usize);

/// An index into [`World::staff`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StaffRef(pub usize);

/// Everything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct World {
    /// The day the world stands at; ages are counted on it.
    pub today: Day,
    /// The first moment of `today` in Shanghai. Everything that happened, happened before.
    pub now: Ts,
    /// The street.
    pub street: Street,
    /// Its areas.
    pub areas: Vec<Area>,
    /// Every place; parents before children.
    pub places: Vec<Place>,
    /// Every organisation.
    pub orgs: Vec<Org>,
    /// Every account.
    pub staff: Vec<Account>,
    /// Every grid cell.
    pub grids: Vec<Grid>,
    /// Everyone of the registers.
    pub persons: Vec<Person>,
    /// Households in which someone lives (常住户).
    pub households: Vec<Household>,
    /// What people are where.
    pub roles: Vec<Role>,
    /// Whom to call.
    pub contacts: Vec<EmergencyContact>,
    /// A year of requests, in order of time.
    pub stream: Vec<Request>,
    /// The stories of the articles, besides the stream.
    pub stories: Vec<Story>,
}

/// The world of `seed` on `today`. The same two give the same world.
pub fn world(seed: u64, today: Day) -> World {
    let places = places(STREET, &AREAS);
    let orgs = orgs(|name| World::find(&places, PlaceKind::Compound, name));
    let mut register = Register::new(&places, today, Dice::new(seed, 1));
    register.fill();
    let Register { mut phones, persons, households, .. } = register;
    let (staff, grids) = staff(&places, &orgs, || phones.mobile());
    let street = Street { name: STREET, place: PlaceRef(0), phone: "02155550100" };
    let areas = areas(|area| World::find(&places, PlaceKind::Area, AREAS[area.0]));
    let mut world = World {
        today,
        now: moment(today, 0),
        street,
        areas,
        places,
        orgs,
        staff,
        grids,
        persons,
        households,
        roles: Vec::new(),
        contacts: Vec::new(),
        stream: Vec::new(),
        stories: Vec::new(),
    };
    world.roles = roles(&world, &mut Dice::new(seed, 2));
    world.contacts = contacts(&world, &mut Dice::new(seed, 3), &mut phones);
    world.stream = stream(&world, &mut Dice::new(seed, 4));
    world.stories = stories(&world, &mut Dice::new(seed, 5));
    world
}

impl World {
    /// The area `area`.
    pub fn area(&self, area: AreaRef) -> &Area {
        &self.areas[area.0]
    }

    /// The place `place`.
    pub fn place(&self, place: PlaceRef) -> &Place {
        &self.places[place.0]
    }

    /// The organisation `org`.
    pub fn org(&self, org: OrgRef) -> &Org {
        &self.orgs[org.0]
    }

    /// The person `person`.
    pub fn person(&self, person: PersonRef) -> &Person {
        &self.persons[person.0]
    }

    /// The household `household`.
    pub fn household(&self, household: HouseholdRef) -> &Household {
        &self.households[household.0]
    }

    /// The account `staff`.
    pub fn account(&self, staff: StaffRef) -> &Account {
        &self.staff[staff.0]
    }

    /// What `household` is today, by those who really live in it.
    pub fn kind_of(&self, household: &Household) -> HouseholdKind {
        let living = household.members.iter().map(|m| self.person(*m)).filter(|p| p.residence.lives_here());
        let (elders, others): (Vec<_>, Vec<_>) = living.partition(|p| p.born.age_on(self.today) >= 60);
        match (elders.len(), others.len()) {
            (0, _) => HouseholdKind::Other,
            (1, 0) => HouseholdKind::LoneElder,
            (_, 0) => HouseholdKind::AllElder,
            _ => HouseholdKind::WithElder,
        }
    }

    /// The organisation of `kind` that serves `area`, its own before the street's.
    pub(crate) fn org_of(&self, area: AreaRef, kind: OrgKind) -> OrgRef {
        let own = |org: &Org| org.kind == kind && org.area == Some(area);
        let shared = |org: &Org| org.kind == kind && org.area.is_none();
        let found = self.orgs.iter().position(own).or_else(|| self.orgs.iter().position(shared));
        OrgRef(found.expect("every kind is there"))
    }

    /// The organisation named `name`.
    pub(crate) fn org_named(&self, name: &str) -> OrgRef {
        OrgRef(self.orgs.iter().position(|org| org.name == name).expect("an organisation of the table"))
    }

    /// Who holds `duty` in `area`.
    pub(crate) fn holder(&self, area: AreaRef, duty: Duty) -> Option<StaffRef> {
        self.staff.iter().position(|a| a.area == Some(area) && a.duties.contains(&duty)).map(StaffRef)
    }

    /// The account that looks after the stairwell of `place`; else the area's first worker.
    pub(crate) fn worker_for(&self, area: AreaRef, place: PlaceRef) -> StaffRef {
        let path = &self.place(place).path;
        let near = |stairwell: &PlaceRef| linju_kernel::path::within(path, &self.place(*stairwell).path);
        let found = self.staff.iter().position(|a| a.area == Some(area) && a.looks_after.iter().any(near));
        found.map(StaffRef).or_else(|| self.holder(area, Duty::Worker)).expect("every area has a worker")
    }

    /// The place of `kind` named `name`.
    pub(crate) fn find(places: &[Place], kind: PlaceKind, name: &str) -> PlaceRef {
        let at = places
            .iter()
            .position(|place| place.kind == kind && (place.name == name || place.spoken == name));
        PlaceRef(at.expect("a place of the table"))
    }

    /// The places of `kind` below `root`.
    pub(crate) fn below(places: &[Place], root: PlaceRef, kind: PlaceKind) -> impl Iterator<Item = PlaceRef> {
        let path = places[root.0].path.clone() + ".";
        let fits = move |(_, place): &(usize, &Place)| place.kind == kind && place.path.starts_with(&path);
        places.iter().enumerate().filter(fits).map(|(n, _)| PlaceRef(n))
    }

    /// Every place of `kind`.
    pub(crate) fn of_kind(places: &[Place], kind: PlaceKind) -> Vec<PlaceRef> {
        (0..places.len()).filter(|n| places[*n].kind == kind).map(PlaceRef).collect()
    }
}

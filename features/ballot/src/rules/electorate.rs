//! Who is entitled, each with the reason, from what the register says on one day.

use super::form::Form;
use linju_core::party::{ResidenceState, RoleKind};
use linju_kernel::{Day, Id, coded};
use std::collections::BTreeMap;

/// Whoever is eighteen may vote (Organic Law 27).
pub const OF_AGE: i16 = 18;

coded! {
    /// Why somebody stands on the list.
    pub enum Reason {
        /// Owns one part.
        Owner = "owner",
        /// Several own one part; they have one ballot.
        CoOwners = "co_owners",
        /// One owner of several parts; they count as one head (SPC 2020, art. 9).
        SeveralParts = "several_parts",
        /// The developer: all parts not sold or not handed over are one head (art. 9).
        Developer = "developer",
        /// Public housing: the unit that owns it.
        PublicHousing = "public_housing",
        /// A part whose owner is not in the register: it counts into the whole, and nobody can vote for it yet.
        OwnerUnknown = "owner_unknown",
        /// Lives there and is of age.
        Adult = "adult",
        /// Lives there; the birthday is not in the register.
        AgeUnknown = "age_unknown",
        /// A household.
        Household = "household",
        /// An elected delegate.
        Delegate = "delegate",
    }
}

/// A room, as far as it matters.
#[derive(Debug, Clone)]
pub struct Room {
    /// The place.
    pub id: Id,
    /// Path.
    pub path: String,
    /// Full name.
    pub name: String,
    /// Area that counts, in 0.01 m².
    pub area: Option<i64>,
    /// Not sold or not handed over.
    pub developer: bool,
    /// Public housing, by the name of the unit that owns it.
    pub unit: Option<String>,
}

/// A role that holds on the day.
#[derive(Debug, Clone)]
pub struct Holds {
    /// Who.
    pub person: Id,
    /// What.
    pub kind: RoleKind,
    /// Where.
    pub path: String,
    /// How a resident stands.
    pub state: Option<ResidenceState>,
    /// Birthday.
    pub born: Option<Day>,
}

/// One head on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Names of the rooms, the first first.
    pub label: String,
    /// The first room, or where a delegate was elected.
    pub place: Id,
    /// Its path.
    pub path: String,
    /// Who may vote for it.
    pub persons: Vec<Id>,
    /// Area in 0.01 m²; 0 where areas do not count.
    pub area: i64,
    /// Why.
    pub reason: Reason,
}

/// Those entitled in `form`, in the order of their first rooms.
pub fn list(form: Form, rooms: &[Room], holds: &[Holds], day: Day) -> Vec<Entry> {
    match form {
        Form::Owners => owners(rooms, holds),
        Form::Residents => adults(rooms, holds, day),
        Form::Households | Form::Consultation => households(rooms, holds),
        Form::Delegates => delegates(rooms, holds),
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Head {
    Owners(Vec<Id>),
    Developer,
    Unit(String),
    Unknown(Id),
}

fn owners(rooms: &[Room], holds: &[Holds]) -> Vec<Entry> {
    let mut of_room: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for owner in holds.iter().filter(|h| h.kind == RoleKind::Owner) {
        of_room.entry(&owner.path).or_default().push(owner.person);
    }
    let mut heads: BTreeMap<Head, Vec<&Room>> = BTreeMap::new();
    for room in rooms {
        let mut owners = of_room.get(room.path.as_str()).cloned().unwrap_or_default();
        owners.sort_unstable();
        owners.dedup();
        let head = match (room.developer, owners.is_empty(), &room.unit) {
            (true, ..) => Head::Developer,
            (_, false, _) => Head::Owners(owners),
            (_, true, Some(unit)) => Head::Unit(unit.clone()),
            (_, true, None) => Head::Unknown(room.id),
        };
        heads.entry(head).or_default().push(room);
    }
    let mut list: Vec<Entry> = heads.into_iter().map(|(head, rooms)| head.entry(&rooms)).collect();
    list.sort_by(|a, b| a.path.cmp(&b.path));
    list
}

impl Head {
    fn entry(self, rooms: &[&Room]) -> Entry {
        let (persons, reason) = match self {
            Head::Owners(owners) => match (rooms.len(), owners.len()) {
                (1, 1) => (owners, Reason::Owner),
                (1, _) => (owners, Reason::CoOwners),
                _ => (owners, Reason::SeveralParts),
            },
            Head::Developer => (vec![], Reason::Developer),
            Head::Unit(_) => (vec![], Reason::PublicHousing),
            Head::Unknown(_) => (vec![], Reason::OwnerUnknown),
        };
        Entry {
            label: rooms.iter().map(|room| room.name.as_str()).collect::<Vec<_>>().join("、"),
            place: rooms[0].id,
            path: rooms[0].path.clone(),
            persons,
            area: rooms.iter().filter_map(|room| room.area).sum(),
            reason,
        }
    }
}

fn living<'h>(room: &'h Room, holds: &'h [Holds]) -> impl Iterator<Item = &'h Holds> {
    let lives = |h: &&Holds| h.state.is_some_and(ResidenceState::lives_there);
    let at = holds.partition_point(|h| h.path.as_str() < room.path.as_str());
    holds[at..].iter().take_while(|h| h.path == room.path).filter(lives)
}

fn entry(room: &Room, persons: Vec<Id>, reason: Reason) -> Entry {
    Entry { label: room.name.clone(), place: room.id, path: room.path.clone(), persons, area: 0, reason }
}

/// Everyone once, in the first of the rooms they live in. `holds` is in the order of paths.
fn adults(rooms: &[Room], holds: &[Holds], day: Day) -> Vec<Entry> {
    let mut seen = std::collections::BTreeSet::new();
    let mut list = Vec::new();
    for room in rooms {
        for person in living(room, holds) {
            let reason = match person.born.map(|born| born.age_on(day) >= OF_AGE) {
                Some(true) => Reason::Adult,
                Some(false) => continue,
                None => Reason::AgeUnknown,
            };
            if seen.insert(person.person) {
                list.push(entry(room, vec![person.person], reason));
            }
        }
    }
    list
}

fn households(rooms: &[Room], holds: &[Holds]) -> Vec<Entry> {
    let of = |room: &Room| {
        let persons: Vec<Id> = living(room, holds).map(|h| h.person).collect();
        (!persons.is_empty()).then(|| entry(room, persons, Reason::Household))
    };
    rooms.iter().filter_map(of).collect()
}

/// Delegates, wherever in the place they were elected; each once.
fn delegates(rooms: &[Room], holds: &[Holds]) -> Vec<Entry> {
    let mut seen = std::collections::BTreeSet::new();
    let of = |delegate: &Holds| {
        let home = holds.iter().find(|h| h.person == delegate.person && h.state.is_some());
        let room = home.and_then(|home| rooms.iter().find(|room| room.path == home.path)).or(rooms.first())?;
        seen.insert(delegate.person).then(|| entry(room, vec![delegate.person], Reason::Delegate))
    };
    holds.iter().filter(|h| h.kind == RoleKind::ResidentDelegate).filter_map(of).collect()
}

//! A file beside the register: who is new, who has changed, who is gone.

use super::check::{Entry, Where};
use super::places::PlaceBook;
use linju_core::party::{Details, Gender, Plain, ResidenceState, RoleKind};
use linju_core::place::{Place, PlaceKind};
use linju_kernel::{Id, coded};
use std::collections::{HashMap, HashSet};

/// Someone of the register, with what they are at rooms today.
#[derive(Debug, Clone)]
pub struct Known {
    /// The person.
    pub person: Plain,
    /// Where they are registered: row of the role, room, state.
    pub resident: Option<(Id, Id, ResidenceState)>,
    /// What they are besides, and in which room.
    pub roles: Vec<(RoleKind, Id)>,
}

coded! {
    /// What a file says otherwise than the register.
    pub enum Field {
        /// 性别.
        Gender = "gender",
        /// 出生日期.
        Born = "born",
        /// 手机.
        Phone = "phone",
        /// 固定电话.
        Landline = "landline",
        /// 备注.
        Note = "note",
        /// Another room.
        Room = "room",
        /// 居住状态.
        State = "state",
        /// A role that the register does not have.
        Role = "role",
    }
}

/// Someone of whom the file says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Index of the row among the entries.
    pub entry: usize,
    /// Index of the person among the known.
    pub known: usize,
    /// In what.
    pub fields: Vec<Field>,
}

/// The difference list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Indices of entries of people the register does not have.
    pub new: Vec<usize>,
    /// People of whom the file says something else.
    pub changed: Vec<Changed>,
    /// How many rows say what the register says.
    pub same: usize,
    /// Indices of known residents whose rooms the file covers and who are not in it.
    pub gone: Vec<usize>,
}

impl Difference {
    /// Does the file say only what the register says?
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// Compares. A row means whoever has its name and birthday, or its name and room where a birthday is missing on
/// either side. Whoever lives in one of the rooms `covered` and is in no row is gone.
pub fn compare(entries: &[Entry], known: &[Known], covered: &HashSet<Id>) -> Difference {
    let index = Index::of(known);
    let mut difference = Difference::default();
    let mut met: HashSet<usize> = HashSet::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some(found) = index.find(entry, known) else {
            difference.new.push(at);
            continue;
        };
        met.insert(found);
        let fields = fields(entry, &known[found]);
        if fields.is_empty() {
            difference.same += 1;
        } else {
            difference.changed.push(Changed { entry: at, known: found, fields });
        }
    }
    let is_gone = |(at, k): &(usize, &Known)| {
        !met.contains(at) && k.resident.is_some_and(|(_, room, _)| covered.contains(&room))
    };
    difference.gone = known.iter().enumerate().filter(is_gone).map(|(at, _)| at).collect();
    difference
}

/// The rooms about which the file speaks: those in it, and where it lists whole buildings every room of these.
pub fn covered(entries: &[Entry], book: &PlaceBook, whole: bool) -> HashSet<Id> {
    let named: HashSet<Id> = entries.iter().filter_map(|e| room(&e.place)).collect();
    if !whole {
        return named;
    }
    let building = |place: &Place| book.above(place, PlaceKind::Building).map(|b| b.id);
    let buildings: HashSet<Id> = named.iter().filter_map(|id| book.get(*id)).filter_map(building).collect();
    let inside = |place: &&Place| building(place).is_some_and(|b| buildings.contains(&b));
    book.all().iter().filter(|p| p.kind == PlaceKind::Room.code()).filter(inside).map(|p| p.id).collect()
}

struct Index<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Index<'a> {
    fn of(known: &'a [Known]) -> Self {
        let mut names: HashMap<&str, Vec<usize>> = HashMap::new();
        known
            .iter()
            .enumerate()
            .for_each(|(at, k)| names.entry(&k.person.details.name).or_default().push(at));
        Self(names)
    }

    fn find(&self, entry: &Entry, known: &[Known]) -> Option<usize> {
        let namesakes = self.0.get(entry.details.name.as_str())?;
        let same_day = |at: &&usize| {
            let born = known[**at].person.details.born;
            born.is_some() && born == entry.details.born
        };
        let same_room = |at: &&usize| {
            let k = &known[**at];
            let unknown = k.person.details.born.is_none() || entry.details.born.is_none();
            unknown && room(&entry.place).is_some_and(|r| k.is_at(r))
        };
        namesakes.iter().find(same_day).or_else(|| namesakes.iter().find(same_room)).copied()
    }
}

impl Known {
    fn is_at(&self, room: Id) -> bool {
        self.resident.is_some_and(|(_, r, _)| r == room) || self.roles.iter().any(|(_, r)| *r == room)
    }
}

fn room(place: &Where) -> Option<Id> {
    if let Where::Room(id) = place { Some(*id) } else { None }
}

/// What the row says otherwise. An empty cell says nothing.
fn fields(entry: &Entry, known: &Known) -> Vec<Field> {
    let (new, old) = (&entry.details, &known.person.details);
    let differs = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
    let room = room(&entry.place);
    let present = known.resident.map(|(_, room, state)| (room, state));
    let moved = entry.state.is_some() && present.map(|p| p.0) != room;
    let restated = entry.state.is_some_and(|s| present.is_some_and(|p| p.1 != s && Some(p.0) == room));
    let has_role = |kind| known.roles.iter().any(|(k, r)| *k == kind && Some(*r) == room);
    let tests = [
        (Field::Gender, new.gender != Gender::Unknown && new.gender != old.gender),
        (Field::Born, new.born.is_some() && new.born != old.born),
        (Field::Phone, differs(&new.phone, &old.phone)),
        (Field::Landline, differs(&new.landline, &old.landline)),
        (Field::Note, !new.note.is_empty() && new.note != old.note),
        (Field::Room, moved),
        (Field::State, restated),
        (Field::Role, entry.role.is_some_and(|r| !has_role(r))),
    ];
    tests.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// The person as both together know them: the file where it says something, the register elsewhere.
pub fn merged(entry: &Entry, known: &Known) -> Details {
    let (new, old) = (&entry.details, &known.person.details);
    Details {
        name: old.name.clone(),
        phone: new.phone.clone().or_else(|| old.phone.clone()),
        landline: new.landline.clone().or_else(|| old.landline.clone()),
        born: new.born.or(old.born),
        gender: if new.gender == Gender::Unknown { old.gender } else { new.gender },
        note: if new.note.is_empty() { old.note.clone() } else { new.note.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linju_kernel::Day;

    fn known(id: i64, name: &str, born: Option<&str>, room: i64) -> Known {
        let details = Details { born: born.map(|b| b.parse().expect("a day")), ..Details::named(name) };
        let resident = Some((Id(id + 1_000), Id(room), ResidenceState::LivesHere));
        Known { person: Plain { id: Id(id), version: 1, details }, resident, roles: Vec::new() }
    }

    fn entry(name: &str, born: Option<&str>, room: i64) -> Entry {
        let born: Option<Day> = born.map(|b| b.parse().expect("a day"));
        let details = Details { born, ..Details::named(name) };
        let state = Some(ResidenceState::LivesHere);
        Entry { line: 2, details, place: Where::Room(Id(room)), state, role: None, from: None }
    }

    #[test]
    fn new_changed_same_and_gone_are_told_apart() {
        let register = [
            known(1, "刘德康", Some("1954-03-05"), 202),
            known(2, "周芳", None, 202),
            known(3, "沈梅", Some("1960-01-01"), 202),
            known(4, "远方", Some("1970-01-01"), 909),
        ];
        let mut moved = entry("刘德康", Some("1954-03-05"), 303);
        moved.details.phone = Some("13800000001".into());
        let file = [
            moved,
            entry("周芳", Some("1951-01-01"), 202),
            entry("刘德康", Some("1990-01-01"), 202),
            entry("周芳", None, 505),
        ];
        let rooms = HashSet::from([Id(202), Id(303), Id(505)]);
        let found = compare(&file, &register, &rooms);
        assert_eq!(found.new, [2, 3], "a namesake of another age or room is someone else");
        assert_eq!(found.changed[0], Changed { entry: 0, known: 0, fields: vec![Field::Phone, Field::Room] });
        assert_eq!(found.changed[1], Changed { entry: 1, known: 1, fields: vec![Field::Born] });
        assert_eq!(found.gone, [2], "who lives where the file does not look is not gone");
    }

    #[test]
    fn the_same_file_again_changes_nothing() {
        let register = [known(1, "刘德康", Some("1954-03-05"), 202), known(2, "周芳", None, 202)];
        let file = [entry("刘德康", Some("1954-03-05"), 202), entry("周芳", None, 202)];
        assert_eq!(
            compare(&file, &register, &HashSet::from([Id(202)])),
            Difference { same: 2, ..Difference::default() }
        );
    }
}

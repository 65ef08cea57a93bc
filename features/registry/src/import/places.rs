//! From what people write of a place to the place: `3号楼202室`, `久安里 5-201`, `3`, `1单元`, `202`.

use linju_core::place::{Place, PlaceKind, free_code, free_number};
use linju_core::{House, Result};
use linju_kernel::{Id, Refusal, path};
use std::collections::{HashMap, HashSet};

/// What a row says of a room, in parts; what it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Parts {
    /// 小区.
    pub compound: String,
    /// 楼栋.
    pub building: String,
    /// 单元.
    pub stairwell: String,
    /// 户室.
    pub room: String,
}

/// Every place of an area, found by what people call it.
#[derive(Debug, Clone, Default)]
pub struct PlaceBook {
    places: Vec<Place>,
    by_id: HashMap<Id, usize>,
    rooms: HashMap<(Id, String), Vec<usize>>,
    whole: HashMap<String, Vec<usize>>,
    paths: HashSet<String>,
    /// Door codes of places that are no more, which are not given again.
    spent: Vec<String>,
}

/// `text` as it is compared: half-width, without spaces, in lower case.
fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().map(half).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The number in a name, or the name where it has none: `3号楼`, `03幢` and `3` are one.
fn short(text: &str) -> String {
    let text = plain(text);
    let number: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_alphanumeric())
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let trimmed = number.trim_start_matches('0');
    if trimmed.is_empty() { text } else { trimmed.to_owned() }
}

impl PlaceBook {
    /// The book of `places`, which are all of one area. Those that are no more are not found in it; their paths
    /// and door codes stay theirs.
    pub fn new(places: Vec<Place>) -> Self {
        let mut book = Self::default();
        places.into_iter().for_each(|place| book.add(place));
        book
    }

    /// The book of `area`: one query.
    pub async fn load(house: &House, area: Id) -> Result<Self> {
        Ok(Self::new(house.places_ever(area).await?))
    }

    fn add(&mut self, place: Place) {
        if place.to_day.is_some() {
            self.paths.insert(place.path);
            self.spent.push(place.code);
            return;
        }
        let at = self.places.len();
        self.by_id.insert(place.id, at);
        self.paths.insert(place.path.clone());
        self.whole.entry(plain(&place.full_name)).or_default().push(at);
        self.places.push(place);
        let place = &self.places[at];
        if place.kind == PlaceKind::Room.code() {
            let building = self.above(place, PlaceKind::Building).map(|b| b.id);
            let key = short(&place.name);
            building.into_iter().for_each(|b| self.rooms.entry((b, key.clone())).or_default().push(at));
        }
    }

    /// The place with that id.
    pub fn get(&self, id: Id) -> Option<&Place> {
        self.by_id.get(&id).map(|at| &self.places[*at])
    }

    /// The place of `kind` that `place` is in, or is.
    pub fn above<'a>(&'a self, place: &'a Place, kind: PlaceKind) -> Option<&'a Place> {
        let mut here = place;
        while here.kind != kind.code() {
            here = self.get(here.parent_id?)?;
        }
        Some(here)
    }

    fn of(&self, kind: PlaceKind) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |p| p.kind == kind.code())
    }

    /// Every place that stands, in the order of paths.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// Up to twenty places, rooms last, whose name holds `words`.
    pub fn named(&self, words: &str) -> Vec<Place> {
        let words = plain(words);
        let mut found: Vec<Place> =
            self.places.iter().filter(|p| plain(&p.full_name).contains(&words)).cloned().collect();
        found.sort_by_key(|p| (p.kind == PlaceKind::Room.code(), plain(&p.full_name) != words));
        found.truncate(20);
        found
    }

    /// The room that `parts` mean. Refuses `registry-place-missing`, `compound-unknown`, `building-unknown`,
    /// `stairwell-unknown`, `room-unknown` and `registry-place-ambiguous`, each at its part.
    pub fn room(&self, parts: &Parts) -> Result<&Place, Refusal> {
        if parts.building.is_empty() || parts.room.is_empty() {
            let part = if parts.building.is_empty() { "building" } else { "room" };
            return Err(Refusal::new("registry-place-missing").at(part));
        }
        let buildings = self.buildings(&parts.compound, &parts.building)?;
        let rooms: Vec<&Place> = buildings
            .iter()
            .flat_map(|b| self.rooms.get(&(b.id, short(&parts.room))))
            .flatten()
            .map(|at| &self.places[*at])
            .collect();
        let in_stairwell = |room: &&&Place| {
            let stairwell = self.above(room, PlaceKind::Stairwell);
            parts.stairwell.is_empty() || stairwell.is_some_and(|s| short(&s.name) == short(&parts.stairwell))
        };
        let fitting: Vec<&&Place> = rooms.iter().filter(in_stairwell).collect();
        match fitting[..] {
            [room] => Ok(room),
            [] if !rooms.is_empty() => Err(Refusal::new("stairwell-unknown").at("stairwell")),
            [] => Err(Refusal::new("room-unknown").at("room")),
            _ => Err(Refusal::new("registry-place-ambiguous").at(if buildings.len() > 1 {
                "compound"
            } else {
                "stairwell"
            })),
        }
    }

    fn buildings(&self, compound: &str, building: &str) -> Result<Vec<&Place>, Refusal> {
        let compounds: Vec<Id> = self
            .of(PlaceKind::Compound)
            .filter(|c| plain(&c.name) == plain(compound))
            .map(|c| c.id)
            .collect();
        if !compound.is_empty() && compounds.is_empty() {
            return Err(Refusal::new("compound-unknown").at("compound"));
        }
        let fits = |b: &&Place| {
            let inside = compound.is_empty() || b.parent_id.is_some_and(|p| compounds.contains(&p));
            inside && (plain(&b.name) == plain(building) || short(&b.name) == short(building))
        };
        let found: Vec<&Place> = self.of(PlaceKind::Building).filter(fits).collect();
        if found.is_empty() { Err(Refusal::new("building-unknown").at("building")) } else { Ok(found) }
    }

    /// The room written as a whole. Refuses what [`PlaceBook::room`] does and `registry-place-unreadable`, at `address`.
    pub fn room_at(&self, address: &str) -> Result<&Place, Refusal> {
        let found = self.place_at(address)?;
        if found.kind == PlaceKind::Room.code() {
            Ok(found)
        } else {
            Err(Refusal::new("room-unknown").at("address"))
        }
    }

    /// The place of any kind written as a whole.
    pub fn place_at(&self, address: &str) -> Result<&Place, Refusal> {
        let refuse = |name| Refusal::new(name).at("address");
        if address.trim().is_empty() {
            return Err(refuse("registry-place-missing"));
        }
        match self.whole.get(&plain(address)).map(Vec::as_slice) {
            Some([at]) => return Ok(&self.places[*at]),
            Some(_) => return Err(refuse("registry-place-ambiguous")),
            None => {}
        }
        let parts = self.split(address).ok_or(refuse("registry-place-unreadable"))?;
        let at_address = |refusal: Refusal| refusal.at("address");
        if !parts.room.is_empty() {
            return self.room(&parts).map_err(at_address);
        }
        match self.buildings(&parts.compound, &parts.building).map_err(at_address)?[..] {
            [building] => Ok(building),
            _ => Err(refuse("registry-place-ambiguous")),
        }
    }

    /// `久耕小区3号楼1单元202室` in parts; none where there is no number in it.
    pub fn split(&self, address: &str) -> Option<Parts> {
        let mut rest = plain(address);
        let mut take = |names: Vec<String>| {
            let named = names.into_iter().filter(|n| rest.contains(n.as_str())).max_by_key(String::len)?;
            let after = rest.find(&named).unwrap_or(0) + named.len();
            rest = rest.split_off(after);
            Some(named)
        };
        let compound = take(self.of(PlaceKind::Compound).map(|p| plain(&p.name)).collect());
        let wordy = |p: &&Place| !p.name.contains(|c: char| c.is_ascii_digit());
        let building = take(self.of(PlaceKind::Building).filter(wordy).map(|p| plain(&p.name)).collect());
        let numbers: Vec<&str> =
            rest.split(|c: char| !c.is_ascii_alphanumeric()).filter(|n| !n.is_empty()).collect();
        let parts = |building: &str, stairwell: &str, room: &str| {
            let own = str::to_owned;
            Some(Parts {
                compound: compound.clone().unwrap_or_default(),
                building: own(building),
                stairwell: own(stairwell),
                room: own(room),
            })
        };
        match (building.as_deref(), &numbers[..]) {
            (Some(b), []) => parts(b, "", ""),
            (Some(b), [room]) => parts(b, "", room),
            (Some(b), [stairwell, room]) => parts(b, stairwell, room),
            (None, [b]) => parts(b, "", ""),
            (None, [b, room]) => parts(b, "", room),
            (None, [b, stairwell, room]) => parts(b, stairwell, room),
            _ => None,
        }
    }

    /// Adds what `parts` name and the area does not have yet: compound, building, stairwell, room, outermost
    /// first. The new places, to be written in this order.
    pub fn make(&mut self, parts: &Parts, mut id: impl FnMut() -> Id) -> Result<Vec<Place>, Refusal> {
        let missing = |part| Refusal::new("registry-place-missing").at(part);
        let mut here = self.of(PlaceKind::Area).next().ok_or(missing("compound"))?.clone();
        let mut made = Vec::new();
        let levels = [
            (PlaceKind::Compound, &parts.compound, "compound"),
            (PlaceKind::Building, &parts.building, "building"),
            (PlaceKind::Stairwell, &parts.stairwell, "stairwell"),
            (PlaceKind::Room, &parts.room, "room"),
        ];
        for (kind, name, part) in levels {
            if name.is_empty() {
                if kind == PlaceKind::Stairwell {
                    continue;
                }
                return Err(missing(part));
            }
            let same = |p: &&Place| p.parent_id == Some(here.id) && short(&p.name) == short(name);
            if let Some(there) = self.of(kind).find(same) {
                here = there.clone();
                continue;
            }
            here = self.child(&here, kind, name, id());
            made.push(here.clone());
            self.add(here.clone());
        }
        Ok(made)
    }

    /// A new place in `parent`, at the next free number near the one in its name.
    fn child(&self, parent: &Place, kind: PlaceKind, name: &str, id: Id) -> Place {
        let number = free_number(&short(name), |n| self.paths.contains(&path::child(&parent.path, n)));
        let mut place = parent.child(id, kind, number, &signed(kind, name));
        let used = self.places.iter().map(|p| p.code.as_str()).chain(self.spent.iter().map(String::as_str));
        place.code = if kind == PlaceKind::Room { id.to_string() } else { free_code(used) };
        place
    }
}

/// The name as a sign says it: a bare number gets its word.
fn signed(kind: PlaceKind, name: &str) -> String {
    let name = name.trim();
    let bare = name.chars().all(|c| c.is_ascii_alphanumeric());
    match kind {
        PlaceKind::Building if bare => format!("{name}号楼"),
        PlaceKind::Stairwell if bare => format!("{name}单元"),
        PlaceKind::Room => name.trim_end_matches('室').to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests;

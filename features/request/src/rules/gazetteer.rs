//! Places by the names people write.

use linju_core::place::{Place, PlaceKind};
use linju_kernel::path;
use std::collections::HashMap;

/// The places of an area by all names they answer to.
pub struct Gazetteer<'a> {
    /// None where several places answer to the name.
    names: HashMap<String, Option<&'a Place>>,
    longest: usize,
}

impl<'a> Gazetteer<'a> {
    /// The names of `places`: each by itself and with what it is in, with or without the stairwell.
    pub fn new(places: &'a [Place]) -> Self {
        let mut names: HashMap<String, Option<&'a Place>> = HashMap::new();
        for place in places.iter().filter(|p| p.kind != PlaceKind::Area.code()) {
            for name in names_of(place) {
                let known = names.entry(name).or_insert(Some(place));
                *known = known.filter(|other| other.id == place.id);
            }
        }
        let longest = names.keys().map(|name| name.chars().count()).max().unwrap_or_default();
        Self { names, longest }
    }

    /// The place with the longest name in `text` that no other place answers to.
    pub fn find(&self, text: &str) -> Option<&'a Place> {
        let text = plain(text);
        let cuts_number = |at: usize| {
            at > 0 && at < text.len() && text[at - 1].is_ascii_digit() && text[at].is_ascii_digit()
        };
        for length in (2..=self.longest.min(text.len())).rev() {
            for from in 0..=text.len() - length {
                if cuts_number(from) || cuts_number(from + length) {
                    continue;
                }
                let name: String = text[from..from + length].iter().collect();
                if let Some(Some(place)) = self.names.get(&name) {
                    return Some(place);
                }
            }
        }
        None
    }
}

/// The building, yard or road that the place with `path` is or lies in: what a ledger or the street may show.
pub fn spot<'a>(places: impl IntoIterator<Item = &'a Place>, path: &str) -> Option<&'a Place> {
    places.into_iter().filter(|p| is_spot(p) && path::within(path, &p.path)).max_by_key(|p| p.path.len())
}

/// The kinds of place that do not lead to one door.
pub const SPOTS: [PlaceKind; 8] = [
    PlaceKind::Area,
    PlaceKind::Compound,
    PlaceKind::Building,
    PlaceKind::Courtyard,
    PlaceKind::Road,
    PlaceKind::Plot,
    PlaceKind::BikeGarage,
    PlaceKind::Venue,
];

fn is_spot(place: &Place) -> bool {
    SPOTS.iter().any(|kind| kind.code() == place.kind)
}

fn names_of(place: &Place) -> Vec<String> {
    let parts: Vec<&str> = place.full_name.split(' ').filter(|p| !p.is_empty()).collect();
    let join = |parts: &[&str]| plain(&parts.concat()).into_iter().collect::<String>();
    let mut names = Vec::new();
    for from in 0..parts.len() {
        let tail = &parts[from..];
        names.push(join(tail));
        if place.kind == PlaceKind::Room.code() && tail.len() > 2 {
            let without_stairwell: Vec<&str> =
                tail.iter().enumerate().filter(|(i, _)| *i != tail.len() - 2).map(|(_, p)| *p).collect();
            names.push(join(&without_stairwell));
        }
    }
    names
}

/// Letters and digits only, one way of writing each: `3 幢` and `３号楼` are both `3号`.
fn plain(text: &str) -> Vec<char> {
    let narrow = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (c as u32 - 0xff10) as u8),
        '幢' | '栋' => '号',
        other => other,
    };
    let kept: String = text.chars().map(narrow).filter(|c| c.is_alphanumeric()).collect();
    kept.replace("号楼", "号").chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use linju_kernel::Id;

    fn place(id: i64, kind: PlaceKind, path: &str, full_name: &str) -> Place {
        Place {
            area_id: Id(1),
            id: Id(id),
            kind: kind.code().into(),
            parent_id: None,
            path: path.into(),
            name: full_name.rsplit(' ').next().unwrap_or_default().into(),
            full_name: full_name.into(),
            code: id.to_string(),
            built_year: None,
            storeys: None,
            has_lift: None,
            floor: None,
            to_day: None,
        }
    }

    fn places() -> Vec<Place> {
        vec![
            place(1, PlaceKind::Area, "a", "久耕居民区"),
            place(2, PlaceKind::Compound, "a.0001", "久耕小区"),
            place(3, PlaceKind::Building, "a.0001.0003", "久耕小区 3号楼"),
            place(4, PlaceKind::Stairwell, "a.0001.0003.0001", "久耕小区 3号楼 1单元"),
            place(5, PlaceKind::Room, "a.0001.0003.0001.0401", "久耕小区 3号楼 1单元 401室"),
            place(6, PlaceKind::Stairwell, "a.0001.0003.0002", "久耕小区 3号楼 2单元"),
            place(7, PlaceKind::Room, "a.0001.0003.0002.0402", "久耕小区 3号楼 2单元 402室"),
            place(8, PlaceKind::Building, "a.0001.0013", "久耕小区 13号楼"),
            place(9, PlaceKind::Stairwell, "a.0001.0013.0001", "久耕小区 13号楼 1单元"),
        ]
    }

    #[test]
    fn the_longest_name_that_is_one_place_counts() {
        let places = places();
        let gazetteer = Gazetteer::new(&places);
        for (text, id) in [
            ("久耕小区3号楼1单元401室漏水", Some(5)),
            ("久耕小区 ３号楼 402室", Some(7)),
            ("3幢楼道灯不亮", Some(3)),
            ("13号楼门口", Some(8)),
            ("113号楼门口", None),
            ("1单元门口堆物", None),
            ("久耕小区门口", Some(2)),
            ("某处", None),
        ] {
            assert_eq!(gazetteer.find(text).map(|p| p.id.0), id, "{text}");
        }
    }

    #[test]
    fn a_spot_never_leads_to_a_door() {
        let places = places();
        assert_eq!(spot(&places, "a.0001.0003.0001.0401").map(|p| p.id.0), Some(3));
        assert_eq!(spot(&places, "a.0001.0003").map(|p| p.id.0), Some(3));
        assert_eq!(spot(&places, "a.0009.0001").map(|p| p.id.0), Some(1));
        assert!(spot(&places, "b").is_none());
    }
}

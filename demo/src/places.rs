//! Where: compounds, buildings, stairwells, rooms, and the ground between them.

use crate::codes::codes;
use crate::{AreaRef, PlaceRef};
use linju_kernel::path;

codes! {
    /// What kind of place it is.
    PlaceKind {
        Street = "street", "街道";
        Area = "residential_area", "居民区";
        Compound = "compound", "小区";
        Building = "building", "楼栋";
        Stairwell = "stairwell", "单元";
        Room = "room", "户室";
        Courtyard = "courtyard", "庭院";
        Road = "road", "道路";
        Plot = "plot", "地块";
        Gate = "gate", "出入口";
        BikeGarage = "bike_garage", "地下车库";
        BikeShed = "bike_shed", "车棚";
        Venue = "micro_venue", "活动用房";
    }
}

/// What is known of a building.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Building {
    /// Year of completion.
    pub built: i16,
    /// Storeys above ground.
    pub storeys: u8,
    /// Has it a lift?
    pub lift: bool,
    /// Public housing (公房), let by its 产权单位 to lessees.
    pub public_housing: bool,
}

/// One place. Parents stand before their children in [`crate::World::places`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// What kind.
    pub kind: PlaceKind,
    /// Its area; none for the street itself.
    pub area: Option<AreaRef>,
    /// What it is part of.
    pub parent: Option<PlaceRef>,
    /// Its path (`linju_kernel::path`): everything under it sorts below it.
    pub path: String,
    /// As the sign says: `3号楼`.
    pub name: String,
    /// As people say it within the area: `3号楼1单元`.
    pub spoken: String,
    /// The four digits on its door plate, unique in the area; rooms have none.
    pub door: Option<String>,
    /// Of buildings only.
    pub building: Option<Building>,
    /// The storey of a room.
    pub floor: Option<u8>,
    /// What a visitor should know, such as a ramp's slope.
    pub note: Option<&'static str>,
}

/// How one compound is built. Every building of it is alike.
pub(crate) struct Estate {
    pub(crate) area: usize,
    pub(crate) name: &'static str,
    pub(crate) buildings: u8,
    pub(crate) stairwells: u8,
    pub(crate) storeys: u8,
    pub(crate) per_floor: u8,
    pub(crate) built: i16,
    pub(crate) lift: bool,
    pub(crate) public_housing: bool,
    /// Households living in it; the other rooms stand empty.
    pub(crate) households: usize,
    /// `号楼`, or `号` in a lane. The area's leading compound is left unsaid: people say `3号楼`.
    pub(crate) suffix: &'static str,
}

const HANYANG: usize = 0;
const JIUGENG: usize = 1;
const SANLIAN: usize = 2;

#[rustfmt::skip]
pub(crate) const ESTATES: &[Estate] = &[
    Estate { area: HANYANG, name: "汉阳小区", buildings: 6, stairwells: 2, storeys: 6, per_floor: 4, built: 1983, lift: false, public_housing: false, households: 262, suffix: "号楼" },
    Estate { area: HANYANG, name: "汉阳里", buildings: 3, stairwells: 1, storeys: 2, per_floor: 8, built: 1932, lift: false, public_housing: true, households: 38, suffix: "号" },
    Estate { area: JIUGENG, name: "久耕小区", buildings: 18, stairwells: 4, storeys: 6, per_floor: 3, built: 1986, lift: false, public_housing: false, households: 1206, suffix: "号楼" },
    Estate { area: JIUGENG, name: "久安公寓", buildings: 2, stairwells: 2, storeys: 18, per_floor: 4, built: 1996, lift: true, public_housing: false, households: 272, suffix: "号楼" },
    Estate { area: JIUGENG, name: "久安里", buildings: 10, stairwells: 1, storeys: 2, per_floor: 8, built: 1930, lift: false, public_housing: true, households: 150, suffix: "号" },
    Estate { area: JIUGENG, name: "久新小区", buildings: 8, stairwells: 4, storeys: 6, per_floor: 3, built: 1991, lift: false, public_housing: false, households: 521, suffix: "号楼" },
    Estate { area: SANLIAN, name: "三联小区", buildings: 6, stairwells: 2, storeys: 6, per_floor: 4, built: 1988, lift: false, public_housing: false, households: 256, suffix: "号楼" },
    Estate { area: SANLIAN, name: "公平大楼", buildings: 1, stairwells: 1, storeys: 18, per_floor: 9, built: 1994, lift: true, public_housing: false, households: 144, suffix: "" },
];

/// Grounds and shared rooms: compound, kind, name, note.
#[rustfmt::skip]
const GROUNDS: &[(&str, PlaceKind, &str, Option<&str>)] = &[
    ("汉阳小区", PlaceKind::Courtyard, "汉阳小区庭院", None),
    ("汉阳小区", PlaceKind::Road, "汉阳小区主路", None),
    ("汉阳小区", PlaceKind::Plot, "汉阳小区转角空地", None),
    ("汉阳小区", PlaceKind::Plot, "汉阳沿街集中充电点", Some("设在沿街路面")),
    ("汉阳小区", PlaceKind::Courtyard, "汉阳文化墙", Some("居民提供图案的彩绘墙")),
    ("久耕小区", PlaceKind::Courtyard, "久耕小区中心花园", None),
    ("久耕小区", PlaceKind::Road, "久耕小区主路", None),
    ("久耕小区", PlaceKind::Plot, "久耕小区楼前空地", Some("4组充电桩,可供40辆车充电")),
    ("久耕小区", PlaceKind::Gate, "久耕小区大门", None),
    ("久耕小区", PlaceKind::BikeGarage, "久耕1号地下车库", Some("坡道35度")),
    ("久耕小区", PlaceKind::BikeGarage, "久耕2号地下车库", Some("坡道38度")),
    ("久耕小区", PlaceKind::BikeGarage, "久耕3号地下车库", Some("坡道40度")),
    ("久耕小区", PlaceKind::BikeGarage, "久耕4号地下车库", Some("坡道36度")),
    ("久安公寓", PlaceKind::Venue, "久安公寓底楼储藏室", Some("10平方米,现为甜缘微阵地")),
    ("三联小区", PlaceKind::Courtyard, "三联小区庭院", None),
    ("三联小区", PlaceKind::Road, "三联小区主路", None),
    ("三联小区", PlaceKind::Gate, "三联小区入口", Some("现为邻聚里")),
    ("公平大楼", PlaceKind::BikeShed, "公平大楼车棚", Some("原可停20辆,现可停60辆")),
    ("公平大楼", PlaceKind::Venue, "公平大楼一楼大厅", None),
];

/// Every place of the street.
pub(crate) fn places(street: &str, areas: &[&str]) -> Vec<Place> {
    let mut map = Map::default();
    let root = map.add(None, None, PlaceKind::Street, street.to_owned());
    for (area, name) in areas.iter().enumerate() {
        let area_place = map.add(Some(root), Some(AreaRef(area)), PlaceKind::Area, (*name).to_owned());
        let mut leading = true;
        let mut number = 0;
        for estate in ESTATES.iter().filter(|estate| estate.area == area) {
            map.estate(area_place, estate, leading, &mut number);
            leading = false;
        }
        map.grounds(AreaRef(area));
    }
    map.places
}

#[derive(Default)]
struct Map {
    places: Vec<Place>,
    children: Vec<u32>,
}

impl Map {
    fn add(
        &mut self,
        parent: Option<PlaceRef>,
        area: Option<AreaRef>,
        kind: PlaceKind,
        name: String,
    ) -> PlaceRef {
        let path = match parent {
            Some(PlaceRef(p)) => {
                self.children[p] += 1;
                path::child(&self.places[p].path, self.children[p])
            }
            None => path::child("", 1),
        };
        let spoken = name.clone();
        let (door, building, floor, note) = (None, None, None, None);
        self.places.push(Place { kind, area, parent, path, name, spoken, door, building, floor, note });
        self.children.push(0);
        PlaceRef(self.places.len() - 1)
    }

    /// One compound with its buildings; `number` counts the buildings of the area, for the door plates.
    fn estate(&mut self, area_place: PlaceRef, estate: &Estate, leading: bool, number: &mut u32) {
        let area = Some(AreaRef(estate.area));
        let compound = self.add(Some(area_place), area, PlaceKind::Compound, estate.name.to_owned());
        for b in 1..=estate.buildings {
            *number += 1;
            let sign = format!("{b}{}", estate.suffix);
            let (name, spoken) = match (estate.suffix, leading) {
                ("", _) => (estate.name.to_owned(), estate.name.to_owned()),
                (_, true) => (sign.clone(), sign),
                (_, false) => (sign.clone(), format!("{}{sign}", estate.name)),
            };
            let building = self.add(Some(compound), area, PlaceKind::Building, name);
            let facts = Building {
                built: estate.built + i16::from(b % 4),
                storeys: estate.storeys,
                lift: estate.lift,
                public_housing: estate.public_housing,
            };
            let place = &mut self.places[building.0];
            place.building = Some(facts);
            place.door = Some(format!("{number:02}00"));
            place.spoken = spoken.clone();
            for s in 1..=estate.stairwells {
                let stairwell = self.add(Some(building), area, PlaceKind::Stairwell, format!("{s}单元"));
                let place = &mut self.places[stairwell.0];
                place.door = Some(format!("{number:02}{s:02}"));
                place.spoken =
                    if estate.stairwells == 1 { spoken.clone() } else { format!("{spoken}{s}单元") };
                self.rooms(stairwell, estate, s, &spoken);
            }
        }
    }

    /// The rooms of one stairwell, numbered through the whole building so that `3号楼202` is one door.
    fn rooms(&mut self, stairwell: PlaceRef, estate: &Estate, s: u8, building: &str) {
        for floor in 1..=estate.storeys {
            for r in 1..=estate.per_floor {
                let name = format!("{floor}{:02}", (s - 1) * estate.per_floor + r);
                let spoken = format!("{building}{name}室");
                let room = self.add(Some(stairwell), Some(AreaRef(estate.area)), PlaceKind::Room, name);
                self.places[room.0].spoken = spoken;
                self.places[room.0].floor = Some(floor);
            }
        }
    }

    fn grounds(&mut self, area: AreaRef) {
        let mut number = 0;
        for (compound, kind, name, note) in GROUNDS {
            let is_it =
                |p: &Place| p.kind == PlaceKind::Compound && p.area == Some(area) && p.name == *compound;
            let Some(parent) = self.places.iter().position(is_it) else { continue };
            number += 1;
            let place = self.add(Some(PlaceRef(parent)), Some(area), *kind, (*name).to_owned());
            self.places[place.0].note = *note;
            self.places[place.0].door = Some(format!("90{number:02}"));
        }
    }
}

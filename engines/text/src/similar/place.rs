//! How near two places are.

use crate::address::mentions;
use serde::Serialize;
use std::hash::{Hash, Hasher};

/// Where something is, as far as known. Numbers are the asker's own; equal numbers are the same place.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Place {
    /// The compound.
    pub compound: Option<u64>,
    /// The building.
    pub building: Option<u64>,
    /// The stairwell.
    pub stairwell: Option<u64>,
    /// Where on a plane, in metres east and north of any fixed point.
    pub position: Option<[f64; 2]>,
}

/// The smallest place that two requests are known to share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// None is known.
    Unknown,
    /// The same compound.
    Compound,
    /// The same building.
    Building,
    /// The same stairwell.
    Stairwell,
}

const SAME_BUILDING: f64 = 0.8;
const SAME_COMPOUND: f64 = 0.25;
/// What it counts when both are known to be in different buildings, and nobody knows how far apart these are.
const ELSEWHERE: f64 = -0.5;
/// What a place beside counts, and after how many metres a third of it is left.
const BESIDE: f64 = 0.9;
const BESIDE_METRES: f64 = 60.0;

impl Place {
    /// The place that the words `text` name, by the first house or stairwell said in it. Its numbers are made
    /// from the words: they are equal where the same names and numbers were said. `compound` is the name to
    /// assume where none is said.
    pub fn said(text: &str, compound: &str) -> Place {
        let named = mentions(text).into_iter().find(|m| m.house.is_some() || m.name.is_some());
        let Some(mention) = named else {
            return Place { compound: number(&[compound]), ..Place::default() };
        };
        let lane = mention.lane.map(|n| format!("{n}/{}", mention.sublane.unwrap_or_default()));
        let name = mention.name.as_deref().unwrap_or(compound);
        let ground = [name, lane.as_deref().unwrap_or_default()];
        let house = mention.house.as_deref();
        let building = house.and_then(|house| number(&[ground[0], ground[1], house]));
        let stairwell = house.zip(mention.unit).and_then(|(house, unit)| {
            let unit = unit.to_string();
            number(&[ground[0], ground[1], house, &unit])
        });
        Place { compound: number(&ground), building, stairwell, position: None }
    }

    /// How far apart, where both positions are known.
    pub fn metres(&self, other: &Place) -> Option<f64> {
        let (a, b) = self.position.zip(other.position)?;
        Some((a[0] - b[0]).hypot(a[1] - b[1]))
    }
}

/// Where a request is: the place it was given, and the house its words name, which counts where a building was
/// not given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Where {
    pub(super) given: Place,
    house: Option<u64>,
    unit: Option<u64>,
}

impl Where {
    pub(super) fn of(given: Place, text: &str) -> Self {
        let said = mentions(text).into_iter().find(|m| m.sure && m.house.is_some()).unwrap_or_default();
        let unit = said.unit.map(|unit| unit.to_string());
        Self {
            given,
            house: said.house.and_then(|house| number(&[&house])),
            unit: unit.and_then(|unit| number(&[&unit])),
        }
    }

    /// The smallest place both are known to be in.
    pub(super) fn nearness(&self, other: &Where) -> Nearness {
        let compound = same(self.given.compound, other.given.compound);
        if compound == Some(false) {
            return Nearness::Unknown;
        }
        match (self.one_building(other), self.one_stairwell(other)) {
            (Some(true), Some(true)) => Nearness::Stairwell,
            (Some(true), _) => Nearness::Building,
            _ if compound == Some(true) => Nearness::Compound,
            _ => Nearness::Unknown,
        }
    }

    /// Are they known to be in different buildings?
    pub(super) fn apart(&self, other: &Where) -> bool {
        same(self.given.compound, other.given.compound) == Some(false)
            || self.one_building(other) == Some(false)
    }

    fn one_building(&self, other: &Where) -> Option<bool> {
        same(self.given.building, other.given.building).or(same(self.house, other.house))
    }

    fn one_stairwell(&self, other: &Where) -> Option<bool> {
        same(self.given.stairwell, other.given.stairwell).or(same(self.unit, other.unit))
    }

    /// 1 in the same stairwell, less the less is known to be shared or the farther apart, 0 where nothing is
    /// known, below that where they are known to be in different buildings.
    pub(super) fn near(&self, other: &Where) -> f64 {
        let beside = self.given.metres(&other.given).map(|metres| BESIDE * (-metres / BESIDE_METRES).exp());
        match self.nearness(other) {
            Nearness::Stairwell => 1.0,
            Nearness::Building => SAME_BUILDING,
            _ if self.apart(other) => beside.unwrap_or(ELSEWHERE),
            Nearness::Compound => beside.unwrap_or_default().max(SAME_COMPOUND),
            Nearness::Unknown => beside.unwrap_or_default(),
        }
    }
}

fn same(a: Option<u64>, b: Option<u64>) -> Option<bool> {
    a.zip(b).map(|(a, b)| a == b)
}

/// A number for words: equal words, equal numbers. None where nothing was said.
fn number(words: &[&str]) -> Option<u64> {
    let mut hasher = crate::grams::GramHasher::default();
    words.hash(&mut hasher);
    words.iter().any(|word| !word.is_empty()).then(|| hasher.finish())
}

//! Where places lie, for want of a survey: buildings along a line in the order of their numbers.
//!
//! Places have no coordinates. House numbers that follow one another are mostly houses beside one another, so that
//! is what neighbourhood means here: buildings of a compound stand [`APART`] from one to the next, compounds too far
//! away from each other for any circle. What is no building (a garden, a road, a compound as a whole) stands for
//! itself. The map draws the same order in rows, turning back at each end.

use linju_core::place::{Place, PlaceKind};
use linju_kernel::lifecycle::Coded;
use std::collections::HashMap;

/// From one building to the next, in metres.
pub const APART: f64 = 60.0;
/// No circle reaches further: two buildings to each side.
pub const FURTHEST: f64 = 130.0;
/// From one group of places to the next: out of reach of any circle.
const OUT_OF_REACH: f64 = 10_000.0;
/// Buildings in a row of the map.
pub const IN_A_ROW: usize = 4;

/// A place that is looked at as one: a building with all its stairwells and rooms, or what is no building.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its path.
    pub path: String,
    /// Its name.
    pub name: String,
    /// The compound or area it is in.
    pub group: String,
    /// Is it a building?
    pub building: bool,
    /// Where it stands on the line, in metres.
    pub at: [f64; 2],
}

/// The sites of an area, and which of them any place belongs to.
#[derive(Debug, Default)]
pub struct Ground {
    /// The sites, in the order of paths.
    pub sites: Vec<Site>,
    by_path: HashMap<String, usize>,
}

/// The path of what `path` is in; none at the root.
pub fn above(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(parent, _)| parent).filter(|parent| !parent.is_empty())
}

impl Ground {
    /// The ground of `places`, which come in the order of their paths.
    pub fn of(places: &[Place]) -> Ground {
        let mut ground = Ground::default();
        let (mut groups, mut x) = (HashMap::new(), 0.0);
        for place in places {
            let Some(kind) = PlaceKind::of(&place.kind) else { continue };
            if matches!(kind, PlaceKind::Stairwell | PlaceKind::Room) {
                continue;
            }
            let building = kind == PlaceKind::Building;
            let group = above(&place.path).unwrap_or(&place.path).to_owned();
            let at = if building {
                let next = groups.len() as f64;
                let (row, n) = groups.entry(group.clone()).or_insert((next, 0.0));
                *n += 1.0;
                [*n * APART, -OUT_OF_REACH * (*row + 1.0)]
            } else {
                x += OUT_OF_REACH;
                [x, OUT_OF_REACH]
            };
            ground.by_path.insert(place.path.clone(), ground.sites.len());
            ground.sites.push(Site {
                path: place.path.clone(),
                name: place.full_name.clone(),
                group,
                building,
                at,
            });
        }
        ground
    }

    /// The site that the place at `path` belongs to.
    pub fn site(&self, path: &str) -> Option<usize> {
        std::iter::successors(Some(path), |path| above(path)).find_map(|path| self.by_path.get(path).copied())
    }
}

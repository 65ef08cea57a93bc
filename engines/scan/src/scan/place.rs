//! Where things happen: points, distances, and the circles worth looking at.

use crate::Error;

/// How far two points are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Points are `x, y` on a plan; a distance is in the plan's own unit, mostly metres.
    Plane,
    /// Points are `latitude, longitude` in degrees; a distance is in kilometres along the great circle.
    Sphere,
}

/// Radius of the earth in kilometres, of the size that published scans measure with.
const EARTH: f64 = 6367.0;

/// The places requests come from; a place is known by its index.
#[derive(Debug, Clone)]
pub struct Places {
    points: Vec<[f64; 2]>,
    metric: Metric,
}

impl Places {
    /// Places at `points`. Refuses none at all, and what is no coordinate.
    pub fn new(points: Vec<[f64; 2]>, metric: Metric) -> Result<Self, Error> {
        if points.is_empty() {
            return Err(Error::NoPlaces);
        }
        let bad = |[a, b]: &[f64; 2]| {
            !a.is_finite()
                || !b.is_finite()
                || metric == Metric::Sphere && (a.abs() > 90.0 || b.abs() > 360.0)
        };
        match points.iter().position(bad) {
            Some(place) => Err(Error::Coordinate { place }),
            None => Ok(Self { points, metric }),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Never: a set of places has at least one.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// From one place to another, in the metric's unit.
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        let ([a0, a1], [b0, b1]) = (self.points[a], self.points[b]);
        match self.metric {
            Metric::Plane => (a0 - b0).hypot(a1 - b1),
            Metric::Sphere => {
                let (lat, lon) = ((b0 - a0).to_radians() / 2.0, (b1 - a1).to_radians() / 2.0);
                let h = lat.sin().powi(2) + a0.to_radians().cos() * b0.to_radians().cos() * lon.sin().powi(2);
                2.0 * EARTH * h.sqrt().min(1.0).asin()
            }
        }
    }

    /// Every circle around every place that reaches no further than `radius` and holds no more than `share` of
    /// all `weight`.
    pub(crate) fn discs(&self, weight: &[f64], radius: f64, share: f64) -> Vec<Disc> {
        let most = share * weight.iter().sum::<f64>() * (1.0 + 1e-12);
        let mut rows = 0;
        (0..self.len())
            .map(|centre| {
                let disc = self.disc(centre, weight, radius, most, rows);
                rows += disc.rings.len();
                disc
            })
            .collect()
    }

    fn disc(&self, centre: usize, weight: &[f64], radius: f64, most: f64, first_row: usize) -> Disc {
        let mut near: Vec<(f64, usize)> = (0..self.len())
            .map(|place| (self.distance(centre, place), place))
            .filter(|&(distance, _)| distance <= radius)
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let position = vec![OUTSIDE; self.len()];
        let mut disc =
            Disc { centre, order: Vec::new(), ring_of: Vec::new(), position, rings: Vec::new(), first_row };
        let mut held = 0.0;
        for ring in near.chunk_by(|a, b| a.0 == b.0) {
            held += ring.iter().map(|&(_, place)| weight[place]).sum::<f64>();
            if held > most {
                break;
            }
            for &(_, place) in ring {
                disc.position[place] = disc.order.len() as u32;
                disc.order.push(place as u32);
                disc.ring_of.push(disc.rings.len() as u32);
            }
            disc.rings.push(Ring { upto: disc.order.len(), radius: ring[0].0 });
        }
        disc
    }
}

/// The position of a place that no circle of a disc holds: beyond any end.
const OUTSIDE: u32 = u32::MAX;

/// The circles around one centre, each the last one and a ring more.
#[derive(Debug)]
pub(crate) struct Disc {
    pub centre: usize,
    /// Places by distance, nearest first.
    pub order: Vec<u32>,
    /// The ring of each place of `order`.
    pub ring_of: Vec<u32>,
    /// Where each place of the study stands in `order`, or far beyond its end.
    pub position: Vec<u32>,
    pub rings: Vec<Ring>,
    /// Number of this disc's first ring among the rings of all discs.
    pub first_row: usize,
}

/// Places of equal distance: a circle takes all of them or none.
#[derive(Debug)]
pub(crate) struct Ring {
    /// The circle that ends here holds `order[..upto]`.
    pub upto: usize,
    pub radius: f64,
}

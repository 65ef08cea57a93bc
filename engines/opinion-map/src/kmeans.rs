//! Dividing places on the map into groups, and saying how well a division fits.

use crate::axes::Point;
use crate::chance::Chance;

/// Points divided among centres.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Division {
    /// Which centre each point belongs to.
    pub(crate) labels: Vec<usize>,
    /// Where the centres are.
    pub(crate) centres: Vec<Point>,
    /// Sum of the squared distances to them, by weight.
    spread: f64,
}

/// Places with how many people stand at each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places<'a> {
    pub(crate) points: &'a [Point],
    pub(crate) weights: &'a [f64],
}

/// When the moving of centres ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Rounds at most.
    pub(crate) rounds: usize,
    /// No coordinate of a centre has moved farther than this.
    pub(crate) still: f64,
}

impl Places<'_> {
    /// Lloyd's k-means from these centres. Centres that nobody is nearest to are dropped.
    pub(crate) fn divide(self, mut centres: Vec<Point>, patience: Patience) -> Division {
        let mut labels = vec![0; self.points.len()];
        for _ in 0..patience.rounds {
            self.nearest(&centres, &mut labels);
            let moved = self.means(&labels, centres.len());
            let still = moved.len() == centres.len() && farthest_move(&moved, &centres) < patience.still;
            centres = moved;
            if still {
                break;
            }
        }
        let spread = self.nearest(&centres, &mut labels);
        Division { labels, centres, spread }
    }

    /// The best of several divisions whose starts are drawn by k-means++ (Arthur, Vassilvitskii, SODA 2007).
    pub(crate) fn best_of(self, starts: usize, k: usize, seed: u64, patience: Patience) -> Division {
        let mut chance = Chance::new(seed);
        let mut best = self.divide(self.draw(k, &mut chance), patience);
        for _ in 1..starts {
            let other = self.divide(self.draw(k, &mut chance), patience);
            if other.spread < best.spread {
                best = other;
            }
        }
        best
    }

    /// The first `k` different places, in the order they stand.
    pub(crate) fn first_distinct(self, k: usize) -> Vec<Point> {
        let mut found: Vec<Point> = Vec::with_capacity(k);
        for point in self.points {
            if found.len() == k {
                break;
            }
            if !found.contains(point) {
                found.push(*point);
            }
        }
        found
    }

    /// `k` places, each drawn with a chance by its squared distance from those before it; fewer where there are
    /// not so many different ones.
    fn draw(self, k: usize, chance: &mut Chance) -> Vec<Point> {
        let mut far = self.weights.to_vec();
        let mut drawn: Vec<Point> = Vec::with_capacity(k);
        while drawn.len() < k {
            let whole: f64 = far.iter().sum();
            if whole <= 0.0 {
                break;
            }
            let mut lot = chance.unit() * whole;
            let hit = far.iter().position(|far| {
                lot -= far;
                lot < 0.0 && *far > 0.0
            });
            let Some(index) = hit.or_else(|| far.iter().rposition(|far| *far > 0.0)) else { break };
            let point = self.points[index];
            for ((far, other), weight) in far.iter_mut().zip(self.points).zip(self.weights) {
                let away = weight * squared(*other, point);
                *far = if drawn.is_empty() { away } else { far.min(away) };
            }
            drawn.push(point);
        }
        drawn
    }

    /// Gives each point to its nearest centre, the former of two equally near.
    fn nearest(self, centres: &[Point], labels: &mut [usize]) -> f64 {
        let mut spread = 0.0;
        for ((label, point), weight) in labels.iter_mut().zip(self.points).zip(self.weights) {
            let (mut least, mut nearest) = (f64::INFINITY, 0);
            for (index, centre) in centres.iter().enumerate() {
                let away = squared(*point, *centre);
                if away < least {
                    (least, nearest) = (away, index);
                }
            }
            *label = nearest;
            spread += weight * least;
        }
        spread
    }

    /// Where the middle of each label is; labels without points are left out.
    fn means(self, labels: &[usize], k: usize) -> Vec<Point> {
        let mut sums = vec![([0.0; 2], 0.0); k];
        for ((label, point), weight) in labels.iter().zip(self.points).zip(self.weights) {
            let (sum, whole) = &mut sums[*label];
            sum[0] += weight * point[0];
            sum[1] += weight * point[1];
            *whole += weight;
        }
        sums.into_iter()
            .filter(|(_, whole)| *whole > 0.0)
            .map(|([x, y], whole)| [x / whole, y / whole])
            .collect()
    }
}

/// Mean silhouette of each division of the same points (Rousseeuw 1987): 1 where everyone is much nearer to their
/// own group than to the next, 0 where it makes no difference. A point alone in its group counts 0.
pub(crate) fn silhouettes(points: &[Point], divisions: &[&[usize]]) -> Vec<f64> {
    // The groups of all divisions are numbered through, so that one pass over the distances serves them all.
    let groups: Vec<usize> =
        divisions.iter().map(|labels| labels.iter().max().map_or(0, |most| most + 1)).collect();
    let begins: Vec<usize> =
        groups.iter().scan(0, |end, groups| Some(std::mem::replace(end, *end + groups))).collect();
    let group_of =
        |point: usize| divisions.iter().zip(&begins).map(move |(labels, begin)| begin + labels[point]);
    let codes: Vec<usize> = (0..points.len()).flat_map(group_of).collect();
    let mut sizes = vec![0_u32; groups.iter().sum()];
    codes.iter().for_each(|&group| sizes[group] += 1);
    let mut totals = vec![0.0; divisions.len()];
    let mut sums = vec![0.0; sizes.len()];
    let many = divisions.len().max(1);
    for (point, own) in points.iter().zip(codes.chunks(many)) {
        sums.fill(0.0);
        for (other, codes) in points.iter().zip(codes.chunks(many)) {
            let away = squared(*point, *other).sqrt();
            codes.iter().for_each(|&group| sums[group] += away);
        }
        for (((own, begin), groups), total) in own.iter().zip(&begins).zip(&groups).zip(&mut totals) {
            if sizes[*own] < 2 {
                continue;
            }
            let within = sums[*own] / f64::from(sizes[*own] - 1);
            let others = (*begin..begin + groups).filter(|group| group != own && sizes[*group] > 0);
            let next =
                others.map(|group| sums[group] / f64::from(sizes[group])).fold(f64::INFINITY, f64::min);
            let most = within.max(next);
            if next.is_finite() && most > 0.0 {
                *total += (next - within) / most;
            }
        }
    }
    totals.into_iter().map(|total| total / points.len().max(1) as f64).collect()
}

fn squared(one: Point, other: Point) -> f64 {
    let (x, y) = (one[0] - other[0], one[1] - other[1]);
    x * x + y * y
}

/// How far the centres moved, each coordinate compared in sorted order as the server this follows does.
fn farthest_move(moved: &[Point], before: &[Point]) -> f64 {
    let sorted = |centres: &[Point], axis: usize| {
        let mut values: Vec<f64> = centres.iter().map(|centre| centre[axis]).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let mut most: f64 = 0.0;
    for axis in 0..2 {
        let pairs = sorted(moved, axis).into_iter().zip(sorted(before, axis));
        most = pairs.map(|(now, then)| (now - then).abs()).fold(most, f64::max);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn points(of: &Value, x: &str, y: &str) -> Vec<Point> {
        let axis =
            |name: &str| of[name].as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number"));
        axis(x).zip(axis(y)).map(|(x, y)| [x, y]).collect()
    }

    #[test]
    fn begun_at_the_servers_centres_its_groups_come_out_member_by_member() {
        for expected in [
            include_str!("../tests/data/server/25ptpt-3gp-no-strict-with-meta/expected.json"),
            include_str!("../tests/data/server/50ptpt-3gp-strict-no-meta/expected.json"),
            include_str!("../tests/data/server/above-100-ptpts/expected.json"),
        ] {
            let expected: Value = serde_json::from_str(expected).expect("JSON");
            let cells = &expected["base-clusters"];
            let places = points(cells, "x", "y");
            let members = cells["members"].as_array().expect("a list").iter();
            let weights: Vec<f64> = members.map(|m| m.as_array().map_or(0.0, |m| m.len() as f64)).collect();
            let groups = expected["group-clusters"].as_array().expect("a list");
            let centres: Vec<Point> = groups
                .iter()
                .map(|group| [0, 1].map(|axis| group["center"][axis].as_f64().expect("a number")))
                .collect();
            let patience = Patience { rounds: 20, still: 0.01 };
            let division = Places { points: &places, weights: &weights }.divide(centres.clone(), patience);
            let ids = cells["id"].as_array().expect("a list");
            for (label, group) in groups.iter().enumerate() {
                let found = ids.iter().zip(&division.labels).filter(|(_, l)| **l == label).map(|(id, _)| id);
                let members = group["members"].as_array().expect("a list");
                assert_eq!(found.collect::<Vec<_>>(), members.iter().collect::<Vec<_>>());
            }
            for (found, centre) in division.centres.iter().zip(centres) {
                assert!(squared(*found, centre) < 1e-18);
            }
        }
    }

    #[test]
    fn the_silhouette_is_that_of_its_definition() {
        // On a line: 0 and 1 are one group, 4 and 6 the other.
        let line = [[0.0, 0.0], [1.0, 0.0], [4.0, 0.0], [6.0, 0.0]];
        let by_hand = [(5.0 - 1.0) / 5.0, (4.0 - 1.0) / 4.0, (3.5 - 2.0) / 3.5, (5.5 - 2.0) / 5.5];
        let found = silhouettes(&line, &[&[0, 0, 1, 1], &[0, 1, 1, 1]]);
        assert!((found[0] - by_hand.iter().sum::<f64>() / 4.0).abs() < 1e-12);
        // The second has one point alone, which counts 0.
        let with_one_alone = [0.0, (1.0 - 4.0) / 4.0, (4.0 - 2.5) / 4.0, (6.0 - 3.5) / 6.0];
        assert!((found[1] - with_one_alone.iter().sum::<f64>() / 4.0).abs() < 1e-12);
    }
}

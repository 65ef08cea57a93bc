//! From windows to findings: which are told, and how rare they are.

use super::batch::Batch;
use super::ground::Ground;
use super::model::{Model, Study, Tree};
use super::replicates::Maxima;
use super::search::Window;
use super::span::Time;
use serde::Serialize;

/// What a scan found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Findings {
    /// Clusters, the most unusual first. No two share a place, unless their categories have nothing in common.
    pub clusters: Vec<Cluster>,
    /// The highest ratio of each replicate of chance, in order.
    pub replicates: Vec<f64>,
}

/// Places and a span of time in which more happened than elsewhere and otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// The place in the middle.
    pub centre: usize,
    /// All places of the circle, nearest first.
    pub places: Vec<usize>,
    /// Distance of the furthest, in the metric's unit.
    pub radius: f64,
    /// First interval.
    pub from: usize,
    /// Last interval.
    pub to: usize,
    /// The category, with all below it.
    pub category: usize,
    /// How many cases it holds.
    pub cases: usize,
    /// Of how many households they are; of tables, as many as cases.
    pub households: usize,
    /// How many of what is counted (cases, or households) chance would put there.
    pub expected: f64,
    /// Log-likelihood ratio, in natural logarithms.
    pub llr: f64,
    /// How likely chance makes the most unusual window of all at least as unusual as this.
    pub p: PValue,
    /// In how many intervals such a thing happens once by chance, if the study is repeated every interval; only
    /// for windows that end now.
    pub recurrence: Option<f64>,
}

/// A probability, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PValue {
    /// The probability; 1 if no replicate was asked for.
    pub value: f64,
    /// How it was found.
    pub method: Method,
}

/// How a probability was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// By rank among all replicates.
    MonteCarlo,
    /// By rank among the replicates drawn until enough were as unusual.
    Sequential,
    /// No replicate was as unusual: read off a Gumbel distribution laid through their maxima (Abrams, Kleinman,
    /// Kulldorff 2010). An approximation, and to be shown as one.
    GumbelApproximate,
}

/// The best windows that do not overlap: of each disc and category its best, taken from the most unusual down and
/// left out where a related one took a place of it before.
pub(crate) fn apart(ground: &Ground, tree: &Tree, mut windows: Vec<Window>) -> Vec<Window> {
    // Of equals, the smaller circle around the earlier place in the shorter time.
    let size = |window: &Window| {
        let (from, to) = ground.spans.list[window.span];
        (ground.discs[window.disc].rings[window.ring].upto, to - from, window.field, window.disc)
    };
    windows.sort_by(|a, b| b.llr.total_cmp(&a.llr).then_with(|| size(a).cmp(&size(b))));
    let mut apart: Vec<Window> = Vec::new();
    for window in windows {
        let clashes = |other: &Window| {
            let related =
                tree.related(ground.fields[window.field].category, ground.fields[other.field].category);
            related && within(ground, &window).iter().any(|place| within(ground, other).contains(place))
        };
        if !apart.iter().any(clashes) {
            apart.push(window);
        }
    }
    apart
}

/// The tree of a model; tables have one category.
pub(crate) fn tree(model: &Model) -> Tree {
    match model {
        Model::Permutation(model) => model.tree.clone(),
        Model::Poisson(_) | Model::Bernoulli(_) => Tree::single(),
    }
}

fn within<'a>(ground: &'a Ground, window: &Window) -> &'a [u32] {
    let disc = &ground.discs[window.disc];
    &disc.order[..disc.rings[window.ring].upto]
}

/// The windows as clusters, each with its rank among the replicates.
pub(crate) fn describe(
    ground: &Ground,
    study: &Study,
    observed: &Batch,
    windows: &[Window],
    maxima: Maxima,
) -> Findings {
    let cluster = |window: &Window| {
        let (disc, within) = (&ground.discs[window.disc], within(ground, window));
        let field = &ground.fields[window.field];
        let (from, to) = ground.spans.list[window.span];
        let (cases, households) = ground.holds(observed.hits(window.field, 0), within, window.span);
        let p = p_value(window.llr, &maxima);
        Cluster {
            centre: disc.centre,
            places: within.iter().map(|&place| place as usize).collect(),
            radius: disc.rings[window.ring].radius,
            from,
            to,
            category: field.category,
            cases,
            households: if ground.households > 0 { households } else { cases },
            expected: field.score.expected(ground.measure(field, within, window.span)),
            llr: window.llr,
            p,
            recurrence: matches!(study.time, Time::Now { .. }).then(|| 1.0 / p.value),
        }
    };
    // What every replicate of chance exceeds is nothing to tell.
    let lowest = maxima.llr.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
    let told = windows.iter().filter(|window| window.llr > lowest);
    Findings { clusters: told.map(cluster).collect(), replicates: maxima.llr }
}

fn p_value(llr: f64, maxima: &Maxima) -> PValue {
    let reached = maxima.llr.iter().filter(|&&other| maxima.ties.reached(other, llr)).count() as f64;
    let drawn = maxima.llr.len() as f64;
    match maxima {
        Maxima { stopped: true, .. } => {
            PValue { value: reached.max(1.0) / drawn, method: Method::Sequential }
        }
        Maxima { llr: others, .. } if reached == 0.0 && others.len() >= 99 => gumbel(llr, others),
        _ => PValue { value: (1.0 + reached) / (1.0 + drawn), method: Method::MonteCarlo },
    }
}

/// The tail of a Gumbel distribution with the mean and spread of `maxima`.
fn gumbel(llr: f64, maxima: &[f64]) -> PValue {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let n = maxima.len() as f64;
    let mean = maxima.iter().sum::<f64>() / n;
    let variance = maxima.iter().map(|other| (other - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let scale = variance.sqrt() * 6.0_f64.sqrt() / std::f64::consts::PI;
    let mode = mean - EULER * scale;
    // 1 − exp(−x) without losing a small x.
    let value = -(-((mode - llr) / scale).exp()).exp_m1();
    PValue { value: value.max(f64::MIN_POSITIVE), method: Method::GumbelApproximate }
}

//! A study made ready: the circles, the spans, what each window expects, and how chance is drawn.

use super::model::{Bernoulli, Case, Model, Permutation, Poisson, Study};
use super::null::{Alias, Exchange, Hit, Null, at};
use super::place::Disc;
use super::score::Score;
use super::span::Spans;
use crate::Error;
use std::collections::BTreeMap;

/// All that stays the same from replicate to replicate.
#[derive(Debug)]
pub(crate) struct Ground {
    pub spans: Spans,
    pub discs: Vec<Disc>,
    /// How many circles there are in all.
    pub rows: usize,
    pub places: usize,
    pub fields: Vec<Field>,
    /// For each category, the fields its cases count in.
    pub paths: Vec<Vec<u32>>,
    /// The cases as they came, those in reach, latest first.
    pub observed: Vec<Hit>,
    pub null: Null,
    /// Whether a household counts once in a window.
    pub by_household: bool,
    pub households: usize,
    pub min_cases: u32,
    pub min_households: u32,
}

/// One category with all below it, as a map of what is expected.
#[derive(Debug)]
pub(crate) struct Field {
    pub category: usize,
    pub score: Score,
    /// Place by place, what each span expects (or how many people it holds).
    pub measure: Vec<f64>,
    /// No replicate counts more than this.
    pub most: usize,
}

impl Ground {
    pub fn new(study: &Study, model: &Model) -> Result<Self, Error> {
        study.check()?;
        let spans = Spans::new(study.time, study.intervals)?;
        let made = match model {
            Model::Permutation(model) => permutation(study, &spans, model)?,
            Model::Poisson(model) => poisson(study, &spans, model)?,
            Model::Bernoulli(model) => bernoulli(study, &spans, model)?,
        };
        let discs = study.places.discs(&made.weight, study.max_radius, study.max_share);
        Ok(Self {
            rows: discs.iter().map(|disc| disc.rings.len()).sum(),
            places: study.places.len(),
            spans,
            discs,
            fields: made.fields,
            paths: made.paths,
            observed: made.observed,
            null: made.null,
            by_household: made.by_household,
            households: made.households,
            min_cases: study.min_cases,
            // Tables know no households: each case is one of its own, and enough cases are enough households.
            min_households: if made.households > 0 { study.min_households } else { 1 },
        })
    }

    /// The least that what is counted must come to in a window.
    pub fn least(&self) -> u32 {
        if self.by_household { self.min_households.max(1) } else { self.min_cases.max(1) }
    }

    /// What the window over the places `within` and span number `span` expects.
    pub fn measure(&self, field: &Field, within: &[u32], span: usize) -> f64 {
        let spans = self.spans.list.len();
        within.iter().map(|&place| field.measure[place as usize * spans + span]).sum()
    }

    /// How many of a field's `hits` lie in a window, and of how many households they are.
    pub fn holds(&self, hits: &[Hit], within: &[u32], span: usize) -> (usize, usize) {
        let inside =
            |hit: &&Hit| self.spans.covers(span, hit.interval as usize) && within.contains(&hit.place);
        let mut households: Vec<u32> = hits.iter().filter(inside).map(|hit| hit.household).collect();
        let cases = households.len();
        households.sort_unstable();
        households.dedup();
        (cases, households.len())
    }
}

struct Made {
    weight: Vec<f64>,
    fields: Vec<Field>,
    paths: Vec<Vec<u32>>,
    observed: Vec<Hit>,
    null: Null,
    by_household: bool,
    households: usize,
}

// --- permutation -----------------------------------------------------------------------------------------------

/// A case with its stratum and the number of its household, in an order that owes nothing to the input's.
struct Dealt {
    case: Case,
    stratum: usize,
    household: usize,
}

fn permutation(study: &Study, spans: &Spans, model: &Permutation) -> Result<Made, Error> {
    model.check(study)?;
    let dealt = deal(model);
    let strata = dealt.chunk_by(|a, b| a.stratum == b.stratum);
    let reach: Vec<Vec<f64>> = strata.clone().map(|stratum| days(spans, stratum)).collect();
    let sizes: Vec<usize> = strata.map(<[_]>::len).collect();

    let hit = |dealt: &Dealt| Hit {
        place: dealt.case.place as u32,
        interval: dealt.case.interval as u32,
        category: dealt.case.category as u32,
        household: dealt.household as u32,
    };
    let mut slots: Vec<(u32, u32)> = dealt
        .iter()
        .filter(|dealt| dealt.case.interval >= spans.first)
        .map(|dealt| (dealt.case.interval as u32, dealt.stratum as u32))
        .collect();
    slots.sort_by_key(|&(interval, stratum)| (std::cmp::Reverse(interval), stratum));
    let mut observed: Vec<Hit> =
        dealt.iter().filter(|dealt| dealt.case.interval >= spans.first).map(hit).collect();
    observed.sort_by_key(|hit| (std::cmp::Reverse(hit.interval), hit.place, hit.category, hit.household));

    let mut weight = vec![0.0; study.places.len()];
    dealt.iter().for_each(|dealt| weight[dealt.case.place] += 1.0);
    let (fields, paths) = fields(study, spans, model, &dealt, &reach);
    let ends = sizes.iter().scan(0, |end, size| {
        *end += size;
        Some((*end - size, *end))
    });
    Ok(Made {
        weight,
        fields,
        paths,
        observed,
        null: Null::Exchange(Exchange {
            cases: dealt.iter().map(hit).collect(),
            strata: ends.collect(),
            slots,
        }),
        by_household: model.by_household,
        households: dealt.iter().map(|dealt| dealt.household + 1).max().unwrap_or(0),
    })
}

/// Orders the cases and numbers their strata and households.
fn deal(model: &Permutation) -> Vec<Dealt> {
    let class = |case: &Case| model.classes.get(case.interval).copied().unwrap_or(0);
    let kind = |case: &Case| model.kinds.get(case.category).copied().unwrap_or(case.category);
    let mut cases = model.cases.clone();
    cases.sort_by_key(|case| {
        (kind(case), class(case), case.category, case.place, case.household, case.interval)
    });
    let mut known = BTreeMap::new();
    let mut households = 0;
    let mut stratum = 0;
    let mut last = None;
    let number = |case: Case| {
        let here = (kind(&case), class(&case));
        stratum += usize::from(last.is_some_and(|last| last != here));
        last = Some(here);
        let fresh = households;
        let household = match case.household {
            Some(household) => *known.entry((case.place, household)).or_insert(fresh),
            None => fresh,
        };
        households += usize::from(household == fresh);
        Dealt { case, stratum, household }
    };
    cases.into_iter().map(number).collect()
}

/// For each span, how many of the stratum's cases lie in it: so many days there are to be dealt.
fn days(spans: &Spans, stratum: &[Dealt]) -> Vec<f64> {
    let within = |span| stratum.iter().filter(|dealt| spans.covers(span, dealt.case.interval)).count() as f64;
    (0..spans.list.len()).map(within).collect()
}

/// The fields of the categories in which a window could be found at all, and who counts where.
fn fields(
    study: &Study,
    spans: &Spans,
    model: &Permutation,
    dealt: &[Dealt],
    reach: &[Vec<f64>],
) -> (Vec<Field>, Vec<Vec<u32>>) {
    let mut sizes = vec![0.0; reach.len()];
    let mut recent = vec![0; reach.len()];
    for dealt in dealt {
        sizes[dealt.stratum] += 1.0;
        recent[dealt.stratum] += usize::from(dealt.case.interval >= spans.first);
    }
    let mut members: Vec<Vec<&Dealt>> = vec![Vec::new(); model.tree.len()];
    for dealt in dealt {
        model.tree.path(dealt.case.category).for_each(|node| members[node].push(dealt));
    }
    let mut fields = Vec::new();
    let mut number = vec![None; model.tree.len()];
    for (category, members) in members.iter_mut().enumerate() {
        members.sort_by_key(|dealt| dealt.stratum);
        let within = |stratum: &[&Dealt]| stratum.len().min(recent[stratum[0].stratum]);
        let most: usize = members.chunk_by(|a, b| a.stratum == b.stratum).map(within).sum();
        if !model.tree.searched(category) || most < study.min_cases.max(1) as usize {
            continue;
        }
        members.sort_by_key(|dealt| (dealt.case.place, dealt.household, dealt.stratum));
        let units: Vec<&[&Dealt]> = match model.by_household {
            true => members.chunk_by(|a, b| a.household == b.household).collect(),
            false => members.chunks(1).collect(),
        };
        let mut measure = vec![0.0; study.places.len() * spans.list.len()];
        for unit in &units {
            let row = &mut measure[unit[0].case.place * spans.list.len()..][..spans.list.len()];
            row.iter_mut()
                .enumerate()
                .for_each(|(span, sum)| *sum += 1.0 - absent(unit, reach, &sizes, span));
        }
        number[category] = Some(fields.len() as u32);
        fields.push(Field { category, score: Score::Poisson { total: units.len() as f64 }, measure, most });
    }
    let path = |category| model.tree.path(category).filter_map(|node| number[node]).collect();
    (fields, (0..model.tree.len()).map(path).collect())
}

/// The chance that none of the unit's cases is dealt a day in the span: exact, as days are dealt without return.
fn absent(unit: &[&Dealt], reach: &[Vec<f64>], sizes: &[f64], span: usize) -> f64 {
    unit.chunk_by(|a, b| a.stratum == b.stratum)
        .map(|same| {
            let (days, size) = (reach[same[0].stratum][span], sizes[same[0].stratum]);
            (0..same.len())
                .map(|dealt| ((size - days - dealt as f64) / (size - dealt as f64)).max(0.0))
                .product::<f64>()
        })
        .product()
}

// --- tables ----------------------------------------------------------------------------------------------------

fn poisson(study: &Study, spans: &Spans, model: &Poisson) -> Result<Made, Error> {
    model.check(study)?;
    let cases: usize = model.cases.iter().map(|&count| count as usize).sum();
    let scale = cases as f64 / model.expected.iter().sum::<f64>();
    let measure = sums(study, spans, |cell| model.expected[cell] * scale);
    let weight = model
        .people
        .clone()
        .unwrap_or_else(|| model.expected.chunks(study.intervals).map(|row| row.iter().sum()).collect());
    let null = Null::Fall {
        cases,
        cells: Alias::new(&model.expected),
        intervals: study.intervals,
        first: spans.first,
    };
    Ok(table(study, spans, &model.cases, Score::Poisson { total: cases as f64 }, measure, weight, null))
}

fn bernoulli(study: &Study, spans: &Spans, model: &Bernoulli) -> Result<Made, Error> {
    model.check(study)?;
    let cases: usize = model.cases.iter().map(|&count| count as usize).sum();
    let cumulative: Vec<u64> = model
        .people
        .iter()
        .scan(0, |all, &people| {
            *all += u64::from(people);
            Some(*all)
        })
        .collect();
    let people = cumulative.last().map_or(0.0, |&all| all as f64);
    let measure = sums(study, spans, |cell| f64::from(model.people[cell]));
    let weight =
        model.people.chunks(study.intervals).map(|row| row.iter().map(|&n| f64::from(n)).sum()).collect();
    let null = Null::Choose { cases, cumulative, intervals: study.intervals, first: spans.first };
    let score = Score::Bernoulli { cases: cases as f64, people };
    Ok(table(study, spans, &model.cases, score, measure, weight, null))
}

fn table(
    study: &Study,
    spans: &Spans,
    cases: &[u32],
    score: Score,
    measure: Vec<f64>,
    weight: Vec<f64>,
    null: Null,
) -> Made {
    let most = cases.iter().map(|&count| count as usize).sum();
    let each = |(cell, &count): (usize, &u32)| std::iter::repeat_n(at(cell, study.intervals), count as usize);
    let mut observed: Vec<Hit> = cases.iter().enumerate().flat_map(each).collect();
    observed.retain(|hit| hit.interval as usize >= spans.first);
    Made {
        weight,
        fields: vec![Field { category: 0, score, measure, most }],
        paths: vec![vec![0]],
        observed,
        null,
        by_household: false,
        households: 0,
    }
}

/// Sums each place's cells over each span.
fn sums(study: &Study, spans: &Spans, cell: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..study.places.len())
        .flat_map(|place| spans.list.iter().map(move |span| (place, span)))
        .map(|(place, &(from, to))| {
            (from..=to).map(|interval| cell(place * study.intervals + interval)).sum()
        })
        .collect()
}

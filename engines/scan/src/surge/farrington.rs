//! Farrington's method for weekly counts in its flexible form (Farrington et al. 1996; Noufaily et al. 2013): a
//! regression of the same season in earlier years, with trend, in which old surges weigh little.

use super::regression::Fit;
use super::{Judged, level, normal_above};
use crate::Error;
use jiff::ToSpan;
use jiff::civil::Date;
use statrs::distribution::{DiscreteCDF, NegativeBinomial, Poisson};

/// How the bound is read off what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A normal bound for the count to the power 2/3, which is nearly symmetric; includes how uncertain the
    /// expectation is.
    TwoThirds,
    /// A quantile of the negative binomial distribution with the expected mean and spread.
    NegativeBinomial,
}

/// What is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many years back.
    pub years: usize,
    /// How many weeks before and after the same week of each year count as the same season.
    pub half_window: usize,
    /// Into how many seasons a year is cut, this one included.
    pub seasons: usize,
    /// How many weeks just before are left out, so that a surge that has begun does not hide itself.
    pub skip: usize,
    /// Residuals above this, in standard deviations, weigh less.
    pub reweight_above: f64,
    /// How often an ordinary count would alarm.
    pub alpha: f64,
    /// No alarm unless this many were counted …
    pub enough: u32,
    /// … in this many weeks, this one included.
    pub enough_in: usize,
    /// How the bound is read off.
    pub bound: Bound,
}

impl Default for Settings {
    /// As England's health protection agency runs it.
    fn default() -> Self {
        Self {
            years: 4,
            half_window: 3,
            seasons: 10,
            skip: 26,
            reweight_above: 2.58,
            alpha: 0.05,
            enough: 5,
            enough_in: 4,
            bound: Bound::TwoThirds,
        }
    }
}

/// Judges the weeks from `from` on. Counts are of weeks in a row; `first` is a day of the first one.
pub fn judge(first: Date, counts: &[u32], from: usize, settings: &Settings) -> Result<Vec<Judged>, Error> {
    level(settings.alpha)?;
    if settings.years == 0 || settings.seasons == 0 || settings.enough_in == 0 {
        return Err(Error::Setting("there must be a year to look back to, a season and a week"));
    }
    if from >= counts.len() {
        return Err(Error::TooShort { found: counts.len(), wanted: from + 1 });
    }
    (from..counts.len()).map(|week| one(first, counts, week, settings)).collect()
}

fn one(first: Date, counts: &[u32], week: usize, settings: &Settings) -> Result<Judged, Error> {
    let past = Past::new(first, counts, week, settings)?;
    let bound = match past.counts.iter().sum::<f64>() > 0.0 {
        true => past.bound(settings),
        false => 0.0,
    };
    let recent: u32 = counts[(week + 1).saturating_sub(settings.enough_in)..=week].iter().sum();
    let observed = counts[week];
    Ok(Judged {
        index: week,
        observed,
        bound,
        alarm: f64::from(observed) > bound && recent >= settings.enough,
    })
}

/// The weeks a week is compared with.
struct Past {
    counts: Vec<f64>,
    /// Weeks from the one judged, negative.
    ages: Vec<f64>,
    /// 0 for the season of the week judged.
    seasons: Vec<usize>,
}

impl Past {
    fn new(first: Date, counts: &[u32], week: usize, settings: &Settings) -> Result<Self, Error> {
        let anchors = anchors(first, week, settings.years);
        let half = settings.half_window as i64;
        let begin = anchors.last().copied().unwrap_or(0) - half;
        if begin < 0 {
            let wanted = (week as i64 - begin) as usize;
            return Err(Error::TooShort { found: week, wanted });
        }
        let end = (week as i64 - settings.skip as i64).max(begin);
        let season = |at: i64| season(&anchors, at, half, settings.seasons);
        Ok(Self {
            counts: counts[begin as usize..end as usize].iter().map(|&n| f64::from(n)).collect(),
            ages: (begin..end).map(|at| (at - week as i64) as f64).collect(),
            seasons: (begin..end).map(season).collect(),
        })
    }

    fn bound(&self, settings: &Settings) -> f64 {
        let (mut mean, mut error, mut dispersion) = self.expected(settings, true);
        // A trend may say more than was ever counted only because it runs on; then it is not believed.
        if mean > self.counts.iter().copied().fold(0.0, f64::max) {
            (mean, error, dispersion) = self.expected(settings, false);
        }
        match settings.bound {
            Bound::TwoThirds => {
                let spread = dispersion + error * error / mean;
                let sd = (4.0 / 9.0 * mean.cbrt() * spread).sqrt();
                (mean.powf(2.0 / 3.0) + normal_above(settings.alpha) * sd).powf(1.5)
            }
            Bound::NegativeBinomial => quantile(mean, dispersion, 1.0 - settings.alpha),
        }
    }

    /// The mean expected of the week judged, its standard error, and how much counts vary.
    fn expected(&self, settings: &Settings, trend: bool) -> (f64, f64, f64) {
        let known: Vec<usize> =
            (1..settings.seasons).filter(|season| self.seasons.contains(season)).collect();
        let width = 1 + usize::from(trend) + known.len();
        let row = |age: f64, season: usize| {
            let trend = trend.then_some(age);
            let seasons = known.iter().map(move |&other| f64::from(u8::from(other == season)));
            std::iter::once(1.0).chain(trend).chain(seasons)
        };
        let rows: Vec<f64> =
            self.ages.iter().zip(&self.seasons).flat_map(|(&age, &season)| row(age, season)).collect();
        let even = vec![1.0; self.counts.len()];
        let plain = Fit::new(&rows, width, &self.counts, &even);
        let weights = weights(&plain, &self.counts, settings.reweight_above);
        let fit = Fit::new(&rows, width, &self.counts, &weights);
        let now: Vec<f64> = row(0.0, 0).collect();
        let (mean, error) = fit.at(&now);
        (mean, error, fit.dispersion)
    }
}

/// The weeks of the same date in earlier years, latest first, the week itself before them. The week nearest to
/// the date is taken.
fn anchors(first: Date, week: usize, years: usize) -> Vec<i64> {
    let judged = first.saturating_add((week as i64).weeks());
    let back = |years: i64| {
        let then = judged.saturating_sub(years.years());
        let days = first.until(then).map_or(0, |span| span.get_days());
        (f64::from(days) / 7.0).round() as i64
    };
    std::iter::once(week as i64).chain((1..=years as i64).map(back)).collect()
}

/// The season of week `at`: 0 within half a window of an anchor; between two anchors the weeks are cut into equal
/// seasons, of which the first ones are longer by a week where they cannot all be.
fn season(anchors: &[i64], at: i64, half: i64, seasons: usize) -> usize {
    let before = anchors.iter().copied().find(|&anchor| anchor <= at + half);
    let Some(before) = before.filter(|before| at > before + half) else { return 0 };
    let after = anchors.iter().copied().rev().find(|&anchor| anchor > at).unwrap_or(before);
    let begin = before + half + 1;
    let (length, others) = ((after - half - begin).max(1), (seasons as i64 - 1).max(1));
    let (short, longer) = (length / others, length % others);
    let (place, in_longer) = (at - begin, longer * (short + 1));
    let season = match place < in_longer {
        true => place / (short + 1),
        false => longer + (place - in_longer) / short.max(1),
    };
    season as usize % others as usize + 1
}

/// Weights that make counts far above what was fitted weigh little (Farrington 1996, Anscombe residuals).
fn weights(fit: &Fit, counts: &[f64], above: f64) -> Vec<f64> {
    let residual = |((mean, count), leverage): ((&f64, &f64), &f64)| {
        let anscombe = 1.5 * (count.powf(2.0 / 3.0) * mean.powf(-1.0 / 6.0) - mean.sqrt());
        anscombe / (fit.dispersion * (1.0 - leverage).max(1e-9)).sqrt()
    };
    let residuals: Vec<f64> = fit.fitted.iter().zip(counts).zip(&fit.leverage).map(residual).collect();
    let weight = |residual: &f64| if *residual > above { residual.powi(-2) } else { 1.0 };
    let all: f64 = residuals.iter().map(weight).sum();
    residuals.iter().map(|residual| weight(residual) * residuals.len() as f64 / all).collect()
}

fn quantile(mean: f64, dispersion: f64, p: f64) -> f64 {
    // Without overdispersion the negative binomial is the Poisson distribution.
    let negative =
        (dispersion > 1.0).then(|| NegativeBinomial::new(mean / (dispersion - 1.0), 1.0 / dispersion));
    match (negative, Poisson::new(mean)) {
        (Some(Ok(negative)), _) => negative.inverse_cdf(p) as f64,
        (_, Ok(poisson)) => poisson.inverse_cdf(p) as f64,
        _ => 0.0,
    }
}

//! Hard points (治理难点): matters that come back after they were closed.
//!
//! Requests that a person linked with each other are a family. What makes it hard is shown in its parts, as
//! hotlines count them: how often and in how many months it was asked, how often it came back after a closure, how
//! far above the ordinary, how long open, how often passed on, how often answered "not satisfied". The parts are
//! never added up to one number; whether it is hard is a plain rule over some of them.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Gamma};

/// Linked requests, by days numbered from anywhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Family {
    /// The day of each request.
    pub asked: Vec<i32>,
    /// The day of each closure.
    pub closed: Vec<i32>,
    /// Since when it has been open, if it is.
    pub open_since: Option<i32>,
    /// How often it was passed from one party to another.
    pub reassigned: u32,
    /// How often a requester said it was not solved.
    pub dissatisfied: u32,
    /// How many parties had it.
    pub parties: u32,
    /// How many requests of its category a place of its size ordinarily has in the time looked back.
    pub expected: f64,
}

/// What counts as hard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How many months are looked back; a month is thirty days.
    pub months: i32,
    /// Requests in that time, at least.
    pub requests: usize,
    /// Months of these that have one, at least.
    pub in_months: usize,
    /// Returns after a closure, at least.
    pub returns: usize,
    /// How many times the ordinary rate is too much.
    pub too_much: f64,
    /// How sure that the rate is above it.
    pub sure: f64,
    /// How many ordinary requests the belief that this family is ordinary weighs as much as.
    pub prior: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { months: 6, requests: 3, in_months: 2, returns: 1, too_much: 1.5, sure: 0.9, prior: 1.0 }
    }
}

/// A family in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HardPoint {
    /// Requests in the time looked back.
    pub requests: usize,
    /// Months of it that have one.
    pub months: usize,
    /// Closures after which it was asked for again.
    pub returns: usize,
    /// How many times the ordinary rate, drawn towards 1 where little is known.
    pub rate: f64,
    /// How probable it is that the rate is too high.
    pub sure: f64,
    /// Days open so far.
    pub days_open: i32,
    /// How often it was passed on.
    pub reassigned: u32,
    /// How often it was "not solved".
    pub dissatisfied: u32,
    /// How many parties had it.
    pub parties: u32,
    /// Whether asked often enough, in months enough, returned, and surely above the ordinary.
    pub hard: bool,
}

/// Looks at a family as of `today`.
pub fn judge(family: &Family, today: i32, settings: &Settings) -> HardPoint {
    const MONTH: i32 = 30;
    let months_ago = |day: &i32| (today - day).div_euclid(MONTH);
    let mut months: Vec<i32> =
        family.asked.iter().map(months_ago).filter(|ago| (0..settings.months).contains(ago)).collect();
    let requests = months.len();
    months.sort_unstable();
    months.dedup();
    let (shape, weight) = (settings.prior + requests as f64, settings.prior + family.expected);
    // The rate has a gamma distribution around 1 before, and so it has after counting (Gelman et al., 2.6).
    let sure = Gamma::new(shape, weight).map_or(0.0, |rate| rate.sf(settings.too_much));
    let returns = returns(family, today);
    HardPoint {
        requests,
        months: months.len(),
        returns,
        rate: shape / weight,
        sure,
        days_open: family.open_since.map_or(0, |since| (today - since).max(0)),
        reassigned: family.reassigned,
        dissatisfied: family.dissatisfied,
        parties: family.parties,
        hard: requests >= settings.requests
            && months.len() >= settings.in_months
            && returns >= settings.returns
            && sure > settings.sure,
    }
}

/// Closures that were followed by a request before the next one, or before today ended.
fn returns(family: &Family, today: i32) -> usize {
    let mut closed = family.closed.clone();
    closed.sort_unstable();
    closed.dedup();
    let ends = closed.iter().skip(1).copied().chain([today]);
    let again = |&(from, to): &(i32, i32)| family.asked.iter().any(|&day| from < day && day <= to);
    closed.iter().copied().zip(ends).filter(again).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leak() -> Family {
        Family {
            asked: vec![-300, 5, 20, 40, 75, 100, 170],
            closed: vec![30, 90, 120],
            open_since: Some(170),
            reassigned: 4,
            dissatisfied: 2,
            parties: 3,
            expected: 1.0,
        }
    }

    #[test]
    fn a_leak_that_comes_back_is_hard_and_says_why() {
        let seen = judge(&leak(), 180, &Settings::default());
        assert_eq!((seen.requests, seen.months, seen.returns), (6, 5, 3));
        assert_eq!((seen.days_open, seen.reassigned, seen.dissatisfied, seen.parties), (10, 4, 2, 3));
        assert_eq!(seen.rate, 3.5);
        // A gamma of whole shape 7 and rate 2 above 1.5 is a Poisson of 3 below 7.
        let poisson: f64 =
            (0..7).map(|n| 3.0_f64.powi(n) / (1..=n).product::<i32>() as f64).sum::<f64>() * (-3.0_f64).exp();
        assert!((seen.sure - poisson).abs() < 1e-9);
        assert!(seen.hard);
    }

    #[test]
    fn each_part_of_the_rule_can_fail_alone() {
        let hard = |change: fn(&mut Family)| {
            let mut family = leak();
            change(&mut family);
            judge(&family, 180, &Settings::default()).hard
        };
        assert!(!hard(|family| family.closed.clear()), "never closed, so never returned");
        assert!(!hard(|family| family.closed = vec![175]), "quiet since it was closed");
        assert!(!hard(|family| family.asked = vec![160, 165, 170, 171, 172, 173]), "one month");
        assert!(!hard(|family| family.asked = vec![40, 170]), "two requests");
        assert!(!hard(|family| family.expected = 6.0), "as many as anywhere");
    }
}

//! How unusual a window is: the log-likelihood ratio, and its inverse.

/// The two likelihoods of Kulldorff (1997). Both look for too many, never for too few.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Score {
    /// `total` cases, of which a window is expected to hold its measure. Also the Poisson approximation by which
    /// the permutation scan compares windows (Kulldorff et al. 2005).
    Poisson { total: f64 },
    /// `cases` among `people`; a window's measure is how many people it holds.
    Bernoulli { cases: f64, people: f64 },
}

impl Score {
    /// How much more likely the counts are with a rate of its own inside the window; 0 where the rate inside is
    /// not the higher one.
    pub fn llr(self, count: f64, measure: f64) -> f64 {
        match self {
            Score::Poisson { total } => {
                if count <= measure {
                    return 0.0;
                }
                weigh(count, count / measure) + weigh(total - count, (total - count) / (total - measure))
            }
            Score::Bernoulli { cases, people } => {
                if count * people <= cases * measure {
                    return 0.0;
                }
                let (out, beyond) = (cases - count, people - measure);
                split(count, measure) + split(out, beyond) - split(cases, people)
            }
        }
    }

    /// How many cases a window of this measure is expected to hold.
    pub fn expected(self, measure: f64) -> f64 {
        match self {
            Score::Poisson { .. } => measure,
            Score::Bernoulli { cases, people } => measure * cases / people,
        }
    }

    /// The measure of everything.
    fn largest_measure(self) -> f64 {
        match self {
            Score::Poisson { total } => total,
            Score::Bernoulli { people, .. } => people,
        }
    }

    /// For each count from 0 to `most`, the largest measure at which that many still reach `floor`: since the
    /// ratio falls as the measure grows, comparing counts with these replaces two logarithms per window.
    pub fn steps(self, floor: f64, most: usize) -> Vec<f64> {
        // A hair lower, so that rounding never hides a window that just reaches the floor.
        let floor = floor * (1.0 - 1e-9);
        (0..=most).map(|count| self.step(floor, count as f64)).collect()
    }

    fn step(self, floor: f64, count: f64) -> f64 {
        let least = match self {
            Score::Poisson { .. } => 0.0,
            Score::Bernoulli { .. } => count,
        };
        let reaches = |measure: f64| measure > 0.0 && self.llr(count, measure) >= floor;
        let (mut low, mut high) = (least, self.largest_measure());
        if count == 0.0 || least > 0.0 && !reaches(least) {
            return 0.0;
        }
        for _ in 0..60 {
            let middle = low + (high - low) / 2.0;
            match reaches(middle) {
                true => low = middle,
                false => high = middle,
            }
        }
        high
    }
}

/// `n ln ratio`, and nothing where there is nothing to weigh.
fn weigh(n: f64, ratio: f64) -> f64 {
    if n > 0.0 { n * ratio.ln() } else { 0.0 }
}

/// Log-likelihood of `some` out of `all` at their own rate.
fn split(some: f64, all: f64) -> f64 {
    weigh(some, some / all) + weigh(all - some, (all - some) / all)
}

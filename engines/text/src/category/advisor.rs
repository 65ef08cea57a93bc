//! Rules and model together: whichever has lately been right more often answers.

use super::{Example, FILL_IN, Model, Options, Rules, SHOWN, Suggestion};
use serde::Serialize;

/// Who answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The keyword rules.
    Rules,
    /// The learnt model.
    Model,
}

/// What a worker is shown.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Advice {
    /// Who says so.
    pub source: Source,
    /// First level: the families that fit best, best first, at most three.
    pub families: Vec<String>,
    /// The categories that fit best, best first, at most three.
    pub categories: Vec<Suggestion>,
    /// The category that may be filled in; a person still confirms it.
    pub fill: Option<String>,
}

/// Suggests categories, and learns from every one that is confirmed.
#[derive(Clone, Debug)]
pub struct Advisor {
    rules: Rules,
    model: Model,
    /// How often each was right of late, 0 to 1.
    rules_right: f64,
    model_right: f64,
}

/// How much the latest confirmed category counts among the ones before.
const LATEST: f64 = 0.02;

impl Advisor {
    /// With rules alone.
    pub fn new(rules: Rules) -> Self {
        Self { rules, model: Model::new(), rules_right: 0.0, model_right: 0.0 }
    }

    /// With a model that was kept; `rules_right` and `model_right` as [`Advisor::right`] told them.
    pub fn with(rules: Rules, model: Model, (rules_right, model_right): (f64, f64)) -> Self {
        Self { rules, model, rules_right, model_right }
    }

    /// What to show for a text.
    pub fn advise(&self, text: &str) -> Advice {
        match self.source() {
            Source::Rules => self.by_rules(text),
            Source::Model => self.by_model(text),
        }
    }

    /// A person has confirmed `category` for `text`: measures both, then learns.
    pub fn confirmed(&mut self, text: &str, category: &str) {
        let by_rules = self.rules.rank(text).first().is_some_and(|(first, _)| *first == category);
        let by_model = self.model.predict(text) == Some(category);
        for (rate, right) in [(&mut self.rules_right, by_rules), (&mut self.model_right, by_model)] {
            *rate += LATEST * (f64::from(u8::from(right)) - *rate);
        }
        self.model.correct(text, category);
    }

    /// The nightly refit, over all that was confirmed, in order of time.
    pub fn refit(&mut self, examples: &[Example], options: &Options) {
        self.model = Model::refit(examples, options);
    }

    /// The model as it stands.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// How often rules and model were right of late: the share of confirmed categories each had first.
    pub fn right(&self) -> (f64, f64) {
        (self.rules_right, self.model_right)
    }

    /// Who would answer now.
    pub fn source(&self) -> Source {
        if self.model_right > self.rules_right { Source::Model } else { Source::Rules }
    }

    fn by_rules(&self, text: &str) -> Advice {
        let ranked = self.rules.rank(text);
        let first = ranked.iter().take(SHOWN);
        let categories =
            first.map(|(category, _)| Suggestion { category: (*category).into(), confidence: None });
        let categories = categories.collect();
        Advice { source: Source::Rules, families: self.families(ranked), categories, fill: None }
    }

    fn by_model(&self, text: &str) -> Advice {
        let categories = self.model.suggest(text);
        let sure = |first: &&Suggestion| first.confidence.is_some_and(|confidence| confidence >= FILL_IN);
        let fill = categories.first().filter(sure).map(|first| first.category.clone());
        let families = self.families(self.model.shares(text));
        Advice { source: Source::Model, families, categories, fill }
    }

    /// The families by the sum of what their categories have.
    fn families(&self, categories: Vec<(&str, f64)>) -> Vec<String> {
        let mut sums: Vec<(&str, f64)> = Vec::new();
        for (category, weight) in categories {
            let Some(family) = self.rules.family(category) else { continue };
            match sums.iter_mut().find(|(known, _)| *known == family) {
                Some((_, sum)) => *sum += weight,
                None => sums.push((family, weight)),
            }
        }
        sums.sort_by(|a, b| b.1.total_cmp(&a.1));
        sums.into_iter().take(SHOWN).map(|(family, _)| family.to_owned()).collect()
    }
}

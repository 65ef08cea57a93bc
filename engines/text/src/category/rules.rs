//! Keyword rules: what residents say for each category. They need no experience, so they answer from the start.

use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// What residents say for one category.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rule {
    /// The category.
    pub category: String,
    /// The family it belongs to: the first level.
    pub family: String,
    /// Words that point at it.
    pub phrases: Vec<String>,
}

/// The rules of a catalogue.
#[derive(Clone, Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    /// By pair of characters, the rules that use it.
    pairs: HashMap<[char; 2], Vec<usize>>,
}

/// A line of a rules file that cannot be read; lines count from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RulesError {
    /// The line.
    pub line: usize,
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: expected category, family and phrases, with a tab between them", self.line)
    }
}

impl std::error::Error for RulesError {}

/// A rule that fits less than half as well as one pair of its own is not mentioned.
const LEAST: f64 = 0.5;

impl Rules {
    /// Makes the rules.
    pub fn new(rules: Vec<Rule>) -> Self {
        let mut pairs: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        for (at, rule) in rules.iter().enumerate() {
            let own: BTreeSet<[char; 2]> = rule.phrases.iter().flat_map(|phrase| pairs_of(phrase)).collect();
            own.into_iter().for_each(|pair| pairs.entry(pair).or_default().push(at));
        }
        Self { rules, pairs }
    }

    /// Reads rules, one a line: category, family, phrases with 、 between them; tabs between the three.
    pub fn read(text: &str) -> Result<Self, RulesError> {
        let filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let rule = |(at, line): (usize, &str)| {
            let error = RulesError { line: at + 1 };
            let [category, family, phrases] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(error);
            };
            let apart = |c: char| matches!(c, '、' | '，' | ',' | '/' | '（' | '）' | '(' | ')' | ' ');
            let phrases =
                phrases.split(apart).filter(|phrase| !phrase.is_empty()).map(str::to_owned).collect();
            Ok(Rule { category: category.trim().into(), family: family.trim().into(), phrases })
        };
        filled.map(rule).collect::<Result<_, _>>().map(Self::new)
    }

    /// The categories that fit, best first. A phrase said whole counts its characters; otherwise its pairs of
    /// characters count, each the less the more rules use it.
    pub fn rank(&self, text: &str) -> Vec<(&str, f64)> {
        let mut scores = vec![0.0; self.rules.len()];
        let heard: BTreeSet<[char; 2]> = pairs_of(text).collect();
        for rules in heard.iter().filter_map(|pair| self.pairs.get(pair)) {
            rules.iter().for_each(|rule| scores[*rule] += 1.0 / rules.len() as f64);
        }
        for (score, rule) in scores.iter_mut().zip(&self.rules) {
            let whole =
                rule.phrases.iter().filter(|p| p.chars().nth(1).is_some() && text.contains(p.as_str()));
            *score += whole.map(|phrase| phrase.chars().count() as f64).sum::<f64>();
        }
        let mut ranked: Vec<(&str, f64)> =
            self.rules.iter().map(|rule| rule.category.as_str()).zip(scores).collect();
        ranked.retain(|(_, score)| *score >= LEAST);
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }

    /// The family of `category`, if there is a rule for it.
    pub fn family(&self, category: &str) -> Option<&str> {
        let rule = self.rules.iter().find(|rule| rule.category == category)?;
        Some(&rule.family)
    }
}

fn pairs_of(text: &str) -> impl Iterator<Item = [char; 2]> {
    let firsts = text.chars();
    firsts.zip(text.chars().skip(1)).map(|(a, b)| [a, b]).filter(|p| p.iter().all(|c| c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_rule_is_named() {
        assert_eq!(Rules::read("0105\t房屋\t灯坏了\n\n0103 下水").err(), Some(RulesError { line: 3 }));
    }

    #[test]
    fn what_is_said_whole_comes_first() {
        let rules = Rules::read("0105\t房屋\t楼道灯、灯坏了\n0304\t公用\t路灯不亮\n0103\t房屋\t下水道堵了")
            .expect("rules");
        let first = |text: &str| rules.rank(text).first().map(|(category, _)| (*category).to_owned());
        assert_eq!(first("三楼灯坏了").as_deref(), Some("0105"));
        assert_eq!(first("小区路灯不亮").as_deref(), Some("0304"));
        assert_eq!(first("下水道堵得厉害").as_deref(), Some("0103"));
        assert_eq!(first("想报名剪纸班"), None);
        assert_eq!(rules.family("0103"), Some("房屋"));
    }
}

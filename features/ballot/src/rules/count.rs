//! The count: from opened votes to the result, every line with its article or its reason. The same votes in any
//! order give the same result, and anybody can repeat it from the published file.

use super::choice::{ABSTAIN, Asks, Item, numbers};
use super::form::{Counted, Form};
use linju_kernel::lifecycle::Coded;
use linju_tally::budget::{self, Completion, Election, Project, Rule, Utility, Verdict};
use linju_tally::majority::{Article, Asked, Condition};
use linju_tally::meeting::{self, Body, Hands};
use linju_tally::owners::{self, Electorate, Holder, Matter, Part, Procedure, Voice};
use linju_tally::tie::{TieKey, TieOrder};
use linju_tally::{choice, majority};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is counted by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// [`Form`] code.
    pub form: String,
    /// [`Asks`] code.
    pub asks: String,
    /// Matter of 民法典 278, from 1; 0 elsewhere.
    pub matter: i64,
    /// What could be chosen.
    pub items: Vec<Item>,
    /// Money there is, in fen.
    pub budget: i64,
    /// Heads entitled.
    pub entitled: i64,
    /// Area of all parts, in 0.01 m²; 0 where areas do not count.
    pub whole_area: i64,
    /// The lot that decides among equals, published before the first vote.
    pub lot: String,
}

/// One vote after it was opened: nobody's any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// A random name.
    pub id: String,
    /// What it says.
    pub choice: String,
    /// Area it weighs, in 0.01 m²; 0 where areas do not count.
    pub area: i64,
}

/// A line of the result: what was asked, by which article, and what there was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is asked: `participation-by-area`, …
    pub asked: String,
    /// Law.
    pub law: String,
    /// Article.
    pub article: String,
    /// Numerator of the share.
    pub parts: u64,
    /// Denominator of the share.
    pub of: u64,
    /// Only above it, rather than from it on.
    pub above: bool,
    /// What there is: areas in 0.01 m², otherwise heads.
    pub have: u64,
    /// The whole.
    pub whole: u64,
    /// The least that would have been enough.
    pub least: u64,
    /// What is missing.
    pub lacking: u64,
    /// Whether it is reached.
    pub reached: bool,
}

/// What became of an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its number on the list, from 1.
    pub number: usize,
    /// How many chose it; of a ranking, how many put it first.
    pub votes: u64,
    /// Is it chosen?
    pub chosen: bool,
    /// It has as many as the one before it; the lot put it behind.
    pub tied: bool,
    /// Why not, where projects are chosen: `no-room`, `supporters-spent`, …
    pub why: String,
    /// Money that was left when it was looked at, in fen.
    pub left: u64,
}

/// Area and heads of one answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// In 0.01 m².
    pub area: u64,
    /// Heads.
    pub heads: u64,
}

/// The result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Entitled.
    pub whole: Weight,
    /// Took part.
    pub cast: Weight,
    /// For it.
    pub yes: Weight,
    /// Against it.
    pub no: Weight,
    /// Neither.
    pub abstain: Weight,
    /// Every threshold.
    pub lines: Vec<Line>,
    /// Did enough take part?
    pub quorum: bool,
    /// Is it adopted? Of a choice among options: is one chosen?
    pub adopted: bool,
    /// The options, best first.
    pub options: Vec<Placed>,
    /// Of rankings: how many put option `a` before option `b`.
    pub duels: Vec<Vec<u64>>,
    /// Money the chosen projects take, in fen.
    pub spent: u64,
}

/// Votes that cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncountable(pub String);

impl std::fmt::Display for Uncountable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Uncountable {}

fn fault(why: impl std::fmt::Display) -> Uncountable {
    Uncountable(why.to_string())
}

/// Counts.
pub fn count(rules: &Rules, slips: &[Slip]) -> Result<Outcome, Uncountable> {
    let form = Form::of(&rules.form).ok_or_else(|| fault(format!("unknown form {}", rules.form)))?;
    let asks = Asks::of(&rules.asks).ok_or_else(|| fault(format!("unknown question {}", rules.asks)))?;
    if slips.len() as i64 > rules.entitled {
        return Err(fault("more votes than voters"));
    }
    let mut seen = BTreeSet::new();
    for slip in slips {
        if !seen.insert(&slip.id) {
            return Err(fault(format!("vote {} stands twice", slip.id)));
        }
        let read = asks.read(rules.items.len(), slip.choice.split(' '));
        if read.as_deref() != Ok(&slip.choice) {
            return Err(fault(format!("vote {} says what nobody could choose: {}", slip.id, slip.choice)));
        }
    }
    let outcome = weighed(rules, slips);
    match (form.terms().counted, asks) {
        (Counted::ByAreaAndHeads, _) => by_area_and_heads(rules, slips, outcome),
        (Counted::ByHeads(body), _) => by_heads(body, outcome),
        (Counted::Most, Asks::Whether) => Ok(most_say_yes(outcome)),
        (Counted::Most, Asks::One | Asks::Approval) => most_marks(rules, slips, outcome),
        (Counted::Most, Asks::Ranking) => ranked(rules, slips, outcome),
        (Counted::Most, Asks::Budget) => shared(rules, slips, outcome),
    }
}

/// The sums, without any rule.
fn weighed(rules: &Rules, slips: &[Slip]) -> Outcome {
    let of = |wanted: Option<&str>| {
        let said = slips.iter().filter(|slip| wanted.is_none_or(|code| slip.choice == code));
        said.fold(Weight::default(), |sum, slip| Weight {
            area: sum.area + slip.area.unsigned_abs(),
            heads: sum.heads + 1,
        })
    };
    Outcome {
        whole: Weight { area: rules.whole_area.unsigned_abs(), heads: rules.entitled.unsigned_abs() },
        cast: of(None),
        yes: of(Some("yes")),
        no: of(Some("no")),
        abstain: of(Some(ABSTAIN)),
        quorum: true,
        ..Outcome::default()
    }
}

fn line(condition: &Condition) -> Line {
    let Article { law, article } = condition.article;
    let asked = match condition.asked {
        Asked::ParticipationByArea => "participation-by-area",
        Asked::ParticipationByHeads => "participation-by-heads",
        Asked::ApprovalByArea => "approval-by-area",
        Asked::ApprovalByHeads => "approval-by-heads",
        Asked::Quorum => "quorum",
        Asked::Approval => "approval",
    };
    Line {
        asked: asked.into(),
        law: law.into(),
        article: article.into(),
        parts: condition.threshold.parts,
        of: condition.threshold.of,
        above: condition.threshold.above,
        have: condition.have,
        whole: condition.whole,
        least: condition.least,
        lacking: condition.lacking,
        reached: condition.reached,
    }
}

/// One part per head stands on the roll. Those who did not vote are known by their number and their area together
/// only, so that the file names nobody who kept silent: one of them carries the whole rest.
fn by_area_and_heads(rules: &Rules, slips: &[Slip], outcome: Outcome) -> Result<Outcome, Uncountable> {
    let matter = u8::try_from(rules.matter).ok().and_then(Matter::numbered);
    let matter = matter.ok_or_else(|| fault("no such matter in 民法典 278"))?;
    let part = |id: String, area: u64| Part {
        holder: Holder::Owners(BTreeSet::from([id.clone()])),
        id,
        building: String::new(),
        area,
        served: true,
    };
    let rest =
        outcome.whole.area.checked_sub(outcome.cast.area).ok_or_else(|| fault("more area than there is"))?;
    let silent = outcome.whole.heads - outcome.cast.heads;
    if silent == 0 && rest > 0 {
        return Err(fault("areas do not add up"));
    }
    let voted = slips.iter().map(|slip| part(slip.id.clone(), slip.area.unsigned_abs()));
    let others = (0..silent).map(|n| part(format!("silent {n}"), if n == 0 { rest } else { 0 }));
    let roll: Vec<Part> = voted.chain(others).collect();
    let say = |slip: &Slip| owners::Ballot {
        part: slip.id.clone(),
        choice: match slip.choice.as_str() {
            "yes" => owners::Choice::Yes,
            "no" => owners::Choice::No,
            _ => owners::Choice::Abstain,
        },
        voice: Voice::Owner,
    };
    let ballots: Vec<_> = slips.iter().map(say).collect();
    let decision =
        owners::decide(matter, &Electorate::All, Procedure::default(), &roll, &ballots).map_err(fault)?;
    let lines: Vec<Line> = decision.conditions.iter().map(line).collect();
    let quorum = lines.iter().filter(|l| l.asked.starts_with("participation")).all(|l| l.reached);
    Ok(Outcome { lines, quorum, adopted: decision.adopted, ..outcome })
}

fn by_heads(body: &Body, outcome: Outcome) -> Result<Outcome, Uncountable> {
    let hands = Hands {
        entitled: outcome.whole.heads,
        present: outcome.cast.heads,
        yes: outcome.yes.heads,
        no: outcome.no.heads,
        abstain: outcome.abstain.heads,
    };
    let decision = meeting::decide(body, hands).map_err(fault)?;
    let lines: Vec<Line> = decision.conditions.iter().map(line).collect();
    let quorum = lines.iter().filter(|l| l.asked == "quorum").all(|l| l.reached);
    Ok(Outcome { lines, quorum, adopted: decision.adopted, ..outcome })
}

/// Asked without a law behind it: more than half of those who said yes or no.
fn most_say_yes(outcome: Outcome) -> Outcome {
    let (yes, no) = (outcome.yes.heads, outcome.no.heads);
    let asked =
        choice::whether(yes, no, outcome.abstain.heads, majority::MORE_THAN_HALF, choice::Of::Opinions);
    Outcome { adopted: asked.go, ..outcome }
}

fn ties(rules: &Rules) -> TieOrder {
    TieOrder(vec![TieKey::Lot(rules.lot.clone())])
}

fn names(rules: &Rules) -> Vec<String> {
    (1..=rules.items.len()).map(|n| n.to_string()).collect()
}

fn marks(slips: &[Slip]) -> Vec<Vec<usize>> {
    slips.iter().map(|slip| numbers(&slip.choice)).collect()
}

fn placed(number: usize, votes: u64, chosen: bool, tied: bool) -> Placed {
    Placed { number: number + 1, votes, chosen, tied, why: String::new(), left: 0 }
}

fn most_marks(rules: &Rules, slips: &[Slip], outcome: Outcome) -> Result<Outcome, Uncountable> {
    let order = choice::approval(&names(rules), &marks(slips), &ties(rules)).map_err(fault)?;
    let place =
        |(at, of): (usize, &choice::Approved)| placed(of.option, of.votes, at == 0 && of.votes > 0, of.tied);
    let options: Vec<Placed> = order.iter().enumerate().map(place).collect();
    Ok(Outcome { adopted: options.iter().any(|o| o.chosen), options, ..outcome })
}

fn ranked(rules: &Rules, slips: &[Slip], outcome: Outcome) -> Result<Outcome, Uncountable> {
    let marks = marks(slips);
    let result = choice::ranking(&names(rules), &marks, &ties(rules)).map_err(fault)?;
    let first = |option: usize| marks.iter().filter(|m| m.first() == Some(&option)).count() as u64;
    let anybody = marks.iter().any(|m| !m.is_empty());
    let place =
        |(at, option): (usize, &usize)| placed(*option, first(*option), at == 0 && anybody, result.tied[at]);
    let options: Vec<Placed> = result.order.iter().enumerate().map(place).collect();
    Ok(Outcome { adopted: anybody, options, duels: result.pairs, ..outcome })
}

/// Equal Shares by cost, completed by adding one yuan to every share, then greedily.
fn shared(rules: &Rules, slips: &[Slip], outcome: Outcome) -> Result<Outcome, Uncountable> {
    if slips.is_empty() {
        return Ok(outcome);
    }
    let project =
        |(n, item): (usize, &Item)| Project { id: (n + 1).to_string(), cost: item.cost.unsigned_abs() };
    let chose = |marks: Vec<usize>| budget::Ballot {
        choices: marks.into_iter().map(|project| budget::Choice { project, points: 1 }).collect(),
    };
    let marks = marks(slips);
    let votes = |project: usize| marks.iter().filter(|m| m.contains(&project)).count() as u64;
    let supported: Vec<u64> = (0..rules.items.len()).map(votes).collect();
    let election = Election {
        projects: rules.items.iter().enumerate().map(project).collect(),
        budget: rules.budget.unsigned_abs(),
        unit: 100,
        ballots: marks.into_iter().map(chose).collect(),
    };
    let ready = election.ready(Utility::Cost, &ties(rules)).map_err(fault)?;
    let result = ready.count(Rule::EqualShares(Completion::Add1), true);
    let rest = (0..rules.items.len()).filter(|p| !result.selected.contains(p));
    let order: Vec<usize> = result.selected.iter().copied().chain(rest).collect();
    let place = |project: usize| {
        let (why, left) = reason(&result.verdicts[project]);
        let chosen = result.selected.contains(&project);
        Placed { why: why.into(), left, ..placed(project, supported[project], chosen, false) }
    };
    Ok(Outcome {
        adopted: !result.selected.is_empty(),
        spent: result.cost,
        options: order.into_iter().map(place).collect(),
        ..outcome
    })
}

fn reason(verdict: &Verdict) -> (&'static str, u64) {
    match verdict {
        Verdict::Selected { .. } => ("", 0),
        Verdict::NoSupport => ("no-support", 0),
        Verdict::OverBudget => ("over-budget", 0),
        Verdict::BelowThreshold { .. } => ("below-threshold", 0),
        Verdict::NoRoom { left } => ("no-room", *left),
        Verdict::AfterEnd { .. } => ("after-end", 0),
        Verdict::SupportersSpent { left, .. } => ("supporters-spent", *left),
    }
}

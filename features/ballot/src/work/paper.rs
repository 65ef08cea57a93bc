//! Papers typed twice, by two clerks who do not see each other's typing, and settled where they differ.

use super::{BALLOT, Doer};
use crate::rules::{Asks, Verb};
use crate::store::paper::{BatchRow, PaperRow};
use crate::store::{BallotRow, paper};
use linju_core::ledger::NewEvent;
use linju_core::{House, Result};
use linju_db::Statement;
use linju_kernel::{Id, Refusal};

const MOST: usize = 500;

/// What a clerk read, paper by paper.
#[derive(Debug, Clone)]
pub struct Typed(Vec<String>);

impl Typed {
    /// How many papers.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads one line: of a secret ballot a vote, of an open one the voter's number, a colon, and the vote.
fn read(asks: Asks, items: usize, open: bool, line: &str) -> std::result::Result<String, Refusal> {
    if !open {
        return asks.typed(items, line);
    }
    let missing = Refusal::new("ballot-paper-number").at("lines");
    let (number, vote) = line.split_once([':', '：']).ok_or(missing.clone())?;
    let number: i64 = number.trim().parse().map_err(|_| missing)?;
    Ok(format!("{number}:{}", asks.typed(items, vote)?))
}

/// Reads what a clerk typed, a line a paper. Refuses `ballot-papers-none`, and `ballot-paper-unreadable` at `lines`.
pub fn typed(row: &BallotRow, lines: &str) -> std::result::Result<Typed, Refusal> {
    let open = !row.rules().terms().secret;
    let items = row.items().len();
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > MOST {
        return Err(Refusal::new("ballot-papers-none").at("lines"));
    }
    let read = |line: &&str| read(row.asks(), items, open, line);
    let read: Option<Vec<String>> = lines.iter().map(|line| read(line).ok()).collect();
    read.map(Typed).ok_or(Refusal::new("ballot-paper-unreadable").at("lines"))
}

/// Types a bundle for the first time; the same `once` again gives the first.
pub async fn first(
    house: &House,
    doer: &Doer,
    row: &BallotRow,
    label: &str,
    typed: &Typed,
    once: &str,
) -> Result<Id> {
    row.rules().step(Verb::Key, &doer.parts, &Default::default())?;
    let batch = BatchRow {
        area_id: row.area_id,
        id: house.id(),
        ballot_id: row.id,
        label: label.chars().take(40).collect(),
        first_by: doer.account()?,
        second_by: None,
        at: doer.at,
    };
    let mut change = doer.change(row.area_id);
    change.push(Statement::insert("ballot_batch", &batch));
    for (n, said) in typed.0.iter().enumerate() {
        let paper = PaperRow {
            area_id: row.area_id,
            batch_id: batch.id,
            number: n as i64 + 1,
            first: said.clone(),
            second: String::new(),
            settled: String::new(),
            settled_by: None,
        };
        change.push(Statement::insert("ballot_paper", &paper));
    }
    change.event(NewEvent::new(BALLOT, row.id, "key_first").with("papers", typed.len()));
    let key = format!("ballot-batch {once}");
    change.once(key.clone(), batch.id.to_string());
    match house.commit(change).await {
        Err(linju_core::Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(row.area_id, &key).await?;
            first.and_then(|id| id.parse().ok()).ok_or(linju_core::Error::Changed)
        }
        other => other.map(|()| batch.id),
    }
}

/// Types it again. Refuses `ballot-same-clerk`, and `ballot-papers-other` at `lines` where there are not as many.
pub async fn again(
    house: &House,
    doer: &Doer,
    row: &BallotRow,
    batch: &BatchRow,
    typed: &Typed,
) -> Result<()> {
    row.rules().step(Verb::Key, &doer.parts, &Default::default())?;
    let by = doer.account()?;
    if batch.first_by == by {
        return Err(Refusal::new("ballot-same-clerk").into());
    }
    let papers = paper::papers(house, row.area_id, batch.id).await?;
    if papers.len() != typed.len() {
        return Err(Refusal::new("ballot-papers-other").at("lines").into());
    }
    let mut change = doer.change(row.area_id);
    change.push(batch.typed_again(by));
    papers.iter().zip(&typed.0).for_each(|(paper, said)| _ = change.push(paper.again(said)));
    let differ = papers.iter().zip(&typed.0).filter(|(paper, said)| paper.first != **said).count();
    change.event(
        NewEvent::new(BALLOT, row.id, "key_again").with("papers", papers.len()).with("differ", differ),
    );
    house.commit(change).await
}

/// Says what holds where the two differ, with the paper in hand. Refuses `ballot-paper-unreadable` at `holds`.
pub async fn settle(house: &House, doer: &Doer, row: &BallotRow, of: &PaperRow, holds: &str) -> Result<()> {
    row.rules().step(Verb::Key, &doer.parts, &Default::default())?;
    let open = !row.rules().terms().secret;
    let holds = read(row.asks(), row.items().len(), open, holds)
        .map_err(|_| Refusal::new("ballot-paper-unreadable").at("holds"))?;
    let mut change = doer.change(row.area_id);
    change.push(of.settle(&holds, doer.actor.account()));
    change.event(NewEvent::new(BALLOT, row.id, "settle_paper").with("paper", of.number));
    house.commit(change).await
}

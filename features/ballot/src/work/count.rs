//! The count: two shares open the box; votes are taken from their voters, shuffled, opened and counted as one step.

use super::{BALLOT, Doer, written};
use crate::envelope::{self, Opener};
use crate::published::Published;
use crate::rules::{Slip, State, Verb, count};
use crate::store::{self, BallotRow, counted, paper, voter, votes};
use linju_core::access::token;
use linju_core::ledger::NewEvent;
use linju_core::{Error, House, Result};
use linju_kernel::Refusal;
use std::collections::{BTreeMap, HashMap};

/// Opens and counts, with two of the three shares. Refuses what the rules and the shares refuse, and, of an open
/// ballot, `ballot-paper-stranger` where a typed paper has a number that handed none in.
pub async fn count(house: &House, doer: &Doer, row: &BallotRow, shares: [&str; 2]) -> Result<()> {
    let facts = store::facts(house, row, doer.at).await?;
    row.rules().step(Verb::Count, &doer.parts, &facts)?;
    let opener = envelope::together(shares[0], shares[1], row.public_key.as_deref().unwrap_or_default())?;
    let file = opened(house, row, opener).await?;
    let verb = if file.outcome.quorum { Verb::Count } else { Verb::Lapse };
    let state = row.rules().step(verb, &doer.parts, &facts)?;
    let mut change = doer.change(row.area_id);
    let slips = counted::write(row.area_id, row.id, &file.votes);
    slips.into_iter().for_each(|statement| _ = change.push(statement));
    change.push(votes::unlink(row.area_id, row.id));
    let event = NewEvent::new(BALLOT, row.id, verb.code())
        .with("votes", file.votes.len())
        .with("papers", file.papers)
        .with("unopened", file.unopened)
        .with("mark", file.mark.as_str());
    let kept = Published { votes: Vec::new(), sealed: Vec::new(), ..file };
    let mut row = row.clone();
    row.state = state.code().into();
    row.result = serde_json::to_string(&kept).map_err(|e| Error::Fault(e.to_string()))?;
    if state == State::Lapsed {
        row.published_at = Some(doer.at);
    }
    written(&mut change, &row, event);
    house.commit(change).await
}

/// Everything in the box and every paper, opened and nobody's any more.
async fn opened(house: &House, row: &BallotRow, opener: Opener) -> Result<Published> {
    let (area, id) = (row.area_id, row.id);
    let turnout = store::turnout(house, area, id).await?;
    let weighs: HashMap<_, _> =
        voter::list(house, area, id).await?.into_iter().map(|voter| (voter.id, voter.weight)).collect();
    let inside = votes::all(house, area, id).await?;
    let on_paper = papers(house, row).await?;
    let sealed = counted::sealed(house, area, id).await?;
    let (title, rules) = (row.title.clone(), row.counting(turnout.entitled, turnout.area));
    let secret = row.rules().terms().secret;
    let open = move || -> std::result::Result<Published, count::Uncountable> {
        let mut unopened = 0;
        let mut found: Vec<(String, i64)> = on_paper;
        for vote in inside {
            let Some(bytes) = vote.sealed else { continue };
            let weight = weighs.get(&vote.voter_id).copied().unwrap_or_default();
            match opener.open(id, vote.voter_id, &bytes) {
                Some(choice) if sealed.binary_search(&envelope::receipt(&bytes)).is_ok() => {
                    found.push((choice, weight))
                }
                _ => unopened += 1,
            }
        }
        let papers = turnout.papers;
        // A random name each, in the order of the names: nothing is left of the order they came in.
        let named =
            |(choice, weight)| (token::fresh()[..16].to_owned(), (choice, if secret { 0 } else { weight }));
        let shuffled: BTreeMap<String, (String, i64)> = found.into_iter().map(named).collect();
        let slip = |(id, (choice, area))| Slip { id, choice, area };
        let votes: Vec<Slip> = shuffled.into_iter().map(slip).collect();
        let outcome = count::count(&rules, &votes)?;
        Ok(Published { title, rules, sealed, papers, unopened, votes, outcome, mark: String::new() }.marked())
    };
    let file = tokio::task::spawn_blocking(open).await.map_err(|e| Error::Fault(e.to_string()))?;
    file.map_err(|why| Error::Fault(why.to_string()))
}

/// What the papers say, each with its weight.
async fn papers(house: &House, row: &BallotRow) -> Result<Vec<(String, i64)>> {
    let typed = paper::all(house, row.area_id, row.id).await?;
    let says = typed.iter().filter_map(|paper| paper.says());
    if row.rules().terms().secret {
        return Ok(says.map(|vote| (vote.to_owned(), 0)).collect());
    }
    let mut handed: HashMap<i64, i64> = votes::papers(house, row.area_id, row.id)
        .await?
        .into_iter()
        .map(|(_, n, weight)| (n, weight))
        .collect();
    let stranger = || Error::from(Refusal::new("ballot-paper-stranger"));
    let mut found = Vec::new();
    for said in says {
        let (number, vote) = said.split_once(':').ok_or_else(stranger)?;
        let number: i64 = number.parse().map_err(|_| stranger())?;
        found.push((vote.to_owned(), handed.remove(&number).ok_or_else(stranger)?));
    }
    Ok(found)
}

/// The whole published file. Nothing before everyone may read it.
pub async fn file(house: &House, row: &BallotRow) -> Result<Published> {
    let kept = row.result().filter(|_| row.told()).ok_or(Error::NotFound)?;
    let votes = counted::slips(house, row.area_id, row.id).await?;
    let sealed = counted::sealed(house, row.area_id, row.id).await?;
    Ok(Published { votes, sealed, ..kept })
}

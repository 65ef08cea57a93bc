//! Money for projects: what funds hold, what they keep, what is paid.

use crate::fund::store::{Commitment, Fund, Payment};
use crate::fund::{self, PaymentState, Source};
use crate::rules::{Part, State};
use crate::store::{ProjectRow, while_open};
use crate::work::Doer;
use linju_core::ledger::NewEvent;
use linju_core::{Change, House, Result};
use linju_kernel::{Id, Refusal};

fn lead(doer: &Doer) -> std::result::Result<(), Refusal> {
    if doer.parts.contains(&Part::Lead) { Ok(()) } else { Err(Refusal::new("not-yours")) }
}

/// Sets a fund up, with what is in it. Refuses `fund-name` at `name`, `fund-rule` at `rule`.
pub async fn open(
    house: &House,
    doer: &Doer,
    area: Id,
    (source, name, rule, fen): (Source, &str, &str, i64),
) -> Result<Id> {
    lead(doer)?;
    if !(2..=40).contains(&name.chars().count()) {
        return Err(Refusal::new("fund-name").at("name").into());
    }
    if rule.chars().count() < 4 {
        return Err(Refusal::new("fund-rule").at("rule").into());
    }
    let new = Fund {
        area_id: area,
        id: house.id(),
        source: source.code().into(),
        name: name.into(),
        rule_text: rule.chars().take(500).collect(),
        granted: 0,
        committed: 0,
        paid: 0,
        created_at: doer.at,
    };
    let mut change = doer.change(area);
    change.push(new.insert());
    fund::grant(&mut change, house, new.id, fen, "")?;
    change.event(NewEvent::new("fund", new.id, "open").with("fen", fen));
    house.commit(change).await?;
    Ok(new.id)
}

/// More money comes into a fund. Refuses `project-text` at `text` where nothing says from where.
pub async fn grant(house: &House, doer: &Doer, fund: &Fund, fen: i64, text: &str) -> Result<()> {
    lead(doer)?;
    if text.chars().count() < 2 {
        return Err(Refusal::new("project-text").at("text").into());
    }
    let mut change = doer.change(fund.area_id);
    fund::grant(&mut change, house, fund.id, fen, text)?;
    change.event(NewEvent::new("fund", fund.id, "grant").with("fen", fen));
    house.commit(change).await
}

/// Keeps money for a project.
pub async fn commit(
    house: &House,
    doer: &Doer,
    row: &ProjectRow,
    fund: &Fund,
    fen: i64,
    basis: &str,
) -> Result<()> {
    lead(doer)?;
    let new = Commitment {
        area_id: row.area_id,
        id: house.id(),
        fund_id: fund.id,
        project_id: row.id,
        fen,
        released: 0,
        paid: 0,
        asked: 0,
        basis: basis.chars().take(200).collect(),
        at: doer.at,
    };
    let mut change = doer.change(row.area_id);
    change.push(while_open(row.area_id, row.id));
    fund::commit(&mut change, house, fund, &new)?;
    change.event(event(row, "commit", fen));
    house.commit(change).await
}

/// Gives back what is left of what was kept, once the project is over.
pub async fn release(house: &House, doer: &Doer, row: &ProjectRow, from: &Commitment) -> Result<()> {
    lead(doer)?;
    let state = row.state();
    let short = row.rules().next().is_none();
    if !(state.over() || state == State::Settled || short) {
        return Err(Refusal::new("fund-project-runs").into());
    }
    let mut change = doer.change(row.area_id);
    fund::release(&mut change, house, from, from.left())?;
    change.event(event(row, "release", from.left()));
    house.commit(change).await
}

/// Asks for a payment. Refuses `fund-payee` at `payee`.
pub async fn ask(
    house: &House,
    doer: &Doer,
    row: &ProjectRow,
    from: &Commitment,
    (fen, payee, purpose): (i64, &str, &str),
) -> Result<Id> {
    let Some(asked_by) = doer.actor.account().filter(|_| doer.parts.contains(&Part::Desk)) else {
        return Err(Refusal::new("not-yours").into());
    };
    if !(2..=60).contains(&payee.chars().count()) {
        return Err(Refusal::new("fund-payee").at("payee").into());
    }
    let payment = Payment {
        area_id: row.area_id,
        id: house.id(),
        fund_id: from.fund_id,
        commitment_id: from.id,
        project_id: row.id,
        fen,
        payee: payee.into(),
        purpose: purpose.chars().take(120).collect(),
        state: PaymentState::Asked.code().into(),
        asked_by,
        asked_at: doer.at,
        decided_by: None,
        decided_at: None,
        note: String::new(),
    };
    let mut change = doer.change(row.area_id);
    change.push(while_open(row.area_id, row.id));
    fund::ask(&mut change, &payment)?;
    change.event(event(row, "ask_payment", fen));
    house.commit(change).await?;
    Ok(payment.id)
}

/// The second pair of eyes: lets a payment go, or refuses it with a reason.
pub async fn decide(
    house: &House,
    doer: &Doer,
    row: &ProjectRow,
    payment: &Payment,
    pay: bool,
    note: &str,
) -> Result<()> {
    lead(doer)?;
    let Some(by) = doer.actor.account() else { return Err(Refusal::new("not-yours").into()) };
    if !pay && note.chars().count() < 2 {
        return Err(Refusal::new("project-reason").at("why").into());
    }
    let mut change: Change = doer.change(row.area_id);
    change.push(while_open(row.area_id, row.id));
    fund::decide(&mut change, house, payment, by, pay, note)?;
    change.event(event(row, if pay { "pay" } else { "refuse_payment" }, payment.fen));
    house.commit(change).await
}

fn event(row: &ProjectRow, verb: &'static str, fen: i64) -> NewEvent {
    let public = row.public() && matches!(verb, "commit" | "pay");
    NewEvent::new("project", row.id, verb).with("fen", fen).public(public)
}

//! Casting a vote: by one's code, at the desk, by proxy; and handing in a paper.

use super::{BALLOT, Doer};
use crate::envelope;
use crate::rules::form::PRINTED_RULES;
use crate::rules::{Facts, Part, Verb};
use crate::store::voter::{self, VoterRow};
use crate::store::votes::VoteRow;
use crate::store::{BallotRow, votes};
use linju_core::ledger::NewEvent;
use linju_core::{Error, House, Result};
use linju_kernel::{Day, Refusal, Ts, coded};

coded! {
    /// Who stands by when somebody votes at the desk.
    pub enum Companion {
        /// Nobody but the worker.
        Worker = "worker",
        /// Family.
        Family = "family",
        /// The stairwell's steward.
        Steward = "steward",
        /// A volunteer.
        Volunteer = "volunteer",
    }
}

coded! {
    /// What kind of written authority was shown.
    pub enum Authority {
        /// 书面委托书.
        Letter = "letter",
        /// 公证委托.
        Notarised = "notarised",
        /// 法定监护.
        Guardian = "guardian",
    }
}

/// Somebody who votes for somebody else.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Name; kept sealed.
    pub name: String,
    /// What was shown.
    pub authority: Authority,
    /// The day it was written.
    pub day: Day,
}

/// How a vote comes in besides by one's own phone.
#[derive(Debug, Clone, Default)]
pub struct AtDesk {
    /// Who stood by.
    pub companion: Option<Companion>,
    /// Who votes instead.
    pub proxy: Option<Proxy>,
}

/// A vote that lies in the box.
#[derive(Debug, Clone)]
pub struct Cast {
    /// What was chosen; it is shown once and kept nowhere in the clear.
    pub choice: String,
    /// The name of the sealed vote, for the receipt.
    pub receipt: String,
    /// Did it replace an earlier one?
    pub changed: bool,
}

/// The entry behind a code as it was typed. Refuses `ballot-code-unknown` at `code`.
pub async fn holder(house: &House, row: &BallotRow, typed: &str) -> Result<VoterRow> {
    let code = envelope::plain(typed);
    let found = match code.len() {
        10 => voter::by_code(house, row.area_id, row.id, &code).await?,
        _ => None,
    };
    found.ok_or(Refusal::new("ballot-code-unknown").at("code").by(row.rules().terms().entitled_by).into())
}

/// The entry of that number. Refuses `ballot-number-unknown` at `number`.
pub async fn numbered(house: &House, row: &BallotRow, number: i64) -> Result<VoterRow> {
    let found = voter::by_number(house, row.area_id, row.id, number).await?;
    let law = row.rules().terms().entitled_by;
    found.ok_or(Refusal::new("ballot-number-unknown").at("number").by(law).into())
}

/// Whether that entry may vote now: refuses `ballot-too-early`, `ballot-late`, `ballot-struck`, `ballot-moved-away`
/// and `ballot-voted-on-paper`.
pub async fn may(house: &House, row: &BallotRow, voter: &VoterRow, now: Ts) -> Result<Option<VoteRow>> {
    let rules = row.rules();
    rules.may_vote(now)?;
    let law = rules.terms().entitled_by;
    if !voter.struck.is_empty() {
        return Err(Refusal::new("ballot-struck").by(law).into());
    }
    let day = now.day(house.reference().zone(row.area_id));
    if !voter::still(house, row.form(), voter, day).await? {
        return Err(Refusal::new("ballot-moved-away").by(law).into());
    }
    let before = votes::of(house, row.area_id, row.id, voter.id).await?;
    if before.as_ref().is_some_and(|vote| vote.way == "paper") {
        return Err(Refusal::new("ballot-voted-on-paper").by(PRINTED_RULES).into());
    }
    Ok(before)
}

/// Puts a vote into the box, instead of any earlier one of this voter. `desk` is what a worker writes down; none
/// where the voter holds the code.
pub async fn vote<'c>(
    house: &House,
    doer: &Doer,
    row: &BallotRow,
    voter: &VoterRow,
    chosen: impl IntoIterator<Item = &'c str>,
    desk: Option<&AtDesk>,
) -> Result<Cast> {
    let before = may(house, row, voter, doer.at).await?;
    row.rules().step(Verb::Vote, &doer.parts, &Facts { now: doer.at, ..Facts::default() })?;
    let choice = row.asks().read(row.items().len(), chosen)?;
    let public = row.public_key.as_deref().unwrap_or_default();
    let sealed = envelope::seal(public, row.id, voter.id, &choice);
    let sealed = sealed.ok_or_else(|| Error::Fault("the box has no key".into()))?;
    let receipt = envelope::receipt(&sealed);
    let way = if doer.parts.contains(&Part::Voter) { "phone" } else { "desk" };
    let vote = VoteRow { sealed: Some(sealed), ..taken(house, doer, row, voter, way, desk)? };
    put(house, doer, &vote, Verb::Vote).await?;
    Ok(Cast { choice, receipt, changed: before.is_some() })
}

/// Takes a paper in: it counts instead of whatever lay in the box for this voter, and nothing can be cast for them
/// any more.
pub async fn hand_in(
    house: &House,
    doer: &Doer,
    row: &BallotRow,
    voter: &VoterRow,
    desk: &AtDesk,
) -> Result<()> {
    row.rules().step(Verb::HandIn, &doer.parts, &Facts { now: doer.at, ..Facts::default() })?;
    may(house, row, voter, doer.at).await?;
    let vote = taken(house, doer, row, voter, "paper", Some(desk))?;
    put(house, doer, &vote, Verb::HandIn).await
}

fn taken(
    house: &House,
    doer: &Doer,
    row: &BallotRow,
    voter: &VoterRow,
    way: &str,
    desk: Option<&AtDesk>,
) -> Result<VoteRow> {
    let proxy = desk.and_then(|desk| desk.proxy.as_ref());
    let key = house.key(row.area_id)?;
    Ok(VoteRow {
        area_id: row.area_id,
        ballot_id: row.id,
        voter_id: voter.id,
        way: way.into(),
        sealed: None,
        companion: desk.and_then(|desk| desk.companion).map_or("", Companion::code).into(),
        proxy_sealed: proxy.map(|p| key.seal("ballot_vote", "proxy", row.area_id, voter.id, &p.name)),
        authority: proxy.map_or("", |p| p.authority.code()).into(),
        authority_day: proxy.map(|p| p.day),
        entered_by: doer.actor.account(),
        at: doer.at,
    })
}

/// Refuses `ballot-authority-missing` at `authority` where somebody votes for another without written authority.
pub fn proxy(
    row: &BallotRow,
    name: &str,
    authority: Option<Authority>,
    day: Option<Day>,
) -> std::result::Result<Option<Proxy>, Refusal> {
    if name.is_empty() {
        return Ok(None);
    }
    let law = row.rules().terms().proxy_by;
    let missing = Refusal::new("ballot-authority-missing").at("authority").by(law);
    let (authority, day) = authority.zip(day).ok_or(missing)?;
    match (2..=20).contains(&name.chars().count()) {
        true => Ok(Some(Proxy { name: name.to_owned(), authority, day })),
        false => Err(Refusal::new("ballot-proxy-name").at("proxy")),
    }
}

async fn put(house: &House, doer: &Doer, vote: &VoteRow, verb: Verb) -> Result<()> {
    let mut change = doer.change(vote.area_id);
    change.push(vote.while_open()).push(vote.cast());
    let event = NewEvent::new(BALLOT, vote.ballot_id, verb.code());
    change.event(event.with("voter", vote.voter_id.to_string()).with("way", vote.way.as_str()));
    // Somebody else was faster: the box was closed, or a paper handed in, while this vote was on its way.
    match house.commit(change).await {
        Err(Error::Refused(refusal)) => Err(refusal.by(PRINTED_RULES).into()),
        other => other,
    }
}

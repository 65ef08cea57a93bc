//! Carrying it out: taking messages up, sending them, and saying what became of each.

use crate::rules::{Kind, LIFE, Part, Said, State, Verb, pace, text};
use crate::send::{self, Post};
use crate::store::{self, ChannelRow, DeliveryRow};
use linju_core::ledger::NewEvent;
use linju_core::message::Message;
use linju_core::{Actor, Change, Error, House, Result, setting};
use linju_kernel::{Id, Refusal, Ts};
use std::sync::Arc;

/// The name under which the platform acts here.
pub const RULE: &str = "channel-send";

/// Messages taken up, and deliveries of one channel looked at, in one turn.
const AT_ONCE: i64 = 50;

/// Kind of a delivery among all things, as events name it.
pub const DELIVERY: &str = "delivery";

/// Counter of the deliveries that wait for somebody's word.
pub const STUCK: &str = "delivery.stuck";

/// Does it wait for somebody's word here? A message that was refused waits in the list of those to be told by a
/// person instead.
fn needs_someone(row: &DeliveryRow) -> bool {
    row.state == State::Unsure || (row.state == State::Failed && row.message_id.is_none())
}

/// One turn of sending: what is queued is taken up, what was lost is said, what is due goes out.
pub async fn turn(house: &Arc<House>) -> Result<()> {
    let channels = store::in_use(house).await?;
    take_up(house, &channels).await?;
    for channel in &channels {
        find_lost(house, channel.area_id).await?;
        send_due(house, channel).await?;
    }
    Ok(())
}

/// Queued messages become deliveries of the area's SMS channel. Where there is none, a person tells them.
async fn take_up(house: &House, channels: &[ChannelRow]) -> Result<()> {
    for message in house.messages_queued(AT_ONCE).await? {
        let area = message.area_id;
        let sms = channels.iter().find(|c| c.area_id == area && c.kind == Kind::Sms);
        let mut change = Change::new(area, house.now(), Actor::System(RULE));
        match sms {
            Some(channel) => {
                change.pass_on(message.id);
                change.push(carrying(house, channel, &message).insert());
            }
            None => {
                change.hand_back(message.id);
            }
        }
        first(house, change).await?;
    }
    Ok(())
}

/// Commits what this node wants to be the first to do. Gives whether it was: another node or a person may be faster.
async fn first(house: &House, change: Change) -> Result<bool> {
    match house.commit(change).await {
        Ok(()) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn carrying(house: &House, channel: &ChannelRow, message: &Message) -> DeliveryRow {
    let row = waiting(house, channel, format!("message {}", message.id), message.body.clone());
    DeliveryRow { subject_id: Some(message.subject_id), message_id: Some(message.id), ..row }
}

/// A delivery of `body` that waits in `channel`, outside its quiet hours.
pub fn waiting(house: &House, channel: &ChannelRow, source: String, body: String) -> DeliveryRow {
    let now = house.now();
    let zone = house.reference().zone(channel.area_id).clone();
    DeliveryRow {
        area_id: channel.area_id,
        id: house.id(),
        channel_id: channel.id,
        source,
        subject_id: None,
        message_id: None,
        body,
        urgent: 0,
        state: State::Waiting,
        tries: 0,
        next_at: channel.quiet().after(now, &zone),
        said: String::new(),
        created_at: now,
        changed_at: now,
    }
}

/// Puts `body` into `channel`, once for each `source`.
pub async fn put(
    house: &House,
    channel: &ChannelRow,
    about: Option<Id>,
    source: String,
    body: String,
    urgent: bool,
) -> Result<()> {
    let mut row = waiting(house, channel, source, body);
    row.subject_id = about;
    if urgent {
        row.urgent = 1;
        row.next_at = house.now();
    }
    let mut change = Change::new(channel.area_id, house.now(), Actor::System(RULE));
    change.push(row.insert());
    house.commit(change).await
}

/// What a node was sending when it died may have arrived or not: a person looks.
async fn find_lost(house: &House, area: Id) -> Result<()> {
    let before = house.now().plus_ms(-pace::LOST_AFTER);
    for row in store::stranded(house, area, before).await? {
        finish(house, &[row], &Said::Nothing("node stopped".into())).await?;
    }
    Ok(())
}

async fn send_due(house: &Arc<House>, channel: &ChannelRow) -> Result<()> {
    let now = house.now();
    // A moment farther ahead than a pause can be was set by a clock that ran ahead.
    let resting = channel.next_at > now && channel.next_at <= now.plus_ms(pace::ROBOT_PAUSE);
    if resting {
        return Ok(());
    }
    let due = store::due(house, channel, now, AT_ONCE).await?;
    let zone = house.reference().zone(channel.area_id).clone();
    let quiet = channel.quiet().after(now, &zone) > now;
    let due: Vec<DeliveryRow> = due.into_iter().filter(|row| !quiet || row.urgent == 1).collect();
    if due.is_empty() {
        return Ok(());
    }
    if channel.kind.is_robot() {
        let (words, taken) = text::bundle(due.iter().map(|row| row.body.as_str()), text::ROBOT_BYTES);
        return send_one(house, channel, &due[..taken], None, words).await;
    }
    for row in due {
        let Some(phone) = phone_of(house, &row).await? else {
            over(house, row).await?;
            continue;
        };
        let words = row.body.clone();
        send_one(house, channel, &[row], Some(phone), words).await?;
    }
    Ok(())
}

async fn phone_of(house: &House, row: &DeliveryRow) -> Result<Option<String>> {
    let Some(id) = row.message_id else { return Ok(None) };
    let Some(message) = house.message(row.area_id, id).await? else { return Ok(None) };
    message.to(house)
}

/// A person was faster: nobody has to be told any more.
async fn over(house: &House, row: DeliveryRow) -> Result<()> {
    let mut change = Change::new(row.area_id, house.now(), Actor::System(RULE));
    change.push(DeliveryRow { state: State::ByHand, changed_at: house.now(), ..row }.step(State::Waiting));
    first(house, change).await?;
    Ok(())
}

/// Sends `words`, which say all of `rows`. That they are being sent is written first: a crash in between leaves them
/// to a person rather than to chance.
async fn send_one(
    house: &Arc<House>,
    channel: &ChannelRow,
    rows: &[DeliveryRow],
    phone: Option<String>,
    words: String,
) -> Result<()> {
    let now = house.now();
    let begun: Vec<DeliveryRow> =
        rows.iter().map(|row| begin(row, now)).collect::<std::result::Result<_, _>>()?;
    let mut change = Change::new(channel.area_id, now, Actor::System(RULE));
    for row in &begun {
        change.push(row.step(State::Waiting));
    }
    if channel.kind.is_robot() {
        change.push(store::rest(channel.area_id, channel.id, now.plus_ms(pace::ROBOT_PAUSE)));
    }
    if !first(house, change).await? {
        return Ok(());
    }
    let account = channel.opened(house)?;
    let call = account.call(&Post { id: rows[0].id, phone: phone.as_deref(), text: &words, at: now });
    let said = tokio::task::spawn_blocking(move || send::post(&account, &call)).await;
    finish(house, &begun, &said.unwrap_or_else(|_| Said::Nothing("sending broke off".into()))).await
}

fn begin(row: &DeliveryRow, now: Ts) -> std::result::Result<DeliveryRow, linju_kernel::Refusal> {
    let state = LIFE.step(row.state, Verb::Send, &[Part::Machine])?;
    Ok(DeliveryRow { state, tries: row.tries + 1, changed_at: now, ..row.clone() })
}

/// Writes what became of an attempt: on the deliveries, on the messages they carry, and in the ledger.
async fn finish(house: &House, rows: &[DeliveryRow], said: &Said) -> Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let now = house.now();
    let mut change = Change::new(first.area_id, now, Actor::System(RULE));
    for row in rows {
        let verb = said.verb(now.0 - row.created_at.0);
        let state = LIFE.step(row.state, verb, &[Part::Machine])?;
        let next_at = now.plus_ms(pace::pause_after(row.tries));
        let next = DeliveryRow { state, next_at, said: said.word().into(), changed_at: now, ..row.clone() };
        change.push(next.step(row.state));
        if state == State::Waiting {
            continue;
        }
        match (row.message_id, state) {
            (Some(message), State::Sent) => _ = change.sent(message),
            (Some(message), State::Failed) => _ = change.hand_back(message),
            _ => {}
        }
        change.event(NewEvent::new(DELIVERY, row.id, verb.code()).with("said", said.word()));
        change.count(STUCK, i64::from(needs_someone(&next)));
    }
    house.commit(change).await
}

/// Writes a channel as it was set up; residents are offered an SMS while the area can send one.
pub async fn set_up(house: &House, row: &ChannelRow, verb: &'static str, actor: Actor) -> Result<()> {
    let mut change = Change::new(row.area_id, house.now(), actor);
    change.push(row.write());
    if row.kind == Kind::Sms {
        change.push(setting::set_sms(row.area_id, row.active == 1));
    }
    change.event(
        NewEvent::new("channel", row.id, verb).with("kind", row.kind.code()).with("active", row.active),
    );
    house.commit(change).await?;
    house.refresh().await
}

/// Somebody says what is to become of a delivery the platform could not finish.
pub async fn decide(house: &House, area: Id, id: Id, verb: Verb, actor: Actor) -> Result<()> {
    let row = store::delivery(house, area, id).await?;
    let state = LIFE.step(row.state, verb, &[Part::Desk])?;
    let now = house.now();
    let next = DeliveryRow { state, next_at: now, created_at: now, changed_at: now, ..row.clone() };
    let mut change = Change::new(area, now, actor);
    change.push(next.step(row.state));
    match (verb, row.message_id, row.state) {
        (Verb::Again, Some(_), State::Failed) => return Err(Refusal::new("delivery-handed-back").into()),
        (Verb::TakeOver, Some(message), State::Waiting | State::Unsure) => _ = change.sent(message),
        _ => {}
    }
    change.count(STUCK, -i64::from(needs_someone(&row)));
    change.event(NewEvent::new(DELIVERY, id, verb.code()));
    house.commit(change).await
}

//! What work groups are told when something happens: what was turned over to them, what is dangerous, what climbs.
//!
//! A robot speaks into another company's system: it is told the title that staff gave a case, never a requester's
//! words, name or phone.

use crate::rules::Kind;
use crate::store::{self, ChannelRow};
use crate::work;
use linju_core::ledger::Event;
use linju_core::reaction::Reaction;
use linju_core::words::Locale;
use linju_core::{House, Result};
use linju_kernel::Id;

/// A case was handed to an organisation → its group is told.
pub const HANDED_OVER: Reaction = Reaction {
    name: "channel-handed-over",
    on: &[("case", "dispatch")],
    run: |house, area, event| Box::pin(async move { handed_over(&house, area, &event).await }),
};

/// Something dangerous was reported → the committee's group is told, at any hour.
pub const DANGER: Reaction = Reaction {
    name: "channel-danger",
    on: &[("case", "receive")],
    run: |house, area, event| Box::pin(async move { danger(&house, area, &event).await }),
};

/// A case climbed a rung → the committee's group is told.
pub const CLIMBED: Reaction = Reaction {
    name: "channel-climbed",
    on: &[("case", "escalate")],
    run: |house, area, event| Box::pin(async move { climbed(&house, area, &event).await }),
};

async fn handed_over(house: &House, area: Id, event: &Event) -> Result<()> {
    let Some(to) = event.facts()["to"].as_str().and_then(|id| id.parse::<Id>().ok()) else { return Ok(()) };
    tell(house, area, event, Some(to), "channel-says-handed-over", false).await
}

async fn danger(house: &House, area: Id, event: &Event) -> Result<()> {
    let facts = event.facts();
    let code = facts["category"].as_str().unwrap_or_default();
    if !house.reference().category(code).is_some_and(|category| category.is_emergency()) {
        return Ok(());
    }
    tell(house, area, event, None, "channel-says-danger", true).await
}

async fn climbed(house: &House, area: Id, event: &Event) -> Result<()> {
    tell(house, area, event, None, "channel-says-climbed", false).await
}

/// Tells the robots of `whose` group, or the committee's own.
async fn tell(
    house: &House,
    area: Id,
    event: &Event,
    whose: Option<Id>,
    key: &str,
    urgent: bool,
) -> Result<()> {
    let theirs = |c: &ChannelRow| c.kind.is_robot() && c.active == 1 && c.organisation_id == whose;
    let robots: Vec<ChannelRow> = store::channels(house, area).await?.into_iter().filter(theirs).collect();
    if robots.is_empty() {
        return Ok(());
    }
    let title = store::title(house, area, event.subject_id).await?;
    let name = house.reference().area(area).map(|a| a.name.clone()).unwrap_or_default();
    let values = [("title", title.as_str().into()), ("area", name.as_str().into())];
    let words = house.words.with(Locale::Zh, key, &values);
    for robot in &robots {
        let source = format!("event {}", event.id);
        work::put(house, robot, Some(event.subject_id), source, words.clone(), urgent).await?;
    }
    Ok(())
}

/// Minute of the day from which the day's digest is made.
const DIGEST_FROM: i64 = 8 * 60 + 30;

/// On a day of work, what is due today, late and still to be told, once for each of the committee's groups. A day on
/// which nothing is due says nothing.
pub async fn digest(house: &House) -> Result<()> {
    let reference = house.reference();
    let now = house.now();
    for channel in store::in_use(house).await? {
        let own_group = channel.kind != Kind::Sms && channel.organisation_id.is_none();
        let zone = reference.zone(channel.area_id);
        let day = now.day(zone);
        let begun = now.0 - day.start(zone).0 >= DIGEST_FROM * 60_000;
        if !own_group || !begun || !reference.calendar(channel.area_id).works(day) {
            continue;
        }
        let counters = house.standing(channel.area_id).await?;
        let count = |key: &str| counters.get(key).copied().unwrap_or(0);
        let (due, late, tell) =
            (count(&format!("case.due.{day}")), count("case.overdue"), count("message.pending"));
        if due + late + tell == 0 {
            continue;
        }
        let values = [("due", due.into()), ("late", late.into()), ("tell", tell.into())];
        let words = house.words.with(Locale::Zh, "channel-says-digest", &values);
        work::put(house, &channel, None, format!("digest {day}"), words, false).await?;
    }
    Ok(())
}

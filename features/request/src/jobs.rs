//! The minute's sweep: what time does to cases. Each step is an event under the name of its rule, and a second
//! run finds nothing left to do.

use crate::rules::ladder::{Timer, Watched};
use crate::rules::terms::{Term, Terms};
use crate::rules::{Level, Party};
use crate::store::{Stored, cases, lists, street, sweep as store};
use crate::work::{self, Doer, Press};
use linju_core::access::Role;
use linju_core::jobs::Job;
use linju_core::words::Locale;
use linju_core::{Error, House, Result};
use linju_kernel::deadline::Unit;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};
use std::sync::Arc;

/// The sweep, every minute.
pub const SWEEP: Job =
    Job { name: "request-sweep", every_seconds: 60, run: |house| Box::pin(sweep_all(house)) };

/// Cases taken up in one run for each rule; the rest has its turn a minute later.
const AT_ONCE: i64 = 500;

async fn sweep_all(house: Arc<House>) -> Result<()> {
    house.reload().await?;
    let areas: Vec<Id> = house.reference().areas.iter().map(|a| a.id).collect();
    for area in areas {
        sweep(&house, area).await?;
    }
    Ok(())
}

/// Lets time pass over the cases of `area`: each rule that time fires, in their order, on the cases it may concern;
/// then past days' counters are forgotten.
pub async fn sweep(house: &House, area: Id) -> Result<()> {
    let now = house.now();
    let terms = work::terms(house, area);
    for timer in Timer::ALL.iter().copied() {
        if timer.term().is_some_and(|term| !terms.is_on(term)) {
            continue;
        }
        for case in candidates(house, area, timer, &terms, now).await? {
            fire(house, area, case, timer, &terms, now).await?;
        }
    }
    store::forget_past_days(house, area, now.day(house.reference().zone(area))).await
}

/// The cases that `timer` may concern now, by an index; the rule itself decides.
async fn candidates(house: &House, area: Id, timer: Timer, terms: &Terms, now: Ts) -> Result<Vec<Id>> {
    let reference = house.reference();
    let calendar = reference.calendar(area);
    match timer {
        Timer::DueSoon => {
            let limit = terms.limit(Term::DueSoon, Unit::WorkHour);
            let Some(until) = limit.and_then(|limit| calendar.deadline(now, limit, &[])) else {
                return Ok(Vec::new());
            };
            lists::due_until(house, area, now, until, AT_ONCE).await
        }
        Timer::Late => lists::just_late(house, area, now, AT_ONCE).await,
        Timer::WaitedEnough => lists::waited_enough(house, area, now.day(calendar.zone()), AT_ONCE).await,
        Timer::ToStreet => lists::late_on(house, area, Level::Secretary, now, AT_ONCE).await,
        Timer::ToSecretary => lists::late_on(house, area, Level::Area, now, AT_ONCE).await,
    }
}

/// Does what `timer` owes the case, if anything.
async fn fire(house: &House, area: Id, case: Id, timer: Timer, terms: &Terms, now: Ts) -> Result<()> {
    let stored = cases::load(house, area, case).await?;
    let raised = match timer {
        Timer::ToStreet | Timer::ToSecretary => {
            street::raisings(house, std::slice::from_ref(&stored.row)).await?.last().map(|raised| raised.at)
        }
        _ => None,
    };
    let led = leads(house, area, stored.case.party, now);
    let watched = Watched::of(&stored.case, stored.row.waiting_until, raised, led);
    if !watched.owes(timer, terms, house.reference().calendar(area), now) {
        return Ok(());
    }
    let note = match timer {
        Timer::WaitedEnough => house.words.get(Locale::Zh, "reaction-note-waited-enough").into_owned(),
        _ => String::new(),
    };
    press(house, stored, timer.code(), Press::one(watched.command(timer), &note)).await
}

/// A rung held by whoever has the case already is skipped: the secretary is often also the director, and then
/// nobody is above the case within the area.
pub fn leads(house: &House, area: Id, party: Party, now: Ts) -> bool {
    match party {
        Party::Secretary => true,
        Party::Worker(id) => {
            let leaders = [Role::Secretary, Role::Director];
            house.reference().staff(area, &leaders, now).iter().any(|c| c.id == id)
        }
        _ => false,
    }
}

/// Carries `press` out by `rule`. What someone else has changed at this moment, or what the rules refuse, is left
/// for the next run.
async fn press(house: &House, stored: Stored, rule: &'static str, press: Press) -> Result<()> {
    let case = stored.row.id;
    match work::carry_out_on(house, &Doer::system(rule), stored, press, house.now()).await {
        Ok(_) => Ok(()),
        Err(error @ (Error::Refused(_) | Error::Changed)) => {
            tracing::debug!(%case, rule, %error, "left for the next sweep");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

//! The minute's sweep: what time does to cases. Each step is an event under the name of its rule, and a second
//! run finds nothing left to do.

use crate::reactions::{LATE, OVERDUE_TO_SECRETARY, OVERDUE_TO_STREET, Rule, WAITED_ENOUGH};
use crate::rules::terms::Term;
use crate::rules::{Command, Level, Party};
use crate::store::{Stored, cases, lists, street, sweep as store};
use crate::work::{self, Doer, Press};
use linju_core::access::Role;
use linju_core::jobs::Job;
use linju_core::words::Locale;
use linju_core::{Error, House, Result};
use linju_kernel::deadline::{TimeLimit, Unit};
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

/// Lets time pass over the cases of `area`: late ones are marked, then taken up the ladder, waiting ones go on
/// when their day has passed, and past days' counters are forgotten.
pub async fn sweep(house: &House, area: Id) -> Result<()> {
    let now = house.now();
    let today = now.day(house.reference().zone(area));
    for case in lists::just_late(house, area, now, AT_ONCE).await? {
        let stored = cases::load(house, area, case).await?;
        press(house, stored, LATE, Press::one(Command::Late, "")).await?;
    }
    let terms = work::terms(house, area);
    if terms.is_on(Term::EndWaiting) {
        let passed = house.words.get(Locale::Zh, "reaction-note-waited-enough").into_owned();
        for case in lists::waited_enough(house, area, today, AT_ONCE).await? {
            let stored = cases::load(house, area, case).await?;
            press(house, stored, WAITED_ENOUGH, Press::one(Command::Resume, &passed)).await?;
        }
    }
    let rungs = [
        (Level::Secretary, OVERDUE_TO_STREET, Term::ToStreet, Level::Street),
        (Level::Area, OVERDUE_TO_SECRETARY, Term::ToSecretary, Level::Secretary),
    ];
    for (from, rule, term, to) in rungs {
        let Some(limit) = terms.limit(term, Unit::WorkHour) else { continue };
        for case in lists::late_on(house, area, from, now, AT_ONCE).await? {
            take_up(house, area, case, rule, limit, to).await?;
        }
    }
    store::forget_past_days(house, area, today).await
}

/// Takes a case up that has stayed where it is for `limit` since it was due, or since it was last taken up.
async fn take_up(house: &House, area: Id, case: Id, rule: Rule, limit: TimeLimit, to: Level) -> Result<()> {
    let now = house.now();
    let stored = cases::load(house, area, case).await?;
    let Some(due) = stored.case.due_at() else { return Ok(()) };
    let raised =
        street::raisings(house, std::slice::from_ref(&stored.row)).await?.last().map(|raised| raised.at);
    let over = house.reference().calendar(area).deadline(raised.map_or(due, |at| due.max(at)), limit, &[]);
    if over.is_none_or(|over| over >= now) {
        return Ok(());
    }
    let to = if led_by_secretary(house, &stored, now) { Level::Street } else { to };
    press(house, stored, rule, Press::one(Command::Escalate { to }, "")).await
}

/// A rung held by whoever has the case already is skipped: the secretary is often also the director, and then
/// nobody is above the case within the area.
fn led_by_secretary(house: &House, stored: &Stored, now: Ts) -> bool {
    match stored.case.party {
        Party::Secretary => true,
        Party::Worker(id) => {
            let leaders = [Role::Secretary, Role::Director];
            house.reference().staff(stored.row.area_id, &leaders, now).iter().any(|c| c.id == id)
        }
        _ => false,
    }
}

/// Carries `press` out by `rule`. What someone else has changed at this moment, or what the rules refuse, is left
/// for the next run.
async fn press(house: &House, stored: Stored, rule: Rule, press: Press) -> Result<()> {
    let case = stored.row.id;
    match work::carry_out_on(house, &Doer::system(rule.name), stored, press, house.now()).await {
        Ok(_) => Ok(()),
        Err(error @ (Error::Refused(_) | Error::Changed)) => {
            tracing::debug!(%case, rule = rule.name, %error, "left for the next sweep");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

//! One round: how it stands, who has what, and the steps of its life.

use super::{Choice, at, desk, doer, parts};
use crate::rules::{LIFE, Mark, Tally, Verb};
use crate::store::{self, Counted, RoundRow};
use crate::work;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::ledger::Entry;
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::mask_name;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::{BTreeMap, HashMap};

/// Whoever goes, with their sheets.
struct Group {
    who: Option<Id>,
    tally: Tally,
    sheets: Vec<Counted>,
}

#[derive(Template)]
#[template(path = "round.html")]
struct RoundPage {
    p: Page,
    row: RoundRow,
    tally: Tally,
    groups: Vec<Group>,
    /// Stewards by masked name, with how their stairwells stand.
    stewards: Vec<(String, Tally)>,
    steps: Vec<Verb>,
    life: Vec<Entry>,
    form: Posted,
    errs: FieldErrors,
}

impl RoundPage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, rest)
    }

    fn may(&self, verb: Verb) -> bool {
        LIFE.verbs(self.row.state, &parts(&self.p)).contains(&verb)
    }

    fn who(&self, who: &Option<Id>) -> String {
        if who.is_some() { self.p.name_of(who) } else { self.p.t("round-nobody").into_owned() }
    }

    fn of(&self, tally: &Tally, mark: &Mark) -> i64 {
        tally.of(*mark)
    }

    /// Those who have a sheet, to give one to.
    fn takers(&self) -> Vec<Choice> {
        let choice =
            |group: &Group| Some(Choice { value: group.who?.to_string(), label: self.p.name_of(&group.who) });
        self.groups.iter().filter_map(choice).collect()
    }

    fn chosen_by(&self) -> Vec<String> {
        let filter = self.row.filter();
        filter.tests.iter().map(|test| self.p.code("round-test", test.code()).into_owned()).collect()
    }

    /// What happened to the round as a whole.
    fn happened(&self, entry: &Entry) -> String {
        self.p.code("round-did", &entry.event.verb).into_owned()
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let row = store::load(&app.house, staff.area_id(), id).await?;
    page(&app, staff, row, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, row: RoundRow, form: Posted, errs: FieldErrors) -> Result<Response> {
    let (house, area) = (&app.house, staff.area_id());
    let sheets = store::sheets(house, area, row.id).await?;
    let tally = work::tally(&sheets);
    let stewards = stewards(app, &staff, &sheets).await?;
    let mut by: BTreeMap<Option<Id>, Group> = BTreeMap::new();
    for counted in sheets {
        let who = counted.sheet.account_id;
        let group = by.entry(who).or_insert(Group { who, tally: Tally::default(), sheets: Vec::new() });
        group.tally.join(&counted.tally);
        group.sheets.push(counted);
    }
    let mut groups: Vec<Group> = by.into_values().collect();
    groups.sort_by_key(|group| (Some(staff.session.account) != group.who, -group.tally.all(), group.who));
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let p = staff.page;
    let open = LIFE.verbs(row.state, &parts(&p));
    let steps = [Verb::Close, Verb::Reopen, Verb::Cancel].into_iter().filter(|v| open.contains(v)).collect();
    let life = house.timeline(area, row.id, false).await?;
    html_with(status, &RoundPage { p, row, tally, groups, stewards, steps, life, form, errs })
}

async fn stewards(app: &App, staff: &Staff, sheets: &[Counted]) -> Result<Vec<(String, Tally)>> {
    let mut by: BTreeMap<Id, Tally> = BTreeMap::new();
    for counted in sheets {
        if let Some(steward) = counted.sheet.steward_id {
            by.entry(steward).or_default().join(&counted.tally);
        }
    }
    let ids: Vec<Id> = by.keys().copied().collect();
    let names = store::names(&app.house, staff.area_id(), &ids).await?;
    let named = |(id, tally)| (names.get(&id).map(|name| mask_name(name)).unwrap_or_default(), tally);
    Ok(by.into_iter().map(named).collect())
}

/// Takes a step of the round's life.
pub async fn act(
    State(app): State<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let verb = Verb::of(&verb).filter(|verb| *verb != Verb::Mark).ok_or(Error::NotFound)?;
    let row = store::load(&app.house, staff.area_id(), id).await?;
    let done = match verb {
        Verb::Give => give(&app, &staff, &row, &form).await,
        _ => work::step(&app.house, &doer(&staff), &row, verb, form.get("reason")).await.map_err(Error::from),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&at(&staff.page, &id, "")).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, row, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Gives a sheet to someone who already goes. Refuses `round-sheet` at `sheet` and `round-taker` at `taker`.
async fn give(app: &App, staff: &Staff, row: &RoundRow, form: &Posted) -> Result<()> {
    let sheets = store::sheets(&app.house, row.area_id, row.id).await?;
    let n = form.number("sheet").filter(|n| sheets.iter().any(|c| c.sheet.n == *n));
    let n = n.ok_or(Refusal::new("round-sheet").at("sheet"))?;
    let taker = form.id("taker").filter(|id| sheets.iter().any(|c| c.sheet.account_id == Some(*id)));
    let taker = taker.ok_or(Refusal::new("round-taker").at("taker"))?;
    Ok(work::give(&app.house, &doer(staff), row, n, taker).await?)
}

/// The grid of the sheet whose number was read off the paper.
pub async fn by_number(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    desk(&staff)?;
    let n: i64 = asked.get("n").map_or(Ok(1), |n| n.trim().parse()).unwrap_or(0);
    let row = store::load(&app.house, staff.area_id(), id).await?;
    match store::sheet(&app.house, row.area_id, id, n).await {
        Ok(_) => Ok(Redirect::to(&at(&staff.page, &id, &format!("/sheets/{n}/grid"))).into_response()),
        Err(_) => {
            let form = Posted::default().with("n", asked.get("n").cloned().unwrap_or_default());
            page(&app, staff, row, form, Refusal::new("round-sheet").at("n").into()).await
        }
    }
}

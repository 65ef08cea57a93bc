//! One account: its roles here, and for its keepers disabling it or handing over a new password.

use crate::keep::{HandedPage, Scope, first_day, not_oneself, spoken_role};
use crate::sign_in::at_form;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::account::{Account, HeldRole};
use linju_core::party::Assignment;
use linju_kernel::{Day, Id, Refusal};
use linju_web::page::{html, html_with};
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

type Params = Path<HashMap<String, String>>;

/// An account as this page may touch it.
struct Kept {
    scope: Scope,
    account: Account,
    /// Its roles here; all of them on the street's page.
    roles: Vec<HeldRole>,
    /// Is the account itself theirs to change?
    ours: bool,
}

impl Kept {
    /// The account of the path; not found if it has no role here.
    async fn of(app: &App, staff: &Staff, params: &HashMap<String, String>) -> Result<Self> {
        let scope = Scope::of(staff)?;
        let id: Id = params.get("account").and_then(|id| id.parse().ok()).ok_or(Error::NotFound)?;
        let (account, all) = app.house.account(id).await?;
        let ours = staff.session.keeps(&all, staff.page.today());
        let roles: Vec<HeldRole> = match scope.area {
            Some(area) => all.into_iter().filter(|r| r.grant.area == Some(area)).collect(),
            None => all,
        };
        let hidden = scope.area.is_some() && roles.is_empty() || account.street_id != staff.session.street;
        if hidden { Err(Error::NotFound) } else { Ok(Self { scope, account, roles, ours }) }
    }

    fn href(&self) -> String {
        self.scope.href(&self.account.id)
    }

    /// Refuses to change an account that is not only theirs.
    fn require_ours(&self, staff: &Staff) -> Result<()> {
        not_oneself(staff, self.account.id)?;
        if self.ours { Ok(()) } else { Err(Refusal::new("account-elsewhere").into()) }
    }
}

#[derive(Template)]
#[template(path = "account.html")]
struct OnePage {
    p: Page,
    kept: Kept,
    own: bool,
    /// Places it looks after in this area, to be handed over before it leaves.
    cared_for: i64,
    /// Where they are handed over.
    hand_over: String,
    form: Posted,
    errs: FieldErrors,
}

impl OnePage {
    fn spoken(&self, role: &HeldRole) -> String {
        spoken_role(&self.p, role)
    }

    fn lasts(&self, role: &HeldRole) -> bool {
        !role.over(self.p.today())
    }

    fn organisation(&self) -> String {
        self.p.app.house.reference().organisation_name(self.kept.account.organisation_id).to_owned()
    }
}

async fn page(
    app: &App,
    staff: Staff,
    kept: Kept,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let own = staff.session.account == kept.account.id;
    let (mut cared_for, mut hand_over) = (0, String::new());
    if let Some(area) = &staff.page.area {
        let held = app.house.assignments(area.id, staff.page.today()).await?;
        let open = |a: &&Assignment| a.account_id == kept.account.id && a.to_day.is_none();
        cared_for = held.iter().filter(open).count() as i64;
        hand_over = format!("/staff/{}/registry/duties", area.code);
    }
    html_with(status, &OnePage { p: staff.page, kept, own, cared_for, hand_over, form, errs })
}

/// The form, with the account's name and phone in it.
fn blank(staff: &Staff, kept: &Kept) -> Posted {
    Posted::default()
        .with("from", staff.page.today().to_string())
        .with("name", kept.account.name.as_str())
        .with("phone", kept.account.phone.as_str())
}

/// The page.
pub async fn show(State(app): State<App>, Path(params): Params, staff: Staff) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    let form = blank(&staff, &kept);
    page(&app, staff, kept, form, FieldErrors::new(), StatusCode::OK).await
}

/// Changes what colleagues call it and how they reach it.
pub async fn rename(
    State(app): State<App>,
    Path(params): Params,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    if !kept.ours {
        return Err(Refusal::new("account-elsewhere").into());
    }
    let (name, phone) = (form.get("name"), form.get("phone"));
    match app.house.rename_account(kept.account.id, name, phone, kept.scope.area, staff.actor()).await {
        Ok(()) => Ok(Redirect::to(&kept.href()).into_response()),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            page(&app, staff, kept, form, refusal.into(), status).await
        }
    }
}

/// Gives one more role.
pub async fn give_role(
    State(app): State<App>,
    Path(params): Params,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    match give(&app, &staff, &kept, &form).await {
        Ok(()) => Ok(Redirect::to(&kept.href()).into_response()),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            let form = blank(&staff, &kept).with("role", form.get("role")).with("area", form.get("area"));
            page(&app, staff, kept, form, refusal.into(), status).await
        }
    }
}

async fn give(app: &App, staff: &Staff, kept: &Kept, form: &Posted) -> linju_core::Result<()> {
    let grant = kept.scope.grant(form)?;
    let to = last_day(form, "to")?;
    app.house.give_role(&kept.account, grant, first_day(form)?, to, staff.actor()).await
}

/// The day in `field`; none if it was left empty.
fn last_day(form: &Posted, field: &'static str) -> Result<Option<Day>, Refusal> {
    if !form.ticked(field) {
        return Ok(None);
    }
    form.day(field).map(Some).ok_or(Refusal::new("day-missing").at(field))
}

/// Ends a role after the day the form names.
pub async fn end_role(
    State(app): State<App>,
    Path(params): Params,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    not_oneself(&staff, kept.account.id)?;
    let id: Option<Id> = params.get("role").and_then(|id| id.parse().ok());
    let role = kept.roles.iter().find(|r| Some(r.id) == id).ok_or(Error::NotFound)?;
    let to = form.day("to").ok_or(Refusal::new("day-missing"))?;
    app.house.end_role(role, to, staff.actor()).await?;
    Ok(Redirect::to(&kept.href()).into_response())
}

/// Disables the account at once.
pub async fn disable(State(app): State<App>, Path(params): Params, staff: Staff) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    kept.require_ours(&staff)?;
    app.house.disable_account(kept.account.id, kept.scope.area, staff.actor()).await?;
    Ok(Redirect::to(&kept.href()).into_response())
}

/// Lets it sign in again.
pub async fn enable(State(app): State<App>, Path(params): Params, staff: Staff) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    kept.require_ours(&staff)?;
    app.house.enable_account(kept.account.id, kept.scope.area, staff.actor()).await?;
    Ok(Redirect::to(&kept.href()).into_response())
}

/// Hands over a new password, once.
pub async fn reset(State(app): State<App>, Path(params): Params, staff: Staff) -> Result<Response> {
    let kept = Kept::of(&app, &staff, &params).await?;
    kept.require_ours(&staff)?;
    let password = app.house.reset_account(kept.account.id, kept.scope.area, staff.actor()).await?;
    let back = kept.href();
    html(&HandedPage { p: staff.page, name: kept.account.name, login: kept.account.login, password, back })
}

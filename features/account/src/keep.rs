//! 账号: the accounts of an area, for its keepers, or of the whole street, for its administrator.

use crate::mine::spoken;
use crate::sign_in::at_form;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::account::{Account, HeldRole, NewAccount};
use linju_core::access::password::{hash_password, one_time_password};
use linju_core::access::{Grant, Right, Role};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal};
use linju_web::page::{html, html_with};
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// Whose accounts are kept on this page: an area's, or the street's.
pub struct Scope {
    /// None on the street's page.
    pub area: Option<Id>,
    /// Where its pages are.
    pub base: String,
    /// The areas a role may be given in.
    pub areas: Vec<(Id, String)>,
}

impl Scope {
    /// The scope of the page `staff` is on; not found for whoever keeps no accounts there.
    pub fn of(staff: &Staff) -> Result<Self> {
        if let Some(area) = &staff.page.area {
            staff.require(Right::EditAccounts)?;
            let (base, areas) =
                (format!("/staff/{}/accounts", area.code), vec![(area.id, area.name.clone())]);
            return Ok(Self { area: Some(area.id), base, areas });
        }
        staff.require_street(Right::EditAccounts)?;
        let reference = staff.page.app.house.reference();
        let own = reference.areas.iter().filter(|a| a.street_id == staff.session.street);
        let areas = own.map(|a| (a.id, a.name.clone())).collect();
        Ok(Self { area: None, base: "/street/accounts".into(), areas })
    }

    /// The address of an account's page.
    pub fn href(&self, account: &Id) -> String {
        format!("{}/{account}", self.base)
    }

    async fn accounts(&self, app: &App, staff: &Staff) -> Result<Vec<(Account, Vec<HeldRole>)>> {
        Ok(match self.area {
            Some(area) => app.house.accounts_in(area).await?,
            None => app.house.accounts_of_street(staff.session.street).await?,
        })
    }

    /// The roles that may be given here.
    pub fn roles(&self) -> Vec<Role> {
        Role::ALL.iter().copied().filter(|role| self.area.is_none() || !role.of_street()).collect()
    }

    /// The grant a form asks for: here, or on the street's page where its `area` says. Refuses at its field.
    pub fn grant(&self, form: &Posted) -> Result<Grant, Refusal> {
        let role: Role = form.coded("role").ok_or(Refusal::new("role-missing").at("role"))?;
        if role.of_street() && self.area.is_none() {
            return Ok(Grant { role, area: None });
        }
        let area = self.area.or_else(|| form.id("area")).filter(|id| self.areas.iter().any(|a| a.0 == *id));
        let area = area.ok_or(Refusal::new("area-missing").at("area"))?;
        Ok(Grant { role, area: Some(area) })
    }
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct ListPage {
    p: Page,
    scope: Scope,
    accounts: Vec<(Account, Vec<HeldRole>)>,
    form: Posted,
    errs: FieldErrors,
}

impl ListPage {
    fn spoken(&self, role: &HeldRole) -> String {
        spoken_role(&self.p, role)
    }

    fn organisation(&self, account: &Account) -> String {
        self.p.app.house.reference().organisation_name(account.organisation_id).to_owned()
    }
}

/// A role with its last day, if it has one.
pub fn spoken_role(p: &Page, role: &HeldRole) -> String {
    let text = spoken(p, role.grant);
    match role.to {
        Some(to) if role.over(p.today()) => p.a2("role-over", "role", text, "day", p.day(&to)),
        Some(to) => p.a2("role-until", "role", text, "day", p.day(&to)),
        None if role.from > p.today() => p.a2("role-from", "role", text, "day", p.day(&role.from)),
        None => text,
    }
}

/// The list.
pub async fn list(State(app): State<App>, staff: Staff) -> Result<Response> {
    let form = Posted::default().with("from", staff.page.today().to_string());
    list_page(&app, staff, form, FieldErrors::new(), StatusCode::OK).await
}

async fn list_page(
    app: &App,
    staff: Staff,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let scope = Scope::of(&staff)?;
    let accounts = scope.accounts(app, &staff).await?;
    html_with(status, &ListPage { p: staff.page, scope, accounts, form, errs })
}

/// Gives a role here to someone who has an account already.
pub async fn give_to_login(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    let scope = Scope::of(&staff)?;
    match give(&app, &staff, &scope, &form).await {
        Ok(account) => Ok(Redirect::to(&scope.href(&account)).into_response()),
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            list_page(&app, staff, form, refusal.into(), status).await
        }
    }
}

async fn give(app: &App, staff: &Staff, scope: &Scope, form: &Posted) -> linju_core::Result<Id> {
    let unknown = || Refusal::new("login-unknown").at("login");
    let account = app.house.account_by_login(form.get("login")).await?.ok_or_else(unknown)?;
    if account.street_id != staff.session.street {
        return Err(unknown().into());
    }
    let grant = scope.grant(form)?;
    app.house.give_role(&account, grant, first_day(form)?, None, staff.actor()).await?;
    Ok(account.id)
}

/// The first day a form names.
pub fn first_day(form: &Posted) -> Result<Day, Refusal> {
    form.day("from").ok_or(Refusal::new("day-missing").at("from"))
}

#[derive(Template)]
#[template(path = "account-new.html")]
struct NewPage {
    p: Page,
    scope: Scope,
    organisations: Vec<(Id, String)>,
    form: Posted,
    errs: FieldErrors,
}

/// The one-time password, on paper: shown once and kept nowhere.
#[derive(Template)]
#[template(path = "account-handed.html")]
pub struct HandedPage {
    pub p: Page,
    pub name: String,
    pub login: String,
    pub password: String,
    pub back: String,
}

fn new_page(staff: Staff, form: Posted, errs: FieldErrors, status: StatusCode) -> Result<Response> {
    let scope = Scope::of(&staff)?;
    let reference = staff.page.app.house.reference();
    let mut organisations: Vec<(Id, String)> = match scope.area {
        Some(area) => reference
            .organisations_in(area, staff.page.today())
            .map(|(o, _)| (o.id, o.name.clone()))
            .collect(),
        None => reference.organisations.values().map(|o| (o.id, o.name.clone())).collect(),
    };
    organisations.sort();
    organisations.dedup();
    html_with(status, &NewPage { p: staff.page, scope, organisations, form, errs })
}

/// The form for a new account.
pub async fn blank(staff: Staff) -> Result<Response> {
    let form = Posted::default().with("from", staff.page.today().to_string());
    new_page(staff, form, FieldErrors::new(), StatusCode::OK)
}

/// Makes it, and shows its one-time password.
pub async fn create(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    let scope = Scope::of(&staff)?;
    let password = one_time_password();
    match make(&app, &staff, &scope, &form, &password).await {
        Ok(account) => {
            let (name, login) = (account.name, account.login);
            html(&HandedPage { p: staff.page, name, login, password, back: scope.href(&account.id) })
        }
        Err(error) => {
            let (status, refusal) = at_form(error)?;
            new_page(staff, form, refusal.into(), status)
        }
    }
}

async fn make(
    app: &App,
    staff: &Staff,
    scope: &Scope,
    form: &Posted,
    password: &str,
) -> linju_core::Result<Account> {
    let grant = scope.grant(form)?;
    let new = NewAccount {
        street: staff.session.street,
        organisation: organisation(staff, scope, form)?,
        login: form.get("login").to_owned(),
        name: form.get("name").to_owned(),
        phone: form.get("phone").to_owned(),
        password_hash: hash_password(password).await?,
        temporary: true,
        grants: vec![grant],
    };
    let id = app.house.create_account(new, first_day(form)?, staff.actor()).await?;
    Ok(app.house.account(id).await?.0)
}

/// The organisation a form names, if it is one of those it offered.
fn organisation(staff: &Staff, scope: &Scope, form: &Posted) -> Result<Option<Id>, Refusal> {
    let Some(id) = form.id("organisation") else { return Ok(None) };
    let reference = staff.page.app.house.reference();
    let offered = match scope.area {
        Some(area) => reference.organisations_in(area, staff.page.today()).any(|(o, _)| o.id == id),
        None => reference.organisations.contains_key(&id),
    };
    if offered { Ok(Some(id)) } else { Err(Refusal::new("organisation-missing").at("organisation")) }
}

/// Refuses what nobody does to their own account.
pub fn not_oneself(staff: &Staff, account: Id) -> Result<(), Error> {
    if staff.session.account == account { Err(Refusal::new("account-own").into()) } else { Ok(()) }
}

//! One channel: set up by whoever leads the area. Its keys are written once and never shown again.

use super::{desk, link};
use crate::gateway;
use crate::rules::Kind;
use crate::rules::pace::Quiet;
use crate::store::{self, ChannelRow};
use crate::work;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::access::Right;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal, Ts};
use linju_web::form::Choice;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

const LONGEST: usize = 40;
const LONGEST_SECRET: usize = 200;

#[derive(Template)]
#[template(path = "channel.html")]
struct ChannelPage {
    p: Page,
    form: Posted,
    errs: FieldErrors,
    kinds: Vec<Choice>,
    organisations: Vec<Choice>,
    /// The channel, once there is one.
    id: Option<Id>,
    kind: Option<Kind>,
    active: bool,
}

impl ChannelPage {
    fn href(&self, rest: &str) -> String {
        match self.id {
            Some(id) => link(self.p.area(), &format!("/{id}{rest}")),
            None => link(self.p.area(), "/new"),
        }
    }

    fn list(&self) -> String {
        link(self.p.area(), "")
    }

    /// Which fields are shown: all of them until a kind is chosen.
    fn asks(&self, robot: bool) -> bool {
        self.kind.is_none_or(|kind| kind.is_robot() == robot)
    }
}

/// An empty form.
pub async fn blank(State(app): State<App>, staff: Staff) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let form = hours(Posted::default().with("kind", Kind::Sms.code()), Quiet::USUAL);
    page(&app, staff, form, FieldErrors::new(), None)
}

/// A channel as it is set up.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    desk(&staff)?;
    let row = store::channel(&app.house, staff.area_id(), id).await?;
    let form = Posted::default()
        .with("kind", row.kind.code())
        .with("name", &row.name)
        .with("organisation", row.organisation_id.map(|id| id.to_string()).unwrap_or_default())
        .with("address", &row.address)
        .with("account", &row.account)
        .with("sign_name", &row.sign_name)
        .with("template", &row.template);
    page(&app, staff, hours(form, row.quiet()), FieldErrors::new(), Some(&row))
}

fn hours(form: Posted, quiet: Quiet) -> Posted {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    form.with("quiet_from", clock(quiet.from)).with("quiet_to", clock(quiet.to))
}

fn page(
    app: &App,
    staff: Staff,
    form: Posted,
    errs: FieldErrors,
    row: Option<&ChannelRow>,
) -> Result<Response> {
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let p = staff.page;
    let label = |kind: &Kind| p.code("channel-kind", kind.code()).into_owned();
    let kinds = Kind::ALL.iter().map(|k| Choice { value: k.code().into(), label: label(k) }).collect();
    let reference = app.house.reference();
    let here = reference.organisations_in(p.area().id, p.today());
    let organisations =
        here.map(|(o, _)| Choice { value: o.id.to_string(), label: o.name.clone() }).collect();
    let (id, kind, active) = (row.map(|r| r.id), row.map(|r| r.kind), row.is_some_and(|r| r.active == 1));
    html_with(status, &ChannelPage { p, form, errs, kinds, organisations, id, kind, active })
}

/// Makes one.
pub async fn create(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    staff.require(Right::EditArea)?;
    match read(&app.house, staff.area_id(), &form, None) {
        Ok(row) => save(&app.house, staff, row, "channel_added").await,
        Err(errs) => page(&app, staff, form, errs, None),
    }
}

/// Changes one. Keys that are left empty stay.
pub async fn change(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let old = store::channel(&app.house, staff.area_id(), id).await?;
    match read(&app.house, staff.area_id(), &form, Some(&old)) {
        Ok(row) => save(&app.house, staff, row, "channel_changed").await,
        Err(errs) => page(&app, staff, form, errs, Some(&old)),
    }
}

/// Pauses it, or puts it to use again.
pub async fn switch(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let old = store::channel(&app.house, staff.area_id(), id).await?;
    let row = ChannelRow { active: 1 - old.active, ..old };
    save(&app.house, staff, row, "channel_switched").await
}

/// Sends one line through a robot, so that whoever set it up sees it arrive.
pub async fn attempt(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::EditArea)?;
    let row = store::channel(&app.house, staff.area_id(), id).await?;
    if row.kind.is_robot() {
        let words = staff.page.t("channel-says-hello").into_owned();
        let source = format!("hello {}", app.house.id());
        work::put(&app.house, &row, None, source, words, true).await?;
    }
    Ok(Redirect::to(&link(staff.area(), "")).into_response())
}

async fn save(house: &House, staff: Staff, row: ChannelRow, verb: &'static str) -> Result<Response> {
    work::set_up(house, &row, verb, staff.actor()).await?;
    Ok(Redirect::to(&link(staff.area(), "")).into_response())
}

/// Reads the form. The kind of a channel never changes.
fn read(
    house: &House,
    area: Id,
    form: &Posted,
    old: Option<&ChannelRow>,
) -> std::result::Result<ChannelRow, FieldErrors> {
    let mut errs = FieldErrors::new();
    let kind = old.map(|o| o.kind).or_else(|| form.coded("kind")).unwrap_or(Kind::Sms);
    for field in ["name", "account", "sign_name", "template"] {
        errs.check(form.get(field).chars().count() <= LONGEST, field, "channel-long");
    }
    errs.check(!form.get("name").is_empty(), "name", "channel-name");
    let typed = match (kind, form.get("address")) {
        (Kind::Sms, "") => format!("https://{}", kind.host()),
        (_, typed) => typed.to_owned(),
    };
    let (address, query) = gateway::checked(house, kind, &typed).unwrap_or_else(|refusal| {
        errs.push(refusal);
        Default::default()
    });
    let secret = keys(kind, form, &query);
    let whole = secret.lines().all(|line| !line.is_empty() && line.len() <= LONGEST_SECRET);
    errs.check(
        old.is_some() && secret.trim().is_empty() || whole && !secret.is_empty(),
        "secret",
        "channel-secret",
    );
    if kind == Kind::Sms {
        for field in ["account", "sign_name", "template"] {
            errs.check(!form.get(field).is_empty(), field, "channel-sms-field");
        }
    }
    let mut minute =
        |field: &'static str| clock(form.get(field), field).map_err(|r| errs.push(r)).unwrap_or(0);
    let (quiet_from, quiet_to) = (minute("quiet_from"), minute("quiet_to"));
    if !errs.is_empty() {
        return Err(errs);
    }
    let id = old.map_or_else(|| house.id(), |o| o.id);
    let sealed = match old {
        Some(old) if secret.trim().is_empty() => Some(old.secret_sealed.clone()),
        _ => house.key(area).ok().map(|key| key.seal("channel", "secret", area, id, &secret)),
    };
    Ok(ChannelRow {
        area_id: area,
        id,
        kind,
        name: form.get("name").into(),
        organisation_id: form.id("organisation").filter(|_| kind.is_robot()),
        address,
        account: form.get("account").into(),
        sign_name: form.get("sign_name").into(),
        template: form.get("template").into(),
        secret_sealed: sealed.unwrap_or_default(),
        quiet_from,
        quiet_to,
        active: old.map_or(1, |o| o.active),
        next_at: old.map_or(Ts(0), |o| o.next_at),
    })
}

/// The keys, one a line: what was typed, or what the pasted address of a robot carries.
fn keys(kind: Kind, form: &Posted, query: &[(String, String)]) -> String {
    let asked =
        |name: &str| query.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()).unwrap_or_default();
    match kind {
        Kind::Sms => form.get("secret").to_owned(),
        Kind::Wecom => {
            Some(asked("key")).filter(|k| !k.is_empty()).unwrap_or_else(|| form.get("secret").to_owned())
        }
        Kind::Dingtalk if asked("access_token").is_empty() && form.get("secret").is_empty() => String::new(),
        Kind::Dingtalk => format!("{}\n{}", asked("access_token"), form.get("secret")),
    }
}

/// `21:00` as a minute of the day.
fn clock(text: &str, field: &'static str) -> std::result::Result<i64, Refusal> {
    let read = text.split_once(':').and_then(|(h, m)| Some((h.parse::<i64>().ok()?, m.parse::<i64>().ok()?)));
    read.filter(|(h, m)| (0..24).contains(h) && (0..60).contains(m))
        .map(|(h, m)| h * 60 + m)
        .ok_or(Refusal::new("channel-clock").at(field))
}

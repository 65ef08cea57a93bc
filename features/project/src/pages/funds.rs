//! Funds of an area: what they hold, what waits for a second pair of eyes, and the statement of it all.

use super::{Choice, Desk};
use crate::fund::store::{self as funds, Entry, Fund, Payment};
use crate::fund::{EntryKind, Source, read_yuan, yuan};
use crate::money as purse;
use crate::store;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::sheet::{Cell, Leaf, attachment, workbook};
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff, html};

#[derive(Template)]
#[template(path = "funds.html")]
struct FundsPage {
    p: Page,
    base: String,
    all: Vec<Fund>,
    waiting: Vec<Payment>,
    sources: Vec<Choice>,
    leads: bool,
    me: Option<Id>,
    form: Posted,
    errs: FieldErrors,
}

impl FundsPage {
    fn fund_name(&self, id: &Id) -> &str {
        self.all.iter().find(|f| f.id == *id).map_or("", |f| f.name.as_str())
    }

    fn asker(&self, payment: &Payment) -> String {
        self.p.name_of(&Some(payment.asked_by))
    }

    fn mine(&self, payment: &Payment) -> bool {
        self.me == Some(payment.asked_by)
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    page(&app, Desk::of(staff)?, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, desk: Desk, form: Posted, errs: FieldErrors) -> Result<Response> {
    let (house, area) = (&app.house, desk.area.id);
    let all = funds::funds(house, area).await?;
    let waiting = funds::waiting(house, area).await?;
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = FundsPage {
        base: format!("/staff/{}/funds", desk.area.code),
        sources: desk.p.choices("fund-source", Source::ALL),
        leads: desk.leads(),
        me: desk.actor.account(),
        p: desk.p,
        all,
        waiting,
        form,
        errs,
    };
    html_with(status, &page)
}

async fn answered(app: &App, desk: Desk, form: Posted, done: linju_core::Result<()>) -> Result<Response> {
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&format!("/staff/{}/funds", desk.area.code)).into_response()),
        Err(Error::Refused(refusal)) => page(app, desk, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Sets a fund up.
pub async fn open(Shared(app): Shared<App>, staff: Staff, form: Posted) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let source: Option<Source> = form.coded("source");
    let (Some(source), Some(fen)) = (source, read_yuan(form.get("fen"))) else {
        let refusal = match source {
            None => Refusal::new("fund-source").at("source"),
            Some(_) => Refusal::new("fund-amount").at("fen"),
        };
        return page(&app, desk, form, refusal.into()).await;
    };
    let what = (source, form.get("name"), form.get("rule"), fen);
    let done = purse::open(&app.house, &desk.doer(), desk.area.id, what).await.map(|_| ());
    answered(&app, desk, form, done).await
}

/// More money comes in.
pub async fn grant(
    Shared(app): Shared<App>,
    Path((_, fund)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let fund = funds::fund(&app.house, desk.area.id, fund).await?;
    let fen = read_yuan(form.get("fen")).unwrap_or_default();
    let done = purse::grant(&app.house, &desk.doer(), &fund, fen, form.get("text")).await;
    answered(&app, desk, form, done).await
}

/// The second pair of eyes: `pay` or `refuse`.
pub async fn decide(
    Shared(app): Shared<App>,
    Path((_, payment, what)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let pay = match what.as_str() {
        "pay" => true,
        "refuse" => false,
        _ => return Err(Error::NotFound),
    };
    let payment = funds::payment(&app.house, desk.area.id, payment).await?;
    let row = store::load(&app.house, desk.area.id, payment.project_id).await?.row;
    let done = purse::decide(&app.house, &desk.doer(), &row, &payment, pay, form.get("why")).await;
    answered(&app, desk, form, done).await
}

#[derive(Template)]
#[template(path = "fund_statement.html")]
struct StatementPage {
    p: Page,
    base: String,
    all: Vec<Fund>,
    entries: Vec<Entry>,
}

impl StatementPage {
    fn today(&self) -> String {
        self.p.day(&self.p.today())
    }

    fn day(&self, entry: &Entry) -> String {
        self.p.day(&entry.at.day(&self.p.zone()))
    }

    fn of(&self, fund: &Fund) -> Vec<&Entry> {
        self.entries.iter().filter(|e| e.fund_id == fund.id).collect()
    }
}

/// The statement, A4.
pub async fn statement(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let all = funds::funds(&app.house, desk.area.id).await?;
    let entries = funds::entries(&app.house, desk.area.id).await?;
    let base = format!("/staff/{}/funds", desk.area.code);
    html(&StatementPage { p: desk.p, base, all, entries })
}

/// The statement as a workbook: one sheet of funds, one of every line of the ledger.
pub async fn workbook_of(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let p = &desk.p;
    let all = funds::funds(&app.house, desk.area.id).await?;
    let entries = funds::entries(&app.house, desk.area.id).await?;
    let words = |keys: &[&str]| keys.iter().map(|key| p.t(key).into_owned()).collect::<Vec<_>>();
    let sum = |fen: i64| Cell::from(yuan(fen));
    let row = |f: &Fund| {
        vec![
            f.name.as_str().into(),
            p.code("fund-source", &f.source).as_ref().into(),
            sum(f.granted),
            sum(f.committed),
            sum(f.paid),
            sum(f.free()),
            sum(f.balance()),
        ]
    };
    let line = |e: &Entry| {
        let name = all.iter().find(|f| f.id == e.fund_id).map_or("", |f| f.name.as_str());
        vec![
            Cell::Day(e.at.day(&p.zone())),
            name.into(),
            p.code("fund-entry", EntryKind::code(e.kind())).as_ref().into(),
            sum(e.fen),
            e.text.as_str().into(),
        ]
    };
    let header = [
        "fund-name",
        "fund-source",
        "fund-granted",
        "fund-committed",
        "fund-paid",
        "fund-free",
        "fund-balance",
    ];
    let ledger = ["fund-day", "fund-name", "fund-entry", "fund-sum", "fund-about"];
    let leaves = [
        Leaf {
            name: p.t("funds").into_owned(),
            widths: vec![24.0, 16.0, 14.0, 14.0, 14.0, 14.0, 14.0],
            header: words(&header),
            rows: all.iter().map(row).collect(),
        },
        Leaf {
            name: p.t("fund-ledger").into_owned(),
            widths: vec![12.0, 24.0, 12.0, 14.0, 30.0],
            header: words(&ledger),
            rows: entries.iter().map(line).collect(),
        },
    ];
    Ok(attachment(&format!("funds-{}.xlsx", desk.area.code), workbook(&leaves)?))
}

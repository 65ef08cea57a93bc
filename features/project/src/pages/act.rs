//! A step of a project: its own small page that says what it means, and carrying it out.

use super::{Choice, Desk, family, money, one, verdicts};
use crate::fund::read_yuan;
use crate::fund::store as funds;
use crate::money;
use crate::rules::{Check, Forum, Listed, Need, Part, Piece, Squad, Want};
use crate::store::Whole;
use crate::work::{self, New};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// A step with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Record evidence.
    Record(Piece),
    /// Open the next gate.
    Advance,
    /// Give it up.
    Drop,
    /// Keep money of a fund.
    Commit,
    /// Ask for a payment.
    Pay,
}

impl Step {
    fn of(code: &str) -> Option<Step> {
        match code {
            "advance" => Some(Step::Advance),
            "drop" => Some(Step::Drop),
            "commit" => Some(Step::Commit),
            "pay" => Some(Step::Pay),
            _ => Piece::of(code).map(Step::Record),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Step::Record(piece) => piece.code(),
            Step::Advance => "advance",
            Step::Drop => "drop",
            Step::Commit => "commit",
            Step::Pay => "pay",
        }
    }
}

#[derive(Template)]
#[template(path = "project_act.html")]
struct ActPage {
    p: Page,
    base: String,
    whole: Whole,
    step: Step,
    groups: Vec<Choice>,
    verdicts: Vec<Choice>,
    refers: Vec<Choice>,
    /// Funds to keep money of, or what is kept to pay out of.
    purses: Vec<Choice>,
    lacking: Vec<Need>,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn heading(&self) -> String {
        match self.step {
            Step::Record(piece) => self.p.code("project-piece", piece.code()).into_owned(),
            other => self.p.code("project-do", other.code()).into_owned(),
        }
    }

    fn means(&self) -> String {
        match self.step {
            Step::Record(piece) => self.p.code("project-means", piece.code()).into_owned(),
            other => self.p.code("project-doing", other.code()).into_owned(),
        }
    }

    fn piece(&self) -> Option<Piece> {
        if let Step::Record(piece) = self.step { Some(piece) } else { None }
    }

    fn wants(&self, want: &Want) -> bool {
        *want != Want::No
    }

    fn must(&self, want: &Want) -> String {
        if *want == Want::Must { String::new() } else { self.p.t("optional").into_owned() }
    }

    fn to(&self) -> String {
        let next = self.whole.row.rules().next();
        next.map_or_else(String::new, |g| self.p.code("project-state", g.to.code()).into_owned())
    }

    fn label(&self, list: &str) -> String {
        self.piece().map_or_else(String::new, |piece| self.p.code(list, piece.code()).into_owned())
    }
}

/// Asks for what the step needs.
pub async fn ask(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    asked(&app, Desk::of(staff)?, id, &verb).await
}

/// The same, for the street.
pub async fn street_ask(
    Shared(app): Shared<App>,
    Path((at, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    asked(&app, Desk::of_street(&app, staff, &at)?, id, &verb).await
}

/// Takes the step.
pub async fn act(
    Shared(app): Shared<App>,
    Path((_, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    acted(&app, Desk::of(staff)?, id, &verb, form).await
}

/// The same, for the street.
pub async fn street_act(
    Shared(app): Shared<App>,
    Path((at, id, verb)): Path<(String, Id, String)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    acted(&app, Desk::of_street(&app, staff, &at)?, id, &verb, form).await
}

async fn asked(app: &App, desk: Desk, id: Id, verb: &str) -> Result<Response> {
    let step = Step::of(verb).ok_or(Error::NotFound)?;
    let whole = one::seen(app, &desk, id).await?;
    allowed(&desk, &whole, step)?;
    let form = Posted::default().with("once", app.house.id().to_string());
    page(app, desk, whole, step, form, FieldErrors::new()).await
}

/// Is the step theirs, as far as that does not depend on the form?
fn allowed(desk: &Desk, whole: &Whole, step: Step) -> std::result::Result<(), Refusal> {
    let rules = whole.row.rules();
    let leads = || if desk.leads() { Ok(()) } else { Err(Refusal::new("not-yours")) };
    match step {
        Step::Record(piece) => rules.open(piece, &desk.parts),
        Step::Advance => match rules.next() {
            None => Err(Refusal::new("not-now")),
            Some(gate) if desk.parts.contains(&gate.who) => Ok(()),
            Some(_) => Err(Refusal::new("not-yours")),
        },
        Step::Drop => rules.give_up(&desk.parts),
        Step::Commit => leads(),
        Step::Pay if desk.parts.contains(&Part::Desk) => Ok(()),
        Step::Pay => Err(Refusal::new("not-yours")),
    }
}

async fn acted(app: &App, desk: Desk, id: Id, verb: &str, form: Posted) -> Result<Response> {
    let step = Step::of(verb).ok_or(Error::NotFound)?;
    let whole = one::seen(app, &desk, id).await?;
    allowed(&desk, &whole, step)?;
    match carry_out(&app.house, &desk, &whole, step, &form).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/{id}", desk.base)).into_response()),
        Err(Error::Refused(refusal)) => page(app, desk, whole, step, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

async fn carry_out(house: &House, desk: &Desk, whole: &Whole, step: Step, form: &Posted) -> Result<()> {
    let doer = desk.doer();
    let fen = || read_yuan(form.get("fen")).ok_or(Refusal::new("fund-amount").at("fen"));
    let purse = form.id("purse").ok_or(Refusal::new("fund-purse").at("purse"));
    match step {
        Step::Advance => _ = work::advance(house, &doer, whole).await?,
        Step::Drop => work::give_up(house, &doer, whole, form.get("why")).await?,
        Step::Record(piece) => {
            let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
            let new = read(house, piece, form).await?;
            work::record(house, &doer, whole, new, &once).await?;
        }
        Step::Commit => {
            let fund = funds::fund(house, desk.area.id, purse?).await?;
            money::commit(house, &doer, &whole.row, &fund, fen()?, form.get("basis")).await?;
        }
        Step::Pay => {
            let from = funds::commitment(house, desk.area.id, whole.row.id, purse?).await?;
            let what = (fen()?, form.get("payee"), form.get("purpose"));
            money::ask(house, &doer, &whole.row, &from, what).await?;
        }
    }
    Ok(())
}

/// The evidence a form gives; its files are stored.
pub async fn read(house: &House, piece: Piece, form: &Posted) -> Result<New> {
    let asks = piece.asks();
    let number = |name: &'static str, wanted: bool| match wanted && form.ticked(name) {
        true => form.number(name).ok_or(Refusal::new("project-counts").at(name)),
        false => Ok(0),
    };
    let mut files = Vec::new();
    for upload in form.uploads("file") {
        files.push(house.files.take(upload.bytes.clone()).await?);
    }
    let text: String = form.get("text").chars().take(2_000).collect();
    Ok(New {
        group: form.get("group").chars().take(40).collect(),
        verdict: form.coded("verdict"),
        n: number("n", asks.n)?,
        m: number("m", asks.m)?,
        fen: match asks.fen {
            true => read_yuan(form.get("fen")).ok_or(Refusal::new("fund-amount").at("fen"))?,
            false => 0,
        },
        text,
        refers: form.id("refers").filter(|_| asks.refers),
        who: form.get("who").chars().take(30).collect(),
        files,
        ..New::of(piece)
    })
}

async fn page(
    app: &App,
    desk: Desk,
    whole: Whole,
    step: Step,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    let (p, house) = (&desk.p, &app.house);
    let asks = if let Step::Record(piece) = step { Some(piece.asks()) } else { None };
    let groups = match asks.and_then(|a| a.group) {
        Some(listed @ Listed::Check) => p.choices(family(listed), Check::ALL),
        Some(listed @ Listed::Group) => p.choices(family(listed), whole.row.course().groups()),
        Some(listed @ Listed::Squad) => p.choices(family(listed), Squad::ALL),
        Some(listed @ Listed::Forum) => p.choices(family(listed), Forum::ALL),
        Some(Listed::Seat) | None => Vec::new(),
    };
    let open = match step {
        Step::Record(piece) => p.choices(verdicts(piece), piece.asks().verdicts),
        _ => Vec::new(),
    };
    let mut refers = Vec::new();
    for row in whole.of(Piece::Supervisor).filter(|_| asks.is_some_and(|a| a.refers)) {
        refers.push(Choice { value: row.id.to_string(), label: row.masked(house)? });
    }
    let purses = match step {
        Step::Commit => {
            let all = funds::funds(house, desk.area.id).await?;
            let label =
                |f: &funds::Fund| p.a2("fund-purse-free", "name", f.name.as_str(), "sum", money(f.free()));
            all.iter().map(|f| Choice { value: f.id.to_string(), label: label(f) }).collect()
        }
        Step::Pay => {
            let all = funds::commitments(house, desk.area.id, whole.row.id).await?;
            let names = funds::funds(house, desk.area.id).await?;
            let name = |id: Id| names.iter().find(|f| f.id == id).map_or("", |f| f.name.as_str());
            let label = |c: &funds::Commitment| {
                p.a2("fund-purse-left", "name", name(c.fund_id), "sum", money(c.left()))
            };
            all.iter().map(|c| Choice { value: c.id.to_string(), label: label(c) }).collect()
        }
        _ => Vec::new(),
    };
    let lacking = match step {
        Step::Advance => whole.row.rules().lacking(&whole.evidence(), &whole.facts),
        _ => Vec::new(),
    };
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (base, verdicts) = (format!("{}/{}", desk.base, whole.row.id), open);
    let p = desk.p;
    html_with(
        status,
        &ActPage { p, base, whole, step, groups, verdicts, refers, purses, lacking, form, errs },
    )
}

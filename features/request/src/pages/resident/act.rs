//! What a requester does with their own case: urge, withdraw, say that it is good or that it is not.

use super::{gate, go, id, request};
use crate::rules::{Command, Outcome, Solved, Verb, decide};
use crate::store::Stored;
use crate::store::devices::Mine;
use crate::work::{self, Doer, Press};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result};

/// What a resident's own word can be; how satisfied, from 5 to 1.
const SATISFACTION: [i64; 5] = [5, 4, 3, 2, 1];

#[derive(Template)]
#[template(path = "resident/act.html")]
struct ActPage {
    p: Page,
    mine: Mine,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn title(&self) -> String {
        request::title(&self.p, &self.mine)
    }

    fn confirms(&self) -> bool {
        self.verb == Verb::Confirm
    }

    fn grades(&self) -> [i64; 5] {
        SATISFACTION
    }

    /// Is the nod to an answer, and not to something mended?
    fn understands(&self) -> bool {
        self.confirms() && self.solveds() == [Solved::No]
    }

    fn solveds(&self) -> Vec<Solved> {
        solveds(&self.mine)
    }
}

/// What nodding to an outcome can mean: solved; in part; or no, but understood. The usual one comes first.
fn solveds(mine: &Mine) -> Vec<Solved> {
    match mine.case.outcome.as_deref().and_then(Outcome::of) {
        Some(Outcome::CannotBeSolved | Outcome::MovedToList) => vec![Solved::No],
        Some(Outcome::Partly) => vec![Solved::Partly, Solved::Yes],
        _ => vec![Solved::Yes],
    }
}

/// May the requester do this now, by the table and its guards? Words they would write count as written.
pub fn may(p: &Page, mine: &Mine, verb: Verb) -> bool {
    let Some(command) = command(verb, &Posted::default(), mine) else { return false };
    let doer = Doer::requester(mine.request.id);
    let allowed = work::with_facts(&p.app.house, &mine.case, p.now, |facts| {
        decide(&mine.case.case(), &command, "…", &doer.part, facts).is_ok()
    });
    allowed.unwrap_or(false)
}

fn command(verb: Verb, form: &Posted, mine: &Mine) -> Option<Command> {
    match verb {
        Verb::Nudge => Some(Command::Nudge),
        Verb::Withdraw => Some(Command::Withdraw),
        Verb::Dispute => Some(Command::Dispute),
        Verb::Confirm => {
            let usual = solveds(mine);
            let solved =
                form.coded::<Solved>("solved").filter(|said| usual.contains(said)).unwrap_or(usual[0]);
            let satisfaction = form.number("satisfaction").filter(|n| SATISFACTION.contains(n));
            Some(Command::Confirm { solved, satisfaction })
        }
        _ => None,
    }
}

/// The page that asks for the resident's word, or for what is still wrong.
pub async fn ask(
    p: Page,
    Path((area, request, verb)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let p = p.at(&area)?;
    let verb = asked(&verb)?;
    let mine = gate::open(&p, &headers, id(&request)?).await?;
    form_page(p, mine, verb, Posted::default(), FieldErrors::new(), StatusCode::OK)
}

/// The verbs that have a page of their own.
fn asked(verb: &str) -> Result<Verb> {
    Verb::of(verb).filter(|v| matches!(v, Verb::Confirm | Verb::Dispute)).ok_or(Error::NotFound)
}

fn form_page(
    p: Page,
    mine: Mine,
    verb: Verb,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    html_with(status, &ActPage { p, mine, verb, form, errs })
}

/// Does it.
pub async fn act(
    State(app): State<App>,
    p: Page,
    Path((area, request, verb)): Path<(String, String, String)>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response> {
    let p = p.at(&area)?;
    let mine = gate::open(&p, &headers, id(&request)?).await?;
    let verb = Verb::of(&verb).ok_or(Error::NotFound)?;
    let command = command(verb, &form, &mine).ok_or(Error::NotFound)?;
    let stored = Stored { row: mine.case.clone(), case: mine.case.case() };
    let doer = Doer::requester(mine.request.id);
    let press = Press::one(command, form.get("note"));
    match work::carry_out_on(&app.house, &doer, stored, press, p.now).await {
        Ok(_) => {
            let path = format!("/a/{}/r/{}?done={}", p.area().code, mine.request.id, verb.code());
            Ok(go(&path, None))
        }
        Err(linju_core::Error::Refused(refusal)) if at_form(verb, &refusal) => {
            form_page(p, mine, verb, form, refusal.into(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(linju_core::Error::Refused(refusal)) => request::refused(&app, p, &headers, mine, refusal).await,
        Err(error) => Err(error.into()),
    }
}

/// Can the requester mend it on the page they came from?
fn at_form(verb: Verb, refusal: &Refusal) -> bool {
    verb == Verb::Dispute && refusal.name == "reason-missing"
}

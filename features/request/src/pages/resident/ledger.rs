//! 公示台账: what was asked here and what came of it, for everyone to read.

use super::{id, show};
use crate::pages::rounds::{Answer, answers};
use crate::rules::{Outcome, State as Stands};
use crate::store::cases::month_key;
use crate::store::ledger::{self, Part, PublicCase};
use crate::store::raised::{self, Lead, Milestone};
use crate::store::{CaseRow, requests};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_kernel::Id;
use linju_web::{App, Page, Posted, Result, html};

/// Lines of one page.
const PER_PAGE: i64 = 20;

/// What the ledger calls a case: the title staff wrote for it, or what it is about.
pub fn title(p: &Page, case: &CaseRow) -> String {
    let reference = p.app.house.reference();
    let about = reference.category(&case.category_code).map_or("", |c| c.name.as_str());
    case.shown_title(about).to_owned()
}

#[derive(Template)]
#[template(path = "resident/ledger.html")]
struct LedgerPage {
    p: Page,
    cases: Vec<PublicCase>,
    received: i64,
    closed: i64,
    anchor: i64,
    open: Option<bool>,
    next: Option<Id>,
}

impl LedgerPage {
    /// 0 for all of them.
    fn anchors(&self) -> [i64; 5] {
        [0, 1, 2, 3, 4]
    }

    fn anchor_word(&self, anchor: &i64) -> String {
        match anchor {
            0 => self.p.t("resident-ledger-all").into_owned(),
            n => self.p.t(&format!("sense-{n}")).into_owned(),
        }
    }

    /// The address of the same list of another anchor, or of another state.
    fn href(&self, anchor: &i64, open: &str) -> String {
        format!("/a/{}/ledger?anchor={anchor}&open={open}", self.p.area().code)
    }

    fn open_code(&self) -> &'static str {
        match self.open {
            Some(true) => "1",
            Some(false) => "0",
            None => "",
        }
    }

    fn further(&self) -> Option<String> {
        self.next.map(|id| format!("{}&before={id}", self.href(&self.anchor, self.open_code())))
    }

    fn title(&self, line: &PublicCase) -> String {
        title(&self.p, &line.case)
    }

    fn face(&self, line: &PublicCase) -> show::Face {
        show::face(&line.case)
    }

    fn facts(&self, line: &PublicCase) -> String {
        facts(&self.p, line)
    }

    fn why(&self, line: &PublicCase) -> Option<(String, String)> {
        why(&line.case)
    }
}

/// Place, when it came or how long it took, who has it, how many asked: one line.
fn facts(p: &Page, line: &PublicCase) -> String {
    let case = &line.case;
    let mut parts = vec![line.place.clone()];
    match case.closed_at {
        Some(at) => parts.push(p.n("resident-ledger-took", &days(p, case, at))),
        None => {
            parts.push(p.a("resident-ledger-came", "day", p.day_of(&case.received_at)));
            parts.push(show::party(p, case));
        }
    }
    if case.requests > 1 {
        parts.push(p.n("resident-ledger-joined", &case.requests));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// Days from the first word to the end; the day itself counts as one.
fn days(p: &Page, case: &CaseRow, end: linju_kernel::Ts) -> i64 {
    let zone = p.zone();
    let between = end.day(&zone).0.since(case.received_at.day(&zone).0);
    between.map_or(1, |span| i64::from(span.get_days()).max(0) + 1)
}

/// Why it cannot be solved, and what instead.
fn why(case: &CaseRow) -> Option<(String, String)> {
    let shown =
        case.outcome.as_deref() == Some(Outcome::CannotBeSolved.code()) && !case.state().is_before_handled();
    let plain = linju_kernel::personal::mask_phones_in;
    shown.then(|| (plain(&case.outcome_constraint), plain(&case.outcome_alternative)))
}

/// The list.
pub async fn list(State(app): State<App>, p: Page, Path(area): Path<String>, uri: Uri) -> Result<Response> {
    let form = Posted::urlencoded(uri.query().unwrap_or_default().as_bytes());
    let p = p.at(&area)?;
    let (house, area) = (&app.house, p.area().id);
    let anchor = form.number("anchor").filter(|n| (1..=4).contains(n)).unwrap_or(0);
    let open = match form.get("open") {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    };
    let reference = house.reference();
    let of_anchor = reference.categories.iter().filter(|c| anchor != 0 && c.anchor == anchor);
    let part = Part { categories: of_anchor.map(|c| c.code.clone()).collect(), open };
    let mut cases = ledger::page(house, area, &part, form.id("before"), PER_PAGE + 1).await?;
    let more = cases.len() as i64 > PER_PAGE;
    cases.truncate(PER_PAGE as usize);
    let next = cases.last().filter(|_| more).map(|line| line.case.id);
    let month = month_key(p.today(), "");
    let sums = house.counters(area, &month).await?;
    let sum = |what: &str| sums.get(&format!("{month}{what}")).copied().unwrap_or_default();
    let (received, closed) = (sum("received"), sum("closed"));
    html(&LedgerPage { p, cases, received, closed, anchor, open, next })
}

#[derive(Template)]
#[template(path = "resident/ledger_case.html")]
struct CasePage {
    p: Page,
    line: PublicCase,
    timeline: Vec<Entry>,
    answers: Vec<Answer>,
    photos: Vec<File>,
    lead: Option<Lead>,
    milestones: Vec<Milestone>,
}

impl CasePage {
    fn title(&self) -> String {
        title(&self.p, &self.line.case)
    }

    /// What it is about, where the title does not already say just that.
    fn category(&self) -> Option<String> {
        let reference = self.p.app.house.reference();
        let category = reference.category(&self.line.case.category_code)?;
        (category.name != self.title()).then(|| category.name.clone())
    }

    fn face(&self) -> show::Face {
        show::face(&self.line.case)
    }

    fn steps(&self) -> Vec<show::Step> {
        show::steps(&self.line.case)
    }

    fn who(&self) -> Option<String> {
        let asked = matches!(self.line.case.state(), Stands::Handled | Stands::Verified);
        if asked {
            Some(self.p.t("resident-ledger-asks").into_owned())
        } else {
            show::who(&self.p, &self.line.case)
        }
    }

    fn facts(&self) -> String {
        facts(&self.p, &self.line)
    }

    fn why(&self) -> Option<(String, String)> {
        why(&self.line.case)
    }

    /// What happened, newest first.
    fn past(&self) -> impl Iterator<Item = &Entry> {
        self.timeline.iter().rev()
    }
}

/// One case: what happened and when, and before and after where that was released.
pub async fn one(
    State(app): State<App>,
    p: Page,
    Path((area, case)): Path<(String, String)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let (house, area) = (&app.house, p.area().id);
    let line = ledger::one(house, area, id(&case)?).await?;
    let timeline = house.timeline(area, line.case.id, true).await?;
    let photos = match line.case.released {
        true => requests::files_of_work(house, area, line.case.id).await?,
        false => Vec::new(),
    };
    let (lead, milestones) = match line.case.level.as_str() {
        "area" => (None, Vec::new()),
        _ => raised::plan(house, area, line.case.id).await?,
    };
    html(&CasePage { answers: answers(&p, &timeline), p, line, timeline, photos, lead, milestones })
}

//! One case: what was said, what happened, what is due, and what may be done next.

use super::hints::Beside;
use super::line::{self, Row};
use super::timeline::{Moment, moments};
use super::{act, case_href, desk, require};
use crate::pages::joint::{Part, parts};
use crate::pages::rounds::{Answer, answers};
use crate::pages::say::{self, Look};
use crate::rules::State;
use crate::store::tasks::Around;
use crate::store::{CaseRow, Stored, Words, cases, devices, requests, tasks};
use crate::work::{self, Doer};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_core::catalogue::Category;
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_kernel::{Id, Ts};
use linju_web::{App, Error, Page, Result, Staff, html};

/// Requests shown with their words on a case's page; the rest is counted.
const MOST_SHOWN: i64 = 20;

/// A clock of a case.
pub struct Clock {
    /// Which.
    pub label: String,
    /// When it runs out.
    pub due: Ts,
    /// When it was kept, if it was.
    pub kept: Option<Ts>,
    /// What is left, or that it was kept in time or not.
    pub words: String,
    /// `late`, `soon`, `good` or nothing.
    pub class: &'static str,
    /// Does it run over days that no published notice covers yet?
    pub provisional: bool,
}

/// A button that leads to the form of a verb.
pub struct Button {
    /// Where.
    pub href: String,
    /// Its words.
    pub label: String,
}

/// A photo, a recording or a paper.
pub struct Shown {
    /// Address.
    pub href: String,
    /// `photo`, `voice` or `paper`.
    pub kind: &'static str,
    /// What it shows, by its purpose.
    pub caption: String,
}

#[derive(Template)]
#[template(path = "staff/case.html")]
struct CasePage {
    p: Page,
    desk: String,
    href: String,
    row: CaseRow,
    category: Category,
    said: Vec<Words>,
    more: i64,
    files: Vec<Shown>,
    log: Vec<Moment>,
    /// The item of the lists it became.
    listed: Option<String>,
    clocks: Vec<Clock>,
    parts: Vec<Part>,
    records: i64,
    answers: Vec<Answer>,
    look: Row,
    beside: Beside,
    once: String,
    main: Vec<Button>,
    others: Vec<Button>,
    own: bool,
}

impl CasePage {
    fn receipt(&self) -> String {
        self.p.spoken_receipt(&self.row.receipt)
    }

    /// On whom it waits, and until when.
    fn waits(&self) -> Option<String> {
        let (on, until) = work::waits(&self.row)?;
        let until = until.map(|day| self.p.day(&day)).unwrap_or_default();
        Some(self.p.a2("staff-waits", "on", on.to_owned(), "until", until))
    }

    fn joinable(&self) -> bool {
        self.row.state().is_before_handled()
    }

    fn given_to(&self) -> bool {
        self.row.party == "organisation" && self.row.open
    }

    fn outcome(&self) -> Option<String> {
        self.row.outcome.as_deref().map(|code| self.p.code("outcome", code).into_owned())
    }

    fn merged_into(&self) -> Option<String> {
        self.row.merged_into.map(|id| case_href(&self.p, id))
    }

    fn phone_href(&self, said: &Words) -> String {
        format!("{}/requests/{}/phone", self.desk, said.row.id)
    }

    fn slip_href(&self, said: &Words) -> String {
        format!("{}/requests/{}/slip", self.desk, said.row.id)
    }

    fn said_by(&self, said: &Words) -> String {
        let channel = self.p.code("channel", &said.row.channel);
        let whose = self.p.code("whose", &said.row.whose);
        let behalf = say::behalf(&self.p, &said.row, &said.for_name);
        let by =
            said.row.entered_by.map(|id| self.p.a("staff-entered-by", "name", self.p.name_of(&Some(id))));
        [Some(channel.into_owned()), Some(whose.into_owned()), behalf, by]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let (said, alike) = requests::with_alike(house, area, case, MOST_SHOWN).await?;
    let Around { stored: Stored { row, .. }, tasks, suggested, alike } =
        tasks::around(house, area, case, &alike).await?;
    let said: Vec<Words> = said.into_iter().map(|r| r.masked(house)).collect::<Result<_, _>>()?;
    let files = house.files_of(area, case).await?;
    let entries = house.timeline(area, case, false).await?;
    let records = entries.iter().filter(|entry| entry.event.verb == "record").count() as i64;
    let category = house.reference().category(&row.category_code).cloned().ok_or(Error::NotFound)?;
    let doer = Doer::of(&staff.session, &row);
    let own = row.worker_id == Some(staff.session.account);
    let p = staff.page;
    let (main, others) = buttons(&p, &doer, &row);
    let beside = Beside::of(&p, &row, &category, &suggested, &alike).await?;
    html(&CasePage {
        beside,
        once: devices::token(),
        desk: desk(&p),
        href: case_href(&p, case),
        more: (row.requests - said.len() as i64).max(0),
        files: files.iter().map(|f| shown(&p, f)).collect(),
        listed: listed(&entries),
        log: moments(&p, &entries),
        clocks: clocks(&p, &row),
        parts: parts(&p, tasks),
        records,
        answers: answers(&p, &entries),
        look: Row::of(&p, &row),
        main,
        others,
        own,
        said,
        category,
        row,
        p,
    })
}

/// A file of a case as its page shows it.
pub fn shown(p: &Page, file: &File) -> Shown {
    let kind = match file.media_type.split('/').next() {
        Some("image") => "photo",
        Some("audio") => "voice",
        _ => "paper",
    };
    let caption = p.code("staff-file", &file.purpose).into_owned();
    Shown { href: format!("{}/files/{}", desk(p), file.id), kind, caption }
}

/// The buttons of a case: the likely ones first, the others behind a fold, each in the table's order.
pub fn buttons(p: &Page, doer: &Doer, row: &CaseRow) -> (Vec<Button>, Vec<Button>) {
    let likely = act::likely(p, row.state(), &row.category_code);
    let verbs = act::offered(doer, row);
    let (mut main, others): (Vec<_>, Vec<_>) = verbs.into_iter().partition(|verb| likely.contains(verb));
    main.sort_by_key(|verb| likely.iter().position(|l| l == verb));
    let button = |verb: crate::rules::Verb| Button {
        href: format!("{}/do/{}", case_href(p, row.id), linju_kernel::lifecycle::Coded::code(verb)),
        label: line::verb_word(p, row, verb),
    };
    (main.into_iter().map(button).collect(), others.into_iter().map(button).collect())
}

/// The three clocks that count for `row`, and the hotline's own, which never pauses.
fn clocks(p: &Page, row: &CaseRow) -> Vec<Clock> {
    let ended = row.handled_at.or(row.closed_at);
    let asked = if row.reached || row.closed_at.is_some() { row.closed_at } else { None };
    let settle = row.settle_due.filter(|_| row.state() != State::Waiting);
    let all = [
        ("staff-clock-contact", row.contact_due, row.contacted_at),
        ("staff-clock-settle", settle, ended),
        ("staff-clock-follow-up", row.follow_up_due, asked),
        ("staff-clock-hotline", row.hotline_due, row.handled_at),
    ];
    all.into_iter().filter_map(|(label, due, kept)| due.map(|due| clock(p, row, label, due, kept))).collect()
}

fn clock(p: &Page, row: &CaseRow, label: &str, due: Ts, kept: Option<Ts>) -> Clock {
    let reference = p.app.house.reference();
    let (words, class) = match kept {
        Some(at) if at <= due => (p.t("staff-kept").into_owned(), "good"),
        Some(_) => (p.t("staff-kept-late").into_owned(), "late"),
        None if !row.open => (p.t("staff-clock-over").into_owned(), ""),
        None => {
            let left = say::distance(p, row.area_id, due);
            (left.words, left.class)
        }
    };
    let provisional = reference.calendar(row.area_id).is_provisional(due.day(&p.zone()));
    Clock { label: p.t(label).into_owned(), due, kept, words, class, provisional }
}

/// A case beside the list: its words, its last steps, its likely buttons.
pub struct Peek {
    /// The row.
    pub row: CaseRow,
    /// Page of the case.
    pub href: String,
    /// State.
    pub state: Look,
    /// The first words, phones masked.
    pub words: String,
    /// The last moments.
    pub log: Vec<Moment>,
    /// How many there are.
    pub moments: i64,
    /// Likely buttons.
    pub main: Vec<Button>,
}

impl Peek {
    /// The case with that id, for whoever works in its area.
    pub async fn of(staff: &Staff, case: Id) -> Result<Peek> {
        let (house, area, p) = (&staff.page.app.house, staff.area_id(), &staff.page);
        let Stored { row, .. } = cases::load(house, area, case).await?;
        let said = requests::of_case(house, area, case, 1).await?;
        let entries = house.timeline(area, case, false).await?;
        let mut log = moments(p, &entries);
        log.truncate(4);
        Ok(Peek {
            href: case_href(p, case),
            state: say::state(p, row.state()),
            words: said.into_iter().next().map(|r| r.words_masked).unwrap_or_default(),
            log,
            moments: entries.len() as i64,
            main: buttons(p, &Doer::of(&staff.session, &row), &row).0,
            row,
        })
    }
}

/// The id of the item of the lists that a case became last.
fn listed(entries: &[Entry]) -> Option<String> {
    let last = entries.iter().rev().find(|entry| entry.event.verb == "listed")?;
    Some(last.fact("item").to_owned())
}

//! One case: what was said, what happened, what is due, and what may be done next.

use super::line::{self, Due, Look, Mark};
use super::timeline::{Moment, moments};
use super::{act, case_href, desk, require};
use crate::rules::State;
use crate::store::{CaseRow, Stored, Words, cases, records, requests, tasks};
use crate::work::{self, Doer};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_core::catalogue::Category;
use linju_core::file::File;
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

/// A co-handler's part.
pub struct Part {
    /// Who.
    pub organisation: String,
    /// What and by when.
    pub task: tasks::Task,
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
    clocks: Vec<Clock>,
    parts: Vec<Part>,
    records: i64,
    party: Mark,
    state: Look,
    channel: Look,
    sense: Look,
    due: Due,
    nature: String,
    main: Vec<Button>,
    others: Vec<Button>,
    own: bool,
}

impl CasePage {
    fn receipt(&self) -> String {
        self.p.spoken_receipt(&self.row.receipt)
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
        let by =
            said.row.entered_by.map(|id| self.p.a("staff-entered-by", "name", self.p.name_of(&Some(id))));
        [Some(channel.into_owned()), Some(whose.into_owned()), by]
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
    let Stored { row, .. } = cases::load(house, area, case).await?;
    let said = requests::of_case(house, area, case, MOST_SHOWN).await?;
    let said: Vec<Words> = said.into_iter().map(|r| r.masked(house)).collect::<Result<_, _>>()?;
    let files = house.files_of(area, case).await?;
    let entries = house.timeline(area, case, false).await?;
    let happened = |verb: &str| entries.iter().any(|e| e.event.verb == verb);
    let parts = if happened("invite") { tasks::of_case(house, area, case).await? } else { Vec::new() };
    let records =
        if happened("record") { records::of_case(house, area, case).await?.len() as i64 } else { 0 };
    let category = house.reference().category(&row.category_code).cloned().ok_or(Error::NotFound)?;
    let doer = Doer::of(&staff.session, &row);
    let own = row.worker_id == Some(staff.session.account);
    let p = staff.page;
    let (main, others) = buttons(&p, &doer, &row);
    let nature: Vec<_> = row.nature.split_whitespace().map(|n| p.code("nature", n).into_owned()).collect();
    html(&CasePage {
        desk: desk(&p),
        href: case_href(&p, case),
        more: (row.requests - said.len() as i64).max(0),
        files: files.iter().map(|f| shown(&p, f)).collect(),
        log: moments(&p, &entries),
        clocks: clocks(&p, &row),
        parts: parts.into_iter().map(|task| part(&p, task)).collect(),
        records,
        party: line::mark(&p, row.party()),
        state: line::state_look(&p, row.state()),
        channel: line::channel(&p, &row.channel),
        sense: line::sense(&p, category.anchor),
        due: line::due(&p, row.began_at, row.due_at, work::waits(&row)),
        nature: nature.concat(),
        main,
        others,
        own,
        said,
        category,
        row,
        p,
    })
}

fn part(p: &Page, task: tasks::Task) -> Part {
    let organisation = p.app.house.reference().organisation_name(Some(task.organisation_id)).to_owned();
    Part { organisation, task }
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
            let (words, class, _) = line::left(p, due);
            (words, class)
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
            state: line::state_look(p, row.state()),
            words: said.into_iter().next().map(|r| r.words_masked).unwrap_or_default(),
            log,
            moments: entries.len() as i64,
            main: buttons(p, &Doer::of(&staff.session, &row), &row).0,
            row,
        })
    }
}

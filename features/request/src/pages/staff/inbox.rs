//! 收件箱: the list by what is due, its filters, and a case beside it.

use super::case::Peek;
use super::filter::Asked;
use super::line::Row;
use super::week::Week;
use super::{desk, live, require};
use crate::store::lists::{self, Tab};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use linju_kernel::Day;
use linju_kernel::lifecycle::Coded;
use linju_web::{App, Page, Result, Staff, html};

/// A filter as a chip, or a figure above the list.
pub struct Chip {
    /// Word key.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Is it chosen?
    pub current: bool,
    /// How many there are; none where nobody counts.
    pub count: Option<i64>,
    /// Class of a figure.
    pub class: &'static str,
}

#[derive(Template)]
#[template(path = "staff/inbox.html")]
struct InboxPage {
    p: Page,
    desk: String,
    live: String,
    asked: Asked,
    figures: Vec<Chip>,
    week: Week,
    chips: Vec<Chip>,
    families: Vec<(String, String)>,
    rows: Vec<Row>,
    shown: i64,
    export: String,
    all: bool,
    hundred: String,
    next: Option<String>,
    peek: Option<Peek>,
}

impl InboxPage {
    /// What becomes late today and tomorrow, and what is late: the day's line.
    fn digest(&self) -> Option<String> {
        let due = |day: Day| self.p.counter(&format!("case.due.{day}"));
        let today = self.p.today();
        let (now, next, late) = (due(today), due(today.plus_days(1)), self.p.counter("case.overdue"));
        let values = [("today", now.into()), ("tomorrow", next.into()), ("late", late.into())];
        let line = || self.p.app.house.words.with(self.p.locale, "staff-digest", &values);
        (now + next + late > 0).then(line)
    }

    /// The list with `row` beside it.
    fn peek_href(&self, row: &Row) -> String {
        format!("{}#peek", self.asked.link(&[("case", &row.id.to_string())]))
    }

    fn is_beside(&self, row: &Row) -> bool {
        self.peek.as_ref().is_some_and(|peek| peek.row.id == row.id)
    }
}

/// The list.
pub async fn show(State(app): State<App>, staff: Staff, Query(asked): Query<Asked>) -> Result<Response> {
    require(&staff)?;
    let filter = asked.filter(&staff).await?;
    let most = asked.rows();
    let mut lines = lists::page(&app.house, staff.area_id(), &filter, asked.after(), most + 1).await?;
    let more = lines.len() as i64 > most;
    lines.truncate(most as usize);
    let next = lines.last().filter(|_| more).map(|last| {
        let after = filter.behind(last).to_string();
        asked.link(&[("after", &after), ("case", "")])
    });
    let peek = match asked.case() {
        Some(case) => Some(Peek::of(&staff, case).await?),
        None => None,
    };
    let p = staff.page;
    html(&InboxPage {
        live: live::address(&p),
        desk: desk(&p),
        figures: figures(&p),
        week: Week::of(&p),
        chips: chips(&p, &asked, staff.session.account),
        families: families(&p),
        shown: lines.len() as i64,
        rows: lines.iter().map(|row| Row::of(&p, row)).collect(),
        hundred: asked.link(&[("n", "100"), ("after", ""), ("case", "")]),
        export: format!("{}/cases/export{}", desk(&p), asked.link(&[("after", ""), ("case", "")])),
        all: most == 100,
        next,
        peek,
        asked,
        p,
    })
}

/// How many cases a tab holds, from the area's counters.
fn held(p: &Page, tab: Tab) -> Option<i64> {
    let states = |codes: &[&str]| codes.iter().map(|code| p.counter(&format!("case.state.{code}"))).sum();
    Some(match tab {
        Tab::Open => p.counter("case.open"),
        Tab::New => states(&["received", "reopened"]),
        Tab::ToDispatch => states(&["triaged"]),
        Tab::InHand => states(&["dispatched", "acknowledged", "handling"]),
        Tab::Waiting => states(&["waiting"]),
        Tab::FollowUp => states(&["handled", "verified"]),
        Tab::Today => p.counter(&format!("case.due.{}", p.today())),
        Tab::Overdue => p.counter("case.overdue"),
        Tab::Raised => p.counter("case.level.secretary") + p.counter("case.level.street"),
        Tab::Done | Tab::All => return None,
    })
}

fn chip(p: &Page, tab: Tab, class: &'static str) -> Chip {
    Chip {
        label: p.code("staff-tab", tab.code()).into_owned(),
        href: format!("{}/cases?tab={}", desk(p), tab.code()),
        current: false,
        count: held(p, tab),
        class,
    }
}

fn figures(p: &Page) -> Vec<Chip> {
    vec![
        chip(p, Tab::New, ""),
        chip(p, Tab::Today, "kpi--warn"),
        chip(p, Tab::Overdue, "kpi--bad"),
        chip(p, Tab::FollowUp, ""),
    ]
}

fn chips(p: &Page, asked: &Asked, account: linju_kernel::Id) -> Vec<Chip> {
    let mine = !asked.get("mine").is_empty();
    let mut chips: Vec<Chip> = Tab::ALL
        .iter()
        .map(|tab| Chip {
            href: asked.link(&[("tab", tab.code()), ("mine", ""), ("after", ""), ("case", "")]),
            current: asked.tab() == *tab && !mine,
            ..chip(p, *tab, "")
        })
        .collect();
    let own = Chip {
        label: p.t("staff-tab-mine").into_owned(),
        href: asked.link(&[("tab", ""), ("mine", "1"), ("after", ""), ("case", "")]),
        current: mine,
        count: Some(p.counter(&format!("case.worker.{account}"))),
        class: "",
    };
    chips.insert(1, own);
    chips
}

/// The families of categories: the first two digits of their codes, and their names.
pub fn families(p: &Page) -> Vec<(String, String)> {
    let reference = p.app.house.reference();
    let mut families: Vec<(String, String)> = reference
        .categories
        .iter()
        .map(|c| (c.code.chars().take(2).collect(), c.family_name.clone()))
        .collect();
    families.dedup();
    families
}

//! 看板: open cases by where they stand. A card moves by its menu, which leads to the form of the step.

use super::line::Row;
use super::{act, desk, live, require};
use crate::rules::case::State;
use crate::rules::command::{Verb, Who};
use crate::rules::lifecycle::LIFE;
use crate::store::lists::{self, Filter};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_core::access::Right;
use linju_web::{App, Page, Result, Staff, html};

/// Cards read for the board; the rest is in the list.
const MOST_CARDS: i64 = 200;

const COLUMNS: [(&str, &[State]); 5] = [
    ("new", &[State::Received, State::Reopened]),
    ("to_dispatch", &[State::Triaged]),
    ("in_hand", &[State::Dispatched, State::Acknowledged, State::Handling]),
    ("waiting", &[State::Waiting]),
    ("follow_up", &[State::Handled, State::Verified]),
];

struct Column {
    code: &'static str,
    label: String,
    count: i64,
    cards: Vec<Card>,
}

struct Card {
    row: Row,
    moves: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "staff/board.html")]
struct BoardPage {
    p: Page,
    desk: String,
    live: String,
    columns: Vec<Column>,
    shown: i64,
}

/// The board.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    require(&staff)?;
    let zone = staff.page.zone();
    let (start, end) = (staff.page.today().start(&zone), staff.page.today().plus_days(1).start(&zone));
    let lines = lists::page(&app.house, staff.area_id(), &Filter::open(start, end), None, MOST_CARDS).await?;
    let mut parts = vec![Who::Worker];
    parts.extend(staff.session.may(Right::Coordinate, staff.area_id()).then_some(Who::Secretary));
    let p = staff.page;
    let shown = lines.len() as i64;
    let mut columns: Vec<Column> = COLUMNS.iter().map(|(code, states)| column(&p, code, states)).collect();
    for line in lines {
        let state = line.state();
        let at = COLUMNS.iter().position(|(_, states)| states.contains(&state));
        let card = Card { moves: moves(&p, state, &line.category_code, &parts), row: Row::of(&p, &line) };
        if let Some(column) = at.and_then(|at| columns.get_mut(at)) {
            column.cards.push(card);
        }
    }
    html(&BoardPage { live: live::address(&p), desk: desk(&p), columns, shown, p })
}

fn column(p: &Page, code: &'static str, states: &[State]) -> Column {
    let count = states.iter().map(|s| p.counter(&format!("case.state.{}", s.code()))).sum();
    Column { code, label: p.code("staff-tab", code).into_owned(), count, cards: Vec::new() }
}

/// The steps that move a card out of `state`, as the table has them, the likely ones first.
fn moves(p: &Page, state: State, category: &str, parts: &[Who]) -> Vec<(&'static str, String)> {
    let likely = act::likely(p, state, category);
    let moves =
        |verb: &Verb| LIFE.edge(state, *verb).is_some_and(|edge| edge.to.is_some_and(|to| to != state));
    let mut verbs: Vec<Verb> = LIFE.verbs(state, parts).into_iter().filter(moves).collect();
    verbs.sort_by_key(|verb| likely.iter().position(|l| l == verb).unwrap_or(likely.len()));
    verbs.into_iter().map(|verb| (verb.code(), p.code("verb", verb.code()).into_owned())).collect()
}

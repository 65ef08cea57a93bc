//! How every room says where a case stands and how far away it is from what is due.

use crate::rules::behalf::{Consent, Relation};
use crate::rules::case::State;
use crate::store::RequestRow;
use linju_kernel::deadline::{Amount, Left};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};
use linju_web::Page;

/// A word with the class and the icon that go with it.
pub struct Look {
    /// Class, without its block: `gold`.
    pub class: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Word.
    pub word: String,
}

/// A state as a chip.
pub fn state(p: &Page, state: State) -> Look {
    let (class, icon) = match state {
        State::Received => ("river", "inbox"),
        State::Triaged => ("river", "list-checks"),
        State::Dispatched => ("gold", "send"),
        State::Acknowledged => ("gold", "user-check"),
        State::Handling => ("gold", "wrench"),
        State::Waiting => ("dai", "hourglass"),
        State::Handled => ("plane", "phone-call"),
        State::Verified => ("plane", "shield-check"),
        State::Reopened => ("danger", "rotate-ccw"),
        State::Closed => ("plane", "circle-check"),
        State::Declined => ("brick", "circle-x"),
        State::Redirected => ("brick", "route"),
        State::Merged => ("dai", "git-merge"),
        State::Withdrawn => ("brick", "undo-2"),
    };
    Look { class, icon, word: p.code("state", state.code()).into_owned() }
}

/// How far away a moment is.
pub struct Distance {
    /// Words: 超期 5 小时, 今天 17:00, 还剩 2 天.
    pub words: String,
    /// `late`, `soon` (today) or nothing.
    pub class: &'static str,
    /// `bar--late`, `bar--soon` or `bar--ok`.
    pub bar: &'static str,
}

/// How far away `due` is on the calendar of `area`.
pub fn distance(p: &Page, area: Id, due: Ts) -> Distance {
    let reference = p.app.house.reference();
    let calendar = reference.calendar(area);
    let zone = calendar.zone();
    let (words, class, bar) = match calendar.left(p.now, due) {
        Left::Overdue(amount) => (p.a("say-overdue", "time", spoken(p, amount)), "late", "bar--late"),
        Left::Remaining(_) if due.day(zone) == p.now.day(zone) => {
            (p.a("say-today", "clock", due.in_zone(zone).strftime("%-H:%M").to_string()), "soon", "bar--soon")
        }
        Left::Remaining(amount) => (p.a("say-left", "time", spoken(p, amount)), "", "bar--ok"),
    };
    Distance { words, class, bar }
}

fn spoken(p: &Page, amount: Amount) -> String {
    match amount {
        Amount::Minutes(n) => p.n("say-minutes", &n),
        Amount::Hours(n) => p.n("say-hours", &n),
        Amount::Days(n) => p.n("say-days", &n),
    }
}

/// For whom a request was made, how and when that was agreed; `name` as whoever looks may see it. None where its
/// requester spoke for themselves.
pub fn behalf(p: &Page, row: &RequestRow, name: &str) -> Option<String> {
    let (relation, consent) = (Relation::of(&row.relation)?, Consent::of(&row.consent)?);
    let values = [
        ("name", name.to_owned().into()),
        ("relation", p.code("relation", relation.code()).into()),
        ("consent", p.code("consent", consent.code()).into()),
        ("day", row.agreed_on.map(|day| p.day(&day)).unwrap_or_default().into()),
    ];
    Some(p.app.house.words.with(p.locale, "say-behalf", &values))
}

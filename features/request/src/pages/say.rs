//! How the rooms beside the desk say what is due and where a case stands.

use crate::store::CaseRow;
use linju_kernel::deadline::{Amount, Left};
use linju_kernel::{Id, Ts};
use linju_web::Page;

/// How far away a moment is.
pub struct Distance {
    /// Words: 超期 5 小时, 还剩 2 天.
    pub words: String,
    /// `late`, `soon` (within the day) or nothing.
    pub class: &'static str,
}

/// How far away `due` is on the calendar of `area`.
pub fn distance(p: &Page, area: Id, due: Ts) -> Distance {
    let reference = p.app.house.reference();
    let spoken = |amount| match amount {
        Amount::Minutes(n) => p.n("say-minutes", &n),
        Amount::Hours(n) => p.n("say-hours", &n),
        Amount::Days(n) => p.n("say-days", &n),
    };
    match reference.calendar(area).left(p.now, due) {
        Left::Overdue(amount) => {
            Distance { words: p.a("say-overdue", "time", spoken(amount)), class: "late" }
        }
        Left::Remaining(amount) => {
            let class = if matches!(amount, Amount::Days(_)) { "" } else { "soon" };
            Distance { words: p.a("say-left", "time", spoken(amount)), class }
        }
    }
}

/// The class of the chip that shows a case's state.
pub fn chip(row: &CaseRow) -> &'static str {
    match row.state().step() {
        _ if row.overdue => "chip--danger",
        1 => "chip--river",
        2 | 3 => "chip--gold",
        _ => "chip--plane",
    }
}

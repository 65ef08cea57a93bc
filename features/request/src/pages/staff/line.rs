//! How a case looks in a list: the same row in inbox, board, today, follow-ups and search.

use crate::rules::case::{Channel, Party, State};
use crate::store::CaseRow;
use crate::store::lists::Line;
use linju_core::setting::ButtonWord;
use linju_kernel::deadline::{Amount, Left, elapsed_share};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts};
use linju_web::Page;

/// A row of a list, ready to be shown.
pub struct Row {
    /// Page of the case.
    pub href: String,
    /// Id.
    pub id: Id,
    /// Receipt in four digits.
    pub receipt: String,
    /// Title.
    pub title: String,
    /// Where.
    pub place: String,
    /// Way by which it came.
    pub channel: Look,
    /// 四感.
    pub sense: Look,
    /// Responsible party.
    pub party: Mark,
    /// What is due.
    pub due: Due,
    /// State.
    pub state: Look,
    /// 合并 N 条, if several go on in it.
    pub merged: Option<String>,
    /// 急难愁盼, as words.
    pub nature: String,
    /// 已催 N 次.
    pub nudged: Option<String>,
    /// With the secretary or the street.
    pub raised: Option<String>,
    /// On whom it waits; empty if it does not.
    pub waiting_on: String,
    /// Is the complainant hidden?
    pub confidential: bool,
}

/// A word with the class and the icon that go with it.
pub struct Look {
    /// Class, without its block: `gold`.
    pub class: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Word.
    pub word: String,
}

/// A responsible party as a round badge and a name.
pub struct Mark {
    /// Class of the badge.
    pub class: &'static str,
    /// Its character.
    pub letter: String,
    /// Name.
    pub name: String,
}

/// How far away the next due moment is.
pub struct Due {
    /// Words: 超期 5 小时.
    pub words: String,
    /// `late`, `soon` or nothing.
    pub class: &'static str,
    /// `bar--late`, `bar--soon` or `bar--ok`.
    pub bar: &'static str,
    /// Share of the time that is over, as a class; none where no clock runs.
    pub share: Option<String>,
}

impl Due {
    /// Words without a running clock.
    fn still(words: String) -> Due {
        Due { words, class: "", bar: "", share: None }
    }
}

impl Row {
    /// The row of `line` on `p`.
    pub fn of(p: &Page, line: Line) -> Row {
        let reference = p.app.house.reference();
        let anchor = reference.category(&line.category_code).map_or(1, |c| c.anchor);
        let nature: Vec<_> =
            line.nature.split_whitespace().map(|n| p.code("nature", n).into_owned()).collect();
        let state = State::of(&line.state).unwrap_or(State::Received);
        let raised = (line.level != "area" && line.open).then(|| p.code("level", &line.level).into_owned());
        Row {
            href: super::case_href(p, line.id),
            id: line.id,
            receipt: format!("{:04}", line.receipt),
            place: line.place_name,
            channel: channel(p, &line.channel),
            sense: sense(p, anchor),
            party: mark(p, Party::of(&line.party, line.party_id)),
            due: match line.waiting_until.filter(|_| state == State::Waiting) {
                Some(until) => Due::still(p.a2(
                    "staff-waits-until",
                    "m",
                    i64::from(until.0.month()),
                    "d",
                    i64::from(until.0.day()),
                )),
                None => due(p, line.began_at, line.due_at, None),
            },
            waiting_on: line.waiting_on,
            state: state_look(p, state),
            merged: (line.requests > 1).then(|| p.n("staff-merged", &line.requests)),
            nature: nature.concat(),
            nudged: (line.nudges > 0).then(|| p.n("staff-nudged", &line.nudges)),
            raised,
            confidential: line.confidential,
            title: line.title,
        }
    }
}

/// 四感 of an anchor.
pub fn sense(p: &Page, anchor: i64) -> Look {
    let class = match anchor {
        1 => "happy",
        2 => "belong",
        3 => "gain",
        _ => "safe",
    };
    Look { class, icon: "", word: p.t(&format!("sense-{anchor}")).into_owned() }
}

/// A way words come by.
pub fn channel(p: &Page, code: &str) -> Look {
    let icon = match Channel::of(code) {
        Some(Channel::Phone) => "phone",
        Some(Channel::Paper) => "file-text",
        Some(Channel::Doorstep) => "footprints",
        Some(Channel::Meeting) => "users",
        Some(Channel::Wechat) => "message-circle",
        Some(Channel::Hotline) => "phone-call",
        Some(Channel::Counter) => "user-round",
        Some(Channel::Screen) | None => "smartphone",
    };
    Look { class: "", icon, word: p.code("channel", code).into_owned() }
}

/// A state as a chip.
pub fn state_look(p: &Page, state: State) -> Look {
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

/// A party as it is shown beside a case.
pub fn mark(p: &Page, party: Party) -> Mark {
    let reference = p.app.house.reference();
    let first = |name: &str| name.chars().take(1).collect::<String>();
    match party {
        Party::Desk => {
            Mark { class: "ava--none", letter: "?".into(), name: p.t("staff-nobody").into_owned() }
        }
        Party::Worker(id) => {
            let name = reference.name_of(Some(id)).to_owned();
            Mark { class: "ava--plane", letter: first(&name), name }
        }
        Party::Organisation(id) => {
            let name = reference.organisation_name(Some(id)).to_owned();
            Mark { class: "ava--gold", letter: first(&name), name }
        }
        Party::Secretary | Party::Street => {
            let name = p.code("party", party.code()).into_owned();
            Mark { class: "ava--brick", letter: first(&name), name }
        }
    }
}

/// What is due, in words and as a bar. `wait` says on whom and until when a waiting case waits.
pub fn due(p: &Page, began: Ts, due: Option<Ts>, wait: Option<(&str, Option<Day>)>) -> Due {
    if let Some((on, until)) = wait {
        let until = until.map(|day| p.day(&day)).unwrap_or_default();
        return Due::still(p.a2("staff-waits", "on", on.to_owned(), "until", until));
    }
    let Some(due) = due else { return Due::still("—".into()) };
    let share = u32::from(elapsed_share(began, due, p.now)).div_ceil(5) * 5;
    let (words, class, bar) = left(p, due);
    Due { words, class, bar, share: Some(format!("w-{share}")) }
}

/// How far away `due` is: words, the class that goes with them, and the bar's.
pub fn left(p: &Page, due: Ts) -> (String, &'static str, &'static str) {
    let reference = p.app.house.reference();
    let calendar = p.area.as_ref().map_or_else(|| reference.national(), |a| reference.calendar(a.id));
    match calendar.left(p.now, due) {
        Left::Overdue(amount) => (p.a("staff-overdue-by", "time", spoken(p, amount)), "late", "bar--late"),
        Left::Remaining(_) if due.day(&p.zone()) == p.today() => {
            (p.a("staff-due-today", "clock", p.clock(&due)), "soon", "bar--soon")
        }
        Left::Remaining(amount) => (p.a("staff-left", "time", spoken(p, amount)), "", "bar--ok"),
    }
}

fn spoken(p: &Page, amount: Amount) -> String {
    match amount {
        Amount::Minutes(n) => p.n("staff-minutes", &n),
        Amount::Hours(n) => p.n("staff-hours", &n),
        Amount::Days(n) => p.n("staff-days", &n),
    }
}

/// What the button of `verb` says for this case: the area may choose its own word for handing on and up.
pub fn verb_word(p: &Page, row: &CaseRow, verb: crate::rules::Verb) -> String {
    use crate::rules::Verb;
    let house = &p.app.house;
    match verb {
        Verb::Dispatch if goes_to_property(p, row) => {
            house.button_word(row.area_id, ButtonWord::ToProperty, p.locale)
        }
        Verb::Escalate if row.level == "secretary" => {
            house.button_word(row.area_id, ButtonWord::ToStreet, p.locale)
        }
        other => p.code("verb", other.code()).into_owned(),
    }
}

fn goes_to_property(p: &Page, row: &CaseRow) -> bool {
    let reference = p.app.house.reference();
    let rule = reference
        .dispatch_rules
        .iter()
        .find(|r| r.area_id == row.area_id && r.category_code == row.category_code);
    rule.and_then(|r| reference.organisations.get(&r.organisation_id))
        .is_some_and(|o| o.kind == "property_company")
}

//! How a case looks in a list: the same row in inbox, board, today, follow-ups and search.

use crate::pages::say::{self, Distance, Look};
use crate::rules::case::{Channel, Party};
use crate::store::CaseRow;
use crate::work;
use linju_core::setting::ButtonWord;
use linju_kernel::Id;
use linju_kernel::deadline::elapsed_share;
use linju_kernel::lifecycle::Coded;
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
    /// Words: 超期 5 小时, 等到 11月26日.
    pub words: String,
    /// `late`, `soon` or nothing.
    pub class: &'static str,
    /// `bar--late`, `bar--soon` or `bar--ok`.
    pub bar: &'static str,
    /// Share of the time that is over, as a class; none where no clock runs.
    pub share: Option<String>,
}

impl Due {
    /// What is due next in `row`; while it waits, until when.
    fn of(p: &Page, row: &CaseRow) -> Due {
        let still = |words: String| Due { words, class: "", bar: "", share: None };
        if let Some((_, Some(until))) = work::waits(row) {
            let (month, day) = (i64::from(until.0.month()), i64::from(until.0.day()));
            return still(p.a2("staff-waits-until", "m", month, "d", day));
        }
        let Some(due) = row.due_at else { return still("—".into()) };
        let share = u32::from(elapsed_share(row.began_at, due, p.now)).div_ceil(5) * 5;
        let Distance { words, class, bar } = say::distance(p, row.area_id, due);
        Due { words, class, bar, share: Some(format!("w-{share}")) }
    }
}

impl Row {
    /// `row` as a list on `p` shows it.
    pub fn of(p: &Page, row: &CaseRow) -> Row {
        let reference = p.app.house.reference();
        let anchor = reference.category(&row.category_code).map_or(1, |c| c.anchor);
        let nature: Vec<_> =
            row.nature.split_whitespace().map(|n| p.code("nature", n).into_owned()).collect();
        let raised = (row.level != "area" && row.open).then(|| p.code("level", &row.level).into_owned());
        Row {
            href: super::case_href(p, row.id),
            id: row.id,
            receipt: format!("{:04}", row.receipt),
            title: row.title.clone(),
            place: row.place_name.clone(),
            channel: channel(p, &row.channel),
            sense: sense(p, anchor),
            party: mark(p, row.party()),
            due: Due::of(p, row),
            state: say::state(p, row.state()),
            merged: (row.requests > 1).then(|| p.n("staff-merged", &row.requests)),
            nature: nature.concat(),
            nudged: (row.nudges > 0).then(|| p.n("staff-nudged", &row.nudges)),
            raised,
            waiting_on: row.waiting_on.clone(),
            confidential: row.confidential,
        }
    }
}

/// 四感 of an anchor.
fn sense(p: &Page, anchor: i64) -> Look {
    let class = match anchor {
        1 => "happy",
        2 => "belong",
        3 => "gain",
        _ => "safe",
    };
    Look { class, icon: "", word: p.t(&format!("sense-{anchor}")).into_owned() }
}

/// A way words come by.
fn channel(p: &Page, code: &str) -> Look {
    let icon = match Channel::of(code) {
        Some(Channel::Phone) => "phone",
        Some(Channel::Paper) => "file-text",
        Some(Channel::Doorstep) => "footprints",
        Some(Channel::Meeting) => "users",
        Some(Channel::Wechat) => "message-circle",
        Some(Channel::Hotline) => "phone-call",
        Some(Channel::Counter) => "user-round",
        Some(Channel::Open311) => "link",
        Some(Channel::Screen) | None => "smartphone",
    };
    Look { class: "", icon, word: p.code("channel", code).into_owned() }
}

/// A party as it is shown beside a case.
fn mark(p: &Page, party: Party) -> Mark {
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

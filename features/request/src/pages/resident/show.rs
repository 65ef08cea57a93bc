//! How residents read a case: a word for where it stands, a sentence for who has it, numbers to call.

use crate::rules::{Outcome, Party, Solved, State};
use crate::store::CaseRow;
use crate::work;
use linju_core::duty::Duty;
use linju_kernel::Ts;
use linju_kernel::lifecycle::Coded;
use linju_web::Page;

/// Where a case stands, as a chip says it.
#[derive(Debug, Clone)]
pub struct Face {
    /// Key of the word.
    pub word: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Class of the chip.
    pub class: &'static str,
}

/// The chip of a case.
pub fn face(row: &CaseRow) -> Face {
    let outcome = row.outcome.as_deref().and_then(Outcome::of);
    let (word, icon, class) = match row.state() {
        State::Received | State::Triaged => ("resident-face-received", "clipboard-check", "chip--river"),
        State::Dispatched => ("resident-face-sent", "send", "chip--river"),
        State::Acknowledged | State::Handling | State::Merged => {
            ("resident-face-in-hand", "wrench", "chip--gold")
        }
        State::Waiting => ("resident-face-waiting", "hourglass", "chip--gold"),
        State::Reopened => ("resident-face-again", "rotate-ccw", "chip--brick"),
        State::Withdrawn => ("resident-face-withdrawn", "undo-2", ""),
        State::Declined | State::Redirected => ("resident-face-answered", "message-circle", ""),
        State::Handled | State::Verified | State::Closed => match outcome {
            Some(Outcome::CannotBeSolved) => ("resident-face-cannot", "circle-x", ""),
            Some(Outcome::MovedToList) => ("resident-face-listed", "list-checks", "chip--dai"),
            Some(Outcome::Answered) => ("resident-face-answered", "message-circle", "chip--plane"),
            _ if row.solved.as_deref() == Some(Solved::Partly.code()) || outcome == Some(Outcome::Partly) => {
                ("resident-face-partly", "circle-check", "chip--gold")
            }
            _ if row.open => ("resident-face-done", "circle-check", "chip--plane"),
            _ => ("resident-face-closed", "circle-check", "chip--plane"),
        },
    };
    Face { word, icon, class }
}

/// Was it, or will it be, put right, as far as is known? Where it was answered otherwise, nothing is called done.
fn fixed(row: &CaseRow) -> bool {
    let answered = matches!(row.state(), State::Declined | State::Redirected);
    let outcome = row.outcome.as_deref().and_then(Outcome::of);
    !answered && !matches!(outcome, Some(Outcome::CannotBeSolved | Outcome::MovedToList | Outcome::Answered))
}

/// One of the four steps.
#[derive(Debug, Clone)]
pub struct Step {
    /// 1 to 4.
    pub n: u8,
    /// Key of its word.
    pub key: String,
    /// Is it behind us?
    pub done: bool,
    /// Are we at it?
    pub now: bool,
}

/// The four steps of a case: what has ended stands at the end with nothing left to do.
pub fn steps(row: &CaseRow) -> Vec<Step> {
    let at = row.state().step();
    let over = !row.open && row.state() != State::Merged;
    let key =
        |n: u8| if n == 4 && !fixed(row) { "resident-step-answered".into() } else { format!("step-{n}") };
    let step = |n: u8| Step { n, key: key(n), done: n < at || over && n <= at, now: n == at && !over };
    (1..=4).map(step).collect()
}

/// Who has it now, by the name of an organisation and never of a person.
pub fn party(p: &Page, row: &CaseRow) -> String {
    let party = row.party();
    if party.is_committee() {
        return p.area().committee.clone();
    }
    match party {
        Party::Organisation(_) | Party::Street => work::party_name(&p.app.house, row.area_id, party),
        _ => String::new(),
    }
}

/// On whom it waits and until when, or who has it and when something is due: one sentence, or none at the end.
pub fn who(p: &Page, row: &CaseRow) -> Option<String> {
    let state = row.state();
    if let Some((on, until)) = work::waits(row) {
        return Some(match until {
            Some(day) => p.a2("resident-who-waits-until", "on", on, "until", p.day(&day)),
            None => p.a("resident-who-waits", "on", on),
        });
    }
    if matches!(state, State::Handled | State::Verified) {
        return Some(
            p.t(if fixed(row) { "resident-who-asks" } else { "resident-who-answered" }).into_owned(),
        );
    }
    if !state.is_open() {
        return None;
    }
    let party = party(p, row);
    Some(match row.settle_due {
        Some(_) if row.overdue => p.a("resident-who-late", "party", party),
        Some(due) => p.a2("resident-who-has", "party", party, "due", p.when(&due)),
        None => p.a("resident-who-has-it", "party", party),
    })
}

/// Something that is still to come.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// What, and by when.
    pub what: String,
    /// What helps to know; may be empty.
    pub hint: String,
}

/// What comes next, by the clocks of the case; what is late is called late. Nothing once it was handled.
pub fn ahead(p: &Page, row: &CaseRow) -> Vec<Ahead> {
    if !row.state().is_before_handled() {
        return Vec::new();
    }
    let by = |due: Ts, key: &str| {
        let late = due < p.now;
        p.a(&if late { format!("{key}-late") } else { key.to_owned() }, "due", p.when(&due))
    };
    let mut ahead = Vec::new();
    if let Some(due) = row.contact_due.filter(|_| row.contacted_at.is_none()) {
        let hint = format!("{} {}", p.area().committee, p.spoken_phone(&p.area().phone));
        ahead.push(Ahead { what: by(due, "resident-next-contact"), hint });
    }
    if let Some(due) = row.settle_due {
        let hint = p.t("resident-next-settle-hint").into_owned();
        ahead.push(Ahead { what: by(due, "resident-next-settle"), hint });
    }
    let hint = p.t("resident-next-nod-hint").into_owned();
    ahead.push(Ahead { what: p.t("resident-next-nod").into_owned(), hint });
    ahead
}

/// Who answers the phone now, as the card beside the number says it.
pub fn answers(p: &Page, duty: &Duty) -> String {
    match &duty.name {
        _ if duty.open => p.a("resident-duty-open", "until", p.clock(&duty.until)),
        Some(name) => p.a("resident-duty-name", "name", name.as_str()),
        None if !duty.phone.is_empty() => p.a("resident-duty-night", "opens", p.when(&duty.next_opening)),
        None => p.a("resident-duty-nobody", "opens", p.when(&duty.next_opening)),
    }
}

/// A number to call now.
#[derive(Debug, Clone)]
pub struct Number {
    /// As it is dialled.
    pub dial: String,
    /// As it is read.
    pub spoken: String,
    /// Whose it is.
    pub label: String,
}

impl Number {
    /// What a press on it does: 12110 takes messages only.
    pub fn href(&self) -> String {
        let way = if self.dial == "12110" { "sms" } else { "tel" };
        format!("{way}:{}", self.dial)
    }
}

/// The numbers an emergency's advice names, in its order, then the property company's and the committee's.
pub fn numbers(p: &Page, advice: &str) -> Vec<Number> {
    let digits = advice.split(|c: char| !c.is_ascii_digit()).filter(|n| (3..=6).contains(&n.len()));
    let mut all: Vec<Number> = Vec::new();
    for dial in digits {
        if all.iter().all(|n| n.dial != dial) {
            let label = p.t(known(dial)).into_owned();
            all.push(Number { dial: dial.into(), spoken: dial.into(), label });
        }
    }
    let reference = p.app.house.reference();
    let property =
        reference.organisations_in(p.area().id, p.today()).filter(|(_, kind)| *kind == "property_company");
    let ours = [(p.area().committee.as_str(), p.area().phone.as_str())];
    let desks = property.map(|(o, _)| (o.name.as_str(), o.phone.as_str())).chain(ours);
    all.extend(desks.filter(|(_, phone)| !phone.is_empty()).map(|(name, phone)| Number {
        dial: phone.into(),
        spoken: p.spoken_phone(phone),
        label: name.into(),
    }));
    all
}

fn known(dial: &str) -> &'static str {
    match dial {
        "110" => "resident-call-110",
        "119" => "resident-call-119",
        "120" => "resident-call-120",
        "962777" => "resident-call-962777",
        "96110" => "resident-call-96110",
        "95598" => "resident-call-95598",
        "12110" => "resident-call-12110",
        _ => "resident-call-other",
    }
}

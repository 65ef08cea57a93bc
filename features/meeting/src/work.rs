//! Carrying a step out: load, decide, commit. Pages and the demo's loader come in by this door alike.

use crate::heard::POINT;
use crate::rules::{Facts, Group, Kind, Part, PointKind, State, Verb};
use crate::store::{self, Attendance, MeetingRow, PointRow, Whole};
use linju_core::access::token;
use linju_core::ledger::NewEvent;
use linju_core::place::Place;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::personal::mask_phones_in;
use linju_kernel::{Day, Id, Refusal, Ts};

/// Someone who does something with a meeting.
#[derive(Debug, Clone)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// As what.
    pub parts: Vec<Part>,
    /// When.
    pub at: Ts,
}

impl Doer {
    /// An empty change of theirs in `area`.
    fn change(&self, area: Id) -> Change {
        Change::new(area, self.at, self.actor)
    }
}

/// What is planned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Kind.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// 议题, one a line.
    pub topics: String,
    /// What place it is about.
    pub place: Place,
    /// Where it is held, if elsewhere.
    pub venue: String,
    /// When it begins.
    pub starts_at: Ts,
    /// How many are entitled, where a quorum is counted; 0 elsewhere.
    pub entitled: i64,
    /// Is it about a dispute?
    pub confidential: bool,
    /// Why the notice is shorter than usual.
    pub short_notice: String,
    /// The case it is about.
    pub case: Option<Id>,
}

impl Plan {
    /// The row of a meeting so planned by `account`.
    pub fn row(self, house: &House, account: Id) -> MeetingRow {
        let Plan { place, venue, .. } = self;
        MeetingRow {
            area_id: place.area_id,
            id: house.id(),
            kind: self.kind.code().into(),
            title: self.title,
            topics: self.topics,
            place_id: place.id,
            place_path: place.path,
            place_name: if venue.is_empty() { place.full_name } else { venue },
            starts_at: self.starts_at,
            entitled: self.entitled,
            confidential: self.confidential,
            short_notice: self.short_notice,
            state: State::Planned.code().into(),
            code: token::fresh().chars().take(12).collect(),
            case_id: self.case,
            created_by: account,
            announced_at: None,
            held_at: None,
            published_at: None,
            absent: String::new(),
            reason: String::new(),
            version: 1,
        }
    }
}

/// A line of the minutes as it is said.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is.
    pub kind: PointKind,
    /// From which side.
    pub side: Option<Group>,
    /// Words; phone numbers in them are masked.
    pub text: String,
    /// Who does it and until when, of a decision.
    pub charge: Option<(String, Day)>,
}

impl Line {
    /// The row of such a line in the minutes of `meeting`.
    pub fn row(self, house: &House, meeting: &MeetingRow) -> PointRow {
        let (responsible, due_day) = self.charge.unzip();
        PointRow {
            area_id: meeting.area_id,
            id: house.id(),
            meeting_id: meeting.id,
            kind: self.kind.code().into(),
            for_group: self.side.map_or("", Group::code).into(),
            text: mask_phones_in(&self.text),
            responsible: responsible.unwrap_or_default(),
            due_day,
            settled_at: None,
            settled_note: String::new(),
            case_id: None,
            receipt: None,
            version: 1,
        }
    }
}

/// What a step is given besides the meeting.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Why it is postponed, called off, or lapsed.
    pub reason: String,
    /// Why the notice is shorter than usual.
    pub short_notice: String,
    /// Required groups nobody came from.
    pub absent: Vec<Group>,
    /// Were names removed from the minutes?
    pub names_removed: bool,
}

/// Someone who is there.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Name.
    pub name: String,
    /// On whose side.
    pub group: Group,
    /// By the notice's code, rather than ticked off at the desk?
    pub by_code: bool,
    /// Who is there in their place, with written authority; empty if they came.
    pub proxy: String,
}

const REASON: std::ops::RangeInclusive<usize> = 2..=200;

/// Plans a meeting; the same `once` again gives the first one.
pub async fn plan(house: &House, doer: &Doer, row: &MeetingRow, once: &str) -> Result<Id> {
    plan_from(house, doer, row, once, None).await
}

/// The same, saying what it came from: kind and id, for whoever asked for it to hear.
pub async fn plan_from(
    house: &House,
    doer: &Doer,
    row: &MeetingRow,
    once: &str,
    from: Option<&str>,
) -> Result<Id> {
    let key = format!("meeting {once}");
    let mut change = doer.change(row.area_id);
    for statement in row.insert() {
        change.push(statement);
    }
    let event = NewEvent::new("meeting", row.id, "plan").with("kind", row.kind.as_str());
    change.event(event.with("from", from));
    change.once(key.clone(), row.id.to_string());
    match house.commit(change).await {
        Ok(()) => Ok(row.id),
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let first = house.answered(row.area_id, &key).await?;
            first.and_then(|id| id.parse().ok()).ok_or(Error::Changed)
        }
        Err(error) => Err(error),
    }
}

/// Changes what is planned to `row`, which carries the version that was read.
pub async fn change(house: &House, doer: &Doer, row: &MeetingRow) -> Result<()> {
    row.rules().step(Verb::Change, &doer.parts, &Facts::default())?;
    let event = NewEvent::new("meeting", row.id, Verb::Change.code()).with("starts", row.starts_at.0);
    let mut change = doer.change(row.area_id);
    written(&mut change, row, event);
    house.commit(change).await
}

/// Takes a step of the meeting's life. Refuses what the rules refuse, and `meeting-reason` at `reason`.
pub async fn step(house: &House, doer: &Doer, whole: &Whole, verb: Verb, given: Given) -> Result<()> {
    let mut whole = whole.clone();
    if verb == Verb::Announce && !given.short_notice.is_empty() {
        whole.row.short_notice = given.short_notice.chars().take(120).collect();
    }
    if verb == Verb::Hold {
        whole.row.absent = given.absent.iter().map(|g| g.code()).collect::<Vec<_>>().join(" ");
    }
    let facts = whole.facts(house, doer.at, given.names_removed)?;
    let to = whole.row.rules().step(verb, &doer.parts, &facts)?;
    let reason = reason_for(verb, &given.reason)?;
    let row = moved(whole.row, verb, to, doer.at, reason);
    let event = NewEvent::new("meeting", row.id, verb.code())
        .with("present", facts.came())
        .with("starts", row.starts_at.0)
        .note(reason);
    let mut change = doer.change(row.area_id);
    written(&mut change, &row, event);
    if verb == Verb::Postpone {
        change.push(store::forget_attendance(row.area_id, row.id));
    }
    house.commit(change).await
}

/// The reason a step needs.
fn reason_for(verb: Verb, reason: &str) -> std::result::Result<&str, Refusal> {
    let demanded = matches!(verb, Verb::Postpone | Verb::Cancel);
    match demanded && !REASON.contains(&reason.chars().count()) {
        true => Err(Refusal::new("meeting-reason").at("reason")),
        false => Ok(reason),
    }
}

/// The row after a step.
fn moved(mut row: MeetingRow, verb: Verb, to: State, at: Ts, reason: &str) -> MeetingRow {
    let at = Some(at);
    row.state = to.code().into();
    match verb {
        Verb::Announce => row.announced_at = at,
        Verb::Hold => row.held_at = at,
        Verb::Publish => row.published_at = at,
        Verb::Postpone => row.announced_at = None,
        _ => {}
    }
    if !reason.is_empty() {
        row.reason = mask_phones_in(reason);
    }
    row
}

/// Writes the row and what happened; residents see it where they see the meeting.
fn written(change: &mut Change, row: &MeetingRow, event: NewEvent) {
    for statement in row.replace() {
        change.push(statement);
    }
    change.event(event.public(row.public()));
}

/// Writes someone down as being there. Refuses `meeting-signed-in` for whoever is there already.
pub async fn sign_in(house: &House, doer: &Doer, row: &MeetingRow, guest: &Guest) -> Result<()> {
    row.rules().step(Verb::SignIn, &doer.parts, &Facts::default())?;
    let way = match (guest.by_code, guest.proxy.is_empty()) {
        (true, _) => "qr",
        (false, true) => "list",
        (false, false) => "proxy",
    };
    let mut attendance = Attendance::of(house, row, guest.group, way, &guest.name, &guest.proxy)?;
    attendance.at = doer.at;
    attendance.entered_by = doer.actor.account();
    let mut change = doer.change(row.area_id);
    change.push(Statement::insert("meeting_attendance", &attendance));
    let event = NewEvent::new("meeting", row.id, Verb::SignIn.code());
    let known = known(house, doer, row.area_id, guest).await?.map(|id| id.to_string());
    change.event(event.with("group", guest.group.code()).with("way", way).with("person", known));
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("meeting_attendance") => {
            Err(Refusal::new("meeting-signed-in").at("name").into())
        }
        other => other,
    }
}

/// Who of the registry it is that the desk ticks off, where only one bears the name: whoever visits them may know
/// that they came. What a guest types at the door proves nothing.
async fn known(house: &House, doer: &Doer, area: Id, guest: &Guest) -> Result<Option<Id>> {
    if guest.by_code || !guest.proxy.is_empty() {
        return Ok(None);
    }
    let day = doer.at.day(house.reference().zone(area));
    let mut found = house.find_people(area, &guest.name, day).await?;
    found.retain(|found| found.person.details.name == guest.name);
    Ok(Some(found).filter(|found| found.len() == 1).and_then(|found| found.first().map(|one| one.person.id)))
}

/// Writes a line of the minutes; the same `once` again writes nothing.
pub async fn note(house: &House, doer: &Doer, row: &MeetingRow, point: &PointRow, once: &str) -> Result<()> {
    row.rules().step(Verb::Note, &doer.parts, &Facts::default())?;
    let mut change = doer.change(row.area_id);
    change.push(point.insert());
    change.event(NewEvent::new("meeting", row.id, Verb::Note.code()).with("kind", point.kind.as_str()));
    change.once(format!("meeting-point {once}"), point.id.to_string());
    match house.commit(change).await {
        Err(Error::Db(error)) if error.is_unique("idem") => Ok(()),
        other => other,
    }
}

/// Takes a line back.
pub async fn take_back(house: &House, doer: &Doer, row: &MeetingRow, point: &PointRow) -> Result<()> {
    row.rules().step(Verb::Note, &doer.parts, &Facts::default())?;
    let mut change = doer.change(row.area_id);
    change.push(point.remove());
    change.event(NewEvent::new("meeting", row.id, "take_back").with("kind", point.kind.as_str()));
    house.commit(change).await
}

/// Says what became of a decision. Refuses `meeting-became` at `became`.
pub async fn settle(
    house: &House,
    doer: &Doer,
    row: &MeetingRow,
    point: &PointRow,
    became: &str,
) -> Result<()> {
    row.rules().step(Verb::FollowUp, &doer.parts, &Facts::default())?;
    if !REASON.contains(&became.chars().count()) {
        return Err(Refusal::new("meeting-became").at("became").into());
    }
    let became = mask_phones_in(became);
    let mut change = doer.change(row.area_id);
    change.push(point.settle(doer.at, &became));
    let event = NewEvent::new("meeting", row.id, Verb::FollowUp.code());
    change.event(event.public(row.public()).with("point", point.id.to_string()).note(&became));
    house.commit(change).await
}

/// Hands what somebody said to the desk, as a request of `category`. Refuses `meeting-raise` at `category` for
/// an unknown category, a decision, and anything about a dispute.
pub async fn raise(
    house: &House,
    doer: &Doer,
    row: &MeetingRow,
    point: &PointRow,
    category: &str,
) -> Result<()> {
    row.rules().step(Verb::FollowUp, &doer.parts, &Facts::default())?;
    let known = house.reference().category(category).is_some_and(|c| c.active);
    if !known || row.confidential || point.kind() == PointKind::Decision {
        return Err(Refusal::new("meeting-raise").at("category").into());
    }
    let mut change = doer.change(row.area_id);
    change.push(point.raise(doer.at));
    let event = NewEvent::new(POINT, point.id, "raise")
        .with("channel", "meeting")
        .with("category", category)
        .with("place", row.place_id.to_string())
        .note(&point.text);
    change.event(event);
    house.commit(change).await
}

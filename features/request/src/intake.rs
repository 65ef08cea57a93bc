//! Taking words in, by whichever way they come.

use crate::rules::behalf::Behalf;
use crate::rules::decide::Facts;
use crate::rules::{Case, case::Channel, decide};
use crate::store::suggestions::{self, Kind};
use crate::store::{CaseRow, RequestRow, Stored, cases, devices, requests};
use crate::suggest;
use crate::work::{self, Doer, Press};
use linju_core::access::Session;
use linju_core::catalogue::Category;
use linju_core::file::{File, Stored as StoredFile};
use linju_core::ledger::NewEvent;
use linju_core::message::Way;
use linju_core::place::{Place, PlaceKind};
use linju_core::receipt::Receipt;
use linju_core::{Actor, Change, Error, House, Result};
use linju_db::Statement;
use linju_kernel::text::shorten;
use linju_kernel::{Id, Refusal, Ts};

/// Longest words taken, in characters; the rest belongs on paper or the phone.
pub const MOST_WORDS: usize = 2_000;

/// What was said, by whom, where, and how it reached us.
#[derive(Debug, Clone)]
pub struct Said {
    /// Way.
    pub channel: Channel,
    /// Where.
    pub place: Place,
    /// Where exactly, in their words.
    pub place_note: String,
    /// The words.
    pub words: String,
    /// Category.
    pub category: String,
    /// 急难愁盼 codes, separated by spaces.
    pub nature: String,
    /// Name, if given.
    pub name: Option<String>,
    /// Phone, normalised, if given.
    pub phone: Option<String>,
    /// For whom they speak, if not for themselves.
    pub behalf: Option<Behalf>,
    /// By which way to tell them; by what the channel and the contact suggest if none.
    pub way: Option<Way>,
    /// Account that writes it down.
    pub entered_by: Option<Id>,
    /// Where it was brought in from, and its number there.
    pub source: Option<(String, String)>,
    /// When it was said.
    pub at: Ts,
    /// Title by staff.
    pub title: Option<String>,
    /// Photos, voice, papers.
    pub files: Vec<(&'static str, StoredFile)>,
    /// Device that may show it afterwards.
    pub device: Option<String>,
    /// Make a printed secret, for someone without a phone?
    pub secret: bool,
    /// The hotline's number and limit.
    pub hotline: Option<(String, Option<Ts>)>,
    /// Idempotency key.
    pub once: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The request.
    pub request: Id,
    /// Its case.
    pub case: Id,
    /// The four digits.
    pub receipt: Receipt,
    /// The printed secret, shown once.
    pub secret: Option<String>,
}

/// Takes words in: request, case, receipt, first event and files in one transaction. The same idempotency key
/// gives the first answer.
///
/// Refuses `words-missing`, `words-too-long` at `words`; `category-unknown` at `category`. Whoever speaks for
/// another has said how that was agreed: there is no [`Behalf`] without it.
pub async fn receive(house: &House, said: Said) -> Result<Received> {
    let key = said.once.clone();
    let (change, received, _) = open(house, said).await?;
    write(house, change, received, key).await
}

/// What is done at the desk in the same press that takes words in.
#[derive(Debug, Default)]
pub struct AtDesk {
    /// Answered on the spot, or joined to another case.
    pub press: Option<Press>,
    /// What the form suggested, best first, and the rank of what was taken.
    pub suggested: Vec<(Kind, Vec<String>, i64)>,
}

/// The same, with what was done about it at once, all in one transaction.
pub async fn receive_at_desk(house: &House, said: Said, session: &Session, desk: AtDesk) -> Result<Received> {
    let key = said.once.clone();
    let (mut change, received, row) = open(house, said).await?;
    for (kind, offered, rank) in &desk.suggested {
        suggestions::offer(&mut change, row.id, *kind, offered, Some(*rank));
    }
    let party = suggest::usual_party(house, row.area_id, &row.category_code).map(|id| id.to_string());
    suggestions::offer(&mut change, row.id, Kind::Party, party.as_slice(), None);
    if let Some(press) = desk.press {
        let doer = Doer::of(session, &row);
        work::prepare(house, &doer, Stored::of(row), press, &mut change).await?;
    }
    write(house, change, received, key).await
}

async fn write(house: &House, change: Change, received: Received, key: Option<String>) -> Result<Received> {
    let area = change.area;
    match house.commit(change).await {
        Ok(()) => Ok(received),
        Err(Error::Db(error)) if error.is_unique("idem") => {
            let key = key.ok_or(Error::Changed)?;
            let answer = house.answered(area, &key).await?.ok_or(Error::Changed)?;
            answered(house, area, &answer).await
        }
        Err(Error::Db(error)) if error.is_unique("request") => Err(Refusal::new("already-brought-in").into()),
        Err(error) => Err(error),
    }
}

async fn answered(house: &House, area: Id, answer: &str) -> Result<Received> {
    let request: Id = answer.parse().map_err(|_| Error::Changed)?;
    let row = requests::load(house, area, request).await?;
    let receipt = Receipt { cycle: row.receipt_cycle, number: row.receipt };
    Ok(Received { request, case: row.case_id, receipt, secret: None })
}

/// Builds the unit without writing it, so that an import can write many at once.
pub async fn prepare(house: &House, said: Said) -> Result<(Change, Received)> {
    let (change, received, _) = open(house, said).await?;
    Ok((change, received))
}

async fn open(house: &House, said: Said) -> Result<(Change, Received, CaseRow)> {
    let reference = house.reference();
    let category = reference.category(&said.category).filter(|c| c.active);
    let category = category.ok_or(Refusal::new("category-unknown").at("category"))?;
    check(&said)?;
    let area = said.place.area_id;
    let (request, case_id) = (house.id(), house.id());
    let receipt = house.next_receipt(area).await?;
    let household = household(house, &said, request).await?;
    let secret = said.secret.then(devices::spoken_code);
    let actor = said.entered_by.map_or(Actor::Requester(request), Actor::Account);
    let mut change = Change::new(area, said.at, actor);
    if let Some(key) = &said.once {
        change.once(key.clone(), request.to_string());
    }
    let way = said.way.unwrap_or_else(|| way_of(said.channel, said.phone.is_some(), said.device.is_some()));
    let mut case = Case::received(case_id, said.at, way != Way::Posting);
    decide::clocks(
        &mut case,
        &Facts {
            now: said.at,
            calendar: reference.calendar(area),
            contact: category.contact(),
            settle: category.settle(),
            terms: work::terms(house, area),
            needs_photo: category.needs_photo,
            needs_verification: category.needs_verification,
        },
    );
    let row = case_row(&said, category, &case, receipt);
    cases::insert(&mut change, house, &row);
    let opened = RequestRow {
        area_id: area,
        id: request,
        case_id,
        first_case_id: case_id,
        receipt_cycle: receipt.cycle,
        receipt: receipt.number,
        secret_hash: secret.as_deref().map(requests::hash),
        channel: said.channel.code().into(),
        place_id: said.place.id,
        place_path: said.place.path.clone(),
        place_note: said.place_note.trim().into(),
        words_sealed: Vec::new(),
        words_masked: String::new(),
        category_code: said.category.clone(),
        nature: said.nature.clone(),
        name_sealed: None,
        phone_sealed: None,
        phone_print: None,
        last_four_print: None,
        whose: said.behalf.as_ref().map_or("self", Behalf::whose).into(),
        consent: said.behalf.as_ref().map_or("", |b| b.consent.code()).into(),
        relation: said.behalf.as_ref().map_or("", |b| b.relation.code()).into(),
        for_name_sealed: None,
        agreed_on: said.behalf.as_ref().map(|b| b.agreed_on),
        way: way.code().into(),
        entered_by: said.entered_by,
        source: said.source.as_ref().map(|s| s.0.clone()),
        source_id: said.source.as_ref().map(|s| s.1.clone()),
        received_at: said.at,
    };
    let words = said.words.trim();
    let clear = requests::Clear {
        words,
        name: said.name.as_deref(),
        phone: said.phone.as_deref(),
        for_name: said.behalf.as_ref().map(|b| b.name.as_str()),
    };
    requests::insert(&mut change, house, opened, clear)?;
    let masked = linju_kernel::personal::mask_phones_in(words);
    let text = format!("{} {} {:04} {masked}", row.title, row.place_name, row.receipt);
    change.push(Statement::index_text(area, case_id, &text));
    change.event(
        NewEvent::new("case", case_id, "receive")
            .public(true)
            .with("channel", said.channel.code())
            .with("category", said.category.as_str())
            .with("request", request.to_string())
            .with("place", said.place.id.to_string())
            .with("household", household.to_string())
            .with("receipt", receipt.number)
            .with("state", row.state.as_str())
            .with("due", case.due_at().map(|due| due.0))
            .with("from", said.source.as_ref().map(|(source, id)| format!("{source} {id}")))
            .with("person", caller(house, area, said.phone.as_deref()).await?.map(|id| id.to_string())),
    );
    for (purpose, file) in said.files {
        let file = File {
            area_id: area,
            id: house.id(),
            subject_id: case_id,
            purpose: purpose.into(),
            media_type: file.media_type.into(),
            sha256: file.sha256,
            bytes: file.bytes,
            width: file.size.map(|s| i64::from(s.0)),
            height: file.size.map(|s| i64::from(s.1)),
            uploaded_by: said.entered_by,
            created_at: said.at,
        };
        change.push(Statement::insert("file", &file));
    }
    if let Some(device) = &said.device {
        devices::bind(&mut change, device, request);
    }
    Ok((change, Received { request, case: case_id, receipt, secret }, row))
}

/// Whose number it is, where it is one person's of the registry: whoever visits them may know that they were heard.
async fn caller(house: &House, area: Id, phone: Option<&str>) -> Result<Option<Id>> {
    let Some(phone) = phone else { return Ok(None) };
    let known = house.people_by_phone(area, phone).await?;
    Ok(Some(known).filter(|known| known.len() == 1).and_then(|known| known.first().map(|person| person.id)))
}

/// Who asks, as an id that is the same for the same home: the room where it is known, else the first request with
/// that phone number, else this one. The ledger holds it, so that what is counted by homes can be counted from it.
async fn household(house: &House, said: &Said, request: Id) -> Result<Id> {
    if said.place.kind == PlaceKind::Room.code() {
        return Ok(said.place.id);
    }
    let Some(phone) = &said.phone else { return Ok(request) };
    let first = requests::first_by_phone(house, said.place.area_id, phone).await?;
    Ok(first.unwrap_or(request))
}

fn check(said: &Said) -> Result<()> {
    let words = said.words.trim();
    if words.is_empty() && said.files.is_empty() {
        return Err(Refusal::new("words-missing").at("words").into());
    }
    if words.chars().count() > MOST_WORDS {
        return Err(Refusal::new("words-too-long").at("words").into());
    }
    Ok(())
}

/// How someone is told who came this way and left this much.
pub fn way_of(channel: Channel, phone: bool, device: bool) -> Way {
    match (channel, phone, device) {
        (Channel::Screen | Channel::Wechat, _, true) => Way::Screen,
        (_, true, _) => Way::Phone,
        (Channel::Doorstep | Channel::Paper | Channel::Counter, false, _) => Way::Paper,
        _ => Way::Posting,
    }
}

fn case_row(said: &Said, category: &Category, case: &Case, receipt: Receipt) -> CaseRow {
    let place_name = match said.place_note.trim() {
        "" => said.place.full_name.clone(),
        note => format!("{} {note}", said.place.full_name),
    };
    let written = said.title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let title = written.map_or_else(|| format!("{} {}", said.place.name, category.name), str::to_owned);
    let row = CaseRow {
        area_id: said.place.area_id,
        id: case.id,
        version: 1,
        state: String::new(),
        title: shorten(&title, 40),
        public_title: String::new(),
        category_code: said.category.clone(),
        nature: said.nature.clone(),
        confidential: category.confidential,
        place_id: said.place.id,
        place_path: said.place.path.clone(),
        place_name,
        channel: said.channel.code().into(),
        receipt: receipt.number,
        requests: 1,
        party: String::new(),
        party_id: None,
        worker_id: None,
        round: 1,
        received_at: said.at,
        began_at: said.at,
        contact_due: None,
        contacted_at: None,
        settle_due: None,
        due_at: None,
        due_sort: i64::MAX,
        own_limit: None,
        own_limit_from: None,
        pauses: String::new(),
        extensions: String::new(),
        waiting_on: String::new(),
        waiting_until: None,
        handled_at: None,
        handled_party: None,
        handled_party_id: None,
        handled_by: None,
        outcome: None,
        outcome_reply: String::new(),
        outcome_constraint: String::new(),
        outcome_alternative: String::new(),
        outcome_item: String::new(),
        follow_up_due: None,
        tries: String::new(),
        reached: false,
        solved: None,
        satisfaction: None,
        closed_at: None,
        returns: 0,
        returnable: true,
        level: String::new(),
        supported_at: None,
        merged_into: None,
        before_merge: None,
        open_tasks: 0,
        touched: false,
        reachable: false,
        nudged_at: None,
        nudges: 0,
        overdue: false,
        open: true,
        released: false,
        excluded_reason: String::new(),
        excluded_by: None,
        excluded_second: None,
        hotline_number: said.hotline.as_ref().map(|h| h.0.clone()),
        hotline_due: said.hotline.as_ref().and_then(|h| h.1),
        hotline_state: said.hotline.as_ref().map(|_| "open".into()),
        warned_due: None,
        supervised_until: None,
    };
    row.with(case)
}

//! What happened: one append-only row for everything, without personal data.
//!
//! The same rows are the audit trail, the timeline, the statistics' source and the notifications' trigger.
//! People stand in them by id; free text stands beside them in `event_note`, so that it can be erased.

use crate::commit::Actor;
use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts};
use serde_json::{Map, Value};

/// An event about to be written.
#[derive(Debug, Clone)]
pub struct NewEvent {
    subject_kind: &'static str,
    subject: Id,
    verb: &'static str,
    public: bool,
    body: Map<String, Value>,
    note: Option<String>,
}

impl NewEvent {
    /// `verb` happened to `subject`; shown to staff only.
    pub fn new(subject_kind: &'static str, subject: Id, verb: &'static str) -> Self {
        Self { subject_kind, subject, verb, public: false, body: Map::new(), note: None }
    }

    /// Residents may see it too.
    pub fn public(mut self, yes: bool) -> Self {
        self.public = yes;
        self
    }

    /// A fact of the event: ids, codes, amounts, moments. Never a name, a phone number or someone's words.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.body.insert(key.into(), value.into());
        self
    }

    /// What the actor wrote. Phone numbers in it are masked.
    pub fn note(mut self, text: &str) -> Self {
        let text = text.trim();
        self.note = (!text.is_empty()).then(|| linju_kernel::personal::mask_phones_in(text));
        self
    }

    /// What is done.
    pub fn verb(&self) -> &'static str {
        self.verb
    }

    /// To what.
    pub fn subject(&self) -> Id {
        self.subject
    }

    pub(crate) fn write(self, out: &mut Vec<Statement>, area: Id, at: Ts, actor: Actor, behind: i64, id: Id) {
        let sql = "insert into event (area_id, seq, id, at, subject_kind, subject_id, verb, actor_kind, actor_id, \
                   public, body) values (?, (select event_seq - ? from area_clock where area_id = ?), \
                   ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let body = Value::Object(self.body).to_string();
        out.push(Statement::new(
            sql,
            args![
                area,
                behind,
                area,
                id,
                at,
                self.subject_kind,
                self.subject,
                self.verb,
                actor.kind(),
                actor.id(),
                self.public,
                body
            ],
        ));
        if let Some(note) = self.note {
            let sql = "insert into event_note (area_id, event_id, text) values (?, ?, ?)";
            out.push(Statement::new(sql, args![area, id, note]));
        }
    }
}

record! {
    /// An event as it stands in the ledger.
    #[derive(Debug, Clone)]
    pub struct Event {
        /// Place in the area's order of events.
        pub seq: i64,
        /// Its id.
        pub id: Id,
        /// When.
        pub at: Ts,
        /// What kind of thing it happened to.
        pub subject_kind: String,
        /// To which.
        pub subject_id: Id,
        /// What was done.
        pub verb: String,
        /// `account`, `requester`, `link`, or the name of the platform's rule.
        pub actor_kind: String,
        /// Id of the account, request or link.
        pub actor_id: Option<Id>,
        /// May residents see it?
        pub public: bool,
        /// Its facts, as a JSON object.
        pub body: String,
    }
}

impl Event {
    /// Its facts; none can be read of a body that is no JSON.
    pub fn facts(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Of a case that was received: the thing of `kind` whose words it took in, and the receipt. None where it
    /// came from elsewhere.
    pub fn taken_in_from(&self, kind: &str) -> Option<(Id, i64)> {
        let facts = self.facts();
        let (from, id) = facts["from"].as_str()?.split_once(' ')?;
        (from == kind).then_some((id.parse().ok()?, facts["receipt"].as_i64()?))
    }
}

/// An event with what was written beside it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The event.
    pub event: Event,
    /// Its facts.
    pub facts: Value,
    /// What the actor wrote, if it was not erased.
    pub note: Option<String>,
}

impl Entry {
    /// A fact as text; empty if there is none.
    pub fn fact(&self, key: &str) -> &str {
        self.facts.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// A fact as a number.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.facts.get(key).and_then(Value::as_i64)
    }
}

impl House {
    /// What the actor wrote beside an event; none if nothing, or if it was erased.
    pub async fn note_of(&self, area: Id, event: Id) -> Result<Option<String>> {
        let sql = "select text from event_note where area_id = ? and event_id = ?";
        Ok(self.db.first::<(String,)>(Sql::new(sql, args![area, event])).await?.map(|row| row.0))
    }

    /// The timeline of `subject`, oldest first, in one query.
    pub async fn timeline(&self, area: Id, subject: Id, public_only: bool) -> Result<Vec<Entry>> {
        let sql = format!(
            "select {}, n.text from event e left join event_note n on n.area_id = e.area_id and n.event_id = e.id \
             where e.area_id = ? and e.subject_id = ? and e.public >= ? order by e.seq",
            Event::select("e")
        );
        let rows = self.db.all::<Noted>(Sql::new(sql, args![area, subject, public_only])).await?;
        Ok(rows.into_iter().map(|n| n.0).collect())
    }
}

struct Noted(Entry);

impl linju_db::FromRow for Noted {
    fn from_row(row: &linju_db::Row) -> std::result::Result<Self, linju_db::Error> {
        let event = Event::from_row(row)?;
        let facts = event.facts();
        Ok(Noted(Entry { facts, note: row.get(Event::COLUMNS.len())?, event }))
    }
}

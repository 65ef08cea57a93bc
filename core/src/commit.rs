//! The one way in which anything changes.
//!
//! A handler reads, a pure rule decides, and a [`Change`] carries the decision: new state, its events, its
//! messages and its counters. [`House::commit`](crate::House::commit) writes them in one transaction, so there
//! is no change without its event, no event without its change, and no message lost.

use crate::ledger::NewEvent;
use linju_db::{Batch, Statement, args};
use linju_kernel::{Id, Ts};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff or of an organisation, signed in.
    Account(Id),
    /// The requester of that request, by receipt or device.
    Requester(Id),
    /// Whoever holds the one-time link given to an organisation.
    Link(Id),
    /// The platform itself, by a rule of that name.
    System(&'static str),
}

impl Actor {
    /// Stable code of the kind.
    pub fn kind(self) -> &'static str {
        match self {
            Actor::Account(_) => "account",
            Actor::Requester(_) => "requester",
            Actor::Link(_) => "link",
            Actor::System(rule) => rule,
        }
    }

    /// Id of the account, request or organisation.
    pub fn id(self) -> Option<Id> {
        match self {
            Actor::Account(id) | Actor::Requester(id) | Actor::Link(id) => Some(id),
            Actor::System(_) => None,
        }
    }

    /// The account, if one acted.
    pub fn account(self) -> Option<Id> {
        if let Actor::Account(id) = self { Some(id) } else { None }
    }
}

/// A decision on its way to the database: everything it changes in one area, as one unit.
#[derive(Debug)]
pub struct Change {
    /// The area all of it belongs to.
    pub area: Id,
    /// When it was decided.
    pub at: Ts,
    /// Who did it.
    pub actor: Actor,
    statements: Vec<Statement>,
    events: Vec<NewEvent>,
    counts: Vec<(String, i64)>,
    first: Option<(String, String)>,
}

impl Change {
    /// An empty change.
    pub fn new(area: Id, at: Ts, actor: Actor) -> Self {
        Self { area, at, actor, statements: Vec::new(), events: Vec::new(), counts: Vec::new(), first: None }
    }

    /// Writes `statement` as part of the unit.
    pub fn push(&mut self, statement: Statement) -> &mut Self {
        self.statements.push(statement);
        self
    }

    /// Records what happened.
    pub fn event(&mut self, event: NewEvent) -> &mut Self {
        self.events.push(event);
        self
    }

    /// Adds `by` to the aggregate `key` of the area.
    pub fn count(&mut self, key: impl Into<String>, by: i64) -> &mut Self {
        let key = key.into();
        match self.counts.iter_mut().find(|(k, _)| *k == key) {
            Some((_, n)) => *n += by,
            None => self.counts.push((key, by)),
        }
        self
    }

    /// Makes the unit happen once: a second commit with the same key fails as [`linju_db::Error::Unique`] on
    /// `idem`, and [`House::answered`](crate::House::answered) gives this answer.
    pub fn once(&mut self, key: impl Into<String>, answer: impl Into<String>) -> &mut Self {
        self.first = Some((key.into(), answer.into()));
        self
    }

    /// The events recorded so far.
    pub fn events(&self) -> &[NewEvent] {
        &self.events
    }

    /// The whole unit as one batch. The area's clock is moved first: that row serialises two writers of one
    /// area, and gives each event its place in the area's order.
    pub(crate) fn into_batch(self, mut next_id: impl FnMut() -> Id) -> Batch {
        let Change { area, at, actor, statements, events, mut counts, first } = self;
        let mut out = Vec::new();
        if let Some((key, answer)) = first {
            let sql = "insert into idem (area_id, key, answer, at) values (?, ?, ?, ?)";
            out.push(Statement::new(sql, args![area, key, answer, at]));
        }
        let n = events.len() as i64;
        if n > 0 {
            let sql = "update area_clock set event_seq = event_seq + ? where area_id = ?";
            out.push(Statement::new(sql, args![n, area]).expect(1));
        }
        out.extend(statements);
        for (i, event) in events.into_iter().enumerate() {
            event.write(&mut out, area, at, actor, n - 1 - i as i64, next_id());
        }
        counts.retain(|(_, by)| *by != 0);
        counts.sort();
        for (key, by) in counts {
            let sql = "insert into counter (area_id, key, n) values (?, ?, ?) \
                       on conflict (area_id, key) do update set n = counter.n + excluded.n";
            out.push(Statement::new(sql, args![area, key, by]));
        }
        out.into_iter().collect()
    }
}

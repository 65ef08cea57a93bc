//! When this happened, then do that (自动响应机制).
//!
//! Features meet here without knowing each other: one writes an event, another has declared what follows. The
//! events of an area are read in their order, once; how far is a row, moved only after what follows was done.
//! A reaction may therefore run twice after a crash and must not mind.

use crate::ledger::Event;
use crate::{House, Result};
use linju_db::{Batch, Sql, args};
use linju_kernel::Id;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What a reaction does about one event.
pub type Run = fn(Arc<House>, Id, Event) -> Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// One rule: on these events, that.
#[derive(Debug, Clone, Copy)]
pub struct Reaction {
    /// Name, as in the log.
    pub name: &'static str,
    /// Kind of subject and verb of the events it waits for.
    pub on: &'static [(&'static str, &'static str)],
    /// What follows.
    pub run: Run,
}

const AT_ONCE: i64 = 200;

impl House {
    /// Lets `reactions` follow what happened in `area` since the last time. Gives how many events were read.
    pub async fn react(self: &Arc<Self>, area: Id, reactions: &[Reaction]) -> Result<usize> {
        let sql = Sql::new("select seq from reaction_cursor where area_id = ?", args![area]);
        let from = self.db.first::<(i64,)>(sql).await?.map_or(0, |row| row.0);
        let select = Event::select("e");
        let sql =
            format!("select {select} from event e where e.area_id = ? and e.seq > ? order by e.seq limit ?");
        let events: Vec<Event> = self.db.all(Sql::new(sql, args![area, from, AT_ONCE])).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(0) };
        let read = events.len();
        for event in events {
            for reaction in reactions {
                let waited_for =
                    |(kind, verb): &(&str, &str)| *kind == event.subject_kind && *verb == event.verb;
                if reaction.on.iter().any(waited_for) {
                    (reaction.run)(self.clone(), area, event.clone()).await?;
                }
            }
        }
        let sql = "insert into reaction_cursor (area_id, seq) values (?, ?) \
                   on conflict (area_id) do update set seq = excluded.seq where reaction_cursor.seq < excluded.seq";
        self.db.write(Batch::new().exec(sql, args![area, last])).await?;
        Ok(read)
    }

    /// The areas in which something happened that no reaction has followed yet.
    pub async fn unread_areas(&self) -> Result<Vec<Id>> {
        let sql = "select c.area_id from area_clock c left join reaction_cursor r on r.area_id = c.area_id \
                   where c.event_seq > coalesce(r.seq, 0) order by c.area_id";
        Ok(self.db.all::<(Id,)>(sql).await?.into_iter().map(|row| row.0).collect())
    }

    /// Lets `reactions` follow what happened anywhere. One that fails holds up its area only.
    pub async fn react_everywhere(self: &Arc<Self>, reactions: &[Reaction]) -> Result<()> {
        let mut outcome = Ok(());
        for area in self.unread_areas().await? {
            let followed = self.react_to_all(area, reactions).await;
            outcome = outcome.and(followed);
        }
        outcome
    }

    async fn react_to_all(self: &Arc<Self>, area: Id, reactions: &[Reaction]) -> Result<()> {
        while self.react(area, reactions).await? == AT_ONCE as usize {}
        Ok(())
    }
}

//! What has come since a list was made: one line, said by server-sent events. Any node can say it, since it follows
//! the area's ledger; without script, or without a connection, the list is as it was made.

use super::{desk, require};
use crate::store::desk as store;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use linju_core::counter::LEDGER;
use linju_kernel::Id;
use linju_web::server::asked_to_stop;
use linju_web::{App, Page, Result, Staff};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;

/// How often the ledger is looked at.
const EVERY: Duration = Duration::from_secs(3);
/// How long one connection lasts; the browser comes again, and is asked again who it is.
const LASTS: Duration = Duration::from_secs(300);

/// Where the line of the list on `p` listens.
pub fn address(p: &Page) -> String {
    format!("{}/live?since={}", desk(p), p.counter(LEDGER))
}

/// What the line listens for.
#[derive(Deserialize)]
pub struct Since {
    /// The place in the ledger up to which the list knows.
    since: i64,
}

struct Watch {
    app: App,
    p: Page,
    area: Id,
    account: Id,
    since: i64,
    /// How far the ledger has been looked at, and what was said last.
    seen: i64,
    said: i64,
    until: Instant,
}

/// The sentences, as they become true.
pub async fn stream(
    State(app): State<App>,
    staff: Staff,
    Query(Since { since }): Query<Since>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    require(&staff)?;
    let (area, account) = (staff.area_id(), staff.session.account);
    let until = Instant::now() + LASTS;
    let watch = Watch { app, p: staff.page, area, account, since, seen: since, said: 0, until };
    let sentences = unfold(watch, |mut watch| async move {
        let sentence = tokio::select! {
            sentence = watch.next() => sentence,
            () = asked_to_stop() => None,
        };
        sentence.map(|sentence| (Ok(Event::default().data(sentence)), watch))
    });
    Ok(Sse::new(sentences).keep_alive(KeepAlive::default()))
}

impl Watch {
    /// The next sentence; none when the connection has lasted long enough, or the database does not answer.
    async fn next(&mut self) -> Option<String> {
        while Instant::now() < self.until {
            let news = self.news().await.map_err(|error| tracing::debug!(%error, "no news")).ok()?;
            if news > self.said {
                self.said = news;
                return Some(self.p.n("staff-live", &news));
            }
            tokio::time::sleep(EVERY).await;
        }
        None
    }

    /// How many cases others have brought in or moved; counted only when the ledger has grown.
    async fn news(&mut self) -> linju_core::Result<i64> {
        let now = store::ledger_at(&self.app.house, self.area).await?;
        if now == self.seen {
            return Ok(self.said);
        }
        self.seen = now;
        store::moved_since(&self.app.house, self.area, self.since, self.account).await
    }
}

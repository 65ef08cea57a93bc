//! 待告知: what must be told by a person, to those who do not look at a screen.

use super::{case_href, desk, require, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_core::message::Message;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html};

/// Messages shown at once.
const MOST_LINES: i64 = 100;

#[derive(Template)]
#[template(path = "staff/to-tell.html")]
struct ToTellPage {
    p: Page,
    desk: String,
    messages: Vec<Message>,
}

impl ToTellPage {
    fn href(&self, message: &Message) -> String {
        case_href(&self.p, message.subject_id)
    }

    fn way(&self, message: &Message) -> String {
        self.p.code("staff-way", &message.channel).into_owned()
    }
}

/// The messages that wait, oldest first.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    require(&staff)?;
    let messages = app.house.messages_to_tell(staff.area_id(), MOST_LINES).await?;
    let p = staff.page;
    html(&ToTellPage { desk: desk(&p), messages, p })
}

/// One of them was told.
pub async fn told(
    State(app): State<App>,
    staff: Staff,
    Path((_, message)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let house = &app.house;
    let mut change = Change::new(staff.area_id(), house.now(), staff.actor());
    change.told(message, staff.session.account);
    change.event(NewEvent::new("message", message, "told"));
    house.commit(change).await?;
    see(&format!("{}/to-tell", desk(&staff.page)))
}

//! What requesters are told, and that they were.
//!
//! A message is written in the same unit as the change it tells of. One that reaches by screen is told when
//! the page shows it; one by phone, visit or letter stands in a list until a person says "told".

use crate::commit::Change;
use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts, coded};

coded! {
    /// How a message reaches its requester.
    pub enum Way {
        /// On their own page, by receipt or device.
        Screen = "screen",
        /// By a phone call a person makes.
        Phone = "phone",
        /// On paper or at the door.
        Paper = "paper",
        /// By posting under the receipt, where no contact was left.
        Posting = "posting",
    }
}

coded! {
    /// Where a message stands.
    pub enum MessageState {
        /// Someone has to tell it.
        Pending = "pending",
        /// Told.
        Told = "told",
        /// Overtaken by a later one or no longer true.
        Dropped = "dropped",
    }
}

record! {
    /// A message to one requester.
    #[derive(Debug, Clone)]
    pub struct Message {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// What it is about.
        pub subject_id: Id,
        /// Whom it is for.
        pub request_id: Id,
        /// What it tells: `dispatched`, `handled`, `merged`, …
        pub kind: String,
        /// [`Way`] code.
        pub channel: String,
        /// The sentence as told.
        pub body: String,
        /// [`MessageState`] code.
        pub state: String,
        /// When it was written.
        pub created_at: Ts,
        /// When it was told.
        pub told_at: Option<Ts>,
        /// Who told it.
        pub told_by: Option<Id>,
    }
}

/// A message about to be written.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Id.
    pub id: Id,
    /// What it is about.
    pub subject: Id,
    /// Whom it is for.
    pub request: Id,
    /// What it tells.
    pub kind: &'static str,
    /// By which way.
    pub way: Way,
    /// The sentence, without personal data.
    pub body: String,
}

impl Change {
    /// Tells a requester. By screen or posting it counts as told with the unit; otherwise it waits in a list.
    pub fn tell(&mut self, message: NewMessage) -> &mut Self {
        let at_once = matches!(message.way, Way::Screen | Way::Posting);
        let state = if at_once { MessageState::Told } else { MessageState::Pending };
        if !at_once {
            self.count("message.pending", 1);
        }
        let row = Message {
            area_id: self.area,
            id: message.id,
            subject_id: message.subject,
            request_id: message.request,
            kind: message.kind.into(),
            channel: message.way.code().into(),
            body: message.body,
            state: state.code().into(),
            created_at: self.at,
            told_at: at_once.then_some(self.at),
            told_by: None,
        };
        self.push(Statement::insert("message", &row))
    }

    /// Records that a waiting message was told by `account`.
    pub fn told(&mut self, message: Id, account: Id) -> &mut Self {
        let sql = "update message set state = 'told', told_at = ?, told_by = ? \
                   where area_id = ? and id = ? and state = 'pending'";
        let statement = Statement::new(sql, args![self.at, account, self.area, message]);
        self.push(statement.expect(1).refuse("message-already-told"));
        self.count("message.pending", -1)
    }
}

impl House {
    /// What was told to the requester of `request`, oldest first.
    pub async fn messages(&self, area: Id, request: Id) -> Result<Vec<Message>> {
        let select = Message::select("m");
        let sql =
            format!("select {select} from message m where m.area_id = ? and m.request_id = ? order by m.id");
        Ok(self.db.all(Sql::new(sql, args![area, request])).await?)
    }

    /// The messages a person still has to tell, oldest first.
    pub async fn messages_to_tell(&self, area: Id, limit: i64) -> Result<Vec<Message>> {
        let sql = format!(
            "select {} from message m where m.area_id = ? and m.state = 'pending' order by m.created_at limit ?",
            Message::select("m")
        );
        Ok(self.db.all(Sql::new(sql, args![area, limit])).await?)
    }
}

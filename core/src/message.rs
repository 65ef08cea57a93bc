//! What requesters are told, and that they were.
//!
//! A message is written in the same unit as the change it tells of. One that reaches by screen is told when
//! the page shows it; one by phone, visit or letter stands in a list until a person says "told"; one by SMS is
//! queued for a channel, which says that it was told or hands it back to that list.

use crate::commit::Change;
use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::seal::AreaKey;
use linju_kernel::{Id, Ts, coded};

coded! {
    /// How a message reaches its requester.
    pub enum Way {
        /// On their own page, by receipt or device.
        Screen = "screen",
        /// By a phone call a person makes.
        Phone = "phone",
        /// By SMS, through a channel of the area.
        Sms = "sms",
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
        /// A channel has to take it up.
        Queued = "queued",
        /// A channel is at it.
        Passed = "passed",
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
        /// The phone a channel sends it to, sealed; empty before and after.
        pub to_sealed: Option<Vec<u8>>,
    }
}

impl Message {
    /// The phone it is to be sent to; none once it is told or handed back.
    pub fn to(&self, house: &House) -> Result<Option<String>> {
        let Some(sealed) = &self.to_sealed else { return Ok(None) };
        Ok(Some(house.key(self.area_id)?.open("message", "to", self.area_id, self.id, sealed)?))
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
    /// The phone a channel is to send it to. [`Way::Sms`] without one waits for a person's voice.
    pub to: Option<String>,
}

impl Change {
    /// Tells a requester. By screen or posting it counts as told with the unit; by SMS it is queued for a channel,
    /// the phone sealed with the area's key; otherwise it waits in a list.
    pub fn tell(&mut self, message: NewMessage, key: &AreaKey) -> &mut Self {
        let (way, state) = match (message.way, &message.to) {
            (Way::Screen | Way::Posting, _) => (message.way, MessageState::Told),
            (Way::Sms, Some(_)) => (Way::Sms, MessageState::Queued),
            (Way::Sms, None) => (Way::Phone, MessageState::Pending),
            (Way::Phone | Way::Paper, _) => (message.way, MessageState::Pending),
        };
        if state == MessageState::Pending {
            self.count("message.pending", 1);
        }
        let to = message.to.filter(|_| state == MessageState::Queued);
        let row = Message {
            area_id: self.area,
            id: message.id,
            subject_id: message.subject,
            request_id: message.request,
            kind: message.kind.into(),
            channel: way.code().into(),
            body: message.body,
            state: state.code().into(),
            created_at: self.at,
            told_at: (state == MessageState::Told).then_some(self.at),
            told_by: None,
            to_sealed: to.map(|phone| key.seal("message", "to", self.area, message.id, &phone)),
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

    /// A channel takes a queued message up.
    pub fn pass_on(&mut self, message: Id) -> &mut Self {
        let sql = "update message set state = 'passed' where area_id = ? and id = ? and state = 'queued'";
        self.push(Statement::new(sql, args![self.area, message]).expect(1).refuse("message-already-told"))
    }

    /// Records that a channel told a message. The phone is forgotten.
    pub fn sent(&mut self, message: Id) -> &mut Self {
        let sql = "update message set state = 'told', told_at = ?, to_sealed = null \
                   where area_id = ? and id = ? and state = 'passed'";
        self.push(Statement::new(sql, args![self.at, self.area, message]).expect(1))
    }

    /// Hands a message that no channel can tell to people: it waits in their list to be told by phone.
    pub fn hand_back(&mut self, message: Id) -> &mut Self {
        let sql = "update message set state = 'pending', channel = 'phone', to_sealed = null \
                   where area_id = ? and id = ? and state in ('queued', 'passed')";
        self.push(Statement::new(sql, args![self.area, message]).expect(1).refuse("message-already-told"));
        self.count("message.pending", 1)
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

    /// One message.
    pub async fn message(&self, area: Id, id: Id) -> Result<Option<Message>> {
        let select = Message::select("m");
        let sql = format!("select {select} from message m where m.area_id = ? and m.id = ?");
        Ok(self.db.first(Sql::new(sql, args![area, id])).await?)
    }

    /// Messages queued for a channel, of every area, oldest first within one.
    pub async fn messages_queued(&self, limit: i64) -> Result<Vec<Message>> {
        let sql = format!(
            "select {} from message m where m.state = 'queued' order by m.area_id, m.id limit ?",
            Message::select("m")
        );
        Ok(self.db.all(Sql::new(sql, args![limit])).await?)
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

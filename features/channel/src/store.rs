//! Every statement about channels and deliveries.

use crate::rules::pace::Quiet;
use crate::rules::{Kind, State};
use crate::send::Account;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Id, Ts};

linju_db::coded_columns!(Kind, State);

record! {
    /// A channel as stored.
    #[derive(Debug, Clone)]
    pub struct ChannelRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// What it is.
        pub kind: Kind,
        /// What the committee calls it.
        pub name: String,
        /// Whose group it speaks to; empty for the committee's own.
        pub organisation_id: Option<Id>,
        /// `https://host/path`.
        pub address: String,
        /// Name of the account with the provider.
        pub account: String,
        /// Signature of an SMS.
        pub sign_name: String,
        /// Template of an SMS.
        pub template: String,
        /// Keys.
        pub secret_sealed: Vec<u8>,
        /// Quiet from this minute of the day.
        pub quiet_from: i64,
        /// To this one.
        pub quiet_to: i64,
        /// 1 while it is used.
        pub active: i64,
        /// Before this moment it sends nothing: providers count posts a minute.
        pub next_at: Ts,
    }
}

impl ChannelRow {
    /// Its quiet hours.
    pub fn quiet(&self) -> Quiet {
        Quiet { from: self.quiet_from, to: self.quiet_to }
    }

    /// How its provider is addressed, with its keys in clear.
    pub fn opened(&self, house: &House) -> Result<Account> {
        let key = house.key(self.area_id)?;
        Ok(Account {
            kind: self.kind,
            address: self.address.clone(),
            account: self.account.clone(),
            sign_name: self.sign_name.clone(),
            template: self.template.clone(),
            secret: key.open("channel", "secret", self.area_id, self.id, &self.secret_sealed)?,
        })
    }

    /// Writes it, or writes it anew.
    pub fn write(&self) -> Statement {
        let sql = "insert into channel (area_id, id, kind, name, organisation_id, address, account, sign_name, \
                   template, secret_sealed, quiet_from, quiet_to, active, next_at) \
                   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                   on conflict (area_id, id) do update set name = excluded.name, \
                   organisation_id = excluded.organisation_id, address = excluded.address, \
                   account = excluded.account, sign_name = excluded.sign_name, template = excluded.template, \
                   secret_sealed = excluded.secret_sealed, quiet_from = excluded.quiet_from, \
                   quiet_to = excluded.quiet_to, active = excluded.active";
        Statement::new(sql, self.values())
    }
}

record! {
    /// A message on its way out, as stored.
    #[derive(Debug, Clone)]
    pub struct DeliveryRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// By which channel.
        pub channel_id: Id,
        /// What it comes from.
        pub source: String,
        /// What it is about.
        pub subject_id: Option<Id>,
        /// The message to a requester it carries.
        pub message_id: Option<Id>,
        /// The words.
        pub body: String,
        /// 1 where quiet hours do not count.
        pub urgent: i64,
        /// Where it stands.
        pub state: State,
        /// How often it was tried.
        pub tries: i64,
        /// When it may be tried next.
        pub next_at: Ts,
        /// What the provider said last.
        pub said: String,
        /// Since when it waits: when it was made, or last given back to the platform.
        pub created_at: Ts,
        /// When it last changed.
        pub changed_at: Ts,
    }
}

impl DeliveryRow {
    /// Writes it, unless the same source was taken up before.
    pub fn insert(&self) -> Statement {
        let sql = "insert into delivery (area_id, id, channel_id, source, subject_id, message_id, body, urgent, \
                   state, tries, next_at, said, created_at, changed_at) \
                   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                   on conflict (area_id, channel_id, source) do nothing";
        Statement::new(sql, self.values())
    }

    /// Writes how it now stands, if nobody was faster: it must still stand as `from` says.
    pub fn step(&self, from: State) -> Statement {
        let sql = "update delivery set state = ?, tries = ?, next_at = ?, said = ?, created_at = ?, changed_at = ? \
                   where area_id = ? and id = ? and state = ?";
        let values = args![
            self.state,
            self.tries,
            self.next_at,
            self.said.as_str(),
            self.created_at,
            self.changed_at,
            self.area_id,
            self.id,
            from
        ];
        Statement::new(sql, values).expect(1).refuse("not-now")
    }
}

/// The channels of `area`, the newest last.
pub async fn channels(house: &House, area: Id) -> Result<Vec<ChannelRow>> {
    let sql = format!("select {} from channel c where c.area_id = ? order by c.id", ChannelRow::select("c"));
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// All channels in use, of every area.
pub async fn in_use(house: &House) -> Result<Vec<ChannelRow>> {
    let select = ChannelRow::select("c");
    let sql = format!("select {select} from channel c where c.active = 1 order by c.area_id, c.id");
    Ok(house.db.all(Sql::new(sql, args![])).await?)
}

/// One channel.
pub async fn channel(house: &House, area: Id, id: Id) -> Result<ChannelRow> {
    let select = ChannelRow::select("c");
    let sql = format!("select {select} from channel c where c.area_id = ? and c.id = ?");
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// A channel sends nothing before `at`.
pub fn rest(area: Id, channel: Id, at: Ts) -> Statement {
    Statement::new("update channel set next_at = ? where area_id = ? and id = ?", args![at, area, channel])
}

/// What waits in `channel` and is due, in its order.
pub async fn due(house: &House, channel: &ChannelRow, now: Ts, limit: i64) -> Result<Vec<DeliveryRow>> {
    let sql = format!(
        "select {} from delivery d where d.area_id = ? and d.state = 'waiting' and d.next_at <= ? \
         and d.channel_id = ? order by d.next_at, d.id limit ?",
        DeliveryRow::select("d")
    );
    Ok(house.db.all(Sql::new(sql, args![channel.area_id, now, channel.id, limit])).await?)
}

/// What a node began to send before `before` and never finished.
pub async fn stranded(house: &House, area: Id, before: Ts) -> Result<Vec<DeliveryRow>> {
    let sql = format!(
        "select {} from delivery d where d.area_id = ? and d.state = 'sending' and d.changed_at <= ? limit 100",
        DeliveryRow::select("d")
    );
    Ok(house.db.all(Sql::new(sql, args![area, before])).await?)
}

/// One delivery.
pub async fn delivery(house: &House, area: Id, id: Id) -> Result<DeliveryRow> {
    let select = DeliveryRow::select("d");
    let sql = format!("select {select} from delivery d where d.area_id = ? and d.id = ?");
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The deliveries of `area` in `state`, the newest first.
pub async fn standing(house: &House, area: Id, state: State, limit: i64) -> Result<Vec<DeliveryRow>> {
    let sql = format!(
        "select {} from delivery d where d.area_id = ? and d.state = ? order by d.changed_at desc limit ?",
        DeliveryRow::select("d")
    );
    Ok(house.db.all(Sql::new(sql, args![area, state, limit])).await?)
}

/// How many deliveries of `area` stand where.
pub async fn counts(house: &House, area: Id) -> Result<Vec<(State, i64)>> {
    let sql = "select state, count(*) from delivery where area_id = ? group by state";
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// What a thing is called on its card.
pub async fn title(house: &House, area: Id, subject: Id) -> Result<String> {
    let sql = Sql::new("select title from subject where area_id = ? and id = ?", args![area, subject]);
    Ok(house.db.first::<(String,)>(sql).await?.map(|row| row.0).unwrap_or_default())
}

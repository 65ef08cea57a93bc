//! Signing in, and the session that comes of it.
//!
//! Password first, then a code from the phone where the account has one, unless this device was trusted. The
//! two pages are tied by a ticket: the account, sealed, good for five minutes. An account that owes something
//! (a password of its own, a second factor demanded of its roles) signs in without any role until it is given.

use super::tries::{PER_ACCOUNT, PER_ADDRESS, Try};
use super::{Grant, Role, Session, password, token};
use crate::{House, Result};
use linju_db::{Batch, Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal, Ts};

/// How long a session lasts without being used, in ms: 12 hours.
pub const SESSION_MS: i64 = 12 * 3_600_000;
/// How long a device is trusted, in ms: 30 days.
pub const TRUST_MS: i64 = 30 * 86_400_000;
/// How long an account may come back by PIN, in ms: 12 hours.
pub const QUICK_MS: i64 = 12 * 3_600_000;
const TICKET_MS: i64 = 5 * 60_000;
const SEEN_EVERY_MS: i64 = 5 * 60_000;
const TICKET: &str = "sign-in";

/// Where someone signs in from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'a> {
    /// Network address; counted, never stored in clear.
    pub peer: &'a str,
    /// What the browser kept from the last time ([`Opened::device`]).
    pub device: Option<&'a str>,
    /// What to call this device in the list of sessions.
    pub name: &'a str,
}

/// What an account must give before its roles count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// A password of its own instead of one it was handed.
    Password,
    /// A second factor, which the street demands of one of its roles.
    SecondFactor,
}

/// A session just opened. Both tokens go into cookies and nowhere else.
#[derive(Debug)]
pub struct Opened {
    /// Whose.
    pub account: Id,
    /// The session's token.
    pub token: String,
    /// The device's token.
    pub device: String,
    /// What must be given before anything else.
    pub owes: Option<Owed>,
}

/// What came of login and password.
#[derive(Debug)]
pub enum SignedIn {
    /// Signed in.
    In(Opened),
    /// The code is asked for; the ticket goes with it into [`House::confirm_code`].
    CodeNeeded {
        /// Good for five minutes.
        ticket: String,
    },
}

record! {
    #[derive(Debug)]
    pub(crate) struct Credentials {
        pub(crate) id: Id,
        pub(crate) password_hash: String,
        pub(crate) password_temporary: bool,
        pub(crate) totp_sealed: Option<Vec<u8>>,
    }
}

record! {
    /// A session in the list its owner sees.
    #[derive(Debug, Clone)]
    pub struct OpenSession {
        /// What it is ended by.
        pub token_hash: Vec<u8>,
        /// Since when.
        pub created_at: Ts,
        /// Last used, to five minutes.
        pub seen_at: Ts,
        /// Which device.
        pub device: String,
    }
}

/// A row of [`House::session_by_token`]: the session with one role of its account, if it has any that may count.
struct SessionRow {
    account: Id,
    street: Id,
    organisation: Option<Id>,
    name: String,
    opened_at: Ts,
    seen_at: Ts,
    second_factor: bool,
    role: Option<String>,
    area: Option<Id>,
    from: Option<Day>,
    to: Option<Day>,
}

impl linju_db::FromRow for SessionRow {
    fn from_row(row: &linju_db::Row) -> Result<Self, linju_db::Error> {
        Ok(SessionRow {
            account: row.get(0)?,
            street: row.get(1)?,
            organisation: row.get(2)?,
            name: row.get(3)?,
            opened_at: row.get(4)?,
            seen_at: row.get(5)?,
            second_factor: row.get(6)?,
            role: row.get(7)?,
            area: row.get(8)?,
            from: row.get(9)?,
            to: row.get(10)?,
        })
    }
}

impl House {
    /// Signs in. An unknown login, a wrong password and a disabled account take the same work and get the same
    /// refusal, `login-failed`; after too many wrong ones [`crate::Error::TooMany`].
    pub async fn sign_in(&self, login: &str, password: &str, origin: Origin<'_>) -> Result<SignedIn> {
        let login = login.trim().to_lowercase();
        let tries = [Try::at("login", &login, PER_ACCOUNT), Try::at("peer", origin.peer, PER_ADDRESS)];
        self.take(&tries).await?;
        let found = self.credentials("login", login).await?;
        let hash = found.as_ref().map_or(password::NOBODY, |c| &c.password_hash);
        let right = password::verify(password, hash).await?;
        let Some(account) = found.filter(|_| right) else { return Err(Refusal::new("login-failed").into()) };
        self.give_back(&tries).await?;
        if account.totp_sealed.is_some() && !self.trusts(origin.device, account.id).await? {
            return Ok(SignedIn::CodeNeeded { ticket: self.ticket(account.id) });
        }
        Ok(SignedIn::In(self.open_session(&account, origin, false, Batch::new()).await?))
    }

    /// Signs in whoever holds `ticket` and shows the phone's `code`; with `trust` this device is not asked
    /// again for thirty days. Refuses `login-again` for an old ticket, `login-code-wrong` for a wrong or
    /// spent code.
    pub async fn confirm_code(
        &self,
        ticket: &str,
        code: &str,
        trust: bool,
        origin: Origin<'_>,
    ) -> Result<Opened> {
        let again = || Refusal::new("login-again");
        let id = self.ticket_holder(ticket).ok_or_else(again)?;
        let tries = [Try::at("code", id, PER_ACCOUNT)];
        self.take(&tries).await?;
        let account = self.credentials("id", id).await?.ok_or_else(again)?;
        let sealed = account.totp_sealed.as_deref().ok_or_else(again)?;
        let spent = Batch::new().push(self.spend_code(id, sealed, code)?);
        let opened = self.open_session(&account, origin, trust, spent).await?;
        self.give_back(&tries).await?;
        Ok(opened)
    }

    /// The session behind a browser's token, with the roles that hold today: one query, and at most every five
    /// minutes one write that keeps it open.
    pub async fn session_by_token(&self, token: &str) -> Result<Option<Session>> {
        let (now, token_hash) = (self.now(), token::hash(token));
        let sql = "select a.id, a.street_id, a.organisation_id, a.name, s.created_at, s.seen_at, \
                   case when a.totp_sealed is null then 0 else 1 end, r.role, r.area_id, r.from_day, r.to_day \
                   from session s join account a on a.id = s.account_id left join account_role r \
                   on r.account_id = a.id and a.password_temporary = 0 \
                   where s.token_hash = ? and s.expires_at > ? and a.disabled_at is null";
        let rows: Vec<SessionRow> = self.db.all(Sql::new(sql, args![&token_hash, now])).await?;
        let mut grants: Vec<Grant> = rows.iter().filter_map(|row| self.grant(row, now)).collect();
        let Some(one) = rows.into_iter().next() else { return Ok(None) };
        if !one.second_factor && self.reference().demands_of(&grants, one.opened_at) {
            grants.clear();
        }
        if now.0 - one.seen_at.0 >= SEEN_EVERY_MS {
            let sql = "update session set seen_at = ?, expires_at = ? where token_hash = ? and seen_at = ?";
            let values = args![now, now.plus_ms(SESSION_MS), &token_hash, one.seen_at];
            match self.db.write(Batch::new().exec(sql, values)).await {
                // Where nothing can be written, people still read.
                Ok(_) | Err(linju_db::Error::Full) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let SessionRow { account, street, organisation, name, .. } = one;
        Ok(Some(Session { account, street, organisation, name, grants, token_hash }))
    }

    /// A row's grant, if it holds at `now` by the calendar of its place.
    fn grant(&self, row: &SessionRow, now: Ts) -> Option<Grant> {
        let today = now.day(self.reference().zone(row.area.unwrap_or_default()));
        let holds = row.from.is_some_and(|from| from <= today) && row.to.is_none_or(|to| to >= today);
        Some(Grant { role: Role::of(row.role.as_deref()?)?, area: row.area }).filter(|_| holds)
    }

    /// The open sessions of `account`, last used first.
    pub async fn sessions_of(&self, account: Id) -> Result<Vec<OpenSession>> {
        let columns = OpenSession::select("s");
        let sql = format!(
            "select {columns} from session s where s.account_id = ? and s.expires_at > ? order by s.seen_at desc"
        );
        Ok(self.db.all(Sql::new(sql, args![account, self.now()])).await?)
    }

    /// Ends one session of `account`.
    pub async fn end_session(&self, account: Id, token_hash: &[u8]) -> Result<()> {
        let sql = "delete from session where account_id = ? and token_hash = ?";
        self.db.write(Batch::new().exec(sql, args![account, token_hash])).await?;
        Ok(())
    }

    /// Ends every session of this account but this one.
    pub async fn end_other_sessions(&self, session: &Session) -> Result<()> {
        self.db.write(Batch::new().push(others_end(session))).await?;
        Ok(())
    }

    /// Forgets sessions, devices and tries whose time is over.
    pub async fn forget_stale_access(&self) -> Result<()> {
        let now = self.now();
        let batch = Batch::new()
            .exec("delete from session where expires_at <= ?", args![now])
            .exec("delete from trusted_device where expires_at <= ? and quick_until <= ?", args![now, now])
            .exec(
                "delete from attempt where first_at <= ?",
                args![now.plus_ms(-super::tries::LONGEST_WINDOW_MS)],
            );
        self.db.write(batch).await?;
        Ok(())
    }

    /// Opens a session in the same unit as `first`. The device may then be used for the quick switch, and is
    /// trusted if `trust`.
    async fn open_session(
        &self,
        account: &Credentials,
        from: Origin<'_>,
        trust: bool,
        first: Batch,
    ) -> Result<Opened> {
        let now = self.now();
        let device = from.device.filter(|t| token::is_one(t)).map_or_else(token::fresh, str::to_owned);
        let trusted_until = if trust { now.plus_ms(TRUST_MS) } else { Ts(0) };
        let remember = "insert into trusted_device (token_hash, account_id, expires_at, quick_until, wrong_pins) \
                        values (?, ?, ?, ?, 0) on conflict (token_hash, account_id) do update set \
                        expires_at = case when excluded.expires_at > trusted_device.expires_at \
                        then excluded.expires_at else trusted_device.expires_at end, \
                        quick_until = excluded.quick_until, wrong_pins = 0";
        let values = args![token::hash(&device), account.id, trusted_until, now.plus_ms(QUICK_MS)];
        let (token, session) = self.new_session(account.id, from.name);
        self.db.write(first.push(session).exec(remember, values)).await?;
        Ok(Opened { account: account.id, token, device, owes: self.owed(account).await? })
    }

    /// A token and the statement that makes it a session of `account`.
    pub(crate) fn new_session(&self, account: Id, device: &str) -> (String, Statement) {
        let (now, token) = (self.now(), token::fresh());
        let sql = "insert into session (token_hash, account_id, created_at, seen_at, expires_at, device) \
                   values (?, ?, ?, ?, ?, ?)";
        let device: String = device.chars().take(80).collect();
        let values = args![token::hash(&token), account, now, now, now.plus_ms(SESSION_MS), device];
        (token, Statement::new(sql, values))
    }

    pub(crate) async fn owed(&self, account: &Credentials) -> Result<Option<Owed>> {
        if account.password_temporary {
            return Ok(Some(Owed::Password));
        }
        let lacks = account.totp_sealed.is_none() && self.second_factor_demanded(account.id).await?;
        Ok(lacks.then_some(Owed::SecondFactor))
    }

    /// The credentials of the account whose `column` is `value`, unless it is disabled.
    pub(crate) async fn credentials(
        &self,
        column: &'static str,
        value: impl Into<linju_db::Value>,
    ) -> Result<Option<Credentials>> {
        let columns = Credentials::select("a");
        let sql = format!("select {columns} from account a where a.{column} = ? and a.disabled_at is null");
        Ok(self.db.first(Sql::new(sql, vec![value.into()])).await?)
    }

    async fn trusts(&self, device: Option<&str>, account: Id) -> Result<bool> {
        let Some(device) = device else { return Ok(false) };
        let sql = "select expires_at from trusted_device where token_hash = ? and account_id = ?";
        let until = self.db.first::<(Ts,)>(Sql::new(sql, args![token::hash(device), account])).await?;
        Ok(until.is_some_and(|(until,)| until > self.now()))
    }

    fn ticket(&self, account: Id) -> String {
        let until = self.now().plus_ms(TICKET_MS).0.to_be_bytes();
        format!("{account}{}", token::hex(&self.master.seal(TICKET, account, &until)))
    }

    fn ticket_holder(&self, ticket: &str) -> Option<Id> {
        let (account, sealed) = ticket.split_at_checked(13)?;
        let account: Id = account.parse().ok()?;
        let until = self.master.open(TICKET, account, &token::unhex(sealed)?).ok()?;
        let until = i64::from_be_bytes(until.try_into().ok()?);
        (Ts(until) > self.now()).then_some(account)
    }
}

/// The statement that ends every session of this account but this one.
pub(crate) fn others_end(session: &Session) -> Statement {
    let sql = "delete from session where account_id = ? and token_hash <> ?";
    Statement::new(sql, args![session.account, &session.token_hash])
}

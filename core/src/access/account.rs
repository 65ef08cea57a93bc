//! Accounts and their dated roles.
//!
//! An account belongs to the street, a role to an area or to the street. Whoever keeps accounts in an area may
//! give and end roles there; the account itself (password, phone, whether it lives) is theirs only while all its
//! roles are, so that no one reaches another area through a shared account.

use super::{Grant, Right, Role, Session, password};
use crate::ledger::NewEvent;
use crate::{Actor, Change, Error, House, Result};
use linju_db::{Batch, Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Street.
    pub street: Id,
    /// Organisation, if not the committee's own.
    pub organisation: Option<Id>,
    /// Login: 2 to 32 of `a-z 0-9 . - _`, kept in lower case.
    pub login: String,
    /// Name.
    pub name: String,
    /// Work phone.
    pub phone: String,
    /// From [`password::hash_password`]; many accounts of a demo may share one.
    pub password_hash: String,
    /// Was the password handed out, so that it must be changed first?
    pub temporary: bool,
    /// Roles from the first day on.
    pub grants: Vec<Grant>,
}

record! {
    /// An account as its keepers see it.
    #[derive(Debug, Clone)]
    pub struct Account {
        /// Id.
        pub id: Id,
        /// Street.
        pub street_id: Id,
        /// Organisation, if not the committee's own.
        pub organisation_id: Option<Id>,
        /// Login.
        pub login: String,
        /// Name.
        pub name: String,
        /// Work phone.
        pub phone: String,
        /// Must the password be changed first?
        pub password_temporary: bool,
        /// Disabled since.
        pub disabled_at: Option<linju_kernel::Ts>,
    }
}

record! {
    #[derive(Debug)]
    struct RoleRow {
        account_id: Id,
        id: Id,
        role: String,
        area_id: Option<Id>,
        from_day: Day,
        to_day: Option<Day>,
    }
}

/// A role with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Account.
    pub account: Id,
    /// Id of the row.
    pub id: Id,
    /// Role and place.
    pub grant: Grant,
    /// First day.
    pub from: Day,
    /// Last day; none while it is open.
    pub to: Option<Day>,
}

impl HeldRole {
    /// Is it over by `today`? One that begins later is not.
    pub fn over(&self, today: Day) -> bool {
        self.to.is_some_and(|to| to < today)
    }
}

/// What its owner may see of an account.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The account.
    pub account: Account,
    /// Is there a second factor?
    pub second_factor: bool,
    /// Is there a PIN?
    pub pin: bool,
}

impl Role {
    /// Does it stand over the street rather than at an area?
    pub fn of_street(self) -> bool {
        matches!(self, Role::StreetOfficer | Role::OperationCentre | Role::Administrator)
    }

    /// Does its holder act for an organisation?
    pub fn for_organisation(self) -> bool {
        self.rights().contains(&Right::HandleCases)
    }
}

impl Session {
    /// May they give and end `role` where `grant` says?
    pub fn may_grant(&self, grant: Grant) -> bool {
        match grant.area {
            Some(area) => self.may(Right::EditAccounts, area) || self.may_on_street(Right::EditAccounts),
            None => self.may_on_street(Right::EditAccounts),
        }
    }

    /// May they change the account itself, which holds `roles`? All that are not over must be theirs to give.
    pub fn keeps(&self, roles: &[HeldRole], today: Day) -> bool {
        roles.iter().filter(|r| !r.over(today)).all(|r| self.may_grant(r.grant)) && !roles.is_empty()
    }
}

/// `login` as it is kept, or `login-shape`.
fn fit_login(login: &str) -> Result<String, Refusal> {
    let login = login.trim().to_lowercase();
    let plain = login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b));
    if plain && (2..=32).contains(&login.len()) {
        Ok(login)
    } else {
        Err(Refusal::new("login-shape").at("login"))
    }
}

/// Can an account be called and reached so? A phone is written as people write it, or left out.
fn fit_card(name: &str, phone: &str) -> Result<(), Refusal> {
    let dialled = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+');
    match name.trim().chars().count() {
        0 => Err(Refusal::new("name-missing").at("name")),
        n if n > 40 => Err(Refusal::new("name-long").at("name")),
        _ if phone.len() > 20 || !phone.chars().all(dialled) => {
            Err(Refusal::new("account-phone").at("phone"))
        }
        _ => Ok(()),
    }
}

fn fit_grant(grant: Grant, organisation: Option<Id>) -> Result<(), Refusal> {
    if grant.role.of_street() == grant.area.is_some() {
        return Err(Refusal::new("role-misplaced").at("role"));
    }
    if grant.role.for_organisation() && organisation.is_none() {
        return Err(Refusal::new("organisation-missing").at("organisation"));
    }
    Ok(())
}

impl House {
    /// Makes an account with its first roles, from `from` on. Refuses `login-taken`, `login-shape`,
    /// `name-missing`, `name-long`, `account-phone`, `role-misplaced` (a street's role at an area or the other way
    /// round) and `organisation-missing` (a role that acts for one).
    pub async fn create_account(&self, new: NewAccount, from: Day, actor: Actor) -> Result<Id> {
        let login = fit_login(&new.login)?;
        fit_card(&new.name, &new.phone)?;
        new.grants.iter().try_for_each(|g| fit_grant(*g, new.organisation))?;
        let id = self.id();
        let sql = "insert into account (id, street_id, organisation_id, login, name, phone, password_hash, \
                   password_temporary, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values = args![
            id,
            new.street,
            new.organisation,
            login,
            new.name.trim(),
            new.phone.trim(),
            new.password_hash,
            new.temporary,
            self.now()
        ];
        let mut statements = vec![Statement::new(sql, values)];
        let mut events = Vec::new();
        for grant in new.grants {
            let (statement, event) = self.give(id, grant, from, None);
            statements.push(statement);
            events.extend(event);
        }
        match self.write_access(statements, events, actor).await {
            Err(Error::Db(error)) if error.is_unique("account") => {
                Err(Refusal::new("login-taken").at("login").into())
            }
            other => other.map(|()| id),
        }
    }

    /// Gives `account` a role from `from` to `to`, both included. Refuses `role-dates` where it would end before
    /// it begins.
    pub async fn give_role(
        &self,
        account: &Account,
        grant: Grant,
        from: Day,
        to: Option<Day>,
        actor: Actor,
    ) -> Result<()> {
        fit_grant(grant, account.organisation_id)?;
        if to.is_some_and(|to| to < from) {
            return Err(Refusal::new("role-dates").at("to").into());
        }
        let (statement, event) = self.give(account.id, grant, from, to);
        self.write_access(vec![statement], event.into_iter().collect(), actor).await
    }

    /// Ends a role after `to`, its last day. A role that had not begun by then never holds.
    pub async fn end_role(&self, role: &HeldRole, to: Day, actor: Actor) -> Result<()> {
        let sql = "update account_role set to_day = ? where account_id = ? and id = ?";
        let statement = Statement::new(sql, args![to, role.account, role.id]).expect(1);
        let event = role.grant.area.map(|area| {
            let event = NewEvent::new("account", role.account, "role_ended");
            (area, event.with("role", role.grant.role.code()).with("to", to.to_string()))
        });
        self.write_access(vec![statement], event.into_iter().collect(), actor).await
    }

    /// Changes what colleagues call `account` and how they reach it. Refuses `name-missing`, `name-long` and
    /// `account-phone`.
    pub async fn rename_account(
        &self,
        account: Id,
        name: &str,
        phone: &str,
        area: Option<Id>,
        actor: Actor,
    ) -> Result<()> {
        fit_card(name, phone)?;
        let sql = "update account set name = ?, phone = ? where id = ?";
        let statement = Statement::new(sql, args![name.trim(), phone.trim(), account]).expect(1);
        self.write_access(vec![statement], event(area, account, "account_renamed"), actor).await
    }

    /// Disables `account`: its sessions end at once and it cannot sign in.
    pub async fn disable_account(&self, account: Id, area: Option<Id>, actor: Actor) -> Result<()> {
        let sql = "update account set disabled_at = ? where id = ? and disabled_at is null";
        let mut statements = vec![Statement::new(sql, args![self.now(), account]).expect(1)];
        statements.extend(forget_devices(account));
        self.write_access(statements, event(area, account, "account_disabled"), actor).await
    }

    /// Lets a disabled account sign in again.
    pub async fn enable_account(&self, account: Id, area: Option<Id>, actor: Actor) -> Result<()> {
        let sql = "update account set disabled_at = null where id = ? and disabled_at is not null";
        let statements = vec![Statement::new(sql, args![account]).expect(1)];
        self.write_access(statements, event(area, account, "account_enabled"), actor).await
    }

    /// Takes password, PIN, second factor, sessions and devices from an account whose holder lost them, and
    /// gives the one-time password to be handed over. It is shown once and must be changed first.
    pub async fn reset_account(&self, account: Id, area: Option<Id>, actor: Actor) -> Result<String> {
        let handed = password::one_time_password();
        let hash = password::hash_password(&handed).await?;
        let sql = "update account set password_hash = ?, password_temporary = 1, pin_hash = null, \
                   totp_sealed = null, totp_step = null where id = ?";
        let mut statements = vec![Statement::new(sql, args![hash, account]).expect(1)];
        statements.extend(forget_devices(account));
        self.write_access(statements, event(area, account, "account_reset"), actor).await?;
        Ok(handed)
    }

    /// One account with all its roles, or [`Error::NotFound`].
    pub async fn account(&self, id: Id) -> Result<(Account, Vec<HeldRole>)> {
        let sql = format!("select {} from account a where a.id = ?", Account::select("a"));
        let account = self.db.one(Sql::new(sql, args![id])).await?;
        Ok((account, self.roles(" where r.account_id = ?", id).await?))
    }

    /// The account with that login.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>> {
        let sql = format!("select {} from account a where a.login = ?", Account::select("a"));
        Ok(self.db.first(Sql::new(sql, args![login.trim().to_lowercase()])).await?)
    }

    /// The accounts that hold or held a role in `area`, by login, each with its roles there: two queries.
    pub async fn accounts_in(&self, area: Id) -> Result<Vec<(Account, Vec<HeldRole>)>> {
        let within = "exists (select 1 from account_role r where r.account_id = a.id and r.area_id = ?)";
        let sql = format!("select {} from account a where {within} order by a.login", Account::select("a"));
        let accounts = self.db.all(Sql::new(sql, args![area])).await?;
        let roles = self.roles(" where r.area_id = ?", area).await?;
        Ok(with_roles(accounts, roles))
    }

    /// All accounts of the street, by login, each with all its roles: two queries.
    pub async fn accounts_of_street(&self, street: Id) -> Result<Vec<(Account, Vec<HeldRole>)>> {
        let sql =
            format!("select {} from account a where a.street_id = ? order by a.login", Account::select("a"));
        let accounts = self.db.all(Sql::new(sql, args![street])).await?;
        let roles =
            self.roles(" join account a on a.id = r.account_id where a.street_id = ?", street).await?;
        Ok(with_roles(accounts, roles))
    }

    async fn roles(&self, which: &str, id: Id) -> Result<Vec<HeldRole>> {
        let sql =
            format!("select {} from account_role r{which} order by r.from_day, r.id", RoleRow::select("r"));
        let rows: Vec<RoleRow> = self.db.all(Sql::new(sql, args![id])).await?;
        let held = |r: RoleRow| {
            let grant = Grant { role: Role::of(&r.role)?, area: r.area_id };
            Some(HeldRole { account: r.account_id, id: r.id, grant, from: r.from_day, to: r.to_day })
        };
        Ok(rows.into_iter().filter_map(held).collect())
    }

    fn give(
        &self,
        account: Id,
        grant: Grant,
        from: Day,
        to: Option<Day>,
    ) -> (Statement, Option<(Id, NewEvent)>) {
        let sql = "insert into account_role (account_id, id, role, area_id, from_day, to_day) values (?, ?, ?, ?, ?, ?)";
        let statement =
            Statement::new(sql, args![account, self.id(), grant.role.code(), grant.area, from, to]);
        let event = grant.area.map(|area| {
            let event = NewEvent::new("account", account, "role_given");
            (area, event.with("role", grant.role.code()).with("from", from.to_string()))
        });
        (statement, event)
    }

    /// Writes `statements` with their events as one unit. What stands over the street has no area to tell it to.
    async fn write_access(
        &self,
        statements: Vec<Statement>,
        events: Vec<(Id, NewEvent)>,
        actor: Actor,
    ) -> Result<()> {
        let mut changes: Vec<Change> = Vec::new();
        for (area, event) in events {
            let mut change = Change::new(area, self.now(), actor);
            change.event(event);
            changes.push(change);
        }
        match changes.first_mut() {
            Some(first) => {
                statements.into_iter().for_each(|s| _ = first.push(s));
                self.commit_all(changes).await?;
            }
            None => _ = self.db.write(Batch::from_iter(statements)).await?,
        }
        self.refresh().await
    }
}

fn event(area: Option<Id>, account: Id, verb: &'static str) -> Vec<(Id, NewEvent)> {
    area.map(|area| (area, NewEvent::new("account", account, verb))).into_iter().collect()
}

fn forget_devices(account: Id) -> [Statement; 2] {
    [
        Statement::new("delete from session where account_id = ?", args![account]),
        Statement::new("delete from trusted_device where account_id = ?", args![account]),
    ]
}

fn with_roles(accounts: Vec<Account>, roles: Vec<HeldRole>) -> Vec<(Account, Vec<HeldRole>)> {
    let of = |account: &Account| roles.iter().filter(|r| r.account == account.id).cloned().collect();
    accounts.into_iter().map(|account| (account.clone(), of(&account))).collect()
}

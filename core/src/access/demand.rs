//! Of whom the street demands a second factor: of the holders of some roles, from their next sign-in on.
//!
//! A session that was opened before the demand runs to its end; one opened after it has no role until the second
//! factor is given.

use super::account::HeldRole;
use super::login::Owed;
use super::{Grant, Role};
use crate::area::Reference;
use crate::{House, Result, setting};
use linju_db::{Batch, Sql, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};

/// Settings of the street stand at no area.
const STREET: Id = Id(0);
/// The codes of the roles, separated by spaces; `1` for all roles.
const ROLES: &str = "totp_required";
/// The moment from which sessions are held to it, in ms.
const SINCE: &str = "totp_required_since";

/// How many hold a role, and how many of these have no second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Accounts that hold it.
    pub holders: i64,
    /// Of these, those without a second factor.
    pub lacking: i64,
}

impl Reference {
    /// The roles whose holders need a second factor.
    pub fn demanding(&self) -> Vec<Role> {
        let roles = self.setting(STREET, ROLES).unwrap_or_default();
        let demanded = |role: &Role| roles == "1" || roles.split(' ').any(|code| code == role.code());
        Role::ALL.iter().copied().filter(demanded).collect()
    }

    /// Does a session opened at `opened` with `grants` need a second factor?
    pub(crate) fn demands_of(&self, grants: &[Grant], opened: Ts) -> bool {
        let since = self.setting(STREET, SINCE).and_then(|ms| ms.parse().ok()).map_or(Ts(0), Ts);
        let demanding = self.demanding();
        opened >= since && grants.iter().any(|grant| demanding.contains(&grant.role))
    }
}

impl House {
    /// Demands a second factor of the holders of `roles`, and of nobody else, from their next sign-in on. A
    /// demand that says nothing new changes nothing.
    pub async fn demand_second_factor(&self, roles: &[Role]) -> Result<()> {
        let mut wanted: Vec<Role> = Role::ALL.iter().copied().filter(|role| roles.contains(role)).collect();
        wanted.dedup();
        if wanted == self.reference().demanding() {
            return Ok(());
        }
        let codes: Vec<&str> = wanted.iter().map(|role| role.code()).collect();
        let since = self.now().0.to_string();
        let batch = Batch::new().push(setting::set(STREET, ROLES, &codes.join(" "))).push(setting::set(
            STREET,
            SINCE,
            if codes.is_empty() { "" } else { &since },
        ));
        self.db.write(batch).await?;
        self.refresh().await
    }

    /// How many accounts of the street hold each role today, and how many of these have no second factor; roles
    /// nobody holds are left out. Whoever holds a role in two areas counts once. One query.
    pub async fn second_factors(&self, street: Id) -> Result<Vec<(Role, Tally)>> {
        let sql = "select r.role, count(distinct a.id), \
                   count(distinct case when a.totp_sealed is null then a.id end) from account_role r \
                   join account a on a.id = r.account_id where a.street_id = ? and a.disabled_at is null \
                   and r.from_day <= ? and (r.to_day is null or r.to_day >= ?) group by r.role";
        let today = self.now().day(self.reference().zone(STREET));
        let rows = self.db.all::<(String, i64, i64)>(Sql::new(sql, args![street, today, today])).await?;
        let tally = |(role, holders, lacking): (String, i64, i64)| {
            Some((Role::of(&role)?, Tally { holders, lacking }))
        };
        Ok(rows.into_iter().filter_map(tally).collect())
    }

    /// Does one of the roles that `account` holds today need a second factor?
    pub async fn second_factor_demanded(&self, account: Id) -> Result<bool> {
        let (_, roles) = self.account(account).await?;
        let demanding = self.reference().demanding();
        Ok(roles.iter().any(|held| self.holds(held) && demanding.contains(&held.grant.role)))
    }

    /// What `account` must give before its roles count at the next sign-in.
    pub async fn owed_by(&self, account: Id) -> Result<Option<Owed>> {
        match self.credentials("id", account).await? {
            Some(credentials) => self.owed(&credentials).await,
            None => Ok(None),
        }
    }

    /// Does the role hold now, by the calendar of its place?
    fn holds(&self, held: &HeldRole) -> bool {
        let today = self.now().day(self.reference().zone(held.grant.area.unwrap_or_default()));
        held.from <= today && !held.over(today)
    }
}

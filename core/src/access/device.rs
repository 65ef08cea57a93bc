//! A shared PC: whoever signed in on it in full during the last twelve hours may come back by name and PIN.

use super::login::{Opened, Origin};
use super::{Session, password, token};
use crate::{Error, House, Result};
use linju_db::{Batch, Sql, Statement, args, record};
use linju_kernel::{Id, Refusal};

/// Wrong PINs after which a full sign-in is needed again.
pub const MOST_WRONG_PINS: i64 = 5;

record! {
    /// Someone who may come back on this device.
    #[derive(Debug, Clone)]
    pub struct Familiar {
        /// Account.
        pub id: Id,
        /// Name.
        pub name: String,
    }
}

impl House {
    /// Who may come back on this device by PIN, by name.
    pub async fn familiar_on(&self, device: &str) -> Result<Vec<Familiar>> {
        let columns = Familiar::select("a");
        let sql = format!(
            "select {columns} from trusted_device d join account a on a.id = d.account_id where d.token_hash = ? \
             and d.quick_until > ? and d.wrong_pins < ? and a.pin_hash is not null and a.disabled_at is null \
             order by a.name, a.id"
        );
        Ok(self.db.all(Sql::new(sql, args![token::hash(device), self.now(), MOST_WRONG_PINS])).await?)
    }

    /// Signs `account` in by PIN, instead of `leaving` whose session ends. Refuses `pin-wrong`, and after five
    /// wrong ones `pin-ended` until the next full sign-in on this device.
    pub async fn switch_to(
        &self,
        account: Id,
        pin: &str,
        leaving: Option<&Session>,
        origin: Origin<'_>,
    ) -> Result<Opened> {
        let device = origin.device.unwrap_or_default();
        let hash = self.pin_hash(device, account).await?;
        self.take_pin_try(device, account).await?;
        if !password::verify(pin, &hash).await? {
            let left = self.familiar_on(device).await?.iter().any(|f| f.id == account);
            return Err(Refusal::new(if left { "pin-wrong" } else { "pin-ended" }).at("pin").into());
        }
        let (token, session) = self.new_session(account, origin.name);
        let right = "update trusted_device set wrong_pins = 0 where token_hash = ? and account_id = ?";
        let mut batch = Batch::new().push(session).exec(right, args![token::hash(device), account]);
        if let Some(old) = leaving {
            batch = batch.exec("delete from session where token_hash = ?", args![&old.token_hash]);
        }
        self.db.write(batch).await?;
        let credentials = self.credentials("id", account).await?.ok_or(Error::NotFound)?;
        Ok(Opened { account, token, device: device.to_owned(), owes: self.owed(&credentials).await? })
    }

    /// Takes `account` off this device: no trust, no coming back by PIN.
    pub async fn forget_on(&self, device: &str, account: Id) -> Result<()> {
        let sql = "delete from trusted_device where token_hash = ? and account_id = ?";
        self.db.write(Batch::new().exec(sql, args![token::hash(device), account])).await?;
        Ok(())
    }

    async fn pin_hash(&self, device: &str, account: Id) -> Result<String> {
        let sql = "select a.pin_hash from trusted_device d join account a on a.id = d.account_id \
                   where d.token_hash = ? and d.account_id = ? and a.pin_hash is not null and a.disabled_at is null";
        let row = self.db.first::<(String,)>(Sql::new(sql, args![token::hash(device), account])).await?;
        Ok(row.ok_or_else(ended)?.0)
    }

    /// Counts the try before the PIN is looked at, so that many at once do not slip through.
    async fn take_pin_try(&self, device: &str, account: Id) -> Result<()> {
        let sql = "update trusted_device set wrong_pins = wrong_pins + 1 \
                   where token_hash = ? and account_id = ? and quick_until > ? and wrong_pins < ?";
        let values = args![token::hash(device), account, self.now(), MOST_WRONG_PINS];
        let batch = Batch::new().push(Statement::new(sql, values).expect(1));
        match self.db.write(batch).await {
            Err(linju_db::Error::Conflict { .. }) => Err(ended().into()),
            other => Ok(other.map(drop)?),
        }
    }
}

fn ended() -> Refusal {
    Refusal::new("pin-ended").at("pin")
}

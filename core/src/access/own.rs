//! What people change of their own account. Each change asks for the present password again, for a desk may be
//! left for a minute with the page open.

use super::account::{Account, Mine};
use super::login::others_end;
use super::tries::{PER_ACCOUNT, Try};
use super::{Session, password, token};
use crate::{Error, House, Result};
use linju_db::{Batch, Sql, Statement, args};
use linju_kernel::{Id, Refusal};

impl House {
    /// The account of whoever is signed in.
    pub async fn mine(&self, session: &Session) -> Result<Mine> {
        let (account, _) = self.account(session.account).await?;
        let sql = "select a.totp_sealed, a.pin_hash from account a where a.id = ?";
        let row: (Option<Vec<u8>>, Option<String>) = self.db.one(Sql::new(sql, args![account.id])).await?;
        Ok(Mine { account, second_factor: row.0.is_some(), pin: row.1.is_some() })
    }

    /// Changes the password. Other sessions end, and other devices are forgotten.
    pub async fn change_password(
        &self,
        me: &Session,
        present: &str,
        new: &str,
        device: Option<&str>,
    ) -> Result<()> {
        let account = self.confirm_password(me.account, present).await?;
        password::fit_password(new, &[&account.login, &account.name, &account.phone])?;
        if new == present {
            return Err(Refusal::new("password-same").at("password").into());
        }
        let hash = password::hash_password(new).await?;
        let sql = "update account set password_hash = ?, password_temporary = 0 where id = ?";
        let batch = Batch::new()
            .exec(sql, args![hash, me.account])
            .push(others_end(me))
            .push(other_devices_forgotten(me.account, device));
        self.db.write(batch).await?;
        Ok(())
    }

    /// Sets the PIN of the quick switch.
    pub async fn set_pin(&self, me: &Session, present: &str, pin: &str) -> Result<()> {
        self.confirm_password(me.account, present).await?;
        password::fit_pin(pin)?;
        let hash = password::hash_password(pin).await?;
        let sql = "update account set pin_hash = ? where id = ?";
        self.db.write(Batch::new().exec(sql, args![hash, me.account])).await?;
        Ok(())
    }

    /// Takes the PIN away, and with it the quick switch.
    pub async fn remove_pin(&self, me: &Session) -> Result<()> {
        let sql = "update account set pin_hash = null where id = ?";
        self.db.write(Batch::new().exec(sql, args![me.account])).await?;
        Ok(())
    }

    /// Enrols a second factor: `secret` from [`fresh_secret`](super::second::fresh_secret), and the code the
    /// phone shows for it. Other sessions end, for they were opened without it.
    pub async fn enrol_second_factor(
        &self,
        me: &Session,
        present: &str,
        secret: &str,
        code: &str,
    ) -> Result<()> {
        self.confirm_password(me.account, present).await?;
        let batch = Batch::new().push(self.enrol(me.account, secret, code)?).push(others_end(me));
        self.db.write(batch).await?;
        Ok(())
    }

    /// Takes the second factor away. Refuses `totp-demanded` where one of its roles needs it.
    pub async fn remove_second_factor(&self, me: &Session, present: &str) -> Result<()> {
        self.confirm_password(me.account, present).await?;
        if self.second_factor_demanded(me.account).await? {
            return Err(Refusal::new("totp-demanded").into());
        }
        let batch = Batch::new()
            .exec("update account set totp_sealed = null, totp_step = null where id = ?", args![me.account])
            .exec("update trusted_device set expires_at = 0 where account_id = ?", args![me.account]);
        self.db.write(batch).await?;
        Ok(())
    }

    /// The account, if `present` is its password; else `password-wrong`.
    async fn confirm_password(&self, id: Id, present: &str) -> Result<Account> {
        let tries = [Try::at("own", id, PER_ACCOUNT)];
        self.take(&tries).await?;
        let credentials = self.credentials("id", id).await?.ok_or(Error::NotFound)?;
        if !password::verify(present, &credentials.password_hash).await? {
            return Err(Refusal::new("password-wrong").at("present").into());
        }
        self.give_back(&tries).await?;
        Ok(self.account(id).await?.0)
    }
}

fn other_devices_forgotten(account: Id, device: Option<&str>) -> Statement {
    let sql = "delete from trusted_device where account_id = ? and token_hash <> ?";
    Statement::new(sql, args![account, token::hash(device.unwrap_or_default())])
}

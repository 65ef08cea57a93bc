//! The second factor: a code from the phone (TOTP, RFC 6238), each good once.

use crate::{Error, House, Result};
use linju_db::{Statement, args};
use linju_kernel::{Id, Refusal, Ts};
use totp_rs::{Builder, Secret, Totp};

const PURPOSE: &str = "totp";

/// A fresh secret to be enrolled, in base32 as one types it into a phone.
pub fn fresh_secret() -> String {
    Secret::generate().to_base32()
}

/// The address a phone's camera takes the secret from. Colons, which the format keeps for itself, are left out.
pub fn enrolment_url(secret: &str, issuer: &str, login: &str) -> Result<String> {
    let builder =
        builder(secret)?.with_account_name(login.replace(':', "")).with_issuer(Some(issuer.replace(':', "")));
    let totp = builder.build().map_err(|error| Error::Fault(error.to_string()))?;
    totp.to_url().map_err(|error| Error::Fault(error.to_string()))
}

fn builder(secret: &str) -> Result<Builder> {
    let secret = Secret::try_from_base32(secret).map_err(|_| Refusal::new("totp-secret"))?;
    Ok(Builder::new().with_secret(secret))
}

/// The step of time in which `code` was shown, if it is one of this moment or one step aside.
fn step_of(totp: &Totp, code: &str, now: Ts) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp.check(&code, u64::try_from(now.0 / 1_000).ok()?)?;
    i64::try_from(step).ok()
}

fn wrong() -> Refusal {
    Refusal::new("login-code-wrong").at("code")
}

impl House {
    /// The statement that spends `code` of `account`: it finds no row if the code, or a later one, was spent.
    pub(crate) fn spend_code(&self, account: Id, sealed: &[u8], code: &str) -> Result<Statement> {
        let secret = self.master.open(PURPOSE, account, sealed)?;
        let totp =
            Builder::new().with_secret(secret).build().map_err(|error| Error::Fault(error.to_string()))?;
        let step = step_of(&totp, code, self.now()).ok_or(wrong())?;
        let sql = "update account set totp_step = ? where id = ? and (totp_step is null or totp_step < ?)";
        Ok(Statement::new(sql, args![step, account, step]).expect(1).refuse("login-code-wrong"))
    }

    /// The statement that enrols `secret` for `account`, given a code that shows the phone has it.
    pub(crate) fn enrol(&self, account: Id, secret: &str, code: &str) -> Result<Statement> {
        let totp = builder(secret)?.build().map_err(|_| Refusal::new("totp-secret"))?;
        let step = step_of(&totp, code, self.now()).ok_or(wrong())?;
        let sealed = self.master.seal(PURPOSE, account, totp.secret().as_bytes());
        let sql = "update account set totp_sealed = ?, totp_step = ? where id = ? and totp_sealed is null";
        Ok(Statement::new(sql, args![sealed, step, account]).expect(1).refuse("totp-already"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1: at 59 s the eight digits are 94287082, of which a phone shows the last six.
    #[test]
    fn the_worked_example_of_the_rfc_holds() {
        let secret = Secret::from(b"12345678901234567890".to_vec()).to_base32();
        let totp = builder(&secret).unwrap().build().unwrap();
        assert_eq!(step_of(&totp, "287082", Ts(59_000)), Some(1));
        assert_eq!(step_of(&totp, "287 082", Ts(89_000)), Some(1), "one step late, typed in two groups");
        assert_eq!(step_of(&totp, "287082", Ts(120_000)), None, "three steps late");
        assert_eq!(step_of(&totp, "", Ts(59_000)), None);
    }

    #[test]
    fn a_secret_fits_into_a_camera_and_a_hand() {
        let secret = fresh_secret();
        assert_eq!(secret.len(), 32);
        let url = enrolment_url(&secret, "邻聚: 久耕", "chenxiaowen").unwrap();
        assert!(url.starts_with("otpauth://totp/") && url.contains(&secret), "{url}");
        assert!(matches!(enrolment_url("!", "x", "y"), Err(Error::Refused(r)) if r.name == "totp-secret"));
    }
}

//! Sealing of personal fields: AES-256-GCM under a key of the area, wrapped by a master key.
//!
//! A sealed value is bound to where it stands (table, column, area, row), so a row copied elsewhere does not
//! open. Looking a phone number up needs no opening: [`AreaKey::fingerprint`] is a keyed hash of it.

use crate::Id;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Why a sealed value did not open: wrong key, wrong place, or altered bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open: wrong key or altered data")]
pub struct DoesNotOpen;

/// The key above all keys. It lives in a file or the environment, never in the database.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// A master key from its 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Wraps a fresh area key for storage beside its area.
    pub fn wrap(&self, area: Id, key: &AreaKey) -> Vec<u8> {
        seal(&self.0, &key.0, &place("area", "key", area, area))
    }

    /// Opens a wrapped area key.
    pub fn unwrap(&self, area: Id, wrapped: &[u8]) -> Result<AreaKey, DoesNotOpen> {
        let bytes = open(&self.0, wrapped, &place("area", "key", area, area))?;
        Ok(AreaKey(bytes.try_into().map_err(|_| DoesNotOpen)?))
    }

    /// Seals a secret that belongs to no area, such as a worker's TOTP secret.
    pub fn seal(&self, purpose: &'static str, row: Id, plain: &[u8]) -> Vec<u8> {
        seal(&self.0, plain, &place("master", purpose, Id(0), row))
    }

    /// Opens what [`MasterKey::seal`] sealed.
    pub fn open(&self, purpose: &'static str, row: Id, sealed: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
        open(&self.0, sealed, &place("master", purpose, Id(0), row))
    }
}

/// The key of one area's personal data.
#[derive(Clone)]
pub struct AreaKey([u8; 32]);

impl AreaKey {
    /// A fresh key from the system's randomness.
    pub fn fresh() -> Self {
        Self(rand::random())
    }

    /// Seals `plain` for `column` of row `row` in `table`.
    pub fn seal(&self, table: &str, column: &str, area: Id, row: Id, plain: &str) -> Vec<u8> {
        seal(&self.0, plain.as_bytes(), &place(table, column, area, row))
    }

    /// Opens what was sealed for exactly that place.
    pub fn open(
        &self,
        table: &str,
        column: &str,
        area: Id,
        row: Id,
        sealed: &[u8],
    ) -> Result<String, DoesNotOpen> {
        let bytes = open(&self.0, sealed, &place(table, column, area, row))?;
        String::from_utf8(bytes).map_err(|_| DoesNotOpen)
    }

    /// A keyed hash of a normalised value: equal values meet, nobody without the key can guess them.
    pub fn fingerprint(&self, purpose: &str, value: &str) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes()[..16].to_vec()
    }
}

fn place(table: &str, column: &str, area: Id, row: Id) -> Vec<u8> {
    format!("{table}/{column}/{area}/{row}").into_bytes()
}

fn seal(key: &[u8; 32], plain: &[u8], place: &[u8]) -> Vec<u8> {
    let nonce: [u8; 12] = rand::random();
    let cipher = Aes256Gcm::new(&(*key).into());
    let payload = Payload { msg: plain, aad: place };
    let sealed = cipher.encrypt(&Nonce::from(nonce), payload).expect("sealing a short text cannot fail");
    [&nonce[..], &sealed].concat()
}

fn open(key: &[u8; 32], sealed: &[u8], place: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
    let (nonce, body) = sealed.split_at_checked(12).ok_or(DoesNotOpen)?;
    let nonce: [u8; 12] = nonce.try_into().map_err(|_| DoesNotOpen)?;
    let cipher = Aes256Gcm::new(&(*key).into());
    cipher.decrypt(&Nonce::from(nonce), Payload { msg: body, aad: place }).map_err(|_| DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_phone_opens_only_where_it_was_put() {
        let key = AreaKey::fresh();
        let sealed = key.seal("person", "phone", Id(1), Id(7), "13800005678");
        assert_eq!(key.open("person", "phone", Id(1), Id(7), &sealed).as_deref(), Ok("13800005678"));
        assert_eq!(key.open("person", "phone", Id(1), Id(8), &sealed), Err(DoesNotOpen));
        assert_eq!(AreaKey::fresh().open("person", "phone", Id(1), Id(7), &sealed), Err(DoesNotOpen));
        assert!(!sealed.windows(4).any(|w| w == b"5678"));
    }

    #[test]
    fn a_master_key_wraps_and_unwraps() {
        let master = MasterKey::new([9; 32]);
        let key = AreaKey::fresh();
        let wrapped = master.wrap(Id(1), &key);
        let opened = master.unwrap(Id(1), &wrapped).unwrap();
        assert_eq!(opened.fingerprint("phone", "1"), key.fingerprint("phone", "1"));
        assert!(master.unwrap(Id(2), &wrapped).is_err());
        assert!(MasterKey::new([8; 32]).unwrap(Id(1), &wrapped).is_err());
    }
}

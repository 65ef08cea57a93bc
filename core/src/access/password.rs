//! Passwords and PINs: what is strong enough, and their slow hashes.

use crate::{Error, Result};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use linju_kernel::Refusal;
use tokio::sync::Semaphore;

/// Fewest characters of a password; a sentence of ten Chinese characters is one, too.
pub const SHORTEST: usize = 10;
/// Most characters of a password.
pub const LONGEST: usize = 200;

/// Each hash takes 19 MiB for as long as it lasts, so the process makes one at a time.
static HASHING: Semaphore = Semaphore::const_new(1);

/// The hash of no one's password: whoever asks for an unknown login waits as long as for a known one.
pub(crate) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$mp0aU3FLQOTiTMWcY5JQWg\
                                 $GPcqxYqDfIJHgcXVO1yHlSYsE0MGSLMyWnAcLbLcUlk";

/// What everyone else chose, too: long enough, and guessed first.
const COMMON: &[&str] = &[
    "0123456789",
    "1234567890",
    "12345678910",
    "123456789a",
    "1234567891",
    "9876543210",
    "0987654321",
    "147258369a",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty12345",
    "asdfghjkl;",
    "zxcvbnm123",
    "password123",
    "password1234",
    "passw0rd123",
    "administrator",
    "admin12345",
    "admin123456",
    "a123456789",
    "a1234567890",
    "abc1234567",
    "abcd123456",
    "abcdefghij",
    "iloveyou123",
    "letmein123",
    "welcome123",
    "welcome1234",
    "5201314520",
    "woaini1314",
    "woaini1314520",
    "woaini5201314",
    "shanghai123",
    "shanghai2025",
    "shanghai2026",
    "beiwaitan123",
    "beiwaitan2026",
    "linju12345",
    "linju123456",
    "hongkou123",
    "juweihui123",
];

/// Refuses a password that is too short, too long, everyone's, or made of what the account shows (`own`: login,
/// name, phone).
pub fn fit_password(password: &str, own: &[&str]) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Refusal::new("password-short").at("password"));
    }
    if length > LONGEST {
        return Err(Refusal::new("password-long").at("password"));
    }
    let lower = password.to_lowercase();
    let one_character = lower.chars().all(|c| lower.starts_with(c));
    let made_of_own = own.iter().any(|word| {
        let word = word.to_lowercase();
        word.chars().count() > 1 && lower.replace(&word, "").chars().count() < 4
    });
    if one_character || made_of_own || COMMON.contains(&lower.as_str()) {
        return Err(Refusal::new("password-common").at("password"));
    }
    Ok(())
}

/// Refuses a PIN that is not four to six digits, or is a run (`1234`, `6543`) or one digit over and over.
pub fn fit_pin(pin: &str) -> Result<(), Refusal> {
    if !(4..=6).contains(&pin.len()) || !pin.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::new("pin-shape").at("pin"));
    }
    let steps: Vec<i16> = pin.as_bytes().windows(2).map(|w| i16::from(w[1]) - i16::from(w[0])).collect();
    if (-1..=1).contains(&steps[0]) && steps.iter().all(|s| *s == steps[0]) {
        return Err(Refusal::new("pin-easy").at("pin"));
    }
    Ok(())
}

/// A password someone is handed on paper: four groups of four, without letters that look alike.
pub fn one_time_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let letters = rand::random::<[u8; 16]>().map(|b| char::from(LETTERS[usize::from(b & 31)]));
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// The argon2id hash (19 MiB, two passes) of a password or PIN, with a fresh salt.
pub async fn hash_password(password: &str) -> Result<String> {
    let password = password.to_owned();
    slowly(move || {
        let salt: [u8; 16] = rand::random();
        let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|h| h.to_string()).map_err(|error| Error::Fault(error.to_string()))
    })
    .await?
}

/// Is `password` what `hash` was made of?
pub(crate) async fn verify(password: &str, hash: &str) -> Result<bool> {
    let (password, hash) = (password.to_owned(), hash.to_owned());
    slowly(move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok()).await
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = HASHING.acquire().await.map_err(|error| Error::Fault(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Fault(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weak_passwords_are_refused_by_name() {
        let name =
            |password: &str| fit_password(password, &["chenxiaowen", "13900001111"]).err().map(|r| r.name);
        assert_eq!(name("short"), Some("password-short"));
        assert_eq!(name("Password123"), Some("password-common"));
        assert_eq!(name("aaaaaaaaaaaa"), Some("password-common"));
        assert_eq!(name("Chenxiaowen1"), Some("password-common"));
        assert_eq!(name("13900001111a"), Some("password-common"));
        assert_eq!(name(&"长".repeat(201)), Some("password-long"));
        assert_eq!(name("三楼的灯昨天晚上又亮了"), None);
        assert_eq!(name("plum rain on the lane"), None);
    }

    #[test]
    fn a_pin_is_four_to_six_digits_and_no_run() {
        let name = |pin| fit_pin(pin).err().map(|r| r.name);
        for shape in ["", "123", "1234567", "12a4", "１２３４"] {
            assert_eq!(name(shape), Some("pin-shape"), "{shape}");
        }
        for easy in ["1111", "1234", "654321"] {
            assert_eq!(name(easy), Some("pin-easy"), "{easy}");
        }
        assert_eq!(name("1357"), None);
        assert_eq!(name("902108"), None);
    }

    #[test]
    fn every_common_password_is_one_that_length_lets_through() {
        assert!(COMMON.iter().all(|word| word.chars().count() >= SHORTEST && word.to_lowercase() == **word));
    }

    proptest! {
        #[test]
        fn no_pin_of_anyones_breaks_the_check(pin in ".{0,8}") {
            let digits = pin.chars().all(|c| c.is_ascii_digit()) && (4..=6).contains(&pin.chars().count());
            prop_assert!(digits || fit_pin(&pin).is_err());
        }
    }

    #[test]
    fn a_one_time_password_is_fit_and_readable() {
        let password = one_time_password();
        assert_eq!(password.len(), 19);
        assert!(!password.contains(['0', 'o', '1', 'l', 'i']));
        assert_eq!(fit_password(&password, &[]), Ok(()));
    }

    #[tokio::test]
    async fn a_hash_opens_to_its_password_only_and_the_decoy_is_as_slow() {
        let hash = hash_password("plum rain on the lane").await.unwrap();
        assert!(verify("plum rain on the lane", &hash).await.unwrap());
        assert!(!verify("plum rain on the lawn", &hash).await.unwrap());
        assert!(!verify("plum rain on the lane", NOBODY).await.unwrap());
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(cost(&hash), cost(NOBODY));
        let lengths = |hash: &str| hash.split('$').map(str::len).collect::<Vec<_>>();
        assert_eq!(lengths(&hash), lengths(NOBODY), "the decoy must parse, or it costs nothing");
    }
}

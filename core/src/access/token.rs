//! Tokens: 256 random bits that a browser keeps and the database knows only by their hash.

use sha2::{Digest, Sha256};

const LENGTH: usize = 64;

/// A fresh token: 64 hexadecimal digits.
pub fn fresh() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// What the database keeps of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// Has `text` the shape of a token? One that came from elsewhere is replaced, not used.
pub(crate) fn is_one(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// `bytes` in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The bytes behind hexadecimal digits.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|d| d.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_unlike_the_next_and_stored_as_something_else() {
        let token = fresh();
        assert!(is_one(&token) && token != fresh());
        assert!(!is_one(&token[1..]) && !is_one(&token.replace(|_| true, "g")));
        assert_eq!(hash(&token).len(), 32);
        assert_ne!(hex(&hash(&token)), token);
    }

    #[test]
    fn hexadecimal_goes_there_and_back() {
        assert_eq!(unhex(&hex(&[0, 9, 255])), Some(vec![0, 9, 255]));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
    }
}

//! The closed box: votes sealed to a key that nobody holds while votes are taken.
//!
//! When the box is opened for votes, a key pair is made. The public half stays with the ballot; the secret half is
//! cut into three shares that are shown once, printed, and not kept. Any two bring it back; one alone says nothing.
//! Sealing is HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM). A sealed vote is bound to its ballot and its voter,
//! so that a copy put under another name does not open, and all are of one length, so that none can be told from another.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use linju_kernel::{Id, Refusal};
use sha2::{Digest, Sha256};

type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Secret = <X25519HkdfSha256 as Kem>::PrivateKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

const PURPOSE: &[u8] = b"linju ballot 1";
/// Every vote is filled up to this many bytes before it is sealed.
const LENGTH: usize = 64;
const KEY: usize = 32;
const SEED: usize = 16;

/// The key of a box as it is made: the public half, and three shares of the secret one to be printed.
pub struct Fresh {
    /// The public half.
    pub public: Vec<u8>,
    /// The shares as they are printed.
    pub shares: [String; 3],
}

/// Makes the key of a box.
///
/// The secret is the exclusive-or of three random pieces; share *n* holds the two pieces that are not piece *n*. Two
/// shares hold all three, one lacks a piece that is as random as the secret itself.
pub fn fresh() -> Fresh {
    let pieces: [[u8; SEED]; 3] = [rand::random(), rand::random(), rand::random()];
    let (_, public) = keys(&pieces);
    let share = |lacks: usize| {
        let held = (0..3).filter(|piece| *piece != lacks).flat_map(|piece| pieces[piece]);
        let body: Vec<u8> = std::iter::once(lacks as u8).chain(held).collect();
        let check = Sha256::digest(&body);
        spell(&[&body[..], &check[..2]].concat())
    };
    Fresh { public: public.to_bytes().to_vec(), shares: [share(0), share(1), share(2)] }
}

fn keys(pieces: &[[u8; SEED]; 3]) -> (Secret, Public) {
    let seed: Vec<u8> = (0..SEED).map(|at| pieces[0][at] ^ pieces[1][at] ^ pieces[2][at]).collect();
    X25519HkdfSha256::derive_keypair(&Sha256::digest([PURPOSE, &seed[..]].concat()))
}

/// The secret half of a box, while it is opened.
pub struct Opener(Secret);

/// Puts two shares together, as they were typed from paper. Refuses `ballot-share-misread` at its field where one
/// is no share, `ballot-share-same` where both are the same one, and `ballot-share-other` where they are of another box.
pub fn together(first: &str, second: &str, public: &[u8]) -> Result<Opener, Refusal> {
    let (a, b) = (share(first, "share_a")?, share(second, "share_b")?);
    if a.0 == b.0 {
        return Err(Refusal::new("ballot-share-same").at("share_b"));
    }
    let mut pieces = [[0; SEED]; 3];
    for (lacks, held) in [&a, &b] {
        let places = (0..3usize).filter(|place| place != lacks);
        places.zip(held).for_each(|(place, piece)| pieces[place] = *piece);
    }
    let (secret, made) = keys(&pieces);
    match made.to_bytes()[..] == *public {
        true => Ok(Opener(secret)),
        false => Err(Refusal::new("ballot-share-other").at("share_a")),
    }
}

type Share = (usize, [[u8; SEED]; 2]);

fn share(typed: &str, field: &'static str) -> Result<Share, Refusal> {
    let misread = Refusal::new("ballot-share-misread").at(field);
    let bytes = unspell(typed).filter(|bytes| bytes.len() == 1 + 2 * SEED + 2).ok_or(misread.clone())?;
    let (body, check) = bytes.split_at(1 + 2 * SEED);
    if Sha256::digest(body)[..2] != *check || body[0] > 2 {
        return Err(misread);
    }
    let piece = |at: usize| <[u8; SEED]>::try_from(&body[at..at + SEED]).map_err(|_| misread.clone());
    Ok((usize::from(body[0]), [piece(1)?, piece(1 + SEED)?]))
}

fn bound(ballot: Id, voter: Id) -> Vec<u8> {
    format!("{ballot}/{voter}").into_bytes()
}

/// Seals `vote` of `voter`; none if the public key is no key, or the vote is longer than any vote is.
pub fn seal(public: &[u8], ballot: Id, voter: Id, vote: &str) -> Option<Vec<u8>> {
    let key = Public::from_bytes(public).ok()?;
    let mut plain = vote.as_bytes().to_vec();
    if plain.len() > LENGTH {
        return None;
    }
    plain.resize(LENGTH, b' ');
    let sealed = hpke::single_shot_seal::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &key,
        PURPOSE,
        &plain,
        &bound(ballot, voter),
    );
    let (encapsulated, body) = sealed.ok()?;
    Some([&encapsulated.to_bytes()[..], &body].concat())
}

impl Opener {
    /// What `voter` chose; none if the bytes were altered, or sealed for another voter or ballot.
    pub fn open(&self, ballot: Id, voter: Id, sealed: &[u8]) -> Option<String> {
        let (encapsulated, body) = sealed.split_at_checked(KEY)?;
        let encapsulated = Encapsulated::from_bytes(encapsulated).ok()?;
        let plain = hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.0,
            &encapsulated,
            PURPOSE,
            body,
            &bound(ballot, voter),
        );
        Some(String::from_utf8(plain.ok()?).ok()?.trim_end().to_owned())
    }
}

/// What names a sealed vote in the list of the box, and on its voter's receipt. It says that these very bytes lay in
/// the box, and nothing of what they say.
pub fn receipt(sealed: &[u8]) -> String {
    spell(&Sha256::digest(sealed)[..10])
}

/// Letters and digits that are not taken for one another on paper (Crockford's).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A voter's code: fifty random bits, ten letters.
pub fn code() -> String {
    let bits: u64 = rand::random();
    let letter = |at: u32| char::from(LETTERS[(bits >> (at * 5)) as usize & 31]);
    (0..10).map(letter).collect()
}

/// Bytes as letters in fours.
fn spell(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8)) & 1);
    let letter = |n: usize| char::from(LETTERS[(0..5).fold(0, |sum, at| sum * 2 + bit(n * 5 + at))]);
    in_fours(&(0..(bytes.len() * 8).div_ceil(5)).map(letter).collect::<String>())
}

/// Letters with a hyphen after every fourth.
pub fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Letters as they are meant, from what was typed: any case, with spaces and hyphens, O for 0 and I or L for 1.
pub fn plain(typed: &str) -> String {
    let meant = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10).unwrap_or(c),
        other => other,
    };
    typed.chars().map(meant).filter(char::is_ascii_alphanumeric).collect()
}

fn unspell(typed: &str) -> Option<Vec<u8>> {
    let mut bits = Vec::new();
    for letter in plain(typed).bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        bits.extend((0..5).rev().map(|at| value >> at & 1));
    }
    Some(bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | *bit as u8)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOTE: (Id, Id) = (Id(5), Id(7));

    #[test]
    fn any_two_shares_open_and_one_does_not() {
        let key = fresh();
        let sealed = seal(&key.public, VOTE.0, VOTE.1, "yes").expect("a key");
        let [a, b, c] = &key.shares;
        for (first, second) in [(a, b), (b, c), (c, a)] {
            let opener =
                together(first, &second.to_lowercase().replace('-', " "), &key.public).expect("two shares");
            assert_eq!(opener.open(VOTE.0, VOTE.1, &sealed).as_deref(), Some("yes"));
        }
        assert_eq!(together(a, a, &key.public).err().map(|r| r.name), Some("ballot-share-same"));
        assert_eq!(
            together(a, &fresh().shares[1], &key.public).err().map(|r| r.name),
            Some("ballot-share-other")
        );
    }

    #[test]
    fn a_letter_misread_is_noticed() {
        let key = fresh();
        let [a, b, _] = &key.shares;
        let wrong = if a.starts_with('0') { a.replacen('0', "2", 1) } else { a.replacen(&a[..1], "Z", 1) };
        assert_eq!(together(&wrong, b, &key.public).err().map(|r| r.name), Some("ballot-share-misread"));
        assert_eq!(together("", b, &key.public).err().map(|r| r.name), Some("ballot-share-misread"));
    }

    #[test]
    fn nothing_but_its_holders_tell_two_votes_apart() {
        let key = fresh();
        let votes = ["yes", "abstain", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"];
        let sealed = votes.map(|vote| seal(&key.public, VOTE.0, VOTE.1, vote).expect("it fits"));
        assert!(sealed.iter().all(|s| s.len() == sealed[0].len()), "all are of one length");
        let again = seal(&key.public, VOTE.0, VOTE.1, "yes").expect("a key");
        assert_ne!(again, sealed[0], "the same vote twice is never the same bytes");
        assert_ne!(receipt(&again), receipt(&sealed[0]));
    }

    #[test]
    fn what_was_altered_or_put_under_another_name_does_not_open() {
        let key = fresh();
        let opener = together(&key.shares[0], &key.shares[2], &key.public).expect("two shares");
        let sealed = seal(&key.public, VOTE.0, VOTE.1, "no").expect("a key");
        assert_eq!(opener.open(VOTE.0, Id(8), &sealed), None);
        assert_eq!(opener.open(Id(6), VOTE.1, &sealed), None);
        let mut altered = sealed.clone();
        altered[40] ^= 1;
        assert_eq!(opener.open(VOTE.0, VOTE.1, &altered), None);
        assert_eq!(opener.open(VOTE.0, VOTE.1, &sealed[..20]), None);
    }
}

//! Opening a request by its receipt. Four digits can be guessed, so wrong guesses are counted where every node
//! sees them and no restart forgets them.

use crate::store::{RequestRow, requests};
use linju_core::access::tries::Try;
use linju_core::{Error, House, Result};
use linju_kernel::Id;

/// Wrong last-fours at one receipt within a day; beyond that only its printed secret opens it, or its device.
pub const PER_RECEIPT: i64 = 20;

/// The request that `receipt` and `proof` open: the phone's last four, or the printed secret. Both are taken as
/// people write them, with spaces and hyphens.
///
/// [`Error::NotFound`] whatever of the two is wrong; [`Error::TooMany`] after too many wrong last-fours.
pub async fn open(house: &House, area: Id, receipt: &str, proof: &str) -> Result<RequestRow> {
    let number = clean(receipt).parse::<i64>().map_err(|_| Error::NotFound)?;
    let proof = clean(proof);
    if proof.len() != 4 {
        return requests::by_receipt(house, area, number, &proof).await;
    }
    let tries = [Try::at("receipt", format!("{area} {number}"), PER_RECEIPT).a_day()];
    house.take(&tries).await?;
    let found = requests::by_receipt(house, area, number, &proof).await?;
    house.give_back(&tries).await?;
    Ok(found)
}

/// The digits and letters of what was typed, full-width ones as the plain.
fn clean(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10).unwrap_or(c),
        other => other.to_ascii_lowercase(),
    };
    text.chars().map(plain).filter(char::is_ascii_alphanumeric).collect()
}

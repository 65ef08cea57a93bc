//! A secret on its way from the press that made it to the page that prints it: sealed under the area's key in
//! the address, so that the server keeps only its hash and the page can still be printed twice.

use crate::pages::kept::{hex, unhex};
use linju_core::House;
use linju_kernel::Id;

/// `secret`, sealed for the page of `subject`, in hexadecimal.
pub fn wrap(house: &House, area: Id, subject: Id, secret: &str) -> linju_core::Result<String> {
    let sealed = house.key(area)?.seal("page", "secret", area, subject, secret);
    Ok(hex(&sealed))
}

/// What was sealed for the page of `subject`; none if it was not, or for another.
pub fn unwrap(house: &House, area: Id, subject: Id, text: &str) -> Option<String> {
    house.key(area).ok()?.open("page", "secret", area, subject, &unhex(text)?).ok()
}

//! A secret on its way from the press that made it to the page that prints it: sealed under the area's key in
//! the address, so that the server keeps only its hash and the page can still be printed twice.

use linju_core::House;
use linju_kernel::Id;

/// `secret`, sealed for the page of `subject`, in hexadecimal.
pub fn wrap(house: &House, area: Id, subject: Id, secret: &str) -> linju_core::Result<String> {
    let sealed = house.key(area)?.seal("page", "secret", area, subject, secret);
    Ok(sealed.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What was sealed for the page of `subject`; none if it was not, or for another.
pub fn unwrap(house: &House, area: Id, subject: Id, text: &str) -> Option<String> {
    if !text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    house.key(area).ok()?.open("page", "secret", area, subject, &bytes?).ok()
}

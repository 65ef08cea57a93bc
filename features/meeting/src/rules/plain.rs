//! Minutes that everyone may read name nobody.

use linju_kernel::personal::mask_phones_in;

/// The first of `names` that stands in `text`, or a phone number if one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// It names somebody who was there.
    Someone,
    /// It holds a phone number.
    Phone,
}

/// What in `text` must not be read by everyone: the full name of somebody who was there, or a phone number.
/// What only a person can see (a nickname, a door number) the one who publishes confirms.
pub fn names_in(text: &str, names: &[String]) -> Option<Names> {
    let said = |name: &&String| name.chars().count() > 1 && text.contains(name.as_str());
    match names.iter().find(said) {
        Some(_) => Some(Names::Someone),
        None => (mask_phones_in(text) != text).then_some(Names::Phone),
    }
}

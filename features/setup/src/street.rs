//! What the street sets up for all its areas.

pub mod calendar;
pub mod categories;

use linju_core::access::Right;
use linju_web::{Error, Result, Staff};

/// Who sees the street's settings: those who keep them, and those who work by them.
fn may_read(staff: &Staff) -> Result<()> {
    let may = |right| staff.session.may_on_street(right);
    if may(Right::EditStreet) || may(Right::StreetView) { Ok(()) } else { Err(Error::NotFound) }
}

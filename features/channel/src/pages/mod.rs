//! What workers see of channels. Handlers translate: parse, decide, commit, render.

pub mod list;
pub mod one;

use linju_core::access::Right;
use linju_core::area::Area;
use linju_web::{Result, Staff};

/// An address among the channels of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/channels{rest}", area.code)
}

/// The door: workers see what became of messages; channels are set up by whoever leads the area.
pub fn desk(staff: &Staff) -> Result<()> {
    staff.require(Right::WorkCases)
}

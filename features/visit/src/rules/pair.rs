//! 老伙伴: a volunteer looks in on up to five elders, twice a week each.

use linju_kernel::{Day, Refusal};

/// The most elders of one volunteer.
pub const MOST_ELDERS: usize = 5;
/// How often a volunteer is in touch with each, in any seven days.
pub const WEEKLY: usize = 2;

/// Seven days with today as the last.
pub fn week(today: Day) -> (Day, Day) {
    (today.plus_days(-6), today)
}

/// May a volunteer who has `elders` take one more, who has `volunteers` already? Refuses `visit-pair-full`,
/// `visit-pair-taken` and `visit-pair-self`.
pub fn may_pair(elders: usize, volunteers: usize, oneself: bool) -> Result<(), Refusal> {
    match () {
        () if oneself => Err(Refusal::new("visit-pair-self").at("person")),
        () if volunteers > 0 => Err(Refusal::new("visit-pair-taken").at("person")),
        () if elders >= MOST_ELDERS => Err(Refusal::new("visit-pair-full").at("volunteer")),
        () => Ok(()),
    }
}

/// How many contacts of the last seven days are missing; whoever was paired within the week owes none yet.
pub fn missing(since: Day, days: &[Day], today: Day) -> usize {
    let (from, to) = week(today);
    if since > from {
        return 0;
    }
    WEEKLY.saturating_sub(days.iter().filter(|day| (from..=to).contains(*day)).count())
}

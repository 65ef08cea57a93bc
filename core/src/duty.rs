//! Who answers now: the desk in its hours, else whoever is on the roster, else the night phone, else nobody
//! until the desk opens. Residents' pages say it as it is.

use crate::area::Area;
use crate::{Error, House, Result};
use linju_db::{Sql, args, record};
use linju_kernel::calendar::WorkCalendar;
use linju_kernel::{Id, Ts};

record! {
    /// A line of the duty roster (值班表).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Shift {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Who: a colleague, or the guard at the gate.
        pub name: String,
        /// The phone they answer.
        pub phone: String,
        /// From when.
        pub from_at: Ts,
        /// Until when, no longer included.
        pub to_at: Ts,
    }
}

/// Who answers, and for how long that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Is the desk open?
    pub open: bool,
    /// Who is on the roster; none at the open desk and at the night phone.
    pub name: Option<String>,
    /// The number that is answered; empty if none is.
    pub phone: String,
    /// Until when this holds.
    pub until: Ts,
    /// When the desk opens next; now while it is open.
    pub next_opening: Ts,
}

/// Who answers in `area` at `now`, by its calendar and the shifts that are not over. Of two shifts at once the
/// one begun last counts.
pub fn who_answers(area: &Area, calendar: &WorkCalendar, shifts: &[Shift], now: Ts) -> Duty {
    let next_opening = calendar.next_opening(now);
    if let Some(until) = calendar.open_until(now) {
        return Duty { open: true, name: None, phone: area.phone.clone(), until, next_opening };
    }
    let current = shifts.iter().filter(|s| s.from_at <= now && now < s.to_at).max_by_key(|s| s.from_at);
    let next_shift = shifts.iter().map(|s| s.from_at).filter(|from| *from > now).min();
    let end = current.map_or(next_opening, |s| s.to_at.min(next_opening));
    Duty {
        open: false,
        name: current.map(|s| s.name.clone()),
        phone: current.map_or(&area.night_phone, |s| &s.phone).clone(),
        until: next_shift.map_or(end, |from| from.min(end)),
        next_opening,
    }
}

impl House {
    /// Who answers in `area` at `now`: no query in working hours, one outside them.
    pub async fn on_duty(&self, area: Id, now: Ts) -> Result<Duty> {
        let reference = self.reference();
        let calendar = reference.calendar(area);
        let shifts = match calendar.at_work(now) {
            true => Vec::new(),
            false => self.shifts(area, now, calendar.next_opening(now)).await?,
        };
        let area = reference.area(area).ok_or(Error::NotFound)?;
        Ok(who_answers(area, calendar, &shifts, now))
    }

    /// The shifts of `area` that touch the time from `from` to `to`, in order.
    pub async fn shifts(&self, area: Id, from: Ts, to: Ts) -> Result<Vec<Shift>> {
        let select = Shift::select("s");
        let sql = format!(
            "select {select} from duty_shift s where s.area_id = ? and s.to_at > ? and s.from_at < ? \
             order by s.from_at, s.id"
        );
        Ok(self.db.all(Sql::new(sql, args![area, from, to])).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linju_kernel::calendar::Exception;
    use linju_kernel::{Day, time};
    use proptest::prelude::*;

    const DESK: &str = "02155550128";
    const NIGHT: &str = "02155550199";

    fn area(night: &str) -> Area {
        Area {
            id: Id(10),
            street_id: Id(1),
            code: "jiugeng".into(),
            name: "久耕居民区".into(),
            seal: "久耕".into(),
            committee: "久耕居委".into(),
            phone: DESK.into(),
            night_phone: night.into(),
            address: String::new(),
            zone: "Asia/Shanghai".into(),
            key_wrapped: Vec::new(),
            has_owners_committee: false,
            demo: false,
        }
    }

    fn at(text: &str) -> Ts {
        let (day, clock) = text.split_once(' ').unwrap();
        let (hour, minute) = clock.split_once(':').unwrap();
        let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
        day.parse::<Day>().unwrap().start(&time::shanghai()).plus_minutes(minutes)
    }

    fn shift(name: &str, from: &str, to: &str) -> Shift {
        let phone = format!("1390000{:04}", name.len());
        Shift { area_id: Id(10), id: Id(1), name: name.into(), phone, from_at: at(from), to_at: at(to) }
    }

    fn answers(shifts: &[Shift], now: &str) -> Duty {
        who_answers(&area(NIGHT), &WorkCalendar::national(), shifts, at(now))
    }

    #[test]
    fn in_working_hours_the_desk_answers_whoever_is_on_the_roster() {
        let all_day = [shift("陈晓雯", "2026-11-23 00:00", "2026-11-24 00:00")];
        let duty = answers(&all_day, "2026-11-23 09:00");
        assert_eq!((duty.open, duty.phone.as_str(), duty.name), (true, DESK, None));
        assert_eq!((duty.until, duty.next_opening), (at("2026-11-23 11:30"), at("2026-11-23 09:00")));
    }

    #[test]
    fn at_night_the_roster_answers_and_after_it_the_night_phone() {
        let evening = [shift("陈晓雯", "2026-11-23 17:00", "2026-11-23 22:00")];
        let duty = answers(&evening, "2026-11-23 21:59");
        assert_eq!(
            (duty.open, duty.name.as_deref(), duty.phone.as_str()),
            (false, Some("陈晓雯"), "13900000009")
        );
        assert_eq!((duty.until, duty.next_opening), (at("2026-11-23 22:00"), at("2026-11-24 08:30")));
        let later = answers(&evening, "2026-11-23 22:00");
        assert_eq!((later.name, later.phone.as_str(), later.until), (None, NIGHT, at("2026-11-24 08:30")));
    }

    #[test]
    fn the_night_phone_answers_until_a_shift_begins() {
        let tomorrow = [shift("沈伯", "2026-11-24 06:00", "2026-11-24 12:00")];
        assert_eq!(answers(&tomorrow, "2026-11-23 23:00").until, at("2026-11-24 06:00"));
        assert_eq!(answers(&tomorrow, "2026-11-24 07:00").until, at("2026-11-24 08:30"));
    }

    #[test]
    fn a_holiday_is_not_worked_and_a_make_up_day_is() {
        let holiday = answers(&[], "2026-10-01 10:00");
        assert_eq!((holiday.open, holiday.phone.as_str()), (false, NIGHT));
        assert_eq!(holiday.next_opening, at("2026-10-08 08:30"));
        let saturday_worked = answers(&[], "2026-10-10 10:00");
        assert_eq!((saturday_worked.open, saturday_worked.phone.as_str()), (true, DESK));
    }

    #[test]
    fn an_area_that_closes_for_a_day_says_so() {
        let closed = [(Day::new(2026, 11, 23).unwrap(), Exception::Off("搬家".into()))];
        let calendar = WorkCalendar::national().with_area(&closed);
        let duty = who_answers(&area(""), &calendar, &[], at("2026-11-23 10:00"));
        assert_eq!((duty.open, duty.phone.as_str(), duty.next_opening), (false, "", at("2026-11-24 08:30")));
    }

    proptest! {
        #[test]
        fn what_is_said_holds_until_it_is_said_to_end(
            minute in 0i64..30 * 24 * 60,
            lines in proptest::collection::vec((0i64..30 * 24, 1i64..48), 0..6),
        ) {
            let begin = at("2026-09-20 00:00");
            let calendar = WorkCalendar::national();
            let shifts: Vec<Shift> = lines.iter().enumerate().map(|(n, (hour, hours))| {
                let from_at = begin.plus_minutes(hour * 60);
                let to_at = from_at.plus_minutes(hours * 60);
                Shift { area_id: Id(10), id: Id(n as i64), name: n.to_string(), phone: n.to_string(), from_at, to_at }
            }).collect();
            let now = begin.plus_minutes(minute);
            let duty = who_answers(&area(NIGHT), &calendar, &shifts, now);
            prop_assert!(duty.until > now);
            prop_assert_eq!(duty.open, calendar.at_work(now));
            prop_assert_eq!(duty.open, duty.phone == DESK);
            let last = who_answers(&area(NIGHT), &calendar, &shifts, duty.until.plus_ms(-1));
            prop_assert_eq!((last.open, last.phone), (duty.open, duty.phone));
        }
    }
}

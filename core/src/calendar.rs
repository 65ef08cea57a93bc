//! Calendars as the database keeps them: the nation's notices, and an area's own days and hours over them.

use crate::area::Area;
use crate::ledger::NewEvent;
use crate::{Actor, House, Result};
use jiff::tz::TimeZone;
use linju_db::{Db, Sql, Statement, args, record};
use linju_kernel::calendar::{Arrangement, Exception, Stretch, WorkCalendar};
use linju_kernel::{Day, Id, Refusal, Ts};
use std::collections::HashMap;

/// Setting that holds an area's working hours as `510-690,780-1020`, minutes of the day.
pub const HOURS: &str = "work_hours";

record! {
    /// A year's notice that was taken in.
    #[derive(Debug, Clone)]
    pub struct Notice {
        /// The year it arranges.
        pub year: i64,
        /// Its title and number.
        pub source: String,
        /// Its lines.
        pub notice: String,
        /// When it was taken in.
        pub taken_in_at: Ts,
    }
}

record! {
    /// A day on which an area works otherwise than the nation.
    #[derive(Debug, Clone)]
    pub struct OwnDay {
        /// Area.
        pub area_id: Id,
        /// The day.
        pub day: Day,
        /// `off` or `work`.
        pub kind: String,
        /// Why.
        pub name: String,
    }
}

/// The nation's calendar and each area's.
pub(crate) async fn load(
    db: &Db,
    areas: &[Area],
    settings: &HashMap<Id, HashMap<String, String>>,
) -> Result<(WorkCalendar, HashMap<Id, WorkCalendar>)> {
    let mut national = WorkCalendar::national();
    let sql = format!("select {} from calendar_year n order by n.year", Notice::select("n"));
    for notice in db.all::<Notice>(Sql::new(sql, args![])).await? {
        if let Ok(arrangement) = Arrangement::parse(notice.year as i16, &notice.notice) {
            national.adopt(arrangement);
        }
    }
    let sql = format!("select {} from calendar_day d order by d.day", OwnDay::select("d"));
    let days: Vec<OwnDay> = db.all(Sql::new(sql, args![])).await?;
    let of_area = |area: &Area| {
        let own: Vec<(Day, Exception)> =
            days.iter().filter(|d| d.area_id == area.id).map(exception).collect();
        let zone = TimeZone::get(&area.zone).unwrap_or_else(|_| linju_kernel::time::shanghai());
        let calendar = national.clone().in_zone(zone).with_area(&own);
        let stretches = settings.get(&area.id).and_then(|s| parse_hours(s.get(HOURS)?).ok());
        let own_hours = stretches.and_then(|s| calendar.clone().with_hours(s).ok());
        (area.id, own_hours.unwrap_or(calendar))
    };
    let calendars = areas.iter().map(of_area).collect();
    Ok((national, calendars))
}

fn exception(day: &OwnDay) -> (Day, Exception) {
    let name = day.name.clone();
    (day.day, if day.kind == "work" { Exception::Work(name) } else { Exception::Off(name) })
}

/// Reads `8:30-11:30,13:00-17:00` (or minutes of the day). Refuses `calendar-hours`.
pub fn parse_hours(text: &str) -> std::result::Result<Vec<Stretch>, Refusal> {
    let minute = |part: &str| match part.trim().split_once([':', ':']) {
        Some((h, m)) => Some(h.trim().parse::<u16>().ok()? * 60 + m.trim().parse::<u16>().ok()?),
        None => part.trim().parse().ok(),
    };
    let stretch = |part: &str| {
        let (from, to) = part.split_once('-')?;
        Some((minute(from)?, minute(to)?))
    };
    text.split([',', ',']).map(|part| stretch(part).ok_or(Refusal::new("calendar-hours"))).collect()
}

impl House {
    /// Takes a year's notice in, replacing a former one. Each area's ledger tells that its calendar changed, so
    /// that deadlines are computed again.
    pub async fn take_in_notice(&self, notice: Notice, actor: Actor) -> Result<()> {
        let sql = "insert into calendar_year (year, source, notice, taken_in_at) values (?, ?, ?, ?) \
                   on conflict (year) do update set source = excluded.source, notice = excluded.notice, \
                   taken_in_at = excluded.taken_in_at";
        let event = NewEvent::new("calendar", Id(notice.year), "notice_taken_in").with("year", notice.year);
        self.commit_everywhere(actor, [Statement::new(sql, notice.values())], event).await
    }

    /// The notices taken in so far.
    pub async fn notices(&self) -> Result<Vec<Notice>> {
        let sql = format!("select {} from calendar_year n order by n.year", Notice::select("n"));
        Ok(self.db.all(Sql::new(sql, args![])).await?)
    }

    /// An area's own days.
    pub async fn own_days(&self, area: Id) -> Result<Vec<OwnDay>> {
        let sql =
            format!("select {} from calendar_day d where d.area_id = ? order by d.day", OwnDay::select("d"));
        Ok(self.db.all(Sql::new(sql, args![area])).await?)
    }
}

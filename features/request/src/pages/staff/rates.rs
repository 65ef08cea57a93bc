//! 三率: response, resolution and satisfaction by month, each with what it stands on, coverage beside them,
//! and what was left out.

use super::{desk as home, require};
use crate::rules::rates::{Rate, Tally};
use crate::store::desk;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use linju_kernel::Day;
use linju_web::{App, Page, Result, Staff, html};

/// Months shown.
const MONTHS: i32 = 12;

struct Month {
    name: String,
    tally: Tally,
}

impl Month {
    fn rates(&self) -> [Rate; 4] {
        [self.tally.response(), self.tally.resolution(), self.tally.satisfaction(), self.tally.coverage()]
    }
}

#[derive(Template)]
#[template(path = "staff/rates.html")]
struct RatesPage {
    p: Page,
    desk: String,
    months: Vec<Month>,
}

impl RatesPage {
    fn heads(&self) -> [String; 4] {
        ["staff-rate-response", "staff-rate-resolution", "staff-rate-satisfaction", "staff-rate-coverage"]
            .map(|key| self.p.t(key).into_owned())
    }
}

/// The last twelve months and the present one.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    require(&staff)?;
    let (zone, today) = (staff.page.zone(), staff.page.today());
    let first = first_of_month_before(today, MONTHS);
    let until = today.plus_days(1).start(&zone);
    let tallies = desk::tallies(&app.house, staff.area_id(), &zone, first.start(&zone), until).await?;
    let p = staff.page;
    let months = tallies.into_iter().map(|(name, tally)| Month { name, tally }).collect();
    html(&RatesPage { desk: home(&p), months, p })
}

fn first_of_month_before(day: Day, months: i32) -> Day {
    let at = i32::from(day.0.year()) * 12 + i32::from(day.0.month()) - 1 - months;
    Day::new(at.div_euclid(12) as i16, at.rem_euclid(12) as i8 + 1, 1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_back_is_the_first_of_the_same_month() {
        let day: Day = "2026-01-31".parse().unwrap();
        assert_eq!(first_of_month_before(day, 12).to_string(), "2025-01-01");
        assert_eq!(first_of_month_before(day, 1).to_string(), "2025-12-01");
    }
}

//! The areas side by side, in the order of their codes: no order is a rank.

use super::{areas_of, ids};
use crate::rules::rates::Rate;
use crate::store::street::{self, AreaFigures};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use linju_core::area::Area;
use linju_kernel::{Day, Id};
use linju_web::{App, Page, Result, Staff, html};
use std::collections::HashMap;

struct Column {
    area: Area,
    figures: AreaFigures,
    rates: [(&'static str, Rate); 4],
}

#[derive(Template)]
#[template(path = "street/areas.html")]
struct AreasPage {
    p: Page,
    month: Day,
    before: String,
    after: Option<String>,
    columns: Vec<Column>,
}

/// Figures of this month, or of `?month=2026-10`.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let areas = areas_of(&app, &staff)?;
    let p = staff.page;
    let this = first_of(p.today());
    let asked = query.get("month").and_then(|text| format!("{text}-01").parse().ok());
    let month: Day = asked.filter(|m| *m <= this).unwrap_or(this);
    let next = first_of(month.plus_days(31));
    let zone = p.zone();
    let until = next.min(p.today().plus_days(1)).start(&zone);
    let figures = street::figures(&app.house, &ids(&areas), month.start(&zone), until).await?;
    let figures: HashMap<Id, AreaFigures> = figures.into_iter().map(|f| (f.area_id, f)).collect();
    let column = |area: Area| {
        let figures = figures.get(&area.id).copied().unwrap_or(AreaFigures::none(area.id));
        let tally = figures.tally();
        let rates = [
            ("street-response", tally.response()),
            ("street-resolution", tally.resolution()),
            ("street-satisfaction", tally.satisfaction()),
            ("street-coverage", tally.coverage()),
        ];
        Column { area, figures, rates }
    };
    let columns = areas.into_iter().map(column).collect();
    let before = link(first_of(month.plus_days(-1)));
    let after = (next <= this).then(|| link(next));
    html(&AreasPage { p, month, before, after, columns })
}

fn first_of(day: Day) -> Day {
    day.plus_days(1 - i64::from(day.0.day()))
}

fn link(month: Day) -> String {
    format!("/street?month={:04}-{:02}", month.0.year(), month.0.month())
}

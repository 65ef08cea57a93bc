//! The street: figures of each area's lists side by side, and the items brought before it.

use super::{percent, share};
use crate::rules::Gift;
use crate::store::ItemRow;
use crate::store::item::{self, AreaFigures, Filter};
use crate::store::partner::{self, Given};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_kernel::Id;
use linju_web::{App, Page, Result, Staff, html};

struct Column {
    area: Area,
    figures: AreaFigures,
    gifts: Vec<String>,
}

impl Column {
    /// Share of what residents asked for, with both numbers.
    fn ordered(&self) -> (String, i64, i64) {
        let all = self.figures.ordered + self.figures.dispatched;
        (percent(&share(self.figures.ordered, all)), self.figures.ordered, all)
    }

    /// Share of what was offered that is in use, with both numbers.
    fn used(&self) -> (String, i64, i64) {
        let (used, amount) = (self.figures.used, self.figures.amount);
        (percent(&share(used, amount)), used, amount)
    }
}

#[derive(Template)]
#[template(path = "street_lists.html")]
struct StreetPage {
    p: Page,
    columns: Vec<Column>,
    raised: Vec<(String, ItemRow)>,
}

fn none(area_id: Id) -> AreaFigures {
    AreaFigures {
        area_id,
        issues: 0,
        needs: 0,
        late: 0,
        struck: 0,
        kept: 0,
        ordered: 0,
        dispatched: 0,
        amount: 0,
        used: 0,
        escalated: 0,
    }
}

/// The page. Of items that were not brought before the street it has numbers only.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    staff.require_street(Right::StreetView)?;
    let (house, p) = (&app.house, staff.page);
    let reference = house.reference();
    let areas: Vec<Area> =
        reference.areas.iter().filter(|a| a.street_id == staff.session.street).cloned().collect();
    let ids: Vec<Id> = areas.iter().map(|a| a.id).collect();
    let figures = item::figures(house, &ids, p.today()).await?;
    let given: Vec<Given> = partner::given(house, &ids).await?;
    let mut raised = Vec::new();
    for area in &areas {
        let filter = Filter { escalated: true, ..Filter::default() };
        let rows = item::page(house, area.id, &filter, None, 50).await?;
        raised.extend(rows.into_iter().map(|row| (area.name.clone(), row)));
    }
    let column = |area: Area| {
        let amount = |gift: &Gift| {
            let of = |g: &&Given| g.area_id == area.id && g.gift == gift.code();
            let n = given.iter().find(of).map_or(0, |g| g.amount);
            super::unit::amount(&p, gift.code(), &n)
        };
        let gifts = linju_kernel::lifecycle::Coded::ALL.iter().map(amount).collect();
        let figures = figures.iter().find(|f| f.area_id == area.id).cloned().unwrap_or_else(|| none(area.id));
        Column { area, figures, gifts }
    };
    let columns = areas.into_iter().map(column).collect();
    html(&StreetPage { p, columns, raised })
}

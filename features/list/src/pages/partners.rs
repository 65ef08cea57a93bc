//! 共建单位: who they are here, what is agreed, what their papers are worth today, what they offer and gave.

use super::{desk, partners_here, percent, share};
use crate::rules::Gift;
use crate::rules::List;
use crate::rules::partner::{Standing, standing};
use crate::store::partner::{self, AgreementRow, PaperRow, PartnerRow};
use crate::store::{ItemRow, item};
use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use linju_kernel::{Day, Id};
use linju_web::{App, Page, Result, Staff, html};

/// A partner as the list shows it.
struct Line {
    id: Id,
    name: String,
    office_building: bool,
    conflict: bool,
    active: i64,
    expired: i64,
    soon: i64,
    offered: i64,
    used: i64,
    money: i64,
}

#[derive(Template)]
#[template(path = "partners.html")]
struct PartnersPage {
    p: Page,
    lines: Vec<Line>,
    offered: i64,
    used: i64,
    idle: Vec<ItemRow>,
}

impl PartnersPage {
    fn rate(&self) -> String {
        percent(&share(self.used, self.offered))
    }
}

/// The page.
pub async fn show(Shared(app): Shared<App>, staff: Staff) -> Result<Response> {
    desk(&staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let known = partner::partners(house, area).await?;
    let agreements = partner::agreements(house, area, None).await?;
    let papers = partner::papers(house, area, None).await?;
    let filter = item::Filter { list: Some(List::Resource), ended: true, ..item::Filter::default() };
    let offers = item::page(house, area, &filter, None, 500).await?;
    let year = Day::new(today.0.year(), 1, 1).unwrap_or(today);
    let gifts = partner::contributions(house, area, None, year, today).await?;
    let line = |(id, name): (Id, String)| {
        let mine = |row: &&ItemRow| row.offered_by == Some(id);
        let of = |want: Standing| papers.iter().filter(|q| is(q, id, want, today)).count() as i64;
        let money = gifts.iter().filter(|g| g.organisation_id == id && g.gift == Gift::Money.code());
        let row: Option<&PartnerRow> = known.iter().find(|row| row.organisation_id == id);
        let holds = |row: &&AgreementRow| row.organisation_id == id && row.holds(today);
        Line {
            office_building: row.is_some_and(|row| row.office_building),
            conflict: row.is_some_and(|row| !row.conflict.is_empty()),
            active: agreements.iter().filter(holds).count() as i64,
            expired: of(Standing::Expired),
            soon: of(Standing::EndsSoon),
            offered: offers.iter().filter(mine).map(|row| row.amount).sum(),
            used: offers.iter().filter(mine).map(|row| row.used).sum(),
            money: money.map(|gift| gift.amount).sum(),
            id,
            name,
        }
    };
    let lines: Vec<Line> = partners_here(&staff.page).into_iter().map(line).collect();
    let (offered, used) =
        (offers.iter().map(|row| row.amount).sum(), offers.iter().map(|row| row.used).sum());
    let idle = offers.into_iter().filter(|row| row.open && row.used == 0).collect();
    html(&PartnersPage { p: staff.page, lines, offered, used, idle })
}

fn is(paper: &PaperRow, id: Id, want: Standing, today: Day) -> bool {
    paper.organisation_id == id && standing(paper.to_day, today) == want
}

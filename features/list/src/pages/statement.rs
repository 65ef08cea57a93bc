//! 共建账目: what partners gave from one day to another, on A4 and as a workbook. Both are sums of the same lines.

use super::unit::amount;
use super::{desk, giver};
use crate::rules::{Field, Gift};
use crate::store::partner::{self, ContributionRow};
use askama::Template;
use axum::extract::{Query, State as Shared};
use axum::response::Response;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};
use linju_web::{App, Page, Result, Staff, html, sheet};
use std::collections::HashMap;

#[derive(Template)]
#[template(path = "partner_statement.html")]
struct StatementPage {
    p: Page,
    from: Day,
    to: Day,
    rows: Vec<ContributionRow>,
}

/// The sum of one kind of gift, of one field where it is named.
pub fn sum(rows: &[ContributionRow], gift: Gift, field: Option<Field>) -> i64 {
    let counts = |row: &&ContributionRow| {
        row.gift == gift.code() && field.is_none_or(|field| row.field == field.code())
    };
    rows.iter().filter(counts).map(|row| row.amount).sum()
}

impl StatementPage {
    fn sums(&self) -> Vec<(String, String)> {
        let line = |gift: &Gift| {
            let word = self.p.code("list-gift", gift.code()).into_owned();
            (word, amount(&self.p, gift.code(), &sum(&self.rows, *gift, None)))
        };
        Gift::ALL.iter().map(line).collect()
    }

    /// For each field the sums of all kinds, for fields in which something was given.
    fn fields(&self) -> Vec<(String, Vec<String>)> {
        let cells = |field: Field| -> Vec<String> {
            let cell = |gift: &Gift| amount(&self.p, gift.code(), &sum(&self.rows, *gift, Some(field)));
            Gift::ALL.iter().map(cell).collect()
        };
        Field::ALL.iter().map(|f| (self.p.code("list-field", f.code()).into_owned(), cells(*f))).collect()
    }

    fn href(&self, rest: &str) -> String {
        format!("/staff/{}/partners/statement{rest}?from={}&to={}", self.p.area().code, self.from, self.to)
    }
}

async fn asked(
    app: &App,
    staff: &Staff,
    query: &HashMap<String, String>,
) -> Result<(Day, Day, Vec<ContributionRow>)> {
    desk(staff)?;
    let today = staff.page.today();
    let day = |name: &str| query.get(name).and_then(|text| text.parse::<Day>().ok());
    let from = day("from").or(Day::new(today.0.year(), 1, 1)).unwrap_or(today);
    let to = day("to").unwrap_or(today).max(from);
    let of: Option<Id> = query.get("of").and_then(|text| text.parse().ok());
    let rows = partner::contributions(&app.house, staff.area_id(), of, from, to).await?;
    Ok((from, to, rows))
}

/// The statement, A4.
pub async fn show(
    Shared(app): Shared<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let (from, to, rows) = asked(&app, &staff, &query).await?;
    html(&StatementPage { p: staff.page, from, to, rows })
}

/// The same as a workbook.
pub async fn workbook(
    Shared(app): Shared<App>,
    staff: Staff,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let (from, to, rows) = asked(&app, &staff, &query).await?;
    let p = staff.page;
    let head = [
        "list-col-day",
        "list-col-partner",
        "list-col-what",
        "list-col-gift",
        "list-col-field",
        "list-col-amount",
    ];
    let head = head.map(|key| p.t(key).into_owned()).to_vec();
    let mut lines: Vec<Vec<String>> = rows.iter().map(|row| cells(&p, row)).collect();
    for gift in Gift::ALL {
        let total = amount(&p, gift.code(), &sum(&rows, *gift, None));
        let word = p.code("list-gift", gift.code()).into_owned();
        lines.push(vec![
            String::new(),
            p.t("list-sum").into_owned(),
            String::new(),
            word,
            String::new(),
            total,
        ]);
    }
    let bytes = sheet::plain(head, lines)?;
    Ok(sheet::attachment(&format!("contributions-{}-{from}-{to}.xlsx", p.area().code), bytes))
}

fn cells(p: &Page, row: &ContributionRow) -> Vec<String> {
    vec![
        row.day.to_string(),
        giver(p, row),
        row.what.clone(),
        p.code("list-gift", &row.gift).into_owned(),
        p.code("list-field", &row.field).into_owned(),
        amount(p, &row.gift, &row.amount),
    ]
}

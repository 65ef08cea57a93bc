//! What of a ballot goes on paper: the notice with its rules, and the result.

use super::{Choice, load, open_link, options, result::Shown};
use crate::rules::form::PUBLISHED_BY;
use crate::store::{self, BallotRow, Turnout};
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use linju_kernel::Id;
use linju_web::{App, Error, Page, Result, Staff, html, qr};

#[derive(Template)]
#[template(path = "ballot_notice.html")]
struct NoticePage {
    p: Page,
    row: BallotRow,
    turnout: Turnout,
    rules: Vec<String>,
    qr: String,
}

#[derive(Template)]
#[template(path = "ballot_result.html")]
struct ResultPage {
    p: Page,
    row: BallotRow,
    shown: Shown,
    qr: String,
}

impl NoticePage {
    fn items(&self) -> Vec<Choice> {
        options(&self.p, &self.row)
    }
}

/// The rules printed on the notice and shown to everyone: the same sentences, from the same terms.
pub fn rules(p: &Page, row: &BallotRow, turnout: &Turnout) -> Vec<String> {
    let terms = row.form().terms();
    let area =
        if turnout.area > 0 { format!("（{}）", super::metres(&turnout.area)) } else { String::new() };
    let entitled = p.a2("ballot-rule-entitled", "n", turnout.entitled, "area", area);
    let counted = p.code("ballot-rule-count", &row.form).into_owned();
    let secret = p.t(if terms.secret { "ballot-rule-secret" } else { "ballot-rule-open" }).into_owned();
    let mut rules = vec![
        format!("{entitled}（{}）", terms.entitled_by),
        if row.form().binding() { counted } else { p.code("ballot-rule-asks", &row.asks).into_owned() },
        p.t("ballot-rule-once").into_owned(),
        p.t("ballot-rule-paper").into_owned(),
        p.t("ballot-rule-moved").into_owned(),
        p.t("ballot-rule-proxy").into_owned(),
        secret,
    ];
    if !row.form().binding() {
        rules.push(p.a("ballot-rule-lot", "lot", row.lot.as_str()));
    }
    rules
}

/// The notice, A4. There is none before it is announced.
pub async fn notice(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    if row.announced_at.is_none() {
        return Err(Error::NotFound);
    }
    let turnout = store::turnout(&app.house, row.area_id, id).await?;
    let (rules, qr) = (rules(&staff.page, &row, &turnout), code(&app, &staff, id));
    html(&NoticePage { p: staff.page, row, turnout, rules, qr })
}

/// The result, A4. There is none before the count.
pub async fn result(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    let row = load(&app, &staff, id).await?;
    let shown = Shown::of(&staff.page, &row).ok_or(Error::NotFound)?;
    let qr = code(&app, &staff, id);
    html(&ResultPage { p: staff.page, row, shown, qr })
}

fn code(app: &App, staff: &Staff, id: Id) -> String {
    let url = format!("{}{}", app.reach.public_url, open_link(staff.area(), &id, ""));
    qr::svg(&url, &staff.page.t("ballot-qr"))
}

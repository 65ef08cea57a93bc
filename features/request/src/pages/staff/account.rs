//! 公示与统计: what the public ledger says of a case, whether its complainant is hidden, and whether it counts
//! in the rates: only a reason and a second person take it out.

use super::{case_href, refusal, require, see};
use crate::store::{CaseRow, Stored, cases};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_kernel::text::shorten;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "staff/account.html")]
struct AccountPage {
    p: Page,
    href: String,
    row: CaseRow,
    /// May whoever looks be the second person?
    second: bool,
    form: Posted,
    errs: FieldErrors,
}

/// The page.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let row = cases::load(&app.house, staff.area_id(), case).await?.row;
    let mut form = Posted::default().with("public_title", row.public_title.as_str());
    for (name, ticked) in [("released", row.released), ("confidential", row.confidential)] {
        form = if ticked { form.with(name, "1") } else { form };
    }
    page(staff, row, form, FieldErrors::new(), StatusCode::OK)
}

fn page(staff: Staff, row: CaseRow, form: Posted, errs: FieldErrors, status: StatusCode) -> Result<Response> {
    let second =
        row.excluded_by.is_some_and(|by| by != staff.session.account) && row.excluded_second.is_none();
    let p = staff.page;
    html_with(status, &AccountPage { href: case_href(&p, row.id), row, second, form, errs, p })
}

/// Title for the ledger, release of words and photos, hiding of the complainant.
pub async fn set_ledger(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    change(&app, staff, case, form, |_, old, form| {
        let (released, confidential) = (form.ticked("released"), form.ticked("confidential"));
        let public_title = shorten(form.get("public_title"), 40);
        if released && confidential {
            return Err(Refusal::new("release-confidential").at("released"));
        }
        let event = NewEvent::new("case", old.id, "publish")
            .with("released", released)
            .with("confidential", confidential);
        Ok((CaseRow { public_title, released, confidential, ..old }, event))
    })
    .await
}

/// Proposes to leave the case out of the rates.
pub async fn exclude(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    change(&app, staff, case, form, |account, old, form| {
        if !form.ticked("reason") {
            return Err(Refusal::new("reason-missing").at("reason"));
        }
        let event = NewEvent::new("case", old.id, "exclude").note(form.get("reason"));
        let reason = form.get("reason").to_owned();
        Ok((
            CaseRow { excluded_reason: reason, excluded_by: Some(account), excluded_second: None, ..old },
            event,
        ))
    })
    .await
}

/// Agrees to it, as someone other than who proposed it.
pub async fn agree(
    State(app): State<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    form: Posted,
) -> Result<Response> {
    change(&app, staff, case, form, |account, old, _| {
        let other = old.excluded_by.is_some_and(|by| by != account) && old.excluded_second.is_none();
        if !other {
            return Err(Refusal::new("second-person").at("reason"));
        }
        let event = NewEvent::new("case", old.id, "exclude_agreed");
        Ok((CaseRow { excluded_second: Some(account), ..old }, event))
    })
    .await
}

type Changed = Result<(CaseRow, NewEvent), Refusal>;

async fn change(
    app: &App,
    staff: Staff,
    case: Id,
    form: Posted,
    decide: impl FnOnce(Id, CaseRow, &Posted) -> Changed,
) -> Result<Response> {
    require(&staff)?;
    let house = &app.house;
    let Stored { row: old, .. } = cases::load(house, staff.area_id(), case).await?;
    let (new, event) = match decide(staff.session.account, old.clone(), &form) {
        Ok(changed) => changed,
        Err(refused) => return page(staff, old, form, refused.into(), StatusCode::UNPROCESSABLE_ENTITY),
    };
    let mut change = Change::new(old.area_id, house.now(), staff.actor());
    cases::update(&mut change, house, &old, new);
    change.event(event);
    if let Err(error) = house.commit(change).await {
        let refused = refusal(error)?;
        return page(staff, old, form, refused.into(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    see(&format!("{}/account", case_href(&staff.page, case)))
}

//! One partner: agreements, papers, what it offers, what it gave.

use super::{Choice, desk, doer, fen, leads, organisation_here};
use crate::rules::partner::{AGREEMENT, Agreement, Deed, Qualification, Standing, standing};
use crate::rules::{Field, Gift, List};
use crate::store::partner::{self, AgreementRow, ContributionRow, PaperRow, PartnerRow};
use crate::store::{ItemRow, item};
use crate::work::partner as work;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

/// Contributions shown on the page; the statement has them all.
const SHOWN: usize = 30;

#[derive(Template)]
#[template(path = "partner_unit.html")]
struct UnitPage {
    p: Page,
    id: Id,
    name: String,
    row: PartnerRow,
    agreements: Vec<AgreementRow>,
    papers: Vec<PaperRow>,
    offers: Vec<ItemRow>,
    gifts: Vec<ContributionRow>,
    form: Posted,
    errs: FieldErrors,
}

impl UnitPage {
    fn deeds(&self, row: &AgreementRow) -> Vec<Deed> {
        if leads(&self.p) { AGREEMENT.verbs(row.state(), &[()]) } else { Vec::new() }
    }

    fn kinds(&self) -> Vec<Choice> {
        self.p.choices("list-paper", Qualification::ALL)
    }

    fn gift_kinds(&self) -> Vec<Choice> {
        self.p.choices("list-gift", Gift::ALL)
    }

    fn fields(&self) -> Vec<Choice> {
        self.p.choices("list-field", Field::ALL)
    }

    fn standing(&self, paper: &PaperRow) -> (&'static str, &'static str) {
        match standing(paper.to_day, self.p.today()) {
            Standing::Holds => ("chip--plane", "list-paper-holds"),
            Standing::EndsSoon => ("chip--gold", "list-paper-ends-soon"),
            Standing::Expired => ("chip--danger", "list-paper-expired"),
        }
    }

    /// Can the line still be taken back?
    fn stands(&self, gift: &ContributionRow) -> bool {
        gift.takes_back.is_none() && !self.gifts.iter().any(|other| other.takes_back == Some(gift.id))
    }
}

/// An amount with its unit: 1200.00 元, 3 件, 2.5 小时.
pub fn amount(p: &Page, gift: &str, amount: &i64) -> String {
    match Gift::of(gift) {
        Some(Gift::Money) => p.a("list-yuan-of", "yuan", super::yuan(amount)),
        Some(Gift::Hours) => {
            let (sign, quarters) = (if *amount < 0 { "-" } else { "" }, amount.abs());
            let parts = ["", ".25", ".5", ".75"];
            p.a("list-hours-of", "hours", format!("{sign}{}{}", quarters / 4, parts[(quarters % 4) as usize]))
        }
        _ => p.n("list-pieces-of", amount),
    }
}

fn here(staff: &Staff, id: Id) -> String {
    format!("/staff/{}/partners/{id}", staff.area().code)
}

/// The page.
pub async fn show(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, id, Posted::default(), FieldErrors::new()).await
}

async fn page(app: &App, staff: Staff, id: Id, form: Posted, errs: FieldErrors) -> Result<Response> {
    desk(&staff)?;
    let name = organisation_here(&staff.page, id)?;
    let (house, area) = (&app.house, staff.area_id());
    let form = if form.ticked("once") { form } else { form.with("once", house.id().to_string()) };
    let filter = item::Filter { list: Some(List::Resource), ended: true, ..item::Filter::default() };
    let mut offers = item::page(house, area, &filter, None, 500).await?;
    offers.retain(|row| row.offered_by == Some(id));
    let today = staff.page.today();
    let mut gifts = partner::contributions(house, area, Some(id), today.plus_days(-3_650), today).await?;
    gifts.reverse();
    gifts.truncate(SHOWN);
    let page = UnitPage {
        row: partner::partner(house, area, id).await?,
        agreements: partner::agreements(house, area, Some(id)).await?,
        papers: partner::papers(house, area, Some(id)).await?,
        p: staff.page,
        id,
        name,
        offers,
        gifts,
        form,
        errs,
    };
    let status = if page.errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(status, &page)
}

/// Back to the page, or to the form as it was typed with what is wrong.
async fn answered(
    app: &App,
    staff: Staff,
    id: Id,
    form: Posted,
    done: linju_core::Result<()>,
) -> Result<Response> {
    match done.map_err(Error::from) {
        Ok(()) => Ok(Redirect::to(&here(&staff, id)).into_response()),
        Err(Error::Refused(refusal)) => page(app, staff, id, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// Says what it is and where interests might collide.
pub async fn know(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    organisation_here(&staff.page, id)?;
    let row = PartnerRow {
        area_id: staff.area_id(),
        organisation_id: id,
        office_building: form.ticked("office_building"),
        conflict: form.get("conflict").chars().take(300).collect(),
    };
    let done = work::know(&app.house, &doer(&staff), &row).await;
    answered(&app, staff, id, form, done).await
}

/// Drafts an agreement.
pub async fn draft(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    organisation_here(&staff.page, id)?;
    let mut errs = FieldErrors::new();
    let title = form.get("agreed");
    errs.check((2..=80).contains(&title.chars().count()), "agreed", "list-agreed");
    let (from, to) = (form.day("from"), form.day("to"));
    errs.check(from.is_some(), "from", "list-day");
    errs.check(to.is_some(), "to", "list-day");
    let (Some(from_day), Some(to_day), true) = (from, to, errs.is_empty()) else {
        return page(&app, staff, id, form, errs).await;
    };
    let row = AgreementRow {
        area_id: staff.area_id(),
        id: app.house.id(),
        organisation_id: id,
        title: title.into(),
        state: Agreement::Draft.code().into(),
        from_day,
        to_day,
        version: 1,
    };
    let done = work::draft(&app.house, &doer(&staff), &row).await;
    answered(&app, staff, id, form, done).await
}

/// Takes a step of an agreement's life.
pub async fn deed(
    Shared(app): Shared<App>,
    Path((_, id, agreement, deed)): Path<(String, Id, Id, String)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let row = partner::agreement(&app.house, staff.area_id(), agreement).await?;
    let deed = Deed::of(&deed).ok_or(Error::NotFound)?;
    let done = work::deed(&app.house, &doer(&staff), &row, deed).await;
    answered(&app, staff, id, Posted::default(), done).await
}

/// Keeps a paper that was seen.
pub async fn paper(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    organisation_here(&staff.page, id)?;
    let mut errs = FieldErrors::new();
    let kind: Option<Qualification> = form.coded("paper");
    errs.check(kind.is_some(), "paper", "list-paper");
    let until = form.day("until");
    errs.check(until.is_some(), "until", "list-day");
    let (Some(kind), Some(to_day)) = (kind, until) else {
        return page(&app, staff, id, form, errs).await;
    };
    let row = PaperRow {
        area_id: staff.area_id(),
        id: app.house.id(),
        organisation_id: id,
        kind: kind.code().into(),
        to_day,
    };
    let done = work::paper(&app.house, &doer(&staff), &row).await;
    answered(&app, staff, id, form, done).await
}

/// Writes down what it gave.
pub async fn contribute(
    Shared(app): Shared<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    organisation_here(&staff.page, id)?;
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let row = match gift(&app, &staff, id, &form) {
        Ok(row) => row,
        Err(errs) => return page(&app, staff, id, form, errs).await,
    };
    let done = work::contribute(&app.house, &doer(&staff), &row, &once).await;
    answered(&app, staff, id, form, done).await
}

fn gift(
    app: &App,
    staff: &Staff,
    id: Id,
    form: &Posted,
) -> std::result::Result<ContributionRow, FieldErrors> {
    let mut errs = FieldErrors::new();
    let gift: Option<Gift> = form.coded("gift");
    errs.check(gift.is_some(), "gift", "list-gift");
    let field: Option<Field> = form.coded("field");
    errs.check(field.is_some(), "field", "list-field");
    let written = form.get("how_much");
    let amount = match gift {
        Some(Gift::Money) => fen(written),
        // Hours are typed with quarters, as 2.5, and kept as quarters.
        Some(Gift::Hours) => fen(written).filter(|hundredths| hundredths % 25 == 0).map(|h| h / 25),
        _ => written.parse().ok(),
    };
    let amount = amount.filter(|n: &i64| (1..=100_000_000_000).contains(n));
    errs.check(amount.is_some(), "how_much", "list-how-much");
    let what = form.get("what");
    errs.check((2..=80).contains(&what.chars().count()), "what", "list-what");
    let day = form.day("day").filter(|day: &Day| *day <= staff.page.today());
    errs.check(day.is_some(), "day", "list-day-past");
    let (Some(gift), Some(field), Some(amount), Some(day), true) =
        (gift, field, amount, day, errs.is_empty())
    else {
        return Err(errs);
    };
    Ok(ContributionRow {
        area_id: staff.area_id(),
        id: app.house.id(),
        organisation_id: id,
        item_id: form.id("item"),
        gift: gift.code().into(),
        field: field.code().into(),
        amount,
        what: linju_kernel::personal::mask_phones_in(what),
        day,
        takes_back: None,
        entered_by: Some(staff.session.account),
    })
}

/// Takes a line back by one that outweighs it.
pub async fn take_back(
    Shared(app): Shared<App>,
    Path((_, id, line)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let old = partner::contribution(&app.house, staff.area_id(), line).await?;
    let done = work::take_back(&app.house, &doer(&staff), &old).await;
    answered(&app, staff, id, Posted::default(), done).await
}

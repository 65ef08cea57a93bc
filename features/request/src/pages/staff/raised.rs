//! What goes with a case that is taken up: the secretary's plan and its milestones, calling others to the place, and
//! the sheet for the street.

use super::{case_href, desk, refusal, require, see};
use crate::rules::raised::{self as rules, yuan};
use crate::store::raised::{self as store, Call, Called, Lead, Milestone, Package, Raised};
use crate::store::{CaseRow, Stored, cases};
use crate::work;
use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::setting::ButtonWord;
use linju_core::{Change, House};
use linju_kernel::{Id, Refusal};
use linju_web::page::{html, html_with};
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff};

#[derive(Template)]
#[template(path = "staff/raised.html")]
struct RaisedPage {
    p: Page,
    desk: String,
    href: String,
    row: CaseRow,
    raised: Raised,
    /// What calling others is called here.
    call: String,
    parties: Vec<(Id, String)>,
    leads: bool,
    form: Posted,
    errs: FieldErrors,
}

impl RaisedPage {
    /// Has it been taken up?
    fn is_up(&self) -> bool {
        self.row.level != "area"
    }

    /// Are the forms of leading and calling shown? Where one was refused, it keeps what was typed.
    fn offers(&self) -> bool {
        let may = self.is_up() && self.row.state().is_before_handled();
        self.leads && (may || !self.errs.is_empty())
    }

    fn name(&self, organisation: &Id) -> String {
        self.p.app.house.reference().organisation_name(Some(*organisation)).to_owned()
    }

    fn who(&self, account: &Id) -> String {
        self.p.name_of(&Some(*account))
    }

    fn noted(&self, called: &[Called]) -> bool {
        called.iter().all(|one| !one.came.is_empty())
    }

    fn is_called(&self, organisation: &Id) -> bool {
        self.form.has("called", &organisation.to_string())
    }
}

/// The page.
pub async fn show(staff: Staff, Path((_, case)): Path<(String, Id)>) -> Result<Response> {
    require(&staff)?;
    let row = cases::load(&staff.page.app.house, staff.area_id(), case).await?.row;
    page(staff, row, Posted::default(), FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    staff: Staff,
    row: CaseRow,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let house = staff.page.app.house.clone();
    let raised = store::of_case(&house, row.area_id, row.id).await?;
    let leads = staff.session.may(Right::Coordinate, row.area_id);
    let p = staff.page;
    // What stands written is what is written on, until something else was typed.
    let form = match (&raised.package, form.fields().is_empty()) {
        (Some(package), true) => form
            .with("options", package.options.as_str())
            .with("cost", package.cost_fen.map(yuan).unwrap_or_default())
            .with("wanted", package.wanted.as_str()),
        _ => form,
    };
    let form = match (&raised.lead, form.ticked("plan")) {
        (Some(lead), false) => form.with("plan", lead.plan.as_str()),
        _ => form,
    };
    let page = RaisedPage {
        desk: desk(&p),
        href: case_href(&p, row.id),
        call: house.button_word(row.area_id, ButtonWord::Call, p.locale),
        parties: parties(&p),
        raised,
        leads,
        row,
        form,
        errs,
        p,
    };
    html_with(status, &page)
}

/// The organisations that may be called here, by name.
fn parties(p: &Page) -> Vec<(Id, String)> {
    let reference = p.app.house.reference();
    let mut parties: Vec<(Id, String)> = reference
        .organisations_in(p.area().id, p.today())
        .filter(|(organisation, _)| organisation.kind != "committee")
        .map(|(organisation, _)| (organisation.id, organisation.name.clone()))
        .collect();
    parties.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    parties.dedup();
    parties
}

/// What the form of `part` does: the secretary leads, sets a milestone, calls; a worker says what was reached, who
/// came, and writes the sheet.
pub async fn write(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, case, part)): Path<(String, Id, String)>,
    form: Posted,
) -> Result<Response> {
    require(&staff)?;
    let leading = matches!(part.as_str(), "lead" | "milestone" | "call");
    if leading {
        staff.require(Right::Coordinate)?;
    }
    let stored = cases::load(&app.house, staff.area_id(), case).await?;
    let row = stored.row.clone();
    match written(&app.house, &staff, &stored, &part, &form).await {
        Ok(()) => see(&format!("{}/raised", case_href(&staff.page, case))),
        Err(error) => {
            let refused = refusal(error)?;
            page(staff, row, form, refused.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn written(
    house: &House,
    staff: &Staff,
    stored: &Stored,
    part: &str,
    form: &Posted,
) -> linju_core::Result<()> {
    let (row, case) = (&stored.row, &stored.case);
    let (now, today, zone) = (house.now(), staff.page.today(), staff.page.zone());
    let mut change = Change::new(row.area_id, now, staff.actor());
    let ids = (row.area_id, row.id);
    let public = !row.confidential;
    match part {
        "lead" => {
            rules::lead(case, form.get("plan"))?;
            let plan = form.get("plan").to_owned();
            let lead = Lead { area_id: ids.0, case_id: ids.1, led_by: staff.session.account, plan, at: now };
            store::lead(&mut change, &lead, public);
        }
        "milestone" => {
            rules::lead(case, form.get("what")).map_err(|_| Refusal::new("milestone-missing").at("what"))?;
            let due = rules::milestone(form.get("what"), form.day("due"), today)?;
            let milestone = Milestone {
                area_id: ids.0,
                id: house.id(),
                case_id: ids.1,
                what: form.get("what").to_owned(),
                due,
                done_on: None,
                result: String::new(),
            };
            store::set(&mut change, &milestone, public);
        }
        "reached" => {
            let missing = Refusal::new("result-missing").at("result");
            let result = Some(form.get("result")).filter(|text| !text.is_empty()).ok_or(missing)?;
            let id = form.id("milestone").ok_or(linju_core::Error::NotFound)?;
            store::reach(&mut change, ids.1, id, today, result, public);
        }
        "call" => {
            let known = parties(&staff.page);
            let chosen: Vec<Id> = form.all("called").filter_map(|id| id.parse().ok()).collect();
            let chosen: Vec<Id> = known.iter().map(|(id, _)| *id).filter(|id| chosen.contains(id)).collect();
            let meets_at = rules::call(case, form.get("why"), form.moment("meets", &zone), chosen.len())?;
            let call = Call {
                area_id: ids.0,
                id: house.id(),
                case_id: ids.1,
                why: form.get("why").to_owned(),
                meets_at,
                called_by: staff.session.account,
                at: now,
            };
            store::call(&mut change, &call, &chosen);
        }
        "came" => {
            let id = form.id("call").ok_or(linju_core::Error::NotFound)?;
            let raised = store::of_case(house, ids.0, ids.1).await?;
            let (_, called) =
                raised.calls.iter().find(|(call, _)| call.id == id).ok_or(linju_core::Error::NotFound)?;
            let those: Vec<(Id, bool, String)> = called
                .iter()
                .map(|one| {
                    let field = |name: &str| format!("{name}_{}", one.organisation_id);
                    let did = form.get(&field("did")).to_owned();
                    (one.organisation_id, form.ticked(&field("came")), did)
                })
                .collect();
            store::came(&mut change, ids.1, id, &those);
        }
        "package" => {
            let cost_fen = rules::package(form.get("options"), form.get("wanted"), form.get("cost"))?;
            let package = Package {
                area_id: ids.0,
                case_id: ids.1,
                options: form.get("options").to_owned(),
                cost_fen,
                wanted: form.get("wanted").to_owned(),
                by_account: staff.session.account,
                at: now,
            };
            store::pack(&mut change, &package);
        }
        _ => return Err(linju_core::Error::NotFound),
    }
    house.commit(change).await
}

#[derive(Template)]
#[template(path = "staff/package.html")]
struct Sheet {
    p: Page,
    href: String,
    row: CaseRow,
    category: String,
    party: String,
    raised: Raised,
    tried: Vec<(String, String)>,
}

impl Sheet {
    fn name(&self, organisation: &Id) -> String {
        self.p.app.house.reference().organisation_name(Some(*organisation)).to_owned()
    }

    fn cost(&self) -> Option<String> {
        self.raised.package.as_ref()?.cost_fen.map(yuan)
    }

    fn options(&self) -> Vec<&str> {
        let package = self.raised.package.as_ref();
        package.map(|package| package.options.lines().collect()).unwrap_or_default()
    }
}

/// The sheet for the street, to be printed: facts, how many said so, the ways there are, the cost. It names nobody who
/// lives here.
pub async fn sheet(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = cases::load(house, area, case).await?.row;
    let raised = store::of_case(house, area, case).await?;
    let timeline = house.timeline(area, case, true).await?;
    let p = staff.page;
    let tried =
        timeline.iter().map(|entry| (p.when(&entry.event.at), p.code("did", &entry.event.verb).into_owned()));
    let reference = house.reference();
    html(&Sheet {
        href: format!("{}/raised", case_href(&p, case)),
        category: reference.category(&row.category_code).map(|c| c.name.clone()).unwrap_or_default(),
        party: work::party_name(house, area, row.party()),
        tried: tried.collect(),
        raised,
        row,
        p,
    })
}

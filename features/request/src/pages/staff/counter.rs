//! 窗口接待: answered, done for someone, or a certificate: one line without a case. For certificates that are
//! not on the committee's list, the lawful reply is printed.

use super::{desk, require, see};
use crate::store::records::{self, Visit, VisitKind};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::Change;
use linju_core::ledger::NewEvent;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Posted, Result, Staff, html};

/// Lines shown of a day.
const MOST_LINES: i64 = 100;

#[derive(Template)]
#[template(path = "staff/counter.html")]
struct CounterPage {
    p: Page,
    desk: String,
    count: i64,
    visits: Vec<Visit>,
    form: Posted,
    errs: FieldErrors,
}

impl CounterPage {
    fn kinds(&self) -> Vec<(&'static str, String)> {
        VisitKind::ALL.iter().map(|k| (k.code(), self.p.code("staff-visit", k.code()).into_owned())).collect()
    }
}

#[derive(Template)]
#[template(path = "staff/certificate.html")]
struct CertificatePage {
    p: Page,
    back: String,
    visit: Visit,
}

/// Today's lines, and the form for the next.
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response> {
    let form = Posted::default().with("kind", VisitKind::Answered.code());
    page(&app, staff, form, FieldErrors::new(), StatusCode::OK).await
}

async fn page(
    app: &App,
    staff: Staff,
    form: Posted,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    require(&staff)?;
    let from = staff.page.today().start(&staff.page.zone());
    let visits = records::visits(&app.house, staff.area_id(), from, MOST_LINES).await?;
    let p = staff.page;
    html_with(status, &CounterPage { desk: desk(&p), count: visits.len() as i64, visits, form, errs, p })
}

/// Writes a line. A certificate leads to the paper that says why the committee does not issue it, unless a
/// reply was written.
pub async fn serve(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    require(&staff)?;
    let kind: Option<VisitKind> = form.coded("kind");
    let mut errs = FieldErrors::new();
    errs.check(kind.is_some(), "kind", "visit-kind-missing");
    errs.check(form.ticked("what"), "what", "visit-what-missing");
    let lawful = kind == Some(VisitKind::Certificate) && !form.ticked("reply");
    errs.check(lawful || form.ticked("reply"), "reply", "visit-reply-missing");
    let (Some(kind), true) = (kind, errs.is_empty()) else {
        return page(&app, staff, form, errs, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (house, area) = (&app.house, staff.area_id());
    let reply = if lawful {
        staff.page.t("staff-certificate-reply").into_owned()
    } else {
        form.get("reply").to_owned()
    };
    let visit = Visit {
        area_id: area,
        id: house.id(),
        kind: kind.code().into(),
        what: form.get("what").into(),
        reply,
        account_id: staff.session.account,
        at: house.now(),
    };
    let mut change = Change::new(area, visit.at, staff.actor());
    records::serve(&mut change, &visit);
    change.event(NewEvent::new("counter_visit", visit.id, "serve").with("kind", kind.code()));
    house.commit(change).await?;
    let back = format!("{}/counter", desk(&staff.page));
    see(&if lawful { format!("{back}/{}", visit.id) } else { back })
}

/// The reply on paper.
pub async fn paper(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let visit = records::visit(&app.house, staff.area_id(), id).await?;
    let p = staff.page;
    html(&CertificatePage { back: format!("{}/counter", desk(&p)), visit, p })
}

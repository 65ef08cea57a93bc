//! One import: what it brought, what has happened to it since, and undoing it.

use super::base;
use crate::hotline::undo::{self, Stays, Undoing};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::access::Right;
use linju_kernel::Id;
use linju_web::page::html_with;
use linju_web::{App, FieldErrors, Page, Result, Staff};

/// Cases of a list that are shown; the button means all of them.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "hotline/undo.html")]
struct UndoPage {
    p: Page,
    base: String,
    undoing: Undoing,
    going: i64,
    /// Whether it is theirs to undo.
    may: bool,
    errs: FieldErrors,
}

impl UndoPage {
    fn maker(&self) -> String {
        self.p.name_of(&Some(self.undoing.import.made_by))
    }

    /// What keeps a case here: the last thing done to it, and when.
    fn why(&self, stays: &Stays) -> String {
        match &stays.touch {
            Some(touch) => format!("{}，{}", self.p.code("did", &touch.verb), self.p.stamp(&touch.at)),
            None => self.p.t("hotline-in-hand").into_owned(),
        }
    }
}

/// What undoing would come to.
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((_, import)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    render(&app, staff, import, FieldErrors::new(), StatusCode::OK).await
}

/// Undoes it.
pub async fn undo(
    State(app): State<App>,
    staff: Staff,
    Path((_, import)): Path<(String, Id)>,
) -> Result<Response> {
    staff.require(Right::WorkCases)?;
    match undo::undo(&app.house, staff.area_id(), &staff.session, import).await {
        Ok(done) => {
            let to = format!("{}?undone={}&stayed={}", base(&staff.page), done.gone, done.stayed);
            Ok(Redirect::to(&to).into_response())
        }
        Err(linju_core::Error::Refused(refusal)) => {
            render(&app, staff, import, refusal.into(), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn render(
    app: &App,
    staff: Staff,
    import: Id,
    errs: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let undoing = undo::look(&app.house, staff.area_id(), import).await?;
    let may = undo::may(&staff.session, &undoing.import);
    let p = staff.page;
    html_with(status, &UndoPage { base: base(&p), may, going: undoing.goes.len() as i64, undoing, errs, p })
}

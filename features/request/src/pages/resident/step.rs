//! A step of the report as it was asked for: the page in its area, and the draft that travels in the form.

use super::draft::Draft;
use axum::RequestExt;
use axum::extract::{FromRequest, Path, Request};
use axum::http::{HeaderMap, Method};
use linju_web::{App, Error, Page, Posted, Result};

/// A step: from the address of a GET or the body of a POST.
pub struct Step {
    /// The page, in the area of the address.
    pub p: Page,
    /// What has been said so far.
    pub draft: Draft,
    /// The form as sent.
    pub form: Posted,
    /// Headers, for the device's cookie.
    pub headers: HeaderMap,
}

impl FromRequest<App> for Step {
    type Rejection = Error;

    async fn from_request(mut request: Request, app: &App) -> Result<Self> {
        let area = request.extract_parts_with_state::<Path<String>, _>(app).await;
        let Path(area) = area.map_err(|_| Error::NotFound)?;
        let p = Page::of(app, request.headers(), request.uri()).at(&area)?;
        let headers = request.headers().clone();
        let form = match *request.method() {
            Method::POST => Posted::from_request(request, app).await?,
            _ => Posted::urlencoded(request.uri().query().unwrap_or_default().as_bytes()),
        };
        Ok(Step { draft: Draft::read(&app.house, p.area().id, &form)?, p, form, headers })
    }
}

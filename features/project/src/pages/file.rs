//! Photos and papers of a project, for those who may see what they prove.

use super::{Desk, one};
use crate::store;
use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use linju_core::file::File;
use linju_kernel::Id;
use linju_web::{App, Error, Page, Result, Staff};

/// For the committee.
pub async fn staff(
    Shared(app): Shared<App>,
    Path((_, id, file)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    let desk = Desk::of(staff)?;
    let (file, _) = store::file(&app.house, desk.area.id, id, file).await?;
    serve(&app, file).await
}

/// For the street.
pub async fn street(
    Shared(app): Shared<App>,
    Path((at, id, file)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    let desk = Desk::of_street(&app, staff, &at)?;
    one::seen(&app, &desk, id).await?;
    let (file, _) = store::file(&app.house, desk.area.id, id, file).await?;
    serve(&app, file).await
}

/// For residents: what is public of a project they may know of.
pub async fn resident(
    Shared(app): Shared<App>,
    p: Page,
    Path((area, id, file)): Path<(String, Id, Id)>,
) -> Result<Response> {
    let p = p.at(&area)?;
    let line = store::load(&app.house, p.area().id, id).await?;
    let (file, proof) = store::file(&app.house, p.area().id, id, file).await?;
    let contract = matches!(proof.piece(), crate::rules::Piece::Contract | crate::rules::Piece::Minutes);
    if !line.row.public() || !proof.piece().public() || !proof.holds() || contract {
        return Err(Error::NotFound);
    }
    serve(&app, file).await
}

async fn serve(app: &App, file: File) -> Result<Response> {
    let bytes = app.house.files.read(&file.sha256).await?;
    let inline = file.media_type.starts_with("image/");
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_DISPOSITION, if inline { "inline" } else { "attachment" }.to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

//! Photos, recordings and papers of the area's cases, for those who work on them.

use super::require;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use linju_kernel::Id;
use linju_web::{App, Result, Staff};

/// The file: photos in the page, everything else as a download.
pub async fn serve(
    State(app): State<App>,
    staff: Staff,
    Path((_, id)): Path<(String, Id)>,
) -> Result<Response> {
    require(&staff)?;
    let file = app.house.file(staff.area_id(), id).await?;
    let bytes = app.house.files.read(&file.sha256).await?;
    let inline = file.media_type.starts_with("image/");
    let disposition = if inline { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_DISPOSITION, disposition.to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

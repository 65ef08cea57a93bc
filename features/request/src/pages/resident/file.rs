//! Photos and voice, for those who may see their case.

use super::{gate, id};
use crate::store::{ledger, requests};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use linju_core::file::File;
use linju_web::{App, Error, Page, Result};

/// A photo inline, everything else as something to save.
pub async fn serve(
    State(app): State<App>,
    p: Page,
    Path((area, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response> {
    let p = p.at(&area)?;
    let file = app.house.file(p.area().id, id(&file)?).await?;
    if !may_see(&p, &headers, &file).await? {
        return Err(Error::NotFound);
    }
    let mut response = app.house.files.read(&file.sha256).await?.into_response();
    let out = response.headers_mut();
    let media_type = HeaderValue::from_str(&file.media_type).map_err(|_| Error::Broken)?;
    out.insert(header::CONTENT_TYPE, media_type);
    let way = if file.media_type == "image/jpeg" { "inline" } else { "attachment" };
    out.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(way));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}

/// The requester sees what they sent and what was done; everyone sees what was done where that was released.
async fn may_see(p: &Page, headers: &HeaderMap, file: &File) -> Result<bool> {
    let (house, area, case) = (&p.app.house, p.area().id, file.subject_id);
    let work = requests::OF_WORK.contains(&file.purpose.as_str());
    let sent = requests::OF_WORDS.contains(&file.purpose.as_str());
    if let Some(device) = gate::device(headers)
        && (work || sent)
        && requests::device_has(house, area, device, case, sent).await?
    {
        return Ok(true);
    }
    if let Some(request) = gate::passed(house, area, headers, p.now)?.filter(|_| work || sent) {
        let row = requests::load(house, area, request).await?;
        if case == if sent { row.first_case_id } else { row.case_id } {
            return Ok(true);
        }
    }
    if !work {
        return Ok(false);
    }
    match ledger::one(house, area, case).await {
        Ok(line) => Ok(line.case.released),
        Err(linju_core::Error::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

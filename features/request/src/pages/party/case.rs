//! One case on a phone: what, where, whom to call, photos, and the buttons of the lifecycle.

use super::{Door, VERBS};
use crate::pages::joint;
use crate::pages::say::{self, Distance, Look};
use crate::rules::lifecycle::LIFE;
use crate::rules::{State, Verb, Who};
use crate::store::requests::{self, OF_WORDS, OF_WORK};
use crate::store::{CaseRow, Words};
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use linju_core::file::File;
use linju_core::ledger::Entry;
use linju_kernel::Id;
use linju_web::{App, Error, Page, Result, Staff, html};
use std::collections::HashMap;

/// Requests shown of a case in which many go on.
const MOST_REQUESTS: i64 = 5;

#[derive(Template)]
#[template(path = "party/case.html")]
struct CasePage {
    p: Page,
    base: String,
    row: CaseRow,
    state: Look,
    due: Option<Distance>,
    category: String,
    requests: Vec<Words>,
    files: Vec<File>,
    timeline: Vec<Entry>,
    parts: Vec<joint::Part>,
    verbs: Vec<Verb>,
    can_call: bool,
    home: bool,
    done: bool,
}

#[derive(Template)]
#[template(path = "party/gone.html")]
struct GonePage {
    p: Page,
}

/// The page for someone signed in.
pub async fn show(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response> {
    let door = Door::by_account(&app, &staff, case).await?;
    render(staff.page, door, query.contains_key("done")).await
}

/// The page of the case behind `door`.
pub async fn render(p: Page, door: Door, done: bool) -> Result<Response> {
    let house = p.app.house.clone();
    let row = door.stored.row.clone();
    let (area, case) = (row.area_id, row.id);
    let requests = if row.confidential {
        Vec::new()
    } else {
        requests::of_case(&house, area, case, MOST_REQUESTS).await?
    };
    let requests =
        requests.into_iter().map(|r| r.masked(&house)).collect::<linju_core::Result<Vec<Words>>>()?;
    let mut files = house.files_of(area, case).await?;
    files.retain(|file| may_see(&row, file));
    let timeline = house.timeline(area, case, true).await?;
    let category = house.reference().category(&row.category_code).map(|c| c.name.clone()).unwrap_or_default();
    html(&CasePage {
        state: say::state(&p, row.state()),
        due: row.due_at.map(|due| say::distance(&p, area, due)),
        parts: joint::parts(&p, door.tasks),
        verbs: offered(&row, &door.doer.part.parts),
        can_call: door.account.is_some(),
        home: door.account.is_some(),
        base: door.base,
        category,
        requests,
        files,
        timeline,
        row,
        done,
        p,
    })
}

/// The page where a case was, once it is no longer theirs.
pub fn gone(p: Page) -> Result<Response> {
    html(&GonePage { p })
}

/// A photo or a recording of a case, for someone signed in.
pub async fn file(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, case, id)): Path<(String, Id, Id)>,
) -> Result<Response> {
    let door = Door::by_account(&app, &staff, case).await?;
    serve(&app, &door, id).await
}

/// The file `id` of the case behind `door`: photos in the page, everything else as a download.
pub async fn serve(app: &App, door: &Door, id: Id) -> Result<Response> {
    let row = &door.stored.row;
    let file = app.house.file(row.area_id, id).await?;
    if file.subject_id != row.id || !may_see(row, &file) {
        return Err(Error::NotFound);
    }
    let bytes = app.house.files.read(&file.sha256).await?;
    let media_type = HeaderValue::from_str(&file.media_type).map_err(|_| Error::Broken)?;
    let way = if file.media_type.starts_with("image/") { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(way)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
    ];
    Ok((headers, bytes).into_response())
}

/// What was done, and what came with the words unless those would tell who complained.
fn may_see(row: &CaseRow, file: &File) -> bool {
    let among = |purposes: [&str; 2]| purposes.contains(&file.purpose.as_str());
    among(OF_WORK) || among(OF_WORDS) && !row.confidential
}

/// The verbs of this room that someone who is all of `parts` may press on `row`, by itself or behind
/// [`lead_in`].
pub fn offered(row: &CaseRow, parts: &[Who]) -> Vec<Verb> {
    let may = |verb: &Verb| {
        LIFE.step(row.state(), *verb, parts).is_ok() || lead_in(row.state(), *verb, parts).is_some()
    };
    VERBS.into_iter().filter(may).collect()
}

/// The step that must come first where `verb` is not possible yet: taking the case on, or ending the waiting.
pub fn lead_in(state: State, verb: Verb, parts: &[Who]) -> Option<Verb> {
    let behind =
        |step: &Verb| LIFE.step(state, *step, parts).and_then(|next| LIFE.step(next, verb, parts)).is_ok();
    let possible = LIFE.step(state, verb, parts).is_ok();
    if possible { None } else { [Verb::Acknowledge, Verb::Resume].into_iter().find(behind) }
}

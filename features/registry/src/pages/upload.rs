//! Excel in: take a file, map its columns, see what would happen, import, undo.

use super::{Choice, choices, editor, link};
use crate::dry_run::{DifferenceLine, DryRun, FindingLine};
use crate::import::check::Taking;
use crate::import::columns::{Column, Mapping};
use crate::import::places::PlaceBook;
use crate::import::{pasted, read};
use crate::store::imports::{self, Accepted, Draft, ImportBatch, Stale};
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::party::Plain;
use linju_core::place::PlaceKind;
use linju_kernel::{Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::sheet::{MAX_BYTES, Sheet, letters};
use linju_web::{App, Page, Posted, Result, Staff, html};

/// Rows of a list that are shown; the buttons mean all of them.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "registry_import.html")]
struct UploadPage {
    p: Page,
    errs: FieldErrors,
    batches: Vec<ImportBatch>,
    stale: Vec<Plain>,
}

impl UploadPage {
    /// Who made an import.
    fn maker(&self, batch: &ImportBatch) -> String {
        self.p.name_of(&Some(batch.made_by))
    }
}

/// Where a file is handed in, and the imports made so far.
pub async fn blank(State(app): State<App>, staff: Staff) -> Result<Response> {
    editor(&staff)?;
    let batches = imports::batches(&app.house, staff.area_id()).await?;
    html(&UploadPage { p: staff.page, errs: FieldErrors::new(), batches, stale: Vec::new() })
}

/// Takes a file, or what was pasted, and keeps it sealed until it is imported or a day has passed.
pub async fn take(State(app): State<App>, staff: Staff, parts: Multipart) -> Result<Response> {
    editor(&staff)?;
    let kept = match received(parts).await {
        Ok((name, sheet)) => {
            imports::keep_draft(&app.house, staff.area_id(), staff.session.account, &name, &sheet).await?
        }
        Err(refusal) => {
            let batches = imports::batches(&app.house, staff.area_id()).await?;
            let page = UploadPage { p: staff.page, errs: refusal.into(), batches, stale: Vec::new() };
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    Ok(Redirect::to(&link(staff.area(), &format!("/import/{kept}"))).into_response())
}

/// The sheet in a form, with its name. A file counts before what was pasted.
async fn received(mut parts: Multipart) -> std::result::Result<(String, Sheet), Refusal> {
    let too_large = |_| Refusal::new("sheet-too-large").at("file");
    let mut clipboard = String::new();
    while let Some(field) = parts.next_field().await.map_err(too_large)? {
        let (name, file) =
            (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(too_large)?;
        match (name.as_str(), file) {
            ("file", Some(file)) if !bytes.is_empty() => {
                let sheet = tokio::task::spawn_blocking(move || read(&bytes)).await;
                let sheet = sheet.map_err(|_| Refusal::new("sheet-unreadable").at("file"))??;
                return Ok((file, sheet));
            }
            ("pasted", None) => {
                clipboard = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_BYTES)]).into_owned()
            }
            _ => {}
        }
    }
    if clipboard.trim().is_empty() {
        return Err(Refusal::new("roster-missing").at("file"));
    }
    Ok((String::new(), pasted(&clipboard)?))
}

/// A column of the file on screen.
struct MapLine {
    letters: String,
    head: String,
    sample: String,
    chosen: &'static str,
}

#[derive(Template)]
#[template(path = "registry_import_check.html")]
struct CheckPage {
    p: Page,
    id: Id,
    file_name: String,
    rows: i64,
    taking: Taking,
    compounds: Vec<Choice>,
    missing: Vec<Column>,
    map: Vec<MapLine>,
    columns: Vec<Choice>,
    findings: Vec<FindingLine>,
    more_findings: i64,
    blocked: i64,
    same: i64,
    new_count: i64,
    changed_count: i64,
    gone_count: i64,
    new: Vec<DifferenceLine>,
    changed: Vec<DifferenceLine>,
    gone: Vec<DifferenceLine>,
}

/// What would happen: columns, problems by row and column, and the difference from the register.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    editor(&staff)?;
    let draft = imports::draft(&app.house, staff.area_id(), id).await?;
    let run = DryRun::of(&staff, draft).await?;
    html(&check_page(staff.page, run))
}

fn check_page(p: Page, run: DryRun) -> CheckPage {
    let (difference, checked) = (&run.difference, &run.checked);
    let findings: Vec<FindingLine> = run.findings(&p).take(SHOWN).collect();
    CheckPage {
        id: run.draft.id,
        file_name: run.draft.file_name.clone(),
        rows: run.draft.sheet.rows.len() as i64,
        compounds: compounds(&run.book),
        taking: run.draft.taking.clone(),
        missing: run.draft.mapping.missing(),
        map: map_lines(&run.draft),
        columns: choices::<Column>(&p, "reg-column", |_| true),
        more_findings: checked.findings.len().saturating_sub(findings.len()) as i64,
        findings,
        blocked: checked.blocked as i64,
        same: difference.same as i64,
        new_count: difference.new.len() as i64,
        changed_count: difference.changed.len() as i64,
        gone_count: difference.gone.len() as i64,
        new: run.newcomers(&p).take(SHOWN).collect(),
        changed: run.changes(&p).take(SHOWN).collect(),
        gone: run.leavers(&p).take(SHOWN).collect(),
        p,
    }
}

/// The compounds a file without such a column may be about.
fn compounds(book: &PlaceBook) -> Vec<Choice> {
    let named = book.all().iter().filter(|p| p.kind == PlaceKind::Compound.code());
    named.map(|p| Choice { value: p.name.clone(), label: p.name.clone() }).collect()
}

fn map_lines(draft: &Draft) -> Vec<MapLine> {
    let sample = |at: usize| {
        let cells = draft.sheet.rows.iter().filter_map(|(_, cells)| cells.get(at));
        cells
            .into_iter()
            .find(|c| !c.is_empty())
            .map(|c| linju_kernel::text::shorten(c, 12))
            .unwrap_or_default()
    };
    let line = |(at, head): (usize, &String)| MapLine {
        letters: letters(at),
        head: head.clone(),
        sample: sample(at),
        chosen: draft.mapping.0.get(at).copied().flatten().map_or("", Column::code),
    };
    draft.sheet.header.iter().enumerate().map(line).collect()
}

/// Says what the columns are.
pub async fn map_columns(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    editor(&staff)?;
    let draft = imports::draft(&app.house, staff.area_id(), id).await?;
    let names: Vec<String> =
        (0..draft.sheet.header.len()).map(|at| format!("column-{}", letters(at))).collect();
    let codes: Vec<&str> = names.iter().map(|name| form.get(name)).collect();
    let mapping = Mapping::of(&codes.join(","));
    let compound = form.get("compound").replace('|', "");
    let taking = Taking { compound, make_places: form.ticked("make"), whole: form.ticked("whole") };
    imports::map_draft(&app.house, staff.area_id(), id, &mapping, &taking).await?;
    Ok(Redirect::to(&link(staff.area(), &format!("/import/{id}"))).into_response())
}

/// Imports what was accepted: all new people, everything, or what was ticked.
pub async fn apply(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    editor(&staff)?;
    let draft = imports::draft(&app.house, staff.area_id(), id).await?;
    let all = form.get("what") == "all";
    let accepted = Accepted {
        lines: form.all("line").filter_map(|l| l.parse().ok()).collect(),
        all_new: all || form.get("what") == "new",
        all_changed: all,
        gone: form.all("gone").filter_map(|g| g.parse().ok()).collect(),
        all_gone: all,
    };
    DryRun::of(&staff, draft).await?.apply(&staff, &accepted).await?;
    Ok(Redirect::to(&link(staff.area(), "/import")).into_response())
}

/// Undoes an import, or shows whose rows stand in the way.
pub async fn undo(
    State(app): State<App>,
    Path((_, batch)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    editor(&staff)?;
    let area = staff.area_id();
    match imports::undo(&app.house, area, staff.session.account, batch).await? {
        Ok(()) => Ok(Redirect::to(&link(staff.area(), "/import")).into_response()),
        Err(Stale(stale)) => {
            let batches = imports::batches(&app.house, area).await?;
            let errs = FieldErrors::from(Refusal::new("roster-rows-changed"));
            html_with(StatusCode::CONFLICT, &UploadPage { p: staff.page, errs, batches, stale })
        }
    }
}

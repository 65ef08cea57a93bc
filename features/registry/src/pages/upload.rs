//! Excel in: take a file, map its columns, see what would happen, import, undo.

use super::{Choice, choices, editor, link};
use crate::import::check::{Checked, Finding, Taking, check};
use crate::import::columns::{Column, Mapping, letters};
use crate::import::compare::{Difference, Field, Known, compare, covered};
use crate::import::places::PlaceBook;
use crate::import::sheet::{self, MAX_BYTES, Sheet};
use crate::store::imports::{self, Accepted, Draft, Import, ImportBatch, Stale};
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::party::Plain;
use linju_core::place::PlaceKind;
use linju_kernel::personal::mask_name;
use linju_kernel::{Day, Id, Refusal};
use linju_web::form::FieldErrors;
use linju_web::page::html_with;
use linju_web::{App, Error, Page, Posted, Result, Staff, html};

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
    let too_large = |_| Refusal::new("roster-too-large").at("file");
    let mut pasted = String::new();
    while let Some(field) = parts.next_field().await.map_err(too_large)? {
        let (name, file) =
            (field.name().unwrap_or_default().to_owned(), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.map_err(too_large)?;
        match (name.as_str(), file) {
            ("file", Some(file)) if !bytes.is_empty() => {
                let read = tokio::task::spawn_blocking(move || sheet::read(&bytes)).await;
                let sheet = read.map_err(|_| Refusal::new("roster-unreadable").at("file"))??;
                return Ok((file, sheet));
            }
            ("pasted", None) => {
                pasted = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_BYTES)]).into_owned()
            }
            _ => {}
        }
    }
    if pasted.trim().is_empty() {
        return Err(Refusal::new("roster-missing").at("file"));
    }
    Ok((String::new(), sheet::pasted(&pasted)?))
}

/// The dry run of a draft.
struct DryRun {
    draft: Draft,
    checked: Checked,
    known: Vec<Known>,
    difference: Difference,
    book: PlaceBook,
    today: Day,
}

impl DryRun {
    async fn of(app: &App, staff: &Staff, draft: Id) -> Result<Self> {
        let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
        let draft = imports::draft(house, area, draft).await?;
        let book = PlaceBook::load(house, area).await?;
        let known = imports::known(house, area, today).await?;
        let work = move || {
            let checked = match draft.mapping.missing().is_empty() {
                true => check(&draft.sheet, &draft.mapping, &book, today, &draft.taking),
                false => Checked::default(),
            };
            let rooms = covered(&checked.entries, &book, draft.taking.whole);
            let difference = compare(&checked.entries, &known, &rooms);
            Self { draft, checked, known, difference, book, today }
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Error::Broken)
    }
}

/// A column of the file on screen.
struct MapLine {
    letters: String,
    head: String,
    sample: String,
    chosen: &'static str,
}

/// A problem on screen.
struct FindingLine {
    line: usize,
    column: String,
    words: String,
    blocks: bool,
}

/// A row of the difference list on screen.
struct DifferenceLine {
    value: String,
    name: String,
    place: String,
    what: String,
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
    let run = DryRun::of(&app, &staff, id).await?;
    html(&check_page(staff.page, run))
}

fn check_page(p: Page, run: DryRun) -> CheckPage {
    let (difference, checked) = (&run.difference, &run.checked);
    let row = |at: &usize, what: String| {
        let entry = &checked.entries[*at];
        DifferenceLine {
            value: entry.line.to_string(),
            name: mask_name(&entry.details.name),
            place: place_words(&p, &run, &entry.place),
            what,
        }
    };
    let new = difference.new.iter().take(SHOWN).map(|at| row(at, String::new())).collect();
    let changed =
        difference.changed.iter().take(SHOWN).map(|c| row(&c.entry, field_words(&p, &c.fields))).collect();
    let gone = difference.gone.iter().take(SHOWN).map(|at| gone_line(&p, &run, &run.known[*at])).collect();
    let findings: Vec<FindingLine> =
        checked.findings.iter().take(SHOWN).map(|f| finding_line(&p, &run.draft, f)).collect();
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
        new,
        changed,
        gone,
        p,
    }
}

/// The compounds a file without such a column may be about.
fn compounds(book: &PlaceBook) -> Vec<Choice> {
    let named = book.all().iter().filter(|p| p.kind == PlaceKind::Compound.code());
    named.map(|p| Choice { value: p.name.clone(), label: p.name.clone() }).collect()
}

fn place_words(p: &Page, run: &DryRun, place: &crate::import::check::Where) -> String {
    use crate::import::check::Where;
    match place {
        Where::Room(id) => run.book.get(*id).map(|r| r.full_name.clone()).unwrap_or_default(),
        Where::Make(parts) => {
            let name = [&parts.compound, &parts.building, &parts.stairwell, &parts.room]
                .map(String::as_str)
                .join(" ");
            p.a("roster-to-make", "place", name)
        }
    }
}

fn field_words(p: &Page, fields: &[Field]) -> String {
    fields.iter().map(|f| p.code("reg-field", f.code()).into_owned()).collect::<Vec<_>>().join("、")
}

fn gone_line(p: &Page, run: &DryRun, known: &Known) -> DifferenceLine {
    let room = known.resident.and_then(|(_, room, _)| run.book.get(room));
    let what = known.resident.map(|(_, _, state)| p.code("residence", state.code()).into_owned());
    DifferenceLine {
        value: known.person.id.to_string(),
        name: known.person.masked_name(),
        place: room.map(|r| r.full_name.clone()).unwrap_or_default(),
        what: what.unwrap_or_default(),
    }
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

fn finding_line(p: &Page, draft: &Draft, finding: &Finding) -> FindingLine {
    let head = |at: usize| draft.sheet.header.get(at).cloned().unwrap_or_default();
    let column = finding.column.map(|at| format!("{} {}", letters(at), head(at))).unwrap_or_default();
    let mut words = p.t(&format!("reg-problem-{}", finding.problem.code())).into_owned();
    if let Some(other) = finding.other {
        words += &p.n("roster-other-line", &(other as i64));
    }
    FindingLine { line: finding.line, column, words, blocks: finding.problem.blocks() }
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
    let run = DryRun::of(&app, &staff, id).await?;
    let all = form.get("what") == "all";
    let accepted = Accepted {
        lines: form.all("line").filter_map(|l| l.parse().ok()).collect(),
        all_new: all || form.get("what") == "new",
        all_changed: all,
        gone: form.all("gone").filter_map(|g| g.parse().ok()).collect(),
        all_gone: all,
    };
    let DryRun { draft, checked, known, difference, book, today } = run;
    let import =
        Import { draft: &draft, checked: &checked, known: &known, difference: &difference, book, today };
    imports::apply(&app.house, staff.area_id(), staff.session.account, import, &accepted).await?;
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

//! Import and export on the command line: read, judged and written by the same code as on the pages.

use crate::dry_run::{DifferenceLine, DryRun, FindingLine};
use crate::import;
use crate::import::columns::{Column, Mapping};
use crate::pages::{editor, export, reader};
use crate::store::imports::{self, Accepted, Draft};
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
use linju_web::sheet::{self, ColumnAs, Sheet, letters};
use linju_web::{Page, Result, Staff};

pub use crate::import::check::Taking;

/// A file on the command line.
#[derive(Debug)]
pub struct File<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// What columns are, where their heads do not say it.
    pub columns: &'a [ColumnAs],
    /// How it is to be taken.
    pub taking: Taking,
}

/// Says in Chinese what a file would come to: its columns, every problem by row and column, who is new, changed
/// and gone. Nothing is written. What `columns` say of a column holds against its head. Refuses a file that cannot
/// be read as the page does, `roster-columns-missing` where nothing says who or which room, and a column that is
/// not there (`sheet-column-missing`) or taken as something unheard of (`roster-column-unknown`).
pub async fn look(staff: &Staff, file: File<'_>) -> Result<Vec<String>> {
    let run = read(staff, file).await?;
    let p = &staff.page;
    let mut lines = told(p, &run);
    lines.push(match run.checked.entries.is_empty() {
        true => p.t("roster-nothing-fit").into_owned(),
        false if run.difference.is_empty() => p.t("roster-no-difference").into_owned(),
        false => p.t("roster-not-written").into_owned(),
    });
    Ok(lines)
}

/// Imports all that [`look`] tells of, the end of residence of whoever is gone included, as one batch that can
/// be undone on the import's page; says both. A file that says what the register says makes no batch. Refuses
/// besides what [`look`] refuses `roster-all-blocked`, where no row can be taken.
pub async fn import(staff: &Staff, file: File<'_>) -> Result<Vec<String>> {
    let mut run = read(staff, file).await?;
    let (p, house, area) = (&staff.page, &staff.page.app.house, staff.area_id());
    if run.checked.entries.is_empty() {
        return Err(Refusal::new("roster-all-blocked").into());
    }
    let mut lines = told(p, &run);
    if run.difference.is_empty() {
        lines.push(p.t("roster-no-difference").into_owned());
        return Ok(lines);
    }
    run.draft.id =
        imports::keep_draft(house, area, staff.session.account, &run.draft.file_name, &run.draft.sheet)
            .await?;
    let all = Accepted { all_new: true, all_changed: true, all_gone: true, ..Accepted::default() };
    let batch = run.apply(staff, &all).await?;
    lines.push(p.a("roster-batch-made", "batch", batch.to_string()));
    Ok(lines)
}

/// The people of the whole area as a workbook; recorded as a look of `staff`, for `reason`. Refuses
/// `look-reason-missing`.
pub async fn export(staff: &Staff, reason: &str) -> Result<Vec<u8>> {
    reader(staff)?;
    let root = staff.page.app.house.root_place(staff.area_id()).await?;
    export::people_of(staff, &root, reason.trim()).await
}

async fn read(staff: &Staff, file: File<'_>) -> Result<DryRun> {
    editor(staff)?;
    let sheet = import::read(file.bytes)?;
    let mapping = mapping(&staff.page, &sheet, file.columns)?;
    if !mapping.missing().is_empty() {
        return Err(Refusal::new("roster-columns-missing").at("file").into());
    }
    let id = staff.page.app.house.id();
    DryRun::of(staff, Draft { id, file_name: file.name.to_owned(), mapping, taking: file.taking, sheet })
        .await
}

/// What the columns of `sheet` are by their heads, and by what was `said` of them.
fn mapping(p: &Page, sheet: &Sheet, said: &[ColumnAs]) -> Result<Mapping> {
    let mut mapping = Mapping::guess(&sheet.header);
    sheet::say(&mut mapping.0, said, |name| meaning(p, name), "roster-column-unknown")?;
    Ok(mapping)
}

/// The column called so on the page, without what stands there in brackets; or that it is to be left out.
fn meaning(p: &Page, name: &str) -> Option<Option<Column>> {
    if name == p.t("roster-leave-out") {
        return Some(None);
    }
    let called = |column: &&Column| p.code("reg-column", column.code()).split('（').next() == Some(name);
    Column::ALL.iter().find(called).map(|column| Some(*column))
}

/// Figures, columns, problems and differences, all of them.
fn told(p: &Page, run: &DryRun) -> Vec<String> {
    let (difference, checked) = (&run.difference, &run.checked);
    let figures = [
        ("roster-rows", run.draft.sheet.rows.len()),
        ("roster-new", difference.new.len()),
        ("roster-changed", difference.changed.len()),
        ("roster-same", difference.same),
        ("roster-gone", difference.gone.len()),
        ("roster-blocked", checked.blocked),
    ];
    let mut lines: Vec<String> = figures.iter().map(|(key, n)| format!("{} {n}", p.t(key))).collect();
    let mut list = |key: &str, of: Vec<String>| {
        if !of.is_empty() {
            lines.push(format!("\n{}", p.t(key)));
            lines.extend(of.into_iter().map(|line| format!("  {line}")));
        }
    };
    list("roster-map", columns(p, run));
    list("roster-findings", run.findings(p).map(|f| problem(p, &f)).collect());
    let of_file = |line: DifferenceLine| format!("{} {}", row(p, &line.value), words(&line));
    list("roster-new-people", run.newcomers(p).map(of_file).collect());
    list("roster-changed-people", run.changes(p).map(of_file).collect());
    list("roster-gone-people", run.leavers(p).map(|line| words(&line)).collect());
    lines.push(String::new());
    lines
}

/// What each column is taken as: `A 姓名 → 姓名`.
fn columns(p: &Page, run: &DryRun) -> Vec<String> {
    let taken = |at: usize| match run.draft.mapping.0.get(at).copied().flatten() {
        Some(column) => p.code("reg-column", column.code()).into_owned(),
        None => p.t("roster-leave-out").into_owned(),
    };
    let header = run.draft.sheet.header.iter().enumerate();
    header.map(|(at, head)| format!("{} {head} → {}", letters(at), taken(at))).collect()
}

/// A problem as a sentence: 第 4 行 B 住址：没有这栋楼（先不导）.
fn problem(p: &Page, finding: &FindingLine) -> String {
    let row = row(p, &finding.line.to_string());
    let column = if finding.column.is_empty() { String::new() } else { format!(" {}", finding.column) };
    let kept = p.t(if finding.blocks { "roster-kept-out" } else { "roster-look-at" });
    format!("{row}{column}：{}（{kept}）", finding.words)
}

/// 第 4 行.
fn row(p: &Page, line: &str) -> String {
    p.a("roster-row", "line", line.to_owned())
}

fn words(line: &DifferenceLine) -> String {
    [&line.name, &line.place, &line.what].map(String::as_str).join("  ").trim_end().to_owned()
}

//! The hotline's file in and the list of cases out on the command line, by the same code as on the pages.

use crate::hotline::{self, Incoming, Judged, Verdict};
use crate::pages::hotline::sentence;
use crate::pages::staff::table;
use crate::store::CaseRow;
use crate::store::lists::{self, Filter, Tab};
use linju_core::access::Right;
use linju_kernel::Refusal;
use linju_web::sheet::ColumnAs;
use linju_web::{Page, Result, Staff};
use std::collections::HashMap;

/// Cases read at once.
const PAGE: i64 = 5_000;

/// Says in Chinese what a file of orders would come to: what is new and where, what was brought in before, every
/// problem by row and column, which columns nothing is taken from. What `columns` say of one holds against its
/// head. Nothing is written. Refuses a file that cannot be read as the page does, and a column as
/// [`hotline::read`] does.
pub async fn look_hotline(staff: &Staff, bytes: &[u8], columns: &[ColumnAs]) -> Result<Vec<String>> {
    staff.require(Right::WorkCases)?;
    let (p, table) = (&staff.page, hotline::read(bytes, columns)?);
    let judged = hotline::dry_run(&p.app.house, staff.area(), table.rows).await?;
    let count = |test: fn(&Verdict) -> bool| judged.iter().filter(|j| test(&j.verdict)).count() as i64;
    let mut lines = vec![
        p.n("hotline-will-new", &count(|v| matches!(v, Verdict::New(_)))),
        p.n("hotline-will-already", &count(|v| matches!(v, Verdict::Already(_)))),
        p.n("hotline-will-faulty", &count(|v| matches!(v, Verdict::Faulty(_)))),
    ];
    if !table.unused.is_empty() {
        lines.push(p.a("hotline-unused", "columns", table.unused.join("、")));
    }
    lines.push(String::new());
    lines.extend(judged.iter().flat_map(|row| row_words(p, row)));
    lines.push(format!("\n{}", p.t("hotline-not-taken")));
    Ok(lines)
}

/// Takes in every order that [`look_hotline`] calls new of the file called `name`, each as a case of its own, as
/// one import that can be undone on the hotline's page; says how many. Refuses besides what [`look_hotline`]
/// refuses `hotline-all-faulty`, where no row can be taken.
pub async fn import_hotline(
    staff: &Staff,
    name: &str,
    bytes: &[u8],
    columns: &[ColumnAs],
) -> Result<Vec<String>> {
    staff.require(Right::WorkCases)?;
    let (p, rows) = (&staff.page, hotline::read(bytes, columns)?.rows);
    let (house, choices) = (&p.app.house, HashMap::new());
    let taken = hotline::take_in(house, staff.area(), &staff.session, name, rows, &choices).await?;
    if taken.new.is_empty() && taken.already == 0 {
        return Err(Refusal::new("hotline-all-faulty").at("file").into());
    }
    let mut lines = vec![
        p.n("hotline-taken-new", &(taken.new.len() as i64)),
        p.n("hotline-taken-already", &taken.already),
        p.n("hotline-taken-faulty", &taken.faulty),
    ];
    if !taken.new.is_empty() {
        lines.push(p.t("hotline-undo-where").into_owned());
    }
    Ok(lines)
}

/// The inbox's list as a workbook: open cases, or all there are. No name and no phone is in it.
pub async fn export_cases(staff: &Staff, all: bool) -> Result<Vec<u8>> {
    staff.require(Right::WorkCases)?;
    let (p, zone) = (&staff.page, staff.page.zone());
    let (start, end) = (p.today().start(&zone), p.today().plus_days(1).start(&zone));
    let filter = Filter { tab: if all { Tab::All } else { Tab::Open }, ..Filter::open(start, end) };
    let mut lines: Vec<CaseRow> = Vec::new();
    loop {
        let after = lines.last().map(|last| filter.behind(last));
        let page = lists::page(&p.app.house, staff.area_id(), &filter, after, PAGE).await?;
        let last = (page.len() as i64) < PAGE;
        lines.extend(page);
        if last {
            return table(p, &lines);
        }
    }
}

/// A row and what would become of it; one line for each of its faults.
fn row_words(p: &Page, row: &Judged) -> Vec<String> {
    let at = p.n("hotline-row", &(row.line as i64));
    match &row.verdict {
        Verdict::New(new) => vec![format!("{at} {}", new_words(p, new))],
        Verdict::Already(_) => vec![format!("{at} {}", p.t("hotline-already"))],
        Verdict::Faulty(faults) => faults.iter().map(|fault| sentence(p, row.line, fault)).collect(),
    }
}

/// 新的：路灯, 久耕小区3号楼; with the open cases that may be the same.
fn new_words(p: &Page, new: &Incoming) -> String {
    let reference = p.app.house.reference();
    let category = new.categories.first().and_then(|code| reference.category(code));
    let place = if new.located { new.place.full_name.clone() } else { p.t("hotline-unplaced").into_owned() };
    let mut words = vec![
        p.t("hotline-new").into_owned(),
        new.order.number.clone(),
        category.map(|c| c.name.clone()).unwrap_or_default(),
        place,
    ];
    words.extend(
        new.same.iter().map(|line| format!("{} {:04} {}", p.t("hotline-same"), line.receipt, line.title)),
    );
    words.join("  ")
}

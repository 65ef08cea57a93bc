//! Import and export on the command line: read, judged and written by the same code as on the pages.

use crate::dry_run::{DifferenceLine, DryRun, FindingLine};
use crate::import::columns::{Mapping, letters};
use crate::import::sheet;
use crate::pages::{editor, export, reader};
use crate::store::imports::{self, Accepted, Draft};
use linju_kernel::Refusal;
use linju_kernel::lifecycle::Coded;
use linju_web::{Page, Result, Staff};

pub use crate::import::check::Taking;

/// Says in Chinese what a file would come to: its columns, every problem by row and column, who is new, changed
/// and gone. Nothing is written. Refuses a file that cannot be read with the `roster-…` of the page, and one
/// whose heads name no person or no room with `roster-columns-missing`.
pub async fn look(staff: &Staff, name: &str, bytes: &[u8], taking: Taking) -> Result<Vec<String>> {
    let (p, run) = (&staff.page, read(staff, name, bytes, taking).await?);
    let mut lines = told(p, &run);
    lines.push(p.t(if nothing(&run) { verdict(&run) } else { "roster-not-written" }).into_owned());
    Ok(lines)
}

/// Imports all that [`look`] tells of, whoever is gone included, as one batch; it can be undone on the import's
/// page. A file that says what the register says makes none. Refuses besides what [`look`] refuses
/// `roster-all-blocked`, where no row can be taken.
pub async fn import(staff: &Staff, name: &str, bytes: &[u8], taking: Taking) -> Result<Vec<String>> {
    let (p, run) = (&staff.page, read(staff, name, bytes, taking).await?);
    let mut lines = told(p, &run);
    match (nothing(&run), run.checked.blocked) {
        (true, 0) => lines.push(p.t(verdict(&run)).into_owned()),
        (true, _) if run.difference.same == 0 => return Err(Refusal::new("roster-all-blocked").into()),
        (true, _) => lines.push(p.t("roster-no-difference").into_owned()),
        (false, _) => lines.extend(apply(staff, run).await?),
    }
    Ok(lines)
}

/// The people of the whole area as a workbook; recorded as a look of `staff`, for `reason`. Refuses
/// `look-reason-missing`.
pub async fn export(staff: &Staff, reason: &str) -> Result<Vec<u8>> {
    reader(staff)?;
    let root = staff.page.app.house.root_place(staff.area_id()).await?;
    export::people_of(staff, &root, reason.trim()).await
}

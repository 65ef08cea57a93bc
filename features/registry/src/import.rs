//! Excel in: read a sheet, guess its columns, check every cell, compare with the register, import as one batch
//! that can be undone.
//!
//! Everything here is pure but [`places::PlaceBook::load`]; what is written is built in `store::imports`.

pub mod cells;
pub mod check;
pub mod columns;
pub mod compare;
pub mod places;

use columns::Column;
use linju_kernel::Refusal;
use linju_web::sheet::{self, Bounds, Line, Sheet};

/// A committee's whole register is some thousand people.
const BOUNDS: Bounds = Bounds { rows: 20_000, unpacked: 300 * 1024 * 1024, too_many: "roster-too-many-rows" };

/// The table of people in a file. Refuses what [`sheet::read`] refuses, and `roster-empty` where nothing stands
/// below the header.
pub fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    people_in(sheet::read(bytes, &BOUNDS)?)
}

/// The table of people in what was pasted. Refuses as [`read`] does.
pub fn pasted(text: &str) -> Result<Sheet, Refusal> {
    people_in(sheet::pasted(text, &BOUNDS)?)
}

fn people_in(lines: Vec<Line>) -> Result<Sheet, Refusal> {
    let sheet = Sheet::of(lines, |head| Column::guess(head).is_some(), &BOUNDS)?;
    if sheet.rows.is_empty() { Err(Refusal::new("roster-empty").at("file")) } else { Ok(sheet) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_stand_below_whichever_line_names_the_columns() {
        let sheet = pasted("久耕居民区住户台账\n序号\t姓名\t地址\n1\t刘德康\t3-202\n").unwrap();
        assert_eq!(sheet.header, ["序号", "姓名", "地址"]);
        assert_eq!(sheet.rows, [(3, ["1", "刘德康", "3-202"].map(str::to_owned).to_vec())]);
    }

    #[test]
    fn a_table_of_nobody_and_one_of_too_many_are_refused() {
        assert_eq!(read("姓名,手机\n".as_bytes()).unwrap_err().name, "roster-empty");
        let many = "姓名\n".to_owned() + &"刘\n".repeat(BOUNDS.rows + 1);
        assert_eq!(read(many.as_bytes()).unwrap_err().name, "roster-too-many-rows");
    }
}

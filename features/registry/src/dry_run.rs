//! What a file would come to, in words: shown on the page of an import and printed on the command line.

use crate::import::check::{Checked, Finding, Where, check};
use crate::import::compare::{Changed, Difference, Known, compare, covered};
use crate::import::places::PlaceBook;
use crate::store::imports::{self, Accepted, Draft, Import};
use linju_kernel::personal::mask_name;
use linju_kernel::{Day, Id};
use linju_web::sheet::letters;
use linju_web::{Error, Page, Result, Staff};

/// The dry run of a draft.
pub struct DryRun {
    /// The file.
    pub draft: Draft,
    /// Every cell read.
    pub checked: Checked,
    /// Everyone of the register.
    pub known: Vec<Known>,
    /// The difference of both.
    pub difference: Difference,
    /// All places of the area.
    pub book: PlaceBook,
    today: Day,
}

/// A problem in words.
pub struct FindingLine {
    /// Row, as the file numbers it.
    pub line: usize,
    /// Letters and head of the column; empty where no column is to blame.
    pub column: String,
    /// What is wrong.
    pub words: String,
    /// Does it keep the row out?
    pub blocks: bool,
}

/// A row of the difference list in words. Names are masked.
pub struct DifferenceLine {
    /// The file's row, or the id of someone the file does not have.
    pub value: String,
    /// Who.
    pub name: String,
    /// Where.
    pub place: String,
    /// In what they differ.
    pub what: String,
}

impl DryRun {
    /// Reads `draft` and compares it with the register; nothing is written.
    pub async fn of(staff: &Staff, draft: Draft) -> Result<Self> {
        let (house, area, today) = (&staff.page.app.house, staff.area_id(), staff.page.today());
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

    /// Imports what was accepted, as `staff`'s doing. The id of the batch. Refuses `roster-nothing`.
    pub async fn apply(self, staff: &Staff, accepted: &Accepted) -> Result<Id> {
        let Self { draft, checked, known, difference, book, today } = self;
        let (draft, checked, known, difference) = (&draft, &checked, &known, &difference);
        let import = Import { draft, checked, known, difference, book, today };
        let (house, account) = (&staff.page.app.house, staff.session.account);
        Ok(imports::apply(house, staff.area_id(), account, import, accepted).await?)
    }

    /// The problems, in the order of rows.
    pub fn findings<'a>(&'a self, p: &'a Page) -> impl Iterator<Item = FindingLine> + 'a {
        self.checked.findings.iter().map(|finding| self.finding(p, finding))
    }

    /// The people the register does not have.
    pub fn newcomers<'a>(&'a self, p: &'a Page) -> impl Iterator<Item = DifferenceLine> + 'a {
        self.difference.new.iter().map(|at| self.row(p, *at, String::new()))
    }

    /// The people of whom the file says something else.
    pub fn changes<'a>(&'a self, p: &'a Page) -> impl Iterator<Item = DifferenceLine> + 'a {
        let words = |c: &Changed| {
            c.fields.iter().map(|f| p.code("reg-field", f.code()).into_owned()).collect::<Vec<_>>().join("、")
        };
        self.difference.changed.iter().map(move |c| self.row(p, c.entry, words(c)))
    }

    /// The people of the file's rooms whom it does not have.
    pub fn leavers<'a>(&'a self, p: &'a Page) -> impl Iterator<Item = DifferenceLine> + 'a {
        self.difference.gone.iter().map(|at| self.gone_line(p, &self.known[*at]))
    }

    fn finding(&self, p: &Page, finding: &Finding) -> FindingLine {
        let head = |at: usize| self.draft.sheet.header.get(at).cloned().unwrap_or_default();
        let column = finding.column.map(|at| format!("{} {}", letters(at), head(at))).unwrap_or_default();
        let mut words = p.t(&format!("reg-problem-{}", finding.problem.code())).into_owned();
        if let Some(other) = finding.other {
            words += &p.n("roster-other-line", &(other as i64));
        }
        FindingLine { line: finding.line, column, words, blocks: finding.problem.blocks() }
    }

    fn row(&self, p: &Page, at: usize, what: String) -> DifferenceLine {
        let entry = &self.checked.entries[at];
        DifferenceLine {
            value: entry.line.to_string(),
            name: mask_name(&entry.details.name),
            place: self.place_words(p, &entry.place),
            what,
        }
    }

    fn place_words(&self, p: &Page, place: &Where) -> String {
        match place {
            Where::Room(id) => self.book.get(*id).map(|r| r.full_name.clone()).unwrap_or_default(),
            Where::Make(parts) => {
                let name = [&parts.compound, &parts.building, &parts.stairwell, &parts.room]
                    .map(String::as_str)
                    .join(" ");
                p.a("roster-to-make", "place", name)
            }
        }
    }

    fn gone_line(&self, p: &Page, known: &Known) -> DifferenceLine {
        let room = known.resident.and_then(|(_, room, _)| self.book.get(room));
        let what = known.resident.map(|(_, _, state)| p.code("residence", state.code()).into_owned());
        DifferenceLine {
            value: known.person.id.to_string(),
            name: known.person.masked_name(),
            place: room.map(|r| r.full_name.clone()).unwrap_or_default(),
            what: what.unwrap_or_default(),
        }
    }
}

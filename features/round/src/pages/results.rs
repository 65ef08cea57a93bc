//! What came of a round, building by building, on screen and as a workbook.

use super::{at, desk, doer};
use crate::rules::question::{Counted, sum_tellable};
use crate::rules::{Ask, Mark, Question, Tally};
use crate::store::{self, Line, RoundRow};
use crate::work;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use linju_core::House;
use linju_core::place::PlaceKind;
use linju_kernel::{Id, path};
use linju_web::sheet::{self, Cell, Leaf};
use linju_web::{App, Page, Result, Staff, html};

/// A building, or the whole round.
struct Row {
    name: String,
    tally: Tally,
    answers: Vec<Counted>,
    /// Which of the answers may be told.
    told: Vec<bool>,
}

#[derive(Template)]
#[template(path = "round_results.html")]
struct ResultsPage {
    p: Page,
    row: RoundRow,
    questions: Vec<Question>,
    rows: Vec<Row>,
}

impl ResultsPage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, rest)
    }

    fn marks(&self) -> Vec<&Mark> {
        let seen = |mark: &&Mark| self.rows.iter().any(|row| row.tally.of(**mark) > 0);
        self.row.kind.marks().iter().filter(seen).collect()
    }

    fn of(&self, row: &Row, mark: &Mark) -> i64 {
        row.tally.of(*mark)
    }

    fn said(&self, row: &Row, n: &usize) -> String {
        said(&self.p, &self.questions[*n], &row.answers[*n], row.told[*n])
    }
}

/// What was answered, in words; hidden where it would tell of fewer than five people.
fn said(p: &Page, question: &Question, counted: &Counted, told: bool) -> String {
    if counted.answered == 0 {
        return "–".to_owned();
    }
    if !told {
        return p.t("round-too-few").into_owned();
    }
    let each = counted.each.iter().enumerate();
    let named = |label: &str, n: i64| format!("{label} {n}");
    match question.ask {
        Ask::YesNo => {
            let labels = [p.t("round-yes"), p.t("round-no")];
            each.map(|(at, n)| named(&labels[at], *n)).collect::<Vec<_>>().join(" · ")
        }
        Ask::Choice => each.map(|(at, n)| named(&question.options[at], *n)).collect::<Vec<_>>().join(" · "),
        Ask::Number => p.a2("round-sum", "sum", counted.sum, "n", counted.answered),
        Ask::Words => p.n("round-said", &counted.answered),
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let row = store::load(&app.house, staff.area_id(), id).await?;
    let lines = store::all_lines(&app.house, staff.area_id(), id).await?;
    let rows = rows(&app.house, &staff.page, &row, &lines).await?;
    html(&ResultsPage { questions: row.questions(), p: staff.page, row, rows })
}

/// The round as a whole, then each building; answers are opened in memory and counted.
async fn rows(house: &House, p: &Page, round: &RoundRow, lines: &[Line]) -> Result<Vec<Row>> {
    let questions = round.questions();
    let blank = |name: String| Row {
        name,
        tally: Tally::default(),
        answers: vec![Counted::default(); questions.len()],
        told: vec![true; questions.len()],
    };
    let buildings = house.places_of(round.area_id, &[PlaceKind::Building]).await?;
    let mut rows = vec![blank(p.t("round-together").into_owned())];
    rows.extend(buildings.iter().map(|building| blank(building.full_name.clone())));
    rows.push(blank(p.t("round-elsewhere").into_owned()));
    let elsewhere = rows.len() - 1;
    for line in lines {
        let found = buildings.iter().position(|b| path::within(&line.row.place_path, &b.path));
        let answers = line.row.answers(house)?;
        for at in [0, found.map_or(elsewhere, |at| at + 1)] {
            rows[at].tally.add(line.row.mark, 1);
            for ((counted, question), answer) in rows[at].answers.iter_mut().zip(&questions).zip(&answers) {
                counted.add(question, answer);
            }
        }
    }
    rows.retain(|row| row.tally.all() > 0);
    if round.unit.of_people() {
        hide_few(&mut rows);
    }
    Ok(rows)
}

/// Hides what fewer than five people answered, in each building and in the sum of all.
fn hide_few(rows: &mut [Row]) {
    let Some((sum, buildings)) = rows.split_first_mut() else { return };
    for n in 0..sum.told.len() {
        buildings.iter_mut().for_each(|row| row.told[n] = row.answers[n].tellable());
        sum.told[n] = sum_tellable(buildings.iter().map(|row| &row.answers[n]));
    }
}

/// The workbook: counts by building, and for rounds of homes and places each line with its answers. It names nobody,
/// but rooms are people's: taking it is recorded once a list.
pub async fn export(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let lines = store::all_lines(house, area, id).await?;
    let rows = rows(house, &staff.page, &row, &lines).await?;
    if row.unit.lived_in() {
        work::took_names(house, &doer(&staff), &row, "export").await?;
    }
    let mut leaves = vec![by_building(&staff.page, &row, &rows)];
    if !row.unit.of_people() {
        leaves.push(line_by_line(house, &staff.page, &row, &lines).await?);
    }
    let bytes = sheet::workbook(&leaves)?;
    Ok(sheet::attachment(&format!("round-{}.xlsx", staff.page.today()), bytes))
}

fn by_building(p: &Page, round: &RoundRow, rows: &[Row]) -> Leaf {
    let questions = round.questions();
    let marks = round.kind.marks();
    let mut header = vec![p.t("round-building").into_owned(), p.t("round-lines").into_owned()];
    header.extend(marks.iter().map(|mark| p.code("round-mark", mark.code()).into_owned()));
    header.extend(questions.iter().map(|question| question.text.clone()));
    let cells = |row: &Row| {
        let mut cells = vec![Cell::from(row.name.as_str()), row.tally.all().to_string().into()];
        cells.extend(marks.iter().map(|mark| Cell::from(row.tally.of(*mark).to_string())));
        let answers = questions.iter().zip(&row.answers).zip(&row.told);
        cells
            .extend(answers.map(|((question, counted), told)| Cell::from(said(p, question, counted, *told))));
        cells
    };
    Leaf {
        name: p.t("round-by-building").into_owned(),
        widths: vec![26.0],
        header,
        rows: rows.iter().map(cells).collect(),
    }
}

async fn line_by_line(house: &House, p: &Page, round: &RoundRow, lines: &[Line]) -> Result<Leaf> {
    let questions = round.questions();
    let sheets = store::sheets(house, round.area_id, round.id).await?;
    let mut header = vec![p.t("round-place").into_owned(), p.t("round-standing").into_owned()];
    header.extend(questions.iter().map(|question| question.text.clone()));
    let mut rows = Vec::new();
    for line in lines {
        let sheet = sheets.iter().find(|c| c.sheet.n == line.row.sheet).map_or("", |c| c.sheet.name.as_str());
        let place = format!("{sheet} {}", line.row.place_name);
        let mut cells =
            vec![Cell::from(place), p.code("round-mark", line.row.mark.code()).into_owned().into()];
        let answers = line.row.answers(house)?;
        let answered = questions.iter().zip(answers);
        cells.extend(answered.map(|(question, answer)| Cell::from(word(p, question, &answer))));
        rows.push(cells);
    }
    Ok(Leaf { name: p.t("round-line-by-line").into_owned(), widths: vec![34.0, 10.0], header, rows })
}

/// An answer as it is read.
fn word(p: &Page, question: &Question, answer: &str) -> String {
    use crate::rules::question::{NO, YES};
    match (question.ask, answer) {
        (Ask::YesNo, YES) => p.t("round-yes").into_owned(),
        (Ask::YesNo, NO) => p.t("round-no").into_owned(),
        (Ask::Choice, _) => question.option(answer).unwrap_or_default().to_owned(),
        _ => answer.to_owned(),
    }
}

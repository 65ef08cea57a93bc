//! The lists on paper, worker by worker and stairwell by stairwell, in large type.
//!
//! Paper gets lost: it shows room and masked name, a star for whom to call first, and never why. Names and numbers
//! in full are printed only on demand, by who may uncover them, and that is recorded once a list.

use super::{desk, doer};
use crate::rules::{Mark, Question};
use crate::store::{self, Line, RoundRow, SheetRow};
use crate::work;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use linju_core::access::Right;
use linju_core::party::Plain;
use linju_kernel::Id;
use linju_web::{App, Page, Posted, Result, Staff, html};
use std::collections::{BTreeMap, HashMap};

/// Rows that fit on a page; a stairwell's heading takes one.
const ROWS: usize = 15;

/// A page of paper.
struct Leaf {
    who: Option<Id>,
    /// Stairwells with their lines.
    parts: Vec<(SheetRow, Vec<Line>)>,
    rows: usize,
}

#[derive(Template)]
#[template(path = "round_paper.html")]
struct PaperPage {
    p: Page,
    row: RoundRow,
    leaves: Vec<Leaf>,
    questions: Vec<Question>,
    stewards: BTreeMap<Id, String>,
    /// Names and numbers, where they were asked for.
    people: Option<BTreeMap<Id, Plain>>,
}

impl PaperPage {
    fn who(&self, leaf: &Leaf) -> String {
        if leaf.who.is_some() { self.p.name_of(&leaf.who) } else { self.p.t("round-nobody").into_owned() }
    }

    fn marks(&self) -> &'static [Mark] {
        self.row.kind.first_marks()
    }

    fn name(&self, line: &Line) -> String {
        if self.people.is_some() { line.name.clone() } else { line.masked() }
    }

    fn phone(&self, line: &Line) -> String {
        let person = self.people.as_ref().zip(line.row.person_id);
        let known = person.and_then(|(people, id)| people.get(&id));
        let number = known.and_then(|who| who.details.phone.as_ref().or(who.details.landline.as_ref()));
        number.map(|number| self.p.spoken_phone(number)).unwrap_or_default()
    }

    fn steward(&self, sheet: &SheetRow) -> Option<String> {
        let name = self.stewards.get(&sheet.steward_id?)?;
        Some(self.p.a("round-steward-is", "name", linju_kernel::personal::mask_name(name)))
    }

    /// The column of a question: its words, and the numbers to write.
    fn column(&self, question: &Question) -> String {
        use crate::rules::Ask;
        match question.ask {
            Ask::YesNo => format!("{} {}", question.text, self.p.t("round-yes-no-short")),
            Ask::Choice => {
                let options = (1..).zip(&question.options).map(|(n, option)| format!("{n}{option}"));
                format!("{} {}", question.text, options.collect::<Vec<_>>().join(" "))
            }
            _ => question.text.clone(),
        }
    }
}

/// The paper under masks.
pub async fn masked(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    desk(&staff)?;
    let who = asked.get("who").and_then(|who| who.parse().ok());
    page(&app, staff, id, who, false).await
}

/// The paper with names and numbers; recorded once a list.
pub async fn named(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    staff.require(Right::Reveal)?;
    let row = store::load(&app.house, staff.area_id(), id).await?;
    work::took_names(&app.house, &doer(&staff), &row, "export").await?;
    page(&app, staff, id, form.id("who"), true).await
}

async fn page(app: &App, staff: Staff, id: Id, who: Option<Id>, named: bool) -> Result<Response> {
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let mut sheets: Vec<SheetRow> =
        store::sheets(house, area, id).await?.into_iter().map(|counted| counted.sheet).collect();
    sheets.retain(|sheet| who.is_none() || sheet.account_id == who);
    sheets.sort_by_key(|sheet| (sheet.account_id, sheet.n));
    let stewards: Vec<Id> = sheets.iter().filter_map(|sheet| sheet.steward_id).collect();
    let mut lines: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for line in store::all_lines(house, area, id).await? {
        lines.entry(line.row.sheet).or_default().push(line);
    }
    let page = PaperPage {
        questions: row.questions(),
        stewards: store::names(house, area, &stewards).await?,
        people: if named { Some(store::people(house, area, id).await?) } else { None },
        leaves: leaves(sheets, lines),
        p: staff.page,
        row,
    };
    html(&page)
}

/// The sheets as pages of paper: a new page for each worker, and where one is full.
fn leaves(sheets: Vec<SheetRow>, mut lines: BTreeMap<i64, Vec<Line>>) -> Vec<Leaf> {
    let mut leaves: Vec<Leaf> = Vec::new();
    for sheet in sheets {
        let mut rest = lines.remove(&sheet.n).unwrap_or_default();
        while !rest.is_empty() {
            let room =
                leaves.last().filter(|leaf| leaf.who == sheet.account_id).map_or(0, |leaf| ROWS - leaf.rows);
            let whole = rest.len() < room || rest.len() >= ROWS && room > ROWS / 2;
            if !whole {
                leaves.push(Leaf { who: sheet.account_id, parts: Vec::new(), rows: 0 });
            }
            let Some(leaf) = leaves.last_mut() else { break };
            let after = rest.split_off(rest.len().min(ROWS - leaf.rows - 1));
            leaf.rows += rest.len() + 1;
            leaf.parts.push((sheet.clone(), rest));
            rest = after;
        }
    }
    leaves
}

//! What the platform suggests, as the desk sees it: on the form that takes words in, and on a case.

use super::{act, case_href};
use crate::store::CaseRow;
use crate::store::suggestions::{Kind, Suggestion};
use crate::suggest::{self, Asked, Hints, Near};
use askama::Template;
use linju_core::catalogue::Category;
use linju_kernel::Id;
use linju_web::{FieldErrors, Page, Posted, Result, Staff};

/// An open case that looks like what is asked about.
pub struct Like {
    /// Id.
    pub id: Id,
    /// Its page.
    pub href: String,
    /// Receipt in four digits.
    pub receipt: String,
    /// Title.
    pub title: String,
    /// Where, how near, and when it came.
    pub why: String,
}

impl Like {
    fn of(p: &Page, row: &CaseRow, place: Option<&str>) -> Like {
        let near = place.map_or(Near::Area, |place| Near::of(place, &row.place_path));
        let near = p.code("hint-near", near.code());
        Like {
            id: row.id,
            href: case_href(p, row.id),
            receipt: format!("{:04}", row.receipt),
            title: row.title.clone(),
            why: format!("{} · {near} · {}", row.place_name, p.day_of(&row.received_at)),
        }
    }
}

/// A category as a choice.
pub struct Choice {
    /// It.
    pub category: Category,
    /// Who usually has it, and how long it usually takes.
    pub usual: String,
}

/// Who usually has `category` here, and how long it usually takes; what is not known is not said.
pub async fn usual(p: &Page, category: &Category) -> Result<String> {
    let (house, area) = (&p.app.house, p.area().id);
    let party = suggest::usual_party(house, area, &category.code);
    let party = match party {
        Some(id) => house.reference().organisation_name(Some(id)).to_owned(),
        None => category.responsible.clone(),
    };
    let party = p.a("hint-party", "party", party);
    Ok(match suggest::usual(house, area, &category.code).await? {
        Some(usual) => {
            let days = format!("{}.{}", usual.tenths / 10, usual.tenths % 10);
            format!("{party}{}", p.a2("hint-days", "days", days, "of", usual.of))
        }
        None => party,
    })
}

async fn choices(p: &Page, categories: Vec<Category>) -> Result<Vec<Choice>> {
    let mut choices = Vec::new();
    for category in categories {
        choices.push(Choice { usual: usual(p, &category).await?, category });
    }
    Ok(choices)
}

/// The part of the form that answers to the words.
#[derive(Template)]
#[template(path = "staff/hints.html")]
pub struct HintsPart {
    p: Page,
    families: Vec<(String, Vec<Category>)>,
    choices: Vec<Choice>,
    fill: String,
    similar: Vec<Like>,
    form: Posted,
    errs: FieldErrors,
}

impl HintsPart {
    /// For what stands in `form`, said at `place`.
    pub async fn of(
        staff: &Staff,
        form: &Posted,
        place: Option<&str>,
        hints: Hints,
        errs: FieldErrors,
    ) -> Result<HintsPart> {
        let p = staff.page.clone();
        Ok(HintsPart {
            families: act::families(&p),
            choices: choices(&p, hints.categories).await?,
            fill: hints.fill.unwrap_or_default(),
            similar: hints.similar.iter().map(|row| Like::of(&p, row, place)).collect(),
            form: form.clone(),
            errs,
            p,
        })
    }

    fn chosen(&self) -> &str {
        chosen(&self.form).unwrap_or(&self.fill)
    }

    /// Is what was chosen none of what is suggested?
    fn is_other(&self, code: &str) -> bool {
        self.chosen() == code && !self.choices.iter().any(|choice| choice.category.code == code)
    }

    fn offered(&self) -> String {
        self.choices.iter().map(|choice| choice.category.code.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn offered_similar(&self) -> String {
        self.similar.iter().map(|like| like.id.to_string()).collect::<Vec<_>>().join(" ")
    }
}

/// The category that was chosen in the form, from the list before what was suggested.
pub fn chosen(form: &Posted) -> Option<&str> {
    ["category_other", "category"].into_iter().map(|field| form.get(field)).find(|code| !code.is_empty())
}

/// What the form had suggested, and the rank of what was taken: 0 where it was something else.
pub fn seen(form: &Posted, category: &str) -> Vec<(Kind, Vec<String>, i64)> {
    const MOST: usize = 3;
    let shown = |field: &str, kind: Kind, taken: &str| {
        let offered: Vec<String> = form.get(field).split_whitespace().take(MOST).map(str::to_owned).collect();
        let rank = offered.iter().position(|one| one == taken).map_or(0, |at| at as i64 + 1);
        (kind, offered, rank)
    };
    vec![
        shown("offered_category", Kind::Category, category),
        shown("offered_similar", Kind::Similar, form.get("into")),
    ]
}

/// What is suggested beside a case.
#[derive(Default)]
pub struct Beside {
    /// Open cases that it looks like.
    pub similar: Vec<Like>,
    /// Categories it sounds like, other than its own; only while nobody has looked at it.
    pub choices: Vec<Choice>,
    /// Who usually has it, and how long it usually takes.
    pub usual: String,
}

impl Beside {
    /// For `row`: what was `suggested` when it came and nobody has decided on, as far as it still holds; `alike` are
    /// the cases it looks like.
    pub async fn of(
        p: &Page,
        row: &CaseRow,
        category: &Category,
        suggested: &[Suggestion],
        alike: &[CaseRow],
    ) -> Result<Beside> {
        if !row.state().is_before_handled() {
            return Ok(Beside::default());
        }
        let reference = p.app.house.reference();
        let sounds = suggested.iter().filter(|one| one.kind() == Some(Kind::Category));
        let codes: Vec<String> = sounds.flat_map(|one| one.offered()).map(str::to_owned).collect();
        // Where the first suggestion is what it was raised as, there is nothing to say.
        let agrees = codes.first() == Some(&row.category_code);
        let others = |code: &String| *code != row.category_code && !row.touched && !agrees;
        let known = codes.iter().filter(|code| others(code)).filter_map(|code| reference.category(code));
        Ok(Beside {
            similar: alike.iter().map(|like| Like::of(p, like, Some(&row.place_path))).collect(),
            choices: choices(p, known.filter(|category| category.active).cloned().collect()).await?,
            usual: usual(p, category).await?,
        })
    }
}

/// What the words of `form` sound like and look like.
pub async fn ask(staff: &Staff, form: &Posted, place: Option<&str>) -> Result<Hints> {
    let asked =
        Asked { words: form.get("words"), place, category: chosen(form), at: staff.now(), case: None };
    Ok(suggest::hints(&staff.page.app.house, staff.area_id(), asked).await?)
}

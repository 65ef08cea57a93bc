//! One line: how it went, the ladder of whom to call when nobody answers, a hazard, and what the registry is to
//! learn.

use super::{Choice, at, desk, doer, parts};
use crate::rules::{LIFE, Mark, Question, Verb};
use crate::store::{self, Line, RoundRow};
use crate::work::{self, Facts, Hazard, Told};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::House;
use linju_core::access::Right;
use linju_core::access::look::OWN_STAIRWELL;
use linju_core::ledger::Entry;
use linju_core::party::{PersonRole, Plain, ResidenceState, RoleKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::normalise_phone;
use linju_kernel::{Day, Id, Refusal, coded};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};

coded! {
    /// What can be uncovered here.
    pub enum Field {
        /// The whole name.
        Name = "name",
        /// The number to call.
        Phone = "phone",
    }
}

/// A rung of the ladder: the person, then who is to be called for them, then who keeps a key.
struct Rung {
    /// What they are to the person; none for the person.
    role: Option<PersonRole>,
    who: Plain,
}

#[derive(Template)]
#[template(path = "round_line.html")]
struct LinePage {
    p: Page,
    row: RoundRow,
    line: Line,
    sheet_name: String,
    questions: Vec<Question>,
    answers: Vec<String>,
    note: String,
    ladder: Vec<Rung>,
    /// What was just uncovered, of whom.
    shown: Option<(Id, Field)>,
    reason_needed: bool,
    states: Vec<Choice>,
    categories: Vec<Choice>,
    life: Vec<Entry>,
    form: Posted,
    errs: FieldErrors,
}

impl LinePage {
    fn to(&self, rest: &str) -> String {
        at(&self.p, &self.row.id, &format!("/lines/{}{rest}", self.line.row.id))
    }

    fn may(&self) -> bool {
        LIFE.verbs(self.row.state, &parts(&self.p)).contains(&Verb::Mark)
    }

    fn marks(&self) -> Vec<Mark> {
        self.row.kind.lines().verbs(self.line.row.mark, &parts(&self.p))
    }

    fn shows(&self, whom: &Plain, field: Field) -> bool {
        self.shown == Some((whom.id, field))
    }

    fn name(&self, whom: &Plain) -> String {
        if self.shows(whom, Field::Name) { whom.details.name.clone() } else { whom.masked_name() }
    }

    /// A number that was uncovered.
    fn number(&self, whom: &Plain) -> Option<String> {
        let details = &whom.details;
        details
            .phone
            .as_ref()
            .or(details.landline.as_ref())
            .cloned()
            .filter(|_| self.shows(whom, Field::Phone))
    }

    fn may_reveal(&self) -> bool {
        self.p.may(Right::Reveal)
    }

    fn answer(&self, n: &usize) -> String {
        let field = answer_field(n);
        let before = self.answers.get(*n).map_or("", String::as_str);
        if self.form.ticked("once") && self.form.ticked(&field) { self.form.get(&field) } else { before }
            .to_owned()
    }

    /// The marks this line was given, with when and by whom.
    fn marked(&self) -> impl Iterator<Item = &Entry> {
        self.life.iter().filter(|entry| entry.event.verb == Verb::Mark.code())
    }
}

/// Field of the answer to question `n`.
fn answer_field(n: &usize) -> String {
    format!("answer{n}")
}

/// The page.
pub async fn show(
    State(app): State<App>,
    Path((_, id, line)): Path<(String, Id, Id)>,
    staff: Staff,
) -> Result<Response> {
    page(&app, staff, (id, line), None, Posted::default(), FieldErrors::new()).await
}

async fn page(
    app: &App,
    staff: Staff,
    (id, line): (Id, Id),
    shown: Option<(Id, Field)>,
    form: Posted,
    errs: FieldErrors,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let row = store::load(house, area, id).await?;
    let line = store::line(house, area, id, line).await?;
    let reference = house.reference();
    let active = reference.categories.iter().filter(|category| category.active);
    let status = if errs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let once = house.id().to_string();
    let page = LinePage {
        sheet_name: store::sheet(house, area, id, line.row.sheet).await?.0.name,
        questions: row.questions(),
        answers: line.row.answers(house)?,
        note: line.row.note(house)?,
        ladder: ladder(house, &staff, &line).await?,
        reason_needed: !own(house, &staff, &line).await?,
        states: staff.page.choices("round-residence", ResidenceState::ALL),
        categories: active.map(|c| Choice { value: c.code.clone(), label: c.name.clone() }).collect(),
        life: house.timeline(area, line.row.id, false).await?,
        form: if form.ticked("once") { form } else { form.with("once", once) },
        p: staff.page,
        row,
        line,
        shown,
        errs,
    };
    html_with(status, &page)
}

/// Does whoever is signed in look after the stairwell of this line?
async fn own(house: &House, staff: &Staff, line: &Line) -> Result<bool> {
    let paths = [line.row.place_path.as_str()];
    Ok(house.looks_after(staff.area_id(), staff.session.account, &paths, staff.page.today()).await?)
}

/// Whom to call, in this order: the person, their emergency contacts, whoever keeps a key.
async fn ladder(house: &House, staff: &Staff, line: &Line) -> Result<Vec<Rung>> {
    let Some(person) = line.row.person_id else { return Ok(Vec::new()) };
    let (area, today) = (staff.area_id(), staff.page.today());
    let around = house.roles_around(area, person).await?;
    let near = |role: &PersonRole| role.for_person_id == Some(person) && role.holds(today);
    let mut roles: Vec<PersonRole> = around.into_iter().map(|held| held.role).filter(near).collect();
    roles.sort_by_key(|role| (role.kind != RoleKind::EmergencyContact, role.id));
    let ids: Vec<Id> = roles.iter().map(|role| role.person_id).chain([person]).collect();
    let people = house.people(area, &ids).await?;
    let find = |id: Id| people.iter().find(|one| one.id == id).cloned();
    let mut ladder: Vec<Rung> = find(person).map(|who| Rung { role: None, who }).into_iter().collect();
    ladder.extend(
        roles.into_iter().filter_map(|role| Some(Rung { who: find(role.person_id)?, role: Some(role) })),
    );
    Ok(ladder)
}

/// Writes down how it went, and goes back to the sheet.
pub async fn record(
    State(app): State<App>,
    Path((_, id, line)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let (house, area) = (&app.house, staff.area_id());
    let once = form.id("once").ok_or(Error::BadRequest)?.to_string();
    let row = store::load(house, area, id).await?;
    let known = store::line(house, area, id, line).await?;
    let sheet = known.row.sheet;
    let done = match told(&form, &row) {
        Ok(told) => {
            work::enter(house, &doer(&staff), &row, &[(known, told)], &once).await.map_err(Error::from)
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => {
            let back = at(&staff.page, &id, &format!("/sheets/{sheet}#l{line}"));
            Ok(Redirect::to(&back).into_response())
        }
        Err(Error::Refused(refusal)) => page(&app, staff, (id, line), None, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

/// What a form tells. Refuses `round-recheck` at `recheck` and `round-phone` at `phone`.
fn told(form: &Posted, row: &RoundRow) -> std::result::Result<Told, Refusal> {
    let answers = (0..row.questions().len()).map(|n| form.get(&answer_field(&n)).to_owned()).collect();
    let hazard = match form.get("hazard") {
        "" => None,
        words => Some(Hazard {
            category: form.get("category").to_owned(),
            words: words.to_owned(),
            recheck: form.day("recheck").ok_or(Refusal::new("round-recheck").at("recheck"))?,
        }),
    };
    let phone = match form.get("phone") {
        "" => None,
        typed => Some(normalise_phone(typed).ok_or(Refusal::new("round-phone").at("phone"))?),
    };
    let facts = Facts { state: form.coded("state"), phone };
    Ok(Told {
        mark: form.coded("mark"),
        note: form.get("note").to_owned(),
        answers,
        hazard,
        facts: Some(facts).filter(|facts| *facts != Facts::default()),
    })
}

/// Uncovers a name or a number once, on this page only; who, whose, why and when are recorded. Whoever looks after
/// the stairwell need not say why.
pub async fn reveal(
    State(app): State<App>,
    Path((_, id, line)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    staff.require(Right::Reveal)?;
    let (house, area) = (&app.house, staff.area_id());
    let field: Field = form.coded("field").ok_or(Error::BadRequest)?;
    let whom = form.id("whom").ok_or(Error::BadRequest)?;
    let known = store::line(house, area, id, line).await?;
    if !ladder(house, &staff, &known).await?.iter().any(|rung| rung.who.id == whom) {
        return Err(Error::NotFound);
    }
    let reason = match form.get("why") {
        "" if own(house, &staff, &known).await? => OWN_STAIRWELL,
        "" => {
            let refusal = Refusal::new("round-why").at("why");
            return page(&app, staff, (id, line), None, Posted::default(), refusal.into()).await;
        }
        reason => reason,
    };
    house.record_look(area, staff.session.account, whom, field.code(), reason).await?;
    page(&app, staff, (id, line), Some((whom, field)), Posted::default(), FieldErrors::new()).await
}

/// Says that a hazard was looked at again.
pub async fn look_again(
    State(app): State<App>,
    Path((_, id, line)): Path<(String, Id, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    desk(&staff)?;
    let known = store::line(&app.house, staff.area_id(), id, line).await?;
    let next: Option<Day> = if form.ticked("gone") { None } else { form.day("next") };
    let done = match (form.ticked("gone"), next) {
        (false, None) => Err(Refusal::new("round-recheck").at("next").into()),
        _ => work::look_again(&app.house, &doer(&staff), &known.row, next).await.map_err(Error::from),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&at(&staff.page, &id, &format!("/lines/{line}"))).into_response()),
        Err(Error::Refused(refusal)) => page(&app, staff, (id, line), None, form, refusal.into()).await,
        Err(error) => Err(error),
    }
}

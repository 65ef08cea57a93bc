//! A verb's own small page: the form with only what it needs, and carrying it out.

use super::act_form::{Field, Reading, fields, note_is_optional, organisation, press, step_before};
use super::line::{Row, verb_word};
use super::{case_href, refusal, require, see};
use crate::pages::joint::{self, Part};
use crate::pages::kept::{self, FileField, Kept};
use crate::rules::case::{Outcome, Party, State};
use crate::rules::command::Verb;
use crate::store::lists;
use crate::store::tasks::{self, Joint, Task};
use crate::store::{CaseRow, Stored, cases, desk, devices};
use crate::work::{self, Doer, Press};
use askama::Template;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use linju_core::access::Role;
use linju_core::catalogue::{Category, CommitteePart};
use linju_core::file::Stored as StoredFile;
use linju_core::{Change, House};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Refusal};
use linju_web::page::html_with;
use linju_web::{App, Error, FieldErrors, Page, Posted, Result, Staff};
use std::collections::HashMap;

/// The files of the forms: photos from before and after, and papers that prove it.
const FILES: [FileField; 3] = [
    FileField { name: "before", purpose: "before", takes: &["image/"] },
    FileField { name: "photos", purpose: "after", takes: &["image/"] },
    FileField { name: "evidence", purpose: "evidence", takes: &["image/", "application/pdf"] },
];

/// What whoever looks may do next: the open verbs in the table's order, and handling where one more step,
/// expected in the same press, leads there.
pub fn offered(doer: &Doer, row: &CaseRow) -> Vec<Verb> {
    let mut verbs = work::open_verbs(doer, row);
    if step_before(row, Verb::Handle).is_some_and(|step| verbs.contains(&step.verb())) {
        verbs.push(Verb::Handle);
    }
    verbs
}

/// The verbs most likely in a state, most likely first; where the committee leads, doing it itself comes before
/// handing it on.
pub fn likely(p: &Page, state: State, category: &str) -> &'static [Verb] {
    let reference = p.app.house.reference();
    let leads = reference.category(category).is_some_and(|c| c.committee_part == CommitteePart::Lead.code());
    match state {
        State::Received | State::Triaged | State::Reopened if leads => {
            &[Verb::Take, Verb::Answer, Verb::Dispatch, Verb::Contact]
        }
        State::Received | State::Reopened => &[Verb::Dispatch, Verb::Take, Verb::Answer, Verb::Contact],
        State::Triaged => &[Verb::Dispatch, Verb::Take, Verb::QuickFix],
        State::Dispatched => &[Verb::Acknowledge, Verb::Handle, Verb::Contact, Verb::Nudge],
        State::Acknowledged | State::Handling => &[Verb::Handle, Verb::Wait, Verb::Contact],
        State::Waiting => &[Verb::Resume, Verb::Handle, Verb::Contact],
        State::Handled => &[Verb::Confirm, Verb::Verify, Verb::Try],
        State::Verified => &[Verb::Confirm, Verb::Try],
        State::Closed | State::Declined | State::Redirected => &[Verb::Dispute],
        State::Merged => &[Verb::Unmerge],
        State::Withdrawn => &[Verb::Note],
    }
}

/// The committee's own people who work on cases here, by name.
pub fn colleagues(p: &Page) -> Vec<(Id, String)> {
    const ROLES: [Role; 4] = [Role::Secretary, Role::Director, Role::CommunityWorker, Role::CommitteeMember];
    let reference = p.app.house.reference();
    reference.staff(p.area().id, &ROLES, p.now).into_iter().map(|c| (c.id, c.name.clone())).collect()
}

#[derive(Template)]
#[template(path = "staff/act.html")]
struct ActPage {
    p: Page,
    href: String,
    row: CaseRow,
    verb: Verb,
    label: String,
    /// The organisation for which a worker records what was said on the phone.
    told_by: Option<String>,
    /// Is the case handed on first, in the same press?
    before: Option<String>,
    parties: Vec<(Id, String, bool)>,
    families: Vec<(String, Vec<Category>)>,
    colleagues: Vec<(Id, String)>,
    alike: Vec<Row>,
    tasks: Vec<(Id, String)>,
    laws: Vec<String>,
    channels: Vec<String>,
    needs_photo: bool,
    kept: Vec<Kept>,
    form: Posted,
    errs: FieldErrors,
}

impl ActPage {
    fn fields(&self) -> &'static [Field] {
        fields(self.verb)
    }

    /// Label of the free text: its own for each verb.
    fn note_label(&self) -> String {
        self.p.code("staff-note", self.verb.code()).into_owned()
    }

    fn note_hint(&self) -> String {
        if note_is_optional(self.verb) { self.p.t("optional").into_owned() } else { String::new() }
    }

    fn lead(&self) -> String {
        self.p.code("staff-lead", self.verb.code()).into_owned()
    }

    fn chosen(&self, field: &str, value: impl std::fmt::Display) -> bool {
        self.form.get(field) == value.to_string()
    }

    fn outcomes(&self) -> [(&'static str, String); 4] {
        let all = [Outcome::Solved, Outcome::Partly, Outcome::CannotBeSolved, Outcome::MovedToList];
        all.map(|o| (o.code(), self.p.code("outcome", o.code()).into_owned()))
    }

    fn units(&self) -> [(&'static str, String); 3] {
        ["wd", "wh", "h"].map(|unit| (unit, self.p.t(&format!("staff-unit-{unit}")).into_owned()))
    }

    fn hows(&self) -> [(&'static str, String); 4] {
        ["phone", "doorstep", "wechat", "counter"].map(|how| (how, self.p.code("channel", how).into_owned()))
    }
}

/// Which verb was chosen on the board: leads to its form.
pub async fn choose(
    staff: Staff,
    Path((_, case)): Path<(String, Id)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response> {
    require(&staff)?;
    let verb = asked.get("verb").and_then(|code| Verb::of(code));
    let verb = verb.ok_or(Error::NotFound)?;
    see(&format!("{}/do/{}", case_href(&staff.page, case), verb.code()))
}

/// The form of a verb.
pub async fn form(staff: Staff, Path((_, case, verb)): Path<(String, Id, String)>) -> Result<Response> {
    require(&staff)?;
    let verb = Verb::of(&verb).ok_or(Error::NotFound)?;
    let stored = cases::load(&staff.page.app.house, staff.area_id(), case).await?;
    let mut form = blank(&staff, &stored.row, verb);
    if verb == Verb::Handle {
        let (_, tasks) = tasks::with_case(&staff.page.app.house, stored.row.area_id, case).await?;
        form = form.with("note", joint::merged(&staff.page, &joint::parts(&staff.page, tasks)));
    }
    let filled = Filled { form, ..Filled::default() };
    page(staff, stored.row, verb, filled, StatusCode::OK).await
}

/// The form as it begins: what the catalogue suggests, and whoever looks.
fn blank(staff: &Staff, row: &CaseRow, verb: Verb) -> Posted {
    let p = &staff.page;
    let reference = p.app.house.reference();
    let worker = row.worker_id.unwrap_or(staff.session.account);
    let form = Posted::default()
        .with("once", devices::token())
        .with("category", row.category_code.as_str())
        .with("title", row.title.as_str())
        .with("worker", worker.to_string())
        .with("limit_unit", "wd")
        .with("how", "phone");
    match verb {
        Verb::Dispatch => match suggested(p, &row.category_code) {
            Some(id) => form.with("party", id.to_string()),
            None => form,
        },
        Verb::Decline => form.with("law", reference.category(&row.category_code).map_or("", |c| &c.basis)),
        Verb::Escalate => form.with("note", package(p, row)),
        _ => form,
    }
}

/// Who takes a category here, by the catalogue of the area; none where that is the committee itself.
fn suggested(p: &Page, category: &str) -> Option<Id> {
    let reference = p.app.house.reference();
    let rule =
        reference.dispatch_rules.iter().find(|r| r.area_id == p.area().id && r.category_code == category);
    rule.map(|r| r.organisation_id).filter(|id| !is_committee(p, *id))
}

fn is_committee(p: &Page, organisation: Id) -> bool {
    p.app.house.reference().organisations.get(&organisation).is_some_and(|o| o.kind == "committee")
}

/// What goes up with a case: enough to decide without asking back, nothing that names anyone.
fn package(p: &Page, row: &CaseRow) -> String {
    let party = work::party_name(&p.app.house, row.area_id, row.party());
    let values = [
        ("title", row.title.clone().into()),
        ("place", row.place_name.clone().into()),
        ("day", p.day_of(&row.received_at).into()),
        ("party", party.into()),
        ("requests", row.requests.into()),
        ("returns", row.returns.into()),
    ];
    p.app.house.words.with(p.locale, "staff-package", &values)
}

/// The organisations a case may be given to, the suggested one first.
fn parties(p: &Page, category: &str) -> Vec<(Id, String, bool)> {
    let reference = p.app.house.reference();
    let first = suggested(p, category);
    let mut parties: Vec<(Id, String, bool)> = reference
        .organisations_in(p.area().id, p.today())
        .filter(|(o, _)| !is_committee(p, o.id))
        .map(|(o, _)| (o.id, o.name.clone(), Some(o.id) == first))
        .collect();
    parties.sort_by(|a, b| (!a.2, &a.1, a.0).cmp(&(!b.2, &b.1, b.0)));
    parties.dedup_by_key(|party| party.0);
    parties
}

/// The categories that may be chosen, by family.
pub fn families(p: &Page) -> Vec<(String, Vec<Category>)> {
    let mut families: Vec<(String, Vec<Category>)> = Vec::new();
    for category in p.app.house.reference().categories.iter().filter(|c| c.active) {
        match families.last_mut().filter(|family| family.0 == category.family_name) {
            Some(family) => family.1.push(category.clone()),
            None => families.push((category.family_name.clone(), vec![category.clone()])),
        }
    }
    families
}

/// A form as it was filled in: what was typed, the files it has already, and what is wrong.
#[derive(Default)]
struct Filled {
    form: Posted,
    kept: Vec<Kept>,
    errs: FieldErrors,
}

async fn page(
    staff: Staff,
    row: CaseRow,
    verb: Verb,
    filled: Filled,
    status: StatusCode,
) -> Result<Response> {
    let Filled { form, kept, errs } = filled;
    let house = staff.page.app.house.clone();
    let doer = Doer::of(&staff.session, &row);
    if !offered(&doer, &row).contains(&verb) && errs.is_empty() {
        return Err(Refusal::new("not-now").into());
    }
    let has = |field| fields(verb).contains(&field);
    let alike: Vec<CaseRow> =
        if has(Field::Into) { desk::alike(&house, &row, "", 30).await? } else { Vec::new() };
    let tasks: Vec<Task> =
        if has(Field::Task) { tasks::with_case(&house, row.area_id, row.id).await?.1 } else { Vec::new() };
    let p = staff.page;
    let reference = house.reference();
    let category = reference.category(&row.category_code);
    let told_by = told_by(&doer, &row, verb).map(|id| reference.organisation_name(Some(id)).to_owned());
    let part = |part: Part| (part.task.id, format!("{}：{}", part.organisation, part.task.what));
    let texts = |key: &str| p.t(key).lines().map(str::to_owned).collect::<Vec<_>>();
    let page = ActPage {
        href: case_href(&p, row.id),
        label: verb_word(&p, &row, verb),
        told_by,
        before: step_before(&row, verb).map(|step| p.code("verb", step.verb().code()).into_owned()),
        parties: if has(Field::Party) || has(Field::Organisation) {
            parties(&p, &row.category_code)
        } else {
            Vec::new()
        },
        families: if has(Field::Category) { families(&p) } else { Vec::new() },
        colleagues: if has(Field::Worker) { colleagues(&p) } else { Vec::new() },
        alike: alike.iter().map(|row| Row::of(&p, row)).collect(),
        tasks: joint::parts(&p, tasks).into_iter().filter(|part| part.task.is_open()).map(part).collect(),
        laws: texts("staff-laws"),
        channels: texts("staff-channels"),
        needs_photo: category.is_some_and(|c| c.needs_photo),
        row,
        verb,
        kept,
        form,
        errs,
        p,
    };
    html_with(status, &page)
}

/// The organisation whose word a worker records: where it is responsible and the worker is not.
fn told_by(doer: &Doer, row: &CaseRow, verb: Verb) -> Option<Id> {
    use crate::rules::Who;
    const THEIRS: [Verb; 7] = [
        Verb::Acknowledge,
        Verb::Return,
        Verb::Start,
        Verb::Wait,
        Verb::Resume,
        Verb::Handle,
        Verb::TaskDone,
    ];
    match row.party() {
        Party::Organisation(id) if THEIRS.contains(&verb) && !doer.part.parts.contains(&Who::Handler) => {
            Some(id)
        }
        _ => None,
    }
}

/// Carries the verb out. The same form sent twice does it once.
pub async fn carry_out(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((_, case, verb)): Path<(String, Id, String)>,
    form: Posted,
) -> Result<Response> {
    require(&staff)?;
    let verb = Verb::of(&verb).ok_or(Error::NotFound)?;
    let (house, area) = (&app.house, staff.area_id());
    let stored = cases::load(house, area, case).await?;
    let row = stored.row.clone();
    let (kept, errs) = Kept::all(house, area, &form, &FILES).await?;
    if !errs.is_empty() {
        return page(staff, row, verb, Filled { form, kept, errs }, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let done = match done(house, &staff, stored, verb, &form, kept::stored(&kept)).await {
        Err(linju_core::Error::Refused(_)) | Err(linju_core::Error::Db(_))
            if sent_before(house, area, &form).await? =>
        {
            Ok(())
        }
        other => other,
    };
    match done {
        Ok(()) => see(&case_href(&staff.page, case)),
        Err(error) => {
            let errs = at_form(verb, refusal(error)?).into();
            page(staff, row, verb, Filled { form, kept, errs }, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn sent_before(house: &House, area: Id, form: &Posted) -> Result<bool> {
    let key = form.get("once");
    Ok(!key.is_empty() && house.answered(area, key).await?.is_some())
}

async fn done(
    house: &House,
    staff: &Staff,
    stored: Stored,
    verb: Verb,
    form: &Posted,
    files: Vec<(&'static str, StoredFile)>,
) -> linju_core::Result<()> {
    let row = stored.row.clone();
    let mut doer = Doer::of(&staff.session, &row);
    doer.told_by = told_by(&doer, &row, verb);
    let pictures = files.iter().filter(|(purpose, file)| *purpose == "after" && file.size.is_some()).count();
    let into = if verb == Verb::Merge { into(house, &row, form).await? } else { None };
    let reading = Reading { p: &staff.page, row: &row, account: staff.session.account, into, pictures };
    let joint = match verb {
        Verb::Invite => Some(Joint::Ask(task(house, staff, &row, form)?)),
        Verb::TaskDone => Some(Joint::Finish(form.id("task").ok_or(Refusal::new("task-choose").at("task"))?)),
        _ => None,
    };
    let press = Press { joint, ..press(verb, form, &reading, files)? };
    let mut change = Change::new(row.area_id, house.now(), staff.actor());
    work::prepare(house, &doer, stored, press, &mut change).await?;
    house.commit(change).await
}

fn task(house: &House, staff: &Staff, row: &CaseRow, form: &Posted) -> Result<Task, Refusal> {
    let missing = Refusal::new("party-missing").at("organisation");
    let organisation_id = organisation(form, "organisation", &staff.page).ok_or(missing)?;
    let zone = staff.page.zone();
    Ok(Task {
        area_id: row.area_id,
        id: house.id(),
        case_id: row.id,
        organisation_id,
        what: form.get("note").to_owned(),
        due_at: form.day("task_due").map(|day| day.plus_days(1).start(&zone)),
        state: "open".into(),
        note: String::new(),
        created_at: house.now(),
        done_at: None,
    })
}

/// The case that a merge names by its receipt, or by choice from the list.
async fn into(house: &House, row: &CaseRow, form: &Posted) -> linju_core::Result<Option<(Id, bool)>> {
    if let Some(receipt) = form.number("receipt") {
        let found = lists::by_receipt(house, row.area_id, receipt).await?;
        let found = found.iter().find(|line| line.id != row.id).or(found.first());
        let line = found.ok_or(Refusal::new("receipt-unknown").at("into"))?;
        return Ok(Some((line.id, is_open(&line.state))));
    }
    let Some(id) = form.id("into") else { return Ok(None) };
    let target = cases::load(house, row.area_id, id).await?;
    Ok(Some((id, target.case.state.is_open())))
}

fn is_open(state: &str) -> bool {
    State::of(state).is_some_and(State::is_open)
}

/// A refusal of the rules where this form shows it.
fn at_form(verb: Verb, refusal: Refusal) -> Refusal {
    match (verb, refusal.field) {
        (Verb::QuickFix, Some("solved")) => refusal.at("nodded"),
        _ => refusal,
    }
}

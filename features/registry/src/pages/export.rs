//! Excel out: the people of a place. It uncovers everyone in it, so it asks why and is recorded as a look.

use super::reader;
use crate::import::places::PlaceBook;
use axum::extract::State;
use axum::response::Response;
use linju_core::access::Right;
use linju_core::party::{PersonRole, Plain, RoleKind};
use linju_core::place::Place;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Refusal};
use linju_web::sheet::{self, Cell, Leaf};
use linju_web::{App, Error, Page, Posted, Result, Staff};
use std::collections::BTreeMap;

const COLUMNS: [(&str, f64); 9] = [
    ("reg-column-name", 10.0),
    ("reg-column-gender", 6.0),
    ("reg-column-born", 12.0),
    ("reg-column-phone", 14.0),
    ("reg-column-landline", 14.0),
    ("reg-column-address", 26.0),
    ("reg-column-state", 12.0),
    ("reg-column-role", 10.0),
    ("reg-column-note", 30.0),
];

/// A line of the sheet: a person in a room.
struct Line {
    person: Plain,
    room: String,
    roles: Vec<PersonRole>,
}

/// The people with a role at a room in the place named, as a workbook.
pub async fn people(State(app): State<App>, staff: Staff, form: Posted) -> Result<Response> {
    reader(&staff)?;
    let place = app.house.place(staff.area_id(), form.id("place").ok_or(Error::BadRequest)?).await?;
    let bytes = people_of(&staff, &place, form.get("reason")).await?;
    Ok(sheet::attachment(&format!("people-{}.xlsx", staff.page.today()), bytes))
}

/// The workbook of `place`, recorded as a look of `staff`. Refuses `look-reason-missing` at `reason`.
pub async fn people_of(staff: &Staff, place: &Place, reason: &str) -> Result<Vec<u8>> {
    staff.require(Right::Reveal)?;
    let (house, area, day) = (&staff.page.app.house, staff.area_id(), staff.page.today());
    if reason.trim().is_empty() {
        return Err(Refusal::new("look-reason-missing").at("reason").into());
    }
    let kinds = [RoleKind::Resident, RoleKind::Owner, RoleKind::Tenant, RoleKind::Lessee];
    let roles = house.roles_in(area, &place.path, &kinds, day).await?;
    let people = house.people_in(area, &place.path, day).await?;
    let book = PlaceBook::load(house, area).await?;
    let lines = lines(roles, &people, &book);
    house.record_look(area, staff.session.account, place.id, "export", reason).await?;
    let about = About {
        place: place.full_name.clone(),
        by: staff.session.name.clone(),
        reason: reason.to_owned(),
        day,
    };
    let p = staff.page.clone();
    let bytes = tokio::task::spawn_blocking(move || workbook(&p, &lines, &about)).await;
    Ok(bytes.map_err(|_| Error::Broken)??)
}

/// One line for each person and room, in the order of rooms.
fn lines(roles: Vec<PersonRole>, people: &[Plain], book: &PlaceBook) -> Vec<Line> {
    let mut together: BTreeMap<(String, Id), Vec<PersonRole>> = BTreeMap::new();
    for role in roles {
        together.entry((role.path.clone(), role.person_id)).or_default().push(role);
    }
    let line = |((_, id), roles): ((String, Id), Vec<PersonRole>)| {
        let person = people.iter().find(|p| p.id == id)?.clone();
        let room = book.get(roles.first()?.place_id)?.full_name.clone();
        Some(Line { person, room, roles })
    };
    together.into_iter().filter_map(line).collect()
}

/// What the second sheet says.
struct About {
    place: String,
    by: String,
    reason: String,
    day: Day,
}

fn workbook(p: &Page, lines: &[Line], about: &About) -> linju_core::Result<Vec<u8>> {
    let people = Leaf {
        name: p.t("reg-export-sheet").into_owned(),
        widths: COLUMNS.map(|(_, width)| width).to_vec(),
        header: COLUMNS.map(|(key, _)| p.t(key).into_owned()).to_vec(),
        rows: lines.iter().map(|line| cells(p, line)).collect(),
    };
    let day = about.day.to_string();
    let words = [
        ("reg-export-place", &about.place),
        ("reg-export-day", &day),
        ("reg-export-by", &about.by),
        ("reg-export-why", &about.reason),
    ];
    let words = words.map(|(key, value)| vec![Cell::from(&*p.t(key)), value.as_str().into()]);
    let care = vec![Vec::new(), vec![Cell::from(&*p.t("reg-export-care"))]];
    let about = Leaf {
        name: p.t("reg-export-about").into_owned(),
        widths: vec![14.0, 60.0],
        rows: words.into_iter().chain(care).collect(),
        ..Leaf::default()
    };
    sheet::workbook(&[people, about])
}

fn cells(p: &Page, line: &Line) -> Vec<Cell> {
    let details = &line.person.details;
    let state = line.roles.iter().find_map(|r| r.residence_state);
    let role = line.roles.iter().find(|r| r.kind != RoleKind::Resident);
    let word =
        |list: &str, code: Option<&str>| code.map(|code| p.code(list, code).into_owned()).unwrap_or_default();
    vec![
        details.name.as_str().into(),
        word("gender", Some(details.gender.code())).into(),
        details.born.map_or_else(|| Cell::from(""), Cell::Day),
        details.phone.as_deref().unwrap_or_default().into(),
        details.landline.as_deref().unwrap_or_default().into(),
        line.room.as_str().into(),
        word("residence", state.map(Coded::code)).into(),
        word("role", role.map(|r| r.kind.code())).into(),
        details.note.as_str().into(),
    ]
}

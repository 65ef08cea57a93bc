//! Excel out: the people of a place. It uncovers everyone in it, so it asks why and is recorded as a look.

use super::reader;
use crate::import::places::PlaceBook;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use linju_core::access::Right;
use linju_core::party::{PersonRole, Plain, RoleKind};
use linju_core::place::Place;
use linju_kernel::{Day, Id, Refusal};
use linju_web::{App, Error, Page, Posted, Result, Staff};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
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
    let name = format!("attachment; filename=\"people-{}.xlsx\"", staff.page.today());
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
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
    let bytes =
        tokio::task::spawn_blocking(move || workbook(&p, &lines, &about)).await.map_err(|_| Error::Broken)?;
    bytes.map_err(|error| {
        tracing::error!(%error, "a workbook was not written");
        Error::Broken
    })
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

fn workbook(p: &Page, lines: &[Line], about: &About) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(p.t("reg-export-sheet"))?.set_freeze_panes(1, 0)?;
    for (at, (key, width)) in COLUMNS.iter().enumerate() {
        sheet.set_column_width(at as u16, *width)?.write_with_format(0, at as u16, p.t(key), &head)?;
    }
    for (at, line) in lines.iter().enumerate() {
        write_line(sheet, at as u32 + 1, p, line)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(p.t("reg-export-about"))?.set_column_width(0, 14)?.set_column_width(1, 60)?;
    let day = about.day.to_string();
    let words = [
        ("reg-export-place", &about.place),
        ("reg-export-day", &day),
        ("reg-export-by", &about.by),
        ("reg-export-why", &about.reason),
    ];
    for (at, (key, value)) in words.into_iter().enumerate() {
        sheet.write(at as u32, 0, p.t(key))?.write(at as u32, 1, value)?;
    }
    sheet.write(5, 0, p.t("reg-export-care"))?;
    book.save_to_buffer()
}

fn write_line(sheet: &mut Worksheet, row: u32, p: &Page, line: &Line) -> std::result::Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let details = &line.person.details;
    let state = line.roles.iter().find_map(|r| r.residence_state);
    let role = line.roles.iter().find(|r| r.kind != RoleKind::Resident);
    sheet.write(row, 0, &details.name)?.write(row, 1, p.code("gender", details.gender.code()))?;
    if let Some(born) = details.born {
        let (year, month, day) =
            (born.0.year().unsigned_abs(), born.0.month().unsigned_abs(), born.0.day().unsigned_abs());
        let date = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_with_format(row, 2, &ExcelDateTime::from_ymd(year, month, day)?, &date)?;
    }
    sheet.write_with_format(row, 3, details.phone.as_deref().unwrap_or_default(), &text)?;
    sheet.write_with_format(row, 4, details.landline.as_deref().unwrap_or_default(), &text)?;
    sheet.write(row, 5, &line.room)?;
    sheet.write(row, 6, state.map(|s| p.code("residence", s.code()).into_owned()).unwrap_or_default())?;
    sheet.write(row, 7, role.map(|r| p.code("role", r.kind.code()).into_owned()).unwrap_or_default())?;
    sheet.write(row, 8, &details.note)?;
    Ok(())
}

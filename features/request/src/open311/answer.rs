//! What is read: where the interface is, what may be reported, and what became of what was.

use super::fault::Fault;
use super::question::{self, Question};
use super::tree::Format;
use super::{BASE, place};
use crate::rules::case::Nature;
use crate::store::CaseRow;
use crate::store::open311::{self as store, Shown};
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use linju_core::House;
use linju_core::area::Area;
use linju_core::catalogue::Category;
use linju_core::words::Locale;
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};
use linju_web::{App, Posted};
use serde_json::{Value, json};

/// When this interface last changed.
const CHANGESET: &str = "2026-11-23T00:00:00Z";

type Answered = std::result::Result<Value, Fault>;

fn reply(format: Format, root: &str, answered: Answered) -> Response {
    match answered {
        Ok(value) => format.answer(StatusCode::OK, root, &value),
        Err(fault) => fault.answer(format),
    }
}

pub(super) fn query(uri: &Uri) -> Posted {
    Posted::urlencoded(uri.query().unwrap_or_default().as_bytes())
}

/// The area a call is about: the one named, or the only one there is.
pub(super) fn jurisdiction(house: &House, named: &str) -> Result<Area, Fault> {
    let reference = house.reference();
    match (named, reference.areas.as_slice()) {
        ("", [only]) => Ok(only.clone()),
        ("", _) => {
            let codes: Vec<&str> = reference.areas.iter().map(|a| a.code.as_str()).collect();
            Err(Fault::call(format!("jurisdiction_id is missing: one of {}", codes.join(", "))))
        }
        (code, _) => reference.area_by_code(code).cloned().map_err(|_| Fault::unknown("jurisdiction_id")),
    }
}

/// Where the interface is.
pub async fn discovery(State(app): State<App>, uri: Uri) -> Response {
    let base = format!("{}{BASE}", app.reach.public_url);
    let endpoint = |kind: &str| {
        json!({
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": base,
            "changeset": CHANGESET,
            "type": kind,
            "formats": ["text/xml", "application/json"],
        })
    };
    let value = json!({
        "changeset": CHANGESET,
        "contact": format!("{}/", app.reach.public_url),
        "key_service": format!("{}/login", app.reach.public_url),
        "endpoints": [endpoint("production"), endpoint("test")],
    });
    Format::of_path(uri.path()).answer(StatusCode::OK, "discovery", &value)
}

/// What may be reported.
pub async fn services(State(app): State<App>, uri: Uri) -> Response {
    let answered = jurisdiction(&app.house, query(&uri).get("jurisdiction_id")).map(|_| {
        let reference = app.house.reference();
        let active = reference.categories.iter().filter(|category| category.active);
        active.map(service).collect()
    });
    reply(Format::of_path(uri.path()), "services", answered)
}

fn service(category: &Category) -> Value {
    json!({
        "service_code": category.code,
        "service_name": category.name,
        "description": category.spoken,
        "metadata": true,
        "type": "realtime",
        "keywords": category.name.replace(['、', '/'], ", "),
        "group": category.family_name,
    })
}

/// What else may be said with a report of one kind.
pub async fn definition(State(app): State<App>, Path(file): Path<String>, uri: Uri) -> Response {
    let Some((code, format)) = Format::split(&file) else {
        return Fault::unknown("this format").answer(Format::Xml);
    };
    let answered = jurisdiction(&app.house, query(&uri).get("jurisdiction_id")).and_then(|_| {
        let reference = app.house.reference();
        let known = reference.category(code).filter(|category| category.active);
        known.map(|_| attributes(&app.house, code)).ok_or_else(|| Fault::unknown("service_code"))
    });
    reply(format, "service_definition", answered)
}

fn attributes(house: &House, code: &str) -> Value {
    let word = |key: &str| house.words.get(Locale::Zh, key).into_owned();
    let nature = |n: &Nature| json!({ "key": n.code(), "name": word(&format!("nature-{}", n.code().replace('_', "-"))) });
    let note = ("NOTE", "string", word("open311-note"), word("open311-note-hint"), Vec::new());
    let natures = Nature::ALL.iter().map(nature).collect();
    let nature = ("NATURE", "multivaluelist", word("open311-nature"), word("open311-nature-hint"), natures);
    let mut attributes = Vec::new();
    for (code, datatype, description, hint, values) in [note, nature] {
        attributes.push(json!({
            "variable": true,
            "code": code,
            "datatype": datatype,
            "required": false,
            "datatype_description": hint,
            "order": attributes.len() + 1,
            "description": description,
            "values": values,
        }));
    }
    json!({ "service_code": code, "attributes": attributes })
}

/// What was reported, and how it stands.
pub async fn requests(State(app): State<App>, uri: Uri) -> Response {
    let form = query(&uri);
    reply(Format::of_path(uri.path()), "service_requests", listed(&app, &form).await)
}

async fn listed(app: &App, form: &Posted) -> Answered {
    let house = &app.house;
    let area = jurisdiction(house, form.get("jurisdiction_id"))?;
    let shown = match question::read(form, house.now())? {
        Question::These(ids) => store::these(house, area.id, &ids).await?,
        Question::Span(span) => store::between(house, area.id, &span).await?,
    };
    Ok(shown.iter().map(|line| record(house, &area, line)).collect())
}

/// One of them.
pub async fn request(State(app): State<App>, Path(file): Path<String>, uri: Uri) -> Response {
    let Some((id, format)) = Format::split(&file) else {
        return Fault::unknown("this format").answer(Format::Xml);
    };
    reply(format, "service_requests", one(&app, id, &query(&uri)).await)
}

async fn one(app: &App, id: &str, form: &Posted) -> Answered {
    let area = jurisdiction(&app.house, form.get("jurisdiction_id"))?;
    let id: Id = id.parse().map_err(|_| Fault::unknown("service_request_id"))?;
    let shown = store::these(&app.house, area.id, &[id]).await?;
    let line = shown.first().ok_or_else(|| Fault::unknown("service_request_id"))?;
    Ok(json!([record(&app.house, &area, line)]))
}

/// The id behind a token. Ids are given at once here, so that a token is the id itself.
pub async fn token(State(app): State<App>, Path(file): Path<String>, uri: Uri) -> Response {
    let Some((token, format)) = Format::split(&file) else {
        return Fault::unknown("this format").answer(Format::Xml);
    };
    let known = one(&app, token, &query(&uri)).await.map_err(|_| Fault::unknown("token"));
    reply(format, "service_requests", known.map(|_| json!([{ "service_request_id": token, "token": token }])))
}

fn record(house: &House, area: &Area, line: &Shown) -> Value {
    let case = &line.public.case;
    let reference = house.reference();
    let zone = reference.zone(area.id);
    let iso = |at: Ts| at.in_zone(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let category = reference.category(&case.category_code);
    let name = category.map_or("", |c| c.name.as_str());
    json!({
        "service_request_id": line.asked.to_string(),
        "status": if case.open { "open" } else { "closed" },
        "status_notes": house.words.get(Locale::Zh, &format!("state-{}", case.state.replace('_', "-"))),
        "service_name": name,
        "service_code": case.category_code,
        "description": case.shown_title(name),
        "agency_responsible": responsible(house, area, case),
        "service_notice": null,
        "requested_datetime": iso(case.received_at),
        "updated_datetime": iso(updated(case)),
        "expected_datetime": case.settle_due.map(iso),
        "address": line.public.place,
        "address_id": place::code(line),
        "zipcode": null,
        "lat": null,
        "long": null,
        "media_url": null,
    })
}

/// When it last moved, as far as the row says: the end of what has ended.
fn updated(case: &CaseRow) -> Ts {
    let moments = [case.contacted_at, case.handled_at, Some(case.began_at)];
    case.closed_at.or_else(|| moments.into_iter().flatten().max()).unwrap_or(case.received_at)
}

fn responsible(house: &House, area: &Area, case: &CaseRow) -> String {
    match case.party.as_str() {
        "organisation" => house.reference().organisation_name(case.party_id).to_owned(),
        _ => area.committee.clone(),
    }
}

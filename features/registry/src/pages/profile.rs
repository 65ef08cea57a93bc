//! Profiles: area, compound, building, stairwell and household, with figures computed on the day asked for.

use super::places::in_it;
use super::{Asked, Choice, choices, day_asked, editor, link, reader};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linju_core::Change;
use linju_core::access::Right;
use linju_core::ledger::NewEvent;
use linju_core::party::rules::{Figures, HouseholdKind};
use linju_core::party::{Assignment, Grid, PersonRole, Plain, Profile, RoleKind, confirm_household};
use linju_core::place::{Place, PlaceKind};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, path};
use linju_web::{App, Page, Posted, Result, Staff, html};

/// A place in a list, with its figures.
struct Line {
    place: Place,
    figures: Figures,
}

/// A room in the plan of a building.
struct Room {
    place: Place,
    living: usize,
    kinds: Vec<HouseholdKind>,
    let_out: bool,
}

/// One floor of a building, the top one first.
struct Floor {
    number: Option<i64>,
    rooms: Vec<Room>,
}

/// Someone who serves or looks after a part of the place.
struct Carer {
    what: &'static str,
    name: String,
    place: String,
    person: Option<Id>,
}

#[derive(Template)]
#[template(path = "registry_place.html")]
struct PlacePage {
    p: Page,
    place: Place,
    parent: Option<Id>,
    figures: Figures,
    day: Day,
    lines: Vec<Line>,
    grounds: Vec<Place>,
    floors: Vec<Floor>,
    /// What was in it and is closed.
    gone: Vec<Place>,
    carers: Vec<Carer>,
    grids: Vec<Grid>,
    unassigned: i64,
    editor: bool,
    revealer: bool,
}

impl PlacePage {
    /// Can anything be made in it?
    fn holds(&self) -> bool {
        in_it(&self.place).next().is_some()
    }
}

/// The profile of the whole area.
pub async fn area(State(app): State<App>, staff: Staff, asked: Asked) -> Result<Response> {
    reader(&staff)?;
    let root = app.house.root_place(staff.area_id()).await?;
    place_page(&app, staff, root, &asked).await
}

/// The profile of a place, or of the household in a room.
pub async fn place(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    asked: Asked,
) -> Result<Response> {
    reader(&staff)?;
    let place = app.house.place(staff.area_id(), id).await?;
    if place.kind == PlaceKind::Room.code() {
        return household_page(&app, staff, place, &asked).await;
    }
    place_page(&app, staff, place, &asked).await
}

async fn place_page(app: &App, staff: Staff, place: Place, asked: &Asked) -> Result<Response> {
    let (house, area) = (&app.house, staff.area_id());
    let day = day_asked(&staff.page, asked);
    let profile = house.profile(area, &place.path, day).await?;
    let grids = house.grids(area).await?;
    let assignments = house.assignments(area, day).await?;
    let mut carers = carers(app, &staff.page, &profile, &place, &assignments);
    if of_building(&place) {
        let roles = house.roles_in(area, &place.path, &[RoleKind::Steward], day).await?;
        let ids: Vec<Id> = roles.iter().map(|r| r.person_id).collect();
        carers.extend(stewards(&profile, &roles, &house.people(area, &ids).await?));
    }
    let of_area = place.kind == PlaceKind::Area.code();
    let page = PlacePage {
        figures: profile.figures(&place.path),
        lines: lines(&profile, &place),
        grounds: grounds(&profile, &place),
        gone: house.places_gone(area, place.id).await?,
        floors: if of_building(&place) { floors(&profile) } else { Vec::new() },
        carers,
        unassigned: if of_area { grids.iter().filter(|g| g.worker_id.is_none()).count() as i64 } else { 0 },
        grids: grids.into_iter().filter(|g| g.touches(&place.path)).collect(),
        parent: place.parent_id,
        day,
        editor: staff.page.may(Right::EditRegistry),
        revealer: staff.page.may(Right::Reveal),
        place,
        p: staff.page,
    };
    html(&page)
}

fn of_building(place: &Place) -> bool {
    place.kind == PlaceKind::Building.code() || place.kind == PlaceKind::Stairwell.code()
}

/// What lies directly in `place` and holds rooms, each with its figures.
fn lines(profile: &Profile, place: &Place) -> Vec<Line> {
    let holds = |p: &&Place| {
        p.parent_id == Some(place.id)
            && [PlaceKind::Compound, PlaceKind::Building, PlaceKind::Stairwell]
                .iter()
                .any(|k| k.code() == p.kind)
    };
    let line = |p: &Place| Line { place: p.clone(), figures: profile.figures(&p.path) };
    profile.places.iter().filter(holds).map(line).collect()
}

/// Courtyards, roads, garages and venues directly in `place`.
fn grounds(profile: &Profile, place: &Place) -> Vec<Place> {
    let houses = [PlaceKind::Compound, PlaceKind::Building, PlaceKind::Stairwell, PlaceKind::Room];
    let is_ground = |p: &&Place| p.parent_id == Some(place.id) && !houses.iter().any(|k| k.code() == p.kind);
    profile.places.iter().filter(is_ground).cloned().collect()
}

fn floors(profile: &Profile) -> Vec<Floor> {
    let mut floors: Vec<Floor> = Vec::new();
    for place in profile.of(PlaceKind::Room) {
        let there = || profile.presences.iter().filter(|x| x.path == place.path);
        let room = Room {
            living: there().filter(|x| x.lives_there()).count(),
            kinds: profile.kinds_at(&place.path),
            let_out: there().any(|x| x.kind == RoleKind::Tenant),
            place: place.clone(),
        };
        match floors.iter_mut().find(|f| f.number == place.floor) {
            Some(floor) => floor.rooms.push(room),
            None => floors.push(Floor { number: place.floor, rooms: vec![room] }),
        }
    }
    floors.sort_by_key(|f| std::cmp::Reverse(f.number));
    floors
}

/// Who looks after the place or parts of it, each once with what they look after; a building's stewards too.
fn carers(app: &App, p: &Page, profile: &Profile, place: &Place, assignments: &[Assignment]) -> Vec<Carer> {
    let concerns = |a: &&Assignment| {
        let near = path::within(&a.path, &place.path) || path::within(&place.path, &a.path);
        near && a.from_day <= profile.day
    };
    let reference = app.house.reference();
    let mut held: Vec<(Id, Vec<&str>)> = Vec::new();
    for assignment in assignments.iter().filter(concerns) {
        let part =
            profile.places.iter().find(|p| p.id == assignment.place_id).map_or("", |p| p.name.as_str());
        match held.iter_mut().find(|(account, _)| *account == assignment.account_id) {
            Some((_, parts)) => parts.push(part),
            None => held.push((assignment.account_id, vec![part])),
        }
    }
    let carer = |(account, parts): (Id, Vec<&str>)| Carer {
        what: "reg-contact-of",
        name: reference.name_of(Some(account)).to_owned(),
        place: if of_building(place) {
            parts.join("、")
        } else {
            p.n("reg-places-n", &(parts.len() as i64))
        },
        person: None,
    };
    held.into_iter().map(carer).collect()
}

/// The stewards among `people`, each with the stairwell they serve.
fn stewards(profile: &Profile, roles: &[PersonRole], people: &[Plain]) -> Vec<Carer> {
    let steward = |role: &PersonRole| {
        let person = people.iter().find(|x| x.id == role.person_id)?;
        let part = profile.places.iter().find(|p| p.id == role.place_id).map_or("", |p| p.name.as_str());
        let (name, place) = (person.masked_name(), part.to_owned());
        Some(Carer { what: "role-building-steward", name, place, person: Some(person.id) })
    };
    roles.iter().filter_map(steward).collect()
}

/// Someone in a room, with what they are there.
struct Member {
    person: Plain,
    roles: Vec<PersonRole>,
}

#[derive(Template)]
#[template(path = "registry_household.html")]
struct HouseholdPage {
    p: Page,
    place: Place,
    day: Day,
    members: Vec<Member>,
    derived: Vec<HouseholdKind>,
    confirmed: Option<Vec<HouseholdKind>>,
    confirmed_words: String,
    kinds: Vec<Choice>,
    owner_organisation: Option<String>,
    /// Those who rent it as public housing, masked.
    lessees: Vec<String>,
    editor: bool,
}

impl HouseholdPage {
    /// Is the box of `kind` ticked: as confirmed, or as derived where nothing was?
    fn ticked(&self, kind: &str) -> bool {
        self.confirmed.as_ref().unwrap_or(&self.derived).iter().any(|k| k.code() == kind)
    }

    /// Does what was confirmed differ from what the register now says?
    fn differs(&self) -> bool {
        let derived =
            |kinds: &[HouseholdKind]| kinds.iter().copied().filter(|k| k.derived()).collect::<Vec<_>>();
        self.confirmed.as_ref().is_some_and(|c| derived(c) != self.derived)
    }
}

async fn household_page(app: &App, staff: Staff, place: Place, asked: &Asked) -> Result<Response> {
    let (house, area) = (&app.house, staff.area_id());
    let day = day_asked(&staff.page, asked);
    let profile = house.profile(area, &place.path, day).await?;
    let roles = house.roles_in(area, &place.path, &[], day).await?;
    let people = house.people_in(area, &place.path, day).await?;
    let confirmed = house.household(area, place.id).await?;
    let p = &staff.page;
    let confirmed_words = confirmed.as_ref().map_or_else(String::new, |h| {
        p.a2("reg-confirmed-by", "who", p.name_of(&Some(h.confirmed_by)), "when", p.stamp(&h.confirmed_at))
    });
    let members = members(people, &roles);
    let rents = |m: &&Member| m.roles.iter().any(|r| r.kind == RoleKind::Lessee);
    let page = HouseholdPage {
        derived: profile.kinds_at(&place.path),
        lessees: members.iter().filter(rents).map(|m| m.person.masked_name()).collect(),
        members,
        confirmed: confirmed.map(|h| h.kinds()),
        confirmed_words,
        kinds: choices::<HouseholdKind>(p, "household", |_| true),
        owner_organisation: house.owner_organisation(area, &place.path).await?,
        editor: p.may(Right::EditRegistry),
        place,
        day,
        p: staff.page,
    };
    html(&page)
}

/// Those who live there first, elders before others, then whoever is there in name.
fn members(people: Vec<Plain>, roles: &[PersonRole]) -> Vec<Member> {
    let with_roles = |person: Plain| {
        let roles: Vec<PersonRole> = roles.iter().filter(|r| r.person_id == person.id).cloned().collect();
        Member { person, roles }
    };
    let mut members: Vec<Member> = people.into_iter().map(with_roles).collect();
    members.sort_by_key(|m| {
        let lives = m.roles.iter().any(|r| r.residence_state.is_some_and(|s| s.lives_there()));
        (!lives, m.person.details.born)
    });
    members
}

/// A worker confirms what kind of household it is.
pub async fn confirm(
    State(app): State<App>,
    Path((_, id)): Path<(String, Id)>,
    staff: Staff,
    form: Posted,
) -> Result<Response> {
    editor(&staff)?;
    let place = app.house.place(staff.area_id(), id).await?;
    let kinds: Vec<HouseholdKind> = form.all("kind").filter_map(HouseholdKind::of).collect();
    let codes: Vec<&str> = kinds.iter().map(|k| k.code()).collect();
    let mut change = Change::new(place.area_id, staff.now(), staff.actor());
    change.push(confirm_household(place.area_id, id, &kinds, staff.session.account, staff.now()));
    change.event(NewEvent::new("household", id, "confirmed").with("kinds", codes.join(" ")));
    app.house.commit(change).await?;
    Ok(Redirect::to(&link(staff.area(), &format!("/places/{id}"))).into_response())
}

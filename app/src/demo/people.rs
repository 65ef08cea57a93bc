//! People, their roles and whom to call, in batches.

use super::street::Cast;
use anyhow::Context;
use linju_core::House;
use linju_core::party::{Details, Gender, NewRole, ResidenceState, RoleKind};
use linju_db::Statement;
use linju_demo::{Residence, World};
use linju_kernel::Id;

const CHUNK: usize = 1_000;

/// Makes them all.
pub async fn make(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let now = house.now();
    let mut rows: Vec<Statement> = Vec::new();
    let mut ids: Vec<Id> = Vec::with_capacity(world.persons.len());
    for person in &world.persons {
        let area = cast.areas[person.area.0];
        let id = house.id();
        let details = Details {
            name: person.name.clone(),
            phone: person.mobile.clone(),
            landline: person.landline.clone(),
            born: Some(person.born),
            gender: if person.gender.code() == "male" { Gender::Male } else { Gender::Female },
            note: String::new(),
        };
        rows.push(details.seal(&house.key(area)?, area, id, now).insert());
        ids.push(id);
    }
    for role in &world.roles {
        let person = ids[role.person.0];
        let place = cast.place(role.place);
        let new = match role_kind(role.kind) {
            RoleKind::Resident => {
                NewRole::resident(person, state(world.person(role.person).residence), role.since)
            }
            kind => NewRole::plain(person, kind, role.since),
        };
        rows.push(new.at(place, house.id()).context("a role of the world")?.insert());
    }
    for (n, person) in world.persons.iter().enumerate().filter(|(_, p)| !p.residence.lives_here()) {
        let registered =
            world.roles.iter().any(|r| r.person.0 == n && r.kind == linju_demo::RoleKind::Resident);
        if registered || person.household.is_none() {
            continue;
        }
        let role = NewRole::resident(ids[n], state(person.residence), world.today.plus_days(-700));
        rows.push(role.at(cast.place(person.room), house.id()).context("someone away")?.insert());
    }
    for contact in &world.contacts {
        let elder = world.person(contact.elder);
        let area = cast.areas[elder.area.0];
        let id = house.id();
        let details = Details { phone: Some(contact.phone.clone()), ..Details::named(&contact.name) };
        rows.push(details.seal(&house.key(area)?, area, id, now).insert());
        let kinds = [Some(RoleKind::EmergencyContact), contact.holds_key.then_some(RoleKind::KeyHolder)];
        for kind in kinds.into_iter().flatten() {
            let new = NewRole {
                for_person: Some(ids[contact.elder.0]),
                relation: contact.relation.to_owned(),
                ..NewRole::plain(id, kind, world.today.plus_days(-300))
            };
            rows.push(new.at(cast.place(elder.room), house.id()).context("a contact of the world")?.insert());
        }
    }
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        house.db.write(rows.by_ref().take(CHUNK).collect()).await?;
    }
    Ok(())
}

fn state(residence: Residence) -> ResidenceState {
    match residence {
        Residence::Here => ResidenceState::LivesHere,
        Residence::RegisteredElsewhere => ResidenceState::RegisteredElsewhere,
        Residence::Absent => ResidenceState::LivesElsewhere,
        Residence::Vacant => ResidenceState::Vacant,
        Residence::Let => ResidenceState::Let,
        Residence::InHospital => ResidenceState::InHospital,
        Residence::InCareHome => ResidenceState::InCareHome,
        Residence::Deceased => ResidenceState::Died,
    }
}

fn role_kind(kind: linju_demo::RoleKind) -> RoleKind {
    use linju_demo::RoleKind as From;
    match kind {
        From::Resident => RoleKind::Resident,
        From::Owner => RoleKind::Owner,
        From::Tenant => RoleKind::Tenant,
        From::Lessee => RoleKind::Lessee,
        From::Steward => RoleKind::Steward,
        From::Delegate => RoleKind::ResidentDelegate,
        From::Volunteer => RoleKind::Volunteer,
        From::PartyVolunteer => RoleKind::PartyVolunteer,
    }
}

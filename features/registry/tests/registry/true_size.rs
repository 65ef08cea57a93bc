//! 久耕 at its true size: what its party branch told, computed from the register of the demo world.

use linju_core::party::rules::{Presence, figures};
use linju_core::party::{ResidenceState, RoleKind};
use linju_demo::{PlaceKind, RoleKind as Told, World};
use linju_kernel::{Day, Id};

fn presences(world: &World) -> Vec<Presence> {
    let presence = |role: &linju_demo::Role| {
        let person = world.person(role.person);
        let kind = match role.kind {
            Told::Resident => RoleKind::Resident,
            Told::Owner => RoleKind::Owner,
            Told::Tenant => RoleKind::Tenant,
            Told::Lessee => RoleKind::Lessee,
            _ => return None,
        };
        Some(Presence {
            person: Id(role.person.0 as i64),
            born: Some(person.born),
            kind,
            state: (kind == RoleKind::Resident).then_some(ResidenceState::LivesHere),
            path: world.place(role.place).path.clone(),
        })
    };
    world.roles.iter().filter_map(presence).collect()
}

#[test]
fn the_figures_of_jiugeng_are_those_its_people_told() {
    let today: Day = "2026-11-23".parse().expect("a day");
    let world = linju_demo::world(20_261_123, today);
    let rooms: Vec<&str> =
        world.places.iter().filter(|p| p.kind == PlaceKind::Room).map(|p| p.path.as_str()).collect();
    let presences = presences(&world);
    let place = |name: &str| world.places.iter().find(|p| p.name == name).expect("a place of the world");
    let area = figures(&place("久耕居民区").path, &rooms, &presences, today);
    assert_eq!((area.households, area.residents, area.advanced), (2_149, 4_195, 385));
    assert_eq!(area.elders_permille().map(|share| (share + 5) / 10), Some(46));
    assert!(area.lone_elders + area.all_elder >= 130);
    assert!(area.lessees > 0, "there is public housing");
    let compound = figures(&place("久耕小区").path, &rooms, &presences, today);
    assert_eq!(compound.households, 1_206);
    assert!(compound.residents < area.residents);
}

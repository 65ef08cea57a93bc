//! What people are where, and who is called when something happens to someone who lives alone.

use crate::codes::codes;
use crate::dice::Dice;
use crate::names::{PhoneBook, given, surname};
use crate::people::{Gender, HouseholdKind, Person, Residence, SHEN, Tenure};
use crate::places::PlaceKind;
use crate::{HouseholdRef, PersonRef, PlaceRef, World};
use linju_kernel::Day;

codes! {
    /// A dated role of a person at a place. A resident is not thereby an owner.
    RoleKind {
        Resident = "resident", "居民";
        Owner = "owner", "业主";
        Tenant = "tenant", "租户";
        Lessee = "lessee", "承租人";
        Steward = "building_steward", "楼组长";
        Delegate = "resident_delegate", "居民代表";
        Volunteer = "volunteer", "志愿者";
        PartyVolunteer = "party_volunteer", "党员志愿者";
    }
}

/// One role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Role {
    /// Who.
    pub person: PersonRef,
    /// What.
    pub kind: RoleKind,
    /// Where: a room, a stairwell, or the area.
    pub place: PlaceRef,
    /// Since when.
    pub since: Day,
}

/// Whom to call for an elder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmergencyContact {
    /// The elder.
    pub elder: PersonRef,
    /// An invented name.
    pub name: String,
    /// `女儿`, `邻居`.
    pub relation: &'static str,
    /// A fictional number, digits only.
    pub phone: String,
    /// Does this one hold a key?
    pub holds_key: bool,
}

/// Every role, from rooms upward.
pub(crate) fn roles(world: &World, dice: &mut Dice) -> Vec<Role> {
    let mut roles = Vec::new();
    for (n, person) in world.persons.iter().enumerate() {
        let mut add = |kind, place, since| roles.push(Role { person: PersonRef(n), kind, place, since });
        let since = person.born.max(world.today.plus_days(-dice.within(400..=12_000)));
        let adult = person.born.age_on(world.today) >= 18;
        if person.residence.lives_here() {
            add(RoleKind::Resident, person.room, since);
        }
        match (person.household, person.residence) {
            (_, Residence::Vacant | Residence::Let) => add(RoleKind::Owner, person.room, since),
            (Some(home), _) if adult && leads(world, home, n) => {
                add(holder(world.household(home).tenure), person.room, since);
            }
            _ => {}
        }
    }
    let stairwells = World::of_kind(&world.places, PlaceKind::Stairwell);
    for (n, stairwell) in stairwells.into_iter().enumerate() {
        serve(world, dice, stairwell, n % 2 == 0, &mut roles);
    }
    roles
}

/// The head of a household, and a spouse of an owner, hold the right to the room.
fn leads(world: &World, home: HouseholdRef, person: usize) -> bool {
    let household = world.household(home);
    let reach = if household.tenure == Tenure::Owned { 2 } else { 1 };
    household.members.iter().take(reach).any(|member| member.0 == person)
}

fn holder(tenure: Tenure) -> RoleKind {
    match tenure {
        Tenure::Owned => RoleKind::Owner,
        Tenure::Rented => RoleKind::Tenant,
        Tenure::PublicLease => RoleKind::Lessee,
    }
}

/// A steward for each stairwell, a delegate for every second, and volunteers from among the neighbours.
fn serve(world: &World, dice: &mut Dice, stairwell: PlaceRef, delegate: bool, roles: &mut Vec<Role>) {
    let path = format!("{}.", world.place(stairwell).path);
    let today = world.today;
    let able = |p: &Person| {
        let age = p.born.age_on(today);
        p.residence == Residence::Here && (50..=76).contains(&age) && p.phone().is_some()
    };
    let mut neighbours: Vec<usize> = (0..world.persons.len())
        .filter(|&n| able(&world.persons[n]) && world.place(world.persons[n].room).path.starts_with(&path))
        .collect();
    dice.shuffle(&mut neighbours);
    neighbours.sort_by_key(|&n| world.persons[n].name != SHEN);
    let mut neighbours = neighbours.into_iter().map(PersonRef);
    let area = world.place(stairwell).area.map_or(stairwell, |area| world.area(area).place);
    let mut add = |kind, place, person| {
        roles.push(Role { person, kind, place, since: today.plus_days(-dice.within(60..=2500)) });
    };
    let Some(steward) = neighbours.next() else { return };
    add(RoleKind::Steward, stairwell, steward);
    if delegate {
        add(RoleKind::Delegate, area, neighbours.next().unwrap_or(steward));
        neighbours.next().into_iter().for_each(|person| add(RoleKind::PartyVolunteer, area, person));
    } else {
        neighbours.next().into_iter().for_each(|person| add(RoleKind::Volunteer, area, person));
    }
}

/// One contact for everyone who lives alone or only with elders; a neighbour often holds a key.
pub(crate) fn contacts(world: &World, dice: &mut Dice, phones: &mut PhoneBook) -> Vec<EmergencyContact> {
    let mut contacts = Vec::new();
    for household in &world.households {
        let kind = world.kind_of(household);
        if !matches!(kind, HouseholdKind::LoneElder | HouseholdKind::AllElder) {
            continue;
        }
        let Some(elder) = household.members.iter().copied().find(|m| world.person(*m).residence.lives_here())
        else {
            continue;
        };
        let family = world.person(elder).name.chars().next().unwrap_or('王');
        let (relation, gender) =
            *dice.pick(&[("女儿", Gender::Female), ("儿子", Gender::Male), ("侄女", Gender::Female)]);
        let name = format!("{family}{}", given(dice, gender, 1975));
        let holds_key = dice.chance(55);
        contacts.push(EmergencyContact { elder, name, relation, phone: phones.mobile(), holds_key });
        if kind == HouseholdKind::LoneElder && dice.chance(50) {
            let name = format!("{}{}", surname(dice), given(dice, Gender::Female, 1958));
            contacts.push(EmergencyContact {
                elder,
                name,
                relation: "邻居",
                phone: phones.landline(),
                holds_key: true,
            });
        }
    }
    contacts
}

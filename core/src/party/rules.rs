//! Pure rules of the registry: what kind of household it is, and the figures of a place on a day.

use super::{ResidenceState, RoleKind};
use linju_kernel::{Day, Id, coded, path};
use std::collections::{BTreeMap, BTreeSet};

/// From this age a person is an elder (Law on Protection of the Rights of the Elderly, art. 2).
pub const ELDER: i16 = 60;
/// From this age an elder is of advanced age (高龄).
pub const ADVANCED: i16 = 80;

coded! {
    /// What a household is. The first four are derived from who lives there; a worker confirms them, and may add
    /// what no register says.
    pub enum HouseholdKind {
        /// 独居: one person lives there.
        LivingAlone = "living_alone",
        /// 独居老人: one person lives there, and is an elder.
        LoneElder = "lone_elder",
        /// 纯老户: more than one person, all of them elders.
        AllElder = "all_elder_household",
        /// 高龄户: someone of advanced age lives there.
        AdvancedAge = "advanced_age",
        /// 孤老: an elder without spouse and children.
        Childless = "childless_elder",
        /// 失独: parents who lost their only child.
        LostOnlyChild = "lost_only_child",
    }
}

impl HouseholdKind {
    /// Can it be seen from ages and residence alone?
    pub fn derived(self) -> bool {
        !matches!(self, Self::Childless | Self::LostOnlyChild)
    }
}

/// The kinds of a household whose living members have these ages; an unknown age is nobody's proof.
pub fn household_kinds(ages: &[Option<i16>]) -> Vec<HouseholdKind> {
    let elder = |age: &Option<i16>| age.is_some_and(|a| a >= ELDER);
    let mut kinds = Vec::new();
    if ages.len() == 1 {
        kinds.push(HouseholdKind::LivingAlone);
        kinds.extend(ages.iter().any(elder).then_some(HouseholdKind::LoneElder));
    }
    if ages.len() > 1 && ages.iter().all(elder) {
        kinds.push(HouseholdKind::AllElder);
    }
    if ages.iter().flatten().any(|a| *a >= ADVANCED) {
        kinds.push(HouseholdKind::AdvancedAge);
    }
    kinds
}

/// A role at a room that holds on the day in question, as far as figures need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Who.
    pub person: Id,
    /// Their birthday, where known.
    pub born: Option<Day>,
    /// What they are there.
    pub kind: RoleKind,
    /// How a resident stands.
    pub state: Option<ResidenceState>,
    /// Path of the room.
    pub path: String,
}

impl Presence {
    /// Does this person live in that room?
    pub fn lives_there(&self) -> bool {
        self.state.is_some_and(ResidenceState::lives_there)
    }
}

/// What a place holds on a day. Shares are given in per mille of [`Figures::residents`], never without it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rooms there are.
    pub rooms: i64,
    /// Rooms in which somebody lives.
    pub households: i64,
    /// Rooms in which nobody lives.
    pub vacant: i64,
    /// Rooms with a tenant, or whose owner has let them.
    pub let_rooms: i64,
    /// People who really live there.
    pub residents: i64,
    /// Of these, whose birthday is not known.
    pub age_unknown: i64,
    /// Of these, elders.
    pub elders: i64,
    /// Of these, of advanced age.
    pub advanced: i64,
    /// Households of one elder.
    pub lone_elders: i64,
    /// Households of elders only, more than one.
    pub all_elder: i64,
    /// Owners, each once.
    pub owners: i64,
    /// Lessees of public housing, each once.
    pub lessees: i64,
    /// People registered there who live elsewhere.
    pub registered_away: i64,
    /// People in hospital or a care home.
    pub in_care: i64,
}

impl Figures {
    /// Elders among the residents in per mille, rounded half up; none where nobody lives.
    pub fn elders_permille(&self) -> Option<i64> {
        (self.residents > 0).then(|| (self.elders * 2_000 + self.residents) / (self.residents * 2))
    }
}

/// The figures of `root` on `day`, from the rooms and the roles that hold on that day; what lies elsewhere is not
/// counted. A person who lives in two rooms is counted once, in the first by path.
pub fn figures(root: &str, rooms: &[&str], presences: &[Presence], day: Day) -> Figures {
    let inside: Vec<&Presence> = presences.iter().filter(|p| path::within(&p.path, root)).collect();
    let once = |test: &dyn Fn(&Presence) -> bool| {
        inside.iter().filter(|p| test(p)).map(|p| p.person).collect::<BTreeSet<_>>().len() as i64
    };
    let homes = households(&inside, day);
    let occupied = |room: &str| homes.contains_key(room);
    let let_rooms: BTreeSet<&str> = inside
        .iter()
        .filter(|p| p.kind == RoleKind::Tenant || p.state == Some(ResidenceState::Let))
        .map(|p| p.path.as_str())
        .collect();
    let mine: Vec<&str> = rooms.iter().copied().filter(|r| path::within(r, root)).collect();
    let ages = || homes.values().flatten();
    let of_kind = |kind| homes.values().filter(|ages| household_kinds(ages).contains(&kind)).count() as i64;
    let aged = |from: i16| ages().flatten().filter(|a| **a >= from).count() as i64;
    Figures {
        rooms: mine.len() as i64,
        households: homes.len() as i64,
        vacant: mine.iter().filter(|r| !occupied(r)).count() as i64,
        let_rooms: let_rooms.len() as i64,
        residents: ages().count() as i64,
        age_unknown: ages().filter(|a| a.is_none()).count() as i64,
        elders: aged(ELDER),
        advanced: aged(ADVANCED),
        lone_elders: of_kind(HouseholdKind::LoneElder),
        all_elder: of_kind(HouseholdKind::AllElder),
        owners: once(&|p| p.kind == RoleKind::Owner),
        lessees: once(&|p| p.kind == RoleKind::Lessee),
        registered_away: once(&|p| p.state == Some(ResidenceState::LivesElsewhere)),
        in_care: once(&|p| matches!(p.state, Some(ResidenceState::InHospital | ResidenceState::InCareHome))),
    }
}

/// The ages of those who live in each room; a person in two rooms lives in the first by path.
fn households<'a>(presences: &[&'a Presence], day: Day) -> BTreeMap<&'a str, Vec<Option<i16>>> {
    let mut living: Vec<&Presence> = presences.iter().copied().filter(|p| p.lives_there()).collect();
    living.sort_by(|a, b| a.path.cmp(&b.path));
    let mut seen = BTreeSet::new();
    let mut homes: BTreeMap<&str, Vec<Option<i16>>> = BTreeMap::new();
    for presence in living {
        if seen.insert(presence.person) {
            homes.entry(&presence.path).or_default().push(presence.born.map(|b| b.age_on(day)));
        }
    }
    homes
}

#[cfg(test)]
mod tests;

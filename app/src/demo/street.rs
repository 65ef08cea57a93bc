//! Street, areas, places, organisations, accounts, grids and who looks after what.

use crate::admin::{self, NewArea};
use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::party::{Assignment, save_grid, save_property_area, save_property_unit};
use linju_core::place::{Place, PlaceKind};
use linju_core::{Actor, House};
use linju_db::{Batch, Statement, args};
use linju_demo::{Account, Duty, Org, OrgKind, OrgRef, PlaceRef, World};
use linju_kernel::{Id, path};
use std::collections::HashMap;

/// Who and what of the world is which row.
#[derive(Debug, Default)]
pub struct Cast {
    /// Areas, by index.
    pub areas: Vec<Id>,
    /// Places, by index; none for the street.
    pub places: Vec<Option<Place>>,
    /// Organisations, by index.
    pub orgs: Vec<Id>,
    /// Accounts, by index.
    pub staff: Vec<Id>,
}

impl Cast {
    /// The row of a place.
    pub fn place(&self, place: PlaceRef) -> &Place {
        self.places[place.0].as_ref().expect("a place of an area")
    }
}

/// Makes it all.
pub async fn make(house: &House, world: &World, password: &str) -> anyhow::Result<Cast> {
    admin::street(house, world.street.name).await?;
    let mut cast = Cast { places: vec![None; world.places.len()], ..Cast::default() };
    for (n, area) in world.areas.iter().enumerate() {
        let new = NewArea {
            code: area.code.into(),
            name: area.name.into(),
            seal: area.seal.into(),
            phone: area.phone.into(),
            address: area.address.into(),
            owners_committee: world
                .orgs
                .iter()
                .any(|o| o.kind == OrgKind::OwnersCommittee && o.area.is_some_and(|a| a.0 == n)),
            demo: true,
        };
        let root = admin::area(house, &new).await?;
        let sql = "update area set night_phone = ? where id = ?";
        house.db.write(Batch::new().exec(sql, args![format!("0215555019{n}"), root.area_id])).await?;
        cast.areas.push(root.area_id);
        cast.places[area.place.0] = Some(root);
    }
    places(house, world, &mut cast).await?;
    organisations(house, world, &mut cast).await?;
    accounts(house, world, &mut cast, password).await?;
    duties(house, world, &cast).await?;
    house.refresh().await?;
    Ok(cast)
}

async fn places(house: &House, world: &World, cast: &mut Cast) -> anyhow::Result<()> {
    let mut batches: Vec<Vec<Statement>> = vec![Vec::new()];
    let mut children: HashMap<usize, u32> = HashMap::new();
    for (n, place) in world.places.iter().enumerate() {
        let (Some(area), Some(parent)) = (place.area, place.parent) else { continue };
        if cast.places[n].is_some() {
            continue;
        }
        let Some(above) = cast.places[parent.0].clone() else { continue };
        let number = children.entry(parent.0).and_modify(|n| *n += 1).or_insert(1);
        let top = above.kind == PlaceKind::Area.code();
        let row = Place {
            area_id: cast.areas[area.0],
            id: house.id(),
            kind: kind_of(place.kind).code().into(),
            parent_id: Some(above.id),
            path: path::child(&above.path, *number),
            name: place.name.clone(),
            full_name: if top { place.name.clone() } else { format!("{} {}", above.full_name, place.name) },
            code: place
                .door
                .clone()
                .unwrap_or_else(|| format!("{}-{}", above.code, place.name.replace('室', ""))),
            built_year: place.building.map(|b| i64::from(b.built)),
            storeys: place.building.map(|b| i64::from(b.storeys)),
            has_lift: place.building.map(|b| b.lift),
            floor: place.floor.map(i64::from),
            to_day: None,
        };
        if batches.last().is_some_and(|b| b.len() >= 500) {
            batches.push(Vec::new());
        }
        if let Some(batch) = batches.last_mut() {
            batch.push(Statement::insert("place", &row));
        }
        cast.places[n] = Some(row);
    }
    for batch in batches {
        house.db.write(batch.into_iter().collect()).await?;
    }
    Ok(())
}

fn kind_of(kind: linju_demo::PlaceKind) -> PlaceKind {
    use linju_demo::PlaceKind as From;
    match kind {
        From::Street | From::Area => PlaceKind::Area,
        From::Compound => PlaceKind::Compound,
        From::Building => PlaceKind::Building,
        From::Stairwell => PlaceKind::Stairwell,
        From::Room => PlaceKind::Room,
        From::Courtyard => PlaceKind::Courtyard,
        From::Road | From::Gate => PlaceKind::Road,
        From::Plot | From::BikeShed => PlaceKind::Plot,
        From::BikeGarage => PlaceKind::BikeGarage,
        From::Venue => PlaceKind::Venue,
    }
}

/// The kinds that rules of the practice know by name; every other keeps the world's own code, for kinds are data.
fn org_kind(kind: OrgKind) -> &'static str {
    match kind {
        OrgKind::Committee => "committee",
        OrgKind::GeneralBranch | OrgKind::Branch => "party_branch",
        OrgKind::Partner => "partner",
        other => other.code(),
    }
}

async fn organisations(house: &House, world: &World, cast: &mut Cast) -> anyhow::Result<()> {
    let street = house.reference().streets[0].id;
    let mut batch = Batch::new();
    cast.orgs = world.orgs.iter().map(|_| house.id()).collect();
    for (n, org) in world.orgs.iter().enumerate() {
        let general = |o: &Org| o.kind == OrgKind::GeneralBranch && o.area == org.area;
        let parent = (org.kind == OrgKind::Branch).then(|| world.orgs.iter().position(general)).flatten();
        let sql = "insert into organisation (id, street_id, kind, name, phone, parent_id, valid_to) \
                   values (?, ?, ?, ?, ?, ?, null)";
        let parent = parent.map(|p| cast.orgs[p]);
        batch = batch
            .exec(sql, args![cast.orgs[n], street, org_kind(org.kind), org.name, org.phone.as_str(), parent]);
    }
    for (n, org) in world.orgs.iter().enumerate() {
        let served = cast.areas.iter().enumerate().filter(|(a, _)| org.area.is_none_or(|area| area.0 == *a));
        for (_, area) in served {
            let sql = "insert into organisation_role (area_id, id, organisation_id, kind, from_day, to_day) \
                       values (?, ?, ?, ?, ?, null)";
            let since = world.today.plus_days(-900);
            batch = batch.exec(sql, args![*area, house.id(), cast.orgs[n], org_kind(org.kind), since]);
        }
        let sql = "insert into dispatch_rule (area_id, category_code, organisation_id, note) values (?, ?, ?, '') \
                   on conflict (area_id, category_code) do nothing";
        for (area, code) in usual(world, OrgRef(n)) {
            batch = batch.exec(sql, args![cast.areas[area], code, cast.orgs[n]]);
        }
    }
    house.db.write(batch).await?;
    Ok(())
}

/// The categories an organisation usually takes in an area: those most often dispatched to it in the stream.
fn usual(world: &World, org: OrgRef) -> Vec<(usize, &'static str)> {
    let mut taken: HashMap<(usize, &'static str), HashMap<usize, usize>> = HashMap::new();
    for request in &world.stream {
        for step in &request.steps {
            if let linju_demo::What::Dispatch { to } = &step.what {
                *taken.entry((request.area.0, request.category)).or_default().entry(to.0).or_default() += 1;
            }
        }
    }
    let mine = |(key, orgs): (&(usize, &'static str), &HashMap<usize, usize>)| {
        let most = orgs.iter().max_by_key(|(o, n)| (**n, std::cmp::Reverse(**o)))?;
        (*most.0 == org.0).then_some(*key)
    };
    let mut rules: Vec<_> = taken.iter().filter_map(mine).collect();
    rules.sort_unstable();
    rules
}

/// The roles of an account: what its duties are, where.
fn grants(account: &Account, cast: &Cast) -> Vec<Grant> {
    let area = account.area.map(|a| cast.areas[a.0]);
    let role = |duty: &Duty| match duty {
        Duty::Secretary => Role::Secretary,
        Duty::Director => Role::Director,
        Duty::CommitteeMember => Role::CommitteeMember,
        Duty::Worker => Role::CommunityWorker,
        Duty::Foreman | Duty::PropertyDesk => Role::PropertyCompany,
        Duty::StreetOfficer | Duty::HousingOfficer => Role::StreetOfficer,
        Duty::OperationOfficer => Role::OperationCentre,
    };
    let mut grants: Vec<Grant> = account.duties.iter().map(|d| Grant { role: role(d), area }).collect();
    grants.dedup();
    grants
}

async fn accounts(house: &House, world: &World, cast: &mut Cast, password: &str) -> anyhow::Result<()> {
    let hash = hash_password(password).await?;
    let street = house.reference().streets[0].id;
    for account in &world.staff {
        let committee = world.org(account.org).kind == OrgKind::Committee;
        let new = NewAccount {
            street,
            organisation: (!committee).then(|| cast.orgs[account.org.0]),
            login: account.login.into(),
            name: account.name.into(),
            phone: account.phone.clone(),
            password_hash: hash.clone(),
            temporary: false,
            grants: grants(account, cast),
        };
        cast.staff.push(house.create_account(new, world.today.plus_days(-900), Actor::System("demo")).await?);
    }
    Ok(())
}

async fn duties(house: &House, world: &World, cast: &Cast) -> anyhow::Result<()> {
    let mut batch: Vec<Statement> = Vec::new();
    for (n, account) in world.staff.iter().enumerate() {
        for stairwell in &account.looks_after {
            let place = cast.place(*stairwell);
            let assignment = Assignment {
                area_id: place.area_id,
                id: house.id(),
                account_id: cast.staff[n],
                place_id: place.id,
                path: place.path.clone(),
                from_day: world.today.plus_days(-400),
                to_day: None,
            };
            batch.push(assignment.insert());
        }
    }
    for grid in &world.grids {
        let places: Vec<Id> = grid.buildings.iter().map(|b| cast.place(*b).id).collect();
        let who = |staff: Option<linju_demo::StaffRef>| staff.map(|s| cast.staff[s.0]);
        let area = cast.areas[grid.area.0];
        batch.extend(save_grid(area, house.id(), &grid.name, who(grid.worker), who(grid.deputy), &places));
    }
    for (n, place) in
        world.places.iter().enumerate().filter(|(_, p)| p.kind == linju_demo::PlaceKind::Compound)
    {
        let row = cast.place(PlaceRef(n));
        batch.extend(save_property_area(row.area_id, house.id(), &place.name, &[row.id]));
    }
    for (n, org) in world.orgs.iter().enumerate().filter(|(_, o)| o.kind == OrgKind::HousingUnit) {
        for compound in &org.places {
            let row = cast.place(*compound);
            batch.push(save_property_unit(row.area_id, row.id, &row.path, cast.orgs[n]));
        }
    }
    house.db.write(batch.into_iter().collect()).await?;
    Ok(())
}

/// The logins to print, with what each is: a few of 久耕, its foreman, the other areas' workers, the street.
pub fn shown(world: &World) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let mut lines = Vec::new();
    for account in &world.staff {
        let key = (account.area, account.duties.first().copied());
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let place = account.area.map_or(world.street.name, |a| world.area(a).name);
        let duties: Vec<&str> = account.duties.iter().map(|d| d.zh()).collect();
        lines.push((account.login.to_owned(), format!("{place} {} {}", duties.join("、"), account.name)));
    }
    lines.sort_by_key(|(_, who)| !who.starts_with("久耕"));
    lines
}

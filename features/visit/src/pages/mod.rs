//! What workers see of visits. Handlers translate: parse, decide, commit, render.

pub mod day;
pub mod list;
pub mod pairs;
pub mod person;
pub mod plan;
pub mod round;
pub mod tiers;

use crate::rules::{Standing, Tier, visitor};
use crate::store::contact::ContactRow;
use crate::work::{self, Call, Doer};
use axum::extract::Query;
use linju_core::House;
use linju_core::access::Right;
use linju_core::area::Area;
use linju_core::party::Plain;
use linju_core::place::{Place, PlaceKind};
use linju_kernel::{Id, path};
pub use linju_web::form::Choice;
use linju_web::{App, Page, Result, Staff};
use std::collections::HashMap;

/// What the address carries behind the question mark.
pub type Asked = Query<HashMap<String, String>>;

/// An address among the visits of `area`.
pub fn link(area: &Area, rest: &str) -> String {
    format!("/staff/{}/visits{rest}", area.code)
}

/// The door to every page: only who may read the registry of the area knows who is looked after how.
pub fn desk(staff: &Staff) -> Result<()> {
    staff.require(Right::ReadRegistry)
}

/// Whoever is signed in, as one who does something about visits here.
pub fn doer(staff: &Staff) -> Doer {
    Doer { actor: staff.actor(), lead: staff.page.may(Right::EditArea), at: staff.now() }
}

/// Whose list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everyone's.
    All,
    /// What this account visits.
    Of(Id),
    /// What nobody visits: neither the stairwell nor the grid has anyone.
    Nobody,
}

/// A list as it was asked for.
pub struct Selection {
    /// Whose.
    pub whose: Whose,
    /// Of one building only.
    pub building: Option<Place>,
    /// The buildings in which anyone of this list lives.
    pub buildings: Vec<Place>,
    /// Whose lists there are.
    pub lists: Vec<Whose>,
    /// Those it is about, most urgent first.
    pub calls: Vec<Call>,
}

impl Selection {
    /// Its address behind `path`, with another building or none.
    pub fn href(&self, area: &Area, path: &str, whose: Whose, building: Option<Id>) -> String {
        let who = match whose {
            Whose::All => "all".to_owned(),
            Whose::Of(account) => account.to_string(),
            Whose::Nobody => "nobody".to_owned(),
        };
        let building = building.map(|id| format!("&building={id}")).unwrap_or_default();
        link(area, &format!("{path}?who={who}{building}"))
    }

    /// Its address behind `path`.
    pub fn here(&self, area: &Area, path: &str) -> String {
        self.href(area, path, self.whose, self.building.as_ref().map(|b| b.id))
    }

    /// The buildings to look at behind `path`; the second is the one that is.
    pub fn chips(&self, area: &Area, path: &str) -> Vec<(Choice, bool)> {
        let here = self.building.as_ref().map(|b| b.id);
        let of = |b: &Place| {
            let value = self.href(area, path, self.whose, Some(b.id));
            (Choice { value, label: b.full_name.clone() }, here == Some(b.id))
        };
        self.buildings.iter().map(of).collect()
    }

    /// The same list of one building: the one asked for, or the first.
    pub fn of_one_building(mut self) -> Self {
        if self.building.is_none() {
            self.building = self.buildings.first().cloned();
        }
        if let Some(place) = &self.building {
            self.calls.retain(|c| path::within(&c.due.living.path, &place.path));
        }
        self
    }
}

/// The list that `asked` means: one's own, where one visits anyone, and else everyone's.
pub async fn selection(app: &App, staff: &Staff, asked: &HashMap<String, String>) -> Result<Selection> {
    desk(staff)?;
    let (house, area, today) = (&app.house, staff.area_id(), staff.page.today());
    let (contacts, grids) = work::charges(house, area, today).await?;
    let calls = work::calls(house, area, today).await?;
    let visited: Vec<(Option<Id>, Call)> =
        calls.into_iter().map(|c| (visitor(&c.due.living.path, &contacts, &grids), c)).collect();
    let mut visitors: Vec<Id> = visited.iter().filter_map(|(by, _)| *by).collect();
    visitors.sort_unstable();
    visitors.dedup();
    let mut lists = vec![Whose::All];
    lists.extend(visitors.iter().copied().map(Whose::Of));
    lists.extend(visited.iter().any(|(by, _)| by.is_none()).then_some(Whose::Nobody));
    let me = staff.session.account;
    let whose = match asked.get("who").map(String::as_str) {
        Some("all") => Whose::All,
        Some("nobody") => Whose::Nobody,
        Some(id) => id.parse().map_or(Whose::All, Whose::Of),
        None if visitors.contains(&me) => Whose::Of(me),
        None => Whose::All,
    };
    let theirs = |by: &Option<Id>| match whose {
        Whose::All => true,
        Whose::Of(account) => *by == Some(account),
        Whose::Nobody => by.is_none(),
    };
    let mut calls: Vec<Call> = visited.into_iter().filter(|(by, _)| theirs(by)).map(|(_, c)| c).collect();
    let mut buildings = house.places_of(area, &[PlaceKind::Building]).await?;
    buildings.retain(|b| calls.iter().any(|c| path::within(&c.due.living.path, &b.path)));
    let building = match asked.get("building").and_then(|id| id.parse().ok()) {
        Some(id) => Some(house.place(area, id).await?),
        None => None,
    };
    if let Some(place) = &building {
        calls.retain(|c| path::within(&c.due.living.path, &place.path));
    }
    Ok(Selection { whose, building, buildings, lists, calls })
}

/// Someone on a list, under a mask.
pub struct Line {
    /// By when, where.
    pub call: Call,
    /// Family name and stars.
    pub name: String,
}

/// These as lines: names are opened in memory and shown masked.
pub async fn lines(house: &House, area: Id, calls: Vec<Call>) -> Result<Vec<Line>> {
    let ids: Vec<Id> = calls.iter().map(|call| call.due.living.person).collect();
    let people = house.people(area, &ids).await?;
    let names: HashMap<Id, String> = people.iter().map(|p| (p.id, Plain::masked_name(p))).collect();
    let line =
        |call: Call| Line { name: names.get(&call.due.living.person).cloned().unwrap_or_default(), call };
    Ok(calls.into_iter().map(line).collect())
}

impl Line {
    /// How it stands with the day: how much too late, today, or when.
    pub fn when(&self, p: &Page) -> String {
        match self.call.due.late {
            0 => p.t("visit-due-today").into_owned(),
            late if late > 0 && self.call.due.never_reached() => p.t("visit-late-never").into_owned(),
            late if late > 0 => p.n("visit-late", &late),
            late => p.n("visit-due-in", &-late),
        }
    }

    /// Where they live, within `building`.
    pub fn place(&self, building: &str) -> &str {
        let full = self.call.lodger.full_name.as_str();
        full.strip_prefix(building).unwrap_or(full).trim_start()
    }

    /// When they were last met.
    pub fn last(&self, p: &Page) -> String {
        last_met(p, &self.call.due.living.standing)
    }
}

/// When they were last met, and by what, where it was no visit.
pub fn last_met(p: &Page, standing: &Standing) -> String {
    match (standing.met, standing.contact) {
        (Some(day), None) => p.a("visit-last", "day", p.day(&day)),
        (Some(day), Some(contact)) => {
            let what = p.code("visit-contact", contact.code()).into_owned();
            p.a2("visit-contacted", "day", p.day(&day), "what", what)
        }
        (None, _) => p.t("visit-never").into_owned(),
    }
}

/// A contact that was no visit, in words.
pub fn contacted(p: &Page, row: &ContactRow) -> String {
    let what = p.code("visit-contact", row.kind.code()).into_owned();
    p.a2("visit-contacted", "day", p.day(&row.day), "what", what)
}

/// The chip of a tier.
pub fn tier_chip(tier: &Tier) -> &'static str {
    match tier {
        Tier::Key => "chip--danger",
        Tier::Care => "chip--gold",
        Tier::General => "chip--river",
        Tier::Other => "",
    }
}

/// The icon of a tier: no tier is told by colour alone.
pub fn tier_icon(tier: &Tier) -> &'static str {
    match tier {
        Tier::Key => "star",
        Tier::Care => "hand-heart",
        Tier::General => "user-round",
        Tier::Other => "users",
    }
}

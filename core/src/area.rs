//! What changes rarely and everyone needs: areas, organisations, accounts' names, the catalogue, calendars.
//!
//! It is read once and held in memory; a page then asks the database only for what is its own.

use crate::catalogue::{Category, DispatchRule};
use crate::{Error, Result};
use jiff::tz::TimeZone;
use linju_db::{Db, Sql, record};
use linju_kernel::calendar::WorkCalendar;
use linju_kernel::{Day, Id, Ts};
use std::collections::HashMap;

record! {
    /// A street: what one street office looks after.
    #[derive(Debug, Clone)]
    pub struct Street {
        /// Id.
        pub id: Id,
        /// 北外滩街道.
        pub name: String,
    }
}

record! {
    /// 居民区: the area of one neighbourhood committee.
    #[derive(Debug, Clone)]
    pub struct Area {
        /// Id.
        pub id: Id,
        /// Its street.
        pub street_id: Id,
        /// Short code in URLs: `jiugeng`.
        pub code: String,
        /// 久耕居民区.
        pub name: String,
        /// The two characters of its seal: 久耕.
        pub seal: String,
        /// 久耕居委.
        pub committee: String,
        /// Phone of the desk.
        pub phone: String,
        /// Phone that is answered at night and on holidays.
        pub night_phone: String,
        /// Where the desk is.
        pub address: String,
        /// IANA name of its zone.
        pub zone: String,
        /// Its key, wrapped by the master key.
        pub key_wrapped: Vec<u8>,
        /// Is there an owners' committee?
        pub has_owners_committee: bool,
        /// Demo data?
        pub demo: bool,
    }
}

record! {
    /// An organisation of any kind. Kinds are data; the code knows only `property_company`, `owners_committee`,
    /// `committee`, `street_office`, `housing_office`, `city_operation_centre`, `party_branch`, `utility`,
    /// `partner` by name where a rule of the practice does.
    #[derive(Debug, Clone)]
    pub struct Organisation {
        /// Id.
        pub id: Id,
        /// Street that knows it.
        pub street_id: Id,
        /// Kind code.
        pub kind: String,
        /// Name.
        pub name: String,
        /// Duty phone; empty if none.
        pub phone: String,
        /// What it belongs to, as a branch to its general branch.
        pub parent_id: Option<Id>,
        /// Last day its qualification holds.
        pub valid_to: Option<Day>,
    }
}

record! {
    /// What an organisation is in an area, while the role lasts.
    #[derive(Debug, Clone)]
    pub struct OrganisationRole {
        /// Area.
        pub area_id: Id,
        /// Organisation.
        pub organisation_id: Id,
        /// Kind code of the role.
        pub kind: String,
        /// First day.
        pub from_day: Day,
        /// Last day.
        pub to_day: Option<Day>,
    }
}

record! {
    /// Who an account is to those who work with it.
    #[derive(Debug, Clone)]
    pub struct Colleague {
        /// Account.
        pub id: Id,
        /// Street.
        pub street_id: Id,
        /// Organisation, if not the committee's own.
        pub organisation_id: Option<Id>,
        /// Name.
        pub name: String,
        /// Work phone.
        pub phone: String,
    }
}

record! {
    /// A role an account holds at an area, or over the street where `area_id` is none.
    #[derive(Debug, Clone)]
    pub struct AccountRole {
        /// Account.
        pub account_id: Id,
        /// Role code, see [`crate::access::Role`].
        pub role: String,
        /// Area.
        pub area_id: Option<Id>,
        /// First day.
        pub from_day: Day,
        /// Last day.
        pub to_day: Option<Day>,
    }
}

/// Everything of this kind, indexed.
#[derive(Debug, Default)]
pub struct Reference {
    /// Streets.
    pub streets: Vec<Street>,
    /// Areas, in the order of their codes.
    pub areas: Vec<Area>,
    /// Organisations by id.
    pub organisations: HashMap<Id, Organisation>,
    /// Their roles in areas.
    pub organisation_roles: Vec<OrganisationRole>,
    /// Accounts by id.
    pub colleagues: HashMap<Id, Colleague>,
    /// Roles of accounts.
    pub account_roles: Vec<AccountRole>,
    /// Categories in the order of their codes.
    pub categories: Vec<Category>,
    /// Who takes what, by area.
    pub dispatch_rules: Vec<DispatchRule>,
    pub(crate) settings: HashMap<Id, HashMap<String, String>>,
    calendars: HashMap<Id, WorkCalendar>,
    national: Option<WorkCalendar>,
}

impl Reference {
    pub(crate) async fn load(db: &Db) -> Result<Self> {
        let sql = |columns: String, rest: &str| Sql::new(format!("select {columns} from {rest}"), Vec::new());
        let areas: Vec<Area> = db.all(sql(Area::select("a"), "area a order by a.code")).await?;
        let organisations: Vec<Organisation> =
            db.all(sql(Organisation::select("o"), "organisation o")).await?;
        let colleagues: Vec<Colleague> = db.all(sql(Colleague::select("c"), "account c")).await?;
        let mut settings: HashMap<Id, HashMap<String, String>> = HashMap::new();
        for (area, key, value) in db.all(sql("s.area_id, s.key, s.value".into(), "setting s")).await? {
            settings.entry(area).or_default().insert(key, value);
        }
        let (national, calendars) = crate::calendar::load(db, &areas, &settings).await?;
        Ok(Self {
            streets: db.all(sql(Street::select("s"), "street s order by s.id")).await?,
            organisations: organisations.into_iter().map(|o| (o.id, o)).collect(),
            organisation_roles: db
                .all(sql(OrganisationRole::select("r"), "organisation_role r order by r.id"))
                .await?,
            colleagues: colleagues.into_iter().map(|c| (c.id, c)).collect(),
            account_roles: db.all(sql(AccountRole::select("r"), "account_role r order by r.id")).await?,
            categories: db.all(sql(Category::select("c"), "category c order by c.code")).await?,
            dispatch_rules: db.all(sql(DispatchRule::select("d"), "dispatch_rule d")).await?,
            settings,
            areas,
            calendars,
            national: Some(national),
        })
    }

    /// The area with that id.
    pub fn area(&self, id: Id) -> Option<&Area> {
        self.areas.iter().find(|a| a.id == id)
    }

    /// The area with that code.
    pub fn area_by_code(&self, code: &str) -> Result<&Area> {
        self.areas.iter().find(|a| a.code == code).ok_or(Error::NotFound)
    }

    /// The street of an area.
    pub fn street_of(&self, area: &Area) -> &str {
        self.streets.iter().find(|s| s.id == area.street_id).map_or("", |s| &s.name)
    }

    /// The category with that code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.binary_search_by(|c| c.code.as_str().cmp(code)).ok().map(|i| &self.categories[i])
    }

    /// The calendar of an area: the nation's, with the area's own days over it.
    pub fn calendar(&self, area: Id) -> &WorkCalendar {
        self.calendars.get(&area).unwrap_or_else(|| self.national())
    }

    /// The nation's calendar, which the areas' own days and hours lie over.
    pub fn national(&self) -> &WorkCalendar {
        self.national.as_ref().expect("a loaded reference has a calendar")
    }

    /// The zone of an area.
    pub fn zone(&self, area: Id) -> &TimeZone {
        self.calendar(area).zone()
    }

    /// The organisations that are something in `area` on `day`, with what they are.
    pub fn organisations_in(&self, area: Id, day: Day) -> impl Iterator<Item = (&Organisation, &str)> {
        self.organisation_roles
            .iter()
            .filter(move |r| r.area_id == area && r.from_day <= day && r.to_day.is_none_or(|to| to >= day))
            .filter_map(|r| self.organisations.get(&r.organisation_id).map(|o| (o, r.kind.as_str())))
    }

    /// Is `area` the only one where that organisation is or ever was something? What others share is theirs, too.
    pub fn only_in(&self, organisation: Id, area: Id) -> bool {
        let mut roles =
            self.organisation_roles.iter().filter(|r| r.organisation_id == organisation).peekable();
        roles.peek().is_some() && roles.all(|r| r.area_id == area)
    }

    /// Name of an account; a dash for one that is gone.
    pub fn name_of(&self, account: Option<Id>) -> &str {
        account.and_then(|id| self.colleagues.get(&id)).map_or("—", |c| &c.name)
    }

    /// Name of an organisation; a dash for one that is gone.
    pub fn organisation_name(&self, id: Option<Id>) -> &str {
        id.and_then(|id| self.organisations.get(&id)).map_or("—", |o| &o.name)
    }

    /// Accounts that hold one of `roles` in `area` at `now`, each once.
    pub fn staff(&self, area: Id, roles: &[crate::access::Role], now: Ts) -> Vec<&Colleague> {
        let day = now.day(self.zone(area));
        let mut found: Vec<&Colleague> = Vec::new();
        for r in &self.account_roles {
            let current = r.from_day <= day && r.to_day.is_none_or(|to| to >= day);
            if r.area_id == Some(area) && current && roles.iter().any(|role| role.code() == r.role) {
                found.extend(
                    self.colleagues.get(&r.account_id).filter(|c| !found.iter().any(|f| f.id == c.id)),
                );
            }
        }
        found
    }
}

//! Who may do what, where.
//!
//! Roles are dated and stand at an area or over the street; what a role may do is one table. The street sees
//! aggregates and what was escalated to it, never another area's people. An organisation's account sees the
//! cases that are its own.

use crate::{Error, Result};
use linju_kernel::{Id, coded};

pub mod account;
pub mod demand;
pub mod device;
pub mod login;
pub mod look;
mod own;
pub mod password;
pub mod second;
pub mod token;
pub mod tries;

coded! {
    /// What someone is at a place.
    pub enum Role {
        /// 居民区党总支书记.
        Secretary = "secretary",
        /// 居委主任.
        Director = "director",
        /// 社区工作者.
        CommunityWorker = "community_worker",
        /// 居委委员.
        CommitteeMember = "committee_member",
        /// 物业服务企业的人.
        PropertyCompany = "property_company",
        /// 业委会的人.
        OwnersCommittee = "owners_committee",
        /// 其他承办单位的人.
        HandlingUnit = "handling_unit",
        /// 街道工作人员.
        StreetOfficer = "street_officer",
        /// 街道城运中心.
        OperationCentre = "operation_centre",
        /// 平台管理员.
        Administrator = "administrator",
    }
}

coded! {
    /// Something that needs permission.
    pub enum Right {
        /// See and work on the cases of an area.
        WorkCases = "work_cases",
        /// See and handle the cases given to one's own organisation.
        HandleCases = "handle_cases",
        /// Coordinate: returns, extensions, escalations of an area.
        Coordinate = "coordinate",
        /// See the registry of places and people (masked).
        ReadRegistry = "read_registry",
        /// Change it, import, undo.
        EditRegistry = "edit_registry",
        /// See an unmasked phone number or name; recorded each time.
        Reveal = "reveal",
        /// See who looked at personal data, and why; over the street only how often.
        SeeLooks = "see_looks",
        /// Set the area up: calendar, dispatch rules, duty roster.
        EditArea = "edit_area",
        /// The street's view: aggregates and escalated cases.
        StreetView = "street_view",
        /// Categories, calendars, organisations of the street.
        EditStreet = "edit_street",
        /// Accounts and roles.
        EditAccounts = "edit_accounts",
    }
}

impl Role {
    /// What this role may do where it stands.
    pub fn rights(self) -> &'static [Right] {
        use Right::*;
        match self {
            Role::Secretary | Role::Director => {
                &[WorkCases, Coordinate, ReadRegistry, EditRegistry, Reveal, SeeLooks, EditArea, EditAccounts]
            }
            Role::CommunityWorker => &[WorkCases, ReadRegistry, EditRegistry, Reveal],
            Role::CommitteeMember => &[WorkCases, ReadRegistry, Reveal],
            Role::PropertyCompany | Role::OwnersCommittee | Role::HandlingUnit => &[HandleCases],
            Role::StreetOfficer => &[StreetView, EditStreet, SeeLooks],
            Role::OperationCentre => &[StreetView],
            Role::Administrator => &[EditStreet, EditAccounts],
        }
    }
}

/// A role where it stands; `area` is none for one over the street.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Role.
    pub role: Role,
    /// Area.
    pub area: Option<Id>,
}

/// Someone signed in, with the roles that hold today.
#[derive(Debug, Clone)]
pub struct Session {
    /// Account.
    pub account: Id,
    /// Street.
    pub street: Id,
    /// Organisation, if not the committee's own.
    pub organisation: Option<Id>,
    /// Name.
    pub name: String,
    /// Roles.
    pub grants: Vec<Grant>,
    /// Hash of the session's token, by which it is ended.
    pub token_hash: Vec<u8>,
}

impl Session {
    /// May they do `right` in `area`?
    pub fn may(&self, right: Right, area: Id) -> bool {
        self.grants.iter().any(|g| g.area == Some(area) && g.role.rights().contains(&right))
    }

    /// May they do `right` over the street?
    pub fn may_on_street(&self, right: Right) -> bool {
        self.grants.iter().any(|g| g.area.is_none() && g.role.rights().contains(&right))
    }

    /// May they do `right` in any area? An organisation's desk spans the areas it serves.
    pub fn may_somewhere(&self, right: Right) -> bool {
        self.grants.iter().any(|g| g.area.is_some() && g.role.rights().contains(&right))
    }

    /// Refuses as not found what they may not do in `area`: a wall does not say what is behind it.
    pub fn require(&self, right: Right, area: Id) -> Result<()> {
        if self.may(right, area) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Do they hold `role` in `area`?
    pub fn is(&self, role: Role, area: Id) -> bool {
        self.grants.contains(&Grant { role, area: Some(area) })
    }

    /// The areas where they hold any role, each once.
    pub fn areas(&self) -> Vec<Id> {
        let mut areas: Vec<Id> = self.grants.iter().filter_map(|g| g.area).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(grants: Vec<Grant>) -> Session {
        Session {
            account: Id(1),
            street: Id(1),
            organisation: None,
            name: "x".into(),
            grants,
            token_hash: vec![],
        }
    }

    #[test]
    fn a_worker_works_in_her_own_area_only() {
        let worker = session(vec![Grant { role: Role::CommunityWorker, area: Some(Id(7)) }]);
        assert!(worker.may(Right::WorkCases, Id(7)));
        assert!(!worker.may(Right::WorkCases, Id(8)));
        assert!(!worker.may(Right::Coordinate, Id(7)));
        assert!(!worker.may_on_street(Right::StreetView));
        assert!(matches!(worker.require(Right::WorkCases, Id(8)), Err(Error::NotFound)));
    }

    #[test]
    fn the_street_sees_no_areas_people() {
        let officer = session(vec![Grant { role: Role::StreetOfficer, area: None }]);
        for right in [Right::WorkCases, Right::ReadRegistry, Right::Reveal, Right::HandleCases] {
            assert!(!officer.may(right, Id(7)) && !officer.may_on_street(right));
        }
        assert!(officer.may_on_street(Right::StreetView));
    }
}

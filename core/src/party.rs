//! People, and what each one is where.
//!
//! A [`Person`] is identity and contact, sealed at rest; a [`PersonRole`] says what someone is at a place from
//! one day to another: resident of a room, owner of it, steward of a stairwell, key holder for a neighbour. A
//! resident is not thereby an owner. Since a resident's role carries how they stand in the register
//! (人在户在, 空关, 住院, …), the figures of any place on any day are computed, never kept.

mod contact;
mod estate;
mod grid;
mod household;
mod person;
mod role;
pub mod rules;
mod search;

pub use contact::{Assignment, hand_over};
pub use estate::{PropertyArea, PropertyUnit, end_property_unit, save_property_area, save_property_unit};
pub use grid::{Grid, GridPlace, save_grid};
pub use household::{Household, Profile, confirm_household};
pub use person::{Details, Person, Plain};
pub use role::{Held, NewRole, PersonRole, end_role};
pub use search::{Found, MOST_FOUND};

use linju_kernel::coded;

coded! {
    /// A person's sex as the register has it.
    pub enum Gender {
        /// 男.
        Male = "male",
        /// 女.
        Female = "female",
        /// 未知.
        Unknown = "unknown",
    }
}

coded! {
    /// How someone stands in the register of a room. 人户分离 is either of the two states in which registration
    /// and life part.
    pub enum ResidenceState {
        /// 人在户在: registered here and living here.
        LivesHere = "lives_here",
        /// 人在户不在: living here, registered elsewhere.
        RegisteredElsewhere = "registered_elsewhere",
        /// 户在人不在: registered here, living elsewhere.
        LivesElsewhere = "lives_elsewhere",
        /// 空关: the room stands empty.
        Vacant = "vacant",
        /// 出租: the room is let to others.
        Let = "let",
        /// 住院.
        InHospital = "in_hospital",
        /// 养老院.
        InCareHome = "in_care_home",
        /// 去世.
        Died = "died",
    }
}

impl ResidenceState {
    /// Does the person really live in the room (实际居住)?
    pub fn lives_there(self) -> bool {
        matches!(self, Self::LivesHere | Self::RegisteredElsewhere)
    }
}

coded! {
    /// What a person is at a place.
    pub enum RoleKind {
        /// 居民, in the register of a room with a [`ResidenceState`].
        Resident = "resident",
        /// 业主.
        Owner = "owner",
        /// 租户.
        Tenant = "tenant",
        /// 承租人 of public housing.
        Lessee = "lessee",
        /// 楼组长, a volunteer of a stairwell.
        Steward = "building_steward",
        /// 居民代表.
        ResidentDelegate = "resident_delegate",
        /// 志愿者.
        Volunteer = "volunteer",
        /// 党员志愿者.
        PartyVolunteer = "party_volunteer",
        /// 紧急联系人 of another person.
        EmergencyContact = "emergency_contact",
        /// 保管钥匙的人 of another person.
        KeyHolder = "key_holder",
    }
}

impl RoleKind {
    /// Is it held for another person?
    pub fn for_someone(self) -> bool {
        matches!(self, Self::EmergencyContact | Self::KeyHolder)
    }

    /// Does it stand at a room and nowhere else?
    pub fn of_room(self) -> bool {
        matches!(self, Self::Resident | Self::Owner | Self::Tenant | Self::Lessee) || self.for_someone()
    }
}

linju_db::coded_columns!(Gender, ResidenceState, RoleKind);

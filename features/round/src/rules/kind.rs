//! Kinds of rounds, and whom a warning calls.

use super::filter::Test;
use linju_kernel::coded;

coded! {
    /// What a round is for.
    pub enum Kind {
        /// 排摸: asking at every door.
        Survey = "survey",
        /// 巡查: looking for hazards.
        Patrol = "patrol",
        /// 台风暴雨叫应.
        Storm = "storm",
        /// 高温叫应.
        Heat = "heat",
        /// 寒潮叫应.
        Cold = "cold",
        /// 停水、停电、停梯叫应.
        CutOff = "cut_off",
    }
}

coded! {
    /// What the lines of a round are.
    pub enum Unit {
        /// 户: rooms in which somebody lives.
        Household = "household",
        /// 人: those who live there.
        Person = "person",
        /// 单元: stairwells.
        Stairwell = "stairwell",
        /// 楼栋: buildings.
        Building = "building",
        /// 公共部位: courtyards, garages, venues, roads, plots.
        Spot = "spot",
    }
}

impl Kind {
    /// Is someone called by name and must answer, rather than asked at the door?
    pub fn warning(self) -> bool {
        matches!(self, Self::Storm | Self::Heat | Self::Cold | Self::CutOff)
    }

    /// Whom a warning of this kind calls unless somebody chooses otherwise: whoever meets one of these.
    pub fn risks(self) -> &'static [Test] {
        match self {
            Self::Survey | Self::Patrol => &[],
            Self::Storm => &[Test::Advanced, Test::LoneElder, Test::AllElder, Test::GroundElder],
            Self::Heat | Self::Cold => &[Test::Advanced, Test::LoneElder, Test::AllElder],
            Self::CutOff => &[Test::Advanced, Test::LoneElder, Test::Stranded],
        }
    }
}

impl Unit {
    /// Is a line about people, so that what was answered is not told of fewer than five?
    pub fn of_people(self) -> bool {
        self == Self::Person
    }

    /// Do filters by who lives there mean anything?
    pub fn lived_in(self) -> bool {
        matches!(self, Self::Household | Self::Person)
    }
}

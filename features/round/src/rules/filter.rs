//! Who is on the list: homes and people of the registry that meet what was asked.

use linju_core::party::rules::{ADVANCED, ELDER, HouseholdKind};
use linju_kernel::{Id, coded};

/// From this floor on, a building without a lift strands an elder (悬空老人).
pub const STRANDED_FLOOR: i64 = 4;

coded! {
    /// Something the registry knows of a home or of someone in it.
    pub enum Test {
        /// 80 岁以上.
        Advanced = "advanced",
        /// 60 岁以上.
        Elder = "elder",
        /// 独居.
        LivingAlone = "living_alone",
        /// 独居老人.
        LoneElder = "lone_elder",
        /// 纯老户.
        AllElder = "all_elder",
        /// 悬空老人: an elder on the fourth floor or above, without a lift.
        Stranded = "stranded_elder",
        /// 底层老人: an elder on the ground floor, where water comes in.
        GroundElder = "ground_elder",
        /// 孤老, as a worker confirmed it.
        Childless = "childless_elder",
        /// 失独, as a worker confirmed it.
        LostOnlyChild = "lost_only_child",
        /// 出租.
        Rented = "rented",
        /// 公房.
        PublicHousing = "public_housing",
        /// 无电梯.
        NoLift = "no_lift",
    }
}

coded! {
    /// How several tests are meant.
    pub enum Together {
        /// One of them is enough.
        Any = "any",
        /// All of them at once.
        All = "all",
    }
}

/// Someone who lives in a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Soul {
    /// Who.
    pub person: Id,
    /// Full years, where known.
    pub age: Option<i16>,
}

/// A room in which somebody lives, as the registry has it.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// Who lives there, each once.
    pub souls: Vec<Soul>,
    /// Floor, where known.
    pub floor: Option<i64>,
    /// Has the building a lift, where known?
    pub lift: Option<bool>,
    /// Is it let?
    pub rented: bool,
    /// Is it public housing?
    pub public: bool,
    /// What a worker confirmed of the household.
    pub confirmed: Vec<HouseholdKind>,
}

/// What is asked of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The tests; none lets everybody in.
    pub tests: Vec<Test>,
    /// How several are meant.
    pub together: Together,
}

impl Soul {
    fn from(&self, age: i16) -> bool {
        self.age.is_some_and(|own| own >= age)
    }
}

impl Home {
    /// Does the home, or `soul` in it, meet `test`? Of a home without a soul in question, anyone's age counts.
    fn meets(&self, test: Test, soul: Option<&Soul>) -> bool {
        let aged = |years: i16| match soul {
            Some(soul) => soul.from(years),
            None => self.souls.iter().any(|soul| soul.from(years)),
        };
        match test {
            Test::Advanced => aged(ADVANCED),
            Test::Elder => aged(ELDER),
            Test::LivingAlone => self.souls.len() == 1,
            Test::LoneElder => self.souls.len() == 1 && aged(ELDER),
            Test::AllElder => self.souls.len() > 1 && self.souls.iter().all(|soul| soul.from(ELDER)),
            Test::Stranded => {
                aged(ELDER) && self.lift == Some(false) && self.floor.is_some_and(|f| f >= STRANDED_FLOOR)
            }
            Test::GroundElder => aged(ELDER) && self.floor.is_some_and(|floor| floor <= 1),
            Test::Childless => self.confirmed.contains(&HouseholdKind::Childless) && aged(ELDER),
            Test::LostOnlyChild => self.confirmed.contains(&HouseholdKind::LostOnlyChild),
            Test::Rented => self.rented,
            Test::PublicHousing => self.public,
            Test::NoLift => self.lift == Some(false),
        }
    }
}

impl Filter {
    /// What speaks for the home, or for `soul` in it; none where they are not on the list. With no tests at all
    /// everybody is, for no reason.
    pub fn reasons(&self, home: &Home, soul: Option<&Soul>) -> Option<Vec<Test>> {
        let met: Vec<Test> = self.tests.iter().copied().filter(|test| home.meets(*test, soul)).collect();
        let listed = match self.together {
            _ if self.tests.is_empty() => true,
            Together::Any => !met.is_empty(),
            Together::All => met.len() == self.tests.len(),
        };
        listed.then_some(met)
    }
}

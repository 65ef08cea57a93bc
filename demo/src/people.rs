//! Who lives where: households whose sizes and ages add up exactly to the articles' figures.

use crate::codes::codes;
use crate::dice::Dice;
use crate::names::{PhoneBook, given, surname};
use crate::places::{ESTATES, Estate, Place, PlaceKind};
use crate::{AreaRef, HouseholdRef, PersonRef, PlaceRef, World};
use linju_kernel::Day;

codes! {
    /// A person's sex as the register has it.
    Gender {
        Male = "male", "男";
        Female = "female", "女";
    }
}

codes! {
    /// Where a person of the register really is.
    Residence {
        Here = "lives_here_registered", "人在户在";
        RegisteredElsewhere = "lives_here_registered_elsewhere", "人在户不在";
        Absent = "registered_here_lives_elsewhere", "户在人不在";
        Vacant = "vacant", "空关";
        Let = "let", "出租";
        InHospital = "in_hospital", "住院";
        InCareHome = "in_care_home", "养老院";
        Deceased = "deceased", "去世";
    }
}

impl Residence {
    /// Does the person really live here (实际居住)? 人户分离 is either of the two that differ.
    pub fn lives_here(self) -> bool {
        matches!(self, Residence::Here | Residence::RegisteredElsewhere)
    }
}

codes! {
    /// By what right a household has its room.
    Tenure {
        Owned = "owned", "产权房";
        Rented = "rented", "租住";
        PublicLease = "public_lease", "公房承租";
    }
}

codes! {
    /// What a household is, derived from who lives in it.
    HouseholdKind {
        LoneElder = "lone_elder", "独居老人户";
        AllElder = "all_elder_household", "纯老户";
        WithElder = "with_elder", "有老人户";
        Other = "other", "一般户";
    }
}

/// One person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Invented.
    pub name: String,
    /// Sex.
    pub gender: Gender,
    /// Birthday.
    pub born: Day,
    /// A fictional mobile, digits only.
    pub mobile: Option<String>,
    /// The household's fictional landline, digits only.
    pub landline: Option<String>,
    /// Where the person really is.
    pub residence: Residence,
    /// The area whose register has this person.
    pub area: AreaRef,
    /// The room it has the person in.
    pub room: PlaceRef,
    /// The household; none for owners of rooms that stand empty or are let.
    pub household: Option<HouseholdRef>,
}

impl Person {
    /// The number to call: the mobile before the landline.
    pub fn phone(&self) -> Option<&str> {
        self.mobile.as_deref().or(self.landline.as_deref())
    }
}

/// Those who share a room and live there now, with members who are away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Household {
    /// Its area.
    pub area: AreaRef,
    /// Its room.
    pub room: PlaceRef,
    /// All members, also absent ones; the head first.
    pub members: Vec<PersonRef>,
    /// By what right.
    pub tenure: Tenure,
}

/// How many households of (elders, adults, children) an area has.
type Mix = [(usize, usize, usize, usize); 7];

/// Elders 60+, adults 18–59, children, households. 久耕 adds up to 2,149 households and 4,195 people,
/// 1,930 of them elders (46 %).
const MIX: [Mix; 3] = [
    [(1, 0, 0, 75), (2, 0, 0, 60), (1, 1, 0, 37), (2, 2, 1, 18), (0, 2, 1, 45), (0, 2, 0, 40), (0, 1, 0, 25)],
    [
        (1, 0, 0, 560),
        (2, 0, 0, 440),
        (1, 1, 0, 250),
        (2, 2, 1, 120),
        (0, 2, 1, 300),
        (0, 2, 0, 276),
        (0, 1, 0, 203),
    ],
    [(1, 0, 0, 92), (2, 0, 0, 76), (1, 1, 0, 46), (2, 2, 1, 24), (0, 2, 1, 70), (0, 2, 0, 56), (0, 1, 0, 36)],
];

/// People of 80 and more who live there.
const OVER_80: [usize; 3] = [58, 385, 76];

/// Someone a story knows by name; all live alone.
pub(crate) struct Named {
    pub(crate) estate: &'static str,
    building: &'static str,
    room: &'static str,
    pub(crate) name: &'static str,
    gender: Gender,
    age: i16,
    mobile: Option<&'static str>,
    landline: Option<&'static str>,
}

impl Named {
    fn area(&self) -> AreaRef {
        AreaRef(
            ESTATES.iter().find(|estate| estate.name == self.estate).expect("an estate of the table").area,
        )
    }

    /// As the door is spoken of.
    fn door(&self) -> String {
        format!("{}{}室", self.building, self.room)
    }
}

pub(crate) const LIU: &str = "刘德康";
pub(crate) const ZHOU: &str = "周桂珍";
pub(crate) const WANG: &str = "王秀兰";
pub(crate) const CHEN: &str = "陈阿珍";
/// The steward of 4号楼1单元.
pub(crate) const SHEN: &str = "沈伯庭";

#[rustfmt::skip]
const NAMED: &[Named] = &[
    Named { estate: "久耕小区", building: "3号楼", room: "202", name: LIU, gender: Gender::Male, age: 72, mobile: Some("13800005678"), landline: None },
    Named { estate: "久耕小区", building: "5号楼", room: "601", name: ZHOU, gender: Gender::Female, age: 85, mobile: None, landline: Some("02155550685") },
    Named { estate: "久耕小区", building: "4号楼", room: "102", name: SHEN, gender: Gender::Male, age: 68, mobile: Some("13800005668"), landline: None },
    Named { estate: "三联小区", building: "1号楼", room: "301", name: WANG, gender: Gender::Female, age: 80, mobile: None, landline: Some("02155550680") },
    Named { estate: "汉阳小区", building: "2号楼", room: "601", name: CHEN, gender: Gender::Female, age: 82, mobile: Some("13900005682"), landline: None },
];

/// Everyone of the register, household by household.
pub(crate) struct Register<'a> {
    places: &'a [Place],
    today: Day,
    dice: Dice,
    pub(crate) phones: PhoneBook,
    pub(crate) persons: Vec<Person>,
    pub(crate) households: Vec<Household>,
}

impl<'a> Register<'a> {
    pub(crate) fn new(places: &'a [Place], today: Day, mut dice: Dice) -> Self {
        let phones = PhoneBook::new(&mut dice);
        Self { places, today, dice, phones, persons: Vec::new(), households: Vec::new() }
    }

    /// Fills every area.
    pub(crate) fn fill(&mut self) {
        for area in 0..MIX.len() {
            let mut rooms = Vec::new();
            for estate in ESTATES.iter().filter(|estate| estate.area == area) {
                rooms.extend(self.rooms(AreaRef(area), estate));
            }
            self.settle(AreaRef(area), &rooms);
            self.scatter(AreaRef(area), rooms.len());
        }
    }

    /// The rooms of `estate` that are lived in; the owners of the others are away.
    fn rooms(&mut self, area: AreaRef, estate: &Estate) -> Vec<(PlaceRef, bool)> {
        let compound = World::find(self.places, PlaceKind::Compound, estate.name);
        let mut rooms: Vec<PlaceRef> = World::below(self.places, compound, PlaceKind::Room).collect();
        self.dice.shuffle(&mut rooms);
        for named in NAMED.iter().filter(|named| named.estate == estate.name) {
            let spoken = named.door();
            let at =
                rooms.iter().position(|room| self.places[room.0].spoken == spoken).expect("a named door");
            rooms.swap(at, NAMED.iter().position(|n| n.name == named.name).expect("itself"));
        }
        for room in rooms.split_off(estate.households) {
            if !estate.public_housing {
                let age = self.dice.within(40..=84);
                self.person(area, room, None, age, Residence::Vacant);
            }
        }
        rooms.into_iter().map(|room| (room, estate.public_housing)).collect()
    }

    /// Deals households and ages over `rooms` (with whether it is public housing).
    fn settle(&mut self, area: AreaRef, rooms: &[(PlaceRef, bool)]) {
        let mut mix: Vec<(usize, usize, usize)> =
            MIX[area.0].iter().flat_map(|&(e, a, c, n)| vec![(e, a, c); n]).collect();
        self.dice.shuffle(&mut mix);
        for named in NAMED {
            let spoken = named.door();
            let is_it = |(room, _): &(PlaceRef, bool)| self.places[room.0].spoken == spoken;
            if named.area() != area {
                continue;
            }
            let at = rooms.iter().position(is_it).expect("a named door is lived in");
            let taken = |n: usize| {
                n != at
                    && NAMED.iter().any(|o| o.area() == area && self.places[rooms[n].0.0].spoken == o.door())
            };
            let lone =
                (0..mix.len()).find(|&n| mix[n] == (1, 0, 0) && !taken(n)).expect("someone lives alone");
            mix.swap(at, lone);
        }
        let (mut couples, mut singles) = self.elder_ages(area, &mix);
        for (&(room, public), &(elders, adults, children)) in rooms.iter().zip(&mix) {
            let mut ages =
                if elders == 2 { couples.pop().expect("ages suffice").to_vec() } else { Vec::new() };
            if elders == 1 {
                ages.push(singles.pop().expect("ages suffice"));
            }
            self.household(area, room, public, ages, adults, children);
        }
        self.name_them(area);
    }

    /// Ages of the elders: pairs close in age for couples, the rest for those alone; the exact number
    /// of them 80 and more.
    fn elder_ages(&mut self, area: AreaRef, mix: &[(usize, usize, usize)]) -> (Vec<[i64; 2]>, Vec<i64>) {
        let count: usize = mix.iter().map(|m| m.0).sum();
        let mut ages: Vec<i64> = (0..count)
            .map(|n| {
                let (low, high) = if n < OVER_80[area.0] { (80, 97) } else { (60, 79) };
                self.dice.within(low..=high).min(self.dice.within(low..=high))
            })
            .collect();
        ages.sort_unstable();
        let mut pairs: Vec<[i64; 2]> = ages.chunks_exact(2).map(|pair| [pair[1], pair[0]]).collect();
        self.dice.shuffle(&mut pairs);
        let singles = pairs.split_off(mix.iter().filter(|m| m.0 == 2).count());
        (pairs, singles.into_iter().flatten().collect())
    }

    fn household(
        &mut self,
        area: AreaRef,
        room: PlaceRef,
        public: bool,
        elders: Vec<i64>,
        adults: usize,
        children: usize,
    ) {
        let tenure = match (public, elders.is_empty() && self.dice.chance(35)) {
            (true, _) => Tenure::PublicLease,
            (false, true) => Tenure::Rented,
            (false, false) => Tenure::Owned,
        };
        let here = HouseholdRef(self.households.len());
        self.households.push(Household { area, room, members: Vec::new(), tenure });
        let landline = (!elders.is_empty() && self.dice.chance(70)).then(|| self.phones.landline());
        let base = self.dice.within(30..=46);
        let grown: Vec<i64> = (0..adults).map(|_| base + self.dice.within(-3..=3)).collect();
        let young: Vec<i64> = (0..children).map(|_| self.dice.within(0..=17)).collect();
        let registered = if tenure == Tenure::Rented { 3 } else { 94 };
        let residence =
            if self.dice.chance(registered) { Residence::Here } else { Residence::RegisteredElsewhere };
        for age in elders.into_iter().chain(grown).chain(young) {
            let person = self.person(area, room, Some(here), age, residence);
            self.persons[person.0].landline.clone_from(&landline);
        }
        self.households[here.0].members = (0..self.persons.len())
            .map(PersonRef)
            .rev()
            .take_while(|p| self.persons[p.0].household == Some(here))
            .collect();
        self.households[here.0].members.reverse();
        self.make_family(here);
        if tenure == Tenure::Rented {
            let age = self.dice.within(45..=75);
            self.person(area, room, None, age, Residence::Let);
        }
    }

    /// A couple is a man and a woman; children bear a parent's surname.
    fn make_family(&mut self, household: HouseholdRef) {
        let members = self.households[household.0].members.clone();
        let head = self.persons[members[0].0].clone();
        let family = head.name.chars().next();
        for (n, member) in members.iter().enumerate().skip(1) {
            let age = self.persons[member.0].born.age_on(self.today);
            let person = &mut self.persons[member.0];
            if n == 1 && person.born.0.year().abs_diff(head.born.0.year()) < 12 {
                person.gender = if head.gender == Gender::Male { Gender::Female } else { Gender::Male };
                let given = given(&mut self.dice, person.gender, person.born.0.year());
                person.name = format!("{}{given}", person.name.chars().next().unwrap_or('王'));
            } else if age < 18 || n == 2 || head.born.0.year() < 1966 {
                let rest: String = person.name.chars().skip(1).collect();
                person.name = family.into_iter().chain(rest.chars()).collect();
            }
        }
    }

    fn person(
        &mut self,
        area: AreaRef,
        room: PlaceRef,
        household: Option<HouseholdRef>,
        age: i64,
        residence: Residence,
    ) -> PersonRef {
        let gender = if self.dice.chance(52) { Gender::Female } else { Gender::Male };
        let born = self.birthday(age);
        let year = born.0.year();
        let name = format!("{}{}", surname(&mut self.dice), given(&mut self.dice, gender, year));
        let has_mobile = match age {
            0..=11 => false,
            12..=59 => true,
            60..=79 => self.dice.chance(75),
            _ => self.dice.chance(40),
        };
        let mobile = has_mobile.then(|| self.phones.mobile());
        self.persons.push(Person {
            name,
            gender,
            born,
            mobile,
            landline: None,
            residence,
            area,
            room,
            household,
        });
        PersonRef(self.persons.len() - 1)
    }

    /// A birthday of someone who is `age` today.
    fn birthday(&mut self, age: i64) -> Day {
        let span = jiff::Span::new().years(age).days(self.dice.within(0..=364));
        Day(self.today.0.saturating_sub(span))
    }

    /// Gives the named their names and ages; whoever had that age takes theirs, so that counts stay.
    fn name_them(&mut self, area: AreaRef) {
        for named in NAMED {
            let spoken = named.door();
            if named.area() != area {
                continue;
            }
            let lives = |p: &Person| p.area == area && p.residence.lives_here();
            let at = self.persons.iter().position(|p| lives(p) && self.places[p.room.0].spoken == spoken);
            let at = at.expect("a named door is lived in");
            let is_named = |p: &Person| NAMED.iter().any(|n| n.name == p.name);
            let aged = |p: &Person| lives(p) && !is_named(p) && p.born.age_on(self.today) == named.age;
            let other = self.persons.iter().position(aged).expect("someone has that age");
            let born = self.persons[at].born;
            self.persons[at].born = std::mem::replace(&mut self.persons[other].born, born);
            let person = &mut self.persons[at];
            person.name = named.name.to_owned();
            person.gender = named.gender;
            person.mobile = named.mobile.map(str::to_owned);
            person.landline = named.landline.map(str::to_owned);
            person.residence = Residence::Here;
        }
    }

    /// Members who are registered but away, in proportion to the households.
    fn scatter(&mut self, area: AreaRef, households: usize) {
        let away = [
            (Residence::Absent, 90, 20, 55),
            (Residence::InHospital, 18, 62, 93),
            (Residence::InCareHome, 34, 78, 97),
            (Residence::Deceased, 22, 70, 99),
        ];
        let of_area: Vec<usize> =
            (0..self.households.len()).filter(|h| self.households[*h].area == area).collect();
        for (residence, per_2000, low, high) in away {
            for _ in 0..(households * per_2000).div_ceil(2000) {
                let home = HouseholdRef(*self.dice.pick(&of_area));
                let room = self.households[home.0].room;
                let named = |m: &PersonRef| NAMED.iter().any(|n| n.name == self.persons[m.0].name);
                if self.households[home.0].tenure == Tenure::Rented
                    || self.households[home.0].members.iter().any(named)
                {
                    continue;
                }
                let age = self.dice.within(low..=high);
                let person = self.person(area, room, Some(home), age, residence);
                self.households[home.0].members.push(person);
            }
        }
    }
}

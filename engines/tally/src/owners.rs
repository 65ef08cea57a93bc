//! Owners' joint decision (业主共同决定), by 民法典 278 and the interpretation of the Supreme People's Court of 2020.
//!
//! Two measures at once, area and heads, and each asks twice: whether enough took part, and whether enough of those
//! who took part agreed. All four must be reached. The count does not depend on the order of ballots.
//!
//! What the law leaves to the owners' own rules of procedure is data ([`Procedure`]), and what is not written there
//! is not done.

pub mod sheet;

use crate::majority::{Article, Asked, Condition, MORE_THAN_HALF, Threshold};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

const CIVIL_CODE: &str = "民法典";

/// Two thirds must take part, by area and by heads.
pub const PARTICIPATION: Threshold = Threshold::from(2, 3);
/// What raising money, rebuilding, or changing the use of common parts asks.
pub const THREE_QUARTERS: Threshold = Threshold::from(3, 4);

/// What is decided: the nine matters of 民法典 278, paragraph 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// (1) Rules of procedure of the owners' assembly.
    RulesOfProcedure,
    /// (2) The management compact.
    Compact,
    /// (3) Electing the owners' committee, or changing its members.
    Committee,
    /// (4) Hiring or dismissing the property company or another manager.
    Manager,
    /// (5) Using the maintenance fund.
    UseFund,
    /// (6) Raising the maintenance fund.
    RaiseFund,
    /// (7) Altering or rebuilding the building and its facilities; a lift.
    Rebuild,
    /// (8) Changing the use of common parts, or trading with them.
    CommonParts,
    /// (9) Other weighty matters of common ownership and management.
    Other,
}

impl Matter {
    /// All nine, in the order of the law.
    pub const ALL: [Self; 9] = [
        Self::RulesOfProcedure,
        Self::Compact,
        Self::Committee,
        Self::Manager,
        Self::UseFund,
        Self::RaiseFund,
        Self::Rebuild,
        Self::CommonParts,
        Self::Other,
    ];

    /// By its number in the law, from 1.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }

    /// How many of those who took part must agree.
    pub fn majority(self) -> Threshold {
        match self {
            Self::RaiseFund | Self::Rebuild | Self::CommonParts => THREE_QUARTERS,
            _ => MORE_THAN_HALF,
        }
    }
}

/// Whose part it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// The developer: not sold yet, or sold and not handed over.
    Developer,
    /// Its owners: one, or several together.
    Owners(BTreeSet<String>),
}

/// One exclusive part (专有部分).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name, unique on the roll.
    pub id: String,
    /// The building it stands in.
    pub building: String,
    /// Area in 0.01 m², by [`area`].
    pub area: u64,
    /// Whose it is. Parts of the same holder are one head (SPC 2020, art. 9).
    pub holder: Holder,
    /// Its ballot was delivered. Only then can silence mean anything.
    pub served: bool,
}

/// The area that counts (SPC 2020, art. 8): as registered; else as surveyed; else as in the contract of sale.
pub fn area(registered: Option<u64>, surveyed: Option<u64>, contract: Option<u64>) -> Option<u64> {
    registered.or(surveyed).or(contract)
}

/// What a ballot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// For it.
    Yes,
    /// Against it.
    No,
    /// Takes part and says neither.
    Abstain,
}

/// Who cast it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voice {
    /// An owner.
    Owner,
    /// Somebody else for the owner.
    Proxy {
        /// With written authority.
        written: bool,
    },
}

/// A ballot for one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The part.
    pub part: String,
    /// What it says.
    pub choice: Choice,
    /// Who cast it.
    pub voice: Voice,
}

/// What becomes of a part whose owners say different things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoOwners {
    /// It has not cast its one ballot and takes no part.
    #[default]
    NotCast,
    /// It takes part and abstains.
    Abstain,
}

/// What becomes of a part that was asked and did not answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// It takes no part.
    #[default]
    NoPart,
    /// It goes with the majority of the ballots cast (流入多数票), where one choice leads by area and by heads. Some
    /// rules of procedure say so; courts have not always let it stand.
    WithMajority,
}

/// What the owners' rules of procedure say. The default is what holds where they say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Procedure {
    /// Owners of one part who differ.
    pub co_owners: CoOwners,
    /// Ballots delivered and not returned.
    pub silence: Silence,
}

/// Who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Electorate {
    /// The owners of the whole property area.
    All,
    /// The owners of one building, in a matter of that building alone (上海市住宅物业管理规定 69).
    Building(String),
}

/// Area and heads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// In 0.01 m².
    pub area: u64,
    /// Holders.
    pub heads: u64,
}

/// Why a ballot or a part was left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    /// No such part on the roll.
    NoSuchPart,
    /// Its part belongs to another building.
    OutsideElectorate,
    /// A proxy without written authority (上海市住宅物业管理规定 18).
    NoWrittenAuthority,
    /// The owners of the part differ.
    CoOwnersDiffer,
}

/// The decision, with its account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was decided on.
    pub matter: Matter,
    /// The whole electorate.
    pub whole: Measure,
    /// What took part.
    pub cast: Measure,
    /// What agreed.
    pub yes: Measure,
    /// What disagreed.
    pub no: Measure,
    /// What took part and said neither; heads whose parts say different things are here.
    pub abstain: Measure,
    /// What of the above went with the majority without answering, and where it went.
    pub joined: Option<(Choice, Measure)>,
    /// Participation and approval, by area and by heads, each with its article.
    pub conditions: [Condition; 4],
    /// All four are reached.
    pub adopted: bool,
    /// Parts whose ballots were left aside, and why; by part.
    pub aside: Vec<(String, Aside)>,
    /// Heads that said different things for their several parts: their areas count as they said, their one head as
    /// abstaining. By the first of their parts.
    pub divided: Vec<String>,
}

/// A roll that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// Two parts of one name.
    #[error("part {0} stands on the roll twice")]
    PartTwice(String),
    /// A part of nobody.
    #[error("part {0} has no owner")]
    NoOwner(String),
    /// Areas whose sum is no number.
    #[error("the areas are too large to be added")]
    TooLarge,
}

/// Counts an owners' vote.
pub fn decide(
    matter: Matter,
    electorate: &Electorate,
    procedure: Procedure,
    roll: &[Part],
    ballots: &[Ballot],
) -> Result<Decision, Error> {
    check(roll)?;
    let parts: BTreeMap<&str, &Part> = roll
        .iter()
        .filter(|part| {
            matches!(electorate, Electorate::All)
                || *electorate == Electorate::Building(part.building.clone())
        })
        .map(|part| (part.id.as_str(), part))
        .collect();
    let mut aside = set_aside(roll, &parts, ballots);
    let said = one_per_part(procedure.co_owners, &parts, ballots, &mut aside);
    let returned = Count::new(&parts, &said);
    let (count, joined) = match procedure.silence {
        Silence::NoPart => (returned, None),
        Silence::WithMajority => join_majority(&parts, &said, returned),
    };
    let conditions = conditions(matter, &count);
    Ok(Decision {
        matter,
        whole: count.whole,
        cast: count.cast,
        yes: count.of(Choice::Yes),
        no: count.of(Choice::No),
        abstain: count.of(Choice::Abstain),
        joined,
        adopted: conditions.iter().all(|condition| condition.reached),
        conditions,
        aside: aside.into_iter().collect(),
        divided: count.divided,
    })
}

fn check(roll: &[Part]) -> Result<(), Error> {
    let mut ids = BTreeSet::new();
    if let Some(twice) = roll.iter().find(|part| !ids.insert(&part.id)) {
        return Err(Error::PartTwice(twice.id.clone()));
    }
    let nobody = |part: &&Part| matches!(&part.holder, Holder::Owners(owners) if owners.is_empty());
    if let Some(part) = roll.iter().find(nobody) {
        return Err(Error::NoOwner(part.id.clone()));
    }
    let area = roll.iter().try_fold(0u64, |sum, part| sum.checked_add(part.area));
    area.map(|_| ()).ok_or(Error::TooLarge)
}

type Parts<'a> = BTreeMap<&'a str, &'a Part>;
type Asides = BTreeSet<(String, Aside)>;

fn set_aside(roll: &[Part], parts: &Parts<'_>, ballots: &[Ballot]) -> Asides {
    let known: BTreeSet<&str> = roll.iter().map(|part| part.id.as_str()).collect();
    let why = |ballot: &Ballot| match parts.contains_key(ballot.part.as_str()) {
        true if ballot.voice == (Voice::Proxy { written: false }) => Some(Aside::NoWrittenAuthority),
        true => None,
        false if known.contains(ballot.part.as_str()) => Some(Aside::OutsideElectorate),
        false => Some(Aside::NoSuchPart),
    };
    ballots.iter().filter_map(|ballot| Some((ballot.part.clone(), why(ballot)?))).collect()
}

/// The one ballot of each part that cast one.
fn one_per_part<'a>(
    co_owners: CoOwners,
    parts: &Parts<'a>,
    ballots: &[Ballot],
    aside: &mut Asides,
) -> BTreeMap<&'a str, Choice> {
    let mut said: BTreeMap<&str, BTreeSet<Choice>> = BTreeMap::new();
    for ballot in ballots.iter().filter(|ballot| ballot.voice != (Voice::Proxy { written: false })) {
        if let Some((&id, _)) = parts.get_key_value(ballot.part.as_str()) {
            said.entry(id).or_default().insert(ballot.choice);
        }
    }
    let agreed = |(id, choices): (&'a str, BTreeSet<Choice>)| match (choices.len(), co_owners) {
        (1, _) => choices.first().map(|choice| (id, *choice)),
        (_, CoOwners::Abstain) => Some((id, Choice::Abstain)),
        (_, CoOwners::NotCast) => {
            aside.insert((id.to_owned(), Aside::CoOwnersDiffer));
            None
        }
    };
    said.into_iter().filter_map(agreed).collect()
}

/// Area and heads, whole and cast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Count {
    whole: Measure,
    cast: Measure,
    by_choice: BTreeMap<Choice, Measure>,
    divided: Vec<String>,
}

impl Count {
    fn new(parts: &Parts<'_>, said: &BTreeMap<&str, Choice>) -> Self {
        let mut count = Self::default();
        let mut heads: BTreeMap<&Holder, Vec<(&str, Choice)>> = BTreeMap::new();
        for (id, part) in parts {
            count.whole.area += part.area;
            let head = heads.entry(&part.holder).or_default();
            if let Some(&choice) = said.get(id) {
                count.cast.area += part.area;
                count.by_choice.entry(choice).or_default().area += part.area;
                head.push((id, choice));
            }
        }
        count.whole.heads = heads.len() as u64;
        for head in heads.values().filter(|head| !head.is_empty()) {
            let (first, choice) = head[0];
            let agreed = head.iter().all(|(_, other)| *other == choice);
            let choice = if agreed { choice } else { Choice::Abstain };
            count.cast.heads += 1;
            count.by_choice.entry(choice).or_default().heads += 1;
            count.divided.extend((!agreed).then(|| first.to_owned()));
        }
        count
    }

    fn of(&self, choice: Choice) -> Measure {
        self.by_choice.get(&choice).copied().unwrap_or_default()
    }

    /// The choice that leads all others by area and by heads.
    fn leading(&self) -> Option<Choice> {
        let all = [Choice::Yes, Choice::No, Choice::Abstain];
        let leads = |a: Choice, b: Choice| {
            let (a, b) = (self.of(a), self.of(b));
            a.area > b.area && a.heads > b.heads
        };
        all.into_iter().find(|&a| all.into_iter().all(|b| a == b || leads(a, b)))
    }
}

fn join_majority(
    parts: &Parts<'_>,
    said: &BTreeMap<&str, Choice>,
    returned: Count,
) -> (Count, Option<(Choice, Measure)>) {
    let Some(leading) = returned.leading() else { return (returned, None) };
    let silent = parts.iter().filter(|(id, part)| part.served && !said.contains_key(*id));
    let mut all = said.clone();
    all.extend(silent.map(|(&id, _)| (id, leading)));
    let count = Count::new(parts, &all);
    let joined =
        Measure { area: count.cast.area - returned.cast.area, heads: count.cast.heads - returned.cast.heads };
    (count, Some((leading, joined)))
}

fn conditions(matter: Matter, count: &Count) -> [Condition; 4] {
    let Count { whole, cast, .. } = count;
    let yes = count.of(Choice::Yes);
    let article = Article { law: CIVIL_CODE, article: "278(2)" };
    let participation = |asked, have, whole| Condition::new(asked, article, PARTICIPATION, have, whole);
    let approval = |asked, have, whole| Condition::new(asked, article, matter.majority(), have, whole);
    [
        participation(Asked::ParticipationByArea, cast.area, whole.area),
        participation(Asked::ParticipationByHeads, cast.heads, whole.heads),
        approval(Asked::ApprovalByArea, yes.area, cast.area),
        approval(Asked::ApprovalByHeads, yes.heads, cast.heads),
    ]
}

//! 帮家人办: who speaks for whom, and how that was agreed. Nobody's matter is brought in behind their back.

use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Refusal, coded};

coded! {
    /// What whoever the matter is about is to whoever speaks.
    pub enum Relation {
        /// 父母、公婆、岳父母.
        Parent = "parent",
        /// 丈夫、妻子.
        Spouse = "spouse",
        /// 孩子.
        Child = "child",
        /// 别的亲人.
        Relative = "relative",
        /// 邻居、朋友.
        Neighbour = "neighbour",
        /// 照顾的人: a carer speaks for whom they look after.
        CaredFor = "cared_for",
    }
}

impl Relation {
    /// Is it family?
    pub fn is_family(self) -> bool {
        !matches!(self, Relation::Neighbour | Relation::CaredFor)
    }
}

coded! {
    /// How whoever the matter is about agreed.
    pub enum Consent {
        /// 当面说好.
        InPerson = "in_person",
        /// 电话里说好.
        ByPhone = "by_phone",
        /// 写了委托.
        InWriting = "in_writing",
        /// 法定监护人: agreement is not needed.
        Guardian = "guardian",
        /// 事情急，来不及问: they are told afterwards.
        Urgent = "urgent",
    }
}

/// On whose behalf someone speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behalf {
    /// What they are called.
    pub name: String,
    /// What they are to whoever speaks.
    pub relation: Relation,
    /// How they agreed.
    pub consent: Consent,
    /// On which day.
    pub agreed_on: Day,
}

impl Behalf {
    /// Longest name taken, in characters.
    pub const MOST_NAME: usize = 40;

    /// What a form says, if it says all of it; else all that is missing: `behalf-name-missing` at `for_name`,
    /// `relation-missing` at `relation`, `consent-missing` at `consent`, and at `agreed_on`
    /// `consent-day-missing` or, of a day that is still to come, `consent-day-future`.
    pub fn of(
        name: &str,
        relation: &str,
        consent: &str,
        agreed_on: Option<Day>,
        today: Day,
    ) -> Result<Behalf, Vec<Refusal>> {
        let name = name.trim();
        let (relation, consent) = (Relation::of(relation), Consent::of(consent));
        let named = (1..=Behalf::MOST_NAME).contains(&name.chars().count());
        let checks = [
            (named, "behalf-name-missing", "for_name"),
            (relation.is_some(), "relation-missing", "relation"),
            (consent.is_some(), "consent-missing", "consent"),
            (agreed_on.is_some(), "consent-day-missing", "agreed_on"),
            (agreed_on.is_none_or(|day| day <= today), "consent-day-future", "agreed_on"),
        ];
        let wrong = checks.into_iter().filter(|(fine, ..)| !fine);
        let wrong: Vec<Refusal> = wrong.map(|(_, refusal, field)| Refusal::new(refusal).at(field)).collect();
        match (relation, consent, agreed_on) {
            (Some(relation), Some(consent), Some(agreed_on)) if wrong.is_empty() => {
                Ok(Behalf { name: name.to_owned(), relation, consent, agreed_on })
            }
            _ => Err(wrong),
        }
    }

    /// Whose matter it is, as the request has it: `family` or `other`.
    pub fn whose(&self) -> &'static str {
        if self.relation.is_family() { "family" } else { "other" }
    }
}

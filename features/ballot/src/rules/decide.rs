//! Pure decisions: may this step be taken now, and if not, by which rule.

use super::choice::{Asks, Item};
use super::form::{Form, PRINTED_RULES, Terms};
use super::lifecycle::{LIFE, Part, State, Verb};
use linju_kernel::{Refusal, Ts};

/// Days that a published result stays up at least (Organic Law 34).
pub const PUBLISHED_DAYS: i64 = 15;

/// A ballot, as far as its rules look at it.
#[derive(Debug, Clone)]
pub struct Ballot {
    /// Form.
    pub form: Form,
    /// What is asked.
    pub asks: Asks,
    /// Matter of 民法典 278, from 1; of owners only.
    pub matter: i64,
    /// State.
    pub state: State,
    /// When the first vote may be cast.
    pub opens_at: Ts,
    /// When the last may.
    pub closes_at: Ts,
    /// What can be chosen; nothing where it is asked whether.
    pub items: Vec<Item>,
    /// Money there is, in fen, where projects are chosen.
    pub budget: i64,
}

/// What the decision is about besides the ballot.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Now.
    pub now: Ts,
    /// Whole days from today to the first day of voting.
    pub days_ahead: i64,
    /// Whole days for which the list of those entitled has hung.
    pub days_hung: i64,
    /// How many are entitled.
    pub entitled: i64,
    /// Exclusive parts whose area nobody has entered.
    pub without_area: i64,
    /// Objections nobody has answered.
    pub objections: i64,
    /// Papers handed in.
    pub papers: i64,
    /// Papers typed twice, with every difference settled.
    pub keyed: i64,
    /// Papers on which the two clerks still differ, or that only one has typed.
    pub unsettled: i64,
}

impl Ballot {
    /// What its form demands.
    pub fn terms(&self) -> &'static Terms {
        self.form.terms()
    }

    /// The state after `verb` by someone who is all of `parts`. Refuses `not-now`, `not-yours` and what the rules
    /// of the step name.
    pub fn step(&self, verb: Verb, parts: &[Part], facts: &Facts) -> Result<State, Refusal> {
        let to = LIFE.step(self.state, verb, parts)?;
        match verb {
            Verb::Freeze => self.may_freeze(facts)?,
            Verb::Announce => self.may_announce(facts)?,
            Verb::Open if facts.now < self.opens_at => return Err(Refusal::new("ballot-opens-later")),
            Verb::Vote | Verb::HandIn => self.may_vote(facts.now)?,
            Verb::Close if facts.now < self.closes_at => {
                return Err(Refusal::new("ballot-closes-later").by(PRINTED_RULES));
            }
            Verb::Count => may_count(facts)?,
            _ => {}
        }
        Ok(to)
    }

    /// Can this be asked at all? Refused field by field.
    pub fn fit(&self) -> Vec<Refusal> {
        let mut wrong = Vec::new();
        let mut check = |fine: bool, field, name| {
            if !fine {
                wrong.push(Refusal::new(name).at(field));
            }
        };
        check(self.closes_at > self.opens_at, "closes", "ballot-closes-first");
        check(!self.form.binding() || self.asks == Asks::Whether, "asks", "ballot-law-asks-whether");
        let owners = self.form == Form::Owners;
        check(!owners || (1..=9).contains(&self.matter), "matter", "ballot-matter-missing");
        let several = self.asks != Asks::Whether;
        check(!several || (2..=20).contains(&self.items.len()), "items", "ballot-items-few");
        let money = self.asks == Asks::Budget;
        check(!money || self.items.iter().all(|item| item.cost > 0), "items", "ballot-items-cost");
        check(!money || self.budget > 0, "budget", "ballot-budget-missing");
        wrong
    }

    fn may_freeze(&self, facts: &Facts) -> Result<(), Refusal> {
        if facts.entitled < 1 {
            return Err(Refusal::new("ballot-nobody-entitled").by(self.terms().entitled_by));
        }
        match self.form == Form::Owners && facts.without_area > 0 {
            true => Err(Refusal::new("ballot-area-missing").by(AREA)),
            false => Ok(()),
        }
    }

    fn may_announce(&self, facts: &Facts) -> Result<(), Refusal> {
        if facts.objections > 0 {
            return Err(Refusal::new("ballot-objection-open"));
        }
        if facts.days_hung < self.terms().objection_days {
            return Err(Refusal::new("ballot-objection-days").by(PRINTED_RULES));
        }
        let notice = self.terms().notice;
        if facts.days_ahead < notice.days() {
            let law = notice.law().unwrap_or(PRINTED_RULES);
            return Err(Refusal::new("ballot-notice-short").by(law));
        }
        Ok(())
    }

    /// Between the first and the last moment. Refuses `ballot-too-early` and `ballot-late`.
    pub fn may_vote(&self, now: Ts) -> Result<(), Refusal> {
        if now < self.opens_at {
            return Err(Refusal::new("ballot-too-early").by(PRINTED_RULES));
        }
        if now >= self.closes_at || !matches!(self.state, State::Open) {
            return Err(Refusal::new("ballot-late").by(PRINTED_RULES));
        }
        Ok(())
    }
}

/// Areas count as registered (SPC 2020, art. 8).
const AREA: &str = "最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释(2020年)第八条";

fn may_count(facts: &Facts) -> Result<(), Refusal> {
    if facts.unsettled > 0 {
        return Err(Refusal::new("ballot-papers-unsettled"));
    }
    match facts.keyed == facts.papers {
        true => Ok(()),
        false => Err(Refusal::new("ballot-papers-missing")),
    }
}

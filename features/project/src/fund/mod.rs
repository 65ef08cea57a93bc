//! 资金: sources with their rules, what is kept for a project, and payments under four eyes.
//!
//! All amounts are whole fen. What came in is `granted`; what is kept for projects is `committed`, and includes
//! what was `paid`; what is left to keep for others is `granted - committed`. No statement here can make a sum
//! negative: each is guarded by the row it changes, so that two nodes at once spend a fen once.

pub mod store;

use linju_core::{Change, House};
use linju_kernel::{Id, Refusal, coded};
use std::borrow::Borrow;
use store::{Commitment, Entry, Fund, Payment};

coded! {
    /// Where money comes from.
    pub enum Source {
        /// 自治金.
        SelfGovernance = "self_governance_fund",
        /// 达标奖励.
        Award = "standard_award",
        /// 专项维修资金: only by the owners' vote.
        Maintenance = "maintenance_fund",
        /// 公共收益: only by the owners' vote.
        Income = "common_income",
        /// 街道预算.
        Street = "street_budget",
        /// 捐赠.
        Donation = "donation",
    }
}

coded! {
    /// A line of the ledger.
    pub enum EntryKind {
        /// Money came in.
        Grant = "grant",
        /// Kept for a project.
        Commit = "commit",
        /// No longer kept for it.
        Release = "release",
        /// Paid.
        Pay = "pay",
    }
}

coded! {
    /// Where a payment stands.
    pub enum PaymentState {
        /// Somebody asked for it.
        Asked = "asked",
        /// Somebody else let it go.
        Paid = "paid",
        /// Somebody else refused it.
        Refused = "refused",
    }
}

/// The largest amount taken in one line: a hundred million yuan.
pub const MOST: i64 = 10_000_000_000;

impl Source {
    /// Must the owners have voted for its use (民法典第二百七十八条)?
    pub fn needs_vote(self) -> bool {
        matches!(self, Source::Maintenance | Source::Income)
    }
}

/// Refuses what is no amount, at `fen`.
pub fn amount(fen: i64) -> Result<i64, Refusal> {
    if (1..=MOST).contains(&fen) { Ok(fen) } else { Err(Refusal::new("fund-amount").at("fen")) }
}

/// An amount as typed in yuan, with at most two decimals: `1,234.5`.
pub fn read_yuan(text: &str) -> Option<i64> {
    let text: String =
        text.trim().chars().filter(|c| !matches!(c, ',' | '\u{ff0c}' | '¥' | '元' | ' ')).collect();
    let (yuan, cents) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 10 || cents.len() > 2 || !digits(yuan) || !digits(cents) {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    Some(yuan.parse::<i64>().ok()? * 100 + cents)
}

/// An amount as read: `1,234.50`.
pub fn yuan(fen: impl Borrow<i64>) -> String {
    let fen = *fen.borrow();
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    let whole = (fen / 100).to_string();
    let grouped = whole.as_bytes().rchunks(3).rev().map(|c| String::from_utf8_lossy(c)).collect::<Vec<_>>();
    format!("{sign}{}.{:02}", grouped.join(","), fen % 100)
}

/// Money comes into `fund`.
pub fn grant(change: &mut Change, house: &House, fund: Id, fen: i64, text: &str) -> Result<(), Refusal> {
    change.push(store::granted(change.area, fund, amount(fen)?));
    entry(change, house, fund, (EntryKind::Grant, fen), None, text);
    Ok(())
}

/// Keeps money of a fund for a project. Refuses `fund-vote` at `basis` where the owners must have voted and nothing
/// says so, and `fund-not-covered` when it is written and the fund does not hold as much.
pub fn commit(change: &mut Change, house: &House, fund: &Fund, new: &Commitment) -> Result<(), Refusal> {
    amount(new.fen)?;
    if fund.source().needs_vote() && new.basis.chars().count() < 4 {
        return Err(Refusal::new("fund-vote").at("basis").by("《中华人民共和国民法典》第二百七十八条"));
    }
    change.push(store::kept(change.area, fund.id, new.fen));
    change.push(new.insert());
    entry(change, house, fund.id, (EntryKind::Commit, new.fen), Some(new.project_id), &new.basis);
    Ok(())
}

/// Gives back `fen` of what is kept and neither paid nor asked for.
pub fn release(change: &mut Change, house: &House, from: &Commitment, fen: i64) -> Result<(), Refusal> {
    amount(fen)?;
    change.push(store::released(from, fen));
    change.push(store::unkept(change.area, from.fund_id, fen));
    entry(change, house, from.fund_id, (EntryKind::Release, fen), Some(from.project_id), "");
    Ok(())
}

/// Asks for a payment out of what is kept.
pub fn ask(change: &mut Change, payment: &Payment) -> Result<(), Refusal> {
    amount(payment.fen)?;
    change.push(store::asked(payment));
    change.push(payment.insert());
    Ok(())
}

/// Lets a payment go, or refuses it. Refuses `fund-four-eyes` to whoever asked for it, and `fund-decided` where
/// somebody was faster.
pub fn decide(
    change: &mut Change,
    house: &House,
    payment: &Payment,
    by: Id,
    pay: bool,
    note: &str,
) -> Result<(), Refusal> {
    if payment.asked_by == by {
        return Err(Refusal::new("fund-four-eyes"));
    }
    let to = if pay { PaymentState::Paid } else { PaymentState::Refused };
    change.push(store::decided(payment, to, by, change.at, note));
    change.push(store::no_longer_asked(payment, pay));
    if pay {
        change.push(store::paid(payment));
        let project = Some(payment.project_id);
        entry(change, house, payment.fund_id, (EntryKind::Pay, payment.fen), project, &payment.payee);
    }
    Ok(())
}

fn entry(
    change: &mut Change,
    house: &House,
    fund_id: Id,
    (kind, fen): (EntryKind, i64),
    project_id: Option<Id>,
    text: &str,
) {
    let entry = Entry {
        area_id: change.area,
        id: house.id(),
        fund_id,
        kind: kind.code().into(),
        fen,
        project_id,
        text: text.into(),
        at: change.at,
        account_id: change.actor.account(),
    };
    change.push(entry.insert());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_and_written_to_the_fen() {
        assert_eq!(read_yuan("1,234.5"), Some(123_450));
        assert_eq!(read_yuan("8000"), Some(800_000));
        assert_eq!(read_yuan("0.01"), Some(1));
        for wrong in ["", "1.234", "-5", "abc", ".5", "1.2.3"] {
            assert_eq!(read_yuan(wrong), None, "{wrong}");
        }
        assert_eq!(
            (yuan(12_345_000), yuan(1), yuan(-205)),
            ("123,450.00".into(), "0.01".into(), "-2.05".into())
        );
    }
}

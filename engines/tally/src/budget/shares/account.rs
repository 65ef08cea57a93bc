//! Who paid what: the account by which everyone can check their share.

use super::super::profile::Profile;
use super::super::{Completion, Election, Error, Utility};
use super::Shares;
use super::exact::Till;
use crate::fraction::Fraction;
use crate::tie::TieOrder;

/// Everyone's share and what it was spent on.
#[derive(Debug, Clone)]
pub struct Account {
    /// What each ballot held at the beginning.
    pub share: Fraction,
    /// Purchases in order; projects that cost nothing are not among them.
    pub purchases: Vec<Purchase>,
}

/// One project bought.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// Position of the project.
    pub project: usize,
    /// Ballots that paid, with what each paid.
    pub paid: Vec<(usize, Fraction)>,
}

/// The exact account of Equal Shares after `steps` of a completion.
pub fn account(
    election: &Election,
    utility: Utility,
    ties: &TieOrder,
    completion: Completion,
    steps: u64,
) -> Result<Account, Error> {
    let profile = Profile::new(election, utility, ties)?;
    let shares = Shares::new(&profile, completion);
    let mut ballots = vec![Vec::new(); profile.blocs];
    for (ballot, &bloc) in profile.bloc_of.iter().enumerate() {
        ballots[bloc as usize].push(ballot);
    }
    let mut till = Till::new(&profile, &shares, steps);
    let mut purchases = Vec::new();
    while let Some((price, equals)) = till.cheapest() {
        let project = equals[0];
        let supporters = profile.projects[project].supporters.iter();
        let paid = supporters.flat_map(|s| {
            let payment = till.payment(s.bloc, s.worth, &price);
            ballots[s.bloc as usize].iter().map(move |&ballot| (ballot, payment.clone()))
        });
        let paid = paid.collect();
        till.sell(project, &price);
        purchases.push(Purchase { project, paid });
    }
    Ok(Account { share: Fraction::new(shares.after(steps).into(), shares.parts.into()), purchases })
}

//! Small random elections against the rules written down plainly, and what must hold of every count.

mod plain;

use linju_tally::budget::{
    Ballot, Choice, Completion, Election, Error, Merit, Outcome, Project, Rule, Utility, Verdict, account,
};
use linju_tally::fraction::Fraction;
use linju_tally::tie::{TieKey, TieOrder};
use num_rational::BigRational;
use plain::Plain;
use proptest::prelude::*;

const UTILITIES: [Utility; 4] = [Utility::Cost, Utility::Cardinality, Utility::Points, Utility::Borda];
const COMPLETIONS: [Completion; 4] =
    [Completion::None, Completion::Add1, Completion::Add1Overshoot, Completion::Percent];
const GREEDY: Rule = Rule::Greedy { by: Merit::PerMoney, stop: false, threshold: 0 };

fn rules() -> Vec<Rule> {
    let shares = COMPLETIONS.map(Rule::EqualShares);
    [&[GREEDY, Rule::Phragmen][..], &shares].concat()
}

/// Few voters, few projects, few prices: where ties and voters without money are common.
fn election() -> impl Strategy<Value = Election> {
    (1usize..7).prop_flat_map(|projects| {
        let costs = proptest::collection::vec(1u64..25, projects);
        let order = Just((0..projects).collect::<Vec<_>>()).prop_shuffle();
        let ballot = (order, 0..=projects, proptest::collection::vec(0u32..4, projects));
        let ballots = proptest::collection::vec(ballot, 1..9);
        (costs, ballots, 0u64..60, 1u64..3).prop_map(|(costs, ballots, budget, unit)| Election {
            projects: costs
                .into_iter()
                .enumerate()
                .map(|(at, cost)| Project { id: at.to_string(), cost })
                .collect(),
            budget,
            unit,
            ballots: ballots
                .into_iter()
                .map(|(order, length, points)| Ballot {
                    choices: order[..length]
                        .iter()
                        .map(|&p| Choice { project: p, points: points[p] })
                        .collect(),
                })
                .collect(),
        })
    })
}

fn count(election: &Election, utility: Utility, rule: Rule) -> Outcome {
    election.ready(utility, &TieOrder::default()).expect("countable").count(rule, false)
}

fn ratio(fraction: &Fraction) -> BigRational {
    BigRational::new(fraction.numerator.clone().into(), fraction.denominator.clone().into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn equal_shares_is_what_its_definition_says(election in election(), u in 0usize..4, c in 0usize..4) {
        let (utility, completion) = (UTILITIES[u], COMPLETIONS[c]);
        let outcome = count(&election, utility, Rule::EqualShares(completion));
        let (selected, steps) = Plain::new(&election, utility).equal_shares(completion);
        prop_assert_eq!(&outcome.selected, &selected);
        prop_assert_eq!(outcome.steps, steps);
    }

    #[test]
    fn phragmen_is_what_its_definition_says(election in election()) {
        let outcome = count(&election, Utility::Cardinality, Rule::Phragmen);
        prop_assert_eq!(outcome.selected, Plain::new(&election, Utility::Cardinality).phragmen());
    }

    #[test]
    fn nobody_pays_more_than_their_share_and_every_purchase_is_paid(
        election in election(), u in 0usize..4, c in 0usize..4,
    ) {
        let (utility, completion) = (UTILITIES[u], COMPLETIONS[c]);
        let outcome = count(&election, utility, Rule::EqualShares(completion));
        let account = account(&election, utility, &TieOrder::default(), completion, outcome.steps).expect("countable");
        let bought: Vec<usize> = account.purchases.iter().map(|purchase| purchase.project).collect();
        prop_assert_eq!(bought, outcome.selected);
        let zero = BigRational::from_integer(0.into());
        let mut spent = vec![zero.clone(); election.ballots.len()];
        for purchase in &account.purchases {
            let mut sum = zero.clone();
            for (ballot, paid) in &purchase.paid {
                let supports = election.ballots[*ballot].choices.iter().any(|choice| choice.project == purchase.project);
                prop_assert!(supports);
                spent[*ballot] += ratio(paid);
                sum += ratio(paid);
            }
            prop_assert_eq!(sum, BigRational::from_integer(election.projects[purchase.project].cost.into()));
        }
        prop_assert!(spent.iter().all(|spent| *spent <= ratio(&account.share)));
    }

    #[test]
    fn no_rule_spends_more_than_there_is_and_each_project_has_its_reason(election in election(), u in 0usize..4) {
        let ready = election.ready(UTILITIES[u], &TieOrder::default()).expect("countable");
        for rule in rules() {
            for then_greedy in [false, true] {
                let outcome = ready.count(rule, then_greedy);
                prop_assert!(outcome.cost <= election.budget);
                let cost: u64 = outcome.selected.iter().map(|&p| election.projects[p].cost).sum();
                prop_assert_eq!(cost, outcome.cost);
                let left = election.budget - cost;
                let out = (0..election.projects.len()).filter(|p| !outcome.selected.contains(p));
                let fits = out.clone().any(|p| election.projects[p].cost <= left);
                prop_assert_eq!(outcome.exhaustive, !fits);
                prop_assert!(!then_greedy || outcome.exhaustive);
                for (at, &p) in outcome.selected.iter().enumerate() {
                    let placed = matches!(outcome.verdicts[p], Verdict::Selected { place, .. } if place == at + 1);
                    prop_assert!(placed);
                }
                for p in out {
                    match outcome.verdicts[p] {
                        Verdict::Selected { .. } => prop_assert!(false, "not selected"),
                        Verdict::NoRoom { left } => prop_assert!(left < election.projects[p].cost),
                        Verdict::OverBudget => prop_assert!(election.projects[p].cost > election.budget),
                        _ => {}
                    }
                }
            }
        }
    }

    #[test]
    fn the_order_of_ballots_does_not_matter(
        (election, shuffled) in election().prop_flat_map(|election| {
            let ballots = Just(election.ballots.clone()).prop_shuffle();
            (Just(election), ballots)
        }),
        u in 0usize..4,
    ) {
        let other = Election { ballots: shuffled, ..election.clone() };
        for rule in rules() {
            prop_assert_eq!(count(&election, UTILITIES[u], rule), count(&other, UTILITIES[u], rule));
        }
    }

    /// One more voter for a winner, and one more share in the budget, leave it a winner of the plain greedy rule.
    #[test]
    fn greedy_by_votes_is_monotone(election in election()) {
        let by_votes = Rule::Greedy { by: Merit::Score, stop: false, threshold: 0 };
        let before = count(&election, Utility::Cardinality, by_votes);
        for &winner in &before.selected {
            let mut more = election.clone();
            more.ballots.push(Ballot { choices: vec![Choice { project: winner, points: 1 }] });
            prop_assert!(count(&more, Utility::Cardinality, by_votes).selected.contains(&winner));
        }
    }
}

/// Counting again by hand with a larger budget, as many steps as it takes.
#[test]
fn add1_is_equal_shares_again_and_again() {
    let election = Election {
        projects: [("a", 4700), ("b", 3100), ("c", 2900), ("d", 1300), ("e", 1100)]
            .map(|(id, cost)| Project { id: id.into(), cost })
            .into(),
        budget: 8000,
        unit: 1,
        ballots: (0usize..97)
            .map(|voter| {
                let wanted = (0..5).filter(|p| (voter * 7 + p * 3) % (p + 2) == 0);
                Ballot { choices: wanted.map(|project| Choice { project, points: 1 }).collect() }
            })
            .collect(),
    };
    let add1 = count(&election, Utility::Cost, Rule::EqualShares(Completion::Add1));
    let mut last = Vec::new();
    for step in 0.. {
        let richer = Election { budget: election.budget + step * 97, ..election.clone() };
        let again = count(&richer, Utility::Cost, Rule::EqualShares(Completion::None));
        if again.cost > election.budget {
            assert_eq!((add1.selected, add1.steps), (last, step - 1));
            break;
        }
        let left = election.budget - again.cost;
        let out = (0..5).filter(|p| !again.selected.contains(p));
        if out.clone().all(|p| election.projects[p].cost > left) {
            assert_eq!((add1.selected, add1.steps), (again.selected, step));
            break;
        }
        last = again.selected;
    }
    assert!(add1.steps > 0, "or nothing was repeated");
}

fn two_alike() -> Election {
    Election {
        projects: ["10", "2"].map(|id| Project { id: id.into(), cost: 60 }).into(),
        budget: 100,
        unit: 1,
        ballots: vec![Ballot { choices: [0, 1].map(|project| Choice { project, points: 1 }).into() }; 3],
    }
}

#[test]
fn a_tie_goes_by_name_as_a_string_and_says_so() {
    let election = two_alike();
    for rule in [GREEDY, Rule::EqualShares(Completion::None)] {
        let outcome = count(&election, Utility::Cost, rule);
        assert_eq!((outcome.selected.as_slice(), outcome.ties), (&[0][..], 1), "\"10\" is before \"2\"");
        assert_eq!(outcome.verdicts[0], Verdict::Selected { place: 1, before: vec![1] });
    }
    let phragmen = count(&election, Utility::Cost, Rule::Phragmen);
    assert_eq!(phragmen.selected, [0]);
}

#[test]
fn a_lot_drawn_beforehand_decides_a_tie() {
    let election = two_alike();
    let by_lot = |seed: &str| {
        let ties = TieOrder(vec![TieKey::Lot(seed.into())]);
        election.ready(Utility::Cost, &ties).expect("countable").count(GREEDY, false).selected
    };
    assert_eq!(by_lot("2026-11-23"), [1], "0a20… of \"2\" is before 373f… of \"10\"");
    let seeds = ["1", "2", "3", "4", "5", "6", "7", "8"];
    assert!(seeds.iter().any(|seed| by_lot(seed) == [0]) && seeds.iter().any(|seed| by_lot(seed) == [1]));
}

#[test]
fn a_count_says_why_not_this_one() {
    let project = |id: &str, cost| Project { id: id.into(), cost };
    let choose = |projects: &[usize]| Ballot {
        choices: projects.iter().map(|&project| Choice { project, points: 1 }).collect(),
    };
    let election = Election {
        projects: vec![project("bench", 60), project("lamp", 60), project("tower", 500), project("well", 10)],
        budget: 100,
        unit: 1,
        ballots: vec![choose(&[0]), choose(&[0, 1]), choose(&[0, 2]), choose(&[1])],
    };
    let shares = count(&election, Utility::Cost, Rule::EqualShares(Completion::None));
    assert_eq!(shares.selected, [0]);
    assert_eq!(
        shares.verdicts[1],
        Verdict::SupportersSpent { supporters: 2, left: 30 },
        "5 and 25, and it costs 60"
    );
    assert_eq!(shares.verdicts[2], Verdict::OverBudget);
    assert_eq!(shares.verdicts[3], Verdict::NoSupport);
    let stopping =
        count(&election, Utility::Cost, Rule::Greedy { by: Merit::PerMoney, stop: true, threshold: 1 });
    assert_eq!(stopping.verdicts[1], Verdict::NoRoom { left: 40 });
    assert_eq!(stopping.verdicts[3], Verdict::BelowThreshold { score: 0, threshold: 1 });
    let stopping =
        count(&election, Utility::Cost, Rule::Greedy { by: Merit::PerMoney, stop: true, threshold: 0 });
    assert_eq!(stopping.verdicts[3], Verdict::AfterEnd { by: 1 });
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let ready = |election: &Election| election.ready(Utility::Cost, &TieOrder::default()).map(|_| ());
    let fair = two_alike();
    assert_eq!(ready(&Election { ballots: Vec::new(), ..fair.clone() }), Err(Error::NoBallots));
    let twice = Election { projects: vec![fair.projects[0].clone(); 2], ..fair.clone() };
    assert_eq!(ready(&twice), Err(Error::ProjectTwice("10".into())));
    let ballot = |project| Ballot { choices: vec![Choice { project, points: 1 }; 2] };
    let unknown = Election { ballots: vec![ballot(9)], ..fair.clone() };
    assert_eq!(ready(&unknown), Err(Error::NoSuchProject { ballot: 0, project: 9 }));
    let doubled = Election { ballots: vec![ballot(1)], ..fair.clone() };
    assert_eq!(ready(&doubled), Err(Error::ChosenTwice { ballot: 0, project: "2".into() }));
    assert_eq!(ready(&Election { budget: u64::MAX, ..fair }), Err(Error::TooLarge));
}

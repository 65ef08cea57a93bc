//! Marks and rankings.

use linju_tally::choice::{Error, Of, approval, ranking, whether};
use linju_tally::majority::{MORE_THAN_HALF, Threshold};
use linju_tally::tie::{TieKey, TieOrder};
use proptest::prelude::*;

fn options(names: &str) -> Vec<String> {
    names.chars().map(String::from).collect()
}

fn ballots(groups: &[(usize, &str)]) -> Vec<Vec<usize>> {
    let parse = |text: &str| text.bytes().map(|byte| usize::from(byte - b'A')).collect::<Vec<_>>();
    groups.iter().flat_map(|(voters, text)| vec![parse(text); *voters]).collect()
}

/// The example of Schulze's paper (45 voters, five candidates): E, A, C, B, D.
#[test]
fn schulzes_own_example() {
    let votes = ballots(&[
        (5, "ACBED"),
        (5, "ADECB"),
        (8, "BEDAC"),
        (3, "CABED"),
        (7, "CAEBD"),
        (2, "CBADE"),
        (7, "DCEBA"),
        (8, "EBADC"),
    ]);
    let ranked = ranking(&options("ABCDE"), &votes, &TieOrder::default()).expect("countable");
    let pairs = [
        [0, 20, 26, 30, 22],
        [25, 0, 16, 33, 18],
        [19, 29, 0, 17, 24],
        [15, 12, 28, 0, 14],
        [23, 27, 21, 31, 0],
    ];
    let paths = [
        [0, 28, 28, 30, 24],
        [25, 0, 28, 33, 24],
        [25, 29, 0, 29, 24],
        [25, 28, 28, 0, 24],
        [25, 28, 28, 31, 0],
    ];
    assert_eq!(ranked.pairs, pairs);
    assert_eq!(ranked.paths, paths);
    assert_eq!(ranked.order, [4, 0, 2, 1, 3]);
    assert_eq!(ranked.beats_all, None);
    assert!(!ranked.tied.contains(&true));
}

#[test]
fn what_is_not_ranked_stands_behind_and_equal() {
    let ranked = ranking(&options("ABC"), &ballots(&[(1, "B")]), &TieOrder::default()).expect("countable");
    assert_eq!(ranked.pairs, [[0, 0, 0], [1, 0, 1], [0, 0, 0]]);
    assert_eq!((ranked.order, ranked.tied), (vec![1, 0, 2], vec![false, false, true]));
}

#[test]
fn marks_are_counted_and_ties_shown() {
    let counted = approval(&options("ABC"), &ballots(&[(2, "AB"), (1, "C")]), &TieOrder::default());
    let lines: Vec<_> =
        counted.expect("countable").iter().map(|line| (line.option, line.votes, line.tied)).collect();
    assert_eq!(lines, [(0, 2, false), (1, 2, true), (2, 1, false)]);
    let by_lot = TieOrder(vec![TieKey::Lot("3".into())]);
    let first = approval(&options("ABC"), &ballots(&[(2, "AB")]), &by_lot).expect("countable")[0].option;
    let drawn = linju_tally::tie::lot("3", "A") < linju_tally::tie::lot("3", "B");
    assert_eq!(first, if drawn { 0 } else { 1 });
}

#[test]
fn impossible_ballots_are_refused() {
    let twice = approval(&options("AB"), &ballots(&[(1, "AA")]), &TieOrder::default());
    assert_eq!(twice, Err(Error::Twice { ballot: 0, option: 0 }));
    let unknown = ranking(&options("AB"), &ballots(&[(1, "AC")]), &TieOrder::default());
    assert_eq!(unknown, Err(Error::NoSuchOption { ballot: 0, option: 2 }));
}

#[test]
fn abstaining_weighs_only_where_the_rule_says_so() {
    let go = |of| whether(50, 40, 10, MORE_THAN_HALF, of);
    assert_eq!((go(Of::Ballots).go, go(Of::Ballots).least), (false, 51));
    assert_eq!((go(Of::Opinions).go, go(Of::Opinions).least), (true, 46));
    assert!(!whether(0, 0, 0, Threshold::from(1, 2), Of::Ballots).go, "nobody wants nothing");
}

fn rankings() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let ballot = (Just(vec![0usize, 1, 2, 3]).prop_shuffle(), 1usize..5)
        .prop_map(|(order, length)| order[..length].to_vec());
    proptest::collection::vec(ballot, 1..12)
}

proptest! {
    #[test]
    fn who_beats_everyone_wins(votes in rankings()) {
        let ranked = ranking(&options("ABCD"), &votes, &TieOrder::default()).expect("countable");
        if let Some(winner) = ranked.beats_all {
            prop_assert_eq!(ranked.order[0], winner);
            prop_assert!(!ranked.tied[1]);
        }
    }

    #[test]
    fn the_order_of_ballots_does_not_matter(
        (votes, shuffled) in rankings().prop_flat_map(|votes| (Just(votes.clone()), Just(votes).prop_shuffle())),
    ) {
        let count = |votes: &[Vec<usize>]| ranking(&options("ABCD"), votes, &TieOrder::default()).expect("countable");
        prop_assert_eq!(count(&votes), count(&shuffled));
    }

    /// Raising the winner on one ballot leaves it the winner.
    #[test]
    fn more_support_never_hurts(votes in rankings(), at in 0usize..12) {
        let count = |votes: &[Vec<usize>]| ranking(&options("ABCD"), votes, &TieOrder::default()).expect("countable");
        let winner = count(&votes).order[0];
        let mut raised = votes.clone();
        let ballot = &mut raised[at % votes.len()];
        ballot.retain(|&option| option != winner);
        ballot.insert(0, winner);
        prop_assert_eq!(count(&raised).order[0], winner);
    }
}

//! What must hold for any votes: nobody's number, place in the file or time of coming matters; the two answers are
//! mirror images; small numbers show nothing.

use linju_opinion_map::figures::Side;
use linju_opinion_map::grouping::{Grouping, Start};
use linju_opinion_map::map::{Gate, Hands, Map, Resting, Settings, Withheld, map};
use linju_opinion_map::stability::Resampling;
use linju_opinion_map::{Cast, Standing, Statement, Tally, Vote, Votes};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Camps of people who mostly answer as their camp does, some silent, some contrary.
#[derive(Clone, Debug)]
struct Town {
    statements: Vec<Statement>,
    casts: Vec<Cast>,
}

fn towns() -> impl Strategy<Value = Town> {
    (12..70_usize, 4..14_usize, 1..4_usize).prop_flat_map(|(people, statements, camps)| {
        let views = prop::collection::vec(prop::collection::vec(-1..=1_i8, statements), camps);
        let moods = prop::collection::vec(prop::collection::vec(0..10_u8, statements), people);
        let standings = prop::collection::vec(0..12_u8, statements);
        (views, moods, standings).prop_map(|(views, moods, standings)| town(&views, &moods, &standings))
    })
}

fn town(views: &[Vec<i8>], moods: &[Vec<u8>], standings: &[u8]) -> Town {
    let standing = |lot: &u8| match lot {
        0 => Standing::Rejected,
        1 => Standing::Meta,
        _ => Standing::Open,
    };
    let statements = standings
        .iter()
        .enumerate()
        .map(|(id, lot)| Statement { id: id as u64 * 3, standing: standing(lot) });
    let mut casts = Vec::new();
    for (person, moods) in moods.iter().enumerate() {
        for (statement, mood) in moods.iter().enumerate() {
            let view = views[person % views.len()][statement];
            let vote = match mood {
                0 | 1 => continue,
                2 => Vote::Pass,
                3 => vote(-view),
                _ => vote(view),
            };
            let at = casts.len() as i64;
            casts.push(Cast { at, person: person as u64, statement: statement as u64 * 3, vote });
        }
    }
    Town { statements: statements.collect(), casts }
}

fn vote(view: i8) -> Vote {
    match view {
        1 => Vote::Agree,
        -1 => Vote::Disagree,
        _ => Vote::Pass,
    }
}

fn quick() -> Settings {
    let resampling = Resampling { samples: 5, ..Settings::default().resampling };
    Settings { resampling, gate: Gate::OPEN, threads: 2, ..Settings::default() }
}

fn read(town: &Town) -> Map {
    map(&Votes::from_casts(town.statements.clone(), town.casts.clone()), &[], &quick())
}

/// What each person answered, by statement.
fn answers(town: &Town) -> BTreeMap<u64, Vec<(u64, i8)>> {
    let mut by_person: BTreeMap<u64, Vec<(u64, i8)>> = BTreeMap::new();
    for cast in &town.casts {
        let vote = [1, 0, -1][cast.vote as usize];
        by_person.entry(cast.person).or_default().push((cast.statement, vote));
    }
    by_person
}

/// Whether somebody else answered the opposite throughout.
fn contradicted(one: &[(u64, i8)], town: &Town) -> bool {
    let opposite: Vec<(u64, i8)> = one.iter().map(|(statement, vote)| (*statement, -vote)).collect();
    opposite != one && answers(town).values().any(|other| *other == opposite)
}

fn turned(vote: Vote) -> Vote {
    match vote {
        Vote::Agree => Vote::Disagree,
        Vote::Disagree => Vote::Agree,
        Vote::Pass => Vote::Pass,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_lines_changes_nothing(town in towns(), seed in any::<u64>()) {
        let mut shuffled = town.clone();
        shuffled.casts.sort_by_key(|cast| (cast.at as u64).wrapping_mul(seed | 1).rotate_left(17));
        shuffled.statements.reverse();
        prop_assert_eq!(read(&town), read(&shuffled));
    }

    #[test]
    fn the_number_of_threads_changes_nothing(town in towns()) {
        let votes = Votes::from_casts(town.statements, town.casts);
        let with = |threads| map(&votes, &[], &Settings { threads, ..quick() });
        prop_assert_eq!(with(1), with(5));
    }

    #[test]
    fn other_people_with_the_same_answers_get_the_same_map(town in towns(), seed in any::<u64>()) {
        // New numbers, and a new order of coming.
        let number = |person: u64| (person + 1).wrapping_mul(seed | 1);
        let mut renamed = town.clone();
        for cast in &mut renamed.casts {
            cast.at += 1000 * (number(cast.person) % 977) as i64;
            cast.person = number(cast.person);
        }
        let mut expected = read(&town);
        for group in &mut expected.groups {
            group.members.iter_mut().for_each(|person| *person = number(*person));
        }
        let mut found = read(&renamed);
        // People who answered alike everywhere are interchangeable, also where only so many are placed.
        let answers = answers(&renamed);
        for map in [&mut expected, &mut found] {
            for group in &mut map.groups {
                group.members.sort_by_key(|person| &answers[person]);
            }
        }
        for (one, other) in expected.groups.iter_mut().zip(&mut found.groups) {
            let said = |members: &[u64]| members.iter().map(|person| answers[person].clone()).collect::<Vec<_>>();
            prop_assert_eq!(said(&one.members), said(&other.members));
            one.members.clear();
            other.members.clear();
        }
        prop_assert_eq!(expected, found);
    }

    #[test]
    fn calling_agreement_disagreement_only_turns_the_signs(town in towns()) {
        let mut mirror = town.clone();
        // Two people who contradict each other in everything would only change places.
        prop_assume!(answers(&town).values().all(|one| !contradicted(one, &town)));
        mirror.casts.iter_mut().for_each(|cast| cast.vote = turned(cast.vote));
        let (one, other) = (read(&town), read(&mirror));
        prop_assert_eq!(one.explained_variance, other.explained_variance);
        prop_assert_eq!(one.consensus.agree.len(), other.consensus.disagree.len());
        for (agree, disagree) in one.consensus.agree.iter().zip(&other.consensus.disagree) {
            prop_assert_eq!((agree.statement, agree.share, agree.z), (disagree.statement, disagree.share, disagree.z));
        }
        let silhouettes = |map: &Map| map.candidates.iter().map(|fit| fit.silhouette).collect::<Vec<_>>();
        prop_assert_eq!(silhouettes(&one), silhouettes(&other));
        prop_assert_eq!(one.k, other.k);
        let members = |map: &Map| map.groups.iter().map(|group| group.members.clone()).collect::<BTreeSet<_>>();
        prop_assert_eq!(members(&one), members(&other));
        let votes = |town: &Town| Votes::from_casts(town.statements.clone(), town.casts.clone());
        let grouping = |town: &Town| Grouping::of(&votes(town), Start::Content { seed: 1 }, 1);
        let (one, other) = (grouping(&town), grouping(&mirror));
        prop_assert_eq!(&one.axes.components, &other.axes.components);
        for axis in &one.axes.components {
            let largest = axis.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs()));
            prop_assert!(largest >= Some(0.0), "the largest entry settles the sign");
        }
        let points = |grouping: &Grouping, sign: f64| {
            grouping.rows.iter().zip(&grouping.places).map(|(row, [x, y])| (*row, [x * sign, y * sign])).collect::<BTreeMap<_, _>>()
        };
        let (one_points, other_points) = (points(&one, 1.0), points(&other, -1.0));
        for (row, place) in &one_points {
            if let Some(mirrored) = other_points.get(row) {
                prop_assert_eq!(place, mirrored);
            }
        }
    }

    #[test]
    fn every_placed_person_is_in_one_group(town in towns()) {
        let map = read(&town);
        let members: Vec<u64> = map.groups.iter().flat_map(|group| group.members.clone()).collect();
        prop_assert_eq!(members.len(), members.iter().collect::<BTreeSet<_>>().len());
        if map.k.is_some() {
            prop_assert_eq!(members.len(), map.placed);
            prop_assert!(map.groups.windows(2).all(|pair| pair[0].size >= pair[1].size));
        }
    }

    #[test]
    fn what_all_agree_to_is_common_ground(town in towns(), people in 6..40_u64) {
        let mut casts = town.casts;
        let mut statements = town.statements;
        statements.push(Statement { id: 1, standing: Standing::Open });
        casts.extend((0..people).map(|person| Cast { at: 0, person, statement: 1, vote: Vote::Agree }));
        let votes = Votes::from_casts(statements, casts);
        let column = votes.column(1).expect("it is listed");
        prop_assert_eq!(votes.tally(column), Tally { agree: people as u32, disagree: 0, pass: 0 });
        let consensus = linju_opinion_map::figures::consensus(&[(1, votes.tally(column))], 5);
        prop_assert_eq!(consensus.agree.len(), 1);
        prop_assert!(consensus.disagree.is_empty());
    }

    #[test]
    fn no_group_below_the_published_size_is_ever_shown(town in towns()) {
        let votes = Votes::from_casts(town.statements, town.casts);
        // Stability aside, so that size alone has to hold.
        let gate = Gate { agreement: -1.0, won: 0.0, ..Gate::PUBLISHED };
        let map = map(&votes, &[], &Settings { gate, ..quick() });
        prop_assert!(map.groups.iter().all(|group| group.size >= gate.group));
        prop_assert!(map.groups.is_empty() || map.placed >= gate.people);
        let named = map.groups.iter().flat_map(|group| &group.representative).map(|one| one.own);
        let named = named.chain(map.consensus.agree).chain(map.consensus.disagree);
        prop_assert!(named.into_iter().all(|one| one.of >= gate.answers));
        prop_assert_eq!(map.groups.is_empty(), !map.withheld.is_empty());
    }

    #[test]
    fn cards_of_a_meeting_move_common_ground_and_nothing_else(town in towns(), cards in (0..50_u32, 0..50_u32, 0..50_u32)) {
        let votes = Votes::from_casts(town.statements, town.casts);
        let cards = Tally { agree: cards.0, disagree: cards.1, pass: cards.2 };
        let hands: Vec<Hands> = votes.statements().iter().map(|s| Hands { statement: s.id, cards }).collect();
        let (without, with) = (map(&votes, &[], &quick()), map(&votes, &hands, &quick()));
        prop_assert_eq!(&without.groups, &with.groups);
        prop_assert_eq!(&without.candidates, &with.candidates);
        prop_assert!(without.resting_on_hands.is_empty());
        for (one, other) in without.statements.iter().zip(&with.statements) {
            prop_assert_eq!((one.votes, one.priority, one.extremity), (other.votes, other.priority, other.extremity));
            prop_assert_eq!(other.hands, cards);
        }
        for one in with.consensus.agree.iter().chain(&with.consensus.disagree) {
            let votes = with.statements.iter().find(|s| s.statement == one.statement).expect("it is listed").votes;
            prop_assert_eq!(one.of, votes.seen() + cards.seen());
        }
    }
}

fn camps(sizes: &[u64]) -> Votes {
    let statements = (0..10).map(|id| Statement { id, standing: Standing::Open }).collect();
    let mut casts = Vec::new();
    for (camp, size) in sizes.iter().enumerate() {
        for one in 0..*size {
            for statement in 0..10 {
                // Each camp has its own half; everybody has one answer of his own.
                let mine = (statement < 5) == (camp == 0);
                let vote = if statement == one % 10 {
                    Vote::Pass
                } else if mine {
                    Vote::Agree
                } else {
                    Vote::Disagree
                };
                casts.push(Cast { at: 0, person: camp as u64 * 1000 + one, statement, vote });
            }
        }
    }
    Votes::from_casts(statements, casts)
}

#[test]
fn two_clear_camps_are_found_shown_and_described() {
    let map = map(&camps(&[40, 25]), &[], &Settings::default());
    assert!(map.withheld.is_empty(), "{:?}", map.withheld);
    assert_eq!(map.groups.iter().map(|group| group.size).collect::<Vec<_>>(), [40, 25]);
    assert!(map.groups[0].members.iter().all(|person| *person < 1000));
    let own: BTreeSet<u64> = map.groups[0]
        .representative
        .iter()
        .filter(|r| r.own.side == Side::Agree)
        .map(|r| r.own.statement)
        .collect();
    assert!(!own.is_empty() && own.iter().all(|statement| *statement < 5));
}

#[test]
fn few_people_and_small_groups_are_withheld_with_the_reason() {
    let few = map(&camps(&[10, 9]), &[], &Settings::default());
    assert!(few.groups.is_empty() && few.withheld.contains(&Withheld::FewPeople));
    let small = map(&camps(&[60, 4]), &[], &Settings::default());
    assert!(small.groups.is_empty() && small.withheld.contains(&Withheld::SmallGroup));
    let nobody = map(&Votes::from_casts(Vec::new(), Vec::new()), &[], &Settings::default());
    assert_eq!((nobody.participants, nobody.k, nobody.withheld), (0, None, vec![Withheld::FewPeople]));
}

#[test]
fn common_ground_that_only_a_meeting_gives_is_marked() {
    let votes = camps(&[30, 30]);
    let cards = Tally { agree: 60, disagree: 2, pass: 1 };
    let map = map(&votes, &[Hands { statement: 3, cards }], &Settings::default());
    assert_eq!(map.consensus.agree.first().map(|one| (one.statement, one.of)), Some((3, 123)));
    assert_eq!(map.resting_on_hands, [Resting { statement: 3, side: Side::Agree }]);
}

#[test]
fn ten_taps_ask_ten_different_statements_and_then_nothing() {
    let map = map(&camps(&[12, 12]), &[], &Settings::default());
    let mut answered = Vec::new();
    while let Some(next) = map.next_for(&answered, answered.len() as f64 / 10.0) {
        assert!(!answered.contains(&next));
        answered.push(next);
    }
    assert_eq!(answered.len(), 10);
}

//! The engine against what the real Polis server said of the same votes (tests/data/README.md).

use linju_opinion_map::axes::Axes;
use linju_opinion_map::figures::{
    Proportion, Representative, across_groups, consensus, group_tallies, representative,
};
use linju_opinion_map::grouping::{Grouping, Start};
use linju_opinion_map::map::{Gate, Settings, Withheld, map};
use linju_opinion_map::polis::{Conversation, Moderation};
use linju_opinion_map::routing::priority;
use linju_opinion_map::stability::rand_index;
use linju_opinion_map::{Standing, Tally, Votes};
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;

/// All three, and the two of them whose published votes are complete.
const ALL: [&str; 3] = ["25ptpt-3gp-no-strict-with-meta", "50ptpt-3gp-strict-no-meta", "above-100-ptpts"];
const COMPLETE: [&str; 2] = [ALL[0], ALL[2]];

fn data(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn votes(folder: &str) -> Votes {
    let comments = data(&format!("{folder}/comments.csv"));
    let read = Conversation::read(&comments, &data(&format!("{folder}/votes.csv")), Moderation::Lenient);
    read.expect("the data is right").votes
}

fn server(name: &str) -> (Votes, Value) {
    let expected = serde_json::from_str(&data(&format!("server/{name}/expected.json"))).expect("JSON");
    (votes(&format!("server/{name}")), expected)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|one| one.as_f64().expect("a number")).collect()
}

fn ids(value: &Value) -> Vec<u64> {
    value.as_array().expect("a list").iter().map(|one| one.as_u64().expect("an id")).collect()
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let off = (found - expected).abs() / expected.abs().max(1.0);
    assert!(off <= tolerance, "{what}: {found} instead of {expected}");
}

/// Columns of the server's statements, in its order.
fn columns(votes: &Votes, expected: &Value) -> Vec<usize> {
    ids(&expected["tids"]).iter().map(|id| votes.column(*id).expect("a listed statement")).collect()
}

/// The server's base clusters: their people by row.
fn base_clusters(votes: &Votes, expected: &Value) -> HashMap<u64, Vec<usize>> {
    let rows: HashMap<u64, usize> = votes.people().iter().copied().zip(0..).collect();
    let members = expected["base-clusters"]["members"].as_array().expect("a list");
    let members = members.iter().map(|members| ids(members).iter().map(|person| rows[person]).collect());
    ids(&expected["base-clusters"]["id"]).into_iter().zip(members).collect()
}

/// The server's groups: rows, labels, and its own numbers of the groups.
fn groups(votes: &Votes, expected: &Value) -> (Vec<usize>, Vec<usize>, Vec<u64>) {
    let base = base_clusters(votes, expected);
    let (mut rows, mut labels, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (label, group) in expected["group-clusters"].as_array().expect("a list").iter().enumerate() {
        names.push(group["id"].as_u64().expect("an id"));
        for row in ids(&group["members"]).iter().flat_map(|id| &base[id]) {
            rows.push(*row);
            labels.push(label);
        }
    }
    (rows, labels, names)
}

/// The server's groups as answers to every statement.
fn tallies(votes: &Votes, expected: &Value) -> (Vec<Vec<Tally>>, Vec<u64>) {
    let (rows, labels, names) = groups(votes, expected);
    (group_tallies(votes, &rows, &labels, names.len()), names)
}

fn same_proportion(found: &Proportion, expected: &Value, what: &str) {
    assert_eq!(Some(found.statement), expected["tid"].as_u64(), "{what}");
    assert_eq!(Some(u64::from(found.count)), expected["n-success"].as_u64(), "{what}");
    assert_eq!(Some(u64::from(found.of)), expected["n-trials"].as_u64(), "{what}");
    close(found.share, expected["p-success"].as_f64().expect("a share"), 1e-9, what);
    close(found.z, expected["p-test"].as_f64().expect("a test"), 1e-9, what);
}

#[test]
fn the_axes_are_those_of_the_server() {
    for name in COMPLETE {
        let (votes, expected) = server(name);
        let axes = Axes::of(&votes, 2);
        let columns = columns(&votes, &expected);
        // Inside, the server counts agreement as −1.
        for (column, centre) in columns.iter().zip(numbers(&expected["pca"]["center"])) {
            close(axes.centre[*column], -centre, 1e-9, "centre");
        }
        let places = axes.place(&votes);
        let base = base_clusters(&votes, &expected);
        for (axis, coordinate) in ["x", "y"].into_iter().enumerate() {
            let component = numbers(&expected["pca"]["comps"][axis]);
            let found = columns.iter().map(|column| axes.components[axis][*column]);
            let along: f64 = found.clone().zip(&component).map(|(a, b)| a * b).sum();
            found.zip(&component).for_each(|(a, b)| close(a, b * along.signum(), 1e-4, "axis"));
            let placed = ids(&expected["base-clusters"]["id"]).into_iter();
            for (id, expected) in placed.zip(numbers(&expected["base-clusters"][coordinate])) {
                let mean =
                    base[&id].iter().map(|row| places[*row][axis]).sum::<f64>() / base[&id].len() as f64;
                close(mean, -expected * along.signum(), 1e-4, "place");
            }
        }
        for (column, extremity) in columns.iter().zip(numbers(&expected["pca"]["comment-extremity"])) {
            close(axes.extremity(*column), extremity, 1e-4, "extremity");
        }
    }
}

#[test]
fn representative_statements_are_those_of_the_server() {
    for name in ALL {
        let (votes, expected) = server(name);
        let (tallies, names) = tallies(&votes, &expected);
        for (found, group) in representative(&votes, &tallies).iter().zip(names) {
            let expected = expected["repness"][group.to_string()].as_array().expect("a list");
            let what = format!("{name}, group {group}");
            assert_eq!(found.len(), expected.len(), "{what}");
            for (found, expected) in found.iter().zip(expected) {
                same_representative(found, expected, &what);
            }
        }
    }
}

fn same_representative(found: &Representative, expected: &Value, what: &str) {
    same_proportion(&found.own, expected, what);
    assert_eq!(serde_json::to_value(found.own.side).expect("JSON"), expected["repful-for"], "{what}");
    assert_eq!(found.best_agree, expected["best-agree"].as_bool().unwrap_or(false), "{what}");
    close(found.ratio, expected["repness"].as_f64().expect("a ratio"), 1e-9, what);
    // The server rounds this one to single precision.
    close(found.ratio_z, expected["repness-test"].as_f64().expect("a test"), 1e-6, what);
}

#[test]
fn common_ground_is_that_of_the_server() {
    for name in ALL {
        let (votes, expected) = server(name);
        let open = votes.statements().iter().enumerate().filter(|(_, s)| s.standing == Standing::Open);
        let open: Vec<(u64, Tally)> = open.map(|(column, s)| (s.id, votes.tally(column))).collect();
        let found = consensus(&open, 0);
        for (found, side) in [(&found.agree, "agree"), (&found.disagree, "disagree")] {
            let expected = expected["consensus"][side].as_array().expect("a list");
            assert_eq!(found.len(), expected.len(), "{name}, {side}");
            found.iter().zip(expected).for_each(|(found, expected)| same_proportion(found, expected, name));
        }
    }
}

#[test]
fn agreement_across_groups_is_that_of_the_server() {
    for name in ALL {
        let (votes, expected) = server(name);
        let (tallies, _) = tallies(&votes, &expected);
        for (statement, expected) in expected["group-aware-consensus"].as_object().expect("an object") {
            let column = votes.column(statement.parse().expect("an id")).expect("a listed statement");
            close(across_groups(&tallies, column), expected.as_f64().expect("a number"), 1e-9, name);
        }
    }
}

#[test]
fn priorities_are_those_of_the_server() {
    for name in COMPLETE {
        let (votes, expected) = server(name);
        let (tallies, _) = tallies(&votes, &expected);
        let extremities =
            columns(&votes, &expected).into_iter().zip(numbers(&expected["pca"]["comment-extremity"]));
        for (column, extremity) in extremities {
            let statement = votes.statements()[column];
            let placed = tallies.iter().fold(Tally::default(), |sum, group| sum + group[column]);
            let server = expected["comment-priorities"][statement.id.to_string()].as_f64().expect("a number");
            // The server goes on weighing what moderation took out, though it never asks it.
            let standing = match statement.standing {
                Standing::Rejected => Standing::Open,
                standing => standing,
            };
            close(priority(standing, placed, extremity), server, 1e-9, name);
        }
    }
}

#[test]
fn from_cold_the_number_of_groups_is_that_of_the_server() {
    // How far the members agree: the server's own groups carry over centres of earlier runs.
    for (name, alike) in ALL.into_iter().zip([0.63, 1.0, 0.88]) {
        let (votes, expected) = server(name);
        let grouping = Grouping::of(&votes, Start::FirstVoters, 2);
        let best = grouping.best().expect("people for groups");
        assert_eq!(best.k, expected["group-clusters"].as_array().expect("a list").len(), "{name}");
        let (rows, labels, _) = groups(&votes, &expected);
        let theirs: HashMap<usize, usize> = rows.into_iter().zip(labels).collect();
        let both = grouping.rows.iter().zip(&best.labels);
        let both = both.filter_map(|(row, label)| Some((*theirs.get(row)?, *label)));
        close(rand_index(both), alike, 0.005, name);
    }
}

/// The exported group of each person who has one, beside the group in `labels`.
fn beside_export(folder: &str, votes: &Votes, rows: &[usize], labels: &[usize]) -> f64 {
    let text = data(&format!("{folder}/groups.csv"));
    let exported: HashMap<u64, usize> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(person, group)| Some((person.parse().ok()?, group.parse().ok()?)))
        .collect();
    let both = rows.iter().zip(labels);
    rand_index(both.filter_map(|(row, label)| Some((*exported.get(&votes.people()[*row])?, *label))))
}

#[test]
fn whole_conversations_from_cold_come_out_as_measured_elsewhere() {
    // Sizes, explained variance and the adjusted Rand index against the export, by another implementation.
    let measured: [(&str, &[usize], f64, [f64; 2]); 2] = [
        ("conversations/brexit-consensus", &[86, 66, 37], 0.55, [0.196, 0.086]),
        ("conversations/scoop-hivemind.biodiversity", &[366, 75], 0.97, [0.123, 0.060]),
    ];
    for (folder, sizes, agreement, explained) in measured {
        let votes = votes(folder);
        let grouping = Grouping::of(&votes, Start::FirstVoters, 2);
        let best = grouping.best().expect("people for groups");
        let count = |group| best.labels.iter().filter(|label| **label == group).count();
        assert_eq!((0..best.k).map(count).collect::<Vec<_>>(), sizes, "{folder}");
        close(beside_export(folder, &votes, &grouping.rows, &best.labels), agreement, 0.005, folder);
        for (found, expected) in grouping.axes.explained.into_iter().zip(explained) {
            close(found, expected, 0.0006, folder);
        }
    }
}

#[test]
fn large_agreement_is_shown_as_groups_and_small_doubt_is_not() {
    let folder = "conversations/scoop-hivemind.biodiversity";
    let many = votes(folder);
    let shown = map(&many, &[], &Settings::default());
    assert_eq!((shown.participants, shown.k, shown.withheld.len()), (536, Some(2), 0));
    let row: HashMap<u64, usize> = many.people().iter().copied().zip(0..).collect();
    let members =
        shown.groups.iter().flat_map(|group| group.members.iter().map(|person| (row[person], group.id)));
    let (rows, labels): (Vec<usize>, Vec<usize>) = members.unzip();
    assert!(beside_export(folder, &many, &rows, &labels) > 0.9);

    let few = map(&votes("conversations/brexit-consensus"), &[], &Settings::default());
    assert_eq!(few.withheld, [Withheld::Unstable]);
    assert!(few.groups.is_empty() && few.statements.iter().all(|one| one.across_groups.is_none()));
    assert!(!few.consensus.agree.is_empty());
    let open = map(
        &votes("conversations/brexit-consensus"),
        &[],
        &Settings { gate: Gate::OPEN, ..Settings::default() },
    );
    assert_eq!(open.groups.iter().map(|group| group.size).sum::<usize>(), few.placed);
}

//! Real elections, counted as pabutools counts them and as their cities did.

use flate2::read::GzDecoder;
use linju_tally::budget::{Completion, Election, Merit, Outcome, Rule, Utility, account, prefer, standing};
use linju_tally::pabulib::{self, File};
use linju_tally::tie::TieOrder;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::PathBuf;

const GREEDY: Rule = Rule::Greedy { by: Merit::PerMoney, stop: false, threshold: 0 };

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/pabulib")
}

fn text(name: &str) -> String {
    let packed = std::fs::File::open(folder().join(format!("{name}.gz"))).expect("a file of the test data");
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).expect("UTF-8");
    text
}

fn file(name: &str) -> File {
    pabulib::read(&text(name)).expect("a well-formed file")
}

fn expected() -> Value {
    let text = std::fs::read_to_string(folder().join("expected_outcomes.json")).expect("expected outcomes");
    serde_json::from_str(&text).expect("JSON")
}

fn count(election: &Election, rule: Rule, utility: Utility, then_greedy: bool) -> Outcome {
    election.ready(utility, &TieOrder::default()).expect("countable").count(rule, then_greedy)
}

fn names<'a>(election: &'a Election, outcome: &Outcome) -> Vec<&'a str> {
    outcome.selected.iter().map(|&p| election.projects[p].id.as_str()).collect()
}

fn setting(key: &str) -> (Rule, Utility) {
    let (rule, utility) = key.split_once('.').unwrap_or((key, "Cardinality_Sat"));
    let rule = match rule {
        "greedy" => GREEDY,
        "mes" => Rule::EqualShares(Completion::None),
        "mes_add1" => Rule::EqualShares(Completion::Add1),
        "mes_add1pct" => Rule::EqualShares(Completion::Percent),
        "phragmen" => Rule::Phragmen,
        other => panic!("unknown rule {other}"),
    };
    let utility = match utility {
        "Cost_Sat" => Utility::Cost,
        "Cardinality_Sat" => Utility::Cardinality,
        "Additive_Cardinal_Sat" => Utility::Points,
        "Additive_Borda_Sat" => Utility::Borda,
        other => panic!("unknown utility {other}"),
    };
    (rule, utility)
}

/// Compares one outcome with its record. pabutools reports what Phragmén selected by name, not by turn.
fn check(what: &str, election: &Election, rule: Rule, outcome: &Outcome, record: &Value) {
    let selected = record["selected_in_order"].as_array().expect("a list");
    let selected: Vec<&str> = selected.iter().map(|id| id.as_str().expect("an id")).collect();
    let mut ours = names(election, outcome);
    if rule == Rule::Phragmen {
        ours[..outcome.by_rule].sort_unstable();
    }
    assert_eq!(ours, selected, "{what}");
    assert_eq!(outcome.exhaustive, record["exhaustive"], "{what}: exhaustive");
    let cost = record["cost"].as_str().expect("a cost").parse::<u64>().expect("whole");
    assert_eq!(outcome.cost, cost * election.unit, "{what}: cost");
    if let Some(ties) = record.get("tie_breaks_invoked") {
        assert_eq!(outcome.ties, *ties, "{what}: ties");
    }
}

#[test]
fn every_instance_and_setting_as_pabutools_counts_it() {
    let expected = expected();
    let (mut compared, mut without) = (0, 0);
    for (name, instance) in expected["instances"].as_object().expect("instances") {
        let digest: String = Sha256::digest(text(name)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(instance["sha256"], digest, "{name} is the file that was counted");
        let election = file(name).election().expect("countable").election;
        for (key, record) in instance["outcomes"].as_object().expect("outcomes") {
            if record.get("timeout_seconds").is_some() {
                without += 1;
                continue;
            }
            let (rule, utility) = setting(key);
            let what = format!("{name} {key}");
            let outcome = count(&election, rule, utility, false);
            check(&what, &election, rule, &outcome, record);
            compared += 1;
            let (then, by) = match rule {
                Rule::Phragmen => (record.get("then_greedy_Cost_Sat"), Utility::Cost),
                _ => (record.get("then_greedy_same_sat"), utility),
            };
            let completed = count(&election, rule, by, true);
            match then {
                Some(Value::Object(then)) => {
                    check(&format!("{what}, then greedy"), &election, rule, &completed, &then.clone().into());
                    compared += 1;
                }
                Some(_) => assert_eq!(completed.selected, outcome.selected, "{what}, then greedy"),
                None => {}
            }
        }
    }
    assert_eq!((compared, without), (236, 2));
}

fn official(name: &str, rule: Rule, utility: Utility) {
    let file = file(name);
    let election = file.election().expect("countable").election;
    let outcome = count(&election, rule, utility, false);
    let (mut ours, mut theirs) = (names(&election, &outcome), file.official().expect("a column `selected`"));
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours, theirs, "{name}");
}

#[test]
fn officially_greedy_elections_come_out_as_their_cities_decided() {
    let greedy = |stop, threshold| Rule::Greedy { by: Merit::Score, stop, threshold };
    official("Poland_Warszawa_2017_Piaski.pb", greedy(false, 0), Utility::Cost);
    official("Poland_Lodz_2023_Piastow-Kurak.pb", greedy(false, 50), Utility::Cost);
    official("Poland_Gdynia_2023_Green_Budget.pb", greedy(true, 1000), Utility::Cost);
    official("Poland_Wroclaw_2018.pb", greedy(true, 0), Utility::Cost);
    official("Poland_Katowice_2021_Zawodzie.pb", greedy(false, 50), Utility::Points);
    official("Poland_Czestochowa_2025.pb", greedy(false, 1000), Utility::Points);
    official("Poland_Krakow_2024_Grzegorzki.pb", greedy(false, 0), Utility::Borda);
}

/// Wieliczka bought on past an exhaustive count, until the money would not do.
#[test]
fn wieliczka_came_out_by_equal_shares_with_add1_to_the_overshoot() {
    let name = "Poland_Wieliczka_2023_Green_Budget.pb";
    official(name, Rule::EqualShares(Completion::Add1Overshoot), Utility::Cost);
    let election = file(name).election().expect("countable").election;
    let shares = count(&election, Rule::EqualShares(Completion::Add1Overshoot), Utility::Cost, false);
    let greedy = count(&election, GREEDY, Utility::Cost, false);
    assert_eq!((shares.selected.len(), shares.cost), (30, 995_079));
    let without = |outcome| {
        let standing = standing(&election, Utility::Cost, outcome);
        let without = standing.voters - standing.with_something;
        (200 * without + standing.voters) / (2 * standing.voters)
    };
    assert_eq!((without(&shares), without(&greedy)), (18, 28), "per cent of voters without any project");
    let preference = prefer(&election, Utility::Cardinality, &shares, &greedy);
    assert_eq!(preference.first + preference.second + preference.equal, 6586);
    assert!(preference.first > preference.second);
}

/// Every count with Add1, pabutools' unfinished ones too, against everyone's exact account at its last step.
#[test]
fn every_count_stands_up_to_its_exact_account() {
    for name in expected()["instances"].as_object().expect("instances").keys() {
        let counted = file(name).election().expect("countable");
        let (election, utility) = (&counted.election, counted.vote_type.usual_utility());
        let outcome = count(election, Rule::EqualShares(Completion::Add1), utility, false);
        let account = account(election, utility, &TieOrder::default(), Completion::Add1, outcome.steps);
        let purchases = account.expect("countable").purchases;
        let bought: Vec<usize> = purchases.iter().map(|purchase| purchase.project).collect();
        assert_eq!(bought, outcome.selected, "{name}");
    }
}

const SMALL: &str = "META
key;value
num_projects;2
num_votes;2
budget;12.50
vote_type;cumulative
PROJECTS
project_id;cost;name
a;10;\"A; the \"\"first\"\"\"
b;2,5;B
VOTES
voter_id;vote;points
1;a,b;3,0.5
2;;
";

#[test]
fn money_and_points_are_whole_numbers_of_the_smallest_unit_written() {
    let counted = pabulib::read(SMALL).expect("well-formed").election().expect("countable");
    let election = counted.election;
    assert_eq!((election.budget, election.unit, counted.decimals), (125, 10, 1));
    assert_eq!(election.projects.iter().map(|project| project.cost).collect::<Vec<_>>(), [100, 25]);
    assert_eq!(election.ballots[0].choices.iter().map(|choice| choice.points).collect::<Vec<_>>(), [30, 5]);
    assert!(election.ballots[1].choices.is_empty(), "a blank ballot holds its share all the same");
}

#[test]
fn a_faulty_file_says_where() {
    let fault = |from: &str, to: &str| {
        assert!(SMALL.contains(from));
        let read = pabulib::read(&SMALL.replacen(from, to, 1)).and_then(|file| file.election());
        read.expect_err("a fault").to_string()
    };
    assert_eq!(
        fault("num_votes;2", "num_votes;3"),
        "line 4, column META num_votes: META says 3, the file has 2"
    );
    assert_eq!(fault("a,b;3", "a,c;3"), "line 13, column vote: there is no project \"c\"");
    assert_eq!(fault("a,b;3", "a,a;3"), "line 13, column vote: project \"a\" is named twice");
    assert_eq!(fault("3,0.5", "3"), "line 13, column points: 2 projects but 1 points");
    assert_eq!(
        fault("3,0.5", "3,-1"),
        "line 13, column points: \"-1\" is not a number from 0 that can be counted exactly"
    );
    assert_eq!(
        fault("a;10", "a;ten"),
        "line 9, column cost: \"ten\" is not a number from 0 that can be counted exactly"
    );
    assert_eq!(fault("b;2,5;B", "b;2,5"), "line 10, column name: 2 fields, where the head has 3");
    assert_eq!(fault("project_id;", "id;"), "line 8, column PROJECTS project_id: this column is missing");
    assert_eq!(fault("budget;12.50\n", ""), "line 1, column META budget: META has no such key");
    assert!(
        fault("cumulative", "lottery")
            .starts_with("line 6, column META vote_type: \"lottery\" is no kind of ballot")
    );
    assert_eq!(fault("VOTES\n", "VOTE\n"), "line 11, column cost: 1 fields, where the head has 3");
    assert_eq!(fault("META\n", ""), "line 1, column META: a line with only META is expected here");
}

#[test]
fn what_is_written_reads_back_the_same() {
    for name in expected()["instances"].as_object().expect("instances").keys() {
        let once = file(name);
        let again = pabulib::read(&pabulib::write(&once)).expect("what was written");
        for (before, after) in once.meta.iter().zip(&again.meta) {
            assert_eq!((&before.key, &before.value), (&after.key, &after.value), "{name}");
        }
        assert_eq!(once.meta.len(), again.meta.len(), "{name}");
        assert_eq!(once.projects.columns, again.projects.columns, "{name}");
        let fields = |file: &File| -> Vec<Vec<String>> {
            let rows = file.projects.rows.iter().chain(&file.votes.rows);
            rows.map(|row| row.fields.clone()).collect()
        };
        assert_eq!(fields(&once), fields(&again), "{name}");
    }
}

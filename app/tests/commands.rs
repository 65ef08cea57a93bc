//! The command line as someone types it: every command is well formed, and each engine answers on a file.

use clap::CommandFactory;
use linju_app::cli::Cli;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn no_option_clashes_with_another() {
    Cli::command().debug_assert();
}

/// A file among the test data of an engine.
fn data(engine: &str, file: &str) -> PathBuf {
    let engines = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("engines");
    engines.join(engine).join("tests").join("data").join(file)
}

fn linju(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_linju")).args(words).output().expect("the program runs")
}

/// What the command printed, as JSON.
fn json(words: &[&str]) -> serde_json::Value {
    let output = linju(words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn written(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_string_lossy().into_owned()
}

#[test]
fn an_election_of_projects_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(
        &folder,
        "small.pb",
        "META\nkey;value\ndescription;small\ncountry;CN\nunit;x\ninstance;1\nnum_projects;3\nnum_votes;3\nbudget;100\n\
         vote_type;approval\nrule;greedy\nPROJECTS\nproject_id;cost\n1;60\n2;50\n3;50\n\
         VOTES\nvoter_id;vote\n1;1,2\n2;1,3\n3;1\n",
    );
    let told = json(&["tally", &file, "--rule", "greedy", "--utility", "cardinality", "--json"]);
    assert_eq!(told["selected"][0], "1", "three voters want it: {told}");
    assert!(told["exhaustive"].is_boolean() && told["ties"].is_number() && !told["cost"].is_null());
}

#[test]
fn hot_spots_are_found_in_files_of_the_published_form() {
    let (cas, geo) = (data("scan", "xiaoqu.cas"), data("scan", "xiaoqu.geo"));
    let (cas, geo) = (cas.to_string_lossy(), geo.to_string_lossy());
    let window =
        ["--model", "stp", "--max-days", "7", "--max-radius", "200", "--replications", "99", "--seed", "1"];
    let mut words = vec!["hotspots", "--cas", &*cas, "--geo", &*geo, "--json"];
    words.extend(window);
    let told = json(&words);
    let best = &told["clusters"][0];
    assert!(best["llr"].as_f64().is_some_and(|llr| llr > 0.0), "{told}");
    assert!(best["locations"].as_array().is_some_and(|all| !all.is_empty()));
}

#[test]
fn requests_that_look_alike_are_told_and_categories_learnt() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = "id,text,category\n1,三号楼二单元楼道灯不亮,lamp\n2,五号楼下水道堵了,drain\n\
                3,3号楼2单元楼道的灯坏了不亮,lamp\n4,六号楼下水道又堵了,drain\n";
    let file = written(&folder, "requests.csv", rows);
    let told = json(&["similar", &file, "--id", "3"]).to_string();
    assert!(told.contains("\"1\""), "the same lamp was told before: {told}");
    let told = json(&["classify", "--train", &file, "--test", &file]);
    assert!(told.to_string().contains("lamp"), "{told}");
}

#[test]
fn a_month_of_visits_is_planned() {
    let file = data("roster", "visits385.json");
    let told = json(&["visits", &file.to_string_lossy(), "--json"]);
    assert!(told["objective"].as_f64().is_some_and(|objective| objective <= 268.5), "{}", told["objective"]);
    assert_eq!((told["visits"].as_i64(), told["residents"].as_array().map(Vec::len)), (Some(661), Some(385)));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    for words in [
        ["tally", "nowhere.pb"],
        ["opinions", "nowhere"],
        ["similar", "nowhere.csv"],
        ["visits", "nowhere.json"],
    ] {
        let output = linju(&words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("nowhere"), "{words:?}: {said}");
    }
}

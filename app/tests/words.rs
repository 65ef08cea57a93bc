//! Every word on screen is in both languages, and every key is used.

use linju_app::wiring;
use linju_core::words::keys_of;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// All of our sources and templates, without tests.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["core", "web", "features", "app", "kernel"].iter().map(|d| root().join(d)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") || name.ends_with(".html") {
                found.push((path.clone(), std::fs::read_to_string(&path).expect("text")));
            }
        }
    }
    found
}

/// The string literals that stand right behind `call` in `text`.
fn literals<'a>(text: &'a str, call: &str) -> Vec<&'a str> {
    text.match_indices(call)
        .filter_map(|(at, _)| {
            let rest = text[at + call.len()..].trim_start().strip_prefix('"')?;
            rest.split('"').next()
        })
        .filter(|key| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
        .collect()
}

fn keys(chinese: bool) -> BTreeMap<String, usize> {
    let mut keys = BTreeMap::new();
    for source in wiring::sources() {
        for key in keys_of(if chinese { source.zh } else { source.en }) {
            *keys.entry(key).or_insert(0) += 1;
        }
    }
    keys
}

#[test]
fn the_words_of_all_features_fit_together() {
    wiring::words().expect("no source claims another's key, and all parse");
}

#[test]
fn every_key_is_in_both_languages() {
    let (zh, en) = (keys(true), keys(false));
    let only = |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| -> Vec<String> {
        a.keys().filter(|k| !b.contains_key(*k)).cloned().collect()
    };
    assert_eq!(only(&zh, &en), Vec::<String>::new(), "Chinese without English");
    assert_eq!(only(&en, &zh), Vec::<String>::new(), "English without Chinese");
}

#[test]
fn every_key_that_a_page_asks_for_is_there() {
    let zh = keys(true);
    let mut missing = BTreeSet::new();
    for (path, text) in sources() {
        let calls = ["p.t(", "p.a(", "p.a2(", "p.n(", "page.t(", "page.a(", "page.n(", "self.t(", "label:"];
        for key in calls.iter().flat_map(|call| literals(&text, call)) {
            if !zh.contains_key(key) {
                missing.insert(format!("{key} in {}", path.display()));
            }
        }
        for name in literals(&text, "Refusal::new(") {
            if !zh.contains_key(&format!("refusal-{name}")) {
                missing.insert(format!("refusal-{name} in {}", path.display()));
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

/// Families of keys whose codes are data, such as kinds of organisations: a street may add its own.
const DATA: &[&str] = &["body", "button"];

#[test]
fn every_key_is_used() {
    let texts = sources();
    let quoted: BTreeSet<&str> = texts.iter().flat_map(|(_, text)| text.split('"')).collect();
    let begun = |family: &str| {
        quoted.iter().any(|q| q.strip_prefix(family).is_some_and(|rest| rest.starts_with('-')))
    };
    let families: BTreeMap<String, bool> = keys(true)
        .keys()
        .flat_map(|key| key.match_indices('-').map(|(at, _)| key[..at].to_owned()).collect::<Vec<_>>())
        .map(|family| (family.clone(), quoted.contains(family.as_str()) || begun(&family)))
        .collect();
    let used = |key: &String| {
        let by_code = key.match_indices('-').any(|(at, _)| {
            let (family, code) = (&key[..at], &key[at + 1..]);
            let number = code.chars().all(|c| c.is_ascii_digit());
            let known = number || quoted.contains(code) || quoted.contains(code.replace('-', "_").as_str());
            DATA.contains(&family) || families[family] && known
        });
        quoted.contains(key.as_str()) || by_code
    };
    let unused: Vec<String> = keys(true).into_keys().filter(|key| !used(key)).collect();
    assert_eq!(unused, Vec::<String>::new());
}

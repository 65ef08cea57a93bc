//! The floors hold: imports point down only, and features never import each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Our own crates that a manifest asks for, outside its tests.
fn asks_for(folder: &Path) -> Vec<String> {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
    let mut section = String::new();
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if section == "dependencies" && line.starts_with("linju-") {
            found.extend(line.split(&[' ', '='][..]).next().map(str::to_owned));
        }
    }
    found
}

fn features() -> Vec<PathBuf> {
    let all = std::fs::read_dir(root().join("features")).expect("features").flatten();
    all.map(|entry| entry.path()).filter(|path| path.join("Cargo.toml").exists()).collect()
}

#[test]
fn imports_point_down_only() {
    let floors: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("kernel", &[][..]),
        ("db", &["linju-kernel"][..]),
        ("core", &["linju-db", "linju-kernel"][..]),
        ("web", &["linju-core", "linju-db", "linju-kernel"][..]),
        ("demo", &["linju-kernel"][..]),
    ]);
    for (floor, below) in floors {
        for asked in asks_for(&root().join(floor)) {
            assert!(below.contains(&asked.as_str()), "{floor} must not know {asked}");
        }
    }
}

#[test]
fn features_never_import_each_other() {
    let floors = ["linju-core", "linju-db", "linju-kernel", "linju-web"];
    let engines = std::fs::read_dir(root().join("engines")).expect("engines").flatten();
    let engines = engines.map(|engine| format!("linju-{}", engine.file_name().to_string_lossy()));
    let below: Vec<String> = floors.into_iter().map(str::to_owned).chain(engines).collect();
    let features = features();
    assert!(features.len() >= 4);
    for feature in features {
        for asked in asks_for(&feature) {
            assert!(below.contains(&asked), "{} must not know {asked}", feature.display());
        }
    }
}

#[test]
fn a_feature_touches_no_table_of_another() {
    let tables_of = |folder: &Path| -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(folder.join("migrations")) else { return Vec::new() };
        let sql: String =
            entries.flatten().map(|e| std::fs::read_to_string(e.path()).expect("sql")).collect();
        sql.lines()
            .filter_map(|l| l.strip_prefix("create table "))
            .filter_map(|l| l.split(' ').next())
            .map(str::to_owned)
            .collect()
    };
    let features = features();
    for mine in &features {
        let mut folders = vec![mine.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("sources").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("text");
                for other in features.iter().filter(|f| *f != mine) {
                    for table in tables_of(other) {
                        for verb in ["from", "join", "into", "update"] {
                            let found = text.contains(&format!("{verb} {table} "));
                            assert!(!found, "{} touches {table} of {}", path.display(), other.display());
                        }
                    }
                }
            }
        }
    }
}

//! Every sentence these pages can say is there, in both languages.

use linju_account::FEATURE;
use linju_core::words::{Locale, Words, keys_of};
use std::collections::BTreeSet;

fn texts(folder: &str) -> String {
    let files = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn both_languages_say_the_same_things() {
    let keys = |source| keys_of(source).collect::<BTreeSet<_>>();
    for source in FEATURE.words {
        assert_eq!(keys(source.zh), keys(source.en));
    }
}

#[test]
fn no_page_and_no_refusal_lacks_its_words() {
    let words = Words::new(&[&[linju_core::WORDS, linju_web::WORDS], FEATURE.words].concat()).unwrap();
    let sources = texts("templates") + &texts("src") + &texts("../../core/src/access");
    let after = |mark: &str| -> Vec<String> {
        sources
            .split(mark)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect()
    };
    let shown = [after("p.t(\""), after("p.a(\""), after("p.a2(\"")].concat();
    let refused = after("Refusal::new(\"").into_iter().map(|name| format!("refusal-{name}"));
    let needed: BTreeSet<String> = shown.into_iter().chain(refused).collect();
    assert!(needed.len() > 100, "the scan found {}", needed.len());
    let missing: Vec<_> = needed.iter().filter(|key| !words.has(Locale::Zh, key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

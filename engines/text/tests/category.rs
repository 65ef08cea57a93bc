//! Categories suggested: from rules on the first day, then learnt; and no surer than measured.

use linju_demo::world;
use linju_kernel::Day;
use linju_text::category::{Advisor, BytesError, Example, Model, Options, Rules, SHOWN, Source};
use proptest::prelude::*;
use std::sync::LazyLock;

const RULES: &str = "0105\t房屋维修\t楼道灯、灯坏了\n0103\t房屋维修\t下水道堵了、下水堵塞\n0501\t环境卫生\t垃圾没人清\n0802\t邻里\t邻居太吵";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A year of the demo street, in order of time.
fn year() -> &'static [(String, &'static str)] {
    static YEAR: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
        let world = world(7, day("2026-11-23"));
        world.stream.into_iter().map(|request| (request.words, request.category)).collect()
    });
    &YEAR
}

fn examples<'a>(told: &'a [(String, &'static str)]) -> Vec<Example<'a>> {
    told.iter().map(|(text, category)| Example { text, category }).collect()
}

fn share(count: usize, of: usize) -> f64 {
    count as f64 / of as f64
}

/// The templates of the demo's requests, by group of requests that share a title.
fn templates() -> Vec<(&'static str, &'static str)> {
    let files = [
        include_str!("../../../demo/src/words/building.txt"),
        include_str!("../../../demo/src/words/safety.txt"),
        include_str!("../../../demo/src/words/around.txt"),
        include_str!("../../../demo/src/words/people.txt"),
    ];
    let mut code = "";
    let mut templates = Vec::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        if let Some(head) = line.strip_prefix("= ") {
            code = &head[..4];
        } else if let Some(words) = line.strip_prefix("- ") {
            templates.push((words, code));
        }
    }
    templates
}

/// Predictions on texts not learnt from: the first suggestion's confidence, and whether it was right.
fn held_out(model: &Model, test: &[Example]) -> Vec<(f64, bool)> {
    let one = |example: &Example| {
        let first = model.suggest(example.text).swap_remove(0);
        (first.confidence.expect("measured"), first.category == example.category)
    };
    test.iter().map(one).collect()
}

/// How far what was claimed lies from what was right, over all of them.
fn gap(told: &[(f64, bool)]) -> f64 {
    let right = told.iter().filter(|(_, right)| *right).count();
    (told.iter().map(|(claimed, _)| claimed).sum::<f64>() / told.len() as f64 - share(right, told.len()))
        .abs()
}

#[test]
fn on_the_demo_year_to_come_confidence_is_what_it_says() {
    let told = year();
    let all = examples(told);
    let (before, after) = all.split_at(all.len() * 3 / 4);
    let model = Model::refit(before, &Options::default());
    let told = held_out(&model, after);
    let right = told.iter().filter(|(_, right)| *right).count();
    println!(
        "demo, last quarter of {}: right {:.3}, gap {:.3}",
        all.len(),
        share(right, told.len()),
        gap(&told)
    );
    assert!(share(right, told.len()) >= 0.93);
    assert!(gap(&told) <= 0.05);
    let (sure, unsure): (Vec<_>, Vec<_>) = told.into_iter().partition(|(claimed, _)| *claimed >= 0.9);
    println!(
        "  of {} surer than 0.9 gap {:.3}, of {} others {:.3}",
        sure.len(),
        gap(&sure),
        unsure.len(),
        gap(&unsure)
    );
    assert!(sure.len() > 100 && gap(&sure) <= 0.05);
}

#[test]
fn on_sentences_nobody_has_said_before_it_does_not_claim_to_know() {
    let all = templates();
    let fold = |n: usize| {
        let of = move |(at, _): &(usize, &(&'static str, &'static str))| at % 5 == n % 5;
        all.iter().enumerate().filter(of).map(|(_, (text, category))| Example { text, category })
    };
    let mut told = Vec::new();
    for test in 0..5 {
        let train: Vec<Example> = (1..4).flat_map(|n| fold(test + n)).collect();
        let mut model = Model::fit(&train, &Options::default());
        model.measure(&fold(test + 4).collect::<Vec<_>>());
        told.extend(held_out(&model, &fold(test).collect::<Vec<_>>()));
    }
    let right = told.iter().filter(|(_, right)| *right).count();
    println!(
        "{} sentences, each unlike any before: right {:.3}, gap {:.3}",
        told.len(),
        share(right, told.len()),
        gap(&told)
    );
    assert!(gap(&told) <= 0.05);
    assert!(
        told.iter().all(|(claimed, _)| *claimed < 0.9),
        "two or three sentences a category are no experience"
    );
}

#[test]
fn rules_answer_first_and_the_model_when_it_has_become_better() {
    let told = year();
    let all = examples(told);
    let mut advisor = Advisor::new(Rules::read(RULES).expect("rules"));
    let first = advisor.advise("三号楼的楼道灯坏了");
    assert_eq!((first.source, first.categories[0].category.as_str()), (Source::Rules, "0105"));
    assert_eq!(first.families, ["房屋维修"]);
    assert_eq!((first.categories[0].confidence, &first.fill), (None, &None));
    for example in &all[..400] {
        advisor.confirmed(example.text, example.category);
    }
    assert_eq!(advisor.source(), Source::Model);
    assert!(
        advisor.right().1 > 0.5,
        "a quarter of a year has taught it more than half: {:?}",
        advisor.right()
    );
    println!("after 400 confirmed, rules and model right: {:?}", advisor.right());
    assert_eq!(
        advisor.advise(all[400].text).fill,
        None,
        "nothing is filled in before confidence was measured"
    );
    advisor.refit(&all[..1000], &Options::default());
    let filled: Vec<bool> = all[1000..]
        .iter()
        .filter_map(|example| Some(advisor.advise(example.text).fill? == example.category))
        .collect();
    let right = filled.iter().filter(|right| **right).count();
    println!("filled in {} of {}, right {:.3}", filled.len(), all.len() - 1000, share(right, filled.len()));
    assert!(filled.len() > 100 && share(right, filled.len()) >= 0.9);
}

#[test]
fn one_correction_is_heard_at_once_and_a_new_category_is_learnt() {
    let told = year();
    let mut model = Model::fit(&examples(told)[..300], &Options::default());
    let (text, width) = ("社区花园想认养一块地种花", model.categories().len());
    for _ in 0..3 {
        model.correct(text, "9901");
    }
    assert_eq!(model.predict(text), Some("9901"));
    assert_eq!(model.categories().len(), width + 1);
    let right = told[..300].iter().filter(|(text, category)| model.predict(text) == Some(category)).count();
    assert!(share(right, 300) > 0.95, "and nothing else is forgotten");
}

#[test]
fn the_model_is_the_same_on_any_number_of_threads_and_each_time() {
    let told = year();
    let all = &examples(told)[..400];
    let model = |threads| Model::refit(all, &Options { threads, ..Options::default() });
    assert_eq!(model(1).to_bytes(), model(3).to_bytes());
    assert_eq!(model(0).to_bytes(), model(1).to_bytes());
}

#[test]
fn bytes_bring_back_the_model_and_its_next_step() {
    let told = year();
    let mut model = Model::refit(&examples(told)[..400], &Options::default());
    model.correct("三楼的灯坏了", "0105");
    let mut again = Model::from_bytes(&model.to_bytes()).expect("our own bytes");
    assert_eq!(again, model);
    model.correct("下水道堵了", "0103");
    again.correct("下水道堵了", "0103");
    assert_eq!(again.to_bytes(), model.to_bytes());
    assert_eq!(Model::from_bytes(&Model::new().to_bytes()), Ok(Model::new()));
}

#[test]
fn other_bytes_are_refused_in_words() {
    let mut model = Model::new();
    model.correct("灯坏了", "0105");
    let bytes = model.to_bytes();
    for length in 0..bytes.len() {
        assert!(Model::from_bytes(&bytes[..length]).is_err(), "cut after {length}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        assert!(Model::from_bytes(&changed).is_err(), "changed at {at}");
    }
    assert_eq!(Model::from_bytes(b"PK\x03\x04"), Err(BytesError::NotAModel));
    let mut newer = bytes;
    newer[4] = 9;
    assert_eq!(Model::from_bytes(&newer), Err(BytesError::Version(9)));
    assert!(BytesError::Version(9).to_string().contains('9'));
}

#[test]
fn little_experience_claims_nothing() {
    let told = year();
    let all = examples(told);
    let model = Model::refit(&all[..100], &Options::default());
    assert!(model.confidence().is_none(), "twenty texts held out are too few");
    assert!(model.suggest("灯坏了").iter().all(|s| s.confidence.is_none()));
    assert!(Model::refit(&[], &Options::default()).suggest("灯坏了").is_empty());
    assert_eq!(Model::new().predict("灯坏了"), None);
}

proptest! {
    #[test]
    fn any_text_gets_few_suggestions_in_order(text in any::<String>(), said in "[楼道灯坏了不亮水漏3号]{0,12}") {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model::refit(&examples(year())[..400], &Options::default()));
        let model = &*MODEL;
        for text in [text, said] {
            let found = model.suggest(&text);
            prop_assert_eq!(found.len(), SHOWN);
            let claims: Vec<f64> = found.iter().filter_map(|s| s.confidence).collect();
            prop_assert_eq!(claims.len(), SHOWN);
            prop_assert!(claims.is_sorted_by(|a, b| a >= b) && claims.iter().all(|c| (0.0..=1.0).contains(c)));
            prop_assert_eq!(model.predict(&text), Some(found[0].category.as_str()));
        }
    }

    #[test]
    fn corrections_never_break_a_model(said in prop::collection::vec(("[楼道灯坏了不亮]{0,6}", 0_u8..4), 0..12)) {
        let mut model = Model::new();
        for (text, category) in &said {
            model.correct(text, &category.to_string());
        }
        prop_assert_eq!(Model::from_bytes(&model.to_bytes()), Ok(model));
    }
}

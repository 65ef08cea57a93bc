//! What looks alike: as a worker would check it, and counted on repeats whose labels are known.

mod street;

use linju_text::similar::{Category, Entry, Index, Match, Nearness, Place, Tuning, Weights};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use street::{Half, Told, tellings};

const DAY: i64 = 86_400_000;

fn entry(id: u64, text: &str) -> Entry<'_> {
    Entry { id, text, place: Place::said(text, ""), category: None, at: 0, by: None }
}

fn window<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Index {
    let mut index = Index::new(Weights::even(), Tuning::default());
    entries.into_iter().for_each(|entry| index.add(&entry));
    index
}

fn ids(found: &[Match]) -> Vec<u64> {
    found.iter().map(|m| m.id).collect()
}

#[test]
fn the_same_lamp_comes_before_another_lamp_and_another_matter() {
    let index = window([
        entry(1, "三号楼二单元楼道灯不亮"),
        entry(2, "5号楼楼道灯不亮了"),
        entry(3, "3号楼2单元门口堆垃圾"),
        entry(4, "想报名剪纸班"),
    ]);
    let found = index.nearest(&entry(9, "3幢2单元的灯坏了好几天"), 5);
    assert_eq!(found[0].id, 1);
    assert_eq!(found[0].nearness, Nearness::Stairwell);
    assert!(found[0].parts.text > 0.0 && found[0].parts.place > 0.0);
    assert!(!ids(&found).contains(&4), "nothing in common");
}

#[test]
fn the_parts_are_the_score_and_say_why() {
    let kind = Some(Category { family: 1, code: 105 });
    let place = Place { position: Some([0.0, 0.0]), ..Place::default() };
    let away = Place { position: Some([24.0, 32.0]), ..Place::default() };
    let old = Entry { category: kind, place, at: -7 * DAY, ..entry(2041, "楼道灯不亮") };
    let asked = Entry { category: kind, place: away, ..entry(9, "楼道灯不亮") };
    let found = window([old]).nearest(&asked, 1)[0];
    assert_eq!((found.id, found.metres, found.days), (2041, Some(40.0), 7.0));
    let tuning = Tuning::default();
    assert!((found.parts.text - tuning.text).abs() < 1e-9);
    assert_eq!(found.parts.category, tuning.category);
    assert!(found.parts.place > 0.0 && found.parts.place < tuning.place);
    assert!(found.parts.time < 0.0);
    assert_eq!(found.score, found.parts.score());
}

#[test]
fn what_is_older_looks_less_alike() {
    let told = |id, days: i64| Entry { at: -days * DAY, ..entry(id, "3号楼下水道堵了") };
    let index = window([told(1, 200), told(2, 3), told(3, 40)]);
    assert_eq!(ids(&index.nearest(&entry(9, "三号楼下水道堵了"), 5)), [2, 3, 1]);
}

#[test]
fn the_same_text_by_the_same_resident_is_a_repost() {
    let by = |id, text, by| Entry { by, ..entry(id, text) };
    let text = "3号楼2单元楼道灯不亮已经一个礼拜了,请尽快来修。";
    let index = window([by(1, text, Some(7)), by(2, text, Some(8)), by(3, "想报名剪纸班", Some(7))]);
    let elsewhere = text.replace("3号楼", "5号楼");
    let again = "3幢2单元楼道灯不亮,已经一个礼拜了!请尽快来修";
    assert_eq!(index.repost(&by(9, text, Some(7))), Some(1));
    assert_eq!(index.repost(&by(9, "３号楼二单元楼道灯不亮已经一个礼拜了,请尽快来修", Some(8))), Some(2));
    assert_eq!(index.repost(&by(9, text, Some(99))), None, "another resident");
    assert_eq!(index.repost(&by(9, text, None)), None, "nobody known");
    assert_eq!(index.repost(&by(9, &elsewhere, Some(7))), None, "another building");
    assert_eq!(index.repost(&by(9, "灯不亮", Some(7))), None, "another text");
    assert_eq!(index.repost(&by(1, text, Some(7))), None, "itself");
    assert!(
        index.repost(&by(9, again, Some(7))).is_none(),
        "words were cut apart, so it is looked at by a person"
    );
}

#[test]
fn empty_words_and_an_empty_window_find_nothing() {
    assert!(window([]).nearest(&entry(1, "灯坏了"), 5).is_empty());
    assert!(window([entry(1, "灯坏了")]).nearest(&entry(2, "。,!"), 5).is_empty());
    assert!(window([entry(1, "灯坏了")]).nearest(&entry(2, "灯坏了"), 0).is_empty());
}

fn entries() -> impl Strategy<Value = Vec<Said>> {
    let piece = prop::sample::select(vec![
        "灯",
        "灯坏了",
        "不亮",
        "楼道",
        "3号楼",
        "三幢",
        "5号楼",
        "漏水",
        "下水道",
        "堵了",
        "，",
        "电瓶车",
        "a",
        "1",
    ]);
    let text = prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat());
    let said = (text, 0_u64..3, 0_u64..4, 0_u32..4, 0_i64..100, 0_u64..3, prop::option::of(0.0..200.0));
    prop::collection::vec(said, 1..40)
}

type Said = (String, u64, u64, u32, i64, u64, Option<f64>);

fn of(id: u64, said: &Said) -> Entry<'_> {
    let (text, compound, building, code, days, by, metres) = said;
    let place = Place {
        compound: Some(*compound),
        building: (*building > 0).then_some(compound * 10 + building),
        stairwell: (*building > 2).then_some(compound * 10 + building),
        position: metres.map(|x| [x, 0.0]),
    };
    let category = (*code > 0).then_some(Category { family: code / 2, code: *code });
    Entry { id, text, place, category, at: days * DAY, by: Some(*by) }
}

fn filled(all: &[Said], tuning: Tuning) -> Index {
    let weights = Weights::learn(all.iter().map(|said| said.0.as_str()));
    let mut index = Index::new(weights, tuning);
    (1..).zip(all).for_each(|(id, said)| index.add(&of(id, said)));
    index
}

proptest! {
    #[test]
    fn the_index_answers_as_comparing_with_every_one(all in entries(), most in 0_usize..8, words in any::<bool>()) {
        let tuning = if words { Tuning::WORDS_ONLY } else { Tuning::default() };
        let index = filled(&all, tuning);
        for (id, said) in (1..).zip(&all) {
            let asked = of(id, said);
            let others = (1..).zip(&all).filter(|(other, _)| *other != id);
            let mut each: Vec<Match> = others.map(|(other, said)| index.compare(&asked, &of(other, said))).collect();
            each.retain(|m| m.score >= tuning.least);
            each.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
            each.truncate(most);
            prop_assert_eq!(index.nearest(&asked, most), each);
        }
    }

    #[test]
    fn taking_out_what_was_added_leaves_everything_as_it_was(all in entries(), more in entries()) {
        let before = filled(&all, Tuning::default());
        let mut index = before.clone();
        for (id, said) in (100..).zip(&more) {
            index.add(&of(id, said));
            index.add(&of(id, said));
        }
        for id in (100..).take(more.len()) {
            prop_assert!(index.remove(id) && !index.remove(id));
        }
        prop_assert_eq!((index.len(), index.grams()), (before.len(), before.grams()));
        for (id, said) in (1..).zip(&more) {
            prop_assert_eq!(index.nearest(&of(id, said), 5), before.nearest(&of(id, said), 5));
            prop_assert_eq!(index.repost(&of(id, said)), before.repost(&of(id, said)));
        }
    }

    #[test]
    fn likeness_goes_both_ways_and_is_bounded(all in entries()) {
        let index = filled(&all, Tuning::default());
        let (a, b) = (of(1, &all[0]), of(2, &all[all.len() - 1]));
        let (there, back) = (index.compare(&a, &b), index.compare(&b, &a));
        prop_assert!((there.score - back.score).abs() < 1e-12);
        prop_assert_eq!(there.nearness, back.nearness);
        prop_assert!((-0.5..=1.0 + 1e-9).contains(&there.score));
    }

    #[test]
    fn the_order_of_adding_does_not_matter(all in entries()) {
        let index = filled(&all, Tuning::default());
        let mut backwards = Index::new(Weights::learn(all.iter().map(|said| said.0.as_str())), Tuning::default());
        (1..).zip(&all).collect::<Vec<_>>().into_iter().rev().for_each(|(id, said)| backwards.add(&of(id, said)));
        let mut reweighed = backwards.clone();
        reweighed.reweigh(Weights::even());
        reweighed.reweigh(Weights::learn(all.iter().map(|said| said.0.as_str())));
        for (id, said) in (1..).zip(&all) {
            let found = index.nearest(&of(id, said), 5);
            prop_assert_eq!(&found, &backwards.nearest(&of(id, said), 5));
            prop_assert_eq!(&found, &reweighed.nearest(&of(id, said), 5));
        }
    }
}

/// Plain TF-IDF as textbooks have it: runs of two and three characters of the text as it stands, written here
/// once more and apart from the engine.
struct Plain {
    texts: Vec<HashMap<String, f64>>,
    holding: HashMap<String, Vec<(usize, f64)>>,
}

impl Plain {
    fn new(texts: &[&str]) -> Self {
        let grams = |text: &str| -> HashMap<String, f64> {
            let chars: Vec<char> = text.chars().collect();
            let mut counts = HashMap::new();
            for gram in chars.windows(2).chain(chars.windows(3)) {
                *counts.entry(gram.iter().collect::<String>()).or_insert(0.0) += 1.0;
            }
            counts
        };
        let mut texts: Vec<_> = texts.iter().map(|text| grams(text)).collect();
        let mut count: HashMap<String, f64> = HashMap::new();
        texts
            .iter()
            .flat_map(|text| text.keys())
            .for_each(|gram| *count.entry(gram.clone()).or_default() += 1.0);
        let mut holding: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        let all = texts.len() as f64;
        for (at, text) in texts.iter_mut().enumerate() {
            text.iter_mut().for_each(|(gram, w)| *w *= ((1.0 + all) / (1.0 + count[gram])).ln() + 1.0);
            let norm = text.values().map(|w| w * w).sum::<f64>().sqrt();
            for (gram, w) in text {
                *w /= norm;
                holding.entry(gram.clone()).or_default().push((at, *w));
            }
        }
        Self { texts, holding }
    }

    /// The earlier texts with the greatest cosine.
    fn nearest(&self, asked: usize, most: usize) -> Vec<u64> {
        let mut cosines: Vec<(f64, u64)> = (1..=asked as u64).map(|id| (0.0, id)).collect();
        for (gram, weight) in &self.texts[asked] {
            for (at, held) in self.holding[gram].iter().filter(|(at, _)| *at < asked) {
                cosines[*at].0 += weight * held;
            }
        }
        cosines.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        cosines.into_iter().take(most).map(|(_, id)| id).collect()
    }
}

/// Of the earlier tellings of the same incident, the share that is found among the first five.
fn recall(told: &[Told], mut nearest: impl FnMut(usize) -> Vec<u64>) -> f64 {
    let (mut found, mut there) = (0, 0);
    for (at, asked) in told.iter().enumerate() {
        let same = told[..at].iter().filter(|other| other.incident == asked.incident);
        let same: HashSet<u64> = same.map(|other| other.id).collect();
        if !same.is_empty() {
            found += nearest(at).iter().filter(|id| same.contains(id)).count();
            there += same.len();
        }
    }
    found as f64 / there as f64
}

/// A telling, with its category where it is known by now.
fn as_entry(told: &Told, sorted: bool) -> Entry<'_> {
    let place = Place {
        compound: Some(told.compound),
        building: told.building,
        stairwell: told.stairwell,
        position: None,
    };
    let code: u32 = told.code.parse().expect("a code of digits");
    let category = sorted.then_some(Category { family: code / 100, code });
    Entry { id: told.id, text: &told.text, place, category, at: told.at, by: Some(told.by) }
}

fn engine_recall(told: &[Told], tuning: Tuning) -> f64 {
    let mut index = Index::new(Weights::learn(told.iter().map(|told| told.text.as_str())), tuning);
    let mut added = 0;
    recall(told, |at| {
        told[added..at].iter().for_each(|told| index.add(&as_entry(told, told.confirmed)));
        added = at;
        index.nearest(&as_entry(&told[at], told[at].chosen), 5).iter().map(|m| m.id).collect()
    })
}

#[test]
fn repeats_in_words_never_tuned_on_are_among_the_first_five() {
    let told = tellings(700, Half::Test, 20_261_123);
    let texts: Vec<&str> = told.iter().map(|told| told.text.as_str()).collect();
    let plain = Plain::new(&texts);
    let plain = recall(&told, |at| plain.nearest(at, 5));
    let engine = engine_recall(&told, Tuning::default());
    println!("recall@5 of {} tellings: plain TF-IDF {plain:.3}, engine {engine:.3}", told.len());
    assert!(engine >= 0.95 && engine >= plain, "engine {engine:.3}, plain {plain:.3}");
}

#[test]
fn what_workers_merged_in_the_demo_street_is_found_among_what_was_open() {
    let (mut by_engine, mut by_plain, mut merged) = (0, 0, 0);
    for seed in 1..=4 {
        let world = linju_demo::world(seed, "2026-11-23".parse().expect("a day"));
        for (at, asked) in world.stream.iter().enumerate() {
            let into = asked.steps.iter().find_map(|step| match step.what {
                linju_demo::What::Merge { into } => Some(into),
                _ => None,
            });
            let Some(into) = into else { continue };
            let over = |n: usize| world.stream[n].steps.last().is_some_and(|step| step.at < asked.at);
            let open: Vec<usize> = (0..at).filter(|n| *n == into || !over(*n)).collect();
            let texts: Vec<&str> =
                open.iter().chain([&at]).map(|n| world.stream[*n].words.as_str()).collect();
            let plain = Plain::new(&texts).nearest(open.len(), 5);
            let mut index = Index::new(Weights::learn(texts), Tuning::default());
            open.iter().for_each(|n| index.add(&demo_entry(&world, *n)));
            let found = ids(&index.nearest(&demo_entry(&world, at), 5));
            merged += 1;
            by_engine += usize::from(found.contains(&(into as u64)));
            by_plain += usize::from(plain.iter().any(|n| open[*n as usize - 1] == into));
        }
    }
    println!("of {merged} merged, found among the first five: plain TF-IDF {by_plain}, engine {by_engine}");
    assert!(merged >= 20);
    assert!(by_engine >= by_plain && by_engine * 20 >= merged * 19, "{by_engine} and {by_plain} of {merged}");
}

/// A request of the demo, its place by the parts of the path.
fn demo_entry(world: &linju_demo::World, at: usize) -> Entry<'_> {
    let request = &world.stream[at];
    let up = |kind: linju_demo::PlaceKind| {
        let chain = std::iter::successors(Some(request.place), |place| world.place(*place).parent);
        chain.into_iter().find(|place| world.place(*place).kind == kind).map(|place| place.0 as u64)
    };
    let code: u32 = request.category.parse().expect("a code of digits");
    Entry {
        id: at as u64,
        text: &request.words,
        place: Place {
            compound: up(linju_demo::PlaceKind::Compound),
            building: up(linju_demo::PlaceKind::Building),
            stairwell: up(linju_demo::PlaceKind::Stairwell),
            position: None,
        },
        category: Some(Category { family: code / 100, code }),
        at: request.at.0,
        by: None,
    }
}

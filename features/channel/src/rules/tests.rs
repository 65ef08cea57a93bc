use super::pace::{LONGEST, Quiet, pause_after};
use super::text::{bundle, clip};
use super::*;
use linju_kernel::lifecycle::Coded;
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Ts};
use proptest::prelude::*;

fn at(day: &str, minute: i64) -> Ts {
    day.parse::<Day>().expect("a day").start(&shanghai()).plus_minutes(minute)
}

#[test]
fn at_night_nothing_is_sent_that_can_wait() {
    let zone = shanghai();
    let eight = at("2026-11-24", 8 * 60);
    assert_eq!(Quiet::USUAL.after(at("2026-11-23", 22 * 60 + 30), &zone), eight);
    assert_eq!(Quiet::USUAL.after(at("2026-11-24", 7 * 60 + 59), &zone), eight);
    assert_eq!(Quiet::USUAL.after(eight, &zone), eight);
    let noon = at("2026-11-24", 12 * 60);
    assert_eq!(Quiet::USUAL.after(noon, &zone), noon);
    assert_eq!(Quiet { from: 0, to: 0 }.after(at("2026-11-24", 0), &zone), at("2026-11-24", 0));
    let nap = Quiet { from: 12 * 60, to: 14 * 60 };
    assert_eq!(nap.after(noon, &zone), at("2026-11-24", 14 * 60));
}

#[test]
fn what_may_have_arrived_is_sent_again_by_a_person_only() {
    for state in [State::Sent, State::Unsure, State::Failed, State::ByHand] {
        assert!(LIFE.verbs(state, &[Part::Machine]).is_empty(), "{state:?} is left alone by the platform");
    }
    assert_eq!(LIFE.step(State::Unsure, Verb::Again, &[Part::Desk]), Ok(State::Waiting));
    assert!(LIFE.step(State::Sent, Verb::Again, &[Part::Desk]).is_err());
}

#[test]
fn every_state_is_reached_from_the_first() {
    let mut reached = vec![State::Waiting];
    for _ in State::ALL {
        for edge in LIFE.edges {
            let from_here = edge.from.iter().any(|from| reached.contains(from));
            reached.extend(edge.to.filter(|_| from_here));
        }
    }
    assert!(State::ALL.iter().all(|state| reached.contains(state)));
}

#[test]
fn the_document_shows_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/delivery-lifecycle.md");
    let shown = format!(
        "# The life of a delivery\n\nDrawn from `features/channel/src/rules/mod.rs` by its tests; `LINJU_BLESS=1` draws it \
         again.\n\nWhat may have arrived is never sent again by the platform: the answer was lost, and only a person \
         may say whether to send it once more.\n\n```mermaid\n{}```\n",
        LIFE.mermaid()
    );
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, &shown).expect("the document can be written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), shown, "LINJU_BLESS=1 draws it again");
}

proptest! {
    #[test]
    fn a_bundle_fits_and_takes_the_first_lines(lines in prop::collection::vec("[a-z一-龥]{1,40}", 1..12), most in 8usize..200) {
        let (text, taken) = bundle(lines.iter().map(String::as_str), most);
        prop_assert!(text.len() <= most);
        prop_assert!(taken >= 1 && taken <= lines.len());
        if lines[0].len() <= most {
            prop_assert_eq!(text, lines[..taken].join("\n"));
        }
    }

    #[test]
    fn a_clipped_text_is_never_longer(text in "\\PC{0,80}", most in 1usize..60) {
        let clipped = clip(&text, most);
        prop_assert!(clipped.chars().count() <= most);
        prop_assert!(clipped == text || clipped.ends_with('…'));
    }

    #[test]
    fn quiet_hours_end(from in 0i64..1440, to in 0i64..1440, minute in 0i64..10_000) {
        let zone = shanghai();
        let quiet = Quiet { from, to };
        let begun = at("2026-11-23", 0).plus_ms(minute * 37_003);
        let later = quiet.after(begun, &zone);
        prop_assert!(later >= begun && later <= begun.plus_minutes(1_440));
        prop_assert_eq!(quiet.after(later, &zone), later);
    }

    #[test]
    fn pauses_grow_and_trying_ends(tries in 0i64..200) {
        prop_assert!(pause_after(tries) <= pause_after(tries + 1));
        prop_assert_eq!(Said::Later(String::new()).verb(LONGEST), Verb::Refuse);
    }
}

//! Owners' votes, as 民法典 278 has them counted.

use linju_tally::majority::{Asked, Condition};
use linju_tally::owners::{
    Aside, Ballot, Choice, CoOwners, Decision, Electorate, Error, Holder, Matter, Measure, Part, Procedure,
    Silence, Voice, area, decide, sheet,
};
use proptest::prelude::*;

fn part(id: &str, area: u64, owner: &str) -> Part {
    Part {
        id: id.into(),
        building: "1".into(),
        area,
        holder: Holder::Owners([owner.to_owned()].into()),
        served: true,
    }
}

fn ballot(part: &str, choice: Choice) -> Ballot {
    Ballot { part: part.into(), choice, voice: Voice::Owner }
}

fn count(matter: Matter, roll: &[Part], ballots: &[Ballot]) -> Decision {
    decide(matter, &Electorate::All, Procedure::default(), roll, ballots).expect("countable")
}

/// `homes` homes of one size and owner each; `yes` and `no` of them answer.
fn street(homes: usize, yes: usize, no: usize) -> (Vec<Part>, Vec<Ballot>) {
    let roll = (0..homes).map(|at| part(&at.to_string(), 5_000, &format!("owner {at}"))).collect();
    let choice = |at| if at < yes { Choice::Yes } else { Choice::No };
    (roll, (0..yes + no).map(|at| ballot(&at.to_string(), choice(at))).collect())
}

fn line(decision: &Decision, asked: Asked) -> Condition {
    *decision.conditions.iter().find(|condition| condition.asked == asked).expect("one of four")
}

#[test]
fn of_2149_households_1433_are_two_thirds_and_1432_are_not() {
    let (roll, ballots) = street(2149, 1433, 0);
    assert!(count(Matter::UseFund, &roll, &ballots).adopted);
    let short = count(Matter::UseFund, &roll, &ballots[1..]);
    let heads = line(&short, Asked::ParticipationByHeads);
    assert_eq!((short.adopted, heads.have, heads.least, heads.lacking), (false, 1432, 1433, 1));
    assert_eq!((heads.article.law, heads.article.article), ("民法典", "278(2)"));
}

#[test]
fn half_is_not_more_than_half_and_three_quarters_include_the_number() {
    let (roll, ballots) = street(300, 100, 100);
    assert!(!count(Matter::Manager, &roll, &ballots).adopted);
    let (roll, ballots) = street(300, 101, 100);
    assert!(count(Matter::Manager, &roll, &ballots).adopted);
    let (roll, ballots) = street(300, 150, 50);
    assert!(count(Matter::RaiseFund, &roll, &ballots).adopted);
    let (roll, ballots) = street(300, 149, 51);
    assert!(!count(Matter::RaiseFund, &roll, &ballots).adopted);
}

#[test]
fn three_matters_ask_three_quarters() {
    let (roll, ballots) = street(10, 6, 4);
    let adopted: Vec<bool> = (1..=9)
        .map(|number| count(Matter::numbered(number).expect("nine matters"), &roll, &ballots).adopted)
        .collect();
    assert_eq!(adopted, [true, true, true, true, true, false, false, false, true]);
    assert_eq!((Matter::numbered(0), Matter::numbered(10)), (None, None));
}

#[test]
fn a_hundredth_of_a_square_metre_decides() {
    let of = |large: u64| {
        let roll = [part("a", large, "A"), part("b", 3_333, "B"), part("c", 3_334, "C")];
        count(Matter::Other, &roll, &[ballot("a", Choice::Yes), ballot("b", Choice::Yes)])
    };
    let enough = of(3_335);
    assert!(enough.adopted, "66.68 of 100.02 m² is two thirds exactly");
    let short = of(3_334);
    let by_area = line(&short, Asked::ParticipationByArea);
    assert_eq!((short.adopted, by_area.have, by_area.least), (false, 6_667, 6_668));
}

/// The stairwell that wants a lift: nine of eleven homes agree, but the shop below holds much of the area.
#[test]
fn a_lift_passes_by_heads_and_fails_by_area() {
    let mut roll: Vec<Part> = (0..11).map(|at| part(&at.to_string(), 5_500, &at.to_string())).collect();
    roll.push(part("shop", 24_000, "shop"));
    let mut ballots: Vec<Ballot> = (0..9).map(|at| ballot(&at.to_string(), Choice::Yes)).collect();
    ballots.push(ballot("shop", Choice::No));
    let decision = count(Matter::Rebuild, &roll, &ballots);
    assert!(!decision.adopted);
    assert!(line(&decision, Asked::ApprovalByHeads).reached);
    let by_area = line(&decision, Asked::ApprovalByArea);
    assert_eq!(
        (by_area.have, by_area.whole, by_area.least, by_area.lacking),
        (49_500, 73_500, 55_125, 5_625)
    );
}

#[test]
fn the_developers_parts_are_one_head_and_so_are_one_buyers() {
    let developers = |id: &str| Part { holder: Holder::Developer, ..part(id, 9_000, "") };
    let couple =
        |id: &str| Part { holder: Holder::Owners(["A".into(), "B".into()].into()), ..part(id, 8_000, "") };
    let roll = [developers("d1"), developers("d2"), couple("c1"), couple("c2"), part("e", 7_000, "A")];
    let decision = count(Matter::Other, &roll, &[ballot("d1", Choice::Yes), ballot("c1", Choice::No)]);
    assert_eq!(
        decision.whole,
        Measure { area: 41_000, heads: 3 },
        "the couple and one of them alone are two heads"
    );
    assert_eq!(decision.cast, Measure { area: 17_000, heads: 2 });
    assert_eq!(decision.yes, Measure { area: 9_000, heads: 1 });
}

#[test]
fn one_head_that_says_two_things_abstains_and_is_named() {
    let roll = [part("a1", 6_000, "A"), part("a2", 4_000, "A"), part("b", 5_000, "B")];
    let decision = count(Matter::Other, &roll, &[ballot("a1", Choice::Yes), ballot("a2", Choice::No)]);
    assert_eq!(decision.yes, Measure { area: 6_000, heads: 0 });
    assert_eq!(decision.no, Measure { area: 4_000, heads: 0 });
    assert_eq!((decision.abstain.heads, decision.cast.heads), (1, 1));
    assert_eq!(decision.divided, ["a1"]);
}

#[test]
fn co_owners_have_one_ballot_and_must_agree_on_it() {
    let roll = [part("a", 5_000, "A"), part("b", 5_000, "B")];
    let differ = [ballot("a", Choice::Yes), ballot("a", Choice::No), ballot("b", Choice::Yes)];
    let decision = count(Matter::Other, &roll, &differ);
    assert_eq!((decision.cast.heads, decision.aside), (1, vec![("a".into(), Aside::CoOwnersDiffer)]));
    let agree = [ballot("a", Choice::Yes), ballot("a", Choice::Yes), ballot("b", Choice::Yes)];
    assert_eq!(count(Matter::Other, &roll, &agree).yes, Measure { area: 10_000, heads: 2 });
    let written = Procedure { co_owners: CoOwners::Abstain, ..Procedure::default() };
    let decision = decide(Matter::Other, &Electorate::All, written, &roll, &differ).expect("countable");
    assert_eq!((decision.cast.heads, decision.abstain.heads), (2, 1));
}

#[test]
fn abstaining_takes_part_and_is_not_agreeing() {
    let (roll, mut ballots) = street(3, 1, 0);
    ballots.push(ballot("1", Choice::Abstain));
    let decision = count(Matter::Other, &roll, &ballots);
    assert!(line(&decision, Asked::ParticipationByHeads).reached);
    assert!(!line(&decision, Asked::ApprovalByHeads).reached);
}

#[test]
fn a_proxy_needs_it_in_writing() {
    let (roll, _) = street(2, 0, 0);
    let proxy = |written| Ballot { voice: Voice::Proxy { written }, ..ballot("0", Choice::Yes) };
    assert_eq!(count(Matter::Other, &roll, &[proxy(true)]).yes.heads, 1);
    let refused = count(Matter::Other, &roll, &[proxy(false)]);
    assert_eq!((refused.cast.heads, refused.aside), (0, vec![("0".into(), Aside::NoWrittenAuthority)]));
}

#[test]
fn silence_counts_only_where_the_owners_wrote_so_and_only_if_served() {
    let (mut roll, ballots) = street(10, 4, 1);
    roll[9].served = false;
    assert!(!count(Matter::Other, &roll, &ballots).adopted);
    let written = Procedure { silence: Silence::WithMajority, ..Procedure::default() };
    let decision = decide(Matter::Other, &Electorate::All, written, &roll, &ballots).expect("countable");
    assert_eq!(decision.joined, Some((Choice::Yes, Measure { area: 20_000, heads: 4 })));
    assert_eq!((decision.adopted, decision.cast.heads), (true, 9));
    let (roll, even) = street(10, 2, 2);
    let decision = decide(Matter::Other, &Electorate::All, written, &roll, &even).expect("countable");
    assert_eq!((decision.joined, decision.cast.heads), (None, 4), "nothing leads, nobody follows");
}

#[test]
fn a_buildings_own_matter_is_decided_in_it() {
    let (mut roll, mut ballots) = street(6, 3, 0);
    roll[3..].iter_mut().for_each(|part| part.building = "2".into());
    ballots.push(ballot("5", Choice::No));
    ballots.push(ballot("nowhere", Choice::No));
    let first = Electorate::Building("1".into());
    let decision = decide(Matter::UseFund, &first, Procedure::default(), &roll, &ballots).expect("countable");
    assert!(decision.adopted && decision.whole.heads == 3);
    let aside = vec![("5".into(), Aside::OutsideElectorate), ("nowhere".into(), Aside::NoSuchPart)];
    assert_eq!(decision.aside, aside);
}

#[test]
fn nobody_decides_nothing() {
    assert!(!count(Matter::Other, &[], &[]).adopted);
    let (roll, _) = street(3, 0, 0);
    assert!(!count(Matter::Other, &roll, &[]).adopted);
}

#[test]
fn the_area_is_as_registered_else_as_surveyed_else_as_sold() {
    assert_eq!(area(Some(1), Some(2), Some(3)), Some(1));
    assert_eq!(area(None, Some(2), Some(3)), Some(2));
    assert_eq!((area(None, None, Some(3)), area(None, None, None)), (Some(3), None));
}

#[test]
fn a_roll_that_cannot_be_is_refused() {
    let decide =
        |roll: &[Part]| decide(Matter::Other, &Electorate::All, Procedure::default(), roll, &[]).err();
    assert_eq!(decide(&[part("a", 1, "A"), part("a", 1, "B")]), Some(Error::PartTwice("a".into())));
    let nobody = Part { holder: Holder::Owners([].into()), ..part("a", 1, "") };
    assert_eq!(decide(&[nobody]), Some(Error::NoOwner("a".into())));
    assert_eq!(decide(&[part("a", u64::MAX, "A"), part("b", 1, "B")]), Some(Error::TooLarge));
}

const SHEET: &str = "\u{feff}part,building,area,holder,vote,proxy,served
101,1,89.35,张三+李四,同意,,
101,1,89.35,张三+李四,反对,,
102,1,60.5,王五,yes,书面,是
103,1,70,建设单位,,,否
";

#[test]
fn a_sheet_says_who_owns_and_who_voted() {
    let sheet = sheet::read(SHEET).expect("well-formed");
    assert_eq!(sheet.roll.iter().map(|part| part.area).collect::<Vec<_>>(), [8_935, 6_050, 7_000]);
    assert_eq!(sheet.roll[0].holder, Holder::Owners(["张三".into(), "李四".into()].into()));
    assert_eq!((sheet.roll[2].holder.clone(), sheet.roll[2].served), (Holder::Developer, false));
    assert_eq!(sheet.ballots.len(), 3);
    assert_eq!(sheet.ballots[2].voice, Voice::Proxy { written: true });
    let decision = count(Matter::Other, &sheet.roll, &sheet.ballots);
    assert_eq!((decision.cast.heads, decision.aside[0].1), (1, Aside::CoOwnersDiffer));
}

#[test]
fn a_faulty_sheet_says_where() {
    let fault = |text: &str| sheet::read(text).expect_err("a fault").to_string();
    assert_eq!(fault("part,area,vote\n"), "line 1, column holder: this column is missing");
    let head = "part,area,holder,vote\n";
    let area = fault(&format!("{head}1,50,A,\n2,50.555,A,\n"));
    assert_eq!(area, "line 3, column area: \"50.555\" is no area in square metres with up to two decimals");
    assert!(fault(&format!("{head}1,50,A,maybe\n")).starts_with("line 2, column vote: \"maybe\" is none of"));
    assert!(fault(&format!("{head}1,50,,yes\n")).ends_with("column holder: nothing is written here"));
    assert!(
        fault(&format!("{head}1,50,A,yes\n1,51,A,yes\n")).starts_with("line 3, column part: an earlier line")
    );
}

fn votes() -> impl Strategy<Value = (Vec<Part>, Vec<Option<Choice>>)> {
    let choice =
        prop_oneof![Just(None), Just(Some(Choice::Yes)), Just(Some(Choice::No)), Just(Some(Choice::Abstain))];
    let home = (1u64..12_000, 0u8..8, choice);
    proptest::collection::vec(home, 1..16).prop_map(|homes| {
        let roll = homes.iter().enumerate().map(|(at, (area, owner, _))| {
            let holder = match owner {
                0 => Holder::Developer,
                owner => Holder::Owners([owner.to_string()].into()),
            };
            Part { holder, ..part(&at.to_string(), *area, "") }
        });
        (roll.collect(), homes.iter().map(|(_, _, choice)| *choice).collect())
    })
}

fn cast(choices: &[Option<Choice>]) -> Vec<Ballot> {
    let cast =
        choices.iter().enumerate().filter_map(|(at, choice)| Some(ballot(&at.to_string(), (*choice)?)));
    cast.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// A home that turns to yes, from whatever it said or did not say, never undoes an adoption.
    #[test]
    fn one_more_yes_never_hurts((roll, choices) in votes(), at in 0usize..16, number in 1u8..10) {
        let matter = Matter::numbered(number).expect("nine matters");
        let mut more = choices.clone();
        more[at % roll.len()] = Some(Choice::Yes);
        if count(matter, &roll, &cast(&choices)).adopted {
            prop_assert!(count(matter, &roll, &cast(&more)).adopted);
        }
    }

    #[test]
    fn the_order_of_homes_and_ballots_does_not_matter(
        (roll, choices, shuffled, ballots) in votes().prop_flat_map(|(roll, choices)| {
            let ballots = Just(cast(&choices)).prop_shuffle();
            (Just(roll.clone()), Just(choices), Just(roll).prop_shuffle(), ballots)
        }),
    ) {
        prop_assert_eq!(count(Matter::Other, &roll, &cast(&choices)), count(Matter::Other, &shuffled, &ballots));
    }

    /// What is reached is reached by the law's own products, and what is lacking would have reached it.
    #[test]
    fn every_line_is_exact((roll, choices) in votes(), number in 1u8..10) {
        let matter = Matter::numbered(number).expect("nine matters");
        let decision = count(matter, &roll, &cast(&choices));
        for condition in decision.conditions {
            let (have, whole) = (u128::from(condition.have), u128::from(condition.whole));
            let law = match (condition.asked, matter) {
                (Asked::ParticipationByArea | Asked::ParticipationByHeads, _) => 3 * have >= 2 * whole,
                (_, Matter::RaiseFund | Matter::Rebuild | Matter::CommonParts) => 4 * have >= 3 * whole,
                _ => 2 * have > whole,
            };
            prop_assert_eq!(condition.reached, law && whole > 0);
            prop_assert_eq!(condition.lacking == 0, condition.reached);
        }
        let Decision { cast, yes, no, abstain, whole, .. } = decision;
        prop_assert_eq!(yes.area + no.area + abstain.area, cast.area);
        prop_assert_eq!(yes.heads + no.heads + abstain.heads, cast.heads);
        prop_assert!(cast.area <= whole.area && cast.heads <= whole.heads);
    }
}

//! What must hold of the demo world, whatever the seed.

use crate::life::limit;
use crate::*;
use linju_kernel::{Day, Ts};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const JIUGENG: AreaRef = AreaRef(1);

/// The categories of the taxonomy's core set.
const CORE: &str = "0101 0102 0103 0104 0105 0107 0201 0202 0203 0204 0205 0301 0302 0303 0304 0305 0401 0402 \
    0403 0404 0405 0406 0407 0408 0501 0505 0507 0508 0601 0602 0604 0701 0702 0704 0801 0802 0804 0805 0806 \
    0901 0903 0904 0905 1001 1002 1003 1004 1005 1006 1007 1101 1102 1104 1201 1202 1203 1301 1302 1401 1403 1404";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Several seeds and days: a Monday, New Year's Day, a leap day.
static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| {
    [(1, "2026-11-23"), (7, "2027-01-01"), (42, "2028-02-29")].map(|(s, d)| world(s, day(d))).into()
});

fn age(world: &World, person: &Person) -> i16 {
    person.born.age_on(world.today)
}

fn living(world: &World, area: AreaRef) -> impl Iterator<Item = &Person> {
    world.persons.iter().filter(move |p| p.area == area && p.residence.lives_here())
}

fn under(world: &World, place: PlaceRef, root: &str) -> bool {
    let path = &world.place(place).path;
    world.places.iter().any(|p| p.spoken == root && linju_kernel::path::within(path, &p.path))
}

fn all_requests(world: &World) -> impl Iterator<Item = &Request> {
    world.stream.iter().chain(world.stories.iter().flat_map(|story| &story.requests))
}

#[test]
fn jiugeng_counts_exactly_as_its_article() {
    for world in WORLDS.iter() {
        let of_it = |h: &&Household| h.area == JIUGENG;
        assert_eq!(world.households.iter().filter(of_it).count(), 2149);
        assert_eq!(
            world.households.iter().filter(of_it).filter(|h| under(world, h.room, "久耕小区")).count(),
            1206
        );
        assert_eq!(living(world, JIUGENG).count(), 4195);
        assert_eq!(living(world, JIUGENG).filter(|p| age(world, p) >= 80).count(), 385);
        let elders = living(world, JIUGENG).filter(|p| age(world, p) >= 60).count();
        assert_eq!((elders * 100 + 4195 / 2) / 4195, 46);
        for (area, households) in [(0, 300), (2, 400)] {
            assert_eq!(world.households.iter().filter(|h| h.area == AreaRef(area)).count(), households);
        }
    }
}

#[test]
fn every_household_is_lived_in_and_no_room_holds_two() {
    for world in WORLDS.iter() {
        let mut rooms = BTreeSet::new();
        for household in &world.households {
            assert!(household.members.iter().any(|m| world.person(*m).residence.lives_here()));
            assert!(household.members.iter().all(|m| world.person(*m).room == household.room));
            assert!(rooms.insert(household.room));
        }
    }
}

#[test]
fn the_elders_of_the_story_live_alone_at_their_ages() {
    for world in WORLDS.iter() {
        for (name, years, door) in [("刘德康", 72, "3号楼202室"), ("周桂珍", 85, "5号楼601室")] {
            let person = living(world, JIUGENG).find(|p| p.name == name).unwrap();
            assert_eq!(age(world, person), years);
            assert_eq!(world.place(person.room).spoken, door);
            assert_eq!(world.kind_of(world.household(person.household.unwrap())), HouseholdKind::LoneElder);
        }
        let kinds = world.households.iter().filter(|h| h.area == JIUGENG).map(|h| world.kind_of(h));
        let alone = kinds.filter(|k| matches!(k, HouseholdKind::LoneElder | HouseholdKind::AllElder));
        assert!(alone.count() >= 130);
    }
}

#[test]
fn the_retrofits_are_homes_of_lone_or_all_elder_households() {
    for world in WORLDS.iter() {
        let retrofits: Vec<&Retrofit> = world.stories.iter().flat_map(|s| &s.retrofits).collect();
        let homes: BTreeSet<_> = retrofits.iter().map(|r| r.household).collect();
        assert!(homes.len() > 130 && homes.len() < 140 && homes.len() == retrofits.len());
        for home in homes {
            let kind = world.kind_of(world.household(home));
            assert!(matches!(kind, HouseholdKind::LoneElder | HouseholdKind::AllElder));
        }
        assert!(
            retrofits.iter().any(|r| world.person(world.household(r.household).members[0]).name == "刘德康")
        );
    }
}

#[test]
fn the_same_seed_makes_the_same_world_and_another_does_not() {
    let again = world(1, day("2026-11-23"));
    assert!(again == WORLDS[0]);
    assert!(world(2, day("2026-11-23")).persons != again.persons);
}

#[test]
fn every_phone_is_from_the_fictional_ranges_and_no_two_share_a_mobile() {
    assert!(!is_fictional("13812345678") && !is_fictional("021-55550128") && !is_fictional("1380000567x"));
    for world in WORLDS.iter() {
        let mut mobiles: Vec<&str> = world.persons.iter().filter_map(|p| p.mobile.as_deref()).collect();
        mobiles.extend(world.staff.iter().map(|a| a.phone.as_str()));
        let landlines = world.persons.iter().filter_map(|p| p.landline.as_deref());
        let offices = world.orgs.iter().map(|o| o.phone.as_str()).chain(world.areas.iter().map(|a| a.phone));
        let contacts = world.contacts.iter().map(|c| c.phone.as_str());
        for phone in mobiles.iter().copied().chain(landlines).chain(offices).chain(contacts) {
            assert!(is_fictional(phone), "{phone}");
            assert_eq!(linju_kernel::personal::normalise_phone(phone).as_deref(), Some(phone));
        }
        assert_eq!(mobiles.iter().collect::<BTreeSet<_>>().len(), mobiles.len());
        for text in all_requests(world).map(|r| &r.words) {
            assert!(linju_kernel::personal::phones_in(text).is_empty(), "{text}");
        }
    }
}

#[test]
fn doors_are_unique_in_their_area_and_parents_come_first() {
    for world in WORLDS.iter() {
        let mut doors = BTreeSet::new();
        for (n, place) in world.places.iter().enumerate() {
            assert!(place.parent.is_none_or(|parent| parent.0 < n));
            if let Some(door) = &place.door {
                assert!(door.len() == 4 && doors.insert((place.area, door)), "{door}");
            }
        }
        let garages = world.places.iter().filter(|p| p.kind == PlaceKind::BikeGarage);
        assert_eq!(garages.filter(|p| p.area == Some(JIUGENG)).count(), 4);
    }
}

#[test]
fn one_area_has_no_owners_committee_but_public_housing_and_one_cell_no_worker() {
    let world = &WORLDS[0];
    let has = |area, kind| world.orgs.iter().any(|o| o.area == Some(AreaRef(area)) && o.kind == kind);
    assert_eq!([0, 1, 2].map(|area| has(area, OrgKind::OwnersCommittee)), [true, false, true]);
    assert!(has(1, OrgKind::HousingUnit));
    let lessees =
        world.roles.iter().filter(|r| r.kind == RoleKind::Lessee && world.person(r.person).area == JIUGENG);
    assert_eq!(lessees.count(), 150);
    let bare: Vec<_> = world.grids.iter().filter(|g| g.worker.is_none()).collect();
    assert_eq!(bare.len(), 1);
    let chen = world.staff.iter().find(|a| a.name == "陈晓雯").unwrap();
    assert_eq!(chen.looks_after.len(), 16);
}

#[test]
fn every_stairwell_has_one_steward_who_lives_in_it() {
    for world in WORLDS.iter() {
        let mut seen = BTreeSet::new();
        for role in world.roles.iter().filter(|r| r.kind == RoleKind::Steward) {
            assert!(seen.insert(role.place));
            assert_eq!(world.place(world.person(role.person).room).parent, Some(role.place));
        }
        let stairwells = world.places.iter().filter(|p| p.kind == PlaceKind::Stairwell).count();
        assert!(seen.len() * 100 >= stairwells * 95, "{} of {stairwells}", seen.len());
    }
}

#[test]
fn the_words_cover_the_taxonomy_and_are_many_and_short() {
    let groups = words::groups();
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    let mut distinct = BTreeSet::new();
    for group in &groups {
        *by_code.entry(group.code).or_default() += group.words.len();
        assert!(
            (0..group.words.len()).all(|n| !group.replies_to(n).is_empty()) && group.weight > 0,
            "{}",
            group.code
        );
        for text in &group.words {
            assert!(distinct.insert(*text), "said twice: {text}");
        }
    }
    assert_eq!(by_code.len(), 81);
    for code in CORE.split_whitespace() {
        assert!(by_code[code] >= 2, "{code}");
    }
    assert!(distinct.len() >= 250);
}

#[test]
fn what_people_say_is_spoken_and_short() {
    for world in WORLDS.iter() {
        for request in all_requests(world) {
            let length = request.words.chars().count();
            assert!((8..=60).contains(&length), "{length}: {}", request.words);
            assert!(!request.words.contains(['{', '}']) && !request.title.contains(['{', '}']));
            for name in [&request.title, &request.words] {
                assert!(!name.contains("诉求") && !name.contains("上报"), "{name}");
            }
        }
    }
}

#[test]
fn a_year_of_requests_lies_before_today_and_runs_in_order() {
    for world in WORLDS.iter() {
        for (area, year) in [(0, 250), (1, 900), (2, 300)] {
            assert_eq!(world.stream.iter().filter(|r| r.area == AreaRef(area)).count(), year);
        }
        for request in all_requests(world) {
            let times: Vec<Ts> =
                std::iter::once(request.at).chain(request.steps.iter().map(|s| s.at)).collect();
            assert!(times.is_sorted(), "{request:?}");
            assert!(times.last().is_some_and(|last| *last < world.now), "{request:?}");
        }
        let codes: BTreeSet<_> = world.stream.iter().map(|r| r.category).collect();
        assert!(codes.len() >= 75, "{}", codes.len());
    }
}

#[test]
fn thirty_eight_are_open_in_jiugeng_and_every_state_stands_somewhere() {
    for world in WORLDS.iter() {
        let open: Vec<&Request> = all_requests(world).filter(|r| r.area == JIUGENG && r.is_open()).collect();
        assert_eq!(open.len(), 38);
        let last =
            |fits: fn(&What) -> bool| open.iter().any(|r| r.steps.last().is_some_and(|s| fits(&s.what)));
        assert!(open.iter().any(|r| r.steps.is_empty()));
        assert!(last(|w| matches!(w, What::Triage)) && last(|w| matches!(w, What::Dispatch { .. })));
        assert!(last(|w| matches!(w, What::Return { .. })) && last(|w| matches!(w, What::Wait { .. })));
        assert!(last(|w| matches!(w, What::Extend { .. })) && last(|w| matches!(w, What::Handle { .. })));
        assert!(last(|w| matches!(w, What::Reopen { .. })) && last(|w| matches!(w, What::Contact { .. })));
    }
}

#[test]
fn the_year_went_about_as_such_years_go() {
    for world in WORLDS.iter() {
        let groups = words::groups();
        let closed: Vec<&Request> =
            world.stream.iter().filter(|r| !r.is_open() && r.outcome().is_some()).collect();
        let share =
            |fits: &dyn Fn(&Request) -> bool| closed.iter().filter(|r| fits(r)).count() * 1000 / closed.len();
        let has = |r: &Request, fits: fn(&What) -> bool| r.steps.iter().any(|s| fits(&s.what));
        let reopened = share(&|r| has(r, |w| matches!(w, What::Reopen { .. })));
        assert!((50..=110).contains(&reopened), "reopened {reopened}‰");
        let impossible = share(&|r| r.outcome() == Some(Outcome::CannotBeSolved));
        assert!((30..=70).contains(&impossible), "impossible {impossible}‰");
        let late = share(&|r| {
            let class = groups.iter().find(|g| g.code == r.category).unwrap().class;
            let paused = has(r, |w| matches!(w, What::Wait { .. } | What::Extend { .. }));
            !paused && r.handled_at().unwrap() > life::after(class, r.at, limit(class))
        });
        assert!((50..=130).contains(&late), "late {late}‰");
        let asked = |r: &&Request| has(r, |w| matches!(w, What::FollowUp { solved: Some(_), .. }));
        let reached = closed.iter().copied().filter(asked).count();
        let content = |r: &Request| {
            has(r, |w| matches!(w, What::FollowUp { satisfaction: Some(Satisfaction::Satisfied), .. }))
        };
        let content = closed.iter().filter(|r| content(r)).count() * 100 / reached;
        assert!((70..=88).contains(&content), "content {content}%");
    }
}

/// The state after `what`, if a case may go that way from `state`.
fn next(state: &'static str, what: &What) -> Option<&'static str> {
    Some(match (state, what) {
        ("received", What::Triage) => "triaged",
        ("received", What::Withdraw) => "withdrawn",
        ("triaged", What::Decline { .. } | What::Redirect { .. } | What::Merge { .. }) => "ended",
        ("triaged", What::Dispatch { .. }) => "dispatched",
        ("dispatched", What::Return { .. }) => "received",
        ("dispatched" | "reopened", What::Acknowledge) => "acknowledged",
        ("acknowledged", What::Contact { .. }) => "handling",
        ("handling", What::Wait { .. }) => "waiting",
        ("waiting", What::Resume) => "handling",
        ("handling", What::Extend { .. } | What::Nudge | What::Dissuade { .. }) => state,
        ("handling", What::HearSide { .. } | What::Agree { .. }) => state,
        ("handling", What::Handle { .. }) => "handled",
        ("handled", What::Verify { .. }) => "verified",
        ("handled" | "verified" | "followed_up", What::FollowUp { .. }) => "followed_up",
        ("handled" | "verified" | "followed_up", What::Close { .. }) => "closed",
        ("followed_up", What::Reopen { .. }) => "reopened",
        _ => return None,
    })
}

#[test]
fn every_life_goes_only_where_a_case_may_go_and_to_parties_that_serve_the_area() {
    for world in WORLDS.iter() {
        for request in all_requests(world) {
            let mut state = "received";
            for step in &request.steps {
                let Some(after) = next(state, &step.what) else { panic!("{state} -> {:?}", step.what) };
                state = after;
                if let What::Dispatch { to } = step.what {
                    assert!(world.org(to).area.is_none_or(|area| area == request.area));
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_solved_says_why_and_what_else() {
    for request in all_requests(&WORLDS[0]) {
        for step in &request.steps {
            if let What::Handle { outcome: Outcome::CannotBeSolved, constraint, alternative, .. } = &step.what
            {
                assert!(constraint.is_some() && alternative.is_some(), "{request:?}");
            }
        }
    }
}

#[test]
fn hotline_rows_carry_their_own_numbers_and_merges_point_at_earlier_cases() {
    for world in WORLDS.iter() {
        let mut numbers = BTreeSet::new();
        for (n, request) in world.stream.iter().enumerate() {
            assert_eq!(request.hotline.is_some(), request.channel == Channel::Hotline);
            if let Some(order) = &request.hotline {
                assert!(numbers.insert(&order.number) && order.due > order.dispatched_at);
            }
            for step in &request.steps {
                if let What::Merge { into } = step.what {
                    let lead = &world.stream[into];
                    assert!(into < n && lead.area == request.area && lead.handled_at().unwrap() > step.at);
                }
            }
        }
        assert!(numbers.len() > 60);
        let leaks = world.stream.iter().filter(|r| r.cluster == Some("leak-building-3"));
        assert!(leaks.filter(|r| under(world, r.place, "3号楼")).count() >= 10);
    }
}

#[test]
fn sixty_owners_say_sixty_different_things_that_become_one_case() {
    for world in WORLDS.iter() {
        let story = world.stories.iter().find(|s| s.key == "charging-jiugeng").unwrap();
        let words: BTreeSet<_> = story.requests.iter().map(|r| &r.words).collect();
        let speakers: BTreeSet<_> = story.requests.iter().map(|r| format!("{:?}", r.by)).collect();
        assert_eq!((story.requests.len(), words.len(), speakers.len()), (60, 60, 60));
        let handled = story.requests[0].handled_at().unwrap();
        for request in &story.requests[1..] {
            let merge = request.steps.last().unwrap();
            assert_eq!(merge.what, What::Merge { into: 0 });
            assert!(merge.at < handled && request.at >= story.requests[0].at);
        }
    }
}

#[test]
fn a_dispute_names_a_neighbour_who_is_not_the_one_who_speaks() {
    for world in WORLDS.iter() {
        let disputes: Vec<&Request> = all_requests(world).filter(|r| r.category == "0805").collect();
        assert!(disputes.len() > 5);
        for request in disputes {
            let other = request.dispute.unwrap().other_party;
            assert_ne!(request.by, Requester::Person(other));
            assert_eq!(world.person(other).area, request.area);
        }
    }
}

#[test]
fn the_story_of_the_landing_lamp_stands_as_told() {
    let world = &WORLDS[0];
    let lamp = &world.stories.iter().find(|s| s.key == "landing-lamp").unwrap().requests[0];
    assert_eq!((lamp.receipt, world.place(lamp.place).spoken.as_str()), (Some(2018), "3号楼1单元"));
    let Requester::Person(person) = lamp.by else { panic!("刘爷爷 gives his name") };
    assert_eq!(world.person(person).phone(), Some("13800005678"));
    assert!(lamp.is_open());
    let hidden = &world.stories.iter().find(|s| s.key == "dispute-leak").unwrap().requests[0];
    assert_ne!(hidden.by, Requester::Person(hidden.dispute.unwrap().other_party));
}

use super::course::mermaid;
use super::piece::Opens;
use super::*;
use linju_kernel::Id;
use linju_kernel::lifecycle::Coded;
use proptest::prelude::*;

const ALL: &[Part] = &[Part::Desk, Part::Lead, Part::Street, Part::Resident];

fn project(course: Course) -> Project {
    Project { kind: Kind::Other, course, named: false, state: State::Draft }
}

fn proof(id: i64, piece: Piece, group: &str) -> Proof {
    Proof {
        id: Id(id),
        piece,
        group: group.into(),
        verdict: Some(Verdict::Yes),
        n: 80,
        m: 70,
        fen: 0,
        refers: None,
        hash: vec![1],
        answered: true,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, linju_kernel::Refusal>) -> &'static str {
    result.expect_err("it is refused").name
}

#[test]
fn every_course_is_a_part_of_the_one_order_and_asks_for_something_at_each_gate() {
    for course in Course::ALL {
        let gates = course.gates();
        assert!(gates.windows(2).all(|w| w[0].to < w[1].to), "{course:?}");
        assert!(gates.iter().all(|g| !g.needs.is_empty() && !g.to.stopped()), "{course:?}");
        assert!(!course.groups().is_empty());
    }
}

#[test]
fn every_need_can_be_fulfilled_before_its_gate() {
    for course in Course::ALL {
        let mut before = State::Draft;
        for gate in course.gates() {
            let here = Project { state: before, ..project(*course) };
            for need in gate.needs {
                let Some(piece) = need.piece() else { continue };
                assert!(here.open(piece, ALL).is_ok(), "{course:?}: {need:?} at {before:?}");
            }
            before = gate.to;
        }
    }
}

/// Everything a gate asks for, recorded one after the other, opens it: every course leads to its end.
#[test]
fn with_its_evidence_every_course_comes_to_its_end() {
    for course in Course::ALL {
        let (mut here, mut proofs, facts) = (project(*course), Vec::new(), Facts::default());
        while here.next().is_some() {
            for need in here.lacking(&proofs, &facts) {
                let Some(piece) = need.piece() else { continue };
                for n in 0..4 {
                    let id = proofs.len() as i64 + 1;
                    let watching = proofs.iter().filter(|p: &&Proof| p.piece == Piece::Supervisor);
                    let refers = watching.map(|p| p.id).cycle().nth(n);
                    let fen = 0;
                    let new = Proof { refers, fen, ..proof(id, piece, &group_of(*course, piece, n)) };
                    if here.record(&new, ALL, &proofs, &facts).is_ok() {
                        here.state = here.decided(&new);
                        proofs.push(new);
                    }
                }
            }
            if here.lacking(&proofs, &facts).is_empty() && here.next().is_some() {
                here.state = here.advance(ALL, &proofs, &facts).expect("nothing lacks");
            }
        }
        assert_eq!(Some(here.state), course.gates().last().map(|g| g.to), "{course:?}");
    }
}

#[test]
fn a_micro_venue_and_what_the_street_names_follow_the_whole_procedure() {
    for course in Course::ALL {
        let fits = |kind, named| course.fits(kind, named, 100).is_ok();
        assert_eq!(fits(Kind::Venue, false), *course == Course::Whole);
        assert_eq!(fits(Kind::Lamp, true), *course == Course::Whole);
    }
    assert_eq!(refused(Course::Small.fits(Kind::Lamp, false, 1_000_001)), "project-sum-over-course");
    assert!(Course::Small.fits(Kind::Lamp, false, 1_000_000).is_ok());
}

#[test]
fn a_group_that_was_not_heard_keeps_the_gate_shut_until_it_is_or_is_recorded_as_silent() {
    let here = Project { state: State::Surveyed, ..project(Course::Whole) };
    let mut proofs: Vec<Proof> = Course::Whole.groups()[1..]
        .iter()
        .zip(1..)
        .map(|(g, id)| proof(id, Piece::Opinion, g.code()))
        .collect();
    assert_eq!(refused(here.advance(ALL, &proofs, &Facts::default())), "project-needs-opinions");
    let silent = proof(9, Piece::Opinion, Course::Whole.groups()[0].code());
    proofs.push(Proof { verdict: Some(Verdict::Nothing), n: 0, ..silent });
    assert_eq!(here.advance(ALL, &proofs, &Facts::default()), Ok(State::Consulted));
}

#[test]
fn a_jury_is_three_seats_with_sixty_of_a_hundred_each_and_a_seat_counts_once() {
    let here = Project { state: State::Initiated, ..project(Course::Whole) };
    let score = |id, seat: &str, n| Proof { n, m: 60, ..proof(id, Piece::Score, seat) };
    let few = [score(1, "甲", 90), score(2, "甲", 90), score(3, "乙", 90)];
    assert_eq!(refused(here.advance(ALL, &few, &Facts::default())), "project-needs-jury");
    let low = [score(1, "甲", 59), score(2, "乙", 60), score(3, "丙", 60)];
    assert_eq!(refused(here.advance(ALL, &low, &Facts::default())), "project-needs-jury");
    let enough = [score(1, "甲", 60), score(2, "乙", 60), score(3, "丙", 60)];
    assert_eq!(here.advance(ALL, &enough, &Facts::default()), Ok(State::Pitched));
}

#[test]
fn a_new_version_of_a_frozen_design_opens_the_gate_again() {
    let mut proofs = vec![proof(1, Piece::Design, ""), proof(2, Piece::Approval, "")];
    let needs = Need::Frozen;
    assert!(needs.met(Course::Whole, &proofs, &Facts::default()));
    proofs.push(Proof { hash: vec![2], ..proof(3, Piece::Design, "") });
    assert!(!needs.met(Course::Whole, &proofs, &Facts::default()));
}

#[test]
fn cameras_are_agreed_only_after_residents_said_yes_to_cameras() {
    let here = Project { state: State::Consulted, ..project(Course::Micro) };
    let cameras = proof(5, Piece::CameraAgreement, "");
    let facts = Facts::default();
    assert_eq!(refused(here.record(&cameras, ALL, &[], &facts)), "project-camera-first");
    let about_the_shed = proof(1, Piece::Opinion, Group::Delegate.code());
    assert_eq!(refused(here.record(&cameras, ALL, &[about_the_shed], &facts)), "project-camera-first");
    let no = Proof { verdict: Some(Verdict::No), ..proof(2, Piece::CameraOpinion, "") };
    assert_eq!(refused(here.record(&cameras, ALL, &[no], &facts)), "project-camera-first");
    assert!(here.record(&cameras, ALL, &[proof(3, Piece::CameraOpinion, "")], &facts).is_ok());
}

#[test]
fn the_street_s_yes_waits_for_the_rest_of_its_gate_and_its_no_ends_the_project() {
    let here = Project { state: State::Deliberated, ..project(Course::Whole) };
    let (yes, facts) = (proof(9, Piece::Initiation, ""), Facts::default());
    assert_eq!(refused(here.record(&yes, ALL, &[], &facts)), "project-needs-checks");
    assert_eq!(refused(here.record(&yes, &[Part::Desk, Part::Lead], &[], &facts)), "not-yours");
    let checks: Vec<Proof> =
        Check::ALL.iter().zip(1..).map(|(c, id)| proof(id, Piece::Check, c.code())).collect();
    assert!(here.record(&yes, ALL, &checks, &facts).is_ok());
    assert_eq!(here.decided(&yes), State::Initiated);
    assert_eq!(here.decided(&Proof { verdict: Some(Verdict::No), ..yes.clone() }), State::Refused);
    let back = Proof { verdict: Some(Verdict::Returned), ..yes };
    assert_eq!(here.decided(&back), State::Deliberated);
}

#[test]
fn the_drawing_in_the_documentation_is_the_table() {
    let mut drawn = String::from(
        "# The gates of a project\n\nDrawn from the table in `features/project/src/rules/course.rs`; a test holds \
         that it still is. After a\nchange of the table: `LINJU_BLESS=1 cargo test -p linju-project --lib`.\n\n\
         A gate opens when everything named on its edge is there, and there is no other edge but two: a project can \
         be\ngiven up before its contract, and withdrawing evidence leads back before the first gate that rested \
         on it.\n",
    );
    for course in Course::ALL {
        let limit = course.limit().map_or("no limit".into(), |fen| format!("up to {} yuan", fen / 100));
        let groups: Vec<&str> = course.groups().iter().map(|g| g.code()).collect();
        drawn += &format!(
            "\n## {}\n\nCost: {limit}. Groups to hear: {}.\n\n```mermaid\n{}```\n",
            course.code(),
            groups.join(", "),
            mermaid(*course)
        );
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/project-gates.md");
    if std::env::var_os("LINJU_BLESS").is_some() {
        std::fs::write(path, &drawn).expect("the document is written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), drawn);
}

fn any_of<C: Coded + std::fmt::Debug>() -> impl Strategy<Value = C> {
    (0..C::ALL.len()).prop_map(|i| C::ALL[i])
}

/// One thing tried: record a piece, withdraw one, answer one, open the next gate, move money.
#[derive(Debug, Clone)]
enum Try {
    Record(Piece, usize, Verdict, i64),
    Useful(usize),
    Withdraw(usize),
    Answer(usize),
    Advance,
    Money(i64),
}

fn tries() -> impl Strategy<Value = Try> {
    prop_oneof![
        2 => (any_of::<Piece>(), 0usize..9, any_of::<Verdict>(), 0i64..100)
            .prop_map(|(p, g, v, n)| Try::Record(p, g, v, n)),
        6 => (0usize..9).prop_map(Try::Useful),
        1 => (0usize..60).prop_map(Try::Withdraw),
        2 => (0usize..60).prop_map(Try::Answer),
        4 => Just(Try::Advance),
        1 => (0i64..200).prop_map(Try::Money),
    ]
}

/// A group for a piece, chosen by number.
fn group_of(course: Course, piece: Piece, n: usize) -> String {
    let code = match piece.asks().group {
        Some(Listed::Check) => Check::ALL[n % 3].code(),
        Some(Listed::Group) => course.groups()[n % course.groups().len()].code(),
        Some(Listed::Squad) => Squad::ALL[n % 3].code(),
        Some(Listed::Forum) => Forum::ALL[n % 2].code(),
        Some(Listed::Seat) => ["甲", "乙", "丙", "丁"][n % 4],
        None => "",
    };
    code.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever anybody tries in whatever order: every gate up to where a project stands is held open by evidence
    /// that counts, and nothing skips one.
    #[test]
    fn no_way_leads_past_a_gate_without_its_evidence(
        course in any_of::<Course>(),
        tries in proptest::collection::vec(tries(), 20..220),
    ) {
        let mut here = project(course);
        let mut proofs: Vec<Proof> = Vec::new();
        let mut facts = Facts::default();
        let mut next_id = 1;
        for one in tries {
            match one {
                Try::Record(..) | Try::Useful(_) => {
                    let (piece, g, verdict, n) = match one {
                        Try::Record(p, g, v, n) => (p, g, v, n),
                        Try::Useful(g) => {
                            let lacking = here.lacking(&proofs, &facts);
                            let Some(piece) = lacking.get(g % lacking.len().max(1)).and_then(|n| n.piece()) else {
                                continue;
                            };
                            (piece, g, Verdict::Yes, 80)
                        }
                        _ => unreachable!("only evidence is recorded"),
                    };
                    let supervisors: Vec<Id> =
                        proofs.iter().filter(|p| p.piece == Piece::Supervisor).map(|p| p.id).collect();
                    let design = proofs.iter().rev().find(|p| p.piece == Piece::Design).map(|p| p.hash.clone());
                    let new = Proof {
                        verdict: Some(verdict),
                        n,
                        m: n,
                        fen: if piece == Piece::Settlement { facts.paid } else { n },
                        refers: supervisors.get(g % supervisors.len().max(1)).copied(),
                        hash: match piece {
                            Piece::Approval => design.unwrap_or_default(),
                            _ => vec![next_id as u8],
                        },
                        answered: !piece.answerable(),
                        ..proof(next_id, piece, &group_of(course, piece, g))
                    };
                    next_id += 1;
                    if here.record(&new, ALL, &proofs, &facts).is_err() { continue; }
                    let to = here.decided(&new);
                    proofs.push(new);
                    here.state = if to == here.state { here.stands(&proofs, &facts) } else { to };
                }
                Try::Withdraw(n) if !proofs.is_empty() && !here.state.stopped() => {
                    let at = n % proofs.len();
                    let _ = proofs.remove(at);
                    here.state = here.stands(&proofs, &facts);
                }
                Try::Answer(n) if !proofs.is_empty() => {
                    let at = n % proofs.len();
                    proofs[at].answered = true;
                }
                Try::Advance => {
                    if let Ok(to) = here.advance(ALL, &proofs, &facts) {
                        let gates = course.gates();
                        let at = gates.iter().position(|g| g.to == to).expect("a gate of the course");
                        let before = at.checked_sub(1).map_or(State::Draft, |b| gates[b].to);
                        prop_assert_eq!(before, here.state, "a gate was skipped");
                        here.state = to;
                    }
                }
                Try::Money(fen) => facts.committed += fen,
                _ => {}
            }
            if here.state.stopped() { break; }
            for gate in course.gates().iter().filter(|g| g.to <= here.state) {
                for need in gate.needs {
                    prop_assert!(need.met(course, &proofs, &facts), "{:?} without {need:?}", here.state);
                }
            }
        }
    }

    /// What may be recorded at its gate only is not recorded elsewhere.
    #[test]
    fn what_belongs_to_a_gate_is_recorded_there(course in any_of::<Course>(), state in any_of::<State>(), piece in any_of::<Piece>()) {
        let here = Project { state, ..project(course) };
        let asked = here.next().is_some_and(|g| g.needs.iter().any(|n| n.piece() == Some(piece)));
        if piece.opens() == Opens::AtGate {
            prop_assert_eq!(here.open(piece, ALL).is_ok(), asked);
        }
        if state.stopped() {
            prop_assert!(here.open(piece, ALL).is_err());
        }
    }
}

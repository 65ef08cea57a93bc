//! What staff on two nodes do to the same cases at the same time has an order: each case's history can be put in
//! one, without turning the clock back for anyone, in which every answer is the right one.
//!
//! The check is that of Wing and Gong with Lowe's memory: linearizability of one register, here a case's version
//! and state.

use crate::rig::street;
use linju_app::wiring;
use linju_core::access::account::NewAccount;
use linju_core::access::{Grant, Role};
use linju_core::file::FileStore;
use linju_core::{Actor, Error, House};
use linju_db::Db;
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_kernel::seal::MasterKey;
use linju_kernel::time::SystemClock;
use linju_request::rules::lifecycle::LIFE;
use linju_request::rules::{self, Command, State, Verb, Who};
use linju_request::store::cases;
use linju_request::work::{Doer, Press, carry_out};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A case as everyone must agree on it.
type Register = (i64, State);

/// What someone was told.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    /// So it stands.
    Stands(Register),
    /// Done, and so it stands now.
    Done(Verb, Register),
    /// Not from where it stands.
    Refused(Verb),
    /// Someone else was faster; nothing was done.
    Changed,
}

/// One exchange: when it began, when it was answered, and what was said.
#[derive(Debug, Clone)]
struct Call {
    begun: u64,
    ended: u64,
    told: Told,
}

const PARTS: [Who; 3] = [Who::Worker, Who::Handler, Who::Secretary];

/// What the register is after an answer, if that answer is right where it stands at `now`.
fn after(now: Register, told: &Told) -> Option<Register> {
    match told {
        Told::Stands(register) => (*register == now).then_some(now),
        Told::Done(verb, (version, state)) => {
            let allowed = LIFE.step(now.1, *verb, &PARTS).is_ok_and(|to| to == *state);
            (*version == now.0 + 1 && allowed).then_some((*version, *state))
        }
        Told::Refused(verb) => LIFE.step(now.1, *verb, &PARTS).is_err().then_some(now),
        Told::Changed => Some(now),
    }
}

/// Whether the calls can be put in an order that begins with `first`.
fn has_an_order(calls: &[Call], first: Register) -> bool {
    assert!(calls.len() <= 128, "one bit for each");
    let all = u128::MAX >> (128 - calls.len().max(1));
    let mut seen = HashSet::new();
    let mut open = vec![(0u128, first)];
    while let Some((done, now)) = open.pop() {
        if done == all || calls.is_empty() {
            return true;
        }
        if !seen.insert((done, now)) {
            continue;
        }
        let left = || calls.iter().enumerate().filter(move |(n, _)| done & (1 << n) == 0);
        // Whoever began after another was answered cannot come before it.
        let earliest_end = left().map(|(_, call)| call.ended).min().unwrap_or(u64::MAX);
        let next = left().filter(|(_, call)| call.begun < earliest_end);
        open.extend(next.filter_map(|(n, call)| Some((done | 1 << n, after(now, &call.told)?))));
    }
    false
}

#[test]
fn the_check_knows_right_from_wrong() {
    let call = |begun, ended, told: &Told| Call { begun, ended, told: told.clone() };
    let first = (1, State::Received);
    let triaged = Told::Done(Verb::Triage, (2, State::Triaged));
    let (before, since) = (Told::Stands(first), Told::Stands((2, State::Triaged)));
    assert!(has_an_order(&[], first));
    assert!(has_an_order(&[call(1, 4, &triaged), call(2, 3, &before)], first));
    assert!(has_an_order(&[call(1, 4, &triaged), call(2, 3, &since)], first));
    assert!(!has_an_order(&[call(1, 2, &triaged), call(3, 4, &before)], first), "a stale answer");
    assert!(!has_an_order(&[call(3, 4, &triaged), call(1, 2, &since)], first), "an answer before its time");
    assert!(!has_an_order(&[call(1, 4, &triaged), call(2, 3, &triaged)], first), "a lost update");
    let refused = Told::Refused(Verb::Triage);
    assert!(has_an_order(&[call(1, 2, &triaged), call(3, 4, &refused)], first));
    assert!(!has_an_order(&[call(1, 2, &refused), call(3, 4, &triaged)], first), "refused without a reason");
    let back = [call(1, 6, &triaged), call(2, 3, &since), call(4, 5, &before)];
    assert!(!has_an_order(&back, first), "seen, and then not seen");
}

const CASES: usize = 3;
const STAFF: usize = 6;
const CALLS: usize = 12;

async fn node(db: &Db, files: &std::path::Path) -> Arc<House> {
    let (files, words) = (FileStore::new(files).expect("files"), wiring::words().expect("words"));
    let house = House::open(db.clone(), Arc::new(SystemClock), words, files, MasterKey::new([7; 32])).await;
    Arc::new(house.expect("a node"))
}

/// A worker with every part in the area, for the rules.
async fn hire(house: &House, n: usize, area: Id) -> Doer {
    let new = NewAccount {
        street: house.reference().streets[0].id,
        organisation: None,
        login: format!("worker{n}"),
        name: format!("社工{n}"),
        phone: String::new(),
        password_hash: "none".into(),
        temporary: false,
        grants: vec![Grant { role: Role::CommunityWorker, area: Some(area) }],
    };
    let today = house.now().day(&linju_kernel::time::shanghai());
    let account = house.create_account(new, today, Actor::System("test")).await.expect("an account");
    let part = rules::Actor { parts: PARTS.to_vec(), account: Some(account), organisation: None };
    Doer { actor: Actor::Account(account), part, told_by: None }
}

fn command(rng: &mut StdRng, worker: Id) -> Command {
    match rng.random_range(0..6) {
        0 => Command::Triage,
        1 => Command::Take { worker },
        2 => Command::Recall,
        3 => Command::Contact,
        4 => Command::Dispute,
        _ => Command::Note,
    }
}

async fn call(house: &House, doer: &Doer, area: Id, case: Id, rng: &mut StdRng) -> Told {
    if rng.random_ratio(1, 3) {
        let row = cases::load(house, area, case).await.expect("a case").row;
        return Told::Stands((row.version, row.state()));
    }
    let command = command(rng, doer.part.account.unwrap_or_default());
    let verb = command.verb();
    match carry_out(house, doer, area, case, Press::one(command, "看过了")).await {
        Ok(row) => Told::Done(verb, (row.version, row.state())),
        Err(Error::Refused(_)) => Told::Refused(verb),
        Err(Error::Changed) => Told::Changed,
        Err(other) => panic!("{verb:?}: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_two_nodes_do_to_a_case_has_an_order() {
    each_engine(|db| async move {
        db.migrate(&wiring::migrations()).await.expect("the schema");
        let folder = tempfile::tempdir().expect("a folder");
        let nodes = [node(&db, folder.path()).await, node(&db, folder.path()).await];
        let category = street(&nodes[0]).await;
        nodes[1].follow_nodes().await.expect("the other's street");
        let area = nodes[0].reference().areas[0].id;
        let mut open = Vec::new();
        for n in 0..CASES {
            let received = crate::moved::take_in(&nodes[0], area, &category, format!("灯{n}")).await;
            open.push((received, cases::load(&nodes[0], area, received).await.expect("a case").row.version));
        }
        let clock = Arc::new(AtomicU64::new(0));
        let mut staff = Vec::new();
        for n in 0..STAFF {
            let (house, clock, open) = (nodes[n % 2].clone(), clock.clone(), open.clone());
            let doer = hire(&nodes[0], n, area).await;
            staff.push(tokio::spawn(async move {
                let mut rng = StdRng::seed_from_u64(n as u64);
                let mut calls = Vec::new();
                for _ in 0..CALLS {
                    let at = rng.random_range(0..CASES);
                    let begun = clock.fetch_add(1, Ordering::SeqCst);
                    let told = call(&house, &doer, area, open[at].0, &mut rng).await;
                    let ended = clock.fetch_add(1, Ordering::SeqCst);
                    calls.push((at, Call { begun, ended, told }));
                }
                calls
            }));
        }
        let mut histories = vec![Vec::new(); CASES];
        for one in staff {
            one.await.expect("staff end well").into_iter().for_each(|(at, call)| histories[at].push(call));
        }
        for (history, (_, version)) in histories.iter().zip(&open) {
            assert!(has_an_order(history, (*version, State::Received)), "{history:#?}");
        }
        let done = histories.iter().flatten().filter(|call| matches!(call.told, Told::Done(..))).count();
        assert!(done >= CASES, "hardly anything was done: {done}");
    })
    .await;
}

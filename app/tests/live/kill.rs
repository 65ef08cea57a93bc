//! Killed without warning at random moments under load: what was acknowledged is there, once and whole; what was
//! not can be sent again without harm.
//!
//! `LINJU_KILLS` says how often to kill (10 without it), `LINJU_KILL_SEED` repeats a run.

use crate::rig::{Client, Outcome, Server, World, number};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::mpsc::{Receiver, Sender, channel};

#[test]
fn nothing_acknowledged_is_lost_and_nothing_sent_again_is_doubled() {
    let kills = number("LINJU_KILLS").unwrap_or(10);
    let seed = number("LINJU_KILL_SEED").unwrap_or_else(rand::random);
    println!("LINJU_KILLS={kills} LINJU_KILL_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::make(folder.path(), None);
    let mut clients = world.clients(&mut rng);
    let mut cut_short = 0;
    for _ in 0..kills {
        clients = live_and_let_die(Server::start(&world), clients, &mut rng);
        cut_short += clients.iter().map(|c| c.unanswered.len()).sum::<usize>();
    }
    assert!(cut_short > 0, "no kill met a submission on its way: nothing was put to the test");
    let server = Server::start(&world);
    clients.iter_mut().for_each(|client| client.send_again(&server.address));
    drop(server);
    let sent: usize = clients.iter().map(|client| client.acknowledged.len()).sum();
    println!("{sent} answers kept, {cut_short} times one was cut short");
    world.check(&clients);
}

/// Lets all clients send until the server dies at a moment of chance: after so many steps of theirs, and a little
/// later.
fn live_and_let_die(server: Server, clients: Vec<Client>, rng: &mut StdRng) -> Vec<Client> {
    let (steps, late) = (rng.random_range(10..1_000), rng.random_range(0..200_000));
    let (tick, ticks) = channel();
    let address = server.address.clone();
    let sending: Vec<_> = clients
        .into_iter()
        .map(|mut client| {
            let (address, tick) = (address.clone(), tick.clone());
            std::thread::spawn(move || {
                send_until_cut_off(&mut client, &address, &tick);
                client
            })
        })
        .collect();
    drop(tick);
    kill_after(server, &ticks, steps, late);
    sending.into_iter().map(|thread| thread.join().expect("a client ends well")).collect()
}

fn kill_after(server: Server, ticks: &Receiver<()>, steps: usize, late: u32) {
    let seen = ticks.iter().take(steps).count();
    assert_eq!(seen, steps, "the clients left before the server was killed");
    for _ in 0..late {
        std::hint::spin_loop();
    }
    drop(server);
}

/// First what had no answer, then new ones, until the server is gone. Now and then an answered one goes out again,
/// as from a browser that never saw the answer.
fn send_until_cut_off(client: &mut Client, address: &str, tick: &Sender<()>) {
    client.unanswered.reverse();
    loop {
        let next = client.unanswered.pop().unwrap_or_else(|| client.fresh());
        match client.send(address, &next, tick) {
            Outcome::Taken(request) => client.acknowledged.push((next, request)),
            _ => return client.unanswered.push(next),
        }
        if client.rng.random_ratio(1, 8) {
            let at = client.rng.random_range(0..client.acknowledged.len());
            let (again, request) = client.acknowledged[at].clone();
            match client.send(address, &again, tick) {
                Outcome::Taken(same) => assert_eq!(same, request, "{again:?} was taken in twice"),
                _ => return,
            }
        }
    }
}

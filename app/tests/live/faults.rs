//! Rounds of what may go wrong, under load: nothing acknowledged is lost, nothing is done twice.
//!
//! `LINJU_FAULT_ROUNDS` says how many (10 without it), `LINJU_FAULT_SEED` repeats a run.

use crate::postgres::Cluster;
use crate::rig::{Client, Outcome, Server, World, exchange, free_port, get, number};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// What happens in a round while two nodes on one PostgreSQL take submissions in.
#[derive(Debug, Clone, Copy)]
enum Fault {
    NodeKilled,
    DatabaseKilled,
    BothKilled,
    NodeStopped,
    SlowClients,
}

const FAULTS: [Fault; 5] =
    [Fault::NodeKilled, Fault::DatabaseKilled, Fault::BothKilled, Fault::NodeStopped, Fault::SlowClients];

#[test]
fn two_nodes_lose_nothing_whatever_dies() {
    let rounds = number("LINJU_FAULT_ROUNDS").unwrap_or(10);
    let seed = number("LINJU_FAULT_SEED").unwrap_or_else(rand::random);
    println!("LINJU_FAULT_ROUNDS={rounds} LINJU_FAULT_SEED={seed}");
    let Some(cluster) = Cluster::start() else { return };
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::make(folder.path(), Some(cluster.url()));
    let mut clients = world.clients(&mut rng);
    let mut nodes = [Server::start(&world), Server::start(&world)];
    for (round, fault) in (0..rounds).zip(FAULTS.into_iter().cycle()) {
        let before: usize = clients.iter().map(|client| client.acknowledged.len()).sum();
        (clients, nodes) = live_through(fault, &world, &cluster, clients, nodes, &mut rng);
        let after: usize = clients.iter().map(|client| client.acknowledged.len()).sum();
        println!("round {round}, {fault:?}: {} taken in", after - before);
    }
    clients.iter_mut().for_each(|client| client.send_again(&nodes[0].address));
    drop(nodes);
    world.check(&clients);
}

/// One round: load, the fault, and load until the survivors have shown that they go on.
fn live_through(
    fault: Fault,
    world: &World,
    cluster: &Cluster,
    clients: Vec<Client>,
    nodes: [Server; 2],
    rng: &mut StdRng,
) -> (Vec<Client>, [Server; 2]) {
    let (tick, ticks) = channel();
    let stop = AtomicBool::new(false);
    let addresses = [nodes[0].address.clone(), nodes[1].address.clone()];
    std::thread::scope(|scope| {
        let sending: Vec<_> = clients
            .into_iter()
            .map(|mut client| {
                let (tick, stop, addresses) = (tick.clone(), &stop, &addresses);
                scope.spawn(move || {
                    send_until(&mut client, addresses, stop, &tick);
                    client
                })
            })
            .collect();
        drop(tick);
        wait(&ticks, rng.random_range(20..200));
        let nodes = strike(fault, world, cluster, nodes);
        wait(&ticks, 100);
        stop.store(true, Ordering::Release);
        (sending.into_iter().map(|thread| thread.join().expect("a client ends well")).collect(), nodes)
    })
}

fn wait(ticks: &Receiver<()>, taken: usize) {
    assert_eq!(ticks.iter().take(taken).count(), taken, "the clients left");
}

fn port_of(server: &Server) -> u16 {
    server.address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
}

/// Starts a node where another was.
fn again(world: &World, port: u16) -> Server {
    Server::start_with(world, port, &["--log", "off"], Stdio::inherit())
}

fn strike(fault: Fault, world: &World, cluster: &Cluster, nodes: [Server; 2]) -> [Server; 2] {
    let [first, second] = nodes;
    let port = port_of(&first);
    match fault {
        Fault::NodeKilled => drop(first),
        Fault::NodeStopped => first.stop(),
        Fault::DatabaseKilled => {
            cluster.kill();
            cluster.begin();
            return [first, second];
        }
        Fault::BothKilled => {
            cluster.kill();
            drop(first);
            cluster.begin();
        }
        Fault::SlowClients => {
            slow(&first.address);
            return [first, second];
        }
    }
    [again(world, port), second]
}

/// Two hundred lines that say half of what they want and then nothing; whoever comes after them is answered.
fn slow(address: &str) {
    let halves = [
        "GET / HTT",
        "POST /a/jiugeng/report/send HTTP/1.1\r\nhost: x\r\ncontent-length: 90\r\n\r\nplace=0000",
    ];
    let lines: Vec<TcpStream> = (0..200)
        .map(|n| {
            let mut line = TcpStream::connect(address).expect("a line");
            line.write_all(halves[n % 2].as_bytes()).expect("half a request");
            line
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(get(address, "/healthz").expect("an answer").status(), 200);
    }
    drop(lines);
}

/// Sends to whichever node answers until told to stop. `tick` is told of each one that was taken in.
fn send_until(client: &mut Client, addresses: &[String; 2], stop: &AtomicBool, tick: &Sender<()>) {
    let (unheard, _ticks) = channel();
    let mut at = client.rng.random_range(0..2);
    while !stop.load(Ordering::Acquire) {
        let next = client.unanswered.pop().unwrap_or_else(|| client.fresh());
        match client.send(&addresses[at], &next, &unheard) {
            Outcome::Taken(request) => {
                client.acknowledged.push((next, request));
                _ = tick.send(());
            }
            Outcome::CutOff | Outcome::NotNow(_) => {
                client.unanswered.push(next);
                at = 1 - at;
            }
        }
        if client.rng.random_ratio(1, 8) && !client.acknowledged.is_empty() {
            let known = client.rng.random_range(0..client.acknowledged.len());
            let (again, request) = client.acknowledged[known].clone();
            if let Outcome::Taken(same) = client.send(&addresses[at], &again, &unheard) {
                assert_eq!(same, request, "{again:?} was taken in twice");
            }
        }
    }
}

/// A small disk of its own, which only root can have.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(folder: &'a Path) -> Option<Self> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=48m", "linju"]).arg(folder).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            println!("skipped: a disk of one's own (only root may mount one)");
            return None;
        }
        Some(Disk(folder))
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.0.join("filler")).expect("a file");
        while file.write_all(&[0; 4096]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("filler")).expect("the file goes");
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let gone = Command::new("umount").args(["--lazy"]).arg(self.0).status();
        assert!(gone.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

#[test]
fn a_full_disk_takes_nothing_in_says_so_and_goes_on_showing() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(disk) = Disk::mount(folder.path()) else { return };
    let world = World::make(&folder.path().join("data"), None);
    let mut rng = StdRng::seed_from_u64(7);
    let mut clients = world.clients(&mut rng);
    let client = &mut clients[0];
    let server = Server::start_with(&world, free_port(), &["--log", "off"], Stdio::inherit());
    let (tick, _ticks) = channel();
    for _ in 0..3 {
        let first = client.fresh();
        let Outcome::Taken(request) = client.send(&server.address, &first, &tick) else {
            panic!("not taken in")
        };
        client.acknowledged.push((first, request));
        disk.fill();
        let refused = loop {
            // The log of the database may have room for one or two more; those count.
            let next = client.fresh();
            match client.send(&server.address, &next, &tick) {
                Outcome::Taken(request) => client.acknowledged.push((next, request)),
                Outcome::NotNow(why) => break (next, why),
                Outcome::CutOff => panic!("the server is gone"),
            }
        };
        assert!(refused.1.contains("磁盘满了"), "{}", refused.1);
        let problem = exchange(&server.address, "GET", "/", "", "", || ()).expect("an answer");
        assert_eq!(problem.status(), 200, "reading goes on");
        let ledger = get(&server.address, "/a/jiugeng").expect("an answer");
        assert_eq!(ledger.status(), 200, "{}", ledger.body);
        disk.free();
        let Outcome::Taken(request) = client.send(&server.address, &refused.0, &tick) else {
            panic!("there is room again, and still nothing is taken in")
        };
        client.acknowledged.push((refused.0, request));
    }
    server.stop();
    world.check(&clients);
}

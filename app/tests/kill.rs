//! Killed without warning at random moments under load: what was acknowledged is there, once and whole; what was
//! not can be sent again without harm.
//!
//! `LINJU_KILLS` says how often to kill (10 without it), `LINJU_KILL_SEED` repeats a run.

mod books;

use linju_app::admin::{self, NewArea};
use linju_app::open::Place;
use linju_db::{Db, Sql, args};
use linju_kernel::Id;
use linju_kernel::time::SystemClock;
use linju_request::store::requests::hash;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

const CLIENTS: usize = 8;
const AREAS: [&str; 2] = ["jiugeng", "hanyang"];
/// A server that is silent this long is taken for stuck, and the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn nothing_acknowledged_is_lost_and_nothing_sent_again_is_doubled() {
    let kills = number("LINJU_KILLS").unwrap_or(10);
    let seed = number("LINJU_KILL_SEED").unwrap_or_else(rand::random);
    println!("LINJU_KILLS={kills} LINJU_KILL_SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place { data: folder.path().to_owned(), database: None, key_file: None };
    let category = wait_for(set_up(&place));
    let mut clients: Vec<Client> =
        (0..CLIENTS).map(|n| Client::new(n, category.clone(), rng.random())).collect();
    let mut cut_short = 0;
    for _ in 0..kills {
        let server = Server::start(folder.path());
        clients = live_and_let_die(server, clients, &mut rng);
        cut_short += clients.iter().map(|c| c.unanswered.len()).sum::<usize>();
    }
    assert!(cut_short > 0, "no kill met a submission on its way: nothing was put to the test");
    let server = Server::start(folder.path());
    for client in &mut clients {
        client.send_again(&server.address);
    }
    drop(server);
    let sent: BTreeSet<Kept> = clients.into_iter().flat_map(|c| c.acknowledged).collect();
    println!("{} submissions acknowledged, {cut_short} times one was cut short", sent.len());
    wait_for(async {
        let db = Db::open(&place.database_url()).expect("the database opens");
        all_is_there_once(&db, &sent).await;
        books::balance(&db).await;
        all_is_found(&db).await;
    });
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

fn wait_for<F: Future>(work: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// A street with two areas; gives a category anyone may report.
async fn set_up(place: &Place) -> String {
    let house = place.house(Arc::new(SystemClock)).await.expect("a house");
    admin::street(&house, "北外滩街道").await.expect("a street");
    house.refresh().await.expect("a reference");
    for code in AREAS {
        let new = NewArea {
            code: code.into(),
            name: format!("{code}居民区"),
            seal: "久耕".into(),
            phone: "02155550128".into(),
            address: String::new(),
            owners_committee: false,
            demo: true,
        };
        admin::area(&house, &new).await.expect("an area");
    }
    let reference = house.reference();
    let fit = reference.categories.iter().find(|c| c.active && c.quick > 0 && !c.is_emergency());
    let code = fit.expect("a category on a tile").code.clone();
    house.db.close().await;
    code
}

/// The server as anyone starts it. Dropped, it is killed: no signal it could answer, no time to finish.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let address = format!("127.0.0.1:{port}");
        let mut child = Command::new(env!("CARGO_BIN_EXE_linju"))
            .args(["--log", "error", "serve", "--listen", &address, "--data"])
            .arg(data)
            .env("LINJU_BENCH_WITHOUT_LIMITS", "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut said = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        said.read_line(&mut line).expect("its output is text");
        assert!(line.contains(&address), "the server did not come up: {line:?}");
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("the server can be killed");
        self.child.wait().expect("the server is gone");
    }
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
                client.send_until_cut_off(&address, &tick);
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

/// One submission: a form with its own key, and words nobody else uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Submission {
    area: &'static str,
    key: String,
    mark: String,
    device: String,
}

/// A submission with the request it was acknowledged as.
type Kept = (Submission, Id);

struct Client {
    name: char,
    category: String,
    device: String,
    rng: StdRng,
    sent: u32,
    unanswered: Vec<Submission>,
    acknowledged: Vec<Kept>,
}

impl Client {
    fn new(n: usize, category: String, seed: u64) -> Client {
        let device = format!("{n:064x}");
        let name = char::from(b'a' + n as u8);
        let rng = StdRng::seed_from_u64(seed);
        Client { name, category, device, rng, sent: 0, unanswered: Vec::new(), acknowledged: Vec::new() }
    }

    fn fresh(&mut self) -> Submission {
        self.sent += 1;
        let letters = letters(self.sent);
        Submission {
            area: AREAS[self.rng.random_range(0..AREAS.len())],
            key: format!("{:032x}", self.rng.random::<u128>()),
            mark: format!("{}{letters}", self.name),
            device: self.device.clone(),
        }
    }

    /// First what had no answer, then new ones, until the server is gone. Now and then an answered one goes out
    /// again, as from a browser that never saw the answer.
    fn send_until_cut_off(&mut self, address: &str, tick: &Sender<()>) {
        self.unanswered.reverse();
        loop {
            let next = self.unanswered.pop().unwrap_or_else(|| self.fresh());
            match self.send(address, &next, tick) {
                Some(request) => self.acknowledged.push((next, request)),
                None => return self.unanswered.push(next),
            }
            if self.rng.random_ratio(1, 8) {
                let at = self.rng.random_range(0..self.acknowledged.len());
                let (again, request) = self.acknowledged[at].clone();
                match self.send(address, &again, tick) {
                    Some(same) => assert_eq!(same, request, "{again:?} was taken in twice"),
                    None => return,
                }
            }
        }
    }

    fn send_again(&mut self, address: &str) {
        let (tick, _ticks) = channel();
        for submission in std::mem::take(&mut self.unanswered) {
            let request = self.send(address, &submission, &tick).expect("the server lives");
            self.acknowledged.push((submission, request));
        }
    }

    /// The request a submission became; none if the line broke before a whole answer.
    fn send(&self, address: &str, submission: &Submission, tick: &Sender<()>) -> Option<Id> {
        let Submission { area, key, mark, device } = submission;
        let body = format!(
            "place=0000&category={}&called=1&words=lamp+{mark}&phone=1380000123{}&once={key}",
            self.category,
            self.name as u8 - b'a'
        );
        let answer = post(address, &format!("/a/{area}/report/send"), device, &body, tick);
        match answer {
            Ok(answer) => Some(acknowledged(&answer)),
            Err(error) => {
                assert!(error.kind() != ErrorKind::WouldBlock, "the server is stuck");
                None
            }
        }
    }
}

/// The number in letters, five of them.
fn letters(mut n: u32) -> String {
    let mut out = String::new();
    for _ in 0..5 {
        out.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    out
}

/// The request in an answer that leads to its receipt.
fn acknowledged(answer: &str) -> Id {
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default();
    let id = location.split('/').nth(4).and_then(|last| last.split('?').next());
    let id = id.and_then(|id| id.parse().ok()).filter(|_| answer.starts_with("HTTP/1.1 303"));
    id.unwrap_or_else(|| panic!("not an acknowledgement: {answer}"))
}

/// The head of the answer; an error if the line broke before it was whole.
fn post(address: &str, path: &str, device: &str, body: &str, tick: &Sender<()>) -> std::io::Result<String> {
    // The other end of the ticks goes when the server does.
    _ = tick.send(());
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncookie: device={device}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes())?;
    _ = tick.send(());
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let end = answer.find("\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    answer.truncate(end);
    Ok(answer)
}

/// What is in the database is what was acknowledged: each request once, with its key and its device.
async fn all_is_there_once(db: &Db, sent: &BTreeSet<Kept>) {
    let sql = "select a.code, r.id, r.words_masked from request r join area a on a.id = r.area_id";
    let found: Vec<(String, Id, String)> = db.all(sql).await.expect("requests");
    let expected = sent.iter().map(|(s, id)| (s.area.to_owned(), *id, format!("lamp {}", s.mark)));
    assert_same(found, expected.collect());
    let sql = "select a.code, i.key, i.answer from idem i join area a on a.id = i.area_id";
    let found: Vec<(String, String, String)> = db.all(sql).await.expect("keys");
    assert_same(
        found,
        sent.iter().map(|(s, id)| (s.area.to_owned(), s.key.clone(), id.to_string())).collect(),
    );
    let found: Vec<(Id, Vec<u8>)> =
        db.all("select request_id, device_hash from device_request").await.expect("devices");
    assert_same(found, sent.iter().map(|(s, id)| (*id, hash(&s.device))).collect());
}

fn assert_same<T: Ord + std::fmt::Debug>(found: Vec<T>, expected: BTreeSet<T>) {
    let count = found.len();
    let found: BTreeSet<T> = found.into_iter().collect();
    assert_eq!(found.len(), count, "something is there twice");
    let missing: Vec<_> = expected.difference(&found).collect();
    let unasked: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && unasked.is_empty(), "missing: {missing:?}; unasked: {unasked:?}");
}

/// Every case is found by the words of its request, and by them alone.
async fn all_is_found(db: &Db) {
    let requests: Vec<(Id, Id, String)> =
        db.all("select area_id, case_id, words_masked from request").await.expect("requests");
    for (area, case, words) in requests {
        let mark = words.strip_prefix("lamp ").expect("the words as sent");
        let sql = Sql::new("select c.id from cases c where c.area_id = ?", args![area])
            .matching("c.id", area, mark);
        let found: Vec<(Id,)> = db.all(sql).await.expect("a search");
        assert_eq!(found, [(case,)], "by {mark}");
    }
}

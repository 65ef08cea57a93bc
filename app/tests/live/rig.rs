//! What these tests stand on: a street, servers as anyone starts them, and clients that remember what they were
//! told.

use linju_app::admin::{self, NewArea};
use linju_app::open::Place;
use linju_core::House;
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
use std::sync::mpsc::Sender;
use std::time::Duration;

pub const CLIENTS: usize = 8;
pub const AREAS: [&str; 2] = ["jiugeng", "hanyang"];
/// A server that is silent this long is taken for stuck, and the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

pub fn wait_for<F: Future>(work: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// A street with two areas, and a category anyone may report.
pub struct World {
    pub place: Place,
    pub category: String,
}

impl World {
    /// A world in `folder`, with its database there or at `database`.
    pub fn make(folder: &Path, database: Option<String>) -> World {
        let place = Place { data: folder.to_owned(), database, ..Place::default() };
        let category = wait_for(async {
            let house = place.house(Arc::new(SystemClock)).await.expect("a house");
            let category = street(&house).await;
            house.db.close().await;
            category
        });
        World { place, category }
    }

    pub fn clients(&self, rng: &mut StdRng) -> Vec<Client> {
        (0..CLIENTS).map(|n| Client::new(n, self.category.clone(), rng.random())).collect()
    }

    /// Panics unless exactly what was acknowledged is there, and the books balance.
    pub fn check(&self, clients: &[Client]) {
        let sent: BTreeSet<Kept> = clients.iter().flat_map(|c| c.acknowledged.iter().cloned()).collect();
        wait_for(async {
            let db = Db::open(&self.place.database_url()).expect("the database opens");
            all_is_there_once(&db, &sent).await;
            crate::books::balance(&db).await;
            all_is_found(&db).await;
        });
    }
}

/// Puts the street into an empty house; gives a category anyone may report.
pub async fn street(house: &House) -> String {
    admin::street(house, "北外滩街道").await.expect("a street");
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
        house.refresh().await.expect("a reference");
        admin::area(house, &new).await.expect("an area");
    }
    let reference = house.reference();
    let fit = reference.categories.iter().find(|c| c.active && c.quick > 0 && !c.is_emergency());
    fit.expect("a category on a tile").code.clone()
}

/// The server as anyone starts it. Dropped, it is killed: no signal it could answer, no time to finish.
pub struct Server {
    child: Child,
    pub address: String,
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

impl Server {
    pub fn start(world: &World) -> Server {
        Self::start_with(world, free_port(), &["--log", "error"], Stdio::inherit())
    }

    /// A server on `port` that logs into `log`.
    pub fn start_with(world: &World, port: u16, options: &[&str], log: Stdio) -> Server {
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_linju"));
        command.args(options).args(["serve", "--listen", &address, "--data"]).arg(&world.place.data);
        command.args(world.place.database.iter().flat_map(|url| ["--database-url", url]));
        command.env("LINJU_BENCH_WITHOUT_LIMITS", "1").stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("the server starts");
        let mut said = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        said.read_line(&mut line).expect("its output is text");
        assert!(line.contains(&address), "the server did not come up: {line:?}");
        Server { child, address }
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        signal("TERM", self.child.id());
        assert!(self.child.wait().expect("the server ends").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good as ended now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process, as anyone would from the command line.
pub fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), process.to_string()]).status();
    assert!(sent.expect("kill is there").success());
}

/// One submission: a form with its own key, and words nobody else uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Submission {
    pub area: &'static str,
    pub key: String,
    pub mark: String,
    pub device: String,
}

/// A submission with the request it was acknowledged as.
pub type Kept = (Submission, Id);

pub struct Client {
    name: char,
    category: String,
    device: String,
    pub rng: StdRng,
    sent: u32,
    pub unanswered: Vec<Submission>,
    pub acknowledged: Vec<Kept>,
}

/// What came of a submission.
pub enum Outcome {
    /// It became that request.
    Taken(Id),
    /// The line broke before a whole answer, so nobody knows.
    CutOff,
    /// It was answered that nothing was saved; by the page's words.
    NotNow(String),
}

impl Client {
    fn new(n: usize, category: String, seed: u64) -> Client {
        let device = format!("{n:064x}");
        let name = char::from(b'a' + n as u8);
        let rng = StdRng::seed_from_u64(seed);
        Client { name, category, device, rng, sent: 0, unanswered: Vec::new(), acknowledged: Vec::new() }
    }

    pub fn fresh(&mut self) -> Submission {
        self.sent += 1;
        let letters = letters(self.sent);
        Submission {
            area: AREAS[self.rng.random_range(0..AREAS.len())],
            key: format!("{:032x}", self.rng.random::<u128>()),
            mark: format!("{}{letters}", self.name),
            device: self.device.clone(),
        }
    }

    /// Sends what had no answer once more; a server that lives takes all of it in.
    pub fn send_again(&mut self, address: &str) {
        let (tick, _ticks) = std::sync::mpsc::channel();
        for submission in std::mem::take(&mut self.unanswered) {
            match self.send(address, &submission, &tick) {
                Outcome::Taken(request) => self.acknowledged.push((submission, request)),
                Outcome::CutOff => panic!("the line to a living server broke"),
                Outcome::NotNow(why) => panic!("a living server did not take it in: {why}"),
            }
        }
    }

    /// Sends a submission. `tick` is told when it goes out and again when its body has gone.
    pub fn send(&self, address: &str, submission: &Submission, tick: &Sender<()>) -> Outcome {
        let Submission { area, key, mark, device } = submission;
        let body = format!(
            "place=0000&category={}&called=1&words=lamp+{mark}&phone=1380000123{}&once={key}",
            self.category,
            self.name as u8 - b'a'
        );
        // The other end of the ticks goes when the server does.
        _ = tick.send(());
        let head = format!("cookie: device={device}\r\n");
        match exchange(address, "POST", &format!("/a/{area}/report/send"), &head, &body, || _ = tick.send(()))
        {
            Ok(answer) if answer.status() == 503 => Outcome::NotNow(answer.body),
            Ok(answer) => Outcome::Taken(acknowledged(&answer.head)),
            Err(error) => {
                assert!(error.kind() != ErrorKind::WouldBlock, "the server is stuck");
                Outcome::CutOff
            }
        }
    }
}

/// The number in letters, five of them.
pub fn letters(mut n: u32) -> String {
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

/// What a server answered.
pub struct Answer {
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn status(&self) -> u16 {
        let status = self.head.split(' ').nth(1).and_then(|code| code.parse().ok());
        status.unwrap_or_else(|| panic!("no status in {}", self.head))
    }
}

/// Asks for a page.
pub fn get(address: &str, path: &str) -> std::io::Result<Answer> {
    exchange(address, "GET", path, "", "", || ())
}

/// One exchange on a line of its own; an error if the line broke before the answer was whole. `sent` is told when
/// the request has gone out.
pub fn exchange(
    address: &str,
    method: &str,
    path: &str,
    head: &str,
    body: &str,
    sent: impl FnOnce(),
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = match method {
        "GET" => String::new(),
        _ => format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n", body.len()),
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{head}{length}\r\n{body}"
    );
    stream.write_all(request.as_bytes())?;
    sent();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(ErrorKind::UnexpectedEof)?;
    Ok(Answer { head: head.to_owned(), body: body.to_owned() })
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

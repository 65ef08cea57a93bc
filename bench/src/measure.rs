//! Everything that is measured, one after the other.

use crate::Extent;
use crate::http::{Line, Request};
use crate::load::{self, CLIENTS, Fit, Load, PAGE};
use crate::server::Server;
use crate::weight::{self, Weight};
use crate::world::{self, AREA, World};
use anyhow::{Context, Result, ensure};
use linju_db::{Batch, Db, Migration, args};
use linju_kernel::Id;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// A load and what it cost.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What was asked for.
    pub what: &'static str,
    /// Cases in the data folder; none where there is no data.
    pub cases: Option<usize>,
    /// How it went; why not, where it did not.
    pub load: Result<Load, String>,
    /// Time on the server's processors for each answer; none where no server was asked.
    pub cpu: Option<Duration>,
    /// Reads and writes of the database for each answer; none where it has none.
    pub calls: Option<(f64, f64)>,
}

/// The whole run.
#[derive(Debug)]
pub struct Figures {
    /// Loads, in the order measured.
    pub loads: Vec<Figure>,
    /// MB held by a server that has shown the demo's first page.
    pub idle: f64,
    /// MB held after all loads on the largest folder.
    pub after: f64,
    /// From the start on the largest folder until nothing was left to follow.
    pub settled: Duration,
    /// From start to first page with the demo present, median.
    pub start: Duration,
    /// The resident's home of the demo.
    pub home: Weight,
}

impl Figures {
    /// The figure of `what` with so many cases.
    pub fn of(&self, what: &str, cases: Option<usize>) -> Option<&Figure> {
        self.loads.iter().find(|f| f.what == what && f.cases == cases)
    }
}

/// Names of the loads that targets speak of.
pub const HELLO: &str = "a bare page of axum";
/// See [`HELLO`].
pub const INBOX: &str = "inbox of 100, HTML";
/// See [`HELLO`].
pub const LIST: &str = "list of 100, JSON";
/// See [`HELLO`].
pub const SUBMISSION: &str = "submission, durable";

/// Measures everything.
pub async fn all(linju: &Path, extent: Extent) -> Result<Figures> {
    // Beside the program: a temporary folder may lie in memory, where nothing is durable.
    let folder = tempfile::tempdir_in(linju.parent().context("a program is in a folder")?)?;
    let mut loads = vec![bare(extent).await?, commits(folder.path(), extent).await?];
    let (mut after, mut settled) = (0.0, Duration::ZERO);
    for cases in extent.sizes {
        eprintln!("{cases} cases");
        let data = folder.path().join(cases.to_string());
        let world = world::make(&data, cases).await.context("the world could not be made")?;
        let server = Server::serve(linju, &data)?;
        settled = server.settle().await?;
        eprintln!("  caught up in {:.1} s", settled.as_secs_f64());
        loads.extend(pages(&server, &world, cases, extent).await?);
        after = server.memory()?;
    }
    eprintln!("the demo");
    let data = folder.path().join("demo");
    first_page(&Server::demo(linju, &data)?).await?;
    let start = starts(linju, &data, extent.starts).await?;
    let server = Server::demo(linju, &data)?;
    first_page(&server).await?;
    let idle = server.memory()?;
    let home = weight::weigh(&server.address, &home()).await?;
    Ok(Figures { loads, idle, after, settled, start, home })
}

fn home() -> String {
    format!("/a/{AREA}")
}

async fn bare(extent: Extent) -> Result<Figure> {
    let server = Server::hello()?;
    let fit = Fit { status: 200, bytes: 5 };
    ask(&server, HELLO, None, extent, fit, |_| Request::get("/", "")).await
}

/// What the database alone can do: one row, on disk, sixteen waiting.
async fn commits(folder: &Path, extent: Extent) -> Result<Figure> {
    const TABLE: Migration =
        Migration { id: "1", sql: "create table line (id bigint not null primary key, text text not null)" };
    let db = Db::open(&format!("sqlite:{}", folder.join("commits.db").display()))?;
    db.migrate(&[TABLE]).await?;
    let clients = (0..CLIENTS).map(|_| {
        let db = db.clone();
        async move |n: usize| {
            let row = args![n as i64, "厨房顶上漏水,已经三天了,老人进出不方便。"];
            db.write(Batch::new().exec("insert into line (id, text) values (?, ?)", row)).await?;
            Ok(())
        }
    });
    let load = load::keep_busy(extent.length, clients.collect()).await?;
    db.close().await;
    Ok(Figure { what: "one row committed, durable", cases: None, load: Ok(load), cpu: None, calls: None })
}

async fn pages(server: &Server, world: &World, cases: usize, extent: Extent) -> Result<Vec<Figure>> {
    let (desk, cookie) = (format!("/staff/{AREA}"), world.cookie.as_str());
    let search = |words: &str| format!("{desk}/search?q={}", escape(words));
    let all: [(&'static str, String, &str); 6] = [
        (INBOX, format!("{desk}/cases?n=100"), cookie),
        (LIST, format!("/api/v1/areas/{AREA}/cases?n=100"), cookie),
        ("page of a case", format!("{desk}/cases/{}", world.case), cookie),
        ("search, two frequent characters", search(world::FREQUENT), cookie),
        ("search, two rare characters", search(world::RARE), cookie),
        ("resident's home", home(), ""),
    ];
    let mut figures = Vec::new();
    for path in [&all[0].1, &all[1].1] {
        let named = cases_named(server, path, cookie).await?;
        ensure!(named >= 100, "{path} is no list of 100: it names {named} cases");
    }
    for (what, path, cookie) in all {
        let request = Request::get(&path, cookie);
        figures.push(ask(server, what, Some(cases), extent, PAGE, move |_| request.clone()).await?);
    }
    figures.push(submissions(server, world, cases, extent).await?);
    Ok(figures)
}

/// How many different cases a page or document names.
async fn cases_named(server: &Server, path: &str, cookie: &str) -> Result<usize> {
    let answer = Line::open(&server.address).await?.ask(&Request::plain(path, cookie)).await?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let behind = text.split("/cases/").chain(text.split("\"id\":\"")).filter_map(|rest| rest.get(..13));
    Ok(behind.filter_map(|id| id.parse::<Id>().ok()).collect::<BTreeSet<_>>().len())
}

async fn submissions(server: &Server, world: &World, cases: usize, extent: Extent) -> Result<Figure> {
    let (place, category) = (world.place.clone(), world.category.clone());
    let words = escape("厨房顶上漏水,已经三天了,老人进出不方便。麻烦快点派人来看看。");
    // Warming up sends the same numbers again, and a key counts once.
    let run = std::cell::Cell::new(0);
    let request = move |n: usize| {
        run.set(run.get() + usize::from(n == 0));
        let form = format!(
            "place={place}&category={category}&called=1&words={words}&phone=13800001234&once=bench-{}-{n}",
            run.get()
        );
        let device = format!("device={n:064x}");
        Request::post(&format!("/a/{AREA}/report/send"), &device, &form)
    };
    let request = std::rc::Rc::new(request);
    let fit = Fit { status: 303, bytes: 50 };
    ask(server, SUBMISSION, Some(cases), extent, fit, move |n| request(n)).await
}

/// Warms up for a fifth of the time, then measures. What the server does not answer as it should is no figure, and
/// no reason to lose the others.
async fn ask(
    server: &Server,
    what: &'static str,
    cases: Option<usize>,
    extent: Extent,
    fit: Fit,
    request: impl Fn(usize) -> Request + Clone + 'static,
) -> Result<Figure> {
    let warm = load::ask(&server.address, extent.length / 5, fit, request.clone()).await;
    let (before, calls_before) = (server.busy()?, calls(server).await?);
    let load = match warm {
        Ok(_) => load::ask(&server.address, extent.length, fit, request).await,
        failed => failed,
    };
    let busy = server.busy()? - before;
    let calls_after = calls(server).await?;
    let each =
        |of: fn((f64, f64)) -> f64, count: u64| Some((of(calls_after?) - of(calls_before?)) / count as f64);
    let calls = load.as_ref().ok().filter(|load| load.count > 0).and_then(|load| {
        let count = load.count as u64;
        Some((each(|c| c.0, count)?, each(|c| c.1, count)?))
    });
    let cpu = load.as_ref().ok().filter(|load| load.count > 0).map(|load| busy / load.count as u32);
    let load = load.map_err(|error| format!("{error:#}"));
    eprintln!("  {what}: {}", load.as_ref().map_or_else(Clone::clone, |load| format!("{:.0}/s", load.rate)));
    Ok(Figure { what, cases, load, cpu, calls })
}

/// Reads and writes of the database since the server began; none of a server without one.
async fn calls(server: &Server) -> Result<Option<(f64, f64)>> {
    let answer = Line::open(&server.address).await?.ask(&Request::plain("/metrics", "")).await?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let of = |kind: &str| {
        let name = format!("linju_db_calls_total{{kind=\"{kind}\"}} ");
        text.lines().find_map(|line| line.strip_prefix(&name))?.trim().parse().ok()
    };
    Ok(of("read").zip(of("write")))
}

async fn first_page(server: &Server) -> Result<()> {
    let answer = Line::open(&server.address).await?.ask(&Request::get(&home(), "")).await?;
    ensure!(answer.status == 200, "the first page answers {} {}", answer.status, answer.location);
    Ok(())
}

/// From nothing running to the first page, the median of so many starts.
async fn starts(linju: &Path, data: &Path, n: usize) -> Result<Duration> {
    let mut took = Vec::new();
    for _ in 0..n {
        let begun = Instant::now();
        first_page(&Server::demo(linju, data)?).await?;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    took.get(n / 2).copied().context("no start was measured")
}

fn escape(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

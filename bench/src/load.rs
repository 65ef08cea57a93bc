//! A closed loop: so many clients, each asking again as soon as it has its answer, for a length of time. All of
//! them share one thread, so that the server has the rest of the machine.

use crate::http::{Answer, Line, Request};
use anyhow::{Result, ensure};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// Clients at once, everywhere.
pub const CLIENTS: usize = 16;

/// How it went.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Answers.
    pub count: usize,
    /// Answers a second.
    pub rate: f64,
    /// Time that half of the answers took at most.
    pub p50: Duration,
    /// Time that ninety-nine of a hundred answers took at most.
    pub p99: Duration,
}

impl Load {
    fn of(mut took: Vec<Duration>, all: Duration) -> Load {
        took.sort_unstable();
        let at = |hundredths: usize| took.get(took.len() * hundredths / 100).copied().unwrap_or_default();
        Load { count: took.len(), rate: took.len() as f64 / all.as_secs_f64(), p50: at(50), p99: at(99) }
    }
}

/// Lets each of `clients` work over and over until `length` has passed. Each piece of work gets a number nobody
/// else has.
pub async fn keep_busy<C>(length: Duration, clients: Vec<C>) -> Result<Load>
where
    C: AsyncFnMut(usize) -> Result<()> + 'static,
{
    let (begun, next) = (Instant::now(), Rc::new(Cell::new(0)));
    let busy = |mut work: C| {
        let next = next.clone();
        async move {
            let mut took = Vec::new();
            while begun.elapsed() < length {
                let asked = Instant::now();
                work(next.replace(next.get() + 1)).await?;
                took.push(asked.elapsed());
            }
            anyhow::Ok(took)
        }
    };
    let together = LocalSet::new();
    let tasks: Vec<_> = clients.into_iter().map(|client| together.spawn_local(busy(client))).collect();
    together.await;
    let mut took = Vec::new();
    for task in tasks {
        took.extend(task.await??);
    }
    Ok(Load::of(took, begun.elapsed()))
}

/// What an answer must be to count: a fast error page is no figure.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// Its status.
    pub status: u16,
    /// Bytes it has at least.
    pub bytes: usize,
}

/// A page that has something on it.
pub const PAGE: Fit = Fit { status: 200, bytes: 500 };

/// Asks `address` over [`CLIENTS`] connections until `length` has passed.
pub async fn ask(
    address: &str,
    length: Duration,
    fit: Fit,
    request: impl Fn(usize) -> Request + Clone + 'static,
) -> Result<Load> {
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let (mut line, request) = (Line::open(address).await?, request.clone());
        clients.push(async move |n| check(line.ask(&request(n)).await?, fit));
    }
    keep_busy(length, clients).await
}

fn check(answer: Answer, fit: Fit) -> Result<()> {
    let Answer { status, wire, .. } = answer;
    ensure!(status == fit.status && wire >= fit.bytes, "an answer of status {status} with {wire} bytes");
    Ok(())
}

//! A ballot of 5,000 households: the list, the slips, 500 votes over HTTP, all others, the close and the count.
//! `cargo run --release -p linju-ballot --example ballot_bench` prints what each took.

#[path = "../tests/ballot/stage.rs"]
#[allow(dead_code)]
mod stage;

use linju_ballot::rules::{Asks, Form};
use linju_db::Db;
use stage::Desk;
use std::time::Instant;

const HOUSEHOLDS: usize = 5_000;
const BY_HTTP: usize = 500;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let url =
        std::env::args().nth(1).unwrap_or(format!("sqlite:{}", folder.path().join("bench.db").display()));
    let desk = Desk::on(Db::open(&url).expect("a database")).await;
    let told =
        |what: &str, since: Instant| println!("{what:<44} {:>9.1} ms", since.elapsed().as_secs_f64() * 1e3);

    let since = Instant::now();
    let (row, slips, shares) = desk.opened(Form::Consultation, Asks::One, HOUSEHOLDS).await;
    told("people, list, notice, 5,000 codes, key", since);

    let path = format!("/a/jiugeng/ballots/{}/vote", row.id);
    let mut took = Vec::new();
    for (n, slip) in slips.iter().take(BY_HTTP).enumerate() {
        let mut browser = desk.stage.browser();
        let since = Instant::now();
        let choice = ["1", "2", "3"][n % 3];
        let answer = browser.post(&path, &[("code", &slip.code), ("choice", choice)]).await;
        took.push(since.elapsed().as_secs_f64() * 1e3);
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    }
    took.sort_by(f64::total_cmp);
    println!(
        "vote over HTTP: median {:.2} ms, 99th of 100 {:.2} ms",
        took[BY_HTTP / 2],
        took[BY_HTTP * 99 / 100]
    );

    let since = Instant::now();
    for slip in slips.iter().skip(BY_HTTP) {
        desk.vote(&row, &slip.voter, "2").await.expect("a vote");
    }
    let n = (HOUSEHOLDS - BY_HTTP) as f64;
    println!("{:<44} {:>9.1} a second", "votes one after the other", n / since.elapsed().as_secs_f64());

    let since = Instant::now();
    let closed = desk.close(&row).await;
    told("close: the list of the box", since);
    let since = Instant::now();
    desk.count(&closed, [&shares[0], &shares[1]]).await.expect("counted");
    told("count: open, shuffle, count, write", since);
}

//! For whoever runs the house: is it alive, can it work, and how it is doing.

use crate::app::App;
use crate::error::Error;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use linju_db::Calls;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the classes of duration, in milliseconds.
const CLASSES: [u64; 9] = [1, 5, 10, 25, 100, 250, 1_000, 2_500, 10_000];
/// How long the database may take to answer before this node is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// Requests answered so far, by route and status.
#[derive(Debug, Default)]
pub struct Answered(Mutex<BTreeMap<(String, u16), Durations>>);

#[derive(Debug, Clone, Copy, Default)]
struct Durations {
    count: u64,
    micros: u64,
    within: [u64; CLASSES.len()],
}

impl Answered {
    /// Counts one answer. `route` is the pattern of the path, never the path itself.
    pub fn note(&self, route: &str, status: StatusCode, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.entry((route.to_owned(), status.as_u16())).or_default();
        one.count += 1;
        one.micros += took.as_micros() as u64;
        let classes = CLASSES.iter().zip(&mut one.within);
        classes.filter(|(end, _)| took <= Duration::from_millis(**end)).for_each(|(_, count)| *count += 1);
    }

    fn write(&self, out: &mut String) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        head(out, "linju_answer_seconds", "histogram", "How long answers took, by route and status.");
        for ((route, status), durations) in &all {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            for (end, count) in CLASSES.iter().zip(durations.within) {
                let end = *end as f64 / 1e3;
                line(out, &format!("linju_answer_seconds_bucket{{{labels},le=\"{end}\"}}"), count);
            }
            line(out, &format!("linju_answer_seconds_bucket{{{labels},le=\"+Inf\"}}"), durations.count);
            line(out, &format!("linju_answer_seconds_sum{{{labels}}}"), seconds(durations.micros));
            line(out, &format!("linju_answer_seconds_count{{{labels}}}"), durations.count);
        }
    }
}

/// The routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Ready: the database answers, and this node may make ids.
async fn ready(State(app): State<App>) -> Response {
    let away = |why: &'static str| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    match tokio::time::timeout(PATIENCE, app.house.db.one::<(i64,)>("select 1")).await {
        Ok(Ok(_)) if app.house.is_current() => "ready\n".into_response(),
        Ok(Ok(_)) => away("this node has lost its number\n"),
        _ => away("the database is away\n"),
    }
}

/// The figures, in Prometheus' text format. They are for the machine itself, or for whoever has the token.
async fn metrics(State(app): State<App>, request: Request) -> Result<Response, Error> {
    if !may_read(&app, &request) {
        return Err(Error::NotFound);
    }
    let mut out = String::new();
    head(&mut out, "linju_info", "gauge", "This program.");
    let (release, node) = (env!("CARGO_PKG_VERSION"), app.house.node_number());
    line(&mut out, &format!("linju_info{{release=\"{release}\",node=\"{node}\"}}"), 1);
    app.answered.write(&mut out);
    database(&app, &mut out);
    jobs(&app, &mut out).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], out).into_response())
}

fn may_read(app: &App, request: &Request) -> bool {
    let headers = request.headers();
    if let Some(token) = &app.reach.metrics_token {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        // By hashes, so that a wrong one does not tell by its time how much of it was right.
        let hash = |text: &str| Sha256::digest(text);
        return given
            .and_then(|given| given.strip_prefix("Bearer "))
            .is_some_and(|given| hash(given) == hash(token));
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key(header::FORWARDED);
    peer.is_some_and(|peer| peer.0.ip().is_loopback()) && !forwarded
}

/// Name, what it means, and how it is read from the calls of one kind.
type Figure = (&'static str, &'static str, fn(&Calls) -> String);

fn database(app: &App, out: &mut String) {
    let usage = app.house.db.usage();
    let kinds = [("read", usage.reads), ("write", usage.writes)];
    let figures: [Figure; 4] = [
        ("linju_db_calls_total", "Calls of the database.", |calls| calls.calls.to_string()),
        ("linju_db_failed_total", "Calls that failed or were refused.", |calls| calls.failed.to_string()),
        ("linju_db_slow_total", "Calls slower than the threshold.", |calls| calls.slow.to_string()),
        ("linju_db_seconds_total", "How long they took.", |calls| seconds(calls.micros).to_string()),
    ];
    for (name, help, of) in figures {
        head(out, name, "counter", help);
        for (kind, calls) in &kinds {
            line(out, &format!("{name}{{kind=\"{kind}\"}}"), of(calls));
        }
    }
}

async fn jobs(app: &App, out: &mut String) -> Result<(), Error> {
    let standings = app.house.standings().await?;
    let now = app.house.now();
    head(out, "linju_job_failures", "gauge", "Runs that failed since the last that went well.");
    for job in &standings {
        line(out, &format!("linju_job_failures{{job=\"{}\"}}", job.name), job.failures);
    }
    head(out, "linju_job_late_seconds", "gauge", "How long a job has been due.");
    for job in &standings {
        let late = (now.0 - job.due.0).max(0) / 1_000;
        line(out, &format!("linju_job_late_seconds{{job=\"{}\"}}", job.name), late);
    }
    Ok(())
}

fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a string never fails.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name} {value}");
}

//! A provider on this machine: takes what it is sent, or plays one that is busy, refuses or never answers.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Fine,
    Busy,
    Refuses,
    Silent,
}

struct Book {
    mood: Mood,
    heard: usize,
    taken: Vec<String>,
}

type Shared = Arc<Mutex<Book>>;

pub struct Provider {
    address: SocketAddr,
    book: Shared,
    running: JoinHandle<()>,
}

impl Provider {
    pub async fn start() -> Provider {
        let book = Arc::new(Mutex::new(Book { mood: Mood::Fine, heard: 0, taken: Vec::new() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        Provider { address, running: serve(listener, book.clone()), book }
    }

    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn is(&self, mood: Mood) {
        self.book.lock().expect("a book").mood = mood;
    }

    /// How many calls reached it.
    pub fn heard(&self) -> usize {
        self.book.lock().expect("a book").heard
    }

    /// What it took: query and body, unescaped.
    pub fn taken(&self) -> Vec<String> {
        self.book.lock().expect("a book").taken.clone()
    }

    /// Nobody listens any more.
    pub async fn stop(&mut self) {
        self.running.abort();
        let _ = (&mut self.running).await;
    }

    /// It listens again where it did.
    pub async fn resume(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the same port");
        self.running = serve(listener, self.book.clone());
    }
}

fn serve(listener: TcpListener, book: Shared) -> JoinHandle<()> {
    let router =
        Router::new().route("/", post(take)).route("/cgi-bin/webhook/send", post(take)).with_state(book);
    tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") })
}

async fn take(State(book): State<Shared>, RawQuery(query): RawQuery, body: String) -> Response {
    let mut book = book.lock().expect("a book");
    book.heard += 1;
    match book.mood {
        Mood::Fine => {
            book.taken.push(format!("{} {body}", query.unwrap_or_default()));
            (json!({ "Code": "OK", "BizId": "1", "errcode": 0 })).to_string().into_response()
        }
        Mood::Busy => {
            (json!({ "Code": "isv.BUSINESS_LIMIT_CONTROL", "errcode": 45009 })).to_string().into_response()
        }
        Mood::Refuses => {
            (json!({ "Code": "isv.MOBILE_NUMBER_ILLEGAL", "errcode": 93000 })).to_string().into_response()
        }
        Mood::Silent => (StatusCode::OK, "").into_response(),
    }
}

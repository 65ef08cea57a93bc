//! Fresh databases for tests.

use crate::{Db, Engine};
use std::sync::atomic::{AtomicU32, Ordering};

/// The environment variable that names a PostgreSQL database for tests.
const POSTGRES: &str = "LINJU_TEST_POSTGRES";

/// An empty database on `engine`, walled off from all others; `None` if no PostgreSQL is at hand.
/// On PostgreSQL it is a schema of its own, which goes with the server the tests were given; deadlocks are
/// found at once there, which only a superuser may ask for.
pub async fn fresh(engine: Engine) -> Option<Db> {
    if engine == Engine::Sqlite {
        return Some(Db::open("sqlite::memory:").expect("a temporary database opens"));
    }
    let Ok(url) = std::env::var(POSTGRES) else {
        println!("skipped: PostgreSQL ({POSTGRES} names none)");
        return None;
    };
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let server = Db::open(&url).expect("the test server's address is readable");
    let script = format!("drop schema if exists {schema} cascade; create schema {schema}");
    server.script(script).await.expect("the test server makes a schema");
    let join = if url.contains('?') { '&' } else { '?' };
    let options = format!("options=-csearch_path%3D{schema}%20-cdeadlock_timeout%3D10ms");
    Some(Db::open(&format!("{url}{join}{options}")).expect("the address stays readable"))
}

/// Runs `test` on a fresh SQLite database and, if one is at hand, on a fresh PostgreSQL.
pub async fn each_engine<F: Future<Output = ()>>(test: impl Fn(Db) -> F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(db) = fresh(engine).await {
            println!("on {engine:?}");
            test(db).await;
        }
    }
}

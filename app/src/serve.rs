//! Running the server.

use crate::open::Place;
use crate::wiring::FEATURES;
use anyhow::{Context, bail};
use linju_core::House;
use linju_core::jobs::Job;
use linju_core::reaction::Reaction;
use linju_kernel::Clock;
#[cfg(not(feature = "test-clock"))]
use linju_kernel::time::SystemClock;
use linju_web::App;
use linju_web::app::Reach;
use linju_web::server::{Tls, serve};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How to serve.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Certificate chain (PEM); needs --tls-key. Recording voice on a phone needs https.
    #[arg(long, env = "LINJU_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key (PEM) of the certificate.
    #[arg(long, env = "LINJU_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Address residents open, as printed in QR codes: https://jiugeng.example.cn
    #[arg(long, env = "LINJU_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Requests come through a proxy on this machine or network: believe its X-Forwarded-For.
    #[arg(long, env = "LINJU_BEHIND_PROXY", value_parser = clap::builder::FalseyValueParser::new())]
    pub behind_proxy: bool,
    /// What whoever reads /metrics must show as a bearer token; without one only this machine may read it.
    #[arg(long, env = "LINJU_METRICS_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
    /// Hosts (host or host:port) that message channels may be pointed at besides the providers' own: an office's own
    /// SMS gateway. Several are separated by commas.
    #[arg(long, env = "LINJU_CHANNEL_HOSTS", value_name = "HOSTS", value_delimiter = ',')]
    pub channel_hosts: Vec<String>,
    /// Log calls of the database that take at least so many milliseconds; 0 logs none.
    #[arg(long, env = "LINJU_SLOW_MS", default_value_t = 200, value_name = "MS")]
    pub slow_ms: u64,
}

/// Takes the address first, so that a port in use is said before anything else is done.
pub fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let advice = "another program may use it; choose another with --listen ADDR:PORT";
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}: {advice}"))
}

/// The clock a server runs by. With the feature `test-clock`, tests can move it.
pub fn clock() -> Arc<dyn Clock> {
    #[cfg(feature = "test-clock")]
    {
        Arc::new(moved::MovedClock)
    }
    #[cfg(not(feature = "test-clock"))]
    {
        Arc::new(SystemClock)
    }
}

/// Serves `house` on `listener` until asked to stop. `ready` is called with the address once it listens.
pub async fn run(
    house: Arc<House>,
    listener: TcpListener,
    options: &Options,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let tls = options.tls_cert.clone().zip(options.tls_key.clone());
    let tls = tls.map(|(certificate, key)| Tls { certificate, key });
    let https = tls.is_some() || options.public_url.as_deref().is_some_and(|u| u.starts_with("https://"));
    let scheme = if tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr()?);
    let public_url = options.public_url.clone().unwrap_or_else(|| address.clone());
    if !public_url.starts_with("http") {
        bail!("--public-url must begin with http:// or https://");
    }
    let reach = Reach {
        https,
        behind_proxy: options.behind_proxy,
        public_url: public_url.trim_end_matches('/').to_owned(),
        metrics_token: options.metrics_token.clone(),
    };
    linju_channel::gateway::allow(&house, options.channel_hosts.clone());
    house.db.log_slower_than(Duration::from_millis(options.slow_ms));
    let app = App::new(house.clone(), FEATURES, reach);
    #[allow(unused_mut)]
    let mut router = app.router(FEATURES);
    #[cfg(feature = "test-clock")]
    {
        router = router.merge(moved::routes());
    }
    let jobs: Vec<Job> = FEATURES.iter().flat_map(|f| f.jobs.iter().copied()).collect();
    tokio::spawn(house.clone().run_jobs(jobs));
    tokio::spawn(follow(app.clone()));
    ready(&address);
    serve(router, listener, tls).await.context("the server stopped")
}

/// The reactions of all features: one node's work at a time.
const REACTIONS: Job = Job {
    name: "reactions",
    every_seconds: 0,
    run: |house| Box::pin(async move { house.react_everywhere(&reactions()).await }),
};

/// What every feature does when something happens elsewhere.
pub fn reactions() -> Vec<Reaction> {
    FEATURES.iter().flat_map(|f| f.reactions.iter().copied()).collect()
}

/// Lets every feature's reactions follow what happens, whenever something did.
async fn follow(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(2));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        app.limits.sweep();
        if let Err(error) = follow_once(&app.house).await {
            tracing::warn!(%error, "what happened cannot be read; it is tried again");
        }
    }
}

async fn follow_once(house: &Arc<House>) -> linju_core::Result<()> {
    if !house.unread_areas().await?.is_empty() {
        house.run_due(&[REACTIONS]).await?;
    }
    Ok(())
}

/// Opens a data folder and serves it.
pub async fn serve_place(place: &Place, address: SocketAddr, options: &Options) -> anyhow::Result<()> {
    let listener = listen(address)?;
    let house = place.house(clock()).await?;
    if house.reference().areas.is_empty() {
        eprintln!(
            "There is no area yet: linju admin street NAME, then linju admin area …, then linju admin account …"
        );
    }
    run(house, listener, options, |address| println!("Linju is at {address}")).await
}

#[cfg(feature = "test-clock")]
mod moved {
    use axum::Router;
    use axum::extract::Path;
    use axum::routing::post;
    use linju_kernel::time::SystemClock;
    use linju_kernel::{Clock, Ts};
    use std::sync::atomic::{AtomicI64, Ordering};

    static AHEAD_MS: AtomicI64 = AtomicI64::new(0);

    /// The machine's clock, ahead by what tests asked for.
    #[derive(Debug)]
    pub struct MovedClock;

    impl Clock for MovedClock {
        fn now(&self) -> Ts {
            SystemClock.now().plus_ms(AHEAD_MS.load(Ordering::SeqCst))
        }
    }

    /// `POST /test/clock/{minutes}` moves time forward.
    pub fn routes() -> Router {
        let forward = |Path(minutes): Path<i64>| async move {
            AHEAD_MS.fetch_add(minutes * 60_000, Ordering::SeqCst);
        };
        Router::new().route("/test/clock/{minutes}", post(forward))
    }
}

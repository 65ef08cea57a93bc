//! Serving: plain or over TLS, until asked to stop.

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Certificate chain and key, as PEM files.
#[derive(Debug, Clone)]
pub struct Tls {
    /// Chain.
    pub certificate: PathBuf,
    /// Key.
    pub key: PathBuf,
}

/// Serves `router` on an already bound listener until the process is asked to stop (SIGINT, SIGTERM); then
/// lets running requests finish for ten seconds.
pub async fn serve(router: Router, listener: TcpListener, tls: Option<Tls>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let handle: Handle<SocketAddr> = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        stopping.graceful_shutdown(Some(Duration::from_secs(10)));
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await,
        Some(tls) => {
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            if rustls::crypto::CryptoProvider::get_default().is_none() {
                _ = rustls::crypto::CryptoProvider::install_default(Arc::unwrap_or_clone(provider));
            }
            let config = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await?;
            axum_server::from_tcp_rustls(listener, config)?.handle(handle).serve(service).await
        }
    }
}

/// Resolves when the process is asked to stop, wherever it is awaited: what would keep a connection open for long
/// ends with it.
pub async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            _ = interrupt.await;
            return;
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    {
        _ = interrupt.await;
    }
}

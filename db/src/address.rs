//! The address of a PostgreSQL: two of its parameters are ours, the others are the driver's.

use crate::{Error, Result};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

const CONNECTIONS: usize = 8;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How to reach a server.
pub(crate) struct Address {
    pub config: Config,
    /// Size of the pool.
    pub connections: usize,
    /// Given certificates to trust, every connection is encrypted and its server's name checked.
    pub tls: Option<MakeRustlsConnect>,
}

impl Address {
    /// Reads `postgres://…?connections=8&sslrootcert=FILE&…`.
    pub fn read(url: &str) -> Result<Self> {
        let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
        let (mut connections, mut roots, mut others) = (CONNECTIONS, None, Vec::new());
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("connections", size)) => connections = pool_size(size)?,
                Some(("sslrootcert", file)) => roots = Some(file),
                _ => others.push(parameter),
            }
        }
        let url = format!("{address}?{}", others.join("&"));
        let mut config: Config = url.parse().map_err(|error| Error::Other(format!("{error}")))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("linju");
        }
        let tls = roots.map(trusting).transpose()?;
        match (&tls, config.get_ssl_mode()) {
            (Some(_), _) => _ = config.ssl_mode(SslMode::Require),
            (None, SslMode::Require) => {
                return Err(Error::Other("sslmode=require needs sslrootcert=FILE, whom to trust".to_owned()));
            }
            (None, _) => {}
        }
        Ok(Self { config, connections, tls })
    }
}

fn pool_size(size: &str) -> Result<usize> {
    match size.parse() {
        Ok(size @ 1..=1000) => Ok(size),
        _ => Err(Error::Other("connections is a number from 1 to 1000".to_owned())),
    }
}

/// TLS that trusts the certificates in `file` and no others.
fn trusting(file: &str) -> Result<MakeRustlsConnect> {
    let unusable = |why: &dyn std::fmt::Display| Error::Other(format!("sslrootcert {file}: {why}"));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unusable(&error))? {
        let certificate = certificate.map_err(|error| unusable(&error))?;
        roots.add(certificate).map_err(|error| unusable(&error))?;
    }
    if roots.is_empty() {
        return Err(unusable(&"no certificate in it"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| unusable(&error))?;
    Ok(MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ours_is_taken_out_and_the_rest_is_the_drivers() {
        let read =
            Address::read("postgres://u@h/d?connections=3&options=-cx%3D1&application_name=desk").unwrap();
        assert_eq!((read.connections, read.tls.is_none()), (3, true));
        assert_eq!(read.config.get_application_name(), Some("desk"));
        assert_eq!(read.config.get_options(), Some("-cx=1"));
        assert_eq!(Address::read("postgres://u@h/d").unwrap().connections, CONNECTIONS);
    }

    #[test]
    fn encryption_without_anyone_to_trust_is_refused() {
        for parameters in ["sslmode=require", "sslrootcert=/nowhere.pem", "connections=0", "connections=many"]
        {
            assert!(Address::read(&format!("postgres://u@h/d?{parameters}")).is_err(), "{parameters}");
        }
    }
}

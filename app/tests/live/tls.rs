//! PostgreSQL over TLS: reached by whoever trusts its certificate, and by nobody else.

use crate::postgres::Cluster;
use crate::rig::wait_for;
use linju_db::Db;

const ENCRYPTED: &str =
    "select case when ssl then 1 else 0 end from pg_stat_ssl where pid = pg_backend_pid()";

#[test]
fn an_encrypted_server_is_reached_by_whoever_trusts_it() {
    let Some(cluster) = Cluster::start() else { return };
    let Some(certificate) = cluster.encrypt() else { return };
    let Some(stranger) = Cluster::start().and_then(|other| Some((other.encrypt()?, other))) else { return };
    wait_for(async {
        let trusting = |file: &std::path::Path| {
            Db::open(&format!("{}?connections=2&sslrootcert={}", cluster.url(), file.display()))
                .expect("an address")
        };
        assert_eq!(trusting(&certificate).one::<(i64,)>(ENCRYPTED).await, Ok((1,)));
        assert!(trusting(&stranger.0).one::<(i64,)>(ENCRYPTED).await.is_err(), "another's certificate");
        let plain = Db::open(&cluster.url()).expect("an address");
        assert!(plain.one::<(i64,)>(ENCRYPTED).await.is_err(), "without encryption");
    });
}

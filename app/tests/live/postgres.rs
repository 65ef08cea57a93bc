//! A PostgreSQL of one's own that may be killed.

use crate::rig::{free_port, signal};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Where the server's programs are, if not where Debian puts them.
const PROGRAMS: &str = "LINJU_POSTGRES_BIN";
/// Small, and as durable as any: what is acknowledged is on disk.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=32MB";

pub struct Cluster {
    bin: PathBuf,
    folder: TempDir,
    port: u16,
    root: bool,
}

impl Cluster {
    /// A fresh cluster; none where no PostgreSQL is installed.
    pub fn start() -> Option<Cluster> {
        let Some(bin) = programs() else {
            println!("skipped: PostgreSQL ({PROGRAMS} names no folder with initdb)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let uid = Command::new("id").arg("-u").output().expect("id is there").stdout;
        let cluster = Cluster { bin, folder, port: free_port(), root: uid.starts_with(b"0\n") };
        if cluster.root {
            let given = Command::new("chown").arg("postgres").arg(cluster.folder.path()).status();
            assert!(given.expect("chown is there").success());
        }
        let options =
            ["--username=linju", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"];
        let made = cluster.command("initdb").args(options).arg(cluster.data()).stdout(Stdio::null()).status();
        assert!(made.expect("initdb runs").success());
        cluster.begin();
        Some(cluster)
    }

    /// Has it take encrypted connections only, by a certificate made for it, and gives that certificate's file.
    /// None where there is no `openssl` to make one.
    pub fn encrypt(&self) -> Option<PathBuf> {
        const FORM: &str = "[req]\ndistinguished_name=name\nx509_extensions=for\n[name]\n\
                            [for]\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n";
        let (data, form) = (self.data(), self.folder.path().join("form"));
        std::fs::write(&form, FORM).expect("a file");
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-days",
                "2",
                "-subj",
                "/CN=linju",
                "-config",
            ])
            .arg(&form)
            .arg("-keyout")
            .arg(data.join("server.key"))
            .arg("-out")
            .arg(data.join("server.crt"))
            .output();
        if !made.is_ok_and(|output| output.status.success()) {
            println!("skipped: an encrypted PostgreSQL (there is no openssl)");
            return None;
        }
        if self.root {
            let key = Command::new("chown").arg("postgres").arg(data.join("server.key")).status();
            assert!(key.expect("chown is there").success());
        }
        std::fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n").expect("a file");
        std::fs::write(data.join("postgresql.auto.conf"), "ssl = on\n").expect("a file");
        self.kill();
        self.begin();
        Some(data.join("server.crt"))
    }

    pub fn url(&self) -> String {
        format!("postgres://linju@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills it as a power cut would, processes and all, and starts it again.
    pub fn kill(&self) {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid")).expect("it runs");
        let first = file.lines().next().and_then(|line| line.trim().parse().ok());
        signal("KILL", first.expect("its process id"));
    }

    /// Starts it. After a kill its children may hold its memory for a moment; then it is tried again.
    pub fn begin(&self) {
        for _ in 0..50 {
            let options = format!("-p {} {SETTINGS}", self.port);
            let started = self
                .command("pg_ctl")
                .args(["start", "--wait", "--silent", "--pgdata"])
                .arg(self.data())
                .arg("--log")
                .arg(self.folder.path().join("log"))
                .args(["--options", &options])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if started.expect("pg_ctl runs").success() {
                return;
            }
        }
        panic!("PostgreSQL does not come up again");
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// One of its programs; never as root, which it refuses.
    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = Command::new(if self.root { Path::new("runuser") } else { &program });
        if self.root {
            command.args(["-u", "postgres", "--"]).arg(program);
        }
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stop =
            self.command("pg_ctl").args(["stop", "--mode=immediate", "--pgdata"]).arg(self.data()).output();
        // One that was killed is stopped already.
        drop(stop);
    }
}

fn programs() -> Option<PathBuf> {
    let named = std::env::var_os(PROGRAMS).map(PathBuf::from);
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let debian = debian.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    named.into_iter().chain(debian).find(|bin| bin.join("initdb").is_file())
}

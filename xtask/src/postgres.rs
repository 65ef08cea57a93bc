//! A PostgreSQL cluster for the length of a test run, private to it.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::process::{free_port, output, run};

/// Nothing here outlives the run, so durability is traded for speed.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 \
                        -c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// A running cluster. It is stopped and its folder removed when this is dropped and equally when
/// this program is killed: a guard process waits for the end of our pipe and cleans up after us.
pub struct Cluster {
    port: u16,
    guard: Child,
}

impl Cluster {
    /// Makes a cluster in a temporary folder and starts it on a free port. PostgreSQL refuses to run
    /// as root; then it runs as `postgres`, or as `nobody` where that account does not exist.
    pub fn start(bin: &Path) -> Result<Self> {
        let account = Account::for_server()?;
        let home = std::env::temp_dir().join(format!("linju-postgres-{}", std::process::id()));
        account.make_folder(&home)?;
        let guard = guard(&account, bin, &home)?;
        // From here on the guard cleans up, whatever fails below.
        let cluster = Self { port: free_port()?, guard };
        let data = home.join("data");
        output(
            account
                .command(&bin.join("initdb"))
                .args(["--username=linju", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
                .arg("--pgdata")
                .arg(&data),
        )?;
        // Not `output`: the server inherits our streams and would keep a pipe open for ever.
        run(account
            .command(&bin.join("pg_ctl"))
            .args(["start", "--wait", "--silent", "--pgdata"])
            .arg(&data)
            .arg("--log")
            .arg(home.join("log"))
            .arg("--options")
            .arg(format!("-p {} {SETTINGS}", cluster.port)))?;
        Ok(cluster)
    }

    /// The address for `LINJU_TEST_POSTGRES`.
    pub fn url(&self) -> String {
        format!("postgres://linju@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: the PostgreSQL guard is lost: {error}");
        }
    }
}

/// Starts the guard in a process group of its own, so that Ctrl-C in the terminal does not reach it.
fn guard(account: &Account, bin: &Path, home: &Path) -> Result<Child> {
    const SCRIPT: &str = "cat >/dev/null; home=$1; shift; \"$@\" >/dev/null 2>&1; rm -rf \"$home\"";
    let stop = account.command(&bin.join("pg_ctl"));
    Command::new("sh")
        .args(["-c", SCRIPT, "guard"])
        .arg(home)
        .arg(stop.get_program())
        .args(stop.get_args())
        .args(["stop", "--mode=immediate", "--pgdata"])
        .arg(home.join("data"))
        .current_dir("/")
        .stdin(Stdio::piped())
        .process_group(0)
        .spawn()
        .context("cannot start the PostgreSQL guard")
}

/// Who runs the server.
enum Account {
    Myself,
    Other(&'static str),
}

impl Account {
    fn for_server() -> Result<Self> {
        if output(Command::new("id").arg("-u"))?.trim() != "0" {
            return Ok(Self::Myself);
        }
        let has_postgres = output(Command::new("id").args(["-u", "postgres"])).is_ok();
        Ok(Self::Other(if has_postgres { "postgres" } else { "nobody" }))
    }

    fn command(&self, program: &PathBuf) -> Command {
        let mut command = match self {
            Self::Myself => Command::new(program),
            Self::Other(name) => {
                let mut command = Command::new("runuser");
                command.args(["-u", name, "--"]).arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }

    fn make_folder(&self, path: &Path) -> Result<()> {
        let mut command = Command::new("install");
        command.args(["--directory", "--mode=700"]);
        if let Self::Other(name) = self {
            command.arg("--owner").arg(name);
        }
        run(command.arg(path))
    }
}

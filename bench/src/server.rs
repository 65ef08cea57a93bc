//! A server under measure: a process of its own, what it used of the processor, how much memory it holds.

use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The kernel counts a process's time in hundredths of a second, on every architecture that matters here.
const TICK: Duration = Duration::from_millis(10);

/// How long a server is looked at to see whether it still works.
const LOOK: Duration = Duration::from_secs(1);

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, as `127.0.0.1:port`.
    pub address: String,
}

impl Server {
    /// `linju serve` on a data folder.
    pub fn serve(linju: &Path, data: &Path) -> Result<Server> {
        Server::start(Command::new(linju).arg("--log").arg("error").arg("serve").arg("--data").arg(data))
    }

    /// `linju demo` on the demo's folder, made if it is not there.
    pub fn demo(linju: &Path, data: &Path) -> Result<Server> {
        Server::start(Command::new(linju).arg("--log").arg("error").arg("demo").arg("--data").arg(data))
    }

    /// This program as a server of one bare page.
    pub fn hello() -> Result<Server> {
        Server::start(Command::new(std::env::current_exe()?).arg("hello"))
    }

    /// Starts it and waits until it says where it listens.
    fn start(command: &mut Command) -> Result<Server> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let child = command
            .args(["--listen", &address])
            .env("LINJU_BENCH_WITHOUT_LIMITS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let mut server = Server { child, address };
        let said = server.child.stdout.take().context("it has an output")?;
        let mut lines = BufReader::new(said).lines().map_while(|line| line.ok());
        ensure!(lines.any(|line| line.contains(&server.address)), "{command:?} ended before it listened");
        // Whatever it says later is read and let go, so that it never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    /// Time it has spent on the processor, all its threads together.
    pub fn busy(&self) -> Result<Duration> {
        let stat = self.proc("stat")?;
        // Fields are counted behind the name, which may hold anything: utime and stime are the 12th and 13th.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<u32>().ok()).context("a count of ticks");
        Ok(TICK * (ticks(11)? + ticks(12)?))
    }

    /// Waits until it has done what it found to do when it started, and says how long that took: the world was
    /// written around it, and its reactions follow what came in the last days.
    pub async fn settle(&self) -> Result<Duration> {
        let begun = Instant::now();
        loop {
            let before = self.busy()?;
            tokio::time::sleep(LOOK).await;
            if self.busy()? - before <= LOOK / 20 {
                return Ok(begun.elapsed());
            }
        }
    }

    /// Memory it holds, in MB of a million bytes.
    pub fn memory(&self) -> Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a resident size")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").trim().parse()?;
        Ok(kib * 1024.0 / 1e6)
    }

    fn proc(&self, file: &str) -> Result<String> {
        Ok(std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id()))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good as ended now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

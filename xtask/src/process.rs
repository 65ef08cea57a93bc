//! Small helpers around child processes and the places they work in.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use anyhow::{Context, Result, bail, ensure};

/// The repository's root, where every command runs.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The release build of the program.
pub fn release_binary() -> Result<PathBuf> {
    built("release")
}

/// The build that browser tests drive: with the test clock, apart from what is handed out.
pub fn browser_binary() -> Result<PathBuf> {
    built("browser")
}

/// The program as built in `profile`. This program itself lies in `<target>/<profile>/`, so cargo's target folder is known without
/// asking for it again, wherever a setting has moved it.
fn built(profile: &str) -> Result<PathBuf> {
    let me = std::env::current_exe().context("where am I?")?;
    let target = me.ancestors().nth(2).context("not run from a cargo target folder")?;
    Ok(target.join(profile).join("linju"))
}

/// A `cargo` command at the root. On a build server nothing is compiled incrementally, because
/// nothing there is compiled twice.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root());
    if std::env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs a command with its output on the screen; anything but success is an error that names it.
pub fn run(command: &mut Command) -> Result<()> {
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}

/// Runs a command and returns what it printed; on failure the error carries both its streams.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {command:?}"))?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    if !out.status.success() {
        bail!("{command:?}: {}\n{text}{}", out.status, String::from_utf8_lossy(&out.stderr));
    }
    Ok(text)
}

/// A port of this machine that nobody listens on at this moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").context("no free port")?.local_addr()?.port())
}

/// A folder of our own under the system's temporary folder, removed when dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes the folder; `name` and the process id keep runs apart.
    pub fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("linju-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing to be done about a folder that will not go; the system clears it in time.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server we started: its lines of output as they come, and its end when dropped.
pub struct Server {
    child: Child,
    /// What it printed on standard output; closed when the program ends.
    pub lines: Receiver<String>,
}

impl Server {
    /// Starts the command with its standard output read line by line.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let stdout = child.stdout.take().context("no standard output")?;
        let (tx, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // The program goes on printing after nobody listens; read on, so that it never blocks.
                let _ = tx.send(line);
            }
        });
        Ok(Self { child, lines })
    }

    /// Waits for a program that has closed its output, and tells whether it ended well.
    pub fn ended_well(&mut self) -> Result<bool> {
        Ok(self.child.wait()?.success())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good as ended now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! `cargo xtask demo-check`: the first thing a newcomer does, done by a machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::process::{Scratch, Server, cargo, free_port, release_binary, run as run_command};
use crate::steps::Steps;

/// Long enough for a cold, busy machine to fill the demo's database; reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(120);

/// Builds the program and checks that the demo starts, starts again on what it left, and leaves a
/// folder alone that is not its own.
pub fn run() -> Result<()> {
    let mut steps = Steps::default();
    let outcome = check(&mut steps);
    steps.summary();
    outcome
}

fn check(steps: &mut Steps) -> Result<()> {
    steps.take("release build", || run_command(&mut cargo(&["build", "--release", "--package", "linju"])))?;
    let scratch = Scratch::new("demo-check")?;
    let data = scratch.path().join("demo");
    steps.take("first start answers", || answers(&data))?;
    steps.take("second start answers", || answers(&data))?;
    let foreign = scratch.path().join("letters");
    steps.take("another's folder is left alone", || refuses(&foreign))
}

fn answers(data: &Path) -> Result<()> {
    let port = free_port()?;
    let server = start(data, port)?;
    let address = format!("127.0.0.1:{port}");
    loop {
        match server.lines.recv_timeout(PATIENCE) {
            Ok(line) if line.contains(&address) => break,
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => bail!("the demo did not say that it listens on {address}"),
            Err(RecvTimeoutError::Disconnected) => bail!("the demo ended before it listened"),
        }
    }
    let status = get_status(&address)?;
    ensure!(status == 200, "GET / answered {status}");
    Ok(())
}

fn refuses(foreign: &Path) -> Result<()> {
    std::fs::create_dir(foreign)?;
    std::fs::write(foreign.join("letter.txt"), "not yours")?;
    let port = free_port()?;
    let mut server = start(foreign, port)?;
    loop {
        match server.lines.recv_timeout(PATIENCE) {
            Ok(line) => ensure!(!line.contains(&format!(":{port}")), "the demo moved into another's folder"),
            Err(RecvTimeoutError::Timeout) => bail!("the demo neither refused nor started"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    ensure!(!server.ended_well()?, "the demo refused the folder but reported success");
    let left: Vec<_> = std::fs::read_dir(foreign)?.collect::<Result<_, _>>()?;
    ensure!(left.len() == 1, "the demo left {} things in another's folder", left.len() - 1);
    Ok(())
}

fn start(data: &Path, port: u16) -> Result<Server> {
    let listen = format!("127.0.0.1:{port}");
    Server::start(Command::new(release_binary()?).args(["demo", "--listen", &listen, "--data"]).arg(data))
}

fn get_status(address: &str) -> Result<u16> {
    let mut stream = TcpStream::connect(address).with_context(|| format!("nobody listens on {address}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(64).read_to_string(&mut answer)?;
    answer
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .with_context(|| format!("not HTTP: {answer:?}"))
}

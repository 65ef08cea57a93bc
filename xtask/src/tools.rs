//! The tools the tests need beyond cargo: found where they usually are, or installed on Debian.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow, bail};

use crate::process::output;

const POSTGRES_AT_LEAST: u32 = 15;
const NODE_AT_LEAST: u32 = 18;

/// Where the found tools are.
pub struct Tools {
    /// The folder with `initdb`, `pg_ctl` and `postgres`.
    pub postgres_bin: PathBuf,
    /// The browser.
    pub chromium: PathBuf,
    /// Node's package manager; Node itself is beside it on the path.
    pub npm: PathBuf,
}

/// Finds every tool, installing what is missing where that is possible: as root on Debian or a
/// relative. Elsewhere the error says what to install.
pub fn find_or_install() -> Result<Tools> {
    let missing = missing_packages();
    if !missing.is_empty() {
        install(&missing)?;
    }
    match (postgres_bin(), chromium(), npm(), has_chinese_font()) {
        (Some(postgres_bin), Some(chromium), Some(npm), true) => {
            println!("PostgreSQL  {}", postgres_bin.display());
            println!("Chromium    {}", chromium.display());
            println!("npm         {}", npm.display());
            Ok(Tools { postgres_bin, chromium, npm })
        }
        _ => bail!("still missing after installation: {}", missing_packages().join(" ")),
    }
}

/// The folder of PostgreSQL's programs alone.
pub fn find_postgres() -> Result<PathBuf> {
    if postgres_bin().is_none() {
        install(&["postgresql"])?;
    }
    postgres_bin().ok_or_else(|| anyhow!("PostgreSQL {POSTGRES_AT_LEAST}+ is missing"))
}

/// Debian's names of the packages that hold what was not found.
fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if postgres_bin().is_none() {
        missing.push("postgresql");
    }
    if chromium().is_none() {
        missing.push("chromium");
    }
    if !has_chinese_font() {
        missing.extend(["fontconfig", "fonts-noto-cjk"]);
    }
    if npm().is_none() {
        missing.extend(["nodejs", "npm"]);
    }
    missing
}

fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0");
    if !is_root || on_path("apt-get").is_none() {
        bail!(
            "the tests need PostgreSQL {POSTGRES_AT_LEAST}+, Chromium, a Chinese font and Node {NODE_AT_LEAST}+ \
             with npm; install what is missing and run again. On Debian:\n\n  \
             sudo apt-get update && sudo apt-get install --yes {list}\n"
        );
    }
    println!("installing {list}");
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    output(apt().arg("update"))?;
    output(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages)).map(drop)
}

fn postgres_bin() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let debian = versions.into_iter().rev().map(|(_, bin)| bin);
    path_folders().into_iter().chain(debian).find(|bin| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|name| bin.join(name).is_file())
            && major_version(&bin.join("postgres")).is_some_and(|major| major >= POSTGRES_AT_LEAST)
    })
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path))
}

fn npm() -> Option<PathBuf> {
    on_path("node").filter(|node| major_version(node).is_some_and(|major| major >= NODE_AT_LEAST))?;
    on_path("npm")
}

fn has_chinese_font() -> bool {
    output(Command::new("fc-list").arg(":lang=zh-cn")).is_ok_and(|fonts| !fonts.trim().is_empty())
}

/// The first whole number a program prints when asked for its version: `v20.1.0`, `… 15.18 (…)`.
fn major_version(program: &Path) -> Option<u32> {
    let text = output(Command::new(program).arg("--version")).ok()?;
    text.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok()
}

fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

fn on_path(program: &str) -> Option<PathBuf> {
    path_folders().into_iter().map(|folder| folder.join(program)).find(|path| path.is_file())
}

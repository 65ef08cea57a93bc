//! `linju move`: everything from one database to another, and the files from one folder to another.

use crate::open::store;
use crate::wiring;
use anyhow::{Context, bail, ensure};
use linju_core::file::FileStore;
use linju_db::transfer::{Content, Progress, transfer};
use linju_db::{Db, Sql, args};
use linju_kernel::time::SystemClock;
use linju_kernel::{Clock, Ts};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// What to move, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Database to move: sqlite:FILE or postgres://…
    #[arg(long, value_name = "URL")]
    pub from: String,
    /// Empty database to move it to.
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// Uploaded files, where they are to move too: a folder, or s3:https://HOST/BUCKET?region=REGION
    #[arg(long, value_name = "DIR|s3:URL", requires = "files_to")]
    pub files_from: Option<String>,
    /// Where to copy them: a folder, or an object store.
    #[arg(long, value_name = "DIR|s3:URL", requires = "files_from")]
    pub files_to: Option<String>,
}

/// Moves, compares, and says what is there now.
pub async fn run(options: &Options) -> anyhow::Result<()> {
    let contents = moved(options, tell).await?;
    let width = contents.iter().map(|content| content.table.len()).max().unwrap_or_default();
    for Content { table, rows, hash } in &contents {
        let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        println!("{table:width$}  {rows:>10}  {hash}");
    }
    let rows: usize = contents.iter().map(|content| content.rows).sum();
    println!("{rows} rows, the same on both sides.");
    if let (Some(from), Some(to)) = (&options.files_from, &options.files_to) {
        let files = copy_files(&store(from)?, &store(to)?)?;
        println!("{files} files copied, each with the content its name says.");
    }
    println!("The master key is not in the database: the servers go on with the one they have.");
    Ok(())
}

/// Moves the database and gives what is there now, table by table.
pub async fn moved(
    options: &Options,
    watch: impl FnMut(Progress<'_>) -> bool,
) -> anyhow::Result<Vec<Content>> {
    ensure!(options.from != options.to, "both are the same database");
    if let Some(file) = options.from.strip_prefix("sqlite:") {
        ensure!(Path::new(file).exists(), "there is no database at {file}");
    }
    let from = Db::open(&options.from).context("cannot open the source")?;
    let to = Db::open(&options.to).context("cannot open the target")?;
    nobody_at_work(&from).await?;
    let contents = transfer(&from, &to, &wiring::migrations(), watch).await?;
    from.close().await;
    to.close().await;
    Ok(contents)
}

/// Refuses while a node of the source may still write.
async fn nobody_at_work(from: &Db) -> anyhow::Result<()> {
    let sql = "select max(until) from lease where name >= 'node/' and name < 'node0'";
    // A source that was never opened by this release has no such table, and nobody at work.
    let Ok((Some(until),)) = from.one::<(Option<Ts>,)>(Sql::new(sql, args![])).await else { return Ok(()) };
    let left = (until.0 - SystemClock.now().0).div_euclid(1_000) + 1;
    if left > 0 {
        bail!(
            "a server or command was at work on the source a moment ago: stop every server, and give this again in {left} seconds"
        );
    }
    Ok(())
}

/// One line that is written over as it goes on; in a file, one line for each table.
fn tell(progress: Progress<'_>) -> bool {
    let Progress { table, done, of } = progress;
    let (mut out, ended) = (std::io::stderr(), done >= of);
    let percent = (done * 100).checked_div(of).unwrap_or(100).min(100);
    let bar = "#".repeat(percent / 4);
    // A progress nobody can see is no reason to stop.
    let _ = match (out.is_terminal(), ended) {
        (true, false) => write!(out, "\r{table:28} [{bar:25}] {done} of {of}  "),
        (true, true) => writeln!(out, "\r{table:28} [{bar:25}] {done} of {of}  "),
        (false, true) => writeln!(out, "{table}: {done}"),
        (false, false) => Ok(()),
    };
    true
}

/// Copies every stored file, each checked against its name. Gives how many there are. What cannot be copied keeps
/// nothing else back, and is named at the end.
pub fn copy_files(from: &FileStore, to: &FileStore) -> anyhow::Result<usize> {
    let names = from.list()?;
    let left: Vec<String> =
        names.iter().filter_map(|name| to.adopt(from, name).err()).map(|why| why.to_string()).collect();
    ensure!(left.is_empty(), "{} of {} files were not copied: {}", left.len(), names.len(), left.join("; "));
    Ok(names.len())
}

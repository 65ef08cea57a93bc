//! Files in and out without a browser: the registry and the hotline's orders in, people and cases out.
//!
//! Everything is done as an account, with its rights in the area and under its name in the ledger. Whoever may
//! run the program on the data folder is trusted to name the account; its password is not asked.

use crate::open::Place;
use crate::wiring::FEATURES;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use linju_core::access::{Right, Session};
use linju_core::words::Locale;
use linju_kernel::time::SystemClock;
use linju_registry::command::{self as registry, Taking};
use linju_request::command as request;
use linju_web::app::Reach;
use linju_web::sheet::ColumnAs;
use linju_web::{App, Page, Staff};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where, and in whose name.
#[derive(Debug, Args)]
pub struct Desk {
    /// Code of the area: jiugeng
    #[arg(long, value_name = "CODE")]
    pub area: String,
    /// Login of the account that does it, and has the right to in this area.
    #[arg(long = "as", value_name = "LOGIN")]
    pub login: String,
}

/// What to import.
#[derive(Debug, Subcommand)]
pub enum In {
    /// People and rooms from a sheet, compared with the register. Columns are known by their heads, in any order.
    ///
    /// Without --apply it only says what is new, changed and gone, and every problem by row and column. With
    /// --apply it writes all of that as one batch, which can be undone on the page “Excel 导入”; rows with a
    /// problem are left out. The account must be one that may change the registry.
    Registry {
        /// Where, and in whose name.
        #[command(flatten)]
        desk: Desk,
        /// The sheet: .xlsx or .csv
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Write it.
        #[arg(long)]
        apply: bool,
        /// Make the buildings and rooms the register does not have.
        #[arg(long)]
        make_places: bool,
        /// The file lists everyone of the buildings it names: whoever is not in it has gone.
        #[arg(long)]
        whole: bool,
        /// Compound of the rows that name none.
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        compound: String,
        /// What a column is, whatever its head says: 姓名=B, once for each. 不用=C leaves one out. The dry run
        /// lists the columns with their letters and what they are taken as.
        #[arg(long = "column", value_name = "WHAT=LETTERS")]
        columns: Vec<ColumnAs>,
    },
    /// Orders of the 12345 hotline from a sheet. An order brought in before is never brought in twice.
    ///
    /// Without --apply it only says what is new, what was brought in before, and every problem by row and column.
    /// With --apply it takes in all that is new, each order as a case of its own, which can be undone on the page
    /// “12345 工单”. The account must be one that works on the area's cases.
    Hotline {
        /// Where, and in whose name.
        #[command(flatten)]
        desk: Desk,
        /// The sheet: .xlsx or .csv
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Write it.
        #[arg(long)]
        apply: bool,
        /// What a column is, whatever its head says: 工单编号=B, once for each. The dry run lists the columns
        /// that nothing is taken from, with their letters.
        #[arg(long = "column", value_name = "WHAT=LETTERS")]
        columns: Vec<ColumnAs>,
    },
}

/// What to export.
#[derive(Debug, Subcommand)]
pub enum Out {
    /// The people of the area with names, birthdays and phones, as .xlsx; recorded as a look, with its reason.
    Registry {
        /// Where, and in whose name.
        #[command(flatten)]
        desk: Desk,
        /// Why; it is recorded.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// File to make; one that is there is never written over.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// The inbox's list of cases as .xlsx, without names and phones.
    Cases {
        /// Where, and in whose name.
        #[command(flatten)]
        desk: Desk,
        /// Ended cases too, not only open ones.
        #[arg(long)]
        all: bool,
        /// File to make; one that is there is never written over.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

/// Brings a file in, or says what it would come to.
pub async fn import(place: &Place, what: In) -> anyhow::Result<()> {
    let lines = match what {
        In::Registry { desk, file, apply, make_places, whole, compound, columns } => {
            let staff = staff(place, &desk, Right::EditRegistry).await?;
            let (name, bytes) = read(&file)?;
            let taking = Taking { compound, make_places, whole };
            let file = registry::File { name: &name, bytes: &bytes, columns: &columns, taking };
            let done = match apply {
                true => registry::import(&staff, file).await,
                false => registry::look(&staff, file).await,
            };
            done.map_err(|error| said(&staff, &error))?
        }
        In::Hotline { desk, file, apply, columns } => {
            let staff = staff(place, &desk, Right::WorkCases).await?;
            let (name, bytes) = read(&file)?;
            let done = match apply {
                true => request::import_hotline(&staff, &name, &bytes, &columns).await,
                false => request::look_hotline(&staff, &bytes, &columns).await,
            };
            done.map_err(|error| said(&staff, &error))?
        }
    };
    println!("{}", lines.join("\n"));
    Ok(())
}

/// Makes a file.
pub async fn export(place: &Place, what: Out) -> anyhow::Result<()> {
    match what {
        Out::Registry { desk, reason, to } => {
            let staff = staff(place, &desk, Right::Reveal).await?;
            let out = fresh(&to)?;
            keep(&staff, out, &to, registry::export(&staff, &reason).await)
        }
        Out::Cases { desk, all, to } => {
            let staff = staff(place, &desk, Right::WorkCases).await?;
            let out = fresh(&to)?;
            keep(&staff, out, &to, request::export_cases(&staff, all).await)
        }
    }
}

/// The account at its desk, with the roles that hold today. It must have `right` there.
async fn staff(place: &Place, desk: &Desk, right: Right) -> anyhow::Result<Staff> {
    if place.database.is_none() && !place.data.join("linju.db").exists() {
        bail!("there is no database in {}", place.data.display());
    }
    let house = place.house(Arc::new(SystemClock)).await?;
    let account = house.account_by_login(&desk.login).await?;
    let account = account.with_context(|| format!("there is no account {}", desk.login))?;
    if account.disabled_at.is_some() {
        bail!("the account {} is disabled", account.login);
    }
    let (_, roles) = house.account(account.id).await?;
    let app = App::new(house, FEATURES, Reach::default());
    let page = Page::of(&app, &Default::default(), &Default::default());
    let mut page = page.at(&desk.area).map_err(|_| anyhow::anyhow!("there is no area {}", desk.area))?;
    let today = page.today();
    let session = Session {
        account: account.id,
        street: account.street_id,
        organisation: account.organisation_id,
        name: account.name,
        grants: roles.iter().filter(|r| r.from <= today && !r.over(today)).map(|r| r.grant).collect(),
        token_hash: Vec::new(),
    };
    if !session.may(right, page.area().id) {
        bail!("the account {} may not do that in {}", desk.login, desk.area);
    }
    page.session = Some(session.clone());
    Ok(Staff { page, session })
}

/// The sentence of what went wrong, as the pages say it.
fn said(staff: &Staff, error: &linju_web::Error) -> anyhow::Error {
    let words = &staff.page.app.house.words;
    anyhow::Error::msg(match error {
        linju_web::Error::Refused(refusal) => words.refusal(Locale::Zh, refusal),
        other => words.get(Locale::Zh, &format!("error-{}", other.name())).into_owned(),
    })
}

fn read(file: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((name.unwrap_or_default(), bytes))
}

/// A file of its own, which only its owner can read, before anything is looked at for it.
fn fresh(to: &Path) -> anyhow::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(to).with_context(|| format!("cannot make {}", to.display()))
}

/// Writes what was exported; where nothing was, the empty file goes.
fn keep(staff: &Staff, mut out: File, to: &Path, made: linju_web::Result<Vec<u8>>) -> anyhow::Result<()> {
    let written = made.map_err(|error| said(staff, &error)).and_then(|bytes| {
        out.write_all(&bytes)
            .and_then(|()| out.sync_all())
            .with_context(|| format!("cannot write {}", to.display()))
    });
    if written.is_err() {
        std::fs::remove_file(to).with_context(|| format!("{} is left incomplete", to.display()))?;
    }
    written?;
    println!("{}", to.display());
    Ok(())
}

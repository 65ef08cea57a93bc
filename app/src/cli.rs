//! The command line. Every option is also an environment variable.

use crate::engines::{classify, hotspots, opinions, recount, similar, tally, visits};
use crate::open::Place;
use crate::{admin, archive, demo, exchange, moving, serve};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// 邻聚 Linju: every request answered, every matter settled, everything accounted for.
#[derive(Debug, Parser)]
#[command(name = "linju", version, about, long_about = None, arg_required_else_help = true)]
pub struct Cli {
    /// What to log: error, warn, info, debug, or a filter such as linju_web=debug.
    #[arg(long, env = "LINJU_LOG", default_value = "info", global = true, value_name = "FILTER")]
    pub log: String,
    /// How to log: text for people, json for machines.
    #[arg(long, env = "LINJU_LOG_FORMAT", default_value = "text", global = true, value_name = "FORMAT")]
    pub log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How to log.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server on a data folder.
    Serve {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
        /// Address and port to listen on.
        #[arg(long, env = "LINJU_LISTEN", default_value = "127.0.0.1:8600", value_name = "ADDR:PORT")]
        listen: SocketAddr,
        /// How to serve.
        #[command(flatten)]
        options: serve::Options,
    },
    /// Show the demo street: 北外滩街道 with 汉阳, 久耕 and 三联, invented people, a year of requests.
    Demo {
        /// Folder of the demo; made on the first run. Another's folder is never touched.
        #[arg(long, env = "LINJU_DEMO_DATA", default_value = "linju-demo", value_name = "DIR")]
        data: PathBuf,
        /// Address and port to listen on.
        #[arg(long, env = "LINJU_LISTEN", default_value = "127.0.0.1:8600", value_name = "ADDR:PORT")]
        listen: SocketAddr,
        /// Throw the demo's former data away and begin again.
        #[arg(long)]
        fresh: bool,
        /// How to serve.
        #[command(flatten)]
        options: serve::Options,
    },
    /// Bring the database to this release's schema.
    Migrate {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Set up streets, areas and accounts.
    Admin {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
        /// What to set up.
        #[command(subcommand)]
        what: admin::What,
    },
    /// Bring a file in: the registry from a sheet, or orders of the 12345 hotline. A dry run without --apply.
    Import {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
        /// What to import.
        #[command(subcommand)]
        what: exchange::In,
    },
    /// Make a file: the registry, or the list of cases.
    Export {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
        /// What to export.
        #[command(subcommand)]
        what: exchange::Out,
    },
    /// Copy database and files, while the server runs, into a new folder.
    Backup {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
        /// Folder to make.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// Put the master key into the copy too. Without it the copy opens only with the key kept elsewhere.
        #[arg(long)]
        with_key: bool,
    },
    /// Move everything from one database to another, empty one: from SQLite to PostgreSQL and back. Stop every
    /// server of the source first. Cut short, the same command goes on where it was.
    Move(moving::Options),
    /// Make a data folder from a backup, and bring it to this release's schema.
    Restore {
        /// Where the data is.
        #[command(flatten)]
        place: PlaceArgs,
        /// Folder of the backup.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
    /// Find where and when more was asked than chance explains. Needs no data folder.
    Hotspots(Box<hotspots::Options>),
    /// Find what unites and what groups there are in agree-or-disagree votes. Needs no data folder.
    Opinions(opinions::Options),
    /// Find the requests of a file that look like earlier ones. Needs no data folder.
    Similar(similar::Options),
    /// Learn categories from one file of requests and suggest them for another. Needs no data folder.
    Classify(classify::Options),
    /// Count an election of projects, or an owners' joint decision, from a file. Needs no data folder.
    Tally(Box<tally::Options>),
    /// Count the published votes of a ballot again, and say what does not agree. Needs no data folder.
    Recount(recount::Options),
    /// Plan visits: who goes to whom, and on which days of a month. Needs no data folder.
    Visits(visits::Options),
}

/// Where the data is.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// Data folder: database, files, key.
    #[arg(long, global = true, env = "LINJU_DATA", default_value = "linju-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Database instead of the folder's own: postgres://… or sqlite:FILE
    #[arg(long, global = true, env = "LINJU_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// File of the master key instead of master.key in the data folder.
    #[arg(long, global = true, env = "LINJU_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Uploaded files elsewhere than in the data folder: another folder, or an object store as
    /// s3:https://HOST/BUCKET?region=REGION with LINJU_S3_KEY and LINJU_S3_SECRET in the environment.
    #[arg(long, global = true, env = "LINJU_FILES", value_name = "DIR|s3:URL")]
    pub files: Option<String>,
}

impl From<PlaceArgs> for Place {
    fn from(args: PlaceArgs) -> Self {
        Place { data: args.data, database: args.database_url, key_file: args.key_file, files: args.files }
    }
}

/// Does it.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve { place, listen, options } => {
            serve::serve_place(&place.into(), listen, &options).await
        }
        Command::Demo { data, listen, fresh, options } => demo::run(data, listen, fresh, &options).await,
        Command::Migrate { place } => {
            let place: Place = place.into();
            let (_, applied) = place.database().await?;
            println!("{applied} migrations applied; the database is at this release's schema.");
            Ok(())
        }
        Command::Admin { place, what } => admin::run(&place.into(), what).await,
        Command::Import { place, what } => exchange::import(&place.into(), what).await,
        Command::Export { place, what } => exchange::export(&place.into(), what).await,
        Command::Backup { place, to, with_key } => archive::backup(&place.into(), &to, with_key).await,
        Command::Move(options) => moving::run(&options).await,
        Command::Restore { place, from } => archive::restore(&place.into(), &from).await,
        Command::Hotspots(options) => hotspots::run(&options),
        Command::Opinions(options) => opinions::run(&options),
        Command::Visits(options) => visits::run(&options),
        Command::Similar(options) => similar::run(&options),
        Command::Classify(options) => classify::run(&options),
        Command::Tally(options) => tally::run(&options),
        Command::Recount(options) => recount::run(&options),
    }
}

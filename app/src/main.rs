//! `linju`: see `linju --help`.

use clap::Parser;
use linju_app::cli::{Cli, LogFormat, run};
use tracing_subscriber::EnvFilter;

/// Never logged, whatever was asked for: it writes whole addresses down, and they may hold what someone typed.
const QUIET: &str = "tower_http::csrf=off";

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    log(&cli);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("linju: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("linju: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Opens the log. Of a panic it tells where, never what it says: that may hold anything.
fn log(cli: &Cli) {
    let filter = EnvFilter::try_new(&cli.log).unwrap_or_else(|_| "info".into());
    let quiet = QUIET.parse().into_iter();
    let filter = quiet.fold(filter, EnvFilter::add_directive);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match cli.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}

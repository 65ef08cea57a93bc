//! `linju demo`: the street of the articles in a folder of its own.

mod ballots;
mod channels;
mod hotspots;
mod ladder;
mod lists;
mod lives;
mod meetings;
mod people;
mod projects;
mod rounds;
mod street;
mod visits;

use crate::open::Place;
use crate::serve;
use anyhow::{Context, bail};
use linju_core::House;
use linju_core::access::password::one_time_password;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MARK: &str = "linju-demo.txt";

/// Serves the demo; makes it on the first run.
pub async fn run(
    data: PathBuf,
    address: SocketAddr,
    fresh: bool,
    options: &serve::Options,
) -> anyhow::Result<()> {
    let listener = serve::listen(address)?;
    claim(&data, fresh)?;
    let place = Place { data: data.clone(), ..Place::default() };
    let house = place.house(serve::clock()).await?;
    if house.reference().areas.is_empty() {
        println!("Making the demo street; this takes a few seconds.");
        let password = one_time_password();
        let told =
            make(&house, &password).await.context("the demo could not be made; run again with --fresh")?;
        std::fs::write(data.join(MARK), card(&password, &told))?;
    }
    let card = std::fs::read_to_string(data.join(MARK))?;
    serve::run(house, listener, options, |address| {
        println!("{}", card.replace("{address}", address));
    })
    .await
}

/// Takes the folder, if it is the demo's own or empty. Anything else is left as it is.
fn claim(data: &Path, fresh: bool) -> anyhow::Result<()> {
    let own = data.join(MARK).exists();
    let used = data.exists() && std::fs::read_dir(data)?.next().is_some();
    if used && !own {
        bail!("{} holds something else; the demo needs a folder of its own (--data DIR)", data.display());
    }
    if own && fresh {
        std::fs::remove_dir_all(data)?;
    }
    std::fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    if !data.join(MARK).exists() {
        std::fs::write(data.join(MARK), "The demo is being made.\n")?;
    }
    Ok(())
}

/// Puts the whole world into an empty house. Gives the logins to print.
pub async fn make(house: &Arc<House>, password: &str) -> anyhow::Result<Vec<(String, String)>> {
    let today = house.now().day(&linju_kernel::time::shanghai());
    let world = linju_demo::world(20_261_123, today);
    let cast = street::make(house, &world, password).await.context("the street")?;
    people::make(house, &world, &cast).await.context("the people")?;
    let played = lives::play(house, &world, &cast).await.context("the requests")?;
    ladder::play(house, &world, &cast).await.context("what was taken up")?;
    meetings::play(house, &world, &cast).await.context("the meetings")?;
    visits::play(house, &world, &cast).await.context("the visits")?;
    rounds::play(house, &world, &cast).await.context("the rounds")?;
    hotspots::play(house, &world, &cast).await.context("the hot spots")?;
    channels::play(house, &cast).await.context("the channels")?;
    let partners = lists::play(house, &world, &cast, password).await.context("the lists")?;
    let codes = ballots::play(house, &world, &cast).await.context("the ballots")?;
    projects::play(house, &world, &cast).await.context("the projects")?;
    // Whoever opens the street finds it at rest, not still following what was played.
    house.react_everywhere(&serve::reactions()).await.context("what follows from all that")?;
    tracing::info!(requests = played.requests, steps = played.steps, refused = played.refused, "demo made");
    house.refresh().await?;
    Ok(street::shown(&world).into_iter().chain(partners).chain(codes).collect())
}

fn card(password: &str, accounts: &[(String, String)]) -> String {
    let mut lines = vec![
        "Linju demo is at {address}".to_owned(),
        "  居民 residents:    {address}/".to_owned(),
        "  工作人员 staff:     {address}/login".to_owned(),
        format!("  密码 password:     {password}  (all accounts)"),
    ];
    lines.extend(accounts.iter().map(|(login, who)| format!("  {login:<16} {who}")));
    lines.push("  所有人名、电话都是编的。All names and phones are invented.".to_owned());
    lines.join("\n") + "\n"
}

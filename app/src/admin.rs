//! Setting up: the first street, areas and accounts. Everything else is done on pages.

use crate::open::Place;
use anyhow::{Context, bail};
use clap::Subcommand;
use linju_core::access::account::NewAccount;
use linju_core::access::password::{hash_password, one_time_password};
use linju_core::access::{Grant, Role};
use linju_core::place::{Place as Spot, PlaceKind};
use linju_core::{Actor, House};
use linju_db::{Batch, args};
use linju_kernel::lifecycle::Coded;
use linju_kernel::seal::AreaKey;
use linju_kernel::time::SystemClock;
use std::sync::Arc;

/// What to set up.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Make the street.
    Street {
        /// Name: 北外滩街道
        name: String,
    },
    /// Make an area.
    Area {
        /// Code in addresses: jiugeng
        #[arg(long)]
        code: String,
        /// Name: 久耕居民区
        #[arg(long)]
        name: String,
        /// The two characters of its seal: 久耕
        #[arg(long)]
        seal: String,
        /// Phone of the desk
        #[arg(long)]
        phone: String,
        /// Where the desk is
        #[arg(long, default_value = "")]
        address: String,
        /// It has no owners' committee
        #[arg(long)]
        no_owners_committee: bool,
    },
    /// Make an account; its one-time password is printed.
    Account {
        /// Login: chenxiaowen
        #[arg(long)]
        login: String,
        /// Name: 陈晓雯
        #[arg(long)]
        name: String,
        /// Work phone
        #[arg(long, default_value = "")]
        phone: String,
        /// Role: secretary, director, community_worker, committee_member, street_officer, operation_centre, administrator
        #[arg(long)]
        role: String,
        /// Code of the area; none for a role over the street
        #[arg(long)]
        area: Option<String>,
    },
    /// Give an account a new one-time password.
    ResetPassword {
        /// Login
        login: String,
    },
    /// Show recurring work: when each is due, and which runs failed.
    Jobs,
    /// Count every case anew and compare with the figures kept along the way.
    Figures {
        /// Put right what differs
        #[arg(long)]
        repair: bool,
    },
}

/// Sets it up.
pub async fn run(place: &Place, what: What) -> anyhow::Result<()> {
    let house = place.house(Arc::new(SystemClock)).await?;
    match what {
        What::Street { name } => street(&house, &name).await,
        What::Area { code, name, seal, phone, address, no_owners_committee } => {
            let new = NewArea {
                code,
                name,
                seal,
                phone,
                address,
                owners_committee: !no_owners_committee,
                demo: false,
            };
            area(&house, &new).await.map(|_| ())
        }
        What::Account { login, name, phone, role, area } => {
            let role = Role::of(&role).with_context(|| format!("there is no role {role}"))?;
            let reference = house.reference();
            let area = area
                .map(|code| reference.area_by_code(&code).map(|a| a.id))
                .transpose()
                .context("no such area")?;
            let password = one_time_password();
            let new = NewAccount {
                street: reference.streets.first().context("make the street first")?.id,
                organisation: None,
                login,
                name,
                phone,
                password_hash: hash_password(&password).await?,
                temporary: true,
                grants: vec![Grant { role, area }],
            };
            let today = house.now().day(&linju_kernel::time::shanghai());
            house.create_account(new, today, Actor::System("admin")).await.map_err(|e| said(&house, e))?;
            println!("One-time password: {password}");
            Ok(())
        }
        What::ResetPassword { login } => {
            let account =
                house.account_by_login(&login).await?.with_context(|| format!("no account {login}"))?;
            let password = house.reset_account(account.id, None, Actor::System("admin")).await?;
            println!("One-time password: {password}");
            Ok(())
        }
        What::Jobs => jobs(&house).await,
        What::Figures { repair } => figures(&house, repair).await,
    }
}

async fn jobs(house: &House) -> anyhow::Result<()> {
    let zone = linju_kernel::time::shanghai();
    let clock = |at: linju_kernel::Ts| at.in_zone(&zone).strftime("%F %T").to_string();
    for job in house.standings().await? {
        let done = job.done_at.map_or("never".to_owned(), clock);
        println!(
            "{}: due {}, last done {done}, {} failures in a row",
            job.name,
            clock(job.due),
            job.failures
        );
    }
    for failure in house.failures(20).await? {
        println!("{} {} failed (try {}): {}", clock(failure.at), failure.job, failure.attempt, failure.error);
    }
    Ok(())
}

async fn figures(house: &House, repair: bool) -> anyhow::Result<()> {
    let mut wrong = 0;
    for area in &house.reference().areas {
        let differences = linju_request::figures::recount(house, area.id, repair).await?;
        wrong += differences.len();
        println!("{}: {} figures differ", area.name, differences.len());
        for difference in differences {
            println!("  {}: kept {}, counted {}", difference.key, difference.kept, difference.counted);
        }
    }
    if wrong > 0 && !repair {
        bail!("{wrong} figures differ; --repair puts them right");
    }
    Ok(())
}

fn said(house: &House, error: linju_core::Error) -> anyhow::Error {
    match error {
        linju_core::Error::Refused(refusal) => {
            anyhow::Error::msg(house.words.refusal(linju_core::words::Locale::Zh, &refusal))
        }
        other => other.into(),
    }
}

/// Makes the street, the catalogue with it.
pub async fn street(house: &House, name: &str) -> anyhow::Result<()> {
    if !house.reference().streets.is_empty() {
        bail!("there is a street already");
    }
    house
        .db
        .write(Batch::new().exec("insert into street (id, name) values (?, ?)", args![house.id(), name]))
        .await?;
    house.seed_catalogue().await?;
    Ok(())
}

/// An area to be made.
#[derive(Debug, Clone)]
pub struct NewArea {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Seal.
    pub seal: String,
    /// Phone of the desk.
    pub phone: String,
    /// Where the desk is.
    pub address: String,
    /// Is there an owners' committee?
    pub owners_committee: bool,
    /// Invented?
    pub demo: bool,
}

/// Makes an area with its own key and its root place.
pub async fn area(house: &House, new: &NewArea) -> anyhow::Result<Spot> {
    let fit = new.code.len() <= 32
        && new.code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !fit || new.code.is_empty() {
        bail!("the code is for addresses: small letters, digits and hyphens only");
    }
    let street =
        house.reference().streets.first().context("make the street first: linju admin street NAME")?.id;
    let id = house.id();
    let key = house.master.wrap(id, &AreaKey::fresh());
    let root = Spot {
        area_id: id,
        id: house.id(),
        kind: PlaceKind::Area.code().into(),
        parent_id: None,
        path: "a".into(),
        name: new.name.clone(),
        full_name: new.name.clone(),
        code: "0000".into(),
        built_year: None,
        storeys: None,
        has_lift: None,
        floor: None,
        to_day: None,
    };
    let sql = "insert into area (id, street_id, code, name, seal, committee, phone, night_phone, address, zone, \
               key_wrapped, has_owners_committee, demo) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'Asia/Shanghai', ?, ?, ?)";
    let committee = format!("{}居委", new.seal);
    let values = args![
        id,
        street,
        new.code.as_str(),
        new.name.as_str(),
        new.seal.as_str(),
        committee,
        new.phone.as_str(),
        "",
        new.address.as_str(),
        key,
        new.owners_committee,
        new.demo
    ];
    let batch = Batch::new()
        .exec(sql, values)
        .exec("insert into area_clock (area_id, event_seq) values (?, 0)", args![id])
        .insert("place", &root);
    house.db.write(batch).await.context("cannot make the area")?;
    house.refresh().await?;
    Ok(root)
}

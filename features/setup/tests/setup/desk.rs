//! The stage with a few more people and organisations, and a browser for each who is asked for.

use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::ledger::Entry;
use linju_core::{Actor, House};
use linju_db::{Batch, Db, args};
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Id, Ts};
use linju_setup::FEATURE;
use linju_web::testing::{Answer, Browser, PASSWORD, Stage};
use std::collections::HashMap;
use std::sync::Arc;

pub const JIUGENG: Id = Id(101);
pub const HANYANG: Id = Id(102);
pub const PROPERTY: Id = Id(201);
pub const COMMITTEE: Id = Id(301);
pub const LAMPS: Id = Id(302);
pub const ELSEWHERE: Id = Id(303);

/// 久耕's secretary and worker, its property company's foreman, 汉阳's director, the street's officer and its
/// operation centre.
pub const SECRETARY: &str = "shen";
pub const WORKER: &str = "chen";
pub const FOREMAN: &str = "wang";
pub const NEIGHBOUR: &str = "ding";
pub const OFFICER: &str = "zhou";
pub const CENTRE: &str = "cheng";

pub struct Desk {
    stage: Stage,
    browsers: HashMap<&'static str, Browser>,
}

/// A moment on the clocks of Shanghai: `2026-11-23 09:00`.
pub fn at(text: &str) -> Ts {
    let (day, clock) = text.split_once(' ').unwrap();
    let (hour, minute) = clock.split_once(':').unwrap();
    let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    day.parse::<Day>().unwrap().start(&shanghai()).plus_minutes(minutes)
}

impl Desk {
    pub async fn open(db: Db) -> Desk {
        let stage = Stage::on(db, &[FEATURE]).await;
        let organisations = [
            (COMMITTEE, "neighbourhood_committee", "久耕居委会", Some(JIUGENG)),
            (LAMPS, "street_lighting", "路灯所北外滩班", None),
            (ELSEWHERE, "property_company", "联安物业", Some(HANYANG)),
        ];
        let mut batch = Batch::new();
        for (id, kind, name, area) in organisations {
            let sql = "insert into organisation (id, street_id, kind, name, phone) values (?, 1, ?, ?, '')";
            batch = batch.exec(sql, args![id, kind, name]);
            if let Some(area) = area {
                let sql = "insert into organisation_role (area_id, id, organisation_id, kind, from_day) \
                           values (?, ?, ?, ?, '2020-01-01')";
                batch = batch.exec(sql, args![area, id, id, kind]);
            }
        }
        stage.house().db.write(batch).await.unwrap();
        let people = [(NEIGHBOUR, Role::Director, Some(HANYANG)), (CENTRE, Role::OperationCentre, None)];
        let password_hash = hash_password(PASSWORD).await.unwrap();
        for (login, role, area) in people {
            let new = NewAccount {
                street: Id(1),
                organisation: None,
                login: login.into(),
                name: login.into(),
                phone: String::new(),
                password_hash: password_hash.clone(),
                temporary: false,
                grants: vec![Grant { role, area }],
            };
            let since = Day::new(2026, 1, 1).unwrap();
            stage.house().create_account(new, since, Actor::System("test")).await.unwrap();
        }
        Desk { stage, browsers: HashMap::new() }
    }

    pub fn house(&self) -> &Arc<House> {
        self.stage.house()
    }

    /// Moves the clock; everyone signs in anew.
    pub fn later(&mut self, moment: &str) {
        self.stage.at(moment);
        self.browsers.clear();
    }

    pub async fn get(&mut self, who: &'static str, path: &str) -> Answer {
        self.browser(who).await.get(path).await
    }

    pub async fn post(&mut self, who: &'static str, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser(who).await.post(path, fields).await
    }

    pub async fn upload(
        &mut self,
        who: &'static str,
        path: &str,
        fields: &[(&str, &str)],
        file: &[u8],
    ) -> Answer {
        self.browser(who).await.upload(path, fields, &[("file", "2027.csv", file)]).await
    }

    async fn browser(&mut self, who: &'static str) -> &mut Browser {
        if !self.browsers.contains_key(who) {
            let browser = self.stage.signed_in(who).await;
            self.browsers.insert(who, browser);
        }
        self.browsers.get_mut(who).unwrap()
    }

    /// What the ledger of `area` says of `subject`.
    pub async fn told(&self, area: Id, subject: Id) -> Vec<Entry> {
        self.house().timeline(area, subject, false).await.unwrap()
    }
}

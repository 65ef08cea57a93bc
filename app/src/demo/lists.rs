//! The lists of the demo: what the articles tell of needs and partners, and what the year's requests left to do.

use super::lives;
use super::street::Cast;
use anyhow::Context;
use linju_core::access::account::NewAccount;
use linju_core::access::password::hash_password;
use linju_core::access::{Grant, Role};
use linju_core::file::Stored;
use linju_core::ledger::Event;
use linju_core::{Actor, House};
use linju_db::{Sql, args};
use linju_demo::{Duty, ListItem, ListKind, OrgKind, World};
use linju_kernel::personal::normalise_phone;
use linju_kernel::time::shanghai;
use linju_kernel::{Day, Id, Ts};
use linju_list::heard;
use linju_list::rules::partner::{Agreement, Deed, Qualification};
use linju_list::rules::{Field, Gift, List, Owner, Part, Source, State, Theme, Verb};
use linju_list::store::order::{Clear, MenuRow};
use linju_list::store::partner::{AgreementRow, ContributionRow, PaperRow, PartnerRow};
use linju_list::store::{ItemRow, item};
use linju_list::work::partner::{self, PutUp};
use linju_list::work::{self, Doer, Draft, Given, order};

/// Login of the office building's account.
const TOWER: (&str, &str) = ("binjiang", "滨江商务楼宇 楼委会 周敏");

struct Stage<'a> {
    house: &'a House,
    world: &'a World,
    cast: &'a Cast,
    photo: Stored,
}

/// Plays them all. Gives the partner's account to print.
pub async fn play(
    house: &House,
    world: &World,
    cast: &Cast,
    password: &str,
) -> anyhow::Result<Vec<(String, String)>> {
    let stage = Stage { house, world, cast, photo: lives::picture(house, true).await? };
    stage.tower(password).await.context("the partner's account")?;
    for area in 0..cast.areas.len() {
        stage.out_of_cases(area).await.context("what cases left")?;
        stage.partners(area).await.context("the partners")?;
        stage.needs(area).await.context("the needs")?;
        stage.menu(area).await.context("the menu")?;
        stage.assets(area).await.context("the assets")?;
        stage.told(area).await.context("the messages")?;
    }
    stage.stories().await.context("the stories")?;
    lives::tell_the_old(house, world, cast).await?;
    Ok(vec![(TOWER.0.into(), TOWER.1.into())])
}

impl Stage<'_> {
    fn org(&self, name: &str) -> anyhow::Result<Id> {
        let at = self.world.orgs.iter().position(|org| org.name == name);
        Ok(self.cast.orgs[at.with_context(|| format!("no {name}"))?])
    }

    /// The property company of an area.
    fn property(&self, area: usize) -> anyhow::Result<Id> {
        let is = |org: &linju_demo::Org| {
            org.kind == OrgKind::PropertyCompany && org.area.is_some_and(|at| at.0 == area)
        };
        let at = self.world.orgs.iter().position(is).context("an area has a property company")?;
        Ok(self.cast.orgs[at])
    }

    fn staff(&self, area: usize, duty: Duty) -> anyhow::Result<Id> {
        let has = |a: &linju_demo::Account| a.area.is_some_and(|at| at.0 == area) && a.duties.contains(&duty);
        let at = self.world.staff.iter().position(has).context("an area has its staff")?;
        Ok(self.cast.staff[at])
    }

    fn lead(&self, area: usize, at: Ts) -> anyhow::Result<Doer> {
        let actor = Actor::Account(self.staff(area, Duty::Secretary)?);
        Ok(Doer { actor, parts: vec![Part::Desk, Part::Lead], organisation: None, at })
    }

    fn worker(&self, area: usize, at: Ts) -> anyhow::Result<Doer> {
        let actor = Actor::Account(self.staff(area, Duty::Worker)?);
        Ok(Doer { actor, parts: vec![Part::Desk], organisation: None, at })
    }

    /// An hour of a working day so many days before today.
    fn ago(&self, days: i64) -> Ts {
        self.world.today.plus_days(-days).start(&shanghai()).plus_minutes(10 * 60)
    }

    async fn tower(&self, password: &str) -> anyhow::Result<()> {
        let grants = self.cast.areas.iter().map(|area| Grant { role: Role::HandlingUnit, area: Some(*area) });
        let new = NewAccount {
            street: self.house.reference().streets[0].id,
            organisation: Some(self.org("滨江商务楼宇(演示)")?),
            login: TOWER.0.into(),
            name: "周敏".into(),
            phone: "13800009931".into(),
            password_hash: hash_password(password).await?,
            temporary: false,
            grants: grants.collect(),
        };
        let from = self.world.today.plus_days(-300);
        self.house.create_account(new, from, Actor::System("demo")).await?;
        Ok(())
    }

    /// What became of a case that was moved to a list, by its age.
    async fn out_of_cases(&self, area: usize) -> anyhow::Result<()> {
        let id = self.cast.areas[area];
        let sql = format!(
            "select {} from event e where e.area_id = ? and e.subject_kind = 'case' and e.verb = 'handle' \
             order by e.seq",
            Event::select("e")
        );
        for event in self.house.db.all::<Event>(Sql::new(sql, args![id])).await? {
            heard::case_listed(self.house, id, &event).await?;
        }
        let filter = item::Filter { list: Some(List::Issue), ..item::Filter::default() };
        let items = item::page(self.house, id, &filter, None, 500).await?;
        for (n, row) in items.into_iter().enumerate() {
            let age = (self.world.now.0 - row.created_at.0) / 86_400_000;
            let told = ItemRow {
                urgency: 1 + n as i64 % 3,
                elders: [4, 12, 35, 2][n % 4],
                households: [24, 60, 180, 12][n % 4],
                fen: [Some(300_000), None, Some(1_800_000), Some(60_000)][n % 4],
                ..row.clone()
            };
            let later = |days: i64| row.created_at.plus_minutes(days * 24 * 60);
            work::change(self.house, &self.worker(area, later(1))?, &row, told).await?;
            if age < 12 {
                continue;
            }
            self.step(area, row.id, later(3), Verb::ToNeed, Given::default(), true).await?;
            if n % 7 == 3 && age > 30 {
                let note = "量过现场，管线不允许，已请街道另想办法".to_owned();
                let given = Given { note, ..Given::default() };
                self.step(area, row.id, later(10), Verb::Return, given, true).await?;
                continue;
            }
            let reached = match age {
                0..40 => State::Claimed,
                40..80 => State::Doing,
                80..150 => State::StruckOff,
                _ => State::Kept,
            };
            let story = self.world.stories.iter().flat_map(|s| s.items.iter().map(move |i| (s, i)));
            let mut of_story = story.filter(|(s, item)| {
                let told = item.from.first().and_then(|n| s.requests.get(*n)).map(|r| r.title.as_str());
                told == Some(row.title.as_str())
            });
            let told = of_story.next().map(|(_, item)| item);
            let by = match told.and_then(|item| item.partners.first()) {
                Some(org) => self.cast.orgs[org.0],
                None => self.property(area)?,
            };
            let result = told.map_or("已经做好，现场看过。", |item| item.note);
            self.life(area, row.id, row.created_at, by, result, reached).await?;
        }
        Ok(())
    }

    /// Plays an item as far as `reached`.
    async fn life(
        &self,
        area: usize,
        id: Id,
        from: Ts,
        by: Id,
        result: &str,
        reached: State,
    ) -> anyhow::Result<()> {
        let later = |days: i64| from.plus_minutes(days * 24 * 60 + 5 * 60);
        let due = later(45).day(&shanghai());
        let given = Given { to: Some(Owner::Organisation(by)), due: Some(due), ..Given::default() };
        self.step(area, id, later(6), Verb::Assign, given, true).await?;
        if reached == State::Claimed {
            return Ok(());
        }
        self.step(area, id, later(12), Verb::Start, Given::default(), true).await?;
        if reached == State::Doing {
            return Ok(());
        }
        let done = Given { note: result.into(), files: vec![self.photo.clone()], ..Given::default() };
        self.step(area, id, later(34), Verb::Finish, done, true).await?;
        let seen = Given { note: "到现场看过，确实做好了".into(), ..Given::default() };
        self.step(area, id, later(35), Verb::Verify, seen, false).await?;
        self.step(area, id, later(37), Verb::StrikeOff, Given::default(), true).await?;
        if reached == State::Kept {
            let still = Given { note: "回头看过，还好着".into(), ..Given::default() };
            self.step(area, id, later(37 + 92), Verb::Keep, still, false).await?;
        }
        Ok(())
    }

    /// One step, by the secretary or by a worker.
    async fn step(
        &self,
        area: usize,
        id: Id,
        at: Ts,
        verb: Verb,
        given: Given,
        lead: bool,
    ) -> anyhow::Result<()> {
        let at = Ts(at.0.min(self.world.now.0));
        let doer = if lead { self.lead(area, at)? } else { self.worker(area, at)? };
        let row = item::load(self.house, self.cast.areas[area], id).await?;
        work::step(self.house, &doer, &row, verb, given).await.with_context(|| verb.code())
    }

    /// Puts something on a list, so many days ago.
    async fn put(&self, area: usize, days: i64, draft: Draft) -> anyhow::Result<ItemRow> {
        let doer = self.worker(area, self.ago(days))?;
        let row = draft.row(self.house, doer.at, doer.actor.account());
        work::list(self.house, &doer, &row, None, &row.id.to_string()).await?;
        Ok(row)
    }

    fn draft(&self, area: usize, list: List, source: Source, title: &str, theme: Theme) -> Draft {
        let place = self.cast.place(self.world.areas[area].place).clone();
        Draft { theme, ..Draft::plain(list, source, title, place) }
    }

    /// What partners offer, what is agreed with them, what their papers are worth, and what they gave.
    async fn partners(&self, area: usize) -> anyhow::Result<()> {
        for (name, title, theme, amount) in OFFERS {
            let by = self.org(name)?;
            let until = self.world.today.plus_days(200);
            let draft = Draft {
                offer: Some((by, *amount)),
                due: Some(until),
                ..self.draft(area, List::Resource, Source::Partner, title, *theme)
            };
            self.put(area, 60, draft).await?;
        }
        let lead = self.lead(area, self.ago(180))?;
        for (name, title, days, deeds) in AGREEMENTS {
            let row = AgreementRow {
                area_id: self.cast.areas[area],
                id: self.house.id(),
                organisation_id: self.org(name)?,
                title: (*title).into(),
                state: Agreement::Draft.code().into(),
                from_day: self.world.today.plus_days(-170),
                to_day: self.world.today.plus_days(*days),
                version: 1,
            };
            partner::draft(self.house, &lead, &row).await?;
            for deed in *deeds {
                let now = linju_list::store::partner::agreement(self.house, row.area_id, row.id).await?;
                partner::deed(self.house, &lead, &now, *deed).await?;
            }
        }
        for (name, kind, days) in PAPERS {
            let row = PaperRow {
                area_id: self.cast.areas[area],
                id: self.house.id(),
                organisation_id: self.org(name)?,
                kind: kind.code().into(),
                to_day: self.world.today.plus_days(*days),
            };
            partner::paper(self.house, &lead, &row).await?;
        }
        for (name, office_building, conflict) in KNOWN {
            let row = PartnerRow {
                area_id: self.cast.areas[area],
                organisation_id: self.org(name)?,
                office_building: *office_building,
                conflict: (*conflict).into(),
            };
            partner::know(self.house, &lead, &row).await?;
        }
        for gift in GIFTS.iter().filter(|gift| gift.0 == area) {
            self.give(gift).await?;
        }
        Ok(())
    }

    async fn give(&self, gift: &Gave) -> anyhow::Result<()> {
        let (area, name, gift, field, amount, what, days) = gift;
        let doer = self.worker(*area, self.ago(*days))?;
        let row = ContributionRow {
            area_id: self.cast.areas[*area],
            id: self.house.id(),
            organisation_id: self.org(name)?,
            item_id: None,
            gift: gift.code().into(),
            field: field.code().into(),
            amount: *amount,
            what: (*what).into(),
            day: self.world.today.plus_days(-days),
            takes_back: None,
            entered_by: doer.actor.account(),
        };
        Ok(partner::contribute(self.house, &doer, &row, &row.id.to_string()).await?)
    }

    /// What is needed now.
    async fn needs(&self, area: usize) -> anyhow::Result<()> {
        for (n, (title, theme, urgency, households, elders, fen, requires)) in NEEDS.iter().enumerate() {
            let draft = Draft {
                urgency: *urgency,
                households: *households,
                elders: *elders,
                fen: Some(*fen),
                requires: (*requires).into(),
                ..self.draft(area, List::Need, SOURCES[(n + area) % SOURCES.len()], title, *theme)
            };
            let row = self.put(area, 4 + 5 * n as i64, draft).await?;
            if n == 3 {
                let note = "沿街地块不归居民区，请街道协调".to_owned();
                let given = Given { note, ..Given::default() };
                self.step(area, row.id, self.ago(2), Verb::Escalate, given, true).await?;
            }
        }
        Ok(())
    }

    async fn menu(&self, area: usize) -> anyhow::Result<()> {
        let lead = self.lead(area, self.ago(90))?;
        for (n, (title, detail, theme, fen, within)) in MENU.iter().enumerate() {
            let row = MenuRow {
                area_id: self.cast.areas[area],
                id: self.house.id(),
                title: (*title).into(),
                detail: (*detail).into(),
                theme: theme.code().into(),
                organisation_id: None,
                fen: *fen,
                within_days: *within,
                requires: String::new(),
                active: true,
                version: 1,
            };
            order::save_menu(self.house, &lead, &row, true).await?;
            self.orders(area, n, &row).await?;
        }
        Ok(())
    }

    /// Two orders for each of the first lines, one of them under way.
    async fn orders(&self, area: usize, n: usize, menu: &MenuRow) -> anyhow::Result<()> {
        if n > 2 {
            return Ok(());
        }
        let here = |p: &&linju_demo::Person| p.area.0 == area && p.household.is_some() && p.mobile.is_some();
        let people: Vec<_> =
            self.world.persons.iter().filter(here).skip(40 + n * 13).step_by(29).take(2).collect();
        for (k, person) in people.into_iter().enumerate() {
            let room = self.cast.place(person.room);
            let phone = person.phone().and_then(normalise_phone).unwrap_or_default();
            let stairwell =
                self.house.place(room.area_id, room.parent_id.context("a room is in a stairwell")?).await?;
            let building = match stairwell.parent_id {
                Some(id) if stairwell.kind == "stairwell" => self.house.place(room.area_id, id).await?,
                _ => stairwell,
            };
            let words = format!("{}，下午方便", room.name);
            let clear = Clear { name: &person.name, phone: &phone, words: &words };
            let at = self.ago(2 + 3 * k as i64);
            let placed =
                order::order(self.house, menu, building, clear, at, &format!("demo {area} {n} {k}")).await?;
            if k == 1 {
                let worker = self.staff(area, Duty::Worker)?;
                let due = Some(self.world.today.plus_days(3));
                let given = Given { to: Some(Owner::Worker(worker)), due, ..Given::default() };
                self.step(area, placed.item, self.ago(1), Verb::Assign, given, true).await?;
            }
        }
        Ok(())
    }

    async fn assets(&self, area: usize) -> anyhow::Result<()> {
        for (_, title, giver, days, every) in ASSETS.iter().filter(|asset| asset.0 == area) {
            let what = PutUp {
                title: (*title).into(),
                place: self.cast.place(self.world.areas[area].place).clone(),
                given_by: Some(self.org(giver)?),
                item: None,
                keeper: Owner::Organisation(self.property(area)?),
                every_days: *every,
            };
            partner::put_up(self.house, &self.worker(area, self.ago(*days))?, what).await?;
        }
        Ok(())
    }

    /// What the articles tell that no request began.
    async fn stories(&self) -> anyhow::Result<()> {
        for story in &self.world.stories {
            for item in story.items.iter().filter(|i| i.from.is_empty() && i.list == ListKind::Resource) {
                self.given(story.area.0, item).await.with_context(|| item.title)?;
            }
        }
        Ok(())
    }

    /// A gift of an article: an offer, the need it was for, and both done with.
    async fn given(&self, area: usize, item: &ListItem) -> anyhow::Result<()> {
        let by = self.cast.orgs[item.partners.first().context("a giver")?.0];
        let since = item.since.start(&shanghai()).plus_minutes(10 * 60);
        let days = (self.world.now.0 - since.0) / 86_400_000;
        let theme = if item.title.contains("监控") { Theme::Safety } else { Theme::Activity };
        let mut draft = self.draft(area, List::Resource, Source::Partner, item.title, theme);
        (draft.offer, draft.place) = (Some((by, 1)), self.cast.place(item.place).clone());
        let offer = self.put(area, days, draft).await?;
        let mut draft = self.draft(area, List::Need, Source::Meeting, item.title, theme);
        draft.place = self.cast.place(item.place).clone();
        let need = self.put(area, days, draft).await?;
        let at = since.plus_minutes(3 * 24 * 60);
        let partner = Doer { actor: Actor::Link(by), parts: vec![Part::Partner], organisation: Some(by), at };
        let due: Option<Day> = Some(at.day(&shanghai()).plus_days(60));
        let to = Some(Owner::Organisation(by));
        let given = Given { to, due, offer: Some((offer, 1)), ..Given::default() };
        work::step(self.house, &partner, &need, Verb::Claim, given).await?;
        let later = |days: i64| at.plus_minutes(days * 24 * 60);
        let done = Given { note: item.note.into(), files: vec![self.photo.clone()], ..Given::default() };
        self.step(area, need.id, later(40), Verb::Finish, done, true).await?;
        let seen = Given { note: "现场看过".into(), ..Given::default() };
        self.step(area, need.id, later(41), Verb::Verify, seen, false).await?;
        self.step(area, need.id, later(42), Verb::StrikeOff, Given::default(), true).await
    }

    /// Those whose requests went on the lists were told each step at its time.
    async fn told(&self, area: usize) -> anyhow::Result<()> {
        let id = self.cast.areas[area];
        let sql = format!(
            "select {} from event e where e.area_id = ? and e.subject_kind = 'list_item' order by e.seq",
            Event::select("e")
        );
        for event in self.house.db.all::<Event>(Sql::new(sql, args![id])).await? {
            linju_request::listed::tell(self.house, id, &event).await?;
        }
        Ok(())
    }
}

/// Who offers what, about what, how much of it.
const OFFERS: &[(&str, &str, Theme, i64)] = &[
    ("建四建", "路灯灯具和安装", Theme::Lighting, 2),
    ("大新银行", "防诈骗讲座", Theme::Activity, 4),
    ("滨江商务楼宇(演示)", "周末借会议室", Theme::Space, 20),
    ("滨江商务楼宇(演示)", "入口照明灯具和安装", Theme::Lighting, 3),
    ("社区规划师工作室(演示)", "画方案、看现场", Theme::Repair, 10),
];

/// With whom, what, until how many days from today, and how far it came.
const AGREEMENTS: &[(&str, &str, i64, &[Deed])] = &[
    ("建四建", "党建共建：为小区做几件小实事", 195, &[Deed::Sign, Deed::Begin]),
    ("大新银行", "每季度一次金融知识进社区", 120, &[Deed::Sign, Deed::Begin]),
    ("北横通道项目部", "车棚升级改造共建", -20, &[Deed::Sign, Deed::Begin, Deed::End]),
    ("滨江商务楼宇(演示)", "楼社共治：会议室开放、志愿服务", 365, &[Deed::Sign]),
    ("鹰眼公司", "监控设备维护", 365, &[]),
];

/// Whose paper for what, until how many days from today.
const PAPERS: &[(&str, Qualification, i64)] = &[
    ("建四建", Qualification::Building, 400),
    ("建四建", Qualification::Electric, 260),
    ("滨江商务楼宇(演示)", Qualification::Electric, 120),
    ("北横通道项目部", Qualification::Building, 20),
    ("鹰眼公司", Qualification::Fire, -10),
];

/// What is known of whom: an office building, a conflict of interest.
const KNOWN: &[(&str, bool, &str)] = &[
    ("滨江商务楼宇(演示)", true, ""),
    ("鹰眼公司", false, "免费装的监控以后可能由它收费维护；续约时要另找三家比价。"),
];

/// Area, who, what kind, which field, how much (fen, pieces, quarters of an hour), what, days ago.
type Gave = (usize, &'static str, Gift, Field, i64, &'static str, i64);

const GIFTS: &[Gave] = &[
    (2, "建四建", Gift::Material, Field::Renewal, 1, "小区入口路灯一盏", 150),
    (2, "建四建", Gift::Hours, Field::Renewal, 64, "路灯安装", 150),
    (2, "北横通道项目部", Gift::Hours, Field::Renewal, 480, "公平大楼车棚改造", 170),
    (2, "鹰眼公司", Gift::Material, Field::Civility, 6, "车棚和大厅监控", 155),
    (0, "大新银行", Gift::Material, Field::MutualAid, 60, "夏日大礼包", 120),
    (0, "大新银行", Gift::Hours, Field::MutualAid, 12, "防诈骗讲座", 118),
    (1, "滨江商务楼宇(演示)", Gift::Money, Field::MutualAid, 500_000, "重阳节慰问金", 36),
    (1, "滨江商务楼宇(演示)", Gift::Hours, Field::Civility, 96, "周末清楼道志愿服务", 22),
];

/// What is needed, about what, how urgent, for how many households and elders, fen, what paper.
const NEEDS: &[(&str, Theme, i64, i64, i64, i64, &str)] = &[
    ("楼道口加一盏感应灯", Theme::Lighting, 3, 36, 14, 60_000, ""),
    ("给老人讲讲防诈骗", Theme::Activity, 2, 120, 80, 0, ""),
    ("小区入口增设照明", Theme::Lighting, 3, 300, 110, 800_000, "electric"),
    ("沿街人行道加护栏", Theme::Safety, 4, 200, 60, 6_000_000, "building"),
    ("周末给孩子找个做作业的地方", Theme::Space, 1, 40, 0, 0, ""),
];

const SOURCES: &[Source] = &[Source::Meeting, Source::Meeting, Source::Staff, Source::Hotspot, Source::Staff];

/// What can be ordered: what is done, about what, its price in fen, within how many days.
const MENU: &[(&str, &str, Theme, i64, i64)] = &[
    ("上门理发", "给不方便出门的老人剪头发", Theme::Care, 0, 7),
    ("爬楼机接送", "没有电梯，看病、办事接上接下，请提前一天约", Theme::Care, 0, 2),
    ("居家适老化看一看", "上门看哪里要装扶手、夜灯、防滑垫", Theme::Care, 0, 10),
    ("法律咨询", "律师每周三下午在居委会", Theme::Activity, 0, 7),
    ("大件旧家具清运", "搬到楼下就行，搬不动请写明", Theme::Repair, 3_000, 5),
];

/// Area, what, who gave it, put up how many days ago, looked at every so many days.
const ASSETS: &[(usize, &str, &str, i64, i64)] = &[
    (2, "小区入口路灯", "建四建", 150, 90),
    (2, "车棚和一楼大厅监控", "鹰眼公司", 110, 120),
    (0, "文化墙前的照明灯", "建四建", 20, 60),
    (1, "楼前空地休息长椅", "滨江商务楼宇(演示)", 95, 90),
];

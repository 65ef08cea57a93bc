//! Items of the lists.

use super::replacing;
use crate::rules::priority::{Known, Weights, rank};
use crate::rules::{Item, List, Measure, Owner, Source, State, Theme};
use linju_core::subject::Subject;
use linju_core::{Change, House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts, path};

/// Kind of an item among all things, as events name it.
pub const ITEM: &str = "list_item";

record! {
    /// An item as its row stands.
    #[derive(Debug, Clone)]
    pub struct ItemRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`List`] code.
        pub list: String,
        /// [`Theme`] code.
        pub theme: String,
        /// What staff call it; names nobody.
        pub title: String,
        /// More about it; names nobody.
        pub detail: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, in full.
        pub place_name: String,
        /// [`State`] code.
        pub state: String,
        /// Is something still to be done?
        pub open: bool,
        /// [`Source`] code.
        pub source: String,
        /// What it came from there, so that it comes only once.
        pub source_ref: Option<String>,
        /// The case it came from, whose requesters follow it.
        pub case_id: Option<Id>,
        /// Kind of [`Owner`].
        pub owner_kind: String,
        /// Account or organisation.
        pub owner_id: Option<Id>,
        /// Until when.
        pub due_day: Day,
        /// What whoever does it must be qualified for.
        pub requires: String,
        /// 0 to 4.
        pub urgency: i64,
        /// Elders touched.
        pub elders: i64,
        /// Households served.
        pub households: i64,
        /// What it costs, in fen, where known.
        pub fen: Option<i64>,
        /// Points by the area's weights.
        pub score: i64,
        /// Its place in the order; the smallest comes first.
        pub rank: i64,
        /// May residents see it?
        pub public: bool,
        /// Is it with the street?
        pub escalated: bool,
        /// Was it proposed as a project?
        pub proposed: bool,
        /// Who said that it is done.
        pub done_by: Option<Id>,
        /// When its effect is looked at.
        pub check_day: Option<Day>,
        /// 1, and one more each time it is reopened.
        pub round: i64,
        /// What came of it, for everyone to read.
        pub result: String,
        /// Who offers it, of an offer.
        pub offered_by: Option<Id>,
        /// How much is offered.
        pub amount: i64,
        /// How much of it is taken.
        pub used: i64,
        /// Who listed it.
        pub created_by: Option<Id>,
        /// When.
        pub created_at: Ts,
        /// Rises with each change.
        pub version: i64,
    }
}

impl ItemRow {
    /// Its list.
    pub fn list(&self) -> List {
        List::of(&self.list).expect("the store holds known lists")
    }

    /// Its state.
    pub fn state(&self) -> State {
        State::of(&self.state).expect("the store holds known states")
    }

    /// Where it comes from.
    pub fn source(&self) -> Source {
        Source::of(&self.source).expect("the store holds known sources")
    }

    /// What it is about.
    pub fn theme(&self) -> Theme {
        Theme::of(&self.theme).unwrap_or(Theme::Other)
    }

    /// Who does it.
    pub fn owner(&self) -> Owner {
        Owner::of(&self.owner_kind, self.owner_id)
    }

    /// The same with another to do it.
    pub fn owned_by(mut self, owner: Owner) -> Self {
        (self.owner_kind, self.owner_id) = (owner.code().into(), owner.id());
        self
    }

    /// What the rules look at.
    pub fn rules(&self) -> Item {
        Item {
            list: self.list(),
            state: self.state(),
            owner: self.owner(),
            done_by: self.done_by,
            requires: self.requires.clone(),
            check_day: self.check_day,
            proposed: self.proposed,
            escalated: self.escalated,
        }
    }

    /// What its score is made of.
    pub fn known(&self) -> Known {
        Known { urgency: self.urgency, elders: self.elders, households: self.households, fen: self.fen }
    }

    /// The same with score and rank by `weights`.
    pub fn ranked(mut self, weights: &Weights) -> Self {
        self.score = self.known().score(weights);
        self.rank = rank(self.score, self.due_day);
        self
    }

    /// Is it past its day on `today`?
    pub fn late(&self, today: Day) -> bool {
        self.open && self.list() != List::Resource && self.due_day < today
    }

    /// How much of an offer is left.
    pub fn left(&self) -> i64 {
        self.amount - self.used
    }

    fn card(&self) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: ITEM.into(),
            title: self.title.clone(),
            state: self.state.clone(),
            place_path: self.place_path.clone(),
            at: self.created_at,
        }
    }

    /// The aggregates it counts in.
    fn counted(&self) -> Vec<String> {
        let mut keys = vec![format!("list.{}.{}", self.list, self.state)];
        if self.open {
            keys.push(format!("list.{}", self.list));
        }
        if self.state().is_free() && self.list() != List::Resource {
            keys.push("list.free".into());
        }
        match self.source().ordered().filter(|_| self.list() != List::Resource) {
            Some(true) => keys.push("list.by.residents".into()),
            Some(false) => keys.push("list.by.committee".into()),
            None => {}
        }
        keys
    }

    /// Writes it as new.
    pub fn insert(&self, change: &mut Change) {
        change.push(Statement::insert("list_item", self));
        change.push(self.card().write());
        self.counted().into_iter().for_each(|key| _ = change.count(key, 1));
    }

    /// Writes this row over `old`, as which it was read.
    pub fn replace(&self, old: &ItemRow, change: &mut Change) {
        let next = ItemRow { version: old.version + 1, open: self.state().is_open(), ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![old.area_id, old.id, old.version]);
        change.push(Statement::new(replacing("list_item", &Self::COLUMNS[2..]), values).expect(1));
        change.push(next.card().write());
        old.counted().into_iter().for_each(|key| _ = change.count(key, -1));
        next.counted().into_iter().for_each(|key| _ = change.count(key, 1));
    }
}

/// What the area counts how much.
pub fn weights(house: &House, area: Id) -> Weights {
    let reference = house.reference();
    Weights::of(|measure| reference.setting(area, setting_of(measure)))
}

/// The key under which an area keeps the weight of a measure.
pub fn setting_of(measure: Measure) -> &'static str {
    match measure {
        Measure::Urgency => "list_weight_urgency",
        Measure::Elders => "list_weight_elders",
        Measure::Reach => "list_weight_reach",
        Measure::Cost => "list_weight_cost",
    }
}

fn select(rest: &str) -> String {
    format!("select {} from list_item i where i.area_id = ?{rest}", ItemRow::select("i"))
}

/// The item with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<ItemRow> {
    Ok(house.db.one(Sql::new(select(" and i.id = ?"), args![area, id])).await?)
}

/// The item that came from `source`, if it did.
pub async fn from_source(house: &House, area: Id, source: Source, from: &str) -> Result<Option<ItemRow>> {
    let sql = Sql::new(select(" and i.source = ? and i.source_ref = ?"), args![area, source.code(), from]);
    Ok(house.db.first(sql).await?)
}

/// What a page of a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Which list.
    pub list: Option<List>,
    /// State, or everything open.
    pub state: Option<State>,
    /// Everything, struck off and returned too.
    pub ended: bool,
    /// At this place and in it.
    pub place_path: String,
    /// Due before this day and still open.
    pub late_on: Option<Day>,
    /// Whose.
    pub owner: Option<Owner>,
    /// Only what residents may see.
    pub public: bool,
    /// Only what is with the street.
    pub escalated: bool,
}

/// Where a page begins: behind this rank and id.
pub type After = (i64, Id);

/// A page of `limit` items behind `after`, in the order of their rank: one query.
pub async fn page(
    house: &House,
    area: Id,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<ItemRow>> {
    let mut sql = Sql::new(select(""), args![area]).when(filter.list.map(List::code), " and i.list = ?");
    sql = match filter.state {
        Some(state) => sql.and(" and i.state = ?", args![state.code()]),
        None if filter.ended => sql,
        None => sql.and(" and i.open = 1", args![]),
    };
    if !filter.place_path.is_empty() {
        let (low, high) = path::below(&filter.place_path);
        let at = filter.place_path.as_str();
        sql = sql
            .and(" and (i.place_path = ? or i.place_path >= ? and i.place_path < ?)", args![at, low, high]);
    }
    sql = sql.when(filter.late_on, " and i.open = 1 and i.list <> 'resource' and i.due_day < ?");
    if let Some(owner) = filter.owner {
        sql = sql.and(" and i.owner_kind = ? and i.owner_id = ?", args![owner.code(), owner.id()]);
    }
    if filter.public {
        sql = sql.and(" and i.public = 1", args![]);
    }
    if filter.escalated {
        sql = sql.and(" and i.escalated = 1", args![]);
    }
    if let Some((rank, id)) = after {
        sql = sql.and(" and (i.rank, i.id) > (?, ?)", args![rank, id]);
    }
    Ok(house.db.all(sql.and(" order by i.rank, i.id limit ?", args![limit])).await?)
}

/// What was struck off whose effect is to be looked at by `today`, longest waiting first.
pub async fn to_check(house: &House, area: Id, today: Day, limit: i64) -> Result<Vec<ItemRow>> {
    let sql = select(" and i.state = 'struck_off' and i.check_day <= ? order by i.check_day, i.id limit ?");
    Ok(house.db.all(Sql::new(sql, args![area, today, limit])).await?)
}

/// Offers of an area of which something is left.
pub async fn offers(house: &House, area: Id, limit: i64) -> Result<Vec<ItemRow>> {
    let sql = select(
        " and i.list = 'resource' and i.open = 1 and i.used < i.amount and i.offered_by is not null \
         order by i.id desc limit ?",
    );
    Ok(house.db.all(Sql::new(sql, args![area, limit])).await?)
}

/// Everything open, to be ranked anew.
pub async fn all_open(house: &House, area: Id) -> Result<Vec<ItemRow>> {
    Ok(house.db.all(Sql::new(select(" and i.open = 1 order by i.id"), args![area])).await?)
}

record! {
    /// What the street sees of an area's lists.
    #[derive(Debug, Clone)]
    pub struct AreaFigures {
        /// Area.
        pub area_id: Id,
        /// Issues open.
        pub issues: i64,
        /// Needs open.
        pub needs: i64,
        /// Of these, past their day.
        pub late: i64,
        /// Struck off, with those whose effect was looked at.
        pub struck: i64,
        /// Of these, whose effect held.
        pub kept: i64,
        /// Asked for by residents.
        pub ordered: i64,
        /// Set by committee or street.
        pub dispatched: i64,
        /// Offered.
        pub amount: i64,
        /// Of this, taken.
        pub used: i64,
        /// Brought before the street.
        pub escalated: i64,
    }
}

/// The figures of these areas on `today`, in one query.
pub async fn figures(house: &House, areas: &[Id], today: Day) -> Result<Vec<AreaFigures>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; areas.len()].join(", ");
    let sql = format!(
        "select i.area_id, \
         count(*) filter (where i.list = 'issue' and i.open = 1), \
         count(*) filter (where i.list = 'need' and i.open = 1), \
         count(*) filter (where i.list <> 'resource' and i.open = 1 and i.due_day < ?), \
         count(*) filter (where i.state in ('struck_off', 'kept')), \
         count(*) filter (where i.state = 'kept'), \
         count(*) filter (where i.list <> 'resource' and i.source in ('case', 'order', 'meeting', 'hotspot')), \
         count(*) filter (where i.list <> 'resource' and i.source in ('staff', 'street')), \
         cast(coalesce(sum(case when i.list = 'resource' then i.amount else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when i.list = 'resource' then i.used else 0 end), 0) as bigint), \
         count(*) filter (where i.escalated = 1 and i.open = 1) \
         from list_item i where i.area_id in ({marks}) group by i.area_id order by i.area_id"
    );
    let mut values = args![today];
    values.extend(areas.iter().map(|area| linju_db::Value::from(*area)));
    Ok(house.db.all(Sql::new(sql, values)).await?)
}

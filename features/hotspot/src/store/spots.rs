//! Hot spots, what each rule says of them, and their cases.

use super::insert_or;
use crate::rules::same::Known;
use crate::rules::{Finding, PlanKind, Rule, Scope, Spot, State};
use linju_core::place::Place;
use linju_core::subject::Subject;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts};
use std::collections::HashMap;

record! {
    /// A hot spot as its row stands.
    #[derive(Debug, Clone)]
    pub struct SpotRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`Scope`] code.
        pub scope: String,
        /// Category, or the two digits of a family.
        pub category: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, as people say it.
        pub place_name: String,
        /// [`State`] code.
        pub state: String,
        /// When it was found.
        pub found_at: Ts,
        /// Who leads.
        pub lead_id: Option<Id>,
        /// Since when.
        pub acknowledged_at: Option<Ts>,
        /// [`PlanKind`] code; empty before it is decided.
        pub plan: String,
        /// The plan in words, or why nothing is needed.
        pub plan_note: String,
        /// Until when.
        pub plan_due: Option<Day>,
        /// When the first plan was made.
        pub planned_at: Option<Ts>,
        /// The meeting about it.
        pub meeting_id: Option<Id>,
        /// When that meeting's minutes could be read.
        pub minutes_at: Option<Ts>,
        /// [`Evidence`](crate::rules::Evidence) code.
        pub evidence: String,
        /// What residents read of it.
        pub account: String,
        /// When it was struck off.
        pub struck_at: Option<Ts>,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// What a rule says of a hot spot, with its own figures.
    #[derive(Debug, Clone)]
    pub struct Sign {
        /// Area.
        pub area_id: Id,
        /// Hot spot.
        pub hotspot_id: Id,
        /// [`Rule`] code.
        pub rule: String,
        /// Category or family.
        pub category: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, as people say it.
        pub place_name: String,
        /// How many places.
        pub places: i64,
        /// First day.
        pub from_day: Day,
        /// Last day.
        pub to_day: Day,
        /// Requests.
        pub cases: i64,
        /// Homes.
        pub households: i64,
        /// What would be usual.
        pub expected: f64,
        /// Once in so many days by chance.
        pub recurrence: Option<f64>,
        /// Is that read off a curve?
        pub approximate: bool,
        /// Up to how many would have been ordinary.
        pub bound: Option<f64>,
        /// When the rule last said so.
        pub seen_at: Ts,
    }
}

impl SpotRow {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::of(&self.state).expect("the store holds known states")
    }

    /// What the rules look at.
    pub fn rules(&self) -> Spot {
        let meeting = self.meeting_id.map(|_| self.minutes_at.is_some());
        Spot { state: self.state(), plan: PlanKind::of(&self.plan), meeting }
    }

    /// The card, for lists across features.
    fn card(&self, title: &str) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: "hotspot".into(),
            title: title.into(),
            state: self.state.clone(),
            place_path: self.place_path.clone(),
            at: self.found_at,
        }
    }

    /// The statements that make it; `title` is what its card is called.
    pub fn insert(&self, title: &str) -> [Statement; 2] {
        [Statement::insert("hotspot", self), self.card(title).write()]
    }

    /// The statements that write this row over the one it was read as.
    pub fn replace(&self) -> [Statement; 2] {
        let columns: Vec<String> = Self::COLUMNS[2..].iter().map(|c| format!("{c} = ?")).collect();
        let sql =
            format!("update hotspot set {} where area_id = ? and id = ? and version = ?", columns.join(", "));
        let next = SpotRow { version: self.version + 1, ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![self.area_id, self.id, self.version]);
        let card = "update subject set state = ? where area_id = ? and id = ?";
        [
            Statement::new(sql, values).expect(1),
            Statement::new(card, args![self.state.as_str(), self.area_id, self.id]),
        ]
    }
}

impl Sign {
    /// Which rule.
    pub fn rule(&self) -> Rule {
        Rule::of(&self.rule).expect("the store holds known rules")
    }

    /// What `finding` says of `hotspot`.
    pub fn of(hotspot: Id, place: &Place, finding: &Finding, at: Ts) -> Sign {
        Sign {
            area_id: place.area_id,
            hotspot_id: hotspot,
            rule: finding.rule.code().into(),
            category: finding.category.clone(),
            place_id: place.id,
            place_path: place.path.clone(),
            place_name: place.full_name.clone(),
            places: finding.places,
            from_day: finding.from,
            to_day: finding.to,
            cases: finding.cases.len() as i64,
            households: finding.households,
            expected: finding.expected,
            recurrence: finding.recurrence,
            approximate: finding.approximate,
            bound: finding.bound,
            seen_at: at,
        }
    }

    /// The statement that writes it over what the rule said before.
    pub fn write(&self) -> Statement {
        let renewed: Vec<String> = Self::COLUMNS[3..].iter().map(|c| format!("{c} = excluded.{c}")).collect();
        let on_conflict = format!("(area_id, hotspot_id, rule) do update set {}", renewed.join(", "));
        insert_or("hotspot_sign", self, &on_conflict)
    }
}

/// The statements that tie `cases` to a hot spot; those that are tied stay.
pub fn tie(area: Id, hotspot: Id, cases: &[(Id, Id)]) -> impl Iterator<Item = Statement> {
    let sql = "insert into hotspot_case (area_id, hotspot_id, case_id, household) values (?, ?, ?, ?) \
               on conflict (area_id, hotspot_id, case_id) do nothing";
    cases.iter().map(move |(case, household)| Statement::new(sql, args![area, hotspot, *case, *household]))
}

/// The hot spot with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<SpotRow> {
    let sql = format!("select {} from hotspot h where h.area_id = ? and h.id = ?", SpotRow::select("h"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The hot spot that a meeting is about.
pub async fn about(house: &House, area: Id, meeting: Id) -> Result<Option<SpotRow>> {
    let sql =
        format!("select {} from hotspot h where h.area_id = ? and h.meeting_id = ?", SpotRow::select("h"));
    Ok(house.db.first(Sql::new(sql, args![area, meeting])).await?)
}

/// The hot spots of an area in these states, the newest first.
pub async fn list(house: &House, area: Id, states: &[State], limit: i64) -> Result<Vec<SpotRow>> {
    let codes = states.iter().map(|s| format!("'{}'", s.code())).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "select {} from hotspot h where h.area_id = ? and h.state in ({codes}) order by h.id desc limit ?",
        SpotRow::select("h")
    );
    Ok(house.db.all(Sql::new(sql, args![area, limit])).await?)
}

/// What the rules say of each hot spot of an area.
pub async fn signs(house: &House, area: Id) -> Result<HashMap<Id, Vec<Sign>>> {
    let sql = format!(
        "select {} from hotspot_sign s where s.area_id = ? order by s.hotspot_id, s.rule desc",
        Sign::select("s")
    );
    let mut by: HashMap<Id, Vec<Sign>> = HashMap::new();
    for sign in house.db.all::<Sign>(Sql::new(sql, args![area])).await? {
        by.entry(sign.hotspot_id).or_default().push(sign);
    }
    Ok(by)
}

/// The cases of a hot spot by their cards, newest first.
pub async fn cards(house: &House, area: Id, hotspot: Id) -> Result<Vec<Subject>> {
    let sql = format!(
        "select {} from subject s join hotspot_case c on c.area_id = s.area_id and c.case_id = s.id \
         where c.area_id = ? and c.hotspot_id = ? order by s.at desc, s.id desc",
        Subject::select("s")
    );
    Ok(house.db.all(Sql::new(sql, args![area, hotspot])).await?)
}

/// How many different homes each hot spot's cases are of.
pub async fn homes(house: &House, area: Id) -> Result<HashMap<Id, i64>> {
    let sql = "select hotspot_id, count(distinct household) from hotspot_case where area_id = ? \
               group by hotspot_id";
    let rows: Vec<(Id, i64)> = house.db.all(Sql::new(sql, args![area])).await?;
    Ok(rows.into_iter().collect())
}

/// Everything that is known, as the rules compare it: what is open, and what was struck off since `since`.
pub async fn known(house: &House, area: Id, since: Ts) -> Result<Vec<Known>> {
    let sql = format!(
        "select {} from hotspot h where h.area_id = ? and (h.struck_at is null or h.struck_at >= ?) \
         order by h.id",
        SpotRow::select("h")
    );
    let rows: Vec<SpotRow> = house.db.all(Sql::new(sql, args![area, since])).await?;
    let sql = "select hotspot_id, case_id from hotspot_case where area_id = ?";
    let mut cases: HashMap<Id, std::collections::HashSet<Id>> = HashMap::new();
    for (hotspot, case) in house.db.all::<(Id, Id)>(Sql::new(sql, args![area])).await? {
        cases.entry(hotspot).or_default().insert(case);
    }
    let known = |row: SpotRow| Known {
        id: row.id,
        scope: Scope::of(&row.scope).unwrap_or(Scope::Place),
        open: row.state() != State::StruckOff,
        category: row.category,
        path: row.place_path,
        cases: cases.remove(&row.id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(known).collect())
}

/// How many hot spots each area has in each state; struck off ones since `since`.
pub async fn tally(house: &House, since: Ts) -> Result<HashMap<(Id, String), i64>> {
    let sql = "select area_id, state, count(*) from hotspot where struck_at is null or struck_at >= ? \
               group by area_id, state";
    let rows: Vec<(Id, String, i64)> = house.db.all(Sql::new(sql, args![since])).await?;
    Ok(rows.into_iter().map(|(area, state, n)| ((area, state), n)).collect())
}

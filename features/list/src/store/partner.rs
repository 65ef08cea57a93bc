//! 共建单位: what an area knows of them, what they gave, and what stays of it.

use super::replacing;
use crate::rules::Owner;
use crate::rules::partner::Agreement;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id};

record! {
    /// A partner as an area knows it.
    #[derive(Debug, Clone)]
    pub struct PartnerRow {
        /// Area.
        pub area_id: Id,
        /// Organisation.
        pub organisation_id: Id,
        /// Is it an office building, with its own rules for those who work in it?
        pub office_building: bool,
        /// Where its interest and the area's might collide; empty where nothing is known.
        pub conflict: String,
    }
}

record! {
    /// An agreement.
    #[derive(Debug, Clone)]
    pub struct AgreementRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// With whom.
        pub organisation_id: Id,
        /// What is agreed.
        pub title: String,
        /// [`Agreement`] code.
        pub state: String,
        /// First day.
        pub from_day: Day,
        /// Last day.
        pub to_day: Day,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// A paper that says what a partner may do.
    #[derive(Debug, Clone)]
    pub struct PaperRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Whose.
        pub organisation_id: Id,
        /// [`Qualification`](crate::rules::partner::Qualification) code.
        pub kind: String,
        /// Last day.
        pub to_day: Day,
    }
}

record! {
    /// A line of what partners gave.
    #[derive(Debug, Clone)]
    pub struct ContributionRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Who gave.
        pub organisation_id: Id,
        /// For which item.
        pub item_id: Option<Id>,
        /// [`Gift`](crate::rules::Gift) code.
        pub gift: String,
        /// [`Field`](crate::rules::Field) code.
        pub field: String,
        /// Fen, pieces or quarters of an hour; below zero where it takes a line back.
        pub amount: i64,
        /// What it was.
        pub what: String,
        /// When.
        pub day: Day,
        /// The line it takes back.
        pub takes_back: Option<Id>,
        /// Who wrote it down.
        pub entered_by: Option<Id>,
    }
}

record! {
    /// Something small that was put up and needs keeping.
    #[derive(Debug, Clone)]
    pub struct AssetRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// What.
        pub title: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, in full.
        pub place_name: String,
        /// Who gave it.
        pub given_by: Option<Id>,
        /// The item it came of.
        pub item_id: Option<Id>,
        /// Kind of whoever keeps it.
        pub keeper_kind: String,
        /// Who.
        pub keeper_id: Option<Id>,
        /// How often it is looked at, in days.
        pub every_days: i64,
        /// When next.
        pub next_check: Day,
        /// `in_use`, `faulty` or `gone`.
        pub state: String,
        /// Since when.
        pub since_day: Day,
        /// Rises with each change.
        pub version: i64,
    }
}

impl PartnerRow {
    /// The statement that writes it, new or not.
    pub fn save(&self) -> Statement {
        let sql = "insert into partner (area_id, organisation_id, office_building, conflict) values (?, ?, ?, ?) \
                   on conflict (area_id, organisation_id) do update set \
                   office_building = excluded.office_building, conflict = excluded.conflict";
        Statement::new(sql, self.values())
    }
}

impl AgreementRow {
    /// Where it stands.
    pub fn state(&self) -> Agreement {
        Agreement::of(&self.state).expect("the store holds known states")
    }

    /// Does it hold on `today`?
    pub fn holds(&self, today: Day) -> bool {
        self.state() == Agreement::Active && self.from_day <= today && today <= self.to_day
    }

    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("partner_agreement", self)
    }

    /// The statement that moves it to `state`.
    pub fn moved(&self, state: Agreement) -> Statement {
        let values = args![state.code(), self.version + 1, self.area_id, self.id, self.version];
        Statement::new(replacing("partner_agreement", &["state", "version"]), values).expect(1)
    }
}

impl AssetRow {
    /// Who keeps it.
    pub fn keeper(&self) -> Owner {
        Owner::of(&self.keeper_kind, self.keeper_id)
    }

    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("asset", self)
    }

    /// The statement that says how it was found, and when it is looked at next.
    pub fn checked(&self, state: &str, next: Day) -> Statement {
        let values = args![state, next, self.version + 1, self.area_id, self.id, self.version];
        Statement::new(replacing("asset", &["state", "next_check", "version"]), values).expect(1)
    }
}

/// What an area knows of its partners.
pub async fn partners(house: &House, area: Id) -> Result<Vec<PartnerRow>> {
    let sql = format!("select {} from partner p where p.area_id = ?", PartnerRow::select("p"));
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// What an area knows of one of them; nothing special where nobody wrote anything.
pub async fn partner(house: &House, area: Id, organisation: Id) -> Result<PartnerRow> {
    let select = PartnerRow::select("p");
    let sql = format!("select {select} from partner p where p.area_id = ? and p.organisation_id = ?");
    let found = house.db.first(Sql::new(sql, args![area, organisation])).await?;
    Ok(found.unwrap_or(PartnerRow {
        area_id: area,
        organisation_id: organisation,
        office_building: false,
        conflict: String::new(),
    }))
}

/// The agreements of an area, of one partner where it is named, newest first.
pub async fn agreements(house: &House, area: Id, organisation: Option<Id>) -> Result<Vec<AgreementRow>> {
    let sql = format!("select {} from partner_agreement a where a.area_id = ?", AgreementRow::select("a"));
    let sql = Sql::new(sql, args![area]).when(organisation, " and a.organisation_id = ?");
    Ok(house.db.all(sql.and(" order by a.id desc", args![])).await?)
}

/// The agreement with that id.
pub async fn agreement(house: &House, area: Id, id: Id) -> Result<AgreementRow> {
    let select = AgreementRow::select("a");
    let sql = format!("select {select} from partner_agreement a where a.area_id = ? and a.id = ?");
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The papers of an area's partners, of one where it is named, by their last day.
pub async fn papers(house: &House, area: Id, organisation: Option<Id>) -> Result<Vec<PaperRow>> {
    let sql = format!("select {} from partner_paper q where q.area_id = ?", PaperRow::select("q"));
    let sql = Sql::new(sql, args![area]).when(organisation, " and q.organisation_id = ?");
    Ok(house.db.all(sql.and(" order by q.to_day, q.id", args![])).await?)
}

/// What an organisation is qualified for in an area on `today`.
pub async fn qualified(house: &House, area: Id, organisation: Id, today: Day) -> Result<Vec<String>> {
    let mut papers = papers(house, area, Some(organisation)).await?;
    papers.retain(|paper| paper.to_day >= today);
    Ok(papers.into_iter().map(|paper| paper.kind).collect())
}

/// What was given in an area from `from` to `to`, both with, in the order of days; by one partner where named.
pub async fn contributions(
    house: &House,
    area: Id,
    organisation: Option<Id>,
    from: Day,
    to: Day,
) -> Result<Vec<ContributionRow>> {
    let sql = format!("select {} from contribution c where c.area_id = ?", ContributionRow::select("c"));
    let sql = Sql::new(sql, args![area])
        .when(organisation, " and c.organisation_id = ?")
        .and(" and c.day >= ? and c.day <= ? order by c.day, c.id", args![from, to]);
    Ok(house.db.all(sql).await?)
}

/// The line with that id.
pub async fn contribution(house: &House, area: Id, id: Id) -> Result<ContributionRow> {
    let select = ContributionRow::select("c");
    let sql = format!("select {select} from contribution c where c.area_id = ? and c.id = ?");
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// What was given, by area and kind, in one query.
#[derive(Debug, Clone)]
pub struct Given {
    /// Area.
    pub area_id: Id,
    /// [`Gift`](crate::rules::Gift) code.
    pub gift: String,
    /// Fen, pieces or quarters of an hour.
    pub amount: i64,
}

impl FromRow for Given {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Given { area_id: row.get(0)?, gift: row.get(1)?, amount: row.get(2)? })
    }
}

/// What was given to these areas, by kind.
pub async fn given(house: &House, areas: &[Id]) -> Result<Vec<Given>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; areas.len()].join(", ");
    let sql = format!(
        "select c.area_id, c.gift, cast(sum(c.amount) as bigint) from contribution c where c.area_id in ({marks}) \
         group by c.area_id, c.gift order by c.area_id, c.gift"
    );
    Ok(house.db.all(Sql::new(sql, areas.iter().map(|a| (*a).into()).collect())).await?)
}

/// The assets of an area, what is to be looked at first first.
pub async fn assets(house: &House, area: Id) -> Result<Vec<AssetRow>> {
    let select = AssetRow::select("a");
    let sql = format!(
        "select {select} from asset a where a.area_id = ? and a.state <> 'gone' order by a.next_check, a.id limit 500"
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// The asset with that id.
pub async fn asset(house: &House, area: Id, id: Id) -> Result<AssetRow> {
    let sql = format!("select {} from asset a where a.area_id = ? and a.id = ?", AssetRow::select("a"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

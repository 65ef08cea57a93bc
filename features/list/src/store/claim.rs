//! 资源与需求对接: offers asked for and taken.

use super::replacing;
use crate::store::ItemRow;
use linju_core::{House, Result};
use linju_db::{FromRow, Row, Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Day, Id, Ts, coded};

coded! {
    /// Who asked.
    pub enum AskedBy {
        /// The committee asks a partner for its offer.
        Need = "need",
        /// The partner brings its offer.
        Offer = "offer",
    }
}

coded! {
    /// Where a match stands.
    pub enum Match {
        /// The other side has not answered.
        Asked = "asked",
        /// Both agree.
        Agreed = "agreed",
        /// The other side cannot.
        Declined = "declined",
        /// It was agreed and given up.
        Released = "released",
    }
}

record! {
    /// An offer and a need that may come together.
    #[derive(Debug, Clone)]
    pub struct ClaimRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// The need.
        pub item_id: Id,
        /// The offer.
        pub offer_id: Id,
        /// Whose offer.
        pub organisation_id: Id,
        /// How much of it.
        pub amount: i64,
        /// [`AskedBy`] code.
        pub asked_by: String,
        /// [`Match`] code.
        pub state: String,
        /// Until when it would be done.
        pub due_day: Day,
        /// When it was asked.
        pub at: Ts,
        /// Rises with each change.
        pub version: i64,
    }
}

/// A match with the titles of both sides.
#[derive(Debug, Clone)]
pub struct Matched {
    /// The match.
    pub claim: ClaimRow,
    /// Title of the need.
    pub need: String,
    /// Title of the offer.
    pub offer: String,
}

impl FromRow for Matched {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let n = ClaimRow::COLUMNS.len();
        Ok(Matched { claim: ClaimRow::from_row(row)?, need: row.get(n)?, offer: row.get(n + 1)? })
    }
}

impl ClaimRow {
    /// Where it stands.
    pub fn state(&self) -> Match {
        Match::of(&self.state).expect("the store holds known states")
    }

    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("list_claim", self)
    }

    /// The statement that moves it to `state`.
    pub fn moved(&self, state: Match) -> Statement {
        let values = args![state.code(), self.version + 1, self.area_id, self.id, self.version];
        Statement::new(replacing("list_claim", &["state", "version"]), values).expect(1)
    }
}

/// The statement that books `amount` more of an offer, no more than there is. Refuses `list-used-up`.
pub fn book(offer: &ItemRow, amount: i64) -> Statement {
    let sql = "update list_item set used = used + ? \
               where area_id = ? and id = ? and open = 1 and used + ? <= amount and used + ? >= 0";
    Statement::new(sql, args![amount, offer.area_id, offer.id, amount, amount])
        .expect(1)
        .refuse("list-used-up")
}

fn matched(test: &str) -> String {
    format!(
        "select {}, n.title, o.title from list_claim c \
         join list_item n on n.area_id = c.area_id and n.id = c.item_id \
         join list_item o on o.area_id = c.area_id and o.id = c.offer_id \
         where c.area_id = ? and {test} order by c.id desc limit 100",
        ClaimRow::select("c")
    )
}

/// The matches of a need or an offer, newest first.
pub async fn of(house: &House, area: Id, thing: Id) -> Result<Vec<Matched>> {
    Ok(house
        .db
        .all(Sql::new(matched("(c.item_id = ? or c.offer_id = ?)"), args![area, thing, thing]))
        .await?)
}

/// What an organisation was asked for and has not answered.
pub async fn asked_of(house: &House, area: Id, organisation: Id) -> Result<Vec<Matched>> {
    let sql = matched("c.organisation_id = ? and c.state = 'asked'");
    Ok(house.db.all(Sql::new(sql, args![area, organisation])).await?)
}

/// The match with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<ClaimRow> {
    let sql = format!("select {} from list_claim c where c.area_id = ? and c.id = ?", ClaimRow::select("c"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The agreed match of a need, if an offer is in it.
pub async fn agreed(house: &House, area: Id, item: Id) -> Result<Option<ClaimRow>> {
    let sql = format!(
        "select {} from list_claim c where c.area_id = ? and c.item_id = ? and c.state = 'agreed' limit 1",
        ClaimRow::select("c")
    );
    Ok(house.db.first(Sql::new(sql, args![area, item])).await?)
}

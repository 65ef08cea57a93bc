//! 服务菜单 and what is ordered from it.

use super::replacing;
use crate::store::ItemRow;
use linju_core::access::token;
use linju_core::{Error, House, Result};
use linju_db::{FromRow, Row, Sql, Statement, args, record};
use linju_kernel::personal::{mask_name, mask_phone};
use linju_kernel::{Id, Ts};

record! {
    /// A line of the menu.
    #[derive(Debug, Clone)]
    pub struct MenuRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// What it is called.
        pub title: String,
        /// What is done, and what to have ready.
        pub detail: String,
        /// Theme code.
        pub theme: String,
        /// Who usually does it.
        pub organisation_id: Option<Id>,
        /// What it costs whoever orders, in fen; 0 where nothing.
        pub fen: i64,
        /// Within how many days.
        pub within_days: i64,
        /// What whoever does it must be qualified for.
        pub requires: String,
        /// Can it be ordered now?
        pub active: bool,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// An order.
    #[derive(Debug, Clone)]
    pub struct OrderRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// The need it became.
        pub item_id: Id,
        /// The line of the menu.
        pub menu_id: Id,
        /// Its four digits.
        pub receipt: i64,
        /// Hash of the code that opens it.
        pub code_hash: Vec<u8>,
        /// Name.
        pub name_sealed: Vec<u8>,
        /// Phone.
        pub phone_sealed: Vec<u8>,
        /// Which door, when, what else.
        pub words_sealed: Vec<u8>,
        /// When.
        pub at: Ts,
    }
}

/// What is personal in an order, before it is sealed.
#[derive(Debug, Clone, Copy)]
pub struct Clear<'a> {
    /// Name.
    pub name: &'a str,
    /// Phone, normalised.
    pub phone: &'a str,
    /// Which door, when, what else.
    pub words: &'a str,
}

impl OrderRow {
    /// An order of `item` with what is personal in it sealed.
    pub fn of(
        house: &House,
        item: &ItemRow,
        menu: Id,
        receipt: i64,
        code: &str,
        clear: Clear,
    ) -> Result<Self> {
        let (area_id, id) = (item.area_id, house.id());
        let key = house.key(area_id)?;
        let seal = |column: &str, text: &str| key.seal("list_order", column, area_id, id, text);
        Ok(Self {
            area_id,
            id,
            item_id: item.id,
            menu_id: menu,
            receipt,
            code_hash: token::hash(code),
            name_sealed: seal("name", clear.name),
            phone_sealed: seal("phone", clear.phone),
            words_sealed: seal("words", clear.words),
            at: item.created_at,
        })
    }

    fn open(&self, house: &House, column: &str, sealed: &[u8]) -> Result<String> {
        Ok(house.key(self.area_id)?.open("list_order", column, self.area_id, self.id, sealed)?)
    }

    /// Name and phone, masked.
    pub fn masked(&self, house: &House) -> Result<(String, String)> {
        let name = self.open(house, "name", &self.name_sealed)?;
        Ok((mask_name(&name), mask_phone(&self.phone(house)?)))
    }

    /// Name and phone in clear. Whoever shows them records the look.
    pub fn clear(&self, house: &House) -> Result<(String, String)> {
        Ok((self.open(house, "name", &self.name_sealed)?, self.phone(house)?))
    }

    fn phone(&self, house: &House) -> Result<String> {
        self.open(house, "phone", &self.phone_sealed)
    }

    /// What was written, for those who bring it and for whoever ordered.
    pub fn words(&self, house: &House) -> Result<String> {
        self.open(house, "words", &self.words_sealed)
    }
}

impl MenuRow {
    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("menu_item", self)
    }

    /// The statement that writes it over the row as which it was read.
    pub fn replace(&self) -> Statement {
        let next = MenuRow { version: self.version + 1, ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![self.area_id, self.id, self.version]);
        Statement::new(replacing("menu_item", &Self::COLUMNS[2..]), values).expect(1)
    }
}

/// The menu of an area; only what can be ordered where `active`.
pub async fn menu(house: &House, area: Id, active: bool) -> Result<Vec<MenuRow>> {
    let sql = format!(
        "select {} from menu_item m where m.area_id = ? and m.active >= ? order by m.theme, m.id",
        MenuRow::select("m")
    );
    Ok(house.db.all(Sql::new(sql, args![area, active])).await?)
}

/// One line of the menu.
pub async fn menu_item(house: &House, area: Id, id: Id) -> Result<MenuRow> {
    let sql = format!("select {} from menu_item m where m.area_id = ? and m.id = ?", MenuRow::select("m"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

struct Ordered(OrderRow, ItemRow);

impl FromRow for Ordered {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let order = OrderRow::from_row(row)?;
        Ok(Ordered(order, ItemRow::from_row(&row.skip(OrderRow::COLUMNS.len()))?))
    }
}

/// The order that `code` opens, with the need it became.
pub async fn by_code(house: &House, area: Id, code: &str) -> Result<(OrderRow, ItemRow)> {
    let sql = format!(
        "select {}, {} from list_order o join list_item i on i.area_id = o.area_id and i.id = o.item_id \
         where o.area_id = ? and o.code_hash = ?",
        OrderRow::select("o"),
        ItemRow::select("i")
    );
    let found = house.db.first::<Ordered>(Sql::new(sql, args![area, token::hash(code)])).await?;
    found.map(|Ordered(order, item)| (order, item)).ok_or(Error::NotFound)
}

/// The order a need came from, if it did.
pub async fn of_item(house: &House, area: Id, item: Id) -> Result<Option<OrderRow>> {
    let sql =
        format!("select {} from list_order o where o.area_id = ? and o.item_id = ?", OrderRow::select("o"));
    Ok(house.db.first(Sql::new(sql, args![area, item])).await?)
}

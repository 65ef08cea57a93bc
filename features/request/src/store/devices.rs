//! Residents' devices, printed codes that bind them, and one-time links for organisations.

use super::requests::hash;
use super::{CaseRow, RequestRow};
use linju_core::{Change, Error, House, Result};
use linju_db::{Batch, FromRow, Row, Sql, Statement, args};
use linju_kernel::{Id, Ts};

/// How long a one-time link opens its case.
pub const LINK_MS: i64 = 14 * 86_400_000;
/// How long a printed code binds a device.
pub const CODE_MS: i64 = 7 * 86_400_000;

/// A request as its requester sees it: with the case it goes on in and the name of its own place.
#[derive(Debug, Clone)]
pub struct Mine {
    /// The request.
    pub request: RequestRow,
    /// Its case, which may have begun as another's.
    pub case: CaseRow,
    /// Where the request was made for, in words, without what the requester added.
    pub place: String,
}

impl FromRow for Mine {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let (request, rest) = (RequestRow::from_row(row)?, row.skip(RequestRow::COLUMNS.len()));
        Ok(Mine { request, place: rest.get(CaseRow::COLUMNS.len())?, case: CaseRow::from_row(&rest)? })
    }
}

fn mine_where(from: &str) -> String {
    format!(
        "select {}, {}, p.full_name from {from} \
         join cases c on c.area_id = r.area_id and c.id = r.case_id \
         join place p on p.area_id = r.area_id and p.id = r.place_id where ",
        RequestRow::select("r"),
        CaseRow::select("c")
    )
}

const OF_DEVICE: &str = "device_request d join request r on r.area_id = d.area_id and r.id = d.request_id";

/// A fresh token: 256 random bits in hexadecimal.
pub fn token() -> String {
    let bytes: [u8; 32] = rand::random();
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A code that fits on paper and in a voice: eight digits and letters without those that look alike.
pub fn spoken_code() -> String {
    const CLEAR: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";
    (0..8).map(|_| CLEAR[(rand::random::<u32>() as usize) % CLEAR.len()] as char).collect()
}

/// The device with `token` may show `request`.
pub fn bind(change: &mut Change, device: &str, request: Id) {
    let sql = "insert into device_request (area_id, device_hash, request_id, at) values (?, ?, ?, ?) \
               on conflict (area_id, device_hash, request_id) do nothing";
    change.push(Statement::new(sql, args![change.area, hash(device), request, change.at]));
}

/// The requests a device may show with their cases, newest first, in one query.
pub async fn mine(house: &House, area: Id, device: &str, limit: i64) -> Result<Vec<Mine>> {
    let sql =
        mine_where(OF_DEVICE) + "d.area_id = ? and d.device_hash = ? order by d.request_id desc limit ?";
    Ok(house.db.all(Sql::new(sql, args![area, hash(device), limit])).await?)
}

/// A request of a device with its case.
pub async fn one_of_mine(house: &House, area: Id, device: &str, request: Id) -> Result<Mine> {
    let sql = mine_where(OF_DEVICE) + "d.area_id = ? and d.device_hash = ? and d.request_id = ?";
    Ok(house.db.one(Sql::new(sql, args![area, hash(device), request])).await?)
}

/// A request with its case, for whoever has shown in another way that it is theirs.
pub async fn with_case(house: &House, area: Id, request: Id) -> Result<Mine> {
    let sql = mine_where("request r") + "r.area_id = ? and r.id = ?";
    Ok(house.db.one(Sql::new(sql, args![area, request])).await?)
}

/// The device with `token` shows nothing of this area any more.
pub async fn forget(house: &House, area: Id, device: &str) -> Result<()> {
    let sql = "delete from device_request where area_id = ? and device_hash = ?";
    house.db.write(Batch::new().exec(sql, args![area, hash(device)])).await?;
    Ok(())
}

/// A code on paper that binds one device to `request` and all requests of its phone.
pub fn print_code(change: &mut Change, code: &str, request: Id) {
    let sql = "insert into device_code (area_id, code_hash, request_id, expires_at) values (?, ?, ?, ?)";
    change.push(Statement::new(sql, args![change.area, hash(code), request, change.at.plus_ms(CODE_MS)]));
}

/// Uses a printed code: binds `device` and spends the code.
pub async fn use_code(house: &House, area: Id, code: &str, device: &str) -> Result<()> {
    let now = house.now();
    let code_hash = hash(&code.trim().to_lowercase());
    let sql = "select request_id from device_code where area_id = ? and code_hash = ? and expires_at > ?";
    let found = house.db.first::<(Id,)>(Sql::new(sql, args![area, code_hash.clone(), now])).await?;
    let request = super::requests::load(house, area, found.ok_or(Error::NotFound)?.0).await?;
    let mut change = Change::new(area, now, linju_core::Actor::Requester(request.id));
    let spend = "delete from device_code where area_id = ? and code_hash = ?";
    change.push(Statement::new(spend, args![area, code_hash]).expect(1));
    bind(&mut change, device, request.id);
    if let Some(phone) = request.phone(house)? {
        for other in super::requests::by_phone(house, area, &phone, 50).await? {
            bind(&mut change, device, other.id);
        }
    }
    house.commit(change).await
}

/// What a link opens, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// Its case.
    pub case: Id,
    /// For whom.
    pub organisation: Id,
    /// That part of the case only.
    pub task: Option<Id>,
}

impl FromRow for Link {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        Ok(Link { case: row.get(0)?, organisation: row.get(1)?, task: row.get(2)? })
    }
}

/// A link that opens one case, or one part of it, for an organisation.
pub fn give_link(change: &mut Change, token: &str, link: Link) {
    let sql = "insert into case_link (token_hash, area_id, case_id, organisation_id, task_id, expires_at) \
               values (?, ?, ?, ?, ?, ?)";
    let expires = change.at.plus_ms(LINK_MS);
    let values = args![hash(token), change.area, link.case, link.organisation, link.task, expires];
    change.push(Statement::new(sql, values));
}

/// What a link opens, while it lasts.
pub async fn open_link(house: &House, area: Id, token: &str, now: Ts) -> Result<Link> {
    let sql = "select case_id, organisation_id, task_id from case_link \
               where area_id = ? and token_hash = ? and expires_at > ?";
    house.db.first(Sql::new(sql, args![area, hash(token), now])).await?.ok_or(Error::NotFound)
}

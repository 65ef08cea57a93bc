//! Requests in the database: words sealed, and a masked copy for those who need not see the rest.

use linju_core::file::File;
use linju_core::{Change, Error, House, Result};
use linju_db::{FromRow, Row, Sql, Statement, args, record};
use linju_kernel::personal::{last_four, mask_name, mask_phone};
use linju_kernel::{Day, Id, Ts};
use sha2::{Digest, Sha256};

record! {
    /// A request as its row stands.
    #[derive(Debug, Clone)]
    pub struct RequestRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// The case it now goes on in.
        pub case_id: Id,
        /// The case it was opened as.
        pub first_case_id: Id,
        /// Cycle of its receipt.
        pub receipt_cycle: i64,
        /// Its four digits.
        pub receipt: i64,
        /// Hash of the printed secret, if one was made.
        pub secret_hash: Option<Vec<u8>>,
        /// Channel code.
        pub channel: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where exactly, in the requester's words.
        pub place_note: String,
        /// The words as said.
        pub words_sealed: Vec<u8>,
        /// The words with phone numbers masked.
        pub words_masked: String,
        /// Category as first named.
        pub category_code: String,
        /// 急难愁盼 codes, separated by spaces.
        pub nature: String,
        /// Name.
        pub name_sealed: Option<Vec<u8>>,
        /// Phone.
        pub phone_sealed: Option<Vec<u8>>,
        /// Keyed hash of the phone.
        pub phone_print: Option<Vec<u8>>,
        /// Keyed hash of its last four.
        pub last_four_print: Option<Vec<u8>>,
        /// `self`, `family` or `other`: whose matter and phone it is.
        pub whose: String,
        /// How consent was given where someone acts for another, a [`Consent`](crate::rules::behalf::Consent)
        /// code; empty otherwise.
        pub consent: String,
        /// What whoever it is about is to whoever spoke, a [`Relation`](crate::rules::behalf::Relation) code.
        pub relation: String,
        /// What whoever it is about is called.
        pub for_name_sealed: Option<Vec<u8>>,
        /// When they agreed.
        pub agreed_on: Option<Day>,
        /// By which way its requester is told, a [`linju_core::message::Way`] code.
        pub way: String,
        /// Account that wrote it down for them.
        pub entered_by: Option<Id>,
        /// Where it was brought in from.
        pub source: Option<String>,
        /// Its number there.
        pub source_id: Option<String>,
        /// When it came.
        pub received_at: Ts,
    }
}

/// What a request says, opened for someone who may see it; the phone and the name masked.
#[derive(Debug, Clone)]
pub struct Words {
    /// The row.
    pub row: RequestRow,
    /// Name, masked; empty if none was left.
    pub name: String,
    /// Phone, masked; empty if none was left.
    pub phone: String,
    /// Whom it is about, masked; empty where they spoke for themselves.
    pub for_name: String,
}

/// What is personal in a request, before it is sealed.
#[derive(Debug, Clone, Copy)]
pub struct Clear<'a> {
    /// The words as said.
    pub words: &'a str,
    /// Name of whoever spoke.
    pub name: Option<&'a str>,
    /// Their phone, normalised.
    pub phone: Option<&'a str>,
    /// Name of whom they spoke for.
    pub for_name: Option<&'a str>,
}

/// SHA-256 of a token or secret.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

impl RequestRow {
    /// Opens names and phone and masks them.
    pub fn masked(self, house: &House) -> Result<Words> {
        let name = self.name(house)?.map(|n| mask_name(&n)).unwrap_or_default();
        let phone = self.phone(house)?.map(|p| mask_phone(&p)).unwrap_or_default();
        let for_name = self.for_name(house)?.map(|n| mask_name(&n)).unwrap_or_default();
        Ok(Words { row: self, name, phone, for_name })
    }

    /// The name in clear. Whoever shows it records the look.
    pub fn name(&self, house: &House) -> Result<Option<String>> {
        self.open(house, "name", self.name_sealed.as_deref())
    }

    /// The name of whom it is about in clear. Whoever shows it records the look.
    pub fn for_name(&self, house: &House) -> Result<Option<String>> {
        self.open(house, "for_name", self.for_name_sealed.as_deref())
    }

    /// The phone in clear. Whoever shows it records the look.
    pub fn phone(&self, house: &House) -> Result<Option<String>> {
        self.open(house, "phone", self.phone_sealed.as_deref())
    }

    /// The words as said. Whoever shows them records the look.
    pub fn words(&self, house: &House) -> Result<String> {
        Ok(self.open(house, "words", Some(&self.words_sealed))?.unwrap_or_default())
    }

    fn open(&self, house: &House, column: &str, sealed: Option<&[u8]>) -> Result<Option<String>> {
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(Some(house.key(self.area_id)?.open("request", column, self.area_id, self.id, sealed)?))
    }
}

/// The request with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<RequestRow> {
    let sql = format!("select {} from request r where r.area_id = ? and r.id = ?", RequestRow::select("r"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The requests that go on in a case, oldest first, at most `limit`.
pub async fn of_case(house: &House, area: Id, case: Id, limit: i64) -> Result<Vec<RequestRow>> {
    let sql = format!(
        "select {} from request r where r.area_id = ? and r.case_id = ? order by r.id limit ?",
        RequestRow::select("r")
    );
    Ok(house.db.all(Sql::new(sql, args![area, case, limit])).await?)
}

/// The requests that go on in a case, oldest first, at most `limit`; and the cases it was found to look like, most
/// alike first, while nobody has decided on that.
pub async fn with_alike(house: &House, area: Id, case: Id, limit: i64) -> Result<(Vec<RequestRow>, Vec<Id>)> {
    let sql = format!(
        "select {}, s.offered from request r left join suggestion s on s.area_id = r.area_id \
         and s.case_id = r.case_id and s.kind = 'similar' and s.taken is null \
         where r.area_id = ? and r.case_id = ? order by r.id limit ?",
        RequestRow::select("r")
    );
    let rows: Vec<Offered> = house.db.all(Sql::new(sql, args![area, case, limit])).await?;
    let offered = rows.first().and_then(|Offered(_, offered)| offered.as_deref()).unwrap_or_default();
    let alike = offered.split_whitespace().filter_map(|id| id.parse().ok()).collect();
    Ok((rows.into_iter().map(|Offered(request, _)| request).collect(), alike))
}

/// A request beside the cases that its own was found to look like.
struct Offered(RequestRow, Option<String>);

impl FromRow for Offered {
    fn from_row(row: &Row) -> std::result::Result<Self, linju_db::Error> {
        let offered = row.skip(RequestRow::COLUMNS.len()).get(0)?;
        Ok(Offered(RequestRow::from_row(row)?, offered))
    }
}

record! {
    /// Whom to tell, and how.
    #[derive(Debug, Clone)]
    pub struct Listener {
        /// Their request.
        pub id: Id,
        /// A [`linju_core::message::Way`] code.
        pub way: String,
        /// The case it was opened as.
        pub first_case_id: Id,
        /// Their phone.
        pub phone_sealed: Option<Vec<u8>>,
    }
}

impl Listener {
    /// The phone a channel is to use.
    pub fn phone(&self, house: &House, area: Id) -> Result<Option<String>> {
        let Some(sealed) = &self.phone_sealed else { return Ok(None) };
        Ok(Some(house.key(area)?.open("request", "phone", area, self.id, sealed)?))
    }
}

/// Whom to tell of all requests that go on in a case.
pub async fn to_tell(house: &House, area: Id, case: Id) -> Result<Vec<Listener>> {
    let select = Listener::select("r");
    let sql = format!("select {select} from request r where r.area_id = ? and r.case_id = ? order by r.id");
    Ok(house.db.all(Sql::new(sql, args![area, case])).await?)
}

/// The request that a receipt and a phone's last four, or a receipt and its printed secret, open. The newest
/// with that receipt counts; an older cycle opens by its secret only.
pub async fn by_receipt(house: &House, area: Id, receipt: i64, proof: &str) -> Result<RequestRow> {
    let select = RequestRow::select("r");
    let sql = format!(
        "select {select} from request r where r.area_id = ? and r.receipt = ? order by r.id desc limit 8"
    );
    let found: Vec<RequestRow> = house.db.all(Sql::new(sql, args![area, receipt])).await?;
    let secret = hash(&proof.to_lowercase());
    let four = house.key(area)?.fingerprint("last-four", proof);
    let newest = found.first().map(|r| r.receipt_cycle);
    let opens = |r: &&RequestRow| {
        let by_phone =
            proof.len() == 4 && r.last_four_print.as_ref() == Some(&four) && Some(r.receipt_cycle) == newest;
        by_phone || r.secret_hash.as_ref() == Some(&secret)
    };
    found.iter().find(opens).cloned().ok_or(Error::NotFound)
}

/// Requests with that phone, newest first.
pub async fn by_phone(house: &House, area: Id, phone: &str, limit: i64) -> Result<Vec<RequestRow>> {
    let print = house.key(area)?.fingerprint("phone", phone);
    let sql = format!(
        "select {} from request r where r.area_id = ? and r.phone_print = ? order by r.id desc limit ?",
        RequestRow::select("r")
    );
    Ok(house.db.all(Sql::new(sql, args![area, print, limit])).await?)
}

/// The first request with that phone.
pub async fn first_by_phone(house: &House, area: Id, phone: &str) -> Result<Option<Id>> {
    let print = house.key(area)?.fingerprint("phone", phone);
    let sql = "select min(r.id) from request r where r.area_id = ? and r.phone_print = ?";
    Ok(house.db.one::<(Option<Id>,)>(Sql::new(sql, args![area, print])).await?.0)
}

/// Seals what is personal into `row` and writes it.
pub fn insert(change: &mut Change, house: &House, row: RequestRow, clear: Clear) -> Result<()> {
    let key = house.key(row.area_id)?;
    let seal = |column: &str, text: &str| key.seal("request", column, row.area_id, row.id, text);
    let sealed = RequestRow {
        words_sealed: seal("words", clear.words),
        words_masked: linju_kernel::personal::mask_phones_in(clear.words),
        name_sealed: clear.name.map(|name| seal("name", name)),
        phone_sealed: clear.phone.map(|phone| seal("phone", phone)),
        for_name_sealed: clear.for_name.map(|name| seal("for_name", name)),
        phone_print: clear.phone.map(|phone| key.fingerprint("phone", phone)),
        last_four_print: clear.phone.map(|phone| key.fingerprint("last-four", last_four(phone))),
        ..row
    };
    change.push(Statement::insert("request", &sealed));
    Ok(())
}

/// All requests of `from` go on in `into`.
pub fn follow(change: &mut Change, from: Id, into: Id) {
    let sql = "update request set case_id = ? where area_id = ? and case_id = ?";
    change.push(Statement::new(sql, args![into, change.area, from]));
}

/// The requests that were opened as `case` go on in it again.
pub fn come_back(change: &mut Change, case: Id) {
    let sql = "update request set case_id = ? where area_id = ? and first_case_id = ?";
    change.push(Statement::new(sql, args![case, change.area, case]));
}

/// Whom to tell of the requests that were opened as `case`, wherever they go on.
pub async fn opened_as(house: &House, area: Id, case: Id) -> Result<Vec<Listener>> {
    let select = Listener::select("r");
    let sql =
        format!("select {select} from request r where r.area_id = ? and r.first_case_id = ? order by r.id");
    Ok(house.db.all(Sql::new(sql, args![area, case])).await?)
}

/// Purposes of files that came with the words.
pub const OF_WORDS: [&str; 2] = ["words", "voice"];
/// Purposes of files that show what was done.
pub const OF_WORK: [&str; 2] = ["before", "after"];

const FILES: &str = "from file f where f.area_id = ?";

/// What a requester sees: what came with their own words, to the case these were opened as, and what was done in
/// the case they go on in.
pub async fn files_for_requester(house: &House, area: Id, opened: Id, now_in: Id) -> Result<Vec<File>> {
    let sql = format!(
        "select {} {FILES} and (f.subject_id = ? and f.purpose in ('words', 'voice') \
         or f.subject_id = ? and f.purpose in ('before', 'after')) order by f.id",
        File::select("f")
    );
    Ok(house.db.all(Sql::new(sql, args![area, opened, now_in])).await?)
}

/// What was done in a case, as photos show it, oldest first.
pub async fn files_of_work(house: &House, area: Id, case: Id) -> Result<Vec<File>> {
    let select = File::select("f");
    let sql = format!(
        "select {select} {FILES} and f.subject_id = ? and f.purpose in ('before', 'after') order by f.id"
    );
    Ok(house.db.all(Sql::new(sql, args![area, case])).await?)
}

/// Has the device a request that was opened as `case` (`opened`), or one that goes on in it?
pub async fn device_has(house: &House, area: Id, device: &str, case: Id, opened: bool) -> Result<bool> {
    let column = if opened { "first_case_id" } else { "case_id" };
    let sql = format!(
        "select r.id from device_request d join request r on r.area_id = d.area_id and r.id = d.request_id \
         where d.area_id = ? and d.device_hash = ? and r.{column} = ? limit 1"
    );
    Ok(house.db.first::<(Id,)>(Sql::new(sql, args![area, hash(device), case])).await?.is_some())
}

//! A person's row: sealed fields, and the fingerprints by which a phone is found without opening any.

use super::Gender;
use crate::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::personal::{last_four, mask_name, mask_phone, normalise_phone};
use linju_kernel::seal::AreaKey;
use linju_kernel::{Day, Id, Refusal, Ts};

const LONGEST_NAME: usize = 40;
const LONGEST_NOTE: usize = 500;
const OLDEST: i16 = 130;

record! {
    /// A person as stored.
    #[derive(Debug, Clone)]
    pub struct Person {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Name, sealed.
        pub name_sealed: Vec<u8>,
        /// Keyed hash of the name.
        pub name_fingerprint: Vec<u8>,
        /// Mobile, sealed.
        pub phone_sealed: Option<Vec<u8>>,
        /// Keyed hash of the mobile.
        pub phone_fingerprint: Option<Vec<u8>>,
        /// Keyed hash of its last four digits.
        pub phone_last4_fingerprint: Option<Vec<u8>>,
        /// Landline, sealed.
        pub landline_sealed: Option<Vec<u8>>,
        /// Keyed hash of the landline.
        pub landline_fingerprint: Option<Vec<u8>>,
        /// Keyed hash of its last four digits.
        pub landline_last4_fingerprint: Option<Vec<u8>>,
        /// Birthday, where known.
        pub born: Option<Day>,
        /// Sex.
        pub gender: Gender,
        /// What workers should know, sealed.
        pub note_sealed: Option<Vec<u8>>,
        /// Counts changes of the person and of their roles.
        pub version: i64,
        /// When it last changed.
        pub changed_at: Ts,
    }
}

/// What is known of a person, in plain. Phones are normalised digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Name.
    pub name: String,
    /// Mobile.
    pub phone: Option<String>,
    /// Landline.
    pub landline: Option<String>,
    /// Birthday.
    pub born: Option<Day>,
    /// Sex.
    pub gender: Gender,
    /// What workers should know.
    pub note: String,
}

impl Details {
    /// Someone of whom only the name is known.
    pub fn named(name: &str) -> Self {
        let name = name.trim().to_owned();
        Self { name, phone: None, landline: None, born: None, gender: Gender::Unknown, note: String::new() }
    }

    /// Refuses what cannot be a person on `today`: `person-name-missing`, `person-name-long`, `person-note-long`, `person-born-future`,
    /// `person-born-too-old`.
    pub fn fit(&self, today: Day) -> Result<(), Refusal> {
        let refuse = |name, field| Err(Refusal::new(name).at(field));
        match self.name.chars().count() {
            0 => return refuse("person-name-missing", "name"),
            n if n > LONGEST_NAME => return refuse("person-name-long", "name"),
            _ => {}
        }
        if self.note.chars().count() > LONGEST_NOTE {
            return refuse("person-note-long", "note");
        }
        match self.born {
            Some(born) if born > today => refuse("person-born-future", "born"),
            Some(born) if born.age_on(today) > OLDEST => refuse("person-born-too-old", "born"),
            _ => Ok(()),
        }
    }

    /// The row of a new person.
    pub fn seal(&self, key: &AreaKey, area: Id, id: Id, at: Ts) -> Person {
        let seal = |column, plain: &str| key.seal("person", column, area, id, plain);
        let phone = self.phone.as_deref();
        let landline = self.landline.as_deref();
        Person {
            area_id: area,
            id,
            name_sealed: seal("name", &self.name),
            name_fingerprint: key.fingerprint("name", &self.name),
            phone_sealed: phone.map(|p| seal("phone", p)),
            phone_fingerprint: phone.map(|p| key.fingerprint("phone", p)),
            phone_last4_fingerprint: phone.map(|p| key.fingerprint("phone_last4", last_four(p))),
            landline_sealed: landline.map(|p| seal("landline", p)),
            landline_fingerprint: landline.map(|p| key.fingerprint("phone", p)),
            landline_last4_fingerprint: landline.map(|p| key.fingerprint("phone_last4", last_four(p))),
            born: self.born,
            gender: self.gender,
            note_sealed: Some(self.note.trim()).filter(|n| !n.is_empty()).map(|n| seal("note", n)),
            version: 1,
            changed_at: at,
        }
    }
}

/// A person opened in memory, for showing under a mask and for comparing.
#[derive(Debug, Clone)]
pub struct Plain {
    /// Id.
    pub id: Id,
    /// Version of the row it was read from.
    pub version: i64,
    /// What is known.
    pub details: Details,
}

impl Plain {
    /// The family name and stars.
    pub fn masked_name(&self) -> String {
        mask_name(&self.details.name)
    }

    /// The number to call, mobile before landline, masked; empty without one.
    pub fn masked_phone(&self) -> String {
        let phone = self.details.phone.as_ref().or(self.details.landline.as_ref());
        phone.map(|p| mask_phone(p)).unwrap_or_default()
    }

    /// Full years on `day`, where the birthday is known.
    pub fn age(&self, day: Day) -> Option<i16> {
        self.details.born.map(|b| b.age_on(day))
    }
}

impl Person {
    /// Opens every field.
    pub fn open(&self, key: &AreaKey) -> Result<Plain> {
        let open = |column, sealed: &[u8]| key.open("person", column, self.area_id, self.id, sealed);
        let perhaps = |column, sealed: &Option<Vec<u8>>| sealed.as_ref().map(|s| open(column, s)).transpose();
        let details = Details {
            name: open("name", &self.name_sealed)?,
            phone: perhaps("phone", &self.phone_sealed)?,
            landline: perhaps("landline", &self.landline_sealed)?,
            born: self.born,
            gender: self.gender,
            note: perhaps("note", &self.note_sealed)?.unwrap_or_default(),
        };
        Ok(Plain { id: self.id, version: self.version, details })
    }

    /// The statement that makes this person.
    pub fn insert(&self) -> Statement {
        Statement::insert("person", self)
    }

    /// The statement that writes this row over the one with `version`, whose version rises by one.
    pub fn replace(&self, version: i64) -> Statement {
        let columns: Vec<String> = Self::COLUMNS[2..].iter().map(|c| format!("{c} = ?")).collect();
        let sql =
            format!("update person set {} where area_id = ? and id = ? and version = ?", columns.join(", "));
        let next = Person { version: version + 1, ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![self.area_id, self.id, version]);
        Statement::new(sql, values).expect(1)
    }

    /// The statement that raises the version of `person` from `version`, as every change of their roles does.
    pub fn touch(area: Id, person: Id, version: i64, at: Ts) -> Statement {
        let sql = "update person set version = version + 1, changed_at = ? where area_id = ? and id = ? and version = ?";
        Statement::new(sql, args![at, area, person, version]).expect(1)
    }
}

impl House {
    /// One person, opened.
    pub async fn person(&self, area: Id, id: Id) -> Result<Plain> {
        let sql = format!("select {} from person p where p.area_id = ? and p.id = ?", Person::select("p"));
        self.db.one::<Person>(Sql::new(sql, args![area, id])).await?.open(&self.key(area)?)
    }

    /// The people with a role in `within` (a path, or something below it) that holds on `day`, and those who hold
    /// one for them, opened: one query.
    pub async fn people_in(&self, area: Id, within: &str, day: Day) -> Result<Vec<Plain>> {
        let (low, high) = linju_kernel::path::below(within);
        let sql = format!(
            "select {} from person p where p.area_id = ? and p.id in (select r.person_id from person_role r \
             where r.area_id = ? and (r.path = ? or r.path >= ? and r.path < ?) \
             and r.from_day <= ? and (r.to_day is null or r.to_day >= ?))",
            Person::select("p")
        );
        let rows: Vec<Person> =
            self.db.all(Sql::new(sql, args![area, area, within, low, high, day, day])).await?;
        let key = self.key(area)?;
        rows.iter().map(|p| p.open(&key)).collect()
    }

    /// The people with these ids, opened, in the order of their ids.
    pub async fn people(&self, area: Id, ids: &[Id]) -> Result<Vec<Plain>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; ids.len()].join(", ");
        let select = Person::select("p");
        let sql =
            format!("select {select} from person p where p.area_id = ? and p.id in ({marks}) order by p.id");
        let mut values = args![area];
        values.extend(ids.iter().map(|id| linju_db::Value::from(*id)));
        let key = self.key(area)?;
        let rows: Vec<Person> = self.db.all(Sql::new(sql, values)).await?;
        rows.iter().map(|p| p.open(&key)).collect()
    }

    /// The people who can be reached at `phone`, written in any way; none if it is no phone number.
    pub async fn people_by_phone(&self, area: Id, phone: &str) -> Result<Vec<Plain>> {
        let Some(phone) = normalise_phone(phone) else { return Ok(Vec::new()) };
        let key = self.key(area)?;
        let print = key.fingerprint("phone", &phone);
        let sql = format!(
            "select {} from person p where p.area_id = ? and (p.phone_fingerprint = ? or p.landline_fingerprint = ?) \
             order by p.id",
            Person::select("p")
        );
        let rows: Vec<Person> = self.db.all(Sql::new(sql, args![area, &print, &print])).await?;
        rows.iter().map(|p| p.open(&key)).collect()
    }
}

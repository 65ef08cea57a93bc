//! Finding people: by name, by phone, by its last four digits.

use super::Person;
use crate::{House, Result};
use linju_db::{Sql, args};
use linju_kernel::personal::normalise_phone;
use linju_kernel::seal::AreaKey;
use linju_kernel::{Day, Id};

/// The most people a search gives back.
pub const MOST_FOUND: usize = 60;
/// The most names opened in memory for one search: ten times an area.
const MOST_OPENED: usize = 40_000;

/// Someone found, with where they are registered.
#[derive(Debug, Clone)]
pub struct Found {
    /// The person, opened.
    pub person: super::Plain,
    /// Full name of the room; empty where they have none.
    pub place: String,
    /// Id of the room.
    pub place_id: Option<Id>,
}

struct Row(Person, Option<Id>, Option<String>);

impl linju_db::FromRow for Row {
    fn from_row(row: &linju_db::Row) -> Result<Self, linju_db::Error> {
        let n = Person::COLUMNS.len();
        Ok(Row(Person::from_row(row)?, row.get(n)?, row.get(n + 1)?))
    }
}

impl House {
    /// The people of `area` whom `words` means: a whole phone number, its last four digits, or part of a name.
    /// At most [`MOST_FOUND`], oldest row first. Names are opened in memory and never indexed.
    pub async fn find_people(&self, area: Id, words: &str, day: Day) -> Result<Vec<Found>> {
        let key = self.key(area)?;
        let words = words.trim();
        let ids = if let Some(phone) = normalise_phone(words) {
            self.ids_by_print(area, "fingerprint", key.fingerprint("phone", &phone)).await?
        } else if words.len() == 4 && words.bytes().all(|b| b.is_ascii_digit()) {
            self.ids_by_print(area, "last4_fingerprint", key.fingerprint("phone_last4", words)).await?
        } else if !words.is_empty() {
            self.ids_by_name(area, words, &key).await?
        } else {
            Vec::new()
        };
        self.found(area, &ids, day, &key).await
    }

    async fn ids_by_print(&self, area: Id, column: &str, print: Vec<u8>) -> Result<Vec<Id>> {
        let sql = format!(
            "select id from person where area_id = ? and (phone_{column} = ? or landline_{column} = ?) \
             order by id limit {MOST_FOUND}"
        );
        Ok(self
            .db
            .all::<(Id,)>(Sql::new(sql, args![area, &print, &print]))
            .await?
            .into_iter()
            .map(|r| r.0)
            .collect())
    }

    async fn ids_by_name(&self, area: Id, words: &str, key: &AreaKey) -> Result<Vec<Id>> {
        let sql =
            format!("select id, name_sealed from person where area_id = ? order by id limit {MOST_OPENED}");
        let rows = self.db.all::<(Id, Vec<u8>)>(Sql::new(sql, args![area])).await?;
        let (key, words) = (key.clone(), words.to_owned());
        let search = move || {
            let means = |(id, sealed): &(Id, Vec<u8>)| {
                let name = key.open("person", "name", area, *id, sealed).unwrap_or_default();
                name.contains(&words)
            };
            rows.iter().filter(|row| means(row)).map(|row| row.0).take(MOST_FOUND).collect()
        };
        tokio::task::spawn_blocking(search).await.map_err(|e| crate::Error::Fault(e.to_string()))
    }

    async fn found(&self, area: Id, ids: &[Id], day: Day, key: &AreaKey) -> Result<Vec<Found>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; ids.len()].join(", ");
        let sql = format!(
            "select {}, r.place_id, l.full_name from person p \
             left join person_role r on r.area_id = p.area_id and r.person_id = p.id and r.kind = 'resident' \
             and r.from_day <= ? and (r.to_day is null or r.to_day >= ?) \
             left join place l on l.area_id = r.area_id and l.id = r.place_id \
             where p.area_id = ? and p.id in ({marks}) order by p.id, r.id",
            Person::select("p")
        );
        let mut values = args![day, day, area];
        values.extend(ids.iter().map(|id| linju_db::Value::from(*id)));
        let rows = self.db.all::<Row>(Sql::new(sql, values)).await?;
        let found = |Row(person, place_id, place): Row| {
            Ok(Found { person: person.open(key)?, place: place.unwrap_or_default(), place_id })
        };
        let mut all: Vec<Found> = rows.into_iter().map(found).collect::<Result<_>>()?;
        all.dedup_by_key(|f| f.person.id);
        Ok(all)
    }
}

//! Places: 街道 ⊃ 居民区 ⊃ 小区 ⊃ 楼栋、庭院、道路、地块 ⊃ 单元 ⊃ 户室.
//!
//! A path that sorts makes "everything under" one range ([`linju_kernel::path`]); a code on the door's QR
//! names a place without naming anyone.

mod edit;
mod end;
mod shift;

pub use edit::{Details, floor_of, free_code, free_number};
pub use end::Attached;
pub use shift::follow;

use crate::{Error, House, Result};
use linju_db::{Sql, args, record};
use linju_kernel::{Day, Id, coded, path};

coded! {
    /// What a place is.
    pub enum PlaceKind {
        /// 居民区, the root of an area's places.
        Area = "area",
        /// 小区.
        Compound = "compound",
        /// 楼栋.
        Building = "building",
        /// 庭院.
        Courtyard = "courtyard",
        /// 道路.
        Road = "road",
        /// 地块.
        Plot = "plot",
        /// 单元、楼组.
        Stairwell = "stairwell",
        /// 户室.
        Room = "room",
        /// 地下非机动车库.
        BikeGarage = "bike_garage",
        /// 居委会、活动室等场所.
        Venue = "venue",
    }
}

record! {
    /// A place.
    #[derive(Debug, Clone)]
    pub struct Place {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`PlaceKind`] code.
        pub kind: String,
        /// What it is in.
        pub parent_id: Option<Id>,
        /// Where it stands among all places; sorts.
        pub path: String,
        /// Its own name: 3号楼.
        pub name: String,
        /// Its name with what it is in: 久耕小区 3号楼 2单元.
        pub full_name: String,
        /// What its door's QR holds.
        pub code: String,
        /// Year it was built, where known.
        pub built_year: Option<i64>,
        /// Storeys, of a building.
        pub storeys: Option<i64>,
        /// Has the building a lift?
        pub has_lift: Option<bool>,
        /// Floor, of a room.
        pub floor: Option<i64>,
        /// Its last day; none while it stands.
        pub to_day: Option<Day>,
    }
}

impl Place {
    /// Does it stand on `day`?
    pub fn stands(&self, day: Day) -> bool {
        self.to_day.is_none_or(|last| last >= day)
    }
}

impl House {
    async fn place_where(&self, area: Id, test: &str, value: linju_db::Value) -> Result<Option<Place>> {
        let sql = format!("select {} from place p where p.area_id = ? and {test}", Place::select("p"));
        Ok(self.db.first(Sql::new(sql, args![area, value])).await?)
    }

    /// The place with that id.
    pub async fn place(&self, area: Id, id: Id) -> Result<Place> {
        self.place_where(area, "p.id = ?", id.into()).await?.ok_or(Error::NotFound)
    }

    /// The place with that door code. A plate may hang on where the place behind it was closed: it then leads to
    /// what that place was in.
    pub async fn place_by_code(&self, area: Id, code: &str) -> Result<Place> {
        let mut place = self.place_where(area, "p.code = ?", code.into()).await?.ok_or(Error::NotFound)?;
        while place.to_day.is_some() {
            place = self.place(area, place.parent_id.ok_or(Error::NotFound)?).await?;
        }
        Ok(place)
    }

    /// The root place of an area.
    pub async fn root_place(&self, area: Id) -> Result<Place> {
        self.place_where(area, "p.kind = ?", PlaceKind::Area.code().into()).await?.ok_or(Error::NotFound)
    }

    /// What stands directly in `parent`, in the order of paths.
    pub async fn places_in(&self, area: Id, parent: Id) -> Result<Vec<Place>> {
        let mut places = self.ever_in(area, parent).await?;
        places.retain(|place| place.to_day.is_none());
        Ok(places)
    }

    /// What was directly in `parent` and is closed, in the order of paths.
    pub async fn places_gone(&self, area: Id, parent: Id) -> Result<Vec<Place>> {
        let mut places = self.ever_in(area, parent).await?;
        places.retain(|place| place.to_day.is_some());
        Ok(places)
    }

    /// What stands or stood directly in `parent`, in the order of paths.
    async fn ever_in(&self, area: Id, parent: Id) -> Result<Vec<Place>> {
        let select = Place::select("p");
        let sql =
            format!("select {select} from place p where p.area_id = ? and p.parent_id = ? order by p.path");
        Ok(self.db.all(Sql::new(sql, args![area, parent])).await?)
    }

    /// Everything of `kinds` that stands in the area, in the order of paths: the options of a choice of places.
    pub async fn places_of(&self, area: Id, kinds: &[PlaceKind]) -> Result<Vec<Place>> {
        let marks = vec!["?"; kinds.len()].join(", ");
        let mut values = args![area];
        values.extend(kinds.iter().map(|k| linju_db::Value::from(k.code())));
        let select = Place::select("p");
        let sql = format!(
            "select {select} from place p where p.area_id = ? and p.kind in ({marks}) and p.to_day is null \
             order by p.path"
        );
        Ok(self.db.all(Sql::new(sql, values)).await?)
    }

    /// Every place that stands or ever stood in the area, in the order of paths.
    pub async fn places_ever(&self, area: Id) -> Result<Vec<Place>> {
        let sql = format!("select {} from place p where p.area_id = ? order by p.path", Place::select("p"));
        Ok(self.db.all(Sql::new(sql, args![area])).await?)
    }

    /// The area whose place has this globally shared door code, as `area code/place code` in URLs.
    pub async fn door(&self, area_code: &str, place_code: &str) -> Result<Place> {
        let area = self.reference().area_by_code(area_code)?.id;
        self.place_by_code(area, place_code).await
    }
}

/// May a place of kind `child` be made directly in one of kind `parent`?
pub fn may_hold(parent: PlaceKind, child: PlaceKind) -> bool {
    use PlaceKind::{Area, BikeGarage, Building, Compound, Courtyard, Plot, Road, Room, Stairwell, Venue};
    match parent {
        Area => matches!(child, Compound | Road | Plot | Venue),
        Compound => matches!(child, Building | Courtyard | Road | Plot | BikeGarage | Venue),
        Building => matches!(child, Stairwell | Venue),
        Stairwell => child == Room,
        Courtyard | Road | Plot | Room | BikeGarage | Venue => false,
    }
}

/// Is `place` in `root`, by their paths?
pub fn within(place: &str, root: &str) -> bool {
    path::within(place, root)
}

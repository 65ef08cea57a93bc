//! Every statement by which a street or an area is set up, and the notes of the hand-over.

use linju_core::area::Area;
use linju_core::calendar::OwnDay;
use linju_core::catalogue::{Category, DispatchRule};
use linju_core::duty::Shift;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::{Day, Id, Ts};

record! {
    /// What one shift tells the next.
    #[derive(Debug, Clone)]
    pub struct Note {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Who wrote it.
        pub account_id: Id,
        /// When.
        pub at: Ts,
        /// The words, phone numbers masked.
        pub text: String,
    }
}

/// Writes what may be changed of a category, if its version is still the one that was read.
pub fn save_category(c: &Category) -> Statement {
    let sql = "update category set responsible = ?, committee_part = ?, contact_limit = ?, settle_limit = ?, \
               limit_note = ?, basis = ?, emergency = ?, needs_photo = ?, needs_verification = ?, confidential = ?, \
               emergency_advice = ?, active = ?, version = version + 1 where code = ? and version = ?";
    let values = args![
        &c.responsible,
        &c.committee_part,
        &c.contact_limit,
        &c.settle_limit,
        &c.limit_note,
        &c.basis,
        &c.emergency,
        c.needs_photo,
        c.needs_verification,
        c.confidential,
        &c.emergency_advice,
        c.active,
        &c.code,
        c.version
    ];
    Statement::new(sql, values).expect(1)
}

/// Says who takes a category, instead of whoever did.
pub fn set_rule(rule: &DispatchRule) -> Statement {
    let sql = "insert into dispatch_rule (area_id, category_code, organisation_id, note) values (?, ?, ?, ?) \
               on conflict (area_id, category_code) do update set organisation_id = excluded.organisation_id, \
               note = excluded.note";
    Statement::new(sql, rule.values())
}

/// Nobody takes the category any longer.
pub fn drop_rule(area: Id, code: &str) -> Statement {
    Statement::new("delete from dispatch_rule where area_id = ? and category_code = ?", args![area, code])
}

/// Writes where and by which phones an area is reached.
pub fn save_contact(area: Id, phone: &str, night_phone: &str, address: &str) -> Statement {
    let sql = "update area set phone = ?, night_phone = ?, address = ? where id = ?";
    Statement::new(sql, args![phone, night_phone, address, area]).expect(1)
}

/// Writes an own day, instead of what the day was.
pub fn set_day(day: &OwnDay) -> Statement {
    let sql = "insert into calendar_day (area_id, day, kind, name) values (?, ?, ?, ?) \
               on conflict (area_id, day) do update set kind = excluded.kind, name = excluded.name";
    Statement::new(sql, day.values())
}

/// The day is again what the nation says.
pub fn drop_day(area: Id, day: Day) -> Statement {
    Statement::new("delete from calendar_day where area_id = ? and day = ?", args![area, day]).expect(1)
}

/// Writes a shift.
pub fn add_shift(shift: &Shift) -> Statement {
    Statement::insert("duty_shift", shift)
}

/// Takes a shift off the roster.
pub fn drop_shift(area: Id, id: Id) -> Statement {
    Statement::new("delete from duty_shift where area_id = ? and id = ?", args![area, id]).expect(1)
}

/// Writes a note.
pub fn add_note(note: &Note) -> Statement {
    Statement::insert("handover_note", note)
}

/// The notes of `area` since `from`, newest first, at most 50.
pub async fn notes(house: &House, area: &Area, from: Ts) -> Result<Vec<Note>> {
    let select = Note::select("n");
    let sql = format!(
        "select {select} from handover_note n where n.area_id = ? and n.at >= ? order by n.at desc, n.id desc limit 50"
    );
    Ok(house.db.all(Sql::new(sql, args![area.id, from])).await?)
}

//! Every statement about meetings, who was there and what was said.

use crate::rules::{Facts, Group, Kind, Meeting, PointKind, State, decide};
use linju_core::subject::Subject;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::personal::mask_name;
use linju_kernel::{Day, Id, Ts};

record! {
    /// A meeting as its row stands.
    #[derive(Debug, Clone)]
    pub struct MeetingRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`Kind`] code.
        pub kind: String,
        /// What it is called.
        pub title: String,
        /// 议题, one a line.
        pub topics: String,
        /// Where.
        pub place_id: Id,
        /// Where, as a path.
        pub place_path: String,
        /// Where, as it is written on the notice.
        pub place_name: String,
        /// When it begins.
        pub starts_at: Ts,
        /// How many are entitled, where a quorum is counted.
        pub entitled: i64,
        /// Is it about a dispute?
        pub confidential: bool,
        /// Why the notice is shorter than usual.
        pub short_notice: String,
        /// [`State`] code.
        pub state: String,
        /// What the notice's QR holds, to sign in.
        pub code: String,
        /// The case it is about.
        pub case_id: Option<Id>,
        /// Who planned it.
        pub created_by: Id,
        /// When the notice went up.
        pub announced_at: Option<Ts>,
        /// When it took place.
        pub held_at: Option<Ts>,
        /// When everyone could read the minutes.
        pub published_at: Option<Ts>,
        /// Required groups nobody came from, codes separated by spaces.
        pub absent: String,
        /// Why it was postponed, called off or lapsed.
        pub reason: String,
        /// Rises with each change.
        pub version: i64,
    }
}

record! {
    /// Someone who is there, or is stood for.
    #[derive(Debug, Clone)]
    pub struct Attendance {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Meeting.
        pub meeting_id: Id,
        /// [`Group`] code.
        pub for_group: String,
        /// `qr`, `list` or `proxy`.
        pub way: String,
        /// Name.
        pub name_sealed: Vec<u8>,
        /// Keyed hash of the name, so that nobody is counted twice.
        pub name_print: Vec<u8>,
        /// Who is there instead, with written authority.
        pub proxy_sealed: Option<Vec<u8>>,
        /// When.
        pub at: Ts,
        /// Who ticked it off, if it was done at the desk.
        pub entered_by: Option<Id>,
    }
}

record! {
    /// A line of the minutes.
    #[derive(Debug, Clone)]
    pub struct PointRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// Meeting.
        pub meeting_id: Id,
        /// [`PointKind`] code.
        pub kind: String,
        /// From which side; a [`Group`] code, or empty.
        pub for_group: String,
        /// The words, naming nobody.
        pub text: String,
        /// Who does it, of a decision.
        pub responsible: String,
        /// Until when, of a decision.
        pub due_day: Option<Day>,
        /// When it was accounted for.
        pub settled_at: Option<Ts>,
        /// What became of it.
        pub settled_note: String,
        /// The case an opinion became.
        pub case_id: Option<Id>,
        /// That case's receipt.
        pub receipt: Option<i64>,
        /// Rises with each change.
        pub version: i64,
    }
}

impl MeetingRow {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.kind).expect("the store holds known kinds")
    }

    /// Its state.
    pub fn state(&self) -> State {
        State::of(&self.state).expect("the store holds known states")
    }

    /// What the rules look at.
    pub fn rules(&self) -> Meeting {
        Meeting {
            kind: self.kind(),
            state: self.state(),
            starts_at: self.starts_at,
            confidential: self.confidential,
            entitled: self.entitled,
            short_notice: self.short_notice.clone(),
        }
    }

    /// May residents know of it? Not before its notice hangs, and never if it is internal.
    pub fn public(&self) -> bool {
        self.announced_at.is_some() && self.state() != State::Planned && !self.rules().internal()
    }

    /// The card of the meeting, for lists and search across features.
    fn card(&self) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: "meeting".into(),
            title: self.title.clone(),
            state: self.state.clone(),
            place_path: self.place_path.clone(),
            at: self.starts_at,
        }
    }

    /// The statements that make it.
    pub fn insert(&self) -> [Statement; 2] {
        [Statement::insert("meeting", self), self.card().write()]
    }

    /// The statements that write this row over the one it was read as.
    pub fn replace(&self) -> [Statement; 2] {
        let columns: Vec<String> = Self::COLUMNS[2..].iter().map(|c| format!("{c} = ?")).collect();
        let sql =
            format!("update meeting set {} where area_id = ? and id = ? and version = ?", columns.join(", "));
        let next = MeetingRow { version: self.version + 1, ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![self.area_id, self.id, self.version]);
        [Statement::new(sql, values).expect(1), self.card().write()]
    }
}

impl PointRow {
    /// What it is.
    pub fn kind(&self) -> PointKind {
        PointKind::of(&self.kind).expect("the store holds known kinds")
    }

    /// The statement that makes it.
    pub fn insert(&self) -> Statement {
        Statement::insert("meeting_point", self)
    }

    /// The statement that takes it back.
    pub fn remove(&self) -> Statement {
        let sql = "delete from meeting_point where area_id = ? and id = ? and version = ?";
        Statement::new(sql, args![self.area_id, self.id, self.version]).expect(1)
    }

    /// The statement that says what became of it.
    pub fn settle(&self, at: Ts, note: &str) -> Statement {
        let sql = "update meeting_point set settled_at = ?, settled_note = ?, version = version + 1 \
                   where area_id = ? and id = ? and version = ?";
        Statement::new(sql, args![at, note, self.area_id, self.id, self.version]).expect(1)
    }

    /// The statement that marks it as handed to the desk; twice is refused.
    pub fn raise(&self, at: Ts) -> Statement {
        let sql = "update meeting_point set settled_at = ?, version = version + 1 \
                   where area_id = ? and id = ? and settled_at is null";
        Statement::new(sql, args![at, self.area_id, self.id]).expect(1)
    }
}

/// The statement that ties a point to the case it became.
pub fn became(area: Id, point: Id, case: Id, receipt: i64) -> Statement {
    let sql = "update meeting_point set case_id = ?, receipt = ? where area_id = ? and id = ?";
    Statement::new(sql, args![case, receipt, area, point])
}

/// The statement that forgets who signed in, when a meeting is moved to another time.
pub fn forget_attendance(area: Id, meeting: Id) -> Statement {
    let sql = "delete from meeting_attendance where area_id = ? and meeting_id = ?";
    Statement::new(sql, args![area, meeting])
}

impl Attendance {
    /// The row for someone called `name`, there for `group`; `proxy` is there in their place.
    pub fn of(
        house: &House,
        meeting: &MeetingRow,
        group: Group,
        way: &str,
        name: &str,
        proxy: &str,
    ) -> Result<Self> {
        let (area_id, id) = (meeting.area_id, house.id());
        let key = house.key(area_id)?;
        let seal = |column: &str, text: &str| key.seal("meeting_attendance", column, area_id, id, text);
        Ok(Self {
            area_id,
            id,
            meeting_id: meeting.id,
            for_group: group.code().into(),
            way: way.into(),
            name_sealed: seal("name", name),
            name_print: key.fingerprint("name", name),
            proxy_sealed: (!proxy.is_empty()).then(|| seal("proxy", proxy)),
            at: house.now(),
            entered_by: None,
        })
    }

    /// The name in clear. Whoever shows it records the look.
    pub fn name(&self, house: &House) -> Result<String> {
        let key = house.key(self.area_id)?;
        Ok(key.open("meeting_attendance", "name", self.area_id, self.id, &self.name_sealed)?)
    }

    /// The name as lists show it.
    pub fn masked(&self, house: &House) -> Result<String> {
        Ok(mask_name(&self.name(house)?))
    }
}

/// A meeting with everything its page shows.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The meeting.
    pub row: MeetingRow,
    /// Who is there.
    pub attendance: Vec<Attendance>,
    /// The minutes.
    pub points: Vec<PointRow>,
}

/// The meeting with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<MeetingRow> {
    let sql = format!("select {} from meeting m where m.area_id = ? and m.id = ?", MeetingRow::select("m"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The same with who was there and what was said.
pub async fn whole(house: &House, area: Id, id: Id) -> Result<Whole> {
    let row = load(house, area, id).await?;
    let of = |table: &str, select: String| {
        let sql =
            format!("select {select} from {table} t where t.area_id = ? and t.meeting_id = ? order by t.id");
        Sql::new(sql, args![area, id])
    };
    let attendance = house.db.all(of("meeting_attendance", Attendance::select("t"))).await?;
    let points = house.db.all(of("meeting_point", PointRow::select("t"))).await?;
    Ok(Whole { row, attendance, points })
}

/// The meetings of an area that begin in `from..to`, in that order; without internal ones and those whose notice
/// does not hang yet where `public`.
pub async fn between(house: &House, area: Id, from: Ts, to: Ts, public: bool) -> Result<Vec<MeetingRow>> {
    let sql = format!(
        "select {} from meeting m where m.area_id = ? and m.starts_at >= ? and m.starts_at < ? \
         order by m.starts_at, m.id limit 200",
        MeetingRow::select("m")
    );
    let mut rows: Vec<MeetingRow> = house.db.all(Sql::new(sql, args![area, from, to])).await?;
    rows.retain(|row| !public || row.public());
    Ok(rows)
}

/// The meetings that wait for something: minutes, publication, an account of what was agreed.
pub async fn waiting(house: &House, area: Id) -> Result<Vec<MeetingRow>> {
    let sql = format!(
        "select {} from meeting m where m.area_id = ? and m.state in ('held', 'minuted', 'published') \
         order by m.starts_at, m.id limit 200",
        MeetingRow::select("m")
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// The published meetings of an area, newest first.
pub async fn published(house: &House, area: Id, limit: i64) -> Result<Vec<MeetingRow>> {
    let sql = format!(
        "select {} from meeting m where m.area_id = ? and m.published_at is not null \
         order by m.starts_at desc, m.id desc limit ?",
        MeetingRow::select("m")
    );
    Ok(house.db.all(Sql::new(sql, args![area, limit])).await?)
}

/// The point with that id.
pub async fn point(house: &House, area: Id, meeting: Id, id: Id) -> Result<PointRow> {
    let sql = format!(
        "select {} from meeting_point t where t.area_id = ? and t.meeting_id = ? and t.id = ?",
        PointRow::select("t")
    );
    Ok(house.db.one(Sql::new(sql, args![area, meeting, id])).await?)
}

impl Whole {
    /// What a decision about it at `now` looks at. `names_removed` is what whoever publishes confirmed.
    pub fn facts(&self, house: &House, now: Ts, names_removed: bool) -> Result<Facts> {
        let reference = house.reference();
        let zone = reference.zone(self.row.area_id);
        let days = |from: Ts, to: Ts| {
            let span = from.day(zone).0.until(to.day(zone).0);
            span.map_or(0, |span| i64::from(span.get_days()))
        };
        let names = self.attendance.iter().map(|a| a.name(house)).collect::<Result<_>>()?;
        let mut present: Vec<(Group, i64)> = Vec::new();
        for group in self.attendance.iter().filter_map(|a| Group::of(&a.for_group)) {
            match present.iter_mut().find(|(known, _)| *known == group) {
                Some((_, n)) => *n += 1,
                None => present.push((group, 1)),
            }
        }
        let point = |p: &PointRow| decide::Point {
            kind: p.kind(),
            text: p.text.clone(),
            assigned: !p.responsible.is_empty() && p.due_day.is_some(),
            settled: p.settled_at.is_some(),
        };
        Ok(Facts {
            now,
            days_ahead: days(now, self.row.starts_at),
            present,
            absent: self.row.absent.split(' ').filter_map(Group::of).collect(),
            points: self.points.iter().map(point).collect(),
            names,
            names_removed,
            days_shown: self.row.published_at.map_or(0, |at| days(at, now)),
        })
    }
}

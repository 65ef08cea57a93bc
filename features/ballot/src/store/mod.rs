//! Every statement about ballots.

pub mod counted;
pub mod paper;
pub mod voter;
pub mod votes;

use crate::published::Published;
use crate::rules::{Asks, Ballot, Facts, Form, Item, Rules, State};
use linju_core::subject::Subject;
use linju_core::{House, Result};
use linju_db::{Sql, Statement, args, record};
use linju_kernel::lifecycle::Coded;
use linju_kernel::{Id, Ts};

record! {
    /// A ballot as its row stands.
    #[derive(Debug, Clone)]
    pub struct BallotRow {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// [`Form`] code.
        pub form: String,
        /// [`Asks`] code.
        pub asks: String,
        /// Matter of 民法典 278, from 1; 0 elsewhere.
        pub matter: i64,
        /// What it is called.
        pub title: String,
        /// What is put to the vote, in full.
        pub words: String,
        /// What can be chosen, as a JSON list of [`Item`].
        pub items: String,
        /// Money there is, in fen.
        pub budget: i64,
        /// Whose matter it is: a stairwell, a building, the area.
        pub place_id: Id,
        /// The same as a path.
        pub place_path: String,
        /// The same in words.
        pub place_name: String,
        /// First moment of voting.
        pub opens_at: Ts,
        /// Last.
        pub closes_at: Ts,
        /// The lot that decides among equals.
        pub lot: String,
        /// [`State`] code.
        pub state: String,
        /// Public half of the box's key, once the box is open.
        pub public_key: Option<Vec<u8>>,
        /// The case it is about.
        pub case_id: Option<Id>,
        /// Who prepared it.
        pub created_by: Id,
        /// When the list of those entitled was fixed.
        pub frozen_at: Option<Ts>,
        /// When the notice went up.
        pub announced_at: Option<Ts>,
        /// When the box was closed.
        pub closed_at: Option<Ts>,
        /// When everyone could read the count.
        pub published_at: Option<Ts>,
        /// The published file without its votes, as JSON; empty before the count.
        pub result: String,
        /// Why it was called off.
        pub reason: String,
        /// Rises with each change.
        pub version: i64,
    }
}

impl BallotRow {
    /// Its form.
    pub fn form(&self) -> Form {
        Form::of(&self.form).expect("the store holds known forms")
    }

    /// What it asks.
    pub fn asks(&self) -> Asks {
        Asks::of(&self.asks).expect("the store holds known questions")
    }

    /// Its state.
    pub fn state(&self) -> State {
        State::of(&self.state).expect("the store holds known states")
    }

    /// What can be chosen.
    pub fn items(&self) -> Vec<Item> {
        serde_json::from_str(&self.items).unwrap_or_default()
    }

    /// What the rules look at.
    pub fn rules(&self) -> Ballot {
        Ballot {
            form: self.form(),
            asks: self.asks(),
            matter: self.matter,
            state: self.state(),
            opens_at: self.opens_at,
            closes_at: self.closes_at,
            items: self.items(),
            budget: self.budget,
        }
    }

    /// The rules of the count, where so many heads with so much area are entitled.
    pub fn counting(&self, entitled: i64, whole_area: i64) -> Rules {
        Rules {
            form: self.form.clone(),
            asks: self.asks.clone(),
            matter: self.matter,
            items: self.items(),
            budget: self.budget,
            entitled,
            whole_area,
            lot: self.lot.clone(),
        }
    }

    /// May residents know of it? From the day the list of those entitled hangs, as long as that has not been undone.
    pub fn public(&self) -> bool {
        match self.state() {
            State::Drafted => false,
            State::Cancelled => self.announced_at.is_some(),
            _ => true,
        }
    }

    /// Can the count be read by everyone?
    pub fn told(&self) -> bool {
        matches!(self.state(), State::Lapsed | State::Published)
    }

    /// The count without its votes; none before it.
    pub fn result(&self) -> Option<Published> {
        serde_json::from_str(&self.result).ok()
    }

    fn card(&self) -> Subject {
        Subject {
            area_id: self.area_id,
            id: self.id,
            kind: "ballot".into(),
            title: self.title.clone(),
            state: self.state.clone(),
            place_path: self.place_path.clone(),
            at: self.opens_at,
        }
    }

    /// The statements that make it.
    pub fn insert(&self) -> [Statement; 2] {
        [Statement::insert("ballot", self), self.card().write()]
    }

    /// The statements that write this row over the one it was read as.
    pub fn replace(&self) -> [Statement; 2] {
        let columns: Vec<String> = Self::COLUMNS[2..].iter().map(|c| format!("{c} = ?")).collect();
        let sql =
            format!("update ballot set {} where area_id = ? and id = ? and version = ?", columns.join(", "));
        let next = BallotRow { version: self.version + 1, ..self.clone() };
        let mut values = next.values().split_off(2);
        values.extend(args![self.area_id, self.id, self.version]);
        [Statement::new(sql, values).expect(1), self.card().write()]
    }
}

/// The ballot with that id.
pub async fn load(house: &House, area: Id, id: Id) -> Result<BallotRow> {
    let sql = format!("select {} from ballot b where b.area_id = ? and b.id = ?", BallotRow::select("b"));
    Ok(house.db.one(Sql::new(sql, args![area, id])).await?)
}

/// The ballots of an area, the latest first.
pub async fn all(house: &House, area: Id) -> Result<Vec<BallotRow>> {
    let sql = format!(
        "select {} from ballot b where b.area_id = ? order by b.opens_at desc, b.id desc limit 200",
        BallotRow::select("b")
    );
    Ok(house.db.all(Sql::new(sql, args![area])).await?)
}

/// What is known of a ballot before its count, in numbers: nothing of what anybody chose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Turnout {
    /// Heads entitled.
    pub entitled: i64,
    /// Their area in 0.01 m².
    pub area: i64,
    /// Heads of whom a vote is in the box, or a paper was handed in.
    pub voted: i64,
    /// Of these, papers.
    pub papers: i64,
    /// Entries that have a code.
    pub with_code: i64,
}

/// How many are entitled and have voted: two queries.
pub async fn turnout(house: &House, area: Id, ballot: Id) -> Result<Turnout> {
    let sql = "select count(*), coalesce(sum(weight), 0), coalesce(sum(case when code_print is null then 0 else 1 end), 0) \
               from ballot_voter where area_id = ? and ballot_id = ? and struck = ''";
    let (entitled, area_sum, with_code): (i64, i64, i64) =
        house.db.one(Sql::new(sql, args![area, ballot])).await?;
    let sql = "select count(*), coalesce(sum(case when way = 'paper' then 1 else 0 end), 0) from ballot_vote \
               where area_id = ? and ballot_id = ?";
    let (voted, papers): (i64, i64) = house.db.one(Sql::new(sql, args![area, ballot])).await?;
    Ok(Turnout { entitled, area: area_sum, voted, papers, with_code })
}

/// What a decision about `row` at `now` looks at. The list itself is not counted: who freezes brings it.
pub async fn facts(house: &House, row: &BallotRow, now: Ts) -> Result<Facts> {
    let reference = house.reference();
    let zone = reference.zone(row.area_id);
    let days = |from: Ts, to: Ts| {
        let span = from.day(zone).0.until(to.day(zone).0);
        span.map_or(0, |span| i64::from(span.get_days()))
    };
    let of = args![row.area_id, row.id];
    let sql =
        "select count(*) from ballot_objection where area_id = ? and ballot_id = ? and settled_at is null";
    let (objections,): (i64,) = house.db.one(Sql::new(sql, of)).await?;
    let turnout = turnout(house, row.area_id, row.id).await?;
    let (keyed, unsettled) = paper::progress(house, row.area_id, row.id).await?;
    Ok(Facts {
        now,
        days_ahead: days(now, row.opens_at),
        days_hung: row.frozen_at.map_or(0, |at| days(at, now)),
        entitled: turnout.entitled,
        without_area: 0,
        objections,
        papers: turnout.papers,
        keyed,
        unsettled,
    })
}

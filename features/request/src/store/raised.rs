//! What goes with a case that is taken up the ladder.

use linju_core::ledger::NewEvent;
use linju_core::{Change, House, Result};
use linju_db::{Sql, Statement, Value, args, record};
use linju_kernel::{Day, Id, Ts};

record! {
    /// 书记领办.
    #[derive(Debug, Clone)]
    pub struct Lead {
        /// Area.
        pub area_id: Id,
        /// The case.
        pub case_id: Id,
        /// Who leads it.
        pub led_by: Id,
        /// How it is to be settled, as residents read it.
        pub plan: String,
        /// Since when.
        pub at: Ts,
    }
}

record! {
    /// What is to be done on the way.
    #[derive(Debug, Clone)]
    pub struct Milestone {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// The case.
        pub case_id: Id,
        /// What.
        pub what: String,
        /// By when.
        pub due: Day,
        /// When it was done.
        pub done_on: Option<Day>,
        /// What came of it.
        pub result: String,
    }
}

record! {
    /// What goes up to the street with a case.
    #[derive(Debug, Clone)]
    pub struct Package {
        /// Area.
        pub area_id: Id,
        /// The case.
        pub case_id: Id,
        /// The ways there are, one a line.
        pub options: String,
        /// What the first of them costs, in fen, if known.
        pub cost_fen: Option<i64>,
        /// What the street is asked for.
        pub wanted: String,
        /// Who wrote it.
        pub by_account: Id,
        /// When.
        pub at: Ts,
    }
}

record! {
    /// 约请: others are called to the place.
    #[derive(Debug, Clone)]
    pub struct Call {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// The case.
        pub case_id: Id,
        /// What for.
        pub why: String,
        /// When they meet.
        pub meets_at: Ts,
        /// Who called.
        pub called_by: Id,
        /// When.
        pub at: Ts,
    }
}

record! {
    /// One that was called.
    #[derive(Debug, Clone)]
    pub struct Called {
        /// Area.
        pub area_id: Id,
        /// The call.
        pub call_id: Id,
        /// Who.
        pub organisation_id: Id,
        /// `yes`, `no`, or empty while nobody has said.
        pub came: String,
        /// What they did.
        pub did: String,
    }
}

/// All that goes with one case.
#[derive(Debug, Clone, Default)]
pub struct Raised {
    /// The secretary's plan.
    pub lead: Option<Lead>,
    /// Its milestones, the nearest first.
    pub milestones: Vec<Milestone>,
    /// What goes up to the street.
    pub package: Option<Package>,
    /// Calls, the first first, each with those who were called.
    pub calls: Vec<(Call, Vec<Called>)>,
}

/// What goes with `case`.
pub async fn of_case(house: &House, area: Id, case: Id) -> Result<Raised> {
    let (lead, milestones) = plan(house, area, case).await?;
    let all =
        |columns: String, rest: &str| Sql::new(format!("select {columns} from {rest}"), args![area, case]);
    let of = "where x.area_id = ? and x.case_id = ?";
    let package = house.db.first(all(Package::select("x"), &format!("case_package x {of}"))).await?;
    let calls: Vec<Call> =
        house.db.all(all(Call::select("x"), &format!("case_call x {of} order by x.id"))).await?;
    let called = format!(
        "case_call_party p join case_call x on x.area_id = p.area_id and x.id = p.call_id {of} order by p.organisation_id"
    );
    let called: Vec<Called> = house.db.all(all(Called::select("p"), &called)).await?;
    let with = |call: Call| {
        let those = called.iter().filter(|one| one.call_id == call.id).cloned().collect();
        (call, those)
    };
    Ok(Raised { lead, milestones, package, calls: calls.into_iter().map(with).collect() })
}

/// The secretary's plan for `case` with its milestones, as residents read it.
pub async fn plan(house: &House, area: Id, case: Id) -> Result<(Option<Lead>, Vec<Milestone>)> {
    let of = "where x.area_id = ? and x.case_id = ?";
    let sql = format!("select {} from case_lead x {of}", Lead::select("x"));
    let lead = house.db.first(Sql::new(sql, args![area, case])).await?;
    let sql = format!("select {} from case_milestone x {of} order by x.due, x.id", Milestone::select("x"));
    Ok((lead, house.db.all(Sql::new(sql, args![area, case])).await?))
}

/// The secretary leads by this plan, or by this one from now on.
pub fn lead(change: &mut Change, lead: &Lead, public: bool) {
    let sql = "insert into case_lead (area_id, case_id, led_by, plan, at) values (?, ?, ?, ?, ?) \
               on conflict (area_id, case_id) do update set led_by = excluded.led_by, plan = excluded.plan";
    let values = args![lead.area_id, lead.case_id, lead.led_by, lead.plan.as_str(), lead.at];
    change.push(Statement::new(sql, values));
    change.event(NewEvent::new("case", lead.case_id, "lead").public(public).note(&lead.plan));
}

/// A milestone is set.
pub fn set(change: &mut Change, milestone: &Milestone, public: bool) {
    change.push(Statement::insert("case_milestone", milestone));
    let event = NewEvent::new("case", milestone.case_id, "milestone_set").public(public);
    change.event(event.with("wanted_by", milestone.due.to_string()).note(&milestone.what));
}

/// A milestone of `case` is reached. Refuses `milestone-done` where it was before.
pub fn reach(change: &mut Change, case: Id, id: Id, day: Day, result: &str, public: bool) {
    let sql = "update case_milestone set done_on = ?, result = ? \
               where area_id = ? and case_id = ? and id = ? and done_on is null";
    let statement = Statement::new(sql, args![day, result.trim(), change.area, case, id]);
    change.push(statement.expect(1).refuse("milestone-done"));
    change.event(NewEvent::new("case", case, "milestone_done").public(public).note(result));
}

/// What goes up with a case is written, or written anew.
pub fn pack(change: &mut Change, package: &Package) {
    let sql = "insert into case_package (area_id, case_id, options, cost_fen, wanted, by_account, at) \
               values (?, ?, ?, ?, ?, ?, ?) on conflict (area_id, case_id) do update set options = excluded.options, \
               cost_fen = excluded.cost_fen, wanted = excluded.wanted, by_account = excluded.by_account, \
               at = excluded.at";
    change.push(Statement::new(sql, package.values()));
    change.event(NewEvent::new("case", package.case_id, "package"));
}

/// These organisations are called.
pub fn call(change: &mut Change, call: &Call, organisations: &[Id]) {
    change.push(Statement::insert("case_call", call));
    for organisation in organisations {
        let called = Called {
            area_id: call.area_id,
            call_id: call.id,
            organisation_id: *organisation,
            came: String::new(),
            did: String::new(),
        };
        change.push(Statement::insert("case_call_party", &called));
    }
    let event = NewEvent::new("case", call.case_id, "call").with("called", organisations.len() as i64);
    change.event(event.with("meets", call.meets_at.0).note(&call.why));
}

/// Who came, and what they did.
pub fn came(change: &mut Change, case: Id, call: Id, those: &[(Id, bool, String)]) {
    for (organisation, came, did) in those {
        let sql = "update case_call_party set came = ?, did = ? \
                   where area_id = ? and call_id = ? and organisation_id = ?";
        let values: Vec<Value> =
            args![if *came { "yes" } else { "no" }, did.trim(), change.area, call, *organisation];
        change.push(Statement::new(sql, values).expect(1));
    }
    let present = those.iter().filter(|(_, came, _)| *came).count() as i64;
    change.event(NewEvent::new("case", case, "call_noted").with("came", present));
}

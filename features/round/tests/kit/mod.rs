//! People, rooms and presses for the tests of rounds.

use linju_core::party::{Assignment, Details, NewRole, ResidenceState, RoleKind};
use linju_core::place::{Place, PlaceKind};
use linju_db::{Batch, Db, Sql, Statement, args};
use linju_kernel::{Day, Id, path};
use linju_web::testing::{Answer, Browser, Stage};

pub const ALL: &str = "/staff/jiugeng/rounds";

pub async fn stage(db: Db) -> Stage {
    Stage::on(db, &[linju_round::FEATURE]).await
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// The key of a form, as the page puts it in.
pub fn key(n: i64) -> String {
    Id(n).to_string()
}

/// A page that came whole: no missing words.
pub fn sound(answer: &Answer) -> &str {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    let at = answer.body.find("[round").or(answer.body.find("[refusal"));
    assert!(
        at.is_none(),
        "a missing text: {:?}",
        at.map(|at| answer.body[at..].chars().take(60).collect::<String>())
    );
    &answer.body
}

pub async fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.body);
}

pub async fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], sentence: &str) {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status.as_u16(), 422, "{path}: {}", answer.body);
    assert!(answer.body.contains(sentence), "{sentence} is not said: {}", answer.body);
}

/// The form of a round as the page gives it, with `more` in place of what it has.
pub async fn plan(
    stage: &Stage,
    kind: &str,
    more: &[(&'static str, &'static str)],
) -> Vec<(&'static str, &'static str)> {
    let root = stage.house().root_place(stage.jiugeng).await.expect("a root").id.to_string();
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let mut fields = vec![
        ("once", leaked(stage.house().id().to_string())),
        ("kind", leaked(kind.to_owned())),
        ("title", "试一试"),
        ("place", leaked(root)),
        ("unit", "person"),
        ("together", "any"),
    ];
    fields.extend(more);
    fields
}

/// Begins a round from the form of its kind, twice with the same key; its address.
pub async fn begin(browser: &mut Browser, kind: &str, more: &[(&str, &str)]) -> String {
    let form = browser.get(&format!("{ALL}/new?kind={kind}")).await;
    let value = |name: &str| {
        let at = format!("name=\"{name}\"");
        let tag = sound(&form).split('<').find(|tag| tag.contains(&at)).expect("a field");
        tag.split("value=\"").nth(1).and_then(|v| v.split('"').next()).unwrap_or_default().to_owned()
    };
    let chosen = |name: &str| {
        let select = form.body.split(&format!("name=\"{name}\"")).nth(1).expect("a select");
        let select = select.split("</select>").next().unwrap_or_default();
        let option = select.split("<option").find(|option| option.contains(" selected")).expect("an option");
        option.split("value=\"").nth(1).and_then(|v| v.split('"').next()).unwrap_or_default().to_owned()
    };
    let mut fields: Vec<(String, String)> = vec![
        ("once".into(), value("once")),
        ("kind".into(), kind.into()),
        ("title".into(), value("title")),
        ("place".into(), chosen("place")),
        ("unit".into(), chosen("unit")),
        ("together".into(), "any".into()),
    ];
    if !more.iter().any(|(name, _)| *name == "tests") {
        let boxes = form.body.split("name=\"tests\" value=\"").skip(1);
        let ticked = boxes.filter(|b| b.split('>').next().is_some_and(|tag| tag.contains(" checked")));
        fields
            .extend(ticked.map(|b| ("tests".to_owned(), b.split('"').next().unwrap_or_default().to_owned())));
    }
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let first = browser.post(&format!("{ALL}/new"), &fields).await;
    assert_eq!(first.status.as_u16(), 303, "{}", first.body);
    let second = browser.post(&format!("{ALL}/new"), &fields).await;
    assert_eq!(second.location, first.location, "pressed twice it is one round");
    first.location
}

/// Somebody born on `born` who lives in the room; their id.
pub async fn lives(stage: &Stage, room: &str, name: &str, born: &str) -> Id {
    let house = stage.house();
    let room = stage.place(stage.jiugeng, room).await;
    let id = house.id();
    let details =
        Details { born: Some(day(born)), phone: Some("13800005678".into()), ..Details::named(name) };
    let key = house.key(stage.jiugeng).expect("a key");
    let role = NewRole::resident(id, ResidenceState::LivesHere, day("2020-01-01")).at(&room, house.id());
    let batch = Batch::new()
        .push(details.seal(&key, stage.jiugeng, id, house.now()).insert())
        .push(role.expect("a role").insert());
    house.db.write(batch).await.expect("someone");
    id
}

/// Someone to call for `whom`, or who keeps their key.
pub async fn near(stage: &Stage, whom: Id, name: &str, phone: &str, room: &str, key_holder: bool) {
    let house = stage.house();
    let room = stage.place(stage.jiugeng, room).await;
    let id = house.id();
    let kind = if key_holder { RoleKind::KeyHolder } else { RoleKind::EmergencyContact };
    let details = Details { phone: Some(phone.into()), ..Details::named(name) };
    let role = NewRole { for_person: Some(whom), ..NewRole::plain(id, kind, day("2026-01-01")) };
    let key = house.key(stage.jiugeng).expect("a key");
    let batch = Batch::new()
        .push(details.seal(&key, stage.jiugeng, id, house.now()).insert())
        .push(role.at(&room, house.id()).expect("a role").insert());
    house.db.write(batch).await.expect("someone near");
}

/// `login` looks after the place with that code.
pub async fn looks_after(stage: &Stage, login: &str, code: &str) {
    let sql = Sql::new("select id from account where login = ?", args![login]);
    let account_id = stage.house().db.one::<(Id,)>(sql).await.expect("an account").0;
    let place = stage.place(stage.jiugeng, code).await;
    let row = Assignment {
        area_id: stage.jiugeng,
        id: stage.house().id(),
        account_id,
        place_id: place.id,
        path: place.path,
        from_day: day("2026-01-01"),
        to_day: None,
    };
    stage.house().db.write(Batch::new().push(row.insert())).await.expect("an assignment");
}

/// The one number that `sql` gives.
pub async fn count(stage: &Stage, sql: &str) -> i64 {
    stage.house().db.one::<(i64,)>(Sql::new(sql.to_owned(), args![])).await.expect("a count").0
}

/// The line about someone.
pub async fn line_of(stage: &Stage, person: Id) -> String {
    let sql = "select id from round_line where area_id = ? and person_id = ?";
    stage
        .house()
        .db
        .one::<(Id,)>(Sql::new(sql, args![stage.jiugeng, person]))
        .await
        .expect("a line")
        .0
        .to_string()
}

/// All lines.
pub async fn ids(stage: &Stage) -> Vec<String> {
    let sql = Sql::new("select id from round_line where area_id = ? order by id", args![stage.jiugeng]);
    stage
        .house()
        .db
        .all::<(Id,)>(sql)
        .await
        .expect("lines")
        .into_iter()
        .map(|row| row.0.to_string())
        .collect()
}

/// The lines of one sheet.
pub async fn ids_of_sheet(stage: &Stage, n: i64) -> Vec<String> {
    let sql = "select id from round_line where area_id = ? and sheet = ? order by id";
    let rows = stage.house().db.all::<(Id,)>(Sql::new(sql, args![stage.jiugeng, n])).await.expect("lines");
    rows.into_iter().map(|row| row.0.to_string()).collect()
}

/// The person with that number.
pub async fn person(stage: &Stage, phone: &str) -> String {
    let people = stage.house().people_by_phone(stage.jiugeng, phone).await.expect("people");
    people.first().expect("someone").id.to_string()
}

/// `n` homes more, each with someone in it, in the stairwells there are; how many there are.
pub async fn many_homes(stage: &Stage, n: usize) -> usize {
    let (house, area) = (stage.house(), stage.jiugeng);
    let stairwells = house.places_of(area, &[PlaceKind::Stairwell]).await.expect("stairwells");
    let key = house.key(area).expect("a key");
    let mut statements = Vec::new();
    for i in 0..n {
        let stairwell = &stairwells[i % stairwells.len()];
        let number = 500 + i as u32;
        let room = Place {
            id: house.id(),
            kind: PlaceKind::Room.code().into(),
            parent_id: Some(stairwell.id),
            path: path::child(&stairwell.path, number),
            name: format!("{number}室"),
            full_name: format!("{} {number}室", stairwell.full_name),
            code: format!("r{number}"),
            ..stairwell.clone()
        };
        let person = house.id();
        let role =
            NewRole::resident(person, ResidenceState::LivesHere, day("2020-01-01")).at(&room, house.id());
        statements.push(Statement::insert("place", &room));
        statements.push(Details::named("某人").seal(&key, area, person, house.now()).insert());
        statements.push(role.expect("a role").insert());
    }
    house.db.write(statements.into_iter().collect()).await.expect("homes");
    n
}

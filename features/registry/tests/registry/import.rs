use crate::{register, rows, sound, stage};
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Day;
use linju_web::testing::{Answer, Browser, Stage};

const IMPORT: &str = "/staff/jiugeng/registry/import";
const TABLES: [&str; 6] = ["person", "person_role", "place", "import_batch", "import_row", "import_draft"];

/// A register of `people`, three to a room, in a compound that is not there yet.
fn register_of(people: usize) -> String {
    let mut text =
        "\u{feff}久耕居民区住户台账\n序号,姓名,性别,出生日期,手机,小区,楼号,单元,室号,居住状态\n".to_owned();
    for n in 0..people {
        let (room, born) = (n / 3, format!("{}-0{}-1{}", 1930 + n % 80, n % 9 + 1, n % 10));
        let (building, floor, door) = (room / 72 + 1, room % 72 / 12 + 1, room % 12 + 1);
        let name: String = [n % 20, n / 20 % 20, n / 400]
            .map(|i| "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉".chars().nth(i).unwrap_or('一'))
            .iter()
            .collect();
        text += &format!(
            "{n},{name},女,{born},138{:08},新久耕,{building},{},{floor}{door:02},人在户在\n",
            n,
            door % 4 + 1
        );
    }
    text
}

async fn upload(worker: &mut Browser, text: &str) -> Answer {
    let answer = worker.upload(IMPORT, &[], &[("file", "台账.csv", text.as_bytes())]).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    answer
}

async fn paste(worker: &mut Browser, text: &str) -> Answer {
    let answer = worker.upload(IMPORT, &[("pasted", text)], &[]).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    answer
}

async fn counts(stage: &Stage) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        counts.push(rows(stage, table, stage.jiugeng).await);
    }
    counts
}

async fn the_batch(stage: &Stage) -> String {
    let sql = "select id from import_batch where area_id = ? order by id desc";
    let (id,): (linju_kernel::Id,) =
        stage.house().db.one(Sql::new(sql, args![stage.jiugeng])).await.expect("a batch");
    id.to_string()
}

fn today() -> Day {
    "2026-11-23".parse().expect("a day")
}

/// The mapping as guessed, with rooms to be made.
const MAPPED: [(&str, &str); 10] = [
    ("column-B", "name"),
    ("column-C", "gender"),
    ("column-D", "born"),
    ("column-E", "phone"),
    ("column-F", "compound"),
    ("column-G", "building"),
    ("column-H", "stairwell"),
    ("column-I", "room"),
    ("column-J", "state"),
    ("make", "1"),
];

#[tokio::test]
async fn five_thousand_people_come_in_as_one_batch_and_go_without_a_trace() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let before = counts(&stage).await;
        let draft = upload(&mut worker, &register_of(5_000)).await.location;
        let dry = worker.get(&draft).await;
        assert!(sound(&dry).contains("没有这个小区"), "nothing is made unasked");
        worker.post(&draft, &MAPPED).await;
        let dry = worker.get(&draft).await;
        assert!(sound(&dry).contains("导入新的 5000 人"), "{}", dry.body);
        assert_eq!(rows(&stage, "person", stage.jiugeng).await, 0, "a dry run writes nobody");

        let applied = worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        assert_eq!(applied.status.as_u16(), 303, "{}", applied.body);
        assert!(sound(&worker.follow(&applied).await).contains("台账.csv"));
        let figures =
            stage.house().profile(stage.jiugeng, "a", today()).await.expect("a profile").figures("a");
        assert_eq!((figures.residents, figures.households), (5_000, 1_667));
        let again = worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        assert_eq!(again.status.as_u16(), 404, "a draft is imported once");

        let undone = worker.post(&format!("{IMPORT}/batches/{}/undo", the_batch(&stage).await), &[]).await;
        assert_eq!(undone.status.as_u16(), 303, "{}", undone.body);
        assert_eq!(counts(&stage).await, before);
        let sql = "select verb from event where area_id = ? and subject_kind = 'import' order by seq desc";
        let verbs: Vec<(String,)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("events");
        assert_eq!(verbs[0].0, "import_undone");
        let gone = worker.post(&format!("{IMPORT}/batches/{}/undo", linju_kernel::Id(1)), &[]).await;
        assert_eq!(gone.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn broken_rows_are_told_by_row_and_column_and_the_others_taken() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let text = "手机\t住址\t姓名\n13800000001\t1-1-401\t刘德康\n1.38E+10\t1-2-401\t周芳\n13800000003\t9-101\t沈梅\n";
        let draft = paste(&mut worker, text).await.location;
        let dry = worker.get(&draft).await;
        let body = sound(&dry).replace('\n', "");
        assert!(body.contains("<td class=\"num\">3</td><td>A 手机</td>"), "{body}");
        assert!(body.contains("手机号被 Excel 变成了科学记数"));
        assert!(body.contains("<td class=\"num\">4</td><td>B 住址</td>") && body.contains("没有这栋楼"));
        worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        assert_eq!(rows(&stage, "person", stage.jiugeng).await, 1);
        let nothing = worker.upload(IMPORT, &[("pasted", "  ")], &[]).await;
        assert_eq!(nothing.status.as_u16(), 422);
        let old = worker.upload(IMPORT, &[], &[("file", "a.xls", b"\xd0\xcf\x11\xe0old")]).await;
        assert!(old.status.as_u16() == 422 && old.body.contains("另存为"));
    })
    .await;
}

#[tokio::test]
async fn an_import_someone_has_worked_with_is_not_undone_and_says_whose_row() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let draft = paste(
            &mut worker,
            "姓名\t地址\t手机\n刘德康\t1-1-401\t13800000001\n周芳\t1-2-401\t13800000002\n",
        )
        .await
        .location;
        worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        let liu =
            stage.house().people_by_phone(stage.jiugeng, "13800000001").await.expect("people").remove(0);
        worker.post(&format!("/staff/jiugeng/registry/people/{}", liu.id), &[("note", "耳背")]).await;
        let batch = the_batch(&stage).await;
        let refused = worker.post(&format!("{IMPORT}/batches/{batch}/undo"), &[]).await;
        assert_eq!(refused.status.as_u16(), 409);
        assert!(refused.body.contains("刘**") && !refused.body.contains("周*"), "{}", refused.body);
        assert_eq!(rows(&stage, "person", stage.jiugeng).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_second_export_of_the_city_is_a_list_of_differences() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let head = "姓名\t地址\t出生日期\t手机\t居住状态\n";
        let first = format!(
            "{head}刘德康\t1-1-401\t1950-01-01\t13800000001\t人在户在\n周芳\t1-1-401\t1952-01-01\t\t人在户在\n\
             沈梅\t1-2-401\t1960-01-01\t13800000003\t人在户在\n"
        );
        let draft = paste(&mut worker, &first).await.location;
        worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        let same = paste(&mut worker, &first).await.location;
        assert!(sound(&worker.get(&same).await).contains("没有要改的"));

        let second = format!(
            "{head}刘德康\t1-1-401\t1950-01-01\t13800000009\t住院\n沈梅\t1-2-401\t1960-01-01\t\t人在户在\n\
             新来\t1-2-401\t1990-01-01\t\t人户分离\n"
        );
        let draft = paste(&mut worker, &second).await.location;
        let dry = worker.get(&draft).await;
        assert!(sound(&dry).contains("手机、居住状态") && dry.body.contains("周*"));
        let before = counts(&stage).await;
        worker.post(&format!("{draft}/apply"), &[("what", "all")]).await;
        let house = stage.house();
        let liu = house.people_by_phone(stage.jiugeng, "13800000009").await.expect("people").remove(0);
        assert_eq!(liu.details.name, "刘德康");
        let figures = house.profile(stage.jiugeng, "a", today()).await.expect("a profile").figures("a");
        assert_eq!((figures.residents, figures.in_care, figures.registered_away), (1, 1, 1));
        let yesterday = house.profile(stage.jiugeng, "a", today().plus_days(-1)).await.expect("a profile");
        assert_eq!(yesterday.figures("a").residents, 0, "the register began today");

        let undone = worker.post(&format!("{IMPORT}/batches/{}/undo", the_batch(&stage).await), &[]).await;
        assert_eq!(undone.status.as_u16(), 303, "{}", undone.body);
        assert_eq!(counts(&stage).await[..5], before[..5]);
        let liu = house.people_by_phone(stage.jiugeng, "13800000001").await.expect("people");
        assert_eq!(liu.len(), 1, "his old number is back");
        let figures = house.profile(stage.jiugeng, "a", today()).await.expect("a profile").figures("a");
        assert_eq!(figures.residents, 3);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_missing_from_a_whole_list_is_gone_also_from_rooms_it_leaves_out() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let draft =
            paste(&mut worker, "姓名\t地址\n刘德康\t1-1-401\n周芳\t1-2-401\n沈梅\t2-1-401\n").await.location;
        worker.post(&format!("{draft}/apply"), &[("what", "new")]).await;
        let draft = paste(&mut worker, "姓名\t地址\n刘德康\t1-1-401\n").await.location;
        assert!(!sound(&worker.get(&draft).await).contains("name=\"gone\""));
        worker.post(&draft, &[("column-A", "name"), ("column-B", "address"), ("whole", "1")]).await;
        let dry = worker.get(&draft).await;
        assert_eq!(sound(&dry).matches("name=\"gone\"").count(), 1, "the other building is not in the list");
        worker.post(&format!("{draft}/apply"), &[("what", "all")]).await;
        let figures =
            stage.house().profile(stage.jiugeng, "a", today()).await.expect("a profile").figures("a");
        assert_eq!(figures.residents, 2);
    })
    .await;
}

#[tokio::test]
async fn only_the_ticked_rows_are_taken() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let draft =
            paste(&mut worker, "姓名\t地址\n刘德康\t1-1-401\n周芳\t1-2-401\n沈梅\t2-1-401\n").await.location;
        let nobody = worker.post(&format!("{draft}/apply"), &[("what", "chosen")]).await;
        assert_eq!(nobody.status.as_u16(), 422);
        worker.post(&format!("{draft}/apply"), &[("what", "chosen"), ("line", "3")]).await;
        assert_eq!(rows(&stage, "person", stage.jiugeng).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_goes_out_comes_back_in_without_a_difference() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let room = "久耕小区 1号楼 1单元 401室";
        let liu = [
            ("name", "刘德康"),
            ("born", "1950-01-01"),
            ("phone", "13800000001"),
            ("landline", "55550128"),
            ("gender", "male"),
            ("state", "lives_here"),
            ("role", "owner"),
            ("note", "耳背"),
            ("address", room),
        ];
        register(&mut worker, &liu).await;
        let root = stage.place(stage.jiugeng, "0").await.id.to_string();
        let no_reason = worker.post("/staff/jiugeng/registry/export", &[("place", &root)]).await;
        assert_eq!(no_reason.status.as_u16(), 422);
        let reason = [("place", root.as_str()), ("reason", "人口普查")];
        let sheet = worker.post("/staff/jiugeng/registry/export", &reason).await.bytes;
        let answer = worker.upload(IMPORT, &[], &[("file", "out.xlsx", &sheet)]).await;
        let dry = worker.get(&answer.location).await;
        assert!(sound(&dry).contains("没有要改的"), "{}", dry.body);
        let sql = "select field, reason from look where area_id = ?";
        let looks: Vec<(String, String)> =
            stage.house().db.all(Sql::new(sql, args![stage.jiugeng])).await.expect("looks");
        assert_eq!(looks, [("export".to_owned(), "人口普查".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_its_areas_own_and_forgotten_after_a_day() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let draft = paste(&mut worker, "姓名\t地址\n刘德康\t1-1-401\n").await.location;
        let mut other = stage.signed_in("li").await;
        assert_eq!(other.get(&draft.replace("jiugeng", "hanyang")).await.status.as_u16(), 404);
        stage.at("2026-11-24 10:01");
        let mut worker = stage.signed_in("chen").await;
        assert_eq!(worker.get(&draft).await.status.as_u16(), 404);
    })
    .await;
}

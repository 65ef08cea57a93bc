//! Files in and out on the command line, as whoever sets a neighbourhood up meets them: the program itself, its
//! words and its exit.

use linju_db::Db;
use linju_kernel::Clock;
use linju_kernel::time::{SystemClock, shanghai};
use linju_web::sheet::{self, Bounds};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROSTER: &str = "姓名,性别,出生日期,手机,小区,楼号,单元,室号,居住状态\n\
                      刘德康,男,1954-03-05,13800005678,新久耕,1,1,101,人在户在\n\
                      周芳,女,1956-07-01,1.38E+10,新久耕,1,1,101,人在户在\n\
                      沈梅,女,1960-01-01,13800000003,新久耕,1,2,201,人在户在\n";

/// A street with one area and three accounts, in a folder of its own.
struct Street {
    folder: tempfile::TempDir,
}

impl Street {
    fn new() -> Self {
        let street = Self { folder: tempfile::tempdir().expect("a folder") };
        street.does(&["admin", "street", "北外滩街道"]);
        let area = ["admin", "area", "--code", "jiugeng", "--name", "久耕居民区", "--seal", "久耕"];
        street.does(&[&area[..], &["--phone", "02155550128"]].concat());
        for (login, role) in [("chen", "community_worker"), ("wang", "committee_member")] {
            let account = ["admin", "account", "--login", login, "--name", "陈晓雯", "--role", role];
            street.does(&[&account[..], &["--area", "jiugeng"]].concat());
        }
        street.does(&["admin", "account", "--login", "li", "--name", "李强", "--role", "street_officer"]);
        street
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    }

    fn database(&self) -> Db {
        let file = self.path("data/linju.db");
        Db::open(&format!("sqlite:{}", file.display())).expect("a database")
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linju"));
        command.args(args).arg("--data").arg(self.path("data")).args(["--log", "error"]);
        command.output().expect("the program runs")
    }

    /// What the program says when it succeeds.
    fn does(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// What it says when it refuses.
    fn refuses(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(!output.status.success(), "{args:?} should not succeed");
        String::from_utf8(output.stderr).expect("text")
    }

    /// The people that leave with an export, each as the row of the sheet.
    fn people(&self, name: &str) -> Vec<Vec<String>> {
        let to = self.path(name).display().to_string();
        let why = ["--reason", "换届核对", "--to", &to];
        self.does(&[&["export", "registry"], &CHEN[..], &why].concat());
        rows(Path::new(&to))
    }

    fn cases(&self, name: &str) -> Vec<Vec<String>> {
        let to = self.path(name).display().to_string();
        self.does(&[&["export", "cases"], &CHEN[..], &["--to", &to]].concat());
        rows(Path::new(&to))
    }
}

const CHEN: [&str; 4] = ["--area", "jiugeng", "--as", "chen"];

/// The rows of a workbook below its header.
fn rows(workbook: &Path) -> Vec<Vec<String>> {
    let bounds = Bounds { rows: 900, unpacked: 50_000_000, too_many: "too-many" };
    let lines = sheet::read(&std::fs::read(workbook).expect("a file"), &bounds).expect("a workbook");
    lines.into_iter().skip(1).map(|(_, cells)| cells).collect()
}

#[tokio::test]
async fn a_roster_is_looked_through_then_imported_once() {
    let street = Street::new();
    let roster = street.file("台账.csv", ROSTER);
    let import = [&["import", "registry"], &CHEN[..], &["--make-places", &roster]].concat();
    let apply = [&import[..], &["--apply"]].concat();

    let dry = street.does(&import);
    for told in ["新的 2", "有问题、先不导的行 1", "第 3 行 D 手机：手机号被 Excel 变成了科学记数", "--apply"]
    {
        assert!(dry.contains(told), "{told} is not in {dry}");
    }
    assert!(!dry.contains("刘德康") && !dry.contains("13800005678"), "names and phones stay covered: {dry}");
    assert_eq!(street.people("before.xlsx"), Vec::<Vec<String>>::new(), "a dry run writes nobody");

    let applied = street.does(&apply);
    assert!(applied.contains("导入好了，批次"), "{applied}");
    let people = street.people("after.xlsx");
    let names: Vec<&str> = people.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["刘德康", "沈梅"]);
    assert_eq!(people[0][3], "13800005678");

    let again = street.does(&apply);
    assert!(again.contains("新的 0") && again.contains("没有要改的"), "{again}");
    assert!(!again.contains("批次"), "a file without news makes no batch: {again}");
    assert_eq!(street.people("again.xlsx"), people);
    let sql = "select a.login, b.file_name, b.added from import_batch b join account a on a.id = b.made_by";
    let batches: Vec<(String, String, i64)> = street.database().all(sql).await.expect("batches");
    assert_eq!(
        batches,
        [("chen".to_owned(), "台账.csv".to_owned(), 2)],
        "one batch, to be undone on its page"
    );

    let exported = street.path("after.xlsx").display().to_string();
    let back = street.does(&[&["import", "registry"], &CHEN[..], &[exported.as_str()]].concat());
    assert!(back.contains("一样的 2") && back.contains("没有要改的"), "what goes out comes in again: {back}");
}

#[test]
fn whoever_a_whole_list_leaves_out_has_gone() {
    let street = Street::new();
    let roster = street.file("台账.csv", ROSTER);
    street.does(&[&["import", "registry"], &CHEN[..], &["--make-places", "--apply", &roster]].concat());
    let shorter: Vec<&str> = ROSTER.lines().take(2).collect();
    let shorter = street.file("少.csv", &shorter.join("\n"));
    let import = [&["import", "registry"], &CHEN[..], &[shorter.as_str()]].concat();
    assert!(street.does(&import).contains("文件里没有了的 0"), "the file says nothing of her room");
    let whole = street.does(&[&import[..], &["--whole"]].concat());
    assert!(whole.contains("文件里没有了的 1") && whole.contains("沈*"), "{whole}");
}

/// Heads that say nothing, and one that says the wrong thing.
#[test]
fn columns_are_what_one_says_they_are() {
    let street = Street::new();
    let lines = "户主,谁,曾住地址,哪里\n1,刘德康,外地,1-1-101\n2,沈梅,外地,1-2-201\n";
    let roster = street.file("台账.csv", lines);
    let import =
        [&["import", "registry"], &CHEN[..], &["--make-places", "--compound", "新久耕", &roster]].concat();
    assert!(street.refuses(&import).contains("没认出姓名"));
    let said = [&import[..], &["--column", "姓名=B", "--column", "地址=d", "--column", "不用=C"]].concat();
    let dry = street.does(&said);
    for told in ["B 谁 → 姓名", "C 曾住地址 → 不用", "D 哪里 → 地址", "新的 2"] {
        assert!(dry.contains(told), "{told} is not in {dry}");
    }
    street.does(&[&said[..], &["--apply"]].concat());
    let people = street.people("people.xlsx");
    assert_eq!(people.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["刘德康", "沈梅"]);

    let yesterday = SystemClock.now().day(&shanghai()).plus_days(-1);
    let lines = format!("单号,事由,什么时候,内容说明\nSH001,灯,{yesterday} 09:30,3号楼楼道灯坏了\n");
    let orders = street.file("工单.csv", &lines);
    let import = [&["import", "hotline"], &CHEN[..], &[orders.as_str()]].concat();
    let said = ["--column", "工单编号=A", "--column", "派单时间=C", "--column", "主要内容=D"];
    let dry = street.does(&[&import[..], &said].concat());
    assert!(dry.contains("能收 1 件") && dry.contains("没用上的列：B 事由"), "{dry}");
    let refused = street.refuses(&[&import[..], &["--column", "星座=A"]].concat());
    assert!(refused.contains("工单编号"), "{refused}");
}

#[test]
fn orders_of_the_hotline_come_in_once() {
    let street = Street::new();
    let yesterday = SystemClock.now().day(&shanghai()).plus_days(-1);
    let orders = street.file(
        "工单.csv",
        &format!(
            "工单编号,标题,主要内容,派单时间\nSH001,楼道灯不亮,3号楼楼道灯坏了,{yesterday} 09:30\n\
             SH002,下水道堵了,污水漫出来了,昨天\n"
        ),
    );
    let import = [&["import", "hotline"], &CHEN[..], &[orders.as_str()]].concat();
    let dry = street.does(&import);
    for told in ["能收 1 件", "有错 1 行", "第 3 行“派单时间”：日期读不出来", "SH001"]
    {
        assert!(dry.contains(told), "{told} is not in {dry}");
    }
    assert_eq!(street.cases("before.xlsx").len(), 0, "a dry run takes nothing in");
    assert!(street.does(&[&import[..], &["--apply"]].concat()).contains("新收 1 件"));
    let cases = street.cases("after.xlsx");
    assert!(cases.len() == 1 && cases[0].contains(&"楼道灯不亮".to_owned()), "{cases:?}");
    let again = street.does(&[&import[..], &["--apply"]].concat());
    assert!(again.contains("新收 0 件") && again.contains("1 件以前收过"), "{again}");
    assert_eq!(street.cases("again.xlsx"), cases);
}

#[test]
fn what_may_not_be_or_cannot_be_is_refused_with_its_reason() {
    let street = Street::new();
    let (roster, empty) = (street.file("台账.csv", ROSTER), street.file("空.csv", ""));
    let headless = street.file("没有表头.csv", "甲,乙\n1,2\n");
    let import = |login: &str, area: &str, file: &str| {
        street.refuses(&["import", "registry", "--area", area, "--as", login, "--apply", file])
    };
    assert!(import("nobody", "jiugeng", &roster).contains("there is no account nobody"));
    assert!(import("chen", "hanyang", &roster).contains("there is no area hanyang"));
    assert!(
        import("wang", "jiugeng", &roster).contains("wang may not do that"),
        "she reads the registry only"
    );
    assert!(
        import("li", "jiugeng", &roster).contains("li may not do that"),
        "the street has no area's people"
    );
    assert!(import("chen", "jiugeng", &roster).contains("没有一行可以导入"), "no room is made unasked");
    assert!(import("chen", "jiugeng", &empty).contains("表里没有内容"));
    assert!(import("chen", "jiugeng", &headless).contains("没认出姓名"));
    let columns = |said: &'static str| {
        let one = ["import", "registry", "--column", said];
        street.refuses(&[&one[..], &CHEN[..], &[roster.as_str()]].concat())
    };
    assert!(columns("姓名=Z").contains("表里没有这一列"));
    assert!(columns("姓名").contains("姓名=B"), "how to write it");
    let unheard = columns("星座=A");
    for name in ["姓名", "身份证号", "户室", "从哪天起", "不用"] {
        assert!(unheard.contains(name), "{name} is not in {unheard}");
    }
    assert!(import("chen", "jiugeng", "nowhere.xlsx").contains("cannot read nowhere.xlsx"));

    let to = street.path("out.xlsx").display().to_string();
    let export = |reason: &'static str| {
        let why = ["--reason", reason, "--to", &to];
        street.refuses(&[&["export", "registry"], &CHEN[..], &why].concat())
    };
    assert!(export(" ").contains("请写一下为什么要看"));
    assert!(!street.path("out.xlsx").exists(), "a refused export leaves no file");
    street.people("out.xlsx");
    assert!(export("换届核对").contains("cannot make"), "a file is never written over");
}

#[tokio::test]
async fn an_export_of_people_is_recorded_as_a_look_with_its_reason() {
    let street = Street::new();
    street.people("out.xlsx");
    let sql = "select a.login, l.field, l.reason from look l join account a on a.id = l.account_id";
    let looks: Vec<(String, String, String)> = street.database().all(sql).await.expect("looks");
    assert_eq!(looks, [("chen".to_owned(), "export".to_owned(), "换届核对".to_owned())]);
}

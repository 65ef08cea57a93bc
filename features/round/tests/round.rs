//! Rounds as workers live them, over HTTP, on each database at hand.

mod kit;

use kit::*;
use linju_db::testing::each_engine;
use linju_kernel::lifecycle::Coded;
use linju_round::rules::{Kind, Mark};

#[tokio::test]
async fn a_warning_is_begun_by_one_press_and_pressed_twice_it_is_one() {
    each_engine(async |db| {
        let stage = stage(db).await;
        lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        lives(&stage, "3-2-401", "王大勇", "1990-05-01").await;
        looks_after(&stage, "chen", "3").await;
        let mut worker = stage.signed_in("chen").await;
        let form = worker.get(&format!("{ALL}/new?kind=storm")).await;
        assert!(sound(&form).contains("名单上有 1 人") && form.body.contains("80 岁以上"), "{}", form.body);
        assert!(form.body.contains("陈晓雯"), "whoever looks after the stairwell goes");
        let round = begin(&mut worker, "storm", &[]).await;
        let page = worker.get(&round).await;
        assert!(sound(&page).contains("未应的 1 人") && page.body.contains("3号楼 1单元"), "{}", page.body);
        assert!(!page.body.contains("刘桂英"));
        assert_eq!(count(&stage, "select count(*) from round").await, 1);
        for tests in [["tests", "rented"]] {
            let answer = worker
                .post(&format!("{ALL}/new"), &plan(&stage, "storm", &[(tests[0], tests[1])]).await)
                .await;
            assert_eq!(answer.status.as_u16(), 422);
            assert!(answer.body.contains("名单上没有人"));
        }
    })
    .await;
}

#[tokio::test]
async fn who_does_not_answer_leads_to_the_daughter_then_the_key_and_the_police() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        near(&stage, liu, "刘小梅", "13900001234", "3-1-401", false).await;
        near(&stage, liu, "张邻居", "13900005678", "3-1-401", true).await;
        let mut worker = stage.signed_in("chen").await;
        let round = begin(&mut worker, "storm", &[]).await;
        let line = line_of(&stage, liu).await;
        let sheet = format!("{round}/sheets/1");
        let once = key(7);
        let fields = [("once", once.as_str()), ("line", &line), ("mark", "no_answer")];
        for _ in 0..2 {
            assert_eq!(worker.post(&sheet, &fields).await.status.as_u16(), 303);
        }
        assert_eq!(count(&stage, "select tries from round_line").await, 1, "pressed twice is one try");
        let waiting = worker.get(&format!("{round}/waiting")).await;
        assert!(sound(&waiting).contains("刘**") && waiting.body.contains("未应"));
        let at = format!("{round}/lines/{line}");
        let page = worker.get(&at).await;
        let rung = |name: &str| sound(&page).find(name).unwrap_or_else(|| panic!("{name}: {}", page.body));
        assert!(
            rung("本人") < rung("紧急联系人")
                && rung("紧急联系人") < rung("保管钥匙")
                && rung("保管钥匙") < rung("tel:110")
        );
        assert!(page.body.contains("139****1234") && !page.body.contains("13900001234"));
        let mei = person(&stage, "13900001234").await;
        refused(&mut worker, &format!("{at}/reveal"), &[("whom", &mei), ("field", "phone")], "为什么看")
            .await;
        let shown = worker
            .post(&format!("{at}/reveal"), &[("whom", &mei), ("field", "phone"), ("why", "没人应")])
            .await;
        assert!(sound(&shown).contains("tel:13900001234"));
        assert_eq!(count(&stage, "select count(*) from look").await, 1);

        refused(&mut worker, &format!("{round}/step/close"), &[], "还有人没落实").await;
        refused(&mut worker, &at, &[("once", &key(8)), ("mark", "police")], "请写明是谁").await;
        refused(&mut worker, &at, &[("once", &key(8)), ("mark", "moved")], "").await;
        done(&mut worker, &at, &[("once", &key(9)), ("mark", "vouched"), ("note", "女儿说在她家")]).await;
        done(&mut worker, &format!("{round}/step/close"), &[]).await;
        assert!(worker.get(&round).await.body.contains("已结束"));
        let clear = "select count(*) from round_line where note_sealed is null or reasons = ''";
        assert_eq!(count(&stage, clear).await, 0);
        refused(&mut worker, &at, &[("once", &key(10)), ("mark", "reached")], "").await;
    })
    .await;
}

#[tokio::test]
async fn the_street_reads_counts_only_and_another_area_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let mut worker = stage.signed_in("chen").await;
        let round = begin(&mut worker, "heat", &[]).await;
        let mut street = stage.signed_in("zhou").await;
        let page = street.get("/street/rounds").await;
        assert!(sound(&page).contains("久耕居民区") && page.body.contains("高温叫应"));
        for hidden in ["刘", "401", "3号楼", "独居", round.as_str()] {
            assert!(!page.body.contains(hidden), "{hidden}: {}", page.body);
        }
        for path in ["", "/waiting", "/paper", "/results", "/sheets/1"] {
            for login in ["zhou", "li", "wang"] {
                let answer = stage.signed_in(login).await.get(&format!("{round}{path}")).await;
                assert_eq!(answer.status.as_u16(), 404, "{login} {path}");
            }
        }
        assert_eq!(worker.get("/street/rounds").await.status.as_u16(), 404);
    })
    .await;
}

#[tokio::test]
async fn a_sheet_is_typed_in_by_digits_and_what_was_wrong_stays_typed() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let zhao = lives(&stage, "3-2-401", "赵国强", "1950-05-01").await;
        let mut worker = stage.signed_in("chen").await;
        let questions = [
            ("text1", "烧什么气"),
            ("ask1", "choice"),
            ("options1", "管道、瓶装"),
            ("text2", "电线老化吗"),
            ("ask2", "yes_no"),
        ];
        let round = begin(&mut worker, "survey", &questions).await;
        let (liu, zhao) = (line_of(&stage, liu).await, line_of(&stage, zhao).await);
        let lead = worker.get(&format!("{round}/grid?n=1")).await;
        let grid = lead.location.clone();
        assert!(grid.ends_with("/sheets/1/grid"));
        assert!(sound(&worker.get(&grid).await).contains("瓶装"));
        refused(&mut worker, &format!("{round}/step/close"), &[], "请写明原因").await;
        let (mark, gas, wires) = (format!("mark-{liu}"), format!("answer0-{liu}"), format!("answer1-{liu}"));
        let wrong = worker.post(&grid, &[("once", &key(1)), (&mark, "9"), (&gas, "3"), (&wires, "1")]).await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert!(wrong.body.contains("请填上面的号码") && wrong.body.contains("有的回答不对"));
        assert!(wrong.body.contains("value=\"9\"") && wrong.body.contains("aria-invalid"));
        let right = worker.post(&grid, &[("once", &key(1)), (&gas, "2"), (&wires, "1")]).await;
        assert!(right.location.ends_with("/sheets/2/grid"), "on to the next sheet");
        let absent = format!("mark-{zhao}");
        done(&mut worker, &right.location, &[("once", &key(2)), (&absent, "2")]).await;
        done(&mut worker, &right.location, &[("once", &key(3)), (&absent, "2")]).await;
        assert_eq!(count(&stage, "select max(tries) from round_line").await, 2, "another try");
        let results = worker.get(&format!("{round}/results")).await;
        assert!(sound(&results).contains("瓶装 1") && results.body.contains("是 1"), "{}", results.body);
        let book = worker.post(&format!("{round}/export"), &[]).await;
        assert!(book.bytes.starts_with(b"PK"));
        let again = worker.post(&format!("{round}/export"), &[]).await;
        assert!(again.bytes.starts_with(b"PK"));
        assert_eq!(count(&stage, "select count(*) from look").await, 1, "recorded once a list");
        done(&mut worker, &format!("{round}/step/close"), &[("reason", "一户长期空关")]).await;
    })
    .await;
}

#[tokio::test]
async fn what_people_answered_is_not_told_of_fewer_than_five() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        for n in 0..4 {
            lives(&stage, "3-1-401", &format!("刘{n}"), "1944-05-01").await;
        }
        let fields = [("unit", "person"), ("text1", "想装扶手吗"), ("ask1", "yes_no")];
        let round = begin(&mut worker, "survey", &fields).await;
        let lines = ids(&stage).await;
        let names: Vec<String> = lines.iter().map(|id| format!("answer0-{id}")).collect();
        let mut typed = vec![("once".to_owned(), key(1))];
        typed.extend(names.iter().map(|name| (name.clone(), "1".to_owned())));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        done(&mut worker, &format!("{round}/sheets/1/grid"), &typed).await;
        let results = worker.get(&format!("{round}/results")).await;
        assert!(sound(&results).contains("少于 5 人") && !results.body.contains("是 4"));
    })
    .await;
}

#[tokio::test]
async fn a_hazard_goes_to_the_desk_and_comes_back_as_due() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut worker = stage.signed_in("chen").await;
        let round = begin(&mut worker, "patrol", &[]).await;
        let line = ids(&stage).await.remove(0);
        let at = format!("{round}/lines/{line}");
        let said = |once, day| {
            vec![
                ("once", once),
                ("mark", "done"),
                ("hazard", "三楼堆着纸板"),
                ("category", "0408"),
                ("recheck", day),
            ]
        };
        let (one, two) = (key(1), key(2));
        refused(&mut worker, &at, &said(&one, "2026-11-23"), "明天或以后").await;
        done(&mut worker, &at, &said(&two, "2026-11-25")).await;
        let raised = "select count(*) from event where subject_kind = 'round_line' and verb = 'raise'";
        assert_eq!(count(&stage, raised).await, 1);
        assert!(!worker.get(ALL).await.body.contains("到期要复查"));
        stage.at("2026-11-25 09:00");
        let mut worker = stage.signed_in("chen").await;
        assert!(sound(&worker.get(ALL).await).contains("到期要复查"));
        refused(&mut worker, &format!("{at}/again"), &[], "复查日子").await;
        done(&mut worker, &format!("{at}/again"), &[("next", "2026-11-30")]).await;
        assert!(!worker.get(ALL).await.body.contains("到期要复查"));
        done(&mut worker, &format!("{at}/again"), &[("gone", "yes")]).await;
        assert!(worker.get(&at).await.body.contains("已经好了"));
    })
    .await;
}

#[tokio::test]
async fn what_was_heard_at_the_door_is_written_into_the_registry_once_after_a_check() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let liu = lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let mut worker = stage.signed_in("chen").await;
        let round = begin(&mut worker, "survey", &[]).await;
        let line = line_of(&stage, liu).await;
        let at = format!("{round}/lines/{line}");
        refused(&mut worker, &at, &[("once", &key(1)), ("mark", "done"), ("phone", "12")], "手机号不对")
            .await;
        done(
            &mut worker,
            &at,
            &[("once", &key(1)), ("mark", "done"), ("phone", "13700001111"), ("state", "in_hospital")],
        )
        .await;
        let house = stage.house().clone();
        let details = house.person(stage.jiugeng, liu).await.expect("her").details;
        assert_eq!(
            details.phone.as_deref(),
            Some("13800005678"),
            "nothing is written before somebody checked"
        );
        let facts = worker.get(&format!("{round}/facts")).await;
        assert!(sound(&facts).contains("住院") && facts.body.contains("137****1111"));
        assert!(!facts.body.contains("13700001111"));
        done(&mut worker, &format!("{at}/learn"), &[("answer", "yes")]).await;
        let details = house.person(stage.jiugeng, liu).await.expect("her").details;
        assert_eq!(details.phone.as_deref(), Some("13700001111"));
        let held =
            "select count(*) from person_role where residence_state = 'in_hospital' and to_day is null";
        assert_eq!(count(&stage, held).await, 1);
        refused(&mut worker, &format!("{at}/learn"), &[("answer", "yes")], "已经处理过").await;
    })
    .await;
}

#[tokio::test]
async fn paper_shows_no_name_in_full_and_no_reason_and_names_are_recorded_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let mut worker = stage.signed_in("chen").await;
        let round = begin(&mut worker, "storm", &[]).await;
        let paper = format!("{round}/paper");
        let masked = worker.get(&paper).await;
        assert!(sound(&masked).contains("刘** ★") && masked.body.contains("第 1 张"));
        for hidden in ["刘桂英", "独居", "80 岁", "1380000"] {
            assert!(!masked.body.contains(hidden), "{hidden}");
        }
        assert_eq!(count(&stage, "select count(*) from look").await, 0);
        for _ in 0..2 {
            let named = worker.post(&paper, &[]).await;
            assert!(
                sound(&named).contains("刘桂英") && named.body.contains("138 0000 5678"),
                "{}",
                named.body
            );
            assert!(!named.body.contains("独居"));
        }
        assert_eq!(count(&stage, "select count(*) from look").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_round_of_2149_households_costs_three_queries_a_sheet_and_one_write_a_stairwell() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let rooms = many_homes(&stage, 2_149).await;
        assert_eq!(rooms, 2_149);
        let mut worker = stage.signed_in("chen").await;
        let round = begin(&mut worker, "survey", &[]).await;
        assert_eq!(count(&stage, "select count(*) from round_line").await, 2_149);
        let (page, counts) = linju_db::counted(worker.get(&format!("{round}/sheets/2"))).await;
        let shown = page.body.matches("data-line").count();
        assert!(shown > 1, "{}", page.body);
        // Session and counters of every page; then the round, the sheet, its lines.
        assert_eq!((counts.queries, counts.writes), (2 + 3, 0));
        let (page, counts) = linju_db::counted(worker.get(&round)).await;
        assert_eq!(page.status.as_u16(), 200);
        assert!(counts.queries <= 2 + 4, "{counts:?}");
        let lines = ids_of_sheet(&stage, 2).await;
        let fields: Vec<(String, String)> = lines
            .iter()
            .map(|id| (format!("mark-{id}"), "1".to_owned()))
            .chain([("once".to_owned(), key(1))])
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let (answer, counts) =
            linju_db::counted(worker.post(&format!("{round}/sheets/2/grid"), &fields)).await;
        assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
        assert_eq!(counts.writes, 1);
        let done = format!("select count(*) from round_line where mark = '{}'", Mark::Done.code());
        assert_eq!(count(&stage, &done).await, lines.len() as i64);
    })
    .await;
}

#[tokio::test]
async fn every_kind_can_be_begun_and_each_of_its_pages_comes_whole() {
    each_engine(async |db| {
        let stage = stage(db).await;
        lives(&stage, "3-1-401", "刘桂英", "1944-05-01").await;
        let mut worker = stage.signed_in("chen").await;
        for kind in Kind::ALL {
            let round = begin(&mut worker, kind.code(), &[("tests", "advanced")]).await;
            for path in ["", "/waiting", "/paper", "/results", "/facts", "/sheets/1", "/sheets/1/grid"] {
                sound(&worker.get(&format!("{round}{path}")).await);
            }
        }
        for unit in ["stairwell", "building", "household", "person"] {
            begin(&mut worker, "survey", &[("unit", unit), ("title", unit)]).await;
        }
        sound(&worker.get(ALL).await);
        let mut lead = stage.signed_in("shen").await;
        let round = begin(&mut lead, "cold", &[("tests", "advanced")]).await;
        done(&mut lead, &format!("{round}/step/cancel"), &[("reason", "预警解除")]).await;
        assert!(lead.get(&round).await.body.contains("已取消"));
    })
    .await;
}

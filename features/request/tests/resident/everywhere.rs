//! What holds on every page.

use super::*;

#[tokio::test]
async fn a_script_in_any_field_comes_out_as_text() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let nasty = [
            ("note", SCRIPT),
            ("for_name", SCRIPT),
            ("whose", "family"),
            ("relation", "parent"),
            ("consent", "in_person"),
            ("agreed_on", "2026-11-23"),
        ];
        let sent = report(&mut browser, "0105", SCRIPT, &nasty).await;
        press(&stage, request_of(&sent), handled(Outcome::CannotBeSolved, SCRIPT, SCRIPT)).await;
        let case = case_of(&stage, request_of(&sent)).await.id;
        let page = page_of(&sent);
        let dispute = browser.post(&format!("{page}/do/dispute"), &[("note", "")]).await.body;
        let mut pages = vec![dispute];
        for path in [
            "/a/jiugeng".to_owned(),
            page.clone(),
            format!("{page}/print"),
            "/a/jiugeng/ledger".into(),
            format!("/a/jiugeng/ledger/{case}"),
        ] {
            pages.push(browser.get(&path).await.body);
        }
        let fields = [
            ("place", "3-2"),
            ("category", "0105"),
            ("words", SCRIPT),
            ("note", SCRIPT),
            ("phone", SCRIPT),
            ("for_name", SCRIPT),
            ("relation", SCRIPT),
            ("agreed_on", SCRIPT),
            ("whose", "family"),
            ("once", SCRIPT),
        ];
        for path in
            ["report", "report/words", "report/place", "report/kinds", "report/contact", "report/send"]
        {
            pages.push(browser.post(&format!("/a/jiugeng/{path}"), &fields).await.body);
        }
        pages
            .push(browser.get("/a/jiugeng/track?receipt=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await.body);
        pages.push(browser.post("/a/jiugeng/bind", &[("code", SCRIPT)]).await.body);
        for body in pages {
            assert!(body.contains("</html>") && !body.contains("<script>alert"), "{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_elders_size_holds_on_every_page() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
        press(&stage, request_of(&sent), Press::one(Command::Triage, "")).await;
        let case = case_of(&stage, request_of(&sent)).await.id;
        browser.post("/reading", &[("size", "elder"), ("back", "/")]).await;
        let page = page_of(&sent);
        let fixed = [
            "/?choose",
            "/a/jiugeng",
            "/a/jiugeng/report",
            "/a/jiugeng/report?place=3-2",
            "/a/jiugeng/report/place",
            "/a/jiugeng/report/kinds?place=3-2",
            "/a/jiugeng/report/words?place=3-2&category=0105",
            "/a/jiugeng/report/words?place=3-2&category=0303",
            "/a/jiugeng/track",
            "/a/jiugeng/bind",
            "/a/jiugeng/family",
            "/a/jiugeng/settings",
            "/a/jiugeng/ledger",
            "/a/jiugeng/nowhere",
        ];
        let own = [page.clone(), format!("{page}/do/dispute"), format!("/a/jiugeng/ledger/{case}")];
        for path in fixed.into_iter().map(str::to_owned).chain(own) {
            let body = browser.get(&path).await.body;
            assert!(body.contains("data-size=\"elder\""), "{path}");
            assert!(
                !body.contains(" style=")
                    && !body.contains("onclick")
                    && !body.contains("[resident")
                    && !body.contains("[refusal"),
                "{path}: {body}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_is_a_handful_of_questions() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let mut last = None;
        for i in 0..5 {
            let sent = report(&mut browser, "0105", &format!("第{i}件"), &[]).await;
            press(&stage, request_of(&sent), Press::one(Command::Triage, "")).await;
            last = Some(page_of(&sent));
        }
        let (_, home) = linju_db::counted(browser.get("/a/jiugeng")).await;
        let (_, ledger) = linju_db::counted(browser.get("/a/jiugeng/ledger")).await;
        let (_, request) = linju_db::counted(browser.get(&last.expect("a request"))).await;
        assert_eq!((home.queries, home.writes), (2, 0), "one's own and the news");
        assert_eq!((ledger.queries, ledger.writes), (2, 0), "the lines and the sums");
        assert_eq!(
            (request.queries, request.writes),
            (4, 0),
            "the request, its files, messages and timeline"
        );
        let home = browser.get("/a/jiugeng").await.body;
        assert!(home.len() <= 14 * 1024, "{} bytes before compression", home.len());
    })
    .await;
}

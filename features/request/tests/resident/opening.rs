//! Coming back: who gets to see a request, and who does not.

use super::*;

#[tokio::test]
async fn an_id_alone_opens_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let sent = report(&mut browser, "0105", "灯不亮", &[]).await;
        let page = page_of(&sent);
        let mut stranger = stage.browser();
        for path in [page.clone(), format!("{page}/print"), format!("{page}/do/dispute")] {
            assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for verb in ["nudge", "withdraw", "dispute", "confirm"] {
            let answer = stranger.post(&format!("{page}/do/{verb}"), &[("note", "x")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{verb}");
        }
        assert_eq!(browser.get(&page.replace("jiugeng", "hanyang")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.post(&format!("{page}/do/triage"), &[]).await.status,
            StatusCode::NOT_FOUND,
            "no resident's step"
        );
        let mut other = stage.browser();
        report(&mut other, "0105", "我也是", &[]).await;
        assert_eq!(
            other.get(&page).await.status,
            StatusCode::NOT_FOUND,
            "another device with requests of its own"
        );
    })
    .await;
}

#[tokio::test]
async fn a_receipt_and_the_last_four_open_it_for_half_an_hour() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
        let receipt = receipt_of(&stage, request_of(&sent)).await;
        let mut other = stage.browser();
        let spaced = format!("{} {}", &receipt[..2], &receipt[2..]);
        let open = other.post("/a/jiugeng/track", &[("receipt", &spaced), ("proof", "5678")]).await;
        assert_eq!(open.status, StatusCode::SEE_OTHER, "{}", open.body);
        assert!(other.follow(&open).await.body.contains("灯不亮"));
        assert!(
            !other.get("/a/jiugeng").await.body.contains("我反映的事"),
            "nothing is bound unless asked for"
        );
        stage.at("2026-11-23 10:31");
        assert_eq!(other.get(&open.location).await.status, StatusCode::NOT_FOUND);
        let keep = [("receipt", receipt.as_str()), ("proof", "5678"), ("keep", "1")];
        other.post("/a/jiugeng/track", &keep).await;
        stage.at("2026-11-25 10:31");
        assert_eq!(other.get(&open.location).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_the_sentence_is_the_same() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
        let receipt = receipt_of(&stage, request_of(&sent)).await;
        let unused = if receipt == "1000" { "1001" } else { "1000" };
        let mut guesser = stage.browser();
        let mut answers = Vec::new();
        for (area, receipt, proof) in [
            ("jiugeng", receipt.as_str(), "1111"),
            ("jiugeng", unused, "5678"),
            ("jiugeng", receipt.as_str(), "abcdefgh"),
            ("hanyang", receipt.as_str(), "5678"),
            ("jiugeng", SCRIPT, "5678"),
        ] {
            let answer =
                guesser.post(&format!("/a/{area}/track"), &[("receipt", receipt), ("proof", proof)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!answer.body.contains(proof), "a proof is never sent back");
            assert!(!answer.body.contains("<script>alert"));
            let sentence = answer.body.split("receipt-err\">").nth(1).and_then(|s| s.split("</p>").next());
            answers.push(sentence.expect("a sentence at the field").to_owned());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn guessing_stops_at_this_address_and_lastingly_at_the_receipt() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
        let receipt = receipt_of(&stage, request_of(&sent)).await;
        let mut guesser = stage.browser();
        let mut last = StatusCode::OK;
        for _ in 0..11 {
            last = guesser.post("/a/jiugeng/track", &[("receipt", &receipt), ("proof", "1111")]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        let guess = async |proof: &str| {
            linju_request::track::open(stage.house(), stage.jiugeng, &receipt, proof).await
        };
        for _ in 10..linju_request::track::PER_RECEIPT {
            assert!(matches!(guess("1111").await, Err(linju_core::Error::NotFound)));
        }
        assert!(
            matches!(guess("5678").await, Err(linju_core::Error::TooMany)),
            "even the right answer comes too late"
        );
        stage.at("2026-11-24 10:01");
        assert!(guess("5678").await.is_ok(), "a day later the requester gets in again");
    })
    .await;
}

#[tokio::test]
async fn without_a_phone_a_printed_secret_opens_it() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut browser = stage.browser();
        let fields = [("place", "3-2"), ("category", "0105"), ("words", "灯不亮"), ("no_phone", "1")];
        let sent = browser.post("/a/jiugeng/report/send", &fields).await;
        let page = browser.follow(&sent).await;
        let secret = page
            .body
            .split("class=\"receipt\"><b>")
            .nth(1)
            .map(|s| s[..8].to_owned())
            .expect("a secret is shown");
        let print = browser.get(&format!("{}/print", page_of(&sent))).await;
        assert!(print.body.contains(&secret), "the slip carries it");
        let receipt = receipt_of(&stage, request_of(&sent)).await;
        let mut other = stage.browser();
        let shouted = secret.to_uppercase();
        let open = other.post("/a/jiugeng/track", &[("receipt", &receipt), ("proof", &shouted)]).await;
        assert_eq!(open.status, StatusCode::SEE_OTHER);
        assert!(!other.follow(&open).await.body.contains(&secret), "it is shown once, where it was made");
        stage.at("2026-11-23 10:31");
        assert!(!browser.get(&page_of(&sent)).await.body.contains(&secret));
    })
    .await;
}

#[tokio::test]
async fn a_printed_code_binds_a_phone_once() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let sent = report(&mut stage.browser(), "0105", "灯不亮", &[]).await;
        let request = request_of(&sent);
        let mut change =
            linju_core::Change::new(stage.jiugeng, stage.house().now(), Actor::Requester(request));
        devices::print_code(&mut change, "hk7m2q9d", request);
        stage.house().commit(change).await.expect("a code");
        let mut daughter = stage.browser();
        let wrong = daughter.post("/a/jiugeng/bind", &[("code", "hk7m2q9e")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let bound = daughter.post("/a/jiugeng/bind", &[("code", "HK7M 2Q9D")]).await;
        assert!(daughter.follow(&bound).await.body.contains("我反映的事"));
        let again = stage.browser().post("/a/jiugeng/bind", &[("code", "hk7m2q9d")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a code is spent by its use");
        let forgot = daughter.post("/a/jiugeng/settings/forget", &[]).await;
        assert!(daughter.follow(&forgot).await.body.contains("忘掉了"));
        assert_eq!(daughter.get(&page_of(&sent)).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

//! The API as another system meets it.

mod kit;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use kit::*;
use linju_db::counted;
use linju_db::testing::each_engine;
use linju_kernel::Id;
use linju_web::session::SESSION_COOKIE;
use linju_web::testing::{Browser, Stage};
use serde_json::{Value, json};
use tower::ServiceExt;

const CASES: &str = "/api/v1/areas/jiugeng/cases";
const REQUESTS: &str = "/api/v1/areas/jiugeng/requests";

async fn get(browser: &mut Browser, path: &str) -> (StatusCode, Value) {
    let answer = browser.get(path).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("no JSON: {}", answer.body)))
}

async fn post(
    stage: &Stage,
    browser: &Browser,
    key: Option<&str>,
    body: &str,
) -> (StatusCode, String, Value) {
    let cookie = format!("{SESSION_COOKIE}={}", browser.cookie(SESSION_COOKIE).expect("signed in"));
    let mut request =
        Request::builder().method(Method::POST).uri(REQUESTS).header(header::HOST, "linju.test");
    request = request.header(header::COOKIE, cookie).header(header::CONTENT_TYPE, "application/json");
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let response = stage.router.clone().oneshot(request).await.expect("the router never fails");
    let (status, kind) =
        (response.status(), response.headers()[header::CONTENT_TYPE].to_str().expect("ASCII").to_owned());
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    (status, kind, serde_json::from_slice(&bytes).expect("JSON"))
}

fn lamp() -> Value {
    json!({ "place": "3-2", "words": "楼道灯坏了", "category": LAMP, "channel": "phone", "phone": "138 0000 5678" })
}

#[tokio::test]
async fn the_same_key_gets_the_first_answer() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let chen = stage.signed_in("chen").await;
        let (status, _, first) = post(&stage, &chen, Some("k1"), &lamp().to_string()).await;
        assert_eq!(status, StatusCode::CREATED, "{first}");
        let (status, _, second) = post(&stage, &chen, Some("k1"), &lamp().to_string()).await;
        assert_eq!((status, &second), (StatusCode::CREATED, &first));
        assert_eq!(count(&stage, "request").await, 1);
        let (_, _, third) = post(&stage, &chen, Some("k2"), &lamp().to_string()).await;
        assert_ne!(third["request"], first["request"]);
        assert!(first["request"].is_string() && first["receipt"].as_str().is_some_and(|r| r.len() == 4));
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_is_a_problem_with_a_name() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let chen = stage.signed_in("chen").await;
        let with = |name: &str, value: Value| {
            let mut body = lamp();
            body[name] = value;
            body.to_string()
        };
        for (key, body, status, name, field) in [
            (None, lamp().to_string(), 422, "api-key-missing", Value::Null),
            (Some("a"), with("place", json!("nowhere")), 422, "api-place-unknown", json!("place")),
            (Some("b"), with("category", json!("9999")), 422, "category-unknown", json!("category")),
            (Some("c"), with("words", json!(" ")), 422, "words-missing", json!("words")),
            (Some("d"), with("phone", json!("138")), 422, "api-phone-unreadable", json!("phone")),
            (Some("e"), with("channel", json!("pigeon")), 422, "api-channel-unknown", json!("channel")),
            (Some("f"), with("surprise", json!(1)), 400, "bad-request", Value::Null),
            (Some("g"), "not json".into(), 400, "bad-request", Value::Null),
        ] {
            let (got, kind, problem) = post(&stage, &chen, key, &body).await;
            assert_eq!(
                (got.as_u16(), kind.as_str()),
                (status, "application/problem+json"),
                "{name}: {problem}"
            );
            assert_eq!((&problem["type"], &problem["field"]), (&json!(format!("/problems/{name}")), &field));
            assert!(
                problem["title"].as_str().is_some_and(|t| !t.is_empty() && !t.contains('[')),
                "{problem}"
            );
        }
        assert_eq!(count(&stage, "request").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_turned_by_key_and_misses_nothing() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let mut made: Vec<String> = Vec::new();
        for n in 0..7 {
            minutes_later(&stage, 1);
            made.push(receive(&stage, LAMP, &format!("灯坏了{n}")).await.case.to_string());
        }
        let mut chen = stage.signed_in("chen").await;
        for tab in ["open", "all"] {
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let (status, page) = get(&mut chen, &format!("{CASES}?tab={tab}&n=3&after={after}")).await;
                assert_eq!(status, StatusCode::OK, "{page}");
                let ids = page["cases"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|c| c["id"].as_str().expect("a string").to_owned());
                seen.extend(ids);
                match page["next"].as_str() {
                    Some(next) => after = next.to_owned(),
                    None => break,
                }
            }
            if tab == "all" {
                seen.reverse();
            }
            assert_eq!(seen, made, "{tab}: the open by what is due, all by age, newest first");
        }
        for query in ["tab=nonsense", "n=0", "n=101", "n=x", "after=x"] {
            let (status, problem) = get(&mut chen, &format!("{CASES}?{query}")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {problem}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hundred_lines_cost_two_queries_besides_the_session() {
    each_engine(async |db| {
        let stage = stage(db).await;
        for n in 0..110 {
            receive(&stage, LAMP, &format!("灯坏了{n}")).await;
        }
        let mut chen = stage.signed_in("chen").await;
        let (answer, counts) = counted(chen.get(&format!("{CASES}?n=100"))).await;
        let page: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!(page["cases"].as_array().map(Vec::len), Some(100));
        assert!(counts.queries <= 3, "{counts:?}: the session, the area's counters, the list");
    })
    .await;
}

#[tokio::test]
async fn a_case_shows_its_ledger_and_no_person() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = dispatched(&stage, stage.property, LAMP, "灯坏了，打我13800005678").await.case;
        let mut chen = stage.signed_in("chen").await;
        let answer = chen.get(&format!("{CASES}/{case}")).await;
        let body: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!(
            (body["id"].as_str(), body["state"].as_str()),
            (Some(case.to_string().as_str()), Some("dispatched"))
        );
        assert_eq!(body["party"]["name"], json!("久安物业"));
        assert_eq!(body["events"].as_array().map(Vec::len), Some(2));
        for secret in ["13800005678", "刘建国", "灯坏了，打我"] {
            assert!(!answer.body.contains(secret), "{secret}");
        }
    })
    .await;
}

#[tokio::test]
async fn walls_hold_for_machines_too() {
    each_engine(async |db| {
        let stage = stage(db).await;
        let case = receive(&stage, LAMP, "灯坏了").await.case;
        let (status, problem) = get(&mut stage.browser(), CASES).await;
        assert_eq!((status, &problem["type"]), (StatusCode::UNAUTHORIZED, &json!("/problems/sign-in")));
        for login in ["li", "wang", "zhou"] {
            let mut other = stage.signed_in(login).await;
            for path in [CASES.to_owned(), format!("{CASES}/{case}")] {
                assert_eq!(get(&mut other, &path).await.0, StatusCode::NOT_FOUND, "{login} {path}");
            }
            assert_eq!(
                post(&stage, &other, Some("k"), &lamp().to_string()).await.0,
                StatusCode::NOT_FOUND,
                "{login}"
            );
        }
        let mut chen = stage.signed_in("chen").await;
        assert_eq!(get(&mut chen, &format!("{CASES}/{}", Id(7))).await.0, StatusCode::NOT_FOUND);
        assert_eq!(get(&mut chen, "/api/v1/areas/hanyang/cases").await.0, StatusCode::NOT_FOUND);
    })
    .await;
}

//! Open311 GeoReport v2, against the interface's own text: both faces, every fault, and only what is public.

use axum::http::StatusCode;
use linju_core::Actor;
use linju_db::testing::each_engine;
use linju_db::{Sql, args};
use linju_kernel::Id;
use linju_request::FEATURE;
use linju_request::rules::{Command, Who};
use linju_request::store::cases;
use linju_request::work::{self, Doer, Press};
use linju_web::testing::{Answer, Browser, Stage};
use serde_json::Value;

const V2: &str = "/open311/v2";
const JG: &str = "jurisdiction_id=jiugeng";

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// A fault as the interface has it: its status, and a list with that code.
fn fault(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    let body = json(answer);
    assert_eq!(body[0]["code"], status);
    body[0]["description"].as_str().expect("a description").to_owned()
}

async fn key(stage: &Stage) -> String {
    let mut secretary = stage.signed_in("shen").await;
    let made = secretary.post("/staff/jiugeng/keys", &[("name", "街道小程序")]).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let key =
        made.body.split("role=\"status\"").nth(1).and_then(|r| r.split("break\">").nth(1)).expect("a key");
    let key = key.split('<').next().unwrap_or_default().to_owned();
    assert!(!secretary.get("/staff/jiugeng/keys").await.body.contains(&key), "shown once");
    key
}

async fn send(browser: &mut Browser, key: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("jurisdiction_id", "jiugeng"), ("api_key", key), ("service_code", "0105")];
    fields.extend(more);
    browser.post(&format!("{V2}/requests.json"), &fields).await
}

/// A worker looks at it, so that the public ledger has it.
async fn triage(stage: &Stage, case: Id) {
    let sql = Sql::new("select id from account where login = 'chen'", args![]);
    let (id,): (Id,) = stage.house().db.one(sql).await.expect("an account");
    let part =
        linju_request::rules::Actor { parts: vec![Who::Worker], account: Some(id), organisation: None };
    let doer = Doer { actor: Actor::Account(id), part, told_by: None };
    work::carry_out(stage.house(), &doer, stage.jiugeng, case, Press::one(Command::Triage, ""))
        .await
        .expect("triaged");
}

#[tokio::test]
async fn it_is_found_by_discovery_in_both_formats() {
    let stage = Stage::new(&[FEATURE]).await;
    let mut anyone = stage.browser();
    for path in ["/open311/discovery", "/open311/v2/discovery"] {
        let found = json(&anyone.get(&format!("{path}.json")).await);
        let endpoints = found["endpoints"].as_array().expect("endpoints");
        assert!(endpoints.len() >= 2);
        for endpoint in endpoints {
            assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
            assert_eq!(endpoint["url"], "http://linju.test/open311/v2");
            assert_eq!(endpoint["formats"], serde_json::json!(["text/xml", "application/json"]));
        }
        let xml = anyone.get(&format!("{path}.xml")).await;
        assert_eq!(xml.headers["content-type"], "text/xml; charset=utf-8");
        assert!(xml.body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
        assert!(
            xml.body
                .contains("<formats><format>text/xml</format><format>application/json</format></formats>")
        );
    }
}

#[tokio::test]
async fn services_have_string_codes_and_definitions_with_attributes() {
    let stage = Stage::new(&[FEATURE]).await;
    let mut anyone = stage.browser();
    let services = json(&anyone.get(&format!("{V2}/services.json?{JG}")).await);
    assert_eq!(services.as_array().expect("a bare list").len(), 81);
    assert!(
        services
            .as_array()
            .into_iter()
            .flatten()
            .all(|s| s["service_code"].is_string() && s["metadata"] == true)
    );
    let definition = json(&anyone.get(&format!("{V2}/services/0105.json?{JG}")).await);
    assert_eq!(definition["service_code"], "0105");
    let attributes = definition["attributes"].as_array().expect("attributes");
    assert_eq!(attributes[1]["datatype"], "multivaluelist");
    assert_eq!(attributes[1]["values"].as_array().map(Vec::len), Some(4));
    let xml = anyone.get(&format!("{V2}/services.xml?{JG}")).await;
    assert!(
        xml.body.contains("<services><service>") && xml.body.contains("<service_code>0105</service_code>")
    );
}

#[tokio::test]
async fn each_fault_has_its_status_and_its_sentence() {
    let stage = Stage::new(&[FEATURE]).await;
    let key = key(&stage).await;
    let mut client = stage.browser();
    assert!(fault(&client.get(&format!("{V2}/services.json")).await, 400).contains("jiugeng"));
    fault(&client.get(&format!("{V2}/services.json?jurisdiction_id=nowhere")).await, 404);
    fault(&client.get(&format!("{V2}/services/9999.json?{JG}")).await, 404);
    fault(&client.get(&format!("{V2}/requests/zzz.json?{JG}")).await, 404);
    fault(&client.get(&format!("{V2}/tokens/zzz.json?{JG}")).await, 404);
    fault(&client.get(&format!("{V2}/requests.json?{JG}&status=later")).await, 400);
    fault(&client.get(&format!("{V2}/requests.json?{JG}&start_date=2026-01-01")).await, 400);
    let at = [("address_id", "3-2"), ("description", "楼道灯不亮")];
    fault(&send(&mut client, "", &at).await, 403);
    fault(&send(&mut client, "guessed", &at).await, 403);
    let elsewhere =
        [("jurisdiction_id", "hanyang"), ("api_key", key.as_str()), ("service_code", "0105"), at[0], at[1]];
    fault(&client.post(&format!("{V2}/requests.json"), &elsewhere).await, 403);
    fault(&send(&mut client, &key, &[at[1]]).await, 400);
    fault(&send(&mut client, &key, &[at[0]]).await, 400);
    fault(&send(&mut client, &key, &[("lat", "31.25"), ("long", "121.5"), at[1]]).await, 400);
    fault(&send(&mut client, &key, &[("address_id", "no-such-door"), at[1]]).await, 404);
    fault(&send(&mut client, &key, &[at[0], at[1], ("phone", "123")]).await, 400);
    let long = "长".repeat(4_001);
    fault(&send(&mut client, &key, &[at[0], ("description", &long)]).await, 400);
    let nothing = [("jurisdiction_id", "jiugeng"), ("api_key", key.as_str()), at[0], at[1]];
    assert!(
        fault(&client.post(&format!("{V2}/requests.json"), &nothing).await, 400).contains("service_code")
    );
    let xml = client.get(&format!("{V2}/requests/zzz.xml?{JG}")).await;
    assert!(xml.body.contains("<errors><error><code>404</code><description>"), "{}", xml.body);
}

#[tokio::test]
async fn what_is_reported_is_taken_in_and_read_back_without_anything_personal() {
    each_engine(async |db| {
        let stage = Stage::on(db, &[FEATURE]).await;
        let key = key(&stage).await;
        let mut client = stage.browser();
        let said = [
            ("address_string", "3号楼2单元"),
            ("description", "楼道灯不亮，晚上看不清，打 13800005678 找我"),
            ("first_name", "阿婆"),
            ("last_name", "刘"),
            ("phone", "138 0000 5678"),
            ("attribute[NOTE]", "二楼"),
            ("attribute[NATURE][]", "urgent"),
            ("page_size", "5"),
        ];
        let sent = send(&mut client, &key, &said).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
        let id = json(&sent)[0]["service_request_id"].as_str().expect("an id").to_owned();
        let case: Id = id.parse().expect("our id");
        let row = cases::load(stage.house(), stage.jiugeng, case).await.expect("a case").row;
        assert_eq!((row.channel.as_str(), row.nature.as_str()), ("open311", "urgent"));
        assert!(row.place_name.contains("二楼"));

        let one = json(&client.get(&format!("{V2}/requests/{id}.json?{JG}")).await);
        assert_eq!((&one[0]["status"], &one[0]["service_code"]), (&"open".into(), &"0105".into()));
        let listed = format!("{V2}/requests.json?{JG}");
        assert_eq!(
            json(&client.get(&listed).await).as_array().map(Vec::len),
            Some(0),
            "nobody looked at it yet"
        );
        triage(&stage, case).await;
        let list = client.get(&listed).await;
        for personal in ["13800005678", "阿婆", "晚上看不清", "二楼", "2单元"] {
            assert!(!list.body.contains(personal), "{personal} leaves the house: {}", list.body);
        }
        let list = json(&list);
        assert_eq!(list[0]["service_request_id"], id.as_str());
        assert_eq!(list[0]["address_id"], "3");
        assert!(list[0]["requested_datetime"].as_str().expect("a moment").ends_with("+08:00"));
        let token = json(&client.get(&format!("{V2}/tokens/{id}.json?{JG}")).await);
        assert_eq!(token[0]["service_request_id"], id.as_str());
        for (query, n) in [
            (format!("service_request_id={id}&status=closed"), 1),
            ("status=closed".into(), 0),
            ("service_code=0105,0201&status=open".into(), 1),
            ("service_code=0201".into(), 0),
            ("start_date=2026-11-23T00:00:00%2B08:00&end_date=2026-11-24T00:00:00%2B08:00".into(), 1),
            ("end_date=2026-11-22T00:00:00Z".into(), 0),
            ("page=2&page_size=1".into(), 0),
        ] {
            let found = json(&client.get(&format!("{listed}&{query}")).await);
            assert_eq!(found.as_array().map(Vec::len), Some(n), "{query}");
        }
        assert_eq!(
            json(&client.get(&format!("{V2}/requests.json?jurisdiction_id=hanyang")).await)
                .as_array()
                .map(Vec::len),
            Some(0)
        );
    })
    .await;
}

#[tokio::test]
async fn a_key_in_the_address_counts_and_an_ended_one_does_not() {
    let stage = Stage::new(&[FEATURE]).await;
    let key = key(&stage).await;
    let mut client = stage.browser();
    let at = [("service_code", "0105"), ("address_id", "3"), ("description", "灯不亮")];
    let path = format!("{V2}/requests.xml?{JG}&api_key={key}");
    let sent = client.post(&path, &at).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert!(sent.body.contains("<service_requests><request>") && sent.body.contains("<service_request_id>"));
    let sent = client.upload(&path, &at, &[("media", "a.txt", b"x")]).await;
    assert_eq!(sent.status, StatusCode::OK, "multipart is taken: {}", sent.body);
    let mut secretary = stage.signed_in("shen").await;
    let page = secretary.get("/staff/jiugeng/keys").await;
    let end = page.body.split("action=\"").find(|part| part.contains("/end\"")).expect("a button");
    let end = end.split('"').next().expect("an address").to_owned();
    assert_eq!(secretary.post(&end, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(client.post(&path, &at).await.status, StatusCode::FORBIDDEN);
    let mut worker = stage.signed_in("chen").await;
    assert_eq!(worker.get("/staff/jiugeng/keys").await.status, StatusCode::NOT_FOUND);
}

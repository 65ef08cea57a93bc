//! The log tells what happened to the machine and nothing about anyone; the figures tell how it is doing.

use crate::rig::{Answer, Server, World, exchange, free_port, get};
use std::process::Stdio;

const NAME: &str = "王秀英";
const PHONE: &str = "13812345678";
const WORDS: &str = "家里漏水三个月没人管";
const LOGIN: &str = "wangxiuying";
const PASSWORD: &str = "secret-of-hers";
const DEVICE: &str = "00000000000000000000000000000000000000000000000000000000000000aa";
const NOTE: &str = "3号楼402门口";

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Everything someone may send: whole and torn, where it belongs and where it does not.
fn scenario(address: &str, category: &str) -> Vec<Answer> {
    let (name, words, note) = (escaped(NAME), escaped(WORDS), escaped(NOTE));
    let cookie = format!("cookie: device={DEVICE}\r\n");
    let form = format!(
        "place=0000&category={category}&called=1&words={words}&name={name}&phone={PHONE}&place_note={note}&once=f00d"
    );
    let send = "/a/jiugeng/report/send";
    let post =
        |path: &str, body: &str| exchange(address, "POST", path, &cookie, body, || ()).expect("an answer");
    let strange = "origin: https://elsewhere.example\r\nsec-fetch-site: cross-site\r\n";
    vec![
        post(send, &form),
        post(send, &form),
        post(send, &form.replace("place=0000", &format!("place={name}"))),
        post(send, &form.replace("called=1", &format!("called={PHONE}"))),
        post(send, &format!("words={words}%ff%fe&phone={PHONE}")),
        post(&format!("/a/{name}/report/send"), &form),
        post("/login", &format!("login={LOGIN}&password={PASSWORD}")),
        post("/a/jiugeng/track", &format!("receipt=1234&phone={PHONE}&last4=5678")),
        post("/api/v1/nothing", &form),
        exchange(address, "POST", send, strange, &form, || ()).expect("an answer"),
        exchange(address, "PUT", &format!("/a/jiugeng/{PHONE}"), "", &form, || ()).expect("an answer"),
        get(address, &format!("/a/jiugeng/ledger?words={words}&phone={PHONE}")).expect("an answer"),
        get(address, &format!("/{name}/{PHONE}?token={PASSWORD}")).expect("an answer"),
        get(address, &format!("/a/jiugeng/r/{LOGIN}")).expect("an answer"),
    ]
}

fn said_nothing_about_anyone(world: &World) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let log = Stdio::from(file.reopen().expect("the same file"));
    let options = ["--log", "trace", "--log-format", "json"];
    let server = Server::start_with(world, free_port(), &options, log);
    let answers = scenario(&server.address, &world.category);
    assert_eq!((answers[0].status(), answers[1].status()), (303, 303), "{}", answers[0].body);
    server.stop();
    let log = std::fs::read_to_string(file.path()).expect("a log");
    let secrets = [NAME, PHONE, WORDS, LOGIN, PASSWORD, DEVICE, NOTE];
    for secret in secrets.iter().map(|secret| (*secret).to_owned()).chain(secrets.iter().map(|s| escaped(s)))
    {
        let told: Vec<&str> = log.lines().filter(|line| line.contains(&secret)).collect();
        assert!(told.is_empty(), "{secret} stands in the log: {told:#?}");
    }
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    for answer in &answers {
        let id = answer.head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).expect("an id");
        let answered =
            lines.iter().filter(|line| line["span"]["id"] == id && line["fields"]["message"] == "answered");
        assert_eq!(answered.count(), 1, "{id}");
    }
}

#[test]
fn the_log_says_nothing_about_anyone() {
    let folder = tempfile::tempdir().expect("a folder");
    said_nothing_about_anyone(&World::make(folder.path(), None));
}

#[test]
fn nor_does_it_on_postgresql() {
    let Some(cluster) = crate::postgres::Cluster::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    said_nothing_about_anyone(&World::make(folder.path(), Some(cluster.url())));
}

#[test]
fn the_figures_are_for_the_machine_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = World::make(folder.path(), None);
    let server = Server::start(&world);
    let (address, ask) = (&server.address, |head: &str| {
        exchange(&server.address, "GET", "/metrics", head, "", || ()).expect("an answer")
    });
    assert_eq!(get(address, "/healthz").expect("an answer").body, "alive\n");
    assert_eq!(get(address, "/readyz").expect("an answer").body, "ready\n");
    assert_eq!(get(address, "/a/nowhere").expect("an answer").status(), 404);
    // Each job stands in it once the server has looked whose turn it is, and not all at the same moment.
    let named = |body: &String| body.contains("linju_job_failures{job=\"request-sweep\"}");
    let figures = std::iter::repeat_with(|| ask("").body).find(named);
    let figures = figures.expect("it repeats without end");
    for line in [
        "linju_answer_seconds_count{route=\"/healthz\",status=\"200\"} 1",
        "linju_answer_seconds_bucket{route=\"/a/{area}\",status=\"404\",le=\"+Inf\"} 1",
        "linju_job_failures{job=\"request-sweep\"} 0",
        "# TYPE linju_db_calls_total counter",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line} is missing:\n{figures}");
    }
    assert_eq!(ask("x-forwarded-for: 127.0.0.1\r\n").status(), 404);
}

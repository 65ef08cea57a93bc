//! Files in a bucket: kept, found again, listed past the first page; and what an object store may do to us.

use linju_core::Error;
use linju_core::file::FileStore;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the stand-in does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mood {
    Serves,
    Refuses,
    Hangs,
}

/// An object store of one bucket that lists two names a page and takes nothing that is not signed.
struct StandIn {
    address: String,
    objects: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    mood: Arc<Mutex<Mood>>,
}

impl StandIn {
    fn open() -> StandIn {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/linju?region=cn-east-1", listener.local_addr().expect("an address"));
        let (objects, mood) = (Arc::default(), Arc::new(Mutex::new(Mood::Serves)));
        let stand_in = StandIn { address, objects, mood };
        let (objects, mood) = (stand_in.objects.clone(), stand_in.mood.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mood = *mood.lock().expect("held");
                answer(stream, mood, &mut objects.lock().expect("held"));
            }
        });
        stand_in
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().expect("held") = mood;
    }

    fn store(&self) -> FileStore {
        FileStore::in_bucket(&self.address, "key", "secret").expect("an address")
    }
}

fn answer(mut stream: TcpStream, mood: Mood, objects: &mut BTreeMap<String, Vec<u8>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a reader"));
    let mut head = Vec::new();
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        head.push(line);
    }
    let length =
        head.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    let [method, target, _] = head[0].split(' ').collect::<Vec<_>>()[..] else { panic!("{head:?}") };
    let (path, query) = target.split_once('?').expect("a signed address has a query");
    assert!(
        query.contains("X-Amz-Credential=key%2F") && query.contains("%2Fcn-east-1%2Fs3%2Faws4_request"),
        "{query}"
    );
    let signature = query.split("X-Amz-Signature=").nth(1).expect("a signature");
    assert_eq!(signature.len(), 64);
    let name = path.strip_prefix("/linju").expect("the bucket").trim_start_matches('/').to_owned();
    let (status, out) = match (mood, method) {
        (Mood::Hangs, _) => return,
        (Mood::Refuses, _) => (503, b"SlowDown".to_vec()),
        (_, "PUT") => {
            objects.insert(name, body);
            (200, Vec::new())
        }
        (_, "GET") if name.is_empty() => (200, list(query, objects).into_bytes()),
        _ => objects.get(&name).map_or((404, b"NoSuchKey".to_vec()), |object| (200, object.clone())),
    };
    let head = format!("HTTP/1.1 {status} .\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", out.len());
    // Whoever went away needs no answer.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&out));
}

fn list(query: &str, objects: &BTreeMap<String, Vec<u8>>) -> String {
    let after =
        query.split('&').find_map(|pair| pair.strip_prefix("continuation-token=")).unwrap_or_default();
    let page: Vec<&String> = objects.keys().filter(|name| name.as_str() > after).take(2).collect();
    let more = page.last().filter(|last| objects.keys().any(|name| name > **last));
    let rows: String = page
        .iter()
        .map(|name| {
            format!(
                "<Contents><Key>{name}</Key><LastModified>2026-11-24T00:00:00.000Z</LastModified><ETag>\"0\"</ETag>\
                 <Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>"
            )
        })
        .collect();
    let next =
        more.map(|last| format!("<NextContinuationToken>{last}</NextContinuationToken>")).unwrap_or_default();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Name>linju</Name><Prefix></Prefix><KeyCount>{}</KeyCount><MaxKeys>2</MaxKeys><IsTruncated>{}</IsTruncated>\
         {rows}{next}</ListBucketResult>",
        page.len(),
        more.is_some()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_into_a_bucket_is_read_listed_and_taken_over_by_a_folder() {
    let stand_in = StandIn::open();
    let store = stand_in.store();
    let mut names = Vec::new();
    for n in 0..5 {
        names.push(store.take(format!("OggS voice {n}").into_bytes()).await.expect("taken").sha256);
    }
    let again = store.take(b"OggS voice 0".to_vec()).await.expect("taken").sha256;
    assert_eq!(again, names[0]);
    names.sort();
    assert_eq!(store.list().expect("listed"), names, "three pages of the store");
    let folder = tempfile::tempdir().expect("a folder");
    let here = FileStore::new(folder.path()).expect("a store");
    names.iter().for_each(|name| here.adopt(&store, name).expect("adopted"));
    for name in &names {
        assert_eq!(here.read(name).await.expect("here"), store.read(name).await.expect("there"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_damaged_or_refused_is_never_taken_for_a_file() {
    let stand_in = StandIn::open();
    let store = stand_in.store();
    let kept = store.take(b"OggS voice".to_vec()).await.expect("taken");
    assert!(matches!(store.read(&[7; 32]).await, Err(Error::NotFound)));
    for object in stand_in.objects.lock().expect("held").values_mut() {
        object.push(0);
    }
    assert!(store.read(&kept.sha256).await.expect_err("damaged").to_string().contains("damaged"));
    for (mood, said) in [(Mood::Refuses, "answered 503"), (Mood::Hangs, "did not answer")] {
        stand_in.is(mood);
        let error = store.take(b"OggS other".to_vec()).await.expect_err("not kept");
        assert!(matches!(error, Error::Away(_)), "{error:?}");
        let error = error.to_string();
        assert!(error.contains(said), "{error}");
        assert!(!error.contains("Signature") && !error.contains("secret"), "{error}");
    }
    stand_in.is(Mood::Serves);
    store.take(b"OggS other".to_vec()).await.expect("the same upload again");
}

#[test]
fn an_address_that_names_no_bucket_says_so() {
    for (address, key, said) in [
        ("nowhere", "key", "no address"),
        ("https://store.example", "key", "no bucket"),
        ("https://store.example/a/b", "key", "no bucket"),
        ("https://store.example/linju?style=other", "key", "path or host"),
        ("https://store.example/linju", "", "LINJU_S3_KEY"),
    ] {
        let why = FileStore::in_bucket(address, key, "secret").expect_err(address);
        assert!(why.contains(said), "{address}: {why}");
    }
}

//! Where stored bytes lie: in a folder, or in a bucket of an object store that speaks S3.

use crate::access::token::hex;
use crate::{Error, Result};
use rusty_s3::actions::{ListObjectsV2, S3Action};
use rusty_s3::{Bucket, Credentials, UrlStyle};
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A signed address is good for so long.
const SIGNED_FOR: Duration = Duration::from_secs(300);
/// After so long an object store that says nothing counts as down.
const PATIENCE: Duration = Duration::from_secs(30);

/// One of the two.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket.
    Bucket(Arc<Remote>),
}

/// A bucket, and who we are there.
#[derive(Debug)]
pub struct Remote {
    bucket: Bucket,
    keys: Credentials,
    agent: ureq::Agent,
}

impl Shelf {
    /// Keeps `bytes` as `name`; what is there already is the same.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        match self {
            Shelf::Folder(root) => write(&place(root, name), bytes),
            Shelf::Bucket(remote) => remote.put(name, bytes),
        }
    }

    /// What is kept as `name`, and is what its name says.
    pub fn get(&self, name: &str) -> Result<Vec<u8>> {
        let bytes = match self {
            Shelf::Folder(root) => std::fs::read(place(root, name)).map_err(|error| match error.kind() {
                ErrorKind::NotFound => Error::NotFound,
                _ => error.into(),
            })?,
            Shelf::Bucket(remote) => remote.get(name)?,
        };
        if hex(&Sha256::digest(&bytes)) != name {
            return Err(Error::Fault(format!("the stored file {name} is damaged")));
        }
        Ok(bytes)
    }

    /// Every name.
    pub fn names(&self) -> Result<Vec<String>> {
        match self {
            Shelf::Folder(root) => names_in(root),
            Shelf::Bucket(remote) => remote.names(),
        }
    }
}

/// The file of `name` in the folder `root`.
pub fn place(root: &Path, name: &str) -> PathBuf {
    root.join(&name[..2]).join(name)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().expect("a stored file has a folder");
    std::fs::create_dir_all(folder)?;
    let draft = folder.join(format!("draft-{:016x}", rand::random::<u64>()));
    let written = std::fs::File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(error) = written {
        // Half a file takes up a full disk for nothing; one that will not go is found by its name.
        let _ = std::fs::remove_file(&draft);
        return Err(error.into());
    }
    std::fs::rename(&draft, path)?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn names_in(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for folder in std::fs::read_dir(root)? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(folder)? {
            names.extend(file?.file_name().into_string().ok());
        }
    }
    Ok(names)
}

impl Remote {
    /// The bucket at `address`, as `https://HOST/BUCKET?region=REGION`; its host may stand in front of the bucket's
    /// name (`&style=host`) where the store wants it so.
    pub fn at(address: &str, key: &str, secret: &str) -> std::result::Result<Self, &'static str> {
        let mut url: url::Url = address.parse().map_err(|_| "it is no address")?;
        let of =
            |wanted: &str| url.query_pairs().find(|(name, _)| name == wanted).map(|(_, v)| v.into_owned());
        let region = of("region").unwrap_or_else(|| "us-east-1".into());
        let style = match of("style").as_deref() {
            None | Some("path") => UrlStyle::Path,
            Some("host") => UrlStyle::VirtualHost,
            Some(_) => return Err("style is path or host"),
        };
        let name = url.path().trim_matches('/').to_owned();
        if name.is_empty() || name.contains('/') {
            return Err("it names no bucket: s3:https://HOST/BUCKET?region=REGION");
        }
        if key.is_empty() || secret.is_empty() {
            return Err("LINJU_S3_KEY and LINJU_S3_SECRET say who we are there; one of them is missing");
        }
        url.set_query(None);
        url.set_path("/");
        let bucket = Bucket::new(url, style, name, region).map_err(|_| "it is no address of a bucket")?;
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        Ok(Remote { bucket, keys: Credentials::new(key, secret), agent })
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let url = self.bucket.put_object(Some(&self.keys), name).sign(SIGNED_FOR);
        let answer = self.agent.put(url.as_str()).send(bytes).map_err(|error| silent(&error))?;
        expect(answer.status().as_u16())
    }

    fn get(&self, name: &str) -> Result<Vec<u8>> {
        self.fetch(self.bucket.get_object(Some(&self.keys), name).sign(SIGNED_FOR).as_str())
    }

    fn fetch(&self, url: &str) -> Result<Vec<u8>> {
        let mut answer = self.agent.get(url).call().map_err(|error| silent(&error))?;
        expect(answer.status().as_u16())?;
        answer
            .body_mut()
            .with_config()
            .limit(2 * super::MAX_BYTES as u64)
            .read_to_vec()
            .map_err(|e| silent(&e))
    }

    fn names(&self) -> Result<Vec<String>> {
        let (mut names, mut from) = (Vec::new(), None);
        loop {
            let mut action = ListObjectsV2::new(&self.bucket, Some(&self.keys));
            if let Some(token) = from.take() {
                action.with_continuation_token(token);
            }
            let text = self.fetch(action.sign(SIGNED_FOR).as_str())?;
            let text = String::from_utf8(text).map_err(|_| unread())?;
            let page = ListObjectsV2::parse_response(&text).map_err(|_| unread())?;
            names.extend(page.contents.into_iter().map(|object| object.key));
            match page.next_continuation_token {
                Some(token) => from = Some(token.to_string()),
                None => return Ok(names),
            }
        }
    }
}

fn expect(status: u16) -> Result<()> {
    match status {
        200..=299 => Ok(()),
        404 => Err(Error::NotFound),
        429 | 500.. => Err(Error::Away(format!("the object store answered {status}"))),
        _ => Err(Error::Fault(format!("the object store answered {status}"))),
    }
}

/// What is said of a store that did not answer: never its address, which is signed.
fn silent(error: &ureq::Error) -> Error {
    let why = match error {
        ureq::Error::Io(error) => error.kind().to_string(),
        ureq::Error::Timeout(_) => "it took too long".into(),
        ureq::Error::HostNotFound => "its host is not known".into(),
        ureq::Error::ConnectionFailed => "it takes no connection".into(),
        _ => "its answer was not understood".into(),
    };
    Error::Away(format!("the object store did not answer: {why}"))
}

fn unread() -> Error {
    Error::Fault("the object store's list was not understood".into())
}

//! Opening a data folder: database, key, files.

use crate::wiring;
use anyhow::{Context, bail};
use linju_core::file::FileStore;
use linju_core::{House, node};
use linju_db::Db;
use linju_kernel::Clock;
use linju_kernel::seal::MasterKey;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where everything is.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// Database address; the folder's own file if none.
    pub database: Option<String>,
    /// File of the master key; `master.key` in the folder if none.
    pub key_file: Option<PathBuf>,
    /// Where uploaded files are: a folder, or `s3:https://HOST/BUCKET?region=REGION`; `files` in the folder if none.
    pub files: Option<String>,
}

impl Place {
    /// The database's address.
    pub fn database_url(&self) -> String {
        let own = || format!("sqlite:{}", self.data.join("linju.db").display());
        self.database.clone().unwrap_or_else(own)
    }

    /// The uploaded files.
    pub fn files(&self) -> anyhow::Result<FileStore> {
        match &self.files {
            Some(address) => store(address),
            None => FileStore::new(self.data.join("files")).context("cannot open the folder of files"),
        }
    }

    /// File of the master key.
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }

    /// The database, with every migration applied; also how many were.
    pub async fn database(&self) -> anyhow::Result<(Db, usize)> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("cannot make the data folder {}", self.data.display()))?;
        let url = self.database_url();
        let db = Db::open(&url).context("cannot open the database")?;
        let applied = db.migrate(&wiring::migrations()).await.context("cannot migrate the database")?;
        Ok((db, applied))
    }

    /// The whole house, as one node among those that may be running on the same database.
    pub async fn house(&self, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<House>> {
        let (db, _) = self.database().await?;
        let areas = db.one::<(i64,)>("select count(*) from area").await?.0;
        let master = master_key(&self.key_path(), areas == 0)?;
        let house = House::open(db, clock, wiring::words()?, self.files()?, master)
            .await
            .context("cannot read the database")?;
        let house = Arc::new(house);
        node::keep_in_background(&house);
        Ok(house)
    }
}

/// The files at `address`: a folder, or a bucket as `s3:https://HOST/BUCKET?region=REGION`. Who we are at the bucket
/// stands in `LINJU_S3_KEY` and `LINJU_S3_SECRET`, never in an address.
pub fn store(address: &str) -> anyhow::Result<FileStore> {
    let Some(bucket) = address.strip_prefix("s3:") else {
        return FileStore::new(address).with_context(|| format!("cannot open the folder of files {address}"));
    };
    let own = |name| std::env::var(name).unwrap_or_default();
    FileStore::in_bucket(bucket, &own("LINJU_S3_KEY"), &own("LINJU_S3_SECRET"))
        .map_err(|why| anyhow::anyhow!("the files at {address}: {why}"))
}

/// The master key: from `LINJU_MASTER_KEY` (64 hexadecimal digits), else from its file. Where the database holds
/// nothing yet (`fresh`), a missing file is made with fresh randomness; otherwise a missing key is an error, for
/// whoever loses it loses every name and phone number.
pub fn master_key(file: &Path, fresh: bool) -> anyhow::Result<MasterKey> {
    if let Ok(text) = std::env::var("LINJU_MASTER_KEY") {
        return read_key(&text).context("LINJU_MASTER_KEY must be 64 hexadecimal digits");
    }
    if let Ok(text) = std::fs::read_to_string(file) {
        return read_key(&text)
            .with_context(|| format!("{} must hold 64 hexadecimal digits", file.display()));
    }
    if !fresh {
        bail!("{} is missing: this database was sealed with another key; put that key back", file.display());
    }
    let bytes: [u8; 32] = rand::random();
    let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut out =
        options.open(file).with_context(|| format!("cannot write the key file {}", file.display()))?;
    writeln!(out, "{text}")?;
    out.sync_all()?;
    Ok(MasterKey::new(bytes))
}

fn read_key(text: &str) -> anyhow::Result<MasterKey> {
    let text = text.trim();
    if text.len() != 64 || !text.is_ascii() {
        bail!("a key has 64 digits");
    }
    let mut bytes = [0u8; 32];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16)?;
    }
    Ok(MasterKey::new(bytes))
}

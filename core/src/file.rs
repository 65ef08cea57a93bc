//! Uploaded files: photos, recorded voice, documents.
//!
//! A file is known by what it holds, never by its name. A photo is decoded and written again, which leaves
//! its place and camera behind; everything is stored under its hash, durable before the unit that mentions it
//! commits.

mod shelf;

use crate::access::token::{hex, unhex};
use crate::{Error, House, Result};
use image::{DynamicImage, ImageDecoder, ImageReader};
use linju_db::{Sql, args, record};
use linju_kernel::{Id, Refusal, Ts};
use sha2::{Digest, Sha256};
use shelf::{Remote, Shelf};
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

/// Largest upload accepted, in bytes.
pub const MAX_BYTES: usize = 12 * 1024 * 1024;
const MAX_PIXELS: u64 = 60_000_000;
const LONGEST_EDGE: u32 = 1_600;

record! {
    /// A stored file.
    #[derive(Debug, Clone)]
    pub struct File {
        /// Area.
        pub area_id: Id,
        /// Id.
        pub id: Id,
        /// What it belongs to.
        pub subject_id: Id,
        /// `words` (sent with a request), `voice`, `before`, `after`, `evidence`, `paper`.
        pub purpose: String,
        /// Media type, by its content.
        pub media_type: String,
        /// Name in the store.
        pub sha256: Vec<u8>,
        /// Size.
        pub bytes: i64,
        /// Pixels across, of a picture.
        pub width: Option<i64>,
        /// Pixels down, of a picture.
        pub height: Option<i64>,
        /// Account that added it; none where a resident did.
        pub uploaded_by: Option<Id>,
        /// When.
        pub created_at: Ts,
    }
}

/// What an upload turned out to be, already stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Media type, by its content.
    pub media_type: &'static str,
    /// Name in the store.
    pub sha256: Vec<u8>,
    /// Size.
    pub bytes: i64,
    /// Pixels, of a picture.
    pub size: Option<(u32, u32)>,
}

/// Files by hash, in a folder or in a bucket.
#[derive(Debug, Clone)]
pub struct FileStore {
    shelf: Shelf,
}

impl FileStore {
    /// A store in the folder `root`, which is made if it is not there.
    pub fn new(root: impl Into<PathBuf>) -> Result<Self> {
        let root = root.into();
        std::fs::create_dir_all(&root)?;
        Ok(Self { shelf: Shelf::Folder(root) })
    }

    /// A store in a bucket that is there: `https://HOST/BUCKET?region=REGION`, with our key and its secret. Says what
    /// is wrong with the address, if anything.
    pub fn in_bucket(address: &str, key: &str, secret: &str) -> std::result::Result<Self, &'static str> {
        Ok(Self { shelf: Shelf::Bucket(Arc::new(Remote::at(address, key, secret)?)) })
    }

    /// Takes an upload in. A picture comes out as JPEG of at most 1,600 pixels without any metadata.
    ///
    /// Refuses `file-too-large`, `file-heic` and `file-kind`, all at field `file`.
    pub async fn take(&self, upload: Vec<u8>) -> Result<Stored> {
        let store = self.clone();
        let work = tokio::task::spawn_blocking(move || store.take_blocking(upload));
        work.await.map_err(|e| Error::Fault(e.to_string()))?
    }

    fn take_blocking(&self, upload: Vec<u8>) -> Result<Stored> {
        let refuse = |name| Err(Refusal::new(name).at("file").into());
        if upload.len() > MAX_BYTES {
            return refuse("file-too-large");
        }
        match sniff(&upload) {
            Sniffed::Picture => {
                let Ok((bytes, size)) = rewrite(upload) else { return refuse("file-kind") };
                self.keep(&bytes, "image/jpeg", Some(size))
            }
            Sniffed::As(media_type) => self.keep(&upload, media_type, None),
            Sniffed::Heic => refuse("file-heic"),
            Sniffed::Unknown => refuse("file-kind"),
        }
    }

    fn keep(&self, bytes: &[u8], media_type: &'static str, size: Option<(u32, u32)>) -> Result<Stored> {
        let sha256 = Sha256::digest(bytes).to_vec();
        self.shelf.put(&hex(&sha256), bytes)?;
        Ok(Stored { media_type, sha256, bytes: bytes.len() as i64, size })
    }

    /// The names of all files.
    pub fn list(&self) -> Result<Vec<Vec<u8>>> {
        let names = self.shelf.names()?;
        // A draft that was left behind has no such name.
        let mut names: Vec<Vec<u8>> = names.iter().filter_map(|name| unhex(name)).collect();
        names.retain(|sha256| sha256.len() == 32);
        names.sort();
        Ok(names)
    }

    /// Takes over the file `sha256` of another store, if its content is what its name says.
    pub fn adopt(&self, other: &FileStore, sha256: &[u8]) -> Result<()> {
        let name = hex(sha256);
        self.shelf.put(&name, &other.shelf.get(&name)?)
    }

    /// The content of a stored file.
    pub async fn read(&self, sha256: &[u8]) -> Result<Vec<u8>> {
        let (shelf, name) = (self.shelf.clone(), hex(sha256));
        let work = tokio::task::spawn_blocking(move || shelf.get(&name));
        work.await.map_err(|e| Error::Fault(e.to_string()))?
    }
}

enum Sniffed {
    Picture,
    As(&'static str),
    Heic,
    Unknown,
}

fn sniff(bytes: &[u8]) -> Sniffed {
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|b| b.starts_with(magic));
    if at(0, b"\xff\xd8\xff") || at(0, b"\x89PNG\r\n\x1a\n") || (at(0, b"RIFF") && at(8, b"WEBP")) {
        return Sniffed::Picture;
    }
    if at(4, b"ftyp") {
        let heic = [&b"heic"[..], b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif"];
        return if heic.iter().any(|brand| at(8, brand)) { Sniffed::Heic } else { Sniffed::As("audio/mp4") };
    }
    let plain: [(&[u8], &'static str); 7] = [
        (b"\x1aE\xdf\xa3", "audio/webm"),
        (b"OggS", "audio/ogg"),
        (b"ID3", "audio/mpeg"),
        (b"\xff\xfb", "audio/mpeg"),
        (b"#!AMR", "audio/amr"),
        (b"%PDF-", "application/pdf"),
        (b"\xff\xf1", "audio/aac"),
    ];
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Sniffed::As("audio/wav");
    }
    plain.iter().find(|(magic, _)| at(0, magic)).map_or(Sniffed::Unknown, |(_, kind)| Sniffed::As(kind))
}

fn rewrite(upload: Vec<u8>) -> std::result::Result<(Vec<u8>, (u32, u32)), image::ImageError> {
    let reader = ImageReader::new(Cursor::new(upload)).with_guessed_format()?;
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        let limits = image::error::LimitErrorKind::DimensionError;
        return Err(image::ImageError::Limits(image::error::LimitError::from_kind(limits)));
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > LONGEST_EDGE {
        picture = picture.thumbnail(LONGEST_EDGE, LONGEST_EDGE);
    }
    let picture = picture.into_rgb8();
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 82).encode_image(&picture)?;
    Ok((out, picture.dimensions()))
}

impl House {
    /// The files of `subject`, oldest first.
    pub async fn files_of(&self, area: Id, subject: Id) -> Result<Vec<File>> {
        let select = File::select("f");
        let sql =
            format!("select {select} from file f where f.area_id = ? and f.subject_id = ? order by f.id");
        Ok(self.db.all(Sql::new(sql, args![area, subject])).await?)
    }

    /// One file's row.
    pub async fn file(&self, area: Id, id: Id) -> Result<File> {
        let sql = format!("select {} from file f where f.area_id = ? and f.id = ?", File::select("f"));
        Ok(self.db.one(Sql::new(sql, args![area, id])).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut out, image::ImageFormat::Png).unwrap();
        out.into_inner()
    }

    fn store() -> (tempfile::TempDir, FileStore) {
        let dir = tempfile::tempdir().unwrap();
        let store = FileStore::new(dir.path().join("files")).unwrap();
        (dir, store)
    }

    fn refusal(result: Result<Stored>) -> &'static str {
        match result {
            Err(Error::Refused(refusal)) => refusal.name,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }

    #[tokio::test]
    async fn a_photo_is_written_again_smaller_and_without_metadata() {
        let (_dir, store) = store();
        let mut photo = Vec::new();
        let picture = DynamicImage::new_rgb8(3_000, 2_000).into_rgb8();
        image::codecs::jpeg::JpegEncoder::new(&mut photo).encode_image(&picture).unwrap();
        let exif = b"\xff\xe1\x00\x12Exif\0\0GPS-31.2N..";
        let with_exif = [&photo[..2], exif, &photo[2..]].concat();
        let stored = store.take(with_exif).await.unwrap();
        assert_eq!((stored.media_type, stored.size), ("image/jpeg", Some((1_600, 1_067))));
        let kept = store.read(&stored.sha256).await.unwrap();
        assert!(!kept.windows(4).any(|w| w == b"Exif" || w == b"31.2"));
    }

    #[tokio::test]
    async fn a_file_is_what_it_holds_and_not_what_it_is_called() {
        let (_dir, store) = store();
        assert_eq!(store.take(png(4, 4)).await.unwrap().media_type, "image/jpeg");
        assert_eq!(store.take(b"OggS voice".to_vec()).await.unwrap().media_type, "audio/ogg");
        assert_eq!(refusal(store.take(b"<script>alert(1)</script>".to_vec()).await), "file-kind");
        assert_eq!(refusal(store.take(b"\xff\xd8\xffnot a picture".to_vec()).await), "file-kind");
        assert_eq!(refusal(store.take(b"\0\0\0\x18ftypheic0000".to_vec()).await), "file-heic");
        assert_eq!(refusal(store.take(vec![0; MAX_BYTES + 1]).await), "file-too-large");
    }

    #[tokio::test]
    async fn a_store_is_taken_over_file_by_file_and_damage_is_found() {
        let ((_dir, store), (_other_dir, other)) = (store(), store());
        let kept = [store.take(png(8, 8)).await.unwrap(), store.take(b"OggS voice".to_vec()).await.unwrap()];
        let mut names: Vec<Vec<u8>> = kept.iter().map(|file| file.sha256.clone()).collect();
        names.sort();
        assert_eq!(store.list().unwrap(), names);
        names.iter().for_each(|name| other.adopt(&store, name).unwrap());
        assert_eq!(other.list().unwrap(), names);
        assert_eq!(other.read(&names[0]).await.unwrap(), store.read(&names[0]).await.unwrap());
        let Shelf::Folder(root) = &store.shelf else { panic!("a folder") };
        std::fs::write(shelf::place(root, &hex(&names[0])), b"OggS other").unwrap();
        assert!(other.adopt(&store, &names[0]).unwrap_err().to_string().contains("damaged"));
    }

    #[tokio::test]
    async fn the_same_photo_twice_is_kept_once() {
        let (_dir, store) = store();
        let first = store.take(png(8, 8)).await.unwrap();
        let second = store.take(png(8, 8)).await.unwrap();
        assert_eq!(first.sha256, second.sha256);
    }
}

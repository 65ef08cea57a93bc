//! Files sent in the second step of a report, kept until the third: each is stored at once and named in the
//! form by a reference that only this area's key can have signed, so that nobody can claim another's file.

use super::gate::hex;
use linju_core::House;
use linju_core::file::Stored;
use linju_kernel::{Id, Refusal};
use linju_web::Result;
use linju_web::form::Upload;

/// Most photos of one report.
pub const MOST_PHOTOS: usize = 3;
const TYPES: [&str; 8] = [
    "image/jpeg",
    "audio/mp4",
    "audio/webm",
    "audio/ogg",
    "audio/mpeg",
    "audio/amr",
    "audio/wav",
    "audio/aac",
];

/// A file that is stored and belongs to the report being written.
#[derive(Debug, Clone)]
pub struct Kept {
    /// `words` for a photo, `voice` for a recording.
    pub purpose: &'static str,
    /// What is stored.
    pub stored: Stored,
    /// Its reference in the form.
    pub reference: String,
}

impl Kept {
    /// Is it a recording?
    pub fn is_voice(&self) -> bool {
        self.purpose == "voice"
    }

    /// Stores an upload. Refuses what is no photo in `photos` and no sound in `voice`, at that field.
    pub async fn take(house: &House, area: Id, upload: &Upload) -> Result<Kept> {
        let voice = upload.field == "voice";
        let field = if voice { "voice" } else { "photos" };
        let stored = match house.files.take(upload.bytes.clone()).await {
            Err(linju_core::Error::Refused(refusal)) => return Err(refusal.at(field).into()),
            other => other?,
        };
        let wanted = if voice { "audio/" } else { "image/" };
        if !stored.media_type.starts_with(wanted) {
            return Err(Refusal::new("file-kind").at(field).into());
        }
        let purpose = if voice { "voice" } else { "words" };
        let reference = sign(house, area, &text_of(purpose, &stored))?;
        Ok(Kept { purpose, stored, reference })
    }

    /// The file a reference names; none if this area's key did not sign it.
    pub fn of(house: &House, area: Id, reference: &str) -> Result<Option<Kept>> {
        let Some((text, _)) = reference.rsplit_once(':') else { return Ok(None) };
        if sign(house, area, text)? != reference {
            return Ok(None);
        }
        Ok(read(text).map(|(purpose, stored)| Kept { purpose, stored, reference: reference.to_owned() }))
    }
}

fn text_of(purpose: &str, stored: &Stored) -> String {
    let (width, height) = stored.size.unwrap_or_default();
    format!("{purpose}:{}:{}:{}:{width}:{height}", hex(&stored.sha256), stored.media_type, stored.bytes)
}

fn sign(house: &House, area: Id, text: &str) -> Result<String> {
    let print = house.key(area)?.fingerprint("upload", &format!("{area} {text}"));
    Ok(format!("{text}:{}", hex(&print)))
}

fn read(text: &str) -> Option<(&'static str, Stored)> {
    let mut parts = text.split(':');
    let purpose = if parts.next()? == "voice" { "voice" } else { "words" };
    let sha256 = unhex(parts.next()?)?;
    let named = parts.next()?;
    let media_type = TYPES.into_iter().find(|t| *t == named)?;
    let bytes = parts.next()?.parse().ok()?;
    let (width, height) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let size = (width > 0).then_some((width, height));
    Some((purpose, Stored { media_type, sha256, bytes, size }))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

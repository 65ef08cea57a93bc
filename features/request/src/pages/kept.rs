//! Files sent with a form, kept while it comes back or goes on: each is stored at once and named in the form by a
//! reference that only this area's key can have signed, so that nobody chooses a photo twice or claims another's.

use linju_core::file::Stored;
use linju_core::{Error, House, Result};
use linju_kernel::{Id, Refusal};
use linju_web::form::Upload;
use linju_web::{FieldErrors, Posted};

const TYPES: [&str; 9] = [
    "image/jpeg",
    "audio/mp4",
    "audio/webm",
    "audio/ogg",
    "audio/mpeg",
    "audio/amr",
    "audio/wav",
    "audio/aac",
    "application/pdf",
];

/// A field for files: its name, and what is stored from it.
#[derive(Debug, Clone, Copy)]
pub struct FileField {
    /// Name in the form.
    pub name: &'static str,
    /// Purpose of its files.
    pub purpose: &'static str,
    /// Beginnings of the media types it takes.
    pub takes: &'static [&'static str],
}

/// A file that is stored and belongs to the form being filled in.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What it shows: `words`, `voice`, `before`, `after`, `evidence`.
    pub purpose: &'static str,
    /// What is stored.
    pub stored: Stored,
    /// Its reference in the form.
    pub reference: String,
}

impl Kept {
    /// Is it a recording?
    pub fn is_voice(&self) -> bool {
        self.stored.media_type.starts_with("audio/")
    }

    /// Stores an upload of `field`. Refuses at that field what it does not take.
    pub async fn take(house: &House, area: Id, field: FileField, upload: &Upload) -> Result<Kept> {
        let stored = match house.files.take(upload.bytes.clone()).await {
            Err(Error::Refused(refusal)) => return Err(refusal.at(field.name).into()),
            other => other?,
        };
        if !field.takes.iter().any(|kind| stored.media_type.starts_with(kind)) {
            return Err(Refusal::new("file-kind").at(field.name).into());
        }
        let reference = sign(house, area, &text_of(field.purpose, &stored))?;
        Ok(Kept { purpose: field.purpose, stored, reference })
    }

    /// The files of `fields` that a form carries along, without those it asks to drop or this area did not sign.
    pub fn carried(house: &House, area: Id, form: &Posted, fields: &[FileField]) -> Result<Vec<Kept>> {
        let mut kept = Vec::new();
        for reference in form.all("kept").filter(|r| !form.has("drop", r)) {
            kept.extend(Kept::of(house, area, reference, fields)?);
        }
        Ok(kept)
    }

    /// All files of `fields`: those carried along and those sent now. What cannot be taken is said at its field,
    /// and the rest stays.
    pub async fn all(
        house: &House,
        area: Id,
        form: &Posted,
        fields: &[FileField],
    ) -> Result<(Vec<Kept>, FieldErrors)> {
        let (mut kept, mut errs) = (Kept::carried(house, area, form, fields)?, FieldErrors::new());
        for field in fields {
            for upload in form.uploads(field.name) {
                match Kept::take(house, area, *field, upload).await {
                    Ok(file) => kept.push(file),
                    Err(Error::Refused(refusal)) => errs.push(refusal),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok((kept, errs))
    }

    fn of(house: &House, area: Id, reference: &str, fields: &[FileField]) -> Result<Option<Kept>> {
        let Some((text, _)) = reference.rsplit_once(':') else { return Ok(None) };
        if sign(house, area, text)? != reference {
            return Ok(None);
        }
        let read = read(text, fields);
        Ok(read.map(|(purpose, stored)| Kept { purpose, stored, reference: reference.to_owned() }))
    }
}

/// Files with their purposes, as a case takes them.
pub fn stored(kept: &[Kept]) -> Vec<(&'static str, Stored)> {
    kept.iter().map(|file| (file.purpose, file.stored.clone())).collect()
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal; none where it is not.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn text_of(purpose: &str, stored: &Stored) -> String {
    let (width, height) = stored.size.unwrap_or_default();
    format!("{purpose}:{}:{}:{}:{width}:{height}", hex(&stored.sha256), stored.media_type, stored.bytes)
}

fn sign(house: &House, area: Id, text: &str) -> Result<String> {
    let print = house.key(area)?.fingerprint("upload", &format!("{area} {text}"));
    Ok(format!("{text}:{}", hex(&print)))
}

fn read(text: &str, fields: &[FileField]) -> Option<(&'static str, Stored)> {
    let mut parts = text.split(':');
    let named = parts.next()?;
    let purpose = fields.iter().find(|field| field.purpose == named)?.purpose;
    let sha256 = unhex(parts.next()?)?;
    let named = parts.next()?;
    let media_type = TYPES.into_iter().find(|t| *t == named)?;
    let bytes = parts.next()?.parse().ok()?;
    let (width, height) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let size = (width > 0).then_some((width, height));
    Some((purpose, Stored { media_type, sha256, bytes, size }))
}

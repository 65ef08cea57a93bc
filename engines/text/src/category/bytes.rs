//! A model as bytes and back: little-endian, with a version in front and a checksum behind.

use super::confidence::Confidence;
use super::features::Vocabulary;
use super::model::Model;
use crate::grams::Gram;
use std::fmt;

const NAME: [u8; 4] = *b"LJTM";
const VERSION: u16 = 1;

/// Why bytes are no model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BytesError {
    /// They do not begin as a model does.
    NotAModel,
    /// A model of a form this program does not read.
    Version(u16),
    /// Cut short or changed on the way.
    Damaged,
}

impl fmt::Display for BytesError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            BytesError::NotAModel => write!(f, "this is no category model"),
            BytesError::Version(version) => {
                write!(f, "the category model has form {version}; this program reads form {VERSION}")
            }
            BytesError::Damaged => write!(f, "the category model is cut short or damaged"),
        }
    }
}

impl std::error::Error for BytesError {}

impl Model {
    /// The model as bytes. Equal models give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.weights.len() * 4 + 64);
        out.extend(NAME);
        out.extend(VERSION.to_le_bytes());
        put_count(&mut out, self.categories.len());
        for category in &self.categories {
            put_count(&mut out, category.len());
            out.extend(category.bytes());
        }
        let mut grams: Vec<(u32, Gram)> =
            self.vocabulary.features.iter().map(|(gram, feature)| (*feature, *gram)).collect();
        grams.sort_unstable();
        put_count(&mut out, grams.len());
        grams.iter().for_each(|(_, gram)| out.extend(gram.to_le_bytes()));
        put_floats(&mut out, &self.vocabulary.rarity);
        put_floats(&mut out, &[self.vocabulary.unseen]);
        put_floats(&mut out, &self.weights);
        self.put_moved(&mut out);
        put_count(&mut out, self.confidence.as_ref().map_or(0, |c| c.curve.len()));
        if let Some(confidence) = &self.confidence {
            put_count(&mut out, confidence.texts);
            out.extend(confidence.temperature.to_le_bytes());
            for (share, right) in &confidence.curve {
                out.extend(share.to_le_bytes());
                out.extend(right.to_le_bytes());
            }
        }
        out.extend(checksum(&out).to_le_bytes());
        out
    }

    /// The rows that corrections have moved, each with its number: few between two nights.
    fn put_moved(&self, out: &mut Vec<u8>) {
        let rows = self.moved.chunks_exact(self.categories.len().max(1)).enumerate();
        let moved: Vec<(usize, &[f32])> = rows.filter(|(_, row)| row.iter().any(|m| *m != 0.0)).collect();
        put_count(out, moved.len());
        for (at, row) in moved {
            put_count(out, at);
            put_floats(out, row);
        }
    }

    /// The model that [`Model::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BytesError> {
        let rest = bytes.strip_prefix(&NAME).ok_or(BytesError::NotAModel)?;
        let (version, _) = rest.split_first_chunk().ok_or(BytesError::Damaged)?;
        if u16::from_le_bytes(*version) != VERSION {
            return Err(BytesError::Version(u16::from_le_bytes(*version)));
        }
        let (body, sum) = bytes.split_last_chunk().ok_or(BytesError::Damaged)?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(BytesError::Damaged);
        }
        let mut reader = Reader(&body[NAME.len() + 2..]);
        let model = reader.model().ok_or(BytesError::Damaged)?;
        reader.0.is_empty().then_some(model).ok_or(BytesError::Damaged)
    }
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend((count as u64).to_le_bytes());
}

fn put_floats(out: &mut Vec<u8>, floats: &[f32]) {
    floats.iter().for_each(|float| out.extend(float.to_le_bytes()));
}

/// FNV-1a over eight bytes at a time: against accidents, not against malice.
fn checksum(bytes: &[u8]) -> u64 {
    let fold = |sum: u64, value: u64| (sum ^ value).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(0xcbf2_9ce4_8422_2325, |sum, word| fold(sum, u64::from_le_bytes(*word)));
    rest.iter().fold(sum, |sum, byte| fold(sum, u64::from(*byte)))
}

/// What is left to read; every read checks that it is there.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn model(&mut self) -> Option<Model> {
        let width = self.count()?;
        let mut categories = Vec::new();
        for _ in 0..width {
            let length = self.count()?;
            categories.push(std::str::from_utf8(self.bytes(length)?).ok()?.to_owned());
        }
        let grams = self.count()?;
        let read = self.bytes(grams.checked_mul(8)?)?.as_chunks::<8>().0;
        let grams: Vec<Gram> = read.iter().map(|bytes| Gram::from_le_bytes(*bytes)).collect();
        let features = (1..).zip(&grams).map(|(feature, gram)| (*gram, feature)).collect();
        let rarity = self.floats(grams.len() + 1)?;
        let unseen = self.floats(1)?[0];
        let size = if width == 0 { 0 } else { rarity.len().checked_mul(width)? };
        let weights = self.floats(size)?;
        let mut moved = vec![0.0; size];
        for _ in 0..self.count()? {
            let at = self.count()?.checked_mul(width)?;
            let row = self.floats(width)?;
            moved.get_mut(at..at.checked_add(width)?)?.copy_from_slice(&row);
        }
        let confidence = match self.count()? {
            0 => None,
            points => Some(self.confidence(points)?),
        };
        Some(Model {
            categories,
            vocabulary: Vocabulary { features, rarity, unseen },
            weights,
            moved,
            confidence,
        })
    }

    fn confidence(&mut self, points: usize) -> Option<Confidence> {
        let texts = self.count()?;
        let temperature = self.double()?;
        let curve = (0..points).map(|_| Some((self.double()?, self.double()?))).collect::<Option<_>>()?;
        Some(Confidence { temperature, texts, curve })
    }

    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        self.bytes(8)?.try_into().ok()
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.eight()?)).ok()
    }

    fn double(&mut self) -> Option<f64> {
        self.eight().map(f64::from_le_bytes)
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let read = self.bytes(count.checked_mul(4)?)?.as_chunks::<4>().0;
        Some(read.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }
}

//! The guard against archives that grow beyond measure.

use super::{refuse, unreadable};
use linju_kernel::Refusal;
use std::io::Read;

/// Refuses `sheet-bomb` where unpacking the archive gives more than `limit` bytes, whatever its headers claim:
/// every entry is unpacked and counted, nothing kept.
pub fn unpacks_within(bytes: &[u8], limit: u64) -> Result<(), Refusal> {
    let number = |at: usize, n: usize| -> Result<usize, Refusal> {
        let end = at.checked_add(n).ok_or_else(unreadable)?;
        let digits = bytes.get(at..end).ok_or_else(unreadable)?;
        Ok(digits.iter().rev().fold(0, |x, byte| x << 8 | usize::from(*byte)))
    };
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(unreadable)?;
    let (entries, mut at) = (number(end + 10, 2)?, number(end + 16, 4)?);
    let mut left = limit;
    for _ in 0..entries {
        let (method, packed, local) = (number(at + 10, 2)?, number(at + 20, 4)?, number(at + 42, 4)?);
        let body = local + 30 + number(local + 26, 2)? + number(local + 28, 2)?;
        let data = bytes.get(body..body.saturating_add(packed)).ok_or_else(unreadable)?;
        let size = match method {
            0 => data.len() as u64,
            8 => {
                let mut unpacked = flate2::read::DeflateDecoder::new(data).take(left + 1);
                std::io::copy(&mut unpacked, &mut std::io::sink()).map_err(|_| unreadable())?
            }
            _ => return Err(unreadable()),
        };
        left = left.checked_sub(size).ok_or(refuse("sheet-bomb"))?;
        at += 46 + number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
    }
    Ok(())
}

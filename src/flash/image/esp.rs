//! Images for the ESP8266 and the ESP32 family, as Espressif documents the format: a
//! header, segments that each name their address and length, a checksum, and since the
//! ESP32 a SHA-256 of all that.

use md5::Md5;
use sha2::{Digest, Sha256};

use super::Refused;
use super::partitions::{TABLE_AT, TABLE_SIZE, application, partitions};
use crate::model::{Chip, ImageKind};

pub const MAGIC: u8 = 0xe9;
const MOST_SEGMENTS: u8 = 16;
/// What the XOR of all data bytes starts from.
const CHECKSUM_SEED: u8 = 0xef;
const SHA: usize = 32;
/// Header of the ESP32 family; the ESP8266 has only its first 8 bytes.
const LONG_HEADER: usize = 24;
const SHORT_HEADER: usize = 8;
/// Marks the description of an application, at the start of its first segment.
const DESCRIPTION: u32 = 0xabcd_5432;
/// MicroPython puts the length of an ESP8266 image here, and an MD5 after the image.
const ESP8266_LENGTH_AT: usize = 0x9000 - 4;
const MD5: usize = 16;

#[derive(Debug)]
pub struct Found {
    pub kind: ImageKind,
    pub chip: Chip,
    pub flash_size: Option<u32>,
    pub version: Option<String>,
    pub checked: &'static str,
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Reads an image that begins with the magic byte.
pub fn read(bytes: &[u8]) -> Result<Found, Refused> {
    if bytes.len() < LONG_HEADER {
        return Err(Refused::Truncated { has: bytes.len(), needs: LONG_HEADER });
    }
    if is_esp8266(bytes) { esp8266(bytes) } else { esp32(bytes) }
}

/// Its first segment is loaded to the RAM of the ESP8266; in an image of the ESP32
/// family these bytes are pin settings.
fn is_esp8266(bytes: &[u8]) -> bool {
    let loads = word(bytes, SHORT_HEADER).unwrap_or_default();
    let entry = word(bytes, 4).unwrap_or_default();
    let ram = 0x3ffe_8000..0x4000_0000;
    let code = 0x4010_0000..0x4011_0000;
    (ram.contains(&loads) || code.contains(&loads)) && code.contains(&entry)
}

fn esp8266(bytes: &[u8]) -> Result<Found, Refused> {
    let end = segments(bytes, SHORT_HEADER)?;
    let size = bytes[3] >> 4;
    if bytes.len() > end && bytes.len() <= ESP8266_LENGTH_AT + 4 {
        // the part that runs from flash follows the padding
        return Err(Refused::Truncated { has: bytes.len(), needs: ESP8266_LENGTH_AT + 4 + MD5 });
    }
    let whole = word(bytes, ESP8266_LENGTH_AT).map(|length| length as usize);
    // other firmware than MicroPython's has no length there
    let says = whole.filter(|length| *length > ESP8266_LENGTH_AT && *length < 16 << 20);
    let mut checked = "checksum";
    if let Some(length) = says {
        let needs = length + MD5;
        let Some(sum) = bytes.get(length..needs) else {
            return Err(Refused::Truncated { has: bytes.len(), needs });
        };
        // without the first four bytes: flash settings, which tools may change
        if Md5::digest(&bytes[4..length])[..] != *sum {
            return Err(Refused::Damaged("its MD5 does not match its content".to_owned()));
        }
        checked = "MD5";
    }
    let sizes = [(0, 512), (1, 256), (2, 1024), (3, 2048), (4, 4096), (8, 8192), (9, 16384)];
    let flash_size = sizes.iter().find(|(code, _)| *code == size).map(|(_, kb)| kb << 10);
    Ok(Found { kind: ImageKind::Whole, chip: Chip::Esp8266, flash_size, version: None, checked })
}

fn esp32(bytes: &[u8]) -> Result<Found, Refused> {
    let id = u16::from_le_bytes([bytes[12], bytes[13]]);
    let chip = Chip::from_image_id(id).ok_or(Refused::UnknownChip(id))?;
    let mut checked = part(bytes, 0)?;
    let code = bytes[3] >> 4;
    let flash_size = (code < 8).then(|| 1 << (20 + code));
    let found = |kind, version, checked| Found { kind, chip, flash_size, version, checked };
    if word(bytes, LONG_HEADER + 8) == Some(DESCRIPTION) {
        return Ok(found(ImageKind::Application, version(bytes, 0), checked));
    }
    // three in one: boot loader, table, application
    let table_at = (TABLE_AT - chip.offset()) as usize;
    let missing = |what: &str| {
        Refused::Damaged(format!("it has a boot loader, but no {what} where one belongs"))
    };
    let Some(table) = bytes.get(table_at..) else {
        let needs = table_at + TABLE_SIZE as usize;
        return Err(Refused::Truncated { has: bytes.len(), needs });
    };
    let table = partitions(table).ok_or_else(|| missing("partition table"))?;
    let app = application(&table).ok_or_else(|| missing("application in its partition table"))?;
    let app_at = app.offset.checked_sub(chip.offset()).ok_or_else(|| missing("application"))?;
    let app_at = app_at as usize;
    if bytes.len() <= app_at + LONG_HEADER {
        return Err(Refused::Truncated { has: bytes.len(), needs: app_at + LONG_HEADER });
    }
    if bytes[app_at] != MAGIC {
        return Err(missing("application"));
    }
    let app_id = u16::from_le_bytes([bytes[app_at + 12], bytes[app_at + 13]]);
    if app_id != id {
        return Err(Refused::Damaged("boot loader and application are for other chips".into()));
    }
    if part(bytes, app_at)? == "checksum" {
        checked = "checksum";
    }
    Ok(found(ImageKind::Whole, version(bytes, app_at), checked))
}

/// Checks the image that begins at `at`; answers by what.
fn part(bytes: &[u8], at: usize) -> Result<&'static str, Refused> {
    let end = segments(&bytes[at..], LONG_HEADER).map_err(|refused| match refused {
        Refused::Truncated { needs, .. } => {
            Refused::Truncated { has: bytes.len(), needs: needs + at }
        }
        other => other,
    })?;
    // the last byte of the header says whether a SHA-256 follows
    if bytes[at + LONG_HEADER - 1] != 1 {
        return Ok("checksum");
    }
    let (from, to) = (at + end, at + end + SHA);
    let Some(sum) = bytes.get(from..to) else {
        return Err(Refused::Truncated { has: bytes.len(), needs: to });
    };
    if Sha256::digest(&bytes[at..from])[..] != *sum {
        return Err(Refused::Damaged("its SHA-256 does not match its content".to_owned()));
    }
    Ok("SHA-256")
}

/// Walks the segments and checks their checksum; answers where the image ends.
fn segments(bytes: &[u8], header: usize) -> Result<usize, Refused> {
    let count = bytes[1];
    if count == 0 || count > MOST_SEGMENTS {
        return Err(Refused::Damaged(format!("its header says {count} segments")));
    }
    let truncated = |needs: usize| Refused::Truncated { has: bytes.len(), needs };
    let mut sum = CHECKSUM_SEED;
    let mut at = header;
    for _ in 0..count {
        let length = word(bytes, at + 4).ok_or_else(|| truncated(at + 8))? as usize;
        if length > 16 << 20 {
            return Err(Refused::Damaged(format!("a segment says it has {length} bytes")));
        }
        let end = at + 8 + length;
        let data = bytes.get(at + 8..end).ok_or_else(|| truncated(end))?;
        sum = data.iter().fold(sum, |sum, byte| sum ^ byte);
        at = end;
    }
    // the checksum is the last byte of a block of 16
    let at = at | 15;
    let says = bytes.get(at).ok_or_else(|| truncated(at + 1))?;
    if *says != sum {
        return Err(Refused::Damaged("its checksum does not match its content".to_owned()));
    }
    Ok(at + 1)
}

/// The version in the description of the application at `at`.
fn version(bytes: &[u8], at: usize) -> Option<String> {
    let from = at + LONG_HEADER + 8;
    if word(bytes, from) != Some(DESCRIPTION) {
        return None;
    }
    let field = bytes.get(from + 16..from + 48)?;
    let text: String = field.iter().take_while(|b| **b != 0).map(|b| char::from(*b)).collect();
    (!text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())).then_some(text)
}

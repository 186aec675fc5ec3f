//! The partition table of the ESP32 family, as ESP-IDF documents it.

/// Where the table lies in flash, on every chip and in every build of MicroPython.
pub const TABLE_AT: u32 = 0x8000;
/// Bytes of it at most.
pub const TABLE_SIZE: u32 = 0xc00;
const ENTRY: usize = 32;
const MAGIC: [u8; 2] = [0xaa, 0x50];
const APPLICATION: u8 = 0;
const FACTORY: u8 = 0;
const OTA: std::ops::Range<u8> = 0x10..0x20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    pub kind: u8,
    pub subkind: u8,
    /// Bytes into the flash.
    pub offset: u32,
    /// Bytes.
    pub size: u32,
    pub label: String,
}

/// The entries of a table; none if these bytes are none.
pub fn partitions(table: &[u8]) -> Option<Vec<Partition>> {
    let mut found = Vec::new();
    for entry in table.chunks_exact(ENTRY).take(TABLE_SIZE as usize / ENTRY) {
        if entry[..2] != MAGIC {
            break;
        }
        let number = |at: usize| {
            let bytes = entry[at..at + 4].try_into().unwrap_or_default();
            u32::from_le_bytes(bytes)
        };
        let label: String = entry[12..28]
            .iter()
            .take_while(|byte| **byte != 0)
            .map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '?' })
            .collect();
        found.push(Partition {
            kind: entry[2],
            subkind: entry[3],
            offset: number(4),
            size: number(8),
            label,
        });
    }
    (!found.is_empty()).then_some(found)
}

/// The partition a fresh board starts: the factory one, else the first to be updated
/// over the air.
pub fn application(table: &[Partition]) -> Option<&Partition> {
    let apps = || table.iter().filter(|one| one.kind == APPLICATION);
    apps()
        .find(|one| one.subkind == FACTORY)
        .or_else(|| apps().filter(|one| OTA.contains(&one.subkind)).min_by_key(|one| one.subkind))
}

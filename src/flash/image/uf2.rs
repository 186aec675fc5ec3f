//! UF2: 512-byte blocks, each with its address and the family of chips it is for.
//! The format is Microsoft's; the family ids are from its public list.

use super::Refused;
use crate::model::Chip;

pub const BLOCK: usize = 512;
const START: [u32; 2] = [0x0a32_4655, 0x9e5d_5157];
const END: u32 = 0x0ab1_6f30;
const HAS_FAMILY: u32 = 0x2000;
const LARGEST_PAYLOAD: u32 = 476;
/// A block that is for no chip alone: RP2350 images begin with one.
const ABSOLUTE: u32 = 0xe48b_ff57;

const FAMILIES: [(u32, Chip); 5] = [
    (0xe48b_ff56, Chip::Rp2040),
    (0xe48b_ff59, Chip::Rp2350),
    (0xe48b_ff5a, Chip::Rp2350),
    (0x68ed_2b88, Chip::Samd21),
    (0x5511_4460, Chip::Samd51),
];

fn word(block: &[u8], at: usize) -> u32 {
    let bytes = block.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    bytes.map(u32::from_le_bytes).unwrap_or_default()
}

/// Whether it begins as UF2 does.
pub fn is(bytes: &[u8]) -> bool {
    bytes.len() >= 8 && word(bytes, 0) == START[0] && word(bytes, 4) == START[1]
}

/// Checks every block; answers the one chip all of them are for.
pub fn chip(bytes: &[u8]) -> Result<Chip, Refused> {
    let damaged = |text: String| Err(Refused::Damaged(text));
    if !bytes.len().is_multiple_of(BLOCK) {
        let needs = bytes.len().next_multiple_of(BLOCK);
        return Err(Refused::Truncated { has: bytes.len(), needs });
    }
    let mut families: Vec<u32> = Vec::new();
    // the block numbers run within each family
    let mut numbers: Vec<(u32, u32, u32)> = Vec::new();
    for (at, block) in bytes.chunks_exact(BLOCK).enumerate() {
        if word(block, 0) != START[0] || word(block, 4) != START[1] || word(block, 508) != END {
            return damaged(format!("block {at} has no UF2 marks"));
        }
        if word(block, 16) > LARGEST_PAYLOAD {
            return damaged(format!("block {at} says it holds {} bytes", word(block, 16)));
        }
        let family = if word(block, 8) & HAS_FAMILY == 0 { 0 } else { word(block, 28) };
        if !families.contains(&family) {
            families.push(family);
            numbers.push((family, 0, word(block, 24)));
        }
        let Some((_, next, count)) = numbers.iter_mut().find(|(known, ..)| *known == family) else {
            continue;
        };
        if word(block, 20) != *next || word(block, 24) != *count {
            return damaged(format!("block {at} is out of order"));
        }
        *next += 1;
    }
    if let Some((_, has, needs)) = numbers.iter().find(|(_, has, needs)| has < needs) {
        let (has, needs) = (*has as usize * BLOCK, *needs as usize * BLOCK);
        return Err(Refused::Truncated { has, needs });
    }
    let mut chips = families.iter().filter(|family| **family != ABSOLUTE).map(|family| {
        let known = FAMILIES.iter().find(|(id, _)| id == family);
        known.map(|(_, chip)| *chip).ok_or(Refused::UnknownFamily(*family))
    });
    let first = chips.next().unwrap_or(Err(Refused::UnknownFamily(ABSOLUTE)))?;
    for other in chips {
        if other? != first {
            return damaged("its blocks are for different chips".to_owned());
        }
    }
    Ok(first)
}

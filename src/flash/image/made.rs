//! Firmware made up for tests, right to the last checksum.

use md5::Md5;
use sha2::{Digest, Sha256};

/// Bytes that neither repeat nor compress away.
pub fn noise(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    (0..length).map(|at| if at % 64 < 40 { (next() >> 8) as u8 } else { 0 }).collect()
}

fn close(image: &mut Vec<u8>, data: &[&[u8]]) {
    let sum = data.iter().flat_map(|part| part.iter()).fold(0xef, |sum, byte| sum ^ byte);
    while image.len() % 16 != 15 {
        image.push(0);
    }
    image.push(sum);
}

/// One image of the ESP32 family with one segment of data at `address`.
pub fn part(id: u16, address: u32, data: &[u8]) -> Vec<u8> {
    // for a flash of 1 MB
    let mut image = vec![0xe9, 1, 2, 0];
    image.extend(0x4008_0000_u32.to_le_bytes());
    image.extend([0xee, 0, 0, 0]);
    image.extend(id.to_le_bytes());
    image.extend([0; 9]);
    image.push(1);
    image.extend(address.to_le_bytes());
    image.extend((data.len() as u32).to_le_bytes());
    image.extend(data);
    close(&mut image, &[data]);
    let sha = Sha256::digest(&image);
    image.extend(sha);
    image
}

/// An application with its description and `size` bytes of data.
pub fn application(id: u16, size: usize) -> Vec<u8> {
    let mut data = vec![0; 256];
    data[..4].copy_from_slice(&0xabcd_5432_u32.to_le_bytes());
    data[16..23].copy_from_slice(b"v1.27.0");
    data.extend(noise(size.max(256) - 256, u32::from(id) + 7));
    part(id, 0x3f40_0020, &data)
}

pub fn table() -> Vec<u8> {
    let mut table = Vec::new();
    for (kind, subkind, offset, size, label) in [
        (1_u8, 2_u8, 0x9000_u32, 0x6000_u32, "nvs"),
        (0, 0, 0x1_0000, 0x1f_0000, "factory"),
        (1, 0x81, 0x20_0000, 0x20_0000, "vfs"),
    ] {
        table.extend([0xaa, 0x50, kind, subkind]);
        table.extend(offset.to_le_bytes());
        table.extend(size.to_le_bytes());
        let mut name = label.as_bytes().to_vec();
        name.resize(16, 0);
        table.extend(name);
        table.extend([0; 4]);
    }
    table
}

/// Boot loader, table and application, as MicroPython's files have them.
pub fn esp32(id: u16, offset: u32, app: usize) -> Vec<u8> {
    let mut image = part(id, 0x3fff_0020, &noise(3000, u32::from(id) + 99));
    image.resize((0x8000 - offset) as usize, 0xff);
    image.extend(table());
    image.resize((0x1_0000 - offset) as usize, 0xff);
    image.extend(application(id, app));
    image
}

/// As MicroPython's `makeimg.py` lays it out.
pub fn esp8266(rom: usize) -> Vec<u8> {
    let data = noise(5000, 3);
    let mut image = vec![0xe9, 1, 0, 0x40];
    image.extend(0x4010_0000_u32.to_le_bytes());
    image.extend(0x4010_0000_u32.to_le_bytes());
    image.extend((data.len() as u32).to_le_bytes());
    image.extend(&data);
    close(&mut image, &[&data]);
    image.resize(0x9000 - 4, 0xff);
    image.extend((0x9000 + rom as u32).to_le_bytes());
    image.extend(noise(rom, 11));
    let sum = Md5::digest(&image[4..]);
    image.extend(sum);
    image
}

pub fn uf2(family: u32, blocks: u32) -> Vec<u8> {
    let mut image = Vec::new();
    for number in 0..blocks {
        for word in [
            0x0a32_4655,
            0x9e5d_5157,
            0x2000,
            0x1000_0000 + number * 256,
            256,
            number,
            blocks,
            family,
        ] {
            image.extend(u32::to_le_bytes(word));
        }
        image.extend(noise(476, number + 1));
        image.extend(0x0ab1_6f30_u32.to_le_bytes());
    }
    image
}

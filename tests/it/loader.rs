//! The simulated chip without firmware: real esptool, faults on order, and booting.

mod boot;
mod case;
mod command;
mod details;
mod esptool;
mod flash;
mod image;
mod json;
mod misbehave;
mod steps;
mod trouble;

use mpdeck::demo::loader::{Bare, Chip, Options, plug_in};

use crate::made;

/// A flash that was in use, so that every erase shows.
const USED: u8 = 0;

/// A chip in its loader whose flash of 4 MB is full.
fn used(chip: Chip) -> Bare {
    plug(Options { content: vec![USED; 4 << 20], ..Options::new(chip) })
}

fn plug(options: Options) -> Bare {
    plug_in(options).expect("plug in a simulated chip")
}

/// Where the firmware of a chip goes in its flash.
fn offset(chip: Chip) -> usize {
    if chip == Chip::Esp32 { 0x1000 } else { 0 }
}

/// Whole firmware for a chip, with about so many bytes of application.
fn firmware(chip: Chip, size: usize) -> Vec<u8> {
    match chip {
        Chip::Esp8266 => made::esp8266(size),
        Chip::Esp32 => made::esp32(0, 0x1000, size),
        Chip::Esp32c3 => made::esp32(5, 0, size),
        Chip::Esp32s3 => made::esp32(9, 0, size),
    }
}

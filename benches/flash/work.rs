//! What is flashed, and how each tool is told so.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use mpdeck::demo::loader::Chip;

use crate::arguments::Arguments;
use crate::made;
use crate::peer::{Esptool, on_port};
use crate::rig::{Rig, Run};

pub struct Piece {
    pub name: String,
    pub chip: Chip,
    pub baud: u32,
    pub stub: bool,
    pub image: Vec<u8>,
    /// Bytes that have to go over the line at least: deflated where the loader inflates.
    pub least: u64,
}

/// What came of a piece of work.
pub struct Measured {
    pub piece: String,
    pub baud: u32,
    pub size: usize,
    pub least: u64,
    pub outcomes: Vec<Outcome>,
}

pub struct Outcome {
    pub tool: &'static str,
    pub runs: Result<Vec<Run>, String>,
}

/// 600 kB for the ESP8266, with its stub and without, and 1.7 MB for the ESP32.
pub fn pieces() -> Result<Vec<Piece>> {
    let old = made::esp8266(600_000 - 0x9000);
    let new = made::esp32(0, 0x1000, 1_700_000 - 0xF000);
    let deflated = [least(&old)?, least(&new)?];
    let mut pieces = Vec::new();
    for baud in [460_800, 115_200] {
        for (chip, stub) in [(Chip::Esp8266, true), (Chip::Esp8266, false), (Chip::Esp32, true)] {
            let (image, deflated) =
                if chip == Chip::Esp32 { (&new, deflated[1]) } else { (&old, deflated[0]) };
            let rom = if stub { "" } else { "-rom" };
            pieces.push(Piece {
                name: format!("{chip}{rom}-{baud}"),
                chip,
                baud,
                stub,
                image: image.clone(),
                least: if stub { deflated } else { image.len() as u64 },
            });
        }
    }
    Ok(pieces)
}

fn least(image: &[u8]) -> Result<u64> {
    let mut stream = ZlibEncoder::new(Vec::new(), Compression::best());
    stream.write_all(image)?;
    Ok(stream.finish()?.len() as u64)
}

/// Each tool in turn, each on a fresh chip.
pub fn measure(piece: &Piece, esptool: &Esptool, arguments: &Arguments) -> Result<Measured> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("firmware.bin");
    std::fs::write(&file, &piece.image)?;
    let tools: &[&'static str] =
        if arguments.skip_esptool { &["mpdeck"] } else { &["mpdeck", "esptool"] };
    let outcomes = tools.iter().map(|tool| {
        let runs = (0..arguments.runs)
            .map(|_| flash(tool, piece, &file, esptool, arguments))
            .collect::<Result<Vec<Run>>>();
        Outcome { tool, runs: runs.map_err(|error| format!("{error:#}")) }
    });
    Ok(Measured {
        piece: piece.name.clone(),
        baud: piece.baud,
        size: piece.image.len(),
        least: piece.least,
        outcomes: outcomes.collect(),
    })
}

fn flash(
    tool: &str,
    piece: &Piece,
    file: &Path,
    esptool: &Esptool,
    arguments: &Arguments,
) -> Result<Run> {
    let rig = Rig::start(piece.chip, arguments.erase)?;
    let mut command = if tool == "mpdeck" {
        by_mpdeck(piece, file, &rig)
    } else {
        by_esptool(piece, file, esptool, &rig)
    };
    let run = rig.run(command.env("PATH", esptool.path()?))?;
    ensure!(arrived(piece, &rig.chip.flash()), "{tool} ended well, but the flash is not right");
    Ok(run)
}

fn by_mpdeck(piece: &Piece, file: &Path, rig: &Rig) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mpdeck"));
    command
        .arg("-p")
        .arg(&rig.chip.port)
        .arg("flash")
        .arg(file)
        .args(["--flash-baud", &piece.baud.to_string()])
        .args(["--before", "none", "--after", "none", "--yes"]);
    if !piece.stub {
        command.arg("--no-stub");
    }
    command
}

fn by_esptool(piece: &Piece, file: &Path, esptool: &Esptool, rig: &Rig) -> Command {
    let mut command = esptool.command();
    on_port(&mut command, &rig.chip.port, piece.baud);
    command.args(["--chip", piece.chip.name()]);
    if !piece.stub {
        command.arg("--no-stub");
    }
    let (place, size) =
        if piece.chip == Chip::Esp32 { ("0x1000", "keep") } else { ("0", "detect") };
    command.args(["write-flash", "--flash-size", size, place]).arg(file);
    command
}

/// Whether the firmware is in the flash; the byte that tells the flash's size may differ.
fn arrived(piece: &Piece, flash: &[u8]) -> bool {
    let at = if piece.chip == Chip::Esp32 { 0x1000 } else { 0 };
    let found = flash.get(at..at + piece.image.len()).context("a large flash").unwrap_or_default();
    found.len() == piece.image.len()
        && found[..3] == piece.image[..3]
        && found[4..] == piece.image[4..]
}

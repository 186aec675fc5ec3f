//! The stub: a better loader that is put into the chip's RAM. It is looked for in the
//! esptool that is installed; from version 5 on that one has stubs under a free licence.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

use super::ask::{SOON, op, words};
use super::fault::Fault;
use super::loader::Loader;
use crate::model::Chip;

/// Where the stubs lie in the Python package; `1` beside it is under the GPL.
const FOLDER: &str = "esptool/targets/stub_flasher/2";

/// What fits into one packet.
const BLOCK: usize = 0x1800;

/// A running stub says so.
const HELLO: &[u8] = b"OHAI";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    entry: u32,
    /// Where each part goes in RAM.
    parts: Vec<(u32, Vec<u8>)>,
}

/// As the file has it; texts are base64.
#[derive(Deserialize)]
struct File {
    entry: u32,
    text: String,
    text_start: u32,
    #[serde(default)]
    data: String,
    #[serde(default)]
    data_start: u32,
}

impl Stub {
    /// The stub for a chip, from an installed esptool.
    pub fn installed(chip: Chip) -> Option<Stub> {
        let name = format!("{}.json", chip.word());
        packages().into_iter().find_map(|folder| Stub::read(&folder.join(FOLDER).join(&name)))
    }

    fn read(file: &Path) -> Option<Stub> {
        let file: File = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        let mut parts = vec![(file.text_start, decode(&file.text)?)];
        if !file.data.is_empty() {
            parts.push((file.data_start, decode(&file.data)?));
        }
        Some(Stub { entry: file.entry, parts })
    }
}

/// Folders of Python packages that may have esptool: beside the program on the PATH, in
/// the active virtual environment, in the user's own.
fn packages() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let programs = std::env::split_paths(&path)
        .flat_map(|folder| ["esptool", "esptool.py"].map(|name| folder.join(name)).into_iter());
    // ~/.local/bin/esptool may be a link into an environment of its own.
    let programs = programs.filter_map(|program| program.canonicalize().ok());
    let mut roots: Vec<PathBuf> =
        programs.filter_map(|program| Some(program.parent()?.parent()?.to_owned())).collect();
    roots.extend(std::env::var_os("VIRTUAL_ENV").map(PathBuf::from));
    if let Some(home) = std::env::var_os("HOME").map(PathBuf::from) {
        roots.push(home.join(".local"));
    }
    roots.push(PathBuf::from("/usr"));
    roots.push(PathBuf::from("/usr/local"));
    roots.iter().flat_map(|root| below(root)).collect()
}

/// `lib/python3.11/site-packages` and what Debian has instead.
fn below(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root.join("lib")) else { return Vec::new() };
    let pythons = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with("python3")));
    pythons
        .flat_map(|python| {
            ["site-packages", "dist-packages"].map(|name| python.path().join(name)).into_iter()
        })
        .collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

impl Loader {
    /// Puts a stub into the chip and starts it.
    ///
    /// # Errors
    /// It does not arrive, or does not start.
    pub fn start(&mut self, stub: &Stub) -> Result<(), Fault> {
        for (at, part) in &stub.parts {
            let blocks = part.len().div_ceil(BLOCK) as u32;
            let begin = words([part.len() as u32, blocks, BLOCK as u32, *at]);
            self.ask(op::MEM_BEGIN, &begin, SOON)?;
            for (number, block) in part.chunks(BLOCK).enumerate() {
                self.send_data(op::MEM_DATA, block, number as u32, SOON)?;
            }
        }
        // Some ROMs start it before they have answered.
        let started = self.ask(op::MEM_END, &words([0, stub.entry]), Duration::from_millis(500));
        if let Err(fault @ (Fault::Lost(_) | Fault::Stopped | Fault::Refused { .. })) = started {
            return Err(fault);
        }
        let hello = self.wire.receive(Instant::now() + SOON)?;
        if hello != HELLO {
            return Err(Fault::Garbled);
        }
        self.stub = true;
        self.attached = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_stub_as_esptool_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("esp8266.json");
        let text = r#"{"entry": 1074843652, "text": "AAECA/8=", "text_start": 1074843648,
            "data": "/+8B", "data_start": 1073720492, "bss_start": 1073643776}"#;
        std::fs::write(&file, text).unwrap();
        let stub = Stub::read(&file).unwrap();
        assert_eq!(stub.entry, 1_074_843_652);
        let text = (1_074_843_648, vec![0, 1, 2, 3, 0xFF]);
        assert_eq!(stub.parts, [text, (1_073_720_492, vec![0xFF, 0xEF, 1])]);
        std::fs::write(&file, "{}").unwrap();
        assert_eq!(Stub::read(&file), None);
    }
}

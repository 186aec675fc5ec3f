//! What is known about a board, and what it is doing.

use serde::{Deserialize, Serialize};

use super::{RemotePath, Space};

/// The modes of a connection; the transitions stand in `session::modes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The port is being opened.
    Opening,
    /// Bytes pass both ways; what the board is doing is not known.
    Attached,
    /// The friendly REPL has shown its prompt.
    Friendly,
    /// We hold the raw REPL. Never left behind.
    Raw,
    /// The link is closed because the flasher owns the port.
    Flashing,
    /// The port is gone or failed; reconnecting with back-off.
    Lost,
}

/// What to do when something needs the prompt and a program may be running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttachPolicy {
    /// Ask once per board and remember the answer.
    #[default]
    Ask,
    /// Stop the program, as mpremote does.
    Interrupt,
    /// Never stop a program; what would need the prompt fails and says so.
    Passive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResetKind {
    /// Restarts the interpreter: Ctrl-D at the prompt.
    Soft,
    /// As soft, but `main.py` does not start: Ctrl-D in the raw REPL.
    Safe,
    /// Restarts the chip: `machine.reset()`, or the port's control lines.
    Hard,
    /// Restarts into the boot loader: `machine.bootloader()`.
    Bootloader,
}

/// How a chip is restarted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResetWay {
    /// By `machine.reset()`; where that fails, by the port's lines.
    #[default]
    Auto,
    /// By `machine.reset()` alone: the lines are wired to something else.
    Command,
    /// By the port's lines at once.
    Lines,
}

/// What DTR and RTS are once a port is open; true is asserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ControlLines {
    Both,
    Dtr,
    Rts,
    None,
}

impl ControlLines {
    /// DTR and RTS.
    pub fn levels(self) -> (bool, bool) {
        match self {
            ControlLines::Both => (true, true),
            ControlLines::Dtr => (true, false),
            ControlLines::Rts => (false, true),
            ControlLines::None => (false, false),
        }
    }
}

/// `sys.implementation._mpy`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MpyTag {
    /// `.mpy` version the board loads.
    pub version: u8,
    /// Sub-version; matters for native code only.
    pub sub_version: u8,
    /// Native architecture number; 0 for none.
    pub arch: u8,
}

impl MpyTag {
    /// From the integer `_mpy`: version in the low byte, sub-version in the next two
    /// bits, architecture in the six above.
    pub fn from_bits(bits: u32) -> Self {
        MpyTag {
            version: bits as u8,
            sub_version: (bits >> 8) as u8 & 3,
            arch: (bits >> 10) as u8 & 0x3f,
        }
    }
}

/// What the board can and cannot do, found by the probe. The engine picks its ways
/// by this, and what fails later is remembered here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Raw paste with flow control.
    pub raw_paste: bool,
    /// Folders: `os.mkdir` is there.
    pub folders: bool,
    /// `os.rename` is there.
    pub rename: bool,
    /// `os.stat` is there.
    pub stat: bool,
    /// `os.statvfs` is there.
    pub statvfs: bool,
    /// `hashlib.sha256` is there, and `binascii.b2a_base64` to tell its digests.
    pub sha256: bool,
    /// `binascii.crc32` is there.
    pub crc32: bool,
    /// How the board inflates: `deflate`, `zlib`, `uzlib`, or not at all.
    pub inflate: Option<String>,
    /// `sys.stdin.buffer` can be read from a program.
    pub stdin: bool,
    /// `sys.stdout.buffer` passes all 256 byte values through unchanged.
    pub binary_out: bool,
    /// `micropython.kbd_intr` is there.
    pub kbd_intr: bool,
    /// `machine.RTC` is there.
    pub rtc: bool,
}

/// The answer of the capability probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardInfo {
    /// `micropython`, `circuitpython`, …
    pub implementation: String,
    /// `1.27.0`
    pub version: String,
    /// `sys.platform`: `esp32`, `rp2`, `webassembly`, …
    pub platform: String,
    /// `sys.implementation._machine` or `os.uname().machine`.
    pub machine: String,
    /// The build line of the banner, where it is known.
    pub build: String,
    pub mpy: Option<MpyTag>,
    /// `machine.unique_id()` in hex.
    pub unique_id: Option<String>,
    pub frequency_hz: Option<u64>,
    pub heap_free: u64,
    pub heap_used: u64,
    /// The file system of the boot folder.
    pub space: Option<Space>,
    /// `/`, `/flash` or `/sd`: what relative paths resolve against.
    pub boot_folder: RemotePath,
    /// The first year of the board's clock: 1970 or 2000.
    pub epoch: Option<u16>,
    pub capabilities: Capabilities,
}

impl BoardInfo {
    /// The chip, as far as the board names it: `ESP32` of `ESP32 module with ESP32`.
    pub fn chip(&self) -> &str {
        self.machine.rsplit_once(" with ").map_or(&*self.platform, |(_, chip)| chip)
    }
}

/// What the info page tells beyond the probe; none of it where the board cannot say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct BoardFacts {
    /// Of its Wi-Fi interface, in hex.
    pub mac: Option<String>,
    /// Why it last started: `power on`, `watchdog`.
    pub reset_reason: Option<String>,
    /// Of the whole flash chip.
    pub flash_bytes: Option<u64>,
    pub mounts: Vec<MountFacts>,
    /// Modules that are built into the firmware.
    pub modules: Vec<String>,
    /// Year, month, day, weekday (Monday is 0), hour, minute, second, microsecond.
    pub clock: Option<[u32; 8]>,
}

/// A mounted file system and its kind: `VfsLfs2`, `VfsFat`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MountFacts {
    pub mount: String,
    pub kind: String,
}

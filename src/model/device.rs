//! A serial port that may have a board behind it.

use std::fmt;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsbInfo {
    pub vid: u16,
    pub pid: u16,
    pub vendor: Option<String>,
    pub product: Option<String>,
    pub serial: Option<String>,
    /// Where it is plugged in, as the kernel names it: `1-1.4:1.0`.
    pub path: Option<String>,
}

/// The process that has a port open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub pid: u32,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "state", content = "holder")]
pub enum DeviceState {
    #[default]
    Free,
    /// One of our sessions has it.
    Ours,
    /// Another program has it.
    Busy(Holder),
    Gone,
}

/// One port as the system lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What to open: `/dev/ttyUSB0`.
    pub port: String,
    /// The stable name in `/dev/serial/by-id`, where there is one.
    pub by_id: Option<String>,
    pub usb: Option<UsbInfo>,
    /// What it looks like, from its VID:PID: `CP210x USB to UART bridge`.
    pub description: Option<String>,
    /// Likely to have a MicroPython board behind it (a known adapter or board).
    pub candidate: bool,
    #[serde(flatten)]
    pub state: DeviceState,
    pub identity: Identity,
}

/// A port without its folder, for people: `ttyUSB0`, `pts/6`.
pub fn port_name(port: &str) -> &str {
    let last = || port.rsplit('/').find(|part| !part.is_empty());
    port.strip_prefix("/dev/").filter(|name| name.starts_with("pts/")).or_else(last).unwrap_or(port)
}

/// How a board is known again after a replug or a restart of mpdeck: its unique id
/// once probed; else VID:PID, serial and USB path; without USB the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "by", content = "is")]
pub enum Identity {
    Unique(String),
    Usb(String),
    Address(String),
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Identity::Unique(id) => write!(f, "uid:{id}"),
            Identity::Usb(id) => write!(f, "usb:{id}"),
            Identity::Address(address) => f.write_str(address),
        }
    }
}

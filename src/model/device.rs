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
    /// What the device calls this one of its interfaces: `MicroPython REPL`.
    #[serde(default)]
    pub interface: Option<String>,
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
    /// The chip is in its boot loader, which has no serial port.
    Loader,
    /// It is a drive that takes `.uf2` files.
    Drive,
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
    /// The user's name for it.
    #[serde(default)]
    pub alias: Option<String>,
    /// Nothing is sent to it unless the user types: it is neither opened nor probed
    /// unasked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hands_off: bool,
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

impl Identity {
    /// Whether this is the same board: also in another socket, if its serial number
    /// tells it apart. Two ports of one board are not the same.
    pub fn is_same(&self, other: &Identity) -> bool {
        if self == other {
            return true;
        }
        let (Identity::Usb(one), Identity::Usb(other)) = (self, other) else { return false };
        let (Some((one, here)), Some((other, there))) =
            (one.split_once('@'), other.split_once('@'))
        else {
            return false;
        };
        let interface = |path: &str| path.rsplit_once(':').map(|(_, last)| last.to_owned());
        // VID:PID:SERIAL
        one == other && one.matches(':').count() >= 2 && interface(here) == interface(there)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_makes_it_the_same_board_in_another_socket() {
        let usb = |text: &str| Identity::Usb(text.to_owned());
        for (one, other, same) in [
            ("2e8a:0005:AB@1-1:1.0", "2e8a:0005:AB@1-2:1.0", true),
            ("2e8a:0005:AB@1-1:1.0", "2e8a:0005:AB@1-1:1.2", false),
            ("2e8a:0005:AB@1-1:1.0", "2e8a:0005:CD@1-2:1.0", false),
            ("10c4:ea60@1-1:1.0", "10c4:ea60@1-2:1.0", false),
            ("10c4:ea60@1-1:1.0", "10c4:ea60@1-1:1.0", true),
        ] {
            assert_eq!(usb(one).is_same(&usb(other)), same, "{one} {other}");
        }
        let address = Identity::Address("/dev/pts/3".into());
        assert!(address.is_same(&address) && !address.is_same(&usb("1:2:3@1-1:1.0")));
    }
}

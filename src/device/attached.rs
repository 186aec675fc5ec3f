//! What hangs on USB, with or without a serial port: a chip in its boot loader, an
//! adapter that no driver took, a board whose port another program has detached.

use std::fs;
use std::path::Path;

use super::System;
use super::clean::clean;
use super::known::{Loader, known, loader};

/// One USB device that looks like a board, an adapter or a boot loader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub vid: u16,
    pub pid: u16,
    pub product: Option<String>,
    /// What it looks like, from its VID:PID.
    pub description: &'static str,
    /// The socket, as the kernel names it: `1-1.4`.
    pub socket: String,
    /// The boot loader that it is, where it is one without a serial port.
    pub loader: Option<Loader>,
    /// It has a serial port.
    pub has_port: bool,
    /// What drives its interfaces: `cp210x`, `usbfs` (a program that took it).
    pub drivers: Vec<String>,
}

/// All of them, by socket; nothing where the system shows no USB.
pub fn attached(system: &System) -> Vec<Attached> {
    let devices = fs::read_dir(system.sys.join("bus/usb/devices")).into_iter().flatten().flatten();
    let mut found: Vec<Attached> = devices.filter_map(|entry| one(&entry.path())).collect();
    found.sort_by(|a, b| a.socket.cmp(&b.socket));
    found
}

/// Whether the system shows any USB at all: containers and WSL do not.
pub fn has_usb(system: &System) -> bool {
    fs::read_dir(system.sys.join("bus/usb/devices"))
        .is_ok_and(|mut devices| devices.next().is_some())
}

fn one(device: &Path) -> Option<Attached> {
    let text = |file: &str| fs::read_to_string(device.join(file)).ok();
    let number = |file: &str| u16::from_str_radix(text(file)?.trim(), 16).ok();
    let (vid, pid) = (number("idVendor")?, number("idProduct")?);
    let loader = loader(vid, pid);
    let description =
        loader.map(|loader| loader.description).or_else(|| Some(known(vid, pid)?.description))?;
    let interfaces: Vec<_> = fs::read_dir(device)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("bInterfaceNumber").is_file())
        .collect();
    let mut drivers: Vec<String> = interfaces
        .iter()
        .filter_map(|path| fs::read_link(path.join("driver")).ok())
        .filter_map(|driver| driver.file_name()?.to_str().map(str::to_owned))
        .collect();
    drivers.sort();
    drivers.dedup();
    Some(Attached {
        vid,
        pid,
        product: text("product").and_then(|text| clean(&text)),
        description,
        socket: device.file_name()?.to_str()?.to_owned(),
        loader,
        has_port: interfaces.iter().any(|path| has_tty(path)),
        drivers,
    })
}

/// cdc-acm has `tty/ttyACM0` below the interface; usb-serial has `ttyUSB0/tty` there.
fn has_tty(interface: &Path) -> bool {
    let below = fs::read_dir(interface).into_iter().flatten().flatten();
    below.into_iter().any(|entry| entry.file_name() == "tty" || entry.path().join("tty").is_dir())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::device::made_up::{CP2102, MadeUp, Usb};

    #[test]
    fn tells_boards_with_a_port_from_loaders_and_adapters_without() {
        let made_up = MadeUp::new();
        assert!(!has_usb(&made_up.system));
        made_up.plug("ttyUSB0", &CP2102);
        let pico = Usb { vid: "2e8a", pid: "0003", socket: "1-2", interface: "0", serial: "" };
        made_up.attach(&pico, Some("usb-storage"));
        let ch340 = Usb { vid: "1a86", pid: "7523", socket: "1-3", ..pico };
        made_up.attach(&ch340, Some("usbfs"));
        made_up.attach(&Usb { vid: "046d", pid: "c31c", socket: "1-4", ..pico }, None);
        assert!(has_usb(&made_up.system));
        let found = attached(&made_up.system);
        let short: Vec<_> = (found.iter())
            .map(|one| (&*one.socket, one.has_port, one.loader.is_some(), one.drivers.join("")))
            .collect();
        assert_eq!(
            short,
            [
                ("1-1.4", true, false, String::new()),
                ("1-2", false, true, "usb-storage".to_owned()),
                ("1-3", false, false, "usbfs".to_owned()),
            ]
        );
        assert_eq!(found[1].description, "RP2040 in its boot loader");
        assert_eq!(found[1].loader.map(|loader| loader.drive), Some(true));
    }
}

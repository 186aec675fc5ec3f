//! Serial ports from sysfs.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::device::clean::clean;
use crate::device::{System, known};
use crate::model::{Device, DeviceState, Identity, UsbInfo};

pub(super) fn ports(system: &System) -> Vec<Device> {
    let consoles = fs::read_to_string(system.sys.join("class/tty/console/active"));
    let consoles = consoles.unwrap_or_default();
    let by_id = by_id(system);
    fs::read_dir(system.sys.join("class/tty"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let console = consoles.split_whitespace().any(|console| console == name);
            port(system, &name, console, &by_id)
        })
        .collect()
}

/// None for a terminal without hardware, and for one whose node is not there (yet).
fn port(
    system: &System,
    name: &str,
    console: bool,
    by_id: &HashMap<PathBuf, String>,
) -> Option<Device> {
    let node = system.dev.join(name);
    let class = system.sys.join("class/tty").join(name);
    // Consoles, ptys and gadgets have no device behind them.
    let hardware = fs::canonicalize(class.join("device")).ok()?;
    if !node.exists() {
        return None;
    }
    let usb = usb(system, &hardware);
    if usb.is_none() && is_empty_slot(&class, &hardware) {
        return None;
    }
    let row = usb.as_ref().and_then(|usb| known(usb.vid, usb.pid));
    let description = match (&usb, row) {
        (_, Some(row)) => Some(row.description.to_owned()),
        (None, None) if console => Some("console of this computer".to_owned()),
        (None, None) => Some("serial port of this computer".to_owned()),
        (Some(_), None) => None,
    };
    let port = node.to_str()?.to_owned();
    Some(Device {
        by_id: by_id.get(&node).cloned(),
        usb,
        description,
        candidate: row.is_some() && !console,
        state: DeviceState::Free,
        identity: Identity::Address(port.clone()),
        alias: None,
        hands_off: false,
        port,
    })
}

/// The 8250 driver offers slots for cards that nobody plugged in. They say type 0;
/// kernels without that file keep them all below one platform device.
fn is_empty_slot(class: &Path, hardware: &Path) -> bool {
    match fs::read_to_string(class.join("type")) {
        Ok(kind) => kind.trim() == "0",
        Err(_) => hardware.ends_with("platform/serial8250"),
    }
}

/// The USB device above a port: its interface first, then the device itself.
fn usb(system: &System, hardware: &Path) -> Option<UsbInfo> {
    let root = fs::canonicalize(&system.sys).ok()?;
    let above = || hardware.ancestors().take_while(|path| *path != root);
    let device = above().find(|path| path.join("idVendor").is_file())?;
    let interface = above().find(|path| path.join("bInterfaceNumber").is_file());
    let path = interface.unwrap_or(device).file_name().and_then(|name| name.to_str());
    let text =
        |file: &str| fs::read_to_string(device.join(file)).ok().and_then(|text| clean(&text));
    let number = |file: &str| u16::from_str_radix(&text(file)?, 16).ok();
    Some(UsbInfo {
        vid: number("idVendor")?,
        pid: number("idProduct")?,
        vendor: text("manufacturer"),
        product: text("product"),
        serial: text("serial"),
        path: path.map(str::to_owned),
        interface: interface
            .and_then(|interface| fs::read_to_string(interface.join("interface")).ok())
            .and_then(|text| clean(&text)),
    })
}

/// The names that udev keeps stable, by the node they lead to.
fn by_id(system: &System) -> HashMap<PathBuf, String> {
    let folder = system.dev.join("serial/by-id");
    fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let target = fs::canonicalize(entry.path()).ok()?;
            let name = target.file_name()?;
            Some((system.dev.join(name), entry.path().to_str()?.to_owned()))
        })
        .collect()
}

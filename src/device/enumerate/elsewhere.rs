//! Serial ports as the `serialport` crate lists them: macOS, Windows, the BSDs.

use serialport::{SerialPortType, available_ports};

use crate::device::clean::clean;
use crate::device::known;
use crate::model::{Device, DeviceState, Identity, UsbInfo};

pub(super) fn ports() -> Vec<Device> {
    let ports = available_ports().unwrap_or_default();
    // macOS lists each port twice; opening `tty.` waits for a carrier.
    ports.into_iter().filter(|port| !port.port_name.starts_with("/dev/tty.")).map(device).collect()
}

fn device(port: serialport::SerialPortInfo) -> Device {
    let usb = match port.port_type {
        SerialPortType::UsbPort(usb) => Some(UsbInfo {
            vid: usb.vid,
            pid: usb.pid,
            vendor: usb.manufacturer.as_deref().and_then(clean),
            product: usb.product.as_deref().and_then(clean),
            serial: usb.serial_number.as_deref().and_then(clean),
            path: None,
            interface: None,
        }),
        _ => None,
    };
    let row = usb.as_ref().and_then(|usb| known(usb.vid, usb.pid));
    Device {
        by_id: None,
        usb,
        description: row.map(|row| row.description.to_owned()),
        candidate: row.is_some(),
        state: DeviceState::Free,
        identity: Identity::Address(port.port_name.clone()),
        port: port.port_name,
        alias: None,
        hands_off: false,
    }
}

//! How a device is known again.

use crate::model::{Device, Identity, UsbInfo};

/// Serial numbers that the makers of adapters print on every one they make.
fn says_nothing(serial: &str) -> bool {
    matches!(serial, "0001" | "1") || serial.chars().all(|c| c == '0')
}

/// Gives each device its identity: VID:PID, serial and USB path; a serial that two
/// devices share, or that says nothing, is left out. Without USB the address.
pub(super) fn assign(devices: &mut [Device]) {
    let usb: Vec<Option<UsbInfo>> = devices.iter().map(|device| device.usb.clone()).collect();
    for device in devices {
        device.identity = match &device.usb {
            Some(info) => Identity::Usb(of_usb(info, &usb)),
            None => Identity::Address(device.port.clone()),
        };
    }
}

fn of_usb(info: &UsbInfo, all: &[Option<UsbInfo>]) -> String {
    let mut text = format!("{:04x}:{:04x}", info.vid, info.pid);
    let serial = info.serial.as_deref().filter(|serial| !says_nothing(serial));
    let shared = |serial: &str| {
        all.iter().flatten().any(|other| {
            (other.vid, other.pid) == (info.vid, info.pid)
                && other.serial.as_deref() == Some(serial)
                && socket(other) != socket(info)
        })
    };
    if let Some(serial) = serial.filter(|serial| !shared(serial)) {
        text.push(':');
        text.push_str(serial);
    }
    if let Some(path) = &info.path {
        text.push('@');
        text.push_str(path);
    }
    text
}

/// The USB device without its interface: `1-1.4` of `1-1.4:1.0`. A board with two
/// ports is one device.
pub(super) fn socket(info: &UsbInfo) -> Option<&str> {
    info.path.as_deref().map(|path| path.split(':').next().unwrap_or(path))
}

/// Whether a name that a person wrote means this device: its port, its by-id name, or
/// its identity. A USB identity may be cut short after the product, the serial or the
/// socket: `usb:2e8a:0005` means every Pico.
pub fn matches(name: &str, device: &Device) -> bool {
    if name == device.port || device.by_id.as_deref() == Some(name) {
        return true;
    }
    let full = device.identity.to_string();
    if name == full {
        return true;
    }
    let Some(rest) = full.strip_prefix(name).filter(|_| name.starts_with("usb:")) else {
        return false;
    };
    name.matches(':').count() >= 2 && rest.starts_with([':', '@'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DeviceState;

    fn device(port: &str, serial: Option<&str>, path: Option<&str>) -> Device {
        let usb = path.map(|path| UsbInfo {
            vid: 0x10c4,
            pid: 0xea60,
            vendor: None,
            product: None,
            serial: serial.map(str::to_owned),
            path: Some(path.to_owned()),
            interface: None,
        });
        Device {
            port: port.to_owned(),
            by_id: None,
            usb,
            description: None,
            candidate: true,
            state: DeviceState::Free,
            identity: Identity::Address(String::new()),
            alias: None,
            hands_off: false,
        }
    }

    fn identities(mut devices: Vec<Device>) -> Vec<String> {
        assign(&mut devices);
        devices.iter().map(|device| device.identity.to_string()).collect()
    }

    #[test]
    fn a_serial_number_counts_only_where_it_tells_boards_apart() {
        for (serial, identity) in [
            (Some("0123AB"), "usb:10c4:ea60:0123AB@1-1:1.0"),
            (Some("0001"), "usb:10c4:ea60@1-1:1.0"),
            (Some("0"), "usb:10c4:ea60@1-1:1.0"),
            (Some("00000000"), "usb:10c4:ea60@1-1:1.0"),
            (Some(""), "usb:10c4:ea60@1-1:1.0"),
            (None, "usb:10c4:ea60@1-1:1.0"),
        ] {
            let devices = vec![device("/dev/ttyUSB0", serial, Some("1-1:1.0"))];
            assert_eq!(identities(devices), [identity]);
        }
    }

    #[test]
    fn a_serial_number_that_two_boards_share_is_none() {
        let devices = vec![
            device("/dev/ttyUSB0", Some("SAME"), Some("1-1:1.0")),
            device("/dev/ttyUSB1", Some("SAME"), Some("1-2:1.0")),
        ];
        assert_eq!(identities(devices), ["usb:10c4:ea60@1-1:1.0", "usb:10c4:ea60@1-2:1.0"]);
        // Two ports of one board share it rightly.
        let devices = vec![
            device("/dev/ttyACM0", Some("ONE"), Some("1-1:1.0")),
            device("/dev/ttyACM1", Some("ONE"), Some("1-1:1.2")),
        ];
        assert_eq!(identities(devices), ["usb:10c4:ea60:ONE@1-1:1.0", "usb:10c4:ea60:ONE@1-1:1.2"]);
    }

    #[test]
    fn without_usb_the_address_is_the_identity() {
        assert_eq!(identities(vec![device("/dev/pts/3", None, None)]), ["/dev/pts/3"]);
    }

    #[test]
    fn a_name_may_be_cut_short_at_a_joint() {
        let mut devices = vec![device("/dev/ttyUSB0", Some("AB"), Some("1-1.4:1.0"))];
        assign(&mut devices);
        for (name, means) in [
            ("/dev/ttyUSB0", true),
            ("/dev/ttyUSB", false),
            ("usb:10c4:ea60:AB@1-1.4:1.0", true),
            ("usb:10c4:ea60:AB@1-1.4", true),
            ("usb:10c4:ea60:AB@1-1", false),
            ("usb:10c4:ea60:AB", true),
            ("usb:10c4:ea60:A", false),
            ("usb:10c4:ea60", true),
            ("usb:10c4", false),
            ("usb:", false),
        ] {
            assert_eq!(matches(name, &devices[0]), means, "{name}");
        }
    }
}

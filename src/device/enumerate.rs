//! The list of serial ports.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

use std::path::{Path, PathBuf};

use super::choose::first_ports;
use super::{System, attached, holder, identity};
use crate::model::{Device, DeviceState, Identity, UsbInfo};

/// Every serial port of this computer that has hardware behind it, in the order of
/// their names.
pub fn list() -> Vec<Device> {
    list_of(&System::default())
}

/// As [`list`], on a made-up system.
pub fn list_of(system: &System) -> Vec<Device> {
    let mut devices = ports_of(system);
    mark_busy(system, &mut devices);
    devices.extend(loaders(system));
    devices
}

/// Chips in a boot loader that has no port, so that nobody looks for them in vain.
fn loaders(system: &System) -> Vec<Device> {
    let mut devices: Vec<Device> = (attached(system).into_iter())
        .filter_map(|one| {
            let loader = one.loader.filter(|_| !one.has_port)?;
            let usb = UsbInfo {
                vid: one.vid,
                pid: one.pid,
                vendor: None,
                product: one.product,
                serial: None,
                path: Some(one.socket.clone()),
                interface: None,
            };
            Some(Device {
                usb: Some(usb),
                description: Some(loader.description.to_owned()),
                state: if loader.drive { DeviceState::Drive } else { DeviceState::Loader },
                ..bare(&format!("usb {}", one.socket))
            })
        })
        .collect();
    identity::assign(&mut devices);
    devices
}

/// The list without who holds what, which takes a look at every process.
fn ports_of(system: &System) -> Vec<Device> {
    #[cfg(target_os = "linux")]
    let mut devices = linux::ports(system);
    #[cfg(not(target_os = "linux"))]
    let mut devices = elsewhere::ports();
    devices.sort_by(|a, b| natural(&a.port).cmp(&natural(&b.port)));
    devices.dedup_by(|a, b| a.port == b.port);
    identity::assign(&mut devices);
    leave_out_second_ports(&mut devices);
    devices
}

/// Of a board with several ports only the one with its REPL is a candidate.
fn leave_out_second_ports(devices: &mut [Device]) {
    let candidates = devices.iter().filter(|device| device.candidate);
    let firsts: Vec<String> =
        first_ports(candidates).into_iter().map(|device| device.port.clone()).collect();
    for device in devices {
        device.candidate &= firsts.contains(&device.port);
    }
}

/// The device at an address that a person named; the list knows it, or it is a bare
/// address: a pty, a port behind a link, one that is not there yet.
pub fn at(devices: &[Device], port: &str) -> Device {
    let listed = devices.iter().find(|device| identity::matches(port, device));
    let listed = listed.or_else(|| {
        let real = std::fs::canonicalize(port).ok()?;
        devices.iter().find(|device| Path::new(&device.port) == real)
    });
    listed.cloned().unwrap_or_else(|| bare(port))
}

/// The identity of what is at an address now.
pub fn identity_of(port: &str) -> Identity {
    at(&ports_of(&System::default()), port).identity
}

fn bare(port: &str) -> Device {
    Device {
        port: port.to_owned(),
        by_id: None,
        usb: None,
        description: None,
        candidate: false,
        state: DeviceState::Free,
        identity: Identity::Address(port.to_owned()),
        alias: None,
        hands_off: false,
    }
}

fn mark_busy(system: &System, devices: &mut [Device]) {
    if devices.is_empty() {
        return;
    }
    let held = {
        let ports: Vec<PathBuf> =
            devices.iter().map(|device| PathBuf::from(&device.port)).collect();
        holder::all(system, &|path| ports.iter().any(|port| port == path))
    };
    for device in devices {
        if let Some(holder) = held.get(Path::new(&device.port)) {
            device.state = DeviceState::Busy(holder.clone());
        }
    }
}

/// `ttyUSB10` comes after `ttyUSB9`.
fn natural(port: &str) -> (&str, u64) {
    let name = port.trim_end_matches(|c: char| c.is_ascii_digit());
    (name, port[name.len()..].parse().unwrap_or(0))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::device::made_up::{CP2102, MadeUp, Usb};
    use crate::model::Holder;

    #[test]
    fn a_usb_port_tells_all_it_knows() {
        let made_up = MadeUp::new();
        let port = made_up.plug("ttyUSB0", &CP2102);
        let by_id = made_up.by_id("usb-Silicon_Labs_CP2102_0001-if00-port0", "ttyUSB0");
        let devices = list_of(&made_up.system);
        let [device] = devices.as_slice() else { panic!("{devices:?}") };
        assert_eq!(device.port, port);
        assert_eq!(device.by_id.as_deref(), Some(by_id.as_str()));
        assert!(device.candidate);
        assert_eq!(device.description.as_deref(), Some("CP210x USB to UART bridge"));
        assert_eq!(device.identity.to_string(), "usb:10c4:ea60@1-1.4:1.0");
        let usb = device.usb.as_ref().unwrap();
        assert_eq!((usb.vid, usb.pid), (0x10c4, 0xea60));
        assert_eq!(usb.vendor.as_deref(), Some("Silicon Labs"));
        assert_eq!(usb.serial.as_deref(), Some("0001"));
        assert_eq!(usb.path.as_deref(), Some("1-1.4:1.0"));
        assert_eq!(device.state, DeviceState::Free);
    }

    #[test]
    fn ports_come_in_the_order_of_their_numbers() {
        let made_up = MadeUp::new();
        for number in [10, 2, 0] {
            let socket = format!("1-{number}");
            made_up.plug(&format!("ttyACM{number}"), &Usb { socket: &socket, ..CP2102 });
        }
        let devices = list_of(&made_up.system);
        let names: Vec<_> =
            devices.iter().map(|device| device.port.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["ttyACM0", "ttyACM2", "ttyACM10"]);
    }

    #[test]
    fn what_has_no_hardware_is_left_out_and_the_computers_own_is_no_candidate() {
        let made_up = MadeUp::new();
        made_up.virtual_tty("tty0");
        made_up.virtual_tty("ptmx");
        made_up.built_in("ttyS0", "0");
        let console = made_up.built_in("ttyAMA0", "32");
        made_up.consoles("tty0 ttyAMA0");
        let own = made_up.built_in("ttyS1", "4");
        let devices = list_of(&made_up.system);
        let ports: Vec<_> = devices.iter().map(|device| device.port.as_str()).collect();
        assert_eq!(ports, [console.as_str(), own.as_str()]);
        assert!(devices.iter().all(|device| !device.candidate));
        assert_eq!(devices[0].description.as_deref(), Some("console of this computer"));
        assert_eq!(devices[1].description.as_deref(), Some("serial port of this computer"));
    }

    #[test]
    fn a_port_without_a_node_is_not_there_yet() {
        let made_up = MadeUp::new();
        let port = made_up.plug("ttyUSB0", &CP2102);
        std::fs::remove_file(port).unwrap();
        // a link whose end is gone is no node either
        made_up.plug_to("ttyUSB1", &CP2102, Path::new("/nowhere"));
        assert_eq!(list_of(&made_up.system), []);
    }

    #[test]
    fn an_unknown_adapter_is_listed_and_is_no_candidate() {
        let made_up = MadeUp::new();
        made_up.plug("ttyACM0", &Usb { vid: "046d", pid: "c31c", ..CP2102 });
        let devices = list_of(&made_up.system);
        assert!(!devices[0].candidate);
        assert_eq!(devices[0].description, None);
    }

    #[test]
    fn a_busy_port_says_who_has_it() {
        let made_up = MadeUp::new();
        let port = made_up.plug("ttyUSB0", &CP2102);
        made_up.process(7, "screen", "screen\0", &[("4", &port)]);
        let holder = Holder { pid: 7, name: "screen".into() };
        assert_eq!(list_of(&made_up.system)[0].state, DeviceState::Busy(holder));
    }

    #[test]
    fn a_chip_in_its_boot_loader_is_listed_and_is_no_candidate() {
        let made_up = MadeUp::new();
        let pico = Usb { vid: "2e8a", pid: "0003", socket: "1-2", interface: "0", serial: "" };
        made_up.attach(&pico, Some("usb-storage"));
        let devices = list_of(&made_up.system);
        let [device] = devices.as_slice() else { panic!("{devices:?}") };
        assert_eq!((&*device.port, &device.state), ("usb 1-2", &DeviceState::Drive));
        assert!(!device.candidate);
        assert_eq!(device.identity.to_string(), "usb:2e8a:0003@1-2");
    }

    #[test]
    fn an_address_finds_its_device_through_a_link_or_stands_alone() {
        let made_up = MadeUp::new();
        let port = made_up.plug("ttyUSB0", &CP2102);
        let link = made_up.system.dev.join("lamp");
        std::os::unix::fs::symlink(&port, &link).unwrap();
        let devices = list_of(&made_up.system);
        assert_eq!(at(&devices, link.to_str().unwrap()).port, port);
        assert_eq!(at(&devices, "/dev/pts/7").identity, Identity::Address("/dev/pts/7".into()));
    }
}

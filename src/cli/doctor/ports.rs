//! Ports: whether there are any, whether they may be opened, and who gets in the way.

use std::path::Path;

use super::{Check, Health, Host};
use crate::device::{Attached, attached, has_usb, list_of};
use crate::model::{Device, DeviceState};

/// The groups that distributions give serial ports to: Debian and Fedora, Arch.
const USUAL: [&str; 2] = ["dialout", "uucp"];

pub(super) fn checks(host: &Host) -> Vec<Check> {
    let devices = list_of(&host.system);
    let attached = attached(&host.system);
    let mut checks = vec![plugged_in(host, &devices, &attached)];
    checks.extend(attached.iter().filter_map(without_port));
    checks.extend(permission(host, &devices));
    checks.extend(busy(&devices));
    checks.extend(modem_manager(host));
    checks.extend(brltty(host, &attached));
    checks
}

fn plugged_in(host: &Host, devices: &[Device], attached: &[Attached]) -> Check {
    const NAME: &str = "boards";
    let names: Vec<&str> = (devices.iter())
        .filter(|device| device.candidate)
        .map(|device| device.port.as_str())
        .collect();
    if !names.is_empty() {
        return Check::new(NAME, Health::Good, names.join(", "));
    }
    if !attached.is_empty() {
        // each of them has a line of its own
        let found = "what is plugged in has no serial port";
        return Check::new(NAME, Health::Warn, found);
    }
    if host.read("proc/version").is_some_and(|version| version.to_lowercase().contains("microsoft"))
    {
        return Check::new(NAME, Health::Bad, "WSL does not show this computer's USB by itself")
            .fix("In Windows: usbipd list, then usbipd bind --busid BUSID and usbipd attach --wsl --busid BUSID");
    }
    if !has_usb(&host.system) {
        return Check::new(NAME, Health::Warn, "no USB at all is visible here, as in a container")
            .fix("Run mpdeck on the computer that has the boards; in Docker add --device /dev/ttyUSB0");
    }
    Check::new(NAME, Health::Warn, "none is plugged in, as far as USB shows").fix(
        "If one is: try another cable, many only charge and carry no data; then another socket, without a hub",
    )
}

/// Plugged in, but with nothing that could be opened.
fn without_port(one: &Attached) -> Option<Check> {
    let (name, socket) = (one.description, &one.socket);
    if let Some(loader) = one.loader {
        let found = format!("{name} at USB {socket}");
        let fix = if loader.drive {
            "Copy a .uf2 file to its drive, or press RESET to leave the boot loader"
        } else {
            "Flash it, or press RESET to leave the boot loader"
        };
        return Some(Check::new("boot loader", Health::Info, found).fix(fix));
    }
    if one.has_port {
        return None;
    }
    let module = match one.vid {
        0x10c4 => "cp210x",
        0x1a86 => "ch341",
        0x0403 => "ftdi_sio",
        0x067b => "pl2303",
        _ => "cdc_acm",
    };
    let taken = one.drivers.iter().any(|driver| driver == "usbfs");
    let why = if taken { "a program has taken its port away" } else { "no driver made a port" };
    let fix = if taken {
        "If brltty is named below, remove it; then unplug the board and plug it in again".to_owned()
    } else {
        format!(
            "sudo modprobe {module}   (if there is none: sudo apt install linux-modules-extra-$(uname -r))"
        )
    };
    let found = format!("{name} at USB {socket}: {why}");
    Some(Check::new("driver", Health::Bad, found).fix(fix))
}

fn permission(host: &Host, devices: &[Device]) -> Vec<Check> {
    const NAME: &str = "permission";
    let ports: Vec<&Device> = devices.iter().filter(|device| device.candidate).collect();
    let mut checks: Vec<Check> =
        ports.iter().filter_map(|device| refused(host, &device.port)).collect();
    // one line of advice is enough for all ports of one group
    checks.dedup_by(|a, b| a.fix == b.fix);
    if !checks.is_empty() {
        return checks;
    }
    if !ports.is_empty() {
        return vec![Check::new(NAME, Health::Good, "every board's port may be opened")];
    }
    // nothing is plugged in: the usual group tells in advance
    if host.login.uid == 0 {
        return Vec::new();
    }
    let Some((name, gid)) = USUAL.iter().find_map(|name| Some((*name, host.group_named(name)?)))
    else {
        return Vec::new();
    };
    let check = if host.login.groups.contains(&gid) {
        Check::new(NAME, Health::Good, format!("you are in the group {name}"))
    } else {
        outside(host, gid, format!("you are not in the group {name}, which serial ports belong to"))
    };
    vec![check]
}

fn refused(host: &Host, port: &str) -> Option<Check> {
    let access = host.may_open(Path::new(port)).filter(|access| !access.may)?;
    if !access.group_may || access.gid == 0 {
        let rule = r#"KERNEL=="ttyUSB*|ttyACM*", MODE="0660", GROUP="dialout""#;
        return Some(
            Check::new("permission", Health::Bad, format!("only root may open {port}")).fix(
                format!(
                    "echo '{rule}' | sudo tee /etc/udev/rules.d/60-serial.rules && sudo udevadm control --reload && sudo udevadm trigger"
                ),
            ),
        );
    }
    let name = host.group(access.gid).map_or_else(|| access.gid.to_string(), |group| group.name);
    Some(outside(
        host,
        access.gid,
        format!("{port} belongs to the group {name}, and you are not in it"),
    ))
}

/// The user is not in a group, or this login does not know it yet.
fn outside(host: &Host, gid: u32, found: String) -> Check {
    let group = host.group(gid);
    let name = group.as_ref().map_or_else(|| gid.to_string(), |group| group.name.clone());
    let user = host.user();
    let listed = group.is_some_and(|group| {
        user.as_ref().is_some_and(|user| group.members.iter().any(|member| member == user))
    });
    if listed {
        let found = format!("you were added to the group {name} after you logged in");
        return Check::new("permission", Health::Bad, found).fix(format!(
            "Log out and in again (tmux too: tmux kill-server); for one shell: newgrp {name}"
        ));
    }
    let user = user.unwrap_or_else(|| "$USER".to_owned());
    Check::new("permission", Health::Bad, found)
        .fix(format!("sudo usermod -aG {name} {user}   then log out and in again"))
}

fn busy(devices: &[Device]) -> Vec<Check> {
    let held = devices.iter().filter_map(|device| match &device.state {
        DeviceState::Busy(holder) => Some((device, holder)),
        _ => None,
    });
    held.map(|(device, holder)| {
        let found = format!("{} is in use by {} (pid {})", device.port, holder.name, holder.pid);
        if holder.name == "mpdeck" {
            return Check::new("in use", Health::Info, found);
        }
        Check::new("in use", Health::Warn, found)
            .fix(format!("Close that program, or: kill {}", holder.pid))
    })
    .collect()
}

/// It talks modem commands to new serial ports, which end up in the REPL.
fn modem_manager(host: &Host) -> Option<Check> {
    host.runs("ModemManager").then(|| {
        let found = "it runs, and may open and disturb a board for a while after plug-in";
        Check::new("ModemManager", Health::Warn, found)
            .fix("sudo systemctl disable --now ModemManager   (unless you have a mobile modem)")
    })
}

/// It takes CH340 and CP2102 adapters for Braille displays.
fn brltty(host: &Host, attached: &[Attached]) -> Option<Check> {
    let rules = ["usr/lib/udev/rules.d", "lib/udev/rules.d", "etc/udev/rules.d"];
    let claims = rules.iter().flat_map(|folder| host.list(folder)).any(|path| {
        let named = path.file_name().is_some_and(|name| name.to_string_lossy().contains("brltty"));
        named
            && std::fs::read_to_string(&path).is_ok_and(|text| {
                let text = text.to_lowercase();
                text.lines().any(|line| {
                    !line.trim_start().starts_with('#')
                        && (line.contains("1a86/7523") || line.contains("10c4/ea60"))
                })
            })
    });
    let runs = host.runs("brltty");
    if !claims && !runs {
        return None;
    }
    let taken = attached.iter().any(|one| one.drivers.iter().any(|driver| driver == "usbfs"));
    let (health, found) = match (taken, claims) {
        (true, _) => (Health::Bad, "it has taken a board's adapter for a Braille display"),
        (_, true) => (Health::Warn, "it takes CH340 or CP2102 adapters for Braille displays"),
        (_, false) => {
            (Health::Info, "it runs; if a board's port vanishes after plug-in, it is why")
        }
    };
    Some(
        Check::new("brltty", health, found).fix(
            "sudo apt remove brltty   (unless you read Braille), then plug the board in again",
        ),
    )
}

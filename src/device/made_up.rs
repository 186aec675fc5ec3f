//! A made-up `/dev`, `/sys` and `/proc` for tests.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::System;

pub(crate) struct MadeUp {
    pub system: System,
    root: PathBuf,
    // Kept for its end, which removes the folder.
    _folder: tempfile::TempDir,
}

/// One USB serial port.
#[derive(Clone, Copy)]
pub(crate) struct Usb<'a> {
    pub vid: &'a str,
    pub pid: &'a str,
    pub socket: &'a str,
    pub interface: &'a str,
    pub serial: &'a str,
}

pub(crate) const CP2102: Usb<'static> =
    Usb { vid: "10c4", pid: "ea60", socket: "1-1.4", interface: "0", serial: "0001" };

impl MadeUp {
    pub fn new() -> MadeUp {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let system = System::below(&root);
        for path in [&system.dev, &system.sys.join("class/tty"), &system.proc] {
            fs::create_dir_all(path).unwrap();
        }
        MadeUp { system, root, _folder: folder }
    }

    /// A node in `/dev`, by its full path.
    pub fn node(&self, name: &str) -> String {
        let path = self.system.dev.join(name);
        fs::write(&path, "").unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Plugs a USB port in: sysfs first, then the node, as the kernel does.
    pub fn plug(&self, name: &str, usb: &Usb<'_>) -> String {
        self.show(name, usb);
        self.node(name)
    }

    /// The same, with something behind the node: a pty.
    pub fn plug_to(&self, name: &str, usb: &Usb<'_>, target: &Path) -> String {
        self.show(name, usb);
        let node = self.system.dev.join(name);
        symlink(target, &node).unwrap();
        node.to_str().unwrap().to_owned()
    }

    /// Its part of sysfs.
    fn show(&self, name: &str, usb: &Usb<'_>) {
        let device = self.root.join("sys/devices/usb1").join(usb.socket);
        let interface = device.join(format!("{}:1.{}", usb.socket, usb.interface));
        // usb-serial drivers put a port between interface and tty; cdc-acm does not.
        let port =
            if name.starts_with("ttyUSB") { interface.join(name) } else { interface.clone() };
        let tty = port.join("tty").join(name);
        fs::create_dir_all(&tty).unwrap();
        fs::write(interface.join("bInterfaceNumber"), format!("0{}\n", usb.interface)).unwrap();
        for (file, text) in [
            ("idVendor", usb.vid),
            ("idProduct", usb.pid),
            ("manufacturer", "Silicon\u{1b} Labs"),
            ("product", "CP2102 USB to UART Bridge Controller"),
            ("serial", usb.serial),
        ] {
            fs::write(device.join(file), format!("{text}\n")).unwrap();
        }
        let _ = symlink(&port, tty.join("device"));
        let _ = symlink(&tty, self.class(name));
        self.on_bus(usb.socket);
    }

    /// A USB device without a serial port, with the driver of its one interface.
    pub fn attach(&self, usb: &Usb<'_>, driver: Option<&str>) {
        let device = self.root.join("sys/devices/usb1").join(usb.socket);
        let interface = device.join(format!("{}:1.{}", usb.socket, usb.interface));
        fs::create_dir_all(&interface).unwrap();
        fs::write(interface.join("bInterfaceNumber"), format!("0{}\n", usb.interface)).unwrap();
        for (file, text) in [("idVendor", usb.vid), ("idProduct", usb.pid)] {
            fs::write(device.join(file), format!("{text}\n")).unwrap();
        }
        if let Some(driver) = driver {
            let drivers = self.root.join("sys/bus/usb/drivers").join(driver);
            fs::create_dir_all(&drivers).unwrap();
            symlink(drivers, interface.join("driver")).unwrap();
        }
        self.on_bus(usb.socket);
    }

    fn on_bus(&self, socket: &str) {
        let bus = self.root.join("sys/bus/usb/devices");
        fs::create_dir_all(&bus).unwrap();
        let _ = symlink(self.root.join("sys/devices/usb1").join(socket), bus.join(socket));
    }

    /// A file anywhere below the root: `etc/group`.
    pub fn file(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn root(&self) -> &std::path::Path {
        &self.root
    }

    /// A port of the computer itself; `kind` is what its `type` file says.
    pub fn built_in(&self, name: &str, kind: &str) -> String {
        let port = self.root.join("sys/devices/platform/serial");
        let tty = port.join("tty").join(name);
        fs::create_dir_all(&tty).unwrap();
        fs::write(tty.join("type"), format!("{kind}\n")).unwrap();
        symlink(&port, tty.join("device")).unwrap();
        symlink(&tty, self.class(name)).unwrap();
        self.node(name)
    }

    /// A terminal with nothing behind it: `tty0`, `ptmx`.
    pub fn virtual_tty(&self, name: &str) {
        fs::create_dir_all(self.class(name)).unwrap();
        self.node(name);
    }

    pub fn unplug(&self, name: &str) {
        fs::remove_file(self.class(name)).unwrap();
        fs::remove_file(self.system.dev.join(name)).unwrap();
    }

    /// The stable name that udev gives.
    pub fn by_id(&self, id: &str, name: &str) -> String {
        let folder = self.system.dev.join("serial/by-id");
        fs::create_dir_all(&folder).unwrap();
        symlink(format!("../../{name}"), folder.join(id)).unwrap();
        folder.join(id).to_str().unwrap().to_owned()
    }

    /// What the kernel prints on.
    pub fn consoles(&self, names: &str) {
        let console = self.class("console");
        fs::create_dir_all(&console).unwrap();
        fs::write(console.join("active"), format!("{names}\n")).unwrap();
    }

    pub fn process(&self, pid: u32, comm: &str, line: &str, files: &[(&str, &str)]) {
        let process = self.system.proc.join(pid.to_string());
        fs::create_dir_all(process.join("fd")).unwrap();
        fs::write(process.join("comm"), format!("{comm}\n")).unwrap();
        fs::write(process.join("cmdline"), line).unwrap();
        for (number, path) in files {
            symlink(path, process.join("fd").join(number)).unwrap();
        }
    }

    fn class(&self, name: &str) -> PathBuf {
        self.system.sys.join("class/tty").join(name)
    }
}

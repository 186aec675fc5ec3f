//! Which process has a port open, as far as we may look.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::System;
use super::clean::clean;
use crate::model::Holder;

/// The other process that has `port` open; none if there is none, or none that this
/// user may look into.
pub fn of(port: &str) -> Option<Holder> {
    of_in(&System::default(), port)
}

/// As [`of`], on a made-up system.
pub fn of_in(system: &System, port: &str) -> Option<Holder> {
    let port = fs::canonicalize(port).unwrap_or_else(|_| PathBuf::from(port));
    all(system, &|path| path == port).remove(&port)
}

/// Every process but our own that has one of the wanted paths open, by path. Of several
/// the oldest (lowest) is named.
pub(super) fn all(system: &System, wanted: &dyn Fn(&Path) -> bool) -> HashMap<PathBuf, Holder> {
    let mut pids: Vec<u32> = fs::read_dir(&system.proc)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| *pid != std::process::id())
        .collect();
    pids.sort_unstable();
    let mut holders = HashMap::new();
    for pid in pids {
        let process = system.proc.join(pid.to_string());
        let files = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        for path in files.filter_map(|entry| fs::read_link(entry.path()).ok()) {
            if wanted(&path) {
                holders.entry(path).or_insert_with(|| Holder { pid, name: name(&process) });
            }
        }
    }
    holders
}

/// The program's name; of a script the script's, since `python3` tells nobody what to
/// close.
fn name(process: &Path) -> String {
    let comm = fs::read_to_string(process.join("comm")).unwrap_or_default();
    let comm = clean(&comm).unwrap_or_else(|| "?".to_owned());
    if !["python", "node", "ruby", "perl", "java"].iter().any(|runs| comm.starts_with(runs)) {
        return comm;
    }
    let line = fs::read(process.join("cmdline")).unwrap_or_default();
    let line = String::from_utf8_lossy(&line).into_owned();
    let script = line.split('\0').skip(1).find(|word| !word.is_empty() && !word.starts_with('-'));
    let script = script.and_then(|word| word.rsplit('/').next()).and_then(clean);
    script.unwrap_or(comm)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::device::made_up::MadeUp;

    #[test]
    fn names_the_program_that_has_the_port() {
        let made_up = MadeUp::new();
        let port = made_up.node("ttyUSB0");
        assert_eq!(of_in(&made_up.system, &port), None);
        made_up.process(4711, "screen", "screen\0/dev/ttyUSB0\0", &[("3", &port)]);
        let holder = of_in(&made_up.system, &port);
        assert_eq!(holder, Some(Holder { pid: 4711, name: "screen".into() }));
    }

    #[test]
    fn names_the_script_behind_an_interpreter() {
        let made_up = MadeUp::new();
        let port = made_up.node("ttyUSB0");
        let line = "/usr/bin/python3\0-u\0/usr/local/bin/mpremote\0repl\0";
        made_up.process(12, "python3", line, &[("5", &port)]);
        assert_eq!(
            of_in(&made_up.system, &port).map(|holder| holder.name),
            Some("mpremote".into())
        );
    }

    #[test]
    fn a_link_to_the_port_is_followed() {
        let made_up = MadeUp::new();
        let port = made_up.node("ttyUSB0");
        let link = made_up.system.dev.join("lamp");
        std::os::unix::fs::symlink(&port, &link).unwrap();
        made_up.process(12, "minicom\u{1b}", "minicom\0", &[("5", &port)]);
        let holder = of_in(&made_up.system, link.to_str().unwrap());
        assert_eq!(holder.map(|holder| holder.name), Some("minicom".into()));
    }

    #[test]
    fn we_do_not_name_ourselves() {
        let made_up = MadeUp::new();
        let port = made_up.node("ttyUSB0");
        made_up.process(std::process::id(), "mpdeck", "mpdeck\0", &[("5", &port)]);
        assert_eq!(of_in(&made_up.system, &port), None);
    }
}

//! The info page: what a board is, how it stands, what it can do.

use super::text::{apart, clock};
use crate::cli::clean::name;
use crate::model::{BoardFacts, BoardInfo, Capabilities};

/// Columns that a list of modules fills.
const WIDTH: usize = 62;

pub(super) fn lines(
    port: &str,
    info: &BoardInfo,
    facts: &BoardFacts,
    ahead: Option<i64>,
) -> Vec<String> {
    let mut rows = vec![("port", port.to_owned()), ("chip", info.chip().to_owned())];
    let mut some = |what, is: Option<String>| rows.extend(is.map(|is| (what, is)));
    some("machine", Some(info.machine.clone()));
    some("firmware", Some(format!("{} {}", info.implementation, info.version)));
    some("build", Some(info.build.clone()));
    some("platform", Some(info.platform.clone()));
    some("clock rate", info.frequency_hz.map(|hertz| format!("{} MHz", hertz / 1_000_000)));
    some("unique id", info.unique_id.clone());
    some("MAC", facts.mac.as_deref().map(address));
    some("reset reason", facts.reset_reason.clone());
    let heap = format!("{} bytes free, {} used", info.heap_free, info.heap_used);
    some("heap", Some(heap));
    some("flash chip", facts.flash_bytes.map(|bytes| format!("{bytes} bytes")));
    some(
        "file system",
        info.space.as_ref().map(|space| {
            format!("{} bytes free of {} at {}", space.free, space.total, space.mount)
        }),
    );
    for mount in &facts.mounts {
        some("mounted", Some(format!("{} ({})", mount.mount, mount.kind)));
    }
    some("boot folder", Some(info.boot_folder.to_string()));
    some("clock", facts.clock.as_ref().map(|time| format!("{}{}", clock(time), apart(ahead))));
    some("clock since", info.epoch.map(|year| year.to_string()));
    some(
        ".mpy",
        info.mpy
            .map(|mpy| format!("version {}.{}, arch {}", mpy.version, mpy.sub_version, mpy.arch)),
    );
    some("can", Some(abilities(&info.capabilities, true)));
    some("cannot", Some(abilities(&info.capabilities, false)));
    let rows = rows.into_iter().filter(|(_, is)| !is.is_empty());
    let mut lines: Vec<String> =
        rows.map(|(what, is)| format!("{what:<13} {}", name(&is))).collect();
    lines.extend(modules(&facts.modules));
    lines
}

/// `a0:b1:c2:d3:e4:f5`
fn address(hex: &str) -> String {
    let bytes: Vec<String> =
        hex.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).into_owned()).collect();
    bytes.join(":")
}

fn abilities(can: &Capabilities, wanted: bool) -> String {
    let inflate = can.inflate.as_deref().map(|how| format!("inflate ({how})"));
    let all = [
        (can.raw_paste, "raw paste"),
        (can.folders, "folders"),
        (can.rename, "rename"),
        (can.stat, "stat"),
        (can.statvfs, "free space"),
        (can.sha256, "sha256"),
        (can.crc32, "crc32"),
        (can.inflate.is_some(), inflate.as_deref().unwrap_or("inflate")),
        (can.stdin, "stdin"),
        (can.binary_out, "binary output"),
        (can.kbd_intr, "kbd_intr"),
        (can.rtc, "clock"),
    ];
    let named: Vec<&str> =
        all.iter().filter(|(has, _)| *has == wanted).map(|(_, what)| *what).collect();
    named.join(", ")
}

/// The list of built-in modules, broken between names.
fn modules(names: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in names {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + name.len() <= 14 + WIDTH => {
                line.push(' ');
                line.push_str(name);
            }
            last => {
                let what = if last.is_some() { "" } else { "modules" };
                lines.push(format!("{what:<13} {name}"));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_broken_between_names() {
        let names: Vec<String> = (0..30).map(|n| format!("module{n}")).collect();
        let lines = modules(&names);
        assert!(lines[0].starts_with("modules       module0 module1"), "{lines:?}");
        assert!(lines[1].starts_with("              module"), "{lines:?}");
        assert!(lines.iter().all(|line| line.len() <= 76), "{lines:?}");
        let words: usize = lines.iter().map(|line| line.split_whitespace().count()).sum();
        assert_eq!(words, 31);
        assert!(modules(&[]).is_empty());
    }

    #[test]
    fn an_address_is_written_as_people_write_it() {
        assert_eq!(address("a0b1c2d3e4f5"), "a0:b1:c2:d3:e4:f5");
    }
}

//! The lines for people.

use super::{Copied, Found};
use crate::cli::clean::name;
use crate::cli::doctor::{Check, Health};
use crate::model::{Device, DeviceState, Digest, Entry, RemotePath, ResetKind, Space};

impl Found {
    /// The lines of this result, safe for a terminal. The content of a file is one
    /// text cut at its line ends.
    pub fn lines(&self, unicode: bool) -> Vec<String> {
        match self {
            Found::Devices(devices) => self::devices(devices),
            Found::Doctor(checks) => checks.iter().flat_map(check).collect(),
            Found::Info { port, info, facts, ahead } => {
                super::info::lines(port, info, facts, *ahead)
            }
            Found::Folder { entries, long, .. } => {
                entries.iter().map(|entry| listed(entry, *long)).collect()
            }
            Found::Tree { path, entries } => tree(path, entries, unicode),
            Found::Spaces(spaces) => self::spaces(spaces),
            Found::Content { bytes, .. } => {
                let text = String::from_utf8_lossy(bytes);
                crate::cli::clean::text(&text).lines().map(str::to_owned).collect()
            }
            Found::Copied(all) => vec![copied(all)],
            Found::Removed(paths) => {
                paths.iter().map(|path| format!("removed {}", name(path.as_str()))).collect()
            }
            Found::Made(path) => vec![format!("made {}", name(path.as_str()))],
            Found::Moved { from, to } => {
                vec![format!("moved {} to {}", name(from.as_str()), name(to.as_str()))]
            }
            Found::Touched(path) => vec![format!("touched {}", name(path.as_str()))],
            Found::Hashes(hashes) => hashes
                .iter()
                .map(|(path, digest)| format!("{}  {}", hash(digest), name(path.as_str())))
                .collect(),
            Found::Value(value) => vec![crate::cli::clean::text(value)],
            Found::Clock { time, utc, set, ahead } => {
                let zone = if *utc { " UTC" } else { "" };
                let said = if *set { "clock set to " } else { "" };
                vec![format!("{said}{}{zone}{}", clock(time), apart(*ahead))]
            }
            Found::Reset(kind) => vec![match kind {
                ResetKind::Soft => "the interpreter restarts".to_owned(),
                ResetKind::Safe => "the interpreter restarted, without main.py".to_owned(),
                ResetKind::Hard => "the board restarts".to_owned(),
                ResetKind::Bootloader => "the board restarts into its boot loader".to_owned(),
            }],
            Found::Stopped(step) => {
                vec![format!("the board is at its prompt (by {})", step.what())]
            }
            Found::Ran => Vec::new(),
            Found::Told { lines, .. } => lines.clone(),
        }
    }
}

/// `2026-01-31T09:05:00`
pub(super) fn clock(time: &[u32; 8]) -> String {
    let [year, month, day, _, hour, minute, second, _] = time;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

pub(super) fn apart(ahead: Option<i64>) -> String {
    match ahead {
        None | Some(-2..=2) => String::new(),
        Some(seconds) => {
            let way = if seconds > 0 { "ahead of" } else { "behind" };
            format!(
                "  ({} {way} this computer; `mpdeck rtc --set` sets it)",
                duration(seconds.unsigned_abs())
            )
        }
    }
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn hash(digest: &Digest) -> String {
    match digest {
        Digest::Sha256(hex) => hex.clone(),
        Digest::Crc32(hex) => format!("crc32:{hex}"),
        Digest::Sum(hex) => format!("sum:{hex}"),
    }
}

fn listed(entry: &Entry, long: bool) -> String {
    let end = if entry.is_folder() { "/" } else { "" };
    let shown = format!("{}{end}", name(entry.path.name()));
    if !long {
        return shown;
    }
    let size = match (entry.is_folder(), entry.size) {
        (true, _) => String::new(),
        (false, Some(size)) => size.to_string(),
        (false, None) => "?".to_owned(),
    };
    let mount = if entry.mount { "  (another file system)" } else { "" };
    format!("{size:>10} {shown}{mount}")
}

fn tree(path: &RemotePath, entries: &[Entry], unicode: bool) -> Vec<String> {
    let mut lines = vec![name(path.as_str()).into_owned()];
    branch(path, entries, "", unicode, &mut lines);
    lines
}

fn branch(
    folder: &RemotePath,
    all: &[Entry],
    indent: &str,
    unicode: bool,
    lines: &mut Vec<String>,
) {
    let mut here: Vec<&Entry> =
        all.iter().filter(|entry| entry.path.parent().as_ref() == Some(folder)).collect();
    here.sort_by(|one, other| one.path.cmp(&other.path));
    let (fork, corner, bar) =
        if unicode { ("├── ", "└── ", "│   ") } else { ("|-- ", "`-- ", "|   ") };
    for (at, entry) in here.iter().enumerate() {
        let last = at + 1 == here.len();
        let end = if entry.is_folder() { "/" } else { "" };
        let joint = if last { corner } else { fork };
        lines.push(format!("{indent}{joint}{}{end}", name(entry.path.name())));
        if entry.is_folder() {
            let indent = format!("{indent}{}", if last { "    " } else { bar });
            branch(&entry.path, all, &indent, unicode, lines);
        }
    }
}

fn spaces(spaces: &[Space]) -> Vec<String> {
    let rows = spaces.iter().map(|space| {
        let percent = (space.used() * 100).checked_div(space.total);
        vec![
            name(space.mount.as_str()).into_owned(),
            space.total.to_string(),
            space.used().to_string(),
            space.free.to_string(),
            percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent}%")),
        ]
    });
    table(&["mount", "total", "used", "free", "use"], rows.collect(), &[1, 2, 3, 4])
}

fn devices(devices: &[Device]) -> Vec<String> {
    if devices.is_empty() {
        return Vec::new();
    }
    let rows = devices.iter().map(|device| {
        let usb = device.usb.as_ref();
        let field =
            |text: Option<&String>| text.map_or("-".to_owned(), |text| name(text).into_owned());
        vec![
            field(device.alias.as_ref()),
            name(&device.port).into_owned(),
            usb.map_or("-".to_owned(), |usb| format!("{:04x}:{:04x}", usb.vid, usb.pid)),
            field(usb.and_then(|usb| usb.vendor.as_ref())),
            field(usb.and_then(|usb| usb.product.as_ref()).or(device.description.as_ref())),
            field(usb.and_then(|usb| usb.serial.as_ref())),
            match &device.state {
                DeviceState::Free => "free".to_owned(),
                DeviceState::Ours => "open here".to_owned(),
                DeviceState::Busy(holder) => {
                    format!("busy: {} (pid {})", name(&holder.name), holder.pid)
                }
                DeviceState::Loader => "boot loader".to_owned(),
                DeviceState::Drive => "UF2 drive".to_owned(),
                DeviceState::Gone => "gone".to_owned(),
            },
            name(&device.identity.to_string()).into_owned(),
        ]
    });
    table(
        &["alias", "port", "usb", "vendor", "product", "serial", "state", "identity"],
        rows.collect(),
        &[],
    )
}

/// One line for what was found, one for what fixes it.
fn check(check: &Check) -> Vec<String> {
    let health = match check.health {
        Health::Good => "ok",
        Health::Info => "note",
        Health::Warn => "warn",
        Health::Bad => "BAD",
    };
    let found = crate::cli::clean::text(&check.found).replace('\n', " ");
    let mut lines = vec![format!("{health:<5} {:<13} {found}", check.name)];
    lines.extend(
        check
            .fix
            .as_ref()
            .map(|fix| format!("      fix: {}", crate::cli::clean::text(fix).replace('\n', " "))),
    );
    lines
}

fn copied(all: &[Copied]) -> String {
    let files = all.iter().filter(|one| one.size.is_some()).count();
    let bytes: u64 = all.iter().filter_map(|one| one.size).sum();
    let end = if files == 1 { "" } else { "s" };
    format!("copied {files} file{end}, {bytes} bytes")
}

/// Columns as wide as they need to be, at least two spaces apart.
fn table(head: &[&str], rows: Vec<Vec<String>>, right: &[usize]) -> Vec<String> {
    let head: Vec<String> = head.iter().map(|text| (*text).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                if column > 0 {
                    line.push_str("  ");
                }
                if right.contains(&column) {
                    line.push_str(&format!("{cell:>width$}"));
                } else {
                    line.push_str(&format!("{cell:<width$}"));
                }
            }
            line.trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EntryKind;

    fn path(text: &str) -> RemotePath {
        RemotePath::parse(text, &RemotePath::root()).unwrap()
    }

    fn entry(text: &str, size: Option<u64>) -> Entry {
        let kind = if size.is_some() { EntryKind::File } else { EntryKind::Folder };
        Entry { path: path(text), kind, size: size.or(Some(0)), digest: None, mount: false }
    }

    fn some() -> Vec<Entry> {
        vec![
            entry("/lib", None),
            entry("/lib/\x1b[2J", Some(3)),
            entry("/lib/z", None),
            entry("/main.py", Some(1234)),
        ]
    }

    #[test]
    fn lists_names_and_sizes() {
        let found =
            |long| Found::Folder { path: path("/"), entries: some(), long }.lines(true).join("\n");
        assert_eq!(found(false), "lib/\n\"\\x1b[2J\"\nz/\nmain.py");
        assert_eq!(
            found(true),
            "           lib/\n         3 \"\\x1b[2J\"\n           z/\n      1234 main.py"
        );
    }

    #[test]
    fn draws_a_tree() {
        let found = |unicode| Found::Tree { path: path("/"), entries: some() }.lines(unicode);
        assert_eq!(
            found(true),
            ["/", "├── lib/", "│   ├── \"\\x1b[2J\"", "│   └── z/", "└── main.py"]
        );
        assert_eq!(
            found(false),
            ["/", "|-- lib/", "|   |-- \"\\x1b[2J\"", "|   `-- z/", "`-- main.py"]
        );
    }

    #[test]
    fn says_how_full_it_is() {
        let space = Space { mount: path("/"), total: 2000, free: 500 };
        assert_eq!(
            Found::Spaces(vec![space]).lines(true),
            ["mount  total  used  free  use", "/       2000  1500   500  75%"]
        );
    }

    #[test]
    fn says_how_far_the_clock_is_off() {
        let found = |ahead| {
            let time = [2026, 1, 31, 5, 9, 5, 0, 0];
            Found::Clock { time, utc: false, set: false, ahead: Some(ahead) }.lines(true).join("")
        };
        assert_eq!(found(1), "2026-01-31T09:05:00");
        assert!(found(-7300).contains("2 h behind this computer"), "{}", found(-7300));
    }
}

//! The system's table of mounts.

use std::path::PathBuf;

/// The folders where FAT file systems are mounted: a UF2 drive is one. Others are not
/// looked into, for a network folder that is away would hold us up.
pub(super) fn folders(table: &str) -> Vec<PathBuf> {
    let folder = |line: &str| {
        let mut fields = line.split(' ');
        let (folder, kind) = (fields.nth(1)?, fields.next()?);
        matches!(kind, "vfat" | "msdos").then(|| PathBuf::from(plain(folder)))
    };
    table.lines().filter_map(folder).collect()
}

/// A name of the table, where `\040` stands for a space.
fn plain(name: &str) -> String {
    let mut parts = name.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(code) => {
                plain.push(char::from(code));
                plain.push_str(&part[3..]);
            }
            None => {
                plain.push('\\');
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_where_drives_are_mounted() {
        let table = "sysfs /sys sysfs rw 0 0\n\
            /dev/sda1 /media/pi/RPI-RP2 vfat rw,nosuid 0 0\n\
            /dev/sdb1 /media/my\\040boards/X\\134 vfat ro 0 0\n\
            host:/x /net nfs4 rw 0 0\nbroken\n";
        assert_eq!(
            folders(table),
            [PathBuf::from("/media/pi/RPI-RP2"), PathBuf::from("/media/my boards/X\\")]
        );
    }
}

//! Folders on which the system cannot tell us of changes.

use std::path::Path;

/// The kind of file system below a path, from the text of `/proc/self/mounts`, if
/// it is one where another computer can change files unheard.
pub fn unheard(mounts: &str, path: &Path) -> Option<String> {
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (_, place, kind) = (words.next()?, words.next()?, words.next()?);
        let place = unescape(place);
        path.starts_with(&place).then_some((place.len(), kind))
    });
    // of two on the same place the later one is what is seen
    let (_, kind) = mounts.max_by_key(|(length, _)| *length)?;
    is_unheard(kind).then(|| kind.to_owned())
}

fn is_unheard(kind: &str) -> bool {
    const KINDS: &[&str] = &[
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "vboxsf",
        "prl_fs",
        "drvfs",
        "afs",
        "ceph",
        "virtiofs",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.vmhgfs-fuse",
        "fuse.davfs",
        "davfs",
    ];
    KINDS.contains(&kind)
}

/// Blanks and backslashes stand as octal numbers: `\040`.
fn unescape(place: &str) -> String {
    let escapes = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    escapes.iter().fold(place.to_owned(), |place, (code, text)| place.replace(code, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_counts() {
        let mounts = "proc /proc proc rw 0 0\n\
                      /dev/sda1 / ext4 rw 0 0\n\
                      host:/x /mnt/a\\040b nfs4 rw 0 0\n\
                      /dev/sdb1 /mnt/a\\040b/local ext4 rw 0 0\n\
                      me@pi: /home/u/pi fuse.sshfs rw 0 0\n";
        for (path, kind) in [
            ("/home/u/p", None),
            ("/mnt/a b/p", Some("nfs4")),
            ("/mnt/a b/local/p", None),
            ("/home/u/pi", Some("fuse.sshfs")),
            ("/home/u/pine", None),
        ] {
            assert_eq!(unheard(mounts, Path::new(path)).as_deref(), kind, "{path}");
        }
    }
}

//! Which of the user's entries is about a device.

use super::{Memory, identity};
use crate::model::{Device, Identity};

/// Whether a name that a person wrote means this device: as [`identity::matches`], and
/// `uid:…` by where that board was seen last.
pub(super) fn means(name: &str, device: &Device, memory: Option<&Memory>) -> bool {
    if let Some(unique) = name.strip_prefix("uid:") {
        let seen = memory.and_then(|memory| memory.unique_id(&device.identity));
        let known = matches!(&device.identity, Identity::Unique(own) if own == unique);
        return known || seen == Some(unique);
    }
    identity::matches(name, device)
}

/// The most particular of the names that mean a device: its unique id, else the longest.
pub fn entry_of<'a>(
    device: &Device,
    names: impl IntoIterator<Item = &'a str>,
    memory: Option<&Memory>,
) -> Option<&'a str> {
    let meant = names.into_iter().filter(|name| means(name, device, memory));
    meant.max_by_key(|name| (name.starts_with("uid:"), name.len()))
}

/// Where the board of an identity is now; none where it is not plugged in, or its
/// identity is its address.
pub fn find(identity: &Identity) -> Option<String> {
    find_in(&super::list(), identity)
}

fn find_in(devices: &[Device], identity: &Identity) -> Option<String> {
    let there = |same: &dyn Fn(&Identity) -> bool| {
        devices.iter().find(|device| same(&device.identity)).map(|device| device.port.clone())
    };
    if matches!(identity, Identity::Address(_)) {
        return None;
    }
    there(&|other| other == identity).or_else(|| there(&|other| other.is_same(identity)))
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::device::list_of;
    use crate::device::made_up::{CP2102, MadeUp, Usb};

    #[test]
    fn the_most_particular_entry_holds() {
        let made_up = MadeUp::new();
        made_up.plug("ttyUSB0", &CP2102);
        let devices = list_of(&made_up.system);
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::load(folder.path());
        let names = ["usb:10c4:ea60", "usb:10c4:ea60@1-1.4", "uid:aabb", "usb:2e8a:0005"];
        let entry = |memory: &Memory| entry_of(&devices[0], names, Some(memory));
        assert_eq!(entry(&memory), Some("usb:10c4:ea60@1-1.4"));
        memory.note(&devices[0].identity, "aabb").unwrap();
        assert_eq!(entry(&memory), Some("uid:aabb"));
        assert_eq!(entry_of(&devices[0], ["lamp"], None), None);
    }

    #[test]
    fn a_board_is_found_at_its_new_port() {
        let made_up = MadeUp::new();
        let pico = Usb { vid: "2e8a", pid: "0005", socket: "1-1", interface: "0", serial: "E661" };
        made_up.plug("ttyACM0", &pico);
        let before = list_of(&made_up.system)[0].identity.clone();
        made_up.unplug("ttyACM0");
        assert_eq!(find_in(&list_of(&made_up.system), &before), None);
        // reset while something still held the old node: the kernel takes the next number
        let port = made_up.plug("ttyACM1", &pico);
        assert_eq!(find_in(&list_of(&made_up.system), &before), Some(port));
        made_up.unplug("ttyACM1");
        let port = made_up.plug("ttyACM0", &Usb { socket: "1-2", ..pico });
        assert_eq!(find_in(&list_of(&made_up.system), &before), Some(port));
        let address = Identity::Address("/dev/ttyACM0".into());
        assert_eq!(find_in(&list_of(&made_up.system), &address), None);
    }
}

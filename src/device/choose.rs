//! Which boards are meant.

use super::{Memory, at, identity, naming};
use crate::model::{Device, Problem};

/// What was asked for; empty lists say nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// From `--port`: paths, addresses, identities or aliases.
    pub ports: &'a [String],
    /// The project's boards.
    pub boards: &'a [String],
    /// The user's names for boards: alias and identity.
    pub aliases: &'a [(String, String)],
    /// Which unique id was last seen where.
    pub memory: Option<&'a Memory>,
    /// `--all`: every one of the project's boards, not just one.
    pub all: bool,
}

impl Wanted<'_> {
    fn means(&self, name: &str, device: &Device) -> bool {
        naming::means(name, device, self.memory)
    }
}

/// The boards that are meant: the named ones; else the project's; else the only
/// candidate. Never empty. More than one only where several were named or `all` was
/// said.
///
/// # Errors
/// No board, or several and nothing says which: the list, and what to do.
pub fn choose(devices: &[Device], wanted: Wanted<'_>) -> Result<Vec<Device>, Problem> {
    if !wanted.ports.is_empty() {
        let named: Result<Vec<_>, _> =
            wanted.ports.iter().map(|name| by_name(devices, wanted, name)).collect();
        return named.map(without_twins);
    }
    if !wanted.boards.is_empty() {
        return of_project(devices, wanted);
    }
    let candidates = first_ports(devices.iter().filter(|device| device.candidate));
    match candidates.as_slice() {
        [] => Err(nothing(devices)),
        [only] => Ok(vec![(*only).clone()]),
        several => Err(which(several)),
    }
}

fn by_name(devices: &[Device], wanted: Wanted<'_>, name: &str) -> Result<Device, Problem> {
    let alias = wanted.aliases.iter().find(|(alias, _)| alias == name);
    let meant = alias.map_or(name, |(_, identity)| identity.as_str());
    let found = first_ports(devices.iter().filter(|device| wanted.means(meant, device)));
    match found.as_slice() {
        [only] => Ok((*only).clone()),
        [] if is_identity(meant) => Err(Problem::no_board(
            format!("find the board {name}"),
            "it is not plugged in, as far as is known",
        )
        .next(listed(devices, advice(&[meant]), "There are"))),
        // Whether there is anything at this address, opening it tells.
        [] => Ok(at(devices, meant)),
        several => Err(which(several)),
    }
}

fn is_identity(name: &str) -> bool {
    name.starts_with("usb:") || name.starts_with("uid:")
}

/// The project's boards that are there now, by identity, alias or port. `awaited`: its
/// ports count also before they exist, for who waits until they can be opened.
pub fn present(devices: &[Device], wanted: Wanted<'_>, awaited: bool) -> Vec<Device> {
    let mut found = Vec::new();
    for name in wanted.boards {
        let alias = wanted.aliases.iter().find(|(alias, _)| alias == name);
        let meant = alias.map_or(name.as_str(), |(_, identity)| identity.as_str());
        let there = first_ports(devices.iter().filter(|device| wanted.means(meant, device)));
        if there.is_empty() && !is_identity(meant) {
            let device = at(devices, meant);
            if awaited || std::path::Path::new(&device.port).exists() {
                found.push(device);
            }
        }
        found.extend(there.into_iter().cloned());
    }
    without_twins(found)
}

/// Which of the project's boards are not there, as far as is known.
pub fn absent<'a>(devices: &[Device], wanted: Wanted<'a>) -> Vec<&'a str> {
    let gone = |name: &&String| {
        let alone = Wanted { boards: std::slice::from_ref(*name), ..wanted };
        present(devices, alone, false).is_empty()
    };
    wanted.boards.iter().filter(gone).map(String::as_str).collect()
}

fn of_project(devices: &[Device], wanted: Wanted<'_>) -> Result<Vec<Device>, Problem> {
    let found = present(devices, wanted, false);
    match found.as_slice() {
        [] => Err(Problem::no_board(
            "find the project's board",
            format!("none of {} is plugged in", wanted.boards.join(", ")),
        )
        .next(listed(devices, advice(wanted.boards), "There are"))),
        [_] => Ok(found),
        _ if wanted.all => Ok(found),
        several => {
            let problem = which(&several.iter().collect::<Vec<_>>());
            Err(problem.next("Name one with -p PORT, or take them all with --all."))
        }
    }
}

/// A unique id is known once the board was asked for it.
fn advice<T: AsRef<str>>(names: &[T]) -> &'static str {
    if names.iter().any(|name| name.as_ref().starts_with("uid:")) {
        "Plug it in. If it is, name its port once: `mpdeck -p PORT info` tells them apart by their unique ids from then on."
    } else {
        "Plug it in, or name another one with -p."
    }
}

/// A board with two ports has its REPL on the one that says so, else on the first one.
pub(super) fn first_ports<'a>(devices: impl Iterator<Item = &'a Device>) -> Vec<&'a Device> {
    let mut firsts: Vec<&Device> = Vec::new();
    for device in devices {
        let socket = device.usb.as_ref().and_then(identity::socket);
        let known = firsts.iter_mut().find(|first| {
            socket.is_some() && first.usb.as_ref().and_then(identity::socket) == socket
        });
        match known {
            Some(first) if rank(device) < rank(first) => *first = device,
            Some(_) => {}
            None => firsts.push(device),
        }
    }
    firsts
}

/// The lowest of a board's ports is likely to have the REPL: by what it calls itself,
/// then by its place.
fn rank(device: &Device) -> (u8, Option<&str>) {
    let usb = device.usb.as_ref();
    let name = usb.and_then(|usb| usb.interface.as_deref()).unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let rank = if says(&["repl", "console", "uart"]) {
        0
    } else if says(&["gdb", "debug", "data", "midi"]) {
        2
    } else {
        1
    };
    (rank, usb.and_then(|usb| usb.path.as_deref()))
}

fn without_twins(devices: Vec<Device>) -> Vec<Device> {
    let mut once: Vec<Device> = Vec::new();
    for device in devices {
        if once.iter().all(|other| other.port != device.port) {
            once.push(device);
        }
    }
    once
}

fn nothing(devices: &[Device]) -> Problem {
    let next = listed(
        devices,
        "Plug one in with a cable that carries data (some only charge), name its port with -p, \
         or try `mpdeck demo`.",
        "These ports do not look like a board",
    );
    Problem::no_board("find a board", "none is plugged in").next(next)
}

fn which(several: &[&Device]) -> Problem {
    let list: Vec<String> = several.iter().map(|device| line(device)).collect();
    Problem::no_board("find a board", format!("there are several: {}", list.join(", ")))
        .next("Name one with -p PORT.")
}

fn listed(devices: &[Device], advice: &str, intro: &str) -> String {
    if devices.is_empty() {
        return advice.to_owned();
    }
    let list: Vec<String> = devices.iter().map(line).collect();
    format!("{advice} {intro}: {}.", list.join(", "))
}

fn line(device: &Device) -> String {
    let product = device.usb.as_ref().and_then(|usb| usb.product.as_deref());
    match device.description.as_deref().or(product) {
        Some(what) => format!("{} ({what})", device.port),
        None => device.port.clone(),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::device::list_of;
    use crate::device::made_up::{CP2102, MadeUp, Usb};
    use crate::model::Exit;

    fn names(found: Result<Vec<Device>, Problem>) -> Result<Vec<String>, String> {
        found
            .map(|devices| {
                let last = |device: Device| device.port.rsplit('/').next().unwrap().to_owned();
                devices.into_iter().map(last).collect()
            })
            .map_err(|problem| {
                assert_eq!(problem.exit, Exit::NoBoard);
                problem.to_string()
            })
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_only_candidate_is_taken_and_several_are_listed() {
        let made_up = MadeUp::new();
        let said = names(choose(&[], Wanted::default())).unwrap_err();
        assert!(said.starts_with("find a board: none is plugged in. Plug one in"), "{said}");

        made_up.built_in("ttyS1", "4");
        let devices = list_of(&made_up.system);
        let said = names(choose(&devices, Wanted::default())).unwrap_err();
        assert!(said.contains("ttyS1 (serial port of this computer)"), "{said}");

        made_up.plug("ttyUSB0", &CP2102);
        let devices = list_of(&made_up.system);
        assert_eq!(names(choose(&devices, Wanted::default())), Ok(owned(&["ttyUSB0"])));

        made_up.plug("ttyUSB1", &Usb { socket: "1-2", ..CP2102 });
        let devices = list_of(&made_up.system);
        let said = names(choose(&devices, Wanted::default())).unwrap_err();
        assert!(said.contains("ttyUSB0 (CP210x USB to UART bridge), "), "{said}");
        assert!(said.ends_with("Name one with -p PORT."), "{said}");
    }

    #[test]
    fn a_named_one_is_taken_whatever_it_is() {
        let made_up = MadeUp::new();
        made_up.plug("ttyUSB0", &CP2102);
        made_up.plug("ttyUSB1", &Usb { socket: "1-2", ..CP2102 });
        let devices = list_of(&made_up.system);
        let aliases = [("lamp".to_owned(), "usb:10c4:ea60@1-2".to_owned())];
        for (ports, taken) in [
            (&["lamp"][..], Ok(&["ttyUSB1"][..])),
            (&["usb:10c4:ea60@1-1.4:1.0"], Ok(&["ttyUSB0"])),
            (&["/dev/pts/9"], Ok(&["9"])),
            (&["lamp", "usb:10c4:ea60@1-2", "usb:10c4:ea60@1-1.4"], Ok(&["ttyUSB1", "ttyUSB0"])),
            (&["usb:1234:5678"], Err("find the board usb:1234:5678: it is not plugged in, as far")),
            (&["usb:10c4:ea60"], Err("find a board: there are several")),
        ] {
            let ports = owned(ports);
            let wanted = Wanted { ports: &ports, aliases: &aliases, ..Wanted::default() };
            match (names(choose(&devices, wanted)), taken) {
                (Ok(found), Ok(taken)) => assert_eq!(found, owned(taken)),
                (Err(said), Err(start)) => assert!(said.starts_with(start), "{said}"),
                (found, _) => panic!("{ports:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn the_projects_boards_go_before_other_candidates() {
        let made_up = MadeUp::new();
        made_up.plug("ttyUSB0", &CP2102);
        made_up.plug("ttyUSB1", &Usb { socket: "1-2", ..CP2102 });
        let devices = list_of(&made_up.system);
        let boards = owned(&["usb:10c4:ea60@1-2", "usb:2e8a:0005"]);
        let wanted = Wanted { boards: &boards, ..Wanted::default() };
        assert_eq!(names(choose(&devices, wanted)), Ok(owned(&["ttyUSB1"])));

        let boards = owned(&["usb:10c4:ea60"]);
        let wanted = Wanted { boards: &boards, ..Wanted::default() };
        let said = names(choose(&devices, wanted)).unwrap_err();
        assert!(said.ends_with("or take them all with --all."), "{said}");
        let wanted = Wanted { all: true, ..wanted };
        assert_eq!(names(choose(&devices, wanted)), Ok(owned(&["ttyUSB0", "ttyUSB1"])));

        let boards = owned(&["usb:2e8a:0005"]);
        let wanted = Wanted { boards: &boards, ..Wanted::default() };
        let said = names(choose(&devices, wanted)).unwrap_err();
        assert!(said.contains("none of usb:2e8a:0005 is plugged in"), "{said}");
    }

    #[test]
    fn the_projects_boards_are_known_by_their_aliases_and_awaited_at_their_ports() {
        let made_up = MadeUp::new();
        made_up.plug("ttyUSB1", &Usb { socket: "1-2", ..CP2102 });
        let devices = list_of(&made_up.system);
        let aliases = [("lamp".to_owned(), "usb:10c4:ea60@1-2".to_owned())];
        let boards = owned(&["lamp", "/nowhere/ttyUSB7", "usb:2e8a:0005"]);
        let wanted = Wanted { boards: &boards, aliases: &aliases, ..Wanted::default() };
        let there = |awaited| names(Ok(present(&devices, wanted, awaited)));
        assert_eq!(there(false), Ok(owned(&["ttyUSB1"])));
        assert_eq!(there(true), Ok(owned(&["ttyUSB1", "ttyUSB7"])));
    }

    #[test]
    fn a_unique_id_is_found_where_it_was_last_seen() {
        let made_up = MadeUp::new();
        made_up.plug("ttyUSB0", &CP2102);
        made_up.plug("ttyUSB1", &Usb { socket: "1-2", ..CP2102 });
        let devices = list_of(&made_up.system);
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::load(folder.path());
        let boards = owned(&["uid:aabb"]);
        let said = {
            let wanted = Wanted { boards: &boards, memory: Some(&memory), ..Wanted::default() };
            names(choose(&devices, wanted)).unwrap_err()
        };
        assert!(said.contains("`mpdeck -p PORT info`"), "{said}");
        memory.note(&devices[1].identity, "aabb").unwrap();
        let wanted = Wanted { boards: &boards, memory: Some(&memory), ..Wanted::default() };
        assert_eq!(names(choose(&devices, wanted)), Ok(owned(&["ttyUSB1"])));
        let ports = boards.clone();
        let wanted = Wanted { ports: &ports, memory: Some(&memory), ..Wanted::default() };
        assert_eq!(names(choose(&devices, wanted)), Ok(owned(&["ttyUSB1"])));
    }

    #[test]
    fn a_board_with_two_ports_is_one_board() {
        let made_up = MadeUp::new();
        made_up.plug("ttyACM1", &Usb { interface: "0", ..CP2102 });
        made_up.plug("ttyACM0", &Usb { interface: "2", ..CP2102 });
        let devices = list_of(&made_up.system);
        assert_eq!(devices.len(), 2);
        let candidates: Vec<_> = devices.iter().filter(|device| device.candidate).collect();
        assert!(candidates.len() == 1 && candidates[0].port.ends_with("ttyACM1"));
        assert_eq!(names(choose(&devices, Wanted::default())), Ok(owned(&["ttyACM1"])));
        made_up.file("sys/devices/usb1/1-1.4/1-1.4:1.0/interface", "CDC data\n");
        let devices = list_of(&made_up.system);
        assert_eq!(names(choose(&devices, Wanted::default())), Ok(owned(&["ttyACM0"])));
        made_up.file("sys/devices/usb1/1-1.4/1-1.4:1.0/interface", "MicroPython REPL\n");
        let devices = list_of(&made_up.system);
        assert_eq!(names(choose(&devices, Wanted::default())), Ok(owned(&["ttyACM1"])));
    }
}

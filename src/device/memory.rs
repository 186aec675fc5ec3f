//! Which board was last seen behind which USB identity, so that a project can name its
//! boards by their unique ids. Only a hint: a probe has the last word.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::identity_of;
use crate::model::{Event, Identity, Listener};

/// The oldest are forgotten: a classroom's worth of boards, each in a few sockets.
const MOST: usize = 500;

/// A small file in the state folder: one line per identity, `usb:…`, a tab, `uid:…`.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    file: PathBuf,
    /// Identity and unique id, the newest last.
    seen: Vec<(String, String)>,
}

impl Memory {
    /// What is known so far; nothing where there is no file yet.
    pub fn load(state: &Path) -> Memory {
        let file = state.join("boards");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let seen = text.lines().filter_map(|line| {
            let (identity, unique) = line.split_once('\t')?;
            Some((identity.to_owned(), unique.strip_prefix("uid:")?.to_owned()))
        });
        Memory { seen: seen.collect(), file }
    }

    /// The unique id of the board that was last seen with this identity.
    pub fn unique_id(&self, identity: &Identity) -> Option<&str> {
        let identity = identity.to_string();
        let known = self.seen.iter().find(|(seen, _)| *seen == identity);
        known.map(|(_, unique)| unique.as_str())
    }

    /// A probe found this board. Addresses are not kept: the next board may get them.
    ///
    /// # Errors
    /// The file cannot be written; nothing else is lost by that.
    pub fn note(&mut self, identity: &Identity, unique_id: &str) -> io::Result<()> {
        let useless = unique_id.contains(['\t', '\n']) || !matches!(identity, Identity::Usb(_));
        if useless || self.unique_id(identity) == Some(unique_id) {
            return Ok(());
        }
        let identity = identity.to_string();
        self.seen.retain(|(seen, _)| *seen != identity);
        self.seen.push((identity, unique_id.to_owned()));
        let surplus = self.seen.len().saturating_sub(MOST);
        self.seen.drain(..surplus);
        self.store()
    }

    fn store(&self) -> io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        for (identity, unique) in &self.seen {
            writeln!(file, "{identity}\tuid:{unique}")?;
        }
        file.persist(&self.file).map(drop).map_err(|error| error.error)
    }
}

/// A listener that notes what probes of the board at `port` find, and passes every
/// event on. It writes only what is new: a small file, once per board and socket.
pub fn remembering(listener: Listener, state: &Path, port: &str) -> Listener {
    let (state, port) = (state.to_path_buf(), port.to_owned());
    Arc::new(move |event| {
        if let Event::Probed { info, .. } = &event
            && let Some(unique) = &info.unique_id
        {
            let noted = Memory::load(&state).note(&identity_of(&port), unique);
            if let Err(error) = noted {
                tracing::warn!(%error, "cannot remember the board");
            }
        }
        listener(event);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usb(text: &str) -> Identity {
        Identity::Usb(text.to_owned())
    }

    #[test]
    fn a_board_is_remembered_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let mut memory = Memory::load(&state);
        assert!(!state.exists(), "nothing is written before there is something to say");
        memory.note(&usb("10c4:ea60@1-1:1.0"), "e66164084359").unwrap();
        memory.note(&usb("10c4:ea60@1-2:1.0"), "aabb").unwrap();
        memory.note(&usb("10c4:ea60@1-1:1.0"), "ccdd").unwrap();
        let memory = Memory::load(&state);
        assert_eq!(memory.unique_id(&usb("10c4:ea60@1-1:1.0")), Some("ccdd"));
        assert_eq!(memory.unique_id(&usb("10c4:ea60@1-2:1.0")), Some("aabb"));
        assert_eq!(memory.unique_id(&usb("10c4:ea60@1-3:1.0")), None);
    }

    #[test]
    fn addresses_and_nonsense_are_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::load(folder.path());
        memory.note(&Identity::Address("/dev/pts/3".into()), "aa").unwrap();
        memory.note(&usb("1:2"), "a\tb\nusb:1:3\tuid:x").unwrap();
        assert!(!folder.path().join("boards").exists());
        fs::write(folder.path().join("boards"), "rubbish\n\tuid:\n\u{0}").unwrap();
        assert_eq!(Memory::load(folder.path()).unique_id(&usb("1:2")), None);
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Memory::load(folder.path());
        memory.seen = (0..MOST).map(|n| (format!("usb:{n}"), "aa".to_owned())).collect();
        memory.note(&usb("new"), "bb").unwrap();
        let memory = Memory::load(folder.path());
        assert_eq!(memory.seen.len(), MOST);
        assert_eq!(memory.unique_id(&usb("0")), None);
        assert_eq!(memory.unique_id(&usb("new")), Some("bb"));
    }
}

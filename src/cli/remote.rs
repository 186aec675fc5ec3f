//! A port that a running mpdeck holds: what is asked of its board is carried out by that
//! one, over its Unix socket, and shown here as if we had done it.
//!
//! The caller sends one [`Ask`] (four bytes of length, then JSON) and after it one byte
//! for each Ctrl-C. Frames come back: one byte of kind, four of length, then as many
//! bytes. Work on the loader of a chip is not handed over: the port is lent for it, and
//! goes back when the caller hangs up. The socket is its owner's alone (mode 0600, in a folder of mode 0700).

mod call;
mod serve;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(super) use call::follow;
pub use call::{borrow, knock};
pub use serve::{Heard, accept, answer, lend, refuse};

/// A line that a person typed is far below this; more is no ask of ours.
const LONGEST: u32 = 16 * 1024 * 1024;

/// What a subcommand asks of the mpdeck that holds its port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Both sides have to be the same program: there is no other protocol.
    pub version: String,
    /// The port's real path.
    pub port: String,
    /// The command line after the program's name.
    pub words: Vec<String>,
    /// Where relative paths start.
    pub folder: PathBuf,
    /// What came on standard input, for `run -`.
    pub input: Option<String>,
    /// Those of the caller's project, for `run`.
    pub arguments: Vec<String>,
    /// The name that each line begins with, where there are several boards.
    pub named: Option<String>,
    /// Which of several boards this is, from 0: their names have different colours.
    pub number: usize,
    pub out_is_terminal: bool,
    pub err_is_terminal: bool,
    pub unicode: bool,
    /// The caller wants colours.
    pub colours: bool,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// It will be done.
    Accepted,
    /// This mpdeck does not have that port, or is of another version.
    Refused,
    Out(Vec<u8>),
    Err(Vec<u8>),
    /// The exit code.
    End(u8),
}

impl Frame {
    fn write(&self, into: &mut impl Write) -> io::Result<()> {
        let code;
        let (kind, bytes): (u8, &[u8]) = match self {
            Frame::Accepted => (b'A', &[]),
            Frame::Refused => (b'R', &[]),
            Frame::Out(bytes) => (b'O', bytes),
            Frame::Err(bytes) => (b'E', bytes),
            Frame::End(exit) => {
                code = [*exit];
                (b'X', &code)
            }
        };
        let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut frame = vec![kind];
        frame.extend(length.to_le_bytes());
        frame.extend_from_slice(bytes);
        into.write_all(&frame)
    }

    fn read(from: &mut impl Read) -> io::Result<Frame> {
        let mut kind = [0];
        from.read_exact(&mut kind)?;
        let bytes = sized(from)?;
        match (kind[0], bytes.as_slice()) {
            (b'A', _) => Ok(Frame::Accepted),
            (b'R', _) => Ok(Frame::Refused),
            (b'O', _) => Ok(Frame::Out(bytes)),
            (b'E', _) => Ok(Frame::Err(bytes)),
            (b'X', [code]) => Ok(Frame::End(*code)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

impl Ask {
    fn write(&self, into: &mut impl Write) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        let length = u32::try_from(text.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        into.write_all(&[&length.to_le_bytes(), text.as_slice()].concat())
    }

    fn read(from: &mut impl Read) -> io::Result<Ask> {
        Ok(serde_json::from_slice(&sized(from)?)?)
    }
}

fn sized(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// The folder of the sockets: in `$XDG_RUNTIME_DIR`, else in the state folder.
pub fn folder(runtime: Option<&Path>, state: &Path) -> PathBuf {
    runtime.map_or_else(|| state.join("run"), Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_as_they_went_and_rubbish_is_refused() {
        let frames = [
            Frame::Accepted,
            Frame::Out(b"a\0\xff".to_vec()),
            Frame::Err(Vec::new()),
            Frame::End(130),
        ];
        let mut bytes = Vec::new();
        frames.iter().for_each(|frame| frame.write(&mut bytes).unwrap());
        let mut from = bytes.as_slice();
        for frame in &frames {
            assert_eq!(Frame::read(&mut from).unwrap(), *frame);
        }
        assert!(Frame::read(&mut from).is_err(), "the end");
        for rubbish in [&b"Q\0\0\0\0"[..], b"O\xff\xff\xff\xff", b"O\x05\0\0\0ab", b"X\0\0\0\0"] {
            assert!(Frame::read(&mut &*rubbish).is_err(), "{rubbish:?}");
        }
    }
}

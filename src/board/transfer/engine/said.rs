//! Reading what the receiver says.

use super::frame::{Found, find};

/// What follows the board's last frame is shorter: a grant, a request, a prompt.
const LAST_WORDS: usize = 64;

/// What the board has said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    Grant,
    Alive,
    /// It wants this frame, modulo 64.
    Again(u8),
    Frame {
        number: u32,
        payload: Vec<u8>,
    },
    /// The receiver has ended.
    End,
}

/// What lies at the start of the bytes that came.
pub(super) enum Next {
    More,
    Said(Said, usize),
    /// So many bytes make no sense.
    Skip(usize),
}

/// Reads the next thing that the board said. `lost`: after a damaged frame, where only
/// the next whole frame makes sense, or the end of all. `all`: no more bytes follow.
pub(super) fn next(bytes: &[u8], lost: bool, all: bool) -> Next {
    let first = bytes.first().copied().unwrap_or_default();
    if first & 0x80 != 0 {
        return match find(bytes) {
            Found::Frame { number, payload, length } => {
                Next::Said(Said::Frame { number, payload }, length)
            }
            Found::More if !all => Next::More,
            // A grant with a flipped bit looks like the start of a frame.
            Found::More if bytes.len() == 1 => Next::Said(Said::Grant, 1),
            Found::More | Found::Nothing => Next::Skip(1),
        };
    }
    match (first, bytes) {
        (b'-', [_, one, two, rest @ ..]) if one == two && one & 0xc0 == 0x40 => {
            if lost && !rest.is_empty() {
                Next::Skip(1)
            } else {
                Next::Said(Said::Again(one & 63), 3)
            }
        }
        _ if lost && !all && bytes.len() > LAST_WORDS => Next::Skip(1),
        (b'-', [_] | [_, _]) if !all => Next::More,
        (0x04, _) if ends(bytes) && (all || !lost) => Next::Said(Said::End, 1),
        (0x04, _) if !all => Next::More,
        _ if lost && bytes.len() > 1 => Next::Skip(1),
        // The line end is that of a sign of life that was printed.
        (b'~' | b'\r' | b'\n', _) => Next::Said(Said::Alive, 1),
        (0x04 | b'-', _) => Next::Skip(1),
        // Damaged or not: nothing else is so short.
        _ => Next::Said(Said::Grant, 1),
    }
}

/// Whether this is the end of a program and nothing else: 0x04, traceback, 0x04, `>`.
fn ends(bytes: &[u8]) -> bool {
    match bytes {
        [0x04, b'>'] => true,
        [0x04, traceback @ .., 0x04, b'>'] => !traceback.contains(&0x04),
        _ => false,
    }
}

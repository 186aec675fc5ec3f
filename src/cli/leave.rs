//! The way out of the REPL: Ctrl-] as mpremote has it, Ctrl-X as rshell has it. Pressed
//! twice it is meant for the board.

const WAYS_OUT: [u8; 2] = [0x1d, 0x18];

/// Follows what is typed.
#[derive(Debug, Default)]
pub(super) struct Leave {
    pressed: Option<u8>,
}

impl Leave {
    /// What of a piece goes to the board, and whether the user is leaving: another key
    /// than the same one again came after a way out.
    pub(super) fn typed(&mut self, piece: &[u8]) -> (Vec<u8>, bool) {
        let mut sent = Vec::with_capacity(piece.len());
        for &byte in piece {
            match self.pressed.take() {
                Some(pressed) if pressed == byte => sent.push(byte),
                Some(_) => return (sent, true),
                None if WAYS_OUT.contains(&byte) => self.pressed = Some(byte),
                None => sent.push(byte),
            }
        }
        (sent, false)
    }

    /// A way out was pressed and it is not yet known whether it comes again.
    pub(super) fn is_open(&self) -> bool {
        self.pressed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_leaves_and_twice_is_sent() {
        for (pieces, sent, left, open) in [
            (&[&b"1+1\r"[..]][..], &b"1+1\r"[..], false, false),
            (&[b"a\x1d"], b"a", false, true),
            (&[b"\x18"], b"", false, true),
            (&[b"\x1d\x1d"], b"\x1d", false, false),
            (&[b"\x18", b"\x18b"], b"\x18b", false, false),
            (&[b"\x1d", b"x"], b"", true, false),
            (&[b"\x1d\x18"], b"", true, false),
        ] {
            let mut leave = Leave::default();
            let mut all = Vec::new();
            let mut gone = false;
            for piece in pieces {
                let (more, leaving) = leave.typed(piece);
                all.extend(more);
                gone = leaving;
            }
            assert_eq!((&all[..], gone, leave.is_open()), (sent, left, open), "{pieces:?}");
        }
    }
}

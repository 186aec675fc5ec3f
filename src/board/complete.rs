//! What may follow a few letters of Python: asked of the board, which alone knows.

use std::time::Duration;

use super::follow::Whose;
use super::{Board, Error, python};
use crate::model::{Completion, Stream};

const ATTRIBUTES: &str = include_str!("scripts/complete_attributes.py");
const MODULES: &str = include_str!("scripts/complete_modules.py");
const FILES: &str = include_str!("scripts/complete_files.py");
/// Modules that come with MicroPython, for a board to say which of them it has: only these
/// are imported to find out, for importing a file of the user's would run it. Those that
/// were not there before are dropped again.
const BUILT_IN: &str = "array asyncio binascii bluetooth btree cmath collections cryptolib deflate \
    dht ds18x20 errno esp esp32 espnow framebuf gc hashlib heapq io json machine math micropython \
    mip neopixel network ntptime onewire os platform random re requests rp2 select socket ssl \
    struct sys time uctypes vfs webrepl zlib";
/// Names sent back at most: more cannot be chosen from.
const MOST: usize = 64;
/// A board that is silent for longer hangs in an object's own `__dir__`.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of output that no list of names is long enough for.
const TOO_MUCH: usize = 16 * 1024;
/// Marks where what the board printed on the way ends and the names begin.
const MARK: u8 = 0x02;

impl Board {
    /// Names that begin with what was typed, in order. An object that raises or prints
    /// when asked has none, or those it has.
    ///
    /// # Errors
    /// Those of [`exec`](Board::exec); [`Error::Silent`] where the board takes too long.
    pub async fn complete(&mut self, wanted: &Completion) -> Result<Vec<String>, Error> {
        let mut said = Vec::new();
        let control = self.wire.control().clone();
        let mut hear = |stream: Stream, bytes: &[u8]| {
            if stream == Stream::Program {
                said.extend_from_slice(bytes);
                if said.len() > TOO_MUCH {
                    // an object that prints for ever when it is asked
                    control.cancel();
                }
            }
        };
        self.run(script(wanted).as_bytes(), Whose::Ours(PATIENCE), &mut hear).await?;
        let start = said.iter().rposition(|byte| *byte == MARK).map_or(said.len(), |at| at + 1);
        let names = String::from_utf8_lossy(&said[start..]);
        Ok(names.lines().filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }
}

fn script(wanted: &Completion) -> String {
    let (find, whose, start) = match wanted {
        Completion::Globals { start } => ("n = list(g)\n", String::new(), start),
        Completion::Attributes { object, start } => (ATTRIBUTES, object.clone(), start),
        Completion::Modules { start } => {
            let fits = |name: &&str| name.starts_with(start.as_str());
            (MODULES, BUILT_IN.split_whitespace().filter(fits).collect::<Vec<_>>().join(" "), start)
        }
        Completion::Files { folder, start } => (FILES, folder.clone(), start),
    };
    let mut script = String::from("def _mpdeck(g, w, s):\n n = ()\n try:\n");
    for line in find.lines() {
        // the same script with indentation of one blank, which is less to send
        let text = line.trim_start();
        let depth = (line.len() - text.len()) / 4;
        script.push_str(&format!("{}{text}\n", " ".repeat(depth + 2)));
    }
    // SystemExit would reset the board
    script.push_str(&format!(
        " except BaseException:\n  pass\n print('\\x02' + '\\n'.join(sorted(set(x for x in n if x.startswith(s) and x != '_mpdeck'))[:{MOST}]))\n"
    ));
    let (whose, start) = (python::text(&whose), python::text(start));
    script.push_str(&format!("_mpdeck(globals(), {whose}, {start})\ndel _mpdeck\n"));
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_short_enough_for_a_slow_line() {
        let attributes =
            Completion::Attributes { object: "machine.Pin".into(), start: "OU".into() };
        let some = Completion::Modules { start: "m".into() };
        let all = Completion::Modules { start: String::new() };
        // 86 us a byte at 115200
        for (wanted, most) in [(&attributes, 420), (&some, 700), (&all, 1000)] {
            let length = script(wanted).len();
            assert!(length < most, "{length} for {wanted:?}");
        }
    }
}

//! Finding out what a board is and can do, in one program.

use super::answer::{Row, Value};
use super::ask::{Question, checked_program, deflated_program, small_program, worth_another};
use super::{Board, DigestKind, Error};
use crate::model::{BoardInfo, Capabilities, MpyTag, RemotePath, Space};

const PROBE: &str = include_str!("scripts/probe.py");
const WAYS: &str = include_str!("scripts/ways.py");
/// What the probe writes to `sys.stdout.buffer` between `<<` and `>>`.
const BINARY: &[u8] = b"\n\r\x80\xff\0\n";
const ATTEMPTS: usize = 5;

/// What the operations need to know of a board.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    /// False until the board was asked.
    pub(super) known: bool,
    pub(super) boot_folder: RemotePath,
    pub(super) crc32: bool,
    pub(super) hash: DigestKind,
    pub(super) folders: bool,
    pub(super) rename: bool,
    pub(super) stat: bool,
    pub(super) rtc: bool,
    pub(super) platform: String,
    pub(super) heap_free: u64,
    /// How it inflates.
    pub(super) inflate: Option<String>,
    /// Programs can read bytes from the host.
    pub(super) stdin: bool,
    /// The transfer engine was tried and did not work.
    pub(super) engine_failed: bool,
    /// The heap does not hold a program of ours beside its source.
    pub(super) tiny: bool,
}

/// Below this many bytes of heap in all, a board is tiny: a micro:bit has 10 kB, an
/// ESP8266 38 kB.
const TINY: u64 = 16 * 1024;

impl Default for Ways {
    fn default() -> Ways {
        Ways {
            known: false,
            boot_folder: RemotePath::root(),
            crc32: false,
            hash: DigestKind::Sum,
            folders: false,
            rename: false,
            stat: false,
            rtc: false,
            platform: String::new(),
            heap_free: 0,
            inflate: None,
            stdin: false,
            engine_failed: false,
            tiny: false,
        }
    }
}

impl Ways {
    pub(super) fn of(info: &BoardInfo) -> Ways {
        let can = &info.capabilities;
        Ways {
            known: true,
            boot_folder: info.boot_folder.clone(),
            crc32: can.crc32,
            hash: DigestKind::of(can),
            folders: can.folders,
            rename: can.rename,
            stat: can.stat,
            rtc: can.rtc,
            platform: info.platform.clone(),
            heap_free: info.heap_free,
            inflate: can.inflate.clone(),
            stdin: can.stdin,
            engine_failed: false,
            tiny: info.heap_free + info.heap_used < TINY,
        }
    }
}

impl Board {
    /// Finds out what the board is and can do, and remembers it for the operations.
    ///
    /// # Errors
    /// As [`Board::enter`], and [`Error::Damaged`].
    pub async fn probe(&mut self) -> Result<BoardInfo, Error> {
        let (binary_out, found) = self.find_out(PROBE).await?;
        let mut info = found.info();
        info.capabilities.binary_out = binary_out;
        info.capabilities.raw_paste = self.paste == Some(true);
        self.ways = Ways::of(&info);
        if info.space.is_none() && info.capabilities.statvfs {
            let boot = info.boot_folder.clone();
            info.space = self.space(&boot).await.ok().and_then(|spaces| spaces.into_iter().next());
        }
        Ok(info)
    }

    /// The folder that relative paths start at.
    ///
    /// # Errors
    /// As [`Board::probe`].
    pub async fn boot_folder(&mut self) -> Result<RemotePath, Error> {
        self.knowing().await?;
        Ok(self.ways.boot_folder.clone())
    }

    /// Finds out what the operations need to know, unless that was done.
    pub(super) async fn knowing(&mut self) -> Result<(), Error> {
        if !self.ways.known {
            let (_, found) = self.find_out(WAYS).await?;
            self.ways = Ways::of(&found.info());
        }
        Ok(())
    }

    async fn find_out(&mut self, script: &str) -> Result<(bool, Found), Error> {
        let question = Question { scripts: &[script], arguments: &[], about: String::new() };
        // Most boards inflate, and half of the bytes is half of the time.
        let mut source = deflated_program(&question);
        let mut inflates = true;
        let mut attempt = 0;
        loop {
            attempt += 1;
            if inflates && self.paste == Some(false) {
                inflates = false;
                source = checked_program(&question);
            }
            match self.run_ours(&source).await {
                Ok(text) => match rows_after_binary(&text) {
                    Some((binary, rows)) => return Ok((binary, Found { rows })),
                    None if attempt >= ATTEMPTS => {
                        return Err(Error::Damaged(super::error::seen(&text)));
                    }
                    None => {}
                },
                // A micro:bit has no room for the program beside its own source.
                Err(Error::Memory) if attempt <= 2 => {
                    source = small_program(&question, false).into_bytes();
                }
                Err(Error::Raised { traceback }) if inflates && attempt < ATTEMPTS => {
                    inflates = !traceback.contains("ImportError");
                    if !inflates {
                        source = checked_program(&question);
                    }
                }
                Err(error) if attempt < ATTEMPTS && worth_another(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// Whether bytes pass as they are, and the rows after them.
fn rows_after_binary(text: &[u8]) -> Option<(bool, Vec<Row>)> {
    let Some(rest) = text.strip_prefix(b"<<") else {
        return super::ask::rows(text, false).map(|rows| (false, rows));
    };
    let end = rest.windows(2).position(|two| two == b">>")?;
    let rows = super::ask::rows(&rest[end + 2..], false)?;
    Some((&rest[..end] == BINARY, rows))
}

/// The probe's answer: rows that start with their name.
struct Found {
    rows: Vec<Row>,
}

impl Found {
    fn row(&self, name: &str) -> &[Value] {
        self.rows
            .iter()
            .find(|row| row.first().and_then(Value::bytes) == Some(name.as_bytes()))
            .map_or(&[], |row| &row[1..])
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.row(name).first().filter(|value| **value != Value::None)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.value(name).and_then(Value::text)
    }

    fn version(&self) -> String {
        let Some(Value::Tuple(parts)) = self.value("version") else { return String::new() };
        let parts: Vec<String> =
            parts.iter().filter_map(Value::int).map(|part| part.to_string()).collect();
        parts.join(".")
    }

    fn number(&self, name: &str, place: usize) -> Option<u64> {
        self.row(name).get(place).and_then(Value::size)
    }

    /// The clock frequency, which some ports give with those of their buses.
    fn frequency(&self) -> Option<u64> {
        match self.value("freq")? {
            Value::Tuple(parts) => parts.first().and_then(Value::size),
            value => value.size(),
        }
    }

    /// Where relative paths begin after a start: the working folder, unless a program
    /// changed it; then what the import path says.
    fn boot_folder(&self) -> RemotePath {
        const KNOWN: [&str; 3] = ["/", "/flash", "/sd"];
        let working = self.text("cwd").unwrap_or_default();
        let path = self.text("path").unwrap_or_default();
        let folder = KNOWN
            .into_iter()
            .find(|known| *known == working)
            .or_else(|| path.split(':').find_map(|p| KNOWN[1..].iter().find(|k| **k == p).copied()))
            .unwrap_or("/");
        RemotePath::parse(folder, &RemotePath::root()).unwrap_or_else(|_| RemotePath::root())
    }

    /// The file system of the working folder, if that is the boot folder.
    fn space(&self) -> Option<Space> {
        let mount = self.boot_folder();
        let Some(Value::Tuple(parts)) = self.value("df") else { return None };
        let part = |at: usize| parts.get(at).and_then(Value::size);
        let (total, free) = (part(1)? * part(2)?, part(0)? * part(3)?);
        (self.text("cwd")? == mount.as_str() && total > 0).then_some(Space { mount, total, free })
    }

    fn capabilities(&self) -> Capabilities {
        let can = |place: usize| self.number("can", place).is_some_and(|yes| yes != 0);
        let inflate = [(6, "deflate"), (7, "zlib"), (8, "uzlib")]
            .into_iter()
            .find(|(place, _)| can(*place))
            .map(|(_, name)| name.to_owned());
        Capabilities {
            raw_paste: false,
            folders: can(0),
            rename: can(1),
            stat: can(2),
            statvfs: can(3),
            sha256: can(4),
            crc32: can(5),
            inflate,
            stdin: can(9),
            binary_out: false,
            kbd_intr: can(10),
            rtc: can(11),
        }
    }

    fn info(&self) -> BoardInfo {
        // what stands for `uname` begins with the version of the language
        let build = self.text("build").unwrap_or_default();
        let build = build.split_once("; ").map_or(build.as_str(), |(_, build)| build).to_owned();
        BoardInfo {
            implementation: self.text("name").unwrap_or_default(),
            version: self.version(),
            platform: self.text("platform").unwrap_or_default(),
            machine: self.text("machine").unwrap_or_default(),
            build,
            mpy: self.number("mpy", 0).map(|bits| MpyTag::from_bits(bits as u32)),
            unique_id: self.value("id").and_then(Value::bytes).map(hex),
            frequency_hz: self.frequency(),
            heap_free: self.number("heap", 0).unwrap_or(0),
            heap_used: self.number("heap", 1).unwrap_or(0),
            space: self.space(),
            boot_folder: self.boot_folder(),
            epoch: self.number("epoch", 0).and_then(|year| u16::try_from(year).ok()),
            capabilities: self.capabilities(),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_whether_bytes_pass_unchanged() {
        let end = b"<<\n\r\x80\xff\0\n>>\r\n. 0\r\n";
        assert!(rows_after_binary(end).is_some_and(|(binary, rows)| binary && rows.is_empty()));
        let changed = b"<<\r\n\r\x80\xff\0\r\n>>\r\n. 0\r\n";
        assert!(rows_after_binary(changed).is_some_and(|(binary, _)| !binary));
        assert!(rows_after_binary(b". 0\r\n").is_some_and(|(binary, _)| !binary));
    }

    #[test]
    fn finds_the_boot_folder() {
        let found = |cwd: &str, path: &str| {
            let text = |name: &str, value: &str| {
                vec![Value::Bytes(name.into()), Value::Bytes(value.into())]
            };
            let rows = vec![text("cwd", cwd), text("path", path)];
            Found { rows }.boot_folder().to_string()
        };
        assert_eq!(found("/flash", ":/flash:/flash/lib"), "/flash");
        assert_eq!(found("/flash/app", ":.frozen:/sd:/sd/lib:/flash"), "/sd");
        assert_eq!(found("/app", ":.frozen:/lib"), "/");
    }
}

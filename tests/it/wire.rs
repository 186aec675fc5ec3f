//! The tests' own serial port: what is needed to talk to a board by hand.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use crate::wait::LONG;

pub struct Wire {
    file: File,
    seen: Vec<u8>,
}

impl Wire {
    pub fn open(port: &Path) -> Wire {
        let end =
            Wire::try_open(port).unwrap_or_else(|error| panic!("open {}: {error}", port.display()));
        Wire { file: File::from(end), seen: Vec::new() }
    }

    fn try_open(port: &Path) -> io::Result<OwnedFd> {
        let end = open(port, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut settings = tcgetattr(&end)?;
        settings.make_raw();
        tcsetattr(&end, OptionalActions::Now, &settings)?;
        Ok(end)
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.file.write_all(bytes.as_ref()).expect("write to the port");
    }

    /// What comes within `limit`; empty if nothing does, None when the port has hung up.
    pub fn read(&mut self, limit: Duration) -> Option<Vec<u8>> {
        let mut wanted = [PollFd::new(&self.file, PollFlags::IN)];
        let limit = Timespec::try_from(limit).expect("a short time");
        if poll(&mut wanted, Some(&limit)).expect("poll the port") == 0 {
            return Some(Vec::new());
        }
        let mut buffer = [0; 4096];
        match self.file.read(&mut buffer) {
            Ok(0) | Err(_) => None,
            Ok(count) => Some(buffer[..count].to_vec()),
        }
    }

    /// Reads to `end` and returns all up to and with it; what follows stays for the next call.
    pub fn read_to(&mut self, end: impl AsRef<[u8]>) -> String {
        let end = end.as_ref();
        let deadline = Instant::now() + LONG;
        loop {
            if let Some(at) = find(&self.seen, end) {
                let rest = self.seen.split_off(at + end.len());
                let text = std::mem::replace(&mut self.seen, rest);
                return String::from_utf8_lossy(&text).into_owned();
            }
            let seen = String::from_utf8_lossy(&self.seen).into_owned();
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited {LONG:?} for {:?}; seen: {seen:?}",
                end.escape_ascii().to_string()
            );
            match self.read(left) {
                Some(bytes) => self.seen.extend(bytes),
                None => panic!(
                    "the port hung up before {:?}; seen: {seen:?}",
                    end.escape_ascii().to_string()
                ),
            }
        }
    }

    /// To a friendly prompt, whatever the board was doing.
    pub fn prompt(&mut self) {
        self.send("\x03\x03\x02\r");
        self.read_to("\r\n>>> \r\n>>> ");
        self.send("print('at', 'prompt')\r");
        self.read_to("at prompt\r\n>>> ");
    }

    /// Types a line at a friendly prompt and returns what the board answers.
    pub fn line(&mut self, line: &str) -> String {
        self.send(format!("{line}\r"));
        self.read_to(format!("{line}\r\n"));
        let answer = self.read_to(">>> ");
        answer.trim_end_matches(">>> ").trim_end().to_owned()
    }

    /// To the raw prompt from a friendly one.
    pub fn raw(&mut self) {
        self.send("\x01");
        self.read_to("raw REPL; CTRL-B to exit\r\n>");
    }

    /// Runs code in the raw REPL: what it printed, and its traceback.
    pub fn exec(&mut self, code: &str) -> (String, String) {
        self.send(format!("{code}\x04"));
        let out = self.read_to("\x04");
        let err = self.read_to("\x04>");
        let out = out.strip_prefix("OK").unwrap_or_else(|| panic!("no OK in {out:?}"));
        (out.trim_end_matches('\x04').to_owned(), err.trim_end_matches("\x04>").to_owned())
    }
}

fn find(all: &[u8], part: &[u8]) -> Option<usize> {
    all.windows(part.len()).position(|window| window == part)
}

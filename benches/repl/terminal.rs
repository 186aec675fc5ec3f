//! A terminal of 120x40 with a program in it, and when what it wrote came.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use pty_process::blocking::{Command, Pty};

pub const COLUMNS: u16 = 120;
pub const ROWS: u16 = 40;
/// Only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Terminal {
    pty: Arc<Pty>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    pub parser: vt100::Parser,
    /// Bytes the program wrote so far.
    pub written: u64,
    child: Child,
}

impl Terminal {
    /// A program whose settings are below `home`; `config` is what its user wrote into mpdeck's.
    pub fn start(program: Command, home: &Path, config: &str) -> Result<Terminal> {
        let folder = home.join("config/mpdeck");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("config.toml"), config)?;
        let (pty, pts) = pty_process::blocking::open()?;
        pty.resize(pty_process::Size::new(ROWS, COLUMNS))?;
        let child = program
            .current_dir(home)
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .env_remove("NO_COLOR")
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .spawn(pts)?;
        let pty = Arc::new(pty);
        let (sink, chunks) = channel();
        let reader = Arc::clone(&pty);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(count @ 1..) = (&*reader).read(&mut buffer) {
                if sink.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let parser = vt100::Parser::new(nonzero(ROWS), nonzero(COLUMNS), 0);
        Ok(Terminal { pty, chunks, parser, written: 0, child })
    }

    /// Resident memory of the program, in kB.
    pub fn resident(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// Processor time that the program took so far.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, after_name) = stat.rsplit_once(") ").context("stat")?;
        // user and system time are fields 14 and 15 of the line, in ticks; see proc(5)
        let ticks = after_name.split(' ').skip(11).take(2).map(str::parse::<u64>);
        let ticks = ticks.sum::<Result<u64, _>>()?;
        let second = rustix::param::clock_ticks_per_second();
        Ok(Duration::from_secs_f64(ticks as f64 / second as f64))
    }

    pub fn keys(&self, keys: &[u8]) -> Result<()> {
        Ok((&*self.pty).write_all(keys)?)
    }

    /// Takes one piece of output; none within the time.
    pub fn read(&mut self, within: Duration) -> Result<Option<Instant>> {
        match self.chunks.recv_timeout(within) {
            Ok((at, bytes)) => {
                self.written += bytes.len() as u64;
                self.parser.process(&bytes);
                Ok(Some(at))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("the program ended: {}", self.text()),
        }
    }

    /// When the screen first showed what is waited for.
    pub fn until(&mut self, what: &str, seen: impl Fn(&vt100::Screen) -> bool) -> Result<Instant> {
        let began = Instant::now();
        let mut at = began;
        while !seen(self.parser.screen()) {
            let left = PATIENCE.saturating_sub(began.elapsed());
            if left.is_zero() {
                bail!("waited in vain for {what}: {}", self.text());
            }
            at = self.read(left)?.unwrap_or(at);
        }
        Ok(at)
    }

    /// Reads on until nothing came for so long.
    pub fn rest(&mut self, quiet: Duration) -> Result<()> {
        while self.read(quiet)?.is_some() {}
        Ok(())
    }

    /// Takes what comes until then.
    pub fn read_until(&mut self, end: Instant) -> Result<()> {
        while Instant::now() < end {
            self.read(end.saturating_duration_since(Instant::now()))?;
        }
        Ok(())
    }

    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn nonzero(cells: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(cells).expect("a terminal has cells")
}

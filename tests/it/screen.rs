//! The real binary on a pty, with a terminal emulator to read its screen.

use std::{
    ffi::OsStr,
    io::{Read, Write},
    num::NonZero,
    process::{Child, ExitStatus},
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

/// How long a test waits for a named condition. Generous: it is only ever reached by a
/// failure.
pub const PATIENCE: Duration = Duration::from_secs(30);

struct Shared {
    parser: vt100::Parser,
    /// Everything the program wrote, for tests that look at the bytes.
    bytes: Vec<u8>,
    /// Nothing more is read from the program.
    stalled: bool,
    ended: bool,
}

pub struct Screen {
    shared: Arc<(Mutex<Shared>, Condvar)>,
    pty: Arc<pty_process::blocking::Pty>,
    child: Child,
}

impl Screen {
    /// Starts mpdeck in a terminal of this size; `prepare` may set arguments,
    /// environment and folder.
    pub fn start(
        (columns, rows): (u16, u16),
        prepare: impl FnOnce(pty_process::blocking::Command) -> pty_process::blocking::Command,
    ) -> Screen {
        Screen::run(env!("CARGO_BIN_EXE_mpdeck"), (columns, rows), prepare)
    }

    pub fn run(
        program: impl AsRef<OsStr>,
        (columns, rows): (u16, u16),
        prepare: impl FnOnce(pty_process::blocking::Command) -> pty_process::blocking::Command,
    ) -> Screen {
        let (pty, pts) = pty_process::blocking::open().expect("open a pty");
        pty.resize(pty_process::Size::new(rows, columns)).expect("size the pty");
        let command = pty_process::blocking::Command::new(program)
            .env("TERM", "xterm-256color")
            .env_remove("NO_COLOR")
            .env("LANG", "C.UTF-8");
        let child = prepare(command).spawn(pts).expect("start the program on the pty");
        let pty = Arc::new(pty);
        let shared = Arc::new((
            Mutex::new(Shared {
                parser: vt100::Parser::new(cells(rows), cells(columns), 0),
                bytes: Vec::new(),
                stalled: false,
                ended: false,
            }),
            Condvar::new(),
        ));
        let (reader, sink) = (pty.clone(), shared.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let got = (&*reader).read(&mut buffer).unwrap_or(0);
                let shared = sink.0.lock().unwrap();
                let mut shared = sink.1.wait_while(shared, |shared| shared.stalled).unwrap();
                if got == 0 {
                    shared.ended = true;
                } else {
                    shared.parser.process(&buffer[..got]);
                    shared.bytes.extend_from_slice(&buffer[..got]);
                }
                sink.1.notify_all();
                if shared.ended {
                    return;
                }
            }
        });
        Screen { shared, pty, child }
    }

    /// Waits until the screen's text satisfies `condition`; on time-out shows the screen.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        let (lock, bell) = &*self.shared;
        let mut shared = lock.lock().unwrap();
        loop {
            let text = shared.parser.screen().contents();
            if condition(&text) {
                return text;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}; the screen shows:\n{text}");
            assert!(!shared.ended, "ended while waiting for {what}; the screen showed:\n{text}");
            shared = bell.wait_timeout(shared, left).unwrap().0;
        }
    }

    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?}"), |screen| screen.contains(text))
    }

    pub fn wait_gone(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?} to go"), |screen| !screen.contains(text))
    }

    /// Types as a user does; `\r` is Enter, `\x1b` Esc.
    pub fn keys(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).expect("type");
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let (height, width) = (cells(rows), cells(columns));
        self.shared.0.lock().unwrap().parser.screen_mut().set_size(height, width);
        self.pty.resize(pty_process::Size::new(rows, columns)).expect("resize the pty");
    }

    /// As on a line that hangs: the terminal takes nothing, until it does again. Keys go
    /// through.
    pub fn stall(&self, stalled: bool) {
        self.shared.0.lock().unwrap().stalled = stalled;
        self.shared.1.notify_all();
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything written to the terminal so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.shared.0.lock().unwrap().bytes.clone()
    }

    /// Waits for the program to end by itself.
    pub fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        let (lock, bell) = &*self.shared;
        let mut shared = lock.lock().unwrap();
        while !shared.ended {
            let left = deadline.saturating_duration_since(Instant::now());
            let text = shared.parser.screen().contents();
            assert!(!left.is_zero(), "it did not end; the screen shows:\n{text}");
            shared = bell.wait_timeout(shared, left).unwrap().0;
        }
        drop(shared);
        self.child.wait().expect("wait for the program")
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen has cells")
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! A chip on a cable, as the program that started it sees it.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::demo::loader::chip::{Chip, Security};
use crate::demo::loader::fault::Fault;
use crate::demo::loader::flash::Flash;
use crate::demo::loader::hands::Hands;
use crate::demo::loader::machine::{Machine, Order};
use crate::demo::loader::plug::Plug;
use crate::demo::loader::uart::Pace;
use crate::model::Problem;

/// Longer than the simulated board takes to start, which an order may have to wait for.
const PATIENCE: Duration = Duration::from_secs(90);

#[derive(Debug, Clone)]
pub struct Options {
    pub chip: Chip,
    /// Size of the flash in bytes, a power of two.
    pub size: usize,
    /// What is in the flash; the rest of it is empty.
    pub content: Vec<u8>,
    pub mac: [u8; 6],
    pub security: Security,
    pub faults: Vec<Fault>,
    /// None for a line that takes no time.
    pub pace: Option<Pace>,
    /// BOOT is held while the chip is plugged in, so its loader starts.
    pub hold_boot: bool,
    pub hands: Hands,
    /// A symbolic link to the port, which stays the same when the chip is plugged in again.
    pub link: Option<PathBuf>,
    /// Where the interpreter is kept that stands for firmware in the flash; without it
    /// such firmware is silent.
    pub cache: Option<PathBuf>,
}

impl Options {
    /// An empty chip with 4 MB, in its loader, and nobody at its buttons.
    pub fn new(chip: Chip) -> Options {
        let [.., a, b, c] = RandomState::new().hash_one(std::process::id()).to_be_bytes();
        Options {
            chip,
            size: 4 << 20,
            content: Vec::new(),
            mac: [0x24, 0x0A, 0xC4, a, b, c],
            security: Security::default(),
            faults: Vec::new(),
            pace: None,
            hold_boot: true,
            hands: Hands::Off,
            link: None,
            cache: None,
        }
    }
}

/// What runs on the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    Rom,
    Stub,
    /// The ROM finds nothing to run, again and again.
    Nothing,
    Firmware,
}

/// What the chip's thread and its owner share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) flash: Arc<Mutex<Flash>>,
    pub(super) running: Mutex<Running>,
    pub(super) requests: Mutex<Vec<u8>>,
}

/// A chip on a cable. It ends when this is dropped.
#[derive(Debug)]
pub struct Bare {
    /// What to open: the link if one was asked for, else the first pseudo terminal.
    pub port: PathBuf,
    shared: Arc<Shared>,
    orders: Sender<(Order, Sender<()>)>,
    bell: UnixStream,
    thread: Option<JoinHandle<()>>,
}

/// Plugs a chip in.
///
/// # Errors
/// No pseudo terminal, or the link's place is taken.
pub fn plug_in(options: Options) -> Result<Bare, Problem> {
    let failed = |error: io::Error| {
        Problem::failed(format!("start a simulated {}", options.chip), error.to_string())
    };
    let flash = Flash::with(options.content.clone(), options.size);
    let shared = Arc::new(Shared {
        flash: Arc::new(Mutex::new(flash)),
        running: Mutex::new(Running::Rom),
        requests: Mutex::new(Vec::new()),
    });
    let plug = Plug::new(options.link.clone()).map_err(failed)?;
    let port = plug.port();
    let (bell, rung) = UnixStream::pair().map_err(failed)?;
    let (orders, taken) = mpsc::channel();
    let machine =
        Machine::new(options.clone(), plug, Arc::clone(&shared), taken, rung).map_err(failed)?;
    let thread = thread::Builder::new()
        .name("demo-chip".into())
        .spawn(move || machine.run())
        .map_err(failed)?;
    Ok(Bare { port, shared, orders, bell, thread: Some(thread) })
}

impl Bare {
    /// Holds BOOT and taps RESET: the ROM loader starts.
    pub fn enter_loader(&self) {
        self.order(Order::EnterLoader);
    }

    /// Taps RESET: what is in the flash runs.
    pub fn reset(&self) {
        self.order(Order::Reset);
    }

    /// Pulls the cable: programs on the port see a hang-up, and the chip is off.
    pub fn unplug(&self) {
        self.order(Order::Unplug);
    }

    /// Puts the cable back, with BOOT held if it was at the start.
    pub fn plug(&self) {
        self.order(Order::Plug);
    }

    /// From now on these faults wait for their moment, and no others; requests count anew.
    pub fn misbehave(&self, faults: Vec<Fault>) {
        self.order(Order::Faults(faults));
    }

    /// What is in the flash.
    pub fn flash(&self) -> Vec<u8> {
        let flash = self.shared.flash.lock().unwrap_or_else(PoisonError::into_inner);
        flash.content().to_vec()
    }

    /// The opcodes of all requests so far.
    pub fn requests(&self) -> Vec<u8> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn running(&self) -> Running {
        *self.shared.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns once it is done.
    fn order(&self, order: Order) {
        let (done, wait) = mpsc::channel();
        if self.orders.send((order, done)).is_ok() {
            let _ = (&self.bell).write(&[1]);
            let _ = wait.recv_timeout(PATIENCE);
        }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.order(Order::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

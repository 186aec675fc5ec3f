//! Whole pieces of work on a chip, from the open port to the end. Blocking.

use std::time::Duration;

use espflash::connection::Port;

use super::esp::{Fault, Found, Loader, Stop, Stub};
use super::image::{Image, Partition, TABLE_AT, TABLE_SIZE, partitions};
use super::plan::{Plan, Wanted};
use crate::model::{After, Before, Chip, Exit, ImageKind, LoaderOptions, Problem, Progress};

/// How long a person may take to hold BOOT and tap RESET.
const HANDS: Duration = Duration::from_secs(60);

/// What happens while a chip is worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Somebody has to hold BOOT and tap RESET within so many seconds.
    Hands(u64),
    Note(String),
    Progress(Progress),
}

/// A chip in its loader, and what it is.
pub struct Job {
    loader: Loader,
    pub found: Found,
    port: String,
    options: LoaderOptions,
}

impl Job {
    /// Reaches the loader of the chip at a port and asks it what it is.
    ///
    /// # Errors
    /// No loader answers, or it is another chip than was said.
    pub fn begin(
        port: Port,
        name: &str,
        options: &LoaderOptions,
        stop: Stop,
        tell: &mut dyn FnMut(Told),
    ) -> Result<Job, Problem> {
        let tried = format!("reach the loader at {name}");
        let failed = |fault: Fault| {
            let next = if fault == Fault::Silent { NO_LOADER } else { unchanged(&fault) };
            problem(&tried, fault, next)
        };
        // Whoever says that it is there already does not want to be asked for it.
        let patience = if options.before == Before::None { Duration::ZERO } else { HANDS };
        let mut guide = |seconds| tell(Told::Hands(seconds));
        let mut loader =
            Loader::connect(port, options.before, stop, patience, &mut guide).map_err(failed)?;
        let mut found = loader.identify().map_err(failed)?;
        if let Some(wanted) = options.chip.filter(|wanted| *wanted != found.chip) {
            return Err(Problem::failed(
                tried,
                format!("this is an {}, not an {wanted}", found.chip),
            )
            .next("Leave --chip out, or take the other board."));
        }
        if !found.locked {
            found.details = loader.details().map_err(failed)?;
            if options.stub && !loader.has_stub() {
                help(&mut loader, found.chip, options, tell).map_err(failed)?;
            }
            found.flash_size = loader.flash_size().map_err(failed)?;
            let baud = loader.speed_up(options.baud).map_err(failed)?;
            if baud < options.baud {
                tell(Told::Note(format!("going on at {baud} baud")));
            }
        }
        Ok(Job { loader, found, port: name.to_owned(), options: options.clone() })
    }

    /// What would be done with an image.
    ///
    /// # Errors
    /// It does not fit the chip.
    pub fn plan(&mut self, image: &Image, wanted: Wanted) -> Result<Plan, Problem> {
        let table = match image.about.kind {
            ImageKind::Application if image.about.chip == self.found.chip => self.table()?,
            _ => None,
        };
        Plan::make(image, &self.found, wanted, table.as_deref())
    }

    fn table(&mut self) -> Result<Option<Vec<Partition>>, Problem> {
        let mut table = Vec::new();
        let mut take = |bytes: &[u8]| {
            table.extend_from_slice(bytes);
            Ok(())
        };
        let read = self.loader.read_flash(TABLE_AT, TABLE_SIZE, &mut take);
        read.map_err(|fault| {
            let next = unchanged(&fault);
            problem("read the partition table", fault, next)
        })?;
        Ok(partitions(&table))
    }

    /// Does what was planned. Answers whether what was written was compared.
    ///
    /// # Errors
    /// With what state the board is in.
    pub fn flash(
        &mut self,
        plan: &Plan,
        mut image: Image,
        tell: &mut dyn FnMut(Told),
    ) -> Result<bool, Problem> {
        if let Some((at, byte)) = plan.header {
            image.bytes[at] = byte;
        }
        if plan.erase {
            self.erase_all(plan.flash_size, tell)?;
        }
        let total = image.bytes.len() as u64;
        let mut done = |done: usize| tell(told("write", done as u64, total));
        done(0);
        let rate = self.loader.baud();
        let written = self.loader.write(plan.offset, &image.bytes, &mut done);
        written.map_err(|fault| self.half_done("write the firmware", fault))?;
        let left = self.loader.baud();
        if left < rate {
            let text = format!("the line did not bear {rate} baud: it went on at {left}");
            tell(Told::Note(text));
        }
        tell(told("verify", 0, total));
        let verified = self.loader.verify(plan.offset, &image.bytes);
        let verified = verified.map_err(|fault| match fault {
            Fault::Differs => self.half_done("verify the firmware", fault),
            _ => problem(format!("verify the firmware at {}", self.port), fault, WRITTEN),
        })?;
        tell(told("verify", total, total));
        Ok(verified)
    }

    /// Erases all of the flash.
    ///
    /// # Errors
    /// With what state the board is in.
    pub fn erase(&mut self, tell: &mut dyn FnMut(Told)) -> Result<u32, Problem> {
        let size = self.erasable()?;
        self.erase_all(size, tell)?;
        Ok(size)
    }

    /// How many bytes [`erase`](Self::erase) would erase.
    ///
    /// # Errors
    /// Its owner has locked it, or its size cannot be told.
    pub fn erasable(&self) -> Result<u32, Problem> {
        super::plan::unlocked(&self.found, "erase it")?;
        self.found.flash_size.ok_or_else(|| {
            Problem::failed("erase the flash", "its size cannot be told").next(UNCHANGED)
        })
    }

    fn erase_all(&mut self, size: u32, tell: &mut dyn FnMut(Told)) -> Result<(), Problem> {
        let mut done = |done: u32| tell(told("erase", done.into(), size.into()));
        done(0);
        let erased = self.loader.erase_all(size, &mut done);
        erased.map_err(|fault| self.half_done("erase the flash", fault))
    }

    /// Reads all of the flash; what comes goes to `take`.
    ///
    /// # Errors
    /// The ESP8266's ROM cannot; or the line did not do it.
    pub fn read(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), Problem>,
        tell: &mut dyn FnMut(Told),
    ) -> Result<u32, Problem> {
        super::plan::unlocked(&self.found, "back it up")?;
        let tried = "read the flash";
        if !self.loader.can_read() {
            return Err(Problem::failed(tried, "the ROM of an ESP8266 cannot read it back").next(
                "Install esptool 5 or later (`pipx install esptool`): mpdeck uses the stub loader in it.",
            ));
        }
        let size = self
            .found
            .flash_size
            .ok_or_else(|| Problem::failed(tried, "its size cannot be told").next(UNCHANGED))?;
        let failed = |fault: Fault| {
            let next = unchanged(&fault);
            problem(tried, fault, next)
        };
        self.help_reading(tell).map_err(failed)?;
        let (mut come, mut refused) = (0_u64, None);
        let mut pass = |bytes: &[u8]| {
            take(bytes).map_err(|problem| {
                refused = Some(problem);
                Fault::Stopped
            })?;
            come += bytes.len() as u64;
            tell(told("read", come, size.into()));
            Ok(())
        };
        let read = self.loader.read_flash(0, size, &mut pass);
        match (read, refused) {
            (Ok(()), _) => Ok(size),
            (_, Some(problem)) => Err(problem),
            (Err(fault), None) => Err(failed(fault)),
        }
    }

    /// An ESP32's ROM reads 64 bytes at a time: a stub is worth the wait for its start.
    fn help_reading(&mut self, tell: &mut dyn FnMut(Told)) -> Result<(), Fault> {
        let Job { loader, options, found, .. } = self;
        if !options.stub || loader.has_stub() || found.chip == Chip::Esp8266 {
            return Ok(());
        }
        let rate = loader.baud();
        loader.slow_down()?;
        let started = loader.start_shipped()?;
        after_start(started, loader, options, tell)?;
        loader.speed_up(rate).map(drop)
    }

    /// Leaves the chip. Answers false where the user has to tap RESET.
    ///
    /// # Errors
    /// The port is gone.
    pub fn end(mut self, after: After) -> Result<bool, Problem> {
        let left = match after {
            After::Default => self.loader.restart(),
            After::None => self.loader.finish().map(|()| true),
        };
        left.map_err(|fault| problem(format!("leave the loader at {}", self.port), fault, TAP))
    }

    pub fn baud(&self) -> u32 {
        self.loader.baud()
    }

    pub fn has_stub(&self) -> bool {
        self.loader.has_stub()
    }

    /// A problem after something was erased.
    fn half_done(&mut self, tried: &str, fault: Fault) -> Problem {
        let rate = self.loader.baud();
        // So that the next try reaches it, also where no line resets it.
        if matches!(fault, Fault::Differs | Fault::Refused { .. }) {
            self.loader.rest();
        }
        let next = match &fault {
            Fault::Differs if rate > 115_200 => {
                "The board has no valid firmware now. Flash again at a lower rate: --flash-baud 115200."
            }
            Fault::Differs => {
                "The board has no valid firmware now. Flash again; if that fails too, its flash is worn out or badly powered."
            }
            Fault::Lost(_) => {
                "The board has no valid firmware now. Plug it in again and flash again."
            }
            _ => "The board has no valid firmware now. Flash again.",
        };
        problem(format!("{tried} at {}", self.port), fault, next)
    }
}

const NO_LOADER: &str = "Hold BOOT (GPIO0 or FLASH), tap RESET (EN), let go, and try again. If that does not help: another cable, another USB port, and nothing else wired to the board.";
const UNCHANGED: &str = "Nothing was changed on the board.";
const WRITTEN: &str =
    "All of it was written, but not compared. Plug it in again, and flash again to be sure.";
const TAP: &str = "Tap RESET on the board.";

/// What to do after a fault that came before anything was erased.
fn unchanged(fault: &Fault) -> &'static str {
    match fault {
        Fault::Stopped => {
            "Nothing was changed on the board. If it does not run on, tap RESET (EN)."
        }
        Fault::Lost(_) => {
            "Nothing was changed on the board. Plug it in again, and try again; another cable may hold better."
        }
        _ => "Nothing was changed on the board. Tap RESET (EN), and try again.",
    }
}

fn problem(tried: impl Into<String>, fault: Fault, next: &str) -> Problem {
    let exit = if fault == Fault::Stopped { Exit::Interrupted } else { Exit::Failed };
    Problem::new(exit, tried, fault.to_string()).next(next)
}

fn told(what: &str, done: u64, total: u64) -> Told {
    let what = what.to_owned();
    Told::Progress(Progress { what, done, total, ..Progress::default() })
}

/// Puts a stub into the chip, if there is one that starts at once.
fn help(
    loader: &mut Loader,
    chip: Chip,
    options: &LoaderOptions,
    tell: &mut dyn FnMut(Told),
) -> Result<(), Fault> {
    let started = match Stub::installed(chip) {
        Some(stub) => match loader.start(&stub) {
            Err(fault @ (Fault::Lost(_) | Fault::Stopped)) => return Err(fault),
            other => other.map_err(|fault| fault.to_string()),
        },
        None if loader.starts_shipped_at_once() => loader.start_shipped()?,
        None if chip == Chip::Esp8266 => {
            tell(Told::Note(
                "no stub loader was found, so it is slower and not verified: \
                 `pipx install esptool` brings one"
                    .to_owned(),
            ));
            return Ok(());
        }
        // The ROM of an ESP32 writes and verifies as well.
        None => return Ok(()),
    };
    after_start(started, loader, options, tell)
}

/// A chip that did not start its stub is asked for its ROM again.
fn after_start(
    started: Result<(), String>,
    loader: &mut Loader,
    options: &LoaderOptions,
    tell: &mut dyn FnMut(Told),
) -> Result<(), Fault> {
    if let Err(why) = started {
        tell(Told::Note(format!("the stub loader does not start ({why}); using the ROM's")));
        let mut guide = |seconds| tell(Told::Hands(seconds));
        loader.again(options.before, HANDS, &mut guide)?;
        loader.identify()?;
    }
    Ok(())
}

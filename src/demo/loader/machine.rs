//! The thread of a chip: bytes, time and buttons in, bytes out.

use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::demo::loader::answers::{Action, Loader};
use crate::demo::loader::bare::{Options, Running, Shared};
use crate::demo::loader::boot::{self, Cause};
use crate::demo::loader::fault::{Fault, Faults, Verdict};
use crate::demo::loader::hands::{Press, Watch};
use crate::demo::loader::packet::op;
use crate::demo::loader::plug::Plug;
use crate::demo::loader::relay::Relay;
use crate::demo::loader::slip;
use crate::demo::loader::uart::{Way, heard};

/// The rate that firmware talks at, in bits per second.
const FIRMWARE_BAUD: u32 = 115_200;

/// The watchdog starts an empty chip over as often as this.
const OVER_AND_OVER: Duration = Duration::from_millis(1000);

/// How often a full port is tried again.
const FULL: Duration = Duration::from_millis(5);

/// Above the rate that a line bears, one byte in so many is hit.
const WEAK: usize = 40;

/// The first of a burst that is hit: short answers are, too.
const WEAK_FROM: usize = 5;

/// What the owner of the chip wants done.
#[derive(Debug)]
pub(super) enum Order {
    EnterLoader,
    Reset,
    Unplug,
    Plug,
    Faults(Vec<Fault>),
    End,
}

enum Doing {
    Loading(Box<Loader>),
    /// Nothing to run; the ROM says so again then.
    Failing(Instant),
    /// Firmware runs; None if it is silent.
    Running(Option<Relay>),
    /// No power.
    Off,
}

pub(super) struct Machine {
    options: Options,
    plug: Option<Plug>,
    shared: Arc<Shared>,
    orders: Receiver<(Order, Sender<()>)>,
    bell: UnixStream,
    faults: Faults,
    doing: Doing,
    reader: slip::Reader,
    /// Host to chip, and back.
    down: Way,
    up: Way,
    baud: u32,
    /// The ROM finds out the host's rate until it is told one.
    finds_baud: bool,
    watch: Watch,
}

impl Machine {
    pub(super) fn new(
        options: Options,
        plug: Plug,
        shared: Arc<Shared>,
        orders: Receiver<(Order, Sender<()>)>,
        bell: UnixStream,
    ) -> io::Result<Machine> {
        bell.set_nonblocking(true)?;
        let mut machine = Machine {
            plug: Some(plug),
            shared,
            orders,
            bell,
            faults: Faults::default(),
            doing: Doing::Off,
            reader: slip::Reader::default(),
            down: Way::new(options.pace),
            up: Way::new(options.pace),
            baud: FIRMWARE_BAUD,
            finds_baud: true,
            watch: Watch::new(options.hands),
            options,
        };
        machine.misbehave(machine.options.faults.clone());
        machine.power_on();
        Ok(machine)
    }

    /// Until the order to end.
    pub(super) fn run(mut self) {
        loop {
            if !self.obey() {
                return;
            }
            let now = Instant::now();
            let bytes = self.down.arrived(now);
            self.take(&bytes, now);
            self.say_again(now);
            self.deliver(now);
            match self.watch.press(now) {
                Some(Press::BootAndReset) => self.enter_loader(),
                Some(Press::Reset) => self.reset(Cause::PowerOn),
                None => {}
            }
            if let Err(error) = self.wait() {
                tracing::warn!(target: "demo", "the simulated chip ended: {error}");
                return;
            }
        }
    }

    /// Does what was ordered; false at the end.
    fn obey(&mut self) -> bool {
        while let Ok((order, done)) = self.orders.try_recv() {
            match order {
                Order::EnterLoader => self.enter_loader(),
                Order::Reset => self.reset(Cause::PowerOn),
                Order::Unplug => self.unplug(),
                Order::Plug => {
                    self.plug = Plug::new(self.options.link.clone()).ok();
                    self.power_on();
                }
                Order::Faults(faults) => self.misbehave(faults),
                Order::End => {
                    self.unplug();
                    let _ = done.send(());
                    return false;
                }
            }
            let _ = done.send(());
        }
        true
    }

    fn misbehave(&mut self, faults: Vec<Fault>) {
        self.faults = Faults::new(faults);
        let mut flash = self.shared.flash.lock().unwrap_or_else(PoisonError::into_inner);
        flash.slow_down(Duration::ZERO);
        for fault in self.faults.of_flash() {
            match *fault {
                Fault::BadCell(at, times) => flash.spoil(at as usize, times),
                Fault::SlowErase(sector) => flash.slow_down(sector),
                _ => {}
            }
        }
    }

    fn power_on(&mut self) {
        if self.options.hold_boot { self.load() } else { self.reset(Cause::PowerOn) }
    }

    fn unplug(&mut self) {
        self.plug = None;
        self.up.cut();
        self.down.cut();
        self.become_(Doing::Off, Running::Nothing);
    }

    fn become_(&mut self, doing: Doing, running: Running) {
        self.doing = doing;
        *self.shared.running.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }

    /// The ROM loader starts, silently.
    fn load(&mut self) {
        let Options { chip, mac, security, .. } = self.options;
        let loader = Loader::rom(chip, mac, security, Arc::clone(&self.shared.flash));
        let loader = loader.with_dead_stub(self.faults.dead_stub());
        self.faults.reset();
        self.watch.reset();
        self.reader = slip::Reader::default();
        self.finds_baud = true;
        self.become_(Doing::Loading(Box::new(loader)), Running::Rom);
    }

    fn enter_loader(&mut self) {
        if self.plug.is_none() {
            return;
        }
        self.load();
        self.print(&boot::download_text(self.options.chip));
    }

    /// The chip starts from its flash.
    fn reset(&mut self, cause: Cause) {
        if self.plug.is_none() {
            return;
        }
        let chip = self.options.chip;
        self.faults.reset();
        // whoever calls a chip that starts over and over goes on calling
        if cause == Cause::PowerOn {
            self.watch.reset();
        }
        self.finds_baud = false;
        self.baud = FIRMWARE_BAUD;
        let flash = Arc::clone(&self.shared.flash);
        let flash = flash.lock().unwrap_or_else(PoisonError::into_inner);
        if !boot::bootable(chip, flash.content()) {
            self.print(&boot::failure_text(chip, flash.content(), cause));
            let again = Instant::now() + OVER_AND_OVER;
            return self.become_(Doing::Failing(again), Running::Nothing);
        }
        drop(flash);
        self.print(&boot::run_text(chip));
        self.deliver(Instant::now());
        let relay = self.options.cache.as_deref().map(Relay::start).transpose();
        let relay = relay.unwrap_or_else(|problem| {
            self.say(format!("simulator: {problem}\r\n").as_bytes());
            None
        });
        self.become_(Doing::Running(relay), Running::Firmware);
    }

    fn say_again(&mut self, now: Instant) {
        if matches!(self.doing, Doing::Failing(next) if next <= now) {
            self.reset(Cause::Watchdog);
        }
    }

    /// The ROM's own messages, at its own rate.
    fn print(&mut self, text: &str) {
        if let Some(plug) = &self.plug {
            plug.forget_unread();
        }
        let rate = self.options.chip.console_baud();
        self.send(text.as_bytes(), rate);
    }

    fn say(&mut self, bytes: &[u8]) {
        self.send(bytes, self.baud);
    }

    /// Sends at a rate, to a host that may listen at another.
    fn send(&mut self, bytes: &[u8], rate: u32) {
        let host = self.plug.as_ref().and_then(Plug::host_baud).unwrap_or(rate);
        let mut sent = heard(bytes, rate, host);
        self.weaken(&mut sent, rate);
        self.up.send(&sent, rate, Instant::now());
    }

    fn weaken(&self, bytes: &mut [u8], rate: u32) {
        if self.faults.weak_above().is_some_and(|limit| rate > limit) {
            bytes.iter_mut().skip(WEAK_FROM).step_by(WEAK).for_each(|byte| *byte ^= 0x10);
        }
    }

    /// What has come from the host; it goes on its way to the chip.
    fn host_sent(&mut self, bytes: &[u8]) {
        let host = self.plug.as_ref().and_then(Plug::host_baud).unwrap_or(self.baud);
        if self.finds_baud {
            self.baud = host;
        }
        let now = Instant::now();
        self.watch.sent(bytes, now);
        let mut bytes = heard(bytes, host, self.baud);
        self.weaken(&mut bytes, host);
        self.down.send(&bytes, host, now);
    }

    /// Bytes that have arrived at the chip.
    fn take(&mut self, bytes: &[u8], now: Instant) {
        if let Doing::Running(Some(relay)) = &mut self.doing
            && !bytes.is_empty()
        {
            relay.write(bytes);
            return;
        }
        for byte in bytes {
            // An earlier byte may have ended the loader.
            if !matches!(self.doing, Doing::Loading(_)) {
                return;
            }
            if let Some(packet) = self.reader.take(*byte) {
                self.take_packet(packet, now);
            }
        }
    }

    fn take_packet(&mut self, mut packet: Vec<u8>, now: Instant) {
        let request = if packet.len() >= 8 && packet[0] == 0 { Some(packet[1]) } else { None };
        let verdict = request.map_or(Verdict::Fine, |op| {
            self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(op);
            self.faults.judge(op)
        });
        match verdict {
            Verdict::Silent => return,
            Verdict::Unplugged => return self.unplug(),
            Verdict::RequestLost => drop(packet.remove(packet.len() / 2)),
            Verdict::Fine | Verdict::AnswerLost => {}
        }
        if request == Some(op::SYNC) && self.faults.take_boot_text() {
            self.send(
                boot::download_text(self.options.chip).as_bytes(),
                self.options.chip.console_baud(),
            );
        }
        let Doing::Loading(loader) = &mut self.doing else { return };
        let actions = loader.take(&packet, self.baud);
        let running = if loader.is_stub() { Running::Stub } else { Running::Rom };
        *self.shared.running.lock().unwrap_or_else(PoisonError::into_inner) = running;
        if matches!(request, Some(op::FLASH_END | op::DEFLATE_END)) {
            self.watch.download_ended(now);
        }
        let mut lose = verdict == Verdict::AnswerLost;
        for action in actions {
            self.act(action, now, &mut lose);
        }
    }

    fn act(&mut self, action: Action, now: Instant, lose: &mut bool) {
        match action {
            Action::Send(packet) => {
                let mut framed = slip::framed(&packet);
                if std::mem::take(lose) {
                    framed.remove(framed.len() / 2);
                }
                self.watch.answered();
                self.say(&framed);
            }
            Action::Busy(time) => self.up.rest(now + time),
            Action::Baud(rate) => {
                self.baud = rate;
                self.finds_baud = false;
            }
            Action::Restart => self.enter_loader(),
            Action::Run | Action::Reset => self.reset(Cause::PowerOn),
        }
    }

    /// What has arrived at the host's end goes into the port.
    fn deliver(&mut self, now: Instant) {
        let bytes = self.up.arrived(now);
        if bytes.is_empty() {
            return;
        }
        let Some(plug) = &mut self.plug else { return };
        let room = plug.write(&bytes).unwrap_or(bytes.len());
        self.up.put_back(&bytes[room..], now + FULL);
    }

    /// Waits for a byte, a bell, or the next thing to do.
    fn wait(&mut self) -> io::Result<()> {
        let failing = match self.doing {
            Doing::Failing(next) => Some(next),
            _ => None,
        };
        let times = [self.up.next(), self.down.next(), self.watch.next(), failing];
        let next = times.into_iter().flatten().min();
        let limit = next.map(|next| next.saturating_duration_since(Instant::now()));
        let limit = limit.map(Timespec::try_from).transpose().map_err(io::Error::other)?;

        let relay = match &self.doing {
            // A host that does not read stops the board's output, not its own input.
            Doing::Running(Some(relay)) if self.up.is_empty() => Some(relay),
            _ => None,
        };
        let mut ends = vec![PollFd::new(&self.bell, PollFlags::IN)];
        ends.extend(self.plug.as_ref().map(|plug| PollFd::new(&plug.master, PollFlags::IN)));
        let plugged = ends.len() > 1;
        ends.extend(relay.map(|relay| PollFd::from_borrowed_fd(relay.as_fd(), PollFlags::IN)));
        poll(&mut ends, limit.as_ref())?;
        let ready = |at: usize| ends.get(at).is_some_and(|end| !end.revents().is_empty());
        let (rung, sent) = (ready(0), plugged && ready(1));
        let said = relay.is_some() && ready(ends.len() - 1);
        drop(ends);

        if rung {
            let _ = (&self.bell).read(&mut [0; 16]);
        }
        if sent && let Some(plug) = &mut self.plug {
            let bytes = plug.read()?;
            self.host_sent(&bytes);
        }
        if said && let Doing::Running(Some(relay)) = &mut self.doing {
            match relay.read() {
                Ok(bytes) => self.say(&bytes),
                Err(_) => self.doing = Doing::Running(None),
            }
        }
        Ok(())
    }
}

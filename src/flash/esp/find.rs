//! Reaching the loader: reset the chip into it, and call until it answers.

use std::time::{Duration, Instant};

use espflash::connection::Port;

use super::ask::{op, words};
use super::fault::Fault;
use super::loader::Loader;
use super::wire::{Stop, Wire};
use crate::model::{Before, Chip};

/// The rate that every loader understands at first, in bits per second.
pub const FIRST_BAUD: u32 = 115_200;

/// How long one call waits for its answer.
const CALL: Duration = Duration::from_millis(150);

/// Calls after one reset.
const CALLS: usize = 5;

/// Resets before a person is asked for help; rounds of calls where nobody is to be asked.
const ROUNDS: usize = 4;

impl Loader {
    /// Reaches the loader. Where no line resets the chip, `guide` is told each second how
    /// many are left to do it by hand, of `patience`.
    ///
    /// # Errors
    /// Nothing answers, or the port goes away.
    pub fn connect(
        port: Port,
        before: Before,
        stop: Stop,
        patience: Duration,
        guide: &mut dyn FnMut(u64),
    ) -> Result<Loader, Fault> {
        let wire = Wire::new(port, stop)?;
        let mut loader =
            Loader { wire, chip: None, stub: false, baud: FIRST_BAUD, attached: false };
        loader.again(before, patience, guide)?;
        Ok(loader)
    }

    /// Reaches the loader once more, from the start.
    ///
    /// # Errors
    /// As for [`connect`](Self::connect).
    pub fn again(
        &mut self,
        before: Before,
        patience: Duration,
        guide: &mut dyn FnMut(u64),
    ) -> Result<(), Fault> {
        (self.chip, self.stub, self.attached) = (None, false, false);
        self.baud = FIRST_BAUD;
        self.wire.set_baud(FIRST_BAUD)?;
        self.wire.way = before;
        let wired = before != Before::None && self.wire.has_lines();
        let rounds = if wired || before == Before::None { ROUNDS } else { 1 };
        for attempt in 0..rounds {
            if wired {
                // The other way, where the first one does not help.
                match (before == Before::UsbJtag) ^ (attempt % 2 == 1) {
                    true => self.wire.enter_loader_by_usb()?,
                    false => self.wire.enter_loader()?,
                }
            }
            if self.call(CALLS)? {
                return Ok(());
            }
        }
        self.wait_for_hands(patience, guide)
    }

    fn wait_for_hands(
        &mut self,
        patience: Duration,
        guide: &mut dyn FnMut(u64),
    ) -> Result<(), Fault> {
        let end = Instant::now() + patience;
        let mut told = u64::MAX;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Fault::Silent);
            }
            if left.as_secs() < told {
                told = left.as_secs();
                guide(told);
            }
            if self.call(1)? {
                return Ok(());
            }
        }
    }

    /// Calls so often; true once the loader answers.
    pub(super) fn call(&mut self, times: usize) -> Result<bool, Fault> {
        let mut body = vec![7, 7, 0x12, 0x20];
        body.extend([0x55; 32]);
        for _ in 0..times {
            self.wire.forget();
            match self.ask(op::SYNC, &body, CALL) {
                Ok(answer) => {
                    // A stub answers with 0, and there is no need for another.
                    self.stub = answer.value == 0;
                    self.hear_out()?;
                    return Ok(true);
                }
                Err(fault) if fault.passes() => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(false)
    }

    /// Eight answers come to one call.
    pub(super) fn hear_out(&mut self) -> Result<(), Fault> {
        for _ in 0..7 {
            match self.wire.receive(Instant::now() + CALL) {
                Ok(_) => {}
                Err(Fault::Silent) => break,
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Goes to the highest rate up to `wanted` that the line bears, in bits per second.
    ///
    /// # Errors
    /// The chip is lost on the way.
    pub fn speed_up(&mut self, wanted: u32) -> Result<u32, Fault> {
        let old_rom = !self.stub && self.chip()? == Chip::Esp8266;
        // That ROM keeps to the rate of the first call.
        if old_rom {
            return Ok(self.baud);
        }
        for rate in [wanted, 460_800, 230_400] {
            if rate <= wanted && rate > FIRST_BAUD && self.change_baud(rate)? {
                break;
            }
        }
        Ok(self.baud)
    }

    /// Goes back to the rate that every loader understands.
    ///
    /// # Errors
    /// The chip is lost on the way.
    pub fn slow_down(&mut self) -> Result<(), Fault> {
        if self.baud != FIRST_BAUD && !self.change_baud(FIRST_BAUD)? {
            return Err(Fault::Silent);
        }
        Ok(())
    }

    /// Leaves a loader at the rate that it is looked for at, as far as it obeys.
    pub fn rest(&mut self) {
        if self.baud == FIRST_BAUD {
            return;
        }
        let before = if self.stub { self.baud } else { 0 };
        if self.ask(op::CHANGE_BAUD, &words([FIRST_BAUD, before]), CALL * 4).is_ok()
            && self.wire.set_baud(FIRST_BAUD).is_ok()
        {
            self.baud = FIRST_BAUD;
        }
    }

    /// True if both understand each other at the new rate; else they are at the old one.
    pub(super) fn change_baud(&mut self, rate: u32) -> Result<bool, Fault> {
        let old = self.baud;
        let before = if self.stub { old } else { 0 };
        self.ask(op::CHANGE_BAUD, &words([rate, before]), CALL * 4)?;
        self.at(rate)?;
        if self.understands()? {
            return Ok(true);
        }
        // Short packets may get through where long ones do not.
        for _ in 0..5 {
            let before = if self.stub { rate } else { 0 };
            self.at(rate)?;
            match self.ask(op::CHANGE_BAUD, &words([old, before]), CALL) {
                Err(fault) if !fault.passes() => return Err(fault),
                _ => self.at(old)?,
            }
            if self.understands()? {
                return Ok(false);
            }
        }
        Err(Fault::Silent)
    }

    fn at(&mut self, rate: u32) -> Result<(), Fault> {
        self.wire.set_baud(rate)?;
        self.baud = rate;
        // What came while both changed is noise.
        self.wire.pause(Duration::from_millis(50))?;
        self.wire.forget();
        Ok(())
    }

    /// Several calls in a row, answered by who is known to be there.
    fn understands(&mut self) -> Result<bool, Fault> {
        let stub = self.stub;
        for _ in 0..3 {
            let called = self.call(1)?;
            let same = std::mem::replace(&mut self.stub, stub) == stub;
            if !(called && same) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

//! The serial port: packets out, packets in, each with a time limit.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use espflash::connection::Port;
use serialport::{ClearBuffer, SerialPort};

use super::fault::Fault;
use super::slip::{Unframe, frame};
use crate::model::Before;

/// Ends what is going on, from another thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn stop(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whatever follows may go on.
    pub fn forget(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// How long one wait of the port lasts: a stop is seen within it.
const WAIT: Duration = Duration::from_millis(50);

/// A port that takes nothing for so long is stuck.
const STUCK: Duration = Duration::from_secs(20);

pub(super) struct Wire {
    pub(super) port: Port,
    pub(super) stop: Stop,
    /// How the chip is reset.
    pub(super) way: Before,
    unframe: Unframe,
    come: VecDeque<Vec<u8>>,
    out: Vec<u8>,
}

impl Wire {
    pub(super) fn new(mut port: Port, stop: Stop) -> Result<Wire, Fault> {
        port.set_timeout(WAIT).map_err(lost)?;
        let (unframe, come, out) = (Unframe::default(), VecDeque::new(), Vec::new());
        Ok(Wire { port, stop, way: Before::Default, unframe, come, out })
    }

    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.stop.is_stopped() { Err(Fault::Stopped) } else { Ok(()) }
    }

    pub(super) fn send(&mut self, packet: &[u8]) -> Result<(), Fault> {
        self.check()?;
        self.out.clear();
        frame(packet, &mut self.out);
        let (mut left, end) = (self.out.as_slice(), Instant::now() + STUCK);
        while !left.is_empty() {
            match self.port.write(left) {
                Ok(taken) => left = &left[taken..],
                Err(error) if passing(error.kind()) && Instant::now() < end => {
                    if self.stop.is_stopped() {
                        return Err(Fault::Stopped);
                    }
                }
                Err(error) => return Err(Fault::Lost(error.to_string())),
            }
        }
        Ok(())
    }

    /// The next packet, if one comes before `end`.
    pub(super) fn receive(&mut self, end: Instant) -> Result<Vec<u8>, Fault> {
        let mut buffer = [0; 4096];
        loop {
            if let Some(packet) = self.come.pop_front() {
                return Ok(packet);
            }
            self.check()?;
            match self.port.read(&mut buffer) {
                // A hang-up reads as an end of file, for ever.
                Ok(0) => return Err(Fault::Lost("it hung up".to_owned())),
                Ok(count) => {
                    for byte in &buffer[..count] {
                        self.come.extend(self.unframe.push(*byte));
                    }
                }
                Err(error) if passing(error.kind()) => {}
                Err(error) => return Err(Fault::Lost(error.to_string())),
            }
            if self.come.is_empty() && Instant::now() >= end {
                return Err(Fault::Silent);
            }
        }
    }

    /// Forgets what came so far.
    pub(super) fn forget(&mut self) {
        // A port that is gone shows it at the next read.
        let _ = self.port.clear(ClearBuffer::Input);
        self.unframe = Unframe::default();
        self.come.clear();
    }

    pub(super) fn set_baud(&mut self, baud: u32) -> Result<(), Fault> {
        self.port.set_baud_rate(baud).map_err(lost)
    }

    /// Waits, unless it is stopped.
    pub(super) fn pause(&self, time: Duration) -> Result<(), Fault> {
        let end = Instant::now() + time;
        loop {
            self.check()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(WAIT));
        }
    }
}

fn passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

fn lost(error: serialport::Error) -> Fault {
    Fault::Lost(error.description)
}

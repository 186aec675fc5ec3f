//! The two control lines that most boards have wired to reset and boot, by a circuit
//! of two transistors: one alone pulls, both together do nothing.

use std::time::Duration;

use serialport::SerialPort;

use super::fault::Fault;
use super::wire::Wire;
use crate::model::Before;

impl Wire {
    /// Answers false where there are no such lines: a pseudo terminal, some adapters; or
    /// where they are wired to something else, and stay as they are.
    fn set(&mut self, data_ready: bool, to_send: bool) -> bool {
        let Some((data_ready, to_send)) = levels(self.way, (data_ready, to_send)) else {
            return false;
        };
        self.port.write_data_terminal_ready(data_ready).is_ok()
            && self.port.write_request_to_send(to_send).is_ok()
    }

    pub(super) fn has_lines(&mut self) -> bool {
        self.set(false, false)
    }

    /// Holds boot low over a reset, the classic way.
    pub(super) fn enter_loader(&mut self) -> Result<(), Fault> {
        self.set(false, true);
        self.pause(Duration::from_millis(100))?;
        self.set(true, false);
        self.pause(Duration::from_millis(50))?;
        self.set(false, false);
        Ok(())
    }

    /// The same for chips whose own USB port is used: it takes the lines for orders.
    pub(super) fn enter_loader_by_usb(&mut self) -> Result<(), Fault> {
        for (data_ready, to_send) in [(false, false), (true, false), (true, true), (false, true)] {
            self.set(data_ready, to_send);
            self.pause(Duration::from_millis(100))?;
        }
        self.set(false, false);
        Ok(())
    }

    /// Starts what is in the flash; false where there are no lines for that.
    pub(super) fn restart(&mut self) -> bool {
        if !self.set(false, true) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(100));
        self.set(false, false)
    }
}

/// What DTR and RTS have to be, so that the circuit sees these; none to leave them alone.
fn levels(way: Before, (data_ready, to_send): (bool, bool)) -> Option<(bool, bool)> {
    match way {
        Before::Hands => None,
        Before::Crossed => Some((to_send, data_ready)),
        Before::Default | Before::UsbJtag | Before::None => Some((data_ready, to_send)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_they_are_wired() {
        for wanted in [(false, false), (true, false), (false, true), (true, true)] {
            assert_eq!(levels(Before::Default, wanted), Some(wanted));
            assert_eq!(levels(Before::Crossed, wanted), Some((wanted.1, wanted.0)));
            assert_eq!(levels(Before::Hands, wanted), None);
        }
    }
}

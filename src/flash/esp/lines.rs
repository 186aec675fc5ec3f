//! The two control lines that most boards have wired to reset and boot, by a circuit
//! of two transistors: one alone pulls, both together do nothing.

use std::time::Duration;

use serialport::SerialPort;

use super::fault::Fault;
use super::wire::Wire;

impl Wire {
    /// Answers false where there are no such lines: a pseudo terminal, some adapters.
    fn set(&mut self, data_ready: bool, to_send: bool) -> bool {
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

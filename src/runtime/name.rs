//! What a board is called in the log.

use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Device, Event, Listener, LogLine, port_name};

/// What a board is called in the log: it may come back at another port.
#[derive(Debug, Clone)]
pub(super) struct Name(Arc<Mutex<String>>);

impl Name {
    pub(super) fn new(name: &str) -> Name {
        Name(Arc::new(Mutex::new(name.to_owned())))
    }

    pub(super) fn set(&self, device: &Device) {
        let name = device.alias.clone().unwrap_or_else(|| port_name(&device.port).to_owned());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = name;
    }

    /// What its session logs, under this name: there may be several.
    pub(super) fn under(&self, listener: Listener) -> Listener {
        let name = self.clone();
        Arc::new(move |event| {
            listener(match event {
                Event::Log(line) => {
                    let source = name.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    Event::Log(LogLine { source, ..line })
                }
                other => other,
            });
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Level;

    #[test]
    fn a_board_that_came_back_elsewhere_logs_under_its_new_name() {
        let name = Name::new("ttyUSB0");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&heard);
        let listener = name.under(Arc::new(move |event| {
            if let Event::Log(line) = event {
                into.lock().unwrap().push(line.source);
            }
        }));
        let line = || LogLine { level: Level::Info, source: "session".into(), text: "x".into() };
        listener(Event::Log(line()));
        name.set(&crate::device::at(&[], "/dev/ttyUSB5"));
        listener(Event::Log(line()));
        assert_eq!(*heard.lock().unwrap(), ["ttyUSB0", "ttyUSB5"]);
    }
}

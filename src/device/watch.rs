//! What is plugged in, told again whenever it changes.

#[cfg(target_os = "linux")]
mod notified;
mod polled;

use std::io;

use super::System;
use crate::model::{Event, Level, Listener, LogLine};

/// Tells until it is dropped.
pub struct Watch(Kind);

enum Kind {
    #[cfg(target_os = "linux")]
    Notified(notified::Handle),
    Polled(polled::Handle),
    /// No thread could be started: the list stays as it was told first.
    Still,
}

/// Sends `Event::Devices` now, and again whenever a port comes, goes, or is opened or
/// closed by another program. A thread of its own sleeps in the kernel meanwhile.
pub fn watch(listener: Listener) -> Watch {
    watch_of(System::default(), listener)
}

/// As [`watch`], on a made-up system.
pub fn watch_of(system: System, listener: Listener) -> Watch {
    #[cfg(target_os = "linux")]
    match notified::start(system.clone(), listener.clone()) {
        Ok(handle) => return Watch(Kind::Notified(handle)),
        Err(error) => say(&listener, "looks for boards once a second instead", &error),
    }
    match polled::start(system.clone(), listener.clone()) {
        Ok(handle) => Watch(Kind::Polled(handle)),
        Err(error) => {
            say(&listener, "does not see boards that are plugged in from now on", &error);
            listener(Event::Devices(super::list_of(&system)));
            Watch(Kind::Still)
        }
    }
}

fn say(listener: &Listener, consequence: &str, error: &io::Error) {
    listener(Event::Log(LogLine {
        level: Level::Warn,
        source: "devices".to_owned(),
        text: format!("cannot watch for boards ({error}); mpdeck {consequence}"),
    }));
}

impl Watch {
    /// Looks again now; tells if anything changed.
    pub fn refresh(&self) {
        match &self.0 {
            #[cfg(target_os = "linux")]
            Kind::Notified(handle) => handle.refresh(),
            Kind::Polled(handle) => handle.refresh(),
            Kind::Still => {}
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::sync::{Arc, Mutex};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::device::made_up::{CP2102, MadeUp, Usb};
    use crate::model::{Device, DeviceState};

    const GENEROUS: Duration = Duration::from_secs(20);

    fn hear() -> (Listener, Receiver<Vec<Device>>) {
        let (send, receive) = channel();
        let send = Mutex::new(send);
        let listener: Listener = Arc::new(move |event| {
            if let Event::Devices(devices) = event {
                let _ = send.lock().unwrap().send(devices);
            }
        });
        (listener, receive)
    }

    /// The first list that is as wanted.
    fn until(
        receive: &Receiver<Vec<Device>>,
        what: &str,
        wanted: impl Fn(&[Device]) -> bool,
    ) -> Vec<Device> {
        let end = Instant::now() + GENEROUS;
        let mut seen = Vec::new();
        loop {
            match receive.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(devices) if wanted(&devices) => return devices,
                Ok(devices) => seen.push(devices),
                Err(_) => panic!("never saw {what}; saw {seen:?}"),
            }
        }
    }

    #[test]
    fn a_board_that_comes_and_goes_keeps_its_identity() {
        let made_up = MadeUp::new();
        let (listener, receive) = hear();
        let _watch = watch_of(made_up.system.clone(), listener);
        until(&receive, "an empty list", <[_]>::is_empty);
        made_up.plug("ttyUSB0", &CP2102);
        let before = until(&receive, "the board", |devices| devices.len() == 1);
        made_up.unplug("ttyUSB0");
        until(&receive, "its going", <[_]>::is_empty);
        // The kernel gives the next free name to a board that comes back.
        made_up.plug("ttyUSB1", &CP2102);
        let after = until(&receive, "its return", |devices| devices.len() == 1);
        assert_ne!(before[0].port, after[0].port);
        assert_eq!(before[0].identity, after[0].identity);
    }

    #[test]
    fn the_stable_name_that_comes_late_is_told() {
        let made_up = MadeUp::new();
        let (listener, receive) = hear();
        let _watch = watch_of(made_up.system.clone(), listener);
        made_up.plug("ttyUSB0", &CP2102);
        until(&receive, "the board", |devices| devices.len() == 1);
        made_up.by_id("usb-lamp", "ttyUSB0");
        until(&receive, "its name", |devices| devices.iter().any(|device| device.by_id.is_some()));
        made_up.plug("ttyUSB1", &Usb { socket: "1-2", ..CP2102 });
        made_up.by_id("usb-fan", "ttyUSB1");
        until(&receive, "both names", |devices| {
            devices.iter().filter(|device| device.by_id.is_some()).count() == 2
        });
    }

    #[test]
    fn a_program_that_opens_the_port_is_told() {
        let made_up = MadeUp::new();
        let port = made_up.plug("ttyUSB0", &CP2102);
        let (listener, receive) = hear();
        let _watch = watch_of(made_up.system.clone(), listener);
        until(&receive, "the board", |devices| devices.len() == 1);
        made_up.process(7, "screen", "screen\0", &[("4", &port)]);
        drop(std::fs::File::open(&port).unwrap());
        until(&receive, "who has it", |devices| matches!(devices[0].state, DeviceState::Busy(_)));
    }

    #[test]
    fn a_flood_of_plugs_is_told_in_few_words() {
        let made_up = MadeUp::new();
        let (listener, receive) = hear();
        let _watch = watch_of(made_up.system.clone(), listener);
        until(&receive, "an empty list", <[_]>::is_empty);
        let began = Instant::now();
        for round in 0..200 {
            made_up.plug("ttyUSB0", &CP2102);
            if round < 199 {
                made_up.unplug("ttyUSB0");
            }
        }
        made_up.plug("ttyUSB9", &Usb { socket: "1-9", ..CP2102 });
        let mut told = 0;
        let end = Instant::now() + GENEROUS;
        while until(&receive, "a list", |_| true).len() != 2 {
            told += 1;
            assert!(Instant::now() < end, "never saw both boards");
        }
        // One list for each 20 ms at most, however many plugs there were.
        let most = began.elapsed().as_millis() / 20 + 2;
        assert!(told as u128 <= most, "{told} lists, at most {most}");
    }

    #[test]
    fn looking_again_tells_what_no_event_told() {
        let made_up = MadeUp::new();
        let port = made_up.plug("ttyUSB0", &CP2102);
        let (listener, receive) = hear();
        let watch = watch_of(made_up.system.clone(), listener);
        until(&receive, "the board", |devices| devices.len() == 1);
        made_up.process(7, "screen", "screen\0", &[("4", &port)]);
        watch.refresh();
        until(&receive, "who has it", |devices| matches!(devices[0].state, DeviceState::Busy(_)));
    }

    #[test]
    fn polling_sees_the_same() {
        let made_up = MadeUp::new();
        let (listener, receive) = hear();
        let handle = polled::start(made_up.system.clone(), listener).unwrap();
        until(&receive, "an empty list", <[_]>::is_empty);
        made_up.plug("ttyUSB0", &CP2102);
        handle.refresh();
        until(&receive, "the board", |devices| devices.len() == 1);
    }
}

//! Hot-plug by looking once a second, where the system does not tell.

use std::io;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::device::{System, list_of};
use crate::model::{Event, Listener};

const EVERY: Duration = Duration::from_secs(1);

/// Ends the thread when it is dropped.
pub(super) struct Handle {
    bell: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    pub(super) fn refresh(&self) {
        if let Some(bell) = &self.bell {
            // A full channel means that a look is due anyway.
            let _ = bell.try_send(());
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.bell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(super) fn start(system: System, listener: Listener) -> io::Result<Handle> {
    // One wish to look is as good as many.
    let (bell, asked) = sync_channel(1);
    let thread = Builder::new().name("devices".to_owned()).spawn(move || {
        let mut told = list_of(&system);
        listener(Event::Devices(told.clone()));
        while asked.recv_timeout(EVERY) != Err(RecvTimeoutError::Disconnected) {
            let devices = list_of(&system);
            if devices != told {
                told.clone_from(&devices);
                listener(Event::Devices(devices));
            }
        }
    })?;
    Ok(Handle { bell: Some(bell), thread: Some(thread) })
}

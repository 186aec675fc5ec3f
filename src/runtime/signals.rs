//! The signals that end the workbench in good order.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::workbench::Ended;
use crate::model::Problem;

pub(super) struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
}

impl Signals {
    pub(super) fn listen() -> Result<Signals, Problem> {
        let listen = |kind| {
            signal(kind).map_err(|error| Problem::failed("listen for signals", error.to_string()))
        };
        Ok(Signals {
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// Waits for one. Cancel-safe.
    pub(super) async fn next(&mut self) -> Ended {
        tokio::select! {
            _ = self.terminate.recv() => Ended::Signal { name: "SIGTERM", number: 15 },
            _ = self.hang_up.recv() => Ended::Signal { name: "SIGHUP", number: 1 },
            _ = self.interrupt.recv() => Ended::Signal { name: "SIGINT", number: 2 },
        }
    }
}

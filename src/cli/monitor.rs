//! `monitor`: listens to a board and sends nothing.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;

use super::run::{hear, interrupted};
use super::several::One;
use super::{Output, Printer};
use crate::model::{Event, Listener, Mode, MonitorOptions, Problem, Request};
use crate::session::Session;
use crate::session::capture::{Form, Tap, Target};

impl One {
    /// Listens until a signal comes or nobody reads what is printed.
    pub(super) async fn listen(
        &mut self,
        session: &Session,
        events: &mut UnboundedReceiver<Event>,
        options: &MonitorOptions,
    ) -> Result<(), Problem> {
        let (address, printer) = (session.address().to_owned(), self.printer.clone());
        let told: Listener = Arc::new(move |event| tell(event, &address, &printer));
        let (tap, heard) = Tap::new(self.board, told);
        if let Some(path) = options.log.clone() {
            let form = if options.raw { Form::Raw } else { Form::Text };
            tap.open(vec![Target { path, form, bound: self.bound }]);
        }
        let request = Request::Monitor(options.clone());
        let opened = tokio::select! {
            opened = session.connected() => opened,
            _ = self.heed.changed() => Err(interrupted(&request)),
        };
        let ended = match opened {
            Err(problem) => Err(problem),
            Ok(()) => loop {
                tokio::select! {
                    _ = self.heed.changed() => break Err(interrupted(&request)),
                    Some(event) = events.recv() => heard(event),
                }
            },
        };
        while let Ok(event) = events.try_recv() {
            heard(event);
        }
        // all that it said is in the file before we end
        tap.close();
        ended
    }
}

fn tell(event: Event, address: &str, printer: &Printer) {
    match event {
        Event::Output { stream, bytes, .. } => printer.output(stream, bytes),
        Event::Mode { mode: Mode::Lost, .. } => {
            let text = format!("{address} is gone; waiting for it");
            printer.status(json!({ "event": "gone", "port": address }), text);
        }
        Event::Mode { mode: Mode::Attached, generation, .. } if generation.0 > 1 => {
            let text = format!("{address} is back");
            printer.status(json!({ "event": "back", "port": address }), text);
        }
        Event::Recording { to: Some(to), .. } => {
            printer.clone().note(format!("writing to {to}"));
        }
        event => hear(event, printer),
    }
}

//! A board behind a UART line, at its prompt.

use mpdeck::demo::{DemoBoard, Uart};
use mpdeck::model::{AttachPolicy, Mode};

use crate::board::{options, special};
use crate::line::Line;
use crate::session::Attached;

pub fn uart() -> DemoBoard {
    let mut options = options();
    options.uart = Some(Uart { baud: 115_200, buffer: 256, erase: 0 });
    special(options)
}

/// At the prompt, which the board is asked for as a user would.
pub async fn at_prompt(line: &Line) -> Attached {
    let attached = Attached::to(&line.port, AttachPolicy::Ask);
    attached.session.connected().await.unwrap();
    // an answer, and not only the prompt of the start, shows that nothing is under way
    attached.type_text("41+1\r");
    attached.until_said("42\r\n>>> ").await;
    attached.until_mode(Mode::Friendly).await;
    attached
}

//! Bytes to the terminal: on a serial console they are what one waits for.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{TerminalOptions, Viewport};

use super::cases;
use super::rig::Rig;
use crate::app::{Action, Msg};
use crate::keymap::Keymap;
use crate::ui::render;

/// Counts what a terminal would have to read.
#[derive(Clone, Default)]
struct Line(Rc<Cell<usize>>);

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Draws like the runtime.
struct Console {
    terminal: Terminal<CrosstermBackend<Line>>,
    line: Line,
    keymap: Keymap,
}

impl Console {
    fn new(width: u16, height: u16) -> Self {
        let area = Rect { x: 0, y: 0, width, height };
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let line = Line::default();
        let backend = CrosstermBackend::new(line.clone());
        let terminal = Terminal::with_options(backend, options).unwrap();
        Console { terminal, line, keymap: Keymap::built_in() }
    }

    /// Answers the bytes of the frame.
    fn draw(&mut self, rig: &mut Rig) -> usize {
        let before = self.line.0.get();
        let mut layout = crate::app::Layout::default();
        self.terminal
            .draw(|frame| layout = render(&rig.state, &rig.theme, &self.keymap, rig.look, frame))
            .unwrap();
        rig.send(Msg::Laid(layout));
        self.line.0.get() - before
    }

    /// Until nothing moves any more.
    fn settle(&mut self, rig: &mut Rig) {
        for _ in 0..3 {
            self.draw(rig);
        }
    }
}

#[test]
fn an_echoed_key_and_a_cursor_move_cost_little() {
    let mut rig = cases::usual();
    rig.does(Action::FocusRepl);
    let mut console = Console::new(80, 24);
    console.settle(&mut rig);
    assert!(console.draw(&mut rig) < 40, "an unchanged frame");
    rig.output("p");
    let echo = console.draw(&mut rig);
    assert!(echo < 150, "an echoed key took {echo} bytes");

    let mut rig = cases::usual();
    rig.does(Action::FocusFiles);
    let mut console = Console::new(120, 40);
    rig.does(Action::Bottom);
    console.settle(&mut rig);
    rig.does(Action::Up);
    let moved = console.draw(&mut rig);
    assert!(moved < 400, "a cursor move took {moved} bytes");
}

#[test]
fn a_full_screen_costs_less_than_a_second_of_a_serial_console() {
    // The second one fills the REPL to the last cell.
    for (mut rig, most) in [(cases::usual(), 7_500), (cases::overflowing(), 9_500)] {
        let full = Console::new(120, 40).draw(&mut rig);
        assert!(full < most, "a full redraw took {full} bytes");
    }
}

//! The plot: shown or not, held still, moved in, written to a file.

use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::plot::Plot;
use crate::app::state::{Pane, State};
use crate::app::terminal::Terminal;
use crate::model::Level;

use super::jobs::Then;

/// Rows of the scrollback that a new plot looks through.
const FAR: usize = 4000;

impl State {
    pub(super) fn toggle_plot(&mut self) {
        if self.repl.plotting {
            self.repl.plotting = false;
            return;
        }
        if self.board().is_none() {
            return self.notify(Level::Warn, "No board is connected: choose one in Devices");
        }
        self.repl.plotting = true;
        if self.focus != Pane::Repl {
            self.set_focus(Pane::Repl);
        }
    }

    /// A board whose plot is shown has one, which begins with what the scrollback holds.
    pub(super) fn have_plot(&mut self) {
        let (shown, now) = (self.repl.plotting, self.now);
        if let Some(board) = self.board_mut_selected()
            && shown
            && board.plot.is_none()
        {
            let mut plot = Plot::default();
            plot.take(printed(&board.terminal).as_bytes(), now);
            board.plot = Some(Box::new(plot));
        }
    }

    pub(super) fn in_plot(&mut self, action: Action) {
        let (now, columns) = (self.now, usize::from(self.layout.plot));
        if action == Action::ExportPlot {
            return self.export_plot();
        }
        let Some(plot) = self.plot_mut() else { return };
        match action {
            Action::PausePlot => {
                plot.paused = !plot.paused;
                plot.catch_up(now);
            }
            Action::ClearPlot => plot.clear(),
            Action::ZoomIn | Action::ZoomOut => self.zoom_plot(action == Action::ZoomIn),
            Action::CursorLeft => plot.step_cursor(false, columns),
            Action::CursorRight => plot.step_cursor(true, columns),
            _ => {}
        }
    }

    pub(super) fn zoom_plot(&mut self, closer: bool) {
        if let Some(plot) = self.plot_mut() {
            plot.zoom(closer);
        }
    }

    pub(super) fn drop_plot_cursor(&mut self) -> bool {
        self.repl.plotting && self.plot_mut().is_some_and(Plot::drop_cursor)
    }

    /// A column of the curves was clicked.
    pub(super) fn point_in_plot(&mut self, x: u16) {
        let columns = usize::from(self.layout.plot);
        if let Some(plot) = self.plot_mut() {
            plot.put_cursor(usize::from(x), columns);
        }
    }

    /// Rows wait to be shown: time has to go by for them.
    pub(in crate::app) fn plot_lags(&self) -> bool {
        let plot = self.board().and_then(|board| board.plot.as_ref());
        self.repl.plotting && plot.is_some_and(|plot| plot.lags())
    }

    pub(super) fn plot_catches_up(&mut self) {
        let now = self.now;
        if let Some(plot) = self.plot_mut() {
            plot.catch_up(now);
        }
    }

    fn export_plot(&mut self) {
        let Some(board) = self.board() else { return };
        let Some(plot) = board.plot.as_ref().filter(|plot| !plot.is_empty()) else {
            return self.notify(Level::Info, "The board has printed no numbers yet");
        };
        let (name, table, rows) = (board.name().to_owned(), plot.csv(), plot.rows());
        let job = self.job_for(None, "write the values of the plot", Then::PlotSaved(rows));
        self.emit(Effect::SavePlot { job, name, table });
    }

    pub(super) fn plot_saved(&mut self, rows: usize, path: &str) {
        let rows = format!("{rows} row{}", if rows == 1 { "" } else { "s" });
        self.notify(Level::Good, format!("{rows} written to {path}"));
        self.log(Level::Good, "plot", format!("{rows} written to {path}"));
    }

    fn plot_mut(&mut self) -> Option<&mut Plot> {
        self.board_mut_selected().and_then(|board| board.plot.as_deref_mut())
    }
}

/// What a terminal holds, as it was printed: rows that the screen's width made are put
/// together, and the last line has no end unless the board ended it.
fn printed(terminal: &Terminal) -> String {
    let end = terminal.cursor_row();
    let mut text = String::new();
    for row in end.saturating_sub(FAR)..=end {
        let line = terminal.line(row);
        let part = line.text();
        let begins = text.is_empty() || text.ends_with('\n');
        text.push_str(if begins { without_time(&part) } else { &part });
        if row < end && !line.wrapped {
            text.push('\n');
        }
    }
    text
}

/// A line without the `10:03:59.120 ` that we put before it.
fn without_time(line: &str) -> &str {
    let time = |text: &str| {
        let digit = |(at, c): (usize, char)| match at {
            2 | 5 => c == ':',
            8 => c == '.',
            _ => c.is_ascii_digit(),
        };
        text.chars().enumerate().all(digit)
    };
    match line.split_once(' ') {
        Some((first, rest)) if first.len() == 12 && time(first) => rest,
        _ => line,
    }
}

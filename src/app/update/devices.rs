//! The Devices pane, and what is done to a board as a whole.

use std::collections::BTreeSet;

use crate::app::action::Action;
use crate::app::board::Board;
use crate::app::effect::Effect;
use crate::app::layout::Size;
use crate::app::list::Motion;
use crate::app::overlay::Deed;
use crate::app::state::{Pane, State};
use crate::model::{BoardId, Command, Device, DeviceState, Level, ResetKind};

use super::jobs::Then;

impl State {
    pub(super) fn in_devices(&mut self, action: Action) {
        match action {
            Action::Open => self.connect_or_disconnect(),
            Action::Refresh => {
                if let Some(board) = self.board_under_cursor() {
                    self.select(board);
                    self.walk(board);
                }
            }
            Action::Mark => self.mark_device(),
            Action::ClearMarks => self.devices.marked.clear(),
            _ => {}
        }
    }

    fn board_under_cursor(&self) -> Option<BoardId> {
        let rows = self.device_rows();
        rows.get(self.devices.cursor.at).and_then(|row| row.board).map(|board| board.id)
    }

    fn mark_device(&mut self) {
        let rows = self.device_rows();
        let Some(port) = rows.get(self.devices.cursor.at).map(|row| row.port.to_owned()) else {
            return;
        };
        let lines = rows.len();
        if !self.devices.marked.remove(&port) {
            self.devices.marked.insert(port);
        }
        let page = usize::from(self.layout.devices);
        self.devices.cursor.go(Motion::Down, lines, page);
    }

    /// The boards among the marked devices.
    pub fn marked_boards(&self) -> Vec<BoardId> {
        (self.device_rows().iter())
            .filter(|row| self.devices.marked.contains(row.port))
            .filter_map(|row| row.board.map(|board| board.id))
            .collect()
    }

    /// What a run, a reset or a command is for: the marked boards, wherever the focus is,
    /// else the one that is shown.
    pub(super) fn boards_addressed(&mut self) -> Vec<BoardId> {
        let marked = self.marked_boards();
        if marked.is_empty() && self.focus == Pane::Devices {
            return self.boards_meant();
        }
        if !marked.is_empty() || self.selected.is_some() {
            return if marked.is_empty() { self.selected.into_iter().collect() } else { marked };
        }
        self.notify(Level::Warn, "No board is connected: choose one in Devices");
        Vec::new()
    }

    /// Their names, for questions.
    pub(super) fn names_meant(&self) -> String {
        let marked = self.marked_boards();
        let meant = self.boards.iter().filter(|board| match marked.is_empty() {
            true => self.selected == Some(board.id),
            false => marked.contains(&board.id),
        });
        let names: Vec<String> = meant.map(Board::full_name).collect();
        names.join(", ")
    }

    /// The boards an action is about: in Devices the marked ones, else the one under
    /// the cursor; in other panes the one shown.
    pub(super) fn boards_meant(&mut self) -> Vec<BoardId> {
        let here = self.focus == Pane::Devices;
        let marked = if here { self.marked_boards() } else { Vec::new() };
        if !marked.is_empty() {
            return marked;
        }
        let under = self.board_under_cursor().filter(|_| here);
        let meant: Vec<BoardId> = under.or(self.selected).into_iter().collect();
        if meant.is_empty() {
            self.notify(Level::Warn, "No board is connected: choose one in Devices");
        }
        meant
    }

    pub(super) fn connect(&mut self, port: String) -> BoardId {
        let id = BoardId(self.next_board);
        self.next_board += 1;
        let size = self.layout.repl.unwrap_or(Size { columns: 78, rows: 10 });
        let mut board = Board::new(id, port.clone(), size, self.setup.scrollback);
        if let Some(device) = board.device(&self.devices.list) {
            board.heed(device);
        }
        self.boards.push(board);
        if self.selected.is_none() {
            self.selected = Some(id);
            self.point_at_device(&port);
        }
        self.auto_connect = false;
        self.emit(Effect::Connect { board: id, port });
        id
    }

    pub(super) fn connect_or_disconnect(&mut self) {
        let rows = self.device_rows();
        let Some(row) = rows.get(self.devices.cursor.at) else {
            return self.notify(Level::Info, "No device is plugged in");
        };
        let (port, board) = (row.port.to_owned(), row.board.map(|board| board.id));
        let held = row.device.map(|device| device.state.clone());
        match (board, held) {
            (Some(board), _) if self.selected == Some(board) => self.disconnect_board(board),
            // Enter on another board first shows it
            (Some(board), _) => self.select(board),
            (None, Some(DeviceState::Busy(holder))) => {
                let text = format!(
                    "{port} is in use by {} (process {}). Close that program first",
                    holder.name, holder.pid
                );
                self.notify(Level::Warn, text);
            }
            (None, Some(DeviceState::Loader | DeviceState::Drive)) => {
                let text = "It is in its boot loader: flash it, or press RESET on the board";
                self.notify(Level::Info, text);
            }
            (None, _) => {
                let board = self.connect(port);
                self.select(board);
            }
        }
    }

    pub(super) fn disconnect(&mut self) {
        for board in self.boards_meant() {
            self.disconnect_board(board);
        }
    }

    pub(super) fn disconnect_board(&mut self, board: BoardId) {
        self.emit(Effect::Disconnect { board });
        self.forget_questions(board);
        self.jobs.retain(|_, job| job.board != Some(board));
        let port = self.board_mut(board).map(|board| board.port.clone());
        self.boards.retain(|other| other.id != board);
        if self.selected == Some(board) {
            self.selected = self.boards.first().map(|board| board.id);
            self.repl.typing = false;
        }
        if let Some(port) = port {
            self.notify(Level::Info, format!("Disconnected {port}"));
        }
    }

    /// Shows a board in Files and REPL.
    pub(super) fn select(&mut self, id: BoardId) {
        self.selected = Some(id);
        self.repl.selection = None;
        self.repl.found = None;
        if let Some(board) = self.board_mut(id) {
            board.unread = false;
            board.news = 0;
        }
    }

    pub(super) fn next_board(&mut self) {
        let here = self.boards.iter().position(|board| Some(board.id) == self.selected);
        let next = here.map_or(0, |at| (at + 1) % self.boards.len().max(1));
        if let Some(board) = self.boards.get(next) {
            self.select(board.id);
        }
    }

    /// Puts the cursor on a device, if it is there.
    fn point_at_device(&mut self, port: &str) {
        let rows = self.device_rows();
        let at = rows
            .iter()
            .position(|row| row.port == port || row.board.is_some_and(|board| board.port == port));
        let (at, lines) = (at.unwrap_or(self.devices.cursor.at), rows.len());
        self.devices.cursor.put(at, lines, usize::from(self.layout.devices));
    }

    /// What is plugged in changed.
    pub(super) fn plugged(&mut self, list: Vec<Device>) {
        let rows = self.device_rows();
        let under = rows.get(self.devices.cursor.at).map(|row| row.port.to_owned());
        for board in &mut self.boards {
            if let Some(device) = board.device(&list) {
                // a mark goes with its board to another port
                if board.port != device.port && self.devices.marked.remove(&board.port) {
                    self.devices.marked.insert(device.port.clone());
                }
                board.heed(device);
            }
        }
        self.devices.list = list;
        let there: BTreeSet<String> =
            self.device_rows().iter().map(|row| row.port.to_owned()).collect();
        self.devices.marked.retain(|port| there.contains(port));
        self.welcome();
        // others may stand before it now
        self.point_at_device(&under.unwrap_or_default());
        if !self.auto_connect || !self.boards.is_empty() {
            return;
        }
        let free: Vec<String> = (self.devices.list.iter())
            .filter(|device| device.candidate && device.state == DeviceState::Free)
            .filter(|device| !device.hands_off)
            .map(|device| device.port.clone())
            .collect();
        match free.as_slice() {
            [] => {}
            [port] => {
                self.connect(port.clone());
                if self.focus == Pane::Devices {
                    // nothing is left to do there
                    self.set_focus(Pane::Files);
                }
            }
            several => {
                let text =
                    format!("{} devices: choose one in Devices, Enter connects", several.len());
                self.notify(Level::Info, text);
            }
        }
    }

    /// The project's boards that are there.
    pub(super) fn meant(&mut self, ports: Vec<String>) {
        self.met.retain(|port| ports.contains(port));
        for port in ports {
            let open = self.boards.iter().any(|board| board.port == port);
            if self.met.insert(port.clone()) && !open {
                self.connect(port);
                if self.focus == Pane::Devices {
                    self.set_focus(Pane::Files);
                }
            }
        }
    }

    pub(super) fn probe(&mut self) {
        if self.focus == Pane::Devices && self.board_under_cursor().is_none() {
            return self.show_device();
        }
        for board in self.boards_meant() {
            let job = self.job_for(Some(board), "ask the board what it is", Then::Info);
            self.emit_line(Some(board), job, "info");
        }
    }

    pub(super) fn set_clock(&mut self) {
        for board in self.boards_meant() {
            let then = Then::Say("The board's clock is set".to_owned());
            let job = self.job_for(Some(board), "set the clock", then);
            self.emit(Effect::SetClock { board, job, gently: false });
        }
    }

    pub(super) fn interrupt(&mut self) {
        for board in self.boards_meant() {
            self.emit(Effect::Interrupt { board });
            self.notify(Level::Info, "Sent Ctrl-C to the board");
        }
    }

    /// Without the chip: [`ResetKind::Soft`] or [`ResetKind::Safe`].
    pub(super) fn soft_reset(&mut self, kind: ResetKind) {
        for board in self.boards_addressed() {
            self.command(board, Command::Reset { kind }, "soft reset", Then::Nothing);
        }
    }

    pub(super) fn hard_reset(&mut self) {
        let boards = self.boards_addressed();
        let named = |id: &BoardId| self.boards.iter().find(|board| board.id == *id);
        let names: Vec<String> = boards.iter().filter_map(named).map(Board::full_name).collect();
        if names.is_empty() {
            return;
        }
        let mut lines = vec!["Restart".to_owned()];
        lines.extend(names);
        lines.push("The program that runs there is stopped.".to_owned());
        let kind = ResetKind::Hard;
        self.ask("Reset?", lines, ("Reset", "Leave it"), Deed::Reset { boards, kind });
    }

    pub(super) fn reset(&mut self, boards: Vec<BoardId>, kind: ResetKind) {
        for board in boards {
            let then = Then::Say("The board was reset".to_owned());
            self.command(board, Command::Reset { kind }, "reset", then);
        }
    }
}

//! The mouse, by where the last frame put things.

use crate::app::action::Action;
use crate::app::layout::{Area, Spot};
use crate::app::message::{Mouse, MouseKind};
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, State};

/// Lines a wheel step scrolls.
const WHEEL: isize = 3;

impl State {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        if mouse.what == MouseKind::Drag && self.drag_edge(mouse.x, mouse.y) {
            return;
        }
        if mouse.what == MouseKind::Release && self.let_go_of_edge() {
            return;
        }
        let Some((area, spot)) = self.layout.spot(mouse.x, mouse.y) else { return };
        if !self.overlays.is_empty() && !matches!(spot, Spot::Overlay | Spot::Do(_) | Spot::Page) {
            return;
        }
        match mouse.what {
            MouseKind::Press => {
                self.notice = None;
                self.press(mouse, area, spot);
            }
            MouseKind::DoublePress => match spot {
                Spot::Repl => {
                    self.set_focus_by_mouse(Pane::Repl);
                    self.act(Action::Type);
                }
                Spot::Devices | Spot::Files(_) => {
                    self.press(mouse, area, spot);
                    self.act(Action::Open);
                }
                _ => self.press(mouse, area, spot),
            },
            MouseKind::Drag => self.drag(mouse, area, spot),
            MouseKind::Release => self.release(),
            MouseKind::ScrollUp => self.wheel(spot, -WHEEL),
            MouseKind::ScrollDown => self.wheel(spot, WHEEL),
        }
    }

    fn press(&mut self, mouse: Mouse, area: Area, spot: Spot) {
        let row = usize::from(mouse.y - area.y);
        match spot {
            Spot::Pane(pane) => {
                self.set_focus_by_mouse(pane);
                self.grab_edge(mouse.x, mouse.y);
            }
            Spot::Devices => {
                self.set_focus_by_mouse(Pane::Devices);
                let at = self.devices.cursor.offset + row;
                let rows = self.device_rows().len();
                if at < rows {
                    self.devices.cursor.put(at, rows, usize::from(self.layout.devices));
                }
            }
            Spot::Files(side) => {
                self.set_focus_by_mouse(Pane::Files);
                self.files.side = side;
                let page = self.page(side);
                if let Some(tree) = self.tree_mut(side) {
                    let at = tree.cursor.offset + row;
                    let rows = tree.rows().len();
                    if at < rows {
                        tree.cursor.put(at, rows, page);
                    }
                }
            }
            Spot::Log => {
                self.set_focus_by_mouse(Pane::Log);
                let lines = self.log.shown().count();
                let at = self.log.cursor.offset + row;
                if at < lines {
                    self.log.cursor.put(at, lines, usize::from(self.layout.log));
                    self.log.follows = at + 1 == lines;
                }
            }
            Spot::Overlay => self.press_overlay(row, mouse.x >= area.x + area.width / 2),
            Spot::Repl => self.click_repl(mouse.x - area.x, mouse.y - area.y),
            Spot::Page => self.point_in_page(mouse.x - area.x, mouse.y - area.y, false),
            Spot::Plot => {
                self.set_focus_by_mouse(Pane::Repl);
                self.point_in_plot(mouse.x - area.x);
            }
            Spot::Do(action) => self.act(action),
        }
    }

    /// A click on the pane that has the focus changes nothing, so Typing goes on.
    fn set_focus_by_mouse(&mut self, pane: Pane) {
        if self.focus != pane {
            self.set_focus(pane);
        }
    }

    fn press_overlay(&mut self, row: usize, right: bool) {
        match self.overlays.last() {
            Some(Overlay::Pins(_)) => return self.click_pins(row, right),
            Some(Overlay::Chooser(_)) => return self.click_chooser(row),
            Some(Overlay::Finder(_)) => return self.click_found(row),
            Some(Overlay::Flash(_)) => return self.click_flash(row),
            _ => {}
        }
        let rows = self.palette_rows().len();
        let page = usize::from(self.layout.overlay);
        if let Some(Overlay::Palette(palette)) = self.overlays.last_mut() {
            let at = palette.cursor.offset + row;
            if at < rows {
                palette.cursor.put(at, rows, page);
                self.act(Action::Accept);
            }
        }
    }

    fn drag(&mut self, mouse: Mouse, area: Area, spot: Spot) {
        if spot == Spot::Page {
            return self.point_in_page(mouse.x - area.x, mouse.y - area.y, true);
        }
        if spot == Spot::Plot {
            return self.point_in_plot(mouse.x - area.x);
        }
        if spot != Spot::Repl {
            return;
        }
        let cell = self.repl_cell(mouse.x - area.x, mouse.y - area.y);
        if let (Some(selection), Some(cell)) = (&mut self.repl.selection, cell) {
            selection.to = cell;
        }
    }

    /// What was selected by dragging is copied, as terminals do.
    fn release(&mut self) {
        match self.repl.selection {
            Some(selection) if selection.by_keys => {}
            Some(selection) if selection.from == selection.to => {
                self.repl.selection = None;
                self.open_link(selection.from.0);
            }
            Some(_) => self.copy_selection(),
            None => {}
        }
    }

    fn wheel(&mut self, spot: Spot, by: isize) {
        match spot {
            Spot::Devices | Spot::Pane(Pane::Devices) => {
                let rows = self.device_rows().len();
                self.devices.cursor.scroll(by, rows, usize::from(self.layout.devices));
            }
            Spot::Files(side) => {
                let page = self.page(side);
                if let Some(tree) = self.tree_mut(side) {
                    let rows = tree.rows().len();
                    tree.cursor.scroll(by, rows, page);
                }
            }
            Spot::Log | Spot::Pane(Pane::Log) => {
                let lines = self.log.shown().count();
                self.log.cursor.scroll(by, lines, usize::from(self.layout.log));
                self.log.follows = self.log.cursor.at + 1 >= lines;
            }
            Spot::Repl | Spot::Pane(Pane::Repl) => {
                if let Some(board) = self.board_mut_selected() {
                    board.terminal.scroll(-by);
                }
            }
            Spot::Page => self.wheel_in_page(by),
            Spot::Overlay => {
                let action = if by < 0 { Action::Up } else { Action::Down };
                for _ in 0..WHEEL {
                    self.act(action);
                }
            }
            Spot::Plot => {
                let closer = by < 0;
                self.zoom_plot(closer);
            }
            Spot::Pane(Pane::Files) | Spot::Do(_) => {}
        }
    }
}

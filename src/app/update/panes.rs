//! What is the same in all panes: focus, moving, zoom, quit, cancel.

use crate::app::action::{Action, Context};
use crate::app::effect::{Effect, WorkOrder};
use crate::app::layout::Layout;
use crate::app::list::{Motion, Scroll};
use crate::app::overlay::{Deed, Overlay};
use crate::app::state::{Pane, Side, State};
use crate::model::{Level, ResetKind};

use super::saves::Leave;

impl State {
    /// Carries out an action in the context of the moment.
    pub(super) fn act(&mut self, action: Action) {
        if let Some(Overlay::Welcome(_)) = self.overlays.last() {
            return self.in_welcome(action);
        }
        let context = self.context();
        if self.past_overlays(action, context) {
            return;
        }
        match context {
            Context::Dialog => self.in_dialog(action),
            Context::Field | Context::Palette => self.in_field(action),
            Context::Conflict => self.in_conflict(action),
            Context::Help | Context::Viewer | Context::Plan => self.in_overlay(action),
            Context::Pins => self.in_pins(action),
            Context::Chooser => self.in_chooser(action),
            Context::Flash => self.in_flash(action),
            Context::Editor => self.in_editor(action),
            Context::Input if !self.anywhere(action) => self.in_input(action),
            Context::Input => {}
            _ => self.in_panes(action),
        }
    }

    /// F1 and Alt-1 to 4 work everywhere but in a question, which wants its answer.
    fn past_overlays(&mut self, action: Action, context: Context) -> bool {
        if self.overlays.is_empty() || context == Context::Dialog {
            return false;
        }
        match action {
            Action::Help if context != Context::Help => {
                self.overlays.push(Overlay::Help(Scroll::default()));
                true
            }
            Action::FocusDevices
            | Action::FocusFiles
            | Action::FocusRepl
            | Action::FocusLog
            | Action::SwitchInput
            | Action::FocusEditor => {
                let stays = |overlay: Option<&Overlay>| match overlay {
                    None | Some(Overlay::Dialog(_)) => true,
                    Some(Overlay::Flash(wizard)) => wizard.works(),
                    Some(_) => false,
                };
                while !stays(self.overlays.last()) {
                    self.close_overlay();
                }
                self.overlays.is_empty() && self.anywhere(action)
            }
            _ => false,
        }
    }

    pub(super) fn in_panes(&mut self, action: Action) {
        if self.anywhere(action) {
            return;
        }
        if let Some(motion) = motion(action) {
            return self.go(motion);
        }
        match action {
            Action::NextPane => self.step_focus(1),
            Action::PreviousPane => self.step_focus(-1),
            Action::Redraw => self.emit(Effect::Redraw),
            Action::Cancel => self.cancel(),
            Action::Doctor => self.line(None, "doctor"),
            Action::CommandLine => self.ask_command(),
            Action::NextBoard => self.next_board(),
            Action::Guide => self.open_guide(),
            Action::Layouts => self.choose_layout(),
            Action::Wider => self.widen(1),
            Action::Narrower => self.widen(-1),
            Action::Taller => self.heighten(1),
            Action::Shorter => self.heighten(-1),
            Action::DefaultSizes => self.default_sizes(),
            Action::Themes => self.choose_theme(),
            Action::Sync => self.sync(),
            Action::SyncPlan => self.sync_plan(),
            Action::SyncForce => self.sync_force(),
            Action::Watch => self.watch(!self.watching.on),
            Action::Conflicts => self.open_conflicts(),
            Action::AfterSync => self.next_after_sync(),
            Action::Connect => self.connect_or_disconnect(),
            Action::Disconnect => self.disconnect(),
            Action::Probe => self.probe(),
            Action::SetClock => self.set_clock(),
            Action::Flash => self.open_flash(),
            Action::Interrupt => self.interrupt(),
            Action::Stop => self.stop(),
            Action::Record => self.record(),
            Action::MarkRecord => self.mark_record(),
            Action::PausePlot
            | Action::ClearPlot
            | Action::ExportPlot
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::CursorLeft
            | Action::CursorRight => self.in_plot(action),
            Action::SoftReset => self.soft_reset(ResetKind::Soft),
            Action::SafeReset => self.soft_reset(ResetKind::Safe),
            Action::HardReset => self.hard_reset(),
            Action::Undo => self.ask_undo(),
            Action::Run => self.run(),
            Action::RunAgain => self.run_again(),
            Action::Dismiss => self.dismiss_in_pane(),
            _ => match self.focus {
                Pane::Devices => self.in_devices(action),
                Pane::Files => self.in_files(action),
                Pane::Repl => self.in_repl(action),
                Pane::Log => self.in_log(action),
            },
        }
    }

    /// What F-keys and Alt-digits do, also while text is typed. Tells whether it was
    /// one of those.
    fn anywhere(&mut self, action: Action) -> bool {
        match action {
            Action::FocusDevices => self.set_focus(Pane::Devices),
            Action::FocusFiles => self.set_focus(Pane::Files),
            Action::FocusRepl => {
                self.set_focus(Pane::Repl);
                self.repl.typing = self.board().is_some();
            }
            Action::FocusLog => self.set_focus(Pane::Log),
            Action::FocusEditor => self.show_page(),
            Action::Zoom => self.zoomed = !self.zoomed,
            Action::Help => self.overlays.push(Overlay::Help(Scroll::default())),
            Action::Palette => self.open_palette(),
            Action::SwitchInput => self.switch_input(),
            Action::Snippets => self.list_snippets(),
            Action::Pins => self.open_pins(),
            Action::Plot => self.toggle_plot(),
            Action::Quit => self.quit(),
            _ => return false,
        }
        true
    }

    pub(super) fn set_focus(&mut self, pane: Pane) {
        self.focus = pane;
        self.repl.typing = false;
        self.repl.left_by = None;
        if pane == Pane::Log {
            self.log.unread = 0;
            self.boards.iter_mut().for_each(|board| board.news = 0);
        }
    }

    /// Both sides of Files are a stop each.
    fn step_focus(&mut self, by: isize) {
        let stops = [
            (Pane::Devices, None),
            (Pane::Files, Some(Side::Local)),
            (Pane::Files, Some(Side::Remote)),
            (Pane::Repl, None),
            (Pane::Log, None),
        ];
        let here = stops.iter().position(|(pane, side)| {
            *pane == self.focus && side.is_none_or(|side| side == self.files.side)
        });
        let next = (here.unwrap_or(0) as isize + by).rem_euclid(stops.len() as isize);
        let (pane, side) = stops[next as usize];
        self.set_focus(pane);
        if let Some(side) = side {
            self.files.side = side;
        }
    }

    fn go(&mut self, motion: Motion) {
        match self.focus {
            Pane::Devices => {
                let rows = self.device_rows().len();
                let page = usize::from(self.layout.devices);
                self.devices.cursor.go(motion, rows, page);
            }
            Pane::Files => {
                let side = self.files.side;
                let page = self.page(side);
                if let Some(tree) = self.tree_mut(side) {
                    tree.go(motion, page);
                }
            }
            Pane::Repl => self.repl_go(motion),
            Pane::Log => self.log_go(motion),
        }
    }

    /// Esc: first what is special about the pane, then the running job.
    fn dismiss_in_pane(&mut self) {
        let side = self.files.side;
        let page = self.page(side);
        let focus = self.focus;
        match focus {
            Pane::Files => {
                if let Some(tree) = self.tree_mut(side)
                    && (tree.marks() > 0 || !tree.filter().is_empty())
                {
                    tree.clear_marks();
                    tree.set_filter("", page);
                    return;
                }
            }
            Pane::Repl if self.repl.selection.take().is_some() => return,
            Pane::Repl if self.repl.found.take().is_some() => return,
            Pane::Repl if self.drop_plot_cursor() => return,
            Pane::Log if !self.log.filter.is_empty() => {
                self.filter_log("");
                return;
            }
            _ => {}
        }
        if self.is_busy() {
            self.cancel();
        }
    }

    /// Ctrl-C while browsing.
    fn cancel(&mut self) {
        let syncing = self.boards.iter().any(|board| board.syncing.is_some());
        let board = self.job().and_then(|job| job.board);
        if let Some(board) = board {
            self.emit(Effect::Cancel { board });
        }
        if syncing {
            self.emit(Effect::Work(WorkOrder::Cancel));
        }
        if syncing || board.is_some() {
            self.notify(Level::Warn, "Stopping…");
        } else if matches!(self.focus, Pane::Repl | Pane::Devices) && self.selected.is_some() {
            self.interrupt();
        } else {
            self.notify(Level::Info, "Nothing to stop here. q quits");
        }
    }

    pub(super) fn quit(&mut self) {
        if self.editing.as_ref().is_some_and(|page| page.changed) {
            return self.ask_to_save(Leave::Quit);
        }
        if !self.quitting_loses() && !self.flash_works() {
            return self.emit(Effect::Quit);
        }
        let what = match self.job() {
            _ if self.flash_works() => {
                "flashing; the board may be left without firmware".to_owned()
            }
            Some(job) if job.board.is_some() => job.what.clone(),
            _ => "sync".to_owned(),
        };
        self.ask(
            "Quit?",
            vec![format!("Still running: {what}."), "Quitting stops it.".to_owned()],
            ("Quit", "Stay"),
            Deed::Quit,
        );
    }

    /// Where the last frame put things.
    pub(super) fn laid(&mut self, layout: Layout) {
        if let Some(size) = layout.repl {
            for board in &mut self.boards {
                board.terminal.resize(size);
            }
        }
        self.layout = layout;
        for side in [Side::Local, Side::Remote] {
            let page = self.page(side);
            if let Some(tree) = self.tree_mut(side) {
                let at = tree.cursor.at;
                tree.cursor.put(at, tree.rows().len(), page);
            }
        }
        let rows = self.device_rows().len();
        let page = usize::from(self.layout.devices);
        self.devices.cursor.put(self.devices.cursor.at, rows, page);
        self.keep_log_in_sight();
        self.page_in_sight();
    }
}

pub(super) fn motion(action: Action) -> Option<Motion> {
    Some(match action {
        Action::Up => Motion::Up,
        Action::Down => Motion::Down,
        Action::PageUp => Motion::PageUp,
        Action::PageDown => Motion::PageDown,
        Action::Top => Motion::Top,
        Action::Bottom => Motion::Bottom,
        _ => return None,
    })
}

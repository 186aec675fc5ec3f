//! Files that somebody changed on a board: shown one by one, and decided.

use crate::app::action::Action;
use crate::app::conflict::ConflictView;
use crate::app::diff::Body;
use crate::app::effect::{Effect, WorkOrder};
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, Side, State};
use crate::model::{BoardId, Comparison, Conflict, Keep, Level, Problem, RemotePath, Settled};

use super::panes::motion;

impl State {
    /// Shows the first one, or that of the file under the cursor in Files.
    pub(super) fn open_conflicts(&mut self) {
        let Some((board, conflict)) = self.conflict_meant() else {
            let text = "No conflicts that are known of; a sync, or its plan, looks for them";
            return self.notify(Level::Info, text);
        };
        if matches!(self.overlays.last(), Some(Overlay::Plan(_))) {
            self.overlays.pop();
        }
        self.show_conflict(board, conflict);
    }

    /// Of the selected board, else of any.
    fn conflict_meant(&self) -> Option<(BoardId, Conflict)> {
        let shown = self.board().filter(|board| !board.conflicts.is_empty());
        let board =
            shown.or_else(|| self.boards.iter().find(|board| !board.conflicts.is_empty()))?;
        let under = self.remote_under_cursor();
        let of_cursor =
            board.conflicts.iter().find(|conflict| Some(&conflict.to) == under.as_ref());
        let conflict = of_cursor.or_else(|| board.conflicts.first())?;
        Some((board.id, conflict.clone()))
    }

    /// The board's path of the file under the cursor in Files.
    pub(super) fn remote_under_cursor(&self) -> Option<RemotePath> {
        let node = self.current_node().filter(|_| self.focus == Pane::Files)?;
        Some(match self.files.side {
            Side::Local => self.target().descend(&node.path),
            Side::Remote => State::remote_path(&node.path),
        })
    }

    fn show_conflict(&mut self, board: BoardId, conflict: Conflict) {
        self.emit(Effect::Work(WorkOrder::Show { board, conflict: Box::new(conflict.clone()) }));
        let view = ConflictView::new(board, conflict);
        match self.overlays.last_mut() {
            Some(Overlay::Conflict(shown)) => *shown = view,
            _ => self.overlays.push(Overlay::Conflict(view)),
        }
    }

    fn shown_conflict(&self) -> Option<&ConflictView> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Conflict(view) => Some(view),
            _ => None,
        })
    }

    fn shown_conflict_mut(&mut self) -> Option<&mut ConflictView> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Conflict(view) => Some(view),
            _ => None,
        })
    }

    /// Those of all boards, in the order they are gone through.
    fn all_conflicts(&self) -> Vec<(BoardId, &Conflict)> {
        let boards = self.boards.iter();
        boards.flat_map(|board| board.conflicts.iter().map(|one| (board.id, one))).collect()
    }

    /// Which one of how many is shown, counted from 1.
    pub fn conflict_place(&self, view: &ConflictView) -> (usize, usize) {
        let all = self.all_conflicts();
        let shown = |(board, conflict): &(BoardId, &Conflict)| {
            *board == view.board && conflict.path == view.conflict.path
        };
        (all.iter().position(shown).map_or(1, |at| at + 1), all.len().max(1))
    }

    pub(super) fn in_conflict(&mut self, action: Action) {
        let (lines, page) = (self.layout.overlay_lines, usize::from(self.layout.overlay));
        match action {
            Action::KeepMine => self.keep(Keep::Mine),
            Action::KeepBoards => self.keep(Keep::Boards),
            Action::KeepBoth => self.keep(Keep::Both),
            Action::NextConflict => self.step_conflict(1),
            Action::PreviousConflict => self.step_conflict(-1),
            Action::Quit | Action::Dismiss | Action::Cancel => drop(self.overlays.pop()),
            _ => {
                let Some(Overlay::Conflict(view)) = self.overlays.last_mut() else { return };
                match action {
                    Action::Left => view.right = view.right.saturating_sub(8),
                    Action::Right => view.right += 8,
                    _ => {
                        if let Some(motion) = motion(action) {
                            view.scroll.go(motion, lines, page);
                        }
                    }
                }
            }
        }
    }

    fn step_conflict(&mut self, by: isize) {
        let Some(view) = self.shown_conflict() else { return };
        let (at, of) = self.conflict_place(view);
        let next = (at as isize - 1 + by).rem_euclid(of as isize) as usize;
        let next = self.all_conflicts().get(next).map(|(board, next)| (*board, (*next).clone()));
        match next.filter(|_| of > 1) {
            Some((board, next)) => self.show_conflict(board, next),
            None => self.notify(Level::Info, "There is no other conflict"),
        }
    }

    fn keep(&mut self, keep: Keep) {
        let Some(view) = self.shown_conflict() else { return };
        let (board, conflict) = (view.board, view.conflict.clone());
        let nothing = match keep {
            Keep::Boards if conflict.made => {
                Some("It is bytecode on the board: keep yours, or save both")
            }
            Keep::Both if conflict.there.is_none() => Some("There is nothing on the board to save"),
            Keep::Both if conflict.here.is_none() => {
                Some("There is no file here: keep the board's, or mine to remove it there")
            }
            _ => None,
        };
        if let Some(text) = nothing {
            return self.notify(Level::Warn, text);
        }
        // the next one comes up at once; this one is off the list when the board says so
        if let Some(board) = self.board_mut(board) {
            board.conflicts.retain(|other| other.path != conflict.path);
        }
        let settled = Box::new(Settled { conflict, keep });
        self.emit(Effect::Work(WorkOrder::Settle { board, settled }));
        let next = self.all_conflicts().first().map(|(board, next)| (*board, (*next).clone()));
        match next {
            Some((board, next)) => self.show_conflict(board, next),
            None => drop(self.overlays.pop()),
        }
    }

    /// What a sync or a comparison found.
    pub(super) fn conflicts_found(&mut self, id: BoardId, conflicts: Vec<Conflict>) {
        let Some(board) = self.board_mut(id) else { return };
        board.conflicts = conflicts;
        let Some(view) = self.shown_conflict().filter(|view| view.board == id) else { return };
        let path = view.conflict.path.clone();
        let shown = view.conflict.clone();
        let now = self.boards.iter().find(|board| board.id == id);
        let now = now.and_then(|board| board.conflicts.iter().find(|other| other.path == path));
        match now.cloned() {
            Some(now) if now != shown => {
                // one side was saved again meanwhile
                let order = WorkOrder::Show { board: id, conflict: Box::new(now.clone()) };
                self.emit(Effect::Work(order));
                if let Some(view) = self.shown_conflict_mut() {
                    view.conflict = now;
                }
            }
            Some(_) => {}
            None => {
                self.overlays.retain(|overlay| !matches!(overlay, Overlay::Conflict(_)));
                self.notify(Level::Info, format!("{path} is no conflict any more"));
            }
        }
    }

    pub(super) fn compared(
        &mut self,
        board: BoardId,
        path: &str,
        comparison: Result<Comparison, Problem>,
    ) {
        let Some(view) = self.shown_conflict_mut() else { return };
        if view.board != board || view.conflict.path != path {
            return;
        }
        match comparison {
            Ok(comparison) => view.show(&comparison),
            Err(problem) => {
                view.body = Body::Trouble(crate::app::clean(&problem.to_string()).into_owned());
            }
        }
    }

    /// A conflict whose contents do not come after all.
    pub(super) fn not_compared(&mut self, board: BoardId, problem: &Problem) {
        if let Some(view) = self.shown_conflict_mut()
            && view.board == board
            && view.body == Body::Reading
        {
            view.body = Body::Trouble(crate::app::clean(&problem.to_string()).into_owned());
        }
    }
}

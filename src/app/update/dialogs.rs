//! Questions: ours before something is lost, and those of boards and of work.

use crate::app::action::Action;
use crate::app::effect::{Asker, Effect, WorkOrder};
use crate::app::list::Motion;
use crate::app::overlay::{Deed, Dialog, Overlay, PlanView};
use crate::app::state::State;
use crate::model::{Answer, BoardId, Level, Plan, Question, QuestionId};

use super::panes::motion;
use super::saves::After;

impl State {
    /// Asks before something is done that cannot be undone.
    pub(super) fn ask(
        &mut self,
        title: &str,
        lines: Vec<String>,
        (yes, no): (&'static str, &'static str),
        then: Deed,
    ) {
        let dialog = Dialog {
            title: title.to_owned(),
            lines: lines.iter().map(|line| crate::app::clean(line).into_owned()).collect(),
            plan: None,
            level: Level::Warn,
            yes,
            no,
            on_yes: false,
            then,
            armed: self.now,
        };
        self.overlays.push(Overlay::Dialog(dialog));
    }

    /// The same, once no other question and no text field has the keys.
    pub(super) fn ask_when_free(
        &mut self,
        title: &str,
        lines: Vec<String>,
        words: (&'static str, &'static str),
        then: Deed,
    ) {
        self.ask(title, lines, words, then);
        if let Some(Overlay::Dialog(dialog)) = self.overlays.pop() {
            self.waiting.push_back(dialog);
        }
    }

    /// Something only the user can decide.
    pub(super) fn asked(&mut self, asker: Asker, question: QuestionId, asks: Question) {
        let name = |board: BoardId| {
            let board = self.boards.iter().find(|other| other.id == board);
            board.map_or_else(|| "the board".to_owned(), |board| board.full_name())
        };
        let plan_lines = |plan: &Plan| {
            vec![
                format!("From {}", plan.source.display()),
                format!("to {} on {}", plan.target, plan.board),
            ]
        };
        let folder = matches!(asks, Question::UseFolder { .. });
        let (title, lines, plan, yes, no) = match asks {
            Question::StopProgram { board, for_what } => (
                "Stop the program?",
                vec![
                    format!("A program may be running on {}.", name(board)),
                    format!("It must be stopped to {for_what}, and cannot go on afterwards."),
                ],
                None,
                "Stop it",
                "Leave it",
            ),
            Question::FirstSync { plan, .. } => {
                ("First sync to this board", plan_lines(&plan), Some(plan), "Sync", "Not now")
            }
            Question::UseFolder { folder } => (
                "Use this folder?",
                vec![
                    format!("No mpdeck.toml in or above {folder}."),
                    "Sync this folder with the board anyway?".to_owned(),
                ],
                None,
                "Use it",
                "No",
            ),
            Question::LargeSync { plan, why, .. } => {
                let mut lines = plan_lines(&plan);
                lines.push(why);
                ("Sync all this?", lines, Some(plan), "Sync", "No")
            }
        };
        let dialog = Dialog {
            title: title.to_owned(),
            lines: lines.iter().map(|line| crate::app::clean(line).into_owned()).collect(),
            plan: plan.map(PlanView::new),
            level: Level::Info,
            yes,
            no,
            on_yes: false,
            then: Deed::Answer { asker, question, folder },
            armed: self.now,
        };
        self.waiting.push_back(dialog);
        self.emit(Effect::Bell);
    }

    /// Puts the next question up, once no other one and no text field has the keys.
    pub(super) fn show_waiting(&mut self) {
        let taken = matches!(
            self.overlays.last(),
            Some(
                Overlay::Dialog(_) | Overlay::Prompt(_) | Overlay::Palette(_) | Overlay::Finder(_)
            )
        );
        if taken {
            return;
        }
        let armed = self.armed();
        if let Some(mut dialog) = self.waiting.pop_front() {
            dialog.armed = armed;
            self.overlays.push(Overlay::Dialog(dialog));
        }
    }

    /// Questions of a board that need no answer any more.
    pub(super) fn forget_questions(&mut self, board: BoardId) {
        let of_board = |dialog: &Dialog| matches!(dialog.then, Deed::Answer { asker: Asker::Board(id), .. } if id == board);
        self.waiting.retain(|dialog| !of_board(dialog));
        self.overlays.retain(|overlay| match overlay {
            Overlay::Dialog(dialog) => !of_board(dialog),
            _ => true,
        });
    }

    /// A board has nothing to stop: its questions are answered.
    pub(super) fn decline_questions(&mut self, board: BoardId) {
        let asked = |dialog: &Dialog| match dialog.then {
            Deed::Answer { asker: Asker::Board(id), question, .. } if id == board => Some(question),
            _ => None,
        };
        let shown = self.overlays.iter().filter_map(|overlay| match overlay {
            Overlay::Dialog(dialog) => asked(dialog),
            _ => None,
        });
        let open: Vec<QuestionId> = shown.chain(self.waiting.iter().filter_map(asked)).collect();
        self.forget_questions(board);
        for question in open {
            let asker = Asker::Board(board);
            self.emit(Effect::Answer { asker, question, answer: Answer::No });
        }
    }

    pub(super) fn in_dialog(&mut self, action: Action) {
        let page = usize::from(self.layout.overlay);
        let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut() else { return };
        match action {
            Action::Left | Action::Right | Action::NextPane | Action::PreviousPane => {
                dialog.on_yes = !dialog.on_yes;
            }
            Action::Yes => self.answer(true),
            Action::Dismiss | Action::Cancel if matches!(dialog.then, Deed::Save(_)) => {
                self.overlays.pop();
            }
            Action::No | Action::Dismiss | Action::Cancel => self.answer(false),
            Action::Accept | Action::Open => {
                let yes = dialog.on_yes;
                self.answer(yes);
            }
            _ => {
                if let (Some(motion), Some(view)) = (motion(action), &mut dialog.plan) {
                    view.scroll.go(motion, self.layout.overlay_lines, page);
                }
            }
        }
    }

    fn answer(&mut self, yes: bool) {
        let Some(Overlay::Dialog(dialog)) = self.overlays.pop() else { return };
        match dialog.then {
            Deed::Answer { asker, question, folder } => {
                if folder && yes {
                    self.setup.project = true;
                }
                let answer = if yes { Answer::Yes } else { Answer::No };
                self.emit(Effect::Answer { asker, question, answer });
            }
            Deed::PutBack(fetched) if !yes => self.keep_copy(&fetched),
            Deed::Save(leave) if yes => self.save_page(After::Leave(leave)),
            Deed::Save(leave) => self.leave(leave),
            Deed::Reload(bytes) if yes => self.reload_page(bytes),
            Deed::Reload(bytes) => self.keep_page(bytes),
            _ if !yes => {}
            Deed::Overwrite(after) => self.write_page(after, true),
            Deed::Quit => self.emit(Effect::Quit),
            Deed::Reset { boards, kind } => self.reset(boards, kind),
            Deed::Steps(steps) => self.run_steps(steps),
            Deed::Undo { board, force } => self.undo(board, force),
            Deed::PutBack(fetched) => self.put_back(fetched, true),
            Deed::StopFlash(job) => self.stop_flash(job),
            Deed::Sync(options) => self.emit(Effect::Work(WorkOrder::Sync(options))),
        }
    }

    /// Help, preview and plan.
    pub(super) fn in_overlay(&mut self, action: Action) {
        let page = usize::from(self.layout.overlay);
        let lines = self.layout.overlay_lines;
        if let Some(motion) = motion(action) {
            return self.scroll_overlay(motion, lines, page);
        }
        match (action, self.overlays.last_mut()) {
            (Action::Guide, _) => self.open_guide(),
            (Action::ToggleHex, Some(Overlay::Viewer(viewer))) if !viewer.wraps => {
                viewer.hex = !viewer.hex;
                viewer.scroll.offset = 0;
            }
            (Action::Accept, Some(Overlay::Plan(_))) => {
                self.overlays.pop();
                self.sync();
            }
            (Action::Conflicts, Some(Overlay::Plan(_))) => self.open_conflicts(),
            (Action::Left, Some(Overlay::Viewer(viewer))) => {
                viewer.right = viewer.right.saturating_sub(8);
            }
            (Action::Right, Some(Overlay::Viewer(viewer))) if !viewer.wraps => viewer.right += 8,
            (Action::Left, Some(Overlay::Diff(view))) => view.right = view.right.saturating_sub(8),
            (Action::Right, Some(Overlay::Diff(view))) => view.right += 8,
            (Action::Quit | Action::Dismiss | Action::Cancel | Action::Accept, _)
            | (Action::Help, Some(Overlay::Help(_))) => {
                self.overlays.pop();
            }
            _ => {}
        }
    }

    fn scroll_overlay(&mut self, motion: Motion, lines: usize, page: usize) {
        match self.overlays.last_mut() {
            Some(Overlay::Help(scroll)) => scroll.go(motion, lines, page),
            Some(Overlay::Viewer(viewer)) => {
                let lines = if viewer.wraps { lines } else { viewer.lines() };
                viewer.scroll.go(motion, lines, page);
            }
            Some(Overlay::Plan(view)) => view.scroll.go(motion, lines, page),
            Some(Overlay::Diff(view)) => view.scroll.go(motion, lines, page),
            _ => {}
        }
    }
}

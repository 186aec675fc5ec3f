//! The one table of what can be done: it feeds the hint bar, the help overlay and
//! the palette, and `keymap` checks its words against it.

use super::action::{Action, Context};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    pub action: Action,
    /// The word of the keymap: the action's serde name.
    pub name: &'static str,
    /// For the help overlay and the palette: a phrase.
    pub help: &'static str,
    /// For the hint bar: one or two words; empty where it is not shown there.
    pub hint: &'static str,
    pub contexts: &'static [Context],
}

const fn row(
    action: Action,
    name: &'static str,
    hint: &'static str,
    help: &'static str,
    contexts: &'static [Context],
) -> Command {
    Command { action, name, help, hint, contexts }
}

/// Every action once, in the order of the help overlay.
pub fn commands() -> &'static [Command] {
    COMMANDS
}

pub fn command(action: Action) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.action == action)
}

/// What the hint bar shows in a context, the most particular first.
pub fn hints(context: Context) -> impl Iterator<Item = &'static Command> {
    context.chain().iter().flat_map(|at| {
        COMMANDS.iter().filter(move |row| !row.hint.is_empty() && row.contexts.contains(at))
    })
}

/// Where keys act, in the order of the help.
pub const GROUPS: &[(Context, &str)] = &[
    (Context::Panes, "In every pane"),
    (Context::Devices, "Devices"),
    (Context::Files, "Files"),
    (Context::Repl, "REPL, browsing"),
    (Context::Plot, "REPL, with the plot"),
    (Context::Typing, "REPL, typing: all other keys go to the board"),
    (Context::Input, "REPL, in the input editor"),
    (Context::Editor, "In the editor"),
    (Context::Log, "Log"),
    (Context::Field, "In a line of text"),
    (Context::Palette, "In the list of commands"),
    (Context::Dialog, "In a question"),
    (Context::Overlay, "In help, previews, plans and lists"),
    (Context::Viewer, "In a preview"),
    (Context::Plan, "In a plan"),
    (Context::Conflict, "In a conflict"),
    (Context::Pins, "In the pinout"),
    (Context::Flash, "While flashing"),
    (Context::Everywhere, "Everywhere, also while typing"),
];

/// What a group tells: what has a key in every pane is told once, there.
pub fn rows_of(
    context: Context,
    has_key: impl Fn(Context, Action) -> bool,
) -> impl Iterator<Item = &'static Command> {
    let told = move |row: &&Command| {
        context != Context::Panes
            && context.chain().contains(&Context::Panes)
            && row.contexts.contains(&Context::Panes)
            && has_key(Context::Panes, row.action)
    };
    COMMANDS.iter().filter(move |row| row.contexts.contains(&context) && !told(row))
}

use Context::{
    Conflict, Devices, Dialog, Editor, Everywhere, Field, Files, Input, Log, Overlay, Palette,
    Panes, Plan, Repl, Typing, Viewer,
};

#[rustfmt::skip]
const COMMANDS: &[Command] = &[
    row(Action::Help, "help", "help", "Show the keys", &[Panes, Everywhere]),
    row(Action::FocusDevices, "focus-devices", "", "Go to Devices", &[Panes, Everywhere]),
    row(Action::FocusFiles, "focus-files", "", "Go to Files", &[Panes, Everywhere]),
    row(Action::FocusRepl, "focus-repl", "", "Go to the REPL", &[Panes, Everywhere]),
    row(Action::FocusLog, "focus-log", "", "Go to the log", &[Panes, Everywhere]),
    row(Action::FocusEditor, "focus-editor", "", "Go back to the file that is edited", &[Panes, Everywhere]),
    row(Action::Guide, "guide", "", "Open the guide: boards, wiring, first blink and more", &[Panes, Context::Help]),
    row(Action::CommandLine, "command-line", "", "Type a command", &[Panes]),
    row(Action::Palette, "palette", "", "Find any command by its name", &[Panes, Everywhere]),
    row(Action::LeaveTyping, "leave-typing", "browse", "Leave Typing (press twice to send the key itself)", &[Typing, Input]),
    row(Action::SendOrNewLine, "send-or-new-line", "send", "Send what is whole to the board, else begin a new line", &[Input]),
    row(Action::Send, "send", "", "Send the text to the board as it is", &[Input]),
    row(Action::NewLine, "new-line", "new line", "Begin a new line, indented", &[Input]),
    row(Action::Complete, "complete", "complete", "Complete the name before the cursor, or indent", &[Input]),
    row(Action::Unindent, "unindent", "", "Take one step of indentation away, or the choice before", &[Input, Editor]),
    row(Action::HistoryList, "history-list", "history", "Find what was sent or typed before", &[Input, Repl, Field]),
    row(Action::SwitchInput, "switch-input", "editor", "Switch between the input editor and typing to the board", &[Repl, Typing, Input, Panes, Everywhere]),
    row(Action::Snippets, "snippets", "", "Insert or run a snippet, one of yours or of ours", &[Repl, Panes, Everywhere]),
    row(Action::Timestamps, "timestamps", "", "Put the time before each line from now on, or no more", &[Repl]),
    row(Action::ShowBytes, "show-bytes", "", "Show what is not text as hex from now on, or no more", &[Repl]),
    row(Action::PausePlot, "pause-plot", "pause", "Hold the plot still, or let it go on", &[Context::Plot]),
    row(Action::CursorLeft, "cursor-left", "values", "Read off an older value of the plot", &[Context::Plot]),
    row(Action::CursorRight, "cursor-right", "", "Read off a newer value of the plot", &[Context::Plot]),
    row(Action::ZoomIn, "zoom-in", "", "Show fewer values of the plot, larger", &[Context::Plot]),
    row(Action::ZoomOut, "zoom-out", "", "Show more values of the plot", &[Context::Plot]),
    row(Action::ExportPlot, "export-plot", "export", "Write the values of the plot to a CSV file", &[Context::Plot]),
    row(Action::ClearPlot, "clear-plot", "clear", "Forget the values of the plot", &[Context::Plot]),
    row(Action::Type, "type", "type", "Type into the board's REPL", &[Repl]),
    row(Action::Save, "save", "save", "Save the file where it came from", &[Editor]),
    row(Action::SaveRun, "save-run", "run", "Save the file and run it", &[Editor]),
    row(Action::Close, "close", "close", "Close the file; what is not saved is asked about", &[Editor]),
    row(Action::UndoEdit, "undo-edit", "undo", "Take the last change of the text back", &[Editor]),
    row(Action::RedoEdit, "redo-edit", "", "Do again what was taken back", &[Editor]),
    row(Action::Replace, "replace", "replace", "Replace a text, each place asked about", &[Editor]),
    row(Action::GoToLine, "go-to-line", "line", "Go to a line", &[Editor]),
    row(Action::Comment, "comment", "comment", "Make comments of the selected lines, or code again", &[Editor]),
    row(Action::Indent, "indent", "", "Indent the selected lines, or to the next step", &[Editor]),
    row(Action::Cut, "cut", "", "Cut the selection, or the line", &[Editor]),
    row(Action::Paste, "paste", "", "Put in what was cut or copied", &[Editor]),
    row(Action::SelectAll, "select-all", "", "Select all of the text", &[Editor]),
    row(Action::Connect, "connect", "connect", "Connect to the device, or disconnect it", &[Devices]),
    row(Action::Disconnect, "disconnect", "", "Disconnect the board and free its port", &[Devices]),
    row(Action::Probe, "probe", "info", "Ask the board what it is and can do", &[Devices]),
    row(Action::SetClock, "set-clock", "set clock", "Set the board's clock to this machine's time", &[Devices]),
    row(Action::Flash, "flash", "flash", "Put MicroPython on the board, step by step", &[Devices, Panes]),
    row(Action::FlashPath, "flash-path", "path", "Type the path of an image", &[Context::Flash]),
    row(Action::FlashDownload, "flash-download", "download", "Download firmware for the chip", &[Context::Flash]),
    row(Action::FlashChip, "flash-chip", "ask the chip", "Ask the chip's loader what it is", &[Context::Flash]),
    row(Action::SwitchSide, "switch-side", "other side", "Go from the local files to the board's, or back", &[Files]),
    row(Action::Open, "open", "open", "Open what the cursor is on", &[Devices, Files, Log, Panes]),
    row(Action::Upload, "upload", "upload", "Copy the marked local files to the board", &[Files]),
    row(Action::Download, "download", "download", "Copy the marked board files to this machine", &[Files]),
    row(Action::MoveAcross, "move-across", "", "Move the marked files to the other side, after asking", &[Files]),
    row(Action::Run, "run", "run", "Run the file or the selection, without storing it", &[Files, Repl, Context::Chooser]),
    row(Action::Plot, "plot", "plot", "Show the numbers that the board prints as curves, or not", &[Repl, Panes, Everywhere]),
    row(Action::RunAgain, "run-again", "", "Run again what was run last", &[Panes, Everywhere]),
    row(Action::OpenTrace, "open-trace", "traceback", "Open file and line of the newest traceback", &[Repl]),
    row(Action::View, "view", "view", "Show the file as text or hex", &[Files]),
    row(Action::Diff, "diff", "diff", "Show what differs between the file here and on the board", &[Files]),
    row(Action::EditHere, "edit-here", "edit", "Edit the file here: this machine's or the board's", &[Files]),
    row(Action::Edit, "edit", "", "Open the file in $EDITOR; the board's goes back there", &[Files]),
    row(Action::NewFolder, "new-folder", "new folder", "Make a folder", &[Files]),
    row(Action::NewFile, "new-file", "", "Make an empty file", &[Files]),
    row(Action::Rename, "rename", "rename", "Rename or move the file or folder", &[Files]),
    row(Action::Delete, "delete", "delete", "Delete the marked files and folders, after asking", &[Files]),
    row(Action::Undo, "undo", "", "Take back the last change of the board's files", &[Panes]),
    row(Action::Refresh, "refresh", "refresh", "Read the files again", &[Files, Devices]),
    row(Action::Sync, "sync", "sync", "Bring the board in step with the project now", &[Panes]),
    row(Action::SyncPlan, "sync-plan", "plan", "Show what a sync would do, and do nothing", &[Files]),
    row(Action::SyncForce, "sync-force", "", "Sync and overwrite board files that differ, after asking", &[Files]),
    row(Action::Watch, "watch", "watch", "Sync on every save, or stop doing so", &[Panes]),
    row(Action::AfterSync, "after-sync", "", "Choose what follows a sync: restart, run, import, nothing", &[Panes]),
    row(Action::Conflicts, "conflicts", "conflicts", "Show the files that were changed on the board, and decide", &[Files, Panes, Plan]),
    row(Action::KeepMine, "keep-mine", "keep mine", "Have the file on the board as it is here", &[Conflict]),
    row(Action::KeepBoards, "keep-boards", "keep the board's", "Have the file here as it is on the board", &[Conflict]),
    row(Action::KeepBoth, "keep-both", "save both", "Save the board's file beside ours, and send ours", &[Conflict]),
    row(Action::NextConflict, "next-conflict", "next", "The next conflict", &[Conflict]),
    row(Action::PreviousConflict, "previous-conflict", "", "The conflict before", &[Conflict]),
    row(Action::Interrupt, "interrupt", "", "Send Ctrl-C to the board's program", &[Panes]),
    row(Action::Stop, "stop", "stop", "Stop the program; again: by harsher means", &[Repl, Typing, Panes, Everywhere]),
    row(Action::SoftReset, "soft-reset", "soft reset", "Restart the board's Python", &[Devices, Repl, Panes]),
    row(Action::SafeReset, "safe-reset", "", "Restart the board's Python without main.py", &[Devices, Repl, Panes]),
    row(Action::HardReset, "hard-reset", "reset", "Restart the board's chip, after asking", &[Devices]),
    row(Action::NextBoard, "next-board", "", "Show the next connected board", &[Panes, Everywhere]),
    row(Action::Up, "up", "", "Up", &[Panes, Input, Overlay, Palette, Dialog]),
    row(Action::Down, "down", "", "Down", &[Panes, Input, Overlay, Palette, Dialog]),
    row(Action::PageUp, "page-up", "", "A page up", &[Panes, Typing, Input, Overlay, Palette, Dialog]),
    row(Action::PageDown, "page-down", "", "A page down", &[Panes, Typing, Input, Overlay, Palette, Dialog]),
    row(Action::Top, "top", "", "To the first line", &[Panes, Overlay]),
    row(Action::Bottom, "bottom", "", "To the last line", &[Panes, Overlay]),
    row(Action::Left, "left", "", "Left; close the folder, or go to the one above", &[Files, Viewer, Conflict, Dialog, Context::Pins, Context::Flash]),
    row(Action::Right, "right", "", "Right; open the folder", &[Files, Viewer, Conflict, Dialog, Context::Pins, Context::Flash]),
    row(Action::Mark, "mark", "mark", "Mark the line and go down", &[Files, Devices]),
    row(Action::MarkAll, "mark-all", "", "Mark every line", &[Files]),
    row(Action::ClearMarks, "clear-marks", "", "Remove all marks", &[Files, Devices]),
    row(Action::Filter, "filter", "filter", "Show only lines that contain a text", &[Files, Log, Context::Pins]),
    row(Action::Find, "find", "find", "Find a file by a few letters of its path", &[Files]),
    row(Action::Search, "search", "search", "Search in the scrollback, or in the text", &[Editor, Repl]),
    row(Action::SearchNext, "search-next", "", "The next place found", &[Editor, Repl]),
    row(Action::SearchPrevious, "search-previous", "", "The previous place found", &[Editor, Repl]),
    row(Action::Select, "select", "select", "Start or end selecting lines", &[Repl]),
    row(Action::Copy, "copy", "copy", "Copy the selection, the path or the line to the clipboard", &[Repl, Files, Log, Editor]),
    row(Action::ClearScreen, "clear-screen", "", "Clear the REPL's screen and scrollback", &[Repl]),
    row(Action::Record, "record", "", "Write all that the board says to a file, or stop doing so", &[Repl, Panes]),
    row(Action::MarkRecord, "mark-record", "", "Write a mark into that file", &[Repl, Panes, Everywhere]),
    row(Action::LogLevel, "log-level", "level", "Show fewer or more kinds of log lines", &[Log]),
    row(Action::ClearLog, "clear-log", "", "Clear the log", &[Log]),
    row(Action::Yes, "yes", "yes", "Yes", &[Dialog, Context::Flash]),
    row(Action::No, "no", "no", "No", &[Dialog, Context::Flash]),
    row(Action::Accept, "accept", "ok", "Take what is typed or chosen", &[Field, Palette, Dialog, Plan, Context::Chooser, Context::Flash]),
    row(Action::HistoryUp, "history-up", "", "The text entered before", &[Field, Input]),
    row(Action::HistoryDown, "history-down", "", "The text entered after", &[Field, Input]),
    row(Action::ToggleHex, "toggle-hex", "hex", "Show the bytes, or the text", &[Viewer]),
    row(Action::Insert, "insert", "into REPL", "Type the pin's name into the REPL", &[Context::Pins]),
    row(Action::Levels, "levels", "levels", "Watch the pins' levels while the board idles", &[Context::Pins]),
    row(Action::ChooseBoard, "choose-board", "board", "Choose whose pins are shown", &[Context::Pins]),
    row(Action::Pins, "pins", "", "Show the board's pins", &[Panes, Everywhere]),
    row(Action::Themes, "themes", "", "Choose a theme, each shown at once", &[Panes]),
    row(Action::Dismiss, "dismiss", "close", "Close, or clear marks and filter, or stop the running job", &[Input, Editor, Field, Palette, Dialog, Overlay, Panes]),
    row(Action::NextPane, "next-pane", "next pane", "Go to the next pane", &[Panes]),
    row(Action::PreviousPane, "previous-pane", "", "Go to the pane before", &[Panes]),
    row(Action::Zoom, "zoom", "zoom", "Give the pane the whole screen, or part of it again", &[Panes, Everywhere]),
    row(Action::Layouts, "layouts", "", "Choose which panes are seen: all, code, monitor, narrow", &[Panes]),
    row(Action::Wider, "wider", "", "Make the pane wider; a border is also moved by the mouse", &[Panes]),
    row(Action::Narrower, "narrower", "", "Make the pane narrower", &[Panes]),
    row(Action::Taller, "taller", "", "Make the pane taller", &[Panes]),
    row(Action::Shorter, "shorter", "", "Make the pane less tall", &[Panes]),
    row(Action::DefaultSizes, "default-sizes", "", "Give the panes the sizes that suit the screen", &[Panes]),
    row(Action::Cancel, "cancel", "", "Stop the running job, or the board's program", &[Input, Panes, Overlay]),
    row(Action::Redraw, "redraw", "", "Draw the whole screen again", &[Panes]),
    row(Action::Doctor, "doctor", "", "Find what on this computer keeps boards from working", &[Devices, Panes]),
    row(Action::Quit, "quit", "quit", "Leave mpdeck; the board goes on", &[Panes, Everywhere]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_serde_names_and_none_comes_twice() {
        let mut seen = Vec::new();
        for row in commands() {
            let word = serde_json::to_value(row.action).unwrap();
            assert_eq!(word, row.name);
            assert!(!seen.contains(&row.action), "{} twice", row.name);
            seen.push(row.action);
            assert!(!row.contexts.is_empty() && !row.help.is_empty());
            assert!(row.help.len() <= 57, "the help cuts `{}` at 80 columns", row.help);
        }
    }

    #[test]
    fn no_action_is_missing() {
        // serde lists the variants it knows when it refuses one
        let refusal = serde_json::from_str::<Action>("\"no-such\"").unwrap_err().to_string();
        let listed = refusal.matches('`').count() / 2 - 1;
        assert_eq!(listed, commands().len(), "{refusal}");
    }

    #[test]
    fn hints_begin_with_what_is_particular() {
        let first = hints(Context::Files).next().map(|row| row.action);
        assert_eq!(first, Some(Action::SwitchSide));
        assert!(hints(Context::Typing).any(|row| row.action == Action::LeaveTyping));
    }
}

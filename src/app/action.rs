//! What a user can ask for. The serde names are the words of `keymap.toml`.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    // everywhere
    Help,
    Palette,
    CommandLine,
    Quit,
    Redraw,
    Doctor,
    Zoom,
    /// Choose which panes are seen.
    Layouts,
    /// The pane that has the keys, beside the others.
    Wider,
    Narrower,
    Taller,
    Shorter,
    DefaultSizes,
    NextPane,
    PreviousPane,
    FocusDevices,
    FocusFiles,
    FocusRepl,
    FocusLog,
    FocusEditor,
    /// Stops the running job; without one, interrupts the board's program.
    Cancel,
    // moving in whatever has the focus
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    /// Closes a folder, or goes to the folder above.
    Left,
    /// Opens a folder.
    Right,
    /// Enter: connect, open or close a folder, view a file, type.
    Open,
    Mark,
    MarkAll,
    ClearMarks,
    Filter,
    /// A file by a few letters of its path.
    Find,
    Refresh,
    // the board
    NextBoard,
    Connect,
    Disconnect,
    Probe,
    Interrupt,
    /// The next step of the stop ladder.
    Stop,
    SoftReset,
    /// A soft reset that does not start `main.py`.
    SafeReset,
    HardReset,
    SetClock,
    /// Puts firmware on the board, step by step.
    Flash,
    /// The image at a path.
    FlashPath,
    /// Firmware from the site.
    FlashDownload,
    /// Asks the loader what chip it is.
    FlashChip,
    // files
    SwitchSide,
    Upload,
    Download,
    NewFolder,
    NewFile,
    Rename,
    Delete,
    /// The last change of the board's files.
    Undo,
    /// Upload or download, and remove it where it was.
    MoveAcross,
    View,
    /// This machine's file beside the board's.
    Diff,
    Edit,
    /// In mpdeck's own editor.
    EditHere,
    Run,
    RunAgain,
    OpenTrace,
    // sync
    Sync,
    SyncPlan,
    SyncForce,
    Watch,
    AfterSync,
    Conflicts,
    KeepMine,
    KeepBoards,
    KeepBoth,
    NextConflict,
    PreviousConflict,
    // REPL
    Type,
    /// From Typing to Browsing; the same key pressed again is sent.
    LeaveTyping,
    Search,
    SearchNext,
    SearchPrevious,
    Select,
    Copy,
    ClearScreen,
    /// Between the input editor and keys that go to the board.
    SwitchInput,
    /// In the input editor: Enter.
    SendOrNewLine,
    Send,
    NewLine,
    Complete,
    Unindent,
    HistoryList,
    /// Begins or ends writing all that the board says to a file.
    Record,
    /// A line in that file that stands out.
    MarkRecord,
    Snippets,
    Timestamps,
    /// Bytes that are no text, as hex.
    ShowBytes,
    /// Numbers in the board's output as curves, or not.
    Plot,
    PausePlot,
    ClearPlot,
    /// As a table, to a file.
    ExportPlot,
    /// Fewer values of the plot, larger.
    ZoomIn,
    ZoomOut,
    /// To an older value of the plot.
    CursorLeft,
    CursorRight,
    // log
    LogLevel,
    ClearLog,
    // text fields, dialogs, overlays
    Accept,
    Dismiss,
    Yes,
    No,
    ToggleHex,
    /// The board's pinout.
    Pins,
    /// Watch the levels of the pins, or stop doing so.
    Levels,
    /// Type the pin's name into the REPL.
    Insert,
    /// Which board's pins are shown.
    ChooseBoard,
    /// The pages of the guide.
    Guide,
    /// Choose a theme, each shown while the cursor is on it.
    Themes,
    HistoryUp,
    HistoryDown,
    // in the editor
    Save,
    SaveRun,
    Close,
    UndoEdit,
    RedoEdit,
    Cut,
    Paste,
    SelectAll,
    Replace,
    GoToLine,
    Indent,
    Comment,
}

/// Where a key is pressed. A key is looked up along [`Context::chain`]; where it
/// means nothing it is text for the board or the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// In every context, the REPL's Typing state and text fields too.
    Everywhere,
    /// In each of the four panes while browsing.
    Panes,
    Devices,
    Files,
    /// The REPL while browsing.
    Repl,
    /// The same with the plot in it.
    Plot,
    Log,
    /// The REPL while keys go to the board.
    Typing,
    /// The REPL's input editor.
    Input,
    /// The editor of files.
    Editor,
    /// A line of text: rename, new, filter, search, the command line.
    Field,
    Palette,
    /// A question with yes and no.
    Dialog,
    /// In each of those below.
    Overlay,
    Help,
    Viewer,
    Plan,
    /// A file that was changed on the board.
    Conflict,
    Pins,
    /// A list to choose from.
    Chooser,
    /// Putting firmware on a board.
    Flash,
}

impl Context {
    pub const ALL: [Context; 21] = [
        Context::Everywhere,
        Context::Panes,
        Context::Devices,
        Context::Files,
        Context::Repl,
        Context::Plot,
        Context::Log,
        Context::Typing,
        Context::Input,
        Context::Editor,
        Context::Field,
        Context::Palette,
        Context::Dialog,
        Context::Overlay,
        Context::Help,
        Context::Viewer,
        Context::Plan,
        Context::Conflict,
        Context::Pins,
        Context::Chooser,
        Context::Flash,
    ];

    /// The contexts a key is looked up in, the most particular first.
    pub fn chain(self) -> &'static [Context] {
        use Context::*;
        match self {
            Everywhere => &[Everywhere],
            Panes => &[Panes, Everywhere],
            Devices => &[Devices, Panes, Everywhere],
            Files => &[Files, Panes, Everywhere],
            Repl => &[Repl, Panes, Everywhere],
            Plot => &[Plot, Repl, Panes, Everywhere],
            Log => &[Log, Panes, Everywhere],
            Typing => &[Typing, Everywhere],
            Input => &[Input, Everywhere],
            Editor => &[Editor, Everywhere],
            Field => &[Field, Everywhere],
            Palette => &[Palette, Field, Everywhere],
            Dialog => &[Dialog, Everywhere],
            Overlay => &[Overlay, Everywhere],
            Help => &[Help, Overlay, Everywhere],
            Viewer => &[Viewer, Overlay, Everywhere],
            Plan => &[Plan, Overlay, Everywhere],
            Conflict => &[Conflict, Overlay, Everywhere],
            Pins => &[Pins, Overlay, Everywhere],
            Chooser => &[Chooser, Overlay, Everywhere],
            Flash => &[Flash, Overlay, Everywhere],
        }
    }

    /// Whether keys that mean nothing here are text.
    pub fn takes_text(self) -> bool {
        use Context::*;
        matches!(self, Typing | Input | Editor | Field | Palette)
    }
}

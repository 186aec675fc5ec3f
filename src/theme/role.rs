//! The meanings that have a look of their own.

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident = $name:literal, $text:literal;)*) => {
        /// What something on the screen means. The word in quotes is its key in a theme.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[$doc])* $role,)*
        }

        impl Role {
            pub const ALL: [Role; [$($name),*].len()] = [$(Role::$role),*];

            /// The key in a theme file.
            pub fn name(self) -> &'static str {
                match self { $(Role::$role => $name,)* }
            }

            /// Words are shown in it, so it has to be easy to read.
            pub fn is_text(self) -> bool {
                match self { $(Role::$role => $text,)* }
            }
        }
    };
}

roles! {
    /// Everything that has no other role.
    Text = "text", true;
    /// What matters less: sizes, hints, times.
    Dim = "dim", true;
    /// The title of a pane.
    Title = "title", true;
    TitleFocused = "title_focused", true;
    /// The frame of a pane.
    Border = "border", false;
    BorderFocused = "border_focused", false;
    /// The row under the cursor in the pane that has the keys.
    Selection = "selection", true;
    /// The row under the cursor in the other panes.
    SelectionUnfocused = "selection_unfocused", true;
    /// Marked rows.
    Marked = "marked", true;
    /// The line at the bottom.
    Status = "status", true;
    /// The mode's word in it.
    StatusMode = "status_mode", true;
    /// A key in the hints; what it does is `dim`.
    KeyHint = "key_hint", true;
    /// The frame and title of a dialog.
    Dialog = "dialog", true;
    /// A field that takes text.
    Input = "input", true;
    Good = "good", true;
    Info = "info", true;
    Warn = "warn", true;
    Error = "error", true;
    Accent = "accent", true;
    /// The letters that a filter found.
    Match = "match", true;
    /// The done part of a progress line.
    Progress = "progress", false;
    ProgressRest = "progress_rest", false;
    Folder = "folder", true;
    /// Sync state: the same on both sides.
    StateSame = "state_same", true;
    /// Changed here or on the board.
    StateChanged = "state_changed", true;
    /// Only here, or only on the board.
    StateOnly = "state_only", true;
    /// Differs, and nobody knows which one is right.
    StateConflict = "state_conflict", true;
    Ignored = "ignored", true;
    /// What the board prints, before its own colours.
    Repl = "repl", true;
    /// Our own words between the board's.
    ReplNote = "repl_note", true;
    /// The curves of the plot: eight that can be told apart.
    Series1 = "series_1", true;
    Series2 = "series_2", true;
    Series3 = "series_3", true;
    Series4 = "series_4", true;
    Series5 = "series_5", true;
    Series6 = "series_6", true;
    Series7 = "series_7", true;
    Series8 = "series_8", true;
}

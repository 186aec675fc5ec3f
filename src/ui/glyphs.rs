//! The few marks the screen is drawn with, and what stands for them where the
//! terminal cannot show them.

/// A set of marks; each takes one cell.
#[derive(Debug)]
pub(super) struct Glyphs {
    pub horizontal: &'static str,
    pub vertical: &'static str,
    pub top_left: &'static str,
    pub top_right: &'static str,
    pub bottom_left: &'static str,
    pub bottom_right: &'static str,
    /// Stands for what was left out.
    pub ellipsis: &'static str,
    pub folded: &'static str,
    pub unfolded: &'static str,
    pub connected: &'static str,
    pub free: &'static str,
    pub failed: &'static str,
    pub separator: &'static str,
    pub done: &'static str,
    pub rest: &'static str,
    /// On the right border: where in a long list the pane stands.
    pub thumb: &'static str,
    pub marked: &'static str,
}

pub(super) static UNICODE: Glyphs = Glyphs {
    horizontal: "─",
    vertical: "│",
    top_left: "┌",
    top_right: "┐",
    bottom_left: "└",
    bottom_right: "┘",
    ellipsis: "…",
    folded: "▸",
    unfolded: "▾",
    connected: "●",
    free: "○",
    failed: "×",
    separator: "│",
    done: "█",
    rest: "░",
    thumb: "┃",
    marked: "•",
};

pub(super) static ASCII: Glyphs = Glyphs {
    horizontal: "-",
    vertical: "|",
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    ellipsis: "~",
    folded: "+",
    unfolded: "-",
    connected: "*",
    free: "o",
    failed: "x",
    separator: "|",
    done: "#",
    rest: ".",
    thumb: "#",
    marked: "*",
};

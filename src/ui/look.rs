//! From roles to what ratatui paints.

use ratatui::style::{Color, Modifier, Style};

use super::glyphs::{ASCII, Glyphs, UNICODE};
use crate::app::{Action, CellStyle, Colour, Context};
use crate::keymap::Keymap;
use crate::theme::{self, Role, Theme};

/// What the terminal can show, as far as a theme does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Frames and marks from ASCII only: for a terminal that shows no more.
    pub ascii: bool,
    /// The board's own colours are left out, as NO_COLOR asks for.
    pub mono: bool,
}

/// How the screen is to look, and the keys it names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dress<'a> {
    pub theme: &'a Theme,
    pub keymap: &'a Keymap,
    pub look: Look,
}

impl Dress<'_> {
    pub(super) fn glyphs(&self) -> &'static Glyphs {
        if self.look.ascii { &ASCII } else { &UNICODE }
    }

    pub(super) fn style(&self, role: Role) -> Style {
        style(self.theme.style(role))
    }

    /// The key that does something in a context; none where no key does.
    pub(super) fn bound(&self, context: Context, action: Action) -> Option<String> {
        self.keymap.label(context, action)
    }

    /// The key, or where there is none the way there is always.
    pub(super) fn key(&self, context: Context, action: Action) -> String {
        self.bound(context, action).unwrap_or_else(|| "a command of the palette".to_owned())
    }

    /// All keys that do it, for the help.
    pub(super) fn all_keys(&self, context: Context, action: Action) -> String {
        self.keymap.labels(context, action).join(", ")
    }

    /// A role's words on the ground of another one: keys in the status line.
    pub(super) fn on(&self, role: Role, ground: Role) -> Style {
        let words = self.theme.style(role);
        let ground = self.theme.style(ground);
        let mut mixed = theme::Style { bg: ground.bg, ..words };
        mixed.reversed = ground.reversed;
        style(mixed)
    }

    /// What a board printed; its own colours stay, on our ground.
    pub(super) fn board(&self, cell: CellStyle) -> Style {
        let ground = self.style(Role::Repl);
        let mut style = ground;
        if !self.look.mono {
            style.fg = board_color(cell.fg).or(ground.fg);
            style.bg = board_color(cell.bg).or(ground.bg);
        }
        for (on, modifier) in [
            (cell.bold, Modifier::BOLD),
            (cell.dim, Modifier::DIM),
            (cell.italic, Modifier::ITALIC),
            (cell.underline, Modifier::UNDERLINED),
            (cell.reverse, Modifier::REVERSED),
            (cell.strike, Modifier::CROSSED_OUT),
            (cell.hidden, Modifier::HIDDEN),
        ] {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        style
    }
}

fn style(plain: theme::Style) -> Style {
    let mut style = Style { fg: color(plain.fg), bg: color(plain.bg), ..Style::new() };
    for (on, modifier) in [
        (plain.bold, Modifier::BOLD),
        (plain.dim, Modifier::DIM),
        (plain.italic, Modifier::ITALIC),
        (plain.underlined, Modifier::UNDERLINED),
        (plain.reversed, Modifier::REVERSED),
    ] {
        if on {
            style = style.add_modifier(modifier);
        }
    }
    style
}

/// None leaves what is there: the terminal's own colour, or the ground of the row.
fn color(plain: theme::Color) -> Option<Color> {
    match plain {
        theme::Color::Default => None,
        theme::Color::Ansi(number) => Some(ansi(number)),
        theme::Color::Indexed(number) => Some(Color::Indexed(number)),
        theme::Color::Rgb(red, green, blue) => Some(Color::Rgb(red, green, blue)),
    }
}

fn board_color(colour: Colour) -> Option<Color> {
    match colour {
        Colour::Default => None,
        Colour::Indexed(number @ 0..=15) => Some(ansi(number)),
        Colour::Indexed(number) => Some(Color::Indexed(number)),
        Colour::Rgb(red, green, blue) => Some(Color::Rgb(red, green, blue)),
    }
}

/// The short sequences of the 16 colours, which every terminal knows.
fn ansi(number: u8) -> Color {
    match number {
        0 => Color::Black,
        1 => Color::Red,
        2 => Color::Green,
        3 => Color::Yellow,
        4 => Color::Blue,
        5 => Color::Magenta,
        6 => Color::Cyan,
        7 => Color::Gray,
        8 => Color::DarkGray,
        9 => Color::LightRed,
        10 => Color::LightGreen,
        11 => Color::LightYellow,
        12 => Color::LightBlue,
        13 => Color::LightMagenta,
        14 => Color::LightCyan,
        _ => Color::White,
    }
}

//! What each part of the screen looks like, asked for by meaning: a [`Role`], never a
//! colour, is what a pane names.
//!
//! A theme is a TOML file with a palette and roles, and may inherit from another one.
//! The built-in ones are the files in `themes/`; the user's stand in the folder
//! `themes` beside `config.toml`. [`Theme::reduced`] fits a theme to what the terminal
//! can show.

mod color;
mod depth;
mod file;
mod find;
mod role;
mod style;

pub use color::Color;
pub use depth::Depth;
pub use find::{BUILT_IN, names};
pub use role::Role;
pub use style::Style;

/// One style for each role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub name: String,
    /// What the terminal's own background is taken to be where a role leaves it alone.
    pub background: Color,
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The same theme for a terminal that shows fewer colours.
    pub fn reduced(&self, depth: Depth) -> Theme {
        let styles = self.styles.map(|style| depth.reduce(style, self.background));
        Theme { name: self.name.clone(), background: self.background, styles }
    }
}

impl Default for Theme {
    /// Every role in the terminal's own colours: what is left when no theme can be read.
    fn default() -> Self {
        let mut styles = [Style::default(); Role::ALL.len()];
        for role in [Role::Selection, Role::Status] {
            styles[role as usize].reversed = true;
        }
        for role in [Role::TitleFocused, Role::BorderFocused, Role::Error, Role::KeyHint] {
            styles[role as usize].bold = true;
        }
        Theme { name: "plain".to_owned(), background: Color::Ansi(0), styles }
    }
}

#[cfg(test)]
mod tests;

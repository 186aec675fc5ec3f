//! What the screen looks like and which keys it takes, from the user's files. A mistake
//! in one of them is told, and what is built in holds.

use crate::{
    config::{Places, Settings, Symbols, When},
    keymap::Keymap,
    model::Problem,
    theme::{Depth, Theme},
    ui,
};

pub(super) struct Dress {
    pub(super) theme: Theme,
    pub(super) keymap: Keymap,
    pub(super) look: ui::Look,
    pub(super) mouse: bool,
    depth: Depth,
    places: Places,
}

impl Dress {
    pub(super) fn of(settings: &Settings, places: &Places) -> (Dress, Vec<Problem>) {
        let mut problems = Vec::new();
        let depth = depth(settings.color);
        let keymap =
            Keymap::load(&settings.keymap, &places.keymap_file()).unwrap_or_else(|problem| {
                problems.push(problem);
                Keymap::preset(&settings.keymap)
            });
        let mut dress = Dress {
            theme: Theme::default(),
            keymap,
            look: ui::Look { ascii: ascii(settings.symbols), mono: depth == Depth::Mono },
            mouse: settings.mouse,
            depth,
            places: places.clone(),
        };
        if let Err(problem) = dress.change_theme(&settings.theme) {
            problems.push(problem);
            problems.extend(dress.change_theme("default").err());
        }
        (dress, problems)
    }

    /// Another theme from now on; the one before stays if it cannot be read.
    pub(super) fn change_theme(&mut self, name: &str) -> Result<(), Problem> {
        self.theme = Theme::load(name, Some(&self.places.themes()))?.reduced(self.depth);
        Ok(())
    }
}

fn depth(color: When) -> Depth {
    let depth = Depth::detect(|name| std::env::var(name).ok());
    match color {
        When::Auto => depth,
        When::Always if depth == Depth::Mono => Depth::Sixteen,
        When::Always => depth,
        When::Never => Depth::Mono,
    }
}

/// A locale that is not UTF-8 means a terminal that shows no more than ASCII.
fn ascii(symbols: Symbols) -> bool {
    match symbols {
        Symbols::Unicode => false,
        Symbols::Ascii => true,
        Symbols::Auto => {
            let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
                .unwrap_or_default()
                .to_lowercase();
            !(locale.contains("utf-8") || locale.contains("utf8"))
                || std::env::var("TERM").is_ok_and(|term| term == "linux")
        }
    }
}

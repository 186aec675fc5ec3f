//! How many colours the terminal shows, and the fitting of styles to it.

use super::{Color, Style};

/// WCAG's bound for text.
pub(super) const READABLE: f64 = 4.5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// Bold, underline and reverse only.
    Mono,
    #[default]
    Sixteen,
    Indexed,
    True,
}

impl Depth {
    /// By the environment alone: no terminal is asked, since one that does not answer
    /// would be waited for.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Depth {
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            return Depth::Mono;
        }
        let term = variable("TERM").unwrap_or_default();
        if matches!(term.as_str(), "dumb" | "vt100" | "vt102" | "vt220" | "vt320") {
            return Depth::Mono;
        }
        let says = variable("COLORTERM").unwrap_or_default();
        if matches!(says.as_str(), "truecolor" | "24bit")
            || term.ends_with("-direct")
            || ["kitty", "alacritty", "foot", "wezterm", "ghostty"]
                .iter()
                .any(|name| term.contains(name))
        {
            return Depth::True;
        }
        if term.contains("256") || cfg!(windows) { Depth::Indexed } else { Depth::Sixteen }
    }

    /// `background` is what the terminal shows where the style leaves it alone.
    pub(super) fn reduce(self, style: Style, background: Color) -> Style {
        match self {
            Depth::True => style,
            Depth::Indexed => {
                Style { fg: style.fg.to_indexed(), bg: style.bg.to_indexed(), ..style }
            }
            Depth::Sixteen => sixteen(style, background),
            Depth::Mono => Style {
                fg: Color::Default,
                bg: Color::Default,
                // A role that stood out by its ground has to stand out still.
                reversed: style.reversed || stands_out(style.bg, background),
                dim: false,
                ..style
            },
        }
    }
}

fn stands_out(bg: Color, background: Color) -> bool {
    bg.contrast(background).is_some_and(|contrast| contrast > 1.5)
}

/// Two colours that were told apart easily may land on neighbours: then the words go
/// bright, or plain black or white.
fn sixteen(style: Style, background: Color) -> Style {
    let bg = style.bg.to_ansi();
    let ground = if bg == Color::Default { background.to_ansi() } else { bg };
    let readable = |fg: Color| fg.contrast(ground).is_none_or(|contrast| contrast >= READABLE);
    let near = style.fg.to_ansi();
    let bright = match near {
        Color::Ansi(number @ 0..=7) => Color::Ansi(number + 8),
        other => other,
    };
    let ends = [Color::Ansi(0), Color::Ansi(15)];
    let fg = if readable(near) {
        near
    } else if readable(bright) {
        bright
    } else {
        ends.into_iter().find(|end| readable(*end)).unwrap_or(near)
    };
    Style { fg, bg, ..style }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_tells_the_depth() {
        for (variables, depth) in [
            (&[("TERM", "linux")][..], Depth::Sixteen),
            (&[("TERM", "vt220")], Depth::Mono),
            (&[("TERM", "dumb")], Depth::Mono),
            (&[], Depth::Sixteen),
            (&[("TERM", "tmux-256color")], Depth::Indexed),
            (&[("TERM", "tmux-256color"), ("COLORTERM", "truecolor")], Depth::True),
            (&[("TERM", "xterm-kitty")], Depth::True),
            (&[("TERM", "xterm-kitty"), ("NO_COLOR", "1")], Depth::Mono),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], Depth::Sixteen),
        ] {
            let found = Depth::detect(|name| {
                let value = variables.iter().find(|(key, _)| *key == name)?;
                Some(value.1.to_owned())
            });
            assert_eq!(found, depth, "{variables:?}");
        }
    }

    #[test]
    fn a_selection_without_colour_is_reversed_and_words_are_not() {
        let black = Color::Ansi(0);
        let selection =
            Style { fg: Color::Ansi(15), bg: Color::Rgb(0, 95, 135), ..Style::default() };
        let reduced = Depth::Mono.reduce(selection, black);
        assert_eq!(reduced, Style { reversed: true, ..Style::default() });
        let word = Style { fg: Color::Ansi(9), bold: true, ..Style::default() };
        assert_eq!(Depth::Mono.reduce(word, black), Style { bold: true, ..Style::default() });
    }

    #[test]
    fn words_never_land_on_their_own_ground() {
        let style = Style {
            fg: Color::Rgb(150, 150, 150),
            bg: Color::Rgb(190, 190, 190),
            ..Style::default()
        };
        let reduced = Depth::Sixteen.reduce(style, Color::Ansi(0));
        assert_eq!((reduced.fg, reduced.bg), (Color::Ansi(0), Color::Ansi(7)));
        let dark = Style { fg: Color::Rgb(0, 0, 160), ..Style::default() };
        let reduced = Depth::Sixteen.reduce(dark, Color::Ansi(0));
        assert!(reduced.fg.contrast(Color::Ansi(0)).unwrap() >= READABLE, "{reduced:?}");
    }
}

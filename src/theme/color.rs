//! A colour as plain data, and how bright it is.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Color {
    /// Whatever the terminal shows when nothing is said.
    #[default]
    Default,
    /// 0 to 7, and 8 to 15 for the bright ones. The terminal's own palette decides.
    Ansi(u8),
    /// 16 to 231 the cube, 232 to 255 the greys.
    Indexed(u8),
    Rgb(u8, u8, u8),
}

const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// The 16 colours as the Linux console and VGA show them; terminals differ, so this is
/// what reduction and contrast count with.
const VGA: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (170, 0, 0),
    (0, 170, 0),
    (170, 85, 0),
    (0, 0, 170),
    (170, 0, 170),
    (0, 170, 170),
    (170, 170, 170),
    (85, 85, 85),
    (255, 85, 85),
    (85, 255, 85),
    (255, 255, 85),
    (85, 85, 255),
    (255, 85, 255),
    (85, 255, 255),
    (255, 255, 255),
];

impl Color {
    /// Reads `default`, an ANSI name, a number from 0 to 255 or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Color> {
        if text == "default" {
            return Some(Color::Default);
        }
        if let Some(at) = NAMES.iter().position(|name| *name == text) {
            return u8::try_from(at).ok().map(Color::Ansi);
        }
        if let Some(hex) = text.strip_prefix('#') {
            let value = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?;
            let [_, red, green, blue] = value.to_be_bytes();
            return Some(Color::Rgb(red, green, blue));
        }
        text.parse().ok().map(Color::number)
    }

    /// The colour of a 256-colour terminal.
    pub fn number(number: u8) -> Color {
        if number < 16 { Color::Ansi(number) } else { Color::Indexed(number) }
    }

    /// The words that [`Color::parse`] takes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter().chain(["default"])
    }

    /// Red, green and blue; none for the terminal's own.
    pub fn rgb(self) -> Option<(u8, u8, u8)> {
        match self {
            Color::Default => None,
            Color::Ansi(number) => VGA.get(usize::from(number)).copied(),
            Color::Indexed(number) => Some(indexed(number)),
            Color::Rgb(red, green, blue) => Some((red, green, blue)),
        }
    }

    /// The nearest of the 16.
    pub fn to_ansi(self) -> Color {
        match self {
            Color::Default | Color::Ansi(_) => self,
            _ => self
                .rgb()
                .map_or(self, |rgb| Color::Ansi(nearest(rgb, 0..=15, |n| VGA[usize::from(n)]))),
        }
    }

    /// The nearest of the 256; the 16 are left to the user's palette.
    pub fn to_indexed(self) -> Color {
        match self {
            Color::Rgb(red, green, blue) => {
                Color::Indexed(nearest((red, green, blue), 16..=255, indexed))
            }
            other => other,
        }
    }

    /// The contrast of two colours as WCAG counts it, 1 to 21; none if one of them is
    /// the terminal's own.
    pub fn contrast(self, other: Color) -> Option<f64> {
        let (a, b) = (luminance(self.rgb()?), luminance(other.rgb()?));
        Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
    }
}

fn indexed(number: u8) -> (u8, u8, u8) {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match number {
        0..=15 => VGA[usize::from(number)],
        16..=231 => {
            let cube = usize::from(number - 16);
            (STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6])
        }
        232..=255 => {
            let grey = 8 + 10 * (number - 232);
            (grey, grey, grey)
        }
    }
}

fn nearest(
    rgb: (u8, u8, u8),
    numbers: std::ops::RangeInclusive<u8>,
    shown: impl Fn(u8) -> (u8, u8, u8),
) -> u8 {
    let apart = |a: u8, b: u8| i32::from(a.abs_diff(b)).pow(2);
    // Green counts most and blue least, as the eye sees it.
    let distance = |number: u8| {
        let (red, green, blue) = shown(number);
        3 * apart(rgb.0, red) + 4 * apart(rgb.1, green) + 2 * apart(rgb.2, blue)
    };
    numbers.min_by_key(|number| distance(*number)).unwrap_or(7)
}

fn luminance((red, green, blue): (u8, u8, u8)) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.03928 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_way_to_write_a_colour() {
        for (text, color) in [
            ("default", Some(Color::Default)),
            ("red", Some(Color::Ansi(1))),
            ("bright-white", Some(Color::Ansi(15))),
            ("7", Some(Color::Ansi(7))),
            ("244", Some(Color::Indexed(244))),
            ("#0a141e", Some(Color::Rgb(10, 20, 30))),
            ("#0a141", None),
            ("256", None),
            ("pink", None),
        ] {
            assert_eq!(Color::parse(text), color, "{text}");
        }
    }

    #[test]
    fn reduces_to_what_looks_alike() {
        assert_eq!(Color::Rgb(250, 90, 80).to_ansi(), Color::Ansi(9));
        assert_eq!(Color::Indexed(231).to_ansi(), Color::Ansi(15));
        assert_eq!(Color::Rgb(255, 0, 0).to_indexed(), Color::Indexed(196));
        assert_eq!(Color::Ansi(3).to_indexed(), Color::Ansi(3));
        assert_eq!(Color::Default.to_ansi(), Color::Default);
    }

    #[test]
    fn counts_contrast_as_wcag_does() {
        let black_on_white = Color::Rgb(0, 0, 0).contrast(Color::Rgb(255, 255, 255)).unwrap();
        assert!((black_on_white - 21.0).abs() < 0.01);
        let grey = Color::parse("#767676").unwrap().contrast(Color::Ansi(15)).unwrap();
        assert!((4.5..4.6).contains(&grey), "{grey}");
        assert_eq!(Color::Default.contrast(Color::Ansi(0)), None);
    }
}

//! The guide: short pages of our own, in the order a beginner needs them.

use super::{Board, LitBy};

/// A page: the word it is asked for by, and its text with places for what is known of
/// the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub name: &'static str,
    text: &'static str,
}

const fn page(name: &'static str, text: &'static str) -> Page {
    Page { name, text }
}

/// Shown once, at the very first start.
pub const WELCOME: Page = page("welcome", include_str!("guide/welcome.md"));

pub const PAGES: [Page; 11] = [
    page("start", include_str!("guide/start.md")),
    page("board", include_str!("guide/board.md")),
    page("volts", include_str!("guide/volts.md")),
    page("breadboard", include_str!("guide/breadboard.md")),
    page("flashing", include_str!("guide/flashing.md")),
    page("repl", include_str!("guide/repl.md")),
    page("paste", include_str!("guide/paste.md")),
    page("boot", include_str!("guide/boot.md")),
    page("blink", include_str!("guide/blink.md")),
    page("saving", include_str!("guide/saving.md")),
    page("precompiling", include_str!("guide/precompiling.md")),
];

impl Page {
    pub fn by_name(name: &str) -> Option<Page> {
        PAGES.into_iter().find(|page| page.name.eq_ignore_ascii_case(name))
    }

    /// The heading.
    pub fn title(self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// The page without its heading; with what is known of the board, if it is known.
    pub fn text(self, board: Option<&Board>) -> String {
        let body = self.text.split_once("\n\n").map_or("", |(_, body)| body);
        body.replace("{board}", &of_board(board))
            .replace("{blink}", &blink(board).replace('\n', "\n    "))
            .replace("{led}", &led(board))
            .trim_end()
            .to_owned()
    }
}

fn of_board(board: Option<&Board>) -> String {
    match board {
        None => "Connect a board and press P, and this page tells of yours.".to_owned(),
        Some(board) => format!("Yours, {}: {}", board.title, board.notes.join(" ")),
    }
}

fn led(board: Option<&Board>) -> String {
    let unknown = "Which pin, and whether on or off lights it, differs: P shows it for your board.";
    match board {
        None => unknown.to_owned(),
        Some(board) => match board.led_says() {
            Some(says) => format!("On your {}: {says}.", board.title),
            None => format!(
                "The {} has no LED of its own: put one between Pin(10) and GND, with a resistor of 470 ohms.",
                board.title
            ),
        },
    }
}

/// A blink for the LED of the board, or for GPIO2, where most boards of the course have
/// theirs.
fn blink(board: Option<&Board>) -> String {
    let led = board.and_then(|board| board.leds.first());
    let code = led.map_or("Pin(2)", |led| led.code.as_str());
    match led.map(|led| led.lit_by) {
        Some(LitBy::NeoPixel) => format!(
            "from machine import Pin\nfrom neopixel import NeoPixel\nfrom time import sleep\nlight = NeoPixel({code}, 1)\nwhile True:\n    light[0] = (20, 0, 20)\n    light.write()\n    sleep(.5)\n    light[0] = (0, 0, 0)\n    light.write()\n    sleep(.5)"
        ),
        _ if code == "display" => "from microbit import *\nwhile True:\n    display.set_pixel(2, 2, 9)\n    sleep(500)\n    display.set_pixel(2, 2, 0)\n    sleep(500)".to_owned(),
        _ => {
            let pin = code.trim_end_matches(')');
            format!(
                "from machine import Pin\nfrom time import sleep\nled = {pin}, Pin.OUT)\nwhile True:\n    led.value(not led.value())\n    sleep(.5)"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_page_has_a_heading_and_short_lines_of_code() {
        for page in PAGES.into_iter().chain([WELCOME]) {
            assert!(page.text.starts_with("# ") && !page.title().is_empty(), "{}", page.name);
            let text = page.text(None);
            assert!(!text.contains('{') && !text.is_empty(), "{}: {text}", page.name);
            let code = text.lines().filter(|line| line.starts_with("    "));
            for line in code {
                assert!(line.chars().count() <= 70, "{}: {line}", page.name);
            }
        }
        for page in PAGES {
            assert_eq!(Page::by_name(&page.name.to_uppercase()), Some(page));
        }
    }

    #[test]
    fn the_blink_is_for_the_board_at_hand() {
        let catalog = Catalog::built_in();
        let page = Page::by_name("blink").unwrap();
        let text = |name: &str| page.text(catalog.board(name).as_deref());
        assert!(text("d1-mini").contains("    led = Pin(2, Pin.OUT)\n"));
        assert!(text("d1-mini").contains("off() lights it"), "{}", text("d1-mini"));
        assert!(text("esp32-devkit-30").contains(": on() lights it"));
        assert!(text("pico-w").contains("led = Pin(\"LED\", Pin.OUT)"));
        assert!(text("esp32-s3-devkitc-1").contains("NeoPixel(Pin(38), 1)"));
        assert!(text("microbit").contains("from microbit import"));
        assert!(text("xiao").contains("no LED of its own"));
        let volts = Page::by_name("volts").unwrap();
        assert!(volts.text(catalog.board("pico").as_deref()).contains("VSYS takes 1.8"));
    }
}

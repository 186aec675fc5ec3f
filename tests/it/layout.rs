//! The layout of the real screen: chosen, moved, and there again at the next start.

use std::fs;
use std::path::{Path, PathBuf};

use crate::screen::Screen;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Home {
        Home(tempfile::tempdir().expect("a home"))
    }

    fn folder(&self, name: &str) -> PathBuf {
        let folder = self.0.path().join(name);
        fs::create_dir_all(&folder).expect("make it");
        folder
    }

    fn start(&self, folder: &Path, size: (u16, u16)) -> Screen {
        let screen = Screen::start(size, |command| {
            command
                .current_dir(folder)
                .env("XDG_STATE_HOME", self.0.path().join("state"))
                .env("XDG_CONFIG_HOME", self.0.path().join("config"))
                .env_remove("MPDECK_PORT")
        });
        screen.wait_for("no board");
        screen
    }

    fn choices(&self) -> PathBuf {
        self.0.path().join("state/mpdeck/choices.toml")
    }
}

/// The first start of all greets.
fn pass_welcome(screen: &Screen) -> String {
    screen.wait_for("Welcome");
    screen.keys("\x1b");
    screen.wait_gone("Welcome")
}

fn quit(mut screen: Screen) {
    screen.keys("q");
    assert!(screen.ended().success());
}

/// Column and row, from 0, where the title of a pane begins.
fn title(text: &str, title: &str) -> (usize, usize) {
    let found = text.lines().enumerate().find_map(|(row, line)| Some((line.find(title)?, row)));
    let (byte, row) = found.unwrap_or_else(|| panic!("no {title} on\n{text}"));
    let line = text.lines().nth(row).expect("the line");
    (line[..byte].chars().count(), row)
}

#[test]
fn a_layout_is_kept_for_its_folder_and_nothing_before_one_was_chosen() {
    let home = Home::new();
    let (blink, lamp) = (home.folder("blink"), home.folder("lamp"));
    let screen = home.start(&blink, (80, 24));
    pass_welcome(&screen);
    quit(screen);
    assert!(!home.choices().exists(), "nothing is written at the first run");

    let screen = home.start(&blink, (80, 24));
    screen.keys("|");
    screen.wait_for("the files beside the REPL");
    screen.keys("j\r");
    screen.wait_gone("1 Devices");
    screen.keys("2>>");
    screen.wait_until("the wider files", |text| title(text, "3 REPL").0 == 38);
    quit(screen);

    let screen = home.start(&blink, (80, 24));
    let text = screen.wait_for("2 Files");
    assert_eq!((title(&text, "3 REPL").0, text.contains("1 Devices")), (38, false), "{text}");
    quit(screen);
    let screen = home.start(&lamp, (80, 24));
    assert_eq!(title(&screen.wait_for("1 Devices"), "3 REPL").0, 34, "another folder has its own");
    quit(screen);
}

#[test]
fn a_border_follows_the_mouse() {
    let home = Home::new();
    let folder = home.folder("blink");
    fs::create_dir_all(home.0.path().join("config/mpdeck")).expect("make it");
    fs::write(home.0.path().join("config/mpdeck/config.toml"), "layout = \"monitor\"\n")
        .expect("write it");
    let screen = home.start(&folder, (60, 20));
    let (_, row) = title(&pass_welcome(&screen), "4 Log");
    // as xterm reports a press, moves and the release, counted from 1
    screen.keys(&format!("\x1b[<0;30;{}M\x1b[<32;30;9M\x1b[<32;30;8M\x1b[<0;30;8m", row + 1));
    screen.wait_until("the log's new place", |text| title(text, "4 Log").1 == 7);
    quit(screen);
    let kept = fs::read_to_string(home.choices()).expect("choices");
    assert!(kept.contains("preset = \"monitor\"") && kept.contains("log = "), "{kept}");
}

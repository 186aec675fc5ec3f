//! The sessions that the READMEs of rshell and mpfshell show, typed at the `:` line on
//! real MicroPython: each has the same effect there.

use std::fs;
use std::path::Path;

use crate::board::Board;
use crate::peer::mpremote;
use crate::screen::Screen;

/// A workbench on a board, in a folder of its own.
struct Deck {
    board: Board,
    home: tempfile::TempDir,
    screen: Screen,
}

impl Deck {
    fn start() -> Deck {
        Deck::with(true)
    }

    /// `connected`: its board is named on the command line.
    fn with(connected: bool) -> Deck {
        let board = Board::start();
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("work")).unwrap();
        let screen = Screen::start((100, 30), |command| {
            let command = match connected {
                true => command.arg("-p").arg(&board.port),
                false => command,
            };
            command
                .env("XDG_STATE_HOME", home.path().join("state"))
                .env("XDG_RUNTIME_DIR", home.path())
                .env("XDG_CONFIG_HOME", home.path().join("config"))
                .current_dir(home.path().join("work"))
        });
        let deck = Deck { board, home, screen };
        match connected {
            true => deck.screen.wait_for(">>>"),
            false => deck.screen.wait_for("Welcome to mpdeck"),
        };
        deck.screen.keys("\x1b2");
        deck
    }

    fn work(&self) -> &Path {
        self.home.path()
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.work().join("work").join(name)
    }

    fn put_here(&self, name: &str, content: &str) {
        fs::write(self.file(name), content).unwrap();
    }

    /// Types a line, and waits until the screen shows what comes of it.
    fn line(&self, line: &str, shown: &str) -> String {
        // Alt-2 closes what lies over the panes, and the last answer goes with the key
        self.screen.keys("\x1b2:");
        let begun = |text: &str| text.lines().last().is_some_and(|last| last.trim_end() == ":");
        self.screen.wait_until("an empty line", begun);
        self.screen.keys(&format!("{line}\r"));
        self.screen
            .wait_until(shown, |text| !text.contains(&format!(":{line}")) && text.contains(shown))
    }

    /// Types a line that has nothing to say but that it is done.
    fn does(&self, line: &str) {
        self.line(line, &format!("{line}: done"));
    }

    /// The files of the board, once the workbench has let go of it.
    fn ends(mut self) -> (String, tempfile::TempDir) {
        self.screen.keys("\x1b2:quit\r");
        assert!(self.screen.ended().success());
        let walk = "import os\nfor name in sorted(os.listdir('/')): print(name)";
        (mpremote(&self.board.port, &["exec", walk]), self.home)
    }
}

#[test]
fn rshells_sample_session() {
    let deck = Deck::start();
    deck.put_here("hello.py", "print('Hello World')\n");
    deck.does("echo > /flash/boot.py");
    deck.line("ls -l /flash", " 1 boot.py");
    deck.line("cp hello.py /flash", "copied 1 file, 21 bytes");
    deck.line("ls -l /flash", "21 hello.py");
    deck.line("cat /flash/hello.py", "print('Hello World')");
    deck.screen.keys("\x1b2:repl\r");
    deck.screen.wait_for("typing");
    deck.screen.keys("import hello\r");
    deck.screen.wait_for("│Hello World ");
    deck.screen.keys("\x18"); // Ctrl-X
    deck.screen.wait_gone("typing");
    deck.screen.keys("\x1b2");
    // further on in its README
    deck.does("echo 'name=\"myboard\"' > /pyboard/board.py");
    deck.line("cat /pyboard/board.py", "name=\"myboard\"");
    deck.line("boards", "JS with Emscripten");
    deck.line("filesize /pyboard/hello.py", " 21 ");
    deck.screen.keys("\x1b2:repl ~ import board ~ print(board.name * 2) ~\r");
    deck.screen.wait_for("myboardmyboard");
    deck.screen.keys("\x18\x1b2");
    deck.line("rm -f /pyboard/hello.py /pyboard/none.py", "removed");
    let (files, _home) = deck.ends();
    assert!(files.contains("board.py") && !files.contains("hello.py"), "{files}");
}

#[test]
fn mpfshells_session() {
    let deck = Deck::with(false);
    for (name, content) in [
        ("boot.py", "print('boot')\n"),
        ("test_a.py", "a = 1\n"),
        ("with white space.txt", "white\n"),
    ] {
        deck.put_here(name, content);
    }
    let port = deck.board.port.display().to_string();
    deck.screen.keys(&format!(":open {port}\r"));
    deck.screen.wait_for(">>>");
    deck.does("ls");
    deck.line("put boot.py", "copied 1 file, 14 bytes");
    deck.line("ls", "│ boot.py ");
    deck.line("put boot.py main.py", "copied 1 file, 14 bytes");
    deck.line("mput .*\\.py", "copied 2 files, 20 bytes");
    deck.line("get boot.py", "copied 1 file, 14 bytes");
    deck.line("get boot.py my_boot.py", "copied 1 file, 14 bytes");
    assert_eq!(fs::read_to_string(deck.file("my_boot.py")).unwrap(), "print('boot')\n");
    deck.put_here("test_a.py", "changed here\n");
    deck.line("mget .*\\.py", "copied 1 file, 6 bytes");
    assert_eq!(fs::read_to_string(deck.file("test_a.py")).unwrap(), "a = 1\n");
    deck.line("put \"with white space.txt\" without-white-space.txt", "copied 1 file, 6 bytes");
    deck.put_here("without-white-space.txt", "without\n");
    let line = "put without-white-space.txt \"with white space.txt\"";
    deck.line(line, "copied 1 file, 8 bytes");
    fs::remove_file(deck.file("with white space.txt")).unwrap();
    deck.line("get \"with white space.txt\"", "copied 1 file, 8 bytes");
    assert_eq!(fs::read_to_string(deck.file("with white space.txt")).unwrap(), "without\n");
    deck.line("md test", "made /test");
    deck.line("cd test", "On the board: /test");
    deck.line("put boot.py", "copied 1 file, 14 bytes");
    deck.line("pwd", "│ /test ");
    deck.line("rm boot.py", "removed /test/boot.py");
    deck.line("cd ..", "On the board: /");
    deck.line("rm test", "removed /test");
    deck.line("mrm test.*\\.py", "removed /test_a.py");
    deck.line("lls", "│my_boot.py");
    deck.line("lcd ..", "Here: ");
    deck.line("lpwd", &deck.home.path().display().to_string());
    deck.line("exec print(\"sum:\",'a'+\"b\")", "sum: ab");
    let (files, _home) = deck.ends();
    for name in ["boot.py", "main.py", "with white space.txt", "without-white-space.txt"] {
        assert!(files.lines().any(|file| file == name), "{name}: {files}");
    }
    assert!(!files.contains("test"), "{files}");
}

#[test]
fn lines_are_completed_and_kept_for_the_next_start() {
    let deck = Deck::start();
    deck.put_here("blink_led.py", "print('blink')\n");
    deck.screen.keys(":pu\t");
    deck.screen.wait_for(":put");
    deck.screen.keys(" bli\t");
    deck.screen.wait_for(":put blink_led.py");
    deck.screen.keys("/\r");
    // it is on the board's side of Files, too
    deck.screen.wait_until("the file there", |text| text.matches("  blink_led.py").count() == 2);
    deck.screen.keys("\x1b2:cat bli\t");
    deck.screen.wait_for(":cat blink_led.py");
    deck.screen.keys("\r");
    deck.screen.wait_for("print('blink')");
    let kept = deck.home.path().join("state/mpdeck/history/lines.jsonl");
    let text = fs::read_to_string(kept).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("put blink_led.py /") && text.contains("cat blink_led.py"), "{text}");
}

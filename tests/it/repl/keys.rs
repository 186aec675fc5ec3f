//! What each key sends in Typing, and what MicroPython's own line editor makes of it; and
//! what a board may send that is no plain text.

use super::rig::workbench;

const LEFT: &str = "\x1b[D";
const RIGHT: &str = "\x1b[C";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const HOME: &str = "\x1b[H";
const END: &str = "\x1b[F";
const DELETE: &str = "\x1b[3~";

#[test]
fn every_key_does_what_it_does_in_any_terminal() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = workbench(home.path(), |command| command);
    screen.keys("3");
    screen.wait_for("typing");
    screen.keys("\x1bOS"); // F4
    screen.wait_gone("1 Devices");
    let left = |times: usize| LEFT.repeat(times);
    for (keys, says) in [
        (format!("1002{}3", left(1)), "10032"),
        (format!("1004{}5{RIGHT}6", left(2)), "105064"),
        (format!("1007{HOME}8{END}9"), "810079"),
        (format!("2000{}{DELETE}", left(3)), "200"),
        ("2002\x7f5".to_owned(), "2005"),
        ("2003\x016\x057".to_owned(), "620037"), // Ctrl-A, Ctrl-E
        ("2004\x02\x028\x069".to_owned(), "208094"), // Ctrl-B, Ctrl-F
        (format!("3011{}\x0b", left(2)), "30"),  // Ctrl-K
        ("3012+\x153013".to_owned(), "3013"),    // Ctrl-U
        (format!("5014{HOME}\x04{HOME}7"), "7014"), // Ctrl-D deletes in a line
        ("4000+11".to_owned(), "4011"),
        (format!("{UP}1"), "4111"),
        (format!("{UP}{UP}{UP}{DOWN}{DOWN}0"), "5110"),
        // its line editor takes no other letters; the input editor sends them by paste mode
        ("len('aü€🙂')+4020".to_owned(), "4021"),
        ("import sys; print(4029)".to_owned(), "4029"),
        ("sys.implem\t and 4030".to_owned(), "4030"),
    ] {
        screen.keys("\x0c");
        screen.keys(&keys);
        screen.keys("\r");
        screen.wait_for(&format!("│{says} "));
    }
    // Ctrl-C gives the line up; Ctrl-A at its start begins the raw REPL and Ctrl-B ends it
    screen.keys("never\x03");
    screen.keys("\x01");
    screen.wait_for("raw REPL; CTRL-B to exit");
    screen.keys("\x02");
    screen.keys("4040+2\r");
    screen.wait_for("│4042 ");
    // Ctrl-D restarts Python
    screen.keys("\x04");
    screen.wait_for("soft reboot");
    screen.wait_for("main: done");
    screen.keys("\x1d");
    screen.wait_for("browsing");
    screen.keys("q");
    assert!(screen.ended().success());
}

#[test]
fn nothing_of_the_board_reaches_the_terminal_raw() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = workbench(home.path(), |command| command);
    screen.keys("3");
    screen.wait_for("typing");
    let evil = [
        r"'\x1b]52;c;aGFja2Vk\x07'", // the clipboard
        r"'\x1b]0;pwned\x07'",       // the title
        r"'\x1bP+q544e\x1b\\'",      // device control
        r"'\x1b[?1049l\x1b[?1000h\x1bc'",
        r"'\x1b[31m' * 3000",
    ];
    for (turn, text) in evil.iter().enumerate() {
        screen.keys(&format!("print({text}); print('tu' 'rn', {})\r", 70 + turn));
        screen.wait_for(&format!("turn {}", 70 + turn));
    }
    screen.keys("\x1b4"); // Alt-4: it is said once
    let text = screen.wait_for("a title or clipboard");
    assert_eq!(text.matches("a title or clipboard").count(), 1, "{text}");
    screen.keys("\x1b3");
    screen.wait_for("typing");
    // a status query is answered to the board: it finds the answer in its input
    screen.keys("import sys; print('\\x1b[5n', end=''); print(len(sys.stdin.read(4)) + 4400)\r");
    screen.wait_for("4404");
    // a flood of bytes that are no text, with hex and with times
    screen.keys("\x1dx");
    screen.wait_for("as hex: on");
    screen.keys("t");
    screen.wait_for("each line: on");
    screen.keys("i");
    screen.wait_for("typing");
    screen.keys("sys.stdout.buffer.write(b'\\xff\\x07\\xc3') and print('\\xbc', 6 * 750)\r");
    let text = screen.wait_for(" 4500");
    assert!(text.contains("\\xff\\x07"), "{text}");
    let stamped = |line: &str| line.contains("4500") && line.matches(':').count() == 2;
    assert!(text.lines().any(stamped), "{text}");
    screen.keys("\x1d");
    screen.wait_for("browsing");
    screen.keys("q");
    assert!(screen.ended().success());
    let bytes = screen.bytes();
    let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(!has(b"aGFja2Vk") || !has(b"\x1b]52"), "the clipboard was not written");
    assert!(!has(b"\x1b]0;") && !has(b"\x1bP+q") && !has(b"\x1bc"));
}

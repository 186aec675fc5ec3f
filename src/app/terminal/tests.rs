use super::*;

fn terminal(columns: u16, rows: u16) -> Terminal {
    Terminal::new(Size { columns, rows }, 50)
}

fn all(terminal: &Terminal) -> Vec<String> {
    let mut lines: Vec<String> =
        (0..terminal.lines()).map(|index| terminal.line(index).text()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[test]
fn shows_text_however_it_is_cut() {
    let text = "grün 漢字 🙂 \x1b[31mred\x1b[0m\r\n>>> ".as_bytes();
    for size in 1..6 {
        let mut terminal = terminal(40, 5);
        for piece in text.chunks(size) {
            assert!(terminal.feed(piece).is_empty());
        }
        assert_eq!(all(&terminal), ["grün 漢字 🙂 red", ">>>"], "pieces of {size}");
        assert_eq!(terminal.cursor(), Some((4, 1)));
        let red = CellStyle { fg: Colour::Indexed(1), ..CellStyle::default() };
        assert_eq!(terminal.line(0).spans.last().map(|span| span.style), Some(red));
    }
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let mut terminal = terminal(20, 4);
    let every: Vec<u8> = (0..=255).cycle().take(4096).collect();
    terminal.feed(&every);
    terminal.feed(b"\x1b[0m\x1bc\r\nstill here");
    let lines = all(&terminal);
    assert_eq!(lines.last().map(String::as_str), Some("still here"));
    assert!(lines.iter().all(|line| !line.chars().any(unsafe_to_show)));
}

#[test]
fn reflows_and_keeps_the_prompt() {
    let mut terminal = terminal(20, 4);
    for n in 0..10 {
        terminal.feed(format!("line {n} is this long\r\n").as_bytes());
    }
    terminal.feed(b">>> ");
    let before: String = all(&terminal).concat();
    terminal.resize(Size { columns: 7, rows: 3 });
    assert_eq!(all(&terminal).concat().replace(' ', ""), before.replace(' ', ""));
    terminal.resize(Size { columns: 40, rows: 6 });
    let lines = all(&terminal);
    assert_eq!(lines.last().map(String::as_str), Some(">>>"));
    assert!(lines.contains(&"line 3 is this long".to_owned()), "{lines:?}");
}

#[test]
fn old_lines_go_to_the_store_and_at_last_away() {
    let mut terminal = terminal(20, 4);
    let text: String = (0..1100).map(|n| format!("line {n}\r\n")).collect();
    terminal.feed(text.as_bytes());
    // 50 in the store, 1,000 in the emulator, 4 on the screen
    assert_eq!(terminal.lines(), 1054);
    assert_eq!(terminal.line(0).text(), "line 47");
    assert_eq!(terminal.line(1052).text(), "line 1099");
    for index in 0..1053 {
        assert_eq!(terminal.line(index).text(), format!("line {}", index + 47));
    }
    terminal.clear();
    assert_eq!(terminal.lines(), 4);
}

#[test]
fn what_the_user_reads_stays_where_it_is() {
    let mut terminal = terminal(20, 4);
    let text: String = (0..30).map(|n| format!("line {n}\r\n")).collect();
    terminal.feed(text.as_bytes());
    terminal.scroll(10);
    let first = terminal.view().next().map(|line| line.text());
    assert_eq!(first.as_deref(), Some("line 17"));
    assert_eq!(terminal.cursor(), None);
    terminal.feed(b"more\r\nand more\r\n");
    assert_eq!(terminal.view().next().map(|line| line.text()), first);
    let flood: String = (0..1020).map(|n| format!("flood {n}\r\n")).collect();
    terminal.feed(flood.as_bytes());
    assert_eq!(terminal.view().next().map(|line| line.text()), first, "from the store");
    terminal.show(0);
    assert_eq!(terminal.top(), 0);
    terminal.scroll_to_end();
    assert_eq!(terminal.cursor(), Some((0, 3)));
}

#[test]
fn answers_status_queries_to_the_board_and_nothing_else() {
    let mut terminal = terminal(20, 4);
    assert_eq!(terminal.feed(b"ab\x1b[6n"), b"\x1b[1;3R");
    assert_eq!(terminal.feed(b"\x1b]52;c;aGk=\x07\x1b]0;title\x07\x1b]10;?\x07\x1b[14t"), b"");
    assert_eq!(terminal.dropped_strings(), 3);
    let flood = b"\x1b[6n".repeat(1000);
    assert!(terminal.feed(&flood).len() < 100);
    assert_eq!(all(&terminal), ["ab"]);
}

#[test]
fn a_flood_of_marks_does_not_grow() {
    let mut terminal = terminal(20, 4);
    terminal.feed("e".as_bytes());
    terminal.feed("\u{301}".repeat(100_000).as_bytes());
    assert!(terminal.line(0).text().chars().count() < 300);
    terminal.feed("\u{202e}\u{200b}x".as_bytes());
    assert!(!terminal.line(0).text().chars().any(unsafe_to_show));
}

#[test]
fn escape_floods_end() {
    let mut terminal = terminal(80, 24);
    for flood in ["\x1b[2J", "\x1b[9999S", "\x1b[9999L", "\x1b[?1049h\x1b[?1049l", "\x1b[9999b"] {
        terminal.feed(flood.repeat(2000).as_bytes());
    }
    terminal.feed(b"\x1b[?1049l\x1bc ok");
    assert!(terminal.lines() <= 50 + ROWS + PIECE + 24);
}

#[test]
fn one_line_of_ten_megabytes_is_bounded_and_fast() {
    let mut terminal = terminal(40, 10);
    let piece = vec![b'x'; 64 * 1024];
    let begun = std::time::Instant::now();
    for _ in 0..160 {
        terminal.feed(&piece);
    }
    // what is kept: the store (50 rows here), the emulator's rows, the screen
    assert_eq!(terminal.lines(), 50 + 1000 + 10);
    assert!(terminal.gone() > 250_000);
    // seconds even unoptimized and on a busy machine
    assert!(begun.elapsed() < std::time::Duration::from_secs(60));
    terminal.feed(b"\r\n>>> ");
    assert_eq!(all(&terminal).last().map(String::as_str), Some(">>>"));
    // a narrower screen reflows what the emulator has of it, and keeps the bounds
    terminal.resize(Size { columns: 20, rows: 10 });
    assert!(terminal.lines() <= 50 + 1000 + 10, "{}", terminal.lines());
}

use super::*;

fn page(name: &str, text: &str) -> Page {
    Page::open(Place::Local(PathBuf::from("/p").join(name)), name.into(), text.into()).unwrap()
}

fn text(page: &Page) -> String {
    String::from_utf8(page.bytes()).unwrap()
}

fn types(page: &mut Page, keys: &str) {
    for c in keys.chars() {
        match c {
            '\n' => page.key(Key::plain(KeyCode::Enter), 9),
            c => page.key(Key::char(c), 9),
        }
    }
}

#[test]
fn blocks_are_indented_as_the_file_is() {
    let mut p = page("a.py", "");
    types(&mut p, "while True:\nx()\nreturn\ny");
    assert_eq!(text(&p), "while True:\n    x()\n    return\ny");
    let mut p = page("a.py", "if x:\n\ty()\n");
    p.key(Key { ctrl: true, ..Key::plain(KeyCode::End) }, 9);
    types(&mut p, "if y:\nz");
    assert_eq!(text(&p), "if x:\n\ty()\nif y:\n\tz");
    let mut p = page("a.txt", "  one:");
    p.key(Key::plain(KeyCode::End), 9);
    types(&mut p, "\ntwo");
    assert_eq!(text(&p), "  one:\n  two");
}

#[test]
fn steps_and_comments_of_lines_come_and_go() {
    let source = "def f():\n\n    return 1\nx\n";
    let mut p = page("a.py", source);
    p.sheet.select((0, 0), (3, 0));
    p.indent();
    assert_eq!(text(&p), "    def f():\n\n        return 1\nx\n");
    p.unindent();
    p.comment();
    assert_eq!(text(&p), "# def f():\n\n#     return 1\nx\n");
    p.comment();
    assert_eq!(text(&p), source);
    assert!(!p.changed);
    p.sheet.put((2, 6), false);
    p.comment();
    assert_eq!((text(&p).as_str(), p.sheet.cursor()), ("def f():\n\n    # return 1\nx\n", (2, 8)));
    for _ in 0..5 {
        p.undo();
    }
    assert_eq!(text(&p), source);
    assert!(!p.changed);
    let mut p = page("a.py", "        x");
    p.sheet.put((0, 8), false);
    p.key(Key::plain(KeyCode::Backspace), 9);
    assert_eq!(text(&p), "    x");
    p.sheet.put((0, 5), false);
    p.indent();
    assert_eq!(text(&p), "    x   ");
}

#[test]
fn line_ends_stay_and_a_last_one_that_is_missing_too() {
    let mut p = page("a.py", "a\r\nb");
    types(&mut p, "x\n");
    assert_eq!(text(&p), "x\r\na\r\nb");
    let mut p = page("a.py", "a\r\nb\nc\n");
    types(&mut p, "x\n");
    assert_eq!(text(&p), "x\na\r\nb\nc\n");
    p.undo();
    p.undo();
    assert_eq!(text(&p), "a\r\nb\nc\n");
}

#[test]
fn finds_around_the_end_and_replaces_what_is_agreed_to() {
    let mut p = page("a.py", "Led = led\nled.on()\nLED\n");
    p.find = Some(Find::new("led".into()));
    assert_eq!(p.count_found(), 4);
    p.sheet.put((1, 1), false);
    assert!(p.find_next(false));
    assert_eq!(p.sheet.selection(), Some(((2, 0), (2, 3))));
    p.find_next(false);
    assert_eq!(p.sheet.selection(), Some(((0, 0), (0, 3))));
    p.find_next(true);
    assert_eq!(p.sheet.selection(), Some(((2, 0), (2, 3))));
    p.find = Some(Find::new("Led".into()));
    assert_eq!(p.count_found(), 1, "a large letter means itself");
    p.find = Some(Find::new("led".into()));
    p.sheet.put((1, 0), false);
    assert!(p.begin_replacing("lamp".into()));
    assert!(p.replace_one(true) && p.replace_one(false) && p.replace_one(true));
    assert!(!p.replace_one(true), "back where it began");
    assert_eq!((p.end_replacing(), text(&p).as_str()), (3, "lamp = lamp\nlamp.on()\nLED\n"));
    p.find = Some(Find::new("lamp".into()));
    p.sheet.put((0, 2), false);
    assert!(p.begin_replacing("lamplamp".into()));
    p.replace_rest();
    assert_eq!(p.end_replacing(), 3, "what was put in is not found again");
    assert_eq!(text(&p), "lamplamp = lamplamp\nlamplamp.on()\nLED\n");
}

#[test]
fn cells_of_tabs_wide_letters_and_controls() {
    let p = page("a.py", "\ta\t中\x1bb");
    let places: Vec<usize> = (0..=6).map(|column| p.cell((0, column))).collect();
    assert_eq!(places, [0, 4, 5, 8, 10, 14, 15]);
    assert_eq!(shown("\ta\t中\x1bb", &mut 0), "    a   中\\x1bb");
    for (cell, column) in [(0, 0), (1, 0), (2, 1), (4, 1), (8, 3), (14, 5), (99, 6)] {
        assert_eq!(p.spot(0, cell).1.min(6), column, "{cell}");
    }
}

#[test]
fn the_cursor_stays_in_sight() {
    let lines: Vec<String> = (0..100).map(|n| format!("{n} {}", "x".repeat(100))).collect();
    let mut p = page("a.py", &lines.join("\n"));
    p.go_to(50);
    p.keep_in_sight(10, 40);
    assert_eq!((p.sheet.cursor().0, p.top, p.left), (49, 46, 0));
    p.key(Key::plain(KeyCode::End), 10);
    p.keep_in_sight(10, 40);
    assert_eq!(p.cell(p.sheet.cursor()) + 1 + 8 - p.left, 40);
    p.key(Key::plain(KeyCode::PageDown), 10);
    p.key(Key::plain(KeyCode::Home), 10);
    p.keep_in_sight(10, 40);
    assert_eq!((p.sheet.cursor(), p.top, p.left), ((58, 0), 49, 0));
    p.scroll(30, 10);
    assert_eq!((p.top, p.sheet.cursor().0), (79, 79));
}

#[test]
fn cuts_the_line_where_nothing_is_selected() {
    let mut p = page("a.py", "a\nb\nc");
    p.sheet.put((1, 1), false);
    assert_eq!((p.cut(), text(&p)), ("b\n".into(), "a\nc".into()));
    p.sheet.put((1, 0), false);
    assert_eq!((p.cut(), text(&p)), ("c\n".into(), "a".into()));
    assert_eq!((p.cut(), text(&p)), ("a\n".into(), String::new()));
    assert_eq!((p.cut(), text(&p)), ("\n".into(), String::new()));
}

#[test]
fn knows_which_lines_begin_in_a_string() {
    let mut p = page("a.py", "x = '''\na\n'''\ny\n");
    let open = |p: &Page| -> String {
        (0..5).map(|line| if p.string_at(line).is_some() { 's' } else { '.' }).collect()
    };
    assert_eq!(open(&p), ".ss..");
    p.sheet.put((2, 0), false);
    p.key(Key::char('#'), 9);
    assert_eq!(open(&p), ".ss..");
    p.sheet.put((0, 0), false);
    p.key(Key::char('#'), 9);
    assert_eq!(open(&p), ".....");
    p.key(Key::plain(KeyCode::End), 9);
    types(&mut p, "\n\"\"\"");
    assert_eq!(open(&p), "..sss");
}

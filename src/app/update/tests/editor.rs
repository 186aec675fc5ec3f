//! The editor: opening, saving, leaving, and what others do to its file.

use super::*;
use crate::app::{Area, Layout, Mouse, MouseKind, Place, Size, Spot};
use crate::model::{Digest, Expect, Landing};

fn local() -> Place {
    Place::Local("/p/main.py".into())
}

/// `main.py` of this machine in the editor.
fn opened() -> Deck {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::EditHere);
    deck.answer(content("led.on()\nx = 1\n"));
    assert_eq!(deck.state.context(), Context::Editor);
    deck.answer(content("led.on()\nx = 1\n"));
    deck
}

/// The board's.
fn opened_on_board() -> Deck {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::EditHere);
    deck.answer(Ok(Outcome::Reply(Reply::Digests(vec![Some(Digest::Crc32("1".into()))]))));
    deck.answer(Ok(Outcome::Reply(Reply::Bytes(b"a\r\nb\r\n".to_vec()))));
    deck
}

fn content(text: &str) -> Result<Outcome, Problem> {
    Ok(Outcome::Content { bytes: text.into(), size: text.len() as u64 })
}

fn landed(landing: Landing) -> Result<Outcome, Problem> {
    Ok(Outcome::Reply(Reply::Landings(vec![landing])))
}

fn text(deck: &Deck) -> String {
    String::from_utf8(deck.state.editing.as_ref().expect("a file").bytes()).unwrap()
}

fn written(deck: &Deck) -> Option<(String, Option<String>)> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    deck.effects.iter().rev().find_map(|effect| match effect {
        Effect::Local { op: LocalOp::Write { content, expect, .. }, .. } => {
            Some((text(content), expect.as_deref().map(text)))
        }
        _ => None,
    })
}

#[test]
fn saves_over_what_it_has_read() {
    let mut deck = opened();
    deck.act(Action::Save);
    assert_eq!(deck.notice(), "Nothing was changed");
    deck.text("# ").act(Action::Save);
    let (new, old) = ("# led.on()\nx = 1\n".to_owned(), "led.on()\nx = 1\n".to_owned());
    assert_eq!(written(&deck), Some((new.clone(), Some(old))));
    // typed while it is written
    deck.text("!");
    deck.answer(Ok(Outcome::Done));
    assert!(deck.notice().contains("Saved main.py"), "{}", deck.notice());
    assert!(deck.state.editing.as_ref().unwrap().changed);
    deck.act(Action::UndoEdit);
    assert!(!deck.state.editing.as_ref().unwrap().changed);
    deck.act(Action::Close);
    assert!(deck.state.editing.is_none() && deck.state.overlays.is_empty());
    assert_eq!(deck.last(), Some(&Effect::Guard(None)));
}

#[test]
fn what_somebody_else_wrote_is_asked_about_before_it_is_overwritten() {
    let mut deck = opened();
    deck.text("x").act(Action::Save);
    deck.answer(Ok(Outcome::Differs(b"other".to_vec())));
    assert_eq!(deck.dialog(), Some("Overwrite it?"));
    deck.act(Action::No);
    assert_eq!(deck.state.context(), Context::Editor);
    deck.act(Action::Save).answer(Ok(Outcome::Differs(b"other".to_vec())));
    deck.act(Action::Yes);
    assert_eq!(written(&deck), Some(("xled.on()\nx = 1\n".into(), None)));
}

#[test]
fn a_board_file_goes_back_only_over_what_was_read() {
    let mut deck = opened_on_board();
    assert_eq!(deck.state.editing.as_ref().unwrap().title, "/main.py on ttyUSB0");
    deck.text("x").act(Action::Save);
    let write = |content: &str, expect| Command::Write {
        path: path("/main.py"),
        content: content.into(),
        expect,
    };
    let first = write("xa\r\nb\r\n", Expect::Content(Digest::Crc32("1".into())));
    assert_eq!(deck.commands().last(), Some(&&first));
    deck.answer(landed(Landing::Differs(None)));
    assert_eq!(deck.dialog(), Some("Overwrite it?"));
    deck.act(Action::Yes);
    assert_eq!(deck.commands().last(), Some(&&write("xa\r\nb\r\n", Expect::Anything)));
    deck.answer(landed(Landing::Done(Digest::Crc32("2".into()))));
    deck.text("y").act(Action::Save);
    let next = write("xya\r\nb\r\n", Expect::Content(Digest::Crc32("2".into())));
    assert!(deck.commands().contains(&&next));
}

#[test]
fn a_full_board_leaves_the_text_where_it_is() {
    let mut deck = opened_on_board();
    deck.text("x").act(Action::Save);
    let full = Problem::failed("write /main.py", "the board has no space left");
    deck.answer(landed(Landing::Failed(full)));
    assert!(deck.notice().contains("no space left"), "{}", deck.notice());
    assert!(deck.state.editing.as_ref().unwrap().changed);
}

#[test]
fn save_and_run_runs_what_was_saved() {
    let mut deck = opened();
    deck.text("x").act(Action::SaveRun);
    assert!(!deck.effects.iter().any(|effect| matches!(effect, Effect::RunFile { .. })));
    deck.answer(Ok(Outcome::Done));
    let run = deck.effects.iter().find_map(|effect| match effect {
        Effect::RunFile { path, .. } => Some(path.clone()),
        _ => None,
    });
    assert_eq!(run, Some("/p/main.py".into()));
    assert_eq!(deck.state.context(), Context::Editor, "its output is seen below");
    let mut deck = opened_on_board();
    deck.act(Action::SaveRun);
    let source = "exec(open('/main.py').read())".to_owned();
    assert_eq!(
        deck.commands().last(),
        Some(&&Command::Exec { source, argv: vec!["main.py".into()] })
    );
}

#[test]
fn changes_are_asked_about_before_they_are_lost() {
    let mut deck = opened();
    deck.text("x").act(Action::Quit);
    assert_eq!(deck.dialog(), Some("Save it?"));
    deck.act(Action::Dismiss);
    assert_eq!(deck.state.context(), Context::Editor, "Esc goes back");
    deck.act(Action::Close).act(Action::No);
    assert!(deck.state.editing.is_none());
    let mut deck = opened();
    deck.text("x").act(Action::Quit).act(Action::Accept);
    assert!(written(&deck).is_some(), "Enter saves");
    deck.answer(Ok(Outcome::Done));
    assert!(deck.asked(&Effect::Quit));
    let mut deck = opened();
    deck.text("x").act(Action::FocusFiles);
    assert_eq!(deck.state.context(), Context::Files, "it waits behind the panes");
    deck.on(Side::Local, "new.py").act(Action::EditHere);
    assert_eq!(deck.dialog(), Some("Save it?"));
    deck.act(Action::No);
    let Some(Effect::Local { op: LocalOp::Read { path, .. }, .. }) = deck.last() else {
        panic!("the other file is not read")
    };
    assert_eq!(path, &PathBuf::from("/p/new.py"));
    let mut deck = opened();
    deck.text("x").act(Action::FocusRepl).act(Action::FocusEditor);
    assert_eq!((deck.state.context(), text(&deck).len()), (Context::Editor, 16));
}

#[test]
fn a_file_that_changes_outside_is_read_again_or_kept() {
    let mut deck = opened();
    deck.event(Event::FileChanged).answer(content("led.off()\n"));
    assert_eq!(text(&deck), "led.off()\n");
    assert!(deck.notice().contains("changed elsewhere"), "{}", deck.notice());
    deck.act(Action::UndoEdit);
    assert_eq!(text(&deck), "led.on()\nx = 1\n", "what was there can come back");
    deck.act(Action::RedoEdit).text("x");
    deck.event(Event::FileChanged).answer(content("other\n"));
    assert_eq!(deck.dialog(), Some("Read it again?"));
    deck.act(Action::No).act(Action::Save);
    assert_eq!(written(&deck), Some(("xled.off()\n".into(), Some("other\n".into()))));
    deck.answer(Ok(Outcome::Done));
    deck.text("y").event(Event::FileChanged).answer(content("third\n"));
    deck.act(Action::Yes);
    assert_eq!(text(&deck), "third\n");
    deck.event(Event::FileChanged);
    deck.answer(Err(Problem::failed("read", "no such file")));
    assert!(deck.notice().contains("writes it again"), "{}", deck.notice());
    deck.act(Action::Save);
    assert!(written(&deck).is_some());
}

#[test]
fn what_is_no_text_is_only_shown() {
    let mut deck = Deck::connected();
    deck.on(Side::Local, "main.py").act(Action::EditHere);
    deck.answer(content("M\0\x01"));
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Viewer(viewer)) if viewer.hex));
    assert_eq!(deck.notice(), "main.py is shown read-only: it is no text");
    assert!(deck.state.editing.is_none());
}

#[test]
fn a_board_file_that_is_gone_is_not_opened() {
    let mut deck = Deck::connected();
    deck.on(Side::Remote, "main.py").act(Action::EditHere);
    deck.answer(Ok(Outcome::Reply(Reply::Digests(vec![None]))));
    assert!(deck.notice().contains("no such file"), "{}", deck.notice());
}

#[test]
fn finds_while_it_is_typed_and_replaces_one_by_one() {
    let mut deck = opened();
    deck.act(Action::Search).text("x");
    let selection = |deck: &Deck| deck.state.editing.as_ref().unwrap().sheet.selection();
    assert_eq!(selection(&deck), Some(((1, 0), (1, 1))));
    deck.act(Action::Accept);
    assert_eq!(deck.notice(), "1 place");
    deck.act(Action::Dismiss);
    assert_eq!(deck.state.context(), Context::Editor, "the first Esc ends the search");
    deck.act(Action::Search).act(Action::Dismiss);
    assert_eq!(deck.state.context(), Context::Editor);
    deck.act(Action::SelectAll).act(Action::Replace).text("o");
    deck.act(Action::Accept).text("0").act(Action::Accept);
    deck.text("y");
    assert_eq!(text(&deck), "led.0n()\nx = 1\n");
    assert_eq!(deck.notice(), "Replaced 1 place");
    deck.act(Action::GoToLine).text("2").act(Action::Accept).text("y");
    assert_eq!(text(&deck), "led.0n()\nyx = 1\n");
    deck.act(Action::GoToLine).text("two").act(Action::Accept);
    assert_eq!(deck.state.context(), Context::Field, "it says that it wants a number");
}

#[test]
fn the_clipboard_is_the_terminals_and_ours() {
    let mut deck = opened();
    deck.act(Action::Cut);
    assert!(deck.asked(&Effect::Copy("led.on()\n".into())));
    deck.act(Action::Paste).act(Action::Paste);
    assert_eq!(text(&deck), "led.on()\nled.on()\nx = 1\n");
    deck.send(Msg::Paste("a\r\n\x1b[31mb\r".into()));
    assert_eq!(text(&deck), "led.on()\nled.on()\na\n[31mb\nx = 1\n");
}

#[test]
fn a_click_places_the_cursor_and_a_drag_selects() {
    let mut deck = opened();
    let area = Area { x: 5, y: 2, width: 40, height: 10 };
    let layout = Layout {
        page: Size { columns: 40, rows: 10 },
        spots: vec![(area, Spot::Page)],
        ..Layout::default()
    };
    deck.send(Msg::Laid(layout));
    let mouse = |what, x, y| Msg::Mouse(Mouse { x, y, what });
    deck.send(mouse(MouseKind::Press, 9, 3));
    let cursor = |deck: &Deck| deck.state.editing.as_ref().unwrap().sheet.cursor();
    assert_eq!(cursor(&deck), (1, 4));
    deck.send(mouse(MouseKind::Drag, 5, 2)).send(mouse(MouseKind::Release, 5, 2));
    deck.text("y");
    assert_eq!(text(&deck), "y1\n");
    assert_eq!(deck.state.editing.as_ref().unwrap().place, local());
}

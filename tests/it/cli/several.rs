//! One request on several boards at once.

use std::fs;

use serde_json::Value;

use super::{at, mpdeck};
use crate::board::Board;

/// The name that lines about a board begin with.
fn name(board: &Board) -> String {
    at(board).trim_start_matches("/dev/").to_owned()
}

#[test]
fn output_names_its_board_and_the_exit_code_is_the_worst() {
    let (one, two) = (Board::start(), Board::start());
    let both = ["-p", at(&one), "-p", at(&two)];
    let on_both = |words: &[&str]| mpdeck(both.iter().chain(words));
    let ran = on_both(&["exec", "print('a'); print('b', end='')"]).run().ends(0);
    let mut lines: Vec<String> = ran.text().lines().map(str::to_owned).collect();
    lines.sort();
    let mut expected: Vec<String> = [&one, &two]
        .iter()
        .flat_map(|board| [format!("{}: a", name(board)), format!("{}: b", name(board))])
        .collect();
    expected.sort();
    assert_eq!(lines, expected);

    // one of them raises, the other does not
    mpdeck(["-p", at(&two), "put", "-r", ".", "/left"]).run().ends(0);
    let ran = on_both(&["ls", "/left"]).run().ends(1);
    assert!(ran.err.contains(&format!("{}: mpdeck: list /left", name(&one))), "{}", ran.err);
    let raising = "import os\nif 'left' in os.listdir('/'): raise ValueError(7)";
    let ran = on_both(&["exec", raising]).run().ends(4);
    let said = format!("{}: ValueError: 7", name(&two));
    assert!(ran.err.lines().any(|line| line == said), "{}", ran.err);

    let ran = on_both(&["--json", "eval", "6*7"]).run().ends(0);
    let documents: Vec<Value> =
        ran.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for board in [&one, &two] {
        let of = |document: &&Value| document["board"] == at(board);
        let found: Vec<&Value> = documents.iter().filter(of).collect();
        assert_eq!(found.len(), 1, "{documents:?}");
        assert_eq!(found[0]["value"], "42");
    }
    let ran = on_both(&["repl"]).run().ends(2);
    assert!(ran.err.contains("one board"), "{}", ran.err);
}

#[test]
fn copies_from_several_boards_go_to_a_folder_each() {
    let (one, two) = (Board::start(), Board::start());
    for (board, text) in [(&one, "first"), (&two, "second")] {
        let code = format!("f = open('/t', 'w'); f.write('{text}'); f.close()");
        mpdeck(["-p", at(board), "exec", &code]).run().ends(0);
    }
    let here = tempfile::tempdir().expect("a folder");
    mpdeck(["-p", at(&one), "-p", at(&two), "get", "/t", "all"]).folder(here.path()).run().ends(0);
    for (board, text) in [(&one, "first"), (&two, "second")] {
        let folder = at(board).rsplit('/').next().expect("a name");
        let path = here.path().join("all").join(folder).join("t");
        assert_eq!(fs::read_to_string(path).expect("the copy"), text);
    }
}

//! The built-in map is whole, the user's is laid over it, mistakes name their line.

use super::*;
use crate::app::{commands, hints};

fn keys(text: &str) -> Chord {
    parse(text).unwrap()
}

/// The built-in map with a user's text over it.
fn over(text: &str) -> Result<Keymap, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keymap.toml");
    std::fs::write(&path, text).unwrap();
    Keymap::load("default", &path)
        .map_err(|problem| problem.to_string().replace(&format!("read {}: ", path.display()), ""))
}

#[test]
fn the_built_in_map_reads_without_a_mistake() {
    for (name, text) in [("default", DEFAULT)].iter().chain(&PRESETS[1..]) {
        let document = Document::new(*name, *text);
        assert!(!file::read(&document).unwrap().is_empty(), "{name}");
    }
}

#[test]
fn every_action_has_a_key_in_a_place_where_it_works() {
    for (preset, _) in PRESETS {
        let keymap = Keymap::preset(preset);
        for command in commands() {
            let key = command.contexts.iter().find_map(|at| keymap.label(*at, command.action));
            assert!(key.is_some(), "{} has no key", command.name);
        }
    }
}

#[test]
fn every_hint_has_a_key_to_name() {
    for (preset, _) in PRESETS {
        let keymap = Keymap::preset(preset);
        for context in Context::ALL {
            for command in hints(context) {
                // An action of a pane may have its key in one pane only.
                let own = command.contexts.contains(&context);
                let label = keymap.label(context, command.action);
                assert!(!own || label.is_some(), "{} in {context:?}", command.name);
            }
        }
    }
}

#[test]
fn every_action_can_be_reached_without_the_keys_that_others_keep() {
    // tmux and screen keep their prefix, a console the flow control; F-keys and Alt get
    // lost on some serial lines, unless the same action has a plain key too.
    for (preset, _) in PRESETS {
        let keymap = Keymap::preset(preset);
        let kept = ["Ctrl-B", "Ctrl-A", "Ctrl-S", "Ctrl-Q", "Ctrl-Z"];
        for command in commands() {
            let labels: Vec<String> =
                command.contexts.iter().flat_map(|at| keymap.labels(*at, command.action)).collect();
            let lost = |label: &String| {
                let function = label.len() > 1 && label.starts_with('F');
                function || label.starts_with("Alt-") || kept.contains(&label.as_str())
            };
            assert!(labels.iter().any(|label| !lost(label)), "{}: {labels:?}", command.name);
        }
    }
}

#[test]
fn typing_and_fields_give_up_no_key_that_types() {
    for (preset, _) in PRESETS {
        let keymap = Keymap::preset(preset);
        for context in [Context::Typing, Context::Field, Context::Palette] {
            for c in ' '..='~' {
                let found = keymap.look_up(context, &[Key::char(c)]);
                assert_eq!(found, Found::Nothing, "{c:?} in {context:?}");
            }
            assert_eq!(keymap.look_up(context, &keys("tab")), Found::Nothing);
        }
        // Ctrl-C, Ctrl-D and their like belong to the board.
        for c in 'a'..='z' {
            let found = keymap.look_up(Context::Typing, &[Key::ctrl(c)]);
            let way_out = c == 'x';
            assert_eq!(found != Found::Nothing, way_out, "Ctrl-{c}");
        }
        assert_eq!(
            keymap.look_up(Context::Typing, &keys("ctrl-]")),
            Found::Action(Action::LeaveTyping)
        );
    }
}

#[test]
fn the_most_particular_context_wins_and_rows_of_keys_wait() {
    let keymap = Keymap::built_in();
    let found = |context, text: &str| keymap.look_up(context, &keys(text));
    assert_eq!(found(Context::Repl, "enter"), Found::Action(Action::Type));
    assert_eq!(found(Context::Log, "enter"), Found::Action(Action::Open));
    assert_eq!(found(Context::Files, "g"), Found::Prefix);
    assert_eq!(found(Context::Files, "g g"), Found::Action(Action::Top));
    assert_eq!(found(Context::Files, "g x"), Found::Nothing);
    assert_eq!(found(Context::Field, "q"), Found::Nothing);
    assert_eq!(found(Context::Help, "?"), Found::Action(Action::Dismiss));
}

#[test]
fn labels_name_the_first_key_that_works() {
    let keymap = Keymap::built_in();
    assert_eq!(keymap.label(Context::Files, Action::Quit).as_deref(), Some("q"));
    assert_eq!(keymap.label(Context::Typing, Action::Quit).as_deref(), Some("F10"));
    assert_eq!(keymap.label(Context::Files, Action::SearchNext), None);
    assert_eq!(keymap.labels(Context::Files, Action::Top), ["Home", "g g"]);

    let keymap =
        over("[files]\n\"t\" = \"upload\"\n\"u\" = \"none\"\n[panes]\n\"Q\" = \"quit\"\n").unwrap();
    assert_eq!(keymap.label(Context::Files, Action::Upload).as_deref(), Some("t"));
    assert_eq!(keymap.labels(Context::Files, Action::Quit), ["Q", "q", "F10"]);
}

#[test]
fn the_users_keys_win_over_the_built_in_ones() {
    let text = "[panes]\n\"g\" = \"bottom\"\n\"q\" = \"none\"\n[files]\n\"s\" = \"none\"\n\"u x\" = \"upload\"\n";
    let keymap = over(text).unwrap();
    let found = |context, text: &str| keymap.look_up(context, &keys(text));
    assert_eq!(found(Context::Log, "g"), Found::Action(Action::Bottom));
    assert_eq!(found(Context::Log, "q"), Found::Nothing);
    assert_eq!(found(Context::Files, "s"), Found::Nothing, "taken away in one pane");
    assert_eq!(found(Context::Log, "s"), Found::Action(Action::Sync));
    assert_eq!(found(Context::Files, "u"), Found::Prefix);
    assert_eq!(keymap.labels(Context::Log, Action::Top), ["Home"]);
}

#[test]
fn a_mistake_names_line_and_fix() {
    for (text, said) in [
        ("[panes]\n\"q\" = \"quti\"\n", "line 2: unknown action `quti`. Did you mean `quit`?"),
        ("[pane]\n\"q\" = \"quit\"\n", "line 1: unknown context `pane`. Did you mean `panes`?"),
        ("panes = 1\n", "line 1: `panes` must be a table of keys. Write it as [panes]"),
        ("[panes]\n\"q\" = 1\n", "line 2: an action must be a word in quotes"),
        ("[panes]\n\"ctl-q\" = \"quit\"\n", "line 2: unknown key `ctl-q`"),
        ("[field]\n\"q\" = \"accept\"\n", "line 2: `q` in [field] could not be typed any more"),
        ("[everywhere]\n\"tab\" = \"help\"\n", "line 2: `Tab` in [everywhere] could not be"),
        (
            "[log]\n\"u\" = \"upload\"\n",
            "line 2: `upload` does nothing in [log]. It works in [files].",
        ),
        (
            "[log]\n\"G\" = \"top\"\n\"shift-g\" = \"bottom\"\n",
            "line 3: `G` stands twice in this table. Keep one of them.",
        ),
        ("[log]\n\"g\" = \"top\"\n\"g x\" = \"bottom\"\n", "line 3: `g x` and `g` begin with"),
        ("[log]\n\"g\" = \n", "line 2, column "),
    ] {
        let problem = over(text).unwrap_err();
        assert!(problem.starts_with(said), "{text}: {problem}");
    }
}

#[test]
fn presets_bring_the_keys_that_fingers_know() {
    let found =
        |preset: &str, context, text: &str| Keymap::preset(preset).look_up(context, &keys(text));
    assert_eq!(found("vim", Context::Files, "d d"), Found::Action(Action::Delete));
    assert_eq!(found("vim", Context::Files, "d"), Found::Prefix);
    assert_eq!(found("vim", Context::Log, "ctrl-u"), Found::Action(Action::PageUp));
    assert_eq!(found("emacs", Context::Files, "ctrl-x ctrl-c"), Found::Action(Action::Quit));
    assert_eq!(found("emacs", Context::Dialog, "ctrl-g"), Found::Action(Action::Dismiss));
    assert_eq!(found("default", Context::Files, "d"), Found::Action(Action::Download));
    assert_eq!(found("none of them", Context::Files, "q"), Found::Action(Action::Quit));
}

#[test]
fn the_page_of_keys_is_what_the_maps_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let made = document();
    for command in commands() {
        assert!(made.contains(&format!("| `{}` |", command.name)), "{} is missing", command.name);
    }
    if std::env::var_os("MPDECK_WRITE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == made,
        "docs/keys.md is old: MPDECK_WRITE_DOCS=1 cargo test --lib keymap writes it anew"
    );
}

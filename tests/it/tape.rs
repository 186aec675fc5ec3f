//! Plays demo.tape: the keys it types, and the screens it waits for.

use crate::board::MPDECK;
use crate::docs::follow;
use crate::screen::Screen;

/// One line of the tape.
#[derive(Debug, PartialEq)]
pub enum Step {
    Keys(String),
    Wait(String),
    Env(String, String),
}

/// The part of VHS's language that the tape uses; anything else is a mistake.
pub fn read(tape: &str) -> Vec<Step> {
    let lines = tape.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.filter(|line| !line.starts_with('#')).filter_map(step).collect()
}

fn step(line: &str) -> Option<Step> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let times = |key: &str| Some(Step::Keys(key.repeat(rest.parse().unwrap_or(1))));
    match word {
        "Output" | "Require" | "Set" => None,
        "Env" => {
            let (name, value) = rest.split_once(' ').expect("a name and a value");
            Some(Step::Env(name.to_owned(), value.trim_matches('"').to_owned()))
        }
        "Type" => {
            let within = |quote: char| rest.strip_prefix(quote)?.strip_suffix(quote);
            let text = within('"').or_else(|| within('`'));
            Some(Step::Keys(text.unwrap_or_else(|| panic!("quotes around {rest}")).to_owned()))
        }
        "Enter" => times("\r"),
        "Down" => times("\x1b[B"),
        "Tab" => times("\t"),
        "Backspace" => times("\x7f"),
        "Escape" => times("\x1b"),
        // not of VHS's language: for the pages, which are played here only
        "F7" => times("\x1b[18~"),
        _ if word.starts_with("Wait+Screen") => {
            Some(Step::Wait(rest.trim_matches('/').replace('\\', "")))
        }
        _ => match word.strip_prefix("Ctrl+").map(str::as_bytes) {
            Some([letter]) => Some(Step::Keys(char::from(letter & 0x1f).to_string())),
            _ => panic!("demo.tape: what is `{line}`?"),
        },
    }
}

/// Types and waits, step by step.
pub fn play(screen: &Screen, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Keys(keys) => screen.keys(keys),
            Step::Wait(text) => drop(screen.wait_for(text)),
            Step::Env(..) => {}
        }
    }
}

#[test]
fn the_demo_plays() {
    let steps = read(include_str!("../../demo.tape"));
    let home = tempfile::tempdir().unwrap();
    follow::prepare(home.path());
    let bin = std::path::Path::new(MPDECK).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let screen = Screen::run("bash", (120, 40), |command| {
        let command = command
            .args(["--norc", "--noprofile"])
            .env("PATH", path)
            // as VHS has it
            .env("PS1", "> ")
            .env("XDG_STATE_HOME", home.path().join("state"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .current_dir(home.path())
            .env("TMPDIR", home.path());
        steps.iter().fold(command, |command, step| match step {
            Step::Env(name, value) => command.env(name, value),
            _ => command,
        })
    });
    screen.wait_for("> ");
    play(&screen, &steps);
    let waits = steps.iter().filter(|step| matches!(step, Step::Wait(_))).count();
    assert!(waits > 4, "the tape waits for the screens it shows");
    screen.wait_gone("1 Devices");
}

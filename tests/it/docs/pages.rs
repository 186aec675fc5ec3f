//! What the pages name exists: commands, options, files, chapters.

use std::path::Path;
use std::process::Command;

use super::block::{blocks, page};
use crate::board::MPDECK;

const PAGES: [&str; 7] = [
    "coming-from.md",
    "course.md",
    "files.md",
    "flashing.md",
    "raspberry-pi.md",
    "repl.md",
    "tutorial.md",
];

/// The code spans of a page that begin with `mpdeck `, and the lines of its blocks that do.
pub fn commands(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in page.lines() {
        let spans = line.split('`').skip(1).step_by(2);
        found.extend(spans.filter(|span| span.starts_with("mpdeck ")).map(str::to_owned));
    }
    for block in blocks(page).iter().filter(|block| block.language == "sh") {
        let lines = block.text.lines().filter(|line| line.starts_with("mpdeck "));
        found.extend(lines.map(str::to_owned));
    }
    found
}

fn help(command: &str) -> Option<String> {
    let output = Command::new(MPDECK).args([command, "--help"]).output().expect("run mpdeck");
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn commands_and_their_options_exist() {
    for name in PAGES {
        let commands = commands(&page(name));
        assert!(!commands.is_empty(), "{name}");
        for line in commands {
            // an option of all commands may stand before the name
            let own = line.split("$(").next().unwrap_or_default();
            let words: Vec<&str> = own.split_whitespace().skip(1).collect();
            let command = |at: &usize| {
                at.checked_sub(1).is_none_or(|before| words[before] != "-p")
                    && words[*at].starts_with(|c: char| c.is_lowercase())
            };
            let at = (0..words.len()).find(command);
            let Some(command) = at.map(|at| words[at]) else { continue };
            let help = help(command).unwrap_or_else(|| panic!("{name}: `{line}`: no such command"));
            for word in words.iter().filter(|word| word.starts_with('-')) {
                let option = word.split('=').next().unwrap_or(word);
                assert!(help.contains(option), "{name}: `{line}`: no {option} in\n{help}");
            }
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for name in PAGES {
        let text = page(name);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { name } else { file };
            assert!(docs.join(file).exists(), "{name}: {target}");
            if !heading.is_empty() {
                let there = page(file).lines().filter_map(anchor).any(|it| it == heading);
                assert!(there, "{name}: {target}: no such heading");
            }
        }
    }
}

/// As GitHub makes it of a heading.
fn anchor(line: &str) -> Option<String> {
    let title = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let kept = title.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-');
    Some(kept.map(|c| if c == ' ' { '-' } else { c }).collect())
}

/// Commands for the user's own computer (groups, tmux, ssh) are not carried out here: a
/// shell reads them.
#[test]
fn shells_read_the_blocks() {
    for name in PAGES {
        for block in blocks(&page(name)).iter().filter(|block| block.language == "sh") {
            let read = Command::new("bash").args(["-nc", &block.text]).output().expect("run bash");
            assert!(read.status.success(), "{name}: {}", String::from_utf8_lossy(&read.stderr));
        }
    }
}

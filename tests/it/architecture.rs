//! The layers of ARCHITECTURE.md hold: who may import whom, and who may name which
//! crate. Test code is free of it.

mod rules;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rules::{ALONE, FORBIDDEN, FREE, LAYERS, Layer, TOP};
use source::Source;

/// Above this a file holds more than one concern.
const LONGEST: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every file of `src/` that is not test code.
fn sources() -> Vec<Source> {
    let all: Vec<Source> = files(&root().join("src"))
        .iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            Source::read(&name, &fs::read_to_string(path).unwrap())
        })
        .collect();
    let tests: Vec<String> = all.iter().flat_map(|source| source.test_modules.clone()).collect();
    let is_test = |name: &str| {
        tests
            .iter()
            .any(|stem| name == format!("{stem}.rs") || name.starts_with(&format!("{stem}/")))
    };
    all.into_iter().filter(|source| !is_test(&source.name)).collect()
}

fn dependencies() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let mut names = BTreeSet::new();
    let mut take = |table: Option<&toml::Value>| {
        let keys = table.and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
        names.extend(keys.map(|key| key.replace('-', "_")));
    };
    take(table.get("dependencies"));
    for target in table["target"].as_table().unwrap().values() {
        take(target.get("dependencies"));
    }
    names
}

/// What one file does that its layer may not.
fn breaches(source: &Source, crates: &BTreeSet<String>) -> Vec<String> {
    let Some(layer) = layer_of(&source.name) else {
        return vec![format!("{}: no row in the table of layers", source.name)];
    };
    let mut found = Vec::new();
    for import in source.imports() {
        let known = LAYERS.iter().any(|other| other.name == import.name);
        if known && import.name != layer.name && !layer.imports.contains(&import.name.as_str()) {
            found.push(format!("{import}: `{}` may not import `{}`", layer.name, import.name));
        }
    }
    for import in source.crates(crates) {
        if !FREE.contains(&import.name.as_str()) && !may_name(layer, &import) {
            found.push(format!("{import}: `{}` may not name `{}`", layer.name, import.path));
        }
    }
    for (name, forbidden) in FORBIDDEN {
        if *name == layer.name {
            for (line, word) in source.words(forbidden) {
                found.push(format!("{}:{line}: `{name}` may not name `{word}`", source.name));
            }
        }
    }
    for (crate_name, owner) in ALONE {
        let own =
            source.name == format!("{owner}.rs") || source.name.starts_with(&format!("{owner}/"));
        for import in source.crates(crates).iter().filter(|import| import.name == *crate_name) {
            if !own {
                found.push(format!("{import}: only {owner}.rs may name `{crate_name}`"));
            }
        }
    }
    found
}

fn layer_of(name: &str) -> Option<&'static Layer> {
    let first = name.strip_prefix("src/")?.split('/').next()?.trim_end_matches(".rs");
    LAYERS.iter().find(|layer| layer.name == first)
}

/// A row names a crate whole (`tokio`) or one of its modules (`tokio::io`).
fn may_name(layer: &Layer, import: &source::Import) -> bool {
    layer
        .crates
        .iter()
        .any(|allowed| import.path == *allowed || import.path.starts_with(&format!("{allowed}::")))
}

#[test]
fn every_layer_imports_only_what_its_row_names() {
    let crates = dependencies();
    let sources = sources();
    assert!(sources.len() > 50, "only {} files were read", sources.len());
    let found: Vec<String> = sources
        .iter()
        .filter(|source| !TOP.contains(&source.name.as_str()))
        .flat_map(|source| breaches(source, &crates))
        .collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_dependency_has_its_place() {
    let placed = |name: &str| {
        FREE.contains(&name)
            || LAYERS
                .iter()
                .flat_map(|layer| layer.crates)
                .any(|row| row.split("::").next() == Some(name))
    };
    let without: Vec<String> = dependencies().into_iter().filter(|name| !placed(name)).collect();
    assert!(without.is_empty(), "no layer may name {without:?}; why is it in Cargo.toml?");
}

#[test]
fn no_file_is_long_or_has_a_name_that_says_nothing() {
    let mut found = Vec::new();
    for path in ["src", "tests", "benches"]
        .map(|name| root().join(name))
        .iter()
        .filter(|path| path.exists())
        .flat_map(|path| files(path))
    {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > LONGEST {
            found.push(format!("{name}: {lines} lines, at most {LONGEST}"));
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let nothing = ["utils", "util", "helpers", "helper", "manager", "misc", "common", "mod"];
        if nothing.contains(&stem) {
            found.push(format!("{name}: `{stem}` does not say what is in it"));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn a_breach_is_found_however_it_is_written() {
    let crates: BTreeSet<String> =
        ["tokio", "ratatui", "serde", "alacritty_terminal", "tui_textarea", "inotify"]
            .map(str::to_owned)
            .into();
    let count = |name: &str, text: &str| breaches(&Source::read(name, text), &crates).len();
    for (name, text, breaches) in [
        ("src/board/exec.rs", "use crate::model::Key;\nuse serde::Serialize;\n", 0),
        ("src/board/exec.rs", "use crate::session::Session;\n", 1),
        ("src/board/exec.rs", "use crate::{model::Key, session::{self, Mode}, ui};\n", 2),
        ("src/board/exec.rs", "use crate::{\n    model::Key,\n    ui,\n};\n", 1),
        ("src/board/exec.rs", "fn f() { crate::app::update() }\n", 1),
        ("src/board.rs", "use super::app::State;\n", 1),
        ("src/board/exec.rs", "use super::super::app::State;\n", 1),
        ("src/board/exec.rs", "use super::app;\n", 0),
        ("src/board/exec.rs", "// crate::app is above us\n", 0),
        ("src/board/exec.rs", "#[cfg(test)]\nmod tests {\n    use crate::app::State;\n}\n", 0),
        ("src/board/exec.rs", "use tokio::io::AsyncRead;\nuse tokio::time;\n", 0),
        ("src/board/exec.rs", "use tokio::{io, net::TcpStream};\n", 1),
        ("src/board/exec.rs", "fn f() { tokio::spawn(async {}) }\n", 1),
        ("src/model/key.rs", "use crate::board::Board;\n", 1),
        ("src/app/update.rs", "use tokio::sync::mpsc;\n", 1),
        ("src/app/update.rs", "use std::fs;\nlet t = Instant::now();\n", 2),
        ("src/app/update.rs", "use std::{fs, io};\n", 1),
        ("src/app/state.rs", "use alacritty_terminal::Term;\n", 1),
        ("src/app/terminal.rs", "use alacritty_terminal::Term;\n", 0),
        ("src/app/terminal/cell.rs", "use alacritty_terminal::Term;\n", 0),
        ("src/app/editor.rs", "use tui_textarea::TextArea;\n", 0),
        ("src/ui/files.rs", "use ratatui::Frame;\nuse crate::session::Session;\n", 1),
        ("src/cli/run.rs", "use crate::app::State;\n", 1),
        ("src/demo/release.rs", "use rustix::fs::inotify;\nfn f() { inotify::init() }\n", 0),
        ("src/unheard/of.rs", "", 1),
    ] {
        assert_eq!(count(name, text), breaches, "{name}:\n{text}");
    }
}

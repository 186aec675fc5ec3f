//! What follows a sync that wrote something.

use std::path::Path;

use crate::model::{AfterSync, Command, RemotePath, ResetKind, argv};

/// What the board was doing, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// A program was running, and the sync had to stop it.
    pub stopped: bool,
    /// The boot folder has a `main.py`, so the board's last start ran it.
    pub main: bool,
}

/// The commands to the board and their name for people; none: nothing is to be done.
/// `changed` are the paths on the board that were written below `target`, `boot` is its
/// boot folder, `arguments` are for a file that is run.
pub fn action(
    wish: &AfterSync,
    arguments: &[String],
    before: Before,
    target: &RemotePath,
    changed: &[RemotePath],
    boot: &RemotePath,
) -> Option<(Vec<Command>, String)> {
    match wish {
        AfterSync::Nothing => None,
        AfterSync::Auto if before.stopped || before.main => reset(ResetKind::Soft, "soft reset"),
        AfterSync::Auto => None,
        AfterSync::SoftReset => reset(ResetKind::Soft, "soft reset"),
        AfterSync::HardReset => reset(ResetKind::Hard, "hard reset"),
        AfterSync::Run(file) => {
            let path = RemotePath::parse(file, boot).ok()?;
            let name = quote(path.as_str());
            let given = match arguments.is_empty() {
                true => String::new(),
                false => {
                    let argv = argv(Path::new(file), arguments);
                    let argv: Vec<String> = argv.iter().map(|word| quote(word)).collect();
                    format!("__import__('sys').argv[:] = [{}]\n", argv.join(", "))
                }
            };
            let source =
                format!("{given}exec(compile(open({name}).read(), {name}, 'exec'), globals())");
            // a fresh interpreter: what was imported before holds the modules as they were
            let fresh = Command::Reset { kind: ResetKind::Safe };
            Some((vec![fresh, Command::Start { source }], format!("ran {path}")))
        }
        AfterSync::Import => {
            let modules: Vec<String> =
                changed.iter().filter_map(|path| module(path, target)).collect();
            if modules.is_empty() {
                // nothing can be imported again, but what was stopped has to go on
                return before.stopped.then(|| reset(ResetKind::Soft, "soft reset")).flatten();
            }
            let names: Vec<String> = modules.iter().map(|name| quote(name)).collect();
            let drop = format!(
                "import sys\nfor _m in ({},):\n    sys.modules.pop(_m, None)\ndel _m\n",
                names.join(", ")
            );
            let imports: Vec<String> =
                modules.iter().map(|name| format!("import {name}\n")).collect();
            let what = format!("imported {} again", modules.join(", "));
            Some((vec![Command::Start { source: drop + &imports.concat() }], what))
        }
    }
}

fn reset(kind: ResetKind, name: &str) -> Option<(Vec<Command>, String)> {
    Some((vec![Command::Reset { kind }], name.to_owned()))
}

/// The name a file is imported by; none for what starts by itself.
fn module(path: &RemotePath, target: &RemotePath) -> Option<String> {
    let below = path.below(target)?;
    let below = below.strip_prefix("lib/").unwrap_or(below);
    let name = below.strip_suffix(".py").or_else(|| below.strip_suffix(".mpy"))?;
    let name = name.strip_suffix("/__init__").unwrap_or(name);
    let plain = name.split('/').all(|part| {
        let starts = part.starts_with(|c: char| c.is_alphabetic() || c == '_');
        starts && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    });
    (plain && !matches!(name, "boot" | "main")).then(|| name.replace('/', "."))
}

/// A Python string literal.
fn quote(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RemotePath {
        RemotePath::root().descend(text)
    }

    fn done(wish: &AfterSync, stopped: bool, main: bool) -> Option<(Vec<Command>, String)> {
        let changed = [path("lib/net/x.py"), path("main.py"), path("it's.py"), path("a.mpy")];
        let before = Before { stopped, main };
        action(wish, &["-v".into()], before, &RemotePath::root(), &changed, &path("flash"))
    }

    #[test]
    fn by_itself_it_restarts_what_it_stopped() {
        let soft = Command::Reset { kind: ResetKind::Soft };
        for (stopped, main, expected) in
            [(false, false, None), (true, false, Some(&soft)), (false, true, Some(&soft))]
        {
            let done = done(&AfterSync::Auto, stopped, main);
            assert_eq!(done.as_ref().and_then(|(commands, _)| commands.first()), expected);
        }
        assert_eq!(done(&AfterSync::Nothing, true, true), None);
    }

    #[test]
    fn runs_a_file_and_imports_what_changed() {
        let (run, _) = done(&AfterSync::Run("it's.py".into()), false, false).unwrap();
        let [Command::Reset { kind: ResetKind::Safe }, Command::Start { source }] = &run[..] else {
            panic!("{run:?}");
        };
        assert!(source.contains(r"open('/flash/it\'s.py')"), "{source}");
        assert!(source.contains(r"argv[:] = ['it\'s.py', '-v']"), "{source}");
        let (import, what) = done(&AfterSync::Import, false, false).unwrap();
        let [Command::Start { source }] = &import[..] else { panic!("{import:?}") };
        assert!(source.ends_with("import net.x\nimport a\n"), "{source}");
        assert_eq!(what, "imported net.x, a again");
        let none = |stopped| {
            let before = Before { stopped, main: true };
            let changed = [path("main.py")];
            action(&AfterSync::Import, &[], before, &RemotePath::root(), &changed, &path(""))
        };
        assert_eq!(none(false), None);
        assert_eq!(none(true).map(|(_, what)| what).as_deref(), Some("soft reset"));
    }
}

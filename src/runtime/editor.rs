//! The user's own editor, on a file of this machine.

use std::{ffi::OsString, path::Path};

use tokio::process::Command;

use crate::model::Problem;

/// `configured`, else `$VISUAL`, else `$EDITOR`, else `nano` (Raspberry Pi OS and Debian
/// have it). The words may hold options: `code --wait`.
pub(super) async fn edit(
    configured: Option<&str>,
    path: &Path,
    line: Option<u32>,
) -> Result<(), Problem> {
    let words = configured
        .map(str::to_owned)
        .or_else(|| std::env::var("VISUAL").ok())
        .or_else(|| std::env::var("EDITOR").ok())
        .filter(|words| !words.trim().is_empty())
        .unwrap_or_else(|| "nano".to_owned());
    let mut parts = words.split_whitespace();
    let program = parts.next().unwrap_or_default();
    let tried = || format!("edit {} with {program}", path.display());
    let status =
        Command::new(program).args(parts).args(place(program, path, line)).status().await.map_err(
            |error| {
                Problem::failed(tried(), error.to_string())
                    .next("Set EDITOR, or `editor` in config.toml, to an editor that is installed.")
            },
        )?;
    if status.success() {
        Ok(())
    } else {
        Err(Problem::failed(tried(), format!("it ended with {status}"))
            .next("What it saved is kept."))
    }
}

/// How editors are told a line: `+3 FILE`, `FILE:3`, or `--goto FILE:3`. One that is not
/// known is given the file alone.
fn place(program: &str, path: &Path, line: Option<u32>) -> Vec<OsString> {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    let file = path.as_os_str().to_owned();
    let Some(line) = line else { return vec![file] };
    let colon = || {
        let mut place = file.clone();
        place.push(format!(":{line}"));
        place
    };
    match &*name {
        "vi" | "vim" | "nvim" | "view" | "nano" | "rnano" | "pico" | "emacs" | "emacsclient"
        | "kak" | "joe" | "jed" | "ne" | "mg" | "micro" | "mcedit" | "ed" | "gedit" | "geany" => {
            vec![format!("+{line}").into(), file]
        }
        "hx" | "helix" | "subl" | "zed" | "zeditor" => vec![colon()],
        "code" | "codium" | "code-oss" | "cursor" => vec!["--goto".into(), colon()],
        _ => vec![file],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_the_line_in_its_own_words() {
        let path = Path::new("/p/main.py");
        for (program, words) in [
            ("vim", "+3 /p/main.py"),
            ("/usr/bin/nano", "+3 /p/main.py"),
            ("hx", "/p/main.py:3"),
            ("code", "--goto /p/main.py:3"),
            ("ed-of-my-own", "/p/main.py"),
        ] {
            let given = place(program, path, Some(3)).join(std::ffi::OsStr::new(" "));
            assert_eq!(given, words, "{program}");
        }
        assert_eq!(place("vim", path, None), [OsString::from("/p/main.py")]);
    }
}

//! Which files a board's output goes to.

use std::path::Path;

use crate::cli;
use crate::config::{LogForm, Settings};
use crate::session::capture::{Form, Target};

/// The files of a board called `name`. Asked for by a key where the settings say none,
/// it is readable text.
pub(super) fn targets(settings: &Settings, form: LogForm, state: &Path, name: &str) -> Vec<Target> {
    let folder = settings.log_folder.clone().unwrap_or_else(|| state.join("logs"));
    let target = |ending: &str, form: Form| Target {
        path: folder.join(format!("{}{ending}", file_name(name))),
        form,
        bound: cli::log_bound(settings),
    };
    let (text, raw) = (target(".log", Form::Text), target(".raw", Form::Raw));
    match form {
        LogForm::Off | LogForm::Text => vec![text],
        LogForm::Raw => vec![raw],
        LogForm::Both => vec![text, raw],
    }
}

/// A name that is a file's name everywhere.
pub(super) fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    if name.trim_matches('.').is_empty() { "board".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_has_its_own_files_in_the_state_folder_or_where_the_user_says() {
        let mut settings = Settings::default();
        let paths = |settings: &Settings, form, name: &str| -> Vec<String> {
            let targets = targets(settings, form, Path::new("/state"), name);
            targets.iter().map(|target| target.path.display().to_string()).collect()
        };
        assert_eq!(paths(&settings, LogForm::Off, "ttyUSB0"), ["/state/logs/ttyUSB0.log"]);
        assert_eq!(paths(&settings, LogForm::Raw, "../x/y"), ["/state/logs/.._x_y.raw"]);
        settings.log_folder = Some("/logs".into());
        assert_eq!(paths(&settings, LogForm::Both, ".."), ["/logs/board.log", "/logs/board.raw"]);
    }
}

//! Completion in the input editor: what the board is asked, and what is made of its answer.

use crate::app::effect::Effect;
use crate::app::input::Wait;
use crate::app::python;
use crate::app::state::{Job, State};
use crate::model::{Command, Completion, JobId, Level, Mode};

use super::jobs::Then;

impl State {
    /// Tab: the next choice, a step of indentation, or what the board knows.
    pub(super) fn complete(&mut self) {
        let input = &mut self.repl.input;
        if input.step_choice(1) {
            return;
        }
        let Some(wanted) = wanted(&line_before(&input.area.before())) else {
            return input.insert("    ");
        };
        let Some(board) = self.board() else { return };
        let id = board.id;
        let works = |job: &Job| job.board == Some(id) && !job.then.is_look();
        // a look of ours at the board ends in a moment, and the question waits for it
        if !matches!(board.mode, Mode::Friendly | Mode::Raw)
            || board.syncing.is_some()
            || self.jobs.values().any(works)
        {
            return self.notify(Level::Info, "The board completes names when it is at its prompt");
        }
        let asked = self.repl.input.waits.as_ref();
        if asked.is_some_and(|wait| self.jobs.contains_key(&wait.job) && self.is_wanted(wait)) {
            return;
        }
        let job = self.job_for(Some(id), "complete a name", Then::Completed);
        let input = &mut self.repl.input;
        let (text, cursor) = (input.text(), input.area.cursor());
        input.waits = Some(Wait { job, board: id, text, cursor });
        self.emit(Effect::Command { board: id, job, command: Command::Complete(wanted) });
    }

    /// Whether the text still stands as the board was asked about it, with somebody at it.
    fn is_wanted(&self, wait: &Wait) -> bool {
        let input = &self.repl.input;
        self.repl.typing
            && input.open
            && self.selected == Some(wait.board)
            && wait.cursor == input.area.cursor()
            && wait.text == input.text()
    }

    /// The board's names. However late they come, they are for the text that asked for
    /// them: somebody who typed on is not disturbed.
    pub(super) fn completed(&mut self, job: JobId, names: Vec<String>) {
        let Some(wait) = self.repl.input.waits.take_if(|wait| wait.job == job) else { return };
        if !self.is_wanted(&wait) {
            return;
        }
        let input = &mut self.repl.input;
        let Some(wanted) = wanted(&line_before(&input.area.before())) else { return };
        let plain = |name: &String| !name.chars().any(crate::app::clean::unsafe_to_show);
        let names: Vec<String> = names.into_iter().filter(plain).collect();
        if names.is_empty() {
            return self.notify(Level::Info, "The board knows no such name");
        }
        input.offer(names, start(&wanted).chars().count());
    }
}

fn line_before(before: &str) -> String {
    before.rsplit('\n').next().unwrap_or_default().to_owned()
}

fn start(wanted: &Completion) -> &str {
    match wanted {
        Completion::Globals { start }
        | Completion::Attributes { start, .. }
        | Completion::Modules { start }
        | Completion::Files { start, .. } => start,
    }
}

/// What the text before the cursor asks for; none where there is nothing to complete.
fn wanted(line: &str) -> Option<Completion> {
    if let Some(path) = python::open_string(line) {
        let (folder, start) = match path.rsplit_once('/') {
            Some(("", start)) => ("/", start),
            Some((folder, start)) => (folder, start),
            None => ("", path),
        };
        return Some(Completion::Files { folder: folder.to_owned(), start: start.to_owned() });
    }
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let dotted = &line[line.trim_end_matches(part_of_name).len()..];
    let words: Vec<&str> = line[..line.len() - dotted.len()].split_whitespace().collect();
    if matches!(words.as_slice(), ["import", ..] | ["from"]) && !dotted.contains('.') {
        return Some(Completion::Modules { start: dotted.to_owned() });
    }
    if dotted.is_empty() || dotted.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    Some(match dotted.rsplit_once('.') {
        Some((object, start)) => {
            Completion::Attributes { object: object.to_owned(), start: start.to_owned() }
        }
        None => Completion::Globals { start: dotted.to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_asked_for() {
        let globals = |start: &str| Completion::Globals { start: start.into() };
        let attributes = |object: &str, start: &str| Completion::Attributes {
            object: object.into(),
            start: start.into(),
        };
        let modules = |start: &str| Completion::Modules { start: start.into() };
        let files = |folder: &str, start: &str| Completion::Files {
            folder: folder.into(),
            start: start.into(),
        };
        for (line, completion) in [
            ("le", Some(globals("le"))),
            ("x = led.va", Some(attributes("led", "va"))),
            ("print(machine.Pin.", Some(attributes("machine.Pin", ""))),
            ("import ma", Some(modules("ma"))),
            ("from mach", Some(modules("mach"))),
            ("import ", Some(modules(""))),
            ("open('/lib/te", Some(files("/lib", "te"))),
            ("open('/m", Some(files("/", "m"))),
            ("open('m", Some(files("", "m"))),
            ("    ", None),
            ("f().x", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(wanted(line), completion, "{line:?}");
        }
    }
}

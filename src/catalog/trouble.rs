//! What boards say when something goes wrong, explained: crashes, resets, and
//! exceptions that puzzle. The texts are data, in `trouble.toml`.

use serde::Deserialize;

use crate::model::Level;

const BUILT_IN: &str = include_str!("trouble.toml");

/// All that can be explained.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Troubles(Vec<Trouble>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Trouble {
    kind: String,
    level: Level,
    lines: Vec<Pattern>,
    text: String,
}

/// What a line means, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The same for all lines that one explanation is enough for.
    pub kind: String,
    pub level: Level,
    /// Holds words of the board: whoever shows it cleans it.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    trouble: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    kind: String,
    level: String,
    lines: Vec<String>,
    text: String,
}

impl Troubles {
    pub fn built_in() -> Troubles {
        // A test reads the same file, so it is whole in a build that was tested.
        Troubles::read(BUILT_IN).unwrap_or_default()
    }

    fn read(text: &str) -> Result<Troubles, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let read = file.trouble.into_iter().map(|row| {
            let level = match row.level.as_str() {
                "error" => Level::Error,
                "warn" => Level::Warn,
                "info" => Level::Info,
                other => return Err(format!("{}: no level `{other}`", row.kind)),
            };
            let lines = row.lines.iter().map(|line| Pattern::new(line)).collect();
            Ok(Trouble { kind: row.kind, level, lines, text: row.text })
        });
        read.collect::<Result<_, _>>().map(Troubles)
    }

    /// What a line of a board's output means, where it is one of those.
    pub fn explain(&self, line: &str) -> Option<Explained> {
        self.0.iter().find_map(|trouble| {
            let words = trouble.lines.iter().find_map(|pattern| pattern.fit(line))?;
            let text = words.iter().fold(trouble.text.clone(), |text, (name, word)| {
                text.replace(&format!("{{{name}}}"), &shortened(word))
            });
            Some(Explained { kind: trouble.kind.clone(), level: trouble.level, text })
        })
    }
}

/// Words of a board in our text are kept short.
fn shortened(word: &str) -> String {
    const LONGEST: usize = 60;
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &word[..end]),
        None => word.trim().to_owned(),
    }
}

/// Pieces that a line has to hold, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    at_start: bool,
    at_end: bool,
    first: String,
    /// Names of what stands between, and what follows it.
    rest: Vec<(String, String)>,
}

impl Pattern {
    fn new(text: &str) -> Pattern {
        let (text, at_start) = text.strip_prefix('^').map_or((text, false), |text| (text, true));
        let (text, at_end) = text.strip_suffix('$').map_or((text, false), |text| (text, true));
        let mut pieces = text.split('{');
        let first = pieces.next().unwrap_or_default().to_owned();
        let rest = pieces
            .map(|piece| piece.split_once('}').unwrap_or((piece, "")))
            .map(|(name, after)| (name.to_owned(), after.to_owned()))
            .collect();
        Pattern { at_start, at_end, first, rest }
    }

    /// The words between the pieces, by name.
    fn fit<'a>(&'a self, line: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut left = match self.at_start {
            true => line.strip_prefix(self.first.as_str())?,
            false => line.split_once(self.first.as_str())?.1,
        };
        let mut words = Vec::with_capacity(self.rest.len());
        for (name, after) in &self.rest {
            let (word, follows) =
                if after.is_empty() { (left, "") } else { left.split_once(after.as_str())? };
            words.push((name.as_str(), word));
            left = follows;
        }
        (!self.at_end || left.is_empty()).then_some(words)
    }
}

/// Finds the lines in output as it comes, in pieces cut anywhere.
#[derive(Debug, Clone, Default)]
pub struct Ear {
    line: Vec<u8>,
}

impl Ear {
    /// Bytes of a line that are looked at; no message is longer.
    const LONGEST: usize = 400;

    /// What has come of the line that has not ended is nothing a board means to say.
    pub fn hears_noise(&self) -> bool {
        is_noise(&String::from_utf8_lossy(&self.line))
    }

    /// Adds output; calls with each line that ended.
    pub fn hear(&mut self, bytes: &[u8], mut each: impl FnMut(&str)) {
        for piece in bytes.split_inclusive(|byte| matches!(byte, b'\r' | b'\n')) {
            let room = Ear::LONGEST.saturating_sub(self.line.len());
            self.line.extend_from_slice(&piece[..piece.len().min(room)]);
            if piece.ends_with(b"\n") || piece.ends_with(b"\r") {
                let text = String::from_utf8_lossy(&self.line);
                let text = text.trim_end_matches(['\r', '\n']);
                if !text.is_empty() {
                    each(text);
                }
                self.line.clear();
            }
        }
    }
}

/// Enough of it to tell that it is no text: a line heard at another rate than it was sent
/// at, as what the loader of an ESP8266 says at 74880 baud.
pub fn is_noise(line: &str) -> bool {
    let odd = |c: &char| *c == char::REPLACEMENT_CHARACTER || (c.is_control() && *c != '\x1b');
    let (all, odd) = (line.chars().count(), line.chars().filter(odd).count());
    all >= 32 && odd * 4 > all
}

#[cfg(test)]
mod tests;

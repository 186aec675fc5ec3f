//! The particulars of a board that nothing but its info page needs.

use super::answer::Value;
use super::ask::Question;
use super::probe::hex;
use super::{Board, Error};
use crate::model::{BoardFacts, MountFacts};

const FACTS: &str = include_str!("scripts/facts.py");

impl Board {
    /// Asks for what the probe leaves out; what the board cannot say is none.
    ///
    /// # Errors
    /// As [`Board::enter`], and [`Error::Damaged`].
    pub async fn facts(&mut self) -> Result<BoardFacts, Error> {
        let question = Question { scripts: &[FACTS], arguments: &[], about: "the board".into() };
        let answer = self.ask(&question).await?;
        let value = |name: &str| {
            let row = answer
                .rows
                .iter()
                .find(|row| row.first().and_then(Value::bytes) == Some(name.as_bytes()))?;
            row.get(1)
        };
        let text = |name: &str| value(name).and_then(Value::text);
        let facts = BoardFacts {
            mac: value("mac").and_then(Value::bytes).filter(|mac| mac.len() == 6).map(hex),
            reset_reason: text("reset").map(|cause| reason(&cause)),
            flash_bytes: value("flash").and_then(Value::size),
            mounts: text("mounts").map(|text| mounts(&text)).unwrap_or_default(),
            modules: self.modules().await?,
            clock: match self.read_clock().await {
                Ok(time) => Some(time),
                Err(Error::Unsupported(_)) => None,
                Err(error) => return Err(error),
            },
        };
        Ok(facts)
    }

    /// The modules built into the firmware, as its own `help` lists them; none where it
    /// has no `help`.
    async fn modules(&mut self) -> Result<Vec<String>, Error> {
        match self.run_ours(b"help('modules')").await {
            Ok(text) => Ok(module_names(&String::from_utf8_lossy(&text))),
            Err(Error::Raised { .. } | Error::Memory) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// Names in columns, and at the end a line that says there may be more.
fn module_names(text: &str) -> Vec<String> {
    let lines = text.lines().take_while(|line| !line.starts_with("Plus any"));
    let is_name = |word: &&str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_./".contains(c))
    };
    let mut names: Vec<String> =
        lines.flat_map(str::split_whitespace).filter(is_name).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn mounts(text: &str) -> Vec<MountFacts> {
    let pairs = text.split(' ').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(mount, kind)| MountFacts { mount: mount.to_owned(), kind: kind.to_owned() })
        .collect()
}

/// MicroPython's constants in words.
fn reason(cause: &str) -> String {
    match cause {
        "PWRON" => "power on",
        "HARD" => "hard reset",
        "WDT" => "watchdog",
        "DEEPSLEEP" => "woke from deep sleep",
        "SOFT" => "soft reset",
        "BROWN_OUT" => "brown-out: too little voltage",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_list_of_modules() {
        let text = "__main__          gc                uasyncio/core\r\n\
                    _thread           gc\r\nPlus any modules on the filesystem\r\n";
        assert_eq!(module_names(text), ["__main__", "_thread", "gc", "uasyncio/core"]);
        assert_eq!(module_names("no\x1b[31mname ok"), ["ok"]);
    }

    #[test]
    fn reads_mounts() {
        let found = mounts("/=VfsLfs2 /sd=VfsFat");
        let found: Vec<_> = found.iter().map(|one| (&*one.mount, &*one.kind)).collect();
        assert_eq!(found, [("/", "VfsLfs2"), ("/sd", "VfsFat")]);
        assert!(mounts("").is_empty());
    }
}

//! `mpdeck doctor`: what on this computer keeps boards from working, each with the line
//! that fixes it. The facts come through [`Host`] alone.

mod computer;
mod host;
mod ports;
mod screen;
mod tools;

use serde::Serialize;

pub use host::{Host, here};

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    Good,
    /// Nothing is wrong; worth knowing.
    Info,
    /// It may spoil some of the work.
    Warn,
    /// It keeps boards from working.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub health: Health,
    /// May hold names of ports and programs: whoever shows it cleans it.
    pub found: String,
    /// What to type or do; none where there is nothing to do.
    pub fix: Option<String>,
}

impl Check {
    fn new(name: &'static str, health: Health, found: impl Into<String>) -> Check {
        Check { name, health, found: found.into(), fix: None }
    }

    fn fix(mut self, fix: impl Into<String>) -> Check {
        self.fix = Some(fix.into());
        self
    }
}

/// Looks at everything.
pub fn examine(host: &Host) -> Vec<Check> {
    let mut checks = ports::checks(host);
    checks.extend(computer::checks(host));
    checks.extend(tools::checks(host));
    checks.extend(screen::checks(host));
    checks
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

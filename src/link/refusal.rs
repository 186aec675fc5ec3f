//! Why a port cannot be opened, in words that say what to do.

use crate::model::{Holder, Problem};

/// What kept a port from being opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("no such port")]
    Missing,
    #[error("the port is busy{}", in_use(.0))]
    Busy(Option<Holder>),
    /// The group that owns the port's node, where there is one to join.
    #[error("permission denied")]
    Permission(Option<String>),
    #[error("this is not a serial port")]
    NotSerial,
    #[error("{0}")]
    Other(String),
}

fn in_use(holder: &Option<Holder>) -> String {
    match holder {
        Some(holder) => format!(": {} (pid {}) has it open", holder.name, holder.pid),
        None => ": another program has it open".to_owned(),
    }
}

impl Refusal {
    pub(super) fn into_problem(self, port: &str) -> Problem {
        let next = match &self {
            Refusal::Missing => {
                "Plug the board in, and see `mpdeck devices` for the ports there are".to_owned()
            }
            Refusal::Busy(_) => "Close that program and try again".to_owned(),
            Refusal::Permission(Some(group)) => format!(
                "Join the group {group} with `sudo usermod -aG {group} $USER`, then log out and in again"
            ),
            Refusal::Permission(None) => {
                "Ask the administrator of this machine for access to the port".to_owned()
            }
            Refusal::NotSerial => "See `mpdeck devices` for the ports there are".to_owned(),
            Refusal::Other(_) => "Unplug the board, plug it in again and try once more".to_owned(),
        };
        Problem::no_board(format!("open {port}"), self.to_string()).next(next)
    }
}

/// The name of group `gid` by the text of `/etc/group`.
#[cfg(unix)]
pub(super) fn group_name(groups: &str, gid: u32) -> Option<&str> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(gid)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_do() {
        let text = |refusal: Refusal| refusal.into_problem("/dev/ttyUSB0").to_string();
        assert_eq!(
            text(Refusal::Missing),
            "open /dev/ttyUSB0: no such port. Plug the board in, and see `mpdeck devices` for the ports there are"
        );
        let holder = Holder { pid: 42, name: "screen".into() };
        assert_eq!(
            text(Refusal::Busy(Some(holder))),
            "open /dev/ttyUSB0: the port is busy: screen (pid 42) has it open. Close that program and try again"
        );
        assert_eq!(
            text(Refusal::Permission(Some("dialout".into()))),
            "open /dev/ttyUSB0: permission denied. Join the group dialout with \
             `sudo usermod -aG dialout $USER`, then log out and in again"
        );
    }

    #[cfg(unix)]
    #[test]
    fn finds_the_name_of_a_group() {
        let groups = "root:x:0:\ntty:x:5:\ndialout:x:20:pi,anna\nbroken\n";
        assert_eq!(group_name(groups, 20), Some("dialout"));
        assert_eq!(group_name(groups, 7), None);
    }
}

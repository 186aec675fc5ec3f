//! Which panes are seen, and how large each is.

use serde::{Deserialize, Serialize};

/// Which panes are seen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// All four.
    #[default]
    All,
    /// The files beside the REPL.
    Code,
    /// The REPL over the log, at the full width.
    Monitor,
    /// One open, the others only as their titles.
    Narrow,
}

impl Preset {
    pub const ALL: [Preset; 4] = [Preset::All, Preset::Code, Preset::Monitor, Preset::Narrow];

    /// As the config file has it.
    pub fn word(self) -> &'static str {
        match self {
            Preset::All => "all",
            Preset::Code => "code",
            Preset::Monitor => "monitor",
            Preset::Narrow => "narrow",
        }
    }

    pub fn says(self) -> &'static str {
        match self {
            Preset::All => "devices, files, REPL and log",
            Preset::Code => "the files beside the REPL",
            Preset::Monitor => "the REPL over the log, at the full width",
            Preset::Narrow => "one pane, the others folded to their titles",
        }
    }
}

/// A line between panes, that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Between the left column and the right one.
    Left,
    /// Below Devices.
    Devices,
    /// Above the log.
    Log,
}

/// The least cells of each pane, so that none is lost.
const LEFT: u16 = 20;
const RIGHT: u16 = 40;
const DEVICES: u16 = 3;
const FILES: u16 = 5;
const REPL: u16 = 5;
const LOG: u16 = 3;

/// A preset, and the sizes that were chosen, in thousandths of the screen's panes, so
/// that they hold on another terminal too. None: what suits the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangement {
    pub preset: Preset,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<u16>,
}

impl Arrangement {
    /// Cells of the left column of a screen with so many. Devices and Files want names
    /// and sizes; what a wide screen has more goes to the REPL, whose lines are long.
    pub fn left(&self, width: u16) -> u16 {
        let suits = (width * 2 / 5).clamp(32, 56);
        between(cells(self.left, width).unwrap_or(suits), LEFT, width.saturating_sub(RIGHT))
    }

    /// Rows of Devices of a screen with so many.
    pub fn devices(&self, height: u16) -> u16 {
        let suits = match height {
            0..30 => 4,
            30..45 => 6,
            _ => 8,
        };
        let most = height.saturating_sub(FILES);
        between(cells(self.devices, height).unwrap_or(suits), DEVICES, most)
    }

    /// Rows of the log of a screen with so many.
    pub fn log(&self, height: u16) -> u16 {
        let suits = match height {
            0..30 => 6,
            30..45 => 10,
            _ => 14,
        };
        between(cells(self.log, height).unwrap_or(suits), LOG, height.saturating_sub(REPL))
    }

    /// Moves an edge to this place on a screen of this size, as far as the panes at its
    /// sides allow.
    pub fn put(&mut self, edge: Edge, at: u16, (width, height): (u16, u16)) {
        match edge {
            Edge::Left => {
                let at = between(at, LEFT, width.saturating_sub(RIGHT));
                self.left = Some(share(at, width));
            }
            Edge::Devices => {
                let at = between(at, DEVICES, height.saturating_sub(FILES));
                self.devices = Some(share(at, height));
            }
            Edge::Log => {
                let rows = height.saturating_sub(at);
                let rows = between(rows, LOG, height.saturating_sub(REPL));
                self.log = Some(share(rows, height));
            }
        }
    }

    /// Where an edge is on a screen of this size.
    pub fn at(&self, edge: Edge, (width, height): (u16, u16)) -> u16 {
        match edge {
            Edge::Left => self.left(width),
            Edge::Devices => self.devices(height),
            Edge::Log => height.saturating_sub(self.log(height)),
        }
    }
}

/// As `clamp`, also where there is not even room for the least.
fn between(cells: u16, least: u16, most: u16) -> u16 {
    cells.min(most).max(least.min(most))
}

fn cells(share: Option<u16>, of: u16) -> Option<u16> {
    let cells = (u32::from(share?.min(1000)) * u32::from(of) + 500) / 1000;
    u16::try_from(cells).ok()
}

fn share(cells: u16, of: u16) -> u16 {
    let of = u32::from(of.max(1));
    u16::try_from((u32::from(cells) * 1000 + of / 2) / of).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_stays_where_it_was_put() {
        for size in 76..=400 {
            for at in 40..size - 40 {
                let mut sizes = Arrangement::default();
                sizes.put(Edge::Left, at, (size, 80));
                assert_eq!(sizes.at(Edge::Left, (size, 80)), at, "{at} of {size}");
            }
        }
        for size in 15..=300 {
            for at in DEVICES.max(REPL)..size - FILES.max(LOG) {
                for edge in [Edge::Devices, Edge::Log] {
                    let mut sizes = Arrangement::default();
                    sizes.put(edge, at, (100, size));
                    assert_eq!(sizes.at(edge, (100, size)), at, "{edge:?} {at} of {size}");
                }
            }
        }
    }

    #[test]
    fn no_pane_is_lost_whatever_was_kept() {
        for share in [0, 1, 500, 999, 1000, u16::MAX] {
            let kept = Some(share);
            let sizes =
                Arrangement { left: kept, devices: kept, log: kept, ..Arrangement::default() };
            for size in 0..=300 {
                assert!(sizes.left(size) <= size.saturating_sub(RIGHT));
                assert!(sizes.devices(size) <= size.saturating_sub(FILES));
                assert!(sizes.log(size) <= size.saturating_sub(REPL));
            }
            assert!(sizes.left(80) >= LEFT && sizes.devices(24) >= DEVICES && sizes.log(24) >= LOG);
        }
    }

    #[test]
    fn what_is_kept_is_short_and_comes_back() {
        let mut sizes = Arrangement { preset: Preset::Code, ..Arrangement::default() };
        sizes.put(Edge::Left, 50, (100, 30));
        let text = toml::to_string(&sizes).unwrap();
        assert_eq!(text, "preset = \"code\"\nleft = 500\n");
        assert_eq!(toml::from_str::<Arrangement>(&text).unwrap(), sizes);
        for preset in Preset::ALL {
            let text = format!("preset = {:?}", preset.word());
            assert_eq!(toml::from_str::<Arrangement>(&text).unwrap().preset, preset);
        }
    }
}

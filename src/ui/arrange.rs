//! Which pane goes where.

use ratatui::layout::Rect;

use crate::app::{Layout, Pane};
use crate::model::{Arrangement, Edge, Preset};

/// A pane's place; a folded one has only its title row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub pane: Pane,
    pub area: Rect,
    pub folded: bool,
}

/// The panes that are seen, and the lines between them that can be moved.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub panes: Vec<Place>,
    pub edges: Vec<(Rect, Edge)>,
}

/// Below this two columns would leave the REPL too narrow for a line of Python, and
/// the panes stand below each other, folded but for the one that has the keys.
const TWO_COLUMNS: (u16, u16) = (76, 19);
/// Below this there is room for one pane only.
const FOLDED: (u16, u16) = (60, 15);

/// Places of all panes that are seen, in the order of their numbers. The pane that has
/// the keys is always among them.
pub(super) fn panes(screen: Rect, focus: Pane, zoomed: bool, sizes: Arrangement) -> Places {
    let fits = |least: (u16, u16)| screen.width >= least.0 && screen.height >= least.1;
    let panes = match sizes.preset {
        _ if zoomed || !fits(FOLDED) => vec![(focus, screen)],
        Preset::Narrow => return stacked(screen, focus),
        Preset::Monitor => return monitor(screen, focus, sizes),
        _ if !fits(TWO_COLUMNS) => return stacked(screen, focus),
        Preset::All => return all(screen, sizes),
        Preset::Code => return code(screen, focus, sizes),
    };
    Places { panes: panes.into_iter().map(open).collect(), edges: Vec::new() }
}

fn open((pane, area): (Pane, Rect)) -> Place {
    Place { pane, area, folded: false }
}

fn all(screen: Rect, sizes: Arrangement) -> Places {
    let (left, right) = columns(screen, sizes);
    let (devices, files) = below(left, sizes.devices(screen.height));
    let (repl, log) = below(right, screen.height - sizes.log(screen.height));
    let panes =
        [(Pane::Devices, devices), (Pane::Files, files), (Pane::Repl, repl), (Pane::Log, log)];
    Places {
        panes: panes.map(open).to_vec(),
        edges: vec![
            (between_rows(files), Edge::Devices),
            (between_rows(log), Edge::Log),
            (between_columns(right), Edge::Left),
        ],
    }
}

/// A pane that is not in this preset takes the place of the one above or below it in
/// the first preset, while it has the keys.
fn code(screen: Rect, focus: Pane, sizes: Arrangement) -> Places {
    let (left, right) = columns(screen, sizes);
    let panes = [
        (if focus == Pane::Devices { focus } else { Pane::Files }, left),
        (if focus == Pane::Log { focus } else { Pane::Repl }, right),
    ];
    Places { panes: panes.map(open).to_vec(), edges: vec![(between_columns(right), Edge::Left)] }
}

fn monitor(screen: Rect, focus: Pane, sizes: Arrangement) -> Places {
    let (upper, lower) = below(screen, screen.height - sizes.log(screen.height));
    let mut panes = [(Pane::Repl, upper), (Pane::Log, lower)];
    match focus {
        Pane::Devices => panes = [(focus, lower), (Pane::Repl, upper)],
        Pane::Files => panes = [(focus, upper), (Pane::Log, lower)],
        Pane::Repl | Pane::Log => {}
    }
    Places { panes: panes.map(open).to_vec(), edges: vec![(between_rows(lower), Edge::Log)] }
}

/// The room of the editor, and the REPL's place below it where both fit.
pub(super) fn beside_page(screen: Rect, zoomed: bool) -> (Rect, Places) {
    if zoomed || screen.height + 1 < Layout::ROWS_FOR_BOTH {
        return (screen, Places::default());
    }
    let (upper, lower) = below(screen, screen.height - (screen.height * 3 / 10).max(6));
    (upper, Places { panes: vec![open((Pane::Repl, lower))], edges: Vec::new() })
}

fn stacked(screen: Rect, focus: Pane) -> Places {
    let mut y = screen.y;
    let folded = u16::try_from(Pane::ALL.len() - 1).unwrap_or_default();
    let open = screen.height.saturating_sub(folded);
    let mut panes = Vec::new();
    for pane in Pane::ALL {
        let height = if pane == focus { open } else { 1 };
        let area = Rect { y, height, ..screen }.intersection(screen);
        panes.push(Place { pane, area, folded: pane != focus });
        y = y.saturating_add(height);
    }
    Places { panes, edges: Vec::new() }
}

fn columns(screen: Rect, sizes: Arrangement) -> (Rect, Rect) {
    let width = sizes.left(screen.width);
    let left = Rect { width, ..screen };
    (left, Rect { x: screen.x + width, width: screen.width - width, ..screen })
}

fn below(area: Rect, height: u16) -> (Rect, Rect) {
    let upper = Rect { height, ..area };
    (upper, Rect { y: area.y + height, height: area.height - height, ..area })
}

/// The borders at both sides of the line above a pane.
fn between_rows(lower: Rect) -> Rect {
    Rect { y: lower.y - 1, height: 2, ..lower }
}

/// The borders at both sides of the line left of a pane.
fn between_columns(right: Rect) -> Rect {
    Rect { x: right.x - 1, width: 2, ..right }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_cover_the_screen_once_with_the_focused_one_among_them() {
        let kept = |share| Arrangement {
            left: Some(share),
            devices: Some(share),
            log: Some(share),
            ..Arrangement::default()
        };
        for width in 0..=300 {
            for height in [0, 1, 5, 15, 18, 19, 23, 29, 30, 44, 45, 59, 300] {
                let screen = Rect { x: 0, y: 0, width, height };
                for (sizes, preset, focus) in [Arrangement::default(), kept(0), kept(700)]
                    .into_iter()
                    .flat_map(|sizes| Preset::ALL.map(|preset| (sizes, preset)))
                    .flat_map(|(sizes, preset)| Pane::ALL.map(|pane| (sizes, preset, pane)))
                {
                    let sizes = Arrangement { preset, ..sizes };
                    let Places { panes, edges } = panes(screen, focus, width % 7 == 0, sizes);
                    let covered: u32 = panes.iter().map(|place| place.area.area()).sum();
                    assert_eq!(covered, screen.area(), "{width}x{height} {preset:?}");
                    assert!(panes.iter().any(|place| place.pane == focus && !place.folded));
                    for (at, place) in panes.iter().enumerate() {
                        assert_eq!(place.area.intersection(screen), place.area);
                        let mut others = panes.iter().skip(at + 1);
                        assert!(!others.any(|other| place.area.intersects(other.area)));
                        assert!(panes.iter().skip(at + 1).all(|other| other.pane != place.pane));
                    }
                    assert!(edges.iter().all(|(area, _)| area.intersection(screen) == *area));
                }
            }
        }
    }
}

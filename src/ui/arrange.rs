//! Which pane goes where.

use ratatui::layout::Rect;

use crate::app::Pane;

/// A pane's place; a folded one has only its title row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub pane: Pane,
    pub area: Rect,
    pub folded: bool,
}

/// Below this two columns would leave the REPL too narrow for a line of Python, and
/// the panes stand below each other, folded but for the one that has the keys.
const TWO_COLUMNS: (u16, u16) = (76, 20);

/// Places of all panes that are seen, in the order of their numbers.
pub(super) fn panes(screen: Rect, focus: Pane, zoomed: bool) -> Vec<Place> {
    if zoomed {
        return vec![Place { pane: focus, area: screen, folded: false }];
    }
    if screen.width < TWO_COLUMNS.0 || screen.height < TWO_COLUMNS.1 {
        return stacked(screen, focus);
    }
    // Devices and Files want names and sizes; what a wide screen has more goes to the
    // REPL, whose lines are long.
    let left = (screen.width * 2 / 5).clamp(32, 56);
    let (devices, log) = match screen.height {
        0..30 => (4, 6),
        30..45 => (6, 10),
        _ => (8, 14),
    };
    let column = |x: u16, width: u16, y: u16, height: u16| Rect { x, y, width, height };
    let (x, y, height) = (screen.x, screen.y, screen.height);
    let right = screen.width - left;
    [
        (Pane::Devices, column(x, left, y, devices)),
        (Pane::Files, column(x, left, y + devices, height - devices)),
        (Pane::Repl, column(x + left, right, y, height - log)),
        (Pane::Log, column(x + left, right, y + height - log, log)),
    ]
    .map(|(pane, area)| Place { pane, area, folded: false })
    .to_vec()
}

fn stacked(screen: Rect, focus: Pane) -> Vec<Place> {
    let mut y = screen.y;
    let folded = u16::try_from(Pane::ALL.len() - 1).unwrap_or_default();
    let open = screen.height.saturating_sub(folded);
    let mut places = Vec::new();
    for pane in Pane::ALL {
        let height = if pane == focus { open } else { 1 };
        let area = Rect { y, height, ..screen }.intersection(screen);
        places.push(Place { pane, area, folded: pane != focus });
        y = y.saturating_add(height);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_cover_the_screen_once() {
        for width in 0..=300 {
            for height in [0, 1, 5, 15, 19, 20, 23, 29, 30, 44, 45, 59, 300] {
                let screen = Rect { x: 0, y: 0, width, height };
                for focus in Pane::ALL {
                    for zoomed in [false, true] {
                        let places = panes(screen, focus, zoomed);
                        let covered: u32 = places.iter().map(|place| place.area.area()).sum();
                        assert_eq!(covered, screen.area(), "{width}x{height}");
                        for (at, place) in places.iter().enumerate() {
                            assert_eq!(place.area.intersection(screen), place.area);
                            let mut others = places.iter().skip(at + 1);
                            assert!(!others.any(|other| place.area.intersects(other.area)));
                        }
                    }
                }
            }
        }
    }
}

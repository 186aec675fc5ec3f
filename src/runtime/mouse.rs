//! From the terminal library's mouse to ours; two presses in one place are one double
//! press.

use std::time::{Duration, Instant};

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::app::{Mouse, MouseKind};

const DOUBLE: Duration = Duration::from_millis(400);

#[derive(Debug, Default)]
pub(super) struct Clicks {
    last: Option<(u16, u16, Instant)>,
}

impl Clicks {
    /// None for buttons and movements that mean nothing here.
    pub(super) fn read(&mut self, event: MouseEvent, now: Instant) -> Option<Mouse> {
        let (x, y) = (event.column, event.row);
        let what = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                let double = self.last.is_some_and(|(lx, ly, at)| {
                    (lx, ly) == (x, y) && now.duration_since(at) <= DOUBLE
                });
                self.last = (!double).then_some((x, y, now));
                if double { MouseKind::DoublePress } else { MouseKind::Press }
            }
            MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
            MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
            MouseEventKind::ScrollUp => MouseKind::ScrollUp,
            MouseEventKind::ScrollDown => MouseKind::ScrollDown,
            _ => return None,
        };
        Some(Mouse { x, y, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyModifiers;

    #[test]
    fn two_presses_in_one_place_are_one_double_press() {
        let start = Instant::now();
        let mut clicks = Clicks::default();
        let mut press = |column, after| {
            let kind = MouseEventKind::Down(MouseButton::Left);
            let event = MouseEvent { kind, column, row: 1, modifiers: KeyModifiers::NONE };
            clicks.read(event, start + Duration::from_millis(after)).map(|mouse| mouse.what)
        };
        assert_eq!(press(3, 0), Some(MouseKind::Press));
        assert_eq!(press(3, 100), Some(MouseKind::DoublePress));
        assert_eq!(press(3, 200), Some(MouseKind::Press), "a third press starts anew");
        assert_eq!(press(4, 250), Some(MouseKind::Press), "elsewhere");
        assert_eq!(press(4, 900), Some(MouseKind::Press), "too late");
    }
}

//! A cursor in a list, and the part of the list that is seen.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The line the cursor is on.
    pub at: usize,
    /// The first line that is seen.
    pub offset: usize,
}

/// A way to go in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
}

impl Cursor {
    pub fn go(&mut self, motion: Motion, lines: usize, page: usize) {
        let step = page.saturating_sub(1).max(1);
        let at = match motion {
            Motion::Up => self.at.saturating_sub(1),
            Motion::Down => self.at.saturating_add(1),
            Motion::PageUp => self.at.saturating_sub(step),
            Motion::PageDown => self.at.saturating_add(step),
            Motion::Top => 0,
            Motion::Bottom => usize::MAX,
        };
        self.put(at, lines, page);
    }

    /// Puts the cursor on a line and keeps it in sight.
    pub fn put(&mut self, at: usize, lines: usize, page: usize) {
        self.at = at.min(lines.saturating_sub(1));
        let page = page.max(1);
        let last = lines.saturating_sub(page);
        self.offset = self.offset.clamp((self.at + 1).saturating_sub(page), self.at).min(last);
    }

    /// Scrolls what is seen; the cursor comes along at the edges.
    pub fn scroll(&mut self, by: isize, lines: usize, page: usize) {
        let page = page.max(1);
        let last = lines.saturating_sub(page);
        self.offset = self.offset.saturating_add_signed(by).min(last);
        let bottom = (self.offset + page - 1).min(lines.saturating_sub(1));
        self.at = self.at.clamp(self.offset.min(bottom), bottom);
    }
}

/// The part of a text that is seen, where there is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    pub offset: usize,
}

impl Scroll {
    pub fn go(&mut self, motion: Motion, lines: usize, page: usize) {
        let step = page.saturating_sub(1).max(1);
        let last = lines.saturating_sub(page.max(1));
        let offset = match motion {
            Motion::Up => self.offset.saturating_sub(1),
            Motion::Down => self.offset.saturating_add(1),
            Motion::PageUp => self.offset.saturating_sub(step),
            Motion::PageDown => self.offset.saturating_add(step),
            Motion::Top => 0,
            Motion::Bottom => last,
        };
        self.offset = offset.min(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside_and_in_sight() {
        for (start, motion, end) in [
            ((0, 0), Motion::Up, (0, 0)),
            ((0, 0), Motion::Down, (1, 0)),
            ((4, 0), Motion::Down, (5, 1)),
            ((0, 0), Motion::PageDown, (4, 0)),
            ((4, 0), Motion::PageDown, (8, 4)),
            ((0, 0), Motion::Bottom, (9, 5)),
            ((9, 5), Motion::PageUp, (5, 5)),
            ((5, 5), Motion::Up, (4, 4)),
            ((9, 5), Motion::Top, (0, 0)),
        ] {
            let mut cursor = Cursor { at: start.0, offset: start.1 };
            cursor.go(motion, 10, 5);
            assert_eq!((cursor.at, cursor.offset), end, "{start:?} {motion:?}");
        }
    }

    #[test]
    fn an_empty_list_and_an_unknown_page_are_fine() {
        let mut cursor = Cursor { at: 7, offset: 3 };
        cursor.go(Motion::Bottom, 0, 0);
        assert_eq!(cursor, Cursor::default());
        cursor.scroll(3, 0, 0);
        assert_eq!(cursor, Cursor::default());
    }

    #[test]
    fn scrolling_takes_the_cursor_along() {
        let mut cursor = Cursor { at: 0, offset: 0 };
        cursor.scroll(3, 10, 5);
        assert_eq!((cursor.at, cursor.offset), (3, 3));
        cursor.scroll(-9, 10, 5);
        assert_eq!((cursor.at, cursor.offset), (3, 0));
        cursor.scroll(99, 10, 5);
        assert_eq!((cursor.at, cursor.offset), (5, 5));
    }
}

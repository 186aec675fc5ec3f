//! What is selected in the REPL.

/// Rows and columns of [`Terminal::line`](super::Terminal::line), both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    pub from: (usize, u16),
    pub to: (usize, u16),
    /// The keys move its end.
    pub(super) by_keys: bool,
}

impl Selection {
    /// The two ends in order.
    pub fn range(&self) -> ((usize, u16), (usize, u16)) {
        if self.from <= self.to { (self.from, self.to) } else { (self.to, self.from) }
    }

    pub fn holds(&self, row: usize, column: u16) -> bool {
        let (from, to) = self.range();
        (row, column) >= from && (row, column) <= to
    }
}

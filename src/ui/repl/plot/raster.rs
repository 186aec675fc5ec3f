//! Lines on cells: eight dots of braille in each, or one mark.

/// Dots of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dots {
    wide: usize,
    high: usize,
}

impl Dots {
    pub const BRAILLE: Dots = Dots { wide: 2, high: 4 };
    pub const ONE: Dots = Dots { wide: 1, high: 1 };
}

/// By row and column of a cell: the bits of a braille pattern.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
/// The pattern without dots.
const NO_DOTS: u32 = 0x2800;

pub(super) struct Raster {
    width: usize,
    dots: Dots,
    /// Each cell's dots and the series that drew there last; none where nothing is.
    cells: Vec<(u8, usize)>,
}

impl Raster {
    pub fn new(width: u16, height: u16, dots: Dots) -> Self {
        let width = usize::from(width);
        Raster { width, dots, cells: vec![(0, 0); width * usize::from(height)] }
    }

    /// How many dots there are, across and down.
    pub fn dots(&self) -> (usize, usize) {
        let height = self.cells.len() / self.width.max(1);
        (self.width * self.dots.wide, height * self.dots.high)
    }

    /// Draws from one dot to another, both included.
    pub fn line(&mut self, from: (usize, usize), to: (usize, usize), series: usize) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1));
        let between = |from: usize, to: usize, step: usize| {
            if steps == 0 {
                return from;
            }
            let by = (from.abs_diff(to) * step + steps / 2) / steps;
            if to >= from { from + by } else { from - by }
        };
        for step in 0..=steps {
            self.dot(between(from.0, to.0, step), between(from.1, to.1, step), series);
        }
    }

    fn dot(&mut self, x: usize, y: usize, series: usize) {
        let (column, line) = (x / self.dots.wide, y / self.dots.high);
        if column >= self.width {
            return;
        }
        if let Some(cell) = self.cells.get_mut(line * self.width + column) {
            *cell = (cell.0 | BITS[y % self.dots.high][x % self.dots.wide], series);
        }
    }

    /// Cells with something in them: column, row, the braille pattern where dots are that
    /// fine, and whose they are.
    pub fn cells(&self) -> impl Iterator<Item = (u16, u16, Option<char>, usize)> {
        let used = self.cells.iter().enumerate().filter(|(_, (bits, _))| *bits != 0);
        used.filter_map(|(at, (bits, series))| {
            let x = u16::try_from(at % self.width).ok()?;
            let y = u16::try_from(at / self.width).ok()?;
            let fine = self.dots != Dots::ONE;
            let pattern = char::from_u32(NO_DOTS + u32::from(*bits)).filter(|_| fine);
            Some((x, y, pattern, *series))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(raster: &Raster) -> Vec<(u16, u16, Option<char>, usize)> {
        raster.cells().collect()
    }

    #[test]
    fn dots_make_patterns() {
        let mut raster = Raster::new(2, 1, Dots::BRAILLE);
        assert_eq!(raster.dots(), (4, 4));
        raster.line((0, 3), (3, 0), 1);
        assert_eq!(drawn(&raster), [(0, 0, Some('⡠'), 1), (1, 0, Some('⠊'), 1)]);
    }

    #[test]
    fn marks_fill_steep_lines_and_the_last_series_wins() {
        let mut raster = Raster::new(3, 3, Dots::ONE);
        raster.line((0, 2), (0, 0), 0);
        raster.line((0, 1), (2, 1), 1);
        let cells: Vec<_> = drawn(&raster).into_iter().map(|(x, y, _, s)| (x, y, s)).collect();
        assert_eq!(cells, [(0, 0, 0), (0, 1, 1), (1, 1, 1), (2, 1, 1), (0, 2, 0)]);
    }

    #[test]
    fn nothing_is_drawn_outside() {
        let mut raster = Raster::new(0, 0, Dots::BRAILLE);
        raster.line((0, 0), (9, 9), 0);
        assert!(drawn(&raster).is_empty());
        let mut raster = Raster::new(1, 1, Dots::ONE);
        raster.line((0, 0), (0, 9), 0);
        assert_eq!(drawn(&raster).len(), 1);
    }
}

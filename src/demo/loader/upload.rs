//! Code on its way into the chip's RAM: how a stub gets there.

use crate::demo::loader::packet::Refusal;

/// One piece of RAM.
#[derive(Debug)]
struct Segment {
    start: u32,
    size: u32,
    filled: u32,
}

/// The pieces that were sent so far; the last one is being filled.
#[derive(Debug, Default)]
pub(super) struct Upload {
    segments: Vec<Segment>,
}

impl Upload {
    pub(super) fn begin(&mut self, start: u32, size: u32) {
        self.segments.push(Segment { start, size, filled: 0 });
    }

    pub(super) fn data(&mut self, length: usize) -> Result<(), Refusal> {
        let segment = self.segments.last_mut().ok_or(Refusal::NotWriting)?;
        let length = u32::try_from(length).map_err(|_| Refusal::Length)?;
        segment.filled = segment.filled.saturating_add(length);
        if segment.filled > segment.size.next_multiple_of(4) {
            return Err(Refusal::TooMuch);
        }
        Ok(())
    }

    /// Whether there is code to run at `entry`: in a piece that arrived whole, after
    /// all the others did.
    pub(super) fn can_run(&self, entry: u32) -> bool {
        let whole = self.segments.iter().all(|segment| segment.filled >= segment.size);
        whole
            && self
                .segments
                .iter()
                .any(|segment| entry.checked_sub(segment.start).is_some_and(|at| at < segment.size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_runs_only_where_all_of_it_arrived() {
        let mut upload = Upload::default();
        assert_eq!(upload.data(4), Err(Refusal::NotWriting));
        upload.begin(0x1000, 10);
        upload.data(6).unwrap();
        assert!(!upload.can_run(0x1004));
        upload.data(6).unwrap();
        assert!(upload.can_run(0x1004));
        assert!(!upload.can_run(0x100A));
        assert_eq!(upload.data(1), Err(Refusal::TooMuch));
    }
}

//! Text that fits: measured in terminal cells, never in bytes or characters.

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

/// Terminal cells that a text takes. Control characters take none, as when painted.
pub(super) fn width(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.len();
    }
    text.graphemes(true).map(width_of_one).sum()
}

/// Cells of one grapheme.
fn width_of_one(part: &str) -> usize {
    if part.contains(char::is_control) { 0 } else { usize::from(part.cell_width()) }
}

/// As much of the start of a text as fits into `cells`, and how many it takes.
fn head(text: &str, cells: usize) -> (&str, usize) {
    let mut used = 0;
    for (at, part) in text.grapheme_indices(true) {
        let part_cells = width_of_one(part);
        if used + part_cells > cells {
            return (&text[..at], used);
        }
        used += part_cells;
    }
    (text, used)
}

/// As much of the end of a text as fits into `cells`.
fn tail(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, part) in text.grapheme_indices(true).rev() {
        used += width_of_one(part);
        if used > cells {
            return &text[at + part.len()..];
        }
    }
    text
}

/// The text without its first `cells`.
pub(super) fn skip(text: &str, cells: usize) -> &str {
    &text[head(text, cells).0.len()..]
}

/// The text, or its start and `mark`, in at most `cells`.
pub(super) fn clip_end(text: &str, cells: usize, mark: &str) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(width(mark));
    if room == 0 {
        return head(text, cells).0.to_owned();
    }
    format!("{}{mark}", head(text, room).0)
}

/// The text, or `mark` and its end: for paths, whose end says most.
pub(super) fn clip_start(text: &str, cells: usize, mark: &str) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(width(mark));
    if room == 0 {
        return tail(text, cells).to_owned();
    }
    format!("{mark}{}", tail(text, room))
}

/// The text, or its two ends around `mark`: for names, whose ending says what they
/// are.
pub(super) fn clip_middle(text: &str, cells: usize, mark: &str) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(width(mark));
    if room < 2 {
        return head(text, cells).0.to_owned();
    }
    let (start, used) = head(text, room - room / 2);
    format!("{start}{mark}{}", tail(text, room - used))
}

/// Breaks a text into lines of at most `cells`: at spaces, and inside of a word only
/// where it alone is too long. Line ends in the text stay.
pub(super) fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            let mut word = word;
            let mut word_cells = width(word);
            let gap = usize::from(used > 0);
            if used + gap + word_cells <= cells {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                used += gap + word_cells;
                continue;
            }
            if used > 0 {
                lines.push(std::mem::take(&mut line));
            }
            while word_cells > cells {
                let (start, start_cells) = head(word, cells);
                if start.is_empty() {
                    // A wide character in a single column: nothing of it fits.
                    (word, word_cells) = ("", 0);
                    break;
                }
                word = &word[start.len()..];
                word_cells -= start_cells;
                lines.push(start.to_owned());
            }
            line.push_str(word);
            used = word_cells;
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A size in at most five cells: `812B`, `1.2K`, `105K`, `3.4M`; K is 1024 bytes.
pub(super) fn size(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes}B");
    }
    let mut value = bytes as f64 / 1024.0;
    let mut units = ["K", "M", "G", "T", "P", "E"].iter();
    let mut unit = units.next().copied().unwrap_or_default();
    for next in units {
        if value < 999.5 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    if value < 9.95 { format!("{value:.1}{unit}") } else { format!("{value:.0}{unit}") }
}

/// A number with its thousands set apart: `107,671`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 file`, `3 files`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// A span of time that is over: `0.3 s`, `42 s`, `3:05 min`.
pub(super) fn took(span: std::time::Duration) -> String {
    if span.as_secs() < 10 {
        format!("{:.1} s", span.as_secs_f32())
    } else {
        seconds(span.as_secs())
    }
}

/// A span of time as a person says it: `8 s`, `3:05 min`.
pub(super) fn seconds(seconds: u64) -> String {
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_by_cells_and_says_so() {
        assert_eq!(clip_end("temperature.py", 14, "…"), "temperature.py");
        assert_eq!(clip_end("temperature.py", 8, "…"), "tempera…");
        assert_eq!(clip_start("/flash/lib/temperature.py", 10, "…"), "…rature.py");
        assert_eq!(clip_middle("temperature.py", 9, "…"), "temp…e.py");
        assert_eq!(clip_middle("temperature.py", 9, "~"), "temp~e.py");
        assert_eq!(clip_middle("温度センサー.py", 9, "…"), "温度….py");
        for cells in 0..20 {
            for text in ["", "a", "temperature.py", "温度センサー.py", "👩‍🔬é\u{301}x"]
            {
                for clip in [clip_end, clip_start, clip_middle] {
                    assert!(width(&clip(text, cells, "…")) <= cells, "{text} in {cells}");
                }
            }
        }
    }

    #[test]
    fn wraps_at_spaces_and_breaks_only_what_is_too_long() {
        assert_eq!(wrap("open the port again", 10), ["open the", "port again"]);
        assert_eq!(wrap("a\nb", 10), ["a", "b"]);
        assert_eq!(wrap("/very/long/path x", 6), ["/very/", "long/p", "ath x"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("温", 1), [""]);
    }

    #[test]
    fn says_sizes_and_times_shortly() {
        for (bytes, text) in [
            (0, "0B"),
            (1023, "1023B"),
            (1024, "1.0K"),
            (10_188, "9.9K"),
            (10_189, "10K"),
            (107_671, "105K"),
            (1_023_900, "1.0M"),
            (u64::MAX, "16E"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
        assert_eq!(thousands(107_671), "107,671");
        assert_eq!(thousands(999), "999");
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "file"), "0 files");
        assert_eq!((seconds(8), seconds(185)), ("8 s".into(), "3:05 min".into()));
    }
}

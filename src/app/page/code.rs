//! What an editor for Python does by itself: indentation and comments.

use super::Page;
use crate::app::editor::Step;
use crate::app::python;

/// Blanks of one step of indentation.
const STEP: usize = 4;

impl Page {
    /// The file is indented by tabs.
    fn by_tabs(&self) -> bool {
        let begin = |sign: char| {
            self.sheet.lines().iter().filter(|line| line.starts_with(sign)).take(100).count()
        };
        begin('\t') > begin(' ')
    }

    fn unit(&self) -> &'static str {
        if self.by_tabs() { "\t" } else { "    " }
    }

    pub(super) fn new_line(&mut self) -> Option<usize> {
        let (line, column) = match self.sheet.selection() {
            Some((from, _)) => from,
            None => self.sheet.cursor(),
        };
        let before: String = self.sheet.lines()[line].chars().take(column).collect();
        let lead: String = before.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let indent = match (self.python, lead.contains('\t') || self.by_tabs()) {
            (false, _) => lead,
            (true, false) => python::indent_after(&self.sheet.between((0, 0), (line, column))),
            (true, true) if before.trim_end().ends_with(':') => format!("{lead}\t"),
            (true, true) => lead,
        };
        self.sheet.insert(&format!("\n{indent}"))
    }

    /// One letter, or a whole step where only indentation is before the cursor.
    pub(super) fn backspace(&mut self) -> Option<usize> {
        let (line, column) = self.sheet.cursor();
        let mut before = self.sheet.lines()[line].chars().take(column);
        let steps = column > 0 && column % STEP == 0 && before.all(|c| c == ' ');
        match self.sheet.selection() {
            None if steps => self.sheet.replace((line, column - STEP), (line, column), ""),
            _ => self.sheet.delete(Step::Left),
        }
    }

    /// The lines that a key about lines is for: first and last.
    fn rows(&self) -> (usize, usize) {
        match self.sheet.selection() {
            // a selection that ends before the first letter does not touch that line
            Some((from, to)) if to.1 == 0 && to.0 > from.0 => (from.0, to.0 - 1),
            Some((from, to)) => (from.0, to.0),
            None => (self.sheet.cursor().0, self.sheet.cursor().0),
        }
    }

    /// Puts other lines in the place of some; what was selected stays so.
    fn change_rows(&mut self, change: impl Fn(&str) -> String) {
        let (first, last) = self.rows();
        let selected = self.sheet.selection().is_some();
        let (line, column) = self.sheet.cursor();
        let old = self.sheet.lines()[first..=last].to_vec();
        let new: Vec<String> = old.iter().map(|line| change(line)).collect();
        let grown = |at: usize| {
            new[at - first].chars().count() as isize - old[at - first].chars().count() as isize
        };
        let moved = if (first..=last).contains(&line) { grown(line) } else { 0 };
        let changed = self.sheet.replace((first, 0), (last, usize::MAX), &new.join("\n"));
        if selected {
            self.sheet.select((first, 0), (last, usize::MAX));
        } else {
            self.sheet.put((line, column.saturating_add_signed(moved)), false);
        }
        self.altered(changed);
    }

    /// A step of indentation: of the selected lines, else at the cursor.
    pub fn indent(&mut self) {
        let unit = self.unit();
        let (first, last) = self.rows();
        if last > first || self.sheet.selection().is_some_and(|(from, to)| from.0 != to.0) {
            let indented = |line: &str| match line.trim().is_empty() {
                true => line.to_owned(),
                false => format!("{unit}{line}"),
            };
            return self.change_rows(indented);
        }
        let (_, column) = self.sheet.cursor();
        let blanks = STEP - column % STEP;
        let text = if unit == "\t" { "\t".to_owned() } else { " ".repeat(blanks) };
        let changed = self.sheet.insert(&text);
        self.altered(changed);
    }

    pub fn unindent(&mut self) {
        self.change_rows(|line| match line.strip_prefix('\t') {
            Some(rest) => rest.to_owned(),
            None => {
                let blanks = line.chars().take(STEP).take_while(|c| *c == ' ').count();
                line[blanks..].to_owned()
            }
        });
    }

    /// Makes comments of lines, or code of comments.
    pub fn comment(&mut self) {
        let (first, last) = self.rows();
        let code = self.sheet.lines()[first..=last].iter().filter(|line| !line.trim().is_empty());
        let lead = |line: &String| line.len() - line.trim_start().len();
        let all = code.clone().all(|line| line.trim_start().starts_with('#'));
        let at = code.map(lead).min().unwrap_or_default();
        self.change_rows(|line| {
            let (head, rest) = line.split_at(at.min(line.len()));
            match rest.trim().is_empty() {
                true => line.to_owned(),
                false if all => {
                    let (head, rest) = line.split_once('#').unwrap_or((head, rest));
                    format!("{head}{}", rest.strip_prefix(' ').unwrap_or(rest))
                }
                false => format!("{head}# {rest}"),
            }
        });
    }
}

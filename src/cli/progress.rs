//! The progress bar of the subcommands; there is one only where stderr is a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Step;
use crate::model::Progress;

/// Transfers below this many bytes are over before a bar could be read.
const SMALL: u64 = 4096;

pub(super) struct Bar {
    bar: Option<ProgressBar>,
    visible: bool,
    files: String,
}

impl Bar {
    pub(super) fn new(visible: bool) -> Bar {
        Bar { bar: None, visible, files: String::new() }
    }

    pub(super) fn show(&mut self, progress: &Progress) {
        if !self.visible || progress.total < SMALL {
            return;
        }
        let bar = self.bar.get_or_insert_with(made);
        if progress.files > 1 {
            self.files = format!("{}/{} ", progress.file, progress.files);
        }
        bar.set_length(progress.total);
        bar.set_message(format!("{}{}", self.files, super::text(&progress.what)));
        bar.set_position(progress.done);
    }

    pub(super) fn step(&mut self, step: &Step) {
        self.files = format!("{}/{} ", step.file, step.files);
    }

    /// Takes the bar off the screen while something else is written.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn made() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    let form = "{wide_msg} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar
}

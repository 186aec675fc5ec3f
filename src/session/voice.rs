//! Where all output of a board goes through: to the listener, and past the console's
//! memory of the prompt.

use super::banner::Sign;
use super::console::Console;
use super::modes::Step;
use super::quiet::Quiet;
use super::report::Report;
use crate::model::{Level, Mode, Stream};

pub(super) struct Voice {
    pub(super) report: Report,
    pub(super) console: Console,
    quiet: Quiet,
}

impl Voice {
    pub(super) fn new(report: Report) -> Self {
        Voice { report, console: Console::default(), quiet: Quiet::default() }
    }

    /// A new connection: nothing is known of what the console shows.
    pub(super) fn begin(&mut self) {
        self.console = Console::default();
    }

    /// The board said this on its own.
    pub(super) fn heard(&mut self, bytes: Vec<u8>) {
        let signs = self.console.heard(&bytes);
        self.report.output(Stream::Console, bytes);
        for sign in signs {
            match sign {
                Sign::Restarted => self.report.restarted(),
                Sign::RawRepl => self.report.log(
                    Level::Info,
                    "The board is in its raw REPL; Ctrl-B brings the prompt back",
                ),
            }
        }
        self.settle();
    }

    /// The board said this while we pasted, and it was reported as it came.
    pub(super) fn overheard(&mut self, bytes: &[u8]) {
        self.console.heard(bytes);
        self.settle();
    }

    /// The user's bytes are on their way to the board.
    pub(super) fn sent(&mut self, bytes: &[u8]) {
        self.console.sent(bytes);
        self.settle();
    }

    /// Follows with the mode what is known of the prompt.
    pub(super) fn settle(&mut self) {
        match (self.report.mode(), self.console.idle()) {
            (Mode::Attached, true) => self.report.step(Step::PromptSeen),
            (Mode::Friendly, false) => self.report.step(Step::PromptGone),
            _ => {}
        }
    }

    /// From here on the console hears what comes while we get the raw REPL.
    pub(super) fn hush(&mut self) {
        self.quiet = Quiet::default();
    }

    /// Came while we got the raw REPL or gave it back; only what is the board's own
    /// is shown.
    pub(super) fn aside(&mut self, bytes: &[u8]) {
        let own = self.quiet.feed(bytes);
        if !own.is_empty() {
            self.console.shown(&own);
            self.report.output(Stream::Console, own);
        }
    }

    /// A program of the board was stopped since [`hush`](Self::hush).
    pub(super) fn stopped(&self) -> bool {
        self.quiet.stopped()
    }

    /// Output of source that we run.
    pub(super) fn program(&mut self, stream: Stream, bytes: &[u8]) {
        self.console.shown(bytes);
        self.report.output(stream, bytes.to_vec());
    }

    /// The board restarted, by what it was told or failed at; its banner will not say
    /// so again.
    pub(super) fn restarted(&mut self) {
        self.console.restarted();
        self.report.restarted();
    }

    /// The raw REPL was given back, and the prompt seen.
    pub(super) fn left_at_prompt(&mut self) {
        let missing = self.console.prompt_again();
        self.report.output(Stream::Console, missing.to_vec());
        self.report.step(Step::LeftAtPrompt);
    }

    /// The board stands at its prompt by other means than the raw REPL.
    pub(super) fn stands_at_prompt(&mut self) {
        let missing = self.console.prompt_again();
        self.report.output(Stream::Console, missing.to_vec());
        self.settle();
    }

    /// Whether the board stands at its prompt is not known any more.
    pub(super) fn lost_prompt(&mut self) {
        self.console.forget_prompt();
        self.settle();
    }

    /// The raw REPL was given back, and something runs or may run.
    pub(super) fn left_running(&mut self) {
        self.console.forget_prompt();
        self.report.step(Step::LeftRunning);
    }
}

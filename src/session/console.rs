//! What the board's console shows, and whether the board stands at its prompt.

use super::banner::{Reader, Sign};

/// Bytes that end a line or change the REPL's state: after them anything may run.
/// Ctrl-A raw REPL, Ctrl-B banner, Ctrl-D soft reset, Ctrl-E paste mode, CR and LF.
const SUBMIT: [u8; 6] = [0x01, 0x02, 0x04, 0x05, b'\r', b'\n'];

/// What is known of the board's prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Nothing: it may be idle, or a program runs.
    #[default]
    Unknown,
    /// The console ends with a prompt and nothing was typed.
    Prompt,
    /// Half a line was typed at the prompt: still no program runs.
    Typing,
    /// A line was sent from the prompt. If the board asks for more lines of the same
    /// block, it is at its prompt all the same.
    Sent,
}

/// The console of one connection.
#[derive(Debug, Default)]
pub(super) struct Console {
    reader: Reader,
    state: State,
    /// Ends of lines that were sent, and not echoed yet.
    ahead: usize,
}

impl Console {
    /// The board printed this. Answers what stood in it.
    pub(super) fn heard(&mut self, bytes: &[u8]) -> Vec<Sign> {
        if bytes.is_empty() {
            return Vec::new();
        }
        let signs = self.reader.feed(bytes);
        self.ahead = self.ahead.saturating_sub(ends(bytes, b"\n"));
        self.state = match self.state {
            _ if self.reader.at_prompt() => State::Prompt,
            _ if !signs.is_empty() => State::Unknown,
            // an empty line that was sent along starts the block
            State::Sent if self.reader.at_continuation() && self.ahead == 0 => State::Typing,
            State::Prompt => State::Unknown,
            state => state,
        };
        signs
    }

    /// This was sent to the board.
    pub(super) fn sent(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.ahead = match self.state {
            State::Unknown => 0,
            State::Sent => self.ahead + ends(bytes, b"\r\n"),
            State::Prompt | State::Typing => ends(bytes, b"\r\n"),
        };
        let submits = bytes.iter().any(|byte| SUBMIT.contains(byte));
        self.state = match self.state {
            State::Prompt | State::Typing if submits => State::Sent,
            State::Prompt | State::Typing => State::Typing,
            state => state,
        };
    }

    /// The output of source that we ran was shown on the same screen.
    pub(super) fn shown(&mut self, bytes: &[u8]) {
        self.reader.feed(bytes);
        self.state = State::Unknown;
    }

    /// The board did not take what was sent: half a line stands at its prompt.
    pub(super) fn half_line(&mut self) {
        self.state = State::Typing;
    }

    /// The board stands at its prompt, and nothing that was typed would be lost.
    pub(super) fn at_empty_prompt(&self) -> bool {
        self.state == State::Prompt
    }

    /// No program runs, as far as can be told.
    pub(super) fn idle(&self) -> bool {
        matches!(self.state, State::Prompt | State::Typing)
    }

    /// The board is at its prompt after work of ours. Answers what the screen needs to
    /// show so: nothing, if it ends with a prompt anyway.
    pub(super) fn prompt_again(&mut self) -> &'static [u8] {
        let missing: &[u8] = match self.state {
            State::Prompt => b"",
            _ if self.reader.in_line() => b"\r\n>>> ",
            _ => b">>> ",
        };
        self.reader.set_prompt();
        self.state = State::Prompt;
        missing
    }

    /// The board is known to start anew: its banner says nothing new.
    pub(super) fn restarted(&mut self) {
        self.reader.expect_banner();
        self.state = State::Unknown;
    }

    /// Something of ours runs on, or the board did not come back to its prompt.
    pub(super) fn forget_prompt(&mut self) {
        self.state = State::Unknown;
    }
}

fn ends(bytes: &[u8], of: &[u8]) -> usize {
    bytes.iter().filter(|byte| of.contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_prompt() -> Console {
        let mut console = Console::default();
        console.heard(b"\r\n>>> ");
        assert!(console.idle());
        console
    }

    #[test]
    fn nothing_heard_is_not_idle() {
        assert!(!Console::default().idle());
    }

    #[test]
    fn half_a_line_keeps_the_board_idle_and_enter_does_not() {
        let mut console = at_prompt();
        console.sent(b"impo");
        console.heard(b"impo");
        assert!(console.idle());
        console.sent(b"rt main\r");
        console.heard(b"rt main\r\n");
        assert!(!console.idle());
        console.heard(b"hello\r\n>>> ");
        assert!(console.idle());
    }

    #[test]
    fn a_block_that_was_sent_with_its_empty_line_runs() {
        let mut console = at_prompt();
        console.sent(b"while True: pass\r\r");
        console.heard(b"while True: pass\r\n... ");
        assert!(!console.idle());
        console.heard(b"\r\n");
        assert!(!console.idle());
        console.heard(b"KeyboardInterrupt: \r\n>>> ");
        console.sent(b"if x:\r");
        console.heard(b"if x:\r\n... ");
        assert!(console.idle());
    }

    #[test]
    fn a_block_being_typed_is_idle_but_a_program_that_prints_dots_is_not() {
        let mut console = at_prompt();
        console.sent(b"for i in x:\r");
        console.heard(b"for i in x:\r\n... ");
        assert!(console.idle());
        let mut console = Console::default();
        console.heard(b"connecting\r\n... ");
        assert!(!console.idle());
    }

    #[test]
    fn what_a_board_prints_at_its_prompt_ends_the_certainty() {
        let mut console = at_prompt();
        console.heard(b"ets Jun  8 2016\r\n");
        assert!(!console.idle());
    }

    #[test]
    fn a_fresh_prompt_comes_only_where_the_screen_lacks_one() {
        assert_eq!(at_prompt().prompt_again(), b"");

        let mut typing = at_prompt();
        typing.sent(b"x");
        typing.heard(b"x");
        assert_eq!(typing.prompt_again(), b"\r\n>>> ");

        let mut ran = at_prompt();
        ran.shown(b"hello\r\n");
        assert_eq!(ran.prompt_again(), b">>> ");
        assert!(ran.idle());
        assert_eq!(ran.prompt_again(), b"");
    }
}

//! What can go wrong between us and a board.

use crate::model::{Exit, Problem};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The link is gone: unplugged, reset, or the other end hung up.
    #[error("the connection to the board was lost ({0})")]
    Lost(String),
    /// Stopped by `Control::cancel`.
    #[error("cancelled")]
    Cancelled,
    /// The program was stopped by a Ctrl-C that `Control::interrupt` sent.
    #[error("the program was interrupted")]
    Interrupted { traceback: String },
    /// The program raised an exception.
    #[error("{}", last_line(.traceback))]
    Raised { traceback: String },
    /// Nothing at all came back, whatever was sent.
    #[error("the board does not answer: no byte came back within {seconds} s")]
    Mute { seconds: u64 },
    /// Bytes came, but no MicroPython prompt. What was seen, escaped and short.
    #[error("no MicroPython prompt; what answered was: {seen}")]
    NoPrompt { seen: String },
    /// Output goes on and on; Ctrl-C does not stop it.
    #[error("the program on the board goes on printing and does not stop on Ctrl-C: {seen}")]
    Flood { seen: String },
    /// The prompt was there, then an operation got no answer.
    #[error("the board stopped answering for {seconds} s")]
    Silent { seconds: u64 },
    /// The line takes no more bytes.
    #[error("the board takes no more bytes")]
    Stuck,
    /// Ctrl-E did not bring paste mode: it does so at an empty line only.
    #[error("paste mode did not begin: half a line may stand at the board's prompt")]
    HalfLine,
    /// The board restarted in the middle.
    #[error("the board restarted in the middle")]
    Restarted,
    /// What came back was damaged, also after several attempts.
    #[error("the line damages what it carries: {0}")]
    Damaged(String),
    /// An `OSError` of the board, as its errno.
    #[error("{path}: {}", errno_text(*.errno))]
    Os { errno: i32, path: String },
    /// The board's heap is too small for this.
    #[error("the board is out of memory")]
    Memory,
    /// The board's MicroPython lacks what this needs.
    #[error("this board cannot do that: {0}")]
    Unsupported(String),
    /// Writing to this machine failed.
    #[error("{0}")]
    Local(String),
}

/// `errno` numbers of MicroPython, the same on every port.
pub mod errno {
    pub const EPERM: i32 = 1;
    pub const ENOENT: i32 = 2;
    pub const EIO: i32 = 5;
    pub const EACCES: i32 = 13;
    pub const EBUSY: i32 = 16;
    pub const EEXIST: i32 = 17;
    pub const ENODEV: i32 = 19;
    pub const ENOTDIR: i32 = 20;
    pub const EISDIR: i32 = 21;
    pub const EINVAL: i32 = 22;
    pub const EFBIG: i32 = 27;
    pub const ENOSPC: i32 = 28;
    pub const EROFS: i32 = 30;
    pub const ENAMETOOLONG: i32 = 36;
    pub const ENOTEMPTY: i32 = 39;
}

fn errno_text(number: i32) -> String {
    match number {
        errno::EPERM => "not permitted here".into(),
        errno::ENOENT => "no such file or folder".into(),
        errno::EIO => "the board's storage failed (EIO)".into(),
        errno::EACCES => "permission denied by the board".into(),
        errno::EBUSY => "busy".into(),
        errno::EEXIST => "there is already something of that name".into(),
        errno::ENODEV => "no file system is mounted there".into(),
        errno::ENOTDIR => "a file stands where a folder is needed".into(),
        errno::EISDIR => "it is a folder".into(),
        errno::EINVAL => "the board's file system refuses this name or operation".into(),
        errno::EFBIG => "the file is too large for the board's file system".into(),
        errno::ENOSPC => "no space left on the board".into(),
        errno::EROFS => "the board's file system is read-only".into(),
        errno::ENAMETOOLONG => "the name is too long for the board's file system".into(),
        errno::ENOTEMPTY => "the folder is not empty".into(),
        0 => "the board refused without a reason".into(),
        other => format!("the board answered error {other}"),
    }
}

fn last_line(traceback: &str) -> &str {
    traceback.trim_end().lines().next_back().unwrap_or("an exception without a text")
}

impl Error {
    /// True when only a new connection helps.
    pub fn is_lost(&self) -> bool {
        matches!(self, Error::Lost(_))
    }

    /// The errno, where the board raised an `OSError`.
    pub fn errno(&self) -> Option<i32> {
        match self {
            Error::Os { errno, .. } => Some(*errno),
            _ => None,
        }
    }

    /// For a person: `tried` is a phrase such as `write /main.py`.
    pub fn problem(&self, tried: impl Into<String>) -> Problem {
        let tried = tried.into();
        match self {
            Error::Cancelled => Problem::interrupted(tried),
            Error::Interrupted { traceback } => {
                let mut problem = Problem::interrupted(tried);
                problem.traceback = Some(traceback.clone());
                problem
            }
            Error::Raised { traceback } => Problem::raised(tried, traceback.clone()),
            Error::Lost(_) => Problem::new(Exit::NoBoard, tried, self.to_string()),
            // Once is enough to name it.
            Error::Os { errno, path } if tried.ends_with(path.as_str()) => {
                Problem::failed(tried, errno_text(*errno))
            }
            _ => Problem::failed(tried, self.to_string()),
        }
        .next(self.next())
    }

    fn next(&self) -> &'static str {
        match self {
            Error::Lost(_) => "Plug the board in again, or look at its cable and power.",
            Error::Mute { .. } => {
                "Is this the board's port, and is the baud rate right? Press its reset button and try again."
            }
            Error::NoPrompt { .. } => {
                "Is MicroPython on this board, and is the baud rate right? Press its reset button and try again."
            }
            Error::Flood { .. } => {
                "Press the board's reset button and try again at once, before its program starts."
            }
            Error::Silent { .. } | Error::Stuck => "Press the board's reset button and try again.",
            Error::HalfLine => "Finish that line, or clear it with Ctrl-C, and paste again.",
            Error::Restarted => "Try again; if it restarts each time, look at its power supply.",
            Error::Damaged(_) => "Use a shorter cable or a lower --baud.",
            Error::Memory => "Reset the board to free its memory and try again.",
            Error::Os { errno: errno::ENOSPC, .. } => "Remove files from the board to make room.",
            Error::Os { errno: errno::ENOTEMPTY, .. } => "Remove what it holds first, or use -r.",
            _ => "",
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::Lost(error.to_string())
    }
}

/// What was seen on the line, fit for an error text: escaped and short, the end of
/// it, because that is where the prompt should have been.
pub(super) fn seen(bytes: &[u8]) -> String {
    const SHOWN: usize = 80;
    let tail = &bytes[bytes.len().saturating_sub(SHOWN)..];
    let dots = if tail.len() < bytes.len() { "..." } else { "" };
    format!("\"{dots}{}\"", tail.escape_ascii())
}

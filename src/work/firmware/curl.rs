//! curl, so that no TLS library has to come with us.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;

use super::OnProgress;

/// A page is some 100 kB: a server this slow is none.
const PAGE: &str = "60";
/// Bytes; no page and no firmware is larger.
const LARGEST: &str = "67108864";
const LOOK: Duration = Duration::from_millis(100);

/// Why curl did not bring it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failed {
    #[error("curl is not installed")]
    Missing,
    #[error("there is no such page")]
    NotFound,
    #[error("{has} of {of} bytes came")]
    Short { has: u64, of: u64 },
    #[error("{0}")]
    Other(String),
}

#[derive(Debug, Clone)]
pub(super) struct Curl {
    program: PathBuf,
    /// The protocols it may speak.
    protocols: &'static str,
}

impl Curl {
    /// `program` comes from the user's settings; without it PATH is searched.
    pub(super) fn new(program: Option<&Path>, base: &str) -> Curl {
        // whoever chose a plain server meant it; else nobody may lead us to one
        let protocols = if base.starts_with("http://") { "=http,https" } else { "=https" };
        Curl { program: program.unwrap_or(Path::new("curl")).to_path_buf(), protocols }
    }

    fn command(&self, url: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            // not the user's .curlrc: it may print or save elsewhere
            .arg("--disable")
            .args(["--silent", "--show-error", "--fail", "--location", "--max-redirs", "5"])
            .args(["--proto", self.protocols, "--connect-timeout", "15"])
            .args(["--max-filesize", LARGEST, "--user-agent"])
            .arg(concat!("mpdeck/", env!("CARGO_PKG_VERSION")))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command.arg("--url").arg(url);
        command
    }

    pub(super) async fn page(&self, url: &str) -> Result<String, Failed> {
        let output =
            self.command(url).args(["--max-time", PAGE]).output().await.map_err(started)?;
        ended(&output)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Saves what is there to a file; as many bytes as the server said there are.
    pub(super) async fn save(
        &self,
        url: &str,
        file: &Path,
        progress: OnProgress<'_>,
    ) -> Result<(), Failed> {
        let headers = file.with_extension("headers");
        let mut command = self.command(url);
        // slower than 100 bytes/s for half a minute is no progress
        command.args(["--speed-limit", "100", "--speed-time", "30"]);
        command.arg("--dump-header").arg(&headers).arg("--output").arg(file);
        let ending = command.output();
        tokio::pin!(ending);
        let output = loop {
            tokio::select! {
                output = &mut ending => break output.map_err(started)?,
                () = tokio::time::sleep(LOOK) => progress(size(file), announced(&headers)),
            }
        };
        ended(&output)?;
        let (has, of) = (size(file), announced(&headers));
        progress(has, of);
        match of {
            Some(of) if of != has => Err(Failed::Short { has, of }),
            _ => Ok(()),
        }
    }
}

fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map(|about| about.len()).unwrap_or_default()
}

/// The Content-Length of the last answer; those before it were redirections.
fn announced(headers: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(headers).ok()?;
    let last = text.rfind("HTTP/").map_or(text.as_str(), |at| &text[at..]);
    let length = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    };
    last.lines().find_map(length)
}

fn started(error: std::io::Error) -> Failed {
    match error.kind() {
        std::io::ErrorKind::NotFound => Failed::Missing,
        _ => Failed::Other(format!("curl does not start: {error}")),
    }
}

fn ended(output: &Output) -> Result<(), Failed> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next_back().unwrap_or("curl failed").trim();
    // `curl: (6) Could not resolve host: micropython.org`
    let said = said.strip_prefix("curl: ").unwrap_or(said);
    // 22: the server answered with an error, its number in the message
    if output.status.code() == Some(22) && said.ends_with("404") {
        return Err(Failed::NotFound);
    }
    let said: String = said.chars().filter(|c| !c.is_control()).collect();
    let why = said.split_once(") ").map_or(said.as_str(), |(_, why)| why);
    Err(Failed::Other(why.to_owned()))
}

//! A path on a board.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An absolute, normalised path on a board: starts with `/`, holds no empty, `.` or
/// `..` part, ends without `/` except for the root itself.
///
/// Any file name that MicroPython allows is allowed here: spaces, quotes, control
/// characters, UTF-8. Whoever shows one cleans it first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RemotePath(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    #[error("`{0}` goes above the root of the board")]
    AboveRoot(String),
    #[error("a path on the board cannot hold a NUL byte")]
    Nul,
}

impl RemotePath {
    pub fn root() -> Self {
        RemotePath("/".to_owned())
    }

    /// Reads a path as a user types it. A leading `:` (mpremote) and `/pyboard`
    /// (rshell) are accepted; a relative path resolves against `base`, the board's
    /// boot folder.
    pub fn parse(typed: &str, base: &RemotePath) -> Result<Self, PathError> {
        let typed = typed.strip_prefix(':').unwrap_or(typed);
        let typed = match typed.strip_prefix("/pyboard") {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => typed,
        };
        if typed.contains('\0') {
            return Err(PathError::Nul);
        }
        let start = if typed.starts_with('/') { "" } else { base.as_str() };
        let mut parts: Vec<&str> = Vec::new();
        for part in start.split('/').chain(typed.split('/')) {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err(PathError::AboveRoot(typed.to_owned()));
                    }
                }
                name => parts.push(name),
            }
        }
        Ok(RemotePath(format!("/{}", parts.join("/"))))
    }

    /// One name below this folder. `name` comes from a listing, so it holds no `/`.
    pub fn join(&self, name: &str) -> Self {
        if self.is_root() {
            RemotePath(format!("/{name}"))
        } else {
            RemotePath(format!("{}/{name}", self.0))
        }
    }

    /// A relative path (`lib/x.py`) below this folder.
    pub fn descend(&self, relative: &str) -> Self {
        relative
            .split('/')
            .filter(|part| !part.is_empty())
            .fold(self.clone(), |path, part| path.join(part))
    }

    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        match self.0.rfind('/') {
            Some(0) | None => Some(RemotePath::root()),
            Some(at) => Some(RemotePath(self.0[..at].to_owned())),
        }
    }

    /// The last part; empty for the root.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of this path below `folder`: `lib/x.py` for `/flash/lib/x.py` below
    /// `/flash`; empty for `folder` itself; none outside of it.
    pub fn below<'a>(&'a self, folder: &RemotePath) -> Option<&'a str> {
        if folder.is_root() {
            return self.0.strip_prefix('/');
        }
        let rest = self.0.strip_prefix(folder.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }
}

impl fmt::Display for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RemotePath {
    type Error = PathError;
    fn try_from(text: String) -> Result<Self, PathError> {
        RemotePath::parse(&text, &RemotePath::root())
    }
}

impl From<RemotePath> for String {
    fn from(path: RemotePath) -> String {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Result<String, PathError> {
        let flash = RemotePath("/flash".to_owned());
        RemotePath::parse(typed, &flash).map(String::from)
    }

    #[test]
    fn reads_what_users_of_other_tools_type() {
        for (typed, path) in [
            ("/", "/"),
            ("main.py", "/flash/main.py"),
            (":main.py", "/flash/main.py"),
            (":/main.py", "/main.py"),
            ("/pyboard/lib/x.py", "/lib/x.py"),
            ("/pyboard", "/"),
            ("/pyboards", "/pyboards"),
            ("./a//b/../c/", "/flash/a/c"),
            ("..", "/"),
            ("it's \"q\" ü", "/flash/it's \"q\" ü"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(path), "{typed}");
        }
        assert_eq!(parse("../../x"), Err(PathError::AboveRoot("../../x".into())));
        assert_eq!(parse("a\0b"), Err(PathError::Nul));
    }

    #[test]
    fn tells_parent_name_and_what_is_below() {
        let path = RemotePath("/flash/lib/x.py".to_owned());
        assert_eq!(path.name(), "x.py");
        assert_eq!(path.parent(), Some(RemotePath("/flash/lib".to_owned())));
        assert_eq!(path.below(&RemotePath("/flash".to_owned())), Some("lib/x.py"));
        assert_eq!(path.below(&RemotePath("/fla".to_owned())), None);
        assert_eq!(path.below(&RemotePath::root()), Some("flash/lib/x.py"));
        assert_eq!(RemotePath::root().parent(), None);
        assert_eq!(RemotePath::root().descend("lib/x.py").as_str(), "/lib/x.py");
    }
}

//! A port that a session has given up for a while.

use crate::session::Session;

/// The session gets its port back when this is dropped.
#[must_use]
pub struct Lent(Option<Session>);

impl Lent {
    /// Ends what runs there, and waits until the port is closed.
    pub async fn by(session: Option<Session>) -> Lent {
        if let Some(session) = &session {
            session.release().await;
        }
        Lent(session)
    }

    /// Now, and not when all else is done.
    pub fn give_back(self) {}
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(session) = &self.0 {
            session.resume();
        }
    }
}

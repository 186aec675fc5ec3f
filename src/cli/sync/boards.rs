//! The boards of a sync: those that are there, and with a watch those that come later.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use super::report::Report;
use crate::cli::{Chosen, Global, choice};
use crate::device::{self, Memory};
use crate::model::{AttachPolicy, BoardId, Device, Identity, Listener, Problem};
use crate::session::{self, Session};
use crate::work::Work;

/// A board that does not answer must not keep us.
const CLOSING: Duration = Duration::from_secs(6);

pub(super) struct Boards<'a> {
    pub global: &'a Global,
    pub chosen: &'a Chosen,
    pub listener: Listener,
    pub work: &'a Work,
    /// What is lost is opened again when it is back.
    pub watch: bool,
    /// The project says which boards there are: those that are away may come later.
    pub waits: bool,
    pub members: Vec<Member>,
}

pub(super) struct Member {
    port: String,
    identity: Identity,
    session: Session,
}

impl Boards<'_> {
    /// Opens these boards, all at the same time, and gives them to the work.
    ///
    /// # Errors
    /// One's reason, if none could be opened and none is waited for.
    pub async fn open(
        &mut self,
        devices: Vec<Device>,
        report: &mut Report<'_>,
    ) -> Result<(), Problem> {
        let first = self.members.len();
        for device in devices {
            self.start(device, report);
        }
        let mut failed = Vec::new();
        for member in &self.members[first..] {
            let board = member.session.board();
            if let Err(problem) = member.session.connected().await {
                failed.push((board, problem));
                if !self.watch {
                    continue;
                }
            }
            let (identity, session) = (member.identity.clone(), member.session.clone());
            self.work.add_board(board, &report.name(board), identity, session);
        }
        if failed.len() == self.members.len() - first
            && !self.waits
            && let Some((_, problem)) = failed.pop()
        {
            return Err(problem);
        }
        // with a watch the work says that they are away
        failed.retain(|_| !self.watch);
        failed.into_iter().for_each(|(board, problem)| report.cannot(board, problem));
        Ok(())
    }

    fn start(&mut self, device: Device, report: &mut Report<'_>) {
        let board = BoardId(u32::try_from(self.members.len()).unwrap_or(u32::MAX));
        let (settings, places) = (&self.chosen.settings, &self.chosen.places);
        let own = choice::own(&device, settings, &Memory::load(&places.state));
        let baud = self.global.baud.or(own.baud).unwrap_or(self.chosen.settings.baud);
        let listener =
            device::remembering(self.listener.clone(), &self.chosen.places.state, &device.port);
        let options =
            session::Options { board, attach: AttachPolicy::Interrupt, reconnect: self.watch };
        let opener = choice::opener(&device, baud, &own);
        let kept = choice::kept(&device, &places.state);
        let session = session::start_keeping(opener, options, listener, kept);
        let several = self.waits && self.chosen.settings.boards.len() > 1;
        report.joins(board, choice::board_name(self.chosen, &device), several);
        let Device { port, identity, .. } = device;
        self.members.push(Member { port, identity, session });
    }

    /// What is plugged in changed: boards of the project that are new here join. One that
    /// came back at another port is found there by its session.
    pub async fn plugged(&mut self, devices: &[Device], report: &mut Report<'_>) {
        let there = choice::of_project(&self.chosen.settings, &self.chosen.places.state, devices);
        let known = |device: &Device| {
            self.members.iter().any(|member| {
                member.port == device.port || member.identity.is_same(&device.identity)
            })
        };
        let new: Vec<Device> = there.into_iter().filter(|device| !known(device)).collect();
        // with a watch nothing that is away is an error
        let _ = self.open(new, report).await;
    }

    pub async fn close(self) {
        let mut closing = JoinSet::new();
        for member in self.members {
            closing.spawn(async move { timeout(CLOSING, member.session.close()).await });
        }
        while closing.join_next().await.is_some() {}
    }
}

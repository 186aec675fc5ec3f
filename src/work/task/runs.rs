//! Starting runs, and what becomes of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Order, Task, finish_jobs};
use crate::model::{BoardId, Exit, Level, Mode, WorkEvent};
use crate::sync::LocalTree;
use crate::work::ask::Asker;
use crate::work::board::BoardState;
use crate::work::folder::Where;
use crate::work::run::{Ending, Kind, Run};
use crate::work::slot::Want;

impl Task {
    /// Adds to what waits for a board, and starts it if nothing runs there.
    pub(super) fn want(&mut self, id: BoardId, want: Want) {
        let Some(slot) = self.slots.get_mut(&id) else { return };
        for job in &want.jobs {
            *self.jobs.entry(*job).or_default() += 1;
        }
        slot.add(want);
        self.go(id);
    }

    /// Starts what waits for a board, if the board is there and free.
    pub(super) fn go(&mut self, id: BoardId) {
        let Some(slot) = self.slots.get_mut(&id) else { return };
        let away = matches!(slot.session.mode(), Mode::Lost | Mode::Flashing | Mode::Opening);
        let Some(want) = &slot.want else { return };
        if slot.state.is_none() {
            return;
        }
        if away && want.kind == Kind::Save || (away && self.watching && want.kind == Kind::Sync) {
            self.wait_for(id);
            return;
        }
        let (Some(want), Some(state)) = (slot.want.take(), slot.state.take()) else { return };
        let job = want.job();
        slot.running = Some(want.clone());
        let run = Run {
            job,
            id,
            name: slot.name.clone(),
            session: slot.session.clone(),
            setup: Arc::clone(&self.setup),
            options: want.options,
            kind: want.kind,
            place: want.place,
            shows: want.shows,
            settled: want.settled,
            mine: BTreeSet::new(),
            state,
            tell: self.tell.of(&slot.name),
            asker: Asker { orders: self.orders.clone() },
            acted: false,
            sent: LocalTree::default(),
            bytecode: None,
        };
        if want.kind >= Kind::Settle {
            self.tell.event(WorkEvent::Started { board: id, job });
        }
        let orders = self.orders.clone();
        tokio::spawn(async move {
            let (state, ending) = run.run().await;
            if let Some(orders) = orders.upgrade() {
                let _ = orders.send(Order::Ended { id, state: Box::new(state), ending });
            }
        });
    }

    /// The board is away: what waits goes out when it is back.
    pub(super) fn wait_for(&mut self, id: BoardId) {
        let Some(slot) = self.slots.get_mut(&id) else { return };
        let files = match slot.want.as_ref().map(|want| &want.place) {
            Some(Where::Only(paths)) => paths.len(),
            _ => 0,
        };
        self.tell.event(WorkEvent::Waiting { board: id, files });
        if std::mem::replace(&mut slot.expected, true) {
            return;
        }
        let (session, orders) = (slot.session.clone(), self.orders.clone());
        tokio::spawn(async move {
            let usable = |mode| matches!(mode, Mode::Attached | Mode::Friendly | Mode::Raw);
            if session.reached(usable).await
                && let Some(orders) = orders.upgrade()
            {
                let _ = orders.send(Order::Back(id));
            }
        });
    }

    pub(super) fn ended(&mut self, id: BoardId, state: BoardState, ending: Ending) {
        let Some(slot) = self.slots.get_mut(&id) else { return };
        slot.ended(state);
        let Some(want) = slot.running.take() else { return };
        let mut again = None;
        match ending {
            Ending::Done => {}
            Ending::Declined => {
                let text = match self.watching {
                    true => "nothing was written; saves stay here until you watch again",
                    false => "nothing was written",
                };
                self.tell.of(&slot.name).log(Level::Info, text);
                self.stop_watching();
            }
            Ending::Failed(problem)
                if problem.exit == Exit::NoBoard && self.watching && want.kind >= Kind::Save =>
            {
                let text = format!("{problem}. The sync goes on when the board is back");
                self.tell.of(&slot.name).log(Level::Warn, text);
                again = Some(Want { kind: want.kind.min(Kind::Save), ..want.clone() });
            }
            Ending::Failed(problem) => {
                self.tell.event(WorkEvent::Failed { board: id, problem });
            }
        }
        match (again, self.slots.get_mut(&id)) {
            (Some(want), Some(slot)) => slot.add(Want { place: Where::All, ..want }),
            _ => finish_jobs(&mut self.jobs, &self.tell, &want.jobs),
        }
        self.go(id);
    }
}

//! The handle of the project's work: cheap to clone, never waits.

use tokio::sync::mpsc::{self, UnboundedSender};

use super::setup::Setup;
use super::task::{Order, Task};
use crate::model::{
    AfterSync, Answer, BoardId, Conflict, Identity, JobId, Listener, QuestionId, Settled,
    SyncOptions,
};
use crate::session::Session;

/// Starts the task; it ends when the last handle is gone. Must be called within a
/// tokio runtime.
pub fn start(setup: Setup, listener: Listener) -> Work {
    // Not bounded: what a person asks for and one message per settled batch or ended
    // run is all that ever comes in, and none of those senders may wait.
    let (orders, inbox) = mpsc::unbounded_channel();
    let task = Task::new(setup, listener, orders.downgrade());
    tokio::spawn(task.run(inbox));
    Work { orders }
}

#[derive(Debug, Clone)]
pub struct Work {
    orders: UnboundedSender<Order>,
}

impl Work {
    /// A board of the project. `name` is for people: its name and port. `identity` is
    /// what is known before it was probed; a unique id takes its place.
    pub fn add_board(&self, id: BoardId, name: &str, identity: Identity, session: Session) {
        self.send(Order::Add { id, name: name.to_owned(), identity, session });
    }

    /// Ends what runs on it, and forgets it.
    pub fn remove_board(&self, id: BoardId) {
        self.send(Order::Remove(id));
    }

    /// Syncs all boards. All that it reports comes before `Ended` of this job.
    pub fn sync(&self, options: SyncOptions) -> JobId {
        let job = JobId::fresh();
        self.send(Order::Sync { job, options });
        job
    }

    /// Sends every save to the boards, or stops that. Begins with a sync.
    pub fn watch(&self, on: bool) {
        self.send(Order::Watch(on));
    }

    /// Changes what follows a sync, from the next one on.
    pub fn set_after(&self, after: AfterSync) {
        self.send(Order::After(after));
    }

    /// Fetches both contents of a file that somebody changed on the board; they come as
    /// `WorkEvent::Compared`.
    pub fn show(&self, id: BoardId, conflict: Conflict) {
        self.send(Order::Show(id, conflict));
    }

    /// The user decided which content such a file is to have; that is done now.
    pub fn settle(&self, id: BoardId, settled: Settled) {
        self.send(Order::Settle(id, settled));
    }

    /// Answers a question of `WorkEvent::Asks`; a stale answer is ignored.
    pub fn answer(&self, question: QuestionId, answer: Answer) {
        self.send(Order::Answer(question, answer));
    }

    /// Stops what runs and what waits. Watching goes on.
    pub fn cancel(&self) {
        self.send(Order::Cancel);
    }

    /// Somebody else changed files on a board: what was seen there counts no more.
    pub fn board_changed(&self, id: BoardId) {
        self.send(Order::Touched(id));
    }

    fn send(&self, order: Order) {
        // the task outlives its handles, so it is there
        let _ = self.orders.send(order);
    }
}

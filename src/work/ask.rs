//! Questions of a run to the user, and their way back.

use tokio::sync::{mpsc, oneshot};

use super::task::Order;
use crate::model::{Answer, Question, QuestionId};

/// Puts questions to whoever sits before the screen.
#[derive(Debug, Clone)]
pub struct Asker {
    pub orders: mpsc::WeakUnboundedSender<Order>,
}

/// A question on its way out.
#[derive(Debug)]
pub struct Asking {
    pub id: QuestionId,
    pub asks: Question,
    pub reply: oneshot::Sender<Answer>,
}

impl Asker {
    /// Waits for the answer; whoever cancels or leaves has said no.
    pub async fn ask(&self, asks: Question) -> Answer {
        let (reply, answer) = oneshot::channel();
        let asking = Asking { id: QuestionId::fresh(), asks, reply };
        match self.orders.upgrade() {
            Some(orders) => drop(orders.send(Order::Ask(asking))),
            None => return Answer::No,
        }
        answer.await.unwrap_or(Answer::No)
    }
}

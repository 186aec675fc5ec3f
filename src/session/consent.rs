//! Whose program runs: may a command stop it?

use crate::model::{Answer, AttachPolicy};

/// What the policy and the user's answer say about a command that needs the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    Ask,
    /// The policy forbids it.
    Passive,
    /// The user said no.
    Refused,
}

/// The policy of a board, and what its user answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Consent {
    policy: AttachPolicy,
    answer: Option<Answer>,
}

impl Consent {
    pub(super) fn new(policy: AttachPolicy) -> Self {
        Consent { policy, answer: None }
    }

    /// A new policy; what was answered before is forgotten.
    pub(super) fn set_policy(&mut self, policy: AttachPolicy) {
        *self = Consent::new(policy);
    }

    pub(super) fn answered(&mut self, answer: Answer) {
        self.answer = Some(answer);
    }

    /// The user has stopped the program or the board came back: a "no" was about
    /// what ran before. A "yes" holds on.
    pub(super) fn forget_refusal(&mut self) {
        self.answer = self.answer.filter(|answer| *answer == Answer::Yes);
    }

    /// `idle`: the board is known to stand at its prompt, so nothing would be stopped.
    pub(super) fn verdict(&self, idle: bool) -> Verdict {
        match (self.policy, self.answer) {
            _ if idle => Verdict::Go,
            (AttachPolicy::Interrupt, _) => Verdict::Go,
            (AttachPolicy::Passive, _) => Verdict::Passive,
            (AttachPolicy::Ask, Some(Answer::Yes)) => Verdict::Go,
            (AttachPolicy::Ask, Some(Answer::No)) => Verdict::Refused,
            (AttachPolicy::Ask, None) => Verdict::Ask,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AttachPolicy::{Ask, Interrupt, Passive};

    #[test]
    fn who_may_stop_a_program() {
        for (policy, answer, busy) in [
            (Interrupt, None, Verdict::Go),
            (Interrupt, Some(Answer::No), Verdict::Go),
            (Passive, None, Verdict::Passive),
            (Passive, Some(Answer::Yes), Verdict::Passive),
            (Ask, None, Verdict::Ask),
            (Ask, Some(Answer::Yes), Verdict::Go),
            (Ask, Some(Answer::No), Verdict::Refused),
        ] {
            let consent = Consent { policy, answer };
            assert_eq!(consent.verdict(false), busy, "{consent:?}");
            assert_eq!(consent.verdict(true), Verdict::Go, "{consent:?}");
        }
    }

    #[test]
    fn a_no_lasts_until_the_prompt_is_free_and_a_yes_for_good() {
        let mut consent = Consent::new(Ask);
        consent.answered(Answer::No);
        consent.forget_refusal();
        assert_eq!(consent.verdict(false), Verdict::Ask);
        consent.answered(Answer::Yes);
        consent.forget_refusal();
        assert_eq!(consent.verdict(false), Verdict::Go);
    }
}

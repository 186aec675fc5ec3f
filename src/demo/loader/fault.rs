//! Misbehaviour on order.

use std::str::FromStr;
use std::time::Duration;

use crate::demo::loader::packet::op;

/// A moment: the `nth` request (from 1) with this opcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub op: u8,
    pub nth: u32,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// From this request on nothing is answered, until somebody resets the chip.
    Silence(Step),
    /// The cable comes out when this request arrives.
    Unplug(Step),
    /// A byte of this request is lost on its way.
    LoseRequest(Step),
    /// A byte of the answer to this request is lost on its way.
    LoseAnswer(Step),
    /// The ROM's boot text comes in between, just before the first sync is answered.
    BootText,
    /// The stub is uploaded, and does not start.
    DeadStub,
    /// A byte of the flash is written wrong: where, and in how many writes of it.
    BadCell(u32, u32),
    /// So long to erase one sector of 4096 bytes.
    SlowErase(Duration),
    /// Above this rate, in bits per second, the line carries noise.
    WeakLine(u32),
}

impl FromStr for Step {
    type Err = String;

    /// `flash-data:3`, or `flash-data` for the first.
    fn from_str(text: &str) -> Result<Step, String> {
        let (name, nth) = text.split_once(':').unwrap_or((text, "1"));
        let known = op::NAMES.iter().find(|(known, _)| *known == name);
        let (_, op) = known.ok_or_else(|| {
            let names: Vec<&str> = op::NAMES.iter().map(|(name, _)| *name).collect();
            format!("no request is called {name}; there are {}", names.join(", "))
        })?;
        match nth.parse() {
            Ok(nth) if nth > 0 => Ok(Step { op: *op, nth }),
            _ => Err(format!("{nth} does not count requests from 1")),
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Fault, String> {
        let (kind, rest) = text.split_once('@').unwrap_or((text, ""));
        let number = |text: &str| {
            let hex = text.strip_prefix("0x").map(|digits| u32::from_str_radix(digits, 16));
            hex.unwrap_or_else(|| text.parse()).map_err(|_| format!("{text} is no number"))
        };
        Ok(match kind {
            "silence" => Fault::Silence(rest.parse()?),
            "unplug" => Fault::Unplug(rest.parse()?),
            "lose-request" => Fault::LoseRequest(rest.parse()?),
            "lose-answer" => Fault::LoseAnswer(rest.parse()?),
            "boot-text" => Fault::BootText,
            "dead-stub" => Fault::DeadStub,
            "bad-cell" => {
                let (at, times) = rest.split_once(':').unwrap_or((rest, "4294967295"));
                Fault::BadCell(number(at)?, number(times)?)
            }
            "slow-erase" => Fault::SlowErase(Duration::from_millis(number(rest)?.into())),
            "weak-line" => Fault::WeakLine(number(rest)?),
            _ => {
                return Err(format!(
                    "no fault {kind}; there are silence@STEP, unplug@STEP, lose-request@STEP, \
                     lose-answer@STEP (STEP is REQUEST[:NTH], as flash-data:3), boot-text, dead-stub, \
                     bad-cell@ADDRESS[:TIMES], slow-erase@MS, weak-line@BAUD"
                ));
            }
        })
    }
}

/// What the faults make of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Fine,
    Silent,
    Unplugged,
    RequestLost,
    AnswerLost,
}

/// Counts requests and says which of them meet a fault.
#[derive(Debug, Default)]
pub(super) struct Faults {
    ordered: Vec<Fault>,
    seen: Vec<(u8, u32)>,
    silent: bool,
}

impl Faults {
    pub(super) fn new(ordered: Vec<Fault>) -> Faults {
        Faults { ordered, ..Faults::default() }
    }

    /// A reset makes a silent chip talk again; requests are counted on.
    pub(super) fn reset(&mut self) {
        self.silent = false;
    }

    pub(super) fn judge(&mut self, op: u8) -> Verdict {
        let nth = match self.seen.iter_mut().find(|(seen, _)| *seen == op) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.seen.push((op, 1));
                1
            }
        };
        let now = Step { op, nth };
        let met = self.ordered.iter().find_map(|fault| match fault {
            Fault::Silence(step) if *step == now => Some(Verdict::Silent),
            Fault::Unplug(step) if *step == now => Some(Verdict::Unplugged),
            Fault::LoseRequest(step) if *step == now => Some(Verdict::RequestLost),
            Fault::LoseAnswer(step) if *step == now => Some(Verdict::AnswerLost),
            _ => None,
        });
        self.silent |= met == Some(Verdict::Silent);
        if self.silent { Verdict::Silent } else { met.unwrap_or(Verdict::Fine) }
    }

    /// Once: the boot text that was ordered before the first sync.
    pub(super) fn take_boot_text(&mut self) -> bool {
        let before = self.ordered.len();
        self.ordered.retain(|fault| *fault != Fault::BootText);
        self.ordered.len() < before
    }

    pub(super) fn dead_stub(&self) -> bool {
        self.ordered.contains(&Fault::DeadStub)
    }

    pub(super) fn weak_above(&self) -> Option<u32> {
        self.ordered.iter().find_map(|fault| match fault {
            Fault::WeakLine(baud) => Some(*baud),
            _ => None,
        })
    }

    /// The faults of the flash chip itself.
    pub(super) fn of_flash(&self) -> impl Iterator<Item = &Fault> {
        let flash = |fault: &&Fault| matches!(fault, Fault::BadCell(..) | Fault::SlowErase(_));
        self.ordered.iter().filter(flash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_from_words() {
        let step = Step { op: op::FLASH_DATA, nth: 3 };
        assert_eq!("silence@flash-data:3".parse(), Ok(Fault::Silence(step)));
        assert_eq!("unplug@sync".parse(), Ok(Fault::Unplug(Step { op: op::SYNC, nth: 1 })));
        assert_eq!("bad-cell@0x1234:2".parse(), Ok(Fault::BadCell(0x1234, 2)));
        assert_eq!("weak-line@230400".parse(), Ok(Fault::WeakLine(230_400)));
        for wrong in ["fire", "silence@what", "silence@sync:0", "slow-erase@long", "unplug"] {
            assert!(wrong.parse::<Fault>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn silence_lasts_until_a_reset() {
        let mut faults = Faults::new(vec!["silence@sync:2".parse().unwrap()]);
        assert_eq!(faults.judge(op::SYNC), Verdict::Fine);
        assert_eq!(faults.judge(op::SYNC), Verdict::Silent);
        assert_eq!(faults.judge(op::READ_REG), Verdict::Silent);
        faults.reset();
        assert_eq!(faults.judge(op::SYNC), Verdict::Fine);
    }
}

//! Bad luck on the line, at every step: what `mpdeck flash` says of it, and what it leaves.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use mpdeck::demo::loader::{Bare, Chip, Fault, Options};

use super::command::{Line, Ran, on};
use super::flash::litter;
use super::{firmware, offset, plug};
use crate::made;
use crate::wait::{LONG, until};

/// A flash of so many bytes is erased soon.
const SIZE: usize = 256 << 10;

/// Opcodes that change a flash: the begin of a write, and erasing all.
const ERASING: [u8; 3] = [0x02, 0x10, 0xD0];

/// Requests and their names, as the faults have them.
const NAMES: [(u8, &str); 17] = [
    (0x02, "flash-begin"),
    (0x03, "flash-data"),
    (0x04, "flash-end"),
    (0x05, "mem-begin"),
    (0x06, "mem-end"),
    (0x07, "mem-data"),
    (0x08, "sync"),
    (0x09, "write-reg"),
    (0x0A, "read-reg"),
    (0x0B, "spi-set-params"),
    (0x0D, "spi-attach"),
    (0x0F, "change-baud"),
    (0x10, "deflate-begin"),
    (0x11, "deflate-data"),
    (0x13, "flash-md5"),
    (0x14, "security-info"),
    (0xD0, "erase-flash"),
];

struct Case {
    kind: Chip,
    stub: bool,
    image: PathBuf,
    content: Vec<u8>,
}

impl Case {
    fn new(folder: &tempfile::TempDir, kind: Chip, stub: bool) -> Case {
        let image = folder.path().join(format!("{kind}.bin"));
        let content = firmware(kind, 60_000);
        std::fs::write(&image, &content).unwrap();
        Case { kind, stub, image, content }
    }

    fn chip(&self, faults: Vec<Fault>) -> Bare {
        plug(Options { content: litter(SIZE), size: SIZE, faults, ..Options::new(self.kind) })
    }

    fn with(&self, fault: &str) -> Bare {
        self.chip(vec![fault.parse().expect("a fault")])
    }

    fn flash(&self, chip: &Bare) -> Line {
        let line = on(&chip.port).word("flash").word(&self.image);
        let line = line.words(["--erase", "--yes", "--before", "none"]);
        if self.stub { line } else { line.word("--no-stub") }
    }

    fn arrived(&self, chip: &Bare) -> bool {
        let (at, flash) = (offset(self.kind), chip.flash());
        let found = &flash[at..at + self.content.len()];
        // the byte that tells the flash's size is its own
        found[..3] == self.content[..3] && found[4..] == self.content[4..]
    }

    /// The steps of an undisturbed run: each request the first time and the last, as the
    /// faults name them.
    fn steps(&self) -> Vec<String> {
        let chip = self.chip(Vec::new());
        self.flash(&chip).run().ends(0);
        assert!(self.arrived(&chip));
        let asked = chip.requests();
        let mut steps = Vec::new();
        for (op, name) in NAMES {
            let times = asked.iter().filter(|other| **other == op).count();
            let mut which = vec![1, times];
            which.retain(|nth| (1..=times).contains(nth));
            which.dedup();
            steps.extend(which.iter().map(|nth| format!("{name}:{nth}")));
        }
        steps
    }
}

/// Each step, some at a time: most of them wait.
fn each(steps: &[String], check: impl Fn(&str) + Sync) {
    let next = Mutex::new(steps.iter());
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                loop {
                    let step = next.lock().unwrap().next();
                    let Some(step) = step else { return };
                    check(step);
                }
            });
        }
    });
}

/// What is said fits what happened: whether something was erased, and what to do now.
#[track_caller]
fn says_what_is_left(case: &Case, chip: &Bare, ran: &Ran, step: &str, next: &[&str]) {
    let (err, flash) = (&ran.err, chip.flash());
    assert!(!err.contains("panicked") && !err.contains("Fault"), "{step}: {err}");
    if case.arrived(chip) {
        // the last packet may have arrived without word of it
        let says = ["All of it was written", "The board has no valid firmware now"];
        assert!(says.iter().any(|text| err.contains(text)), "{step}: {err}");
    } else if flash == litter(SIZE) && !erased(case, chip) {
        assert!(!err.contains("no valid firmware"), "{step}: {err}");
        assert!(next.iter().any(|next| err.contains(next)), "{step}: {err}");
    } else {
        assert!(err.contains("The board has no valid firmware now"), "{step}: {err}");
        assert!(err.contains("lash again"), "{step}: {err}");
    }
}

/// Whether something was asked for that erases. The ESP8266's ROM readies its flash by
/// beginning to write nothing, once.
fn erased(case: &Case, chip: &Bare) -> bool {
    let ready = usize::from(case.kind == Chip::Esp8266 && !case.stub);
    chip.requests().iter().filter(|op| ERASING.contains(op)).count() > ready
}

const KINDS: [(Chip, bool); 4] =
    [(Chip::Esp8266, true), (Chip::Esp8266, false), (Chip::Esp32, true), (Chip::Esp32c3, false)];

#[test]
fn silence_at_any_step_ends_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in KINDS {
        let case = Case::new(&folder, kind, stub);
        each(&case.steps(), |step| {
            let chip = case.with(&format!("silence@{step}"));
            let ran = case.flash(&chip).run();
            if ran.code == 0 {
                // what comes after it is all there
                assert!(case.arrived(&chip), "{kind} {step}: {}", ran.err);
                let out = String::from_utf8_lossy(&ran.out);
                let said = format!("{out}{}", ran.err);
                assert!(said.contains("RESET"), "{kind} {step}: {said}");
                return;
            }
            let ran = ran.ends(1);
            says_what_is_left(&case, &chip, &ran, step, &["tap RESET", "Tap RESET"]);
            // a reset is all it takes
            chip.enter_loader();
            chip.misbehave(Vec::new());
            case.flash(&chip).run().ends(0);
            assert!(case.arrived(&chip), "{kind} {step}");
        });
    }
}

#[test]
fn a_cable_that_comes_out_at_any_step_is_noticed_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in KINDS {
        let case = Case::new(&folder, kind, stub);
        each(&case.steps(), |step| {
            let chip = case.with(&format!("unplug@{step}"));
            let ran = case.flash(&chip).run();
            if ran.code == 0 {
                assert!(case.arrived(&chip), "{kind} {step}: {}", ran.err);
                return;
            }
            let ran = ran.ends(1);
            assert!(ran.err.contains("the port is gone"), "{kind} {step}: {}", ran.err);
            assert!(ran.err.contains("lug it in again"), "{kind} {step}: {}", ran.err);
            says_what_is_left(&case, &chip, &ran, step, &["Nothing was changed"]);
        });
    }
}

#[test]
fn an_interrupt_at_any_step_says_what_is_left() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in KINDS {
        let case = Case::new(&folder, kind, stub);
        each(&case.steps(), |step| {
            // it waits there for an answer
            let chip = case.with(&format!("silence@{step}"));
            let run = case.flash(&chip).start();
            let (name, nth) = step.split_once(':').unwrap();
            let op = NAMES.iter().find(|(_, other)| *other == name).unwrap().0;
            let nth: usize = nth.parse().unwrap();
            until(
                "the step",
                LONG * 2,
                || step.to_owned(),
                || {
                    let asked = chip.requests();
                    (asked.iter().filter(|other| **other == op).count() >= nth).then_some(())
                },
            );
            run.interrupt();
            let ran = run.end();
            if ran.code == 0 {
                assert!(case.arrived(&chip), "{kind} {step}: {}", ran.err);
                return;
            }
            let ran = ran.ends(130);
            says_what_is_left(&case, &chip, &ran, step, &["Nothing was changed"]);
        });
    }
}

#[test]
fn an_answer_or_a_request_that_gets_lost_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in [(Chip::Esp8266, true), (Chip::Esp32, true), (Chip::Esp32c3, false)] {
        let case = Case::new(&folder, kind, stub);
        let steps = ["deflate-begin:1", "deflate-data:1", "deflate-data:2"];
        for fault in ["lose-request", "lose-answer"] {
            each(&steps.map(str::to_owned), |step| {
                let chip = case.with(&format!("{fault}@{step}"));
                let ran = case.flash(&chip).run().ends(0);
                assert!(ran.err.contains("verified") || !ran.out.is_empty(), "{}", ran.err);
                assert!(case.arrived(&chip), "{kind} {fault}@{step}");
            });
        }
    }
}

#[test]
fn boot_text_before_the_first_answer_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    for kind in Chip::ALL {
        let case = Case::new(&folder, kind, true);
        let chip = case.with("boot-text");
        case.flash(&chip).run().ends(0);
        assert!(case.arrived(&chip), "{kind}");
    }
}

#[test]
fn a_stub_that_does_not_start_is_done_without() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [Chip::Esp8266, Chip::Esp32, Chip::Esp32s3] {
        let case = Case::new(&folder, kind, true);
        let chip = case.with("dead-stub");
        let ran = case.flash(&chip).run().ends(0);
        assert!(ran.err.contains("stub loader does not start"), "{kind}: {}", ran.err);
        assert!(case.arrived(&chip), "{kind}");
    }
}

#[test]
fn a_rate_that_the_line_does_not_bear_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in [(Chip::Esp8266, true), (Chip::Esp32, true), (Chip::Esp32c3, false)] {
        let case = Case::new(&folder, kind, stub);
        for (limit, left) in [(230_400, 230_400), (115_200, 115_200)] {
            let chip = case.with(&format!("weak-line@{limit}"));
            let ran = case.flash(&chip).words(["--flash-baud", "921600"]).run().ends(0);
            let note = format!("going on at {left} baud");
            assert!(ran.err.contains(&note), "{kind} {limit}: {}", ran.err);
            assert!(case.arrived(&chip), "{kind} {limit}");
        }
    }
}

#[test]
fn a_flash_that_keeps_something_else_fails_to_verify() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in [(Chip::Esp8266, true), (Chip::Esp32, true), (Chip::Esp32c3, false)] {
        let case = Case::new(&folder, kind, stub);
        let chip = case.with("bad-cell@0x4321");
        let ran = case.flash(&chip).run().ends(1);
        for text in [
            "what is in the flash is not what was sent",
            "no valid firmware",
            "--flash-baud 115200",
        ] {
            assert!(ran.err.contains(text), "{kind}: {}", ran.err);
        }
        let ran = case.flash(&chip).words(["--flash-baud", "115200"]).run().ends(1);
        assert!(ran.err.contains("worn out or badly powered"), "{kind}: {}", ran.err);
    }
    // where nobody can tell, that is said
    let case = Case::new(&folder, Chip::Esp8266, false);
    let ran = case.flash(&case.chip(Vec::new())).run().ends(0);
    assert!(String::from_utf8_lossy(&ran.out).contains("not verified"), "{ran:?}");
}

#[test]
fn what_is_no_loader_is_not_talked_to_for_long() {
    let folder = tempfile::tempdir().unwrap();
    let case = Case::new(&folder, Chip::Esp32, true);
    let options =
        Options { hold_boot: false, content: made::noise(9000, 1), ..Options::new(Chip::Esp32) };
    let chip = plug(options);
    let ran = case.flash(&chip).run().ends(1);
    for text in ["the chip does not answer", "Hold BOOT", "tap RESET", "another cable"] {
        assert!(ran.err.contains(text), "{}", ran.err);
    }
}

#[test]
fn a_backup_that_ends_early_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let case = Case::new(&folder, Chip::Esp32, true);
    let copy: &Path = &folder.path().join("copy.bin");
    for fault in ["silence@read-flash", "unplug@read-flash", "lose-answer@read-flash"] {
        let chip = case.with(fault);
        let line = on(&chip.port).word("backup").word(copy).words(["--before", "none"]);
        let ran = line.run().ends(1);
        assert!(ran.err.contains("Nothing was changed on the board"), "{fault}: {}", ran.err);
        assert!(!copy.exists(), "{fault}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "{fault}: leftovers");
        // with --backup: nothing is erased without the copy
        let chip = case.with(fault);
        let ran = case.flash(&chip).word("--backup").word(copy).run().ends(1);
        assert!(chip.flash() == litter(SIZE), "{fault}: {}", ran.err);
    }
}

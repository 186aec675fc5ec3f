//! Bad luck on the line, at every step: what `mpdeck flash` says of it, and what it leaves.

use std::sync::Mutex;
use std::thread;

use mpdeck::demo::loader::{Bare, Chip};

use super::case::{Case, SIZE};
use super::command::Ran;
use super::flash::litter;
use crate::wait::{LONG, until};

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

/// The steps of an undisturbed run: each request the first time and the last, as the
/// faults name them.
fn steps(case: &Case) -> Vec<String> {
    let chip = case.chip(Vec::new());
    case.flash(&chip).run().ends(0);
    assert!(case.arrived(&chip));
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

/// Each step on each kind of chip, with its ROM or a stub; many at a time, as most of them
/// wait.
fn each_step(check: impl Fn(&Case, &str) + Sync) {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (Chip::Esp8266, true),
        (Chip::Esp8266, false),
        (Chip::Esp32, true),
        (Chip::Esp32c3, false),
    ]
    .map(|(kind, stub)| Case::new(&folder, kind, stub));
    let all = cases.iter().flat_map(|case| steps(case).into_iter().map(move |step| (case, step)));
    let left = Mutex::new(all.collect::<Vec<_>>());
    thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap().pop();
                    let Some((case, step)) = next else { return };
                    check(case, &step);
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

#[test]
fn silence_at_any_step_ends_with_advice() {
    each_step(|case, step| {
        let kind = case.kind;
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
        says_what_is_left(case, &chip, &ran, step, &["tap RESET", "Tap RESET"]);
        // a reset is all it takes
        chip.enter_loader();
        chip.misbehave(Vec::new());
        case.flash(&chip).run().ends(0);
        assert!(case.arrived(&chip), "{kind} {step}");
    });
}

#[test]
fn a_cable_that_comes_out_at_any_step_is_noticed_at_once() {
    each_step(|case, step| {
        let kind = case.kind;
        let chip = case.with(&format!("unplug@{step}"));
        let ran = case.flash(&chip).run();
        if ran.code == 0 {
            assert!(case.arrived(&chip), "{kind} {step}: {}", ran.err);
            return;
        }
        let ran = ran.ends(1);
        assert!(ran.err.contains("the port is gone"), "{kind} {step}: {}", ran.err);
        assert!(ran.err.contains("lug it in again"), "{kind} {step}: {}", ran.err);
        says_what_is_left(case, &chip, &ran, step, &["Nothing was changed"]);
    });
}

#[test]
fn an_interrupt_at_any_step_says_what_is_left() {
    each_step(|case, step| {
        let kind = case.kind;
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
        says_what_is_left(case, &chip, &ran, step, &["Nothing was changed"]);
    });
}

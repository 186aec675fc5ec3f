//! Bad luck that is overcome, and bad luck that is not: what `mpdeck flash` says of it.

use std::path::Path;

use mpdeck::demo::loader::{Chip, Options};

use super::case::{Case, SIZE};
use super::command::on;
use super::flash::litter;
use super::plug;
use crate::made;

#[test]
fn an_answer_or_a_request_that_gets_lost_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, stub) in [(Chip::Esp8266, true), (Chip::Esp32, true), (Chip::Esp32c3, false)] {
        let case = Case::new(&folder, kind, stub);
        let steps = ["deflate-begin:1", "deflate-data:1", "deflate-data:2"];
        for fault in ["lose-request", "lose-answer"] {
            for step in steps {
                let chip = case.with(&format!("{fault}@{step}"));
                let ran = case.flash(&chip).run().ends(0);
                let out = String::from_utf8_lossy(&ran.out);
                assert!(out.contains("verified"), "{out}{}", ran.err);
                assert!(case.arrived(&chip), "{kind} {fault}@{step}");
            }
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

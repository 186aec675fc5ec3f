//! `mpdeck flash` of a UF2 file, to a folder that is as the drive of a boot loader.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, kill_process};

use super::json::same_shape;
use super::{Mpdeck, finish, mpdeck, on};
use crate::board::Board;
use crate::made;
use crate::wait::{LONG, until};

const PICO: u32 = 0xe48b_ff56;
const PICO_2: u32 = 0xe48b_ff59;

struct Drive {
    home: tempfile::TempDir,
}

impl Drive {
    fn of_a_pico() -> Drive {
        let drive = Drive { home: tempfile::tempdir().expect("a folder") };
        fs::create_dir(drive.folder()).expect("create the drive");
        let info = "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n";
        fs::write(drive.info(), info).expect("write");
        drive
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("RPI-RP2")
    }

    fn info(&self) -> PathBuf {
        self.folder().join("INFO_UF2.TXT")
    }

    fn firmware(&self) -> Option<Vec<u8>> {
        fs::read(self.folder().join("firmware.uf2")).ok()
    }

    fn image(&self, family: u32) -> PathBuf {
        let file = self.home.path().join("RPI_PICO-20251209-v1.27.0.uf2");
        fs::write(&file, made::uf2(family, 700)).expect("write");
        file
    }

    fn flash(&self, image: &Path, words: &[&str]) -> Mpdeck {
        let mut line = mpdeck(["flash", "--drive"]);
        line.command.arg(self.folder()).arg(image).args(words);
        line
    }
}

#[test]
fn firmware_goes_to_the_drive_and_the_board_leaves_it() {
    let drive = Drive::of_a_pico();
    let image = drive.image(PICO);
    let bytes = fs::read(&image).expect("read");
    let line = drive.flash(&image, &["--yes", "--json"]);
    let shown = format!("{:?}", line.command);
    let (child, _home) = line.start();
    until("the whole firmware", LONG, String::new, || (drive.firmware()? == bytes).then_some(()));
    // the boot loader starts what it got
    fs::remove_file(drive.info()).expect("remove");
    let ran = finish(child, &shown).ends(0);
    let events: Vec<serde_json::Value> =
        ran.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!(names.first(), Some(&"plan"));
    assert!(names.contains(&"progress"), "{names:?}");
    let done = events.last().expect("an end");
    assert_eq!((&done["event"], &done["restarted"]), (&"done".into(), &true.into()));
    assert_eq!(done["firmware"]["chip"], "rp2040");
    same_shape("flash-uf2", &ran.out);
}

#[test]
fn firmware_for_another_chip_stays_away_from_the_drive() {
    let drive = Drive::of_a_pico();
    let image = drive.image(PICO_2);
    let ran = drive.flash(&image, &["--yes"]).run().ends(1);
    assert!(ran.err.contains("for RP2350") && ran.err.contains("Nothing was written"), "{ran:?}");
    assert_eq!(drive.firmware(), None);
}

#[test]
fn what_is_for_other_chips_is_refused() {
    let drive = Drive::of_a_pico();
    let image = drive.image(PICO);
    for word in ["--erase", "--offset=0", "--backup=all.bin"] {
        let ran = drive.flash(&image, &["--yes", word]).run().ends(2);
        assert!(ran.err.contains(word.split('=').next().expect("a word")), "{ran:?}");
    }
    assert_eq!(drive.firmware(), None);
}

#[test]
fn nobody_there_to_ask_means_no() {
    let drive = Drive::of_a_pico();
    let ran = drive.flash(&drive.image(PICO), &[]).run().ends(2);
    assert!(ran.err.contains("--yes"), "{ran:?}");
    assert_eq!(drive.firmware(), None);
}

#[test]
fn a_folder_that_is_no_drive_says_how_to_get_one() {
    let drive = Drive::of_a_pico();
    fs::remove_file(drive.info()).expect("remove");
    let ran = drive.flash(&drive.image(PICO), &["--yes"]).run().ends(1);
    assert!(ran.err.contains("BOOTSEL"), "{ran:?}");
}

/// The simulated board goes into a boot loader without a drive.
#[test]
fn a_named_board_is_sent_into_its_boot_loader_and_the_drive_is_waited_for() {
    let board = Board::start();
    let drive = Drive::of_a_pico();
    let mut line = on(super::at(&board), ["flash", "--yes"]);
    line.command.arg(drive.image(PICO));
    let shown = format!("{:?}", line.command);
    let (mut child, _home) = line.start();
    let mut err = BufReader::new(child.stderr.take().expect("stderr"));
    let mut said = String::new();
    while !said.contains("BOOTSEL") {
        assert_ne!(err.read_line(&mut said).expect("read"), 0, "{said}");
    }
    assert!(said.contains("to the board at"), "{said}");
    kill_process(Pid::from_child(&child), Signal::INT).expect("interrupt it");
    err.read_to_string(&mut said).expect("read");
    child.stderr = None;
    assert_eq!(child.wait().expect("the end").code(), Some(130), "{shown}: {said}");
}

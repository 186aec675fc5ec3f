//! What goes wrong in the wizard is said, and tried again until it works.

use std::time::Duration;

use mpdeck::demo::loader::{Chip, Fault, Pace, Running};

use super::wizard::{open, to_plan, with_image};
use super::{Bench, flashed};
use crate::screen::Screen;

/// At the plan of a bare ESP32.
fn at_plan() -> (Bench, Screen) {
    let bench = Bench::of(Chip::Esp32, Vec::new());
    let screen = with_image(&bench, Chip::Esp32, (80, 24));
    to_plan(&screen);
    (bench, screen)
}

fn runs(bench: &Bench, screen: &Screen) {
    screen.wait_for("runs on");
    assert_eq!(bench.chip.running(), Running::Firmware);
    let wanted = flashed(Chip::Esp32);
    assert!(bench.chip.flash()[..wanted.len()] == wanted[..], "the image is in the flash");
}

#[test]
fn a_write_that_was_stopped_says_what_is_left_and_is_begun_anew() {
    let bench = Bench::paced(Chip::Esp32, Pace { latency: Duration::from_millis(1) });
    let screen = with_image(&bench, Chip::Esp32, (80, 24));
    to_plan(&screen);
    screen.keys("y");
    screen.wait_until("the write", |text| text.contains("write") && text.contains("left"));
    screen.keys("\x1b");
    screen.wait_for("Stop in the middle?");
    // Enter is no yes
    screen.keys("\r");
    screen.wait_gone("Stop in the middle?");
    screen.keys("\x1b");
    screen.wait_for("Stop in the middle?");
    screen.keys("y");
    screen.wait_for("The board has no valid firmware now. Flash again.");
    screen.wait_for("Try again");
    screen.keys("\r");
    screen.wait_for("Yes: erase all, and write");
    screen.keys("y");
    runs(&bench, &screen);
}

#[test]
fn a_flash_that_fails_to_verify_is_tried_again_at_a_lower_rate() {
    let (bench, screen) = at_plan();
    // wrong once, right the next time
    bench.chip.misbehave(vec![Fault::BadCell(0x2_0000, 1)]);
    screen.keys("y");
    let told = screen.wait_for("what is in the flash is not");
    assert!(told.contains("no valid firmware"), "{told}");
    screen.wait_for("Try again at 230400 baud");
    screen.keys("j\r");
    screen.wait_for("--baud 230400");
    screen.keys("y");
    runs(&bench, &screen);
}

#[test]
fn a_board_that_is_unplugged_is_flashed_when_it_is_back() {
    let (bench, screen) = at_plan();
    bench.chip.misbehave(vec!["unplug@deflate-data:2".parse::<Fault>().expect("a fault")]);
    screen.keys("y");
    screen.wait_for("Plug it in again and flash again.");
    bench.chip.misbehave(Vec::new());
    bench.chip.plug();
    screen.wait_for("Try again");
    screen.keys("\r");
    screen.wait_for("Yes: erase all, and write");
    screen.keys("y");
    runs(&bench, &screen);
}

#[test]
fn files_that_are_on_the_board_are_kept_first() {
    let bench = Bench::of(Chip::Esp32, flashed(Chip::Esp32));
    let (name, bytes) = super::image(Chip::Esp32);
    std::fs::write(bench.folder().join(name), bytes).expect("write the image");
    let screen = bench.workbench((100, 30));
    screen.wait_for("No files on the board");
    let put = ["exec", "open('notes.txt', 'w').write('worth keeping')"];
    let ran = bench.run(&put);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    screen.keys("1G");
    open(&screen);
    screen.wait_for("whole (its");
    screen.keys("\r");
    screen.wait_for("its files");
    screen.keys("\r");
    screen.wait_for("Yes: write");
    screen.wait_for("Kept");
    screen.keys("y");
    screen.wait_for("runs on");
    let kept = std::fs::read_dir(bench.home.path().join("state/mpdeck/backups"))
        .expect("the folder of backups")
        .flatten()
        .map(|entry| entry.path().join("notes.txt"))
        .next()
        .expect("a backup");
    assert_eq!(std::fs::read_to_string(kept).expect("the file"), "worth keeping");
}

#[test]
fn the_whole_flash_is_kept_first_if_it_is_wanted() {
    let bench = Bench::of(Chip::Esp32, b"what was there".repeat(300));
    let screen = with_image(&bench, Chip::Esp32, (80, 24));
    let before = bench.chip.flash();
    screen.keys("\r");
    screen.wait_for("< nothing >");
    screen.keys("l");
    screen.wait_for("< all of its flash >");
    screen.keys("\r");
    screen.wait_for("Yes: erase all, and write");
    screen.keys("y");
    runs(&bench, &screen);
    screen.wait_for("Kept");
    let kept = std::fs::read_dir(bench.home.path().join("state/mpdeck/backups"))
        .expect("the folder of backups")
        .flatten()
        .map(|entry| entry.path())
        .next()
        .expect("a backup");
    assert!(std::fs::read(kept).expect("the file") == before);
}

//! The wizard, from a bare chip to its prompt.

use mpdeck::demo::loader::{Chip, Running};

use super::{Bench, flashed, image};
use crate::screen::Screen;

/// A workbench on a board that is bare, and an image for it in the folder.
pub(super) fn with_image(bench: &Bench, kind: Chip, size: (u16, u16)) -> Screen {
    let (name, bytes) = image(kind);
    std::fs::write(bench.folder().join(name), bytes).expect("write the image");
    let screen = bench.workbench(size);
    screen.wait_for("connected to");
    screen.wait_for("No firmware runs on chip");
    screen.wait_gone("Stop the program?");
    open(&screen);
    screen.wait_for("whole (its");
    screen
}

pub(super) fn open(screen: &Screen) {
    screen.keys("W");
    screen.wait_for("Flash MicroPython");
}

/// From the list of images to the plan; somebody presses the buttons.
pub(super) fn to_plan(screen: &Screen) -> String {
    screen.keys("\r");
    screen.wait_for("erase all first");
    screen.keys("\r");
    screen.wait_for("tap RESET");
    screen.wait_for("Yes: erase all, and write")
}

fn from_bare_to_prompt(kind: Chip, size: (u16, u16)) {
    let bench = Bench::of(kind, Vec::new());
    let mut screen = with_image(&bench, kind, size);
    let plan = to_plan(&screen);
    assert!(plan.contains("all files on the board"), "{plan}");
    assert!(bench.chip.flash().iter().all(|byte| *byte == 0xFF), "nothing before the yes");
    screen.keys("y");
    screen.wait_for("runs on");
    screen.wait_for("Its clock is set.");
    assert_eq!(bench.chip.running(), Running::Firmware);
    let (wanted, flash) = (flashed(kind), bench.chip.flash());
    // what is before it in the flash stays empty
    assert!(flash[..wanted.len()] == wanted[..], "the image is in the flash");
    screen.keys("\r");
    screen.wait_gone("Flash MicroPython");
    screen.keys("3");
    screen.wait_for("typing");
    screen.keys("6*7\r");
    screen.wait_for("42");
    screen.keys("\x1d");
    // it is offered first the next time
    screen.keys("1");
    open(&screen);
    screen.wait_for(" used ");
    screen.keys("\x1b");
    screen.wait_gone("Flash MicroPython");
    screen.keys("q");
    assert!(screen.ended().success());
}

#[test]
fn an_esp8266_goes_from_bare_to_its_prompt() {
    from_bare_to_prompt(Chip::Esp8266, (80, 24));
}

#[test]
fn an_esp32_goes_from_bare_to_its_prompt() {
    from_bare_to_prompt(Chip::Esp32, (120, 40));
}

#[test]
fn an_image_for_another_chip_is_refused_and_nothing_is_changed() {
    let bench = Bench::of(Chip::Esp32, Vec::new());
    let screen = with_image(&bench, Chip::Esp8266, (80, 24));
    screen.keys("\r");
    screen.wait_for("erase all first");
    screen.keys("\r");
    let told = screen
        .wait_until("the refusal", |text| text.contains("for the ESP8266, and this is an ESP32"));
    assert!(told.contains("not this"), "now that the chip is known, the list says so: {told}");
    assert!(bench.chip.flash().iter().all(|byte| *byte == 0xFF));
    screen.keys("\x1b");
    screen.wait_gone("Flash MicroPython");
}

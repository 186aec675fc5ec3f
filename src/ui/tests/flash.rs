//! The wizard that puts firmware on a board, step by step.

use std::path::PathBuf;

use super::cases;
use super::rig::Rig;
use super::screens::check;
use crate::app::{Action, FlashStep, Outcome, Overlay, Wizard};
use crate::model::*;

fn image(name: &str, chip: Chip, place: ImagePlace) -> ImageFile {
    let path = PathBuf::from(format!("/home/pi/firmware/{name}"));
    let date = name.split('-').find(|part| part.starts_with("20"));
    let about = Firmware {
        path: path.clone(),
        kind: ImageKind::Whole,
        chip,
        size: 1_789_440,
        version: name.split("-v").nth(1).map(|text| format!("v{}", text.trim_end_matches(".bin"))),
        board: name.split("-20").next().map(str::to_owned),
        date: date.map(|date| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..])),
        flash_size: None,
        checked: "SHA-256",
    };
    ImageFile { path, place, about: Ok(about) }
}

fn images() -> Vec<ImageFile> {
    let path = PathBuf::from("/home/pi/blink/data.bin");
    let why = Problem::failed("read /home/pi/blink/data.bin", "it is a text file, not firmware")
        .next("Firmware ends in .bin or .uf2: https://micropython.org/download has it.");
    vec![
        image("ESP32_GENERIC-20251209-v1.27.0.bin", Chip::Esp32, ImagePlace::Used),
        image("ESP32_GENERIC-SPIRAM-20250911-v1.26.1.bin", Chip::Esp32, ImagePlace::Downloaded),
        image("ESP8266_GENERIC-20251209-v1.27.0.bin", Chip::Esp8266, ImagePlace::Here),
        ImageFile { path, place: ImagePlace::Here, about: Err(why) },
    ]
}

fn found() -> FoundChip {
    FoundChip {
        chip: Chip::Esp32,
        mac: Some("24:0a:c4:01:02:03".into()),
        revision: Some("v3.1".into()),
        crystal: Some(40),
        flash_size: Some(4 << 20),
        secure_boot: false,
        encrypted: false,
        locked: false,
        stub: true,
        baud: 460_800,
    }
}

fn plan() -> Box<FlashPlan> {
    let Ok(firmware) = images().remove(0).about else { panic!("it is whole") };
    Box::new(FlashPlan {
        port: "/dev/ttyUSB0".into(),
        chip: Chip::Esp32,
        firmware,
        offset: 0x1000,
        size: 1_789_440,
        erase: true,
        flash_size: 4 << 20,
        esptool: "esptool --chip esp32 --port /dev/ttyUSB0 --baud 460800 write-flash --erase-all \
                  0x1000 /home/pi/firmware/ESP32_GENERIC-20251209-v1.27.0.bin"
            .into(),
    })
}

fn progress(what: &str, done: u64) -> FlashEvent {
    let what = what.to_owned();
    FlashEvent::Progress(Progress { what, done, total: 1_789_440, ..Progress::default() })
}

/// On the board that is shown, with images to choose from.
pub(super) fn picking() -> Rig {
    let mut rig = cases::usual();
    rig.does(Action::Flash);
    rig.flash(Ok(Outcome::Images(images())));
    rig
}

fn choosing() -> Rig {
    let mut rig = picking();
    rig.does(Action::Accept);
    rig
}

fn reaching() -> Rig {
    let mut rig = choosing();
    rig.does(Action::Accept);
    rig.flash_tells(FlashEvent::Kept("/home/pi/.local/state/mpdeck/backups/ttyUSB0-files".into()));
    rig.flash_tells(FlashEvent::Released);
    rig
}

pub(super) fn asking() -> Rig {
    let mut rig = reaching();
    rig.flash_tells(FlashEvent::Chip(found()));
    rig.flash_tells(FlashEvent::Plan(plan()));
    rig
}

pub(super) fn writing() -> Rig {
    let mut rig = asking();
    rig.does(Action::Yes);
    rig.flash_tells(FlashEvent::Note("going on at 230400 baud".into()));
    rig.flash_tells(progress("write", 0));
    rig.wait(4_000);
    rig.flash_tells(progress("write", 650_000));
    rig
}

fn wizard(rig: &mut Rig) -> &mut Wizard {
    match rig.state.overlays.last_mut() {
        Some(Overlay::Flash(wizard)) => wizard,
        other => panic!("no wizard: {other:?}"),
    }
}

#[test]
fn choosing_an_image() {
    check("flash_images", picking());
    let mut rig = cases::usual();
    rig.does(Action::Flash);
    rig.flash(Ok(Outcome::Images(Vec::new())));
    check("flash_no_images", rig);
    let mut rig = picking();
    wizard(&mut rig).says = Some(Chip::Esp8266);
    wizard(&mut rig).cursor.at = 3;
    check("flash_broken_image", rig);
    let mut rig = picking();
    let many = (0..40).map(|day| {
        let name = format!(
            "ESP32_GENERIC_WITH_A_VERY_LONG_NAME-202501{day:02}-v1.26.0-preview.123.gabcdef.bin"
        );
        image(&name, Chip::Esp32, ImagePlace::Downloaded)
    });
    wizard(&mut rig).images = many.collect();
    rig.screen(80, 24);
    rig.does(Action::Bottom);
    check("flash_many_images", rig);
}

#[test]
fn choosing_how() {
    check("flash_choices", choosing());
    check("flash_choices_ascii", choosing().plain());
}

#[test]
fn downloading() {
    let mut rig = picking();
    wizard(&mut rig).says = Some(Chip::Esp32);
    rig.does(Action::FlashDownload);
    let board = |board: &str, title: &str| FirmwareBoard {
        board: board.into(),
        title: title.into(),
        chip: Some(Chip::Esp32),
    };
    rig.flash(Ok(Outcome::FirmwareBoards(vec![
        board("ESP32_GENERIC", "ESP32 / WROOM Espressif"),
        board("M5STACK_ATOM", "Atom M5 Stack"),
    ])));
    check("flash_boards", rig);
    let mut rig = picking();
    wizard(&mut rig).says = Some(Chip::Esp32);
    rig.does(Action::FlashDownload);
    rig.flash(Err(Problem::failed(
        "list the boards that there is firmware for (https://micropython.org/download/?port=esp32)",
        "Could not resolve host: micropython.org",
    )
    .next("Check the connection, or download elsewhere and give mpdeck the file.")));
    check("flash_offline", rig);
}

#[test]
fn reaching_the_chip() {
    check("flash_reach", reaching());
    let mut rig = reaching();
    rig.flash_tells(FlashEvent::Hands(57));
    check("flash_hands", rig);
}

#[test]
fn the_plan() {
    check("flash_plan", asking());
    let mut rig = asking();
    let FlashStep::Ask { plan, .. } = &mut wizard(&mut rig).step else { panic!("it asks") };
    plan.erase = false;
    wizard(&mut rig).choices.erase = false;
    check("flash_plan_over", rig);
}

#[test]
fn working() {
    check("flash_write", writing());
    let mut rig = writing();
    rig.does(Action::Dismiss);
    check("flash_stop", rig);
}

#[test]
fn the_end() {
    let mut rig = writing();
    rig.flash(Err(Problem::failed(
        "verify the firmware at /dev/ttyUSB0",
        "what is in the flash is not what was sent",
    )
    .next(
        "The board has no valid firmware now. Flash again at a lower rate: --flash-baud 115200.",
    )));
    check("flash_failed", rig);
    let Ok(firmware) = images().remove(0).about else { panic!("it is whole") };
    let mut rig = writing();
    rig.mode(Mode::Flashing);
    let flashed = Flashed { firmware, verified: true, restarted: false };
    rig.flash(Ok(Outcome::Flashed(Box::new(flashed))));
    rig.mode(Mode::Opening);
    rig.mode(Mode::Attached);
    rig.wait(14_000);
    rig.send(crate::app::Msg::Tick);
    check("flash_start", rig);
}

#[test]
fn the_good_end() {
    let Ok(firmware) = images().remove(0).about else { panic!("it is whole") };
    let mut rig = writing();
    rig.mode(Mode::Flashing);
    let flashed = Flashed { firmware, verified: true, restarted: true };
    rig.flash(Ok(Outcome::Flashed(Box::new(flashed))));
    rig.mode(Mode::Opening);
    rig.mode(Mode::Attached);
    rig.mode(Mode::Friendly);
    rig.event(Event::Probed { board: BoardId(0), generation: Generation(1), info: cases::info() });
    rig.board(|_| None);
    check("flash_done", rig);
}

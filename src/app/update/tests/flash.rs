//! The wizard that puts firmware on a board.

use std::path::Path;

use super::*;
use crate::app::{
    BackUp, Choice, Doing, FirmwareOp, Fits, FlashOrder, FlashStep, Menu, Way, Wizard,
};
use crate::model::{
    Chip, Exit, Firmware, FlashEvent, FlashPlan, Flashed, FoundChip, ImageFile, ImageKind,
    ImagePlace, Progress,
};

fn firmware(name: &str, chip: Chip) -> Firmware {
    Firmware {
        path: Path::new("/f").join(name),
        kind: if name.ends_with("uf2") { ImageKind::Uf2 } else { ImageKind::Whole },
        chip,
        size: 600_000,
        version: Some("v1.27.0".into()),
        board: None,
        date: None,
        flash_size: None,
        checked: "MD5",
    }
}

fn image(name: &str, chip: Chip) -> ImageFile {
    let about = Ok(firmware(name, chip));
    ImageFile { path: Path::new("/f").join(name), place: ImagePlace::Here, about }
}

fn images() -> Vec<ImageFile> {
    let broken = Err(Problem::failed("read /f/bad.bin", "it is damaged").next("Download it again"));
    let bad = ImageFile { path: "/f/bad.bin".into(), place: ImagePlace::Used, about: broken };
    vec![bad, image("esp32.bin", Chip::Esp32), image("esp8266.bin", Chip::Esp8266)]
}

fn found(chip: Chip) -> FoundChip {
    FoundChip {
        chip,
        mac: None,
        revision: None,
        crystal: None,
        flash_size: Some(4 << 20),
        secure_boot: false,
        encrypted: false,
        locked: false,
        stub: true,
        baud: 460_800,
    }
}

fn plan() -> Box<FlashPlan> {
    Box::new(FlashPlan {
        port: "/dev/ttyUSB0".into(),
        chip: Chip::Esp8266,
        firmware: firmware("esp8266.bin", Chip::Esp8266),
        offset: 0,
        size: 600_000,
        erase: true,
        flash_size: 4 << 20,
        esptool: "esptool".into(),
    })
}

fn progress(what: &str, done: u64) -> FlashEvent {
    FlashEvent::Progress(Progress {
        what: what.into(),
        done,
        total: 600_000,
        ..Progress::default()
    })
}

fn wizard(deck: &Deck) -> &Wizard {
    deck.state.wizard().expect("the wizard")
}

fn step(deck: &Deck) -> &FlashStep {
    &wizard(deck).step
}

fn doing(deck: &Deck) -> Doing {
    match step(deck) {
        FlashStep::Work(work) => work.doing,
        other => panic!("no work: {other:?}"),
    }
}

fn ways(deck: &Deck) -> &Menu {
    match step(deck) {
        FlashStep::Failed { menu, .. } | FlashStep::Done { menu, .. } => menu,
        other => panic!("no ways: {other:?}"),
    }
}

impl Deck {
    fn tells(&mut self, event: FlashEvent) -> &mut Self {
        let flash = |effect: &Effect| match effect {
            Effect::Flash { job, .. } => Some(*job),
            _ => None,
        };
        let job = self.effects.iter().rev().find_map(flash).expect("work on a chip");
        self.event(Event::Flash { job, event })
    }

    /// A bare board, and the images that are on this computer.
    fn bare() -> Deck {
        let mut deck = Deck::new(Setup::default());
        let built_in = device("/dev/ttyUSB0", DeviceState::Free);
        deck.event(Event::Devices(vec![Device { candidate: false, ..built_in }]));
        deck.act(Action::FocusDevices).act(Action::Flash);
        deck.answer(Ok(Outcome::Images(images())));
        deck
    }

    /// In the middle of a write.
    fn writing() -> Deck {
        let mut deck = Deck::bare();
        deck.act(Action::Down).act(Action::Accept).act(Action::Accept);
        deck.tells(FlashEvent::Chip(found(Chip::Esp8266))).tells(FlashEvent::Plan(plan()));
        deck.act(Action::Yes).tells(progress("erase", 1)).tells(progress("write", 1000));
        deck
    }

    fn stopped(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::StopFlash { .. }))
    }
}

#[test]
fn images_that_fit_come_first_and_broken_ones_last() {
    let mut deck = Deck::bare();
    let names = |deck: &Deck| -> Vec<(String, Fits)> {
        let wizard = wizard(deck);
        let name =
            |image: &ImageFile| image.path.file_name().unwrap().to_string_lossy().into_owned();
        wizard.images.iter().map(|image| (name(image), wizard.fits(image))).collect()
    };
    assert_eq!(
        names(&deck),
        [
            ("esp32.bin".into(), Fits::Unknown),
            ("esp8266.bin".into(), Fits::Unknown),
            ("bad.bin".into(), Fits::Broken)
        ]
    );
    deck.act(Action::FlashChip);
    let asks =
        |effect: &Effect| matches!(effect, Effect::Flash { order: FlashOrder::Identify(_), .. });
    assert!(deck.last().is_some_and(asks));
    deck.answer(Ok(Outcome::Chip(found(Chip::Esp8266))));
    assert_eq!(names(&deck)[0], ("esp8266.bin".into(), Fits::Yes));
    assert_eq!(names(&deck)[1], ("esp32.bin".into(), Fits::No));
    // what cannot work is not begun
    for _ in 0..2 {
        deck.act(Action::Down).act(Action::Accept);
        assert!(matches!(step(&deck), FlashStep::Pick));
        assert!(wizard(&deck).trouble.is_some());
    }
    deck.act(Action::Top).act(Action::Accept);
    assert!(matches!(step(&deck), FlashStep::Choose));
    assert!(wizard(&deck).trouble.is_none());
}

#[test]
fn a_board_with_files_is_offered_to_keep_them() {
    let mut deck = Deck::connected();
    deck.act(Action::Flash);
    deck.answer(Ok(Outcome::Images(images())));
    let choices = wizard(&deck).choices;
    assert_eq!((choices.back_up, choices.erase), (BackUp::Files, false));
    deck.act(Action::Accept).act(Action::Accept);
    assert_eq!(doing(&deck), Doing::Files);
    let Some(Effect::Flash { board, order: FlashOrder::Flash { back_up, options }, .. }) =
        deck.last()
    else {
        panic!("{:?}", deck.last());
    };
    assert_eq!((*board, *back_up, options.yes), (Some(BOARD), BackUp::Files, false));
    // the same files are not read a second time after a failure
    deck.tells(FlashEvent::Kept("/b/files".into())).tells(FlashEvent::Released);
    assert_eq!(doing(&deck), Doing::Reach);
    assert_eq!(wizard(&deck).choices.back_up, BackUp::Nothing);
}

#[test]
fn nothing_is_written_without_a_clear_yes() {
    let mut deck = Deck::bare();
    deck.act(Action::Accept).act(Action::Accept).tells(FlashEvent::Plan(plan()));
    assert!(matches!(step(&deck), FlashStep::Ask { .. }));
    // the first key that may come is no yes
    deck.act(Action::Accept);
    let no = |effect: &Effect| matches!(effect, Effect::AnswerPlan { answer: Answer::No, .. });
    assert!(deck.last().is_some_and(no));
    deck.answer_flash(Err(Problem::new(Exit::Interrupted, "flash", "not wanted")));
    assert!(matches!(step(&deck), FlashStep::Choose));
    deck.act(Action::Accept).tells(FlashEvent::Plan(plan()));
    deck.act(Action::Down).act(Action::Accept);
    let yes = |effect: &Effect| matches!(effect, Effect::AnswerPlan { answer: Answer::Yes, .. });
    assert!(deck.last().is_some_and(yes));
    assert_eq!(doing(&deck), Doing::Erase);
}

#[test]
fn what_has_not_begun_stops_at_once_and_a_write_only_after_a_question() {
    let mut deck = Deck::bare();
    deck.act(Action::Accept).act(Action::Accept).act(Action::Dismiss);
    assert!(deck.stopped());
    deck.answer_flash(Err(Problem::interrupted("reach the loader")));
    assert!(matches!(step(&deck), FlashStep::Choose));

    let mut deck = Deck::writing();
    deck.act(Action::Dismiss);
    assert!(!deck.stopped());
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Dialog(_))));
    deck.act(Action::No);
    assert!(!deck.stopped());
    deck.act(Action::Cancel).act(Action::Yes);
    assert!(deck.stopped());
    let left = Problem::interrupted("write the firmware").next("The board has no valid firmware.");
    deck.answer_flash(Err(left.clone()));
    let FlashStep::Failed { problem, .. } = step(&deck) else { panic!("{:?}", step(&deck)) };
    assert_eq!(*problem, left);
    // keys of the panes do not lead away from a write
    let mut deck = Deck::writing();
    deck.act(Action::FocusLog);
    assert_eq!(deck.state.overlays.len(), 1);
    deck.act(Action::Quit);
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Dialog(_))), "quitting asks");
}

#[test]
fn a_question_whether_to_stop_goes_with_the_write() {
    let mut deck = Deck::writing();
    deck.act(Action::Dismiss);
    deck.answer_flash(Err(Problem::failed("verify", "it differs")));
    assert!(matches!(deck.state.overlays.last(), Some(Overlay::Flash(_))));
    assert!(!deck.stopped());
}

#[test]
fn what_failed_is_tried_again_also_slower() {
    let mut deck = Deck::writing();
    deck.answer_flash(Err(Problem::failed("verify the firmware", "it differs")));
    assert_eq!(ways(&deck).ways, [Way::Again, Way::Slower(230_400), Way::Other, Way::Close]);
    deck.effects.clear();
    deck.act(Action::Down).act(Action::Accept);
    let slow = |effect: &Effect| {
        matches!(effect, Effect::Flash { order: FlashOrder::Flash { options, .. }, .. }
            if options.loader.baud == 230_400)
    };
    assert!(deck.last().is_some_and(slow), "{:?}", deck.last());
    deck.answer_flash(Err(Problem::failed("reach the loader", "it does not answer")));
    deck.act(Action::Down).act(Action::Accept);
    deck.answer_flash(Err(Problem::failed("reach the loader", "it does not answer")));
    assert_eq!(ways(&deck).ways, [Way::Again, Way::Other, Way::Close], "not slower than slow");
}

#[test]
fn after_the_write_the_board_is_opened_greeted_and_set() {
    let mut deck = Deck::writing();
    let flashed = Flashed {
        firmware: firmware("esp8266.bin", Chip::Esp8266),
        verified: true,
        restarted: false,
    };
    deck.effects.clear();
    deck.answer_flash(Ok(Outcome::Flashed(Box::new(flashed))));
    assert!(matches!(step(&deck), FlashStep::Start { verified: true, restarted: false, .. }));
    assert!(deck.state.needs_tick());
    let kept = Effect::Remember(Choice::Image("/f/esp8266.bin".into()));
    assert!(deck.asked(&kept));
    assert!(deck.asked(&Effect::Connect { board: BOARD, port: "/dev/ttyUSB0".into() }));
    // no question whether to stop a program that nobody has seen
    deck.mode(FIRST, Mode::Opening).mode(FIRST, Mode::Attached);
    let probes =
        |effect: &Effect| matches!(effect, Effect::Command { command: Command::Greet, .. });
    assert!(!deck.effects.iter().any(probes));
    deck.mode(FIRST, Mode::Friendly);
    assert!(deck.effects.iter().any(probes));
    assert_eq!(ways(&deck).ways, [Way::Close], "no project, no sync");
    deck.event(Event::Probed { board: BOARD, generation: FIRST, info: info() });
    assert!(deck.effects.iter().any(|effect| matches!(effect, Effect::SetClock { .. })));
    deck.act(Action::Accept);
    assert_eq!(deck.state.overlays.len(), 0);
}

#[test]
fn firmware_is_downloaded_from_the_chip_to_the_file() {
    let mut deck = Deck::bare();
    deck.act(Action::FlashDownload).act(Action::Accept);
    let of = |effect: Option<&Effect>| match effect {
        Some(Effect::Firmware { op, .. }) => op.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(deck.last()), FirmwareOp::Boards(Chip::Esp8266));
    let board = crate::model::FirmwareBoard {
        board: "ESP8266_GENERIC".into(),
        title: "ESP8266".into(),
        chip: None,
    };
    deck.answer_flash(Ok(Outcome::FirmwareBoards(vec![board]))).act(Action::Accept);
    assert_eq!(of(deck.last()), FirmwareOp::Releases("ESP8266_GENERIC".into()));
    let release = crate::model::Release {
        file: "new.bin".into(),
        path: "/resources/firmware/new.bin".into(),
        board: "ESP8266_GENERIC".into(),
        version: None,
        date: None,
    };
    deck.answer_flash(Ok(Outcome::Releases(vec![release.clone()]))).act(Action::Accept);
    assert_eq!(of(deck.last()), FirmwareOp::Fetch(release));
    deck.answer_flash(Ok(Outcome::Image(Box::new(image("new.bin", Chip::Esp8266)))));
    assert!(matches!(step(&deck), FlashStep::Pick));
    assert_eq!(wizard(&deck).image(), Some(&image("new.bin", Chip::Esp8266)));
    // offline: back to the files, and it is said
    deck.act(Action::FlashDownload).act(Action::Accept);
    deck.answer_flash(Err(Problem::failed("list", "could not resolve host")));
    assert!(matches!(step(&deck), FlashStep::Pick));
    assert!(wizard(&deck).trouble.is_some());
    // what is left before it comes is not heard of any more
    deck.act(Action::FlashDownload).act(Action::Accept).act(Action::Dismiss);
    assert!(deck.stopped());
    deck.answer_flash(Ok(Outcome::FirmwareBoards(Vec::new())));
    assert!(matches!(step(&deck), FlashStep::Pick));
}

#[test]
fn a_path_that_was_typed_comes_first() {
    let mut deck = Deck::bare();
    deck.act(Action::FlashPath).text("~/my.bin").act(Action::Accept);
    let op = FirmwareOp::Look("~/my.bin".into());
    assert!(matches!(deck.last(), Some(Effect::Firmware { op: asked, .. }) if *asked == op));
    deck.answer_flash(Ok(Outcome::Image(Box::new(image("my.bin", Chip::Esp32)))));
    assert_eq!(wizard(&deck).cursor.at, 0);
    assert_eq!(wizard(&deck).images.len(), 4);
}

impl Deck {
    /// Ends what the wizard asked for last.
    fn answer_flash(&mut self, result: Result<Outcome, Problem>) -> &mut Self {
        let asked = |effect: &Effect| match effect {
            Effect::Flash { job, .. } | Effect::Firmware { job, .. } => Some(*job),
            _ => None,
        };
        let job = match self.state.wizard().and_then(|wizard| wizard.job) {
            Some(job) => job,
            None => self.effects.iter().rev().find_map(asked).expect("something was asked for"),
        };
        self.send(Msg::Answered { job, result })
    }
}

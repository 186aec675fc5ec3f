//! The whole screen, with each overlay.

use super::cases;
use super::rig::{PORT, Rig, as_text};
use crate::app::{Action, DiffView, Msg, Overlay, Pane, PlanView, Setup, Side, Viewer};
use crate::model::*;

pub(super) fn check(name: &str, mut rig: Rig) {
    let mut all = String::new();
    for (width, height) in [(80, 24), (120, 40)] {
        all += &format!("{width}x{height}\n{}\n", as_text(&rig.screen(width, height)));
    }
    snapshot(name, &all);
}

fn snapshot(name: &str, all: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!(format!("screen_{name}"), all);
    });
}

#[test]
fn panes() {
    check("empty", cases::empty());
    check("usual", cases::usual());
    check("overflowing", cases::overflowing());
    check("failing", cases::failing());
    check("ascii", cases::usual().plain());
}

#[test]
fn the_board_side() {
    let mut rig = cases::usual();
    rig.state.files.side = Side::Remote;
    check("board_side", rig);
}

#[test]
fn typing_and_zoom() {
    let mut rig = cases::usual();
    rig.does(Action::FocusRepl);
    check("typing", rig);
    let mut rig = cases::usual();
    rig.does(Action::Zoom);
    check("zoomed_files", rig);
}

#[test]
fn input_editor() {
    let mut rig = cases::usual();
    rig.does(Action::SwitchInput);
    rig.types("for i in range(3):  # thrice");
    rig.does(Action::NewLine);
    rig.types("print('ü', i)");
    check("input_editor", rig);
}

#[test]
fn editor() {
    let source = "\"\"\"Blinks.\n\nTwice.\"\"\"\nfrom machine import Pin\n\nled = Pin(2, Pin.OUT)  # blue\n\n\n\
                  def blink(n):\n\tfor i in range(n):\n\t\tled.toggle()\n\nblink(4)\n";
    check("editor", cases::edited(source));
    let mut rig = cases::edited(source);
    rig.screen(80, 24);
    rig.does(Action::GoToLine);
    rig.types("11");
    rig.does(Action::Accept);
    rig.types("# ");
    rig.does(Action::Search);
    rig.types("led");
    check("editor_find", rig);
    let mut rig = cases::edited(source);
    rig.does(Action::Replace);
    rig.types("led");
    rig.does(Action::Accept);
    rig.types("lamp");
    rig.does(Action::Accept);
    check("editor_replace", rig.plain());
    let mut rig = cases::edited("x = 1\n");
    rig.types("y");
    rig.does(Action::Close);
    check("editor_unsaved", rig);
    let long: String = (0..300).map(|n| format!("{n} {}\n", "中x".repeat(80))).collect();
    let mut rig = cases::edited(&long);
    rig.does(Action::Zoom);
    rig.screen(80, 24);
    for code in [KeyCode::PageDown, KeyCode::End] {
        rig.send(Msg::Key { key: Key::plain(code), action: None });
    }
    check("editor_overflowing", rig);
    check("editor_empty", cases::edited(""));
}

#[test]
fn narrow() {
    let mut rig = cases::usual();
    let mut all = String::new();
    for pane in Pane::ALL {
        rig.state.focus = pane;
        all += &format!("{}\n", as_text(&rig.screen(60, 16)));
    }
    snapshot("narrow", &all);
}

#[test]
fn help() {
    let mut rig = cases::usual();
    rig.does(Action::Help);
    check("help", rig);
    let mut rig = cases::usual();
    rig.does(Action::Help);
    rig.screen(80, 24);
    rig.does(Action::Bottom);
    check("help_bottom", rig);
}

#[test]
fn questions() {
    let mut rig = cases::usual();
    rig.does(Action::Delete);
    check("delete", rig);
    let mut rig = cases::usual();
    rig.event(Event::Asks {
        board: BoardId(0),
        question: QuestionId(1),
        asks: Question::StopProgram { board: BoardId(0), for_what: "read its files".into() },
    });
    check("stop_program", rig);
    let mut rig = cases::usual();
    let asks = Question::FirstSync { board: BoardId(0), plan: cases::plan() };
    rig.event(Event::Work(WorkEvent::Asks { question: QuestionId(2), asks }));
    check("first_sync", rig);
}

#[test]
fn plan() {
    let mut rig = cases::usual();
    rig.state.overlays.push(Overlay::Plan(PlanView::new(cases::plan())));
    check("plan", rig);
}

#[test]
fn conflicts() {
    let mut rig = cases::conflicts();
    cases::compared(&mut rig, "main.py", Ok(cases::differing()));
    check("conflict", rig);
    let mut rig = cases::conflicts();
    rig.does(Action::NextConflict);
    cases::compared(&mut rig, "lib/logo.bin", Ok(Comparison::Binary));
    check("conflict_binary", rig);
    let mut rig = cases::usual();
    let conflicts = vec!["main.py".to_owned()];
    let summary = SyncSummary { conflicts, ..SyncSummary::default() };
    rig.event(Event::Work(WorkEvent::Synced { board: BoardId(0), job: JobId(1), summary }));
    check("conflict_notice", rig);
}

#[test]
fn pinouts() {
    let mut rig = cases::usual();
    rig.does(Action::Pins);
    check("whose_pins", rig);
    let mut rig = cases::usual();
    rig.does(Action::Pins);
    rig.does(Action::Accept);
    rig.screen(80, 24);
    rig.does(Action::Filter);
    rig.types("adc2");
    rig.does(Action::Accept);
    check("pins", rig);
}

#[test]
fn themes() {
    let mut rig = cases::usual();
    rig.does(Action::Themes);
    check("themes", rig);
}

#[test]
fn lines_of_text() {
    let mut rig = cases::usual();
    rig.does(Action::NewFolder);
    rig.types("drivers");
    check("new_folder", rig);
    let mut rig = cases::usual();
    rig.does(Action::CommandLine);
    rig.types("put -r lib /");
    check("command_line", rig);
    let mut rig = cases::usual();
    rig.does(Action::Filter);
    rig.types("py");
    check("filter", rig);
    let mut rig = cases::usual();
    rig.does(Action::Palette);
    rig.types("reset");
    check("palette", rig);
}

#[test]
fn viewer() {
    let text = "from machine import Pin\nimport time\n\nled = Pin(2, Pin.OUT)\nwhile True:\n\tled.toggle()\n";
    let mut rig = cases::usual();
    let title = format!("/main.py on {PORT}");
    let viewer = Viewer::of_file("main.py", title.clone(), text.into(), text.len() as u64);
    rig.state.overlays.push(Overlay::Viewer(viewer));
    check("view_text", rig);
    let mut rig = cases::usual();
    let bytes: Vec<u8> = (0..=255).cycle().take(2_000).collect();
    rig.state.overlays.push(Overlay::Viewer(Viewer::new(title, bytes, 900_000)));
    check("view_hex", rig);
    let mut rig = cases::usual();
    let line = "14:03:00 mpdeck: open /dev/ttyUSB0: permission denied. Your user is not in the \
                group dialout: run `sudo usermod -aG dialout pi`, then log in again.";
    rig.state.overlays.push(Overlay::Viewer(Viewer::wrapped("Log".into(), line)));
    check("view_wrapped", rig);
}

#[test]
fn board_info_and_marked_boards() {
    let mut rig = cases::usual();
    rig.does(Action::FocusDevices);
    rig.does(Action::Mark);
    check("marked_board", rig);
    let mut rig = cases::usual();
    rig.does(Action::FocusDevices);
    rig.does(Action::Probe);
    rig.line("port          /dev/ttyUSB0\nchip          ESP32\nclock rate    160 MHz\n");
    check("board_info", rig);
    let mut rig = cases::usual();
    rig.does(Action::Doctor);
    rig.line(
        "BAD   permission    /dev/ttyUSB1 belongs to the group dialout, and you are not in it\n      \
         fix: sudo usermod -aG dialout pi   then log out and in again\nok    node          v20.11.1\n",
    );
    check("doctor", rig);
}

#[test]
fn devices_tell_all_where_there_is_room() {
    let mut rig = cases::usual();
    let usb = UsbInfo {
        vid: 0x10c4,
        pid: 0xea60,
        vendor: Some("Silicon Labs".into()),
        product: Some("CP2102".into()),
        serial: Some("0001".into()),
        path: Some("1-1.4:1.0".into()),
        interface: None,
    };
    let lamp = Device {
        usb: Some(usb),
        by_id: Some("/dev/serial/by-id/usb-Silicon_Labs_CP2102_0001-if00-port0".into()),
        alias: Some("lamp".into()),
        ..cases::device("/dev/ttyUSB0", "CP210x USB to UART bridge", DeviceState::Free)
    };
    let drive = cases::device("usb 1-2", "RP2040 in its boot loader", DeviceState::Drive);
    rig.event(Event::Devices(vec![lamp, drive]));
    rig.does(Action::FocusDevices);
    rig.does(Action::Zoom);
    check("devices_zoomed", rig);
    let mut rig = cases::usual();
    rig.does(Action::FocusDevices);
    rig.does(Action::Down);
    rig.does(Action::Probe);
    check("device_unprobed", rig);
}

#[test]
fn progress_and_notices() {
    let mut rig = cases::usual();
    let progress = |done| Event::Progress {
        board: BoardId(0),
        job: JobId(9),
        progress: Progress {
            what: "write /lib/ssd1306.py".into(),
            done,
            total: 28_549,
            file: 3,
            files: 12,
        },
    };
    rig.event(Event::Work(WorkEvent::Started { board: BoardId(0), job: JobId(9) }));
    rig.event(progress(0));
    rig.wait(1_000);
    rig.event(progress(11_264));
    check("progress", rig);
    let mut rig = cases::usual();
    rig.event(Event::Trouble {
        board: BoardId(0),
        problem: Problem::failed(
            "write /lib/ssd1306.py",
            "the board has no space left: 5.8K needed, 2.0K free",
        )
        .next("Delete files on the board, or send less."),
    });
    check("error_notice", rig);
    let mut rig = cases::usual();
    rig.send(Msg::Do(Action::SetClock));
    rig.wait(500);
    rig.send(Msg::Tick);
    check("job", rig);
}

#[test]
fn guide() {
    let mut rig = Rig::new(Setup { first_run: true, ..Setup::default() });
    rig.event(Event::Devices(vec![]));
    check("welcome", rig);
    let mut rig = cases::usual();
    rig.does(Action::Guide);
    check("guide", rig);
    let mut rig = cases::usual();
    rig.does(Action::Guide);
    rig.does(Action::Accept);
    check("guide_page", rig);
}

#[test]
fn diff() {
    let board = "from machine import Pin\nled = Pin(2, Pin.OUT)\n".repeat(3);
    let here = board.replacen("Pin(2", "Pin(4", 1);
    let mut rig = cases::usual();
    let title = format!("+ /home/pi/blink/main.py  - /main.py on {PORT}");
    rig.state.overlays.push(Overlay::Diff(DiffView::new(title, board.as_bytes(), here.as_bytes())));
    check("diff", rig);
}

#[test]
fn finder() {
    let mut rig = cases::usual();
    rig.does(Action::FocusFiles);
    rig.does(Action::SwitchSide);
    rig.does(Action::Find);
    rig.types("py");
    check("finder", rig);
}

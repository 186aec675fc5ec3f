//! Each built-in board is whole, and says what its sources say.

use std::collections::BTreeSet;

use super::built_in::{BOARDS, CHIPS};
use super::*;

fn board(id: &str) -> std::sync::Arc<Board> {
    Catalog::built_in().board(id).unwrap_or_else(|| panic!("no board {id}"))
}

/// What is on the pin of this label.
fn gpio(board: &Board, label: &str) -> u8 {
    let pin = board.pins().find(|pin| pin.label == label);
    pin.and_then(|pin| pin.gpio).unwrap_or_else(|| panic!("{label} of {}", board.id))
}

fn warned(board: &Board, label: &str) -> Vec<&'static str> {
    let pin = board.pins().find(|pin| pin.label == label).unwrap();
    pin.warnings.iter().map(|warning| warning.name()).collect()
}

/// The mistake in a user's board, with the text it points at.
fn mistake(text: &str) -> (String, String) {
    let mistake = Catalog::built_in().add("mine", text).unwrap_err();
    (mistake.what, text.get(mistake.span).unwrap_or_default().to_owned())
}

#[test]
fn every_file_is_read() {
    for (id, text) in CHIPS {
        file::chip(id, text).unwrap_or_else(|mistake| panic!("{id}: {mistake:?}"));
    }
    let mut catalog = Catalog::built_in();
    for (id, text) in BOARDS {
        catalog.add(id, text).unwrap_or_else(|mistake| panic!("{id}: {mistake:?}"));
    }
    assert_eq!((catalog.chips().len(), catalog.boards().len()), (CHIPS.len(), BOARDS.len()));
}

#[test]
fn no_board_has_a_gpio_twice_and_every_warning_is_shown() {
    for board in Catalog::built_in().boards() {
        let id = &board.id;
        let mut seen = BTreeSet::new();
        for pin in board.pins() {
            if let Some(gpio) = pin.gpio {
                assert!(seen.insert(gpio), "{id}: GPIO {gpio} twice");
                assert!(!pin.code.is_empty(), "{id}: {} has no code", pin.label);
            }
            for warning in &pin.warnings {
                assert!(pin.marks().contains(warning.mark()), "{id}: {}", pin.label);
                assert!(pin.minds().contains(&warning.says()), "{id}: {}", pin.label);
            }
        }
        // In the narrowest drawing too.
        let drawn: String = draw(board, 60)
            .iter()
            .map(|line| format!("{}{}\n", line.left.marks, line.right.marks))
            .collect();
        for pin in board.pins() {
            assert!(drawn.contains(&pin.marks()), "{id}: the marks of {} are missing", pin.label);
        }
        assert!(board.notes.iter().any(|note| note.contains("3.3 V") || note.contains("burn")));
        let sources = board.source.values().chain(board.chip.source.values());
        for source in sources {
            assert!(source.starts_with("https://") || id == "demo", "{id}: {source}");
        }
    }
}

#[test]
fn marks_and_names_of_warnings_are_told_apart() {
    let marks: BTreeSet<char> = Warning::ALL.map(Warning::mark).into();
    let names: BTreeSet<&str> = Warning::ALL.map(Warning::name).into();
    assert_eq!((marks.len(), names.len()), (Warning::ALL.len(), Warning::ALL.len()));
}

#[test]
fn every_chip_reads_the_levels_of_all_its_pins() {
    for chip in Catalog::built_in().chips() {
        for gpio in chip.gpio.keys() {
            let zeros = vec![0; chip.registers.len()];
            assert_eq!(chip.level(*gpio, &zeros), Some(false), "{} {gpio}", chip.id);
            let ones = vec![u32::MAX; chip.registers.len()];
            assert_eq!(chip.level(*gpio, &ones), Some(true), "{} {gpio}", chip.id);
        }
        assert!(chip.registers.iter().all(|register| register.address % 4 == 0), "{}", chip.id);
    }
    // GPIO16 of the ESP8266 and GPIO34 of the ESP32 stand in a word of their own.
    let esp8266 = &board("d1-mini").chip;
    assert_eq!(esp8266.level(16, &[0, 1]), Some(true));
    assert_eq!(esp8266.level(14, &[1 << 14, 0]), Some(true));
    assert_eq!(board("esp32-cam").chip.level(34, &[0, 4]), Some(true));
    assert_eq!(esp8266.level(17, &[!0, !0]), None);
}

#[test]
fn nodemcu() {
    let board = board("NodeMCU ESP8266");
    assert_eq!(board.rows(), 15);
    let labels = ["D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"];
    assert_eq!(labels.map(|label| gpio(&board, label)), [16, 5, 4, 0, 2, 14, 12, 13, 15]);
    assert_eq!(warned(&board, "D4"), ["boot", "led-low"]);
    assert_eq!(warned(&board, "SD3"), ["flash"]);
    assert!(board.led_says().unwrap().contains("off() lights it"));
}

#[test]
fn d1_mini() {
    let board = board("wemos");
    assert_eq!(board.rows(), 8);
    let labels = ["D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "TX", "RX"];
    assert_eq!(labels.map(|label| gpio(&board, label)), [16, 5, 4, 0, 2, 14, 12, 13, 15, 1, 3]);
    assert_eq!(warned(&board, "D8"), ["boot"]);
}

#[test]
fn esp32_devkit_38() {
    let board = board("esp32-devkit-38");
    assert_eq!(board.pins().count(), 38);
    let labels = ["VP", "VN", "D2", "D3", "CMD", "D1", "D0", "CLK"];
    assert_eq!(labels.map(|label| gpio(&board, label)), [36, 39, 9, 10, 11, 8, 7, 6]);
    for label in ["D0", "D1", "D2", "D3", "CMD", "CLK"] {
        assert_eq!(warned(&board, label), ["flash"]);
    }
    assert_eq!(warned(&board, "34"), ["input"]);
    assert_eq!(warned(&board, "12"), ["boot", "adc2"]);
    let dac = board.pins().filter(|pin| matches(pin, "dac")).map(|pin| pin.gpio);
    assert_eq!(dac.collect::<Vec<_>>(), [Some(25), Some(26)]);
    // 18 analogue inputs, of which GPIO37 and 38 are not led out
    assert_eq!(board.pins().filter(|pin| matches(pin, "adc")).count(), 16);
}

#[test]
fn esp32_devkit_30() {
    let board = board("doit");
    assert_eq!(board.pins().count(), 30);
    let labels = ["TX2", "RX2", "D34", "VP", "D2"];
    assert_eq!(labels.map(|label| gpio(&board, label)), [17, 16, 34, 36, 2]);
    assert!(board.led_says().unwrap().contains("on() lights it"));
}

#[test]
fn esp32_cam() {
    let board = board("esp32-cam");
    assert_eq!(board.pins().count(), 16);
    assert_eq!(["U0R", "U0T"].map(|label| gpio(&board, label)), [3, 1]);
    assert_eq!((board.leds[0].gpio, board.leds[0].lit_by), (Some(33), LitBy::Low));
    assert_eq!((board.leds[1].gpio, board.leds[1].lit_by), (Some(4), LitBy::High));
    assert!(warned(&board, "IO16").contains(&"flash"));
}

#[test]
fn esp32_s3_devkitc_1() {
    let board = board("esp32-s3-devkitc-1");
    assert_eq!(board.pins().count(), 44);
    assert_eq!(["TX", "RX"].map(|label| gpio(&board, label)), [43, 44]);
    for label in ["0", "3", "45", "46"] {
        assert!(warned(&board, label).contains(&"boot"), "{label}");
    }
    assert_eq!(warned(&board, "19"), ["adc2", "usb"]);
    assert_eq!(board.pins().filter(|pin| matches(pin, "touch")).count(), 14);
    assert_eq!(board.pins().filter(|pin| matches(pin, "adc1")).count(), 10);
    assert_eq!((board.leds[0].gpio, board.leds[0].lit_by), (Some(38), LitBy::NeoPixel));
}

#[test]
fn esp32_c3_devkitm_1() {
    let board = board("esp32-c3-devkitm-1");
    assert_eq!(board.pins().count(), 30);
    assert_eq!(["TX", "RX", "IO18"].map(|label| gpio(&board, label)), [21, 20, 18]);
    for label in ["IO2", "IO8", "IO9"] {
        assert!(warned(&board, label).contains(&"boot"), "{label}");
    }
    assert_eq!((board.leds[0].gpio, board.leds[0].lit_by), (Some(8), LitBy::NeoPixel));
}

#[test]
fn esp32_c3_supermini() {
    let board = board("supermini");
    assert_eq!(board.pins().filter(|pin| pin.gpio.is_some()).count(), 13);
    assert_eq!((board.leds[0].gpio, board.leds[0].lit_by), (Some(8), LitBy::Low));
    assert_eq!(warned(&board, "9"), ["boot"]);
}

#[test]
fn xiao_esp32c3() {
    let board = board("xiao");
    let labels = ["D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10"];
    assert_eq!(labels.map(|label| gpio(&board, label)), [2, 3, 4, 5, 6, 7, 21, 20, 8, 9, 10]);
    assert_eq!(board.led_says(), None);
}

#[test]
fn pico_and_pico_w() {
    let (pico, pico_w) = (board("pico"), board("pico-w"));
    assert_eq!(pico.pins().count(), 40);
    assert_eq!(pico.left.iter().chain(&pico.right).filter(|pin| pin.gpio.is_some()).count(), 26);
    for label in ["GP26", "GP27", "GP28"] {
        let pin = pico.pins().find(|pin| pin.label == label).unwrap();
        assert!(matches(pin, "adc"), "{label}");
    }
    let says = |board: &Board| board.leds[0].code.clone();
    assert_eq!((says(&pico), says(&pico_w)), ("Pin(25)".into(), "Pin(\"LED\")".into()));
    assert_eq!(pico.pins().count(), pico_w.pins().count());
}

#[test]
fn micro_bit() {
    let board = board("micro:bit");
    assert_eq!(["P0", "P1", "P2", "P19", "P20"].map(|label| gpio(&board, label)), [3, 2, 1, 0, 30]);
    assert_eq!(board.pins().find(|pin| pin.label == "P0").unwrap().code, "pin0");
    let shown = board.pins().filter(|pin| pin.warnings.contains(&Warning::Display)).count();
    assert_eq!(shown, 6);
}

#[test]
fn the_simulated_board_has_the_pins_of_a_pico() {
    assert_eq!(board("demo").pins().count(), 40);
}

#[test]
fn a_machine_string_tells_the_board_or_those_with_its_chip() {
    let catalog = Catalog::built_in();
    let one = |machine: &str| match catalog.found(machine) {
        Found::One(board) => board.id.clone(),
        other => panic!("{machine}: {other:?}"),
    };
    assert_eq!(one("Raspberry Pi Pico with RP2040"), "pico");
    assert_eq!(one("Raspberry Pi Pico W with RP2040"), "pico-w");
    assert_eq!(one("micro:bit with nRF51822"), "microbit");
    assert_eq!(one("JS with Emscripten"), "demo");
    assert_eq!(one("Generic ESP32S3 module with ESP32S3"), "esp32-s3-devkitc-1");
    let some = |machine: &str| match catalog.found(machine) {
        Found::Some(boards) => {
            boards.iter().map(|board| board.id.clone()).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{machine}: {other:?}"),
    };
    assert_eq!(some("ESP module with ESP8266"), "nodemcu d1-mini");
    assert_eq!(
        some("Generic ESP32 module with ESP32"),
        "esp32-devkit-30 esp32-devkit-38 esp32-cam"
    );
    assert_eq!(some("Some maker's board with RP2040"), "pico pico-w");
    for machine in ["", "STM32F4 board with STM32F405", "\u{1b}[31m"] {
        assert_eq!(catalog.found(machine), Found::Unknown, "{machine}");
    }
}

#[test]
fn pins_are_found_by_any_word_of_theirs() {
    let nodemcu = board("nodemcu");
    let found = |text: &str| {
        let pins = nodemcu.pins().filter(|pin| matches(pin, text));
        pins.map(|pin| pin.label.as_str()).collect::<Vec<_>>().join(" ")
    };
    for (text, labels) in [
        ("adc", "A0"),
        ("D5", "D5"),
        ("d1", "D1"),
        ("sda", "D2"),
        ("SPI1", "D5 D6 D7 D8"),
        ("gpio14", "D5"),
        ("14", "D5"),
        ("1", "TX"),
        ("boot", "D3 D4 D8"),
        ("flash", "SD3 SD2 SD1 CMD SD0 CLK D3"),
        ("uart rx", "RX"),
        ("gnd", "GND GND GND GND"),
        ("wake", "D0"),
        ("nothing", ""),
    ] {
        assert_eq!(found(text), labels, "{text}");
    }
}

#[test]
fn the_drawing_fits_and_what_a_pin_does_gives_way_first() {
    for board in Catalog::built_in().boards() {
        for width in [60, 76, 80, 120, 200] {
            let lines = draw(board, width);
            assert_eq!(lines.len(), board.rows());
            let cells = |half: &Half| {
                let parts = [&half.does, &half.gpio, &half.marks, &half.label];
                parts.map(|part| part.chars().count())
            };
            for line in &lines {
                assert_eq!(cells(&line.left), cells(&lines[0].left), "{} {width}", board.id);
                let side: usize = cells(&line.left).iter().sum::<usize>() + 5;
                assert!(2 * side + drawing::BODY <= width, "{} {width}: {side}", board.id);
            }
        }
    }
}

#[test]
fn a_mistake_in_a_users_board_names_its_place() {
    let text = |line: &str| {
        format!(
            "title = \"T\"\nchip = \"esp32\"\ntop = \"x\"\n{line}\n[source]\npins = \"https://x\"\n"
        )
    };
    for (line, what, at) in [
        ("left = [\"A=99\"]", "the ESP32 has no GPIO 99", "\"A=99\""),
        ("left = [\"A=x\"]", "`x` is no number of a GPIO", "\"A=x\""),
        ("left = [\"A=4\"]\nright = [\"B=4\"]", "GPIO 4 stands on this board twice", "\"B=4\""),
        ("like = \"picco\"", "unknown board `picco`", "\"picco\""),
    ] {
        assert_eq!(mistake(&text(line)), (what.to_owned(), at.to_owned()));
    }
    let (what, _) = mistake("title = \"T\"\ntop = \"x\"\nchip = \"esp23\"\n[source]\n");
    assert_eq!(what, "unknown chip `esp23`");
    let (what, at) = mistake(&text("lefft = []"));
    assert!(what.contains("unknown field `lefft`"), "{what}");
    assert_eq!(at, "lefft");
    let with_pin = format!("{}[pin.B]\nnote = \"x\"\n", text("left = [\"A=4\"]"));
    assert_eq!(mistake(&with_pin).0, "no pin of this board is called `B`");

    let mut catalog = Catalog::built_in();
    catalog.add("mine", &text("left = [\"A=4\", \"GND\"]")).unwrap();
    assert_eq!(gpio(&catalog.board("mine").unwrap(), "A"), 4);
    let before = catalog.boards().len();
    catalog.add("pico", &text("left = [\"A=4\"]")).unwrap();
    assert_eq!(catalog.boards().len(), before, "a user's board takes the place of ours");
}

//! The events of work on a chip keep their shape: each command's against its example in
//! `tests/json`.

use mpdeck::demo::loader::{Chip, Options};

use super::command::on;
use super::flash::with_flash;
use super::{firmware, plug};
use crate::cli::json::same_shape;

#[test]
fn every_command_keeps_the_shape_of_its_example() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("ESP32_GENERIC-20251209-v1.27.0.bin");
    std::fs::write(&image, firmware(Chip::Esp32, 50_000)).unwrap();
    let copy = folder.path().join("copy.bin");
    for kind in [Chip::Esp8266, Chip::Esp32] {
        let chip = with_flash(kind, 1 << 20);
        let json = |word: &str| {
            on(&chip.port).word(word).words(["--json", "--before", "none", "--after", "none"])
        };
        same_shape("info-chip", &json("info").word("--chip").run().ends(0).out);
        same_shape("backup", &json("backup").word(&copy).run().ends(0).out);
        std::fs::remove_file(&copy).unwrap();
        same_shape("erase", &json("erase").word("--yes").run().ends(0).out);
        if kind == Chip::Esp32 {
            let line = json("flash").word(&image).word("--backup").word(&copy);
            same_shape("flash", &line.words(["--yes", "--erase"]).run().ends(0).out);
        }
    }
    // and the one who has to press the buttons
    let hands = mpdeck::demo::loader::Hands::Helpful;
    let chip = plug(Options { hold_boot: false, hands, ..Options::new(Chip::Esp32) });
    let ran = on(&chip.port).word("flash").word(&image).words(["--yes", "--json"]).run().ends(0);
    same_shape("flash", &ran.out);
    assert!(ran.events().iter().any(|event| event["event"] == "hands"), "{}", ran.err);
}

//! Firmware from the site to the chip, all of it in the wizard.

use mpdeck::demo::loader::{Chip, Running};

use super::wizard::{open, to_plan};
use super::{Bench, flashed, image};
use crate::site;

const BOARDS: &str = r#"<a class="board-card" href="ESP8266_GENERIC"><div>ESP8266</div></a>"#;
const FILES: &str =
    r#"<a href="/resources/firmware/ESP8266_GENERIC-20251209-v1.27.0.bin">v1.27.0</a>"#;

fn page(path: &str) -> Option<Vec<u8>> {
    match path {
        "/download/?port=esp8266" => Some(BOARDS.into()),
        "/download/ESP8266_GENERIC/" => Some(FILES.into()),
        "/resources/firmware/ESP8266_GENERIC-20251209-v1.27.0.bin" => Some(image(Chip::Esp8266).1),
        _ => None,
    }
}

#[test]
fn a_bare_chip_without_any_image_gets_one_from_the_site() {
    let bench = Bench::of(Chip::Esp8266, Vec::new());
    let config = bench.home.path().join("config/mpdeck");
    std::fs::create_dir_all(&config).expect("a folder");
    let settings = format!("firmware_url = '{}'\n", site::serve(page));
    std::fs::write(config.join("config.toml"), settings).expect("write the settings");
    let screen = bench.workbench((80, 24));
    screen.wait_for("No firmware runs on chip");
    screen.wait_gone("Stop the program?");
    open(&screen);
    screen.wait_for("There is no firmware on this computer yet.");
    screen.keys("d");
    screen.wait_for("Firmware for which chip?");
    screen.keys("\r");
    screen.wait_for("Boards with an ESP8266");
    screen.wait_for("ESP8266_GENERIC");
    screen.keys("\r");
    screen.wait_for("ESP8266_GENERIC-20251209-v1.27.0.bin");
    screen.keys("\r");
    screen.wait_for(" cache ");
    to_plan(&screen);
    screen.keys("y");
    screen.wait_for("runs on");
    assert_eq!(bench.chip.running(), Running::Firmware);
    let wanted = flashed(Chip::Esp8266);
    assert!(bench.chip.flash()[..wanted.len()] == wanted[..], "the image is in the flash");
}

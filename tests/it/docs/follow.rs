//! A home for whoever follows a page or a tape: with a site that has firmware, and with
//! what the other tests have fetched.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::{board, made, site};

/// Below `home` come `config` and `cache`, for the variables of XDG.
pub fn prepare(home: &Path) {
    let config = home.join("config/mpdeck");
    fs::create_dir_all(&config).expect("make it");
    let site = site::serve(firmware);
    fs::write(config.join("config.toml"), format!("firmware_url = '{site}'\n")).expect("write");
    share_cache(&home.join("cache/mpdeck"));
}

/// What micropython.org would answer.
fn firmware(path: &str) -> Option<Vec<u8>> {
    let (board, name) = match path {
        "/download/?port=esp8266" => ("ESP8266_GENERIC", "Espressif ESP8266"),
        "/download/?port=esp32" => ("ESP32_GENERIC", "Espressif ESP32"),
        "/resources/firmware/ESP8266_GENERIC-20251209-v1.27.0.bin" => {
            return Some(made::esp8266(60_000));
        }
        "/resources/firmware/ESP32_GENERIC-20251209-v1.27.0.bin" => {
            return Some(made::esp32(0, 0x1000, 60_000));
        }
        _ => {
            let board = path.strip_prefix("/download/")?.strip_suffix('/')?;
            let file = format!("/resources/firmware/{board}-20251209-v1.27.0.bin");
            return Some(format!("<a href=\"{file}\">v1.27.0</a>").into());
        }
    };
    Some(format!("<a class=\"board-card\" href=\"{board}\"><div>{name}</div></a>").into())
}

/// What was fetched once for all tests is there; firmware made up for this one stays here.
fn share_cache(here: &Path) {
    fs::create_dir_all(here).expect("make it");
    let cache = board::options().cache;
    for entry in fs::read_dir(cache).into_iter().flatten().flatten() {
        if entry.file_name() != "firmware" {
            symlink(entry.path(), here.join(entry.file_name())).expect("link it");
        }
    }
}

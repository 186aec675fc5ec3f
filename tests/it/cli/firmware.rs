//! `mpdeck firmware` on a site with pages as micropython.org has them, on the loopback.

use std::fs;
use std::path::Path;

use super::json::same_shape;
use super::{Mpdeck, Ran, mpdeck};
use crate::{made, site};

const BOARDS: &str = r#"<a href="/download/?port=esp8266">esp8266</a>
  <a class="board-card" href="ESP8266_GENERIC"><div>ESP8266</div><div>Espressif</div></a>"#;
const FILES: &str = r#"
  <a href="/resources/firmware/ESP8266_GENERIC-20251209-v1.27.0.bin">v1.27.0</a>
  <a href="/resources/firmware/ESP8266_GENERIC-20250911-v1.26.1.bin">v1.26.1</a>"#;

/// The newest file is firmware, the other one a text.
fn page(path: &str) -> Option<Vec<u8>> {
    let content = match path {
        "/download/?port=esp8266" => BOARDS,
        "/download/ESP8266_GENERIC/" => FILES,
        path if path.ends_with("v1.27.0.bin") => return Some(made::esp8266(20_000)),
        path if path.starts_with("/resources/") => "no firmware",
        _ => return None,
    };
    Some(content.into())
}

fn firmware(home: &Path, site: &str, words: &[&str]) -> Ran {
    let config = home.join("config.toml");
    fs::write(&config, format!("firmware_url = '{site}'\n")).expect("write");
    let mpdeck: Mpdeck = mpdeck(["--config", config.to_str().expect("a plain path"), "firmware"]);
    let mut mpdeck = mpdeck.env("XDG_CACHE_HOME", home.to_str().expect("a plain path"));
    mpdeck.command.args(words);
    mpdeck.run()
}

#[test]
fn lists_boards_and_files_and_refuses_what_is_no_firmware() {
    let home = tempfile::tempdir().expect("a folder");
    let site = site::serve(page);
    let firmware = |words: &[&str]| firmware(home.path(), &site, words);
    let boards = firmware(&["--chip", "esp8266"]).ends(0);
    assert_eq!(boards.text(), "ESP8266_GENERIC  ESP8266 Espressif\n");
    let files = firmware(&["ESP8266_GENERIC"]).ends(0);
    assert!(files.text().starts_with("ESP8266_GENERIC-20251209-v1.27.0.bin\n"), "{files:?}");
    let unknown = firmware(&["ESP99"]).ends(1);
    assert!(unknown.err.contains("no such page"), "{unknown:?}");
    let text = firmware(&["ESP8266_GENERIC", "--get", "--release", "1.26.1"]).ends(1);
    assert!(
        text.err.contains(
            "firmware/ESP8266_GENERIC-20250911-v1.26.1.bin: it is a text file, not firmware"
        ),
        "{text:?}"
    );
    let kept = firmware(&["--json"]).ends(0);
    assert_eq!(kept.text().trim(), r#"{"kept":[]}"#);
    same_shape("firmware", &firmware(&["--chip", "esp8266", "--json"]).ends(0).out);
    let got = firmware(&["ESP8266_GENERIC", "--get", "--json"]).ends(0);
    assert!(got.err.contains("no checksums"), "{got:?}");
    same_shape("firmware-get", &got.out);
    same_shape("firmware-board", &firmware(&["ESP8266_GENERIC", "--json"]).ends(0).out);
}

#[test]
fn what_was_downloaded_is_listed() {
    let home = tempfile::tempdir().expect("a folder");
    let kept = home.path().join("mpdeck/firmware");
    fs::create_dir_all(&kept).expect("make the cache");
    fs::write(kept.join("X-20251209-v1.27.0.bin"), "x").expect("write");
    let ran = firmware(home.path(), "http://127.0.0.1:9", &[]).ends(0);
    assert!(ran.text().ends_with("/mpdeck/firmware/X-20251209-v1.27.0.bin\n"), "{ran:?}");
    let ran = firmware(home.path(), "http://127.0.0.1:9", &["--json"]).ends(0);
    same_shape("firmware-kept", &ran.out);
}

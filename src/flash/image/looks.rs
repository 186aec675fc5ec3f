//! What a file looks like that is no firmware, so that its owner sees what went wrong.

const STARTS: [(&[u8], &str); 12] = [
    (b"\x7fELF", "an ELF program"),
    (b"PK\x03\x04", "a zip archive: unpack it"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
    (b"\xfd7zXZ", "an xz archive: unpack it"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"DfuSe", "an image for STM32 boards (DFU)"),
    (b"MZ", "a Windows program"),
    (b"M\x06", "compiled Python (.mpy): copy it to the board with `mpdeck put`"),
    (b"M\x05", "compiled Python (.mpy): copy it to the board with `mpdeck put`"),
    (b"\xea", "an ESP8266 image of the second kind (0xEA), which needs its own loader"),
];

/// In words that go after "it is".
pub fn like(bytes: &[u8]) -> &'static str {
    if bytes.is_empty() {
        return "empty";
    }
    if let Some((_, what)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return what;
    }
    if bytes.iter().all(|byte| *byte == 0xff) {
        return "erased flash (only 0xFF bytes)";
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return "only zero bytes";
    }
    let start = &bytes[..bytes.len().min(4096)];
    // a letter cut in two at the end of the sample is no reason against text
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    if text.is_empty() || text.contains('\0') {
        return "of no kind that mpdeck knows";
    }
    text_like(text)
}

fn text_like(text: &str) -> &'static str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let small = text.to_lowercase();
    if small.starts_with("<!doctype") || small.starts_with("<html") || small.contains("<head") {
        return "a web page: the browser saved the page instead of the file";
    }
    if text.starts_with(':') && text.lines().take(3).all(|line| line.starts_with(':')) {
        return "an Intel HEX image";
    }
    let python = |line: &str| {
        ["import ", "from ", "def ", "class "].iter().any(|word| line.starts_with(word))
    };
    if text.lines().any(python) {
        return "a Python program: run it with `mpdeck run`";
    }
    "a text file"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_people_pick_by_mistake() {
        for (bytes, part) in [
            (&b""[..], "empty"),
            (b"\x7fELF\x01\x01", "ELF"),
            (b"<!DOCTYPE html>\n<html>", "web page"),
            (b"\n <html lang=en>", "web page"),
            (b"PK\x03\x04\x14", "zip"),
            (b"# blink\nimport machine\n", "Python"),
            (b"just words\n", "text"),
            (b":10000000\n:1000\n", "HEX"),
            (b"\xff\xff\xff\xff", "erased"),
            (b"\x00\x01\x02\x80", "no kind"),
            ("Gr\u{fc}\u{df}e".as_bytes(), "text"),
        ] {
            assert!(like(bytes).contains(part), "{bytes:?}: {}", like(bytes));
        }
    }
}

//! A plan in the words of esptool.

use std::path::Path;

use crate::flash::Plan;
use crate::model::Chip;

/// The same as an esptool command (version 5), one that runs.
pub(super) fn command(plan: &Plan, image: &Path, port: &str, baud: u32) -> String {
    let mut words = vec![
        "esptool".to_owned(),
        format!("--chip {}", plan.chip.word()),
        format!("--port {}", quoted(port)),
        format!("--baud {baud}"),
        "write-flash".to_owned(),
    ];
    if plan.erase {
        words.push("--erase-all".to_owned());
    }
    if plan.chip == Chip::Esp8266 {
        words.push("--flash-size detect".to_owned());
    }
    words.push(format!("{:#x}", plan.offset));
    words.push(quoted(&image.to_string_lossy()));
    words.join(" ")
}

/// For a shell.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:+@,".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_as_a_shell_takes_it() {
        let plan = Plan {
            chip: Chip::Esp8266,
            flash_size: 4 << 20,
            offset: 0,
            size: 600_000,
            erase: true,
            header: None,
        };
        assert_eq!(
            command(&plan, Path::new("it's new.bin"), "/dev/ttyUSB0", 460_800),
            r"esptool --chip esp8266 --port /dev/ttyUSB0 --baud 460800 write-flash --erase-all --flash-size detect 0x0 'it'\''s new.bin'"
        );
    }
}

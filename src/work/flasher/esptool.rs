//! A plan in the words of esptool.

use std::path::Path;

use crate::flash::Plan;
use crate::model::{After, Before, Chip, LoaderOptions};

/// The same as an esptool command (version 5), one that runs.
pub(super) fn command(plan: &Plan, image: &Path, port: &str, options: &LoaderOptions) -> String {
    let mut words = vec![
        "esptool".to_owned(),
        format!("--chip {}", plan.chip.word()),
        format!("--port {}", quoted(port)),
        format!("--baud {}", options.baud),
    ];
    words.extend(resets(options).map(str::to_owned));
    words.push("write-flash".to_owned());
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

/// How the chip comes into its loader and leaves it, where that is not esptool's usual way.
fn resets(options: &LoaderOptions) -> impl Iterator<Item = &'static str> {
    let before = match options.before {
        Before::None | Before::Hands => Some("--before no-reset"),
        Before::UsbJtag => Some("--before usb-reset"),
        // it has no word for crossed lines
        Before::Default | Before::Crossed => None,
    };
    let after = match options.after {
        After::None => Some("--after no-reset"),
        After::Default => None,
    };
    before.into_iter().chain(after)
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
        let options = LoaderOptions {
            chip: None,
            baud: 460_800,
            stub: true,
            before: Before::Hands,
            after: After::None,
        };
        assert_eq!(
            command(&plan, Path::new("it's new.bin"), "/dev/ttyUSB0", &options),
            r"esptool --chip esp8266 --port /dev/ttyUSB0 --baud 460800 --before no-reset --after no-reset write-flash --erase-all --flash-size detect 0x0 'it'\''s new.bin'"
        );
    }
}

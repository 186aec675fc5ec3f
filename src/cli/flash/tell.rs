//! What is shown of work on a chip, as text and as JSON, one event a line.

use serde_json::json;

use crate::cli::{Output, Printer};
use crate::flash::{Found, Job, Plan, Told};
use crate::model::{After, Chip, Firmware, Progress};

pub(super) struct Teller {
    printer: Printer,
    /// The last progress that went out as an event: what, and how many twentieths.
    last: (String, u64),
    asked_for_hands: bool,
}

impl Teller {
    pub(super) fn new(printer: &Printer) -> Teller {
        Teller { printer: printer.clone(), last: (String::new(), 0), asked_for_hands: false }
    }

    pub(super) fn tell(&mut self, told: Told) {
        match told {
            Told::Hands(seconds) => self.hands(seconds),
            Told::Note(text) => self.printer.note(text),
            Told::Progress(progress) => self.progress(progress),
        }
    }

    fn hands(&mut self, seconds: u64) {
        let event = json!({ "event": "hands", "seconds": seconds });
        // Each second is too much for a log.
        if !self.asked_for_hands {
            self.asked_for_hands = true;
            let text = format!(
                "no line resets this board: hold BOOT (GPIO0 or FLASH), tap RESET (EN), let go; \
                 waiting {seconds} s"
            );
            self.printer.status(event, text);
        }
    }

    fn progress(&mut self, progress: Progress) {
        let step = progress.done * 20 / progress.total.max(1);
        if self.last != (progress.what.clone(), step) {
            self.last = (progress.what.clone(), step);
            let event = json!({
                "event": "progress",
                "what": progress.what,
                "done": progress.done,
                "total": progress.total,
            });
            self.printer.quiet(event);
        }
        self.printer.progress(progress);
    }

    pub(super) fn chip(&self, job: &Job) {
        let Found { chip, flash_size, secure_boot, encrypted, locked, .. } = job.found;
        let mac = job.found.mac.map(|mac| mac.map(|byte| format!("{byte:02x}")).join(":"));
        let event = json!({
            "event": "chip",
            "chip": chip,
            "mac": mac,
            "flash_size": flash_size,
            "secure_boot": secure_boot,
            "encrypted": encrypted,
            "locked": locked,
            "stub": job.has_stub(),
            "baud": job.baud(),
        });
        let flash = match flash_size {
            Some(size) => format!("{} kB of flash", size >> 10),
            None => "a flash of unknown size".to_owned(),
        };
        let mac = mac.map(|mac| format!(", MAC {mac}")).unwrap_or_default();
        let lock = match (secure_boot, encrypted, locked) {
            (true, _, _) => ", secure boot on",
            (_, true, _) => ", flash encryption on",
            (_, _, true) => ", secure download mode on",
            _ => "",
        };
        self.printer.event(event, format!("{chip}, {flash}{mac}{lock}"));
    }

    pub(super) fn plan(&self, plan: &Plan, about: &Firmware, port: &str, baud: u32) {
        let command = esptool(plan, about, port, baud);
        let event = json!({
            "event": "plan",
            "firmware": about,
            "port": port,
            "offset": plan.offset,
            "size": plan.size,
            "erase": plan.erase,
            "esptool": command,
        });
        let version = about.version.as_ref().map(|version| format!(" {version}"));
        let text = format!(
            "{}{}, {} bytes, to {:#x} of the {} at {port}\nas {command}",
            crate::cli::name(&about.path.to_string_lossy()),
            version.unwrap_or_default(),
            plan.size,
            plan.offset,
            plan.chip,
        );
        self.printer.status(event, text);
    }

    pub(super) fn flashed(&self, about: &Firmware, verified: bool, restarted: bool, after: After) {
        let event = json!({
            "event": "done",
            "firmware": about,
            "verified": verified,
            "restarted": restarted && after == After::Default,
        });
        let verified = match verified {
            true => "flashed and verified",
            false => "flashed, but not verified: the ROM of an ESP8266 cannot tell",
        };
        let next = match (after, restarted) {
            (After::None, _) => "; it stays in its loader",
            (_, false) => "; tap RESET to start it",
            (_, true) => "",
        };
        self.printer.event(event, format!("{verified}{next}"));
    }
}

/// The same as an esptool command (version 5), one that runs.
fn esptool(plan: &Plan, about: &Firmware, port: &str, baud: u32) -> String {
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
    words.push(quoted(&about.path.to_string_lossy()));
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

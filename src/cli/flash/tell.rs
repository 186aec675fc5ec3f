//! What is shown of work on a chip, as text and as JSON, one event a line.

use std::sync::{Mutex, PoisonError};

use serde_json::json;

use crate::cli::{Output, Printer};
use crate::model::{After, Firmware, FlashEvent, FlashPlan, Flashed, FoundChip, Progress};

pub(super) struct Teller {
    printer: Printer,
    said: Mutex<Said>,
}

/// What need not be said again.
#[derive(Default)]
struct Said {
    /// The last progress that went out as an event: what, and how many twentieths.
    progress: (String, u64),
    asked_for_hands: bool,
}

impl Teller {
    pub(super) fn new(printer: &Printer) -> Teller {
        Teller { printer: printer.clone(), said: Mutex::default() }
    }

    pub(super) fn tell(&self, event: FlashEvent) {
        match event {
            FlashEvent::Released => {}
            FlashEvent::Chip(found) => self.chip(&found),
            FlashEvent::Kept(file) => {
                let text = format!("what was in the flash is in {}", file.display());
                self.printer.event(json!({ "event": "backup", "file": file }), text);
            }
            FlashEvent::Plan(plan) => self.plan(&plan),
            FlashEvent::Hands(seconds) => self.hands(seconds),
            FlashEvent::WantsDrive(seconds) => self.wants_drive(seconds),
            FlashEvent::Note(text) => self.printer.clone().note(text),
            FlashEvent::Progress(progress) => self.progress(progress),
        }
    }

    fn hands(&self, seconds: u64) {
        self.ask_for_hands(
            json!({ "event": "hands", "seconds": seconds }),
            format!(
                "no line resets this board: hold BOOT (GPIO0 or FLASH), tap RESET (EN), let go; \
                 waiting {seconds} s"
            ),
        );
    }

    fn wants_drive(&self, seconds: u64) {
        self.ask_for_hands(
            json!({ "event": "drive", "seconds": seconds }),
            format!(
                "waiting {seconds} s for the drive of a boot loader: hold BOOTSEL (or double-tap \
                 RESET) while you plug the board in"
            ),
        );
    }

    fn ask_for_hands(&self, event: serde_json::Value, text: String) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        // Each second is too much for a log.
        if !std::mem::replace(&mut said.asked_for_hands, true) {
            self.printer.status(event, text);
        }
    }

    fn progress(&self, progress: Progress) {
        let step = (progress.what.clone(), progress.done * 20 / progress.total.max(1));
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.progress != step {
            said.progress = step;
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

    fn chip(&self, found: &FoundChip) {
        let FoundChip { chip, mac, flash_size, secure_boot, encrypted, locked, stub, baud, .. } =
            found;
        let event = json!({
            "event": "chip",
            "chip": chip,
            "mac": mac,
            "revision": found.revision,
            "crystal": found.crystal,
            "flash_size": flash_size,
            "secure_boot": secure_boot,
            "encrypted": encrypted,
            "locked": locked,
            "stub": stub,
            "baud": baud,
        });
        let flash = match flash_size {
            Some(size) => format!("{} kB of flash", size >> 10),
            None => "a flash of unknown size".to_owned(),
        };
        let mac = mac.as_ref().map(|mac| format!(", MAC {mac}")).unwrap_or_default();
        let lock = match (secure_boot, encrypted, locked) {
            (true, _, _) => ", secure boot on",
            (_, true, _) => ", flash encryption on",
            (_, _, true) => ", secure download mode on",
            _ => "",
        };
        let revision = found.revision.as_ref().map(|text| format!(" {text}")).unwrap_or_default();
        let crystal = found.crystal.map(|rate| format!(", crystal {rate} MHz")).unwrap_or_default();
        let text = format!("{chip}{revision}, {flash}{crystal}{mac}{lock}");
        self.printer.event(event, text);
    }

    fn plan(&self, plan: &FlashPlan) {
        let FlashPlan { port, chip, firmware, offset, size, erase, flash_size, esptool } = plan;
        let event = json!({
            "event": "plan",
            "firmware": firmware,
            "port": port,
            "chip": chip,
            "flash_size": flash_size,
            "offset": offset,
            "size": size,
            "erase": erase,
            "esptool": esptool,
        });
        let version = firmware.version.as_ref().map(|version| format!(" {version}"));
        let text = format!(
            "{}{}, {size} bytes, to {offset:#x} of the {chip} at {port}\nthe same by \
             esptool: {esptool}",
            crate::cli::name(&firmware.path.to_string_lossy()),
            version.unwrap_or_default(),
        );
        self.printer.status(event, text);
    }

    pub(super) fn copy_plan(&self, firmware: &Firmware, to: &str) {
        let event = json!({ "event": "plan", "firmware": firmware, "to": to });
        let path = firmware.path.to_string_lossy();
        let file = crate::cli::name(&path);
        self.printer.status(event, format!("{file}, for the {}, to {to}", firmware.chip));
    }

    /// `port` is where the board has come back.
    pub(super) fn copied(&self, flashed: &Flashed, port: Option<&str>) {
        let Flashed { firmware, restarted, .. } = flashed;
        let event = json!({
            "event": "done",
            "firmware": firmware,
            "restarted": restarted,
            "port": port,
        });
        let text = match (restarted, port) {
            (false, _) => "copied; the drive is still there: tap RESET, or unplug the board".into(),
            (true, None) => "copied; the board runs it, and shows no port yet".into(),
            (true, Some(port)) => format!("copied; the board runs it, at {port}"),
        };
        self.printer.event(event, text);
    }

    pub(super) fn flashed(&self, flashed: &Flashed, after: After) {
        let Flashed { firmware, verified, restarted } = flashed;
        let event = json!({
            "event": "done",
            "firmware": firmware,
            "verified": verified,
            "restarted": *restarted && after == After::Default,
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

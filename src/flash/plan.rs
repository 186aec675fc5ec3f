//! Whether an image fits a chip, and what will happen to the flash. Nothing is erased
//! before this has been asked.

use super::esp::Found;
use super::image::{self, Image, Partition};
use crate::model::{Chip, Firmware, ImageKind, Problem};

/// What is about to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub chip: Chip,
    /// Bytes.
    pub flash_size: u32,
    /// Where the image goes, in bytes.
    pub offset: u32,
    /// Bytes of it.
    pub size: u32,
    /// All of the flash is erased first.
    pub erase: bool,
    /// The byte of the image that tells the size of the flash, where it has to be another.
    pub header: Option<(usize, u8)>,
}

const UNCHANGED: &str = "Nothing was changed on the board";
const SMALLER: &str = "Nothing was changed on the board. Take firmware for a smaller flash: its name may tell, as FLASH_4M or FLASH_1M.";

/// What the user asks for beyond the image.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    pub offset: Option<u32>,
    pub erase: bool,
}

impl Plan {
    /// Checks an image against the chip that was found; `table` is the partition table in
    /// its flash, where that was read.
    ///
    /// # Errors
    /// It is for another chip, does not fit, or goes elsewhere.
    pub fn make(
        image: &Image,
        found: &Found,
        wanted: Wanted,
        table: Option<&[Partition]>,
    ) -> Result<Plan, Problem> {
        let about = &image.about;
        suits(about, found)?;
        unlocked(found, "flash it")?;
        let flash_size = found.flash_size.ok_or_else(|| {
            refuse(about, "the size of its flash cannot be told")
                .next("Check the board's power and the flash's wiring.")
        })?;
        let (offset, room) = match about.kind {
            ImageKind::Application => application(image, wanted, table)?,
            _ => (found.chip.offset(), flash_size.saturating_sub(found.chip.offset())),
        };
        if let Some(asked) = wanted.offset.filter(|asked| *asked != offset) {
            let why = format!(
                "it goes to {offset:#x} on an {}, not to {asked:#x}: from there it would not start",
                found.chip
            );
            return Err(refuse(about, why).next("Leave --offset out."));
        }
        let size = u32::try_from(image.bytes.len()).unwrap_or(u32::MAX);
        if size > room {
            let why = format!("it has {size} bytes, and at {offset:#x} there is room for {room}");
            return Err(refuse(about, why).next(SMALLER));
        }
        finds_its_flash(about, flash_size)?;
        let header = (found.chip == Chip::Esp8266)
            .then(|| size_byte(&image.bytes, flash_size))
            .flatten()
            .map(|byte| (3, byte));
        Ok(Plan { chip: found.chip, flash_size, offset, size, erase: wanted.erase, header })
    }
}

fn refuse(about: &Firmware, why: impl Into<String>) -> Problem {
    Problem::failed(format!("flash {}", about.path.display()), why)
}

/// Refuses what is for another chip.
fn suits(about: &Firmware, found: &Found) -> Result<(), Problem> {
    if about.kind == ImageKind::Uf2 {
        let why = format!("it is a UF2 file, and a {} takes none", found.chip);
        return Err(refuse(about, why)
            .next(format!("{UNCHANGED}. Take the .bin file for the {}.", found.chip)));
    }
    if about.chip != found.chip {
        let why = format!("it is for the {}, and this is an {}", about.chip, found.chip);
        return Err(refuse(about, why).next(format!(
            "{UNCHANGED}. `mpdeck firmware --chip {}` lists what there is for it.",
            found.chip.word()
        )));
    }
    Ok(())
}

/// Refuses what is made for a larger flash: it stops at its start. An ESP8266 image is
/// made to fit by one byte of its header.
fn finds_its_flash(about: &Firmware, flash_size: u32) -> Result<(), Problem> {
    let needs = about.flash_size.filter(|_| about.kind == ImageKind::Whole);
    let Some(needs) = needs.filter(|needs| about.chip != Chip::Esp8266 && *needs > flash_size)
    else {
        return Ok(());
    };
    let megabytes = |size: u32| f64::from(size) / f64::from(1 << 20);
    let why = format!(
        "it is made for a flash of {} MB, and this board has {} MB: it would not start",
        megabytes(needs),
        megabytes(flash_size)
    );
    Err(refuse(about, why).next(SMALLER))
}

/// Refuses a chip that its owner has locked.
///
/// # Errors
/// Secure boot or flash encryption is on.
pub fn unlocked(found: &Found, what: &str) -> Result<(), Problem> {
    let lock = match (found.secure_boot, found.encrypted, found.locked) {
        (true, _, _) => "secure boot is on: it runs firmware only that its owner has signed",
        (_, true, _) => "flash encryption is on: plain firmware would not start",
        (_, _, true) => "secure download mode is on: its loader does little",
        _ => return Ok(()),
    };
    Err(Problem::failed(format!("{what}: an {}", found.chip), lock)
        .next(format!("{UNCHANGED}. This cannot be undone: take another board.")))
}

/// The place of an application and the room there, by the table in the flash.
fn application(
    image: &Image,
    wanted: Wanted,
    table: Option<&[Partition]>,
) -> Result<(u32, u32), Problem> {
    let refuse = |why: &str| {
        refuse(&image.about, why)
            .next("Take the .bin file without `.app` in its name: it has all that the board needs.")
    };
    if wanted.erase {
        return Err(refuse(
            "it is the application alone, and --erase would take away what starts it",
        ));
    }
    let table = table.ok_or_else(|| {
        refuse("it is the application alone, and there is no partition table on the board")
    })?;
    let place = image::application(table)
        .ok_or_else(|| refuse("the board's partition table has no place for an application"))?;
    Ok((place.offset, place.size))
}

/// Byte 3 of an ESP8266 image with the flash's size in its upper half; none if it is so
/// already, or if there is no number for that size.
fn size_byte(image: &[u8], flash_size: u32) -> Option<u8> {
    let number = match flash_size >> 10 {
        512 => 0x00,
        256 => 0x10,
        1024 => 0x20,
        2048 => 0x30,
        4096 => 0x40,
        8192 => 0x80,
        16384 => 0x90,
        _ => return None,
    };
    let old = *image.get(3)?;
    let new = number | old & 0x0F;
    (new != old).then_some(new)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::flash::image::{inspect, made, partitions};

    fn image(name: &str, bytes: Vec<u8>) -> Image {
        Image { about: inspect(Path::new(name), &bytes).unwrap(), bytes }
    }

    fn chip(chip: Chip, flash_size: u32) -> Found {
        Found {
            chip,
            mac: None,
            flash_size: Some(flash_size),
            secure_boot: false,
            encrypted: false,
            locked: false,
            details: crate::flash::esp::Details::default(),
        }
    }

    fn why(image: &Image, found: &Found, wanted: Wanted) -> String {
        Plan::make(image, found, wanted, None).unwrap_err().to_string()
    }

    #[test]
    fn whole_images_go_to_their_place() {
        let esp32 = image("a.bin", made::esp32(0, 0x1000, 5000));
        let plan =
            Plan::make(&esp32, &chip(Chip::Esp32, 4 << 20), Wanted::default(), None).unwrap();
        assert_eq!((plan.offset, plan.header), (0x1000, None));
        let esp8266 = image("b.bin", made::esp8266(5000));
        for (size, header) in
            [(4 << 20, None), (1 << 20, Some((3, 0x20))), (512 << 10, Some((3, 0)))]
        {
            let found = chip(Chip::Esp8266, size);
            let plan = Plan::make(&esp8266, &found, Wanted::default(), None).unwrap();
            assert_eq!((plan.offset, plan.header), (0, header));
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let esp32 = image("a.bin", made::esp32(0, 0x1000, 300_000));
        let usual = Wanted::default();
        let text = why(&esp32, &chip(Chip::Esp8266, 4 << 20), usual);
        assert!(text.contains("it is for the ESP32, and this is an ESP8266"), "{text}");
        let text = why(&esp32, &chip(Chip::Esp32, 256 << 10), usual);
        assert!(text.contains("there is room for"), "{text}");
        let elsewhere = Wanted { offset: Some(0), erase: false };
        let text = why(&esp32, &chip(Chip::Esp32, 4 << 20), elsewhere);
        assert!(text.contains("it goes to 0x1000 on an ESP32, not to 0x0"), "{text}");
        let uf2 = image("a.uf2", made::uf2(0xe48b_ff56, 4));
        let text = why(&uf2, &chip(Chip::Esp32, 4 << 20), usual);
        assert!(text.contains("it is a UF2 file"), "{text}");
        let mut larger = image("a.bin", made::esp32(9, 0, 5000));
        larger.about.flash_size = Some(8 << 20);
        let text = why(&larger, &chip(Chip::Esp32S3, 4 << 20), usual);
        assert!(text.contains("a flash of 8 MB, and this board has 4 MB"), "{text}");
        assert!(text.contains("FLASH_4M"), "{text}");
        let silent = Found { flash_size: None, ..chip(Chip::Esp32, 0) };
        assert!(why(&esp32, &silent, usual).contains("cannot be told"));
    }

    #[test]
    fn locked_chips_are_left_alone() {
        let esp32 = image("a.bin", made::esp32(0, 0x1000, 5000));
        let free = chip(Chip::Esp32, 4 << 20);
        for (found, word) in [
            (Found { secure_boot: true, ..free.clone() }, "secure boot"),
            (Found { encrypted: true, ..free.clone() }, "flash encryption"),
            (Found { locked: true, ..free }, "secure download"),
        ] {
            assert!(why(&esp32, &found, Wanted::default()).contains(word));
        }
    }

    #[test]
    fn an_application_alone_goes_where_the_table_says() {
        let app = image("a.app-bin", made::application(0, 5000));
        let found = chip(Chip::Esp32, 4 << 20);
        let table = partitions(&made::table()).unwrap();
        let plan = Plan::make(&app, &found, Wanted::default(), Some(&table)).unwrap();
        assert_eq!(plan.offset, 0x1_0000);
        assert!(why(&app, &found, Wanted::default()).contains("no partition table"));
        let erase = Wanted { offset: None, erase: true };
        let text = Plan::make(&app, &found, erase, Some(&table)).unwrap_err().to_string();
        assert!(text.contains("take away what starts it"), "{text}");
    }
}

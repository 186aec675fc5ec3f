//! A file of a chip or a board to what it says, and the mistakes in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::board::{Board, Led, LitBy, Pin};
use super::chip::{Chip, Gpio, Register};
use super::{Catalog, Warning};

/// What is wrong in a file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Bytes of the text.
    pub span: Range<usize>,
    pub what: String,
    /// May be empty.
    pub next: String,
}

impl Mistake {
    fn new(span: Range<usize>, what: impl Into<String>, next: impl Into<String>) -> Mistake {
        Mistake { span, what: what.into(), next: next.into() }
    }

    fn syntax(error: &toml::de::Error) -> Mistake {
        let what = error.message().lines().collect::<Vec<_>>().join(", ");
        Mistake::new(error.span().unwrap_or_default(), what, "")
    }
}

type Sources = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChipFile {
    name: String,
    machine: String,
    named: String,
    volts: f64,
    any_pin: String,
    source: Sources,
    levels: Option<LevelsFile>,
    gpio: BTreeMap<String, GpioFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelsFile {
    registers: Vec<RegisterFile>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    address: u32,
    first: u8,
    pins: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GpioFile {
    does: Vec<String>,
    #[serde(default)]
    warn: Vec<Warning>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoardFile {
    title: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    machines: Vec<String>,
    #[serde(default)]
    alone: bool,
    chip: Spanned<String>,
    like: Option<Spanned<String>>,
    top: String,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    left: Vec<Spanned<String>>,
    #[serde(default)]
    right: Vec<Spanned<String>>,
    source: Sources,
    #[serde(default)]
    led: Vec<Spanned<LedFile>>,
    #[serde(default)]
    pin: BTreeMap<String, Spanned<PinFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LedFile {
    gpio: Option<u8>,
    #[serde(default)]
    code: String,
    lit_by: LitByFile,
    what: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LitByFile {
    High,
    Low,
    NeoPixel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinFile {
    #[serde(default)]
    does: Vec<String>,
    #[serde(default)]
    warn: Vec<Warning>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    code: String,
}

/// # Errors
/// The first mistake in the file.
pub(super) fn chip(id: &str, text: &str) -> Result<Chip, Mistake> {
    let file: ChipFile = toml::from_str(text).map_err(|error| Mistake::syntax(&error))?;
    let mut gpio = BTreeMap::new();
    for (number, facts) in file.gpio {
        let number: u8 = number
            .parse()
            .map_err(|_| Mistake::new(0..0, format!("`{number}` is no number of a GPIO"), ""))?;
        let GpioFile { does, warn, note } = facts;
        gpio.insert(number, Gpio { does, warnings: warn, note });
    }
    let levels = file.levels.unwrap_or(LevelsFile { registers: Vec::new(), note: String::new() });
    let registers = levels.registers.iter().map(|register| Register {
        address: register.address,
        first: register.first,
        pins: register.pins,
    });
    Ok(Chip {
        id: id.to_owned(),
        name: file.name,
        machine: file.machine,
        named: file.named,
        decivolts: (file.volts * 10.0).round() as u32,
        any_pin: file.any_pin,
        registers: registers.collect(),
        levels_note: levels.note,
        gpio,
        source: file.source,
    })
}

/// # Errors
/// The first mistake in the file.
pub(super) fn board(id: &str, text: &str, known: &Catalog) -> Result<Board, Mistake> {
    let file: BoardFile = toml::from_str(text).map_err(|error| Mistake::syntax(&error))?;
    let Some(chip) = known.chip(file.chip.get_ref()) else {
        let all: Vec<&str> = known.chips.iter().map(|chip| chip.id.as_str()).collect();
        return Err(Mistake::new(
            file.chip.span(),
            format!("unknown chip `{}`", file.chip.get_ref()),
            format!("There are: {}.", all.join(", ")),
        ));
    };
    let (mut left, mut right) = match &file.like {
        None => (Vec::new(), Vec::new()),
        Some(like) => match known.board(like.get_ref()) {
            Some(other) => (other.left.clone(), other.right.clone()),
            None => {
                return Err(Mistake::new(
                    like.span(),
                    format!("unknown board `{}`", like.get_ref()),
                    "`mpdeck pins` lists them.",
                ));
            }
        },
    };
    // The LEDs of that other board hang elsewhere here.
    for pin in left.iter_mut().chain(&mut right) {
        pin.warnings.retain(|warning| !matches!(warning, Warning::Led | Warning::LedLow));
    }
    let mut taken: BTreeSet<u8> = left.iter().chain(&right).filter_map(|pin| pin.gpio).collect();
    for (pins, written) in [(&mut left, &file.left), (&mut right, &file.right)] {
        for text in written {
            pins.push(pin(text, &chip, &mut taken)?);
        }
    }
    let mut board = Board {
        id: id.to_owned(),
        title: file.title,
        also: file.also,
        machines: file.machines,
        alone: file.alone,
        chip,
        top: file.top,
        notes: file.notes,
        left,
        right,
        leds: Vec::new(),
        source: file.source,
    };
    for (label, facts) in file.pin {
        refine(&mut board, &label, facts)?;
    }
    for led in file.led {
        let span = led.span();
        light(&mut board, led.into_inner(), span)?;
    }
    Ok(board)
}

/// `D5=14`, or a label alone.
fn pin(
    written: &Spanned<String>,
    chip: &Arc<Chip>,
    taken: &mut BTreeSet<u8>,
) -> Result<Pin, Mistake> {
    let mistake = |what: String, next: &str| Mistake::new(written.span(), what, next);
    let Some((label, number)) = written.get_ref().split_once('=') else {
        let label = written.get_ref().clone();
        return Ok(Pin {
            label,
            gpio: None,
            name: String::new(),
            does: Vec::new(),
            warnings: Vec::new(),
            note: String::new(),
            code: String::new(),
        });
    };
    let gpio: u8 = number.trim().parse().map_err(|_| {
        mistake(format!("`{number}` is no number of a GPIO"), "Write a pin as \"D5=14\".")
    })?;
    let Some(facts) = chip.gpio.get(&gpio) else {
        return Err(mistake(format!("the {} has no GPIO {gpio}", chip.name), ""));
    };
    if !taken.insert(gpio) {
        return Err(mistake(
            format!("GPIO {gpio} stands on this board twice"),
            "Keep one of them.",
        ));
    }
    Ok(Pin {
        label: label.trim().to_owned(),
        gpio: Some(gpio),
        name: chip.gpio_name(gpio),
        does: facts.does.clone(),
        warnings: facts.warnings.clone(),
        note: facts.note.clone(),
        code: format!("Pin({gpio})"),
    })
}

fn refine(board: &mut Board, label: &str, facts: Spanned<PinFile>) -> Result<(), Mistake> {
    let span = facts.span();
    let mut pins = board.left.iter_mut().chain(&mut board.right);
    let Some(pin) = pins.find(|pin| pin.label == label) else {
        let what = format!("no pin of this board is called `{label}`");
        return Err(Mistake::new(span, what, "Name it in left or right first."));
    };
    let PinFile { does, warn, note, code } = facts.into_inner();
    pin.does.extend(does);
    pin.warnings.extend(warn);
    if !note.is_empty() {
        let own = std::mem::take(&mut pin.note);
        pin.note = if own.is_empty() { note } else { format!("{own}; {note}") };
    }
    if !code.is_empty() {
        pin.code = code;
    }
    Ok(())
}

fn light(board: &mut Board, file: LedFile, span: Range<usize>) -> Result<(), Mistake> {
    let lit_by = match file.lit_by {
        LitByFile::High => LitBy::High,
        LitByFile::Low => LitBy::Low,
        LitByFile::NeoPixel => LitBy::NeoPixel,
    };
    let code = match (file.gpio, file.code.is_empty()) {
        (_, false) => file.code,
        (Some(gpio), true) => format!("Pin({gpio})"),
        (None, true) => {
            return Err(Mistake::new(span, "an LED needs `gpio` or `code`", ""));
        }
    };
    let mut pins = board.left.iter_mut().chain(&mut board.right);
    let on = pins.find(|pin| file.gpio.is_some() && pin.gpio == file.gpio);
    if let Some(pin) = on {
        pin.warnings.push(if lit_by == LitBy::Low { Warning::LedLow } else { Warning::Led });
    }
    board.leds.push(Led { gpio: file.gpio, code, lit_by, what: file.what });
    Ok(())
}

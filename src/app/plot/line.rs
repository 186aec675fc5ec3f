//! The numbers in a line that a board printed, and their names. Understood is what people
//! print for plotters: `21.5`, `1 2 3`, `1,2`, `(1, 2)`, `temp:21.5,hum:40`, `x=1 y=2`,
//! `{'t': 21.5}`, `T: 21.5 C  H: 40 %`, a row of names before rows of numbers, and words
//! before numbers where a line has the same words as the one before.

/// A number of a line; none where the board had none to tell (`None`, `nan`).
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// As printed; none where only the place in the line tells them apart.
    pub name: Option<String>,
    pub value: Option<f64>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    Numbers(Vec<Number>),
    /// Numbers behind words without a sign between them: a sentence may look so too.
    Words(Vec<Number>),
    /// May be the names of what the next lines hold.
    Names(Vec<String>),
    Text,
}

/// Letters of a name; a longer one is a sentence.
const LONGEST_NAME: usize = 24;
/// Words of a name.
const MOST_WORDS: usize = 4;
/// Numbers in a line; more are a dump of memory.
const MOST: usize = 64;
/// No sensor's value is larger, and differences of these stay finite.
const LARGEST: f64 = 1e300;
/// Behind a value they are not the beginning of the next name.
const UNITS: &[&str] = &[
    "%", "°", "°C", "°F", "C", "F", "K", "V", "mV", "uV", "µV", "A", "mA", "uA", "µA", "W", "mW",
    "kW", "Hz", "kHz", "MHz", "Pa", "hPa", "kPa", "bar", "mbar", "lx", "lux", "ms", "us", "µs",
    "m", "cm", "mm", "km", "g", "kg", "mg", "dB", "dBm", "ppm", "ppb", "rpm", "deg", "rad", "N",
    "L", "ml", "Ohm", "Ω", "kΩ",
];
const PROMPTS: &[&str] = &[">>>", "...", "==="];

/// Reads a line without its end.
pub fn read(line: &str) -> Reading {
    let line = line.trim();
    if line.is_empty() || PROMPTS.iter().any(|prompt| line.starts_with(prompt)) {
        return Reading::Text;
    }
    let line = without_call(line);
    let numbers = values(line).or_else(|| pairs(line)).filter(|numbers| {
        numbers.len() <= MOST && numbers.iter().any(|number| number.value.is_some())
    });
    if let Some(numbers) = numbers {
        return Reading::Numbers(numbers);
    }
    if let Some(numbers) = words(line) {
        return Reading::Words(numbers);
    }
    names(line).map_or(Reading::Text, Reading::Names)
}

/// `Point(x=1, y=2)` is what stands in the brackets.
fn without_call(line: &str) -> &str {
    let inner = line.strip_suffix(')').and_then(|line| line.split_once('('));
    match inner {
        Some((name, inner))
            if !name.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
                && !inner.contains(['(', ')']) =>
        {
            inner
        }
        _ => line,
    }
}

fn separates(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | '\t')
}

fn wraps(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}')
}

/// Numbers alone, in brackets or not.
fn values(line: &str) -> Option<Vec<Number>> {
    let mut numbers = Vec::new();
    let fields: Vec<&str> = line.split(separates).collect();
    for (at, field) in fields.iter().enumerate() {
        let field = field.trim().trim_matches(wraps).trim();
        if field.is_empty() {
            // a comma at the end leaves nothing out
            if at + 1 < fields.len() {
                numbers.push(Number { name: None, value: None });
            }
            continue;
        }
        if fields.len() > 1 && is_time(field) {
            numbers.push(Number { name: None, value: None });
            continue;
        }
        let mut after_number = false;
        for word in field.split_whitespace() {
            let word = word.trim_matches(wraps);
            if word.is_empty() || std::mem::take(&mut after_number) && UNITS.contains(&word) {
                continue;
            }
            let value = value(word)?;
            after_number = value.is_some();
            numbers.push(Number { name: None, value });
        }
    }
    Some(numbers)
}

/// Names with a colon or an equals sign before each number.
fn pairs(line: &str) -> Option<Vec<Number>> {
    let mut numbers = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once([':', '=']) {
        let name = name(before, !numbers.is_empty())?;
        let after = after.trim_start_matches([' ', '\t']);
        if let Some(list) = after.strip_prefix(['(', '[']) {
            let (list, behind) = list.split_once([')', ']'])?;
            numbers.extend(numbered(&name, values(list)?));
            rest = behind;
            continue;
        }
        let end = after
            .find(|c: char| c.is_whitespace() || separates(c) || wraps(c))
            .unwrap_or(after.len());
        let value = value(&after[..end])?;
        rest = &after[end..];
        let more = rest.trim_start();
        if numbers.is_empty() && more.starts_with(separates) && !more.contains([':', '=']) {
            // `acc: 1, 2, 3`
            let mut all = vec![Number { name: None, value }];
            all.extend(values(&more[1..])?);
            return Some(numbered(&name, all));
        }
        numbers.push(Number { name: Some(name), value });
    }
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || separates(c) || wraps(c));
    (rest.is_empty() || UNITS.contains(&rest)).then_some(numbers)
}

/// `acc 1`, `acc 2`; a single one needs no number.
fn numbered(name: &str, numbers: Vec<Number>) -> Vec<Number> {
    let one = numbers.len() == 1;
    let named = |(at, number): (usize, Number)| {
        let name = if one { name.to_owned() } else { format!("{name} {}", at + 1) };
        Number { name: Some(name), ..number }
    };
    numbers.into_iter().enumerate().map(named).collect()
}

/// Words and numbers in turn.
fn words(line: &str) -> Option<Vec<Number>> {
    let mut numbers: Vec<Number> = Vec::new();
    let mut before = String::new();
    for word in line.split(|c: char| c.is_whitespace() || separates(c)).filter(|w| !w.is_empty()) {
        if let Some(value) = value(word) {
            let name = name(&before, !numbers.is_empty())?;
            numbers.push(Number { name: Some(name), value });
            before.clear();
        } else {
            before.push_str(word);
            before.push(' ');
        }
    }
    let rest = before.trim();
    (!numbers.is_empty() && (rest.is_empty() || UNITS.contains(&rest))).then_some(numbers)
}

/// Two names or more, between commas or blanks.
fn names(line: &str) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = if line.contains(separates) {
        line.trim_end_matches(separates).split(separates).map(|part| name(part, false)).collect()
    } else {
        line.split_whitespace().map(|part| name(part, false)).collect()
    };
    names.filter(|names| (2..=MOST).contains(&names.len()))
}

/// The name that stands before a number; behind a value its unit comes first.
fn name(text: &str, behind_value: bool) -> Option<String> {
    let quiet = |c: char| c.is_whitespace() || separates(c) || wraps(c) || matches!(c, '"' | '\'');
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if behind_value && words.len() > 1 && words.first().is_some_and(|word| UNITS.contains(word)) {
        words.remove(0);
    }
    let name = words.join(" ");
    // the bracket that a name ends with belongs to it: `temp (C)`
    let name = name.trim_start_matches(quiet);
    let name = match name.contains(['(', '[']) {
        true => name.trim_end_matches(['"', '\'']),
        false => name.trim_end_matches(quiet),
    };
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | ' ' | '.' | '-' | '/' | '%' | '°') || wraps(c)
    };
    let good = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(plain)
        && !name.chars().any(crate::app::clean::unsafe_to_show)
        && name.chars().count() <= LONGEST_NAME
        && name.split_whitespace().count() <= MOST_WORDS;
    good.then(|| name.to_owned())
}

/// A word that is a number, perhaps with its unit, or says that there is none.
fn value(word: &str) -> Option<Option<f64>> {
    match word {
        "None" | "nan" | "NaN" | "inf" | "-inf" | "null" => return Some(None),
        "True" | "true" => return Some(Some(1.0)),
        "False" | "false" => return Some(Some(0.0)),
        _ => {}
    }
    let quoted = word.trim_matches(['"', '\'']);
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    let end = quoted.find(|c| !digits(c)).unwrap_or(quoted.len());
    let (number, unit) = quoted.split_at(end);
    if !number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    if !(unit.is_empty() || UNITS.contains(&unit)) {
        return None;
    }
    Some(Some(number).filter(|number| number.abs() <= LARGEST))
}

/// A date or a time of day, as loggers put before their numbers.
fn is_time(field: &str) -> bool {
    let fits = |c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | '/' | '.' | 'T' | 'Z' | ' ');
    field.len() >= 5
        && field.starts_with(|c: char| c.is_ascii_digit())
        && field.matches([':', '-', '/']).count() >= 1
        && field.parse::<f64>().is_err()
        && field.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(values: &[f64]) -> Reading {
        let number = |value: &f64| Number { name: None, value: Some(*value) };
        Reading::Numbers(values.iter().map(number).collect())
    }

    fn named(pairs: &[(&str, f64)]) -> Reading {
        Reading::Numbers(numbers(pairs))
    }

    fn numbers(pairs: &[(&str, f64)]) -> Vec<Number> {
        let number = |(name, value): &(&str, f64)| Number {
            name: Some((*name).to_owned()),
            value: Some(*value),
        };
        pairs.iter().map(number).collect()
    }

    #[test]
    fn reads_numbers_alone() {
        for (line, values) in [
            ("21.5", &[21.5][..]),
            ("  -3 ", &[-3.0]),
            ("1e-3", &[0.001]),
            ("+.5", &[0.5]),
            ("1 2 3", &[1.0, 2.0, 3.0]),
            ("1,2,3", &[1.0, 2.0, 3.0]),
            ("1;2", &[1.0, 2.0]),
            ("1\t2", &[1.0, 2.0]),
            ("1, 2,", &[1.0, 2.0]),
            ("(1, -2.5)", &[1.0, -2.5]),
            ("[1, 2, 3]", &[1.0, 2.0, 3.0]),
            ("((1, 2), (3, 4))", &[1.0, 2.0, 3.0, 4.0]),
            ("(42,)", &[42.0]),
            ("21.5C, 40%", &[21.5, 40.0]),
            ("21.5 C", &[21.5]),
            ("True", &[1.0]),
        ] {
            assert_eq!(read(line), plain(values), "{line:?}");
        }
    }

    #[test]
    fn a_number_that_is_missing_keeps_its_place() {
        let read = |line| match read(line) {
            Reading::Numbers(numbers) => numbers.into_iter().map(|number| number.value).collect(),
            other => panic!("{line}: {other:?}"),
        };
        let values: Vec<Option<f64>> = read("(21.5, None)");
        assert_eq!(values, [Some(21.5), None]);
        assert_eq!(read("1,,3"), [Some(1.0), None, Some(3.0)]);
        assert_eq!(read("nan 2"), [None, Some(2.0)]);
        assert_eq!(read("1e999,2"), [None, Some(2.0)]);
        assert_eq!(read("12:30:05,21.5"), [None, Some(21.5)]);
        assert_eq!(read("2026-11-26 12:30:05, 21.5"), [None, Some(21.5)]);
    }

    #[test]
    fn reads_numbers_with_names() {
        for (line, pairs) in [
            ("temp:21.5", &[("temp", 21.5)][..]),
            ("temp: 21.5", &[("temp", 21.5)]),
            ("temp=21.5", &[("temp", 21.5)]),
            ("x = 1, y = 2", &[("x", 1.0), ("y", 2.0)]),
            ("x:1,y:2", &[("x", 1.0), ("y", 2.0)]),
            ("x:1 y:2", &[("x", 1.0), ("y", 2.0)]),
            ("x:1\ty:2", &[("x", 1.0), ("y", 2.0)]),
            (
                "Random walk: 123 just random: 456",
                &[("Random walk", 123.0), ("just random", 456.0)],
            ),
            ("T: 21.5 C  H: 40 %", &[("T", 21.5), ("H", 40.0)]),
            ("T: 21.5°C, H: 40%", &[("T", 21.5), ("H", 40.0)]),
            ("temp (C): 21.5", &[("temp (C)", 21.5)]),
            ("sensor 1: 7", &[("sensor 1", 7.0)]),
            ("{'temp': 21.5, 'hum': 40}", &[("temp", 21.5), ("hum", 40.0)]),
            ("{\"temp\": 21.5}", &[("temp", 21.5)]),
            ("Point(x=1, y=2)", &[("x", 1.0), ("y", 2.0)]),
            ("acc: (1, 2, 3)", &[("acc 1", 1.0), ("acc 2", 2.0), ("acc 3", 3.0)]),
            ("acc: 1, 2, 3", &[("acc 1", 1.0), ("acc 2", 2.0), ("acc 3", 3.0)]),
            ("pressed: True", &[("pressed", 1.0)]),
        ] {
            assert_eq!(read(line), named(pairs), "{line:?}");
        }
    }

    #[test]
    fn words_before_numbers_and_rows_of_names_need_a_second_look() {
        let words = numbers(&[("Temp", 21.5), ("Hum", 40.0)]);
        assert_eq!(read("Temp 21.5 Hum 40"), Reading::Words(words.clone()));
        assert_eq!(read("Temp 21.5 C Hum 40 %"), Reading::Words(words));
        let names = |names: &[&str]| Reading::Names(names.iter().map(|n| (*n).into()).collect());
        assert_eq!(read("temp,hum"), names(&["temp", "hum"]));
        assert_eq!(read("temp (C), hum (%)"), names(&["temp (C)", "hum (%)"]));
        assert_eq!(read("temp hum"), names(&["temp", "hum"]));
    }

    #[test]
    fn text_prompts_and_echoes_are_no_numbers() {
        for line in [
            "",
            ">>> 1 + 1",
            ">>> x = 5",
            "... 5",
            "=== print(3)",
            "MicroPython v1.27.0 on 2025-12-09; Generic ESP32 module with ESP32",
            "Traceback (most recent call last):",
            "  File \"main.py\", line 3, in <module>",
            "OSError: [Errno 2] ENOENT",
            "ip: 192.168.1.4",
            "192.168.1.4",
            "2026-11-26",
            "12:30:05",
            "time: 12:30:05",
            "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
            "load:0x3fff0030,len:1184",
            "a4:cf:12:00:11:22",
            "http://example.org:8080/1",
            "done.",
            "x == 5",
            "it took 5 tries to connect to the network at home",
            "None",
            "3rd",
        ] {
            let found = read(line);
            let numbers = matches!(found, Reading::Numbers(_));
            assert!(!numbers, "{line:?}: {found:?}");
        }
    }

    proptest! {
        #[test]
        fn any_line_is_read_without_harm(line in "\\PC{0,120}|[0-9a-z:=,;()\\[\\]{} .+\\-'\"\t]{0,80}") {
            if let Reading::Numbers(numbers) | Reading::Words(numbers) = read(&line) {
                for number in numbers {
                    prop_assert!(number.value.is_none_or(f64::is_finite));
                    prop_assert!(number.name.is_none_or(|name| name.chars().count() <= LONGEST_NAME + 4));
                }
            }
        }

        #[test]
        fn what_is_printed_comes_back(
            values in prop::collection::vec(-1e9..1e9_f64, 1..8),
            form in 0..5_usize,
        ) {
            let parts: Vec<String> = values.iter().map(f64::to_string).collect();
            let line = match form {
                0 => parts.join(" "),
                1 => parts.join(","),
                2 => format!("({})", parts.join(", ")),
                3 => parts.iter().enumerate().map(|(n, v)| format!("s{n}:{v}")).collect::<Vec<_>>().join(","),
                _ => parts.iter().enumerate().map(|(n, v)| format!("s{n} = {v}")).collect::<Vec<_>>().join(" "),
            };
            let Reading::Numbers(numbers) = read(&line) else { panic!("{line}") };
            let back: Vec<f64> = numbers.iter().filter_map(|number| number.value).collect();
            prop_assert_eq!(back, values);
        }
    }
}

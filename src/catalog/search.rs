//! Finding pins by any word of theirs: `adc`, `D5`, `sda`, `14`, `boot`.

use super::Pin;

/// Whether a pin is what was searched for; every word has to be found in it. A number
/// is a GPIO's, whole: `1` is not 12.
pub fn matches(pin: &Pin, text: &str) -> bool {
    text.split_whitespace().all(|word| has(pin, &word.to_lowercase()))
}

fn has(pin: &Pin, word: &str) -> bool {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return pin.gpio.is_some_and(|gpio| gpio.to_string() == word) || pin.label == word;
    }
    let label = pin.label.to_lowercase();
    // A label or a GPIO is named whole, or it is a beginning without its number.
    if label == word || pin.name.to_lowercase() == word {
        return true;
    }
    let ends_in_digit = word.ends_with(|c: char| c.is_ascii_digit());
    let holds = |text: &str| text.to_lowercase().contains(word);
    let does = pin.does.iter().any(|one| {
        let one = one.to_lowercase();
        one == word
            || one.split(' ').any(|part| part == word)
            || (one.contains(word) && !ends_in_digit)
            || one.starts_with(&format!("{word}_"))
    });
    does || pin.warnings.iter().any(|warning| warning.name() == word || holds(warning.says()))
        || (!ends_in_digit && (holds(&pin.note) || label.starts_with(word)))
}

//! `mpdeck pins`: the list of boards, a board's drawing, and what a search finds.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::catalog::{self, Board, Catalog, LitBy, Pin, Warning};
use crate::cli::Found;
use crate::config::document::did_you_mean;
use crate::model::Problem;

/// Cells of a terminal that is as narrow as they come.
const WIDTH: usize = 79;

pub(super) fn pins(catalog: &Catalog, words: &[String]) -> Result<Found, Problem> {
    let Some((first, rest)) = words.split_first() else { return Ok(list(catalog)) };
    match (catalog.board(first), rest) {
        (Some(board), []) => Ok(drawing(&board)),
        (Some(board), rest) => {
            let text = rest.join(" ");
            found(&[board], &text).ok_or_else(|| {
                Problem::failed(format!("find `{text}`"), "no pin of this board has it")
            })
        }
        (None, _) => {
            let text = words.join(" ");
            let real: Vec<Arc<Board>> =
                catalog.boards().iter().filter(|board| !board.alone).cloned().collect();
            found(&real, &text).ok_or_else(|| {
                let names = catalog.boards().iter().map(|board| board.id.as_str());
                let next = did_you_mean(first, names, "`mpdeck pins` lists the boards.");
                let why = "no board has this name, and no pin has it";
                Problem::usage(format!("find `{text}`"), why).next(next)
            })
        }
    }
}

fn list(catalog: &Catalog) -> Found {
    let boards = catalog.boards();
    let widest = boards.iter().map(|board| board.id.chars().count()).max().unwrap_or_default();
    let row = |board: &Arc<Board>| {
        format!("{:<widest$}  {:<9} {}", board.id, board.chip.name, board.title)
    };
    let short = |board: &Arc<Board>| json!({ "id": board.id, "title": board.title, "chip": board.chip.name });
    let json: Vec<Value> = boards.iter().map(short).collect();
    Found::Told { lines: boards.iter().map(row).collect(), json: json!({ "boards": json }) }
}

fn drawing(board: &Board) -> Found {
    let mut lines = vec![format!("{}  ({})", board.title, board.chip.name), String::new()];
    lines.extend(rows(board).into_iter().map(|line| line.trim_end().to_owned()));
    lines.push(String::new());
    let used: BTreeSet<Warning> = board.pins().flat_map(|pin| pin.warnings.clone()).collect();
    lines.extend(used.iter().map(|warning| format!("{}  {}", warning.mark(), warning.says())));
    lines.push(String::new());
    lines.extend(board.led_says());
    lines.extend(board.notes.iter().cloned());
    lines.push(board.chip.any_pin.clone());
    let sources: BTreeSet<&String> =
        board.source.values().chain(board.chip.source.values()).collect();
    lines.push(String::new());
    lines.extend(sources.iter().map(|source| format!("from {source}")));
    let json = json!({
        "id": board.id,
        "title": board.title,
        "chip": board.chip.name,
        "volts": f64::from(board.chip.decivolts) / 10.0,
        "notes": board.notes,
        "leds": board.leds.iter().map(|led| json!({
            "gpio": led.gpio,
            "code": led.code,
            "lit_by": match led.lit_by {
                LitBy::High => "high",
                LitBy::Low => "low",
                LitBy::NeoPixel => "neopixel",
            },
            "what": led.what,
        })).collect::<Vec<_>>(),
        "left": board.left.iter().map(document).collect::<Vec<_>>(),
        "right": board.right.iter().map(document).collect::<Vec<_>>(),
        "sources": sources,
    });
    Found::Told { lines, json }
}

fn rows(board: &Board) -> Vec<String> {
    let drawn = catalog::draw(board, WIDTH);
    let Some(first) = drawn.first() else { return Vec::new() };
    let half = |half: &catalog::Half| {
        [&half.does, &half.gpio, &half.marks, &half.label]
            .map(|part| part.chars().count() + 1)
            .iter()
            .sum::<usize>()
    };
    let margin = " ".repeat(half(&first.left) + 1);
    let mut rows = vec![format!("{margin}top: {}", board.top)];
    rows.push(format!("{margin}+----+"));
    for line in drawn {
        let (l, r) = (&line.left, &line.right);
        let tie = |pin: Option<usize>| if pin.is_some() { '-' } else { ' ' };
        rows.push(format!(
            "{} {} {} {} {}|    |{} {} {} {} {}",
            l.does,
            l.gpio,
            l.marks,
            l.label,
            tie(l.pin),
            tie(r.pin),
            r.label,
            r.marks,
            r.gpio,
            r.does,
        ));
    }
    rows.push(format!("{margin}+----+"));
    rows
}

/// None: no pin has it.
fn found(boards: &[Arc<Board>], text: &str) -> Option<Found> {
    let hits: Vec<(&Board, &Pin)> = boards
        .iter()
        .flat_map(|board| board.pins().map(|pin| (board.as_ref(), pin)))
        .filter(|(_, pin)| catalog::matches(pin, text))
        .collect();
    if hits.is_empty() {
        return None;
    }
    let widest = hits.iter().map(|(board, _)| board.id.chars().count()).max().unwrap_or_default();
    let many = boards.len() > 1;
    let line = |(board, pin): &(&Board, &Pin)| {
        let board = if many { format!("{:<widest$}  ", board.id) } else { String::new() };
        let mut line = format!("{board}{:<5} {:<7} {}", pin.label, pin.name, pin.does.join(", "));
        let minds = pin.minds();
        if !minds.is_empty() {
            let gap = if pin.does.is_empty() { "" } else { "  " };
            line.push_str(&format!("{gap}({})", minds.join("; ")));
        }
        line
    };
    let json: Vec<Value> = hits
        .iter()
        .map(|(board, pin)| {
            let mut pin = document(pin);
            pin["board"] = Value::String(board.id.clone());
            pin
        })
        .collect();
    Some(Found::Told { lines: hits.iter().map(line).collect(), json: json!({ "pins": json }) })
}

fn document(pin: &Pin) -> Value {
    json!({
        "label": pin.label,
        "gpio": pin.gpio,
        "code": pin.code,
        "functions": pin.does,
        "warnings": pin.warnings.iter().map(|warning| warning.name()).collect::<Vec<_>>(),
        "minds": pin.minds(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[&str]) -> Result<Vec<String>, Problem> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        pins(&Catalog::built_in(), &words).map(|found| found.lines(false))
    }

    #[test]
    fn a_board_a_search_and_both() {
        let list = told(&[]).unwrap();
        assert!(list.iter().any(|line| line.starts_with("d1-mini ")), "{list:?}");
        let mini = told(&["D1-Mini"]).unwrap();
        assert!(mini.iter().any(|line| line.contains("GPIO14") && line.contains("D5")), "{mini:?}");
        assert!(mini.iter().all(|line| line.chars().count() <= 140), "{mini:?}");
        assert_eq!(told(&["nodemcu", "adc"]).unwrap(), ["A0            ADC0"]);
        let sda = told(&["sda"]).unwrap();
        assert!(sda.iter().any(|line| line.starts_with("d1-mini ") && line.contains("D2")));
        assert!(sda.iter().any(|line| line.starts_with("pico-w ")), "{sda:?}");
    }

    #[test]
    fn what_is_not_there_is_said() {
        assert_eq!(told(&["nodemcoo"]).unwrap_err().next, "Did you mean `nodemcu`?");
        let none = told(&["nodemcu", "dac"]).unwrap_err();
        assert_eq!(none.why, "no pin of this board has it");
    }
}

//! The figures as a table and as JSON.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::figures::{ms, of};

/// What was measured, many times or once.
pub struct Figure {
    what: String,
    unit: &'static str,
    /// In the middle, the 99th of a hundred, the largest.
    values: [f64; 3],
    /// What DESIGN asks of the 99th of a hundred.
    goal: Option<f64>,
}

impl Figure {
    pub fn times(what: impl Into<String>, times: &[Duration], goal: Option<f64>) -> Figure {
        Figure { what: what.into(), unit: "ms", values: of(times).map(ms), goal }
    }

    pub fn bytes(what: impl Into<String>, bytes: &[u64], goal: Option<f64>) -> Figure {
        let values = of(bytes).map(|count| count as f64);
        Figure { what: what.into(), unit: "bytes", values, goal }
    }

    pub fn one(
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: Option<f64>,
    ) -> Figure {
        Figure { what: what.into(), unit, values: [value; 3], goal }
    }

    fn json(&self) -> Value {
        let [mid, most, worst] = self.values;
        json!({
            "what": self.what, "unit": self.unit,
            "p50": mid, "p99": most, "worst": worst, "goal": self.goal,
        })
    }
}

#[derive(Default)]
pub struct Report {
    pub figures: Vec<Figure>,
}

impl Report {
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{:<44} {:>9} {:>9} {:>9} {:>9}", "120x40", "p50", "p99", "worst", "goal")?;
        for Figure { what, unit, values: [mid, most, worst], goal } in &self.figures {
            let goal = goal.map_or("-".to_owned(), |goal| goal.to_string());
            writeln!(out, "{what:<44} {mid:>9.2} {most:>9.2} {worst:>9.2} {goal:>9} {unit}")?;
        }
        Ok(())
    }

    pub fn json(&self) -> String {
        let document = json!({
            "date": jiff::Timestamp::now().to_string(),
            "mpdeck": env!("CARGO_PKG_VERSION"),
            "figures": self.figures.iter().map(Figure::json).collect::<Vec<_>>(),
        });
        format!("{document:#}\n")
    }
}

//! The figures as a table and as JSON.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::peer::Esptool;
use crate::rig::{LATENCY, Run, line_time};
use crate::work::{Measured, Outcome};

pub struct Report {
    erase: Duration,
    work: Vec<Measured>,
}

impl Report {
    pub fn new(arguments: &Arguments) -> Report {
        Report { erase: arguments.erase, work: Vec::new() }
    }

    pub fn add(&mut self, measured: Measured) {
        self.work.push(measured);
    }

    /// True if mpdeck did all of its work.
    pub fn complete(&self) -> bool {
        !self.work.is_empty() && self.work.iter().all(|work| work.median("mpdeck").is_some())
    }

    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "{} ms each way, {} ms to erase 4 kB; {}",
            LATENCY.as_millis(),
            self.erase.as_millis(),
            jiff::Zoned::now().strftime("%Y-%m-%d %H:%M")
        )?;
        for work in &self.work {
            print_work(out, work)?;
        }
        Ok(())
    }

    pub fn json(&self) -> String {
        let work: Vec<Value> = self.work.iter().map(work_json).collect();
        let document = json!({
            "date": jiff::Timestamp::now().to_string(),
            "mpdeck": env!("CARGO_PKG_VERSION"),
            "latency_ms": LATENCY.as_millis() as u64,
            "erase_ms": self.erase.as_millis() as u64,
            "work": work,
        });
        format!("{document:#}\n")
    }
}

fn print_work(out: &mut dyn Write, work: &Measured) -> io::Result<()> {
    let floor = line_time(work.least, work.baud);
    writeln!(out, "\n{}: {} bytes at {} baud", work.piece, work.size, work.baud)?;
    writeln!(out, "  {:<9} {} ({} bytes at least)", "line", seconds(floor), work.least)?;
    writeln!(
        out,
        "  {:<9} {:>9} {:>8} {:>9} {:>9} {:>5}",
        "", "total", "x line", "memory", "mpdeck is", "runs"
    )?;
    let ours = work.median("mpdeck");
    for Outcome { tool, runs } in &work.outcomes {
        match (runs, work.median(tool)) {
            (Ok(runs), Some(run)) => {
                let share = match (*tool, &ours) {
                    ("mpdeck", _) | (_, None) => String::new(),
                    (_, Some(ours)) => format!("{:.2}", ratio(ours.total, run.total)),
                };
                writeln!(
                    out,
                    "  {tool:<9} {} {:>8.3} {:>6.1} MB {share:>9} {:>5}",
                    seconds(run.total),
                    ratio(run.total, floor),
                    run.memory as f64 / 1e6,
                    runs.len()
                )?;
            }
            (runs, _) => {
                let why = runs.as_ref().err().map_or("", String::as_str);
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                let start = why.chars().count().saturating_sub(300);
                let end: String = why.chars().skip(start).collect();
                writeln!(out, "  {tool:<9} failed: {end}")?;
            }
        }
    }
    Ok(())
}

fn work_json(work: &Measured) -> Value {
    let floor = line_time(work.least, work.baud);
    let ours = work.median("mpdeck");
    let tools: Vec<Value> = work
        .outcomes
        .iter()
        .map(|Outcome { tool, runs }| match (runs, work.median(tool)) {
            (Ok(runs), Some(median)) => json!({
                "tool": tool,
                "version": version(tool),
                "seconds": median.total.as_secs_f64(),
                "memory": median.memory,
                "runs": runs.iter().map(|run| run.total.as_secs_f64()).collect::<Vec<_>>(),
                "of_line": ratio(median.total, floor),
                "mpdeck_is": ours.map(|ours| ratio(ours.total, median.total)),
            }),
            (runs, _) => json!({
                "tool": tool,
                "version": version(tool),
                "failed": runs.as_ref().err(),
            }),
        })
        .collect();
    json!({
        "name": work.piece,
        "baud": work.baud,
        "bytes": work.size,
        "line": { "bytes": work.least, "seconds": floor.as_secs_f64() },
        "tools": tools,
    })
}

impl Measured {
    /// The run in the middle.
    fn median(&self, tool: &str) -> Option<Run> {
        let outcome = self.outcomes.iter().find(|outcome| outcome.tool == tool)?;
        let mut runs = outcome.runs.as_ref().ok()?.clone();
        runs.sort_by_key(|run| run.total);
        runs.get(runs.len() / 2).copied()
    }
}

fn version(tool: &str) -> &'static str {
    if tool == "mpdeck" { env!("CARGO_PKG_VERSION") } else { Esptool::version() }
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn seconds(time: Duration) -> String {
    format!("{:>7.3} s", time.as_secs_f64())
}

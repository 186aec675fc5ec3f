//! The figures as a table and as JSON.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::peers::Peers;
use crate::rig::{LATENCY, RECEIVE_BUFFER, Run, line_time};
use crate::work::{Measured, Outcome};

pub struct Report {
    baud: u32,
    erase: u32,
    skipped: Vec<String>,
    work: Vec<Measured>,
}

impl Report {
    pub fn new(arguments: &Arguments) -> Report {
        let (baud, erase) = (arguments.baud, arguments.erase);
        Report { baud, erase, skipped: arguments.skip.clone(), work: Vec::new() }
    }

    pub fn add(&mut self, measured: Measured) {
        self.work.push(measured);
    }

    /// True if mpdeck did all of its work.
    pub fn complete(&self) -> bool {
        let ours = |work: &Measured| {
            work.outcomes.iter().any(|outcome| outcome.tool == "mpdeck" && outcome.runs.is_ok())
        };
        !self.work.is_empty() && self.work.iter().all(ours)
    }

    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "{} baud, {} ms each way, a receive buffer of {RECEIVE_BUFFER} bytes, {}; {}",
            self.baud,
            LATENCY.as_millis(),
            match self.erase {
                0 => "a flash that takes no time".to_owned(),
                ms => format!("{ms} ms deaf after each 4 kB written"),
            },
            jiff::Zoned::now().strftime("%Y-%m-%d %H:%M")
        )?;
        if !self.skipped.is_empty() {
            writeln!(out, "left out: {}", self.skipped.join(", "))?;
        }
        for work in &self.work {
            self.print_work(out, work)?;
        }
        Ok(())
    }

    fn print_work(&self, out: &mut dyn Write, work: &Measured) -> io::Result<()> {
        writeln!(out, "\n{}: {}", work.name, work.what)?;
        for (why, bytes) in &work.floors {
            let time = line_time(bytes.0, self.baud);
            writeln!(out, "  {:<9} {} ({why}: {} bytes)", "line", seconds(time), bytes.0)?;
        }
        let floor = self.floor(work);
        let ours = work.median("mpdeck");
        writeln!(
            out,
            "  {:<9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>9} {:>5}",
            "", "total", "on line", "to board", "to host", "x line", "mpdeck is", "runs"
        )?;
        for Outcome { tool, runs } in &work.outcomes {
            match runs {
                Ok(_) => {
                    let Some(run) = work.median(tool) else { continue };
                    let share = match (*tool, &ours) {
                        ("mpdeck", _) | (_, None) => String::new(),
                        (_, Some(ours)) => format!("{:.2}", ratio(ours.total, run.total)),
                    };
                    writeln!(
                        out,
                        "  {tool:<9} {} {} {:>8} {:>8} {:>8.3} {share:>9} {:>5}",
                        seconds(run.total),
                        seconds(run.on_line),
                        run.to_board,
                        run.to_host,
                        ratio(run.total, floor),
                        runs.as_ref().map_or(0, Vec::len),
                    )?;
                }
                Err(why) => {
                    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                    let start = why.chars().count().saturating_sub(200);
                    let end: String = why.chars().skip(start).collect();
                    writeln!(out, "  {tool:<9} failed: {end}")?;
                }
            }
        }
        if let Some(ours) = ours {
            writeln!(
                out,
                "  mpdeck on the line: {:.3} x the line's own time",
                ratio(ours.on_line, floor)
            )?;
        }
        Ok(())
    }

    fn floor(&self, work: &Measured) -> Duration {
        work.floors.first().map_or(Duration::ZERO, |(_, bytes)| line_time(bytes.0, self.baud))
    }

    pub fn json(&self) -> String {
        let work: Vec<Value> = self.work.iter().map(|work| self.work_json(work)).collect();
        let document = json!({
            "date": jiff::Timestamp::now().to_string(),
            "mpdeck": env!("CARGO_PKG_VERSION"),
            "baud": self.baud,
            "latency_ms": LATENCY.as_millis() as u64,
            "receive_buffer": RECEIVE_BUFFER,
            "erase_ms": self.erase,
            "skipped": self.skipped,
            "work": work,
        });
        format!("{document:#}\n")
    }

    fn work_json(&self, work: &Measured) -> Value {
        let floors: Vec<Value> = work
            .floors
            .iter()
            .map(|(why, bytes)| {
                let seconds = line_time(bytes.0, self.baud).as_secs_f64();
                json!({ "what": why, "bytes": bytes.0, "seconds": seconds })
            })
            .collect();
        let floor = self.floor(work);
        let ours = work.median("mpdeck");
        let tools: Vec<Value> = work
            .outcomes
            .iter()
            .map(|Outcome { tool, runs }| match (runs, work.median(tool)) {
                (Ok(runs), Some(median)) => json!({
                    "tool": tool,
                    "version": version(tool),
                    "seconds": median.total.as_secs_f64(),
                    "on_line": median.on_line.as_secs_f64(),
                    "to_board": median.to_board,
                    "to_host": median.to_host,
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
        json!({ "name": work.name, "what": work.what, "line": floors, "tools": tools })
    }
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
    if tool == "mpdeck" { env!("CARGO_PKG_VERSION") } else { Peers::version(tool) }
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(1e-9)
}

fn seconds(time: Duration) -> String {
    format!("{:>7.3} s", time.as_secs_f64())
}

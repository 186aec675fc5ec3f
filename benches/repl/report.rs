//! The figures as a table and as JSON.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::Tool;
use crate::echo::Echo;
use crate::figures::{ms, of};
use crate::flood::Flood;

/// Over the line's own time.
const ECHO_GOAL: Duration = Duration::from_millis(3);
const BYTES_GOAL: u64 = 150;
const FLOOD_GOAL: Duration = Duration::from_millis(50);

pub struct Report {
    pub echo: Vec<(Tool, Echo)>,
    pub flood: Vec<(Tool, Flood)>,
    picocom: bool,
}

impl Report {
    pub fn new(picocom: bool) -> Report {
        Report { echo: Vec::new(), flood: Vec::new(), picocom }
    }

    /// Whether nothing that must not be lost was lost.
    pub fn good(&self) -> bool {
        self.flood.iter().all(|(_, flood)| flood.log.is_none_or(|(_, same)| same))
    }

    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.picocom {
            writeln!(out, "picocom is not installed: left out")?;
        }
        for (tool, echo) in &self.echo {
            let over = echo.over_line();
            writeln!(
                out,
                "\n{}: a key to its echo, 120x40, 115200 baud, {} keys",
                tool.name(),
                over.len()
            )?;
            writeln!(out, "  {:<24} {:>9} {:>9} {:>9}", "", "p50", "p99", "worst")?;
            row(out, "whole", &echo.whole)?;
            row(out, "line and board", &echo.line)?;
            row(out, "over the line", &over)?;
            let [mid, most, worst] = of(&echo.bytes);
            writeln!(out, "  {:<24} {mid:>9} {most:>9} {worst:>9}", "bytes to the terminal")?;
        }
        for (tool, flood) in &self.flood {
            let rate = flood.printed as f64 / flood.took.as_secs_f64() / 1e6;
            let seconds = flood.took.as_secs();
            writeln!(out, "\n{}: a flood of {rate:.2} MB/s for {seconds} s", tool.name())?;
            writeln!(out, "  {:<24} {:>9} {:>9} {:>9}", "", "p50", "p99", "worst")?;
            row(out, "key to its echo", &flood.echo)?;
            row(out, "key to the board", &flood.to_board)?;
            let (settled, most) = flood.memory;
            writeln!(out, "  resident after 5 s {settled} kB, at most then {most} kB")?;
            let (percent, written) = (flood.cpu * 100.0, flood.terminal / 1000);
            writeln!(out, "  {percent:.0} % of one core, {written} kB to the terminal")?;
            if let Some((bytes, same)) = flood.log {
                let word = if same { "all that was printed" } else { "NOT what was printed" };
                let counted = if flood.counted { "counted and shown" } else { "none" };
                writeln!(
                    out,
                    "  {bytes} bytes in the log: {word}; dropped from the screen: {counted}"
                )?;
            }
        }
        writeln!(
            out,
            "\ngoals: over the line p99 {} ms, {BYTES_GOAL} bytes; in a flood {} ms",
            ECHO_GOAL.as_millis(),
            FLOOD_GOAL.as_millis()
        )
    }

    pub fn json(&self) -> String {
        let echo: Vec<Value> = self
            .echo
            .iter()
            .map(|(tool, echo)| {
                let over = echo.over_line();
                let [mid, most, worst] = of(&echo.bytes);
                json!({
                    "tool": tool.name(),
                    "keys": over.len(),
                    "whole_ms": figures(&echo.whole),
                    "line_ms": figures(&echo.line),
                    "over_line_ms": figures(&over),
                    "bytes": { "p50": mid, "p99": most, "worst": worst },
                })
            })
            .collect();
        let flood: Vec<Value> = self
            .flood
            .iter()
            .map(|(tool, flood)| {
                json!({
                    "tool": tool.name(),
                    "printed": flood.printed,
                    "seconds": flood.took.as_secs_f64(),
                    "echo_ms": figures(&flood.echo),
                    "to_board_ms": figures(&flood.to_board),
                    "resident_kb": { "settled": flood.memory.0, "most": flood.memory.1 },
                    "cpu": flood.cpu,
                    "terminal": flood.terminal,
                    "drops_shown": flood.counted,
                    "log": flood.log.map(|(bytes, same)| json!({ "bytes": bytes, "same": same })),
                })
            })
            .collect();
        let document = json!({
            "date": jiff::Timestamp::now().to_string(),
            "mpdeck": env!("CARGO_PKG_VERSION"),
            "goals": {
                "over_line_ms": ECHO_GOAL.as_millis() as u64,
                "bytes": BYTES_GOAL,
                "flood_ms": FLOOD_GOAL.as_millis() as u64,
            },
            "echo": echo,
            "flood": flood,
        });
        format!("{document:#}\n")
    }
}

fn row(out: &mut dyn Write, name: &str, times: &[Duration]) -> io::Result<()> {
    let [mid, most, worst] = of(times).map(ms);
    writeln!(out, "  {name:<24} {mid:>6.2} ms {most:>6.2} ms {worst:>6.2} ms")
}

fn figures(times: &[Duration]) -> Value {
    let [mid, most, worst] = of(times).map(ms);
    json!({ "p50": mid, "p99": most, "worst": worst })
}

//! The board's clock.

use super::answer::Value;
use super::ask::Question;
use super::tree::unreadable;
use super::{Board, Error};

const READ: &str = include_str!("scripts/clock_read.py");
const SET: &str = include_str!("scripts/clock_set.py");

impl Board {
    /// Year, month, day, weekday (Monday is 0), hour, minute, second, microsecond. The
    /// last is 0: no two ports agree on fractions of a second.
    ///
    /// # Errors
    /// [`Error::Unsupported`], and those of [`Board::enter`].
    pub async fn read_clock(&mut self) -> Result<[u32; 8], Error> {
        let answer = match self.ask(&clock(&READ, &[])).await {
            Err(Error::Raised { .. }) => return Err(no_clock()),
            answer => answer?,
        };
        let row = answer.rows.first().ok_or_else(unreadable)?;
        let part = |at: usize| {
            let number = row.get(at).and_then(Value::size).ok_or_else(unreadable)?;
            u32::try_from(number).map_err(|_| unreadable())
        };
        // `time.localtime`: year, month, day, hour, minute, second, weekday.
        Ok([part(0)?, part(1)?, part(2)?, part(6)?, part(3)?, part(4)?, part(5)?, 0])
    }

    /// Sets the clock to `time`, in the order of [`Board::read_clock`].
    ///
    /// # Errors
    /// [`Error::Unsupported`] on a board without `machine.RTC`.
    pub async fn set_clock(&mut self, time: [u32; 8]) -> Result<(), Error> {
        self.knowing().await?;
        if !self.ways.rtc {
            return Err(no_clock());
        }
        let time = datetime(&self.ways.platform, time);
        let literal = format!("{time:?}").replace('[', "(").replace(']', ")");
        self.ask(&clock(&SET, &[("time", literal)])).await?;
        Ok(())
    }
}

fn clock<'a>(script: &'a &'a str, arguments: &'a [(&'a str, String)]) -> Question<'a> {
    Question { scripts: std::slice::from_ref(script), arguments, about: "the clock".into() }
}

fn no_clock() -> Error {
    Error::Unsupported("it has no clock to read or set".into())
}

/// The tuple that `RTC.datetime` of this port takes. Monday is 1 where the chip keeps
/// the weekday itself; all others reckon it from the date. The last number is in
/// microseconds on the ESP32 and in milliseconds on the ESP8266; what it is elsewhere
/// differs from version to version.
fn datetime(platform: &str, time: [u32; 8]) -> [u32; 8] {
    let [year, month, day, weekday, hour, minute, second, micros] = time;
    let weekday = match platform {
        "pyboard" | "stm32" | "renesas-ra" => weekday + 1,
        _ => weekday,
    };
    let fraction = match platform {
        "esp32" => micros,
        "esp8266" => micros / 1000,
        _ => 0,
    };
    [year, month, day, weekday, hour, minute, second, fraction]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_each_port_in_its_own_way() {
        let sunday = [2025, 3, 2, 6, 12, 30, 15, 250_000];
        assert_eq!(datetime("esp32", sunday), sunday);
        assert_eq!(datetime("esp8266", sunday)[7], 250);
        assert_eq!(datetime("rp2", sunday), [2025, 3, 2, 6, 12, 30, 15, 0]);
        assert_eq!(datetime("pyboard", sunday), [2025, 3, 2, 7, 12, 30, 15, 0]);
    }
}

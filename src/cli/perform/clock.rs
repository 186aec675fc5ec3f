//! The board's clock.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Unit, Zoned};

use super::Place;
use crate::cli::{Found, Output};
use crate::model::{ClockOptions, Problem};

pub(super) async fn clock(
    place: &Place<'_>,
    options: ClockOptions,
    out: &mut dyn Output,
) -> Result<(), Problem> {
    let ClockOptions { set, utc, gently } = options;
    if set {
        let time = fields(now(utc));
        place.session.set_clock(time, gently).await?;
        out.found(Found::Clock { time, utc, set, ahead: None });
        return Ok(());
    }
    let time = place.session.read_clock().await?;
    let ahead = ahead(&time, utc);
    out.found(Found::Clock { time, utc, set, ahead });
    Ok(())
}

/// Seconds that a board's clock is ahead of this computer's; none where it shows no time.
pub(super) fn ahead(time: &[u32; 8], utc: bool) -> Option<i64> {
    civil(time).and_then(|board| seconds_between(now(utc), board))
}

/// The time of this computer, local or UTC.
fn now(utc: bool) -> DateTime {
    let now = Zoned::now();
    if utc { now.with_time_zone(TimeZone::UTC).datetime() } else { now.datetime() }
}

/// As the board's clock takes it: weekday from Monday, 0.
fn fields(time: DateTime) -> [u32; 8] {
    let weekday = time.date().weekday().to_monday_zero_offset();
    [
        time.year().unsigned_abs().into(),
        time.month().unsigned_abs().into(),
        time.day().unsigned_abs().into(),
        weekday.unsigned_abs().into(),
        time.hour().unsigned_abs().into(),
        time.minute().unsigned_abs().into(),
        time.second().unsigned_abs().into(),
        u32::try_from(time.subsec_nanosecond() / 1000).unwrap_or_default(),
    ]
}

/// None for a time that no calendar has: some boards start with month 0.
fn civil(time: &[u32; 8]) -> Option<DateTime> {
    let [year, month, day, _, hour, minute, second, _] = *time;
    let small = |number: u32| i8::try_from(number).ok();
    DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        0,
    )
    .ok()
}

fn seconds_between(host: DateTime, board: DateTime) -> Option<i64> {
    let span = host.until((Unit::Second, board)).ok()?;
    Some(span.get_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_time_goes_to_the_board_and_comes_back() {
        let time = date(2026, 2, 28).at(23, 59, 58, 123_456_000);
        assert_eq!(fields(time), [2026, 2, 28, 5, 23, 59, 58, 123_456]);
        let back = civil(&fields(time)).unwrap();
        assert_eq!(seconds_between(time, back), Some(0));
        assert_eq!(seconds_between(time, date(2000, 1, 1).at(0, 0, 0, 0)), Some(-825_638_398));
        assert_eq!(civil(&[2000, 0, 0, 0, 0, 0, 0, 0]), None);
    }
}

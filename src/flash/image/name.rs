//! What the name of a firmware file tells: `BOARD[-VARIANT]-YYYYMMDD-vX.Y.Z.bin`, as
//! micropython.org names its files.

/// What was read from a name; empty where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Board and variant: `ESP32_GENERIC-SPIRAM`.
    pub board: Option<String>,
    /// `2025-12-09`.
    pub date: Option<String>,
    /// `v1.27.0`, `v1.28.0-preview.12.gabc`.
    pub version: Option<String>,
}

impl Named {
    /// `stem` is the name without its ending.
    pub fn of(stem: &str) -> Named {
        let parts: Vec<&str> = stem.split('-').collect();
        let Some(at) = parts.iter().position(|part| is_date(part)) else {
            return Named::default();
        };
        let board = parts[..at].join("-");
        let date = parts[at];
        // a nightly build says `unstable` before its version
        let version = parts[at + 1..].iter().position(|part| is_version(part));
        Named {
            board: (!board.is_empty() && is_plain(&board)).then_some(board),
            date: Some(format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..])),
            version: version
                .map(|from| parts[at + 1 + from..].join("-"))
                // a browser adds ` (1)` to a second copy
                .map(|text| text.split([' ', '(']).next().unwrap_or_default().to_owned())
                .filter(|text| is_plain(text)),
        }
    }
}

fn is_date(part: &str) -> bool {
    part.len() == 8 && part.starts_with("20") && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_plain(text: &str) -> bool {
    text.len() < 64 && text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_names_of_micropython_org() {
        for (stem, board, date, version) in [
            ("ESP32_GENERIC-20251209-v1.27.0", "ESP32_GENERIC", "2025-12-09", "v1.27.0"),
            (
                "ESP32_GENERIC-SPIRAM-20251209-v1.27.0",
                "ESP32_GENERIC-SPIRAM",
                "2025-12-09",
                "v1.27.0",
            ),
            ("esp8266-20191220-v1.12", "esp8266", "2019-12-20", "v1.12"),
            ("esp32-idf3-20191220-v1.12", "esp32-idf3", "2019-12-20", "v1.12"),
            (
                "RPI_PICO-20260101-unstable-v1.28.0-preview.12.gabc1234",
                "RPI_PICO",
                "2026-01-01",
                "v1.28.0-preview.12.gabc1234",
            ),
            ("RPI_PICO-20251209-v1.27.0 (1)", "RPI_PICO", "2025-12-09", "v1.27.0"),
        ] {
            let named = Named::of(stem);
            assert_eq!(named.board.as_deref(), Some(board), "{stem}");
            assert_eq!(named.date.as_deref(), Some(date), "{stem}");
            assert_eq!(named.version.as_deref(), Some(version), "{stem}");
        }
        for stem in ["", "firmware", "20191220x", "a-b-c", "x-99999999-v1"] {
            assert_eq!(Named::of(stem), Named::default(), "{stem}");
        }
    }
}

//! Bytecode files: which sources become one, what their header says, whether a board
//! loads them. Pure.

use crate::model::MpyTag;

/// The architectures of native code, by the number in headers and in
/// `sys.implementation._mpy`, as the compiler's `-march` names them.
const ARCHITECTURES: [&str; 13] = [
    "",
    "x86",
    "x64",
    "armv6",
    "armv6m",
    "armv7m",
    "armv7em",
    "armv7emsp",
    "armv7emdp",
    "xtensa",
    "xtensawin",
    "rv32imc",
    "rv64imc",
];

/// The compiler's name for a board's architecture; none for one that is not known.
pub fn architecture(number: u8) -> Option<&'static str> {
    ARCHITECTURES.get(usize::from(number)).copied().filter(|name| !name.is_empty())
}

/// The number of an architecture that a person names.
pub fn architecture_named(name: &str) -> Option<u8> {
    let at = ARCHITECTURES.iter().position(|known| !known.is_empty() && *known == name)?;
    u8::try_from(at).ok()
}

/// All names there are.
pub fn architectures() -> impl Iterator<Item = &'static str> {
    ARCHITECTURES.into_iter().filter(|name| !name.is_empty())
}

/// `.mpy` version and sub-version that a release of MicroPython loads: `1.27`, `v1.27.0`.
/// From the table in MicroPython's documentation of .mpy files.
pub fn version_of(release: &str) -> Option<(u8, u8)> {
    let mut numbers = release.trim_start_matches('v').split(['.', '-', '+']);
    let major: u16 = numbers.next()?.parse().ok()?;
    let minor: u16 = numbers.next()?.parse().ok()?;
    if let Some(patch) = numbers.next() {
        let _: u16 = patch.parse().ok().or(patch.starts_with("preview").then_some(0))?;
    }
    match (major, minor) {
        (1, 23..) => Some((6, 3)),
        (1, 22) => Some((6, 2)),
        (1, 20 | 21) => Some((6, 1)),
        (1, 19) => Some((6, 0)),
        (1, 12..=18) => Some((5, 0)),
        (1, 11) => Some((4, 0)),
        (1, 9 | 10) => Some((3, 0)),
        (1, 5..=8) => Some((0, 0)),
        _ => None,
    }
}

/// What the first bytes of a `.mpy` say.
pub fn header(content: &[u8]) -> Option<MpyTag> {
    match content {
        [b'M', version, flags, ..] => Some(MpyTag {
            version: *version,
            sub_version: flags & 3,
            // the top bit says that more flags follow, not an architecture
            arch: (flags >> 2) & 0x1f,
        }),
        _ => None,
    }
}

/// Why a board does not load a file; none if it does. Bytecode needs the version
/// alone, native code all three.
pub fn refuses(board: MpyTag, file: MpyTag) -> Option<String> {
    if file.version != board.version {
        return Some(format!(
            "it is .mpy version {}, the board loads version {}",
            file.version, board.version
        ));
    }
    if file.arch == 0 {
        return None;
    }
    if file.arch != board.arch {
        let name = |number| architecture(number).unwrap_or("another processor");
        let why = format!("its native code is for {}, not {}", name(file.arch), name(board.arch));
        return Some(why);
    }
    (file.sub_version != board.sub_version).then(|| {
        format!(
            "its native code is .mpy version {}.{}, the board's is {}.{}",
            file.version, file.sub_version, board.version, board.sub_version
        )
    })
}

/// Whether a source becomes bytecode. A board looks for `boot.py` and `main.py` under
/// just these names; `kept` is a file that is run by name.
pub fn compiles(path: &str, kept: Option<&str>) -> bool {
    let kept = kept.map(|kept| kept.trim_start_matches([':', '/']));
    path.ends_with(".py") && !matches!(path, "boot.py" | "main.py") && kept != Some(path)
}

/// The other form of a module: `x.mpy` for `x.py` and the reverse.
pub fn twin(path: &str) -> Option<String> {
    if let Some(stem) = path.strip_suffix(".mpy") {
        return Some(format!("{stem}.py"));
    }
    path.strip_suffix(".py").map(|stem| format!("{stem}.mpy"))
}

/// `.mpy` version and sub-version a compiler makes, from the line that its `--version`
/// prints: `… mpy-cross emitting mpy v6.3`.
pub fn emits(line: &str) -> Option<(u8, u8)> {
    let version = line.rsplit_once("mpy v")?.1.split_whitespace().next()?;
    let (version, sub_version) = version.split_once('.').unwrap_or((version, "0"));
    Some((version.parse().ok()?, sub_version.parse().ok()?))
}

/// What a compiler says of a source: the line, where there is one, the error, and what
/// stands there.
pub fn complaint(said: &str, source: &str) -> String {
    let line = said.lines().rev().find_map(|line| {
        let (_, number) = line.split_once(", line ")?;
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    let text = said.trim_end().lines().next_back().unwrap_or("the compiler said nothing").trim();
    let Some(line) = line else { return text.to_owned() };
    let there = line.checked_sub(1).and_then(|at| source.lines().nth(at)).map(str::trim);
    match there.filter(|there| !there.is_empty()) {
        Some(there) => format!("line {line}: {text}: `{there}`"),
        None => format!("line {line}: {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOARD: MpyTag = MpyTag { version: 6, sub_version: 3, arch: 10 };

    #[test]
    fn a_board_loads_its_own_version_and_native_code_of_its_kind() {
        let bytecode = header(b"M\x06\x00\x1f rest").unwrap();
        assert_eq!(bytecode, MpyTag { version: 6, sub_version: 0, arch: 0 });
        assert_eq!(refuses(BOARD, bytecode), None);
        let native = header(&[b'M', 6, 10 << 2 | 3, 31]).unwrap();
        assert_eq!(refuses(BOARD, native), None);
        for (file, why) in [
            (MpyTag { version: 5, ..bytecode }, "version 5"),
            (MpyTag { arch: 9, ..native }, "xtensa, not xtensawin"),
            (MpyTag { sub_version: 2, ..native }, "6.2"),
        ] {
            assert!(refuses(BOARD, file).is_some_and(|text| text.contains(why)), "{file:?}");
        }
        assert_eq!(header(b"import os"), None);
        assert_eq!(header(b"M"), None);
    }

    #[test]
    fn what_starts_by_its_name_stays_a_source() {
        for path in ["lib/x.py", "lib/main.py", "a/boot.py"] {
            assert!(compiles(path, None), "{path}");
        }
        for path in ["main.py", "boot.py", "x.txt", "x.mpy"] {
            assert!(!compiles(path, None), "{path}");
        }
        assert!(!compiles("app.py", Some("/app.py")));
        assert_eq!(twin("a/x.py").as_deref(), Some("a/x.mpy"));
        assert_eq!(twin("a/x.mpy").as_deref(), Some("a/x.py"));
        assert_eq!(twin("x.txt"), None);
    }

    #[test]
    fn reads_what_compilers_say() {
        let line = "MicroPython v1.27.0 on 2025-12-09; mpy-cross emitting mpy v6.3\n";
        assert_eq!(emits(line), Some((6, 3)));
        assert_eq!(emits("mpy-cross emitting mpy v5"), Some((5, 0)));
        assert_eq!(emits("usage"), None);
        let said = "Traceback (most recent call last):\n  File \"lib/x.py\", line 2\n\
                    SyntaxError: invalid syntax\n";
        let source = "a = 1\n  b = (\n";
        assert_eq!(complaint(said, source), "line 2: SyntaxError: invalid syntax: `b = (`");
        assert_eq!(complaint(said, ""), "line 2: SyntaxError: invalid syntax");
        assert_eq!(complaint("invalid arch\n", source), "invalid arch");
    }
}

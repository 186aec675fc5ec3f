//! Real dumps, as the chips and MicroPython print them.

use super::*;

fn kinds(output: &[u8], cut: usize) -> Vec<String> {
    let (troubles, mut ear) = (Troubles::built_in(), Ear::default());
    let mut kinds: Vec<String> = Vec::new();
    for piece in output.chunks(cut) {
        ear.hear(piece, |line| kinds.extend(troubles.explain(line).map(|found| found.kind)));
    }
    kinds
}

const ESP32_CRASH: &str = "\
Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\r
\r
Core  1 register dump:\r
PC      : 0x400e14ed  PS      : 0x00060030  A0      : 0x800d0805  A1      : 0x3ffb5030  \r
A2      : 0x00000000  A3      : 0x00000001  A4      : 0x00000001  A5      : 0x3ffb50dc  \r
EXCVADDR: 0x00000000  LBEG    : 0x4000c349  LEND    : 0x4000c36b  LCOUNT  : 0xffffffff  \r
\r
Backtrace: 0x400e14ed:0x3ffb5030 0x400d0802:0x3ffb5050\r
\r
Rebooting...\r
ets Jul 29 2019 12:21:46\r
\r
rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r
configsip: 0, SPIWP:0xee\r
";

const ESP8266_CRASH: &str = "\
Fatal exception 28(LoadProhibitedCause):\r
epc1=0x4000df64, epc2=0x00000000, epc3=0x00000000, excvaddr=0x0000000c, depc=0x00000000\r
\r
 ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r
\r
load 0x40100000, len 30764, room 16 \r
";

const C3_CRASH: &str = "\
Guru Meditation Error: Core  0 panic'ed (Illegal instruction). Exception was unhandled.\r
\r
Core  0 register dump:\r
MEPC    : 0x42007dd2  RA      : 0x42007dd0  SP      : 0x3fc91f60  GP      : 0x3fc8b800  \r
";

#[test]
fn dumps_are_known_however_they_are_cut() {
    for (output, expected) in [
        (ESP32_CRASH, &["crash"][..]),
        (ESP8266_CRASH, &["crash"]),
        (C3_CRASH, &["illegal-instruction"]),
        ("\r\nBrownout detector was triggered\r\n\r\nets Jun  8 2016 00:22:57\r\n", &["brown-out"]),
        ("rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", &["brown-out"]),
        ("rst:0x8 (TG1WDT_SYS_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", &["watchdog-reset"]),
        ("rst:0x10 (RTCWDT_RTC_RESET),boot:0x33 (SPI_FAST_FLASH_BOOT)\r\n", &["watchdog-reset"]),
        (
            "\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\n\r\nwdt reset\r\n",
            &["watchdog-reset"; 2],
        ),
        ("rst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", &["deep-sleep"]),
        ("rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n", &[]),
        (
            "ESP-ROM:esp32c3-api1-20210207\r\nrst:0x3 (RTC_SW_SYS_RST),boot:0xc (SPI_FAST_FLASH_BOOT)\r\n",
            &[],
        ),
        (
            "rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n",
            &["download-mode"; 2],
        ),
        ("invalid header: 0xffffffff\r\ninvalid header: 0xffffffff\r\n", &["no-firmware"; 2]),
        (
            "\x1b[0;31mE (10399) task_wdt: Task watchdog got triggered. The following tasks did not reset the watchdog in time:\x1b[0m\r\n",
            &["task-watchdog"],
        ),
        (
            "Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on CPU0). \r\n",
            &["interrupt-watchdog"],
        ),
        (
            "***ERROR*** A stack overflow in task mp_task has been detected.\r\n",
            &["stack-overflow"],
        ),
        ("abort() was called at PC 0x4008155d on core 0\r\n", &["abort"]),
        ("E (372) psram: PSRAM ID read error: 0xffffffff\r\n", &["psram"]),
    ] {
        for cut in [1, 2, 7, 64, 4096] {
            assert_eq!(kinds(output.as_bytes(), cut), expected, "by {cut}: {output}");
        }
    }
}

#[test]
fn exceptions_are_explained_with_what_they_name() {
    let troubles = Troubles::built_in();
    for (line, kind, words) in [
        ("OSError: [Errno 2] ENOENT", "ENOENT", "no such file"),
        ("OSError: [Errno 19] ENODEV", "ENODEV", "i2c.scan()"),
        ("[Errno 116] ETIMEDOUT", "ETIMEDOUT", "in time"),
        ("OSError: 28", "ENOSPC", "full"),
        ("OSError: -202", "name-lookup", "isconnected"),
        ("ImportError: no module named 'umqtt'", "module-missing", "`umqtt`"),
        ("ValueError: incompatible .mpy file", "mpy-version", "mpdeck compile"),
        ("ValueError: incompatible .mpy arch", "mpy-arch", "processor"),
        ("MemoryError: memory allocation failed, allocating 5120 bytes", "memory", "5120 bytes"),
        ("MemoryError: memory allocation failed, heap is locked", "memory-locked", "interrupt"),
        ("MemoryError: ", "memory", "gc.collect()"),
        ("AttributeError: 'module' object has no attribute 'Pin'", "shadowed", "`Pin`"),
        ("NameError: name 'led' isn't defined", "missing-name", "`led`"),
    ] {
        let found = troubles.explain(line).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(found.kind, kind, "{line}");
        assert!(found.text.contains(words) && !found.text.contains('{'), "{}", found.text);
    }
}

#[test]
fn what_programs_print_otherwise_is_left_alone() {
    let troubles = Troubles::built_in();
    for line in [
        ">>> raise MemoryError",
        "    except OSError: 2",
        "OSError: 2817",
        "temperature: 21.5",
        "reset cause: 1",
        "ImportError",
        "MPY: soft reboot",
        "KeyboardInterrupt: ",
        "Traceback (most recent call last):",
        "  File \"main.py\", line 3, in <module>",
    ] {
        assert_eq!(troubles.explain(line), None, "{line}");
    }
}

#[test]
fn every_row_is_read_and_can_be_reached() {
    let troubles = Troubles::read(BUILT_IN).expect("the file");
    for trouble in &troubles.0 {
        assert!(trouble.text.len() > 40, "{}", trouble.kind);
        for pattern in &trouble.lines {
            // a line made of the pattern itself is explained by this row, not an earlier one
            let line = pattern
                .rest
                .iter()
                .fold(pattern.first.clone(), |line, (_, after)| format!("{line}7{after}"));
            let found = troubles.explain(&line).map(|found| found.kind);
            assert_eq!(found.as_ref(), Some(&trouble.kind), "{line}");
        }
    }
    assert!(Troubles::read("[[trouble]]\nkind='x'\nlevel='loud'\nlines=[]\ntext=''").is_err());
}

#[test]
fn a_line_without_end_takes_no_more_room() {
    let mut ear = Ear::default();
    for _ in 0..1000 {
        ear.hear(&[b'x'; 1000], |_| panic!("no line has ended"));
    }
    assert!(ear.line.len() <= Ear::LONGEST);
}

#[test]
fn noise_is_told_from_text_of_any_tongue() {
    let text =
        ["温度は二十一度です。".repeat(8), "\x1b[31mred\x1b[0m ".repeat(9), "temp 21\t".repeat(9)];
    assert!(!text.iter().any(|line| is_noise(line)));
    let mut ear = Ear::default();
    ear.hear(&b"r$\xfe\xa1{\x02\x041\x93'\xc4".repeat(2), |_| {});
    assert!(!ear.hears_noise(), "too little to tell");
    ear.hear(&b"r$\xfe\xa1{\x02\x041\x93'\xc4".repeat(4), |_| {});
    assert!(ear.hears_noise());
}

//! The simulated board itself: it has to behave as a real one does, or no other test means much.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mpdeck::demo::{self, Options, RawPaste, Uart};

use crate::board::{Board, options, special};
use crate::line::{Line, Wiring};
use crate::peer::mpremote;
use crate::wait::{LONG, until};
use crate::wire::Wire;

#[test]
fn mpremote_copies_lists_and_removes() {
    let board = Board::start();
    let folder = tempfile::tempdir().unwrap();
    let local = folder.path().join("data.bin");
    let content: Vec<u8> = (0..20_000u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(&local, &content).unwrap();
    let path = local.to_str().unwrap();
    mpremote(&board.port, &["fs", "mkdir", "d", "+", "fs", "cp", path, ":d/data.bin"]);
    assert_eq!(mpremote(&board.port, &["fs", "ls", ":d"]), "ls :d\n       20000 data.bin\n");
    let back = folder.path().join("back.bin");
    mpremote(&board.port, &["fs", "cp", ":d/data.bin", back.to_str().unwrap()]);
    assert!(std::fs::read(&back).unwrap() == content);
    mpremote(&board.port, &["fs", "rm", "-r", ":d"]);
    assert_eq!(mpremote(&board.port, &["fs", "ls"]), "ls :\n");
}

#[test]
fn a_long_script_goes_through_raw_paste() {
    let board = Board::start();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("long.py");
    let mut text: String = (0..900).map(|n| format!("x{n} = 'line {n}'\n")).collect();
    text.push_str("print(x0, x899)\n");
    assert!(text.len() > 15_000);
    std::fs::write(&script, text).unwrap();
    assert_eq!(mpremote(&board.port, &["run", script.to_str().unwrap()]), "line 0 line 899\n");
}

#[test]
fn raw_paste_grants_windows_of_the_size_it_announced() {
    for window in [32u16, 64, 128, 512] {
        let board = special(Options { window, ..options() });
        let mut wire = Wire::open(&board.port);
        wire.prompt();
        wire.raw();
        wire.send("\x05A\x01");
        let [low, high] = window.to_le_bytes();
        wire.read_to([b'R', 1, low, high, 1]);
        wire.send("#".repeat(usize::from(window) * 3 - 1));
        wire.read_to("\x01\x01");
        wire.send("\nprint(1)");
        wire.read_to("\x01");
        wire.send("\x04");
        assert_eq!(wire.read_to("\x04>"), "\x041\r\n\x04\x04>");
    }
}

#[test]
fn raw_paste_can_be_refused_or_unknown() {
    let refused = special(Options { raw_paste: RawPaste::Refused, ..options() });
    let mut wire = Wire::open(&refused.port);
    wire.prompt();
    wire.raw();
    wire.send("\x05A\x01");
    assert_eq!(wire.read_to(">"), "R\0>");
    assert_eq!(wire.exec("print(2)").0, "2\r\n");

    let unknown = special(Options { raw_paste: RawPaste::Unknown, ..options() });
    let mut wire = Wire::open(&unknown.port);
    wire.prompt();
    wire.raw();
    wire.send("\x05A\x01");
    wire.read_to("raw REPL; CTRL-B to exit\r\n>");
    assert_eq!(wire.exec("print(3)").0, "3\r\n");
}

#[test]
fn ctrl_c_stops_whatever_runs() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    for program in [
        "while True: pass\r\r",
        "import time; time.sleep(1000)\r",
        "import time; time.sleep_ms(1000000)\r",
        "import sys; sys.stdin.read(1)\r",
        "for i in range(10**9): print(i)\r\r",
        "input('name? ')\r",
    ] {
        wire.send(program);
        wire.send("\x03");
        let seen = wire.read_to("KeyboardInterrupt: \r\n>>> ");
        assert!(seen.contains("Traceback"), "{program}: {seen}");
        assert_eq!(wire.line("1+1"), "2", "after {program}");
    }
}

#[test]
fn what_follows_a_ctrl_c_reaches_the_prompt() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.raw();
    let reads = "import sys\nb = memoryview(bytearray(900))\nprint('reads')\nwhile True: sys.stdin.buffer.readinto(b)\x04";
    for n in 0..150usize {
        wire.send(reads);
        wire.read_to("reads\r\n");
        wire.send("x".repeat(n * 37 % 400));
        wire.send("\r\x03");
        wire.send("\r\x01");
        wire.read_to("raw REPL; CTRL-B to exit\r\n>");
    }
}

#[test]
fn ctrl_c_at_the_prompt_and_in_kbd_intr_is_a_byte() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.send("half a line\x03");
    assert_eq!(wire.read_to(">>> "), "half a line\r\n>>> ");
    wire.raw();
    wire.send(
        "import sys, micropython\nmicropython.kbd_intr(-1)\nprint('ready')\nd = sys.stdin.buffer.read(6)\nmicropython.kbd_intr(3)\nprint(d)\x04",
    );
    wire.read_to("ready\r\n");
    wire.send(b"a\x03b\x03\x03c");
    assert_eq!(wire.read_to("\x04"), "b'a\\x03b\\x03\\x03c'\r\n\x04");
}

#[test]
fn resets_keep_the_files_and_run_boot_and_main() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.line("f = open('/boot.py', 'w'); n = f.write('print(\"in boot\")'); f.close()");
    wire.line("f = open('/main.py', 'w'); n = f.write('print(\"in main\")\\n1/0\\n'); f.close()");
    wire.send("\x04");
    let seen = wire.read_to(">>> ");
    let banner = "MPY: soft reboot\r\nin boot\r\nin main\r\nTraceback (most recent call last):\r\n  File \"main.py\", line 2, in <module>\r\nZeroDivisionError: divide by zero\r\n\r\nMicroPython v1.27.0 ";
    assert!(seen.contains(banner), "{seen}");
    wire.raw();
    wire.send("\x04");
    assert_eq!(
        wire.read_to("exit\r\n>"),
        "OK\r\nMPY: soft reboot\r\nin boot\r\nraw REPL; CTRL-B to exit\r\n>"
    );
    wire.send("raise SystemExit\x04");
    assert_eq!(
        wire.read_to("exit\r\n>"),
        "OK\x04\x04MPY: soft reboot\r\nin boot\r\nraw REPL; CTRL-B to exit\r\n>"
    );
    wire.send("import machine\ntry:\n    machine.reset()\nexcept BaseException:\n    print('caught')\n\x04");
    let seen = wire.read_to(">>> ");
    assert!(seen.starts_with("OKin boot\r\nin main\r\n"), "{seen}");
    assert!(!seen.contains("caught"), "{seen}");
}

#[test]
fn main_is_stopped_by_ctrl_c_and_keeps_its_names() {
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("main.py"), "n = 5\nprint('on')\nwhile True:\n    pass\n")
        .unwrap();
    let board = special(Options { files: Some(files.path().into()), ..options() });
    let mut wire = Wire::open(&board.port);
    wire.read_to("on\r\n");
    wire.send("\x03");
    wire.read_to("KeyboardInterrupt: \r\n");
    wire.read_to(">>> ");
    assert_eq!(wire.line("n"), "5");
}

#[test]
fn the_flash_is_finite_and_errors_have_usual_numbers() {
    let board = special(Options { flash: 64 * 4096, ..options() });
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.raw();
    let (out, err) = wire.exec(
        "import os\nf = open('/big', 'wb')\nn = 0\ntry:\n  while True: n += f.write(bytes(4096))\nexcept OSError as e: print(n // 4096, e.errno)\nf.close()\nprint(os.statvfs('/')[:5])",
    );
    assert_eq!((out.as_str(), err.as_str()), ("62 28\r\n(4096, 4096, 64, 0, 0)\r\n", ""));
    wire.exec("open('/big', 'w').close()\nos.mkdir('/d')");
    for (code, errno) in [
        ("os.stat('/none')", 2),
        ("os.mkdir('/d')", 17),
        ("open('/big/x', 'w')", 20),
        ("os.listdir('/big')", 20),
        ("os.rmdir('/none')", 2),
    ] {
        let (out, _) = wire.exec(&format!("try: {code}\nexcept OSError as e: print(e.errno)"));
        assert_eq!(out, format!("{errno}\r\n"), "{code}");
    }
}

#[test]
fn names_of_any_letters_and_the_root_alone() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.raw();
    let (out, err) = wire.exec("import os\nfor n in ('a b', \"q'\\\"\", 'é日', '-r', 'x' * 200): open('/' + n, 'w').close()\nprint(sorted(os.listdir('/')) == sorted(['a b', \"q'\\\"\", 'é日', '-r', 'x' * 200]))");
    assert_eq!((out.as_str(), err.as_str()), ("True\r\n", ""));
}

#[test]
fn machine_has_pins_a_clock_and_an_id_of_its_own() {
    let (one, two) = (Board::start(), Board::start());
    let id = |board: &Board| {
        mpremote(&board.port, &["exec", "import machine; print(machine.unique_id().hex())"])
    };
    assert_eq!(id(&one).trim().len(), 16, "eight bytes");
    assert_ne!(id(&one), id(&two));
    let pins = "from machine import Pin\np = Pin(2, Pin.OUT)\np.on()\nprint(p.value(), Pin(2).value(), Pin(3, Pin.IN, Pin.PULL_UP).value())\np.off()\nprint(p.value())";
    assert_eq!(mpremote(&one.port, &["exec", pins]), "1 1 1\n0\n");
    let clock = "import time\nfrom machine import RTC\nprint(RTC().datetime()[:3])\nRTC().datetime((2030, 5, 6, 0, 7, 8, 9, 0))\nprint(time.localtime()[:5], RTC().datetime()[3])";
    assert_eq!(mpremote(&one.port, &["exec", clock]), "(2021, 1, 1)\n(2030, 5, 6, 7, 8) 0\n");
}

/// Ticks of CPU time, 10 ms each, that the children of a process have used.
fn cpu_of_children(pid: u32) -> u64 {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    let ticks = |child: &str| {
        let stat = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    };
    children.split_whitespace().map(ticks).sum()
}

#[test]
fn neither_a_prompt_nor_a_sleep_uses_the_cpu() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    for (state, line) in [("the prompt", ""), ("a sleep", "import time; time.sleep(1000)")] {
        wire.send(format!("{line}\r"));
        wire.read_to("\r\n");
        // For a moment after the start node still compiles in the background.
        until(&format!("no CPU time in {state}"), LONG, String::new, || {
            let before = cpu_of_children(board.pid());
            let _ = wire.read(Duration::from_millis(500));
            (cpu_of_children(board.pid()) == before).then_some(())
        });
    }
}

#[test]
fn output_that_nobody_reads_does_not_stop_the_board() {
    let board = Board::start();
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.raw();
    wire.send("import time\nn = 0\nend = time.ticks_ms() + 9000\nwhile time.ticks_ms() < end: n += 1; print('nobody reads this')\n\x04");
    let began = Instant::now();
    until("the program's own time to be over", LONG, String::new, || {
        (began.elapsed() > Duration::from_secs(11)).then_some(())
    });
    wire.send("print('n is', n)\x04");
    wire.read_to("OKn is ");
    let count: u32 = wire.read_to("\r").trim().parse().unwrap();
    // More than a pseudo terminal holds: 68 kB.
    assert!(count > 5000, "it stopped after {count} lines");
}

#[test]
fn the_board_ends_with_the_process_that_started_it() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("board");
    let board = Board::linked(&link);
    assert_eq!(board.port, link);
    let terminal = std::fs::canonicalize(&link).unwrap();
    let mut wire = Wire::open(&link);
    wire.prompt();
    // Busy, and its port held open by us: only the leash tells it.
    wire.send("while True: pass\r\r");
    let killed = Command::new("kill").args(["-9", &board.pid().to_string()]).status().unwrap();
    assert!(killed.success());
    until(
        "the port to hang up",
        LONG,
        || terminal.display().to_string(),
        || wire.read(Duration::from_millis(50)).is_none().then_some(()),
    );
    drop(board);
    // A link left by a killed board is taken over.
    let again = Board::linked(&link);
    assert_eq!(mpremote(&again.port, &["exec", "print('again')"]), "again\n");
}

#[test]
fn sigterm_ends_it_and_removes_the_link() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("board");
    let board = Board::linked(&link);
    Command::new("kill").arg(board.pid().to_string()).status().unwrap();
    until(
        "the link to be gone",
        LONG,
        || format!("{link:?}"),
        || link.symlink_metadata().is_err().then_some(()),
    );
}

#[test]
fn without_node_it_says_what_to_install() {
    let output = Command::new(crate::board::MPDECK)
        .args(["demo", "--headless"])
        .env("PATH", "/nonexistent")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("sudo apt install nodejs npm"), "{said}");
}

#[test]
fn boards_started_at_once_into_an_empty_cache_all_run() {
    let cache = tempfile::tempdir().unwrap();
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let cache = cache.path().to_owned();
            std::thread::spawn(move || {
                demo::start(Options::new(cache)).map(|board| board.port.clone())
            })
        })
        .collect();
    for start in starts {
        assert!(start.join().unwrap().is_ok());
    }
}

#[test]
fn the_sample_project_runs() {
    let folder = tempfile::tempdir().unwrap();
    demo::sample_project(folder.path()).unwrap();
    mpdeck::config::Project::load(&folder.path().join("mpdeck.toml")).unwrap();
    let board = special(Options { files: Some(folder.path().into()), ..options() });
    let mut wire = Wire::open(&board.port);
    let seen = wire.read_to("led off");
    assert!(seen.contains("boot: the board is starting"), "{seen}");
    assert!(seen.contains("led on") && seen.contains("temperature "), "{seen}");
}

#[test]
fn the_line_paces_cuts_and_comes_back() {
    let board = Board::start();
    let line = Line::to(&board.port, Wiring { baud: 9600, ..Wiring::default() });
    let mut wire = Wire::open(&line.port);
    wire.prompt();
    wire.raw();
    let began = Instant::now();
    assert_eq!(wire.exec("print('x' * 480)").0.len(), 482);
    assert!(began.elapsed() > Duration::from_millis(500), "{:?}", began.elapsed());
    line.unplug();
    until("a hang-up", LONG, String::new, || {
        wire.read(Duration::from_millis(50)).is_none().then_some(())
    });
    line.replug();
    let mut wire = Wire::open(&line.port);
    wire.prompt();
    drop(line);

    let cut = Line::to(&board.port, Wiring { cut: Some(300), ..Wiring::default() });
    let mut wire = Wire::open(&cut.port);
    wire.send("print('y' * 1000)\r");
    until(
        "a hang-up",
        LONG,
        || format!("{:?}", cut.carried()),
        || wire.read(Duration::from_millis(50)).is_none().then_some(()),
    );
    let (down, up) = cut.carried();
    assert!((300..400).contains(&(down + up)), "{down} + {up}");
}

#[test]
fn the_line_flips_bits_by_seed() {
    let board = Board::start();
    let noisy = |seed| {
        let line =
            Line::to(&board.port, Wiring { flip: 0.05, seed, baud: 921_600, ..Wiring::default() });
        let mut wire = Wire::open(&line.port);
        wire.send("#".repeat(200));
        let mut seen = Vec::new();
        until("the echo", LONG, String::new, || {
            seen.extend(wire.read(Duration::from_millis(50)).unwrap());
            (seen.len() >= 200).then_some(())
        });
        seen.truncate(200);
        Wire::open(&board.port).send("\x03");
        seen
    };
    let first = noisy(7);
    assert!(first.iter().any(|byte| *byte != b'#'));
    assert_ne!(first, noisy(8));
}

#[test]
fn a_uart_loses_what_it_has_no_room_for() {
    let uart = Uart { baud: 115_200, buffer: 256, erase: 0 };
    let board = special(Options { uart: Some(uart), ..options() });
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.raw();
    // Nobody takes the bytes during the sleep: the buffer's 256 stay.
    wire.send("import sys, time, select\np = select.poll(); p.register(sys.stdin, select.POLLIN)\nprint('sleeping')\ntime.sleep(2)\nn = 0\nwhile p.poll(100): n += len(sys.stdin.buffer.read(1))\nprint(n)\x04");
    wire.read_to("sleeping\r\n");
    wire.send("x".repeat(1000));
    assert_eq!(wire.read_to("\r\n"), "256\r\n");
    wire.read_to("\x04\x04>");
    let began = Instant::now();
    assert_eq!(wire.exec("print('x' * 4606)").0.len(), 4608);
    assert!(began.elapsed() > Duration::from_millis(370), "{:?}", began.elapsed());
}

#[test]
fn a_uart_is_deaf_while_flash_is_erased() {
    let uart = Uart { baud: 921_600, buffer: 4096, erase: 200 };
    let board = special(Options { uart: Some(uart), ..options() });
    let mut wire = Wire::open(&board.port);
    wire.prompt();
    wire.raw();
    wire.send(
        "import sys, select\np = select.poll(); p.register(sys.stdin, select.POLLIN)\nf = open('/f', 'wb')\nfor i in range(10):\n  print('writing')\n  f.write(bytes(4096))\nn = 0\nwhile p.poll(500): n += len(sys.stdin.buffer.read(1))\nprint(n)\x04",
    );
    // Some of it may come before an erase begins, hence ten times; all of it would fit the buffer.
    for _ in 0..10 {
        wire.read_to("writing\r\n");
        wire.send("x".repeat(300));
    }
    let count: u32 = wire.read_to("\r\n").trim().parse().unwrap();
    assert!((32..2900).contains(&count), "{count} of 3000 bytes came through");
}

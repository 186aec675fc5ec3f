//! The course's chapter on the REPL, key by key, in the workbench: hello, the blink loop
//! typed and pasted, Ctrl-C, paste mode, and Ctrl-X to get out.

use crate::screen::Screen;

use super::rig::workbench;

const BLINK: &str = "from machine import Pin\nfrom time import sleep\n\nled = Pin(2, Pin.OUT)\n\nwhile True:\n    led.on()\n    sleep(.5)\n    led.off()\n    sleep(.5)\n";

/// Types a line and waits for the prompt behind it.
fn line(screen: &Screen, text: &str) {
    screen.keys(text);
    screen.keys("\r");
    screen.wait_until(&format!("a prompt behind {text:?}"), |screen| {
        let behind = screen.rfind(text).map(|at| &screen[at..]);
        behind.is_some_and(|rest| rest.contains("│>>>") || rest.contains("│..."))
    });
}

fn counts(screen: &Screen, text: &str, wanted: usize) {
    let what = format!("{wanted} times {text:?}");
    screen.wait_until(&what, |screen| screen.matches(text).count() >= wanted);
}

/// Ctrl-C ends the program, and the board answers again.
fn stop(screen: &Screen, sum: &str, is: &str) {
    screen.keys("\x03");
    screen.wait_for("KeyboardInterrupt");
    screen.wait_until("the prompt", |text| text.contains(" prompt "));
    screen.keys(&format!("{sum}\r"));
    screen.wait_for(&format!("│{is} "));
}

#[test]
fn the_chapter_on_the_repl() {
    let home = tempfile::tempdir().unwrap();
    let mut screen = workbench(home.path(), |command| command);
    screen.keys("3"); // what is typed goes to the board
    screen.wait_for("typing");
    screen.keys("\x1bOS"); // F4: the REPL has the whole screen
    screen.wait_gone("1 Devices");

    line(&screen, "print('Hello micro World!!')");
    counts(&screen, "Hello micro World!!", 2);

    // the lamp tells what happens to it; the rest is as the course has it
    line(&screen, "import machine; old = machine.Pin.value");
    line(&screen, "def told(pin, *to):");
    screen.keys("if to: print('LED', *to)\rreturn old(pin, *to)\r\x7f\r");
    screen.wait_until("the end of the block", |text| text.rfind("│>>>") > text.rfind("│..."));
    line(&screen, "machine.Pin.value = told");

    line(&screen, "from machine import Pin");
    line(&screen, "from time import sleep");
    line(&screen, "led = Pin(2, Pin.OUT)");
    // MicroPython indents by itself; Backspace takes it back, and a blank line ends the block
    line(&screen, "while True:");
    line(&screen, "led.value(not led.value())");
    line(&screen, "sleep(.5)");
    screen.keys("\x7f\r");
    counts(&screen, "LED True", 1);
    counts(&screen, "LED False", 1);
    counts(&screen, "LED True", 2);
    stop(&screen, "1200+34", "1234");

    // the other way, pasted as it stands on the page, with its blank lines
    screen.keys("\x0c");
    screen.keys(&format!("\x1b[200~{BLINK}\x1b[201~"));
    counts(&screen, "LED 1", 2);
    counts(&screen, "LED 0", 2);
    stop(&screen, "4300+21", "4321");

    // paste mode by hand
    screen.keys("\x05");
    screen.wait_for("paste mode; Ctrl-C to cancel, Ctrl-D to finish");
    screen.keys("for i in range(3):\r    print('row', i * 11)\r\r");
    screen.wait_for("print('row', i * 11)");
    screen.keys("\x04");
    screen.wait_for("row 22");

    screen.keys("\x18"); // Ctrl-X, as rshell's
    screen.wait_for("browsing");
    screen.keys("q");
    assert!(screen.ended().success());
}

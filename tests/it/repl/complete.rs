//! Completion on a board behind a line of 115200 baud.

use std::time::{Duration, Instant};

use mpdeck::model::{Completion, Event, Mode};

use crate::line::{Line, Wiring};
use crate::session::Attached;

use super::rig::{at_prompt, uart};

fn attributes(object: &str, start: &str) -> Completion {
    Completion::Attributes { object: object.into(), start: start.into() }
}

/// Defines things at the prompt, by paste mode.
async fn define(attached: &Attached, source: &str) {
    attached.session.paste(format!("{source}\nprint('de' + 'fined')")).await.unwrap();
    attached.until_said("defined\r\n>>> ").await;
    attached.until_mode(Mode::Friendly).await;
}

#[tokio::test]
async fn names_attributes_modules_and_files_come_from_the_board() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    define(&attached, "import os\nmy_sensor = 1\nclass Led:\n    def on(self): pass\n    def off(self): pass\nled = Led()\nos.mkdir('/found')\nopen('/found/data.csv', 'w').close()\nopen('/found/my_mod.py', 'w').close()\nimport sys\nsys.path.append('/found')").await;
    let session = &attached.session;
    let before = attached.output(mpdeck::model::Stream::Console);
    let (mut slowest, mut most) = (Duration::MAX, 0);
    for (wanted, names) in [
        (Completion::Globals { start: "my_s".into() }, vec!["my_sensor"]),
        (attributes("led", "o"), vec!["off", "on"]),
        (attributes("os", "mk"), vec!["mkdir"]),
        (attributes("nothing", ""), vec![]),
        (Completion::Modules { start: "my_".into() }, vec!["my_mod"]),
        (Completion::Modules { start: "bina".into() }, vec!["binascii"]),
        (Completion::Files { folder: "/found".into(), start: "d".into() }, vec!["data.csv"]),
        (Completion::Files { folder: "/".into(), start: "fou".into() }, vec!["found/"]),
        (Completion::Files { folder: "/away".into(), start: String::new() }, vec![]),
    ] {
        let carried = line.carried();
        let begun = Instant::now();
        assert_eq!(session.complete(wanted.clone()).await.unwrap(), names, "{wanted:?}");
        slowest = slowest.min(begun.elapsed());
        let bytes = line.carried();
        most = most.max(bytes.0 - carried.0 + bytes.1 - carried.1);
    }
    // 87 us a byte, both ways one after the other; the time itself depends on who else
    // uses this machine
    assert!(most * 87 < 120_000, "{most} bytes need more than 120 ms");
    assert!(slowest < Duration::from_millis(150), "{slowest:?} at best");
    // before the first letter all modules are told, and none is imported for it to stay
    let loaded = "' '.join(sorted(sys.modules))";
    let before_it = session.eval(loaded).await.unwrap();
    let carried = line.carried();
    let modules = session.complete(Completion::Modules { start: String::new() }).await.unwrap();
    let bytes = line.carried();
    let bytes = bytes.0 - carried.0 + bytes.1 - carried.1;
    for name in ["my_mod", "found", "machine", "json", "time", "zlib"] {
        assert!(modules.iter().any(|known| known == name), "{name} in {modules:?}");
    }
    assert!(!modules.iter().any(|name| name.contains('.')), "no file is a module: {modules:?}");
    assert!(bytes * 87 < 150_000, "{bytes} bytes need more than 150 ms");
    assert_eq!(session.eval(loaded).await.unwrap(), before_it);
    // nothing of it is seen
    assert_eq!(attached.output(mpdeck::model::Stream::Console), before);
    attached.type_text("my_sensor + 41\r");
    attached.until_said("42\r\n>>> ").await;
}

#[tokio::test]
async fn objects_that_raise_print_or_never_end_do_no_harm() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    let class = |name: &str, does: &str| {
        format!(
            "class {name}:\n    def __getattr__(self, name):\n        {does}\n        raise AttributeError\n    def __dir__(self):\n        {does}\n        return ['fine']\n{} = {name}()\n",
            name.to_lowercase()
        )
    };
    let mut source = class("Raises", "raise ValueError('no')");
    source += &class("Exits", "raise SystemExit");
    source += &class("Prints", "print('\\x02noise', name if 'name' in dir() else '')");
    source += &class("Floods", "\n        while True: print('flood')");
    source += &class("Sleeps", "\n        while True: pass");
    source += "class Holder: pass\nkept = 1\n";
    define(&attached, &source).await;
    for object in ["raises.a", "exits.a", "prints.a", "floods.a", "sleeps.a", "raises", "prints"] {
        // an answer or none, in a moment
        let asked = attached.session.complete(attributes(object, "fine_as"));
        let answer = tokio::time::timeout(Duration::from_secs(30), asked).await;
        let names = answer.expect("an answer").unwrap_or_default();
        assert!(names.iter().all(|name| name.starts_with("fine_as")), "{object}: {names:?}");
        attached.until_mode(Mode::Friendly).await;
    }
    let console = attached.output(mpdeck::model::Stream::Console);
    assert!(!console.contains("flood\r\n"), "{console:?}");
    attached.type_text("kept + 41\r");
    attached.until_said("42\r\n>>> ").await;
}

#[tokio::test]
async fn a_program_and_a_half_typed_line_are_left_alone() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    let globals = Completion::Globals { start: "p".into() };
    attached.type_text("kept = 4");
    attached.until_said("kept = 4").await;
    let sent = line.carried().0;
    assert!(attached.session.complete(globals.clone()).await.is_err());
    assert_eq!(line.carried().0, sent, "nothing was sent");
    attached.type_text("2\rprint('is', kept)\r");
    attached.until_said("is 42\r\n>>> ").await;
    attached.type_text("import time\rwhile True: print('runs', time.sleep(.01))\r\r");
    attached.until_said("runs None").await;
    let sent = line.carried().0;
    assert!(attached.session.complete(globals).await.is_err());
    // nor is one stopped for the clock that nobody asked to set
    assert!(attached.session.set_clock([2026, 1, 1, 3, 0, 0, 0, 0], true).await.is_err());
    assert_eq!(line.carried().0, sent, "nothing was sent");
    let seen = attached.heard().len();
    attached
        .until("the program to go on", |events| {
            let later = &events[seen..];
            let says = |event: &Event| matches!(event, Event::Output { bytes, .. } if bytes.windows(4).any(|text| text == b"runs"));
            (later.iter().filter(|event| says(event)).count() > 3).then_some(())
        })
        .await;
    attached.session.interrupt();
    attached.until_mode(Mode::Friendly).await;
}

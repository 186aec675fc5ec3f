//! Pasting over a UART line: 115200 baud, 256 bytes of buffer, nothing that says "wait".

use std::time::{Duration, Instant};

use mpdeck::model::{AttachPolicy, Event, Exit, Level, Mode, Stream};

use super::rig::{at_prompt, uart};
use crate::line::{Line, Wiring};
use crate::session::Attached;

/// About 20 kB whose effect tells whether all of it arrived.
fn long() -> (String, u32) {
    let mut source = String::from("from binascii import crc32\na = []\n");
    let mut all = String::new();
    for number in 0..280 {
        let text = format!("{:064x}", (u128::MAX / 11).wrapping_mul(number + 7));
        source.push_str(&format!("a.append('{text}')\n"));
        if number % 9 == 0 {
            source.push_str("\nif a:\n\n    # ünïcode\n    a[-1] += 'x'\n\n");
        }
        all.push_str(&text);
        if number % 9 == 0 {
            all.push('x');
        }
    }
    source.push_str("print('crc', crc32(''.join(a)))\n");
    (source, crc32fast::hash(all.as_bytes()))
}

#[tokio::test]
async fn twenty_kilobytes_arrive_whole() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    let (source, crc) = long();
    assert!(source.len() > 20_000, "{}", source.len());
    let begun = Instant::now();
    attached.session.paste(source.clone()).await.unwrap();
    let took = begun.elapsed();
    attached.until_said(&format!("crc {crc}\r\n>>> ")).await;
    assert!(!attached.output(Stream::Console).contains("Error"));
    let progress =
        attached.heard().iter().filter(|event| matches!(event, Event::Progress { .. })).count();
    assert!(progress > 20, "{progress}");
    // the line alone needs 1.8 s for it; a loaded machine may take its time
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[tokio::test]
async fn a_loop_with_blank_lines_runs_until_ctrl_c() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    let blink = "from machine import Pin\nfrom time import sleep\n\nled = Pin(2, Pin.OUT)\n\nwhile True:\n    led.on()\n\n    print('on')\n    sleep(.05)\n\n    led.off()\n    sleep(.05)\n";
    attached.session.paste(blink).await.unwrap();
    attached.until_said("on\r\non\r\non\r\n").await;
    attached.session.interrupt();
    attached.until_said("KeyboardInterrupt").await;
    attached.until_mode(Mode::Friendly).await;
}

#[tokio::test]
async fn ctrl_c_cancels_at_once_and_nothing_of_it_runs() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    let (source, _) = long();
    let session = attached.session.clone();
    let pasting = tokio::spawn(async move { session.paste(source).await });
    attached
        .until("two thousand pasted bytes", |events| {
            let far = |event: &Event| matches!(event, Event::Progress { progress, .. } if progress.done > 2000);
            events.iter().any(far).then_some(())
        })
        .await;
    let begun = Instant::now();
    attached.session.interrupt();
    assert_eq!(pasting.await.unwrap().unwrap_err().exit, Exit::Interrupted);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    attached.until_mode(Mode::Friendly).await;
    attached.type_text("a\r");
    attached.until_said("NameError").await;
}

#[tokio::test]
async fn a_half_typed_line_is_left_alone() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    attached.type_text("x = 4");
    attached.until_said("x = 4").await;
    let pasted = attached.session.paste("a = 1\nb = 2").await;
    let problem = pasted.expect_err(&attached.output(Stream::Console));
    assert!(problem.why.contains("half a line") && problem.next.contains("Ctrl-C"), "{problem}");
    attached.type_text("2\rx\r");
    attached.until_said("42\r\n>>> ").await;
}

#[tokio::test]
async fn a_program_that_reads_gets_a_paste_as_its_input() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    attached.type_text("print([input() for _ in range(3)])\r");
    attached.until_mode(Mode::Attached).await;
    attached.session.paste("one\ntwo\nthree\n").await.unwrap();
    attached.until_said("['one', 'two', 'three']").await;
}

#[tokio::test]
async fn unplugged_while_pasting_it_fails_and_the_board_comes_back() {
    let board = uart();
    let line = Line::to(&board.port, Wiring::default());
    let attached = at_prompt(&line).await;
    let (source, _) = long();
    let session = attached.session.clone();
    let pasting = tokio::spawn(async move { session.paste(source).await });
    attached
        .until("the first pasted bytes", |events| {
            let far = |event: &Event| matches!(event, Event::Progress { progress, .. } if progress.done > 100);
            events.iter().any(far).then_some(())
        })
        .await;
    line.unplug();
    assert_eq!(pasting.await.unwrap().unwrap_err().exit, Exit::NoBoard);
    line.replug();
    attached.until_mode(Mode::Attached).await;
    attached.session.interrupt();
    attached.until_mode(Mode::Friendly).await;
    attached.session.paste("print('after')\nprint('all')").await.unwrap();
    attached.until_said("after\r\nall\r\n>>> ").await;
    let errors = attached
        .heard()
        .into_iter()
        .filter(|event| matches!(event, Event::Log(line) if line.level == Level::Error));
    assert_eq!(errors.count(), 0);
}

#[tokio::test]
async fn bytes_that_the_line_loses_are_missed_and_nothing_runs() {
    let board = uart();
    let line = Line::to(&board.port, Wiring { flip: 0.004, ..Wiring::default() });
    let attached = Attached::to(&line.port, AttachPolicy::Ask);
    attached.session.connected().await.unwrap();
    attached.type_text("\r");
    attached.until_mode(Mode::Friendly).await;
    let (source, crc) = long();
    let problem = attached.session.paste(source).await.unwrap_err();
    assert!(problem.why.contains("line"), "{problem}");
    assert!(!attached.output(Stream::Console).contains(&format!("crc {crc}\r\n")));
}

#[tokio::test]
async fn a_ctrl_c_throws_away_a_paste_that_waits() {
    let board = crate::board::Board::start();
    let attached = Attached::to(&board.port, AttachPolicy::Ask);
    attached.session.connected().await.unwrap();
    let (busy, waits) = (attached.session.clone(), attached.session.clone());
    let program = "import time\nprint('be' + 'gun')\nwhile True: time.sleep(.05)";
    let running = tokio::spawn(async move { busy.exec(program).await });
    attached
        .until("the program", |events| {
            let says = |event: &Event| matches!(event, Event::Output { bytes, .. } if bytes.starts_with(b"begun"));
            events.iter().any(says).then_some(())
        })
        .await;
    let paste = waits.paste("print('not' + ' me')\nprint('nor me')");
    // asked for first, then interrupted
    let interrupt = async { attached.session.interrupt() };
    let (pasted, ()) = tokio::join!(biased; paste, interrupt);
    assert_eq!(pasted.unwrap_err().exit, Exit::Interrupted);
    assert_eq!(running.await.unwrap().unwrap_err().exit, Exit::Interrupted);
    assert!(!attached.output(Stream::Console).contains("not me"));
}

#[tokio::test]
async fn a_ctrl_c_at_any_moment_of_a_paste_ends_at_the_prompt() {
    let board = crate::board::Board::start();
    let attached = Attached::to(&board.port, AttachPolicy::Ask);
    attached.session.connected().await.unwrap();
    let source = "import time\nwhile True:\n    time.sleep(.05)\n    # so that it takes a moment\n";
    for late in 1..9 {
        attached.type_text("41+1\r");
        let turn = late;
        attached
            .until("another answer", |events| {
                (console(events).matches("\n42\r\n>>> ").count() == turn).then_some(())
            })
            .await;
        let before = console(&attached.heard()).len();
        let session = attached.session.clone();
        let pasting = tokio::spawn(async move { session.paste(source).await });
        // a bit further each time, up to the running program
        let wanted = before + late * 16;
        attached
            .until("so much of the echo", |events| (console(events).len() >= wanted).then_some(()))
            .await;
        attached.session.interrupt();
        drop(pasting.await.unwrap());
        attached.until_mode(Mode::Friendly).await;
    }
}

fn console(events: &[Event]) -> String {
    let bytes = events.iter().filter_map(|event| match event {
        Event::Output { stream: Stream::Console, bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>().concat()).into_owned()
}

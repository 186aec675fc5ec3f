//! Giving source and following it.

use super::super::Error;
use super::super::scripted::{Ends, Paste, Run, Script, board};
use super::{exec, sources};

fn long_source() -> String {
    (0..200).map(|line| format!("print({line}, 'ü')\n")).collect()
}

#[tokio::test(start_paused = true)]
async fn no_window_is_ever_overrun() {
    for window in [32, 64, 128, 512] {
        for split in [false, true] {
            let (mut board, _, seen) = board(Script { window, split, ..Script::default() });
            for source in [String::new(), "x".repeat(usize::from(window)), long_source()] {
                let (ran, _, _) = exec(&mut board, &source).await;
                assert_eq!(ran, Ok(()), "window {window}");
                assert_eq!(sources(&seen).pop(), Some(source), "window {window}");
            }
            assert_eq!(seen.lock().unwrap().overrun, 0, "window {window}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_ends_early_gives_its_traceback_and_the_prompt() {
    for at in [1, 31, 32, 33, 100, 128, 256, 1000] {
        let (mut board, _, _) = board(Script { early_end: Some(at), ..Script::default() });
        let (ran, out, error) = exec(&mut board, &long_source()).await;
        assert!(error.contains("SyntaxError") && out.is_empty(), "at {at}: {error}");
        let Err(Error::Raised { traceback }) = ran else { panic!("at {at}: {ran:?}") };
        assert!(traceback.ends_with("SyntaxError: invalid syntax\n"), "{traceback}");
    }
}

#[tokio::test(start_paused = true)]
async fn boards_without_a_working_raw_paste_are_remembered() {
    for paste in [Paste::Refused, Paste::Unknown, Paste::Stalls, Paste::Babbles] {
        let (mut board, _, seen) = board(Script { paste, window: 64, ..Script::default() });
        for _ in 0..2 {
            let (ran, _, _) = exec(&mut board, &long_source()).await;
            assert_eq!(ran, Ok(()), "{paste:?}");
        }
        assert_eq!(sources(&seen), [long_source(), long_source()], "{paste:?}");
        let bytes = &seen.lock().unwrap().bytes;
        let tries = bytes.windows(3).filter(|three| *three == b"\x05A\x01").count();
        assert_eq!(tries, 1, "{paste:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn output_may_hold_the_end_mark_and_be_split_anywhere() {
    for split in [false, true] {
        let run = |_: &str| Run::prints("a\x04b\x04\x04c>ü\r\n");
        let (mut board, _, _) = board(Script { split, run, ..Script::default() });
        let (ran, out, error) = exec(&mut board, "x").await;
        assert_eq!((ran, out.as_str()), (Ok(()), "a\x04b\x04\x04c>ü\r\n"));
        assert_eq!(error, "");
    }
}

#[tokio::test(start_paused = true)]
async fn an_exit_is_success_and_the_prompt_comes_back() {
    for split in [false, true] {
        let run = |_: &str| Run { prints: b"bye\r\n".to_vec(), ends: Ends::Exits };
        let (mut board, _, _) = board(Script { split, run, ..Script::default() });
        for _ in 0..2 {
            let (ran, out, _) = exec(&mut board, "import sys; sys.exit()").await;
            assert_eq!(ran, Ok(()));
            assert_eq!(out, "bye\r\nMPY: soft reboot\r\nboot.py says hello\r\n");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_reaches_the_program_and_its_end_is_waited_for() {
    let run = |_: &str| Run { prints: b"working\r\n".to_vec(), ends: Ends::AfterInterrupts(2) };
    let (mut board, control, _) = board(Script { run, ..Script::default() });
    let interrupts = async {
        for _ in 0..2 {
            tokio::time::sleep(std::time::Duration::from_secs(30)).await;
            control.interrupt();
        }
    };
    let ((ran, out, _), ()) = tokio::join!(exec(&mut board, "x"), interrupts);
    assert_eq!(out, "working\r\n");
    assert!(matches!(ran, Err(Error::Interrupted { .. })), "{ran:?}");
}

#[tokio::test(start_paused = true)]
async fn typed_bytes_reach_the_program() {
    let run = |_: &str| Run { prints: Vec::new(), ends: Ends::Echoes(b'!') };
    let (mut board, control, _) = board(Script { run, ..Script::default() });
    let typing = async {
        for text in ["hello ", "board!"] {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            control.type_bytes(text.as_bytes().to_vec());
        }
    };
    let ((ran, out, _), ()) = tokio::join!(exec(&mut board, "x"), typing);
    assert_eq!((ran, out.as_str()), (Ok(()), "hello board!"));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_stops_the_program_and_brings_the_prompt_back() {
    let run = |source: &str| match source {
        "x" => Run { prints: Vec::new(), ends: Ends::AfterInterrupts(1) },
        _ => Run::prints("next\r\n"),
    };
    let (mut board, control, _) = board(Script { run, ..Script::default() });
    let cancel = async {
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        control.cancel();
    };
    let ((ran, _, _), ()) = tokio::join!(exec(&mut board, "x"), cancel);
    assert_eq!(ran, Err(Error::Cancelled));
    assert_eq!(exec(&mut board, "y").await.0, Err(Error::Cancelled), "until it is reset");
    control.reset_cancel();
    let (ran, out, _) = exec(&mut board, "y").await;
    assert_eq!((ran, out.as_str()), (Ok(()), "next\r\n"));
}

#[tokio::test(start_paused = true)]
async fn a_restart_in_the_middle_is_told() {
    let run = |_: &str| Run { prints: b"so far\r\n".to_vec(), ends: Ends::Restarts };
    let (mut board, _, _) = board(Script { run, ..Script::default() });
    let (ran, out, _) = exec(&mut board, "import machine; machine.reset()").await;
    assert_eq!(ran, Err(Error::Restarted));
    assert!(out.starts_with("so far\r\n"), "{out}");
}

#[tokio::test(start_paused = true)]
async fn a_question_that_was_damaged_is_asked_again() {
    for damages in 0..4 {
        let run = |_: &str| Run::prints(". 0\r\n");
        let (mut board, _, seen) = board(Script { damages, run, ..Script::default() });
        let info = board.probe().await;
        assert!(info.is_ok(), "{damages}: {info:?}");
        assert_eq!(sources(&seen).len(), damages + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_board_that_hangs_over_a_question_ends_in_an_error() {
    let run = |_: &str| Run { prints: Vec::new(), ends: Ends::Hangs };
    let (mut board, _, _) = board(Script { run, ..Script::default() });
    let error = board.probe().await.unwrap_err();
    assert!(matches!(error, Error::Mute { .. } | Error::Silent { .. }), "{error:?}");
}

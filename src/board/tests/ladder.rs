//! Getting to the prompt.

use std::time::Duration;

use super::super::Error;
use super::super::scripted::{Script, Start, board};
use super::{enter, exec};

fn from(start: Start) -> Script {
    Script { start, ..Script::default() }
}

#[tokio::test(start_paused = true)]
async fn an_idle_prompt_takes_two_round_trips() {
    let (mut board, _, seen) = board(from(Start::Friendly));
    let (entered, heard) = enter(&mut board).await;
    assert_eq!((entered, heard.as_str()), (Ok(()), ""));
    assert_eq!(seen.lock().unwrap().bytes, b"\x03\x01");
}

#[tokio::test(start_paused = true)]
async fn every_state_of_the_prompt_leads_to_the_raw_one() {
    for start in [
        Start::Friendly,
        Start::FriendlyTyped("print("),
        Start::Raw,
        Start::PasteMode,
        Start::RawPaste,
    ] {
        for split in [false, true] {
            let (mut board, _, _) = board(Script { split, ..from(start.clone()) });
            assert_eq!(enter(&mut board).await.0, Ok(()), "{start:?}, split {split}");
            let (ran, out, _) = exec(&mut board, "x").await;
            assert_eq!((ran, out.as_str()), (Ok(()), "ran 1 bytes\r\n"), "{start:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_board_that_is_slow_to_answer_does_not_put_us_out_of_step() {
    for twentieths in 1..16 {
        let late = Duration::from_millis(twentieths * 50);
        let (mut board, _, _) = board(from(Start::Slow(late)));
        assert_eq!(enter(&mut board).await.0, Ok(()), "{late:?}");
        for _ in 0..3 {
            let (ran, out, _) = exec(&mut board, "x").await;
            assert_eq!((ran, out.as_str()), (Ok(()), "ran 1 bytes\r\n"), "{late:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_program_is_interrupted_and_what_it_said_is_passed_on() {
    for interrupts in [1, 2, 5] {
        let (mut board, _, _) = board(from(Start::Program { interrupts, floods: true }));
        let (entered, heard) = enter(&mut board).await;
        assert_eq!(entered, Ok(()), "{interrupts}");
        assert!(heard.starts_with("the temperature is 21.5\r\n"), "{heard:?}");
        assert!(heard.contains("KeyboardInterrupt"), "{heard:?}");
        assert!(!heard.ends_with(">>> "), "the prompt is ours, not output: {heard:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_board_is_told_from_a_stranger_and_from_a_flood() {
    let (mut mute, _, _) = board(from(Start::Mute));
    let error = enter(&mut mute).await.0.unwrap_err();
    assert!(matches!(error, Error::Mute { .. }), "{error:?}");

    let (mut stranger, _, _) = board(from(Start::Stranger("login: \x1b[1m")));
    let error = enter(&mut stranger).await.0.unwrap_err();
    assert!(matches!(&error, Error::NoPrompt { .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("login: \\x1b[1m") && text.len() < 400, "{text}");

    let (mut flood, _, _) = board(from(Start::Program { interrupts: 1000, floods: true }));
    let error = enter(&mut flood).await.0.unwrap_err();
    assert!(matches!(error, Error::Flood { .. }), "{error:?}");
    assert!(error.to_string().contains("the temperature is"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_cancel_ends_the_ladder_at_once() {
    let (mut board, control, _) = board(from(Start::Mute));
    let started = tokio::time::Instant::now();
    let cancel = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        control.cancel();
    };
    let (entered, ()) = tokio::join!(async { enter(&mut board).await.0 }, cancel);
    assert_eq!(entered, Err(Error::Cancelled));
    assert!(started.elapsed().as_millis() < 300, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn leaving_goes_back_to_the_friendly_prompt_without_a_word() {
    let (mut board, _, seen) = board(from(Start::Friendly));
    enter(&mut board).await.0.unwrap();
    let mut heard = Vec::new();
    board.leave(&mut |_, bytes| heard.extend_from_slice(bytes)).await.unwrap();
    assert_eq!(heard, b"");
    assert_eq!(seen.lock().unwrap().bytes, b"\x03\x01\x02");
    // The prompt is known now: one round trip back.
    enter(&mut board).await.0.unwrap();
    assert_eq!(seen.lock().unwrap().bytes, b"\x03\x01\x02\x01");
}

#[tokio::test(start_paused = true)]
async fn a_line_that_goes_is_lost_wherever_it_goes() {
    for after in 1..56 {
        let script = Script { unplug_after: Some(after), ..from(Start::Friendly) };
        let (mut board, _, _) = board(script);
        let mut result = enter(&mut board).await.0;
        if result.is_ok() {
            result = exec(&mut board, "x").await.0;
        }
        assert!(matches!(result, Err(Error::Lost(_))), "after {after}: {result:?}");
    }
}

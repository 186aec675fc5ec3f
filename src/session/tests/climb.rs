//! The stop ladder.

use std::time::Duration;

use super::bench::Bench;
use super::fake::Program;
use crate::model::{AttachPolicy, Command, Event, Exit, Mode, ResetKind, StopStep, Stream};

async fn running(program: Program) -> Bench {
    Bench::new(Some(program), AttachPolicy::Ask).await
}

#[tokio::test(start_paused = true)]
async fn one_ctrl_c_stops_most_programs_and_nobody_is_asked() {
    let bench = running(Program::Flood).await;
    bench.until_heard(Stream::Console, "0123").await;
    bench.session.stop(StopStep::Interrupt).await.unwrap();
    assert_eq!(bench.session.mode(), Mode::Friendly);
    assert_eq!(bench.received(), b"\x03");
    assert_eq!(bench.asked(), 0);
    assert!(bench.console().contains("KeyboardInterrupt"), "what it said last is shown");
    assert!(bench.console().ends_with(">>> "));
    bench.session.stop(StopStep::Interrupt).await.unwrap();
    assert_eq!(bench.received(), b"\x03", "at the prompt there is nothing to stop");
}

#[tokio::test(start_paused = true)]
async fn a_program_that_catches_the_first_is_stopped_by_the_next_step() {
    let bench = running(Program::Stubborn(9)).await;
    let problem = bench.session.stop(StopStep::Interrupt).await.unwrap_err();
    assert_eq!(problem.exit, Exit::Failed);
    assert!(problem.tried.contains("step 1 of 5"), "{problem}");
    assert!(bench.console().contains("caught"));
    bench.session.stop(StopStep::Repeat).await.unwrap();
    assert_eq!(bench.session.mode(), Mode::Friendly);
    bench.session.exec("hello").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_soft_reset_leaves_main_py_out() {
    let bench = running(Program::Forever).await;
    bench.session.stop(StopStep::SoftReset).await.unwrap();
    assert_eq!(bench.session.mode(), Mode::Friendly);
    assert!(bench.console().contains("booted"), "{}", bench.console());
    assert!(!bench.console().contains("OK") && !bench.console().contains("raw REPL"));
    assert_eq!(bench.restarts(), 1);

    let bench = Bench::new(Some(Program::Forever), AttachPolicy::Interrupt).await;
    bench.session.reset(ResetKind::Safe).await.unwrap();
    assert_eq!(bench.session.mode(), Mode::Friendly, "it ends where it began");
    bench.session.stop(StopStep::Interrupt).await.unwrap();
    assert!(bench.console().contains("booted") && !bench.console().contains("OK"));
}

#[tokio::test(start_paused = true)]
async fn a_port_without_a_reset_line_says_so() {
    let bench = running(Program::Deaf).await;
    let problem = bench.session.stop(StopStep::Repeat).await.unwrap_err();
    assert!(problem.why.contains("does not listen"), "{problem}");
    let problem = bench.session.stop(StopStep::HardReset).await.unwrap_err();
    assert!(problem.why.contains("no reset line"), "{problem}");
    assert_eq!(bench.session.mode(), Mode::Attached);
}

#[tokio::test(start_paused = true)]
async fn a_board_is_caught_at_its_first_byte_when_it_comes_back() {
    let bench = running(Program::Armoured).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    bench.session.stop(StopStep::Repeat).await.unwrap_err();
    let session = bench.session.clone();
    let caught = tokio::spawn(async move { session.stop(StopStep::Catch).await });
    tokio::time::sleep(Duration::from_secs(60)).await;
    bench.unplug();
    bench.until_mode(Mode::Lost).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(!caught.is_finished());
    bench.plug();
    caught.await.unwrap().unwrap();
    assert_eq!(bench.session.mode(), Mode::Friendly);
    bench.session.exec("hello").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_board_that_is_not_there_yet_can_be_waited_for_and_given_up() {
    let bench = Bench::unplugged(Some(Program::Armoured), AttachPolicy::Ask, false);
    bench.session.connected().await.unwrap_err();
    let session = bench.session.clone();
    let caught = tokio::spawn(async move { session.stop(StopStep::Catch).await });
    bench.until_mode(Mode::Lost).await;
    bench.plug();
    caught.await.unwrap().unwrap();

    let bench = Bench::unplugged(None, AttachPolicy::Ask, false);
    let problem = bench.session.stop(StopStep::Repeat).await.unwrap_err();
    assert_eq!(problem.exit, Exit::NoBoard);
    let session = bench.session.clone();
    let caught = tokio::spawn(async move { session.stop(StopStep::Catch).await });
    tokio::time::sleep(Duration::from_secs(5)).await;
    bench.session.cancel();
    assert_eq!(caught.await.unwrap().unwrap_err().exit, Exit::Interrupted);
}

#[tokio::test(start_paused = true)]
async fn a_stop_overtakes_our_own_work_and_a_later_step_an_earlier_one() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let session = bench.session.clone();
    let source = Command::Exec { source: "deaf".to_owned(), argv: Vec::new() };
    let work = tokio::spawn(async move { session.call(source).await });
    bench.until_mode(Mode::Raw).await;
    bench.until_received(b"deaf\x04").await;
    let session = bench.session.clone();
    let first = tokio::spawn(async move { session.stop(StopStep::Catch).await });
    work.await.unwrap().unwrap_err();
    bench
        .until("the log of step 5", |events| {
            let logged =
                |event: &Event| matches!(event, Event::Log(line) if line.text.contains("step 5"));
            events.iter().any(logged).then_some(())
        })
        .await;
    let session = bench.session.clone();
    let second = tokio::spawn(async move { session.stop(StopStep::Repeat).await });
    assert_eq!(first.await.unwrap().unwrap_err().exit, Exit::Interrupted);
    assert_eq!(second.await.unwrap().unwrap_err().exit, Exit::Failed);
}

use std::time::Duration;

use super::bench::{Bench, output};
use super::fake::Program;
use crate::model::{
    Answer, AttachPolicy, Command, Event, Exit, Level, Mode, Reply, ResetKind, Stream,
};

const SOURCE: &str = "hello";

fn exec(source: &str) -> Command {
    Command::Exec { source: source.to_owned(), argv: Vec::new() }
}

#[tokio::test(start_paused = true)]
async fn attaching_sends_nothing() {
    let bench = Bench::new(Some(Program::Flood), AttachPolicy::Interrupt).await;
    bench.until_heard(Stream::Console, "0123456789").await;
    assert_eq!(bench.session.mode(), Mode::Attached);
    bench.session.close().await;
    assert_eq!(bench.received(), b"");
}

#[tokio::test(start_paused = true)]
async fn a_command_runs_and_the_board_is_back_at_its_prompt() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    bench.session.exec(SOURCE).await.unwrap();
    bench.until_mode(Mode::Friendly).await;
    assert_eq!(output(&bench.events(), Stream::Program), "hello\r\n");
    assert_eq!(bench.console(), ">>> ", "nothing of our coming and going");
    assert_eq!(bench.received().last(), Some(&2), "Ctrl-B is the last that was sent");
}

#[tokio::test(start_paused = true)]
async fn a_batch_runs_in_one_raw_session() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let (one, two) = tokio::join!(bench.session.exec("one"), bench.session.exec("two"));
    one.unwrap();
    two.unwrap();
    bench.session.exec("three").await.unwrap();
    bench.until_mode(Mode::Friendly).await;
    let modes: Vec<Mode> = bench
        .events()
        .iter()
        .filter_map(|event| match event {
            Event::Mode { mode, .. } => Some(*mode),
            _ => None,
        })
        .collect();
    assert_eq!(modes, [Mode::Opening, Mode::Attached, Mode::Raw, Mode::Friendly]);
}

#[tokio::test(start_paused = true)]
async fn an_exception_is_a_problem_with_its_traceback() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let problem = bench.session.exec("raise").await.unwrap_err();
    assert_eq!(problem.exit, Exit::Raised);
    assert!(problem.traceback.unwrap().contains("ValueError: 1"));
    bench.until_mode(Mode::Friendly).await;
    bench.session.exec(SOURCE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_program_that_may_run_is_stopped_only_after_a_yes_which_is_remembered() {
    let bench = Bench::new(Some(Program::Forever), AttachPolicy::Ask).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec(SOURCE).await });
    let question = bench.until_asked().await;
    assert_eq!(bench.received(), b"");
    bench.session.answer(question, Answer::Yes);
    call.await.unwrap().unwrap();
    assert!(bench.logged(Level::Warn, "program was stopped to run source"), "{:?}", bench.events());
    assert!(bench.console().contains("KeyboardInterrupt"), "{:?}", bench.console());

    bench.session.reset(ResetKind::Soft).await.unwrap();
    bench.session.exec(SOURCE).await.unwrap();
    assert_eq!(bench.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_no_fails_commands_until_the_user_stops_the_program() {
    let bench = Bench::new(Some(Program::Forever), AttachPolicy::Ask).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec(SOURCE).await });
    bench.session.answer(bench.until_asked().await, Answer::No);
    let problem = call.await.unwrap().unwrap_err();
    assert!(problem.why.contains("you chose not to stop it"), "{problem}");
    bench.session.exec(SOURCE).await.unwrap_err();
    assert_eq!((bench.asked(), bench.received()), (1, vec![]));

    bench.session.interrupt();
    bench.until_mode(Mode::Friendly).await;
    bench.session.exec(SOURCE).await.unwrap();
    assert_eq!(bench.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_command_runs_when_the_prompt_comes_and_ends_when_cancelled() {
    let bench = Bench::new(Some(Program::Forever), AttachPolicy::Ask).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec(SOURCE).await });
    bench.until_asked().await;
    bench.session.cancel();
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::Interrupted);

    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec(SOURCE).await });
    bench.until_asked_times(2).await;
    bench.session.interrupt();
    call.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn at_the_prompt_nobody_is_asked() {
    let bench = Bench::new(None, AttachPolicy::Ask).await;
    bench.session.type_bytes(b"\r".to_vec());
    bench.until_mode(Mode::Friendly).await;
    bench.session.type_bytes(b"half a li".to_vec());
    bench.until_heard(Stream::Console, "half a li").await;
    bench.session.exec(SOURCE).await.unwrap();
    assert_eq!(bench.asked(), 0);
    bench.until_mode(Mode::Friendly).await;
    assert!(
        bench.console().ends_with("half a li\r\n>>> ")
            || bench.console().ends_with("half a li>>> "),
        "{:?}",
        bench.console()
    );
}

#[tokio::test(start_paused = true)]
async fn passive_never_stops_a_program() {
    let bench = Bench::new(Some(Program::Forever), AttachPolicy::Passive).await;
    let problem = bench.session.exec(SOURCE).await.unwrap_err();
    assert!(problem.why.contains("passive"), "{problem}");
    assert_eq!(bench.received(), b"");
}

#[tokio::test(start_paused = true)]
async fn interrupt_reaches_the_program_past_the_queue_and_the_rest_goes_on() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let (session, behind) = (bench.session.clone(), bench.session.clone());
    let call = tokio::spawn(async move { session.exec("forever").await });
    bench.until_received(b"forever\x04").await;
    let behind = tokio::spawn(async move { behind.exec(SOURCE).await });
    bench.session.interrupt();
    let problem = call.await.unwrap().unwrap_err();
    assert_eq!(problem.exit, Exit::Interrupted);
    behind.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn cancel_in_the_middle_of_a_program_recovers_the_prompt() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec("flood").await });
    bench.until_heard(Stream::Program, "0123456789").await;
    bench.session.cancel();
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::Interrupted);
    bench.until_mode(Mode::Friendly).await;
    bench.session.exec(SOURCE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn typed_bytes_are_the_input_of_a_program_that_a_command_runs() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec("echo").await });
    bench.until_received(b"echo\x04").await;
    bench.session.type_bytes(b"abc".to_vec());
    bench.until_heard(Stream::Program, "abc").await;
    bench.session.type_bytes(b"q".to_vec());
    call.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_lost_link_fails_the_command_and_comes_back_as_a_new_generation() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let first = bench.session.generation();
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec("forever").await });
    bench.until_received(b"forever\x04").await;
    bench.unplug();
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::NoBoard);
    bench.until_mode(Mode::Lost).await;
    assert_eq!(bench.session.exec(SOURCE).await.unwrap_err().exit, Exit::NoBoard);
    // Several tries fail, and it is told once.
    tokio::time::sleep(Duration::from_secs(30)).await;
    let troubles = bench.events().iter().filter(|e| matches!(e, Event::Trouble { .. })).count();
    assert_eq!(troubles, 2, "the loss, and that the port is not there");

    bench.plug();
    bench.until_mode(Mode::Attached).await;
    assert!(bench.session.generation() > first);
    bench.session.exec(SOURCE).await.unwrap();
    let old = bench
        .events()
        .iter()
        .rev()
        .take_while(|event| !matches!(event, Event::Mode { mode: Mode::Opening, .. }))
        .any(|event| matches!(event, Event::Output { generation, .. } if *generation == first));
    assert!(!old);
}

#[tokio::test(start_paused = true)]
async fn a_board_that_resets_its_link_in_the_middle_is_lost_at_once() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    assert_eq!(bench.session.exec("die").await.unwrap_err().exit, Exit::NoBoard);
    bench.until("the next connection", |_| (bench.opened() == 2).then_some(())).await;
    bench.session.exec(SOURCE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_port_that_is_not_there_is_said_and_waited_for() {
    let bench = Bench::unplugged(None, AttachPolicy::Interrupt, true);
    assert_eq!(bench.session.connected().await.unwrap_err().exit, Exit::NoBoard);
    bench.plug();
    bench.until_mode(Mode::Attached).await;
    bench.session.connected().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_flood_stops_neither_typing_nor_commands_nor_interrupt() {
    let bench = Bench::new(Some(Program::Flood), AttachPolicy::Interrupt).await;
    bench.until_heard(Stream::Console, "0123456789").await;
    bench.session.type_bytes(b"typed".to_vec());
    bench.until_received(b"typed").await;
    bench.session.interrupt();
    bench.until_mode(Mode::Friendly).await;
    bench.session.type_bytes(b"flood\r".to_vec());
    bench.until_received(b"flood\r").await;
    bench.session.exec(SOURCE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_silent_board_is_a_problem_not_a_wait_for_ever() {
    let bench = Bench::new(Some(Program::Deaf), AttachPolicy::Interrupt).await;
    let problem = bench.session.exec(SOURCE).await.unwrap_err();
    assert!(problem.why.contains("does not answer"), "{problem}");
    assert_eq!(bench.session.mode(), Mode::Attached);
    assert_eq!(bench.received().last(), Some(&2), "the raw REPL is left whatever was seen");
}

#[tokio::test(start_paused = true)]
async fn started_source_runs_on_after_us() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    bench.session.start_source("flood\n").await.unwrap();
    bench.until_heard(Stream::Console, "0123456789").await;
    assert_eq!(bench.session.mode(), Mode::Attached);
    assert!(!bench.console().contains("==="), "{:?}", &bench.console()[..80]);
    let sent = bench.received().len();
    bench.session.close().await;
    assert_eq!(bench.received().len(), sent, "closing stops nothing");
}

#[tokio::test(start_paused = true)]
async fn closing_in_the_middle_of_a_program_of_ours_leaves_the_friendly_repl() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec("forever").await });
    bench.until_received(b"forever\x04").await;
    bench.session.close().await;
    call.await.unwrap().unwrap_err();
    assert_eq!(bench.received().last(), Some(&2));
    assert_eq!(bench.session.call(exec(SOURCE)).await.unwrap_err().exit, Exit::NoBoard);
}

#[tokio::test(start_paused = true)]
async fn the_last_handle_gone_ends_the_session() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let Reply::Done = bench.session.call(exec(SOURCE)).await.unwrap() else { panic!() };
    let board = bench.leave_session();
    board.until_unplugged().await;
}

#[tokio::test(start_paused = true)]
async fn the_flasher_gets_the_port_and_gives_it_back() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    bench.session.release().await;
    assert_eq!(bench.session.mode(), Mode::Flashing);
    let problem = bench.session.exec(SOURCE).await.unwrap_err();
    assert!(problem.why.contains("flashing"), "{problem}");
    bench.session.resume();
    bench.until_mode(Mode::Attached).await;
    bench.session.exec(SOURCE).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn without_reconnect_a_port_that_is_not_there_stays_lost() {
    let bench = Bench::unplugged(None, AttachPolicy::Interrupt, false);
    bench.session.connected().await.unwrap_err();
    bench.plug();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!((bench.opened(), bench.session.mode()), (0, Mode::Lost));
    assert_eq!(bench.session.exec(SOURCE).await.unwrap_err().exit, Exit::NoBoard);
    bench.session.resume();
    bench.until_mode(Mode::Attached).await;
}

#[tokio::test(start_paused = true)]
async fn a_board_that_restarts_in_the_middle_is_told_once() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let problem = bench.session.exec("reboot").await.unwrap_err();
    assert!(problem.why.contains("restarted"), "{problem}");
    bench.session.exec(SOURCE).await.unwrap();
    assert_eq!(bench.restarts(), 1);
    bench.session.reset(ResetKind::Soft).await.unwrap();
    bench.until_mode(Mode::Friendly).await;
    assert_eq!(bench.restarts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_reads_nothing_is_still_interrupted() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let session = bench.session.clone();
    let call = tokio::spawn(async move { session.exec("stuffed").await });
    bench.until_received(b"stuffed\x04").await;
    bench.session.type_bytes(vec![b'x'; 10_000]);
    // Longer than any patience of the protocol.
    tokio::time::sleep(Duration::from_secs(60)).await;
    bench.session.interrupt();
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::Interrupted);
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_while_the_source_goes_over_is_not_lost() {
    let bench = Bench::new(None, AttachPolicy::Interrupt).await;
    let session = bench.session.clone();
    let source = format!("{}forever", " ".repeat(20_000));
    let call = tokio::spawn(async move { session.exec(source).await });
    bench.until_received(&[b' '; 1000]).await;
    bench.session.interrupt();
    assert_eq!(call.await.unwrap().unwrap_err().exit, Exit::Interrupted);
}

//! The loop of the workbench: keys first, then events, then a frame when one is due.

use std::time::{Duration, Instant};

use crossterm::event::{Event as Input, EventStream};
use futures_util::StreamExt as _;
use tokio::{sync::mpsc, time};

use super::{
    dress::Dress,
    effects::{Outside, World},
    inbox::Inbox,
    keys, mouse,
    pace::Pace,
    panic,
    signals::Signals,
    terminal::{self, Screen},
};
use crate::{
    app::{self, Msg, Size, State},
    keymap::Found,
    model::{Event, Key, Problem},
    ui,
};

/// How often [`Msg::Tick`] comes while something on the screen moves by itself.
const TICK: Duration = Duration::from_millis(250);
/// Events handled in a row before the keys are looked at again.
const EVENTS_IN_A_ROW: usize = 64;

/// How the workbench ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The user quit.
    Quit,
    /// A signal asked it to end.
    Signal { name: &'static str, number: u8 },
}

pub(super) struct Workbench {
    pub(super) state: State,
    pub(super) dress: Dress,
    pub(super) world: World,
    pub(super) inbox: Inbox,
    pub(super) answers: mpsc::UnboundedReceiver<Msg>,
    pub(super) started: Instant,
    /// The first keys of a chord that is not complete.
    pub(super) chord: Vec<Key>,
    pub(super) clicks: mouse::Clicks,
    pub(super) pace: Pace,
}

impl Workbench {
    /// Runs until the user quits or a signal comes. `first` is what the app wants done
    /// at the start; the first frame comes before it.
    pub(super) async fn run(
        &mut self,
        screen: &mut Screen,
        first: Vec<app::Effect>,
    ) -> Result<Ended, Problem> {
        let mut signals = Signals::listen()?;
        let mut input = EventStream::new();
        self.draw(screen)?;
        panic::rehearse();
        let mut outside = self.carry_out(first).await;
        let mut tick = time::interval(TICK);
        tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            match outside.take() {
                Some(Outside::Quit) => return Ok(Ended::Quit),
                Some(Outside::Edit { job, path, line }) => {
                    drop(input);
                    terminal::give_back();
                    let result = self.world.edit(&path, line).await;
                    terminal::take_again(screen, self.dress.mouse).map_err(lost_terminal)?;
                    input = EventStream::new();
                    self.pace.change();
                    outside = self.update(Msg::Answered { job, result }).await;
                    continue;
                }
                Some(Outside::Redraw) => {
                    terminal::forget(screen).map_err(lost_terminal)?;
                    self.pace.change();
                }
                Some(Outside::Theme(name)) => {
                    self.pace.change();
                    if let Err(problem) = self.dress.change_theme(&name) {
                        self.world.tell(problem);
                    }
                }
                None => {}
            }
            let wait = self.pace.wait(Instant::now());
            tokio::select! {
                biased;
                got = input.next() => match got {
                    Some(Ok(event)) => outside = self.input(event).await,
                    Some(Err(error)) => return Err(lost_terminal(error)),
                    None => return Ok(Ended::Quit),
                },
                ended = signals.next() => return Ok(ended),
                () = time::sleep(wait.unwrap_or_default()), if wait.is_some() => {
                    self.draw(screen)?;
                }
                Some(answer) = self.answers.recv() => {
                    self.pace.change();
                    outside = self.update(answer).await;
                }
                () = self.inbox.wait() => outside = self.events().await,
                _ = tick.tick(), if self.state.needs_tick() => {
                    self.pace.change();
                    outside = self.update(Msg::Tick).await;
                }
            }
        }
    }

    async fn input(&mut self, event: Input) -> Option<Outside> {
        let msg = match event {
            Input::Key(event) => {
                let key = keys::read(event)?;
                return self.key(key).await;
            }
            Input::Paste(text) => {
                self.pace.key(Instant::now());
                Msg::Paste(text)
            }
            Input::Mouse(event) => Msg::Mouse(self.clicks.read(event, Instant::now())?),
            Input::Resize(columns, rows) => Msg::Resize(Size { columns, rows }),
            Input::FocusGained | Input::FocusLost => return None,
        };
        self.pace.change();
        self.update(msg).await
    }

    async fn key(&mut self, key: Key) -> Option<Outside> {
        self.chord.push(key);
        let context = self.state.context();
        let msg = match self.dress.keymap.look_up(context, &self.chord) {
            Found::Prefix => return None,
            Found::Action(action) => Msg::Key { key, action: Some(action) },
            Found::Nothing if self.chord.len() > 1 => {
                // the chord led nowhere: its last key may still mean something alone
                self.chord = vec![key];
                match self.dress.keymap.look_up(context, &self.chord) {
                    Found::Prefix => return None,
                    Found::Action(action) => Msg::Key { key, action: Some(action) },
                    Found::Nothing => Msg::Key { key, action: None },
                }
            }
            Found::Nothing => Msg::Key { key, action: None },
        };
        self.chord.clear();
        let sent = matches!(msg, Msg::Key { action: None, .. }) && self.state.passes_keys();
        match sent {
            true => self.pace.key_sent(Instant::now()),
            false => self.pace.key(Instant::now()),
        }
        self.update(msg).await
    }

    /// Handles what waits in the inbox, and lets keys in between.
    async fn events(&mut self) -> Option<Outside> {
        let (events, dropped) = self.inbox.take(EVENTS_IN_A_ROW);
        let now = Instant::now();
        for (board, bytes) in dropped {
            self.pace.change();
            self.update(Msg::Dropped { board, bytes }).await;
        }
        for mut event in events {
            match &event {
                Event::Output { .. } => self.pace.output(now),
                _ => self.pace.change(),
            }
            let more = self.world.notice(&mut event);
            let mut outside = self.update(Msg::Event(event)).await;
            if let Some(more) = more {
                outside = self.update(more).await.or(outside);
            }
            if outside.is_some() {
                return outside;
            }
        }
        None
    }

    async fn update(&mut self, msg: Msg) -> Option<Outside> {
        let effects = app::update(&mut self.state, msg, self.started.elapsed());
        self.carry_out(effects).await
    }

    async fn carry_out(&mut self, effects: Vec<app::Effect>) -> Option<Outside> {
        let mut outside = None;
        for effect in effects {
            if let Some(wanted) = self.world.carry_out(effect).await {
                outside = Some(wanted);
            }
        }
        outside
    }

    fn draw(&mut self, screen: &mut Screen) -> Result<(), Problem> {
        let Dress { theme, keymap, look, .. } = &self.dress;
        let mut layout = app::Layout::default();
        screen
            .draw(|frame| layout = ui::render(&self.state, theme, keymap, *look, frame))
            .map_err(lost_terminal)?;
        self.pace.drew(Instant::now());
        if layout != self.state.layout {
            self.pace.change();
            // what follows from a new layout is sizes of lists and of the emulator
            app::update(&mut self.state, Msg::Laid(layout), self.started.elapsed());
        }
        Ok(())
    }
}

fn lost_terminal(error: std::io::Error) -> Problem {
    Problem::failed("use the terminal", error.to_string())
        .next("Run mpdeck in a terminal; over SSH, with `ssh -t`.")
}

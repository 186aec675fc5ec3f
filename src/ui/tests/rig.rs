//! A workbench without a world: messages go in, and the effects it asks for are
//! answered by hand.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{
    Action, Choice, Effect, Layout, LocalEntry, LocalOp, Msg, Outcome, Pane, Setup, State, start,
    update,
};
use crate::keymap::Keymap;
use crate::model::*;
use crate::theme::{Depth, Theme};
use crate::ui::look::Dress;
use crate::ui::{Look, arrange::Place, paint, pane, pen::Pen, text};

pub(super) struct Rig {
    pub state: State,
    effects: Vec<Effect>,
    now: Duration,
    keymap: Keymap,
    pub theme: Theme,
    pub look: Look,
}

pub(super) const PORT: &str = "/dev/ttyUSB0";

impl Rig {
    pub fn new(setup: Setup) -> Self {
        let (state, effects) = start(setup);
        Rig {
            state,
            effects,
            now: Duration::ZERO,
            keymap: Keymap::built_in(),
            theme: Theme::load("default", None).unwrap(),
            look: Look::default(),
        }
    }

    pub fn plain(mut self) -> Self {
        self.theme = Theme::load("mono", None).unwrap().reduced(Depth::Mono);
        self.look = Look { ascii: true, mono: true };
        self
    }

    pub fn send(&mut self, msg: Msg) {
        self.effects.extend(update(&mut self.state, msg, self.now));
    }

    pub fn event(&mut self, event: Event) {
        self.send(Msg::Event(event));
    }

    pub fn does(&mut self, action: Action) {
        self.send(Msg::Do(action));
    }

    pub fn types(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Msg::Key { key: Key::char(c), action: None });
        }
    }

    pub fn wait(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
    }

    pub fn log(&mut self, level: Level, source: &str, text: &str) {
        let line = LogLine { level, source: source.into(), text: text.into() };
        self.event(Event::Log(line));
    }

    /// Answers every local listing that is asked for.
    pub fn local(&mut self, listing: impl Fn(&str) -> Result<Vec<LocalEntry>, Problem>) {
        for effect in std::mem::take(&mut self.effects) {
            if let Effect::Local { job, op: LocalOp::List { folder } } = &effect {
                let result = listing(&folder.to_string_lossy()).map(Outcome::Listing);
                self.send(Msg::Answered { job: *job, result });
            } else {
                self.effects.push(effect);
            }
        }
    }

    /// Answers each read of a local file.
    pub fn content(&mut self, text: &str) {
        for effect in std::mem::take(&mut self.effects) {
            if let Effect::Local { job, op: LocalOp::Read { .. } } = &effect {
                let (bytes, size) = (text.as_bytes().to_vec(), text.len() as u64);
                let result = Ok(Outcome::Content { bytes, size });
                self.send(Msg::Answered { job: *job, result });
            } else {
                self.effects.push(effect);
            }
        }
    }

    /// Answers the commands to boards that are asked for, and what is asked after that; none
    /// leaves one running.
    pub fn board(&mut self, answer: impl Fn(&Command) -> Option<Result<Reply, Problem>>) {
        let mut left = Vec::new();
        while !self.effects.is_empty() {
            let effect = self.effects.remove(0);
            let (job, result) = match &effect {
                Effect::Command { job, command, .. } | Effect::Glance { job, command, .. } => {
                    (*job, answer(command).map(|reply| reply.map(Outcome::Reply)))
                }
                Effect::SetClock { job, .. } => (*job, Some(Ok(Outcome::Done))),
                _ => (JobId(0), None),
            };
            match result {
                Some(result) => self.send(Msg::Answered { job, result }),
                None => left.push(effect),
            }
        }
        self.effects = left;
    }

    /// Answers the line that was typed, or that a key stands for.
    pub fn line(&mut self, text: &str) {
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::Line { job, .. } => {
                    let result = Ok(Outcome::Text(text.to_owned()));
                    self.send(Msg::Answered { job, result });
                }
                effect => self.effects.push(effect),
            }
        }
    }

    /// The layout that was to be kept last.
    pub fn kept_layout(&self) -> Option<Arrangement> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Remember(Choice::Layout(kept)) => Some(*kept),
            _ => None,
        })
    }

    /// Ends what the wizard asked for last.
    pub fn flash(&mut self, result: Result<Outcome, Problem>) {
        let job = self.flash_job();
        self.send(Msg::Answered { job, result });
    }

    pub fn flash_tells(&mut self, event: FlashEvent) {
        let job = self.flash_job();
        self.event(Event::Flash { job, event });
    }

    fn flash_job(&self) -> JobId {
        let asked = |effect: &Effect| match effect {
            Effect::Flash { job, .. } | Effect::Firmware { job, .. } => Some(*job),
            _ => None,
        };
        self.effects.iter().rev().find_map(asked).expect("the wizard asked for something")
    }

    pub fn output(&mut self, text: &str) {
        let (board, generation) = (BoardId(0), Generation(1));
        let bytes = text.as_bytes().to_vec();
        self.event(Event::Output { board, generation, stream: Stream::Console, bytes });
    }

    pub fn mode(&mut self, mode: Mode) {
        self.event(Event::Mode { board: BoardId(0), generation: Generation(1), mode });
    }

    fn dress(&self) -> Dress<'_> {
        Dress { theme: &self.theme, keymap: &self.keymap, look: self.look }
    }

    /// One frame.
    pub fn frame(&self, width: u16, height: u16) -> (Layout, Buffer) {
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
        let (layout, _) = paint(&self.state, self.dress(), &mut buffer);
        (layout, buffer)
    }

    /// The whole screen, laid out as the runtime would: again after the state has
    /// heard where things are.
    pub fn screen(&mut self, width: u16, height: u16) -> Buffer {
        self.send(Msg::Resize(crate::app::Size { columns: width, rows: height }));
        let (layout, _) = self.frame(width, height);
        self.send(Msg::Laid(layout));
        self.frame(width, height).1
    }

    /// One pane alone, at the size of the whole buffer.
    pub fn pane(&mut self, which: Pane, width: u16, height: u16) -> Buffer {
        let area = Rect { x: 0, y: 0, width, height };
        let place = Place { pane: which, area, folded: false };
        let paint = |rig: &Rig| {
            let mut buffer = Buffer::empty(area);
            let mut pen = Pen::new(&mut buffer, rig.dress());
            pane(&mut pen, &place, &rig.state);
            let layout = pen.layout;
            (layout, buffer)
        };
        self.send(Msg::Laid(paint(self).0));
        paint(self).1
    }
}

/// As a person sees it; rows that come several times in a row are counted.
pub(super) fn as_text(buffer: &Buffer) -> String {
    let mut rows: Vec<(String, usize)> = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut covered = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            covered = text::width(symbol).saturating_sub(1);
        }
        let line = line.trim_end().to_owned();
        match rows.last_mut() {
            Some((last, times)) if *last == line => *times += 1,
            _ => rows.push((line, 1)),
        }
    }
    let counted = |(line, times): (String, usize)| match times {
        1 => format!("{line}\n"),
        _ => format!("{line}  (x{times})\n"),
    };
    rows.into_iter().map(counted).collect()
}

/// Where a text stands.
pub(super) fn find(buffer: &Buffer, text: &str) -> (u16, u16) {
    for y in 0..buffer.area.height {
        let line: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        if let Some(at) = line.find(text) {
            return (line[..at].chars().count() as u16, y);
        }
    }
    panic!("no {text:?} on the screen");
}

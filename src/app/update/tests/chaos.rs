//! Whatever comes in whatever order: nothing panics, nothing points outside.

use proptest::prelude::*;

use super::*;
use crate::app::{Area, Layout, Mouse, MouseKind, Size, Spot};

#[derive(Debug, Clone)]
enum Step {
    Act(Action),
    Key(Key),
    Paste(String),
    Output(Vec<u8>),
    Mode(u64, Mode),
    Lay(u16, u16),
    Mouse(u16, u16, MouseKind),
    Asks(u64),
    /// Ends the open job of this place in the list, well or badly.
    Answer(usize, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let actions: Vec<Action> = crate::app::commands().iter().map(|row| row.action).collect();
    let modes = vec![Mode::Opening, Mode::Attached, Mode::Friendly, Mode::Raw, Mode::Lost];
    let codes = vec![KeyCode::Enter, KeyCode::Left, KeyCode::Backspace, KeyCode::F(3)];
    let clicks = vec![
        MouseKind::Press,
        MouseKind::Drag,
        MouseKind::Release,
        MouseKind::DoublePress,
        MouseKind::ScrollUp,
        MouseKind::ScrollDown,
    ];
    prop_oneof![
        8 => proptest::sample::select(actions).prop_map(Step::Act),
        2 => any::<char>().prop_map(|c| Step::Key(Key::char(c))),
        1 => proptest::sample::select(codes).prop_map(|code| Step::Key(Key::plain(code))),
        1 => ".{0,20}".prop_map(Step::Paste),
        2 => proptest::collection::vec(any::<u8>(), 0..600).prop_map(Step::Output),
        1 => (0..4u64, proptest::sample::select(modes)).prop_map(|(g, mode)| Step::Mode(g, mode)),
        1 => (0..200u16, 0..60u16).prop_map(|(columns, rows)| Step::Lay(columns, rows)),
        2 => (0..100u16, 0..40u16, proptest::sample::select(clicks))
            .prop_map(|(x, y, what)| Step::Mouse(x, y, what)),
        1 => any::<u64>().prop_map(Step::Asks),
        4 => (0..6usize, any::<bool>()).prop_map(|(at, well)| Step::Answer(at, well)),
    ]
}

impl Deck {
    fn take(&mut self, step: Step) {
        match step {
            Step::Act(action) => self.act(action),
            Step::Key(key) => self.key(key, None),
            Step::Paste(text) => self.send(Msg::Paste(text)),
            Step::Output(bytes) => {
                let generation = self.state.boards.first().map(|board| board.generation);
                let generation = generation.unwrap_or_default();
                let stream = Stream::Console;
                self.event(Event::Output { board: BOARD, generation, stream, bytes })
            }
            Step::Mode(generation, mode) => self.mode(Generation(generation), mode),
            Step::Lay(columns, rows) => {
                let area = Area { x: 0, y: 0, width: columns, height: rows / 2 };
                let below = Area { y: rows / 2, ..area };
                let layout = Layout {
                    spots: vec![(area, Spot::Repl), (below, Spot::Files(Side::Local))],
                    local: rows / 3,
                    remote: rows / 3,
                    log: rows / 4,
                    repl: Some(Size { columns, rows: rows / 2 }),
                    ..Layout::default()
                };
                self.send(Msg::Resize(Size { columns, rows })).send(Msg::Laid(layout))
            }
            Step::Mouse(x, y, what) => self.send(Msg::Mouse(Mouse { x, y, what })),
            Step::Asks(id) => {
                let asks = Question::StopProgram { board: BOARD, for_what: "test".into() };
                self.event(Event::Asks { board: BOARD, question: QuestionId(id), asks })
            }
            Step::Answer(at, well) => {
                let Some(job) = self.state.jobs.keys().nth(at).copied() else { return };
                let result = match well {
                    true => Ok(Outcome::Reply(Reply::Entries(remote_files()))),
                    false => Err(Problem::failed("try", "it failed")),
                };
                self.send(Msg::Answered { job, result })
            }
        };
    }

    fn is_sound(&self) {
        for side in [Side::Local, Side::Remote] {
            if let Some(tree) = self.state.tree(side) {
                assert!(tree.cursor.at < tree.rows().len().max(1));
                assert!(tree.cursor.offset <= tree.cursor.at);
            }
        }
        let lines = self.state.log.shown().count();
        assert!(self.state.log.cursor.at < lines.max(1));
        for board in &self.state.boards {
            let rows = usize::from(board.terminal.size().rows);
            assert_eq!(board.terminal.view().count(), rows);
            assert!(board.terminal.top() + rows <= board.terminal.lines());
        }
        assert_eq!(self.state.repl.typing, self.state.repl.typing && !self.state.boards.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn nothing_breaks_it(steps in proptest::collection::vec(step(), 1..120)) {
        let mut deck = Deck::connected();
        for step in steps {
            deck.take(step);
            deck.is_sound();
        }
    }
}

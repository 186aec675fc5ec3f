//! A line that flips bits, one byte in ten thousand.

use super::cuts::{assert_old_or_new, write_version};
use super::project::{Project, board, tree_soon};
use super::{Random, fast, number, seed};
use crate::line::{Line, Wiring};

const FLIP: f64 = 1e-4;
/// A flip in the few bytes that travel unchecked may end a sync; more often than this it may not.
const RUNS: u32 = 5;

#[test]
fn nothing_arrives_damaged_or_under_another_name() {
    let (seed, flips) = (seed(), number("MPDECK_TEST_FLIPS", 10));
    let mut random = Random::new(seed);
    let (board, project) = (board(&[], |_| {}), Project::new());
    let mut failed = 0;
    for n in 0..flips {
        let old = project.tree();
        write_version(&project, n, &mut random);
        project.write("data/more.bin", &random.bytes(20_000));
        let new = project.tree();
        let mut codes = Vec::new();
        loop {
            let flipping = random.next();
            let when = format!("seed {seed}, sync {n}, runs before it {codes:?}");
            let line = Line::to(&board.port, Wiring { flip: FLIP, seed: flipping, ..fast() });
            let said = project.mpdeck(&line.port, &["sync"]);
            drop(line);
            assert!([0, 1, 3].contains(&said.code), "{when}: {said:?}");
            let found = tree_soon(&board.port, &when);
            assert_old_or_new(&found, &old, &new, &when);
            if said.code == 0 {
                assert!(found == new, "{when}: mpdeck was content with\n{found:#?}\nnot\n{new:#?}");
                break;
            }
            failed += 1;
            codes.push((said.code, said.err));
            assert!(codes.len() < RUNS as usize, "seed {seed}, sync {n}: {codes:#?}");
        }
    }
    println!("{failed} runs failed before {flips} syncs were complete");
}

#[test]
fn a_lost_word_that_a_block_is_done_costs_nothing_but_the_wait_for_it() {
    let (board, project) = (board(&[], |_| {}), Project::new());
    project.write("noise.bin", &Random::new(8).bytes(50_000));
    let line = Line::to(&board.port, Wiring { loses_grants: true, ..fast() });
    project.sync(&line.port, "without grants");
    let (to_board, _) = line.carried();
    drop(line);
    // The receiver says again what it waits for before it ends for want of it, and nothing
    // is sent twice.
    assert!(to_board < 60_000, "{to_board} bytes");
    project.assert_same(&board.port, "without grants");
}

//! Bad luck, on real MicroPython through the line: cuts, flipped bits, boards that reset, flood
//! or refuse, and files of every shape. Whatever happens, each file is the old or the new, and
//! the next sync finishes the rest; mpremote looks after each.
//!
//! `./tests/long` runs the same tests with more and larger cases.

// clippy's leave for tests covers `#[test]` functions, not what they share.
#![allow(clippy::print_stdout)]

mod boards;
mod cuts;
mod files;
mod flips;
mod lean;
mod project;

use std::hash::{BuildHasher, RandomState};

use crate::line::Wiring;

/// A number from the environment; `./tests/long` sets larger ones.
pub fn number(name: &str, usual: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_) => usual,
    }
}

/// Another one in every run, shown by a test that fails; MPDECK_TEST_SEED repeats it.
pub fn seed() -> u64 {
    let seed = number("MPDECK_TEST_SEED", RandomState::new().hash_one(0));
    println!("MPDECK_TEST_SEED={seed}");
    seed
}

/// A fast line, so that many runs fit into little time.
fn fast() -> Wiring {
    Wiring { baud: 2_000_000, ..Wiring::default() }
}

/// A xorshift generator.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        std::iter::repeat_with(|| (self.next() >> 32) as u8).take(count).collect()
    }
}

//! The documents: every block of them is run, and what they point to is there.

mod block;
mod course;
pub mod follow;
mod pages;
mod tutorial;

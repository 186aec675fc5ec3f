//! The session against a scripted board: every fault, in virtual time.

mod bench;
mod fake;

mod cases;

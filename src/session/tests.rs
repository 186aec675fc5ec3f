//! The session against a scripted board: every fault, in virtual time.

mod bench;
mod climb;
mod fake;

mod cases;

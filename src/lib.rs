//! mpdeck: a full-screen terminal workbench for MicroPython boards.
//!
//! The layers, and which may import which, stand in `ARCHITECTURE.md`;
//! `tests/it/architecture.rs` keeps them.

pub mod app;
pub mod board;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod demo;
pub mod device;
pub mod flash;
pub mod keymap;
pub mod link;
pub mod model;
pub mod runtime;
pub mod session;
pub mod sync;
pub mod theme;
pub mod ui;
pub mod work;

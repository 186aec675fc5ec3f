//! Every pane and overlay at many sizes, as text; what they look like, where it
//! matters; and what a change on the screen costs.

mod cases;
mod cost;
mod flash;
mod layouts;
mod panes;
mod plots;
mod rig;
mod screens;
mod sizes;
mod spots;
mod styles;

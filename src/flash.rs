//! Firmware: reading an image, and whether it is whole; where there are some.

pub mod drive;
pub mod esp;
pub mod image;
pub mod job;
pub mod pages;
pub mod plan;

pub use esp::{Found, Stop};
pub use image::Image;
pub use job::{Job, Told};
pub use plan::{Plan, Wanted};

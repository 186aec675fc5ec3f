//! Firmware: reading an image, and whether it is whole; where there are some.

pub mod drive;
pub mod image;
pub mod pages;

pub use image::Image;

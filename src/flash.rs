//! Firmware: reading an image, and whether it is whole. Nothing here touches a board.

pub mod image;

pub use image::Image;

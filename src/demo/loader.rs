//! A simulated ESP chip whose flash may be empty: ROM loader, stub loader, boot.
//!
//! It speaks the protocol of Espressif's document "Serial Protocol" as the chips do, with
//! their quirks, behind a pseudo terminal. Real esptool flashes it, and the tests have it
//! do so. Once there is firmware in the flash, a reset hands the line to the simulated
//! board, so that what is flashed comes up with a prompt.
//!
//! A pseudo terminal has no DTR and RTS, so the boot and the reset button are pressed by
//! [`Bare::enter_loader`] and [`Bare::reset`], or by the chip's own [`Hands`].
//! [`Fault`]s are ordered beforehand, each for a moment.

mod answers;
mod bare;
mod boot;
mod chip;
mod fault;
mod flash;
mod hands;
mod headless;
mod machine;
mod packet;
mod plug;
mod readout;
mod registers;
mod relay;
mod slip;
mod uart;
mod upload;
mod write;

pub use bare::{Bare, Options, Running, plug_in};
pub use chip::{Chip, Security};
pub use fault::{Fault, Step};
pub use hands::Hands;
pub use headless::headless;
pub use uart::Pace;

//! The loaders of Espressif's chips: the one in their ROM, and the stub that replaces it.
//!
//! After Espressif's document "Serial Protocol". Blocking, for a thread of its own. A
//! [`Stop`] is looked at wherever something is waited for and between two packets.

mod ask;
mod facts;
mod family;
mod fault;
mod find;
mod lines;
mod loader;
mod read;
mod slip;
mod stub;
mod wire;
mod write;

pub use family::Details;
pub use fault::Fault;
pub use loader::{Found, Loader};
pub use stub::Stub;
pub use wire::Stop;

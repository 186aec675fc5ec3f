//! What goes wrong between a loader and us.

/// Why a step did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the chip does not answer")]
    Silent,
    #[error("the port is gone ({0})")]
    Lost(String),
    #[error("the chip refused it: {}", reason(*.code))]
    Refused { code: u8 },
    #[error("the answer makes no sense")]
    Garbled,
    #[error("what is in the flash is not what was sent")]
    Differs,
    #[error("interrupted")]
    Stopped,
}

impl Fault {
    /// A second try may do better.
    pub(super) fn passes(&self) -> bool {
        !matches!(self, Fault::Lost(_) | Fault::Stopped)
    }
}

/// As the tables of ROM and stub errors have it.
fn reason(code: u8) -> String {
    match code {
        0x05 | 0xC0 | 0xFF => "the request arrived damaged, or is none that it knows".to_owned(),
        0x06 | 0xC4 | 0xC5 | 0xC6 => "its flash did not take it".to_owned(),
        0x07 | 0xC1 => "the data arrived damaged".to_owned(),
        0x08..=0x0A => "its flash could not be read or written".to_owned(),
        0x0B | 0xC7..=0xC9 => "the packed data arrived damaged".to_owned(),
        other => format!("error {other:#04x}"),
    }
}

//! The hash ladder: the best a board has, and the same reckoned here.

use sha2::{Digest as _, Sha256};

use crate::model::{Capabilities, Digest};

/// How a board hashes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestKind {
    /// `hashlib.sha256`.
    Sha256,
    /// `binascii.crc32`.
    Crc32,
    /// Adler-32 in plain Python.
    Sum,
}

impl DigestKind {
    /// The best a board of these capabilities has.
    pub fn of(capabilities: &Capabilities) -> DigestKind {
        if capabilities.sha256 {
            DigestKind::Sha256
        } else if capabilities.crc32 {
            DigestKind::Crc32
        } else {
            DigestKind::Sum
        }
    }

    /// The kind of a digest that exists.
    pub fn like(digest: &Digest) -> DigestKind {
        match digest {
            Digest::Sha256(_) => DigestKind::Sha256,
            Digest::Crc32(_) => DigestKind::Crc32,
            Digest::Sum(_) => DigestKind::Sum,
        }
    }

    /// The digest of this kind with these hex digits.
    pub(super) fn digest(self, hex: String) -> Digest {
        match self {
            DigestKind::Sha256 => Digest::Sha256(hex),
            DigestKind::Crc32 => Digest::Crc32(hex),
            DigestKind::Sum => Digest::Sum(hex),
        }
    }

    /// The digest of `content`.
    pub fn hash(self, content: &[u8]) -> Digest {
        let mut hasher = Hasher::new(self);
        hasher.update(content);
        hasher.finish()
    }
}

/// Hashes as a board of some kind does.
pub enum Hasher {
    Sha256(Box<Sha256>),
    Crc32(crc32fast::Hasher),
    Sum { low: u32, high: u32 },
}

impl Hasher {
    pub fn new(kind: DigestKind) -> Hasher {
        match kind {
            DigestKind::Sha256 => Hasher::Sha256(Box::default()),
            DigestKind::Crc32 => Hasher::Crc32(crc32fast::Hasher::new()),
            DigestKind::Sum => Hasher::Sum { low: 1, high: 0 },
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Crc32(hasher) => hasher.update(bytes),
            Hasher::Sum { low, high } => {
                for byte in bytes {
                    *low = (*low + u32::from(*byte)) % 65521;
                    *high = (*high + *low) % 65521;
                }
            }
        }
    }

    pub fn finish(self) -> Digest {
        match self {
            Hasher::Sha256(hasher) => {
                let hex = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
                Digest::Sha256(hex)
            }
            Hasher::Crc32(hasher) => Digest::Crc32(format!("{:08x}", hasher.finalize())),
            Hasher::Sum { low, high } => Digest::Sum(format!("{high:04x}{low:04x}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_the_standards_say() {
        let hex = |kind: DigestKind| kind.hash(b"Wikipedia").hex().to_owned();
        assert_eq!(hex(DigestKind::Sum), "11e60398");
        assert_eq!(hex(DigestKind::Crc32), "adaac02e");
        assert!(hex(DigestKind::Sha256).starts_with("d38b38a2dd47"));
    }
}

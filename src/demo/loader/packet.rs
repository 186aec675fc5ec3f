//! Requests and answers, as Espressif's "Serial Protocol" describes them.

/// What a loader can be asked for. `docs/en/advanced-topics/serial-protocol.rst` of
/// esptool has the numbers.
pub(super) mod op {
    pub(in super::super) const FLASH_BEGIN: u8 = 0x02;
    pub(in super::super) const FLASH_DATA: u8 = 0x03;
    pub(in super::super) const FLASH_END: u8 = 0x04;
    pub(in super::super) const MEM_BEGIN: u8 = 0x05;
    pub(in super::super) const MEM_END: u8 = 0x06;
    pub(in super::super) const MEM_DATA: u8 = 0x07;
    pub(in super::super) const SYNC: u8 = 0x08;
    pub(in super::super) const WRITE_REG: u8 = 0x09;
    pub(in super::super) const READ_REG: u8 = 0x0A;
    pub(in super::super) const SPI_SET_PARAMS: u8 = 0x0B;
    pub(in super::super) const SPI_ATTACH: u8 = 0x0D;
    pub(in super::super) const READ_FLASH_SLOW: u8 = 0x0E;
    pub(in super::super) const CHANGE_BAUD: u8 = 0x0F;
    pub(in super::super) const DEFLATE_BEGIN: u8 = 0x10;
    pub(in super::super) const DEFLATE_DATA: u8 = 0x11;
    pub(in super::super) const DEFLATE_END: u8 = 0x12;
    pub(in super::super) const FLASH_MD5: u8 = 0x13;
    pub(in super::super) const SECURITY_INFO: u8 = 0x14;
    pub(in super::super) const ERASE_FLASH: u8 = 0xD0;
    pub(in super::super) const ERASE_REGION: u8 = 0xD1;
    pub(in super::super) const READ_FLASH: u8 = 0xD2;
    pub(in super::super) const RUN_USER_CODE: u8 = 0xD3;

    /// The names that faults are ordered with.
    pub(in super::super) const NAMES: &[(&str, u8)] = &[
        ("flash-begin", FLASH_BEGIN),
        ("flash-data", FLASH_DATA),
        ("flash-end", FLASH_END),
        ("mem-begin", MEM_BEGIN),
        ("mem-end", MEM_END),
        ("mem-data", MEM_DATA),
        ("sync", SYNC),
        ("write-reg", WRITE_REG),
        ("read-reg", READ_REG),
        ("spi-set-params", SPI_SET_PARAMS),
        ("spi-attach", SPI_ATTACH),
        ("read-flash-slow", READ_FLASH_SLOW),
        ("change-baud", CHANGE_BAUD),
        ("deflate-begin", DEFLATE_BEGIN),
        ("deflate-data", DEFLATE_DATA),
        ("deflate-end", DEFLATE_END),
        ("flash-md5", FLASH_MD5),
        ("security-info", SECURITY_INFO),
        ("erase-flash", ERASE_FLASH),
        ("erase-region", ERASE_REGION),
        ("read-flash", READ_FLASH),
        ("run-user-code", RUN_USER_CODE),
    ];
}

/// A data command's checksum starts from this.
const CHECKSUM_SEED: u8 = 0xEF;

/// Direction, opcode, length and checksum.
const HEADER: usize = 8;

/// Data commands begin with length, sequence number and two empty words.
const DATA_HEADER: usize = 16;

/// Why a request is refused. ROM and stub have numbers of their own for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The packet is not as long as it says.
    Length,
    Checksum,
    Parameter,
    /// Data without a begin.
    NotWriting,
    Inflate,
    /// A deflate stream ended short of the announced size.
    TooLittle,
    TooMuch,
    Unknown,
}

impl Refusal {
    /// In the table "ROM loader errors".
    fn rom(self) -> u8 {
        match self {
            Refusal::Length | Refusal::Unknown => 0x05,
            Refusal::Checksum => 0x07,
            Refusal::Parameter => 0x01,
            Refusal::NotWriting | Refusal::TooLittle | Refusal::TooMuch => 0x06,
            Refusal::Inflate => 0x0B,
        }
    }

    /// As the stubs' headers number them.
    fn stub(self) -> u8 {
        match self {
            Refusal::Length => 0xC0,
            Refusal::Checksum => 0xC1,
            Refusal::Parameter => 0xC2,
            Refusal::NotWriting => 0xC6,
            Refusal::Inflate => 0xC7,
            Refusal::TooLittle => 0xC8,
            Refusal::TooMuch => 0xC9,
            Refusal::Unknown => 0xFF,
        }
    }
}

/// How the answers of a loader end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The ESP8266's ROM: status, error.
    Rom2,
    /// The other ROMs: status, error, and two empty bytes.
    Rom4,
    /// Every stub: error, 0.
    Stub,
}

impl Ending {
    fn bytes(self, result: Result<(), Refusal>) -> Vec<u8> {
        match (self, result) {
            (Ending::Rom4, Ok(())) => vec![0; 4],
            (_, Ok(())) => vec![0; 2],
            (Ending::Rom2, Err(why)) => vec![1, why.rom()],
            (Ending::Rom4, Err(why)) => vec![1, why.rom(), 0, 0],
            (Ending::Stub, Err(why)) => vec![why.stub(), 0],
        }
    }
}

/// A request that says its length rightly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) op: u8,
    checksum: u32,
    pub(super) body: &'a [u8],
}

impl<'a> Request<'a> {
    /// None for what is no request at all: the loaders stay silent on that.
    pub(super) fn parse(packet: &'a [u8]) -> Option<(Request<'a>, Result<(), Refusal>)> {
        let (header, body) = packet.split_at_checked(HEADER)?;
        if header[0] != 0 {
            return None;
        }
        let length = usize::from(u16::from_le_bytes([header[2], header[3]]));
        let checksum = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
        let request = Request { op: header[1], checksum, body };
        let whole = if body.len() == length { Ok(()) } else { Err(Refusal::Length) };
        Some((request, whole))
    }

    /// The first words of the body.
    pub(super) fn words<const N: usize>(&self) -> Result<[u32; N], Refusal> {
        let mut words = [0; N];
        if self.body.len() < N * 4 {
            return Err(Refusal::Length);
        }
        for (word, bytes) in words.iter_mut().zip(self.body.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        Ok(words)
    }

    /// The content of a data command, its checksum checked.
    pub(super) fn data(&self) -> Result<&'a [u8], Refusal> {
        let [length] = self.words()?;
        let data = self.body.get(DATA_HEADER..).ok_or(Refusal::Length)?;
        if usize::try_from(length) != Ok(data.len()) {
            return Err(Refusal::Length);
        }
        let sum = data.iter().fold(CHECKSUM_SEED, |sum, byte| sum ^ byte);
        if u32::from(sum) == self.checksum { Ok(data) } else { Err(Refusal::Checksum) }
    }
}

/// An answer, not yet framed.
pub(super) fn answer(
    op: u8,
    value: u32,
    data: &[u8],
    result: Result<(), Refusal>,
    ending: Ending,
) -> Vec<u8> {
    let ending = ending.bytes(result);
    let length = u16::try_from(data.len() + ending.len()).unwrap_or(u16::MAX);
    let mut packet = vec![1, op];
    packet.extend(length.to_le_bytes());
    packet.extend(value.to_le_bytes());
    packet.extend(data);
    packet.extend(ending);
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data_packet(checksum: u8) -> Vec<u8> {
        let mut packet = vec![0, op::FLASH_DATA, 18, 0, checksum, 0, 0, 0];
        packet.extend([2, 0, 0, 0]);
        packet.extend([0; 12]);
        packet.extend([0xAA, 0x55]);
        packet
    }

    #[test]
    fn the_checksum_covers_the_data_only() {
        let good = data_packet(0xEF ^ 0xAA ^ 0x55);
        let (request, whole) = Request::parse(&good).unwrap();
        assert_eq!((whole, request.data()), (Ok(()), Ok(&[0xAA, 0x55][..])));
        let bad = data_packet(0);
        let (request, _) = Request::parse(&bad).unwrap();
        assert_eq!(request.data(), Err(Refusal::Checksum));
    }

    #[test]
    fn a_wrong_length_is_refused_and_an_answer_is_no_request() {
        let (_, whole) = Request::parse(&[0, 8, 2, 0, 0, 0, 0, 0, 1]).unwrap();
        assert_eq!(whole, Err(Refusal::Length));
        assert!(Request::parse(&[1, 8, 0, 0, 0, 0, 0, 0]).is_none());
        assert!(Request::parse(&[0, 8, 0]).is_none());
    }

    #[test]
    fn answers_end_as_their_loader_ends_them() {
        let of = |ending| answer(op::FLASH_DATA, 0, &[], Err(Refusal::Checksum), ending);
        assert_eq!(of(Ending::Rom2), [1, 3, 2, 0, 0, 0, 0, 0, 1, 7]);
        assert_eq!(of(Ending::Rom4), [1, 3, 4, 0, 0, 0, 0, 0, 1, 7, 0, 0]);
        assert_eq!(of(Ending::Stub), [1, 3, 2, 0, 0, 0, 0, 0, 0xC1, 0]);
    }
}

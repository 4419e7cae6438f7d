//! What the header of a page claims, as far as room is made by it.
//!
//! A header is a struct of Thrift's compact protocol. Its first fields are the kind of the page, its size unpacked and its size packed, and every
//! writer writes them first and in this order; a header that does not is refused, for the library takes the last word where a field stands
//! twice.

use std::io::{self, Read};

/// The byte before a 32-bit number that is the next field.
const NEXT_NUMBER: u8 = 0x15;

/// The bytes of a page, as its header claims them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claimed {
    /// Unpacked.
    pub(super) unpacked: u64,
    /// As they stand in the file.
    pub(super) packed: u64,
}

impl Claimed {
    /// Reads the beginning of a header; none where it is not one.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn read(source: &mut impl Read) -> io::Result<Option<Claimed>> {
        let mut claims = [0u64; 3];
        for claim in &mut claims {
            let (mut field, mut number) = ([0u8; 1], 0u64);
            source.read_exact(&mut field)?;
            if field != [NEXT_NUMBER] {
                return Ok(None);
            }
            for shift in (0u32..).step_by(7) {
                source.read_exact(&mut field)?;
                let [byte] = field;
                if shift > 28 {
                    return Ok(None);
                }
                number |= u64::from(byte & 0x7F) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            // Signs stand at the end: what is odd is below zero.
            if number % 2 == 1 {
                return Ok(None);
            }
            *claim = number / 2;
        }
        let [_, unpacked, packed] = claims;
        Ok(Some(Claimed { unpacked, packed }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(mut bytes: &[u8]) -> Option<Claimed> {
        Claimed::read(&mut bytes).unwrap()
    }

    #[test]
    fn the_first_three_numbers_are_what_is_claimed() {
        assert_eq!(read(&[0x15, 0x00, 0x15, 0x80, 0x01, 0x15, 0x14, 0x2C]), Some(Claimed { unpacked: 64, packed: 10 }));
        let most = [0xFE, 0xFF, 0xFF, 0xFF, 0x0F];
        let header: Vec<u8> = [0x15, 0x04, 0x15].into_iter().chain(most).chain([0x15, 0x00]).collect();
        assert_eq!(read(&header), Some(Claimed { unpacked: i32::MAX as u64, packed: 0 }));
    }

    #[test]
    fn what_no_writer_writes_is_no_header() {
        // A field twice, a size below zero, a number without an end, another kind.
        for header in [
            &[0x15, 0x00, 0x15, 0x02, 0x05, 0x04, 0x15, 0x02][..],
            &[0x15, 0x00, 0x15, 0x01, 0x15, 0x02],
            &[0x15, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
            &[0x16, 0x00, 0x15, 0x02, 0x15, 0x02],
        ] {
            assert_eq!(read(header), None, "{header:?}");
        }
        assert!(Claimed::read(&mut &[0x15, 0x00, 0x15][..]).is_err());
    }
}

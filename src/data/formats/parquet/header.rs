//! What the header of a page claims, as far as room is made by it.
//!
//! A header is a struct of Thrift's compact protocol. Its first fields are the kind of the page, its size unpacked and its size packed, and every
//! writer writes all fields once, in their order and with their types. A header that does not is refused: the library takes the last word
//! where a field stands twice, and reads numbers whatever type they are said to have.

use std::io::{self, Read};

/// The byte before a 32-bit number that is the next field.
const NEXT_NUMBER: u8 = 0x15;

/// Types of fields.
const YES: u8 = 1;
const NO: u8 = 2;
const SHORT: u8 = 4;
const NUMBER: u8 = 5;
const LONG: u8 = 6;
const BYTES: u8 = 8;
const STRUCT: u8 = 12;

/// A field as it is written: its type, and what it is made of.
struct Field(u8, &'static [Field]);

const A_NUMBER: Field = Field(NUMBER, &[]);
const YES_OR_NO: Field = Field(NO, &[]);
/// The library passes over these field by field.
const STATISTICS: Field = Field(STRUCT, &[]);
const DATA: Field = Field(STRUCT, &[A_NUMBER, A_NUMBER, A_NUMBER, A_NUMBER, STATISTICS]);
const INDEX: Field = Field(STRUCT, &[]);
const DICTIONARY: Field = Field(STRUCT, &[A_NUMBER, A_NUMBER, YES_OR_NO]);
const DATA_2: Field = Field(STRUCT, &[A_NUMBER, A_NUMBER, A_NUMBER, A_NUMBER, A_NUMBER, A_NUMBER, YES_OR_NO, STATISTICS]);
/// The fields of a header: the three that are claims, a checksum, and one for each kind of page.
const HEADER: [Field; 8] = [A_NUMBER, A_NUMBER, A_NUMBER, A_NUMBER, DATA, INDEX, DICTIONARY, DATA_2];

/// The bytes of a page, as its header claims them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claimed {
    /// Unpacked.
    pub(super) unpacked: u64,
    /// As they stand in the file.
    pub(super) packed: u64,
}

impl Claimed {
    /// Reads a header; none where it is not one.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn read(source: &mut impl Read) -> io::Result<Option<Claimed>> {
        let mut claims = [0u64; 3];
        for claim in &mut claims {
            if byte(source)? != NEXT_NUMBER {
                return Ok(None);
            }
            // Signs stand at the end: what is odd is below zero. The library drops what is beyond 32 bits.
            match number(source)? {
                Some(number) if number % 2 == 0 && number <= u64::from(u32::MAX) => *claim = number / 2,
                _ => return Ok(None),
            }
        }
        let [_, unpacked, packed] = claims;
        Ok(pass(source, &HEADER, claims.len())?.then_some(Claimed { unpacked, packed }))
    }
}

/// Passes over the fields behind so many ones, to the end of their struct; false where one is not as it is written.
fn pass(source: &mut impl Read, fields: &[Field], mut passed: usize) -> io::Result<bool> {
    loop {
        let head = byte(source)?;
        let (further, kind) = (usize::from(head >> 4), head & 0x0F);
        if kind == 0 {
            return Ok(true);
        }
        // A field that says its number, and not how far it is from the one before, may be any.
        let Some(skipped) = further.checked_sub(1) else { return Ok(false) };
        let field = fields.get(passed.saturating_add(skipped));
        passed = passed.saturating_add(further);
        if field.is_some_and(|field| field.0 != if kind == YES { NO } else { kind }) {
            return Ok(false);
        }
        let is_passed = match (kind, field) {
            // They stand in the head.
            (YES | NO, _) => true,
            (SHORT | NUMBER | LONG, _) => number(source)?.is_some(),
            (BYTES, _) => match number(source)? {
                Some(length) => io::copy(&mut source.take(length), &mut io::sink())? == length,
                None => false,
            },
            (STRUCT, Some(Field(_, within))) => pass(source, within, 0)?,
            _ => false,
        };
        if !is_passed {
            return Ok(false);
        }
    }
}

fn byte(source: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0u8; 1];
    source.read_exact(&mut byte)?;
    let [byte] = byte;
    Ok(byte)
}

/// The next number, seven bits a byte; none where it has more than 64.
fn number(source: &mut impl Read) -> io::Result<Option<u64>> {
    let mut number = 0u64;
    for shift in (0u32..64).step_by(7) {
        let byte = byte(source)?;
        let bits = u64::from(byte & 0x7F);
        if bits << shift >> shift != bits {
            return Ok(None);
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(header: &[&[u8]]) -> Option<Claimed> {
        Claimed::read(&mut header.concat().as_slice()).unwrap()
    }

    /// The sizes of a page of data.
    const SIZES: &[u8] = &[0x15, 0x00, 0x15, 0x80, 0x01, 0x15, 0x14];
    /// Its checksum, and how many values it has, encoded how.
    const VALUES: &[u8] = &[0x15, 0x03, 0x1C, 0x15, 0x02, 0x15, 0x00, 0x15, 0x06, 0x15, 0x06];

    #[test]
    fn the_first_three_numbers_are_what_is_claimed() {
        let claimed = Some(Claimed { unpacked: 64, packed: 10 });
        assert_eq!(read(&[SIZES, &[0x00]]), claimed);
        assert_eq!(read(&[SIZES, VALUES, &[0x00, 0x00]]), claimed);
        // The greatest and the least value, a count, a yes, and a field that is new.
        let statistics = [0x1C, 0x58, 0x01, b'b', 0x18, 0x01, b'a', 0x16, 0x00, 0x41, 0x76, 0x02, 0x00];
        assert_eq!(read(&[SIZES, VALUES, &statistics, &[0x00, 0x00]]), claimed);
        let most = [0xFE, 0xFF, 0xFF, 0xFF, 0x0F];
        assert_eq!(read(&[&[0x15, 0x04, 0x15], &most, &[0x15, 0x00, 0x00]]), Some(Claimed { unpacked: i32::MAX as u64, packed: 0 }));
    }

    #[test]
    fn what_no_writer_writes_is_no_header() {
        for header in [
            // A field twice: at once, behind the others, and within a text or a checksum that says it is a yes.
            &[&[0x15, 0x00, 0x15, 0x02, 0x05, 0x04, 0x15, 0x02][..]][..],
            &[SIZES, VALUES, &[0x00, 0x05, 0x04, 0x80, 0x01, 0x00]],
            &[SIZES, &[0x11, 0x18, 0x03, 0x05, 0x04, 0x14, 0x00]],
            // A size below zero, one of more than 32 bits, a number without an end, another type.
            &[&[0x15, 0x00, 0x15, 0x01, 0x15, 0x02]],
            &[&[0x15, 0x00, 0x15, 0x02, 0x15, 0x94, 0x80, 0x80, 0x80, 0x40, 0x00]],
            &[&[0x15], &[0x80; 10]],
            &[&[0x16, 0x00, 0x15, 0x02, 0x15, 0x02]],
            // A text that goes on behind the end.
            &[SIZES, VALUES, &[0x1C, 0x18, 0x7F, 0x00]],
        ] {
            assert_eq!(read(header), None, "{header:?}");
        }
        assert!(Claimed::read(&mut &[0x15, 0x00, 0x15][..]).is_err());
    }
}

//! Numbers as people and files write them: decimal text to exact numbers and back.
//!
//! Reading takes only what leaves no doubt; a cell with a comma, an exponent or a currency sign is refused with its reason.
//! Literals of the language (`5_000`, `500万`, `2%`) are the grammar's affair.

use std::fmt::{self, Write};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::exact::Exact;
use super::rounding::Rounding;

/// The most digits that a cell may hold.
pub const MOST_DIGITS: usize = 60;

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecimalError {
    /// There is no text.
    Empty,
    /// A comma groups digits, or stands for the decimal point: which of the two is not known.
    Comma,
    /// The number has an exponent, as in `1.2E+07`: a spreadsheet may have cut its digits.
    Exponent,
    /// A currency sign or word stands at the number.
    Currency(char),
    /// A digit is missing before or after the decimal point, or after the sign.
    MissingDigit,
    /// Something else stands before the number.
    LeadingJunk(char),
    /// Something else follows the number, or interrupts it.
    TrailingJunk(char),
    /// The number has more than 60 digits.
    TooManyDigits,
}

/// Reads a number: a sign if any, digits, and a decimal point with digits if any; full-width forms are the same.
pub fn parse_decimal(text: &str) -> Result<Exact, DecimalError> {
    let mut rest = text.chars().peekable();
    // Sign and digits without the point, in ASCII.
    let mut plain = String::new();
    let (mut digits, mut places, mut in_fraction, mut last_is_digit) = (0usize, 0u8, false, false);
    match rest.peek().copied().ok_or(DecimalError::Empty)? {
        '-' | '－' | '−' => plain.push('-'),
        '+' | '＋' => {}
        first if to_digit(first).is_some() || is_point(first) => {}
        first => return Err(refusal(first).unwrap_or(DecimalError::LeadingJunk(first))),
    }
    let _sign = rest.next_if(|c| to_digit(*c).is_none() && !is_point(*c));
    for c in rest {
        if let Some(digit) = to_digit(c) {
            digits = digits.saturating_add(1);
            if digits > MOST_DIGITS {
                return Err(DecimalError::TooManyDigits);
            }
            places = places.saturating_add(u8::from(in_fraction));
            plain.push(char::from(b'0'.saturating_add(digit)));
            last_is_digit = true;
        } else if !last_is_digit {
            return Err(refusal(c).unwrap_or(DecimalError::MissingDigit));
        } else if is_point(c) && !in_fraction {
            (in_fraction, last_is_digit) = (true, false);
        } else {
            return Err(refusal(c).unwrap_or(DecimalError::TrailingJunk(c)));
        }
    }
    if !last_is_digit {
        return Err(DecimalError::MissingDigit);
    }
    if let Ok(value) = plain.parse::<i128>() {
        return Ok(Exact::from_scaled(value, places));
    }
    // A sign and 60 digits at most: always an integer.
    let value: BigInt = plain.parse().map_err(|_| DecimalError::TooManyDigits)?;
    Ok(Exact::from_big(BigRational::new(value, BigInt::from(10u8).pow(u32::from(places)))))
}

/// Reads plain ASCII (`-12.50`) in units of 10^-`scale`, quickly. `None` says that the text is out of the ordinary, too long or
/// has more decimals, and that [`parse_decimal`] decides; a value given is always the one that it gives.
pub fn parse_scaled(text: &[u8], scale: u8) -> Option<i64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    // With the zeros filled in at most 18 digits: the sums below cannot wrap.
    let room = 18usize.checked_sub(usize::from(scale))?;
    let (mut value, mut whole, mut places) = (0i64, 0usize, 0u8);
    let mut bytes = digits.iter();
    for byte in bytes.by_ref() {
        match byte {
            b'0'..=b'9' if whole < room => {
                value = value.wrapping_mul(10).wrapping_add(i64::from(byte.wrapping_sub(b'0')));
                whole = whole.wrapping_add(1);
            }
            b'.' if digits.last() != Some(&b'.') => break,
            _ => return None,
        }
    }
    for byte in bytes {
        if !byte.is_ascii_digit() || places == scale {
            return None;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(byte.wrapping_sub(b'0')));
        places = places.wrapping_add(1);
    }
    for _ in places..scale {
        value = value.wrapping_mul(10);
    }
    (whole > 0).then_some(if negative { value.wrapping_neg() } else { value })
}

/// Writes a number with so many decimals, rounded; what rounds to zero has no sign.
pub fn format_fixed(value: &Exact, places: u8, mode: Rounding) -> String {
    let mut out = String::new();
    write_fixed(value, places, mode, &mut out);
    out
}

/// Writes a number in full: its shortest decimal where that ends within 38 places, else the fraction, as `1/3`.
pub fn format_plain(value: &Exact) -> String {
    match value.decimals() {
        Some(places) => format_fixed(value, places, Rounding::Down),
        None => format!("{}/{}", value.numer(), value.denom()),
    }
}

/// Writes a number for a statement, with commas between thousands: `1,234,567.80`. Further decimals are rounded half up.
pub fn format_grouped(value: &Exact, places: u8) -> String {
    let fixed = format_fixed(value, places, Rounding::HalfUp);
    let (whole, fraction) = fixed.split_at(fixed.find('.').unwrap_or(fixed.len()));
    let mut out = String::new();
    let mut left = whole.len();
    for c in whole.chars() {
        if left % 3 == 0 && out.ends_with(|last: char| last.is_ascii_digit()) {
            out.push(',');
        }
        out.push(c);
        left = left.saturating_sub(1);
    }
    out.push_str(fraction);
    out
}

/// Appends `value` × 10^-`scale` with `scale` decimals; zero has no sign.
pub fn format_scaled(value: i128, scale: u8, out: &mut String) {
    if value < 0 {
        out.push('-');
    }
    let size = value.unsigned_abs();
    let width = usize::from(scale);
    // Most amounts fit 64 bits, where division is much quicker. Writing to a string cannot fail.
    let _ = match (u64::try_from(size), 10u64.checked_pow(u32::from(scale)), 10u128.checked_pow(u32::from(scale))) {
        (Ok(size), Some(1), _) => write!(out, "{size}"),
        (Ok(size), Some(power), _) => write_parts(out, size.checked_div(power), size.checked_rem(power), width),
        (_, _, Some(1)) => write!(out, "{size}"),
        (_, _, Some(power)) => write_parts(out, size.checked_div(power), size.checked_rem(power), width),
        (_, _, None) => write_parts(out, Some(0), Some(size), width),
    };
}

/// Writes a ratio in percent: with so many decimals, rounded half up (`0.10%`), or in full (`2%`, and `1/3` where no decimal ends).
pub fn format_percent(value: &Exact, places: Option<u8>) -> String {
    let percent = value.mul(&Exact::from_int(100));
    match places {
        Some(places) => format!("{}%", format_fixed(&percent, places, Rounding::HalfUp)),
        None if percent.decimals().is_some() => format!("{}%", format_plain(&percent)),
        None => format_plain(value),
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format_plain(self))
    }
}

/// The digit that a character is, in either width.
pub(super) fn to_digit(c: char) -> Option<u8> {
    let zero = if c.is_ascii_digit() { '0' } else { '０' };
    let digit = u32::from(c).checked_sub(u32::from(zero))?;
    u8::try_from(digit).ok().filter(|digit| *digit <= 9)
}

fn is_point(c: char) -> bool {
    matches!(c, '.' | '．')
}

/// The reason that belongs to a character wherever it stands.
fn refusal(c: char) -> Option<DecimalError> {
    match c {
        ',' | '，' => Some(DecimalError::Comma),
        'e' | 'E' | 'ｅ' | 'Ｅ' => Some(DecimalError::Exponent),
        '¥' | '￥' | '$' | '＄' | '€' | '£' | '￡' | '元' => Some(DecimalError::Currency(c)),
        _ => None,
    }
}

fn write_fixed(value: &Exact, places: u8, mode: Rounding, out: &mut String) {
    if let Some(scaled) = value.round_places(mode, places).to_scaled(places) {
        return format_scaled(scaled, places, out);
    }
    let scaled = value.to_scaled_big(places, mode);
    if scaled.is_negative() {
        out.push('-');
    }
    let width = usize::from(places);
    let digits = format!("{:0>width$}", scaled.magnitude().to_string(), width = width.saturating_add(1));
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(width));
    out.push_str(whole);
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
}

fn write_parts<N: fmt::Display>(out: &mut String, whole: Option<N>, fraction: Option<N>, width: usize) -> fmt::Result {
    let (whole, fraction) = whole.zip(fraction).ok_or(fmt::Error)?;
    write!(out, "{whole}.{fraction:0width$}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn exact(num: i128, den: i128) -> Exact {
        Exact::ratio(num, den).unwrap()
    }

    #[test]
    fn reads_what_files_hold() {
        for (text, num, den) in [
            ("0", 0, 1),
            ("-0.00", 0, 1),
            ("007", 7, 1),
            ("+12.50", 25, 2),
            ("-12.5", -25, 2),
            ("１２．５０", 25, 2),
            ("－１.５", -3, 2),
            ("＋3", 3, 1),
            ("−3", -3, 1),
            ("170141183460469231731687303715884105727", i128::MAX, 1),
            ("0.000001", 1, 1_000_000),
        ] {
            assert_eq!(parse_decimal(text), Ok(exact(num, den)), "{text}");
        }
        let sixty = "123456789012345678901234567890123456789012345678901234567890";
        assert_eq!(parse_decimal(sixty).unwrap().to_string(), sixty);
        let small = format!("-0.{}1", "0".repeat(58));
        assert_eq!(parse_decimal(&small).unwrap(), Exact::from_scaled(-1, 59));
    }

    #[test]
    fn refuses_with_the_reason() {
        use DecimalError::*;
        for (text, error) in [
            ("", Empty),
            ("1,234.00", Comma),
            ("1，234", Comma),
            (",5", Comma),
            ("1.2E+07", Exponent),
            ("1e5", Exponent),
            ("¥5", Currency('¥')),
            ("-￥5", Currency('￥')),
            ("5元", Currency('元')),
            ("-", MissingDigit),
            ("+.", MissingDigit),
            (".5", MissingDigit),
            ("5.", MissingDigit),
            ("--5", MissingDigit),
            ("1.-5", MissingDigit),
            (" 5", LeadingJunk(' ')),
            ("约5", LeadingJunk('约')),
            ("5 ", TrailingJunk(' ')),
            ("5%", TrailingJunk('%')),
            ("5万", TrailingJunk('万')),
            ("5.0.0", TrailingJunk('.')),
            ("1_000", TrailingJunk('_')),
            ("٣", LeadingJunk('٣')),
        ] {
            assert_eq!(parse_decimal(text), Err(error), "{text}");
        }
        assert_eq!(parse_decimal(&"1".repeat(61)), Err(TooManyDigits));
    }

    #[test]
    fn quick_reading_knows_its_limits() {
        assert_eq!(parse_scaled(b"12.5", 2), Some(1250));
        assert_eq!(parse_scaled(b"-0.01", 2), Some(-1));
        assert_eq!(parse_scaled(b"9999999999999999.99", 2), Some(999_999_999_999_999_999));
        assert_eq!(parse_scaled(b"999999999999999999", 0), Some(999_999_999_999_999_999));
        for text in ["", "-", ".", "1.", ".5", "1.234", "1,0", "1.0.", "1 ", "1.0x", "10000000000000000.00", "１"] {
            assert_eq!(parse_scaled(text.as_bytes(), 2), None, "{text}");
        }
        assert_eq!(parse_scaled(b"1", 19), None);
        assert_eq!(parse_scaled(b"0", 18), None);
    }

    #[test]
    fn writes_for_files_and_statements() {
        assert_eq!(format_fixed(&exact(-1, 1000), 2, Rounding::HalfUp), "0.00");
        assert_eq!(format_fixed(&exact(-1, 1000), 2, Rounding::Up), "-0.01");
        assert_eq!(format_fixed(&exact(1, 8), 2, Rounding::HalfEven), "0.12");
        assert_eq!(format_fixed(&exact(5, 2), 0, Rounding::HalfUp), "3");
        assert_eq!(format_fixed(&exact(1, 3), 45, Rounding::Down), format!("0.{}", "3".repeat(45)));
        assert_eq!(format_plain(&exact(-25, 20)), "-1.25");
        assert_eq!(format_plain(&exact(-1, 3)), "-1/3");
        assert_eq!(format_plain(&Exact::from_scaled(1, 39)), format!("1/1{}", "0".repeat(39)));
        for (value, places, text) in [
            (exact(12_345_678, 10), 2, "1,234,567.80"),
            (exact(-123_456, 1), 0, "-123,456"),
            (exact(999_995, 1000), 2, "1,000.00"),
            (exact(-999, 1), 1, "-999.0"),
            (exact(0, 1), 2, "0.00"),
        ] {
            assert_eq!(format_grouped(&value, places), text);
        }
        assert_eq!(format_percent(&exact(2, 100), None), "2%");
        assert_eq!(format_percent(&exact(1, 1000), Some(2)), "0.10%");
        assert_eq!(format_percent(&exact(1, 3), None), "1/3");
        assert_eq!(format_percent(&exact(1, 3), Some(2)), "33.33%");
        assert_eq!(format_percent(&exact(-1, 100_000), Some(2)), "0.00%");
    }

    #[test]
    fn scaled_integers_at_every_edge() {
        let written = |value, scale| {
            let mut out = String::from("=");
            format_scaled(value, scale, &mut out);
            out
        };
        assert_eq!(written(0, 2), "=0.00");
        assert_eq!(written(-5, 2), "=-0.05");
        assert_eq!(written(i128::MIN, 0), "=-170141183460469231731687303715884105728");
        assert_eq!(written(i128::MIN, 38), "=-1.70141183460469231731687303715884105728");
        assert_eq!(written(i128::MAX, 39), "=0.170141183460469231731687303715884105727");
        assert_eq!(written(12, 40), format!("=0.{}12", "0".repeat(38)));
        assert_eq!(written(i64::MIN.into(), 19), "=-0.9223372036854775808");
        assert_eq!(written(u64::MAX.into(), 20), "=0.18446744073709551615");
    }

    proptest! {
        #[test]
        fn written_and_read_again(value in any::<i128>(), small in -200_000..200_000i128, scale in 0u8..45) {
            for value in [value, small] {
                let mut text = String::new();
                format_scaled(value, scale, &mut text);
                let read = parse_decimal(&text).unwrap();
                prop_assert_eq!(&read, &Exact::from_scaled(value, scale));
                prop_assert_eq!(format_fixed(&read, scale, Rounding::HalfUp), text);
                prop_assert_eq!(format_grouped(&read, scale).replace(',', ""), format_fixed(&read, scale, Rounding::HalfUp));
                if let Some(places) = read.decimals() {
                    prop_assert!(places <= scale);
                    prop_assert_eq!(&parse_decimal(&format_plain(&read)).unwrap(), &read);
                }
            }
        }

        #[test]
        fn quick_reading_agrees_with_slow(text in "[-+]?[0-9]{0,20}(\\.[0-9]{0,6})?", scale in 0u8..=20) {
            let slow = parse_decimal(&text).ok();
            let quick = parse_scaled(text.as_bytes(), scale);
            if let Some(value) = quick {
                prop_assert_eq!(slow, Some(Exact::from_scaled(value.into(), scale)));
            } else if let Some(scaled) = slow.and_then(|slow| slow.to_scaled(scale)) {
                // Turned down, though it could be written: only for its length, or for zeros past the scale.
                prop_assert!(text.len() > 18usize.saturating_sub(scale.into()) || text.ends_with('0'), "{} {}", text, scaled);
            }
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,12}") {
            let slow = parse_decimal(&text);
            if let Some(quick) = parse_scaled(text.as_bytes(), 2) {
                prop_assert_eq!(slow, Ok(Exact::from_scaled(quick.into(), 2)));
            }
        }
    }
}

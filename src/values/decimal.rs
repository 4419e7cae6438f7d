//! Numbers as people and files write them: decimal text to exact numbers and back.
//!
//! Reading takes only what leaves no doubt; a cell with a comma, an exponent or a currency sign is refused with its reason.
//! Literals of the language (`5_000`, `500万`, `2%`) are the grammar's affair.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::exact::Exact;
use super::rounding::Rounding;

#[cfg(test)]
mod tests;

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
        // A number with an exponent begins with a figure.
        first @ ('e' | 'E' | 'ｅ' | 'Ｅ') => return Err(DecimalError::LeadingJunk(first)),
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
    let mut out = String::new();
    write_grouped(value, places, &mut out);
    out
}

/// Appends what [`format_grouped`] gives.
pub fn write_grouped(value: &Exact, places: u8, out: &mut String) {
    if let Some(scaled) = value.to_scaled(places) {
        return write_scaled(scaled, places, true, out);
    }
    let start = out.len();
    write_fixed(value, places, Rounding::HalfUp, out);
    let digits = out.split_off(start);
    let (sign, digits) = digits.split_at(usize::from(digits.starts_with('-')));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    out.push_str(sign);
    push_grouped(whole, out);
    out.push_str(fraction);
}

/// Appends what [`format_grouped`] gives of a ratio in percent.
pub fn write_grouped_percent(ratio: &Exact, places: u8, out: &mut String) {
    // A percent is the ratio itself with the point two places on.
    match places.checked_add(2).and_then(|finer| ratio.to_scaled(finer)) {
        Some(scaled) => write_scaled(scaled, places, true, out),
        None => write_grouped(&ratio.mul(&Exact::from_int(100)), places, out),
    }
}

/// Appends `value` × 10^-`scale` with `scale` decimals; zero has no sign.
pub fn format_scaled(value: i128, scale: u8, out: &mut String) {
    write_scaled(value, scale, false, out);
}

fn write_scaled(value: i128, scale: u8, grouped: bool, out: &mut String) {
    let mut buffer = itoa::Buffer::new();
    // Most amounts fit 64 bits, whose digits are found much quicker.
    let digits = match i64::try_from(value) {
        Ok(value) => buffer.format(value),
        Err(_) => buffer.format(value),
    };
    let digits = match digits.strip_prefix('-') {
        Some(digits) => {
            out.push('-');
            digits
        }
        None => digits,
    };
    let places = usize::from(scale);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
    match whole {
        "" => out.push('0'),
        whole if grouped => push_grouped(whole, out),
        whole => out.push_str(whole),
    }
    if places > 0 {
        out.push('.');
        out.extend(std::iter::repeat_n('0', places.saturating_sub(fraction.len())));
        out.push_str(fraction);
    }
}

/// Appends digits with commas between thousands.
fn push_grouped(digits: &str, out: &mut String) {
    let first = digits.len().checked_rem(3).filter(|first| *first > 0).unwrap_or(3).min(digits.len());
    let (first, mut rest) = digits.split_at(first);
    out.push_str(first);
    while let Some((three, after)) = rest.split_at_checked(3) {
        out.push(',');
        out.push_str(three);
        rest = after;
    }
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
    let scaled = value.to_scaled(places).or_else(|| value.round_places(mode, places).to_scaled(places));
    if let Some(scaled) = scaled {
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

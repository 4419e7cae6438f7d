//! What is read and written, every refusal with its reason, and the quick way against the slow one.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

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

/// The commas of a figure, put in one by one from the right.
fn grouped(plain: &str) -> String {
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let with_commas = digits.char_indices().fold(String::new(), |mut out, (at, digit)| {
        out.extend((at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(','));
        out.push(digit);
        out
    });
    format!("{sign}{with_commas}{fraction}")
}

proptest! {
    #[test]
    fn commas_and_percents(num in any::<i128>(), small in -200_000..200_000i128, den in 1..1000i128, places in 0u8..12) {
        for value in [Exact::ratio(num, den).unwrap(), Exact::ratio(small, den).unwrap(), Exact::from_int(num)] {
            prop_assert_eq!(format_grouped(&value, places), grouped(&format_fixed(&value, places, Rounding::HalfUp)));
            let mut percent = String::new();
            write_grouped_percent(&value, places, &mut percent);
            prop_assert_eq!(percent, format_grouped(&value.mul(&Exact::from_int(100)), places));
        }
    }

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
                prop_assert!(places.checked_sub(1).is_none_or(|fewer| read.to_scaled(fewer).is_none()), "{read} takes fewer than {places}");
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

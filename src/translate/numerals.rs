//! The numbers of articles: figures in English, numerals in Chinese, `第十二条`; a number with points stays in figures.

use crate::syntax::article_number;

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// The figures of a Chinese numeral; figures stay, in plain width.
pub fn figures(number: &str) -> String {
    let plain = |sign: char| match sign {
        '０'..='９' => char::from_u32(sign as u32 - 0xFEE0).unwrap_or(sign),
        '．' => '.',
        _ => sign,
    };
    let plain: String = number.chars().map(plain).collect();
    if plain.starts_with(|sign: char| sign.is_ascii_digit()) { plain } else { article_number(&plain) }
}

/// The numeral of a whole number below a thousand; any other number as it is.
pub fn numeral(figures: &str) -> String {
    let number = match figures.parse::<usize>() {
        Ok(number) if (1..1000).contains(&number) && !figures.starts_with('0') => number,
        _ => return figures.to_owned(),
    };
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let digit = |value: usize| DIGITS.get(value).copied().unwrap_or_default();
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(digit(hundreds));
        text.push('百');
    }
    match (hundreds, tens) {
        (0, 0) => {}
        (_, 0) if ones > 0 => text.push('零'),
        (_, 0) => {}
        (0, 1) => text.push('十'),
        _ => {
            text.push_str(digit(tens));
            text.push('十');
        }
    }
    if ones > 0 {
        text.push_str(digit(ones));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{figures, numeral};

    #[test]
    fn numerals_are_read_back() {
        for number in 1..1000 {
            let plain = number.to_string();
            assert_eq!(figures(&numeral(&plain)), plain);
        }
        assert_eq!(numeral("12"), "十二");
        assert_eq!(numeral("110"), "一百一十");
        assert_eq!(numeral("205"), "二百零五");
        assert_eq!((numeral("8.2").as_str(), figures("８．２").as_str()), ("8.2", "8.2"));
    }
}

//! Numerals, against a writer that goes digit by digit.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use super::*;
use proptest::prelude::*;

/// Writes every digit with its unit, and then takes away what nobody says.
fn written(number: u64) -> String {
    if let (higher @ 1.., rest) = (number / 100_000_000, number % 100_000_000) {
        let zero = if rest > 0 && rest < 10_000_000 { "零" } else { "" };
        return format!("{}亿{zero}{}", written(higher), if rest > 0 { written(rest) } else { String::new() });
    }
    let mut text = String::new();
    for (sign, unit) in format!("{number:08}").chars().zip(["千", "百", "十", "万", "千", "百", "十", ""]) {
        let (_, digit) = ('0'..='9').zip("零一二三四五六七八九".chars()).find(|(figure, _)| *figure == sign).unwrap();
        text.push(digit);
        text.push_str(if digit == '零' && unit != "万" { "" } else { unit });
    }
    while text.contains("零零") {
        text = text.replace("零零", "零");
    }
    let text = text.replace("零万", "万零").replace("零零", "零");
    let text = text.trim_start_matches(['零', '万']).trim_end_matches('零');
    text.to_owned()
}

#[test]
fn the_naive_writer_writes_as_people_do() {
    for (number, text) in [(12, "一十二"), (105, "一百零五"), (250_000, "二十五万"), (1_000_500, "一百万零五百"), (300_000_000, "三亿")]
    {
        assert_eq!(written(number), text);
    }
}

proptest! {
    #[test]
    fn numerals_are_read_as_they_are_written(number in prop_oneof![1..100_000u64, 1..10_000_000_000_000_000u64], round in 0..12u32) {
        let zeros = 10u64.pow(round);
        let number = (number / zeros * zeros).max(1);
        let text = written(number);
        prop_assert_eq!(numeral(&text), Some(number), "{}", text);
        prop_assert_eq!(numeral(&text.replace('二', "两").replace('百', "佰")), Some(number), "{}", text);
    }

    #[test]
    fn nothing_is_read_in_two_ways(text in "[零一二五十百千万亿]{1,9}") {
        // Whatever is read is written with the same signs, but for a 零 and for the 一 before 十, 百 and 千.
        if let Some(number) = numeral(&text) {
            let bare = |text: &str| text.replace('零', "").replace("一十", "十").replace("一百", "百").replace("一千", "千");
            prop_assert_eq!(bare(&written(number)), bare(&text), "{} is {}", text, number);
        }
    }
}

#[test]
fn numerals_are_read() {
    for (text, number) in [
        ("零", 0),
        ("十", 10),
        ("十二", 12),
        ("一百零五", 105),
        ("一百十", 110),
        ("五百", 500),
        ("两万五千", 25_000),
        ("三万零五", 30_005),
        ("一万五百", 10_500),
        ("三十万零五千", 305_000),
        ("百万", 1_000_000),
        ("五千万", 50_000_000),
        ("壹佰万", 1_000_000),
        ("一亿零五百万", 105_000_000),
        ("一亿二千万", 120_000_000),
        ("一万二千亿", 1_200_000_000_000),
    ] {
        assert_eq!(numeral(text), Some(number), "{text}");
    }
    for text in [
        "",
        "万",
        "亿",
        "百",
        "千",
        "三万五",
        "一百五",
        "三四",
        "三四百",
        "十百",
        "五十百",
        "一百零",
        "零五",
        "一千零零五",
        "一百零五十万零",
        "二〇二六",
        "一亿五",
        "一万万",
    ] {
        assert_eq!(numeral(text), None, "{text}");
    }
    assert_eq!((digits_in_a_row("二〇二六"), digits_in_a_row("二十"), digits_in_a_row("")), (Some(2026), None, None));
}

//! Bands in the spellings of offices.

use super::*;

/// A band in the signs of intervals; `?` where it is left open whether an end is in.
fn shown(text: &str) -> String {
    let Some(band) = read(text) else { return "-".to_owned() };
    let end = |end: &Option<End>| end.as_ref().map_or("..".to_owned(), |end| end.at.to_string());
    let sign = |end: &Option<End>, signs: [&str; 3]| match end.as_ref().map(|end| end.included) {
        Some(Some(true)) => signs[0].to_owned(),
        Some(Some(false)) | None => signs[1].to_owned(),
        Some(None) => signs[2].to_owned(),
    };
    let (open, close) = (sign(&band.lower, ["[", "(", "?"]), sign(&band.upper, ["]", ")", "?"]));
    format!("{open}{} {}{close}", end(&band.lower), end(&band.upper))
}

#[test]
fn bands_are_read_in_the_spellings_of_offices() {
    let mut wrong = Vec::new();
    for (spellings, awaited) in [
        (
            &[
                "100-200",
                "100~200",
                "１００～２００",
                "100—200",
                "100至200",
                "100到200",
                "100 to 200",
                "between 100 and 200",
                "100-200分",
                "100分至200分",
            ][..],
            "?100 200?",
        ),
        (
            &[
                "≥500万",
                ">=5000000",
                "500万以上",
                "500万元及以上",
                "500万元（含）以上",
                "不低于500万",
                "至少500万",
                "at least 5 million",
                "5,000,000 or more",
                "5,000,000+",
                "500万以上（含）",
                "500万以上（含500万）",
                "[500万, +∞)",
                "x ≥ 500万",
                "500万 ≤ 存款",
                "从500万以上",
            ],
            "[5000000 ..)",
        ),
        (
            &[
                ">100",
                "超过100",
                "大于100",
                "above 100",
                "over 100",
                "more than 100",
                "100以上（不含）",
                "100（不含）以上",
                "100以上(不含100)",
                "(100,)",
                "100 < x",
                "超过100的部分",
            ],
            "(100 ..)",
        ),
        (
            &[
                "<100",
                "不满100",
                "低于100",
                "below 100",
                "under 100",
                "less than 100",
                "100以下（不含）",
                "不足100",
                "100以下（不含100）",
                "(-∞,100)",
            ],
            "(.. 100)",
        ),
        (
            &[
                "≤100",
                "100以下",
                "100以内",
                "不超过100",
                "up to 100",
                "at most 100",
                "100 or less",
                "100及以下",
                "100（含）以下",
                "100以内(含本数)",
            ],
            "(.. 100]",
        ),
        (
            &[
                "[100,200)",
                "100≤x<200",
                "100（含）至200（不含）",
                "100(含)-200(不含)",
                "100以上不满200",
                "from 100 below 200",
                "100 <= 存款 < 200",
                "100以上200以下（不含）",
                "at least 100 but less than 200",
                "100以上至200以下（不含200）",
                "【100，200）",
            ],
            "[100 200)",
        ),
        (
            &[
                "(100,200]",
                "100<x≤200",
                "超过100不超过200",
                "above 100 up to 200",
                "100（不含）至200（含）",
                "over 100, up to 200",
                "超过100至200（含）",
            ],
            "(100 200]",
        ),
        (&["100以上200以下", "100（含）-200（含）", "[100, 200]"], "[100 200]"),
        (&["100（含）至200"], "[100 200?"),
        (&["100-200（不含）", "100至200(exclusive)", "100 to under 200"], "?100 200)"),
        (&["100-200万", "100万-200万", "100万元至200万元", "¥100万~¥200万"], "?1000000 2000000?"),
        (&["0-500万"], "?0 5000000?"),
        (&["0.5%-1%", "0.5-1%", "0.5％～1％"], "?1/200 1/100?"),
        (&["-5~5", "-5 to 5"], "?-5 5?"),
        (&["-5--1"], "?-5 -1?"),
        (
            &[
                "",
                "100",
                "senior",
                "100-200-300",
                "a-b",
                "至",
                "100至",
                "200-100",
                "2026-01-01",
                "以上",
                "100以上以下",
                "M01-A",
                "1,000,2,000",
                "[1,2,3]",
                "≥",
                "100 200",
                "5%至6元",
                "5%-10",
                "[5%, 10)",
                "含",
                "x<y",
                "123abc",
                "高级(含)",
            ],
            "-",
        ),
    ] {
        let awaited = awaited.replace("1/200", "0.005").replace("1/100", "0.01");
        for text in spellings {
            let found = shown(text);
            if found != awaited {
                wrong.push(format!("`{text}` is {found}, not {awaited}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

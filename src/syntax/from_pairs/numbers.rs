//! Figures with their units, dates and months; what may be misread is told with its right spelling.

use pest::iterators::Pair;

use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Number, UnitWord};
use crate::syntax::grammar::Rule;
use crate::values::numerals::{digits_in_a_row, numeral};
use crate::values::{Date, Exact, parse_decimal};

use super::{Reader, plain_width};

impl<'t> Reader<'t> {
    /// A `number`.
    pub(super) fn number(&mut self, pair: Pair<'t, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut digits = "";
        let mut unit = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::digits_shown => digits = inner.as_str(),
                Rule::unit => unit = unit_word(inner.as_str()),
                Rule::unit_apart => {
                    unit = unit_word(inner.as_str());
                    self.apart(digits, inner.as_str().trim(), span);
                }
                _ => {}
            }
        }
        let (digits, places) = self.figure(digits, span);
        Expr { span, kind: ExprKind::Number(Number { digits, places, unit }) }
    }

    /// The value of `digits_shown` and the digits after its point.
    pub(super) fn figure(&mut self, written: &str, span: Span) -> (Exact, u8) {
        let plain = plain_width(written);
        let cleaned: String = plain.chars().filter(|sign| !matches!(sign, '_' | ',')).collect();
        if plain.contains(',') {
            let right = plain.replace(',', "_");
            self.findings.push(
                Diagnostic::new(Code::E0104, say!("`{written}` has a comma within a figure", "`{written}` 在数字中间用了逗号"))
                    .label(span, say!("one figure or two?", "是一个数还是两个数？"))
                    .help(say!(
                        "one figure is written `{right}`; between two put a space after the comma",
                        "一个数写作 `{right}`；两个数则在逗号后加空格"
                    ))
                    .fix(Span { end: span.start + byte_count(written), ..span }, right),
            );
        }
        if cleaned.len() > 1 && cleaned.starts_with('0') && !cleaned.starts_with("0.") {
            let right = match cleaned.trim_start_matches('0') {
                "" => "0".to_owned(),
                rest if rest.starts_with('.') => format!("0{rest}"),
                rest => rest.to_owned(),
            };
            let mut finding = Diagnostic::new(Code::E0104, say!("`{written}` begins with a zero", "`{written}` 以零开头"))
                .label(span, say!("a figure has no leading zeros", "数字前面不加零"))
                .help(say!(
                    "write `{right}`; a code such as an id is a text: `\"{cleaned}\"`",
                    "写作 `{right}`；工号之类的编码是文本，写作 `\"{cleaned}\"`"
                ))
                .fix(Span { end: span.start + byte_count(written), ..span }, right);
            if cleaned.len() == 3 {
                finding = finding.help(say!(
                    "if it is a part of the figure before it, that one is written without a comma: `5_{cleaned}`",
                    "若与前面的数字是同一个数，中间不用逗号，写作 `5_{cleaned}`"
                ));
            }
            self.findings.push(finding);
        }
        let places = cleaned.find('.').map_or(0, |point| cleaned.len() - point - 1);
        match (parse_decimal(&cleaned), u8::try_from(places)) {
            (Ok(value), Ok(places)) => (value, places),
            _ => {
                self.findings.push(
                    Diagnostic::new(Code::E0104, say!("the figure has too many digits", "数字的位数过多"))
                        .label(span, say!("more digits than any amount has", "超出任何金额所需的位数")),
                );
                (Exact::zero(), 0)
            }
        }
    }

    fn apart(&mut self, digits: &str, unit: &str, span: Span) {
        let right = format!("{digits}{unit}");
        self.findings.push(
            Diagnostic::new(Code::E0104, say!("a space stands between `{digits}` and `{unit}`", "`{digits}` 与 `{unit}` 之间有空格"))
                .label(span, say!("figure and unit are one word", "数字与单位应连写"))
                .help(say!("write `{right}`", "写作 `{right}`"))
                .fix(span, right),
        );
    }

    /// A `date` or `month_literal`.
    pub(super) fn day(&mut self, pair: &Pair<'_, Rule>) -> Option<Date> {
        let written = plain_width(pair.as_str());
        let parts: Vec<i32> = written.split(|sign: char| !sign.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
        let part = |index: usize| parts.get(index).copied().unwrap_or(1);
        let small = |index: usize| u8::try_from(part(index)).unwrap_or(0);
        let day = Date::new(part(0), small(1), small(2));
        if day.is_none() {
            let span = self.span(pair);
            self.findings.push(
                Diagnostic::new(Code::E0112, say!("`{written}` is not a day of the calendar", "`{written}` 不是历法中的日期"))
                    .label(span, say!("there is no such day", "没有这一天"))
                    .help(say!(
                        "a day is written `2026-01-31`; between two figures put spaces around the minus",
                        "日期写作 `2026-01-31`；两数相减则在减号两边加空格"
                    )),
            );
        }
        day
    }
}

fn byte_count(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// The unit that a word names.
pub(super) fn unit_word(word: &str) -> Option<UnitWord> {
    Some(match word.trim() {
        "千" => UnitWord::Thousand,
        "万" => UnitWord::TenThousand,
        "亿" => UnitWord::HundredMillion,
        "元" => UnitWord::Yuan,
        "千元" => UnitWord::ThousandYuan,
        "万元" => UnitWord::TenThousandYuan,
        "亿元" => UnitWord::HundredMillionYuan,
        "%" | "％" => UnitWord::Percent,
        "‰" => UnitWord::Permille,
        "bp" | "个基点" => UnitWord::BasisPoint,
        "pp" | "个百分点" => UnitWord::PercentagePoint,
        "year" | "years" | "年" => UnitWord::Years,
        "quarter" | "quarters" | "个季度" => UnitWord::Quarters,
        "month" | "months" | "个月" => UnitWord::Months,
        "day" | "days" | "天" | "日" => UnitWord::Days,
        _ => return None,
    })
}

/// The number of an article in figures, of a numeral or of digits in a row such as 二〇; what is neither stays as it is written.
pub(crate) fn article_number(text: &str) -> String {
    numeral(text).or_else(|| digits_in_a_row(text)).map_or_else(|| text.to_owned(), |number| number.to_string())
}

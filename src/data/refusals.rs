//! Why a cell is refused, in words: what was awaited, by which declaration, and the way out.

use super::cells::{Reader, Refusal};
use crate::diagnostics::{Code, DataPlace, Diagnostic, Text, nearest};
use crate::program::{Kind, Program, Written};
use crate::say;
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::values::{DecimalError, Value, decimal};

/// The most words of a list that are shown.
pub(super) const LISTED: usize = 20;

/// The finding for a cell that is refused.
pub(super) fn finding(program: &Program, reader: &Reader<'_>, refusal: Refusal, text: &str, place: DataPlace) -> Diagnostic {
    let name = &reader.field.name;
    let awaited = awaited(reader);
    let declared = Text { en: format!("`{name}` is declared here: {}", awaited.en), zh: format!("`{name}` 在此声明：{}", awaited.zh) };
    let (code, message, help) = match refusal {
        Refusal::Number(error) => (Code::E0503, not_a_number(reader, error), number_help(error)),
        Refusal::Places(usize::MAX) => (Code::E0503, say!("this number has no end of digits after the point", "该数小数位无穷"), None),
        Refusal::Places(found) => {
            let message = say!(
                "{found} digits after the point, but the field takes at most {}",
                "小数点后有 {found} 位，字段最多允许 {} 位",
                places(reader)
            );
            (Code::E0503, message, Some(places_help(reader, found)))
        }
        Refusal::Whole => {
            let help = say!(
                "write it without a point; a number with digits after it is declared `number(2)`",
                "请去掉小数点；允许小数的字段声明为 `数(2)`"
            );
            (Code::E0503, say!("this is not a whole number", "不是整数"), Some(help))
        }
        Refusal::Sign(sign) => {
            let message = say!("`{sign}` does not belong to this field", "该字段不应带 `{sign}`");
            let help = say!(
                "write the figure as the field declares it, or declare the field as `percent`, `permille` or `bp`",
                "请按字段声明的写法填写，或者把字段声明为 `百分比`、`千分比` 或 `bp`"
            );
            (Code::E0503, message, Some(help))
        }
        Refusal::Range(at) => return out_of_range(program, reader, at, place),
        Refusal::Date => {
            let message = say!("this is not a date of the calendar", "不是有效日期");
            (Code::E0503, message, Some(say!("write it as `2026-06-30`", "请写成 `2026-06-30`")))
        }
        Refusal::YesNo => (Code::E0503, say!("this is neither yes nor no", "既不是“是”也不是“否”"), Some(yes_no_help(reader))),
        Refusal::Member => return unlisted(program, reader, text, place, &declared),
        Refusal::Nested => {
            let message = say!("a list or an object stands where a single value belongs", "此处应为单个值，却是列表或对象");
            (Code::E0503, message, None)
        }
        Refusal::Float => {
            let message = say!(
                "this figure is a binary floating-point number, which does not hold decimals exactly",
                "该数为二进制浮点数，不能准确表示小数"
            );
            let help = say!("give it as a text such as `\"1234.50\"`, or as a whole number", "请以文本（如 `\"1234.50\"`）或整数给出");
            (Code::E0503, message, Some(help))
        }
        Refusal::Moment => {
            let message = say!("this is a moment of a day, not a day", "这是某日的某一时刻，而不是日期");
            let help = say!(
                "leave the time of day out where the data comes from: a day alone, as `2026-06-30`",
                "请在数据来源处去掉时间，只留日期，如 `2026-06-30`"
            );
            (Code::E0503, message, Some(help))
        }
        Refusal::Digits => {
            let message = say!(
                "the number has more than the 15 digits that Excel keeps: it is what a calculation left, or digits are cut",
                "该数超过 Excel 保留的 15 位数字：应为计算余数，或末尾数字已丢失"
            );
            let help = say!(
                "round it in the workbook, as in `=ROUND(B2, 2)`; a long number such as an account is entered as a text",
                "请在表中取整，例如 `=ROUND(B2, 2)`；账号等长数字请按文本录入"
            );
            (Code::E0503, message, Some(help))
        }
        Refusal::Formula => {
            let message = say!("the formula of this cell has an error, not a value", "该单元格的公式结果为错误值");
            (Code::E0503, message, Some(say!("correct the formula or what it refers to", "请更正公式或其引用的内容")))
        }
        Refusal::NotCalculated => {
            let message = say!("this cell holds a formula that was never calculated", "该单元格的公式从未计算，没有数值");
            let help = say!("open the workbook in Excel and save it", "请在 Excel 中打开该文件并保存");
            (Code::E0503, message, Some(help))
        }
        Refusal::Kind => (Code::E0503, say!("a value of another kind", "值的类型不符"), None),
    };
    let finding = Diagnostic::new(code, message).label(reader.field.span, declared).at_data(place);
    match help {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// The finding for a blank where none may be.
pub(super) fn blank(reader: &Reader<'_>, is_key: bool, place: DataPlace) -> Diagnostic {
    let name = &reader.field.name;
    let finding = Diagnostic::new(Code::E0505, say!("`{name}` is blank", "`{name}` 为空"))
        .label(reader.field.span, say!("`{name}` is declared here without `or blank`", "`{name}` 在此声明，未写 `可空`"))
        .at_data(place);
    if is_key {
        return finding.help(say!("a key is never blank: every row needs its own", "主键不得为空，每一行都要有自己的主键"));
    }
    finding.help(say!(
        "write the value (a zero is written `0`); if it may be missing, declare the field `or blank` and say what a blank means",
        "请填写（零写作 `0`）；确可缺失的，把字段声明为 `可空`，并写明空按什么算"
    ))
}

/// What a field awaits.
fn awaited(reader: &Reader<'_>) -> Text {
    match reader.written {
        Written::Text => say!("a text", "文本"),
        Written::Integer => say!("a whole number", "整数"),
        Written::Number { places: 0, .. } => say!("a number without digits after the point", "不带小数的数"),
        Written::Number { places: 1, .. } => say!("a number with at most 1 digit after the point", "小数点后最多 1 位的数"),
        Written::Number { places, .. } => say!("a number with at most {places} digits after the point", "小数点后最多 {places} 位的数"),
        Written::Ratio { written: RatioWritten::Ratio, .. } => say!("a ratio such as 0.75", "比率，如 0.75"),
        Written::Ratio { written: RatioWritten::Percent, .. } => say!("a figure in percent such as 75 or 75%", "百分比，如 75 或 75%"),
        Written::Ratio { written: RatioWritten::Permille, .. } => {
            say!("a figure in permille such as 750 or 750‰", "千分比，如 750 或 750‰")
        }
        Written::Ratio { written: RatioWritten::BasisPoints, .. } => {
            say!("a figure in basis points such as 25 or 25bp", "基点数，如 25 或 25bp")
        }
        Written::Date => say!("a date", "日期"),
        Written::YesNo { .. } => say!("yes or no", "是否"),
        Written::Member => say!("one of its members", "取值之一"),
        Written::Key => say!("the key of another record", "另一记录的主键"),
    }
}

fn not_a_number(reader: &Reader<'_>, error: DecimalError) -> Text {
    match error {
        DecimalError::Comma => {
            say!("a comma in a number: it may group digits or stand for the point", "数字中有逗号：是分节还是小数点，无从判断")
        }
        DecimalError::Exponent => say!("a number with an exponent, whose digits may have been cut", "数字为科学计数法，位数可能已被截去"),
        DecimalError::Currency(sign) => say!("the currency sign `{sign}` stands at the number", "数字带有货币符号 `{sign}`"),
        DecimalError::TooManyDigits => say!("more than {} digits", "数字超过 {} 位", decimal::MOST_DIGITS),
        DecimalError::MissingDigit => say!("a digit is missing before or after the point", "小数点前后缺少数字"),
        DecimalError::Empty | DecimalError::LeadingJunk(_) | DecimalError::TrailingJunk(_) => match reader.written {
            Written::Integer => say!("this is not a whole number", "不是整数"),
            _ => say!("this is not a number", "不是数字"),
        },
    }
}

fn number_help(error: DecimalError) -> Option<Text> {
    match error {
        DecimalError::Comma => Some(say!("write `1234.50`, without a comma", "请写成 `1234.50`，不加逗号")),
        DecimalError::Exponent => Some(say!(
            "write all digits; in a spreadsheet, format the column as a number before saving",
            "请写出全部数字；在表格软件中先把该列设为数值格式再保存"
        )),
        DecimalError::Currency(_) => Some(say!("write the figure alone; the policy names the currency", "只写数字，币种由办法规定")),
        DecimalError::Empty
        | DecimalError::MissingDigit
        | DecimalError::LeadingJunk(_)
        | DecimalError::TrailingJunk(_)
        | DecimalError::TooManyDigits => None,
    }
}

/// The most digits after the point that a field takes.
pub(super) fn places(reader: &Reader<'_>) -> u8 {
    match reader.written {
        Written::Number { places, .. } | Written::Ratio { places, .. } => *places,
        _ => 0,
    }
}

fn places_help(reader: &Reader<'_>, found: usize) -> Text {
    let (en, zh) = match (reader.written, reader.field.ty.kind) {
        (Written::Ratio { written: RatioWritten::Ratio, .. }, _) => ("ratio", "比率"),
        (Written::Ratio { written: RatioWritten::Percent, .. }, _) => ("percent", "百分比"),
        (Written::Ratio { written: RatioWritten::Permille, .. }, _) => ("permille", "千分比"),
        (Written::Ratio { written: RatioWritten::BasisPoints, .. }, _) => ("bp", "bp"),
        (_, Kind::Money(_)) => ("money", "金额"),
        _ => ("number", "数"),
    };
    say!(
        "round the figure where it comes from, or declare the field as `{en}({found})`",
        "请在数据来源处取整，或者把字段声明为 `{zh}({found})`"
    )
}

fn yes_no_help(reader: &Reader<'_>) -> Text {
    match reader.written {
        Written::YesNo { yes, no, fixed: true } => say!("write `{yes}` or `{no}`", "请写 `{yes}` 或 `{no}`"),
        _ => say!(
            "write `yes` or `no`, `true` or `false`, `Y` or `N`, `1` or `0`, `是` or `否`",
            "请写 `是` 或 `否`（`yes`/`no`、`Y`/`N`、`1`/`0`、`true`/`false` 亦可）"
        ),
    }
}

fn out_of_range(program: &Program, reader: &Reader<'_>, at: usize, place: DataPlace) -> Diagnostic {
    let name = &reader.field.name;
    let bound = reader.range.comparison(at).map(|(comparison, value)| {
        let value = match value {
            Value::Number(number) => decimal::format_plain(number),
            Value::Date(date) => date.to_string(),
            Value::Text(text) => text.to_string(),
            Value::Member(member) => reader.spellings().get(*member as usize).copied().unwrap_or_default().to_owned(),
            Value::YesNo(yes) => super::keys::yes_no(*yes).to_owned(),
            Value::Duration(_) | Value::Reference(_) => reader.field.ty.kind.describe(program).en,
        };
        match comparison {
            Comparison::GreaterOrEqual => say!("must be at least {value}", "不得低于 {value}"),
            Comparison::Greater => say!("must be above {value}", "须大于 {value}"),
            Comparison::LessOrEqual => say!("must be at most {value}", "不得高于 {value}"),
            Comparison::Less => say!("must be below {value}", "须小于 {value}"),
            Comparison::Equal => say!("must be {value}", "须为 {value}"),
            Comparison::NotEqual => say!("must not be {value}", "不得为 {value}"),
        }
    });
    let bound = bound.unwrap_or_default();
    let percent = match reader.written {
        Written::Ratio { written: RatioWritten::Percent, .. } => say!(" (a ratio: 1 is 100%)", "（比率，1 即 100%）"),
        _ => Text::default(),
    };
    let message = Text { en: format!("`{name}` {}{}", bound.en, percent.en), zh: format!("`{name}` {}{}", bound.zh, percent.zh) };
    Diagnostic::new(Code::E0504, message)
        .label(reader.field.span, say!("the range of `{name}` is declared here", "`{name}` 的范围在此声明"))
        .help(say!(
            "correct the data; if such values are right, widen the range in the record",
            "请更正数据；数值确实正确的，请在记录中放宽范围"
        ))
        .at_data(place)
}

fn unlisted(program: &Program, reader: &Reader<'_>, text: &str, place: DataPlace, declared: &Text) -> Diagnostic {
    let name = &reader.field.name;
    let list = listed(reader.spellings().iter().copied());
    let members = match reader.field.ty.kind {
        Kind::Member(id) => program.enumeration(id).members.as_slice(),
        _ => &[],
    };
    let words = members.iter().flat_map(|member| [member.written.as_str(), member.name.as_str()]);
    let mut finding = Diagnostic::new(Code::E0508, say!("`{name}` has no value of this name", "`{name}` 没有这个取值"))
        .label(reader.field.span, declared.clone())
        .at_data(place);
    if let Some(near) = nearest(text, words) {
        finding = finding.help(say!("did you mean `{near}`", "是否应为 `{near}`"));
    }
    finding.help(Text { en: format!("it is one of {}", list.en), zh: format!("取值为 {}", list.zh) })
}

/// Words in backticks, cut where they are many.
pub(super) fn listed<'a>(words: impl ExactSizeIterator<Item = &'a str>) -> Text {
    let more = if words.len() > LISTED { "…" } else { "" };
    let list: Vec<String> = words.take(LISTED).map(|word| format!("`{word}`")).collect();
    let join = |comma: &str| list.join(comma) + if more.is_empty() { "" } else { comma } + more;
    Text { en: join(", "), zh: join("、") }
}

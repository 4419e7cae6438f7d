//! What is told of a command that was used wrongly, in Chinese: clap says what happened, here it is put into words.

use super::{usage as usage_of, word, words};
use clap::builder::{StyledStr, Styles};
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};
use std::fmt::Write;

/// The words for a command that was used wrongly.
#[derive(Debug)]
pub struct Misuse;

impl ErrorFormatter for Misuse {
    fn format_error(error: &Error<Misuse>) -> StyledStr {
        let styles = Styles::styled();
        let (wrong, good) = (styles.get_error(), styles.get_valid());
        let mut told = StyledStr::new();
        let _ = write!(told, "{wrong}用法有误：{wrong:#}{}", what(error));
        for (kind, name) in
            [(ContextKind::SuggestedSubcommand, "命令"), (ContextKind::SuggestedArg, "选项"), (ContextKind::SuggestedValue, "值")]
        {
            let near = texts(error, kind);
            if !near.is_empty() {
                let _ = write!(told, "\n\n  {good}提示：{good:#}有相近的{name} {}", quoted(&near));
            }
        }
        if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
            let _ = write!(told, "\n\n用法: {}", usage_of(usage));
        }
        let _ = write!(told, "\n\n详见 `--help`。\n");
        told
    }
}

/// What happened.
fn what(error: &Error<Misuse>) -> String {
    let argument = quoted(&texts(error, ContextKind::InvalidArg));
    let value = quoted(&texts(error, ContextKind::InvalidValue));
    let number = |kind| if let Some(ContextValue::Number(number)) = error.get(kind) { number.to_string() } else { String::new() };
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项或参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", quoted(&texts(error, ContextKind::InvalidSubcommand))),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict if texts(error, ContextKind::PriorArg) == texts(error, ContextKind::InvalidArg) => {
            format!("{argument} 只能给出一次")
        }
        ErrorKind::ArgumentConflict => format!("{argument} 不能与 {} 同用", quoted(&texts(error, ContextKind::PriorArg))),
        ErrorKind::InvalidValue if texts(error, ContextKind::InvalidValue).iter().all(|value| value.is_empty()) => {
            format!("{argument} 缺少值{}", possible(error))
        }
        ErrorKind::InvalidValue => format!("{argument} 不能取 {value}{}", possible(error)),
        ErrorKind::ValueValidation => {
            let option = texts(error, ContextKind::InvalidArg).concat();
            let wanted = option.split(' ').next().and_then(|option| word(words::WANTED, option));
            format!("{argument} 不能取 {value}{}", wanted.map(|wanted| format!("：{wanted}")).unwrap_or_default())
        }
        ErrorKind::TooManyValues => format!("{argument} 不再需要 {value}"),
        ErrorKind::TooFewValues => {
            format!("{argument} 至少需要 {} 个值，只给出 {} 个", number(ContextKind::MinValues), number(ContextKind::ActualNumValues))
        }
        ErrorKind::WrongNumberOfValues => {
            format!("{argument} 需要 {} 个值，给出了 {} 个", number(ContextKind::ExpectedNumValues), number(ContextKind::ActualNumValues))
        }
        ErrorKind::NoEquals => format!("{argument} 与其值之间须有 `=`"),
        ErrorKind::InvalidUtf8 => "有参数不是 UTF-8".to_owned(),
        // What clap may tell in times to come, and what is no misuse.
        other => other.to_string(),
    }
}

/// What may be said instead, on a line of its own.
fn possible(error: &Error<Misuse>) -> String {
    match texts(error, ContextKind::ValidValue) {
        values if values.is_empty() => String::new(),
        values => format!("\n  可选值：{}", values.join("、")),
    }
}

fn texts(error: &Error<Misuse>, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join("、")
}

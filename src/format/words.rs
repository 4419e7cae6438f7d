//! How a word or sign is written: canonical keywords, and the signs of the file's language.
//!
//! Figures, dates, names and comments stay as the author wrote them.

use crate::diagnostics::Language;
use crate::syntax::Rule;
use crate::syntax::vocabulary::keyword;
use crate::syntax::written::Token;

/// A word or sign in its canonical form.
pub fn canonical(token: &Token<'_>, language: Language) -> String {
    let Some(rule) = token.rule else { return sign(&token.text, language).to_owned() };
    match rule {
        Rule::op_sum | Rule::op_neg | Rule::op_product | Rule::op_compare | Rule::member_less | Rule::column_bar => {
            operator(&token.text, language).to_owned()
        }
        Rule::brace_sign | Rule::colon_sign | Rule::equals_sign => sign(&token.text, language).to_owned(),
        Rule::text => text(&token.text, language),
        Rule::number | Rule::date | Rule::month_literal | Rule::unit => token.text.split_whitespace().collect::<Vec<_>>().join(" "),
        Rule::article_ref => article(&token.text),
        _ => word(rule, &token.text).unwrap_or_else(|| token.text.clone().into_owned()),
    }
}

/// The canonical word of a keyword, where its synonyms say the same.
fn word(rule: Rule, text: &str) -> Option<String> {
    let keyword = keyword(rule)?;
    // The space between two English words may be a Chinese one.
    let is_english = text.chars().all(|sign| sign.is_ascii() || sign.is_whitespace());
    let words = if is_english { keyword.en } else { keyword.zh };
    let plain = text.split_whitespace().collect::<Vec<_>>();
    match rule {
        // One decimal and two, one place and two: grammar, not style. 60以上80以下 and 80以内 are the author's choice.
        Rule::kw_decimals | Rule::kw_place | Rule::kw_and_below => Some(plain.join(" ")),
        // Its first word is written in figures and Latin letters in part.
        _ => words.first().map(|word| (*word).to_owned()),
    }
}

fn article(text: &str) -> String {
    if text.starts_with('第') {
        return text.split_whitespace().collect();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in the quotation marks of the language, unless they stand within it.
fn text(text: &str, language: Language) -> String {
    let (from, to, open, close) = match language {
        Language::English => ('“', '”', '"', '"'),
        Language::Chinese => ('"', '"', '“', '”'),
    };
    let inner = text.strip_prefix(from).and_then(|rest| rest.strip_suffix(to));
    match inner {
        Some(inner) if !inner.contains(['"', '“', '”']) => format!("{open}{inner}{close}"),
        _ => text.to_owned(),
    }
}

fn operator(text: &str, language: Language) -> &str {
    let chinese = language == Language::Chinese;
    match text {
        "+" | "＋" => "+",
        "-" | "−" | "－" if chinese => "−",
        "-" | "−" | "－" => "-",
        "×" | "*" | "＊" => "×",
        "÷" | "/" | "／" if chinese => "÷",
        "÷" | "/" | "／" => "/",
        "<=" | "≤" | "≦" | "＜＝" | "＜=" if chinese => "≤",
        "<=" | "≤" | "≦" | "＜＝" | "＜=" => "<=",
        ">=" | "≥" | "≧" | "＞＝" | "＞=" if chinese => "≥",
        ">=" | "≥" | "≧" | "＞＝" | "＞=" => ">=",
        "<>" | "!=" | "≠" if chinese => "≠",
        "<>" | "!=" | "≠" => "<>",
        "<" | "＜" => "<",
        ">" | "＞" => ">",
        "=" | "＝" => "=",
        "|" | "｜" => "|",
        other => other,
    }
}

/// A sign that stands between words.
fn sign(text: &str, language: Language) -> &str {
    let chinese = language == Language::Chinese;
    match text {
        "{" | "｛" => "{",
        "}" | "｝" => "}",
        "=" | "＝" => "=",
        "/" | "／" => "/",
        "." | "．" => ".",
        "->" | "→" | "－＞" if chinese => "→",
        "->" | "→" | "－＞" => "->",
        "、" if chinese => "、",
        "," | "，" if chinese => "，",
        "," | "，" | "、" => ",",
        ";" | "；" if chinese => "；",
        ";" | "；" => ";",
        ":" | "：" if chinese => "：",
        ":" | "：" => ":",
        "(" | "（" if chinese => "（",
        "(" | "（" => "(",
        ")" | "）" if chinese => "）",
        ")" | "）" => ")",
        other => other,
    }
}

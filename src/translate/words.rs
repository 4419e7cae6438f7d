//! Words that have one of the other language in their place.

use crate::diagnostics::Language;
use crate::program::builtin_names;
use crate::syntax::Rule;
use crate::syntax::vocabulary::keyword;
use crate::syntax::written::{Construct, Node, Token};

use super::{Translator, numerals};

/// Units of time: English for one, for several, Chinese. Those of ratios are understood in both languages and stay.
const UNITS: [(&str, &str, &str); 4] =
    [(" year", " years", "年"), (" quarter", " quarters", "个季度"), (" month", " months", "个月"), (" day", " days", "天")];

/// The kinds of parameters, tables and series, which are names to the grammar.
const KINDS: [(&str, &str); 7] = [
    ("money", "金额"),
    ("number", "数"),
    ("integer", "整数"),
    ("percent", "百分比"),
    ("ratio", "比率"),
    ("text", "文本"),
    ("date", "日期"),
];

impl Translator {
    /// Translates a word by itself.
    pub(super) fn token(&self, token: &mut Token<'_>) {
        let Some(rule) = token.rule else { return };
        match rule {
            Rule::number => token.text = self.figure(&token.text).into(),
            Rule::unit => token.text = self.unit(&token.text).into(),
            Rule::article_ref => token.text = self.article(&token.text).into(),
            _ => {
                let Some(keyword) = keyword(rule) else { return };
                let words = match self.to {
                    Language::English => keyword.en,
                    Language::Chinese => keyword.zh,
                };
                // The space between two English words may be a Chinese one.
                let is_english = token.text.chars().all(|sign| sign.is_ascii() || sign.is_whitespace());
                if let Some(word) = words.first()
                    && is_english == (self.to == Language::Chinese)
                {
                    token.text = (*word).into();
                }
            }
        }
    }

    /// Translates what is a name to the grammar but given by the language: built-ins, the day of the run, kinds.
    pub(super) fn given_names(&self, construct: &mut Construct<'_>) {
        let given: Vec<(&str, &str)> = match construct.rule {
            Rule::reference
                if construct.parts.iter().any(|part| matches!(part, Node::Construct(inner) if inner.rule == Rule::arguments)) =>
            {
                builtin_names()
            }
            Rule::reference if construct.parts.len() == 1 => vec![("today", "基准日")],
            Rule::parameter_kind | Rule::carry_kind | Rule::table => KINDS.to_vec(),
            _ => return,
        };
        let behind_colon = construct.rule != Rule::reference;
        let mut colon = false;
        for part in &mut construct.parts {
            colon |= part.is(Rule::colon_sign);
            let Node::Token(token) = part else { continue };
            if token.rule != Some(Rule::name) || (behind_colon != colon) {
                continue;
            }
            if !behind_colon && self.taken.contains(token.text.as_ref()) {
                return;
            }
            let found = given.iter().find(|(en, zh)| token.text == *en || token.text == *zh);
            if let Some((en, zh)) = found {
                token.text = match self.to {
                    Language::English => (*en).to_owned().into(),
                    Language::Chinese => (*zh).to_owned().into(),
                };
            }
            return;
        }
    }

    /// A figure with its unit.
    fn figure(&self, text: &str) -> String {
        let digits = text.trim_end_matches(|sign: char| !sign.is_numeric());
        let unit = text.get(digits.len()..).unwrap_or("").trim();
        match (unit_of_time(unit), self.to) {
            (None, _) => text.to_owned(),
            (Some((one, _, _)), Language::English) if digits == "1" => format!("{digits}{one}"),
            (Some((_, several, _)), Language::English) => format!("{digits}{several}"),
            (Some((_, _, zh)), Language::Chinese) => format!("{digits}{zh}"),
        }
    }

    /// A unit without a figure, as in `in 万` and `in years`.
    fn unit(&self, text: &str) -> String {
        match (unit_of_time(text.trim()), self.to) {
            (None, _) => text.to_owned(),
            (Some((_, several, _)), Language::English) => several.trim().to_owned(),
            (Some((_, _, zh)), Language::Chinese) => zh.to_owned(),
        }
    }

    /// `article 8`, `第八条`, `第8.2条`, `第8a条`.
    fn article(&self, text: &str) -> String {
        let plain: String = text.split_whitespace().collect();
        match self.to {
            Language::English => match plain.strip_prefix('第').and_then(|rest| rest.strip_suffix('条')) {
                Some(number) => format!("article {}", numerals::figures(number)),
                None => text.to_owned(),
            },
            Language::Chinese => match plain.strip_prefix("article") {
                Some(number) => format!("第{}条", numerals::numeral(number)),
                None => text.to_owned(),
            },
        }
    }
}

/// A unit of time by any of its words.
fn unit_of_time(word: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let means = |(one, several, zh): &(&str, &str, &str)| {
        word == one.trim() || word == several.trim() || word == *zh || (word == "日" && *zh == "天")
    };
    UNITS.into_iter().find(means)
}

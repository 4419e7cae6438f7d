//! What may stand at a place of a text that is being written: the grammar is asked what it would take there.
//!
//! Nothing is listed here but which word opens which block: what a line of it may hold is what the grammar tries at its end.

use super::grammar::Rule;
use super::recovery::{self, Block};
use super::vocabulary::{KEYWORDS, Keyword, keyword};
use std::ops::Range;

/// What may stand at a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    /// The keywords, in the order in which the grammar tries them.
    pub keywords: Vec<&'static Keyword>,
    /// Whether a value may.
    pub value: bool,
    /// Whether a name may, of something that is there or is being declared.
    pub name: bool,
    /// The rule of the keyword that stands before it, if one does.
    pub behind: Option<&'static str>,
    /// Where the line begins.
    pub line: usize,
    /// The heads of the blocks around it, the innermost last.
    pub blocks: Vec<Range<usize>>,
}

/// What may stand at a byte where a word begins.
pub(crate) fn expected(code: &str, at: usize) -> Expected {
    let before = code.get(..at).unwrap_or_default();
    let (line, blocks) = line(before);
    let block = blocks.iter().fold(Block::File, |around, head| opened(around, before.get(head.clone()).unwrap_or_default()));
    let stretch = before.get(line..).unwrap_or_default();
    let mut expected = Expected { behind: last_keyword(stretch), line, blocks, ..Expected::default() };
    for rule in recovery::tried_after(block, stretch) {
        match rule {
            Rule::expr | Rule::plain | Rule::value | Rule::choice | Rule::reference | Rule::list | Rule::number | Rule::op_neg => {
                expected.value = true;
            }
            Rule::name | Rule::names => expected.name = true,
            rule => {
                let new = keyword(rule).filter(|new| !expected.keywords.iter().any(|known| known.rule == new.rule));
                expected.keywords.extend(new);
            }
        }
    }
    expected
}

/// Where the line that a text ends in begins, and the heads of the blocks that are open there.
fn line(before: &str) -> (usize, Vec<Range<usize>>) {
    let (mut start, mut heads, mut brackets) = (0, Vec::new(), 0_usize);
    let mut signs = before.char_indices();
    while let Some((at, sign)) = signs.next() {
        let next = at + sign.len_utf8();
        match sign {
            '"' | '“' | '`' | '「' => {
                let close = match sign {
                    '“' => '”',
                    '「' => '」',
                    sign => sign,
                };
                // A text ends with its line.
                if let Some((end, '\n')) = signs.by_ref().find(|(_, sign)| *sign == close || *sign == '\n') {
                    start = end + 1;
                }
            }
            '#' | '＃' => {
                if let Some((end, _)) = signs.by_ref().find(|(_, sign)| *sign == '\n').filter(|_| brackets == 0) {
                    start = end + 1;
                }
            }
            '{' | '｛' => {
                heads.push((start..at, std::mem::take(&mut brackets)));
                start = next;
            }
            '}' | '｝' => {
                brackets = heads.pop().map_or(0, |(_, outer)| outer);
                start = next;
            }
            '(' | '（' => brackets += 1,
            ')' | '）' => brackets = brackets.saturating_sub(1),
            '\n' | ';' | '；' if brackets == 0 => start = next,
            _ => {}
        }
    }
    (start, heads.into_iter().map(|(head, _)| head).collect())
}

/// The words of a text, each as one, with one space between.
fn words(text: &str) -> String {
    let words = text.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

/// The blocks that values have.
const OF_VALUES: [(&str, Block); 7] = [
    ("kw_marginal", Block::Tiers),
    ("kw_bands", Block::Tiers),
    ("kw_interpolate", Block::Tiers),
    ("kw_cases", Block::Cases),
    ("kw_all_of", Block::Gate),
    ("kw_any_of", Block::Gate),
    ("kw_how_many_of", Block::Gate),
];

/// The blocks that lines open, by their first words.
const OF_LINES: [(&str, Block); 40] = [
    ("kw_policy", Block::Policy),
    ("kw_record", Block::Record),
    ("kw_article", Block::Article),
    ("kw_result", Block::Result),
    ("kw_test", Block::Test),
    ("kw_given", Block::Given),
    ("kw_amends", Block::Amends),
    ("kw_table", Block::Table),
    ("kw_split", Block::Split),
    ("kw_parameter", Block::Dated),
    ("kw_scale", Block::Tiers),
    ("kw_pay", Block::Money),
    ("kw_award", Block::Money),
    ("kw_output", Block::Money),
    ("kw_withhold", Block::Money),
    ("kw_total", Block::Total),
    ("kw_penalty", Block::Penalty),
    ("kw_veto", Block::Veto),
    ("kw_scorecard", Block::Scorecard),
    ("kw_grading", Block::Grading),
    ("kw_qualification", Block::Qualification),
    ("kw_rotation", Block::Rotation),
    ("kw_elimination", Block::Choice),
    ("kw_quota", Block::Choice),
    ("kw_prizes", Block::Prizes),
    ("kw_pool", Block::Pool),
    ("kw_carry", Block::Carry),
    ("kw_status", Block::Status),
    ("kw_allowance", Block::Allowance),
    ("kw_tranches", Block::Tranches),
    ("kw_deferral", Block::Deferral),
    ("kw_clawback", Block::Clawback),
    ("kw_authority", Block::Authority),
    ("kw_ledger", Block::Ledger),
    ("kw_each_of", Block::Article),
    ("kw_overall", Block::Article),
    ("kw_when", Block::Article),
    ("kw_on_entry", Block::Entries),
    ("kw_replace", Block::Article),
    ("kw_add", Block::Article),
];

/// The block that a head opens within another one.
fn opened(around: Block, head: &str) -> Block {
    let words = words(head);
    let written = |rule: &str| {
        KEYWORDS.iter().find(|keyword| keyword.rule == rule).into_iter().flat_map(|keyword| keyword.en.iter().chain(keyword.zh))
    };
    let last = |rule: &str| written(rule).filter_map(|word| words.rfind(&format!(" {word} "))).max();
    let of_value = OF_VALUES.iter().filter_map(|(rule, block)| Some((last(rule)?, *block))).max_by_key(|(at, _)| *at);
    if let Some((_, block)) = of_value {
        return block;
    }
    let opens = |rule: &str| written(rule).any(|word| words.starts_with(&format!(" {word} ")));
    match OF_LINES.iter().find(|(rule, _)| opens(rule)) {
        Some((_, Block::Article)) if matches!(around, Block::Ledger | Block::Entries) => Block::Entries,
        Some((_, Block::Article)) if around == Block::Amends => Block::Amending,
        Some((_, block)) => *block,
        None if words.starts_with(" 第") && around == Block::Amends => Block::Amending,
        None if words.starts_with(" 第") => Block::Article,
        None if matches!(around, Block::Amends | Block::Amending) => Block::InArticle,
        // Braces behind the braces of a value are those of its clause.
        None => around,
    }
}

/// The rule of the keyword that a text ends with.
fn last_keyword(text: &str) -> Option<&'static str> {
    let text = text.trim_end();
    let words = words(text);
    let ends = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let phrase = |word: &&str| words.ends_with(&format!(" {word} "));
    let found = KEYWORDS.iter().filter_map(|keyword| {
        Some((keyword.en.iter().chain(keyword.zh).filter(|word| phrase(word)).map(|word| word.len()).max()?, keyword))
    });
    found.filter(|_| ends).max_by_key(|(length, _)| *length).map(|(_, keyword)| keyword.rule)
}

#[cfg(test)]
mod tests {
    use super::expected;

    fn at(text: &str) -> (Vec<&'static str>, bool, Option<&'static str>) {
        let expected = expected(text, text.len());
        (expected.keywords.iter().map(|keyword| keyword.rule).collect(), expected.value, expected.behind)
    }

    #[test]
    fn a_line_begins_with_what_its_block_holds() {
        assert!(at("").0.contains(&"kw_policy") && at("").0.contains(&"kw_record"));
        assert!(at("policy \"P\" {\n  ").0.contains(&"kw_currency"));
        assert!(at("article 1 {\n  ").0.contains(&"kw_pay"));
        assert!(at("第一条 “甲” {\n  薪酬 乙 = 1 {\n    ").0.contains(&"kw_when"));
        assert!(at("test \"t\" { given manager { id = 1 }; ").0.contains(&"kw_expect"));
    }

    #[test]
    fn values_and_what_goes_on_behind_them_are_told() {
        let (_, value, _) = at("article 1 { pay a = ");
        assert!(value);
        let (keywords, value, _) = at("article 1 { pay a = cards ");
        assert!(keywords.contains(&"kw_and") && !value, "{keywords:?}");
        let (keywords, ..) = at("article 1 { pay a = cards, ");
        assert!(keywords.contains(&"kw_at_least") && keywords.contains(&"kw_rounded"), "{keywords:?}");
        let (keywords, _, behind) = at("article 1 { a = sum(balance over ");
        assert_eq!((behind, keywords.contains(&"kw_pay")), (Some("kw_over"), false));
    }
}

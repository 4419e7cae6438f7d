//! From the pairs of the grammar to the tree, one file a family of constructs.
//!
//! Only here is a tree built. A line that the grammar could not read comes as a `broken_line` and goes to [`super::recovery`];
//! figures and dates that the grammar reads but the language refuses are told here.

mod amends;
mod article;
mod calls;
mod clause;
mod expressions;
mod ledger;
mod numbers;
mod policy;
mod precedence;
mod record;
mod result;
mod table;
mod test;
mod tiers;

use pest::iterators::Pair;

use crate::diagnostics::{Code, Diagnostic, Language, Text};
use crate::say;
use crate::source::{SourceId, Span};

pub(crate) use numbers::article_number;

use super::ast::{ArticleNumber, File, Item, Name, Quoted};
use super::brackets::Scan;
use super::grammar::{self, Rule};
use super::recovery::{self, Block};
use super::{STACK, each_with_room, trivia, vocabulary};

/// The least bytes that are worth a thread of their own.
const WORTH_A_THREAD: usize = 8 << 10;

/// Builds the tree of a scanned text, stretches of it side by side.
pub(super) fn file(source: SourceId, scan: &Scan) -> (File, Vec<Diagnostic>) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    in_stretches(source, scan, (scan.text.len() / WORTH_A_THREAD).clamp(1, threads))
}

fn in_stretches(source: SourceId, scan: &Scan, many: usize) -> (File, Vec<Diagnostic>) {
    let read = each_with_room(STACK, &scan.stretches(many), |stretch| {
        let (start, text) = (stretch.start, scan.text.get(stretch.clone()).unwrap_or(""));
        let (findings, broken) = (Vec::new(), Vec::new());
        let mut reader = Reader { source, scan, start, text, findings, broken, english: 0, chinese: 0, depth: 0, too_long: false };
        let items = reader.items();
        (items, reader.findings, reader.broken, reader.chinese as isize - reader.english as isize)
    });
    let (mut items, mut findings, mut chinese) = (Vec::new(), Vec::new(), 0);
    let mut broken: Vec<Span> = scan.troubled.iter().map(|&(start, end)| Span::new(source, start, end)).collect();
    for (more, found, not_understood, more_chinese) in read {
        items.extend(more);
        findings.extend(found);
        broken.extend(not_understood);
        chinese += more_chinese;
    }
    let language = if chinese > 0 { Language::Chinese } else { Language::English };
    let comments = scan.comments.clone();
    (File { source, items, comments, language, broken, lacks_files: false, amendments: Vec::new() }, findings)
}

/// Reads a stretch of a text.
struct Reader<'t> {
    source: SourceId,
    scan: &'t Scan,
    /// Where the stretch begins, and what stands there.
    start: usize,
    text: &'t str,
    findings: Vec<Diagnostic>,
    /// What was not understood.
    broken: Vec<Span>,
    /// Keywords met in English and in Chinese.
    english: usize,
    chinese: usize,
    /// How deep the expression that is built lies in its tree.
    depth: usize,
    /// Whether the too great depth of the present expression was told.
    too_long: bool,
}

impl<'t> Reader<'t> {
    fn items(&mut self) -> Vec<Item> {
        let pairs = match grammar::read(Rule::file, self.text) {
            Ok(pairs) => pairs,
            Err(cause) => {
                let at = self.start + recovery::place(&cause);
                self.findings.push(
                    Diagnostic::new(Code::E0101, say!("the text is not understood from here on", "自此处起无法识别"))
                        .label(Span::new(self.source, at, at), say!("here", "在此")),
                );
                self.broken.push(Span::new(self.source, at, self.start + self.text.len()));
                return Vec::new();
            }
        };
        self.count_keywords(&pairs);
        let mut items = Vec::new();
        // Of lines in a row that are no items, the first is told, and those that begin with nearly the word of an item.
        let mut broken = false;
        for pair in pairs.flat_map(Pair::into_inner) {
            let rule = pair.as_rule();
            if rule == Rule::broken_item {
                if !broken || recovery::is_nearly(pair.as_str(), Block::File) {
                    self.broken(&pair, Block::File);
                } else {
                    self.broken.push(self.span(&pair));
                }
            }
            items.extend(self.item(pair));
            broken = rule == Rule::broken_item;
        }
        items
    }

    fn item(&mut self, pair: Pair<'t, Rule>) -> Option<Item> {
        match pair.as_rule() {
            Rule::policy => Some(Item::Policy(self.policy(pair))),
            Rule::use_file => Some(Item::Use(self.only_text(pair))),
            Rule::amends => Some(Item::Amends(self.amends(pair))),
            Rule::record => Some(Item::Record(self.record(pair))),
            Rule::calendar => Some(Item::Calendar(self.calendar(pair))),
            Rule::group => Some(Item::Group(self.group(pair))),
            Rule::parameter => Some(Item::Parameter(self.parameter(pair))),
            Rule::scale => Some(Item::Scale(self.scale(pair))),
            Rule::article => Some(Item::Article(self.article(pair))),
            Rule::result => Some(Item::Result(self.result(pair))),
            Rule::test => Some(Item::Test(self.test(pair))),
            _ => None,
        }
    }

    fn count_keywords(&mut self, pairs: &pest::iterators::Pairs<'_, Rule>) {
        for token in pairs.clone().flatten() {
            if vocabulary::is_keyword(token.as_rule()) {
                if token.as_str().chars().all(|sign| sign.is_ascii() || sign.is_whitespace()) {
                    self.english += 1
                } else {
                    self.chinese += 1
                }
            }
        }
    }

    /// The place of a pair, without the space and comments that the grammar took along at its end.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let place = pair.as_span();
        let end = trivia::trimmed_end(self.text, place.start(), place.end());
        Span::new(self.source, self.start + place.start(), self.start + end)
    }

    /// Has a line that the grammar could not read explained, unless a bracket or quote amiss explains it.
    fn broken(&mut self, pair: &Pair<'_, Rule>, block: Block) {
        let span = self.span(pair);
        self.broken.push(span);
        let (start, end) = (span.start as usize, span.end as usize);
        let troubled = self.scan.troubled.iter().any(|(from, to)| start <= *to && *from <= end);
        if !troubled && self.findings.len() <= super::MOST_FINDINGS {
            self.findings.push(recovery::explain(self.source, &self.scan.text, start, end, block));
        }
    }

    /// Tells a part that stands there again, where only one of its rule counts.
    fn must_be_once(&mut self, seen: &mut Vec<(Rule, Span)>, rule: Rule, span: Span) {
        match seen.iter().find(|(other, _)| *other == rule) {
            Some(&(_, first)) if matches!(rule, Rule::article_applies | Rule::result_where) => {
                self.said_twice(first, span, say!("if both must hold, join them: `… and …`", "须同时成立的，请连写：`… 且 …`"));
            }
            Some(&(_, first)) => self.said_twice(first, span, say!("one of the two must go", "须去掉其一")),
            None => seen.push((rule, span)),
        }
    }

    /// Says that a thing is said a second time.
    fn said_twice(&mut self, first: Span, second: Span, help: Text) {
        self.findings.push(
            Diagnostic::new(Code::E0209, say!("this is said twice", "此项写了两次"))
                .label(second, say!("the second time", "第二次"))
                .label(first, say!("the first time", "第一次"))
                .help(help),
        );
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { text: plain_name(pair.as_str()), span: self.span(pair) }
    }

    fn quoted(&self, pair: &Pair<'_, Rule>) -> Quoted {
        Quoted { text: unquoted(pair.as_str()).to_owned(), span: self.span(pair) }
    }

    /// The text of a statement that is a keyword and a text.
    fn only_text(&self, pair: Pair<'_, Rule>) -> Quoted {
        let whole = self.span(&pair);
        let text = pair.into_inner().find(|inner| inner.as_rule() == Rule::text);
        text.map_or(Quoted { text: String::new(), span: whole }, |text| self.quoted(&text))
    }

    fn names(&self, pair: Pair<'_, Rule>) -> Vec<Name> {
        pair.into_inner().filter(|inner| inner.as_rule() == Rule::name).map(|inner| self.name(&inner)).collect()
    }

    fn no_name(&self, span: Span) -> Name {
        Name { text: String::new(), span }
    }

    /// An `article_ref`.
    fn article_number(&self, pair: Pair<'_, Rule>) -> ArticleNumber {
        let span = self.span(&pair);
        let text = pair
            .into_inner()
            .find_map(|inner| match inner.as_rule() {
                Rule::number_label | Rule::number_label_zh => Some(plain_width(inner.as_str())),
                Rule::zh_number => Some(numbers::article_number(inner.as_str())),
                _ => None,
            })
            .unwrap_or_default();
        ArticleNumber { text, span }
    }

    /// The article that a `citation` names.
    fn citation(&self, pair: Pair<'_, Rule>) -> Option<ArticleNumber> {
        pair.into_inner().find(|inner| inner.as_rule() == Rule::article_ref).map(|inner| self.article_number(inner))
    }
}

/// What stands between quotes.
fn unquoted(text: &str) -> &str {
    let mut signs = text.chars();
    signs.next();
    signs.next_back();
    signs.as_str()
}

/// The name that a word of a text says: without the quotes of a quoted name and with plain-width letters and digits.
pub(crate) fn plain_name(text: &str) -> String {
    if text.starts_with(['`', '「']) { unquoted(text).to_owned() } else { plain_width(text) }
}

/// A word with plain-width letters, digits, points and underscores.
fn plain_width(text: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(sign as u32 - 0xFEE0).unwrap_or(sign),
        _ => sign,
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::syntax::{MOST_FINDINGS, brackets};
    use std::path::Path;

    /// What is read of a text in so many stretches; of more findings than are ever told, the first ones.
    fn read(text: &str, many: usize) -> (File, Vec<Diagnostic>) {
        let (file, mut findings) = in_stretches(SourceId(0), &brackets::scan(SourceId(0), text), many);
        findings.sort_by_key(|finding| finding.labels.first().map_or(0, |label| label.span.start));
        findings.truncate(MOST_FINDINGS);
        (file, findings)
    }

    /// The policies of a folder and of the folders in it.
    fn policies(folder: &Path, texts: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.path() {
                path if path.is_dir() => policies(&path, texts),
                path if path.extension().is_some_and(|end| end == "merit") => texts.extend(std::fs::read_to_string(path)),
                _ => {}
            }
        }
    }

    #[test]
    fn a_text_in_stretches_gives_what_it_gives_at_once() {
        let mut texts = Vec::new();
        for folder in ["policies", "tests/cases"] {
            policies(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
        }
        texts.sort();
        // Behind what is amiss in one text stands another one, which it must not reach into.
        let others = texts.iter().cycle().skip(texts.len() / 3);
        let pairs: Vec<String> = texts.iter().zip(others).map(|(one, other)| format!("{one}\n{other}\n{one}")).collect();
        let mut cut = 0;
        for text in texts.iter().chain(&pairs) {
            let whole = read(text, 1);
            for many in [3, 8] {
                cut += usize::from(brackets::scan(SourceId(0), text).stretches(many).len() == many);
                assert_eq!(whole, read(text, many), "{many} stretches of {text}");
            }
        }
        assert!(cut > texts.len(), "only {cut} of {} texts are cut", texts.len());
    }
}

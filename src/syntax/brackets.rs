//! The linear scan before the grammar: brackets without a partner, brackets too deep, texts not closed, and the comments.
//!
//! It knows strings, quoted names and comments, and nothing else of the language but the line that opens an item, which it asks the
//! grammar for. What it finds wrong it blanks out in a copy for the grammar, byte for byte, so that spans stay true, every bracket
//! that the grammar meets has a partner (or a block that the next item ends), and the depth of its recursion is bounded.

use std::ops::Range;

use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{SourceId, Span};

use super::MOST_FINDINGS;
use super::ast::Comment;
use super::grammar::{self, Rule};
use super::{trivia, vocabulary};

/// The words that an item begins with.
const OPENERS: [Rule; 8] = [
    Rule::kw_policy,
    Rule::kw_amends,
    Rule::kw_test,
    Rule::kw_record,
    Rule::kw_calendar,
    Rule::kw_result,
    Rule::kw_group,
    Rule::kw_article,
];

/// How deep brackets may nest.
pub const DEEPEST: usize = 64;

/// What the scan brings.
pub(super) struct Scan {
    /// The text with brackets that have no partner, comments and all horizontal space as plain space.
    pub text: String,
    /// The comments in written order.
    pub comments: Vec<Comment>,
    /// What it found.
    pub findings: Vec<Diagnostic>,
    /// Stretches in which a bracket or a quote is amiss, so that what the grammar says of them adds nothing.
    pub troubled: Vec<(usize, usize)>,
    /// Where lines begin before which a block has ended and nothing is open.
    closed: Vec<usize>,
}

impl Scan {
    /// Cuts the text into so many stretches of items, of about the same length, that give what the whole gives when each is read alone.
    pub(super) fn stretches(&self, many: usize) -> Vec<Range<usize>> {
        let whole = self.text.len();
        let mut stretches = Vec::with_capacity(many);
        let mut start = 0;
        for at in 1..many {
            let wanted = (whole / many * at).max(start + 1);
            let after = self.closed.get(self.closed.partition_point(|place| *place < wanted)..).unwrap_or_default();
            let Some(end) = after.iter().copied().find(|place| opens_item(&self.text, *place)) else { break };
            stretches.push(start..end);
            start = end;
        }
        stretches.push(start..whole);
        stretches
    }
}

/// An opening bracket that waits for its partner.
struct Open {
    at: usize,
    sign: char,
    /// Whether it nests too deep and is blanked out.
    blanked: bool,
}

/// Scans a text.
pub(super) fn scan(source: SourceId, text: &str) -> Scan {
    let mut scanner = Scanner {
        source,
        text,
        blank: Vec::new(),
        quotes: Vec::new(),
        open: Vec::new(),
        findings: Vec::new(),
        troubled: Vec::new(),
        closed: Vec::new(),
        braces: 0,
        amends: false,
        deep: false,
        full: false,
    };
    let comments = scanner.run();
    let mut bytes = text.as_bytes().to_vec();
    for (at, len) in &scanner.blank {
        bytes.iter_mut().skip(*at).take(*len).for_each(|byte| *byte = b' ');
    }
    for at in &scanner.quotes {
        bytes.iter_mut().skip(*at).take(1).for_each(|byte| *byte = b'"');
    }
    let text = String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned());
    Scan { text, comments, findings: scanner.findings, troubled: scanner.troubled, closed: scanner.closed }
}

struct Scanner<'t> {
    source: SourceId,
    text: &'t str,
    blank: Vec<(usize, usize)>,
    /// Where the copy for the grammar gets a quote.
    quotes: Vec<usize>,
    open: Vec<Open>,
    findings: Vec<Diagnostic>,
    troubled: Vec<(usize, usize)>,
    closed: Vec<usize>,
    /// How many braces are open.
    braces: usize,
    /// Whether the outermost one is that of an `amends`, whose lines may be articles.
    amends: bool,
    /// Whether the present stretch of too deep nesting was told.
    deep: bool,
    /// Whether so much is amiss that more findings would tell nothing.
    full: bool,
}

impl Scanner<'_> {
    fn run(&mut self) -> Vec<Comment> {
        let mut comments = Vec::new();
        let mut line_start = 0;
        // Whether a block that stood in no other ended, and nothing came since but space.
        let mut closed = false;
        let mut at = 0;
        while let Some(sign) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            let mut next = at + sign.len_utf8();
            match sign {
                '\n' | '\r' => {
                    line_start = next;
                    if closed {
                        self.closed.push(next);
                    }
                    if !self.open.is_empty() && opens_item(self.text, next) {
                        let kept = usize::from(self.amends && self.opens_article(next));
                        self.close_all(next, kept);
                    }
                }
                '\t' | '\u{3000}' | '\u{A0}' => self.blank.push((at, sign.len_utf8())),
                '#' | '＃' => {
                    next = at + line_length(self.text, at);
                    self.blank.push((at, next - at));
                    comments.push(trivia::comment(self.source, self.text, line_start, at, next));
                }
                '"' => next = self.quoted(at, '"', next),
                '“' => next = self.quoted(at, '”', next),
                '`' => next = self.quoted(at, '`', next),
                '「' => next = self.quoted(at, '」', next),
                '(' | '（' | '{' | '｛' => self.opening(at, sign),
                ')' | '）' | '}' | '｝' => self.closing(at, sign),
                _ => {}
            }
            closed = match sign {
                '}' | '｝' => self.open.is_empty(),
                '#' | '＃' => closed,
                _ => closed && sign.is_whitespace(),
            };
            at = next;
        }
        self.close_all(self.text.len(), 0);
        comments
    }

    fn span(&self, at: usize, sign: char) -> Span {
        Span::new(self.source, at, at + sign.len_utf8())
    }

    /// Whether the line at a place begins with the word of an article: within `amends { … }` it is one of the block.
    fn opens_article(&self, at: usize) -> bool {
        let line = self.text.get(at..at + line_length(self.text, at)).unwrap_or("").trim_start();
        line.starts_with("article") || line.starts_with('第')
    }

    /// Passes over a text or quoted name; gives the place after it, or the end of the line when it is not closed.
    fn quoted(&mut self, at: usize, end: char, inner: usize) -> usize {
        let line_end = at + line_length(self.text, at);
        let line = self.text.get(inner..line_end).unwrap_or("");
        if let Some(found) = line.find(end) {
            return inner + found + end.len_utf8();
        }
        let is_text = matches!(end, '"' | '”');
        let resume = self.block_after(at, inner, line.trim_end()).filter(|_| is_text).unwrap_or(line_end);
        if self.full {
            return resume;
        }
        let message = if is_text {
            say!("this text is not closed", "这段引文没有右引号")
        } else {
            say!("this quoted name is not closed", "这个加引号的名称没有右引号")
        };
        self.tell(
            (at, resume),
            Diagnostic::new(Code::E0107, message)
                .label(Span::new(self.source, at, inner), say!("opened here", "在此开头"))
                .help(say!("it ends on its own line: put the closing quote after its last word", "须在同一行内结束：在末字之后补上右引号")),
        );
        resume
    }

    /// Where a text is not closed but its line opens a block, closes the text before the brace, so that the block is not lost.
    fn block_after(&mut self, at: usize, inner: usize, line: &str) -> Option<usize> {
        let content = line.strip_suffix(['{', '｛'])?;
        let space = inner + content.len().checked_sub(1)?;
        if !content.ends_with(' ') {
            return None;
        }
        self.blank.push((at, inner - at));
        self.quotes.extend([at, space]);
        Some(space + 1)
    }

    fn opening(&mut self, at: usize, sign: char) {
        let blanked = self.open.len() >= DEEPEST;
        if blanked {
            self.blank.push((at, sign.len_utf8()));
            if !self.deep && !self.full {
                self.deep = true;
                let outer = self.open.first().map_or(at, |open| open.at);
                self.tell(
                    (outer, self.text.len()),
                    Diagnostic::new(Code::E0103, say!("brackets are nested more than {DEEPEST} deep", "括号嵌套超过 {DEEPEST} 层"))
                        .label(self.span(at, sign), say!("this one is too deep", "这一层过深"))
                        .label(self.span(outer, sign), say!("the outermost one opens here", "最外层从这里开始"))
                        .help(say!("name an inner part and use the name", "把里层的内容单列一行命名，再引用该名称")),
                );
            }
        }
        if self.open.is_empty() {
            let line = self.text.get(line_begin(self.text, at)..at).unwrap_or("").trim_start();
            self.amends = line.starts_with("amends") || line.starts_with("修订");
        }
        self.open.push(Open { at, sign, blanked });
        self.braces += usize::from(is_brace(sign));
    }

    fn closing(&mut self, at: usize, sign: char) {
        let brace = is_brace(sign);
        if self.open.last().is_some_and(|open| is_brace(open.sign) == brace) {
            let blanked = self.open.pop().is_some_and(|open| open.blanked);
            self.braces -= usize::from(brace);
            if blanked {
                self.blank.push((at, sign.len_utf8()));
            }
            self.deep = self.deep && !self.open.is_empty();
            return;
        }
        // A brace ends a block whatever stands open in it; a round bracket closes nothing beyond its own block.
        let partner = if brace && self.braces > 0 { self.open.iter().rposition(|open| is_brace(open.sign)) } else { None };
        let Some(partner) = partner else {
            self.blank.push((at, sign.len_utf8()));
            if self.full {
                return;
            }
            let mut finding = Diagnostic::new(Code::E0102, say!("`{sign}` closes nothing", "`{sign}` 没有对应的左括号"))
                .label(self.span(at, sign), say!("no bracket of its kind is open here", "此处没有尚未闭合的同类括号"));
            if let Some(open) = self.open.last() {
                let inner = open.sign;
                finding = finding.label(self.span(open.at, inner), say!("`{inner}` is open since here", "`{inner}` 自此处起尚未闭合"));
            }
            let line = (line_begin(self.text, at), at + line_length(self.text, at));
            self.tell(line, finding.help(say!("take it away, or open it where it belongs", "删去它，或在应有之处补上左括号")));
            return;
        };
        let left: Vec<Open> = self.open.drain(partner..).collect();
        self.braces -= 1;
        self.deep = self.deep && !self.open.is_empty();
        for (index, open) in left.iter().enumerate() {
            if index > 0 || open.blanked {
                self.blank.push((open.at, open.sign.len_utf8()));
            }
        }
        if left.first().is_some_and(|open| open.blanked) {
            self.blank.push((at, sign.len_utf8()));
        }
        if let (Some(inner), false) = (left.get(1), self.full) {
            let (begin, wanted) = (inner.sign, partner_of(inner.sign));
            self.tell(
                (inner.at, at),
                Diagnostic::new(Code::E0102, say!("`{begin}` is not closed", "`{begin}` 没有闭合"))
                    .label(self.span(inner.at, begin), say!("opened here", "在此打开"))
                    .label(self.span(at, sign), say!("`{sign}` comes before `{wanted}`", "在 `{wanted}` 之前遇到 `{sign}`"))
                    .help(say!("put `{wanted}` where it ends", "在它结束之处写 `{wanted}`")),
            );
        }
    }

    /// Tells a finding; when there are too many, no more, and the rest of the text counts as troubled.
    fn tell(&mut self, troubled: (usize, usize), finding: Diagnostic) {
        self.full = self.findings.len() > MOST_FINDINGS;
        self.troubled.push(if self.full { (troubled.0, self.text.len()) } else { troubled });
        self.findings.push(finding);
    }

    /// Reports what is still open where an item or the text ends, and forgets it; the outermost ones may be kept.
    fn close_all(&mut self, end: usize, kept: usize) {
        let Some(inner) = self.open.get(kept..).and_then(<[Open]>::last) else { return };
        let (begin, at, wanted) = (inner.sign, inner.at, partner_of(inner.sign));
        let first_char = self.text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let place = if end >= self.text.len() {
            say!("the file ends without `{wanted}`", "直到文件末尾也没有 `{wanted}`")
        } else {
            say!("the next item begins here without `{wanted}` before", "下一项在此开始，其前没有 `{wanted}`")
        };
        let mut finding = Diagnostic::new(Code::E0102, say!("`{begin}` is not closed", "`{begin}` 没有闭合"))
            .label(self.span(at, begin), say!("opened here", "在此打开"))
            .label(Span::new(self.source, end, end + first_char), place);
        if self.open.len() > kept + 1 {
            let more = self.open.len() - kept - 1;
            finding = finding.help(say!("around it {more} more are not closed", "其外还有 {more} 个括号没有闭合"));
        }
        if !self.full {
            let outer = self.open.get(kept).map_or(at, |open| open.at);
            self.tell((outer, end), finding.help(say!("put `{wanted}` where it ends", "在它结束之处写 `{wanted}`")));
        }
        self.braces = kept;
        for open in self.open.drain(kept..) {
            // An open block ends before the next item by itself; an open round bracket does not.
            if !open.blanked && matches!(open.sign, '(' | '（') {
                self.blank.push((open.at, open.sign.len_utf8()));
            }
        }
        self.deep = false;
    }
}

/// Whether the line at a place opens an item.
fn opens_item(text: &str, at: usize) -> bool {
    let line = text.get(at..at + line_length(text, at)).unwrap_or("");
    let line = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{A0}']);
    // Most lines begin with none of the words that the grammar would look for.
    let words = OPENERS.iter().filter_map(|rule| vocabulary::keyword(*rule)).flat_map(|keyword| keyword.en.iter().chain(keyword.zh));
    let may_open = line.starts_with('第') || words.into_iter().any(|word| line.starts_with(word));
    may_open && grammar::read(Rule::opens_item, line).is_ok()
}

fn is_brace(sign: char) -> bool {
    matches!(sign, '{' | '｛' | '}' | '｝')
}

fn partner_of(sign: char) -> char {
    match sign {
        '(' => ')',
        '（' => '）',
        '｛' => '｝',
        _ => '}',
    }
}

/// The bytes from `at` to the end of its line.
fn line_length(text: &str, at: usize) -> usize {
    text.get(at..).map_or(0, |rest| rest.find(['\n', '\r']).unwrap_or(rest.len()))
}

fn line_begin(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |newline| newline + 1)
}

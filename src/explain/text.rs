//! A statement as text for a terminal: amounts in one column at the right, decisions below them.

use super::next::Way;
use super::statement::{Citation, Figure, Line, Nature, Statement, Status};
use crate::diagnostics::Language;
use crate::program::Sign;
use crate::values::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of a whole line.
const WIDTH: usize = 118;
/// The least width of the words.
const LEAST: usize = 44;
/// The widest column of names.
const NAMES: usize = 28;

/// The statement as aligned text, with a line end after each line.
pub fn text(statement: &Statement<'_>) -> String {
    let (amounts, decisions): (Vec<&Line<'_>>, Vec<&Line<'_>>) = statement.lines.iter().partition(|line| is_amount(line));
    let head = head(statement);
    let rows = |lines: &[&Line<'_>]| lines.iter().map(|line| Row::of(line, statement.language)).collect::<Vec<_>>();
    let (amounts, decisions) = (rows(&amounts), rows(&decisions));
    let all = || amounts.iter().chain(&decisions);
    let articles = all().map(|row| row.article.width()).max().unwrap_or_default();
    let names = all().map(|row| row.name.width()).max().unwrap_or_default().min(NAMES);
    let figures = all().map(|row| row.figure.width()).max().unwrap_or_default();
    let left = articles + names + if articles > 0 { 4 } else { 2 };
    let room = WIDTH.saturating_sub(left + figures + 2).max(LEAST);
    let longest = all().flat_map(|row| &row.words).map(|words| words.width()).max().unwrap_or_default();
    let columns = Columns { articles, names, words: room.min(longest), figures };
    let mut out = format!("{head}\n");
    for block in [amounts, decisions] {
        if !block.is_empty() {
            out.push('\n');
        }
        for row in block {
            columns.write(&row, &mut out);
        }
    }
    if !statement.next.is_empty() {
        out.push_str(&next_words(statement));
    }
    if !statement.notes.is_empty() {
        out.push('\n');
    }
    for note in &statement.notes {
        out.push_str(note);
        out.push('\n');
    }
    out
}

/// What is missing for what was not reached, a goal with its ways each.
fn next_words(statement: &Statement<'_>) -> String {
    let language = statement.language;
    let mut out = format!("\n{}\n", next_heading(language));
    for next in &statement.next {
        let (article, colon) = match (&next.article, language) {
            (Some(article), Language::English) => (format!("article {}  ", article.number), ": "),
            (Some(article), Language::Chinese) => (format!("第{}条  ", article.number), "："),
            (None, Language::English) => (String::new(), ": "),
            (None, Language::Chinese) => (String::new(), "："),
        };
        let mut lines = vec![format!("{article}{}{colon}{}", next.name, next.goal)];
        lines.extend(next.ways.iter().map(|way| format!("  {}", way.words(language))));
        lines.extend(next.hindrance.iter().map(|hindrance| format!("  {hindrance}")));
        for line in lines {
            let indent = line.len() - line.trim_start().len();
            let mut wrapped = Vec::new();
            wrap(line.trim_start(), WIDTH.saturating_sub(indent), &mut wrapped);
            for words in wrapped {
                spaces(indent, &mut out);
                out.push_str(&words);
                out.push('\n');
            }
        }
    }
    out
}

/// What stands over the goals.
pub fn next_heading(language: Language) -> &'static str {
    match language {
        Language::English => "Not reached, and the least change of inputs that reaches it (evaluated again, all else as it is):",
        Language::Chinese => "尚未达到的，以及达到所需的最小变动（其余不变，经重新计算）：",
    }
}

impl Way {
    /// The changes, and what comes of them, on one line.
    pub fn words(&self, language: Language) -> String {
        let (and, leads_to, open, comma) = match language {
            Language::English => (" and ", ": ", " (", ", "),
            Language::Chinese => ("，且 ", "：", "（", "，"),
        };
        let close = if language == Language::English { ")" } else { "）" };
        let changes = self.changes.iter().map(|change| {
            let from = change.from.clone().unwrap_or_else(|| if language == Language::English { "blank" } else { "空" }.to_owned());
            let by = change.by.as_ref().map_or(String::new(), |by| format!("{open}{by}{close}"));
            format!("{} {from} → {}{by}", change.shown_name, change.to)
        });
        let then = self.then.iter().map(|then| format!("{} {} → {}", then.name, then.before, then.after)).collect::<Vec<_>>().join(comma);
        let changes = changes.collect::<Vec<_>>().join(and);
        if then.is_empty() { changes } else { format!("{changes}{leads_to}{then}") }
    }
}

/// Whether a line belongs with the amounts: it is money, or would be if it applied.
fn is_amount(line: &Line<'_>) -> bool {
    match &line.figure {
        Some(figure) => figure.nature == Nature::Money,
        None => matches!(line.role, "pay" | "award" | "penalty" | "deferral" | "clawback" | "withhold" | "total"),
    }
}

fn head(statement: &Statement<'_>) -> String {
    let mut head = format!("{} {}    {}", statement.record, statement.key, statement.policy);
    let (version, as_of) = match statement.language {
        Language::English => (", version ", ", as of "),
        Language::Chinese => ("，版本 ", "，基准日 "),
    };
    if let Some(number) = statement.version {
        head.push_str(&format!("{version}{number}"));
    }
    if let Some(day) = statement.as_of {
        head.push_str(&format!("{as_of}{day}"));
    }
    head
}

/// A line as cells.
struct Row {
    article: String,
    name: String,
    words: Vec<String>,
    figure: String,
}

impl Row {
    fn of(line: &Line<'_>, language: Language) -> Row {
        let article = line.article.as_ref().map(|article| match language {
            Language::English => format!("article {}", article.number),
            Language::Chinese => format!("第{}条", article.number),
        });
        let mut words: Vec<String> = line.sub_lines.iter().flat_map(|sub| sub_words(sub, language)).collect();
        words.extend(line.steps.iter().cloned());
        let figure = line.figure.as_ref().filter(|figure| figure.nature != Nature::YesNo).and_then(|_| line.signed()).unwrap_or_default();
        Row { article: article.unwrap_or_default(), name: line.name.to_string(), words, figure }
    }
}

/// A named value with its figure and its arithmetic.
pub(super) fn sub_words(line: &Line<'_>, language: Language) -> Vec<String> {
    let colon = match language {
        Language::English => ": ",
        Language::Chinese => "：",
    };
    let Some((last, before)) = line.steps.split_last() else { return vec![line.name.to_string()] };
    let mut words: Vec<String> = before.iter().map(|step| format!("{}{colon}{step}", line.name)).collect();
    let blank = match language {
        Language::English => "blank",
        Language::Chinese => "空",
    };
    words.push(match (&line.figure, line.status) {
        (Some(figure), _) if says_itself(figure, last) => format!("{} {last}", line.name),
        (Some(figure), _) if figure.nature == Nature::YesNo || figure.shown == *last => format!("{} {last}", line.name),
        (Some(figure), _) if figure.nature == Nature::Text || last.ends_with(&format!("= {}", figure.shown)) => {
            format!("{}{colon}{last}", line.name)
        }
        (Some(figure), _) => format!("{} {} = {last}", line.name, figure.shown),
        (None, Status::Blank) => format!("{} {blank} = {last}", line.name),
        (None, Status::NotApplicable | Status::Unknown | Status::Applies) => format!("{} {last}", line.name),
    });
    words
}

/// Whether words begin with the figure and add only a reason in brackets, so that it need not be said before them.
fn says_itself(figure: &Figure, words: &str) -> bool {
    words.strip_prefix(&figure.shown).is_some_and(|rest| rest.starts_with(" [") && rest.ends_with(']') && rest.matches('[').count() == 1)
}

impl Line<'_> {
    /// Its figure with its sign, as people read it.
    pub fn signed(&self) -> Option<String> {
        self.figure.as_ref().map(|figure| signed(figure, self.sign))
    }

    /// The arithmetic and the reasons of the values that it needs, a line each, with the article that gives each value.
    pub fn needed_words(&self, language: Language) -> Vec<(Option<&Citation<'_>>, String)> {
        let words = |sub: &'_ Line<'_>| sub_words(sub, language).into_iter();
        self.sub_lines.iter().flat_map(|sub| words(sub).map(|words| (sub.article.as_ref(), words))).collect()
    }
}

/// A figure with the sign of its line; zero has none.
fn signed(figure: &Figure, sign: Sign) -> String {
    let is_zero = matches!(&figure.value, Value::Number(number) if number.is_zero());
    match sign {
        Sign::Minus if figure.nature == Nature::Money && !is_zero => match figure.shown.strip_prefix('−') {
            Some(positive) => positive.to_owned(),
            None => format!("−{}", figure.shown),
        },
        Sign::Minus | Sign::Plus => figure.shown.clone(),
    }
}

struct Columns {
    articles: usize,
    names: usize,
    words: usize,
    figures: usize,
}

impl Columns {
    /// Writes a row; its figure stands beside the last of its words.
    fn write(&self, row: &Row, out: &mut String) {
        let mut lines: Vec<String> = Vec::new();
        row.words.iter().for_each(|words| wrap(words, self.words, &mut lines));
        if lines.is_empty() {
            lines.push(String::new());
        }
        let last = lines.len().saturating_sub(1);
        for (at, words) in lines.iter().enumerate() {
            let start = out.len();
            if self.articles > 0 {
                pad(if at == 0 { &row.article } else { "" }, self.articles.saturating_add(2), out);
            }
            pad(if at == 0 { &row.name } else { "" }, self.names, out);
            out.push_str("  ");
            if at == last && !row.figure.is_empty() {
                pad(words, self.words, out);
                spaces(self.figures.saturating_sub(row.figure.width()).saturating_add(2), out);
                out.push_str(&row.figure);
            } else {
                out.push_str(words);
            }
            let written = out.get(start..).unwrap_or_default().trim_end().len();
            out.truncate(start.saturating_add(written));
            out.push('\n');
        }
    }
}

/// Writes words and fills them up to a width.
fn pad(words: &str, width: usize, out: &mut String) {
    out.push_str(words);
    spaces(width.saturating_sub(words.width()), out);
}

fn spaces(many: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', many));
}

/// Cuts words into lines, at spaces where there are any; what goes on is set in.
fn wrap(words: &str, width: usize, lines: &mut Vec<String>) {
    let width = width.max(8);
    let (mut line, mut filled) = (String::new(), 0usize);
    let mut end = |line: &mut String| {
        let words = std::mem::replace(line, "  ".into());
        lines.push(words.trim_end().to_owned());
        2
    };
    for piece in words.split_inclusive(' ') {
        if filled.saturating_add(piece.trim_end().width()) <= width {
            line.push_str(piece);
            filled = filled.saturating_add(piece.width());
            continue;
        }
        if !line.trim().is_empty() {
            filled = end(&mut line);
        }
        for c in piece.chars() {
            let own = c.width().unwrap_or_default();
            // A closing mark stays on the line of what it closes.
            if filled.saturating_add(own) > width && !c.is_whitespace() && !"，。；：）、".contains(c) {
                filled = end(&mut line);
            }
            line.push(c);
            filled = filled.saturating_add(own);
        }
    }
    end(&mut line);
}

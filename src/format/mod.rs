//! One style for all policies: what `merit format` writes.
//!
//! The text is laid out from its words and signs in order ([`crate::syntax::written`]), not from the tree, so that nothing can be lost:
//! space, indentation, columns, the ends of blocks, signs and the canonical words of synonyms change; figures, dates, names, texts and
//! comments stay. A line that the author ended stays ended; one that is too long is broken where the language lets it go on.

mod blocks;
mod columns;
mod commas;
mod doc;
mod fences;
mod layout;
mod render;
mod space;
mod values;
mod words;

use crate::diagnostics::{Diagnostic, Language};
use crate::source::SourceId;
use crate::source::literate::is_literate;
use crate::syntax::written::{self, Construct};
use crate::syntax::{literate, parse, print::print};

pub(crate) use fences::in_fences;

/// The columns that a line takes if it can end before.
pub const COLUMNS: usize = 120;

/// Why a text was not formatted.
#[derive(Clone, Debug)]
pub enum Unformatted {
    /// It has mistakes of syntax, in the language of its keywords.
    Mistakes(Vec<Diagnostic>, Language),
    /// The layout would not have said the same as the text. It is a mistake of the formatter; the text is as it was.
    Differs,
}

/// Lays out a policy file.
///
/// ```
/// let text = "article 1{\n pay  cards=20*cards,at most 5_000{when  qualified}   # each\n}";
/// let formatted = merit::format::format(merit::source::SourceId(0), text).map_err(|cause| format!("{cause:?}"))?;
/// assert_eq!(formatted, "article 1 {\n  pay cards = 20 × cards, at most 5_000 { when qualified }  # each\n}\n");
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// The mistakes of its syntax: a text that is not understood is left alone.
pub fn format(source: SourceId, text: &str) -> Result<String, Unformatted> {
    let (file, findings) = parse(source, text);
    if !findings.is_empty() {
        return Err(Unformatted::Mistakes(findings, file.language));
    }
    let laid_out = lay_out(text, file.language, COLUMNS).ok_or(Unformatted::Differs)?;
    let (after, findings) = parse(source, &laid_out);
    // A last look: whoever formats a scheme must not change what it pays.
    if findings.is_empty() && print(&after) == print(&file) { Ok(laid_out) } else { Err(Unformatted::Differs) }
}

/// Lays out a policy file by its name: of a Markdown document the fences of rules, and not a byte of its prose.
///
/// # Errors
/// The mistakes of its syntax, at the places of the document.
pub fn format_file(source: SourceId, name: &str, text: &str) -> Result<String, Unformatted> {
    if !is_literate(name) {
        return format(source, text);
    }
    let (file, findings) = parse(source, &literate::code(text));
    if !findings.is_empty() {
        return Err(Unformatted::Mistakes(findings, file.language));
    }
    let laid_out = crate::syntax::with_room(crate::syntax::STACK, || {
        in_fences(text, |rules, indented| Some(lay_out_words(written::read(rules)?, file.language, COLUMNS + indented)))
    });
    let (after, findings) = parse(source, &literate::code(&laid_out));
    if findings.is_empty() && print(&after) == print(&file) { Ok(laid_out) } else { Err(Unformatted::Differs) }
}

/// Whether two texts of a policy file, by its name, are without mistakes and say the same.
#[cfg(feature = "lsp")]
pub(crate) fn say_the_same(source: SourceId, name: &str, one: &str, other: &str) -> bool {
    let said = |text: &str| {
        let (file, findings) = if is_literate(name) { parse(source, &literate::code(text)) } else { parse(source, text) };
        findings.is_empty().then(|| print(&file))
    };
    said(one).is_some_and(|one| said(other) == Some(one))
}

/// A value or condition in style and on one line, without comments, for what a run delivers of the policy's words: it must not depend on
/// how they are laid out.
pub(crate) fn on_one_line(value: &str, language: Language) -> String {
    let read = written::read_value(value).map(|mut read| {
        read.drop_between();
        doc::on_one_line(&layout::Layout::value(&read, language))
    });
    read.unwrap_or_else(|| value.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Lays out the words and signs of a file.
pub(crate) fn lay_out_words(mut file: Construct<'_>, language: Language, columns: usize) -> String {
    if language == Language::Chinese {
        commas::settle(&mut file);
    }
    render::render(&layout::Layout::file(&file, language), columns)
}

/// Lays out a text without mistakes.
fn lay_out(text: &str, language: Language, columns: usize) -> Option<String> {
    let laid_out = crate::syntax::with_room(crate::syntax::STACK, || Some(lay_out_words(written::read(text)?, language, columns)))?;
    let laid_out = if text.starts_with('\u{FEFF}') { format!("\u{FEFF}{laid_out}") } else { laid_out };
    // A file keeps the line ends of the system that it was written on.
    let first_line = text.find('\n').and_then(|at| text.get(..at)).unwrap_or("");
    Some(if first_line.ends_with('\r') { laid_out.replace('\n', "\r\n") } else { laid_out })
}

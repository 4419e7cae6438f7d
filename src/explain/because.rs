//! What a statement tells of one value: its words, and those of the named values that it rests on.

use super::statement::Line;
use super::teller::Teller;
use super::text::sub_words;
use super::{Options, Reasons};
use crate::diagnostics::Language;
use crate::program::{DefinitionId, Program};
use crate::source::Sources;
use std::borrow::Cow;

/// The words of a value at a row of its record, what it rests on first.
pub fn told(program: &Program, sources: &Sources, reasons: &dyn Reasons, id: DefinitionId, row: usize, language: Language) -> Vec<String> {
    let options = Options { language, ..Options::default() };
    let definition = program.definition(id);
    let mut teller = Teller::new(program, sources, reasons, &options, definition.owner, row);
    let line = teller.told_line(id, row, Cow::Borrowed(&definition.name));
    let mut lines: Vec<Line<'_>> = Vec::new();
    teller.take_needed(&mut lines);
    lines.push(line);
    lines.iter().flat_map(|line| sub_words(line, language)).collect()
}

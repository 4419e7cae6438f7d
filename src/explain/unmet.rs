//! Why an assertion does not hold of a row: its condition in words with the figures, and the named values that it rests on.

use super::statement::Line;
use super::teller::Teller;
use super::text::sub_words;
use super::{Options, Reasons};
use crate::diagnostics::Language;
use crate::program::{Assertion, Program};
use crate::source::Sources;

/// The reason, and a line for each named value in it.
pub fn unmet(
    program: &Program,
    sources: &Sources,
    reasons: &dyn Reasons,
    assertion: &Assertion,
    row: usize,
    language: Language,
) -> (String, Vec<String>) {
    let options = Options { language, ..Options::default() };
    let mut teller = Teller::new(program, sources, reasons, &options, assertion.owner, row);
    let reason = teller.why(assertion.asserted, row, 0);
    let mut lines: Vec<Line<'_>> = Vec::new();
    teller.take_needed(&mut lines);
    (reason, lines.iter().flat_map(|line| sub_words(line, language)).collect())
}

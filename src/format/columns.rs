//! Which parts of neighbouring lines stand in columns, and how wide these are.

use unicode_width::UnicodeWidthStr;

use crate::diagnostics::Language;
use crate::syntax::Rule;
use crate::syntax::written::{Construct, Node};

use super::doc::{Doc, width};
use super::words::canonical;

/// A keyword that is wider than this stands in no column with others.
const WIDEST_WORD: usize = 8;

/// What stands in columns together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lines without columns.
    None,
    /// `name = value`, `pay name = value`.
    Named(Rule),
    /// The keyword and what it says.
    Part,
    /// The bound or condition and its value.
    Row,
    /// Name, kind, and what the data call it.
    Field,
    /// What is delivered, and its heading.
    Delivered,
    /// The cells of a table.
    Cells,
}

impl Kind {
    /// How wide what stands before a column may be; a line with more before it goes its own way.
    fn widest(self) -> usize {
        match self {
            Kind::None => 0,
            Kind::Named(_) | Kind::Row => 32,
            Kind::Part | Kind::Field | Kind::Delivered => 48,
            Kind::Cells => usize::MAX,
        }
    }
}

/// The kind of a line, and the parts of its construct at which a column begins, with the number of the column.
pub fn of(line: &Construct<'_>) -> (Kind, Vec<(usize, usize)>) {
    let at = |rule: Rule| line.parts.iter().position(|part| part.is(rule));
    let after = |rule: Rule| at(rule).map(|found| found + 1);
    let columns = |found: &[Option<usize>]| -> Vec<(usize, usize)> {
        found.iter().enumerate().filter_map(|(column, part)| part.map(|part| (part, column + 1))).collect()
    };
    match line.rule {
        Rule::definition | Rule::parameter | Rule::pay | Rule::award | Rule::output | Rule::withhold | Rule::total if !has_block(line) => {
            (Kind::Named(line.rule), columns(&[at(Rule::equals_sign)]))
        }
        Rule::tier_line | Rule::end_line | Rule::case_line | Rule::share_line | Rule::dated_line => {
            (Kind::Row, columns(&[after(Rule::colon_sign)]))
        }
        Rule::field_line => {
            let told = [Rule::field_columns, Rule::field_column, Rule::text];
            let called = line.parts.iter().position(|part| part.rule().is_some_and(|rule| told.contains(&rule)));
            (Kind::Field, columns(&[Some(1), called]))
        }
        Rule::result_column => (Kind::Delivered, columns(&[at(Rule::text)])),
        Rule::table_line => {
            let bars = line.parts.iter().enumerate().filter(|(_, part)| part.is(Rule::column_bar));
            (Kind::Cells, bars.enumerate().map(|(column, (part, _))| (part, column + 1)).collect())
        }
        Rule::part_level => (Kind::Part, columns(&[worded(line), Some(2)])),
        Rule::part_item => (Kind::Part, columns(&[worded(line), Some(2), after(Rule::colon_sign)])),
        Rule::part_allow => (Kind::Part, columns(&[worded(line), after(Rule::text), at(Rule::kw_when)])),
        _ if is_part(line.rule) => (Kind::Part, columns(&[worded(line)])),
        _ => (Kind::None, Vec::new()),
    }
}

/// Where the first column of a part begins: after its keyword, unless this is long.
fn worded(line: &Construct<'_>) -> Option<usize> {
    let word = canonical(line.first()?, Language::English);
    (word.width() <= WIDEST_WORD && line.parts.len() > 1).then_some(1)
}

/// Whether braces stand in a line: they may end far below it.
fn has_block(line: &Construct<'_>) -> bool {
    line.parts.iter().any(|part| match part {
        Node::Construct(inner) => has_block(inner),
        part => part.is(Rule::brace_sign),
    })
}

fn is_part(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        policy_version
            | policy_force
            | policy_as_of
            | policy_currency
            | policy_subject
            | part_when
            | part_unless
            | part_amount
            | part_takes
            | part_deducts
            | part_on
            | part_after
            | part_forfeits
            | part_among
            | part_within
            | part_by
            | part_order
            | part_rank
            | part_odd
            | part_needs
            | part_valid
            | part_due
            | part_action
            | part_starts
            | part_next
            | part_change
            | part_final
            | part_parts
            | part_every
            | part_defers
            | part_into
            | part_dated
            | part_recover
            | part_stop
            | part_window
            | part_allow_at_most
            | part_proposed
            | part_account
    )
}

/// Fills up the columns of neighbouring lines of one kind: each begins where the widest part before it ends.
pub fn fill(kind: Kind, lines: &mut [Vec<Doc>]) {
    let last = lines.iter().flatten().map(|doc| if let Doc::Tab(column) = doc { *column } else { 0 }).max().unwrap_or(0);
    for column in 1..=last {
        let starts: Vec<Option<(usize, usize)>> = lines.iter().map(|line| start(kind, line, column)).collect();
        let Some(widest) = starts.iter().flatten().map(|(_, before)| *before).max() else { continue };
        for (line, start) in lines.iter_mut().zip(starts) {
            if let Some((at, before)) = start
                && let Some(tab) = line.get_mut(at)
            {
                *tab = Doc::Pad(widest - before);
            }
        }
    }
}

/// Where a column begins in a line, and the columns before it.
fn start(kind: Kind, line: &[Doc], column: usize) -> Option<(usize, usize)> {
    let at = line.iter().position(|doc| matches!(doc, Doc::Tab(found) if *found == column))?;
    let before = line.get(..at)?;
    let filled: usize = before.iter().map(|doc| if let Doc::Pad(columns) = doc { *columns } else { 0 }).sum();
    let taken = width(before) + filled;
    (taken <= kind.widest() && !before.iter().any(Doc::ends_line)).then_some((at, taken))
}

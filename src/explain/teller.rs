//! Who tells: what is read, what has been told already, and which named values the words so far rest on.

use super::{Options, Reasons};
use crate::diagnostics::{Language, Text};
use crate::program::{DefinitionId, ExprId, Kind, OVERALL, Program, RecordId, Sign};
use crate::run::Cell;
use crate::source::{Sources, Span};
use crate::values::{Exact, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// The deepest that words go into an expression; below, a figure stands for it.
pub(super) const DEPTH: usize = 24;
/// The most characters of one stretch of words; a longer one is told by its figure.
pub(super) const LENGTH: usize = 480;
/// The most characters quoted from the policy.
const QUOTE: usize = 80;

/// Tells the reasons of one record.
pub(super) struct Teller<'a> {
    pub program: &'a Program,
    pub sources: &'a Sources,
    pub reasons: &'a dyn Reasons,
    pub options: &'a Options,
    /// The record whose statement it is.
    pub record: RecordId,
    pub row: usize,
    /// Named values that were mentioned and await their own arithmetic, in order, with what they were called.
    pub needed: Vec<Need>,
    /// Those that have been told, or have lines of their own.
    pub told: FxHashSet<(DefinitionId, usize)>,
    /// The sub-values of each clause.
    pub parts: FxHashMap<DefinitionId, Vec<DefinitionId>>,
    /// The signs that values have in the totals they are parts of.
    pub signs: FxHashMap<DefinitionId, Sign>,
    /// How many rows counted, of how many, for each aggregate asked so far.
    pub counts: FxHashMap<(ExprId, usize), (usize, usize)>,
}

/// A named value that words rest on.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub definition: DefinitionId,
    pub row: usize,
    /// The name it was mentioned by, such as `branch.mean_deposits`.
    pub name: String,
}

/// A message in the language of a statement; in the other one it is not made.
macro_rules! tell {
    ($teller:expr, $en:literal, $zh:literal $(, $($rest:tt)*)?) => {
        match $teller.options.language {
            $crate::diagnostics::Language::English => format!($en $(, $($rest)*)?),
            $crate::diagnostics::Language::Chinese => format!($zh $(, $($rest)*)?),
        }
    };
}
pub(super) use tell;

impl<'a> Teller<'a> {
    /// Who tells of a row, nothing told yet.
    pub fn new(
        program: &'a Program,
        sources: &'a Sources,
        reasons: &'a dyn Reasons,
        options: &'a Options,
        record: RecordId,
        row: usize,
    ) -> Teller<'a> {
        let (needed, told) = (Vec::new(), FxHashSet::default());
        let (parts, signs, counts) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
        Teller { program, sources, reasons, options, record, row, needed, told, parts, signs, counts }
    }

    /// A message in the language of the statement.
    pub fn tell(&self, text: &Text) -> String {
        text.get(self.options.language).to_owned()
    }

    /// The value of an expression; a value on [`OVERALL`] is the same for every row.
    pub fn value(&self, expr: ExprId, row: usize) -> Cell {
        let row = if self.program.expr(expr).index == OVERALL { 0 } else { row };
        match (self.reasons.value(expr, row), self.constant(expr)) {
            // A constant that was folded away is still what it says.
            (Cell::NotGiven, Some(constant)) => Cell::Present(constant.clone()),
            (cell, _) => cell,
        }
    }

    /// The arm, stretch or row that an expression took.
    pub fn code(&self, expr: ExprId, row: usize) -> Option<usize> {
        let row = if self.program.expr(expr).index == OVERALL { 0 } else { row };
        self.reasons.code(expr, row).map(|code| code as usize)
    }

    /// The number that an expression is, if it is there.
    pub fn number_of(&self, expr: ExprId, row: usize) -> Option<Exact> {
        match self.value(expr, row) {
            Cell::Present(Value::Number(number)) => Some(number),
            Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
        }
    }

    /// Whether a condition is yes or no; none when it is absent.
    pub fn truth(&self, expr: ExprId, row: usize) -> Option<bool> {
        match self.value(expr, row) {
            Cell::Present(Value::YesNo(yes)) => Some(yes),
            Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
        }
    }

    /// The row that a reference leads to.
    pub fn led_to(&self, reference: ExprId, row: usize) -> Option<usize> {
        match self.value(reference, row) {
            Cell::Present(Value::Reference(row)) => Some(row as usize),
            Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
        }
    }

    /// The record that a reference leads to.
    pub fn target(&self, reference: ExprId) -> Option<RecordId> {
        match self.program.expr(reference).ty.kind {
            Kind::Reference(record) => Some(record),
            _ => None,
        }
    }

    /// Whether the figures of a row belong to somebody else and are not shown.
    pub fn is_hidden(&self, record: RecordId, row: usize) -> bool {
        record == self.record && record != OVERALL && row != self.row && !self.options.members
    }

    /// The policy's own words, on one line.
    pub fn quote(&self, span: Span) -> Option<String> {
        let words = self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty() && words.chars().count() <= QUOTE).then_some(words)
    }

    /// The name of a value, with that of the clause it is a part of.
    pub fn name(&self, id: DefinitionId) -> String {
        let definition = self.program.definition(id);
        let name = match (&definition.in_chinese, self.options.language) {
            (Some(chinese), Language::Chinese) => chinese,
            _ => &definition.name,
        };
        match definition.parent {
            Some(parent) => format!("{}.{name}", self.program.definition(parent).name),
            None => name.clone(),
        }
    }

    /// Remembers that words rest on a named value.
    pub fn need(&mut self, definition: DefinitionId, row: usize, name: &str) {
        if !self.told.contains(&(definition, row)) {
            self.needed.push(Need { definition, row, name: name.to_owned() });
        }
    }

    fn constant(&self, expr: ExprId) -> Option<&'a Value> {
        match &self.program.expr(expr).form {
            crate::program::Form::Constant(value) => Some(value),
            _ => None,
        }
    }
}

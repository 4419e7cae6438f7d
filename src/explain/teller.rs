//! Who tells: what is read, what has been told already, which named values the words so far rest on, and the words themselves.
//!
//! Words are put into one buffer as they are found, from left to right; what has to wait is told [apart](Teller::apart).

use super::figures::{Figures, unit_decimals};
use super::outline::Outline;
use super::{Options, Reasons};
use crate::diagnostics::{Language, Text};
use crate::program::{DefinitionId, ExprId, Form, Kind, OVERALL, Program, RecordId};
use crate::run::Cell;
use crate::source::{Sources, Span};
use crate::values::{Exact, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// The deepest that words go into an expression; below, a figure stands for it.
pub(super) const DEPTH: usize = 24;
/// The most characters of one stretch of words; a longer one is told by its figure.
pub(super) const LENGTH: usize = 480;
/// The most characters quoted from the policy.
const QUOTE: usize = 80;

/// The room for words that most steps get by with.
const ROOM: usize = 512;

/// Tells the reasons of one record.
pub(super) struct Teller<'a, 'r> {
    pub program: &'a Program,
    pub sources: &'a Sources,
    pub reasons: &'r dyn Reasons,
    pub options: Options,
    /// The record whose statement it is.
    pub record: RecordId,
    pub row: usize,
    /// The decimals of money.
    pub unit: u8,
    /// What is the same for all statements of the record; none where something is told that stands in no statement.
    pub outline: Option<&'r Outline>,
    /// The words so far of what is being told.
    pub out: String,
    /// Named values that were mentioned and await their own arithmetic, in order, with what they were called.
    pub needed: Vec<Need<'a>>,
    /// Those that have been told, beside those that have lines of their own.
    pub told: FxHashSet<(DefinitionId, usize)>,
    /// How many rows counted, of how many, for each aggregate asked so far.
    pub counts: FxHashMap<(ExprId, usize), (usize, usize)>,
}

/// A named value that words rest on.
#[derive(Clone, Debug)]
pub(super) struct Need<'a> {
    pub definition: DefinitionId,
    pub row: usize,
    /// The name it was mentioned by, such as `branch.mean_deposits`.
    pub name: Cow<'a, str>,
}

/// A list that is being told: where it starts, and what stands between two of it.
#[derive(Clone, Copy)]
pub(super) struct List<'w> {
    start: usize,
    between: &'w str,
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

impl<'a, 'r> Teller<'a, 'r> {
    /// Who tells of a row, nothing told yet.
    pub fn new(
        program: &'a Program,
        sources: &'a Sources,
        reasons: &'r dyn Reasons,
        options: &Options,
        record: RecordId,
        row: usize,
    ) -> Teller<'a, 'r> {
        let (needed, told, counts) = (Vec::new(), FxHashSet::default(), FxHashMap::default());
        Teller {
            program,
            sources,
            reasons,
            options: *options,
            record,
            row,
            unit: unit_decimals(program),
            outline: None,
            out: String::with_capacity(ROOM),
            needed,
            told,
            counts,
        }
    }

    /// Puts words in the language of the statement.
    pub fn put(&mut self, en: &str, zh: &str) {
        self.out.push_str(self.either(en, zh));
    }

    /// The words that stand in the language of the statement.
    pub fn either<'w>(&self, en: &'w str, zh: &'w str) -> &'w str {
        match self.options.language {
            Language::English => en,
            Language::Chinese => zh,
        }
    }

    /// Puts a message in the language of the statement.
    pub fn put_text(&mut self, text: &Text) {
        self.out.push_str(text.get(self.options.language));
    }

    /// What is put meanwhile, apart from the words so far.
    pub fn apart(&mut self, put: impl FnOnce(&mut Self)) -> String {
        let start = self.out.len();
        put(self);
        self.take_from(start)
    }

    /// The words from a place on, which are taken away.
    pub fn take_from(&mut self, start: usize) -> String {
        let words = self.since(start).to_owned();
        self.out.truncate(start);
        words
    }

    /// The words from a place on.
    pub fn since(&self, start: usize) -> &str {
        self.out.get(start..).unwrap_or_default()
    }

    /// A list that starts here, a comma between two of it.
    pub fn list(&self) -> List<'static> {
        self.list_with(self.either(", ", "，"))
    }

    /// A list that starts here, with something else between two of it.
    pub fn list_with<'w>(&self, between: &'w str) -> List<'w> {
        List { start: self.out.len(), between }
    }

    /// Puts what has to stand before the next one of a list.
    pub fn next_of(&mut self, list: List<'_>) {
        if self.out.len() > list.start {
            self.out.push_str(list.between);
        }
    }

    /// Who writes figures.
    pub fn figures(&self) -> Figures<'a, 'r> {
        Figures { program: self.program, unit: self.unit, reasons: self.reasons, language: self.options.language }
    }

    /// A message in the language of the statement.
    pub fn tell(&self, text: &Text) -> String {
        text.get(self.options.language).to_owned()
    }

    /// The value of an expression; a value on [`OVERALL`] is the same for every row.
    pub fn value(&self, expr: ExprId, row: usize) -> Cell {
        let node = self.program.expr(expr);
        let row = if node.index == OVERALL { 0 } else { row };
        match &node.form {
            // A constant that was folded away is still what it says.
            Form::Constant(constant) => match self.reasons.value(expr, row) {
                Cell::NotGiven => Cell::Present(constant.clone()),
                cell => cell,
            },
            _ => self.reasons.value(expr, row),
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
    pub fn name(&self, id: DefinitionId) -> Cow<'a, str> {
        let definition = self.program.definition(id);
        let name = match (&definition.in_chinese, self.options.language) {
            (Some(chinese), Language::Chinese) => chinese,
            _ => &definition.name,
        };
        match definition.parent {
            Some(parent) => Cow::Owned(format!("{}.{name}", self.program.definition(parent).name)),
            None => Cow::Borrowed(name),
        }
    }

    /// The names that lead to a value: `branch.region`.
    pub fn path(&self, expr: ExprId) -> Option<Cow<'a, str>> {
        let node = self.program.expr(expr);
        match &node.form {
            Form::Field(field) => Some(Cow::Borrowed(self.program.field(node.index, *field).name.as_str())),
            Form::Definition(id) => Some(self.name(*id)),
            Form::Gather { reference, value } => Some(Cow::Owned(format!("{}.{}", self.path(*reference)?, self.path(*value)?))),
            _ => None,
        }
    }

    /// Remembers that words rest on a named value.
    pub fn need(&mut self, definition: DefinitionId, row: usize, name: Cow<'a, str>) {
        if !self.is_told((definition, row)) {
            self.needed.push(Need { definition, row, name });
        }
    }

    /// Whether a value has been told, or has a line of its own.
    pub fn is_told(&self, value: (DefinitionId, usize)) -> bool {
        let has_place = |outline: &Outline| value.1 == self.row && outline.has_place(value.0);
        self.outline.is_some_and(has_place) || self.told.contains(&value)
    }

    /// Remembers that a value is told now; false where it has been, or has a line of its own.
    pub fn begin(&mut self, value: (DefinitionId, usize)) -> bool {
        !self.is_told(value) && self.told.insert(value)
    }
}

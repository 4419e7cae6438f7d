//! Values as people read them, where no run is told of.

use super::next::Wording;
use super::{Options, Reasons};
use crate::diagnostics::Language;
use crate::program::{ExprId, Kind, OVERALL, Program, RecordId};
use crate::run::Cell;
use crate::source::Sources;
use crate::values::{Date, Value};

/// Writes the values of a policy as statements do.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    program: &'a Program,
    sources: &'a Sources,
    language: Language,
}

impl<'a> Plain<'a> {
    /// Values of a program, with words in a language.
    pub fn new(program: &'a Program, sources: &'a Sources, language: Language) -> Plain<'a> {
        Plain { program, sources, language }
    }

    /// A value of a kind: money with its decimals and commas, ratios in percent, members by name.
    pub fn figure(&self, kind: Kind, value: &Value) -> String {
        let options = Options { language: self.language, ..Options::default() };
        Wording::new(self.program, self.sources, &NoRun, &options, OVERALL, 0).figure(kind, value)
    }
}

/// Reasons where nothing was run.
struct NoRun;

impl Reasons for NoRun {
    fn value(&self, _: ExprId, _: usize) -> Cell {
        Cell::NotGiven
    }

    fn code(&self, _: ExprId, _: usize) -> Option<u32> {
        None
    }

    fn rows(&self, _: RecordId) -> usize {
        0
    }

    fn key(&self, _: RecordId, row: usize) -> String {
        row.to_string()
    }

    fn as_of(&self) -> Option<Date> {
        None
    }
}

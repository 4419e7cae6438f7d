//! One record in the memory it has: filled, evaluated, explained.

use std::sync::Arc;

use serde::Serialize;

use super::told::Told;
use super::{Made, Values};
use crate::data::Tables;
use crate::data::single::{self as data, Given, Held};
use crate::diagnostics::Diagnostic;
use crate::explain;
use crate::program::FieldId;
use crate::run::{Keep, OneRow, Single, Steps};

/// One record: what a host gives for its fields, and the memory in which it is evaluated.
#[derive(Debug)]
pub struct Record {
    pub(super) made: Arc<Made>,
    pub(super) held: Vec<Held>,
    pub(super) row: OneRow,
    tables: Tables,
    /// What its statement rests on.
    steps: Steps,
}

impl Record {
    /// A record of which nothing is given yet.
    pub(super) fn new(made: Arc<Made>) -> Record {
        let held = (0..made.fields.len()).map(|_| Held::NotGiven).collect();
        Record { made, held, row: OneRow::default(), tables: Tables::default(), steps: Steps::default() }
    }

    /// Gives a value for a field, in the place of what was given before.
    ///
    /// # Errors
    /// Why the field refuses it, as for the cell of a file; the field then holds what it held before.
    pub fn set<'v>(&mut self, field: FieldId, value: impl Into<Given<'v>>) -> Result<(), Box<Diagnostic>> {
        match self.held.get_mut(field.at()) {
            Some(held) => self.made.fields.take(self.made.policy.program(), field, value.into(), held),
            None => Ok(()),
        }
    }

    /// Gives what a value has members for, such as a structure or a `serde_json` object: what was given before is taken back.
    ///
    /// # Errors
    /// What its fields refuse, as for the row of a file, or that it is no object.
    pub fn fill<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Vec<Diagnostic>> {
        self.clear();
        self.made.fields.fill(self.made.policy.program(), value, &mut self.held)
    }

    /// Takes back all that was given.
    pub fn clear(&mut self) {
        self.held.iter_mut().for_each(|held| *held = Held::NotGiven);
    }

    /// Evaluates the policy for what is given now.
    ///
    /// # Errors
    /// Fields that values rest on and that were not given; amounts out of range; assertions that fail.
    pub fn evaluate(&mut self) -> Result<Values<'_>, Vec<Diagnostic>> {
        let (made, held) = (&*self.made, &self.held);
        let given = |field: FieldId| held.get(field.at()).and_then(single);
        if made.quick.as_ref().is_some_and(|quick| quick.run(&mut self.row, given)) {
            return Ok(Values { record: self, evaluation: None });
        }
        let tables = self.made.whole(&self.held)?;
        self.tables = tables;
        let record = &*self;
        let made = &*record.made;
        let evaluation = made.policy.computed(&made.plan, Keep::Outputs, &record.tables, &made.settings, made.as_of)?.checked()?;
        Ok(Values { record, evaluation: Some(evaluation) })
    }

    /// Evaluates the policy for what is given now, and tells why the record gets what it gets. What one record does not suffice for, and
    /// what rests on fields that were not given, has no line.
    ///
    /// # Errors
    /// As for [`Record::evaluate`].
    pub fn explain(&mut self, options: &explain::Options) -> Result<explain::Statement<'_>, Vec<Diagnostic>> {
        self.evaluate()?;
        let (made, held) = (&*self.made, &self.held);
        let (program, thorough) = (made.policy.program(), made.thorough()?);
        let given = |field: FieldId| held.get(field.at()).and_then(single);
        thorough.run(program, &mut self.steps, given, |field| made.field(held, field));
        let told = Told { made, held, thorough, steps: &self.steps };
        let mut statement = explain::statement(program, made.policy.sources(), &told, made.outline(options), 0, options);
        statement.lines.retain(|line| line.status != explain::Status::Unknown);
        Ok(statement)
    }
}

/// A value as a narrow program reads it.
fn single(held: &Held) -> Option<Single> {
    match held {
        Held::Cell(data::Cell::Units(units)) => Some(Single::Units(*units)),
        Held::Cell(data::Cell::YesNo(yes)) => Some(Single::YesNo(*yes)),
        Held::Cell(data::Cell::Day(day)) => Some(Single::Day(*day)),
        Held::Cell(data::Cell::Member(member)) => Some(Single::Code(*member)),
        Held::Cell(data::Cell::Number(_) | data::Cell::Text(_) | data::Cell::Key(_)) | Held::Blank | Held::NotGiven => None,
    }
}

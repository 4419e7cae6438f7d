//! The columns of a run while it goes on: those read, those computed, those of made records.

use super::kernels::flat::View;
use super::kernels::{lanes, map};
use super::ledger::Done;
use crate::data::Tables;
use crate::data::columns::{Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::plan::{Op, Plan, StepId};
use crate::program::{OVERALL, Program, RecordId, Rows};
use crate::values::{Date, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A column of nothing, for what has no rows.
const EMPTY: &Column = &Column { batches: Vec::new() };

/// The rows of a made record.
#[derive(Debug)]
pub(super) struct Made {
    /// One column for each field that was made.
    pub(super) columns: Vec<Column>,
    /// The reference from what they were made of; none for the parts of a split.
    pub(super) reference: Option<Column>,
}

/// All columns so far.
#[derive(Debug)]
pub(super) struct Store<'a> {
    pub(super) program: &'a Program,
    pub(super) plan: &'a Plan,
    pub(super) tables: &'a Tables,
    /// The rows of each record.
    pub(super) rows: Vec<usize>,
    /// The columns of steps that were computed and are kept.
    pub(super) columns: Vec<Option<Arc<Column>>>,
    /// The codes that steps wrote.
    pub(super) codes: Vec<Option<Vec<u32>>>,
    /// The made records.
    pub(super) made: Vec<Option<Made>>,
    /// The states of each fold.
    pub(super) folded: FxHashMap<StepId, Vec<Column>>,
    /// What each ledger came to.
    pub(super) ledgers: FxHashMap<StepId, Done>,
}

impl<'a> Store<'a> {
    /// A store in which constants are ready.
    pub(super) fn new(program: &'a Program, plan: &'a Plan, tables: &'a Tables, today: Option<Date>, texts: &mut Texts) -> Store<'a> {
        let rows = (0u32..).map(RecordId).zip(&program.records).map(|(id, record)| match record.rows {
            Rows::Overall => 1,
            Rows::File(_) | Rows::Calendar(_) => tables.get(id).map_or(0, |table| table.rows),
            Rows::Product(_) | Rows::Group { .. } | Rows::Split { .. } | Rows::Tranches(_) => 0,
        });
        let columns = plan.steps.iter().map(|step| match &step.op {
            Op::Constant(value) => Some(Arc::new(one(constant(value, texts), State::Present))),
            Op::Today => Some(Arc::new(one(Values::Days(vec![today.map_or(0, Date::days)]), State::Present))),
            Op::Blank => Some(Arc::new(one(map::none(step.kind), State::Blank))),
            Op::NotApplicable => Some(Arc::new(one(map::none(step.kind), State::NotApplicable))),
            _ => None,
        });
        let columns = columns.collect();
        let codes = plan.steps.iter().map(|_| None).collect();
        let made = program.records.iter().map(|_| None).collect();
        Store {
            program,
            plan,
            tables,
            rows: rows.collect(),
            columns,
            codes,
            made,
            folded: FxHashMap::default(),
            ledgers: FxHashMap::default(),
        }
    }

    /// The column of a step that is there; one of nothing where it is not.
    pub(super) fn column(&self, id: StepId) -> &Column {
        let step = self.plan.step(id);
        let found = match &step.op {
            Op::Field(field) => self.tables.get(step.index).and_then(|table| table.columns.get(field.at())?.as_ref()),
            Op::Made { make, field } => self.made(*make).and_then(|made| made.columns.get(field.at())),
            Op::Carried { fold, state } => self.folded.get(fold).and_then(|states| states.get(*state as usize)),
            Op::Closing { ledger, account } => self.ledgers.get(ledger).and_then(|done| done.closing.get(*account as usize)),
            Op::Grouped(make) => self.made(*make).and_then(|made| made.reference.as_ref()),
            _ => self.columns.get(id.at()).and_then(Option::as_deref),
        };
        found.unwrap_or(EMPTY)
    }

    /// A step as a step on another record reads it.
    pub(super) fn view(&self, id: StepId, reader: RecordId) -> View<'_> {
        let step = self.plan.step(id);
        View { column: self.column(id), kind: step.kind, one: step.index == OVERALL && reader != OVERALL }
    }

    /// How many rows a record has.
    pub(super) fn rows(&self, record: RecordId) -> usize {
        self.rows.get(record.at()).copied().unwrap_or_default()
    }

    fn made(&self, make: StepId) -> Option<&Made> {
        self.made.get(self.plan.step(make).index.at())?.as_ref()
    }
}

/// A column of one row.
fn one(values: Values, state: State) -> Column {
    let presence = if state == State::Present { Presence::All } else { Presence::Each(vec![state]) };
    Column { batches: vec![Batch { values: Values::Same(Box::new(values), 1), presence }] }
}

/// The values of a constant, once.
pub(super) fn constant(value: &Value, texts: &mut Texts) -> Values {
    match value {
        Value::Number(number) => lanes::settle(vec![number.clone()], number.decimals()),
        Value::Date(date) => Values::Days(vec![date.days()]),
        Value::Duration(duration) => Values::Durations(vec![(duration.months(), duration.days())]),
        Value::Text(text) => Values::Codes(vec![texts.number(text)]),
        Value::YesNo(yes) => Values::YesNo(vec![*yes]),
        Value::Member(code) | Value::Reference(code) => Values::Codes(vec![*code]),
    }
}

/// The one row of a batch as so many rows.
pub(super) fn spread(one: &Batch, rows: usize) -> Batch {
    let (values, _) = lanes::peel(&one.values);
    let presence = match &one.presence {
        Presence::All => Presence::All,
        Presence::Each(states) => Presence::Each(vec![states.first().copied().unwrap_or(State::Blank); rows]),
    };
    Batch { values: Values::Same(Box::new(values.clone()), rows), presence }
}

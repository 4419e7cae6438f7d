//! The executable definition of the language: the core forms, one row at a time, on big rationals.
//!
//! It is written to be read, not to be quick: every value is found by plain recursion and kept once it is known, places and
//! aggregates by going through all rows. It shares no arithmetic, no rounding and no calendar with the engine that it judges; from
//! the library it takes only the program, the tables and the numbers that stand in them.
//!
//! Absence spreads by one rule: of several values that are read, the most absent one decides, in the order of [`Cell`].

mod aggregates;
mod allocate;
mod cell;
mod cover;
mod dates;
mod ledger;
mod lookup;
mod maps;
mod numbers;
mod rank;
mod records;
mod series;
#[cfg(test)]
mod tests;
mod tiers;

use std::collections::HashMap;
use std::rc::Rc;

use merit::data::Tables;
use merit::program::{DefinitionId, ExprId, Form, LedgerId, OVERALL, Program, RecordId};

pub use cell::{Cell, V};

/// A run, evaluated on demand.
pub struct Reference<'a> {
    program: &'a Program,
    tables: &'a Tables,
    as_of: jiff::civil::Date,
    memo: HashMap<(ExprId, usize), Cell>,
    groups: HashMap<RecordId, Rc<records::Groups>>,
    splits: HashMap<RecordId, Rc<Vec<records::Part>>>,
    ledgers: HashMap<(LedgerId, usize), Result<Rc<ledger::Books>, Cell>>,
    /// In an amount of a ledger: the entry, and what the accounts hold.
    now: Option<ledger::Now>,
}

impl<'a> Reference<'a> {
    /// A run of a program over tables on a day; nothing is evaluated yet.
    pub fn new(program: &'a Program, tables: &'a Tables, as_of: jiff::civil::Date) -> Reference<'a> {
        Reference {
            program,
            tables,
            as_of,
            memo: HashMap::new(),
            groups: HashMap::new(),
            splits: HashMap::new(),
            ledgers: HashMap::new(),
            now: None,
        }
    }

    /// The value of a definition at a row of its owner.
    pub fn definition(&mut self, id: DefinitionId, row: usize) -> Cell {
        self.value(self.program.definition(id).value, row)
    }

    /// The value of an expression at a row of its index. An expression on [`OVERALL`] has the same value for every row of any record.
    pub fn value(&mut self, expr: ExprId, row: usize) -> Cell {
        let row = if self.program.expr(expr).index == OVERALL { 0 } else { row };
        if let Some(known) = self.memo.get(&(expr, row)) {
            return known.clone();
        }
        let cell = self.evaluate(expr, row).within_limits();
        self.memo.insert((expr, row), cell.clone());
        cell
    }

    /// The value of an expression, one kind of form after the other.
    fn evaluate(&mut self, id: ExprId, row: usize) -> Cell {
        let program = self.program;
        let expr = program.expr(id);
        match &expr.form {
            Form::Constant(value) => Cell::Present(V::of(value)),
            Form::Blank => Cell::Blank,
            Form::NotApplicable => Cell::NotApplicable,
            Form::Today => Cell::Present(V::Date(self.as_of)),
            Form::Field(field) => self.field(expr.index, *field, row),
            Form::Definition(definition) => self.definition(*definition, row),
            Form::Row => Cell::Present(V::Reference(row)),
            Form::Map(map, operands) => self.map(map, operands, expr.ty.kind, row),
            Form::Settle { value, blank, not_applicable } => self.settle(*value, *blank, *not_applicable, row),
            Form::Cases { arms, otherwise } => self.cases(arms, *otherwise, row),
            Form::Piece(piece) => self.piece(piece, row),
            Form::Gather { reference, value } => self.gather(*reference, *value, row),
            Form::Reduce(reduce) => self.reduce(reduce, row),
            Form::Cover(cover) => self.cover(cover, row),
            Form::Rank(rank) => self.rank(rank, expr.index, row),
            Form::Scan(scan) => self.scan(scan, expr.index, row),
            Form::Carried { fold, state } => self.carried(*fold, *state, row),
            Form::Closing { ledger, account } => self.closing(*ledger, *account, row),
            Form::Balance { ledger, account, sum } => self.balance(*ledger, *account, *sum, row),
            Form::AtEntry(value) => self.at_entry(*value),
            Form::Lookup { table, keys, column } => self.lookup(*table, keys, *column, row),
            Form::Allocate(allocate) => self.allocate(allocate, expr.index, row),
        }
    }

    /// The value; where it is absent in one of the two ways, what the policy puts in its place. What is put there is not settled again.
    fn settle(&mut self, value: ExprId, blank: Option<ExprId>, not_applicable: Option<ExprId>, row: usize) -> Cell {
        let cell = self.value(value, row);
        let instead = match cell {
            Cell::Blank => blank,
            Cell::NotApplicable => not_applicable,
            Cell::Present(_) | Cell::NotGiven | Cell::TooLarge => None,
        };
        instead.map_or(cell, |instead| self.value(instead, row))
    }

    /// The first arm whose condition is yes. Later conditions are not asked, and the values of other arms are not read.
    fn cases(&mut self, arms: &[(ExprId, ExprId)], otherwise: Option<ExprId>, row: usize) -> Cell {
        for &(condition, value) in arms {
            match self.value(condition, row) {
                Cell::Present(answer) if answer.yes() => return self.value(value, row),
                Cell::Present(_) => {}
                absent => return absent,
            }
        }
        otherwise.map_or(Cell::NotApplicable, |otherwise| self.value(otherwise, row))
    }

    /// The value at the row that a reference leads to; where the reference is absent, so is the value.
    fn gather(&mut self, reference: ExprId, value: ExprId, row: usize) -> Cell {
        match self.value(reference, row) {
            Cell::Present(target) => self.value(value, target.row()),
            absent => absent,
        }
    }

    /// Whether a row passes a filter; no filter lets everyone pass. Only an answer can be used: an absent one is handed back.
    fn passes(&mut self, filter: Option<ExprId>, row: usize) -> Result<bool, Cell> {
        match filter.map(|filter| self.value(filter, row)) {
            None => Ok(true),
            Some(Cell::Present(answer)) => Ok(answer.yes()),
            Some(absent) => Err(absent),
        }
    }

    /// The cohort of a row that takes part in something: everyone is of one cohort where there is no reference. A row outside the filter
    /// gets not applicable; one whose reference is absent is in no cohort, and what it gets is absent in the same way.
    fn cohort(&mut self, among: Option<ExprId>, within: Option<ExprId>, row: usize) -> Result<usize, Cell> {
        if !self.passes(among, row)? {
            return Err(Cell::NotApplicable);
        }
        match within.map(|within| self.value(within, row)) {
            None => Ok(0),
            Some(Cell::Present(target)) => Ok(target.row()),
            Some(absent) => Err(absent),
        }
    }

    /// All rows of a record that are of a cohort, in the order of the input.
    fn members(&mut self, record: RecordId, among: Option<ExprId>, within: Option<ExprId>, cohort: usize) -> Result<Vec<usize>, Cell> {
        let mut members = Vec::new();
        for row in 0..self.rows(record) {
            match self.cohort(among, within, row) {
                Ok(theirs) if theirs == cohort => members.push(row),
                Ok(_) | Err(Cell::Present(_) | Cell::Blank | Cell::NotApplicable) => {}
                Err(refused @ (Cell::NotGiven | Cell::TooLarge)) => return Err(refused),
            }
        }
        Ok(members)
    }

    /// The values that rows are ordered by; blank ones can be ordered, those not given or too large cannot.
    fn order_keys(&mut self, keys: &[ExprId], row: usize) -> Result<Vec<Cell>, Cell> {
        let mut cells = Vec::new();
        for &key in keys {
            match self.value(key, row) {
                refused @ (Cell::NotGiven | Cell::TooLarge) => return Err(refused),
                cell => cells.push(cell),
            }
        }
        Ok(cells)
    }
}

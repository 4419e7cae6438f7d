//! Results as listings: the rows that a result lists, in its order, cell by cell.

use super::Evaluation;
use crate::data::columns::{BATCH, Column, State};
use crate::data::write::{self, Listed, Listing, OutputFormat, Sheet, Shown, WriteOptions};
use crate::program::{ColumnFormat, Delivery, ExprId, Program};
use crate::run::Cell;
use crate::syntax::ast::RankOrder;
use crate::values::{Exact, Value};
use std::cmp::Ordering;
use std::io;
use std::ops::Range;

/// The results of these names, or all where none is named, in declared order.
pub(super) fn asked<'a>(program: &'a Program, names: &'a [String]) -> impl Iterator<Item = &'a Delivery> {
    program.results.iter().filter(move |delivery| names.is_empty() || names.contains(&delivery.name))
}

/// A result with the rows it lists.
#[derive(Debug)]
pub struct Delivered<'a> {
    pub(super) evaluation: &'a Evaluation<'a>,
    /// The result as declared.
    pub delivery: &'a Delivery,
    /// The rows of its record that are listed, in order.
    pub order: Vec<usize>,
}

impl<'a> Evaluation<'a> {
    /// All results that were asked for, in declared order.
    pub fn results(&'a self) -> Vec<Delivered<'a>> {
        self.asked().map(|delivery| self.deliver(delivery)).collect()
    }

    /// The declared results that were asked for.
    pub(super) fn asked(&self) -> impl Iterator<Item = &Delivery> {
        asked(self.policy.program(), &self.asked)
    }

    fn deliver(&'a self, delivery: &'a Delivery) -> Delivered<'a> {
        let listed = |row: &usize| match delivery.filter {
            Some(filter) => self.outcome.value(filter, *row).is_yes(),
            None => true,
        };
        let mut order: Vec<usize> = (0..self.rows(delivery.record)).filter(listed).collect();
        if !delivery.order.is_empty() {
            order.sort_by(|&left, &right| {
                delivery
                    .order
                    .iter()
                    .map(|(key, way)| self.compare(*key, *way, left, right))
                    .find(|order| order.is_ne())
                    .unwrap_or(Ordering::Equal)
            });
        }
        Delivered { evaluation: self, delivery, order }
    }

    /// The order of two rows by a value; what is absent comes last.
    fn compare(&self, key: ExprId, way: RankOrder, left: usize, right: usize) -> Ordering {
        match (self.outcome.value(key, left), self.outcome.value(key, right)) {
            (Cell::Present(left), Cell::Present(right)) => {
                // A column is of one kind.
                let order = left.order(&right).unwrap_or(Ordering::Equal);
                if way == RankOrder::HighestFirst { order.reverse() } else { order }
            }
            (Cell::Present(_), _) => Ordering::Less,
            (_, Cell::Present(_)) => Ordering::Greater,
            (_, _) => Ordering::Equal,
        }
    }
}

/// What a column of a result delivers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows with a value.
    pub present: u64,
    /// Rows where it does not apply.
    pub not_applicable: u64,
    /// Rows where it is blank.
    pub blank: u64,
    /// The sum of its numbers; one that no decimal ends counts as it is shown.
    pub total: Exact,
}

impl Totals {
    /// Adds what more rows deliver.
    pub(super) fn add(&mut self, more: &Totals) {
        self.present = self.present.saturating_add(more.present);
        self.not_applicable = self.not_applicable.saturating_add(more.not_applicable);
        self.blank = self.blank.saturating_add(more.blank);
        self.total = self.total.add(&more.total);
    }
}

impl Delivered<'_> {
    /// What each column delivers, for a control total.
    pub fn totals(&self) -> Vec<Totals> {
        let listing = self.listing();
        let mut all: Vec<Totals> = vec![Totals::default(); listing.columns.len()];
        let mut from = 0usize;
        for rows in listing.order.chunks(BATCH) {
            let block = write::Block::new(rows);
            let columns = self.delivery.columns.iter().zip(&listing.columns).enumerate();
            for ((at, (declared, listed)), total) in columns.zip(&mut all) {
                total.add(&match write::Cells::new(&declared.format, listed, &block) {
                    Some(cells) => of_cells(&cells),
                    None => one_by_one(&declared.format, &listing, at, from..from.saturating_add(rows.len())),
                });
            }
            from = from.saturating_add(rows.len());
        }
        all
    }

    /// The result in one shape.
    pub fn write(&self, format: OutputFormat, options: &WriteOptions) -> String {
        let mut bytes = Vec::new();
        // Memory takes everything.
        let _ = self.write_to(&mut bytes, format, options);
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Writes the result in one shape, block by block.
    ///
    /// # Errors
    /// What the sink says.
    pub fn write_to(&self, out: &mut dyn io::Write, format: OutputFormat, options: &WriteOptions) -> io::Result<()> {
        let sheet = Sheet { program: self.evaluation.policy.program(), tables: self.evaluation.tables, delivery: self.delivery };
        write::write_to(out, format, &sheet, &self.listing(), options)
    }

    /// Adds the result to a workbook, as a sheet of its own.
    ///
    /// # Errors
    /// It does not fit into a sheet.
    #[cfg(feature = "excel")]
    pub fn add_to(&self, book: &mut crate::data::formats::Workbook) -> io::Result<()> {
        let sheet = Sheet { program: self.evaluation.policy.program(), tables: self.evaluation.tables, delivery: self.delivery };
        book.add(&sheet, &self.listing())
    }

    /// The text of a cell of its listing, as it is delivered.
    pub(super) fn shown(&self, listing: &Listing<'_>, column: usize, row: usize) -> String {
        let sheet = Sheet { program: self.evaluation.policy.program(), tables: self.evaluation.tables, delivery: self.delivery };
        let mut text = String::new();
        if let Some(declared) = self.delivery.columns.get(column) {
            write::format_cell(&sheet, &declared.format, sheet.kind(column), &listing.cell(column, row), &mut text);
        }
        text
    }

    /// Its columns as writers see them.
    pub(super) fn listing(&self) -> Listing<'_> {
        let (outcome, program) = (&self.evaluation.outcome, self.evaluation.policy.program());
        let columns = self.delivery.columns.iter().map(|column| Listed {
            column: outcome.column(column.value).unwrap_or(NOTHING),
            kind: program.expr(column.value).ty.kind,
            overall: outcome.is_overall(column.value),
        });
        Listing { columns: columns.collect(), order: &self.order, texts: &outcome.texts }
    }
}

/// What stands for a column that was not computed.
const NOTHING: &Column = &Column { batches: Vec::new() };

fn of_cells(cells: &write::Cells<'_>) -> Totals {
    let (present, not_applicable, blank) = cells.states();
    let total = cells.sum().map_or(Exact::ZERO, |(units, scale)| Exact::from_scaled(units, scale));
    Totals { present, not_applicable, blank, total }
}

fn one_by_one(format: &ColumnFormat, listing: &Listing<'_>, column: usize, rows: Range<usize>) -> Totals {
    let mut totals = Totals::default();
    for row in rows {
        match listing.cell(column, row) {
            Shown::Scaled { units, scale } => {
                totals.present = totals.present.saturating_add(1);
                totals.total = totals.total.add(&Exact::from_scaled(i128::from(units), scale));
            }
            Shown::Value(Value::Number(number)) => {
                totals.present = totals.present.saturating_add(1);
                totals.total = totals.total.add(&write::counted(format, &number));
            }
            Shown::Text(_) | Shown::YesNo(_) | Shown::Member(_) | Shown::Value(_) => totals.present = totals.present.saturating_add(1),
            Shown::Absent(State::NotApplicable) => totals.not_applicable = totals.not_applicable.saturating_add(1),
            Shown::Absent(_) => totals.blank = totals.blank.saturating_add(1),
        }
    }
    totals
}

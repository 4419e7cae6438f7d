//! Results as listings: the rows that a result lists, in its order, cell by cell.

use super::Evaluation;
use crate::data::columns::State;
use crate::data::write::{self, Listing, OutputFormat, Sheet, Shown, WriteOptions};
use crate::program::{Delivery, ExprId};
use crate::run::Cell;
use crate::syntax::ast::RankOrder;
use crate::values::Value;
use std::cmp::Ordering;

/// A result with the rows it lists.
#[derive(Debug)]
pub struct Delivered<'a> {
    evaluation: &'a Evaluation<'a>,
    /// The result as declared.
    pub delivery: &'a Delivery,
    /// The rows of its record that are listed, in order.
    pub order: Vec<usize>,
}

impl<'a> Evaluation<'a> {
    /// All results in declared order.
    pub fn results(&'a self) -> Vec<Delivered<'a>> {
        self.policy.program().results.iter().map(|delivery| self.deliver(delivery)).collect()
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
                let order = compare_values(&left, &right);
                if way == RankOrder::HighestFirst { order.reverse() } else { order }
            }
            (Cell::Present(_), _) => Ordering::Less,
            (_, Cell::Present(_)) => Ordering::Greater,
            (_, _) => Ordering::Equal,
        }
    }
}

fn compare_values(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::YesNo(left), Value::YesNo(right)) => left.cmp(right),
        (Value::Member(left), Value::Member(right)) | (Value::Reference(left), Value::Reference(right)) => left.cmp(right),
        (Value::Duration(left), Value::Duration(right)) => (left.months(), left.days()).cmp(&(right.months(), right.days())),
        // A column is of one kind.
        _ => Ordering::Equal,
    }
}

impl Delivered<'_> {
    /// The result in one shape.
    pub fn write(&self, format: OutputFormat, options: &WriteOptions) -> String {
        let sheet = Sheet { program: self.evaluation.policy.program(), tables: self.evaluation.tables, delivery: self.delivery };
        write::write(format, &sheet, self, options)
    }
}

impl Listing for Delivered<'_> {
    fn rows(&self) -> usize {
        self.order.len()
    }

    fn cell(&self, column: usize, row: usize) -> Shown<'_> {
        let (Some(column), Some(&row)) = (self.delivery.columns.get(column), self.order.get(row)) else {
            return Shown::Absent(State::Blank);
        };
        match self.evaluation.outcome.value(column.value, row) {
            Cell::Present(value) => Shown::Value(value),
            Cell::Blank => Shown::Absent(State::Blank),
            Cell::NotApplicable => Shown::Absent(State::NotApplicable),
            Cell::NotGiven => Shown::Absent(State::NotGiven),
            Cell::TooLarge => Shown::Absent(State::TooLarge),
        }
    }
}

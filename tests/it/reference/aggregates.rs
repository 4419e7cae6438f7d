//! Aggregates over the rows of a record that refer to a row.

use std::cmp::Ordering;

use merit::program::{Reduce, ReduceOp};
use merit::values::Exact;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use super::cell::order_of;
use super::{Cell, Reference, V, numbers};

impl Reference<'_> {
    /// An aggregate for a row: over all rows that refer to it and count.
    pub(super) fn reduce(&mut self, reduce: &Reduce, row: usize) -> Cell {
        let rows = match self.counting(reduce, row) {
            Ok(rows) => rows,
            Err(absent) => return absent,
        };
        let Some(value) = reduce.value else { return Cell::count(rows.len() as i64) };
        let mut values = Vec::new();
        let mut weights = Vec::new();
        let mut blank = false;
        for row in rows {
            let weight = reduce.weight.map_or(Cell::count(1), |weight| self.value(weight, row));
            let value = match (self.value(value, row), weight) {
                (Cell::Present(value), Cell::Present(weight)) => {
                    weights.push(weight);
                    Cell::Present(value)
                }
                (value, weight) => {
                    if value.absence() > weight.absence() {
                        value
                    } else {
                        weight
                    }
                }
            };
            match value {
                Cell::Present(value) => values.push(value),
                Cell::Blank => blank |= !reduce.skip_blanks,
                Cell::NotApplicable => {}
                refused @ (Cell::NotGiven | Cell::TooLarge) => return refused,
            }
        }
        match reduce.weight {
            _ if blank => Cell::Blank,
            Some(_) => average(&values, &weights),
            None => aggregate(&reduce.op, values),
        }
    }

    /// The rows that count for a row, in the order asked for: those that refer to it and pass the filter. A row without a reference
    /// counts nowhere; where one of the two says that a row does not count, the other is not needed.
    fn counting(&mut self, reduce: &Reduce, target: usize) -> Result<Vec<usize>, Cell> {
        let mut rows = Vec::new();
        for row in 0..self.rows(reduce.over) {
            let refers = match reduce.by.map(|by| self.value(by, row)) {
                None => Ok(true),
                Some(Cell::Present(reference)) => Ok(reference.row() == target),
                Some(Cell::Blank | Cell::NotApplicable) => Ok(false),
                Some(refused @ (Cell::NotGiven | Cell::TooLarge)) => Err(refused),
            };
            let counts = match (refers, self.passes(reduce.filter, row)) {
                (Ok(false), _) | (_, Ok(false)) => false,
                (Ok(true), Ok(true)) => true,
                (Err(refused), _) | (_, Err(refused)) => return Err(refused),
            };
            if counts {
                rows.push((self.order_keys(&reduce.order, row)?, row));
            }
        }
        // Stable: rows equal in the order keep that of the input.
        rows.sort_by(|(left, _), (right, _)| order_of(left, right));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }
}

/// What is made of the values, all there and in order.
pub(super) fn aggregate(op: &ReduceOp, values: Vec<V>) -> Cell {
    match op {
        ReduceOp::Sum => Cell::number(sum(&values)),
        ReduceOp::Count => Cell::count(values.len() as i64),
        ReduceOp::CountDistinct => Cell::count(sorted(values).chunk_by(|a, b| a == b).count() as i64),
        ReduceOp::Any => Cell::yes_no(values.iter().any(V::yes)),
        ReduceOp::All => Cell::yes_no(values.iter().all(V::yes)),
        // All others are blank of none.
        _ if values.is_empty() => Cell::Blank,
        ReduceOp::Average => Cell::number(sum(&values) / BigInt::from(values.len())),
        ReduceOp::Min => Cell::Present(sorted(values)[0].clone()),
        ReduceOp::Max => Cell::Present(sorted(values).pop().expect("one at least")),
        ReduceOp::First => Cell::Present(values[0].clone()),
        ReduceOp::Last => Cell::Present(values[values.len() - 1].clone()),
        ReduceOp::List(between) => Cell::Present(V::Text(values.iter().map(text).collect::<Vec<_>>().join(between))),
        ReduceOp::Percentile(share) => Cell::number(percentile(&sorted(values), share)),
    }
}

/// The sum of value × weight by the sum of the weights; blank where that is zero.
fn average(values: &[V], weights: &[V]) -> Cell {
    let of = sum(weights);
    let total = values.iter().zip(weights).fold(BigRational::zero(), |sum, (value, weight)| sum + value.as_number() * weight.as_number());
    if of.is_zero() { Cell::Blank } else { Cell::number(total / of) }
}

fn sum(values: &[V]) -> BigRational {
    values.iter().fold(BigRational::zero(), |sum, value| sum + value.as_number())
}

fn sorted(mut values: Vec<V>) -> Vec<V> {
    values.sort_by(|a, b| -> Ordering { a.order(b) });
    values
}

fn text(value: &V) -> &str {
    let V::Text(text) = value else { unreachable!("a text was promised, not {value:?}") };
    text
}

/// The value at a share of the way from the least (0) to the greatest (1), linear between the two neighbours.
fn percentile(ascending: &[V], share: &Exact) -> BigRational {
    let way = numbers::of(share) * BigInt::from(ascending.len() - 1);
    let before = usize::try_from(way.to_integer()).expect("a share lies between 0 and 1");
    let low = ascending[before].as_number();
    let high = ascending[(before + 1).min(ascending.len() - 1)].as_number();
    low + (high - low) * way.fract()
}

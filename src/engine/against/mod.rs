//! A result beside one that was delivered earlier: what was paid, what is due, and the difference, exact to the last digit.
//!
//! Amounts are compared as they are delivered, for that is what was paid: in the unit and with the decimals of their column. What does not
//! apply or is blank pays nothing. A record that only one of the two has is listed and not counted: there is no second amount.

mod earlier;
mod sheet;

use super::Delivered;
use crate::data::keys::{SEPARATOR, joined, written};
use crate::data::{Input, ReadOptions};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Form, Kind};
use crate::say;
use crate::values::decimal::{format_fixed, parse_decimal};
use crate::values::{Exact, Rounding};
use earlier::Earlier;
use rustc_hash::FxHashMap;

/// A result compared with an earlier one.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The name of the result.
    pub result: String,
    /// The name of its file without ending.
    pub file: String,
    /// The headings of the columns that tell its rows apart.
    pub keys: Vec<String>,
    /// Its columns of amounts.
    pub columns: Vec<Compared>,
    /// The amounts that differ, or that only one of the two has, in the order of the result; those of records that are gone come last.
    pub differences: Vec<Difference>,
    /// How many records both have.
    pub records: u64,
    /// The records that are not delivered any more.
    pub gone: Vec<String>,
    /// The records that were not delivered then.
    pub new: Vec<String>,
    /// Digits after the point that amounts are shown with.
    decimals: u8,
}

/// A column of amounts: the sums of what both have.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Its heading.
    pub heading: String,
    /// What was paid.
    pub paid: Exact,
    /// What is due.
    pub due: Exact,
    /// What was paid beyond what is due, record by record.
    pub excess: Exact,
    /// What is due beyond what was paid.
    pub shortfall: Exact,
    /// How many records differ.
    pub records: u64,
    /// Digits after the point that its amounts are delivered with.
    decimals: u8,
}

/// An amount of one record that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The key of the record, part by part.
    pub key: Vec<String>,
    /// Its column, by its place in [`Comparison::columns`].
    pub column: usize,
    /// What was paid; none for a record that was not delivered then.
    pub paid: Option<Exact>,
    /// What is due; none for a record that is not delivered any more.
    pub due: Option<Exact>,
}

impl Difference {
    /// What was paid too much, and what too little; neither where only one amount is there.
    pub fn apart(&self) -> Option<(Exact, Exact)> {
        let (paid, due) = (self.paid.as_ref()?, self.due.as_ref()?);
        let difference = paid.sub(due);
        Some(if difference.is_negative() { (Exact::zero(), due.sub(paid)) } else { (difference, Exact::zero()) })
    }
}

impl Delivered<'_> {
    /// Whether it has what a comparison needs: a key and amounts.
    pub fn can_be_compared(&self) -> bool {
        !self.key_columns().is_empty() && !self.amount_columns().is_empty()
    }

    /// Whether it delivers amounts, but not the key by which they would be found again.
    pub fn lacks_key_alone(&self) -> bool {
        self.key_columns().is_empty() && !self.amount_columns().is_empty()
    }

    /// Compares the result with a file of it that was delivered earlier.
    ///
    /// # Errors
    /// What is amiss with the file, or that the result has no key or no amounts.
    pub fn against(&self, earlier: &Input, options: &ReadOptions) -> Result<Comparison, Vec<Diagnostic>> {
        let (keys, amounts) = (self.key_columns(), self.amount_columns());
        if !self.can_be_compared() {
            return Err(vec![self.cannot_be_compared(keys.is_empty())]);
        }
        let heading = |at: &usize| self.delivery.columns.get(*at).map(|column| column.heading.clone()).unwrap_or_default();
        let decimals = |at: &usize| self.delivery.columns.get(*at).and_then(|column| column.format.decimals).unwrap_or(2);
        let column = |at: &usize| Compared { heading: heading(at), decimals: decimals(at), ..Compared::default() };
        let columns: Vec<Compared> = amounts.iter().map(column).collect();
        let mut comparison = Comparison {
            result: self.delivery.name.clone(),
            file: self.delivery.file.clone(),
            keys: keys.iter().map(heading).collect(),
            columns,
            differences: Vec::new(),
            records: 0,
            gone: Vec::new(),
            new: Vec::new(),
            decimals: amounts.iter().map(decimals).max().unwrap_or(2),
        };
        let earlier = Earlier::read(earlier, &comparison.file, &comparison.keys, &comparison.columns, options)?;
        let mut rows: FxHashMap<String, usize> = earlier.by_key()?;
        let mut findings = Vec::new();
        let listing = self.listing();
        for row in 0..self.order.len() {
            let key: Vec<String> = keys.iter().map(|at| self.shown(&listing, *at, row)).collect();
            let whole = joined(&key);
            let before = rows.remove(&whole);
            match before {
                Some(_) => comparison.records = comparison.records.saturating_add(1),
                None => comparison.new.push(written(&whole)),
            }
            for (column, at) in amounts.iter().enumerate() {
                let due = parse_decimal(&self.shown(&listing, *at, row)).unwrap_or_default();
                let paid = before.map(|before| earlier.amount(before, column, self.absences(*at))).transpose();
                match paid {
                    Ok(paid) => comparison.add(&key, column, paid, Some(due)),
                    Err(finding) => findings.push(*finding),
                }
            }
        }
        let mut gone: Vec<(usize, String)> = rows.into_iter().map(|(key, row)| (row, key)).collect();
        gone.sort_unstable();
        for (row, key) in gone {
            comparison.gone.push(written(&key));
            let key: Vec<String> = key.split(SEPARATOR).map(str::to_owned).collect();
            for (column, at) in amounts.iter().enumerate() {
                match earlier.amount(row, column, self.absences(*at)) {
                    Ok(paid) => comparison.add(&key, column, Some(paid), None),
                    Err(finding) => findings.push(*finding),
                }
            }
        }
        if findings.is_empty() { Ok(comparison) } else { Err(findings) }
    }

    /// The columns that deliver the key, one for each part; none where a part is not delivered.
    fn key_columns(&self) -> Vec<usize> {
        let program = self.evaluation.policy.program();
        let record = program.record(self.delivery.record);
        let of = |field| {
            self.delivery.columns.iter().position(|column| {
                let expr = program.expr(column.value);
                expr.index == self.delivery.record && matches!(expr.form, Form::Field(other) if other == field)
            })
        };
        record.key.iter().map(|field| of(*field)).collect::<Option<Vec<usize>>>().unwrap_or_default()
    }

    fn amount_columns(&self) -> Vec<usize> {
        let program = self.evaluation.policy.program();
        let is_amount = |(_, value): &(usize, crate::program::ExprId)| matches!(program.expr(*value).ty.kind, Kind::Money(_));
        let values = self.delivery.columns.iter().map(|column| column.value).enumerate();
        values.filter(is_amount).map(|(at, _)| at).collect()
    }

    /// The words that a column has for what is not there.
    fn absences(&self, at: usize) -> [&str; 4] {
        let format = self.delivery.columns.get(at).map(|column| &column.format);
        format.map_or(["", "", "n/a", "不适用"], |format| [&format.blank, &format.not_applicable, "n/a", "不适用"])
    }

    fn cannot_be_compared(&self, lacks_key: bool) -> Diagnostic {
        let (name, record) = (&self.delivery.name, &self.evaluation.policy.program().record(self.delivery.record).name);
        let finding = Diagnostic::new(
            Code::E0614,
            say!("the result `{name}` cannot be compared with an earlier one", "结果 `{name}` 无法与以往结果比较"),
        );
        if lacks_key {
            finding.help(say!(
                "it must deliver the key of `{record}`, by which its rows are found",
                "它须输出 `{record}` 的主键，以便逐条对应"
            ))
        } else {
            finding.help(say!("it delivers no amount of money", "它不输出任何金额"))
        }
    }
}

impl Comparison {
    fn add(&mut self, key: &[String], at: usize, paid: Option<Exact>, due: Option<Exact>) {
        let difference = Difference { key: key.to_owned(), column: at, paid, due };
        let Some(column) = self.columns.get_mut(at) else { return };
        let listed = match (difference.apart(), &difference.paid, &difference.due) {
            (Some((excess, shortfall)), Some(paid), Some(due)) => {
                column.paid = column.paid.add(paid);
                column.due = column.due.add(due);
                column.excess = column.excess.add(&excess);
                column.shortfall = column.shortfall.add(&shortfall);
                let differs = !excess.is_zero() || !shortfall.is_zero();
                column.records = column.records.saturating_add(u64::from(differs));
                differs
            }
            (_, one, other) => one.as_ref().or(other.as_ref()).is_some_and(|amount| !amount.is_zero()),
        };
        if listed {
            self.differences.push(difference);
        }
    }
}

impl Compared {
    /// An amount with the decimals of the column, or with as many as it needs.
    pub fn shown(&self, amount: &Exact) -> String {
        let places = amount.decimals().unwrap_or(0).max(self.decimals);
        format_fixed(amount, places, Rounding::HalfUp)
    }
}

//! Rows and fields: read from tables, or made from other records.

use std::rc::Rc;

use merit::data::Tables;
use merit::data::columns::{BATCH, Column, Presence, State, Values};
use merit::program::{Cells, ExprId, FieldId, Kind, OddPart, RecordId, Rows, Tranches};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::{Cell, Reference, V, dates, numbers};

/// The groups of a record.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// The values that each group's rows share.
    values: Vec<Vec<Cell>>,
    /// The group of each row.
    of_row: Vec<Result<usize, Cell>>,
}

/// A row of a split or of tranches.
#[derive(Clone, Debug)]
pub struct Part {
    /// Of a split: record, party, amount, number of the part. Of tranches: record, number, amount, day.
    fields: [Cell; 4],
}

impl Reference<'_> {
    /// How many rows a record has.
    pub fn rows(&mut self, record: RecordId) -> usize {
        match &self.program.record(record).rows {
            Rows::Overall => 1,
            Rows::File(_) | Rows::Calendar(_) => self.tables.get(record).map_or(0, |table| table.rows),
            Rows::Product(of) => of.iter().map(|&one| self.rows(one)).product(),
            Rows::Group { .. } => self.groups(record).values.len(),
            Rows::Split { .. } | Rows::Tranches(_) => self.parts(record).len(),
        }
    }

    /// A field at a row.
    pub fn field(&mut self, record: RecordId, field: FieldId, row: usize) -> Cell {
        let program = self.program;
        let declared = program.field(record, field);
        let cell = match &declared.cells {
            Cells::Column { .. } => {
                let column = self.tables.get(record).and_then(|table| table.columns[field.at()].as_ref());
                stored(column.expect("a field in a file has a column"), row, declared.ty.kind, self.tables)
            }
            Cells::Made => match &program.record(record).rows {
                Rows::Group { .. } => self.groups(record).values[row][field.at()].clone(),
                Rows::Split { .. } | Rows::Tranches(_) => self.parts(record)[row].fields[field.at()].clone(),
                Rows::Product(of) => {
                    // The last record changes first.
                    let after: usize = of[field.at() + 1..].iter().map(|&one| self.rows(one)).product();
                    Cell::Present(V::Reference(row / after % self.rows(of[field.at()])))
                }
                Rows::Overall | Rows::File(_) | Rows::Calendar(_) => unreachable!("nothing makes this field"),
            },
            Cells::Worked(value) => self.value(*value, row),
            Cells::Computed { by, or_blank } => self.find(declared.ty.kind, by, *or_blank, row),
            Cells::Grouped => {
                let Kind::Reference(group) = declared.ty.kind else { unreachable!("a group is referred to") };
                self.groups(group).of_row[row].clone().map_or_else(|refused| refused, |at| Cell::Present(V::Reference(at)))
            }
        };
        match (&cell, &declared.blank_as) {
            (Cell::Blank, Some(meaning)) => Cell::Present(V::of(meaning)),
            _ => cell,
        }
    }

    /// The row of another record whose key these values are; they are absent as the most absent of them is. A miss that the policy does
    /// not allow ends a run before anything is computed, so it never gets here.
    fn find(&mut self, kind: Kind, by: &[ExprId], or_blank: bool, row: usize) -> Cell {
        let Kind::Reference(target) = kind else { unreachable!("a reference leads to a record") };
        let wanted = by.iter().map(|&part| self.value(part, row)).collect::<Vec<_>>();
        if let Some(absent) = wanted.iter().filter(|cell| cell.absence() > 0).max_by_key(|cell| cell.absence()) {
            return absent.clone();
        }
        let key = self.program.record(target).key.clone();
        for candidate in 0..self.rows(target) {
            if key.iter().zip(&wanted).all(|(&part, wanted)| self.field(target, part, candidate) == *wanted) {
                return Cell::Present(V::Reference(candidate));
            }
        }
        assert!(or_blank, "a reference that must be found is not");
        Cell::Blank
    }

    /// The groups of a record: the distinct combinations of the values, in order of first appearance. A blank is equal to a blank.
    fn groups(&mut self, group: RecordId) -> Rc<Groups> {
        if let Some(known) = self.groups.get(&group) {
            return Rc::clone(known);
        }
        let program = self.program;
        let Rows::Group { of, by } = &program.record(group).rows else { unreachable!("not a group") };
        let mut groups = Groups::default();
        for row in 0..self.rows(*of) {
            let values = by.iter().map(|&value| self.value(value, row)).collect::<Vec<_>>();
            // Nothing can be said of where a row belongs whose values are not known; it makes no group.
            let unknown = |cell: &&Cell| matches!(cell, Cell::NotGiven | Cell::TooLarge);
            if let Some(refused) = values.iter().filter(unknown).max_by_key(|cell| cell.absence()) {
                groups.of_row.push(Err(refused.clone()));
                continue;
            }
            let known = groups.values.iter().position(|group| *group == values);
            let at = known.unwrap_or_else(|| {
                groups.values.push(values);
                groups.values.len() - 1
            });
            groups.of_row.push(Ok(at));
        }
        let groups = Rc::new(groups);
        self.groups.insert(group, Rc::clone(&groups));
        groups
    }

    /// The parts of a split: for each row of the record the shares whose party is there. One of them takes what the others leave of
    /// the amount: the one that is said to, else the first.
    fn parts(&mut self, split: RecordId) -> Rc<Vec<Part>> {
        if let Some(known) = self.splits.get(&split) {
            return Rc::clone(known);
        }
        let program = self.program;
        let (of, amount, shares) = match &program.record(split).rows {
            Rows::Split { of, amount, shares } => (of, amount, shares),
            Rows::Tranches(made) => {
                let parts = Rc::new(self.tranches(made));
                self.splits.insert(split, Rc::clone(&parts));
                return parts;
            }
            _ => unreachable!("not made of parts"),
        };
        let mut parts = Vec::new();
        for row in 0..self.rows(*of) {
            let whole = self.value(*amount, row);
            let mut there = Vec::new();
            for (number, &(party, share)) in shares.iter().enumerate() {
                let party = self.value(party, row);
                if party.absence() == 0 {
                    there.push((number, party, share.map(|share| self.value(share, row))));
                }
            }
            let rest = there.iter().position(|(_, _, share)| share.is_none()).unwrap_or(0);
            let others = there.iter().enumerate().filter(|(at, _)| *at != rest).filter_map(|(_, (_, _, share))| share.clone());
            let rest_amount = less(whole, others.collect());
            for (at, (number, party, share)) in there.into_iter().enumerate() {
                let amount = share.filter(|_| at != rest).unwrap_or_else(|| rest_amount.clone());
                parts.push(Part { fields: [Cell::Present(V::Reference(row)), party, amount, Cell::count(number as i64 + 1)] });
            }
        }
        let parts = Rc::new(parts);
        self.splits.insert(split, Rc::clone(&parts));
        parts
    }
}

impl Reference<'_> {
    /// The tranches of all amounts: equal parts of whole units toward zero, and to one or several of them what is left over.
    fn tranches(&mut self, made: &Tranches) -> Vec<Part> {
        let unit = numbers::of(&made.unit);
        let mut all = Vec::new();
        for row in 0..self.rows(made.of) {
            let owner = Cell::Present(V::Reference(row));
            let (count, amount, from) = (self.value(made.parts, row), self.value(made.amount, row), self.value(made.from, row));
            let count = match count {
                Cell::Present(V::Number(count)) => count.to_integer(),
                Cell::Blank | Cell::NotApplicable => continue,
                unknown => {
                    all.push(Part { fields: [owner, unknown.clone(), unknown.clone(), unknown] });
                    continue;
                }
            };
            let mut amounts = Vec::new();
            if let Cell::Present(V::Number(amount)) = &amount {
                let each = (amount / &unit / BigRational::from(count.clone())).trunc();
                let mut left = amount / &unit - &each * BigRational::from(count.clone());
                let mut units = BigInt::zero();
                while units < count {
                    let mut own = each.clone();
                    let last = &units + 1 == count;
                    let takes_all = match made.odd {
                        OddPart::First => units.is_zero(),
                        OddPart::Last => last,
                        OddPart::OneByOne => last || left.abs() < BigRational::from(BigInt::from(1)),
                    };
                    let share = match (takes_all, made.odd) {
                        (true, OddPart::First | OddPart::Last) => left.clone(),
                        (true, OddPart::OneByOne) if last => left.clone(),
                        (false, OddPart::OneByOne) => left.signum(),
                        _ => BigRational::zero(),
                    };
                    (own, left) = (own + &share, left - share);
                    amounts.push(Cell::Present(V::Number(own * &unit)));
                    units += 1;
                }
            }
            let mut number = 0;
            while BigInt::from(number) < count {
                let due = match &from {
                    Cell::Present(V::Date(from)) => {
                        let (months, days) = (made.step.months() * (number + 1), made.step.days() * (number + 1));
                        dates::add(*from, months, days, self.program.head.leap_day)
                            .map_or(Cell::TooLarge, |due| Cell::Present(V::Date(due)))
                    }
                    absent => absent.clone(),
                };
                let own = amounts.get(number as usize).unwrap_or(&amount).clone();
                all.push(Part { fields: [owner.clone(), Cell::count(number + 1), own, due] });
                number += 1;
            }
        }
        all
    }
}

/// An amount less others; absent as the most absent of them is.
fn less(whole: Cell, others: Vec<Cell>) -> Cell {
    let absent = others.iter().chain([&whole]).filter(|cell| cell.absence() > 0).max_by_key(|cell| cell.absence()).cloned();
    absent.unwrap_or_else(|| {
        let number = |cell: &Cell| if let Cell::Present(V::Number(number)) = cell { number.clone() } else { BigRational::zero() };
        Cell::number(others.iter().fold(number(&whole), |left, other| left - number(other)))
    })
}

/// A cell of a column: whether it is there, and what its number or code stands for.
fn stored(column: &Column, row: usize, kind: Kind, tables: &Tables) -> Cell {
    let batch = &column.batches[row / BATCH];
    let at = row % BATCH;
    let state = match &batch.presence {
        Presence::All => State::Present,
        Presence::Each(states) => states[at],
    };
    match state {
        State::Present => Cell::Present(decode(&batch.values, at, kind, tables)),
        State::Blank => Cell::Blank,
        State::NotApplicable => Cell::NotApplicable,
        State::NotGiven => Cell::NotGiven,
        State::TooLarge => Cell::TooLarge,
    }
}

fn decode(values: &Values, at: usize, kind: Kind, tables: &Tables) -> V {
    let scaled = |units: BigInt, scale: u8| V::Number(BigRational::from_integer(units) / numbers::power_of_ten(scale.into()));
    match values {
        Values::Scaled { scale, units } => scaled(units[at].into(), *scale),
        Values::Wide { scale, units } => scaled(units[at].into(), *scale),
        Values::Exact(values) => V::Number(numbers::of(&values[at])),
        Values::YesNo(values) => V::YesNo(values[at]),
        Values::Days(values) => V::Date(dates::of_days(values[at])),
        Values::Durations(values) => V::Duration(values[at].0, values[at].1),
        Values::Codes(values) => match kind {
            Kind::Text => V::Text(tables.texts.text(values[at]).to_owned()),
            Kind::Reference(_) => V::Reference(values[at] as usize),
            _ => V::Member(values[at]),
        },
        Values::Same(value, _) => decode(value, 0, kind, tables),
    }
}

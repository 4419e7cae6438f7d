//! Look-ups in tables of constants: the first row whose cells all hold.
//!
//! The bounds that the cells of a key name cut its values into classes: on a bound, or between two. What a cell says is the same for
//! all values of a class, so the row of every combination of classes is found once, before the run, and a look-up is a search for the
//! class of each key and one access. A table with too many combinations is searched row by row, still by classes.

use super::lanes::{Numbers, codes, days, numbers, yes_no};
use super::presence::{state, strict};
use super::select::NOWHERE;
use crate::data::columns::{Batch, State};
use crate::data::texts::Texts;
use crate::plan::holds;
use crate::program::{CellTest, Kind, Table};
use crate::values::{Exact, Value};
use std::sync::Arc;

/// The most combinations that are found before the run.
const MOST_COMBINATIONS: usize = 1 << 16;

/// A table made ready.
#[derive(Debug)]
pub(in crate::run) struct Grid<'a> {
    table: &'a Table,
    keys: Vec<Bounds>,
    /// The row of each combination; none when there are too many.
    rows: Option<Vec<u32>>,
}

/// The values that the cells of a key name, ascending. Class 2i + 1 is bound i, class 2i lies before it; one past them is blank.
#[derive(Debug)]
enum Bounds {
    Numbers(Vec<Exact>),
    Days(Vec<i32>),
    Codes(Vec<u32>),
    YesNo(Vec<bool>),
    Texts(Vec<Arc<str>>),
}

impl<'a> Grid<'a> {
    /// Makes a table ready.
    pub(in crate::run) fn new(table: &'a Table) -> Grid<'a> {
        let keys: Vec<Bounds> = table.keys.iter().enumerate().map(|(at, kind)| Bounds::new(table, at, *kind)).collect();
        let mut grid = Grid { table, keys, rows: None };
        let size = grid.keys.iter().try_fold(1usize, |size, key| size.checked_mul(key.classes()));
        if let Some(size) = size.filter(|size| *size <= MOST_COMBINATIONS) {
            let mut classes = vec![0usize; grid.keys.len()];
            let rows = (0..size).map(|combination| {
                let mut rest = combination;
                for (class, key) in classes.iter_mut().zip(&grid.keys) {
                    *class = rest % key.classes();
                    rest /= key.classes();
                }
                grid.search(&classes)
            });
            grid.rows = Some(rows.collect());
        }
        grid
    }

    /// The row for each row of the keys: [`NOWHERE`] where none holds. The states are of the rows that a key keeps from being looked
    /// up: a key that is not applicable is tried with no cell, not even one that takes anything.
    pub(in crate::run) fn find(&self, keys: &[&Batch], texts: &Texts, rows: usize) -> (Vec<u32>, Vec<State>) {
        let presence = strict(keys);
        let states: Vec<State> = (0..rows)
            .map(|row| match state(&presence, row) {
                State::Present | State::Blank => State::Blank,
                grave @ (State::NotApplicable | State::NotGiven | State::TooLarge) => grave,
            })
            .collect();
        let classes: Vec<Vec<u32>> = self.keys.iter().zip(keys).map(|(bounds, key)| bounds.classes_of(key, texts, rows)).collect();
        let found = (0..rows).map(|row| {
            if states.get(row).copied() != Some(State::Blank) {
                return NOWHERE;
            }
            let class = |list: &Vec<u32>| list.get(row).map_or(0, |class| *class as usize);
            match &self.rows {
                Some(rows) => {
                    let (mut at, mut width) = (0usize, 1usize);
                    for (list, key) in classes.iter().zip(&self.keys) {
                        at = at.saturating_add(class(list).saturating_mul(width));
                        width = width.saturating_mul(key.classes());
                    }
                    rows.get(at).copied().unwrap_or(NOWHERE)
                }
                None => self.search(&classes.iter().map(class).collect::<Vec<_>>()),
            }
        });
        (found.collect(), states)
    }

    /// The first row whose cells all hold for these classes.
    fn search(&self, classes: &[usize]) -> u32 {
        let holds = |tests: &[CellTest]| {
            let mut cells = tests.iter().zip(&self.keys).zip(classes);
            cells.all(|((test, bounds), class)| bounds.holds(test, *class))
        };
        self.table.rows.iter().position(|row| holds(&row.tests)).map_or(NOWHERE, |row| row as u32)
    }
}

impl Bounds {
    fn new(table: &Table, at: usize, kind: Kind) -> Bounds {
        let tests = table.rows.iter().filter_map(|row| row.tests.get(at));
        let named: Vec<&Value> = tests
            .flat_map(|test| match test {
                CellTest::Any | CellTest::Blank => Vec::new(),
                CellTest::OneOf(values) => values.iter().collect(),
                CellTest::Range(ends) => ends.iter().map(|(_, value)| value).collect(),
            })
            .collect();
        match kind {
            Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => Bounds::Numbers(sorted(&named, |value| match value {
                Value::Number(number) => Some(number.clone()),
                _ => None,
            })),
            Kind::Date => Bounds::Days(sorted(&named, |value| if let Value::Date(date) = value { Some(date.days()) } else { None })),
            Kind::YesNo => Bounds::YesNo(sorted(&named, |value| if let Value::YesNo(yes) = value { Some(*yes) } else { None })),
            Kind::Text => Bounds::Texts(sorted(&named, |value| if let Value::Text(text) = value { Some(Arc::clone(text)) } else { None })),
            Kind::Member(_) | Kind::Reference(_) | Kind::Duration | Kind::Nothing => Bounds::Codes(sorted(&named, |value| match value {
                Value::Member(code) | Value::Reference(code) => Some(*code),
                _ => None,
            })),
        }
    }

    /// How many classes there are.
    fn classes(&self) -> usize {
        self.blank().saturating_add(1)
    }

    /// The class of blank.
    fn blank(&self) -> usize {
        let bounds = match self {
            Bounds::Numbers(list) => list.len(),
            Bounds::Days(list) => list.len(),
            Bounds::Codes(list) => list.len(),
            Bounds::YesNo(list) => list.len(),
            Bounds::Texts(list) => list.len(),
        };
        bounds.saturating_mul(2).saturating_add(1)
    }

    /// The class of each row.
    fn classes_of(&self, key: &Batch, texts: &Texts, rows: usize) -> Vec<u32> {
        let blank = self.blank() as u32;
        let classed = |class: &dyn Fn(usize) -> u32| {
            (0..rows).map(|row| if state(&key.presence, row) == State::Present { class(row) } else { blank }).collect()
        };
        match self {
            Bounds::Numbers(list) => {
                let numbers = numbers(&key.values);
                if let Numbers::Narrow(scale, lanes) = numbers
                    && let Some(bounds) = integers(list, scale)
                {
                    return classed(&|row| lanes.get(row).map_or(blank, |unit| class_of_integer(&bounds, *unit)));
                }
                classed(&|row| class(list, &numbers.exact(row)))
            }
            Bounds::Days(list) => classed(&|row| days(&key.values).get(row).map_or(blank, |day| class(list, day))),
            Bounds::Codes(list) => classed(&|row| codes(&key.values).get(row).map_or(blank, |code| class(list, code))),
            Bounds::YesNo(list) => classed(&|row| yes_no(&key.values).get(row).map_or(blank, |yes| class(list, yes))),
            Bounds::Texts(list) => classed(&|row| {
                let text = codes(&key.values).get(row).map_or("", |code| texts.text(*code));
                match list.binary_search_by(|bound| (**bound).cmp(text)) {
                    Ok(at) => on(at),
                    Err(at) => before(at),
                }
            }),
        }
    }

    /// Whether a cell holds for a class.
    fn holds(&self, test: &CellTest, asked: usize) -> bool {
        let is_blank = asked == self.blank();
        // The class of a value that a cell names.
        let named = |value: &Value| match (self, value) {
            (Bounds::Numbers(list), Value::Number(number)) => Some(class(list, number)),
            (Bounds::Days(list), Value::Date(date)) => Some(class(list, &date.days())),
            (Bounds::Codes(list), Value::Member(code) | Value::Reference(code)) => Some(class(list, code)),
            (Bounds::YesNo(list), Value::YesNo(yes)) => Some(class(list, yes)),
            (Bounds::Texts(list), Value::Text(text)) => Some(class(list, text)),
            _ => None,
        };
        let asked = asked as u32;
        match test {
            CellTest::Any => true,
            CellTest::Blank => is_blank,
            CellTest::OneOf(values) => !is_blank && values.iter().any(|value| named(value) == Some(asked)),
            CellTest::Range(ends) => {
                !is_blank && ends.iter().all(|(sign, value)| named(value).is_some_and(|value| holds(*sign, asked.cmp(&value))))
            }
        }
    }
}

fn sorted<T: Ord>(named: &[&Value], read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let mut list: Vec<T> = named.iter().filter_map(|value| read(value)).collect();
    list.sort();
    list.dedup();
    list
}

fn class<T: Ord>(bounds: &[T], value: &T) -> u32 {
    match bounds.binary_search(value) {
        Ok(at) => on(at),
        Err(at) => before(at),
    }
}

/// Bounds in units of 10^-`scale`, cut down to whole ones, and whether each is a whole one; none when they do not fit.
fn integers(bounds: &[Exact], scale: u8) -> Option<Vec<(i64, bool)>> {
    let power = Exact::from_int(10i128.checked_pow(u32::from(scale))?);
    let whole = |bound: &Exact| {
        let bound = bound.mul(&power);
        Some((i64::try_from(bound.floor().to_i128()?).ok()?, bound.is_integer()))
    };
    bounds.iter().map(whole).collect()
}

fn class_of_integer(bounds: &[(i64, bool)], unit: i64) -> u32 {
    // A bound between two whole units lies before every unit above its floor.
    let at = bounds.partition_point(|(floor, _)| *floor < unit);
    match bounds.get(at..).unwrap_or_default().iter().take_while(|(floor, _)| *floor == unit).position(|(_, whole)| *whole) {
        Some(further) => on(at.saturating_add(further)),
        None => before(at),
    }
}

fn on(bound: usize) -> u32 {
    before(bound).saturating_add(1)
}

fn before(bound: usize) -> u32 {
    u32::try_from(bound.saturating_mul(2)).unwrap_or(u32::MAX)
}

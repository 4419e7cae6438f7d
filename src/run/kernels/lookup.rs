//! Look-ups in tables of constants: the first row whose cells all hold.
//!
//! The bounds that the cells of a key name cut its values into classes: on a bound, or between two. What a cell says is the same for
//! all values of a class, so the row of every combination of classes is found once, before the run, in time about that of the
//! combinations, and a look-up is a search for the class of each key and one access. A table with too many combinations is searched
//! row by row, still by classes.

use super::lanes::{Numbers, codes, days, numbers, yes_no};
use super::presence::{state, strict};
use super::select::NOWHERE;
use crate::data::columns::{Batch, State};
use crate::data::texts::Texts;
use crate::program::{CellTest, Kind, Table};
use crate::values::{Exact, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// The most combinations that are found before the run.
const MOST_COMBINATIONS: usize = 1 << 16;

/// Classes from one to another, both included.
type Classes = (u32, u32);

/// A table made ready.
#[derive(Debug)]
pub(in crate::run) struct Grid {
    keys: Vec<Bounds>,
    /// For each row of the table and each key the classes that its cell takes, apart and ascending.
    cells: Vec<Vec<Vec<Classes>>>,
    /// The row of each combination, the class of the first key changing first; none when there are too many.
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

impl Grid {
    /// Makes a table ready.
    pub(in crate::run) fn new(table: &Table) -> Grid {
        let keys: Vec<Bounds> = table.keys.iter().enumerate().map(|(at, kind)| Bounds::new(table, at, *kind)).collect();
        let of_row = |tests: &[CellTest]| keys.iter().zip(tests).map(|(bounds, test)| bounds.taken_by(test)).collect();
        let cells: Vec<Vec<Vec<Classes>>> = table.rows.iter().map(|row| of_row(&row.tests)).collect();
        let size = keys.iter().try_fold(1usize, |size, key| size.checked_mul(key.classes()));
        let rows = size.filter(|size| *size <= MOST_COMBINATIONS).map(|size| {
            let mut filled = Filled::new(size);
            for (row, cells) in (0u32..).zip(&cells) {
                filled.fill(row, &keys, cells);
            }
            filled.rows
        });
        Grid { keys, cells, rows }
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
        let takes =
            |cell: &Vec<Classes>, class: usize| cell.iter().any(|(first, last)| (*first as usize..=*last as usize).contains(&class));
        let holds = |cells: &Vec<Vec<Classes>>| cells.iter().zip(classes).all(|(cell, class)| takes(cell, *class));
        self.cells.iter().position(holds).map_or(NOWHERE, |row| row as u32)
    }
}

/// The rows of all combinations while they are found: each keeps the first row that takes it.
struct Filled {
    rows: Vec<u32>,
    /// Where to go on from a combination to meet one without a row, perhaps over several stations; itself while it has none.
    next: Vec<usize>,
}

impl Filled {
    fn new(size: usize) -> Filled {
        Filled { rows: vec![NOWHERE; size], next: (0..=size).collect() }
    }

    /// Gives a row all combinations that its cells take and no earlier row has.
    fn fill(&mut self, row: u32, keys: &[Bounds], cells: &[Vec<Classes>]) {
        let Some((first, others)) = cells.split_first() else { return self.fill_line(row, 0, &[(0, 0)]) };
        // Where the lines of the first key begin, for all classes that the other cells take.
        let mut lines = vec![0usize];
        let mut width = keys.first().map_or(1, Bounds::classes);
        for (cell, key) in others.iter().zip(keys.iter().skip(1)) {
            let classes = || cell.iter().flat_map(|(first, last)| *first as usize..=*last as usize);
            lines = lines.iter().flat_map(|line| classes().map(move |class| line.saturating_add(class.saturating_mul(width)))).collect();
            width = width.saturating_mul(key.classes());
        }
        for line in lines {
            self.fill_line(row, line, first);
        }
    }

    fn fill_line(&mut self, row: u32, line: usize, classes: &[Classes]) {
        for (first, last) in classes {
            let last = line.saturating_add(*last as usize);
            let mut at = self.without_row(line.saturating_add(*first as usize));
            while at <= last {
                let (Some(place), Some(next)) = (self.rows.get_mut(at), self.next.get_mut(at)) else { break };
                (*place, *next) = (row, at.saturating_add(1));
                at = self.without_row(at);
            }
        }
    }

    /// The first combination from one on that has no row; the stations on the way are left out from then on.
    fn without_row(&mut self, mut at: usize) -> usize {
        while let Some(next) = self.next.get(at).copied().filter(|next| *next != at) {
            let further = self.next.get(next).copied().unwrap_or(next);
            if let Some(station) = self.next.get_mut(at) {
                *station = further;
            }
            at = next;
        }
        at
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

    /// The classes that a cell takes.
    fn taken_by(&self, test: &CellTest) -> Vec<Classes> {
        let blank = self.blank() as u32;
        match test {
            CellTest::Any => vec![(0, blank)],
            CellTest::Blank => vec![(blank, blank)],
            CellTest::OneOf(values) => {
                let mut classes: Vec<Classes> = values.iter().filter_map(|value| self.named(value)).map(|class| (class, class)).collect();
                classes.sort_unstable();
                classes.dedup();
                classes
            }
            CellTest::Range(ends) => {
                let mut taken: Vec<Classes> = blank.checked_sub(1).map(|last| (0, last)).into_iter().collect();
                for (sign, value) in ends {
                    let Some(class) = self.named(value) else { return Vec::new() };
                    let parts = [
                        (Ordering::Less, class.checked_sub(1).map(|last| (0, last))),
                        (Ordering::Equal, Some((class, class))),
                        (Ordering::Greater, Some((class.saturating_add(1), u32::MAX))),
                    ];
                    let held: Vec<Classes> = parts.into_iter().filter(|(side, _)| sign.holds(*side)).filter_map(|(_, part)| part).collect();
                    let both = |one: Classes, other: Classes| (one.0.max(other.0), one.1.min(other.1));
                    let met = taken.iter().flat_map(|one| held.iter().map(move |other| both(*one, *other)));
                    taken = met.filter(|(first, last)| first <= last).collect();
                }
                taken
            }
        }
    }

    /// The class of a value that a cell names.
    fn named(&self, value: &Value) -> Option<u32> {
        match (self, value) {
            (Bounds::Numbers(list), Value::Number(number)) => Some(class(list, number)),
            (Bounds::Days(list), Value::Date(date)) => Some(class(list, &date.days())),
            (Bounds::Codes(list), Value::Member(code) | Value::Reference(code)) => Some(class(list, code)),
            (Bounds::YesNo(list), Value::YesNo(yes)) => Some(class(list, yes)),
            (Bounds::Texts(list), Value::Text(text)) => Some(class(list, text)),
            _ => None,
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

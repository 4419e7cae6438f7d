//! Random programs: what the reference says of them is sound, whatever the program.

use std::collections::{HashMap, HashSet};

use merit::program::{ExprId, FieldId, Form, Kind, LedgerId, OddUnits, RecordId, Rows};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::Config;

use crate::random::{Case, recipes};
use crate::reference::{Cell, Reference, V};

/// The day that random programs are evaluated as of.
const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 6, 30);

/// So many cases, unless the environment asks for more.
pub fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    // What a failure prints is its seed; nothing is written beside the tests.
    Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() }
}

proptest! {
    #![proptest_config(config(150))]

    /// Every value is of its kind, and absent only in ways that its type admits.
    #[test]
    fn values_are_of_their_type(recipe in recipes(12)) {
        let case = Case::new(&recipe);
        let mut reference = Reference::new(&case.program, &case.tables, AS_OF);
        for definition in &case.program.definitions {
            for row in 0..reference.rows(definition.owner) {
                let cell = reference.value(definition.value, row);
                let fits = match &cell {
                    Cell::Present(value) => is_of(value, definition.ty.kind),
                    Cell::Blank => definition.ty.blank,
                    Cell::NotApplicable => definition.ty.not_applicable,
                    Cell::TooLarge => true,
                    Cell::NotGiven => false,
                };
                prop_assert!(fits, "{} at row {row} is {cell:?}, but its type is {:?}\n{case:?}", definition.name, definition.ty);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(100))]

    /// What is shared out of an amount in whole units, what is split, and what is paid in tranches, is the amount again, to the last cent.
    #[test]
    fn parts_always_sum_to_the_whole(recipe in recipes(12)) {
        let case = Case::new(&recipe);
        let program = &case.program;
        let mut reference = Reference::new(program, &case.tables, AS_OF);
        for (record, declared) in (0u32..).map(RecordId).zip(&program.records) {
            let Rows::Tranches(tranches) = &declared.rows else { continue };
            let parts = (0..reference.rows(record)).map(|row| {
                let mut field = |at| reference.field(record, FieldId(at), row);
                (field(0), field(2), field(2))
            });
            for (owner, parts) in by_first(parts.collect()) {
                let Cell::Present(V::Reference(owner)) = owner else { continue };
                let paid: BigRational = parts.iter().map(|(amount, _)| amount).sum();
                prop_assert_eq!(Cell::Present(V::Number(paid)), reference.value(tranches.amount, owner));
            }
        }
        for (at, expr) in program.expressions.iter().enumerate() {
            let Form::Allocate(allocate) = &expr.form else { continue };
            let shares = (0..reference.rows(expr.index)).map(|row| {
                let group = allocate.within.map_or(Cell::Present(V::Reference(0)), |within| reference.value(within, row));
                (group, reference.value(ExprId(u32::try_from(at).unwrap()), row), reference.value(allocate.weight, row))
            });
            for (group, members) in by_first(shares.collect()) {
                let weight: BigRational = members.iter().map(|(_, weight)| weight).sum();
                let (Cell::Present(V::Reference(group)), false) = (group, weight.is_zero()) else { continue };
                let Cell::Present(V::Number(amount)) = reference.value(allocate.amount, group) else { continue };
                let paid: BigRational = members.iter().map(|(share, _)| share).sum();
                match &allocate.odd {
                    OddUnits::Lapse => prop_assert!(paid.abs() <= amount.abs()),
                    _ => prop_assert_eq!(paid, amount, "expr {}", at),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(100))]

    /// What the accounts of a ledger hold together at last is what they started with, whatever its entries move.
    #[test]
    fn accounts_always_hold_the_same_together(recipe in recipes(12)) {
        let case = Case::new(&recipe);
        let program = &case.program;
        let mut reference = Reference::new(program, &case.tables, AS_OF);
        for (id, ledger) in (0u32..).map(LedgerId).zip(&program.ledgers) {
            for owner in 0..reference.rows(ledger.owner) {
                let (mut started, mut held) = (Vec::new(), Vec::new());
                for (at, account) in (0u32..).zip(&ledger.accounts) {
                    for row in 0..reference.rows(account.of) {
                        let whose = account.owner.map(|reference_to| reference.value(reference_to, row));
                        let is_own = if account.of == ledger.owner {
                            row == owner
                        } else {
                            whose.is_none_or(|whose| whose == Cell::Present(V::Reference(owner)))
                        };
                        if is_own {
                            started.push(reference.value(account.starts, row));
                            held.push(reference.closing(id, at, row));
                        }
                    }
                }
                let all = |cells: Vec<Cell>| cells.into_iter().map(|cell| match cell {
                    Cell::Present(V::Number(number)) => Some(number),
                    _ => None,
                }).sum::<Option<BigRational>>();
                // Where something is not known, nothing is.
                if let Some(held) = all(held) {
                    prop_assert_eq!(Some(held), all(started), "ledger {}", id.0);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(100))]

    /// Evaluation reads only what it needs: taking cells back leaves every value as it was, or takes it back too.
    #[test]
    fn what_is_not_given_changes_nothing_else(recipe in recipes(12), one_in in 2..40usize) {
        let case = Case::on_files(&recipe);
        let mut forgotten = Case::on_files(&recipe);
        forgotten.forget(one_in);
        let mut before = Reference::new(&case.program, &case.tables, AS_OF);
        let mut after = Reference::new(&forgotten.program, &forgotten.tables, AS_OF);
        for definition in &case.program.definitions {
            for row in 0..before.rows(definition.owner) {
                let cell = after.value(definition.value, row);
                if cell != Cell::NotGiven {
                    prop_assert_eq!(cell, before.value(definition.value, row), "{} at row {}", &definition.name, row);
                }
            }
        }
    }
}

/// The shares and weights that are there, by group.
fn by_first(rows: Vec<(Cell, Cell, Cell)>) -> Vec<(Cell, Vec<(BigRational, BigRational)>)> {
    let mut groups = Vec::<(Cell, Vec<(BigRational, BigRational)>)>::new();
    for (group, share, weight) in rows {
        let (Cell::Present(V::Number(share)), Cell::Present(V::Number(weight))) = (share, weight) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push((share, weight)),
            None => groups.push((group, vec![(share, weight)])),
        }
    }
    groups
}

fn is_of(value: &V, kind: Kind) -> bool {
    match value {
        V::Number(_) => kind.is_numeric(),
        V::Date(_) => kind == Kind::Date,
        V::Duration(..) => kind == Kind::Duration,
        V::Text(_) => kind == Kind::Text,
        V::YesNo(_) => kind == Kind::YesNo,
        V::Member(_) => matches!(kind, Kind::Member(_)),
        V::Reference(_) => matches!(kind, Kind::Reference(_)),
    }
}

/// Random programs are worth comparing: over eight hundred, every form, operation and aggregate occurs, values are there far more
/// often than not, and no record is always empty.
#[test]
fn random_programs_use_the_whole_language() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = recipes(12);
    let mut words = HashMap::new();
    let (mut there, mut all) = (0, 0);
    let mut rows = vec![0; 7];
    for _ in 0..800 {
        let case = Case::new(&strategy.new_tree(&mut runner).unwrap().current());
        for expr in &case.program.expressions {
            let form = format!("{:?}", expr.form);
            for word in form.split(|c: char| !c.is_alphanumeric()).collect::<HashSet<_>>() {
                *words.entry(word.to_owned()).or_insert(0) += 1;
            }
        }
        let mut reference = Reference::new(&case.program, &case.tables, AS_OF);
        for (at, rows) in rows.iter_mut().enumerate() {
            *rows += reference.rows(RecordId(u32::try_from(at).unwrap()));
        }
        for definition in &case.program.definitions {
            for row in 0..reference.rows(definition.owner) {
                all += 1;
                there += u32::from(matches!(reference.value(definition.value, row), Cell::Present(_)));
            }
        }
    }
    let wanted = "Constant Blank NotApplicable Today Field Definition Row Map Settle Cases Piece Gather Reduce Rank Lookup Allocate Scan Carried Closing Balance AtEntry Shift Latest Streak Running \
        Add Subtract Multiply Divide Negate Not And Or Compare IsBlank IsNotApplicable CountYes Max Min Absolute FullUnits StartedUnits \
        Round FullMonths FullYears CalendarMonths Days DaysThrough WholeCalendarMonths PartMonths PartYears OverlapDays PartOf \
        FirstOf LastOf Year HalfYear Quarter Month Day Weekday DaysInMonth DaysInYear Join ToText MoveMember PlaceOf Linear Expr Sum Count CountDistinct Average Any All First Last List Percentile Best Worst Ordinal Never Out \
        Cover CoveredDays CoveredMonths UncoveredMonths LargestRemainder OneByOne ToFirst ToLast Lapse";
    let missing = wanted.split_whitespace().filter(|word| words.get(*word).is_none_or(|&times| times < 5)).collect::<Vec<_>>();
    assert!(missing.is_empty(), "hardly ever generated: {missing:?}");
    assert!(there * 2 > all, "only {there} of {all} values are there");
    assert!(rows.iter().all(|&rows| rows >= 800), "rows of the records over all programs: {rows:?}");
}

//! Random programs: what the reference says of them is of the type they declare, and the engine says the same.

use std::collections::{HashMap, HashSet};

use merit::program::{Kind, RecordId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::Config;

use crate::random::{Case, recipes};
use crate::reference::{Cell, Reference, V};

/// The day that random programs are evaluated as of.
const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 6, 30);

/// So many cases, unless the environment asks for more.
fn config(cases: u32) -> Config {
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
                prop_assert!(fits, "{} at row {row} is {cell:?}, but its type is {:?}", definition.name, definition.ty);
            }
        }
    }
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

/// Random programs are worth comparing: over five hundred, every form, operation and aggregate occurs, values are there far more
/// often than not, and no record is always empty.
#[test]
fn random_programs_use_the_whole_language() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = recipes(12);
    let mut words = HashMap::new();
    let (mut there, mut all) = (0, 0);
    let mut rows = vec![0; 6];
    for _ in 0..500 {
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
    let wanted = "Constant Blank NotApplicable Today Field Definition Row Map Settle Cases Piece Gather Reduce Rank Lookup Allocate \
        Add Subtract Multiply Divide Negate Not And Or Compare IsBlank IsNotApplicable CountYes Max Min Absolute FullUnits StartedUnits \
        Round FullMonths FullYears CalendarMonths Days DaysThrough YearOf MonthOf DayOf FirstOfMonth LastOfMonth Join ToText MoveMember \
        PlaceOf Linear Expr Sum Count CountDistinct Average Any All First Last List Percentile Best Worst Ordinal Never Out \
        LargestRemainder OneByOne ToFirst ToLast Lapse";
    let missing = wanted.split_whitespace().filter(|word| words.get(*word).is_none_or(|&times| times < 5)).collect::<Vec<_>>();
    assert!(missing.is_empty(), "hardly ever generated: {missing:?}");
    assert!(there * 2 > all, "only {there} of {all} values are there");
    assert!(rows.iter().all(|&rows| rows >= 500), "rows of the records over all programs: {rows:?}");
}

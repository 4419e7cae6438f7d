//! The engine against the reference: every value of random programs, whatever is kept and however many threads share the work.

use merit::plan::Plan;
use merit::program::ExprId;
use merit::run::{self, Keep, Settings, run};
use merit::values::Date;
use proptest::prelude::*;

use crate::random::{Case, recipes};
use crate::reference::{Cell, Reference, V};
use crate::soundness::config;

/// The day that random programs are evaluated as of.
const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 6, 30);

proptest! {
    #![proptest_config(config(250))]

    /// Every definition has the value that the reference gives it.
    #[test]
    fn values_are_those_of_the_reference(recipe in recipes(12)) {
        agree(&Case::new(&recipe))?;
    }
}

proptest! {
    #![proptest_config(config(150))]

    /// So it is where cells were not given.
    #[test]
    fn what_is_not_given_spreads_as_in_the_reference(recipe in recipes(12), one_in in 2..40usize) {
        let mut case = Case::on_files(&recipe);
        case.forget(one_in);
        agree(&case)?;
    }
}

/// Every scheme of the project: each named value, of each row, is what the reference says it is.
#[test]
fn schemes_are_those_of_the_reference() {
    for (name, program, tables) in crate::schemes::with_data() {
        let roots: Vec<ExprId> = program.definitions.iter().map(|definition| definition.value).collect();
        let day = program.head.as_of.unwrap_or(Date::new(2026, 6, 30).unwrap());
        let outcome = run(&program, &Plan::new(&program, &roots), &tables, &Settings { as_of: Some(day), ..Settings::default() }).unwrap();
        let as_of = jiff::civil::Date::new(day.year() as i16, day.month() as i8, day.day() as i8).unwrap();
        let mut reference = Reference::new(&program, &tables, as_of);
        for definition in &program.definitions {
            for row in 0..reference.rows(definition.owner) {
                let (found, expected) = (cell(outcome.value(definition.value, row)), reference.value(definition.value, row));
                assert!(found == expected, "{name}: {} at row {row} is {found:?}, and by the reference {expected:?}", definition.name);
            }
        }
    }
}

fn agree(case: &Case) -> Result<(), TestCaseError> {
    let program = &case.program;
    let roots: Vec<ExprId> = program.definitions.iter().map(|definition| definition.value).collect();
    let plan = Plan::new(program, &roots);
    let mut reference = Reference::new(program, &case.tables, AS_OF);
    for (keep, threads) in [(Keep::Outputs, 1), (Keep::All, 1), (Keep::Outputs, 3)] {
        let settings = Settings { as_of: Date::new(2026, 6, 30), keep, threads, ..Settings::default() };
        let outcome = match run(program, &plan, &case.tables, &settings) {
            Ok(outcome) => outcome,
            Err(findings) => return Err(TestCaseError::fail(format!("{findings:?}\n{case:?}"))),
        };
        for definition in &program.definitions {
            let rows = reference.rows(definition.owner);
            prop_assert_eq!(outcome.rows(definition.owner), rows, "rows of {}", program.record(definition.owner).name);
            for row in 0..rows {
                let expected = reference.value(definition.value, row);
                let found = cell(outcome.value(definition.value, row));
                prop_assert!(
                    found == expected || both_unknown(&found, &expected),
                    "{} at row {row}, {keep:?}: {found:?}, and by the reference {expected:?}\n{}\n{case:?}",
                    definition.name,
                    merit::plan::print::print(program, &plan)
                );
            }
        }
    }
    Ok(())
}

/// Over many rows, some not given and some too large, either is right: the reference tells the first it meets, the engine the gravest.
fn both_unknown(found: &Cell, expected: &Cell) -> bool {
    *found == Cell::TooLarge && *expected == Cell::NotGiven
}

/// What the engine says, in the words of the reference.
fn cell(cell: run::Cell) -> Cell {
    match cell {
        run::Cell::Present(value) => Cell::Present(V::of(&value)),
        run::Cell::Blank => Cell::Blank,
        run::Cell::NotApplicable => Cell::NotApplicable,
        run::Cell::NotGiven => Cell::NotGiven,
        run::Cell::TooLarge => Cell::TooLarge,
    }
}

//! From the tree to the checked program.
//!
//! First everything that has a name is declared ([`declare`]), then each value is lowered when it is first needed, so that definitions may
//! stand in any order and a cycle is found as the path that closes it. Domain clauses are lowered one file a clause ([`clauses`]) to the
//! core forms; nothing after this stage knows them but by their role.

mod absence;
mod builder;
mod builtins;
mod calendars;
mod causes;
mod clauses;
mod cohorts;
mod conditions;
mod declare;
mod define;
mod expr;
mod facts;
mod follows;
mod kinds;
mod names;
mod periods;
mod products;
mod records;
mod results;
mod series;
mod tables;
mod tests;
mod tiers;

pub use builtins::builtin_names;

use crate::diagnostics::Diagnostic;
use crate::program::{Currency, Head, Program, Record, Rows};
use crate::source::{Sources, Span};
use crate::syntax::ast;
use crate::values::{Exact, Feb29, Rounding};
use builder::Lower;

/// Checks the tree of a policy, whose words findings and reasons quote: gives the program, as whole as the findings allow, and the findings in the order of their places.
///
/// The program may be run only when no finding is an error.
pub fn check<'a>(file: &'a ast::File, sources: &'a Sources) -> (Program, Vec<Diagnostic>) {
    let mut lower = Lower::new(empty(), sources, file.language);
    lower.head(file);
    lower.declare_records(file);
    lower.declare_values(file);
    lower.finish_records();
    lower.lower_all();
    lower.finish_carries();
    lower.lower_assertions();
    lower.lower_results(file);
    lower.lower_tests(file);
    lower.note_unused();
    let (program, findings) = lower.finish();
    (program, follows::independent(file, sources, findings))
}

/// A program with the overall record and nothing else.
fn empty() -> Program {
    Program {
        head: Head {
            name: String::new(),
            version: None,
            in_force: None,
            as_of: None,
            currency: Currency(*b"CNY"),
            rounding: Rounding::HalfUp,
            unit: Exact::from_scaled(1, 2),
            subject: None,
            leap_day: Feb29::FallsOn28Feb,
            uses_today: false,
        },
        records: vec![Record { name: "overall".into(), span: Span::default(), rows: Rows::Overall, fields: Vec::new(), key: Vec::new() }],
        enumerations: Vec::new(),
        articles: Vec::new(),
        definitions: Vec::new(),
        tables: Vec::new(),
        folds: Vec::new(),
        expressions: Vec::new(),
        results: Vec::new(),
        assertions: Vec::new(),
        tests: Vec::new(),
    }
}

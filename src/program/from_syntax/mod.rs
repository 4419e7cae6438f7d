//! From the tree to the checked program.
//!
//! First everything that has a name is declared ([`declare`]), then each value is lowered when it is first needed, so that definitions may
//! stand in any order and a cycle is found as the path that closes it. Domain clauses are lowered one file a clause ([`clauses`]) to the
//! core forms; nothing after this stage knows them but by their role.

mod absence;
mod aggregates;
mod amendments;
mod anniversaries;
mod builder;
mod builtins;
mod calendars;
mod call_clauses;
mod cases;
mod causes;
mod circles;
mod clauses;
mod cohorts;
mod conditions;
mod declare;
mod define;
mod demand;
mod expr;
mod facts;
mod follows;
mod glued;
mod groups;
mod guards;
mod kinds;
mod mentions;
mod mismatches;
mod names;
mod periods;
mod places;
mod products;
mod ranges;
mod records;
mod results;
mod series;
mod shapes;
mod signs;
mod spelling;
mod splits;
mod spreadsheet;
mod subject;
mod tables;
mod tests;
mod tiers;

pub use builtins::builtin_names;

use crate::diagnostics::Diagnostic;
use crate::program::Program;
use crate::source::Sources;
use crate::syntax::{self, ast};
use builder::Lower;

/// The stack that the deepest values may need, with room to spare; the system gives what is used of it.
const STACK: usize = 256 << 20;

/// Checks the tree of a policy, whose words findings and reasons quote: gives the program, as whole as the findings allow, and the findings in the order of their places.
///
/// The program may be run only when no finding is an error.
pub fn check(file: &ast::File, sources: &Sources) -> (Program, Vec<Diagnostic>) {
    syntax::with_room(STACK, || lowered(file, sources))
}

fn lowered(file: &ast::File, sources: &Sources) -> (Program, Vec<Diagnostic>) {
    let mut lower = Lower::new(Program::default(), sources, file.language);
    lower.head(file);
    lower.note_amendments(file);
    lower.declare_records(file);
    lower.declare_values(file);
    lower.finish_records();
    lower.lower_all();
    lower.must_take_once();
    lower.finish_carries();
    lower.clawbacks_end();
    lower.lower_assertions();
    lower.lower_results(file);
    lower.lower_tests(file);
    lower.must_say_leap_day(file);
    lower.must_not_rest_on_own_rows();
    lower.note_unused();
    lower.tell_glued_names();
    let (program, findings) = lower.finish();
    (program, amendments::told(file, sources, follows::independent(file, sources, findings)))
}

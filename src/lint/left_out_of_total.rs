//! `left-out-of-total`: a record has a total of several pays and awards, and one of its pays or awards is in no total.

use std::collections::{BTreeSet, HashSet};

use crate::program::{Definition, DefinitionId, ExprId, Form, Program, RecordId, Role, each_part};
use crate::say;

use super::{Finding, Rule, Subject};

/// A total of fewer parts is a sum of its own, not all that somebody gets.
const FEWEST: usize = 2;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let program = subject.program;
    let totals = || program.definitions.iter().filter(|definition| matches!(definition.role, Role::Total(_)));
    let values = |total: &Definition| [total.value, total.unrounded];
    // A total of another record, as of everybody, counts a pay too.
    let in_any = read_by(program, totals().flat_map(values));
    let mut findings = Vec::new();
    let owners: BTreeSet<RecordId> = totals().map(|total| total.owner).collect();
    for owner in owners {
        let own_totals = || totals().filter(|total| total.owner == owner);
        let within = read_by(program, own_totals().flat_map(values));
        let amounts = || {
            let numbered = program.definitions.iter().zip((0..).map(DefinitionId));
            numbered.filter(|(amount, _)| amount.owner == owner && matches!(amount.role, Role::Pay | Role::Award))
        };
        let Some(total) = own_totals().next() else { continue };
        if amounts().filter(|(_, id)| within.contains(id)).count() < FEWEST {
            continue;
        }
        let is_total = |id: &DefinitionId| matches!(program.definition(*id).role, Role::Total(_));
        for (amount, _) in amounts().filter(|(_, id)| !in_any.contains(id)) {
            // What rests on a total cannot be one of its parts.
            if read_by(program, [amount.value].into_iter()).iter().any(is_total) {
                continue;
            }
            let (name, total) = (&amount.name, &total.name);
            let message = say!("`{name}` is in no total, as in `{total}`", "`{name}` 未计入 `{total}` 等总额");
            let help = say!("add it to `{total}`, or say with a comment why it is apart", "计入 `{total}`，或以注释说明为何不计");
            findings.push(Finding::new(Rule::LeftOutOfTotal, amount.span, message, help));
        }
    }
    findings
}

/// The named values that some values rest on.
fn read_by(program: &Program, from: impl Iterator<Item = ExprId>) -> HashSet<DefinitionId> {
    let (mut wanted, mut seen, mut read): (Vec<ExprId>, HashSet<ExprId>, HashSet<DefinitionId>) =
        (from.collect(), HashSet::new(), HashSet::new());
    while let Some(id) = wanted.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Form::Definition(definition) = program.expr(id).form {
            read.insert(definition);
        }
        each_part(program, id, &mut |part| wanted.push(part));
    }
    read
}

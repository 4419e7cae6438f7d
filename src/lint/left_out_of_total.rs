//! `left-out-of-total`: a record has a total of several pays and awards, and one of its pays or awards is in no total.

use std::collections::HashSet;

use crate::program::{DefinitionId, ExprId, Form, RecordId, Role, each_part};
use crate::say;

use super::{Finding, Rule, Subject};

/// A total of fewer parts is a sum of its own, not all that somebody gets.
const FEWEST: usize = 2;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let program = subject.program;
    let mut findings = Vec::new();
    let owners: HashSet<RecordId> = program.definitions.iter().map(|definition| definition.owner).collect();
    for owner in owners {
        let of_owner = || program.definitions.iter().zip(0..).filter(move |(definition, _)| definition.owner == owner);
        let totals: Vec<_> = of_owner().filter(|(definition, _)| matches!(definition.role, Role::Total(_))).collect();
        let read = read_by(subject, totals.iter().flat_map(|(total, _)| [total.value, total.unrounded]));
        let is_amount = |role: &Role| matches!(role, Role::Pay | Role::Award);
        let (within, without): (Vec<_>, Vec<_>) =
            of_owner().filter(|(definition, _)| is_amount(&definition.role)).partition(|(_, at)| read.contains(&DefinitionId(*at)));
        if within.len() < FEWEST {
            continue;
        }
        let Some((total, _)) = totals.first() else { continue };
        for (amount, _) in without {
            let (name, total) = (&amount.name, &total.name);
            findings.push(Finding {
                rule: Rule::LeftOutOfTotal,
                span: amount.span,
                message: say!("`{name}` is in no total, as in `{total}`", "`{name}` 未计入 `{total}` 等总额"),
                help: say!("add it to `{total}`, or say with a comment why it is apart", "计入 `{total}`，或以注释说明为何不计"),
                fix: None,
            });
        }
    }
    findings
}

/// The named values that some values rest on.
fn read_by(subject: &Subject<'_>, from: impl Iterator<Item = ExprId>) -> HashSet<DefinitionId> {
    let (mut wanted, mut seen, mut read): (Vec<ExprId>, HashSet<ExprId>, HashSet<DefinitionId>) =
        (from.collect(), HashSet::new(), HashSet::new());
    while let Some(id) = wanted.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Form::Definition(definition) = subject.program.expr(id).form {
            read.insert(definition);
        }
        each_part(subject.program, id, &mut |part| wanted.push(part));
    }
    read
}

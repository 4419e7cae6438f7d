//! What is missing for the next tier, grade, qualification or award, in inputs: found by evaluating again with a cell changed, and told only
//! where the whole evaluation, with all its assertions, then reaches it.
//!
//! Each change is the least one: with one unit of its input less, what it is for is not reached. Everything else stays as it is, the figures
//! of others too.

mod goals;
mod inputs;
mod limbs;
mod search;

use super::{Evaluation, Settings};
use crate::explain::{Change, Citation, Next, Options, Then, Way, Wording};
use crate::program::{DefinitionId, Kind, RecordId, Role};
use crate::run::Cell;
use crate::values::Value;
use goals::{Aim, Goal, goals};
use inputs::Rests;
pub(super) use inputs::{Choices, Input, rests_on};
pub(super) use search::{Probe, Target};

/// The most ways told of one goal.
const MOST_WAYS: usize = 6;

impl Evaluation<'_> {
    /// What is missing for what a row of a record has not reached; the evaluation must have kept its reasons.
    pub fn next(&self, record: RecordId, row: usize, options: &Options) -> Vec<Next<'_>> {
        let program = self.policy.program();
        let kept = self.kept();
        let wording = Wording::new(program, self.policy.sources(), &kept, options, record, row);
        let lines = crate::explain::lines_of(program, record, options);
        let mut finder = Finder { evaluation: self, record, row, wording, probe: Probe::new(self, row) };
        let goals = goals(self, &lines, row);
        goals.into_iter().filter_map(|goal| finder.next(&goal)).collect()
    }
}

struct Finder<'e, 'k> {
    evaluation: &'e Evaluation<'e>,
    record: RecordId,
    row: usize,
    wording: Wording<'e, 'k>,
    probe: Probe<'e>,
}

/// Cells with what they would hold.
type Changes = Vec<(Input, Value)>;

impl<'e> Finder<'e, '_> {
    fn next(&mut self, goal: &Goal) -> Option<Next<'e>> {
        let rests = rests_on(self.evaluation, &goal.exprs(), self.record, self.row);
        let found: Vec<Changes> = match goal.open.as_slice() {
            [one] => self.alone(one, &rests),
            several => self.together(several).into_iter().collect(),
        };
        let mut ways: Vec<Way> = Vec::new();
        for changes in found.iter().take(MOST_WAYS) {
            if let Some(then) = self.verified(goal, changes) {
                ways.push(Way { changes: changes.iter().map(|change| self.told(change)).collect(), then });
            }
        }
        let is_step = matches!(goal.aim, Aim::Tier(..) | Aim::Point { .. } | Aim::Unit { .. } | Aim::Case(_));
        let is_below = matches!(goal.open.as_slice(), [Target::UpTo(..) | Target::AtMost(..)]);
        // A row that can be reached and pays no more is nothing to reach; so is one below that nothing leads to.
        if ways.is_empty() && is_step && (is_below || !found.is_empty()) {
            return None;
        }
        let hindrance = ways.is_empty().then(|| self.hindrance(goal, &rests));
        let program = self.evaluation.policy.program();
        let article = program.definition(goal.definition).article;
        Some(Next {
            article: article.map(|article| Citation::of(program, article)),
            name: self.wording.name(goal.definition),
            goal: self.aim(goal),
            ways,
            hindrance,
        })
    }

    /// Every input that reaches something alone, with the least change of it.
    fn alone(&mut self, target: &Target, rests: &Rests) -> Vec<Changes> {
        rests.inputs.iter().filter_map(|input| Some(vec![(*input, self.probe.nearest(*input, target)?)])).collect()
    }

    /// Changes that reach several things one after the other, each by the first input that does; none of them more than all of it needs.
    fn together(&mut self, targets: &[Target]) -> Option<Changes> {
        let found = self.one_by_one(targets).and_then(|changes| self.tightened(changes, targets));
        self.probe.reset();
        found.filter(|changes| !changes.is_empty())
    }

    fn one_by_one(&mut self, targets: &[Target]) -> Option<Changes> {
        let mut changes: Changes = Vec::new();
        for target in targets {
            if self.probe.is_reached(target) {
                continue;
            }
            let inputs = rests_on(self.evaluation, &target.exprs(), self.record, self.row).inputs;
            let free = inputs.into_iter().filter(|input| changes.iter().all(|(changed, _)| changed != input));
            let (input, value) = free.into_iter().find_map(|input| Some((input, self.probe.nearest(input, target)?)))?;
            self.probe.put(input, &value);
            changes.push((input, value));
        }
        Some(changes)
    }

    /// Each change cut down to what is needed when the others are made; one that is not needed at all is left out.
    fn tightened(&mut self, mut changes: Changes, targets: &[Target]) -> Option<Changes> {
        let all = Target::All(targets.to_vec());
        for at in (0..changes.len()).rev() {
            self.probe.reset();
            for (_, (input, value)) in changes.iter().enumerate().filter(|(other, _)| *other != at) {
                self.probe.put(*input, value);
            }
            if self.probe.is_reached(&all) {
                changes.remove(at);
                continue;
            }
            let (input, value) = changes.get_mut(at)?;
            *value = self.probe.nearest(*input, &all)?;
        }
        Some(changes)
    }

    /// What comes out otherwise when cells are changed; none where the goal is not reached then, or the evaluation fails.
    fn verified(&mut self, goal: &Goal, changes: &Changes) -> Option<Vec<Then>> {
        let mut tables = self.evaluation.tables.clone();
        if !changes.iter().all(|(input, value)| tables.put(input.record, input.field, input.row, value)) {
            return None;
        }
        let settings = Settings { as_of: self.evaluation.as_of, reasons: true, ..Settings::default() };
        let after = self.evaluation.policy.evaluate(&tables, &settings).ok()?;
        goal.is_reached(self.evaluation, &after, self.row).then(|| self.outcomes(goal, &after))
    }

    /// The value of the goal and the totals, where they change.
    fn outcomes(&self, goal: &Goal, after: &Evaluation<'_>) -> Vec<Then> {
        let program = self.evaluation.policy.program();
        let totals = (0u32..).map(DefinitionId).zip(&program.definitions).filter(|(_, definition)| {
            definition.owner == self.record && definition.parent.is_none() && matches!(definition.role, Role::Total(_))
        });
        let told = std::iter::once(goal.definition).chain(totals.map(|(id, _)| id));
        let changed = told.filter_map(|id| {
            let (before, after) = (self.evaluation.value(id, self.row), after.value(id, self.row));
            let kind = program.definition(id).ty.kind;
            (before != after).then(|| Then {
                name: self.wording.name(id).into_owned(),
                before: self.cell(kind, &before),
                after: self.cell(kind, &after),
            })
        });
        changed.collect()
    }

    fn cell(&self, kind: Kind, cell: &Cell) -> String {
        match cell {
            Cell::Present(value) => self.wording.figure(kind, value),
            Cell::NotApplicable => self.wording.not_applicable().to_owned(),
            Cell::Blank | Cell::NotGiven | Cell::TooLarge => self.wording.blank().to_owned(),
        }
    }

    fn told(&self, (input, value): &(Input, Value)) -> Change {
        let program = self.evaluation.policy.program();
        let field = program.field(input.record, input.field);
        let record = &program.record(input.record).name;
        let key = self.evaluation.row_name(input.record, input.row);
        let from = match self.evaluation.field(input.record, input.field, input.row) {
            Cell::Present(from) => Some(from),
            _ => None,
        };
        let shown_name = match (input.record == self.record, program.record(input.record).key.is_empty()) {
            (true, _) => field.name.clone(),
            (false, true) => format!("{record}.{}", field.name),
            (false, false) => format!("{record} {key} {}", field.name),
        };
        Change {
            record: record.clone(),
            key,
            name: field.name.clone(),
            shown_name,
            by: from.as_ref().and_then(|from| self.wording.difference(field.ty.kind, from, value)),
            from: from.map(|from| self.wording.figure(field.ty.kind, &from)),
            to: self.wording.figure(field.ty.kind, value),
            value: match value {
                Value::Number(number) => crate::values::decimal::format_plain(number),
                Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
                value => self.wording.figure(field.ty.kind, value),
            },
        }
    }

    fn hindrance(&mut self, goal: &Goal, rests: &Rests) -> String {
        let program = self.evaluation.policy.program();
        let why = goal.open.iter().filter_map(|target| match target {
            Target::Holds(test, _) => Some(self.wording.why(*test)),
            Target::From(..) | Target::UpTo(..) | Target::Above(..) | Target::AtLeast(..) | Target::AtMost(..) | Target::All(_) => None,
        });
        let mut why: Vec<String> = why.filter(|why| !why.is_empty()).collect();
        why.dedup();
        let tried: Vec<String> = rests.inputs.iter().map(|input| program.field(input.record, input.field).name.clone()).collect();
        let named = |(record, field): &(RecordId, crate::program::FieldId)| {
            let other = program.record(*record);
            format!("{}.{}", other.name, program.field(*record, *field).name)
        };
        let others: Vec<String> = rests.others.iter().map(named).collect();
        let comma = self.wording.comma();
        self.wording.hindrance(&why.join(comma), &tried, &others, self.probe.is_spent())
    }

    fn aim(&mut self, goal: &Goal) -> String {
        let program = self.evaluation.policy.program();
        let kind = program.definition(goal.definition).ty.kind;
        match &goal.aim {
            Aim::Applies => self.wording.applies().to_owned(),
            Aim::Tier(piece, stretch) => match &program.expr(*piece).form {
                crate::program::Form::Piece(piece) => self.wording.tier(piece, *stretch),
                _ => String::new(),
            },
            Aim::Point { by, at } => self.wording.point(*by, at, program.expr(*by).ty.kind),
            Aim::Unit { of, unit } => self.wording.unit(*of, unit, program.expr(*of).ty.kind),
            Aim::Case(test) => self.wording.condition(*test, true),
            Aim::Member(member) => self.wording.figure(kind, &Value::Member(*member)),
            Aim::Truth(yes) => self.wording.figure(kind, &Value::YesNo(*yes)),
        }
    }
}

impl Goal {
    fn exprs(&self) -> Vec<crate::program::ExprId> {
        self.open.iter().flat_map(Target::exprs).collect()
    }
}

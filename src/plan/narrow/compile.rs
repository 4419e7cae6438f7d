//! From the steps of a segment to its narrow program.
//!
//! Each step is written by what it is: [`arithmetic`], [`comparisons`], [`choices`], [`tiers`]; what of it is needed, and where it is held, is
//! settled last, in [`slots`].

mod arithmetic;
mod choices;
mod comparisons;
mod slots;
mod tiers;

use super::{FlagsOp, Form, Line, MOST_MONEY, MOST_NUMBER, MOST_RATIO, Narrow, Range, Read, Source, UnitsOp};
use crate::plan::{Op, Plan, Stage, StepId, Way};
use crate::program::{Kind, OVERALL, Program, RecordId};
use crate::syntax::ast::Comparison;
use crate::values::{Duration, Exact, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use tiers::last_unit;

/// The most lines of a program: beyond it the general kernels do the rest.
const MOST_LINES: usize = 20_000;

/// Writes the narrow program of every segment.
pub(in crate::plan) fn write(plan: &mut Plan, program: &Program) {
    let outside = outside(plan);
    let mut stages = std::mem::take(&mut plan.stages);
    for stage in &mut stages {
        match stage {
            Stage::Segment { index, steps, narrow } if *index != OVERALL => {
                *narrow = compile(program, plan, *index, steps, &outside).map(Box::new);
            }
            // What has one row gains nothing.
            Stage::Segment { .. } | Stage::Whole(_) => {}
        }
    }
    plan.stages = stages;
}

/// The narrow program of some steps of a record; `outside` are those that others read. None where it would do nothing.
fn compile(program: &Program, plan: &Plan, index: RecordId, steps: &[StepId], outside: &FxHashSet<StepId>) -> Option<Narrow> {
    let inside: FxHashSet<StepId> = steps.iter().copied().collect();
    let mut compiler =
        Compiler { program, plan, index, inside: &inside, known: FxHashMap::default(), reads: Vec::new(), lines: Vec::new() };
    for step in steps {
        if compiler.lines.len() < MOST_LINES
            && let Some(known) = compiler.step(*step)
        {
            compiler.known.insert(*step, known);
        }
    }
    compiler.finish(steps, outside)
}

/// What is known of the values of a step.
#[derive(Clone, Debug)]
enum Known {
    Units(Units),
    Flags(Source),
    Days(Source),
    Codes(Source),
    /// A date and a duration.
    Later(Source, Duration),
    /// A quotient, and what stands for it where it has none.
    Quotient {
        a: Units,
        b: Units,
        zero: Option<Exact>,
    },
    /// A number and what it is divided by.
    Over(Units, Exact),
}

/// Numbers.
#[derive(Clone, Copy, Debug)]
struct Units {
    source: Source,
    scale: u8,
    range: Range,
}

struct Compiler<'p> {
    program: &'p Program,
    plan: &'p Plan,
    index: RecordId,
    inside: &'p FxHashSet<StepId>,
    known: FxHashMap<StepId, Known>,
    reads: Vec<Read>,
    lines: Vec<Line>,
}

impl Compiler<'_> {
    fn step(&mut self, id: StepId) -> Option<Known> {
        let plan = self.plan;
        match &plan.step(id).op {
            Op::Map(map, inputs) => self.map(map, inputs),
            Op::Settle { value, blank, .. } => {
                let known = self.known(*value)?;
                Some(match (known, blank.map(|blank| &plan.step(blank).op)) {
                    (Known::Quotient { a, b, zero: None }, Some(Op::Constant(Value::Number(zero)))) => {
                        Known::Quotient { a, b, zero: Some(zero.clone()) }
                    }
                    (Known::Quotient { .. }, _) => return None,
                    // Nothing that is known here is absent.
                    (known, _) => known,
                })
            }
            Op::Cases { arms, otherwise: Some(otherwise) } => self.cases(arms, *otherwise),
            Op::Piece(piece) => self.piece(piece),
            Op::Lookup { table, keys, column } => match keys.as_slice() {
                [key] => self.lookup(*table, *key, *column),
                _ => None,
            },
            _ => None,
        }
    }

    /// What is known of a step that is read: of this program, or a column that is there before.
    fn known(&mut self, id: StepId) -> Option<Known> {
        if let Some(known) = self.known.get(&id) {
            return Some(known.clone());
        }
        let step = self.plan.step(id);
        if let Op::Constant(value) = &step.op {
            return constant(value);
        }
        if self.inside.contains(&id)
            || (step.index != self.index && step.index != OVERALL)
            || matches!(step.op, Op::Blank | Op::NotApplicable)
        {
            return None;
        }
        let form = match step.kind {
            Kind::Money(_) => self.form_of(id, step.scale?, MOST_MONEY),
            Kind::Number => {
                let scale = step.scale?;
                let most = 10i64.checked_pow(u32::from(scale)).and_then(|units| MOST_NUMBER.checked_mul(units));
                self.form_of(id, scale, most.unwrap_or(MOST_MONEY).min(MOST_MONEY))
            }
            Kind::Ratio | Kind::Points => self.form_of(id, step.scale?, MOST_RATIO),
            Kind::YesNo => Form::Flags,
            Kind::Date => Form::Days,
            Kind::Member(_) => Form::Codes,
            Kind::Text | Kind::Reference(_) | Kind::Duration | Kind::Nothing => return None,
        };
        let at = u16::try_from(self.reads.len()).ok()?;
        self.reads.push(Read { step: id, form });
        let source = Source::Read(at);
        let known = match form {
            Form::Units { scale, range } => Known::Units(Units { source, scale, range }),
            Form::Flags => Known::Flags(source),
            Form::Days => Known::Days(source),
            Form::Codes => Known::Codes(source),
        };
        self.known.insert(id, known.clone());
        Some(known)
    }

    /// Numbers in the range that their field declares, and no greater than such numbers usually are.
    fn form_of(&self, id: StepId, scale: u8, most: i64) -> Form {
        let mut range = Range { least: most.saturating_neg(), most };
        let Op::Field(field) = self.plan.step(id).op else { return Form::Units { scale, range } };
        for (comparison, value) in &self.program.field(self.index, field).range {
            let Value::Number(bound) = value else { continue };
            // A unit more than the bound does no harm.
            let (Some(low), Some(high)) = (last_unit(bound, true, scale), last_unit(&bound.neg(), true, scale)) else { continue };
            let bounded = match comparison {
                Comparison::Less | Comparison::LessOrEqual => Range { least: i64::MIN, most: low },
                Comparison::Greater | Comparison::GreaterOrEqual => Range { least: high.saturating_neg(), most: i64::MAX },
                Comparison::Equal | Comparison::NotEqual => continue,
            };
            range = bounded.within(range);
        }
        Form::Units { scale, range }
    }

    fn units(&mut self, id: StepId) -> Option<Units> {
        match self.known(id)? {
            Known::Units(units) => Some(units),
            _ => None,
        }
    }

    fn flags(&mut self, id: StepId) -> Option<Source> {
        match self.known(id)? {
            Known::Flags(source) => Some(source),
            _ => None,
        }
    }

    /// Adds a line that gives numbers; its slot is its number until slots are given out.
    fn line(&mut self, op: UnitsOp) -> Option<Source> {
        let out = u16::try_from(self.lines.len()).ok()?;
        self.lines.push(Line::Units(op, out));
        Some(Source::Slot(out))
    }

    /// Adds a line that gives yes or no.
    fn flag(&mut self, op: FlagsOp) -> Option<Known> {
        let out = u16::try_from(self.lines.len()).ok()?;
        self.lines.push(Line::Flags(op, out));
        Some(Known::Flags(Source::Slot(out)))
    }
}

fn constant(value: &Value) -> Option<Known> {
    Some(match value {
        Value::Number(number) => {
            let scale = number.decimals()?;
            let unit = i64::try_from(number.to_scaled(scale)?).ok()?;
            Range::between(i128::from(unit), i128::from(unit))?;
            Known::Units(Units { source: Source::Constant(unit), scale, range: Range::of(unit) })
        }
        Value::YesNo(yes) => Known::Flags(Source::Constant(i64::from(*yes))),
        Value::Date(date) => Known::Days(Source::Constant(i64::from(date.days()))),
        Value::Member(member) => Known::Codes(Source::Constant(i64::from(*member))),
        Value::Duration(_) | Value::Text(_) | Value::Reference(_) => return None,
    })
}

/// The steps that somebody outside of each segment reads.
fn outside(plan: &Plan) -> FxHashSet<StepId> {
    let mut segment_of: FxHashMap<StepId, usize> = FxHashMap::default();
    for (at, stage) in plan.stages.iter().enumerate() {
        if let Stage::Segment { steps, .. } = stage {
            segment_of.extend(steps.iter().map(|step| (*step, at)));
        }
    }
    let mut outside: FxHashSet<StepId> = plan.roots.iter().filter_map(|root| plan.of.get(root)).chain(&plan.lean.kept).copied().collect();
    for id in plan.ids().filter(|id| !plan.lean.left_out.contains(id)) {
        let step = plan.step(id);
        let own = segment_of.get(&id);
        let tests = step.guard.map(|guard| plan.step(guard.cases).op.inputs()).unwrap_or_default();
        let gathered = |input: &StepId| matches!(step.op, Op::Gather { value, .. } if value == *input);
        let inputs = step.op.inputs().into_iter().chain(tests);
        outside.extend(
            inputs.filter(|input| own.is_none() || step.op.way() != Way::Elementwise || segment_of.get(input) != own || gathered(input)),
        );
    }
    outside
}

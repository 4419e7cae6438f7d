//! From the checked program to steps: what the roots need, each thing once, inputs first.
//!
//! It goes depth first with a stack of its own, so that long chains of definitions cost memory and not the thread's stack: first what a thing
//! is made of ([`parts`]), then the step that it becomes ([`steps`]). The parts of cases are met in written order; so what only one arm needs
//! stands after the condition of that arm.

mod parts;
mod steps;

use super::{Body, Lean, Op, Plan, Step, StepId, guards, narrow, scales, schedule, simplify};
use crate::program::{ExprId, FieldId, FoldId, Kind, LedgerId, OVERALL, Program, RecordId, Rows, Type};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

impl Plan {
    /// Plans what these expressions need, and nothing else.
    pub fn new(program: &Program, roots: &[ExprId]) -> Plan {
        let mut planner = Planner::new(program);
        for root in roots {
            planner.plan(Need::Expr(*root));
        }
        let of = planner.done.iter().filter_map(|(need, step)| match need {
            Need::Expr(expr) => Some((*expr, *step)),
            Need::Field(..) | Need::Make(_) | Need::Fold(_) | Need::Ledger(_) => None,
        });
        let of = of.collect();
        let Planner { steps, bodies, amounts, circle, .. } = planner;
        let mut plan = Plan { of, circle, steps, bodies, amounts, stages: Vec::new(), roots: roots.to_vec(), lean: Lean::default() };
        schedule::order(&mut plan);
        guards::find(&mut plan);
        narrow::write(&mut plan, program);
        plan
    }
}

/// Something that becomes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Need {
    Expr(ExprId),
    Field(RecordId, FieldId),
    Make(RecordId),
    Fold(FoldId),
    Ledger(LedgerId),
}

/// What a body belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Fold(FoldId),
    Ledger(LedgerId),
}

pub(super) struct Planner<'p> {
    pub(super) program: &'p Program,
    pub(super) steps: Vec<Step>,
    known: FxHashMap<(Op, RecordId, Kind), StepId>,
    done: FxHashMap<Need, StepId>,
    circle: Option<Span>,
    /// In a body: of what, and what is given to it.
    within: Option<(Inside, FxHashMap<ExprId, u32>)>,
    /// What is given to each fold, once it was asked.
    given: FxHashMap<FoldId, Vec<ExprId>>,
    /// What is given to each ledger, once it was asked.
    given_entries: FxHashMap<LedgerId, Vec<ExprId>>,
    bodies: FxHashMap<FoldId, Body>,
    amounts: FxHashMap<ExprId, Body>,
}

impl<'p> Planner<'p> {
    fn new(program: &'p Program) -> Planner<'p> {
        Planner {
            program,
            steps: Vec::new(),
            known: FxHashMap::default(),
            done: FxHashMap::default(),
            circle: None,
            within: None,
            given: FxHashMap::default(),
            given_entries: FxHashMap::default(),
            bodies: FxHashMap::default(),
            amounts: FxHashMap::default(),
        }
    }

    /// A planner of a body, to which these are given.
    pub(super) fn within(program: &'p Program, inside: Inside, given: FxHashMap<ExprId, u32>) -> Planner<'p> {
        let mut planner = Planner::new(program);
        planner.within = Some((inside, given));
        planner
    }

    /// The body that was planned.
    pub(super) fn body(self, next: Vec<StepId>) -> Body {
        let of = self.done.iter().filter_map(|(need, step)| match need {
            Need::Expr(expr) => Some((*expr, *step)),
            _ => None,
        });
        Body { next, of: of.collect(), steps: self.steps }
    }

    /// The step of an expression that is asked for.
    pub(super) fn root(&mut self, expr: ExprId) -> StepId {
        self.plan(Need::Expr(expr));
        self.expr(expr)
    }

    fn plan(&mut self, root: Need) {
        let mut stack = vec![(root, false)];
        let mut open = FxHashSet::default();
        while let Some((need, opened)) = stack.pop() {
            if self.done.contains_key(&need) {
                continue;
            }
            if opened {
                let step = self.build(need);
                self.done.insert(need, step);
                open.remove(&need);
                continue;
            }
            if !open.insert(need) {
                let span = self.span_of(need);
                self.circle.get_or_insert(span);
                let nothing = self.add(Op::Blank, OVERALL, Type::present(Kind::Nothing), span);
                self.done.insert(need, nothing);
                continue;
            }
            stack.push((need, true));
            let parts = self.parts(need);
            stack.extend(parts.into_iter().rev().filter(|part| !self.done.contains_key(part)).map(|part| (part, false)));
        }
    }

    fn span_of(&self, need: Need) -> Span {
        match need {
            Need::Expr(id) => self.program.expr(id).span,
            Need::Field(record, field) => self.program.field(record, field).span,
            Need::Make(record) => self.program.record(record).span,
            Need::Fold(fold) => self.program.fold(fold).span,
            Need::Ledger(ledger) => self.program.ledger(ledger).span,
        }
    }

    fn is_given(&self, id: ExprId) -> bool {
        self.within.as_ref().is_some_and(|(_, given)| given.contains_key(&id))
    }

    /// Adds a step unless there is an equal one, after making it simpler.
    pub(super) fn add(&mut self, op: Op, index: RecordId, ty: Type, span: Span) -> StepId {
        let op = match simplify::simplify(self, op, ty, span) {
            simplify::Simple::Op(op) => op,
            simplify::Simple::Step(step) => return step,
        };
        let index = self.index_of(&op, index);
        let key = (op, index, ty.kind);
        if let Some(step) = self.known.get(&key) {
            return *step;
        }
        let op = key.0.clone();
        let id = StepId(u32::try_from(self.steps.len()).unwrap_or(u32::MAX));
        let scale = scales::of(self, &op, index);
        self.known.insert(key, id);
        self.steps.push(Step { op, index, kind: ty.kind, scale, guard: None, span });
        id
    }

    /// The record that an operation really varies over: what only reads values of nobody in particular is itself one.
    fn index_of(&self, op: &Op, index: RecordId) -> RecordId {
        match op {
            Op::Constant(_) | Op::Blank | Op::NotApplicable | Op::Today => OVERALL,
            Op::Map(..) | Op::Settle { .. } | Op::Cases { .. } | Op::Piece(_) | Op::Lookup { .. } => {
                let inputs = op.inputs();
                inputs.iter().map(|input| self.steps[input.at()].index).find(|index| *index != OVERALL).unwrap_or(OVERALL)
            }
            Op::Gather { reference, .. } => self.steps[reference.at()].index,
            Op::Field(_) | Op::Made { .. } | Op::Grouped(_) | Op::Row(_) | Op::Computed(_) | Op::Given(_) | Op::State(_) => index,
            Op::Carried { .. } | Op::Fold(_) | Op::Ledger(_) | Op::Closing { .. } | Op::Scan(_) => index,
            Op::Reduce(_) | Op::Cover(_) | Op::Rank(_) | Op::Allocate(_) | Op::Make(_) => index,
        }
    }

    fn of(&self, need: Need) -> StepId {
        // Parts are planned before what is made of them.
        self.done.get(&need).copied().unwrap_or(StepId(0))
    }

    fn expr(&self, id: ExprId) -> StepId {
        self.of(Need::Expr(id))
    }

    fn exprs(&self, ids: &[ExprId]) -> Vec<StepId> {
        ids.iter().map(|id| self.expr(*id)).collect()
    }

    fn make(&self, record: RecordId) -> Option<StepId> {
        self.made(record).map(|need| self.of(need))
    }

    fn made(&self, record: RecordId) -> Option<Need> {
        match self.program.record(record).rows {
            Rows::Overall | Rows::File(_) | Rows::Calendar(_) => None,
            Rows::Product(_) | Rows::Group { .. } | Rows::Split { .. } | Rows::Tranches(_) => Some(Need::Make(record)),
        }
    }

    fn target(&self, record: RecordId, field: FieldId) -> Option<RecordId> {
        match self.program.field(record, field).ty.kind {
            Kind::Reference(target) => Some(target),
            _ => None,
        }
    }

    /// The fields that so many values are looked up in: the key, or for a group without a declared one what it was grouped by.
    fn key_of(&self, target: RecordId, parts: usize) -> Vec<FieldId> {
        let record = self.program.record(target);
        if record.key.is_empty() {
            return (0..record.fields.len().min(parts) as u32).map(FieldId).collect();
        }
        record.key.clone()
    }
}

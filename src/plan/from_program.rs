//! From the checked program to steps: what the roots need, each thing once, inputs first.
//!
//! It goes depth first with a stack of its own, so that long chains of definitions cost memory and not the thread's stack. The parts
//! of cases are met in written order; so what only one arm needs stands after the condition of that arm.

use super::{Allocate, Computed, Cover, Fold, How, Make, OddUnits, Op, Piece, Plan, Rank, Reduce, Step, StepId, Stretch, Tranches};
use super::{Body, Lean, Scan, folds, guards, ledgers, narrow, scales, schedule, simplify};
use crate::program::{self, Cells, ExprId, FieldId, FoldId, Form, Kind, LedgerId, OVERALL, Program, RecordId, Rows, StretchValue, Type};
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

    /// What a thing is made of, in written order.
    fn parts(&mut self, need: Need) -> Vec<Need> {
        let mut parts = Vec::new();
        match need {
            Need::Expr(id) if self.is_given(id) => {}
            Need::Expr(id) => self.parts_of_expr(id, &mut parts),
            Need::Fold(id) => {
                let program = self.program;
                let fold = program.fold(id);
                let given = self.given.entry(id).or_insert_with(|| folds::given(program, id));
                parts.extend(given.iter().map(|given| Need::Expr(*given)));
                parts.extend(fold.states.iter().map(|state| Need::Expr(state.starts)));
                parts.extend(fold.series.within.map(Need::Expr));
                parts.extend(fold.series.order.iter().map(|key| Need::Expr(*key)));
                parts.extend(self.made(fold.record));
            }
            Need::Ledger(id) => {
                let program = self.program;
                let given = self.given_entries.entry(id).or_insert_with(|| ledgers::given(program, id));
                parts.extend(given.iter().map(|given| Need::Expr(*given)));
                let (exprs, records) = ledgers::needs(program.ledger(id));
                parts.extend(exprs.into_iter().map(Need::Expr));
                parts.extend(records.into_iter().filter_map(|record| self.made(record)));
            }
            Need::Field(record, field) => match &self.program.field(record, field).cells {
                Cells::Column { .. } => {}
                Cells::Made => parts.push(Need::Make(record)),
                Cells::Worked(value) => parts.push(Need::Expr(*value)),
                Cells::Grouped => parts.extend(self.target(record, field).map(Need::Make)),
                Cells::Computed { by, .. } => {
                    parts.extend(by.iter().map(|by| Need::Expr(*by)));
                    if let Some(target) = self.target(record, field) {
                        parts.extend(self.key_of(target, by.len()).into_iter().map(|key| Need::Field(target, key)));
                    }
                }
            },
            Need::Make(record) => match &self.program.record(record).rows {
                Rows::Overall | Rows::File(_) | Rows::Calendar(_) => {}
                Rows::Product(of) => parts.extend(of.iter().filter_map(|of| self.made(*of))),
                Rows::Group { of, by } => {
                    parts.extend(by.iter().map(|by| Need::Expr(*by)));
                    parts.extend(self.made(*of));
                }
                Rows::Tranches(made) => {
                    parts.extend([made.amount, made.parts, made.from].map(Need::Expr));
                    parts.extend(self.made(made.of));
                }
                Rows::Split { of, amount, shares } => {
                    parts.push(Need::Expr(*amount));
                    for (party, part) in shares {
                        parts.push(Need::Expr(*party));
                        parts.extend(part.map(Need::Expr));
                    }
                    parts.extend(self.made(*of));
                }
            },
        }
        parts
    }

    fn parts_of_expr(&self, id: ExprId, parts: &mut Vec<Need>) {
        let expr = self.program.expr(id);
        let mut exprs = |list: &[ExprId]| parts.extend(list.iter().map(|id| Need::Expr(*id)));
        match &expr.form {
            Form::Constant(_) | Form::Blank | Form::NotApplicable | Form::Today => {}
            Form::Field(field) => parts.push(Need::Field(expr.index, *field)),
            Form::Definition(id) => exprs(&[self.program.definition(*id).value]),
            Form::Row => parts.extend(self.made(expr.index)),
            Form::Map(_, inputs) => exprs(inputs),
            Form::Settle { value, blank, not_applicable } => {
                exprs(&[*value]);
                exprs(blank.as_slice());
                exprs(not_applicable.as_slice());
            }
            Form::Cases { arms, otherwise } => {
                for (test, value) in arms {
                    exprs(&[*test, *value]);
                }
                exprs(otherwise.as_slice());
            }
            Form::Piece(piece) => {
                exprs(&[piece.by]);
                for stretch in &piece.stretches {
                    match stretch.value {
                        StretchValue::Linear { .. } => {}
                        StretchValue::Expr(value) => exprs(&[value]),
                    }
                }
            }
            Form::Gather { reference, value } => exprs(&[*reference, *value]),
            Form::Reduce(reduce) => {
                for part in [reduce.by, reduce.filter, reduce.value, reduce.weight] {
                    exprs(part.as_slice());
                }
                exprs(&reduce.order);
                parts.extend(self.made(reduce.over));
                parts.extend(self.made(expr.index));
            }
            Form::Cover(cover) => {
                for part in [cover.by, cover.filter] {
                    exprs(part.as_slice());
                }
                exprs(&[cover.covered.0, cover.covered.1, cover.during.0, cover.during.1]);
                parts.extend(self.made(cover.over));
                parts.extend(self.made(expr.index));
            }
            Form::Rank(rank) => {
                for (key, _) in &rank.keys {
                    exprs(&[*key]);
                }
                exprs(rank.within.as_slice());
                exprs(rank.among.as_slice());
                parts.extend(self.made(expr.index));
            }
            Form::Lookup { keys, .. } => exprs(keys),
            Form::Scan(scan) => {
                exprs(scan.value.as_slice());
                exprs(scan.series.within.as_slice());
                exprs(&scan.series.order);
                parts.extend(self.made(expr.index));
            }
            Form::Carried { fold, .. } => match &self.within {
                Some((Inside::Fold(own), _)) if own == fold => {}
                _ => parts.push(Need::Fold(*fold)),
            },
            Form::Closing { ledger, .. } => parts.push(Need::Ledger(*ledger)),
            Form::Balance { .. } => {}
            Form::AtEntry(value) => exprs(&[*value]),
            Form::Allocate(allocate) => {
                exprs(&[allocate.amount]);
                exprs(allocate.within.as_slice());
                exprs(allocate.among.as_slice());
                exprs(&[allocate.weight]);
                exprs(odd_order(&allocate.odd));
                parts.extend(self.made(expr.index));
            }
        }
    }

    fn build(&mut self, need: Need) -> StepId {
        match need {
            Need::Expr(id) => self.build_expr(id),
            Need::Fold(id) => self.build_fold(id),
            Need::Ledger(id) => self.build_ledger(id),
            Need::Field(record, field) => {
                let declared = self.program.field(record, field);
                let (ty, span) = (declared.ty, declared.span);
                let op = match &declared.cells {
                    Cells::Column { .. } => Op::Field(field),
                    Cells::Worked(value) => return self.expr(*value),
                    Cells::Made => Op::Made { make: self.of(Need::Make(record)), field },
                    Cells::Grouped => match self.target(record, field) {
                        Some(target) => Op::Grouped(self.of(Need::Make(target))),
                        None => Op::Blank,
                    },
                    Cells::Computed { by, or_blank } => match self.target(record, field) {
                        Some(target) => Op::Computed(Computed {
                            field,
                            by: by.iter().map(|by| self.expr(*by)).collect(),
                            target,
                            keys: self.key_of(target, by.len()).into_iter().map(|key| self.of(Need::Field(target, key))).collect(),
                            or_blank: *or_blank,
                        }),
                        None => Op::Blank,
                    },
                };
                self.add(op, record, ty, span)
            }
            Need::Make(record) => {
                let declared = self.program.record(record);
                let (of, how) = match &declared.rows {
                    Rows::Overall | Rows::File(_) | Rows::Calendar(_) => (OVERALL, How::Group(Vec::new())),
                    Rows::Product(of) => {
                        let makes = of.iter().filter_map(|of| self.make(*of)).collect();
                        (OVERALL, How::Product { of: of.clone(), makes })
                    }
                    Rows::Group { of, by } => (*of, How::Group(by.iter().map(|by| self.expr(*by)).collect())),
                    Rows::Tranches(made) => {
                        let how = How::Tranches(Box::new(Tranches {
                            amount: self.expr(made.amount),
                            parts: self.expr(made.parts),
                            from: self.expr(made.from),
                            step: made.step,
                            unit: made.unit.clone(),
                            odd: made.odd,
                        }));
                        (made.of, how)
                    }
                    Rows::Split { of, amount, shares } => {
                        let shares = shares.iter().map(|(party, part)| (self.expr(*party), part.map(|part| self.expr(part)))).collect();
                        (*of, How::Split { amount: self.expr(*amount), shares })
                    }
                };
                let make = self.make(of);
                let ty = Type::present(Kind::Reference(record));
                self.add(Op::Make(Make { of, how, make }), record, ty, declared.span)
            }
        }
    }

    fn is_given(&self, id: ExprId) -> bool {
        self.within.as_ref().is_some_and(|(_, given)| given.contains_key(&id))
    }

    fn build_fold(&mut self, id: FoldId) -> StepId {
        let program = self.program;
        let fold = program.fold(id);
        let given = self.given.get(&id).cloned().unwrap_or_default();
        let body = folds::body(program, id, &given);
        self.bodies.insert(id, body);
        let starts: Vec<ExprId> = fold.states.iter().map(|state| state.starts).collect();
        let op = Op::Fold(Fold {
            fold: id,
            starts: self.exprs(&starts),
            given: self.exprs(&given),
            within: fold.series.within.map(|within| self.expr(within)),
            order: self.exprs(&fold.series.order),
            make: self.make(fold.record),
        });
        self.add(op, fold.record, Type::present(Kind::Nothing), fold.span)
    }

    fn build_ledger(&mut self, id: LedgerId) -> StepId {
        let program = self.program;
        let ledger = program.ledger(id);
        let given = self.given_entries.get(&id).cloned().unwrap_or_default();
        self.amounts.extend(ledgers::bodies(program, id, &given));
        let op = ledgers::step(ledger, id, &given, &|expr| self.expr(expr), &|record| self.make(record));
        self.add(Op::Ledger(Box::new(op)), ledger.owner, Type::present(Kind::Nothing), ledger.span)
    }

    fn build_expr(&mut self, id: ExprId) -> StepId {
        let program = self.program;
        let expr = program.expr(id);
        if let Some((_, given)) = &self.within
            && let Some(&number) = given.get(&id)
        {
            return self.add(Op::Given(number), expr.index, expr.ty, expr.span);
        }
        let op = match &expr.form {
            Form::Constant(value) => Op::Constant(value.clone()),
            Form::Blank => Op::Blank,
            Form::NotApplicable => Op::NotApplicable,
            Form::Today => Op::Today,
            Form::Field(field) => return self.of(Need::Field(expr.index, *field)),
            Form::Definition(id) => return self.expr(program.definition(*id).value),
            Form::Row => Op::Row(self.make(expr.index)),
            Form::Map(map, inputs) => Op::Map(map.clone(), self.exprs(inputs)),
            Form::Settle { value, blank, not_applicable } => Op::Settle {
                value: self.expr(*value),
                blank: blank.map(|blank| self.expr(blank)),
                not_applicable: not_applicable.map(|value| self.expr(value)),
            },
            Form::Cases { arms, otherwise } => Op::Cases {
                arms: arms.iter().map(|(test, value)| (self.expr(*test), self.expr(*value))).collect(),
                otherwise: otherwise.map(|value| self.expr(value)),
            },
            Form::Piece(piece) => {
                let stretches = piece.stretches.iter().map(|stretch| match &stretch.value {
                    StretchValue::Linear { base, slope } => Stretch::Linear { base: base.clone(), slope: slope.clone() },
                    StretchValue::Expr(value) => Stretch::Step(self.expr(*value)),
                });
                let stretches = stretches.collect();
                Op::Piece(Piece { by: self.expr(piece.by), bounds: piece.bounds.clone(), stretches, floor: piece.floor.clone() })
            }
            Form::Gather { reference, value } => Op::Gather { reference: self.expr(*reference), value: self.expr(*value) },
            Form::Reduce(reduce) => {
                let makes = [self.make(reduce.over), self.make(expr.index)].into_iter().flatten().collect();
                Op::Reduce(Reduce {
                    op: reduce.op.clone(),
                    over: reduce.over,
                    by: reduce.by.map(|by| self.expr(by)),
                    filter: reduce.filter.map(|filter| self.expr(filter)),
                    value: reduce.value.map(|value| self.expr(value)),
                    weight: reduce.weight.map(|weight| self.expr(weight)),
                    skip_blanks: reduce.skip_blanks,
                    order: self.exprs(&reduce.order),
                    makes,
                })
            }
            Form::Cover(cover) => Op::Cover(Cover {
                measure: cover.measure,
                over: cover.over,
                by: cover.by.map(|by| self.expr(by)),
                filter: cover.filter.map(|filter| self.expr(filter)),
                covered: (self.expr(cover.covered.0), self.expr(cover.covered.1)),
                skip_blanks: cover.skip_blanks,
                during: (self.expr(cover.during.0), self.expr(cover.during.1)),
                makes: [self.make(cover.over), self.make(expr.index)].into_iter().flatten().collect(),
            }),
            Form::Rank(rank) => Op::Rank(Rank {
                keys: rank.keys.iter().map(|(key, order)| (self.expr(*key), *order)).collect(),
                within: rank.within.map(|within| self.expr(within)),
                among: rank.among.map(|among| self.expr(among)),
                place: rank.place,
                blanks: rank.blanks,
                make: self.make(expr.index),
            }),
            Form::Lookup { table, keys, column } => Op::Lookup { table: *table, keys: self.exprs(keys), column: *column },
            Form::Scan(scan) => Op::Scan(Scan {
                op: scan.op.clone(),
                value: scan.value.map(|value| self.expr(value)),
                within: scan.series.within.map(|within| self.expr(within)),
                order: self.exprs(&scan.series.order),
                make: self.make(expr.index),
            }),
            Form::Carried { fold, state } => match &self.within {
                Some((Inside::Fold(own), _)) if own == fold => Op::State(*state),
                _ => Op::Carried { fold: self.of(Need::Fold(*fold)), state: *state },
            },
            Form::Closing { ledger, account } => Op::Closing { ledger: self.of(Need::Ledger(*ledger)), account: *account },
            Form::Balance { ledger, account, sum } => match &self.within {
                Some((Inside::Ledger(own), _)) if own == ledger => Op::State(ledgers::state(program.ledger(*ledger), *account, *sum)),
                _ => Op::Blank,
            },
            Form::AtEntry(value) => return self.expr(*value),
            Form::Allocate(allocate) => Op::Allocate(Allocate {
                amount: self.expr(allocate.amount),
                within: allocate.within.map(|within| self.expr(within)),
                among: allocate.among.map(|among| self.expr(among)),
                weight: self.expr(allocate.weight),
                unit: allocate.unit.clone(),
                odd: odd_units(&allocate.odd),
                order: self.exprs(odd_order(&allocate.odd)),
                make: self.make(expr.index),
            }),
        };
        self.add(op, expr.index, expr.ty, expr.span)
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

fn odd_order(odd: &program::OddUnits) -> &[ExprId] {
    match odd {
        program::OddUnits::LargestRemainder(order)
        | program::OddUnits::OneByOne(order)
        | program::OddUnits::ToFirst(order)
        | program::OddUnits::ToLast(order) => order,
        program::OddUnits::Lapse => &[],
    }
}

fn odd_units(odd: &program::OddUnits) -> OddUnits {
    match odd {
        program::OddUnits::LargestRemainder(_) => OddUnits::LargestRemainder,
        program::OddUnits::OneByOne(_) => OddUnits::OneByOne,
        program::OddUnits::ToFirst(_) => OddUnits::ToFirst,
        program::OddUnits::ToLast(_) => OddUnits::ToLast,
        program::OddUnits::Lapse => OddUnits::Lapse,
    }
}

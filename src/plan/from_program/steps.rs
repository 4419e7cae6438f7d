//! The step that each thing becomes, when those of its parts are there.

use super::parts::odd_order;
use super::{Inside, Need, Planner};
use crate::plan::{
    Allocate, Computed, Cover, Fold, How, Make, OddUnits, Op, Piece, Rank, Reduce, Scan, StepId, Stretch, Tranches, folds, ledgers,
};
use crate::program::{self, Cells, ExprId, FoldId, Form, Kind, LedgerId, OVERALL, Rows, StretchValue, Type};

impl Planner<'_> {
    pub(super) fn build(&mut self, need: Need) -> StepId {
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

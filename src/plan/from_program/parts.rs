//! What each thing is made of.

use super::{Inside, Need, Planner};
use crate::plan::{folds, ledgers};
use crate::program::{Cells, ExprId, Form, OddUnits, Rows, StretchValue};

impl Planner<'_> {
    /// What a thing is made of, in written order.
    pub(super) fn parts(&mut self, need: Need) -> Vec<Need> {
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
}

/// What odd units go by.
pub(super) fn odd_order(odd: &OddUnits) -> &[ExprId] {
    match odd {
        OddUnits::LargestRemainder(order) | OddUnits::OneByOne(order) | OddUnits::ToFirst(order) | OddUnits::ToLast(order) => order,
        OddUnits::Lapse => &[],
    }
}

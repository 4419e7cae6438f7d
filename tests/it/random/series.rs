//! Random forms along series: neighbours, running aggregates, streaks, and states that are carried.

use merit::program::{Carried, ExprId, Fold, FoldId, Form, Kind, Map, OVERALL, RecordId, ReduceOp, Scan, ScanOp, Series, Type};
use merit::source::Span;
use merit::syntax::ast::Comparison;

use super::expressions::Writer;

impl Writer<'_, '_> {
    /// Something found along a series; on the record of nobody there is no series, so it is an aggregate.
    pub(super) fn scan(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        if on == OVERALL {
            return self.reduce(on, kind, depth);
        }
        let (series, absence) = self.series(on, depth);
        let aggregates = self.running(kind);
        match self.choices.below(6) {
            0 => {
                let value = self.expr(on, kind, depth);
                let latest = self.choices.once_in(2);
                let op = if latest { ScanOp::Latest } else { ScanOp::Shift(self.choices.pick(&[-1, 1, -2, 3])) };
                let ty = Type { kind: Kind::Reference(on), blank: true, not_applicable: absence.not_applicable };
                let scan = Scan { op, value: latest.then_some(value), series };
                let reference = self.build.expr(on, ty, Form::Scan(Box::new(scan)));
                let ty = self.ty(value).with_absence_of(ty);
                self.build.expr(on, ty, Form::Gather { reference, value })
            }
            1 if kind == Kind::Number => {
                let condition = self.expr(on, Kind::YesNo, depth);
                let ty = Type { kind, ..self.ty(condition) }.with_absence_of(absence);
                self.build.expr(on, ty, Form::Scan(Box::new(Scan { op: ScanOp::Streak, value: Some(condition), series })))
            }
            4 | 5 if matches!(kind, Kind::Number | Kind::Money(_)) => self.fold(on, kind, series, absence, depth),
            _ if !aggregates.is_empty() => {
                let op = self.choices.pick(&aggregates);
                let last = self.choices.once_in(2).then(|| u32::try_from(1 + self.choices.below(4)).unwrap());
                let skip_blanks = self.choices.once_in(2);
                let value = (op != ReduceOp::Count).then(|| self.expr(on, kind, depth));
                let ty = Type { kind, blank: true, not_applicable: false }.with_absence_of(absence);
                let scan = Scan { op: ScanOp::Running { op, last, skip_blanks }, value, series };
                self.build.expr(on, ty, Form::Scan(Box::new(scan)))
            }
            _ => self.reduce(on, kind, depth),
        }
    }

    fn series(&mut self, on: RecordId, depth: usize) -> (Series, Type) {
        let within = self.within(on, depth).map(|(_, within)| within);
        let order = self.order(on, depth);
        let absence = within.map_or(Type::present(Kind::Nothing), |within| self.ty(within));
        (Series { within, order }, absence)
    }

    fn running(&self, kind: Kind) -> Vec<ReduceOp> {
        let mut ops = Vec::new();
        if kind.is_ordered(&self.build.program) && kind != Kind::Duration {
            ops.extend([ReduceOp::Min, ReduceOp::Max]);
        }
        if kind.is_numeric() {
            ops.extend([ReduceOp::Sum, ReduceOp::Average, ReduceOp::Sum]);
        }
        match kind {
            Kind::Number => ops.push(ReduceOp::Count),
            Kind::YesNo => ops.extend([ReduceOp::Any, ReduceOp::All]),
            _ => {}
        }
        ops
    }

    /// One or two states, each made of both.
    fn fold(&mut self, on: RecordId, kind: Kind, series: Series, absence: Type, depth: usize) -> ExprId {
        let fold = FoldId(u32::try_from(self.build.program.folds.len()).unwrap());
        self.build.program.folds.push(Fold { record: on, span: Span::default(), series, states: Vec::new() });
        let count = u32::try_from(1 + self.choices.below(2)).unwrap();
        let ty = Type::present(kind).with_absence_of(absence);
        let states: Vec<ExprId> = (0..count).map(|state| self.build.expr(on, ty, Form::Carried { fold, state })).collect();
        let mut made = Vec::new();
        for &state in &states {
            let starts = self.present(on, kind, depth.min(2));
            let other = self.choices.pick(&states);
            let added = self.present(on, kind, depth.min(2));
            let bound = self.present(on, kind, depth.min(1));
            let map = |writer: &mut Self, map: Map, operands: Vec<ExprId>, kind: Kind| {
                writer.build.expr(on, Type::present(kind).with_absence_of(absence), Form::Map(map, operands))
            };
            let next = match self.choices.below(4) {
                0 => map(self, Map::Add, vec![other, added], kind),
                1 => {
                    let less = map(self, Map::Subtract, vec![other, added], kind);
                    map(self, Map::Max, vec![less, bound], kind)
                }
                2 => {
                    let reached = map(self, Map::Compare(Comparison::GreaterOrEqual), vec![state, bound], Kind::YesNo);
                    let form = Form::Cases { arms: vec![(reached, added)], otherwise: Some(other) };
                    self.build.expr(on, ty, form)
                }
                _ => added,
            };
            made.push(Carried { starts, next });
        }
        self.build.program.folds[fold.at()].states = made;
        self.choices.pick(&states)
    }
}

//! Random forms beyond the elementwise: settling, cases, tiers, references, aggregates, ranks, look-ups, allocations.

use merit::program::{
    Allocate, CellTest, Cover, CoverMeasure, ExprId, Form, Kind, Map, OVERALL, OddUnits, Piece, Place, Rank, RankBlanks, RecordId, Reduce,
    ReduceOp, Stretch, StretchValue, Table, TableId, TableRow, Type,
};
use merit::source::Span;
use merit::syntax::ast::{RankOrder, TierKind};
use merit::values::{Exact, Rounding, Value};

use super::expressions::{COMPARISONS, UNITS, Writer};
use crate::build::CNY;

impl Writer<'_, '_> {
    /// A form that can give any kind.
    pub fn form(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        match self.choices.below(20) {
            0 => self.settle(on, kind, depth),
            1 | 2 => self.cases(on, kind, depth),
            3 => self.piece(on, kind, depth),
            4 | 5 if on != OVERALL => self.gather(on, kind, depth),
            6 if !matches!(kind, Kind::Reference(_)) => self.lookup(on, kind, depth),
            7 | 8 if matches!(kind, Kind::Number | Kind::Money(_)) => self.allocate(on, kind, depth),
            18 | 19 if kind == Kind::Number => self.cover(on, depth),
            9..=12 if kind == Kind::Number => self.rank(on, depth),
            13 | 14 if matches!(kind, Kind::Number | Kind::Money(_)) => self.ledger(on, kind, depth),
            15..=17 => self.scan(on, kind, depth),
            _ => self.reduce(on, kind, depth),
        }
    }

    fn settle(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let value = self.expr(on, kind, depth);
        let blank = self.choices.once_in(2).then(|| self.expr(on, kind, depth));
        let not_applicable = self.choices.once_in(2).then(|| self.expr(on, kind, depth));
        let mut ty = self.ty(value);
        ty.blank &= blank.is_none();
        ty.not_applicable &= not_applicable.is_none();
        let ty = [blank, not_applicable].into_iter().flatten().fold(ty, |ty, instead| ty.with_absence_of(self.ty(instead)));
        self.build.expr(on, ty, Form::Settle { value, blank, not_applicable })
    }

    fn cases(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let mut arms = Vec::new();
        for _ in 0..=self.choices.below(3) {
            arms.push((self.expr(on, Kind::YesNo, depth), self.expr(on, kind, depth)));
        }
        let otherwise = (!self.choices.once_in(4)).then(|| self.expr(on, kind, depth));
        let parts = arms.iter().flat_map(|&(condition, value)| [condition, value]).chain(otherwise);
        let none = Type { kind, blank: false, not_applicable: otherwise.is_none() };
        let ty = parts.fold(none, |ty, part| ty.with_absence_of(self.ty(part)));
        self.build.expr(on, ty, Form::Cases { arms, otherwise })
    }

    fn piece(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let by_kind = self.numeric_kind();
        let by = self.expr(on, by_kind, depth);
        let mut ends = (0..self.choices.below(4)).map(|_| self.number(by_kind)).collect::<Vec<_>>();
        ends.sort();
        ends.dedup();
        let bounds = ends.into_iter().map(|end| (end, self.choices.below(2) == 0)).collect::<Vec<_>>();
        let mut ty = Type { kind, ..self.ty(by) };
        let mut stretches = Vec::new();
        for _ in 0..=bounds.len() {
            let value = if kind.is_numeric() && self.choices.below(3) > 0 {
                StretchValue::Linear { base: self.number(kind), slope: self.number(Kind::Ratio) }
            } else {
                let value = self.expr(on, kind, depth.min(1));
                ty = ty.with_absence_of(self.ty(value));
                StretchValue::Expr(value)
            };
            stretches.push(Stretch { value, span: Span::default() });
        }
        let lowest = bounds.first().map(|(end, _)| end.clone());
        let floor = self.choices.once_in(4).then(|| (self.number(by_kind), self.choices.below(2) == 0));
        let floor = floor.filter(|(floor, _)| lowest.is_none_or(|lowest| *floor < lowest));
        ty.blank |= floor.is_some();
        let written = self.choices.pick(&[TierKind::Bands, TierKind::Marginal, TierKind::Interpolate]);
        self.build.expr(on, ty, Form::Piece(Box::new(Piece { kind: written, by, bounds, stretches, floor })))
    }

    fn number(&mut self, kind: Kind) -> Exact {
        let Value::Number(number) = self.value(kind) else { unreachable!("a number was asked for") };
        number
    }

    fn gather(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let target = self.target(on);
        let reference = self.reference(on, target, depth);
        let value = self.expr(target, kind, depth);
        let ty = self.ty(value).with_absence_of(self.ty(reference));
        self.build.expr(on, ty, Form::Gather { reference, value })
    }

    /// A record to refer to: mostly one that a field refers to, else any.
    fn target(&mut self, on: RecordId) -> RecordId {
        let records = self.records();
        let fields = &self.build.program.record(on).fields;
        let near = records.iter().copied().filter(|&target| fields.iter().any(|field| field.ty.kind == Kind::Reference(target)));
        let near = near.collect::<Vec<_>>();
        let from = if near.is_empty() || self.choices.once_in(4) { records } else { near };
        self.choices.pick(&from)
    }

    /// A record whose rows refer to those of another: mostly one with a field that does, else any.
    pub(super) fn source(&mut self, of: RecordId) -> RecordId {
        let records = self.records();
        let refers = |from: &RecordId| self.build.program.record(*from).fields.iter().any(|field| field.ty.kind == Kind::Reference(of));
        let near = records.iter().copied().filter(refers).collect::<Vec<_>>();
        let from = if near.is_empty() || self.choices.once_in(4) { records } else { near };
        self.choices.pick(&from)
    }

    /// A reference: mostly a field, else anything.
    pub(super) fn reference(&mut self, on: RecordId, target: RecordId, depth: usize) -> ExprId {
        let kind = Kind::Reference(target);
        if self.choices.once_in(4) { self.expr(on, kind, depth.min(2)) } else { self.field(on, kind) }
    }

    /// An aggregate for the rows of a record, or for nobody in particular.
    pub(super) fn reduce(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let over = self.source(on);
        let op = self.aggregate(kind);
        let by = (on != OVERALL).then(|| self.reference(over, on, depth));
        let filter = self.choices.once_in(2).then(|| self.present(over, Kind::YesNo, depth));
        let of = match op {
            ReduceOp::Count => None,
            ReduceOp::CountDistinct => Some(self.ordered_kind()),
            _ => Some(kind),
        };
        let value = of.map(|of| self.expr(over, of, depth));
        let weight = (op == ReduceOp::Average && self.choices.once_in(2)).then(|| {
            let of = self.numeric_kind();
            let weight = self.expr(over, of, depth);
            let ty = self.ty(weight);
            self.build.expr(over, ty, Form::Map(Map::Absolute, vec![weight]))
        });
        let skip_blanks = self.choices.once_in(2);
        let mut order = Vec::new();
        if matches!(op, ReduceOp::First | ReduceOp::Last | ReduceOp::List(_)) {
            order = self.order(over, depth);
        }
        let never_blank = matches!(op, ReduceOp::Sum | ReduceOp::Count | ReduceOp::CountDistinct | ReduceOp::Any | ReduceOp::All);
        let blank = !never_blank || (!skip_blanks && value.is_some_and(|value| self.ty(value).blank));
        let reduce = Reduce { op, over, by, filter, value, weight, skip_blanks, order };
        self.build.expr(on, Type { kind, blank, not_applicable: false }, Form::Reduce(Box::new(reduce)))
    }

    /// How much of a period is covered.
    fn cover(&mut self, on: RecordId, depth: usize) -> ExprId {
        let over = self.source(on);
        let measure = self.choices.pick(&[CoverMeasure::CoveredDays, CoverMeasure::CoveredMonths, CoverMeasure::UncoveredMonths]);
        let by = (on != OVERALL).then(|| self.reference(over, on, depth));
        let filter = self.choices.once_in(2).then(|| self.present(over, Kind::YesNo, depth));
        let mut day = |of, deep| self.expr(of, Kind::Date, deep);
        let (covered, during) = ((day(over, depth), day(over, depth)), (day(on, depth), day(on, depth)));
        let skip_blanks = self.choices.once_in(2);
        let none = Type::present(Kind::Number);
        let mut ty = none.with_absence_of(self.ty(during.0)).with_absence_of(self.ty(during.1));
        ty.blank |= !skip_blanks && (self.ty(covered.0).blank || self.ty(covered.1).blank);
        self.build.expr(on, ty, Form::Cover(Box::new(Cover { measure, over, by, filter, covered, skip_blanks, during })))
    }

    /// What can be done to get a kind.
    fn aggregate(&mut self, kind: Kind) -> ReduceOp {
        let mut ops = vec![ReduceOp::First, ReduceOp::Last];
        if kind.is_ordered(&self.build.program) && kind != Kind::Duration {
            ops.extend([ReduceOp::Min, ReduceOp::Max]);
        }
        if kind.is_numeric() {
            let share = self.choices.pick(&[(1, 2), (1, 4), (9, 10), (0, 1), (1, 1), (1, 3)]);
            ops.extend([ReduceOp::Sum, ReduceOp::Sum, ReduceOp::Average, ReduceOp::Percentile(Exact::ratio(share.0, share.1).unwrap())]);
        }
        match kind {
            Kind::Number => ops.extend([ReduceOp::Count, ReduceOp::Count, ReduceOp::CountDistinct]),
            Kind::YesNo => ops.extend([ReduceOp::Any, ReduceOp::All, ReduceOp::Any, ReduceOp::All]),
            Kind::Text => ops.extend([ReduceOp::List("; ".to_owned()), ReduceOp::List(String::new())]),
            _ => {}
        }
        self.choices.pick(&ops)
    }

    /// None to two values to order by.
    pub(super) fn order(&mut self, on: RecordId, depth: usize) -> Vec<ExprId> {
        let mut order = Vec::new();
        for _ in 0..self.choices.below(3) {
            let kind = self.ordered_kind();
            order.push(self.present(on, kind, depth.min(1)));
        }
        order
    }

    /// A cohort: a reference to any record, or none.
    pub(super) fn within(&mut self, on: RecordId, depth: usize) -> Option<(RecordId, ExprId)> {
        self.choices.once_in(2).then(|| {
            let group = self.target(on);
            (group, self.reference(on, group, depth))
        })
    }

    /// The place of a row among others; on the record of nobody there is nothing to rank, so it is a count.
    fn rank(&mut self, on: RecordId, depth: usize) -> ExprId {
        if on == OVERALL {
            return self.reduce(on, Kind::Number, depth);
        }
        let mut keys = Vec::new();
        for _ in 0..=self.choices.below(2) {
            let kind = self.ordered_kind();
            let key = self.expr(on, kind, depth);
            let order = self.choices.pick(&[RankOrder::HighestFirst, RankOrder::LowestFirst]);
            keys.push((key, order));
        }
        let within = self.within(on, depth).map(|(_, within)| within);
        let among = self.choices.once_in(2).then(|| self.present(on, Kind::YesNo, depth));
        let place = self.choices.pick(&[Place::Best, Place::Worst, Place::Ordinal]);
        let may_blank = keys.iter().any(|&(key, _)| self.ty(key).blank);
        let blanks = match may_blank {
            true => self.choices.pick(&[RankBlanks::Last, RankBlanks::First, RankBlanks::Out]),
            false => RankBlanks::Never,
        };
        let mut ty = Type { kind: Kind::Number, blank: may_blank && blanks == RankBlanks::Out, not_applicable: among.is_some() };
        ty.not_applicable |= keys.iter().any(|&(key, _)| self.ty(key).not_applicable);
        let ty = within.map_or(ty, |within| ty.with_absence_of(self.ty(within)));
        self.build.expr(on, ty, Form::Rank(Box::new(Rank { keys, within, among, place, blanks })))
    }

    /// A share of a rounded amount; on the record of nobody there is nobody to share, so it is an aggregate.
    fn allocate(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        if on == OVERALL {
            return self.reduce(on, kind, depth);
        }
        let within = self.within(on, depth);
        let of = within.map_or(OVERALL, |(group, _)| group);
        let (units, scale) = self.choices.pick(&UNITS);
        let unit = Exact::from_scaled(units, scale);
        let exact = self.expr(of, kind, depth);
        let round = Map::Round { mode: Rounding::HalfUp, unit: unit.clone() };
        let amount = self.build.expr(of, self.ty(exact), Form::Map(round, vec![exact]));
        let among = self.choices.once_in(2).then(|| self.present(on, Kind::YesNo, depth));
        let weight_kind = self.choices.pick(&[Kind::Number, Kind::Money(CNY), Kind::Ratio]);
        let signed = self.present(on, weight_kind, depth);
        let weight = self.build.expr(on, Type::present(weight_kind), Form::Map(Map::Absolute, vec![signed]));
        let order = self.order(on, depth);
        let odd = match self.choices.below(5) {
            0 => OddUnits::LargestRemainder(order),
            1 => OddUnits::OneByOne(order),
            2 => OddUnits::ToFirst(order),
            3 => OddUnits::ToLast(order),
            _ => OddUnits::Lapse,
        };
        let ty = Type { kind, blank: false, not_applicable: among.is_some() };
        let ty = within.map_or(ty, |(_, within)| ty.with_absence_of(self.ty(within)));
        let within = within.map(|(_, within)| within);
        self.build.expr(on, ty, Form::Allocate(Box::new(Allocate { amount, within, among, weight, unit, odd })))
    }

    /// A look-up in a table made for it.
    fn lookup(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let mut kinds = Vec::new();
        let mut keys = Vec::new();
        for _ in 0..=self.choices.below(2) {
            let ordered = self.ordered_kind();
            let kind = self.choices.pick(&[ordered, ordered, Kind::YesNo]);
            kinds.push(kind);
            keys.push(self.expr(on, kind, depth));
        }
        let columns = 1 + self.choices.below(2);
        let mut rows = Vec::new();
        for _ in 0..self.choices.below(5) {
            let tests = kinds.iter().map(|&kind| self.cell_test(kind)).collect();
            let values = (0..columns).map(|_| (!self.choices.once_in(5)).then(|| self.value(kind))).collect();
            rows.push(TableRow { tests, values, span: Span::default() });
        }
        let column = u32::try_from(self.choices.below(columns)).unwrap();
        let blank = Type { kind, blank: true, not_applicable: false };
        let columns = (0..columns).map(|at| (format!("column {at}"), blank)).collect();
        let tables = &mut self.build.program.tables;
        tables.push(Table { name: "table".to_owned(), span: Span::default(), article: None, keys: kinds, columns, rows });
        let table = TableId(u32::try_from(tables.len() - 1).unwrap());
        let ty = keys.iter().fold(blank, |ty, &key| ty.with_absence_of(self.ty(key)));
        self.build.expr(on, ty, Form::Lookup { table, keys, column })
    }

    fn cell_test(&mut self, kind: Kind) -> CellTest {
        let ordered = kind != Kind::YesNo;
        match self.choices.below(6) {
            0 => CellTest::Any,
            1 => CellTest::Blank,
            2 | 3 if ordered => {
                let count = 1 + self.choices.below(2);
                CellTest::Range((0..count).map(|_| (self.choices.pick(&COMPARISONS), self.value(kind))).collect())
            }
            _ => {
                let count = 1 + self.choices.below(3);
                CellTest::OneOf((0..count).map(|_| self.value(kind)).collect())
            }
        }
    }
}

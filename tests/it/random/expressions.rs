//! Random expressions of a wanted kind: constants, fields, named values, and what is made of them elementwise.

use merit::program::{EnumerationId, ExprId, Form, Kind, Map, OVERALL, RecordId, Type};
use merit::syntax::ast::Comparison;
use merit::values::date::{CalendarSpan, DatePart};
use merit::values::{Duration, Exact, Rounding, Value};

use super::choices::Choices;
use super::tables::date;
use crate::build::{Build, CNY, decimal, text};

/// All comparisons; equality comes first, for kinds that have no other.
pub const COMPARISONS: [Comparison; 6] =
    [Comparison::Equal, Comparison::NotEqual, Comparison::Less, Comparison::LessOrEqual, Comparison::Greater, Comparison::GreaterOrEqual];

/// What a day lies in.
const SPANS: [CalendarSpan; 4] = [CalendarSpan::Month, CalendarSpan::Quarter, CalendarSpan::HalfYear, CalendarSpan::Year];

/// What a day tells as a number.
const PARTS: [DatePart; 8] = [
    DatePart::Year,
    DatePart::HalfYear,
    DatePart::Quarter,
    DatePart::Month,
    DatePart::Day,
    DatePart::Weekday,
    DatePart::DaysInMonth,
    DatePart::DaysInYear,
];

/// Units that values are rounded to.
pub const UNITS: [(i128, u8); 5] = [(1, 2), (1, 0), (100, 0), (5, 2), (3, 0)];

/// Writes expressions into a program as the choices say.
pub struct Writer<'w, 'c> {
    /// The program.
    pub build: &'w mut Build,
    /// The choices.
    pub choices: &'w mut Choices<'c>,
    /// The ordered enumeration.
    grade: EnumerationId,
    /// Whether only records and fields from files may be read, as what made records are made of.
    pub files_only: bool,
}

impl<'w, 'c> Writer<'w, 'c> {
    /// A writer that may read everything.
    pub fn new(build: &'w mut Build, choices: &'w mut Choices<'c>, grade: EnumerationId) -> Writer<'w, 'c> {
        Writer { build, choices, grade, files_only: false }
    }

    /// A writer that reads only what stands in files.
    pub fn on_files(build: &'w mut Build, choices: &'w mut Choices<'c>, grade: EnumerationId) -> Writer<'w, 'c> {
        Writer { build, choices, grade, files_only: true }
    }

    /// An expression of a kind on a record, at most so deep. It may be absent; its type says how.
    pub fn expr(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        if depth == 0 || self.choices.below(5) == 0 {
            return self.leaf(on, kind);
        }
        if on != OVERALL && self.choices.once_in(20) {
            return self.expr(OVERALL, kind, depth - 1);
        }
        match self.choices.below(5) {
            0 | 1 => self.operation(on, kind, depth - 1),
            2 => self.present(on, kind, depth - 1),
            _ => self.form(on, kind, depth - 1),
        }
    }

    /// The same, never absent; only a reference is blank where nothing can stand for it.
    pub fn present(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let value = self.expr(on, kind, depth);
        let ty = self.ty(value);
        if ty.is_present() {
            return value;
        }
        let instead = self.constant(kind, on);
        let settle = Form::Settle { value, blank: ty.blank.then_some(instead), not_applicable: ty.not_applicable.then_some(instead) };
        self.build.expr(on, Type::present(kind).with_absence_of(self.ty(instead)), settle)
    }

    /// The type of an expression.
    pub fn ty(&self, expr: ExprId) -> Type {
        self.build.program.expr(expr).ty
    }

    /// A kind with an order.
    pub fn ordered_kind(&mut self) -> Kind {
        let grade = self.grade;
        self.choices.pick(&[Kind::Number, Kind::Money(CNY), Kind::Date, Kind::Member(grade), Kind::Text, Kind::Ratio])
    }

    /// A kind of number.
    pub fn numeric_kind(&mut self) -> Kind {
        self.choices.pick(&[Kind::Number, Kind::Money(CNY), Kind::Ratio, Kind::Points])
    }

    /// A kind that values can be compared in.
    fn comparable_kind(&mut self) -> Kind {
        let colour = EnumerationId(0);
        let records = self.records();
        match self.choices.below(5) {
            0..=2 => self.ordered_kind(),
            3 => Kind::Reference(self.choices.pick(&records)),
            _ => self.choices.pick(&[Kind::Member(colour), Kind::YesNo, Kind::Duration]),
        }
    }

    /// The records that may be read.
    pub fn records(&self) -> Vec<RecordId> {
        let count = if self.files_only { 3 } else { self.build.program.records.len() - 1 };
        (1..=count).map(|at| RecordId(u32::try_from(at).unwrap())).collect()
    }

    /// A constant, a field, a named value or an absence.
    fn leaf(&mut self, on: RecordId, kind: Kind) -> ExprId {
        match self.choices.below(40) {
            0..=7 => self.constant(kind, on),
            8..=24 => self.field(on, kind),
            25..=37 => self.definition(on, kind),
            38 => self.build.expr(on, Type { kind, blank: true, not_applicable: false }, Form::Blank),
            _ => self.build.expr(on, Type { kind, blank: false, not_applicable: true }, Form::NotApplicable),
        }
    }

    /// A field of a kind, or a constant where there is none.
    pub fn field(&mut self, on: RecordId, kind: Kind) -> ExprId {
        use merit::program::Cells::{Column, Computed, Grouped, Made, Worked};
        let fields = self.build.program.record(on).fields.iter().zip(0..);
        let fit = fields.filter(|(field, _)| {
            field.ty.kind == kind
                && match field.cells {
                    Column { .. } | Worked(_) | Computed { .. } => true,
                    Made | Grouped => !self.files_only,
                }
        });
        let fit = fit.map(|(_, at)| merit::program::FieldId(at)).collect::<Vec<_>>();
        if fit.is_empty() {
            return self.constant(kind, on);
        }
        let field = self.choices.pick(&fit);
        self.build.read(on, field)
    }

    /// A named value of a kind, or a field where there is none.
    fn definition(&mut self, on: RecordId, kind: Kind) -> ExprId {
        let definitions = self.build.program.definitions.iter().zip(0..);
        let fit =
            definitions.filter(|(definition, _)| definition.ty.kind == kind && (definition.owner == on || definition.owner == OVERALL));
        let fit = fit.map(|(definition, at)| (merit::program::DefinitionId(at), definition.ty)).collect::<Vec<_>>();
        if fit.is_empty() {
            return self.field(on, kind);
        }
        let (definition, ty) = self.choices.pick(&fit);
        self.build.expr(on, ty, Form::Definition(definition))
    }

    /// A constant of a kind. No constant is a reference: there it is the row itself, or blank.
    pub fn constant(&mut self, kind: Kind, on: RecordId) -> ExprId {
        if let Kind::Reference(target) = kind {
            let (form, blank) = if target == on { (Form::Row, false) } else { (Form::Blank, true) };
            return self.build.expr(on, Type { kind, blank, not_applicable: false }, form);
        }
        if kind == Kind::Date && self.choices.once_in(3) {
            return self.build.expr(OVERALL, Type::present(kind), Form::Today);
        }
        let value = self.value(kind);
        let on = self.choices.pick(&[OVERALL, on]);
        self.build.expr(on, Type::present(kind), Form::Constant(value))
    }

    /// A value of a kind.
    pub fn value(&mut self, kind: Kind) -> Value {
        match kind {
            Kind::Number => match self.choices.below(5) {
                0..=2 => Value::Number(Exact::from_int((self.choices.raw() % 12).into())),
                3 => decimal(self.choices.whole().into(), 1),
                _ => Value::Number(Exact::ratio(self.choices.whole().into(), i128::from(self.choices.raw() % 7) + 1).unwrap()),
            },
            Kind::Money(_) => decimal(self.choices.whole().into(), 2),
            Kind::Ratio | Kind::Points => decimal(i128::from(self.choices.raw()) - 200, 4),
            Kind::Date => Value::Date(date(self.choices)),
            Kind::Duration => {
                let months = Duration::from_months(self.choices.pick(&[0, 1, 12, 24, 5, -1, -12, 48]));
                Value::Duration(months.add(Duration::from_days(self.choices.pick(&[0, 0, 1, 30, -1]))).unwrap())
            }
            Kind::Text => text(self.choices.pick(&["", "a", "甲", "branch-0", "z", "Ä"])),
            Kind::YesNo => Value::YesNo(self.choices.below(2) == 1),
            Kind::Member(id) => {
                let members = self.build.program.enumeration(id).members.len();
                Value::Member(u32::try_from(self.choices.below(members)).unwrap())
            }
            Kind::Reference(_) | Kind::Nothing => unreachable!("no constant is of this kind"),
        }
    }

    /// An elementwise operation that gives a kind.
    fn operation(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        match kind {
            Kind::Number => match self.choices.below(2) {
                0 => self.arithmetic(on, kind, depth),
                _ => self.counting(on, depth),
            },
            Kind::Money(_) | Kind::Ratio | Kind::Points => self.arithmetic(on, kind, depth),
            Kind::Date => match self.choices.below(5) {
                0 => {
                    let span = self.choices.pick(&SPANS);
                    self.map(on, kind, Map::FirstOf(span), &[Kind::Date], depth)
                }
                1 => {
                    let span = self.choices.pick(&SPANS);
                    self.map(on, kind, Map::LastOf(span), &[Kind::Date], depth)
                }
                2 => self.map(on, kind, Map::Add, &[Kind::Date, Kind::Duration], depth),
                3 => self.map(on, kind, Map::Subtract, &[Kind::Date, Kind::Duration], depth),
                _ => self.extreme(on, kind, depth),
            },
            Kind::Duration => match self.choices.below(3) {
                0 => self.map(on, kind, Map::Negate, &[kind], depth),
                1 => self.map(on, kind, Map::Add, &[kind, kind], depth),
                _ => self.map(on, kind, Map::Subtract, &[kind, kind], depth),
            },
            Kind::Text => match self.choices.below(3) {
                0 => self.join(on, depth),
                1 => {
                    let of = self.ordered_kind();
                    self.map(on, kind, Map::ToText, &[of], depth)
                }
                _ => self.extreme(on, kind, depth),
            },
            Kind::YesNo => self.answer(on, depth),
            Kind::Member(id) if id == self.grade => match self.choices.below(2) {
                0 => self.extreme(on, kind, depth),
                _ => self.move_member(on, kind, depth),
            },
            Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => self.form(on, kind, depth),
        }
    }

    /// An operation on operands of kinds: absent as they are.
    fn map(&mut self, on: RecordId, kind: Kind, map: Map, operands: &[Kind], depth: usize) -> ExprId {
        let operands = operands.iter().map(|&operand| self.expr(on, operand, depth)).collect();
        self.mapped(on, kind, map, operands)
    }

    /// The same on operands that are there already.
    fn mapped(&mut self, on: RecordId, kind: Kind, map: Map, operands: Vec<ExprId>) -> ExprId {
        let none = Type::present(kind);
        let mut ty = operands.iter().fold(none, |ty, &operand| ty.with_absence_of(self.ty(operand)));
        match map {
            Map::IsBlank | Map::IsNotApplicable | Map::Join(_) => ty = none,
            Map::Divide | Map::FullUnits | Map::StartedUnits => ty.blank = true,
            _ => {}
        }
        self.build.expr(on, ty, Form::Map(map, operands))
    }

    /// Arithmetic within a kind of number.
    fn arithmetic(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let factor = self.choices.pick(&[Kind::Ratio, Kind::Number]);
        match self.choices.below(9) {
            0 => self.map(on, kind, Map::Add, &[kind, kind], depth),
            1 => self.map(on, kind, Map::Subtract, &[kind, kind], depth),
            2 => self.map(on, kind, Map::Multiply, &[kind, factor], depth),
            3 => match kind {
                Kind::Ratio => self.map(on, kind, Map::Divide, &[Kind::Money(CNY), Kind::Money(CNY)], depth),
                _ => self.map(on, kind, Map::Divide, &[kind, factor], depth),
            },
            4 => self.map(on, kind, Map::Negate, &[kind], depth),
            5 => self.map(on, kind, Map::Absolute, &[kind], depth),
            6 => self.extreme(on, kind, depth),
            _ => {
                let round = self.rounding();
                self.map(on, kind, round, &[kind], depth)
            }
        }
    }

    /// A rounding.
    pub fn rounding(&mut self) -> Map {
        let mode = self.choices.pick(&[Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up]);
        let (units, scale) = self.choices.pick(&UNITS);
        Map::Round { mode, unit: Exact::from_scaled(units, scale) }
    }

    /// The greatest or least of two or three values.
    fn extreme(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let map = self.choices.pick(&[Map::Max, Map::Min]);
        let kinds = vec![kind; 2 + self.choices.below(2)];
        self.map(on, kind, map, &kinds, depth)
    }

    /// What counts something: a plain number.
    fn counting(&mut self, on: RecordId, depth: usize) -> ExprId {
        let (number, date) = (Kind::Number, Kind::Date);
        match self.choices.below(18) {
            0 => self.map(on, number, Map::Days, &[date, date], depth),
            1 => self.map(on, number, Map::DaysThrough, &[date, date], depth),
            2 => self.map(on, number, Map::FullMonths, &[date, date], depth),
            3 => self.map(on, number, Map::FullYears, &[date, date], depth),
            4 => self.map(on, number, Map::CalendarMonths, &[date, date], depth),
            5..=9 => {
                let part = self.choices.pick(&PARTS);
                self.map(on, number, Map::PartOf(part), &[date], depth)
            }
            10 => self.map(on, number, Map::PlaceOf, &[Kind::Member(self.grade)], depth),
            11 => self.map(on, number, Map::CountYes, &[Kind::YesNo; 3], depth),
            12 => self.map(on, number, Map::FullUnits, &[Kind::Money(CNY); 2], depth),
            13 => self.map(on, number, Map::WholeCalendarMonths, &[date, date], depth),
            14 => self.map(on, number, Map::PartMonths, &[date, date], depth),
            15 => self.map(on, number, Map::PartYears, &[date, date], depth),
            16 => self.map(on, number, Map::OverlapDays, &[date; 4], depth),
            _ => self.map(on, number, Map::StartedUnits, &[Kind::Money(CNY); 2], depth),
        }
    }

    fn join(&mut self, on: RecordId, depth: usize) -> ExprId {
        let between = self.choices.pick(&["", ", ", "、"]).to_owned();
        self.map(on, Kind::Text, Map::Join(between), &[Kind::Text; 2], depth)
    }

    /// A yes or no.
    fn answer(&mut self, on: RecordId, depth: usize) -> ExprId {
        let yes_no = Kind::YesNo;
        match self.choices.below(9) {
            0 => self.map(on, yes_no, Map::Not, &[yes_no], depth),
            1 => self.map(on, yes_no, Map::And, &[yes_no, yes_no], depth),
            2 => self.map(on, yes_no, Map::Or, &[yes_no, yes_no, yes_no], depth),
            3 => {
                let of = self.comparable_kind();
                self.map(on, yes_no, Map::IsBlank, &[of], depth)
            }
            4 => {
                let of = self.comparable_kind();
                self.map(on, yes_no, Map::IsNotApplicable, &[of], depth)
            }
            _ => {
                let of = self.comparable_kind();
                let has_order = of.is_ordered(&self.build.program) && of != Kind::Duration;
                let comparison = COMPARISONS[self.choices.below(if has_order { 6 } else { 2 })];
                self.map(on, yes_no, Map::Compare(comparison), &[of, of], depth)
            }
        }
    }

    /// A member some whole places away.
    fn move_member(&mut self, on: RecordId, kind: Kind, depth: usize) -> ExprId {
        let from = self.expr(on, kind, depth);
        let places = self.expr(on, Kind::Number, depth);
        let whole = self.mapped(on, Kind::Number, Map::Round { mode: Rounding::Down, unit: Exact::ONE }, vec![places]);
        self.mapped(on, kind, Map::MoveMember, vec![from, whole])
    }
}

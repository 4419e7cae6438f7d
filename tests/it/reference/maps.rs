//! The elementwise operations.

use std::cmp::Ordering;

use merit::program::{ExprId, Kind, Map};
use merit::syntax::ast::Comparison;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::{Cell, Reference, V, dates, numbers};

impl Reference<'_> {
    /// An operation at a row. Those that look at absence themselves come first; for all others the most absent operand decides.
    pub(super) fn map(&mut self, map: &Map, operands: &[ExprId], kind: Kind, row: usize) -> Cell {
        match map {
            Map::And => self.connect(operands, false, row),
            Map::Or => self.connect(operands, true, row),
            Map::IsBlank => is(self.value(operands[0], row), &Cell::Blank),
            Map::IsNotApplicable => is(self.value(operands[0], row), &Cell::NotApplicable),
            Map::Join(between) => self.join(operands, between, row),
            _ => {
                let mut values = Vec::new();
                let mut absent = None::<Cell>;
                for &operand in operands {
                    match self.value(operand, row) {
                        Cell::Present(value) => values.push(value),
                        cell if absent.as_ref().is_none_or(|worst| cell.absence() > worst.absence()) => absent = Some(cell),
                        _ => {}
                    }
                }
                absent.unwrap_or_else(|| self.operate(map, &values, self.program.expr(operands[0]).ty.kind, kind))
            }
        }
    }

    /// `and` (ended by a no) and `or` (ended by a yes), from left to right: the first operand that ends it or is absent decides.
    fn connect(&mut self, operands: &[ExprId], ends_it: bool, row: usize) -> Cell {
        for &operand in operands {
            match self.value(operand, row) {
                Cell::Present(answer) if answer.yes() == ends_it => return Cell::yes_no(ends_it),
                Cell::Present(_) => {}
                absent => return absent,
            }
        }
        Cell::yes_no(!ends_it)
    }

    /// The texts that are there, with something between them; the empty text where none is.
    fn join(&mut self, operands: &[ExprId], between: &str, row: usize) -> Cell {
        let mut texts = Vec::new();
        for &operand in operands {
            match self.value(operand, row) {
                Cell::Present(V::Text(text)) => texts.push(text),
                Cell::Present(_) | Cell::Blank | Cell::NotApplicable => {}
                refused @ (Cell::NotGiven | Cell::TooLarge) => return refused,
            }
        }
        Cell::Present(V::Text(texts.join(between)))
    }

    /// An operation on operands that are all there.
    fn operate(&self, map: &Map, values: &[V], first_kind: Kind, kind: Kind) -> Cell {
        let leap_day = self.program.head.leap_day;
        let number = |at: usize| values[at].as_number();
        let date = |at: usize| values[at].as_date();
        match map {
            Map::Add => self.add(&values[0], &values[1]),
            Map::Subtract => match negate(&values[1]) {
                Some(opposite) => self.add(&values[0], &opposite),
                None => Cell::TooLarge,
            },
            Map::Multiply => Cell::number(number(0) * number(1)),
            Map::Divide => quotient(number(0), number(1), |exact| exact),
            Map::Negate => negate(&values[0]).map_or(Cell::TooLarge, Cell::Present),
            Map::Not => Cell::yes_no(!values[0].yes()),
            Map::Compare(comparison) => Cell::yes_no(holds(*comparison, &values[0], &values[1])),
            Map::CountYes => Cell::count(values.iter().map(|value| i64::from(value.yes())).sum()),
            Map::Max => Cell::Present(extreme(values, Ordering::Greater)),
            Map::Min => Cell::Present(extreme(values, Ordering::Less)),
            Map::Absolute => Cell::number(number(0).abs()),
            Map::FullUnits => quotient(number(0), number(1), |exact| exact.trunc()),
            Map::StartedUnits => quotient(number(0), number(1), |exact| if exact.is_negative() { exact.floor() } else { exact.ceil() }),
            Map::Round { mode, unit } => Cell::number(numbers::round(number(0), &numbers::of(unit), *mode)),
            Map::FullMonths => Cell::count(dates::full_months(date(0), date(1))),
            Map::FullYears => Cell::count(dates::full_years(date(0), date(1), leap_day)),
            Map::CalendarMonths => Cell::count(dates::calendar_months(date(0), date(1))),
            Map::Days => Cell::count(dates::days(date(0), date(1))),
            Map::DaysThrough => Cell::count(dates::days(date(0), date(1)) + 1),
            Map::WholeCalendarMonths => Cell::count(dates::whole_calendar_months(date(0), date(1))),
            Map::PartMonths => Cell::number(dates::part_months(date(0), date(1))),
            Map::PartYears => Cell::number(dates::part_years(date(0), date(1))),
            Map::OverlapDays => Cell::count(dates::overlap_days((date(0), date(1)), (date(2), date(3)))),
            Map::PartOf(part) => Cell::count(dates::part(date(0), *part)),
            Map::FirstOf(span) => Cell::Present(V::Date(dates::first_of(date(0), *span))),
            Map::LastOf(span) => Cell::Present(V::Date(dates::last_of(date(0), *span))),
            Map::ToText => Cell::Present(V::Text(self.to_text(&values[0], first_kind))),
            Map::MoveMember => Cell::Present(self.move_member(&values[0], number(1), kind)),
            Map::PlaceOf => Cell::count(i64::from(member(&values[0])) + 1),
            Map::And | Map::Or | Map::IsBlank | Map::IsNotApplicable | Map::Join(_) => {
                unreachable!("looks at absence itself")
            }
        }
    }

    /// Two numbers, two durations, or a day and a duration.
    fn add(&self, left: &V, right: &V) -> Cell {
        match (left, right) {
            (V::Number(a), V::Number(b)) => Cell::number(a + b),
            (V::Duration(months, days), V::Duration(more_months, more_days)) => {
                match (months.checked_add(*more_months), days.checked_add(*more_days)) {
                    (Some(months), Some(days)) => Cell::Present(V::Duration(months, days)),
                    _ => Cell::TooLarge,
                }
            }
            (V::Date(date), V::Duration(months, days)) => {
                dates::add(*date, *months, *days, self.program.head.leap_day).map_or(Cell::TooLarge, |date| Cell::Present(V::Date(date)))
            }
            _ => unreachable!("{left:?} and {right:?} cannot be added"),
        }
    }

    /// The member so many whole places after another, held at the first and the last.
    fn move_member(&self, from: &V, places: &BigRational, kind: Kind) -> V {
        let Kind::Member(enumeration) = kind else { unreachable!("a member was promised") };
        let last = BigInt::from(self.program.enumeration(enumeration).members.len()) - 1;
        let place = (BigInt::from(member(from)) + places.to_integer()).clamp(BigInt::zero(), last);
        V::Member(place.to_u32().expect("a place in an enumeration"))
    }

    /// A value as text: numbers in full, days as 2026-06-30, members by name.
    fn to_text(&self, value: &V, kind: Kind) -> String {
        match (value, kind) {
            (V::Number(number), _) => numbers::to_text(number),
            (V::Date(date), _) => format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            (V::Text(text), _) => text.clone(),
            (V::YesNo(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
            (V::Member(member), Kind::Member(id)) => self.program.enumeration(id).members[*member as usize].name.clone(),
            _ => unreachable!("{value:?} has no text of its own"),
        }
    }
}

/// Whether a cell is absent in one way; what was not given or is too large cannot be asked.
fn is(cell: Cell, absence: &Cell) -> Cell {
    match cell {
        Cell::NotGiven | Cell::TooLarge => cell,
        _ => Cell::yes_no(cell == *absence),
    }
}

/// Something made of an exact quotient; blank where the divisor is zero.
fn quotient(dividend: &BigRational, divisor: &BigRational, made: impl Fn(BigRational) -> BigRational) -> Cell {
    if divisor.is_zero() { Cell::Blank } else { Cell::number(made(dividend / divisor)) }
}

/// The opposite of a number or a duration.
fn negate(value: &V) -> Option<V> {
    match value {
        V::Number(number) => Some(V::Number(-number)),
        V::Duration(months, days) => Some(V::Duration(months.checked_neg()?, days.checked_neg()?)),
        _ => unreachable!("{value:?} has no opposite"),
    }
}

/// The first of the values that none exceeds on the wanted side.
fn extreme(values: &[V], side: Ordering) -> V {
    let mut best = &values[0];
    for value in values {
        if value.order(best) == side {
            best = value;
        }
    }
    best.clone()
}

/// Whether two values of one kind compare so.
pub(super) fn holds(comparison: Comparison, left: &V, right: &V) -> bool {
    let order = left.order(right);
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

fn member(value: &V) -> u32 {
    let V::Member(member) = value else { unreachable!("a member was promised, not {value:?}") };
    *member
}

//! Elementwise operations: which family carries each out for which kind.

use super::arithmetic::{self, Binary, Unary};
use super::lanes::{self, codes, days, durations, same_if};
use super::presence::strict;
use super::{comparison, dates, division, logic, members, rounding};
use crate::data::columns::{Batch, Presence, State, Values};
use crate::data::texts::Texts;
use crate::program::{Kind, Map};
use crate::values::date::calendar as date;
use crate::values::{Feb29, Rounding};

/// What elementwise operations need to know beside their operands.
#[derive(Clone, Copy)]
pub(in crate::run) struct Around<'a> {
    /// The texts that text cells are numbers of.
    pub(in crate::run) texts: &'a Texts,
    /// Where an anniversary of 29 February falls.
    pub(in crate::run) feb29: Feb29,
    /// How many members the enumeration of the first operand has.
    pub(in crate::run) members: usize,
}

/// Carries out an operation; `kinds` are those of the operands.
pub(in crate::run) fn map(map: &Map, inputs: &[&Batch], kinds: &[Kind], around: Around<'_>, rows: usize) -> Batch {
    let kind = kinds.iter().copied().find(|kind| *kind != Kind::Nothing).unwrap_or(Kind::Nothing);
    match (map, inputs) {
        (Map::Add, [first, rest @ ..]) => fold(first, rest, |a, b| sum(false, kind, a, b, around, rows)),
        (Map::Subtract, [first, rest @ ..]) => fold(first, rest, |a, b| sum(true, kind, a, b, around, rows)),
        (Map::Multiply, [first, rest @ ..]) => fold(first, rest, |a, b| arithmetic::binary(Binary::Multiply, a, b, rows)),
        (Map::Max, [first, rest @ ..]) => fold(first, rest, |a, b| extreme(true, kind, a, b, around.texts, rows)),
        (Map::Min, [first, rest @ ..]) => fold(first, rest, |a, b| extreme(false, kind, a, b, around.texts, rows)),
        (Map::And, _) => logic::junction(false, inputs, rows),
        (Map::Or, _) => logic::junction(true, inputs, rows),
        (Map::CountYes, _) => logic::count_yes(inputs, rows),
        (Map::Divide, [a, b]) => division::divide(a, b, rows),
        (Map::FullUnits, [a, b]) => division::units(a, b, Rounding::Down, rows),
        (Map::StartedUnits, [a, b]) => division::units(a, b, Rounding::Up, rows),
        (Map::Compare(sign), [a, b]) => comparison::compare(*sign, kind, a, b, around.texts, rows),
        (Map::MoveMember, [a, b]) => members::shift(a, b, around.members, rows),
        (Map::FullMonths | Map::FullYears | Map::CalendarMonths | Map::WholeCalendarMonths | Map::Days | Map::DaysThrough, [a, b]) => {
            dates::between(map, a, b, around.feb29, rows)
        }
        (Map::PartMonths, [a, b]) => dates::parts(date::part_months, a, b, rows),
        (Map::PartYears, [a, b]) => dates::parts(date::part_years, a, b, rows),
        (Map::OverlapDays, [a, b, c, d]) => dates::overlap([a, b, c, d], rows),
        (Map::Negate | Map::Absolute, [a]) if kind == Kind::Duration => dates::length(map, a, rows),
        (Map::Negate, [a]) => arithmetic::unary(Unary::Negate, a, rows),
        (Map::Absolute, [a]) => arithmetic::unary(Unary::Absolute, a, rows),
        (Map::Not, [a]) => logic::not(a, rows),
        (Map::IsBlank, [a]) => logic::is_absent(State::Blank, a, rows),
        (Map::IsNotApplicable, [a]) => logic::is_absent(State::NotApplicable, a, rows),
        (Map::Round { mode, unit }, [a]) => rounding::round(a, *mode, unit, rows),
        (Map::PartOf(part), [a]) => dates::part(*part, a, rows),
        (Map::FirstOf(span), [a]) => dates::edge(|date| date.first_of(*span), a, rows),
        (Map::LastOf(span), [a]) => dates::edge(|date| date.last_of(*span), a, rows),
        (Map::PlaceOf, [a]) => members::place(a, rows),
        // The checker counts operands, and texts are made apart; nothing else comes here.
        (
            Map::Add
            | Map::Subtract
            | Map::Multiply
            | Map::Max
            | Map::Min
            | Map::Divide
            | Map::FullUnits
            | Map::StartedUnits
            | Map::Compare(_)
            | Map::MoveMember
            | Map::FullMonths
            | Map::FullYears
            | Map::CalendarMonths
            | Map::Days
            | Map::DaysThrough
            | Map::Negate
            | Map::Absolute
            | Map::Not
            | Map::IsBlank
            | Map::IsNotApplicable
            | Map::Round { .. }
            | Map::WholeCalendarMonths
            | Map::PartMonths
            | Map::PartYears
            | Map::OverlapDays
            | Map::PartOf(_)
            | Map::FirstOf(_)
            | Map::LastOf(_)
            | Map::PlaceOf
            | Map::Join(_)
            | Map::ToText,
            _,
        ) => absent(kind, State::Blank, rows),
    }
}

/// A batch of a kind in which every row has the same absence.
pub(in crate::run) fn absent(kind: Kind, state: State, rows: usize) -> Batch {
    Batch { values: Values::Same(Box::new(none(kind)), rows), presence: Presence::Each(vec![state; rows]) }
}

/// What stands at an absent row of a kind, once.
pub(in crate::run) fn none(kind: Kind) -> Values {
    match kind {
        Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => Values::Scaled { scale: 0, units: vec![0] },
        Kind::Date => Values::Days(vec![0]),
        Kind::Duration => Values::Durations(vec![(0, 0)]),
        Kind::YesNo => Values::YesNo(vec![false]),
        Kind::Text | Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => Values::Codes(vec![0]),
    }
}

fn fold(first: &Batch, rest: &[&Batch], mut f: impl FnMut(&Batch, &Batch) -> Batch) -> Batch {
    let mut all: Option<Batch> = None;
    for next in rest {
        all = Some(f(all.as_ref().unwrap_or(first), next));
    }
    all.unwrap_or_else(|| first.clone())
}

fn sum(back: bool, kind: Kind, a: &Batch, b: &Batch, around: Around<'_>, rows: usize) -> Batch {
    match kind {
        Kind::Date => dates::shift(a, b, back, around.feb29, rows),
        Kind::Duration => dates::lengths(a, b, back, rows),
        _ => arithmetic::binary(if back { Binary::Subtract } else { Binary::Add }, a, b, rows),
    }
}

fn extreme(greatest: bool, kind: Kind, a: &Batch, b: &Batch, texts: &Texts, rows: usize) -> Batch {
    let (x, y) = (&a.values, &b.values);
    let values = match kind {
        Kind::Date => Values::Days(dates::extreme(greatest, days(x), days(y))),
        Kind::Duration => Values::Durations(dates::extreme(greatest, durations(x), durations(y))),
        Kind::Member(_) => Values::Codes(dates::extreme(greatest, codes(x), codes(y))),
        Kind::Text => Values::Codes(lanes::zip(codes(x), codes(y), |x, y| if (texts.text(x) < texts.text(y)) == greatest { y } else { x })),
        _ => return arithmetic::binary(if greatest { Binary::Max } else { Binary::Min }, a, b, rows),
    };
    let one = match &values {
        Values::Days(list) => list.len() == 1,
        Values::Durations(list) => list.len() == 1,
        Values::Codes(list) => list.len() == 1,
        _ => false,
    };
    Batch { values: same_if(one, values, rows), presence: strict(&[a, b]) }
}

//! The tranches of amounts: equal parts cut to a unit, what is left over to the first, to the last or one unit each.

use super::build::references;
use super::flat::{Flat, View, numbers_column, plain_column, units_column};
use crate::data::columns::{Column, State};
use crate::program::{Kind, OddPart};
use crate::values::{Date, Duration, Exact, Feb29, Rounding};

/// The most tranches of one amount.
pub(in crate::run) const MOST_PARTS: i128 = 1_000;

/// What is paid in tranches.
pub(in crate::run) struct Paid<'a> {
    /// The whole amounts.
    pub(in crate::run) amount: View<'a>,
    /// How many parts each has.
    pub(in crate::run) parts: View<'a>,
    /// The day each is counted from.
    pub(in crate::run) from: View<'a>,
    /// From one part to the next.
    pub(in crate::run) step: Duration,
    /// What equal parts are cut to.
    pub(in crate::run) unit: &'a Exact,
    /// Which part takes what is left over.
    pub(in crate::run) odd: OddPart,
    /// Where an anniversary of 29 February falls.
    pub(in crate::run) feb29: Feb29,
}

/// The parts of all amounts, in the order of the amounts: how many, and the columns of the record, the number, the amount and the day. Rows
/// whose amount cannot be paid in so many parts are told, with that number.
pub(in crate::run) fn tranches(paid: &Paid<'_>, rows: usize) -> (usize, Vec<Column>, Vec<(usize, Exact)>) {
    let (amount, parts, from) = (Flat::new(paid.amount), Flat::new(paid.parts), Flat::new(paid.from));
    let (mut records, mut numbers, mut number_states) = (Vec::new(), Vec::new(), Vec::new());
    let (mut amounts, mut amount_states) = (Vec::new(), Vec::new());
    let (mut days, mut day_states) = (Vec::new(), Vec::new());
    let mut wrong = Vec::new();
    for row in 0..rows {
        let record = Ok(u32::try_from(row).unwrap_or(u32::MAX));
        let count = match parts.state(row) {
            State::NotApplicable | State::Blank => continue,
            state @ (State::NotGiven | State::TooLarge) => {
                // How many there are cannot be told, so one stands for them all.
                records.push(record);
                numbers.push(0);
                amounts.push(Exact::ZERO);
                days.push((0, 0));
                number_states.push(state);
                amount_states.push(state);
                day_states.push(state);
                continue;
            }
            State::Present => parts.exact(row),
        };
        let whole = count.to_i128().filter(|count| (0..=MOST_PARTS).contains(count));
        let Some(many) = whole.filter(|many| *many > 0 || amount.state(row) != State::Present || amount.exact(row).is_zero()) else {
            wrong.push((row, count));
            continue;
        };
        let own = equal_parts(&amount.exact(row), many, paid.unit, paid.odd);
        for (number, own) in (1i128..).zip(own) {
            records.push(record);
            numbers.push(number);
            number_states.push(State::Present);
            amounts.push(own);
            amount_states.push(amount.state(row));
            let due = i64::try_from(number).ok().and_then(|number| due(paid, from.plain(row).0, number));
            let state = from.state(row);
            days.push((due.map_or(0, |due| i64::from(due.days())), 0));
            day_states.push(if state == State::Present && due.is_none() { State::TooLarge } else { state });
        }
    }
    let columns = vec![
        references(&records),
        units_column(0, &numbers, &number_states),
        numbers_column(amounts, &amount_states, None),
        plain_column(Kind::Date, &days, &day_states),
    ];
    (records.len(), columns, wrong)
}

/// The day of a part, counted from the first day.
fn due(paid: &Paid<'_>, from: i64, number: i64) -> Option<Date> {
    let months = paid.step.months().checked_mul(number)?;
    let days = paid.step.days().checked_mul(number)?;
    let length = Duration::from_months(months).add(Duration::from_days(days))?;
    Date::from_days(i32::try_from(from).ok()?)?.add(length, paid.feb29)
}

/// So many parts of an amount, that sum to it.
fn equal_parts(amount: &Exact, many: i128, unit: &Exact, odd: OddPart) -> Vec<Exact> {
    let Ok(count) = usize::try_from(many) else { return Vec::new() };
    let each = amount.div(&Exact::from_int(many)).map_or(Exact::ZERO, |each| each.round(Rounding::Down, unit));
    let mut left = amount.sub(&each.mul(&Exact::from_int(many)));
    let mut parts = vec![each; count];
    if odd == OddPart::OneByOne {
        let one = if left.is_negative() { unit.neg() } else { unit.clone() };
        for part in &mut parts {
            if left.abs() < *unit {
                break;
            }
            (*part, left) = (part.add(&one), left.sub(&one));
        }
    }
    let taker = if odd == OddPart::First { parts.first_mut() } else { parts.last_mut() };
    if let Some(taker) = taker {
        *taker = taker.add(&left);
    }
    parts
}

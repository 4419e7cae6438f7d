//! A narrow program on one row after the other: what a host gives goes in, what it asks for comes out, and nothing is allocated between.

use super::{Column, Frame, Lane, Scratch, dispatch};
use crate::plan::narrow::{Form, Narrow, Place};
use crate::values::Feb29;

/// A value that a program reads or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Single {
    /// A number, in the units that the program has for it.
    Units(i64),
    /// Yes or no.
    YesNo(bool),
    /// A date, in days since 1970-01-01.
    Day(i32),
    /// A member.
    Code(u32),
}

/// The memory of a program that goes over single rows.
#[derive(Debug, Default)]
pub(crate) struct OneRow {
    columns: Vec<Column<'static>>,
    scratch: Scratch,
}

impl OneRow {
    /// Carries a program out for a row whose values come in the order in which it reads them; false where the row is not one that it can
    /// carry out.
    pub(crate) fn run(&mut self, narrow: &Narrow, leap_day: Feb29, mut next: impl FnMut() -> Option<Single>) -> bool {
        self.columns.clear();
        for read in &narrow.reads {
            let Some(column) = next().and_then(|single| column(single, read.form)) else { return false };
            self.columns.push(column);
        }
        self.scratch.units.resize_with(narrow.units, Vec::new);
        self.scratch.flags.resize_with(narrow.flags, Vec::new);
        let frame = Frame { columns: &self.columns, rows: 1, feb29: leap_day };
        dispatch::lines(&narrow.lines, &frame, &mut self.scratch)
    }

    /// What stands at a place after the program was carried out.
    pub(crate) fn at(&self, place: Place, leap_day: Feb29) -> Option<Single> {
        let frame = Frame { columns: &self.columns, rows: 1, feb29: leap_day };
        Some(match place {
            Place::Units(source, _) => Single::Units(only(frame.units(source, &self.scratch))?),
            Place::Flags(source) => Single::YesNo(only(frame.flags(source, &self.scratch))?),
        })
    }
}

fn column(single: Single, form: Form) -> Option<Column<'static>> {
    Some(match (single, form) {
        (Single::Units(units), Form::Units { range, .. }) => Column::Units(Lane::One(units), range),
        (Single::YesNo(yes), Form::Flags) => Column::Flags(Lane::One(yes)),
        (Single::Day(day), Form::Days) => Column::Days(Lane::One(day)),
        (Single::Code(code), Form::Codes) => Column::Codes(Lane::One(code)),
        _ => return None,
    })
}

fn only<T: Copy>(lane: Lane<'_, T>) -> Option<T> {
    match lane {
        Lane::One(value) => Some(value),
        Lane::Many(list) => list.first().copied(),
    }
}

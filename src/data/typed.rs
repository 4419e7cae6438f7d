//! Rows whose cells have kinds already, column by column: what Arrow and Parquet files hold, before it is bound to a record.
//!
//! Numbers are units of a power of ten, dates are days, texts are themselves: nothing is written out and read again.

mod decode;

use std::borrow::Cow;

use super::cells::Raw;

/// The values of one column for some rows.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    /// The values; what stands at an absent row is of no meaning.
    pub(super) values: Cells<'a>,
    /// Which rows are blank; none where no row is.
    pub(super) blanks: Option<Vec<bool>>,
}

/// Values of one kind.
#[derive(Debug)]
pub(super) enum Cells<'a> {
    /// Numbers as multiples of 10^-scale.
    Units { scale: u8, units: Cow<'a, [i64]> },
    /// Numbers as multiples of 10^-scale that need more room.
    Wide { scale: u8, units: Cow<'a, [i128]> },
    /// Binary floating-point numbers; whole ones are held exactly up to `most`.
    Doubles { most: u64, values: Cow<'a, [f64]> },
    /// Days since 1970-01-01.
    Days(Cow<'a, [i32]>),
    /// Moments without a time zone, in so many units a day, since 1970-01-01.
    Moments { per_day: i64, units: Cow<'a, [i64]> },
    /// Yes or no.
    YesNo(Vec<bool>),
    /// Texts.
    Texts(Vec<&'a str>),
    /// Texts of a list, each by its number.
    Coded { texts: Vec<&'a str>, codes: Vec<u32> },
    /// Nothing: every row is blank.
    Nothing,
}

/// Some rows of a file; columns that are not read are none.
#[derive(Debug)]
pub(super) struct TypedRows<'a> {
    /// How many rows.
    pub(super) rows: usize,
    /// The columns, by their place in the file.
    pub(super) columns: Vec<Option<Typed<'a>>>,
}

impl TypedRows<'_> {
    /// A cell of a row.
    pub(super) fn cell(&self, column: usize, row: usize) -> Raw<'_> {
        self.columns.get(column).and_then(Option::as_ref).map_or(Raw::Blank, |column| column.cell(row))
    }
}

impl Typed<'_> {
    /// Whether a row is blank.
    #[inline]
    pub(super) fn is_blank(&self, row: usize) -> bool {
        self.blanks.as_ref().is_some_and(|blanks| blanks.get(row).copied().unwrap_or(true))
    }

    /// The cell of a row; blank beyond the column.
    pub(super) fn cell(&self, row: usize) -> Raw<'_> {
        if self.is_blank(row) {
            return Raw::Blank;
        }
        let cell = match &self.values {
            Cells::Units { scale, units } => units.get(row).map(|units| Raw::Number { units: i128::from(*units), scale: *scale }),
            Cells::Wide { scale, units } => units.get(row).map(|units| Raw::Number { units: *units, scale: *scale }),
            Cells::Doubles { most, values } => values.get(row).map(|value| Raw::Double { value: *value, most: *most }),
            Cells::Days(days) => days.get(row).map(|day| Raw::Day(*day)),
            Cells::Moments { per_day, units } => units.get(row).map(|units| moment(*units, *per_day)),
            Cells::YesNo(list) => list.get(row).map(|yes| Raw::YesNo(*yes)),
            Cells::Texts(texts) => texts.get(row).map(|text| Raw::Text(text)),
            Cells::Coded { texts, codes } => codes.get(row).and_then(|code| texts.get(*code as usize)).map(|text| Raw::Text(text)),
            Cells::Nothing => None,
        };
        cell.unwrap_or(Raw::Blank)
    }
}

/// A moment as a day, where it is the beginning of one.
fn moment(units: i64, per_day: i64) -> Raw<'static> {
    let (day, rest) = (units.div_euclid(per_day), units.rem_euclid(per_day));
    // What is beyond the calendar stays beyond it.
    let Ok(day) = i32::try_from(day) else { return Raw::Day(i32::MAX) };
    if rest == 0 {
        return Raw::Day(day);
    }
    // Units a day are seconds a day times a power of 1 000; what is below a second is not shown.
    let seconds = i128::from(rest).saturating_mul(86_400).checked_div(i128::from(per_day)).unwrap_or(0);
    Raw::Moment { day, seconds: u32::try_from(seconds).unwrap_or(0) }
}

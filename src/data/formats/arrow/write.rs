//! Results as columns of Arrow, and as files of it.
//!
//! | what a column holds | its type |
//! |---|---|
//! | amounts, and other figures whose digits are declared | `Decimal128(18 + digits, digits)` |
//! | other figures | `Int64` where all are whole, else `Decimal128(38, digits)` with the digits of the longest |
//! | figures of which one has more than 38 digits | texts |
//! | dates, yes and no | `Date32`, `Boolean` |
//! | all else | `Utf8` |
//!
//! A blank is null. So is what does not apply: a second column, named after the first one with `.applies`, tells the two apart.

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use crate::data::columns::State;
use crate::data::write::{Listing, Sheet, Shown, figures, format_cell};
use crate::program::{ColumnFormat, Kind};
use crate::values::Value;
use crate::values::decimal::parse_decimal;

/// Rows of a batch.
pub(in crate::data::formats) const ROWS: usize = 1 << 16;

/// The digits before the point that a delivered amount may have.
const WHOLE_DIGITS: u8 = 18;

/// The most digits of a decimal in 128 bits.
const MOST_DIGITS: u8 = 38;

/// Writes a result as an Arrow file.
pub(in crate::data) fn write(out: &mut dyn Write, sheet: &Sheet<'_>, listing: &Listing<'_>) -> io::Result<()> {
    let columns = Columns::of(sheet, listing);
    let mut writer = FileWriter::try_new(out, &columns.schema).map_err(failed)?;
    for batch in columns.batches(sheet, listing) {
        writer.write(&batch.map_err(failed)?).map_err(failed)?;
    }
    writer.finish().map_err(failed)
}

fn failed(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

/// The columns of a result in types of Arrow.
pub(in crate::data::formats) struct Columns {
    pub(in crate::data::formats) schema: SchemaRef,
    columns: Vec<(usize, What)>,
}

/// What a column of the file holds of a column of the result.
enum What {
    Whole,
    Decimal { digits: u8, places: u8, not_applicable: Option<i128> },
    Day,
    YesNo,
    Text,
    Applies,
}

impl Columns {
    pub(in crate::data::formats) fn of(sheet: &Sheet<'_>, listing: &Listing<'_>) -> Columns {
        let (mut columns, mut fields) = (Vec::new(), Vec::<Field>::new());
        for (at, column) in sheet.delivery.columns.iter().enumerate() {
            let what = what(sheet.kind(at), &column.format, listing, at);
            fields.push(Field::new(&column.heading, what.kind(), true));
            let shows_a_figure = matches!(what, What::Decimal { not_applicable: Some(_), .. });
            columns.push((at, what));
            if sheet.may_not_apply(at) && !shows_a_figure {
                let mut name = format!("{}.applies", column.heading);
                // No two columns have one name.
                while sheet.delivery.columns.iter().any(|column| column.heading == name) || fields.iter().any(|field| *field.name() == name)
                {
                    name.push('\'');
                }
                fields.push(Field::new(name, DataType::Boolean, false));
                columns.push((at, What::Applies));
            }
        }
        Columns { schema: Arc::new(Schema::new(fields)), columns }
    }

    /// The rows, batch by batch.
    pub(in crate::data::formats) fn batches(
        &self,
        sheet: &Sheet<'_>,
        listing: &Listing<'_>,
    ) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> {
        let all = (0..listing.rows()).step_by(ROWS).map(|from| from..from.saturating_add(ROWS).min(listing.rows()));
        all.map(move |rows| {
            let arrays = self.columns.iter().map(|(at, what)| what.array(sheet, listing, *at, rows.clone()));
            RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect::<Result<_, _>>()?)
        })
    }
}

fn what(kind: Kind, format: &ColumnFormat, listing: &Listing<'_>, at: usize) -> What {
    match kind {
        Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => {
            let places = figures::places(format, listing, at);
            let Some(longest) = longest(format, listing, at, places) else { return What::Text };
            if format.decimals.is_none() && places == 0 && i64::try_from(longest).is_ok() {
                return What::Whole;
            }
            let usual = WHOLE_DIGITS.saturating_add(places).min(MOST_DIGITS);
            let digits = if format.decimals.is_some() && has_room(longest, usual) { usual } else { MOST_DIGITS };
            if !has_room(longest, digits) || places > digits {
                return What::Text;
            }
            // Where the result says to show a figure for what does not apply, it is that figure.
            let shown = parse_decimal(&format.not_applicable).ok().and_then(|shown| shown.to_scaled(places));
            What::Decimal { digits, places, not_applicable: shown.filter(|shown| has_room(shown.unsigned_abs(), digits)) }
        }
        Kind::Date => What::Day,
        Kind::YesNo => What::YesNo,
        Kind::Duration | Kind::Text | Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => What::Text,
    }
}

/// The greatest figure of a column without its sign; none where one has no room in 128 bits.
fn longest(format: &ColumnFormat, listing: &Listing<'_>, at: usize, places: u8) -> Option<u128> {
    let mut longest = 0u128;
    for row in 0..listing.rows() {
        let cell = listing.cell(at, row);
        if !matches!(cell, Shown::Absent(_)) {
            longest = longest.max(figures::units(format, &cell, places)?.unsigned_abs());
        }
    }
    Some(longest)
}

fn has_room(units: u128, digits: u8) -> bool {
    10u128.checked_pow(u32::from(digits)).is_some_and(|most| units < most)
}

impl What {
    fn kind(&self) -> DataType {
        match self {
            What::Whole => DataType::Int64,
            What::Decimal { digits, places, .. } => DataType::Decimal128(*digits, places.cast_signed()),
            What::Day => DataType::Date32,
            What::YesNo | What::Applies => DataType::Boolean,
            What::Text => DataType::Utf8,
        }
    }

    fn array(&self, sheet: &Sheet<'_>, listing: &Listing<'_>, at: usize, rows: Range<usize>) -> Result<ArrayRef, ArrowError> {
        let Some(column) = sheet.delivery.columns.get(at) else { return Ok(Arc::new(StringArray::new_null(rows.len()))) };
        let format = &column.format;
        let cells = rows.map(|row| listing.cell(at, row));
        Ok(match self {
            What::Whole => {
                let whole = |cell: Shown<'_>| figures::units(format, &cell, 0).and_then(|units| i64::try_from(units).ok());
                Arc::new(cells.map(whole).collect::<Int64Array>())
            }
            What::Decimal { digits, places, not_applicable } => {
                let units = |cell: Shown<'_>| match cell {
                    Shown::Absent(State::NotApplicable) => *not_applicable,
                    cell => figures::units(format, &cell, *places),
                };
                let array = cells.map(units).collect::<Decimal128Array>();
                Arc::new(array.with_precision_and_scale(*digits, places.cast_signed())?)
            }
            What::Day => {
                let day = |cell: Shown<'_>| if let Shown::Value(Value::Date(date)) = cell { Some(date.days()) } else { None };
                Arc::new(cells.map(day).collect::<Date32Array>())
            }
            What::YesNo => {
                let yes_no = |cell: Shown<'_>| match cell {
                    Shown::YesNo(yes) | Shown::Value(Value::YesNo(yes)) => Some(yes),
                    _ => None,
                };
                Arc::new(cells.map(yes_no).collect::<BooleanArray>())
            }
            What::Applies => Arc::new(cells.map(|cell| Some(cell != Shown::Absent(State::NotApplicable))).collect::<BooleanArray>()),
            What::Text => {
                let text = |cell: Shown<'_>| {
                    let mut text = String::new();
                    format_cell(sheet, format, sheet.kind(at), &cell, &mut text);
                    (!matches!(cell, Shown::Absent(_))).then_some(text)
                };
                Arc::new(cells.map(text).collect::<StringArray>())
            }
        })
    }
}

//! Results as columns of Arrow.
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

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::ops::Range;
use std::sync::Arc;

use crate::data::columns::State;
use crate::data::formats::gather::Arrays;
use crate::data::write::{Listing, Sheet, Shown, Width, Widths, figures, format_cell};
use crate::program::{ColumnFormat, Kind};
use crate::values::Value;
use crate::values::decimal::parse_decimal;

/// The digits before the point that a delivered amount may have.
const WHOLE_DIGITS: u8 = 18;

/// The most digits of a decimal in 128 bits.
const MOST_DIGITS: u8 = 38;

/// The columns of a result in types of Arrow.
#[derive(Debug, PartialEq)]
pub(in crate::data) struct Columns {
    pub(in crate::data::formats) schema: SchemaRef,
    columns: Vec<(usize, What)>,
}

/// What a column of the file holds of a column of the result.
#[derive(Debug, PartialEq, Eq)]
enum What {
    Whole,
    Decimal { digits: u8, places: u8, not_applicable: Option<i128> },
    Day,
    YesNo,
    Text,
    Applies,
}

impl Columns {
    /// The columns of a result whose figures are as wide as this.
    pub(in crate::data) fn new(sheet: &Sheet<'_>, widths: &Widths) -> Columns {
        let (mut columns, mut fields) = (Vec::new(), Vec::<Field>::new());
        for (at, column) in sheet.delivery.columns.iter().enumerate() {
            let what = what(sheet.kind(at), &column.format, widths.get(at));
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

    /// Whether figures that are as wide as this have room in them.
    pub(in crate::data) fn have_room(&self, widths: &Widths) -> bool {
        self.columns.iter().all(|(at, what)| what.has_room(widths.get(*at)))
    }

    /// Some rows of a listing.
    pub(in crate::data) fn arrays(&self, sheet: &Sheet<'_>, listing: &Listing<'_>, rows: Range<usize>) -> Arrays {
        let columns = self.columns.iter().map(|(at, what)| what.array(sheet, listing, *at, rows.clone()));
        Arrays { rows: rows.len(), columns: Some(columns.collect()) }
    }
}

fn what(kind: Kind, format: &ColumnFormat, width: Width) -> What {
    match kind {
        Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => {
            let Width { places, longest } = width;
            let Some(longest) = longest else { return What::Text };
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

    /// Whether figures that are as wide as this have room in it.
    fn has_room(&self, width: Width) -> bool {
        match self {
            What::Whole => width.places == 0 && width.longest.is_some_and(|longest| i64::try_from(longest).is_ok()),
            What::Decimal { digits, places, .. } => {
                let up = places.checked_sub(width.places).and_then(|zeros| 10u128.checked_pow(u32::from(zeros)));
                let longest = up.zip(width.longest).and_then(|(up, longest)| longest.checked_mul(up));
                longest.is_some_and(|longest| has_room(longest, *digits))
            }
            What::Day | What::YesNo | What::Text | What::Applies => true,
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

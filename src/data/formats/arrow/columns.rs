//! The columns of a batch, as cells with kinds: which of Arrow's types a field can hold, and what a value of each is.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayAccessor, RecordBatch};
use arrow_schema::{DataType, Schema, TimeUnit};
use std::borrow::Cow;
use std::sync::Arc;

use crate::data::bind::{Reading, Sheet};
use crate::data::cells::Reader;
use crate::data::refusals::places;
use crate::data::typed::{Cells, Typed, TypedRows};
use crate::diagnostics::{Code, DataPlace, Diagnostic, Text};
use crate::program::Written;
use crate::say;

/// Binds the columns of a file to a sheet and refuses those whose type their field cannot take; false when nothing can be read.
pub(in crate::data::formats) fn bind<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, schema: &Schema) -> bool {
    let headings: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    sheet.bind(reading, &headings, None);
    if sheet.is_incomplete() {
        return false;
    }
    let mut refused = false;
    // Nobody shares a layout whose headings were just bound.
    let Some(layout) = Arc::get_mut(&mut sheet.layout) else { return false };
    for bound in layout.columns.iter_mut().flatten() {
        let Some(field) = bound.at.and_then(|at| schema.fields().get(at)) else { continue };
        let Some((message, help)) = refusal(field.data_type(), &bound.reader, &bound.heading) else { continue };
        let place = DataPlace { file: layout.file.clone(), line: None, column: Some(bound.heading.clone()), value: None, cell: None };
        let (name, span) = (&bound.reader.field.name, bound.reader.field.span);
        reading.findings.error(|| {
            Diagnostic::new(Code::E0503, message)
                .label(span, say!("`{name}` is declared here", "`{name}` 在此声明"))
                .help(help)
                .at_data(place)
        });
        bound.at = None;
        refused = true;
    }
    if refused {
        // Keys may be among what is not read: then references to them are no findings of their own.
        sheet.lacks_rows();
    }
    true
}

/// The columns that are read, in the order of the file.
pub(in crate::data::formats) fn wanted(sheet: &Sheet<'_>, columns: usize) -> Vec<usize> {
    let is_bound = |at: &usize| sheet.layout.columns.iter().flatten().any(|bound| bound.at == Some(*at));
    (0..columns).filter(is_bound).collect()
}

/// Why no value of a type can be taken, and the way out.
fn refusal(kind: &DataType, reader: &Reader<'_>, heading: &str) -> Option<(Text, Text)> {
    match kind {
        DataType::Float16 | DataType::Float32 | DataType::Float64 if reader.takes_no_double() => Some((
            say!(
                "the column holds binary floating-point numbers, which do not hold decimals exactly",
                "该列为二进制浮点数，不能准确表示小数"
            ),
            say!(
                "write decimals where the data comes from, as in `CAST({heading} AS DECIMAL(18, {}))`",
                "请在数据来源处写成定点小数，例如 `CAST({heading} AS DECIMAL(18, {}))`",
                places(reader)
            ),
        )),
        DataType::Timestamp(_, Some(zone)) if *reader.written == Written::Date => Some((
            say!(
                "the column holds moments of the time zone `{zone}`, whose day depends on the place",
                "该列为带时区 `{zone}` 的时刻，属于哪一天取决于地点"
            ),
            say!(
                "write days where the data comes from, as in `CAST({heading} AS DATE)`",
                "请在数据来源处写成日期，例如 `CAST({heading} AS DATE)`"
            ),
        )),
        DataType::Dictionary(_, values) => refusal(values, reader, heading),
        kind if is_read(kind) => None,
        kind => Some((
            say!("the column is of the type `{kind}`, which no field holds", "该列的类型为 `{kind}`，没有字段能容纳"),
            say!(
                "write numbers, decimals, dates, texts or booleans, one value in a row",
                "请写成数值、定点小数、日期、文本或布尔值，每行一个值"
            ),
        )),
    }
}

fn is_read(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Null
            | DataType::Boolean
            | DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32
            | DataType::UInt64
            | DataType::Float16
            | DataType::Float32
            | DataType::Float64
            | DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..)
            | DataType::Date32
            | DataType::Date64
            | DataType::Timestamp(_, None)
            | DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
    )
}

/// The rows of a batch, whose columns are these of the file.
pub(in crate::data::formats) fn rows<'a>(batch: &'a RecordBatch, wanted: &[usize], columns: usize) -> TypedRows<'a> {
    let mut typed: Vec<Option<Typed<'a>>> = (0..columns).map(|_| None).collect();
    for (at, array) in wanted.iter().zip(batch.columns()) {
        if let Some(place) = typed.get_mut(*at) {
            *place = column(array.as_ref());
        }
    }
    TypedRows { rows: batch.num_rows(), columns: typed }
}

fn column(array: &dyn Array) -> Option<Typed<'_>> {
    let blanks = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
    let blanks = blanks.map(|nulls| (0..array.len()).map(|row| nulls.is_null(row)).collect());
    Some(Typed { values: values(array)?, blanks })
}

fn values(array: &dyn Array) -> Option<Cells<'_>> {
    Some(match array.data_type() {
        DataType::Null => Cells::Nothing,
        DataType::Boolean => Cells::YesNo(array.as_boolean_opt()?.values().iter().collect()),
        DataType::Int8 => whole::<Int8Type>(array)?,
        DataType::Int16 => whole::<Int16Type>(array)?,
        DataType::Int32 => whole::<Int32Type>(array)?,
        DataType::Int64 => Cells::Units { scale: 0, units: Cow::Borrowed(array.as_primitive_opt::<Int64Type>()?.values()) },
        DataType::UInt8 => whole::<UInt8Type>(array)?,
        DataType::UInt16 => whole::<UInt16Type>(array)?,
        DataType::UInt32 => whole::<UInt32Type>(array)?,
        DataType::UInt64 => wide(array.as_primitive_opt::<UInt64Type>()?.values().iter().map(|units| i128::from(*units)), 0),
        DataType::Float16 => doubles::<Float16Type>(array, 1 << 11)?,
        DataType::Float32 => doubles::<Float32Type>(array, 1 << 24)?,
        DataType::Float64 => Cells::Doubles { most: 1 << 53, values: Cow::Borrowed(array.as_primitive_opt::<Float64Type>()?.values()) },
        DataType::Decimal32(_, scale) => {
            wide(array.as_primitive_opt::<Decimal32Type>()?.values().iter().map(|units| (*units).into()), *scale)
        }
        DataType::Decimal64(_, scale) => {
            wide(array.as_primitive_opt::<Decimal64Type>()?.values().iter().map(|units| (*units).into()), *scale)
        }
        DataType::Decimal128(_, scale) => wide(array.as_primitive_opt::<Decimal128Type>()?.values().iter().copied(), *scale),
        // More than 38 digits are more than any field takes.
        DataType::Decimal256(_, scale) => {
            wide(array.as_primitive_opt::<Decimal256Type>()?.values().iter().map(|units| units.to_i128().unwrap_or(i128::MAX)), *scale)
        }
        DataType::Date32 => Cells::Days(Cow::Borrowed(array.as_primitive_opt::<Date32Type>()?.values())),
        DataType::Date64 => moments::<Date64Type>(array, 86_400_000)?,
        DataType::Timestamp(TimeUnit::Second, _) => moments::<TimestampSecondType>(array, 86_400)?,
        DataType::Timestamp(TimeUnit::Millisecond, _) => moments::<TimestampMillisecondType>(array, 86_400_000)?,
        DataType::Timestamp(TimeUnit::Microsecond, _) => moments::<TimestampMicrosecondType>(array, 86_400_000_000)?,
        DataType::Timestamp(TimeUnit::Nanosecond, _) => moments::<TimestampNanosecondType>(array, 86_400_000_000_000)?,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Cells::Texts(texts(array)?),
        DataType::Dictionary(..) => coded(array)?,
        _ => return None,
    })
}

fn whole<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array) -> Option<Cells<'_>> {
    let units = array.as_primitive_opt::<T>()?.values().iter().map(|units| (*units).into());
    Some(Cells::Units { scale: 0, units: units.collect() })
}

fn doubles<T: ArrowPrimitiveType<Native: Into<f64>>>(array: &dyn Array, most: u64) -> Option<Cells<'_>> {
    Some(Cells::Doubles { most, values: array.as_primitive_opt::<T>()?.values().iter().map(|value| (*value).into()).collect() })
}

fn moments<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, per_day: i64) -> Option<Cells<'_>> {
    Some(Cells::Moments { per_day, units: Cow::Borrowed(array.as_primitive_opt::<T>()?.values()) })
}

/// Decimals in 64 bits where all of them have room there; a scale below zero is so many zeros before the point.
fn wide<'a>(units: impl ExactSizeIterator<Item = i128> + Clone, scale: i8) -> Cells<'a> {
    let zeros = 10i128.checked_pow(u32::from(scale.min(0).unsigned_abs())).unwrap_or(i128::MAX);
    let scale = scale.max(0).unsigned_abs();
    let units = units.map(|units| units.saturating_mul(zeros));
    match units.clone().map(|units| i64::try_from(units).ok()).collect::<Option<Vec<i64>>>() {
        Some(units) => Cells::Units { scale, units: Cow::Owned(units) },
        None => Cells::Wide { scale, units: units.collect() },
    }
}

fn texts(array: &dyn Array) -> Option<Vec<&str>> {
    Some(match array.data_type() {
        DataType::Utf8 => array.as_string_opt::<i32>()?.iter().map(Option::unwrap_or_default).collect(),
        DataType::LargeUtf8 => array.as_string_opt::<i64>()?.iter().map(Option::unwrap_or_default).collect(),
        DataType::Utf8View => array.as_string_view_opt()?.iter().map(Option::unwrap_or_default).collect(),
        _ => return None,
    })
}

/// Texts by their number in a list; values of other kinds are written out.
fn coded(array: &dyn Array) -> Option<Cells<'_>> {
    let list = array.as_any_dictionary_opt()?;
    let values = list.values().as_ref();
    if values.is_empty() {
        return Some(Cells::Nothing);
    }
    let keys = list.normalized_keys();
    if values.len() > array.len() {
        // A list that is longer than a batch is not gone through for each of them.
        return Some(Cells::Texts(match values.data_type() {
            DataType::Utf8 => picked(values.as_string_opt::<i32>()?, &keys),
            DataType::LargeUtf8 => picked(values.as_string_opt::<i64>()?, &keys),
            DataType::Utf8View => picked(values.as_string_view_opt()?, &keys),
            _ => return None,
        }));
    }
    let codes = keys.into_iter().map(|key| u32::try_from(key).unwrap_or(u32::MAX)).collect();
    Some(Cells::Coded { texts: texts(values)?, codes })
}

/// The texts of these numbers; those of rows that are blank are of no meaning.
fn picked<'a>(texts: impl ArrayAccessor<Item = &'a str>, keys: &[usize]) -> Vec<&'a str> {
    keys.iter().map(|key| if *key < texts.len() { texts.value(*key) } else { "" }).collect()
}

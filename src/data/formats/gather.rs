//! Results as files of Arrow and Parquet: rows are gathered until a batch is full, which the library then writes.

use arrow_array::builder::{BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, SchemaRef};
#[cfg(feature = "parquet")]
use parquet::arrow::ArrowWriter;
use std::io::{self, Write};
use std::sync::Arc;

use super::Columns;
use crate::data::write::OutputFormat;

/// Rows of a batch.
const ROWS: usize = 1 << 16;

/// Rows that Parquet is given at a time, as many as it encodes at a time. The least and the greatest figure of a row group are kept to the
/// end of the file, and with a long decimal all that was given with it.
#[cfg(feature = "parquet")]
const FEW: usize = 1 << 10;

/// Some rows of a result, column by column.
#[derive(Debug, Default)]
pub(in crate::data) struct Arrays {
    /// How many rows.
    pub(super) rows: usize,
    /// The columns, or why there are none.
    pub(super) columns: Option<Result<Vec<ArrayRef>, ArrowError>>,
}

/// A file that is written batch by batch.
pub(crate) struct Gathered {
    schema: SchemaRef,
    columns: Vec<Column>,
    rows: usize,
    file: File,
}

/// The file, as far as it is not written yet.
enum File {
    Arrow(Box<FileWriter<Vec<u8>>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ArrowWriter<Vec<u8>>>),
}

/// A column that grows.
enum Column {
    Whole(Int64Builder),
    Decimal(Decimal128Builder),
    Day(Date32Builder),
    YesNo(BooleanBuilder),
    Text(StringBuilder),
}

impl Gathered {
    /// Begins a file.
    ///
    /// # Errors
    /// What the library says.
    pub(in crate::data) fn begin(columns: &Columns, format: OutputFormat) -> io::Result<Gathered> {
        let schema = Arc::clone(&columns.schema);
        let file = match format {
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => File::Parquet(Box::new(super::parquet::write::begin(&schema).map_err(io::Error::other)?)),
            _ => File::Arrow(Box::new(FileWriter::try_new(Vec::new(), &schema).map_err(failed)?)),
        };
        let columns = schema.fields().iter().map(|field| Column::new(field.data_type())).collect();
        Ok(Gathered { schema, columns, rows: 0, file })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// What the library or the sink says.
    pub(in crate::data) fn add(&mut self, arrays: &Arrays, out: &mut dyn Write) -> io::Result<()> {
        let columns = match &arrays.columns {
            Some(Ok(columns)) => columns,
            Some(Err(error)) => return Err(io::Error::other(error.to_string())),
            None => return Ok(()),
        };
        let mut from = 0usize;
        while from < arrays.rows {
            let many = ROWS.saturating_sub(self.rows).min(arrays.rows.saturating_sub(from));
            for (column, array) in self.columns.iter_mut().zip(columns) {
                column.append(&array.slice(from, many)).map_err(failed)?;
            }
            (from, self.rows) = (from.saturating_add(many), self.rows.saturating_add(many));
            if self.rows == ROWS {
                self.write(out)?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What the library or the sink says.
    pub(in crate::data) fn finish(mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows > 0 {
            self.write(out)?;
        }
        let rest = match self.file {
            File::Arrow(mut file) => {
                file.finish().map_err(failed)?;
                file.into_inner().map_err(failed)?
            }
            #[cfg(feature = "parquet")]
            File::Parquet(file) => file.into_inner().map_err(io::Error::other)?,
        };
        out.write_all(&rest)
    }

    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.columns.iter_mut().map(Column::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(failed)?;
        self.rows = 0;
        let written = match &mut self.file {
            File::Arrow(file) => {
                file.write(&batch).map_err(failed)?;
                file.get_mut()
            }
            #[cfg(feature = "parquet")]
            File::Parquet(file) => {
                for from in (0..batch.num_rows()).step_by(FEW) {
                    file.write(&batch.slice(from, FEW.min(batch.num_rows().saturating_sub(from)))).map_err(io::Error::other)?;
                }
                file.inner_mut()
            }
        };
        // The library counts what it wrote by itself.
        out.write_all(written)?;
        written.clear();
        Ok(())
    }
}

impl Column {
    fn new(kind: &DataType) -> Column {
        match kind {
            DataType::Int64 => Column::Whole(Int64Builder::new()),
            DataType::Decimal128(..) => Column::Decimal(Decimal128Builder::new().with_data_type(kind.clone())),
            DataType::Date32 => Column::Day(Date32Builder::new()),
            DataType::Boolean => Column::YesNo(BooleanBuilder::new()),
            _ => Column::Text(StringBuilder::new()),
        }
    }

    fn append(&mut self, array: &dyn Array) -> Result<(), ArrowError> {
        match self {
            Column::Whole(column) => column.append_array(array.as_primitive_opt::<Int64Type>().ok_or_else(other)?),
            Column::Decimal(column) => column.append_array(array.as_primitive_opt::<Decimal128Type>().ok_or_else(other)?),
            Column::Day(column) => column.append_array(array.as_primitive_opt::<Date32Type>().ok_or_else(other)?),
            Column::YesNo(column) => column.append_array(array.as_boolean_opt().ok_or_else(other)?),
            Column::Text(column) => column.append_array(array.as_string_opt::<i32>().ok_or_else(other)?)?,
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Whole(column) => Arc::new(column.finish()),
            Column::Decimal(column) => Arc::new(column.finish()),
            Column::Day(column) => Arc::new(column.finish()),
            Column::YesNo(column) => Arc::new(column.finish()),
            Column::Text(column) => Arc::new(column.finish()),
        }
    }
}

/// A column of another type than its file has.
fn other() -> ArrowError {
    ArrowError::SchemaError("a column is not of the type of the file".to_owned())
}

fn failed(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

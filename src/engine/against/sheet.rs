//! The differences as a result of their own, written in every shape that results are.

use super::{Comparison, Difference};
use crate::data::write::{self, Listed, Listing, OutputFormat, Sheet, WriteOptions};
use crate::data::{MissingField, rows};
use crate::diagnostics::{Language, Text};
use crate::program::{
    Cells, ColumnFormat, Currency, Delivery, DeliveryColumn, Expr, ExprId, Field, FieldId, Form, Kind, Program, Record, RecordId, Rows,
    Type, Written,
};
use crate::say;
use crate::source::Span;
use crate::values::{Exact, Rounding, Value};
use std::io;

/// The one record of the small program that the differences are written by.
const ROWS: RecordId = RecordId(1);

impl Comparison {
    /// Writes the differences: the key, the column, what was paid, what is due, what was paid too much or too little.
    ///
    /// # Errors
    /// What the sink says.
    pub fn write_to(&self, out: &mut dyn io::Write, format: OutputFormat, language: Language, options: &WriteOptions) -> io::Result<()> {
        self.listed(language, |sheet, listing| write::write_to(out, format, sheet, listing, options))
    }

    /// Adds the differences to a workbook, as a sheet of their own.
    ///
    /// # Errors
    /// They do not fit into a sheet.
    #[cfg(feature = "excel")]
    pub fn add_to(&self, book: &mut crate::data::formats::Workbook, language: Language) -> io::Result<()> {
        self.listed(language, |sheet, listing| book.add(sheet, listing))
    }

    /// The differences as a result.
    fn listed<T>(&self, language: Language, write: impl FnOnce(&Sheet<'_>, &Listing<'_>) -> T) -> T {
        let program = self.program(language);
        let all: Vec<rows::Row> = self.differences.iter().map(|difference| (ROWS, self.cells(difference))).collect();
        // The cells are of their kinds.
        let (tables, _) = rows::from_rows(&program, &all, MissingField::Error);
        let record = program.record(ROWS);
        let columns = (0..).zip(&record.fields).map(|(at, field)| DeliveryColumn {
            heading: field.name.clone(),
            value: ExprId(at),
            format: self.format(field.ty.kind),
        });
        let name = record.name.clone();
        let delivery = Delivery { file: name.clone(), name, record: ROWS, columns: columns.collect(), filter: None, order: Vec::new() };
        let kinds = record.fields.iter().map(|field| field.ty.kind);
        let columns = tables.get(ROWS).into_iter().flat_map(|table| &table.columns).flatten();
        let columns = columns.zip(kinds).map(|(column, kind)| Listed { column, kind, overall: false }).collect();
        let order: Vec<usize> = (0..self.differences.len()).collect();
        let listing = Listing { columns, order: &order, texts: &tables.texts };
        write(&Sheet { program: &program, tables: &tables, delivery: &delivery }, &listing)
    }

    fn program(&self, language: Language) -> Program {
        let word = |text: Text| text.get(language).to_owned();
        let texts = self.keys.iter().cloned().chain([word(say!("column", "项目"))]).map(|heading| (heading, Kind::Text));
        let amounts = [say!("paid", "已付"), say!("due", "应付"), say!("excess", "多付"), say!("shortfall", "少付")];
        let amounts = amounts.into_iter().map(|heading| (word(heading), Kind::Money(Currency(*b"XXX"))));
        let mut program = Program::default();
        let fields: Vec<Field> = texts.chain(amounts).map(|(name, kind)| field(name, kind)).collect();
        program.expressions = (0..)
            .zip(&fields)
            .map(|(at, field)| Expr { form: Form::Field(FieldId(at)), ty: field.ty, index: ROWS, span: Span::default() })
            .collect();
        let name = self.file.clone();
        program.records.push(Record { rows: Rows::File(name.clone()), name, span: Span::default(), fields, key: Vec::new() });
        program
    }

    fn cells(&self, difference: &Difference) -> Vec<(FieldId, Option<Value>)> {
        let column = self.columns.get(difference.column).map(|column| column.heading.as_str()).unwrap_or_default();
        let texts = difference.key.iter().map(String::as_str).chain([column]).map(|text| Some(Value::Text(text.into())));
        let (excess, shortfall) = difference.apart().unzip();
        let amounts = [difference.paid.clone(), difference.due.clone(), excess, shortfall];
        let amounts = amounts.into_iter().map(|amount| amount.map(Value::Number));
        (0..).map(FieldId).zip(texts.chain(amounts)).collect()
    }

    fn format(&self, kind: Kind) -> ColumnFormat {
        ColumnFormat {
            decimals: kind.is_numeric().then_some(self.decimals),
            unit: Exact::one(),
            rounding: Rounding::HalfUp,
            yes_no: (String::new(), String::new()),
            blank: String::new(),
            not_applicable: String::new(),
        }
    }
}

fn field(name: String, kind: Kind) -> Field {
    let written = match kind {
        Kind::Text => Written::Text,
        _ => Written::Number { places: 18, unit: Exact::one() },
    };
    Field {
        span: Span::default(),
        ty: Type { kind, blank: true, not_applicable: false },
        label: None,
        cells: Cells::Column { heading: name.clone(), written },
        name,
        blank_as: None,
        range: Vec::new(),
    }
}

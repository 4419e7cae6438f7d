//! A result that was delivered earlier, read as any file is: its key and its amounts, as texts.

use super::Compared;
use crate::data::value::value_at;
use crate::data::{self, Input, InputFormat, ReadOptions, RowNames, Tables, keys};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Cells, Field, Kind, Program, Record, RecordId, Rows, Type, Written};
use crate::say;
use crate::source::Span;
use crate::values::decimal::parse_decimal;
use crate::values::{Exact, Value};
use rustc_hash::FxHashMap;

/// The one record of the small program that a file is read by.
const ROWS: RecordId = RecordId(1);

/// The rows of an earlier result.
pub(super) struct Earlier {
    tables: Tables,
    keys: usize,
    /// For each column of amounts its place among the fields; none where no row of a JSON file has it.
    amounts: Vec<Option<usize>>,
    headings: Vec<String>,
    file: String,
}

impl Earlier {
    pub(super) fn read(
        input: &Input,
        result: &str,
        keys: &[String],
        columns: &[Compared],
        options: &ReadOptions,
    ) -> Result<Earlier, Vec<Diagnostic>> {
        // In JSON what does not apply is an absent member, so that a column may be in no row.
        let text = data::plain(input);
        let text = String::from_utf8_lossy(&text);
        let is_json = matches!(input.format, InputFormat::Json | InputFormat::Ndjson);
        let is_there = |heading: &str| !is_json || text.contains(&serde_json::Value::from(heading).to_string());
        let mut headings = keys.to_vec();
        let mut amounts = Vec::with_capacity(columns.len());
        for column in columns {
            amounts.push(is_there(&column.heading).then_some(headings.len()));
            headings.extend(is_there(&column.heading).then(|| column.heading.clone()));
        }
        let mut program = Program::default();
        let fields = headings.iter().map(|heading| field(heading)).collect();
        program.records.push(Record {
            // In a workbook the sheet of the result.
            name: result.to_owned(),
            span: Span::default(),
            rows: Rows::File(input.name.clone()),
            fields,
            key: Vec::new(),
        });
        let (tables, findings) = data::read(&program, &[(ROWS, input.clone())], options);
        // Columns that are no amounts are of no interest here.
        let told = |finding: &Diagnostic| finding.is_error() && finding.code != Code::E0502;
        let findings: Vec<Diagnostic> = findings.into_iter().filter(told).map(without_policy).collect();
        if findings.is_empty() {
            Ok(Earlier { tables, keys: keys.len(), amounts, headings, file: input.name.clone() })
        } else {
            Err(findings)
        }
    }

    /// The row of each key.
    pub(super) fn by_key(&self) -> Result<FxHashMap<String, usize>, Vec<Diagnostic>> {
        let rows = self.tables.get(ROWS).map_or(0, |table| table.rows);
        let (mut by_key, mut findings) = (FxHashMap::default(), Vec::new());
        for row in 0..rows {
            let key = (0..self.keys).map(|at| self.cell(row, at)).collect::<Vec<_>>();
            let key = keys::joined(&key);
            if by_key.insert(key.clone(), row).is_some() {
                let key = keys::written(&key);
                let message = say!("the key `{key}` stands there twice", "主键 `{key}` 出现两次");
                findings.push(Diagnostic::new(Code::E0506, message).at_data(self.place(row, 0)));
            }
        }
        if findings.is_empty() { Ok(by_key) } else { Err(findings) }
    }

    /// An amount; zero where one of these words stands for nothing.
    pub(super) fn amount(&self, row: usize, column: usize, absences: [&str; 4]) -> Result<Exact, Box<Diagnostic>> {
        let Some(at) = self.amounts.get(column).copied().flatten() else { return Ok(Exact::zero()) };
        let cell = self.cell(row, at);
        match parse_decimal(&cell) {
            Ok(amount) => Ok(amount),
            Err(_) if cell.is_empty() || absences.contains(&cell.as_str()) => Ok(Exact::zero()),
            Err(_) => {
                let message = say!("`{cell}` is not an amount", "`{cell}` 不是金额");
                let help = say!("an earlier result is a file that `merit run` wrote", "以往结果应为 `merit run` 写出的文件");
                Err(Box::new(Diagnostic::new(Code::E0503, message).help(help).at_data(self.place(row, at))))
            }
        }
    }

    fn cell(&self, row: usize, at: usize) -> String {
        let column = self.tables.get(ROWS).and_then(|table| table.columns.get(at)?.as_ref());
        match column.map(|column| value_at(column, row, Kind::Text, &self.tables.texts)) {
            Some(Ok(Value::Text(text))) => text.to_string(),
            _ => String::new(),
        }
    }

    fn place(&self, row: usize, at: usize) -> DataPlace {
        let line = match self.tables.get(ROWS).map(|table| &table.names) {
            Some(RowNames::Lines { lines, .. }) => lines.line(row),
            _ => None,
        };
        DataPlace { file: self.file.clone(), line, column: self.headings.get(at).cloned(), value: Some(self.cell(row, at)), cell: None }
    }
}

fn field(heading: &str) -> Field {
    Field {
        name: heading.to_owned(),
        span: Span::default(),
        ty: Type { kind: Kind::Text, blank: true, not_applicable: false },
        label: None,
        cells: Cells::Column { heading: heading.to_owned(), written: Written::Text },
        blank_as: None,
        range: Vec::new(),
    }
}

/// A finding of a file that no line of the policy declares.
fn without_policy(mut finding: Diagnostic) -> Diagnostic {
    finding.labels.clear();
    finding
}

//! The lines of a table: its heading, its rows, what the cells of keys ask.

use super::Draft;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::from_syntax::cases::is_reversed;
use crate::program::{CellTest, Kind};
use crate::say;
use crate::syntax::ast::{self, CellContent, Comparison, ExprKind};
use crate::values::Value;

impl<'a> Lower<'a> {
    /// Whether the heading lists values of the last key rather than columns.
    pub(super) fn is_matrix(&self, keys: &[Lowered], heading: &ast::TableLine) -> bool {
        let Some(last) = keys.last() else { return false };
        let lead = keys.len().saturating_sub(1);
        let values = heading.cells.get(lead..).unwrap_or(&[]);
        !values.is_empty() && values.iter().all(|cell| match (&cell.content, last.ty.kind) {
            (CellContent::Value(value), Kind::Member(id)) => match &value.kind {
                ExprKind::Path(names) => {
                    matches!(names.as_slice(), [name] if self.program.enumeration(id).members.iter().any(|member| member.name == name.text))
                }
                _ => false,
            },
            (CellContent::Value(value), _) => {
                matches!(value.kind, ExprKind::Number(_) | ExprKind::Date(_) | ExprKind::YesNo(_) | ExprKind::Text(_))
            }
            (CellContent::Compare(..) | CellContent::Bound(_) | CellContent::Else, _) => true,
            (CellContent::Blank | CellContent::Any | CellContent::List(_), _) => false,
        })
    }

    pub(super) fn column_names(&mut self, keys: &[Lowered], heading: &'a ast::TableLine) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for cell in heading.cells.iter().skip(keys.len()) {
            let name = match &cell.content {
                CellContent::Value(value) => match &value.kind {
                    ExprKind::Path(path) => match path.as_slice() {
                        [name] => Some(name.text.clone()),
                        _ => None,
                    },
                    ExprKind::Text(text) => Some(text.clone()),
                    _ => None,
                },
                CellContent::Blank if heading.cells.len() == keys.len() + 1 => Some("value".to_owned()),
                _ => None,
            };
            match name {
                Some(name) if !names.contains(&name) => names.push(name),
                _ => {
                    self.report(
                        Diagnostic::new(Code::E0412, say!("the heading names each column once", "表头须给每一列一个不同的名称"))
                            .label(cell.span, say!("this is not a new name", "此处不是新的名称"))
                            .help(say!(
                                "the first line is the heading: the keys, then a name for each column",
                                "第一行是表头：先写各键，再写各列的名称"
                            )),
                    );
                    return None;
                }
            }
        }
        if names.is_empty() {
            let (have, need) = (heading.cells.len(), keys.len());
            self.report(
                Diagnostic::new(Code::E0412, say!("the heading of this table has no column for a value", "此表的表头没有值所在的列"))
                    .label(heading.span, say!("{have} cells for {need} keys", "{need} 个键，{have} 个单元格"))
                    .help(say!(
                        "name the keys, then the columns; or list the values of the last key",
                        "先写各键，再写各列；或列出最后一个键的各个取值"
                    )),
            );
            return None;
        }
        Some(names)
    }

    pub(super) fn matrix(
        &mut self,
        keys: &[Lowered],
        heading: &'a ast::TableLine,
        lines: &'a [ast::TableLine],
        scope: &Scope,
    ) -> Option<Vec<Draft<'a>>> {
        let (last, lead) = (*keys.last()?, keys.len().saturating_sub(1));
        let mut across = Vec::new();
        for cell in heading.cells.iter().skip(lead) {
            across.push(self.cell_test(cell, last, scope)?);
        }
        let mut rows = Vec::new();
        for line in lines {
            self.must_be_as_long(line, heading.cells.len())?;
            let mut tests = Vec::new();
            for (cell, key) in line.cells.iter().zip(keys.iter().take(lead)) {
                tests.push(self.cell_test(cell, *key, scope)?);
            }
            for (cell, test) in line.cells.iter().skip(lead).zip(&across) {
                let tests = tests.iter().cloned().chain([test.clone()]).collect();
                rows.push(Draft {
                    tests,
                    values: vec![Some(cell)],
                    span: if cell.span.start == cell.span.end { line.span } else { cell.span },
                });
            }
        }
        Some(rows)
    }

    pub(super) fn listed(
        &mut self,
        keys: &[Lowered],
        columns: usize,
        lines: &'a [ast::TableLine],
        scope: &Scope,
    ) -> Option<Vec<Draft<'a>>> {
        let mut rows = Vec::new();
        for line in lines {
            self.must_be_as_long(line, keys.len() + columns)?;
            let mut tests = Vec::new();
            for (cell, key) in line.cells.iter().zip(keys) {
                tests.push(self.cell_test(cell, *key, scope)?);
            }
            rows.push(Draft { tests, values: line.cells.iter().skip(keys.len()).map(Some).collect(), span: line.span });
        }
        Some(rows)
    }

    pub(super) fn must_be_as_long(&mut self, line: &ast::TableLine, cells: usize) -> Option<()> {
        let have = line.cells.len();
        if have == cells {
            return Some(());
        }
        self.report_at(
            Code::E0412,
            say!("this row has {have} cells, the heading {cells}", "此行有 {have} 个单元格，表头有 {cells} 个"),
            line.span,
            say!("every row has a cell for each column", "每一行须与表头的列数相同"),
        );
        None
    }

    pub(super) fn cell_test(&mut self, cell: &'a ast::Cell, key: Lowered, scope: &Scope) -> Option<CellTest> {
        match &cell.content {
            CellContent::Any | CellContent::Else => Some(CellTest::Any),
            CellContent::Blank => {
                self.report(
                    Diagnostic::new(Code::E0412, say!("the cell of a key is empty", "键所在的单元格是空的"))
                        .label(
                            if cell.span.start == cell.span.end { key.span } else { cell.span },
                            say!("nothing says which values the row is for", "没有写明此行用于哪些值"),
                        )
                        .help(say!("write `any` for a row that takes every value", "适用于任何值的行写 `不限`")),
                );
                None
            }
            CellContent::Value(value) if matches!(value.kind, ExprKind::Blank) => Some(CellTest::Blank),
            CellContent::Value(value) => Some(CellTest::OneOf(vec![self.cell_value(value, key, scope)?])),
            CellContent::List(values) => {
                let mut list = Vec::new();
                for value in values {
                    list.push(self.cell_value(value, key, scope)?);
                }
                Some(CellTest::OneOf(list))
            }
            CellContent::Compare(sign, value) => Some(CellTest::Range(vec![(*sign, self.cell_value(value, key, scope)?)])),
            CellContent::Bound(bound) => {
                let mut range = Vec::new();
                if let Some((value, included)) = &bound.lower {
                    let sign = if *included { Comparison::GreaterOrEqual } else { Comparison::Greater };
                    range.push((sign, self.cell_value(value, key, scope)?));
                }
                if let Some((value, included)) = &bound.upper {
                    let sign = if *included { Comparison::LessOrEqual } else { Comparison::Less };
                    range.push((sign, self.cell_value(value, key, scope)?));
                }
                if is_reversed(&range) {
                    self.report(
                        Diagnostic::new(Code::E0402, say!("this band ends before it begins", "此档止于其始之前"))
                            .label(cell.span, say!("no value lies in it", "没有任何值在此档内"))
                            .help(say!("write the lower bound first", "下限写在前")),
                    );
                    return None;
                }
                Some(CellTest::Range(range))
            }
        }
    }

    pub(super) fn cell_value(&mut self, value: &'a ast::Expr, key: Lowered, scope: &Scope) -> Option<Value> {
        let lowered = self.expr(value, scope, Some(key.ty.kind));
        let probe = self.compare_kinds(Comparison::Equal, key, lowered, scope.index, value.span);
        if self.is_broken(probe) {
            return None;
        }
        let constant = self.constant_value(lowered.id);
        if constant.is_none() {
            self.report_at(
                Code::E0412,
                say!("the cell of a key holds constants", "键所在的单元格须为常量"),
                value.span,
                say!("this differs from record to record", "此处因记录而异"),
            );
        }
        constant
    }
}

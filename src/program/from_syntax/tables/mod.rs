//! Pipe tables: by one or more keys, with a matrix for the last key or a column a value; rows of conditions are decision tables.
//!
//! A table of constants becomes one look-up; a table with expressions in its cells becomes a choice. Holes and rows that are never reached
//! do not compile.

mod cells;
mod columns;
mod cover;

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered};
use crate::program::from_syntax::cases::{Case, CaseValue, holds};
use crate::program::from_syntax::names::Alternative;
use crate::program::from_syntax::signs::sign_of_word;
use crate::program::{CellTest, Condition, DefinitionId, Kind, Role};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, CellContent, ExprKind};

/// Combinations of key cases that are tried at most.
const LIMIT: usize = 100_000;

/// A row before its values are known to be constants.
struct Draft<'a> {
    tests: Vec<CellTest>,
    values: Vec<Option<&'a ast::Cell>>,
    span: Span,
}

impl<'a> Lower<'a> {
    /// Lowers a table to one definition, whose parts are its columns when it has several.
    pub fn define_table(&mut self, id: EntryId, table: &'a ast::Table, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let article = alternatives.first().and_then(|alternative| alternative.article);
        let guards = alternatives.first().map(|alternative| alternative.guards.clone()).unwrap_or_default();
        let (scope, conditions) = self.guarded(owner, &guards);
        let keys: Vec<Lowered> = table.keys.iter().map(|key| self.expr(key, &scope, None)).collect();
        if keys.iter().any(|&key| self.is_broken(key)) {
            return None;
        }
        let (heading, lines) = table.lines.split_first()?;
        let (columns, rows) = if self.is_matrix(&keys, heading) {
            (vec![None], self.matrix(&keys, heading, lines, &scope)?)
        } else {
            let columns = self.column_names(&keys, heading)?;
            let rows = self.listed(&keys, columns.len(), lines, &scope)?;
            (columns.into_iter().map(Some).collect(), rows)
        };
        if !self.rows_cover(table, &keys, &rows) {
            return None;
        }
        let declared = match &table.kind {
            Some(name) => Some(self.kind_named(name)?),
            None => None,
        };
        let sign = table.kind.as_ref().and_then(|kind| sign_of_word(&kind.text));
        let mut lowered: Vec<Vec<Option<Lowered>>> = vec![Vec::new(); columns.len()];
        for row in &rows {
            for (column, cell) in row.values.iter().enumerate() {
                let value = match cell.map(|cell| (&cell.content, cell.span)) {
                    None | Some((CellContent::Blank, _)) => None,
                    Some((CellContent::Value(value), _)) => match &value.kind {
                        ExprKind::Blank => None,
                        _ => {
                            let value = self.expr(value, &scope, declared);
                            self.must_carry_sign(sign, value);
                            Some(value)
                        }
                    },
                    Some((content, span)) => {
                        let finding = Diagnostic::new(Code::E0412, say!("a value is needed in this cell", "此单元格须为值"));
                        let finding = finding.label(span, say!("conditions stand only in the cells of keys", "条件只用于键所在的单元格"));
                        self.report(match content {
                            // `3，500`, with a comma that sets values apart.
                            CellContent::List(parts) if parts.iter().all(|part| matches!(part.kind, ExprKind::Number(_))) => {
                                finding.help(say!("one figure is written without a comma: `3_500`", "一个数中间不用逗号，写作 `3_500`"))
                            }
                            _ => finding,
                        });
                        return None;
                    }
                };
                if let Some(cells) = lowered.get_mut(column) {
                    cells.push(value);
                }
            }
        }
        let tests: Vec<(Vec<CellTest>, Span)> = rows.into_iter().map(|row| (row.tests, row.span)).collect();
        let made = self.table_columns(table, article, &keys, &columns, &tests, lowered, declared, &scope)?;
        let made = self.columns_under(&conditions, made, owner, table.name.span);
        let first = *made.first()?;
        let conditions = conditions.iter().map(|condition| Condition { test: condition.id, negated: false, by: None }).collect();
        let whole = self.define_entry(id, Role::Helper, first, first.id, conditions, article.into_iter().collect());
        if columns.len() > 1 || columns.first().is_some_and(Option::is_some) {
            for (name, value) in columns.iter().zip(&made) {
                if let Some(name) = name {
                    self.define_part(whole, &[name], *value);
                }
            }
        }
        Some(whole)
    }

    pub(in crate::program::from_syntax) fn kind_named(&mut self, name: &ast::Name) -> Option<Kind> {
        let kind = match name.text.as_str() {
            "money" | "金额" => Kind::Money(self.program.head.currency),
            "number" | "integer" | "数" | "整数" => Kind::Number,
            "percent" | "ratio" | "百分比" | "比率" => Kind::Ratio,
            "text" | "文本" => Kind::Text,
            "date" | "日期" => Kind::Date,
            other => {
                self.report_at(
                    Code::E0304,
                    say!("`{other}` is not a kind of value", "`{other}` 不是值的类别"),
                    name.span,
                    say!("money, number, percent, ratio, text and date are", "可写 金额、数、百分比、比率、文本、日期"),
                );
                return None;
            }
        };
        Some(kind)
    }
}

/// Whether a case of a key passes a cell.
fn passes(test: &CellTest, case: &CaseValue) -> bool {
    match (test, case) {
        (CellTest::Any, _) | (CellTest::Blank, CaseValue::Blank) => true,
        (CellTest::OneOf(values), CaseValue::Value(value)) => values.contains(value),
        (CellTest::Range(range), CaseValue::Value(value)) => range.iter().all(|(sign, bound)| holds(*sign, value, bound)),
        (CellTest::OneOf(_) | CellTest::Range(_), CaseValue::Blank) | (CellTest::Blank, CaseValue::Value(_)) => false,
    }
}

fn advance(at: &mut [usize], cases: &[Vec<Case>]) -> bool {
    for (place, cases) in at.iter_mut().zip(cases) {
        *place += 1;
        if *place < cases.len() {
            return true;
        }
        *place = 0;
    }
    false
}

//! The columns of a table: a look-up in constants, or a choice among its rows.

use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{CellTest, Form, Kind, Map, RecordId, Table, TableRow, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Comparison};
use crate::values::Value;

impl<'a> Lower<'a> {
    /// The columns of a table that stands under conditions: not applicable without them.
    pub(super) fn columns_under(&mut self, conditions: &[Lowered], columns: Vec<Lowered>, owner: RecordId, span: Span) -> Vec<Lowered> {
        if conditions.is_empty() {
            return columns;
        }
        let all = self.all_of(conditions, owner, span);
        columns.into_iter().map(|column| self.only_when(all, column, owner, span)).collect()
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn table_columns(
        &mut self,
        table: &'a ast::Table,
        article: Option<crate::program::ArticleId>,
        keys: &[Lowered],
        columns: &[Option<String>],
        tests: &[(Vec<CellTest>, Span)],
        cells: Vec<Vec<Option<Lowered>>>,
        declared: Option<Kind>,
        scope: &Scope,
    ) -> Option<Vec<Lowered>> {
        let mut kinds = Vec::new();
        let mut typed: Vec<Vec<Option<Lowered>>> = Vec::new();
        for column in cells {
            let present: Vec<Lowered> = column.iter().flatten().copied().collect();
            let kind = match declared {
                Some(kind) => kind,
                None if present.is_empty() => Kind::Nothing,
                None => self.common_kind(&present)?,
            };
            let bare = declared.is_none() && !present.is_empty() && present.iter().all(|value| value.bare);
            let mut out = Vec::new();
            for value in column {
                out.push(match value {
                    Some(value) => {
                        let value = self.must_be_kind(value, kind);
                        if self.is_broken(value) {
                            return None;
                        }
                        Some(value)
                    }
                    None => None,
                });
            }
            kinds.push((kind, bare));
            typed.push(out);
        }
        let constants: Option<Vec<Vec<Option<Value>>>> = typed
            .iter()
            .map(|column| column.iter().map(|value| value.map_or(Some(None), |value| self.constant_value(value.id).map(Some))).collect())
            .collect();
        match constants {
            Some(constants) => Some(self.constant_table(table, article, keys, columns, tests, &kinds, constants, scope)),
            None => Some(self.open_table(table, keys, tests, &kinds, &typed, scope)),
        }
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn constant_table(
        &mut self,
        table: &'a ast::Table,
        article: Option<crate::program::ArticleId>,
        keys: &[Lowered],
        columns: &[Option<String>],
        tests: &[(Vec<CellTest>, Span)],
        kinds: &[(Kind, bool)],
        constants: Vec<Vec<Option<Value>>>,
        scope: &Scope,
    ) -> Vec<Lowered> {
        let types: Vec<Type> = kinds
            .iter()
            .zip(&constants)
            .map(|((kind, _), values)| Type { kind: *kind, blank: values.iter().any(Option::is_none), not_applicable: false })
            .collect();
        let rows = tests
            .iter()
            .enumerate()
            .map(|(at, (tests, span))| TableRow {
                tests: tests.clone(),
                values: constants.iter().map(|column| column.get(at).cloned().flatten()).collect(),
                span: *span,
            })
            .collect();
        let names = columns.iter().map(|name| name.clone().unwrap_or_else(|| "value".into()));
        let id = self.add_table(Table {
            name: table.name.text.clone(),
            span: table.name.span,
            article,
            keys: keys.iter().map(|key| key.ty.kind).collect(),
            columns: names.zip(types.iter().copied()).collect(),
            rows,
        });
        let mut made = Vec::new();
        for (column, (ty, (_, bare))) in types.iter().zip(kinds).enumerate() {
            let mut ty = *ty;
            for key in keys {
                ty.not_applicable |= key.ty.not_applicable;
            }
            let form = Form::Lookup { table: id, keys: keys.iter().map(|key| key.id).collect(), column: column as u32 };
            made.push(Lowered { bare: *bare, ..self.make(form, ty, scope.index, table.name.span) });
        }
        made
    }

    /// A table with expressions in its cells, as a choice among its rows.
    pub(super) fn open_table(
        &mut self,
        table: &'a ast::Table,
        keys: &[Lowered],
        tests: &[(Vec<CellTest>, Span)],
        kinds: &[(Kind, bool)],
        cells: &[Vec<Option<Lowered>>],
        scope: &Scope,
    ) -> Vec<Lowered> {
        let mut conditions = Vec::new();
        for (tests, span) in tests {
            let limbs: Vec<Lowered> =
                tests.iter().zip(keys).filter_map(|(test, key)| self.test_condition(test, *key, *span, scope)).collect();
            conditions.push(self.all_of(&limbs, scope.index, *span));
        }
        let mut made = Vec::new();
        for ((kind, bare), column) in kinds.iter().zip(cells) {
            let mut arms = Vec::new();
            for (condition, value) in conditions.iter().zip(column) {
                let value = match value {
                    Some(value) => *value,
                    None => self.make(Form::Blank, Type { kind: *kind, blank: true, not_applicable: false }, scope.index, table.name.span),
                };
                arms.push((*condition, value));
            }
            let chosen = self.choose(arms, None, table.name.span, scope.index);
            made.push(Lowered { bare: *bare, ..chosen });
        }
        made
    }

    pub(super) fn test_condition(&mut self, test: &CellTest, key: Lowered, span: Span, scope: &Scope) -> Option<Lowered> {
        let index = scope.index;
        let condition = match test {
            CellTest::Any => return None,
            CellTest::Blank => self.make(Form::Map(Map::IsBlank, vec![key.id]), Type::present(Kind::YesNo), index, span),
            CellTest::OneOf(values) => {
                let mut limbs = Vec::new();
                for value in values {
                    let constant = self.constant(value.clone(), key.ty.kind, index, span);
                    limbs.push(self.compare(Comparison::Equal, key, constant, index, span));
                }
                if let [one] = limbs.as_slice() { *one } else { self.map(Map::Or, &limbs, Kind::YesNo, index, span) }
            }
            CellTest::Range(range) => {
                let mut limbs = Vec::new();
                for (sign, value) in range {
                    let constant = self.constant(value.clone(), key.ty.kind, index, span);
                    limbs.push(self.compare(*sign, key, constant, index, span));
                }
                self.all_of(&limbs, index, span)
            }
        };
        // A blank key falls in no row that asks something of it.
        if condition.ty.blank {
            let no = self.truth(false, index, span);
            return Some(self.settle(condition, Some(no), None, span));
        }
        Some(condition)
    }
}

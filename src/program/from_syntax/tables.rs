//! Pipe tables: by one or more keys, with a matrix for the last key or a column a value; rows of conditions are decision tables.
//!
//! A table of constants becomes one look-up; a table with expressions in its cells becomes a choice. Holes and rows that are never reached
//! do not compile.

use super::builder::{EntryId, Lower, Lowered, Scope};
use super::conditions::{Case, CaseValue, holds};
use super::names::Alternative;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{CellTest, Condition, DefinitionId, Form, Kind, Map, RecordId, Role, Table, TableRow, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, CellContent, Comparison, ExprKind, RowChoice};
use crate::values::Value;

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
        let mut lowered: Vec<Vec<Option<Lowered>>> = vec![Vec::new(); columns.len()];
        for row in &rows {
            for (column, cell) in row.values.iter().enumerate() {
                let value = match cell.map(|cell| (&cell.content, cell.span)) {
                    None | Some((CellContent::Blank, _)) => None,
                    Some((CellContent::Value(value), _)) => match &value.kind {
                        ExprKind::Blank => None,
                        _ => Some(self.expr(value, &scope, declared)),
                    },
                    Some((_, span)) => {
                        self.report_at(
                            Code::E0412,
                            say!("a value is needed in this cell", "此单元格须为值"),
                            span,
                            say!("conditions stand only in the cells of keys", "条件只用于键所在的单元格"),
                        );
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

    /// The columns of a table that stands under conditions: not applicable without them.
    fn columns_under(&mut self, conditions: &[Lowered], columns: Vec<Lowered>, owner: RecordId, span: Span) -> Vec<Lowered> {
        if conditions.is_empty() {
            return columns;
        }
        let all = self.all_of(conditions, owner, span);
        columns.into_iter().map(|column| self.only_when(all, column, owner, span)).collect()
    }

    fn kind_named(&mut self, name: &ast::Name) -> Option<Kind> {
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

    /// Whether the heading lists values of the last key rather than columns.
    fn is_matrix(&self, keys: &[Lowered], heading: &ast::TableLine) -> bool {
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

    fn column_names(&mut self, keys: &[Lowered], heading: &'a ast::TableLine) -> Option<Vec<String>> {
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
                    self.report_at(
                        Code::E0412,
                        say!("the heading names each column once", "表头须给每一列一个不同的名称"),
                        cell.span,
                        say!("this is not a new name", "此处不是新的名称"),
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

    fn matrix(
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

    fn listed(&mut self, keys: &[Lowered], columns: usize, lines: &'a [ast::TableLine], scope: &Scope) -> Option<Vec<Draft<'a>>> {
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

    fn must_be_as_long(&mut self, line: &ast::TableLine, cells: usize) -> Option<()> {
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

    fn cell_test(&mut self, cell: &'a ast::Cell, key: Lowered, scope: &Scope) -> Option<CellTest> {
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
                Some(CellTest::Range(range))
            }
        }
    }

    fn cell_value(&mut self, value: &'a ast::Expr, key: Lowered, scope: &Scope) -> Option<Value> {
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

    /// Whether every combination of keys falls in a row, and no row is in vain.
    fn rows_cover(&mut self, table: &ast::Table, keys: &[Lowered], rows: &[Draft<'a>]) -> bool {
        let cases: Vec<Vec<Case>> =
            keys.iter().enumerate().map(|(at, key)| self.key_cases(*key, rows.iter().filter_map(|row| row.tests.get(at)))).collect();
        let combinations = cases.iter().try_fold(1_usize, |product, cases| product.checked_mul(cases.len()));
        if combinations.is_none_or(|combinations| combinations > LIMIT) {
            let needs_else = rows.last().is_none_or(|row| !row.tests.iter().all(Lower::is_any));
            if needs_else {
                self.report(
                    Diagnostic::new(Code::E0406, say!("nothing shows that this table has no hole", "无法表明此表没有空缺"))
                        .label(table.name.span, say!("it tells too many cases apart to try them all", "它区分的情形太多，无法一一验证"))
                        .help(say!("end it with a row of `else`", "最后加一行 `其余`")),
                );
            }
            return !needs_else;
        }
        let mut reached = vec![false; rows.len()];
        let mut at = vec![0_usize; cases.len()];
        let mut hole = None;
        let mut doubled = None;
        loop {
            let here: Vec<&Case> = cases.iter().zip(&at).filter_map(|(cases, &at)| cases.get(at)).collect();
            let matching: Vec<usize> = rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row.tests.iter().zip(&here).all(|(test, case)| passes(test, &case.value)))
                .map(|(at, _)| at)
                .collect();
            match matching.as_slice() {
                [] if hole.is_none() => {
                    hole = Some(
                        keys.iter()
                            .zip(&here)
                            .map(|(key, case)| format!("`{}` {}", self.name_of(key.id).unwrap_or_else(|| "…".into()), case.words))
                            .collect::<Vec<_>>()
                            .join(", "),
                    );
                }
                [] => {}
                [first, rest @ ..] => {
                    if let Some(flag) = reached.get_mut(*first) {
                        *flag = true;
                    }
                    // `else` and `any` give way to what stands before them.
                    if let Some(second) =
                        rest.first().filter(|&&second| rows.get(second).is_some_and(|row| !row.tests.iter().all(Lower::is_any)))
                        && doubled.is_none()
                    {
                        doubled = Some((*first, *second));
                    }
                }
            }
            if !advance(&mut at, &cases) {
                break;
            }
        }
        if let Some(hole) = hole {
            self.report(
                Diagnostic::new(Code::E0406, say!("this table has a hole", "此表留有空缺"))
                    .label(table.name.span, say!("no row holds when {hole}", "当 {hole} 时没有一行适用"))
                    .help(say!("add the row, or end with a row of `else`", "补上该行，或最后加一行 `其余`")),
            );
            return false;
        }
        if let (Some((first, second)), true) = (doubled, table.choice != Some(RowChoice::First))
            && let (Some(first), Some(second)) = (rows.get(first), rows.get(second))
        {
            self.report(
                Diagnostic::new(Code::E0405, say!("two rows of this table hold together", "此表有两行同时适用"))
                    .label(second.span, say!("this row", "此行"))
                    .label(first.span, say!("and this one", "与此行"))
                    .help(say!(
                        "write `first` in the heading to take the first row that holds",
                        "在 `{{` 之前写 `取首行`，即取第一个适用的行"
                    )),
            );
            return false;
        }
        for (row, reached) in rows.iter().zip(reached) {
            if !reached {
                self.report_at(
                    Code::E0410,
                    say!("this row is never reached", "这一行永远不会用到"),
                    row.span,
                    say!("the rows before it take all it could", "前面各行已包括其全部情形"),
                );
                return false;
            }
        }
        true
    }

    fn key_cases<'t>(&self, key: Lowered, tests: impl Iterator<Item = &'t CellTest>) -> Vec<Case> {
        let mut constants = Vec::new();
        for test in tests {
            match test {
                CellTest::Any | CellTest::Blank => {}
                CellTest::OneOf(values) => constants.extend(values.iter().cloned()),
                CellTest::Range(range) => constants.extend(range.iter().map(|(_, value)| value.clone())),
            }
        }
        let mut cases = if constants.is_empty() && key.ty.kind.is_numeric() {
            vec![Case { value: CaseValue::Value(Value::Number(crate::values::Exact::zero())), words: "is anything".into() }]
        } else {
            self.cases_of(key.id, &constants)
        };
        if key.ty.blank && !cases.iter().any(|case| case.value == CaseValue::Blank) {
            cases.push(Case { value: CaseValue::Blank, words: "is blank".into() });
        }
        cases
    }

    #[allow(clippy::too_many_arguments)]
    fn table_columns(
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
    fn constant_table(
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
    fn open_table(
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

    fn test_condition(&mut self, test: &CellTest, key: Lowered, span: Span, scope: &Scope) -> Option<Lowered> {
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

//! Records with a row for each combination of others: `each manager, month`, and what they find by key.
//!
//! Their first fields are the references to what they combine, which are their key. Columns of a file that are one for each period are read
//! as a field of such a record. A record that refers once to each of what it combines refers to it too.

use super::builder::{Lower, Lowered, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Calendar, Cells, Field, FieldId, Form, Kind, OVERALL, RecordId, Rows, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, FieldKind};
use crate::values::{Exact, Value};

/// Columns of a file that are read as one field of a record made of others.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// The record with the file.
    pub owner: RecordId,
    /// The name of the field.
    pub name: String,
    /// The columns.
    pub columns: Vec<FieldId>,
    /// Whether a cell may be blank.
    pub may_be_blank: bool,
}

impl<'a> Lower<'a> {
    /// Makes a declared record one that is generated: its rows, its references, its key.
    pub(super) fn declare_product(&mut self, id: RecordId, record: &'a ast::Record) {
        if let Some(from) = &record.from {
            self.report_at(
                Code::E0304,
                say!("a record made of others is read from no file", "由其他记录组合而成的记录不从文件读取"),
                from.span,
                say!("this is not read", "此文件不会读取"),
            );
        }
        let mut of: Vec<RecordId> = Vec::new();
        for name in &record.each {
            let Some(one) = self.record_of(name) else { continue };
            if one == id || of.contains(&one) {
                let text = &name.text;
                self.report_at(
                    Code::E0304,
                    say!("`{text}` cannot be combined with itself", "`{text}` 不能与自身组合"),
                    name.span,
                    say!("each of the records stands once", "每种记录只列一次"),
                );
                continue;
            }
            of.push(one);
            let field = self.made_field(&name.text, Kind::Reference(one), name.span);
            self.program.records[id.at()].fields.push(field);
        }
        let key = (0..of.len()).map(|at| FieldId(at as u32)).collect();
        let product = &mut self.program.records[id.at()];
        (product.rows, product.key) = (Rows::Product(of), key);
    }

    pub(super) fn made_field(&self, name: &str, kind: Kind, span: Span) -> Field {
        let ty = Type::present(kind);
        Field { name: name.to_owned(), span, ty, label: None, cells: Cells::Made, blank_as: None, range: Vec::new() }
    }

    /// Whether a field may stand in a record: in one that is generated only what is found by key, or columns read as a series.
    pub(super) fn may_have(&mut self, record: RecordId, field: &'a ast::Field) -> bool {
        let computed = matches!(&field.kind, FieldKind::Reference { by, .. } if !by.is_empty());
        match (&self.program.record(record).rows, &field.columns) {
            (Rows::Product(_), Some(_)) => true,
            (Rows::Product(_), None) if computed => true,
            (Rows::Product(_), None) => {
                let name = &field.name.text;
                self.report(
                    Diagnostic::new(Code::E0304, say!("no file holds `{name}`", "没有文件含有 `{name}`"))
                        .label(field.span, say!("the rows of this record are made of others", "此记录的各行由其他记录组合而成"))
                        .help(say!(
                            "find it in a record that is read: `entry -> target or blank by manager, month`, or read a family of columns: `columns \"{name}_m{{00}}\"`",
                            "到读取的记录中去找：`明细 -> 目标 可空 按 客户经理，月`；或读取一族列：`各列 “{name}_{{00}}”`"
                        )),
                );
                false
            }
            (_, Some(columns)) => {
                self.report_at(
                    Code::E0304,
                    say!("a family of columns is read by a record made of others", "一族列须由组合而成的记录读取"),
                    columns.span,
                    say!("one column for each period: which periods is not said here", "每期一列，而此处没有说明有哪些期"),
                );
                false
            }
            (_, None) => true,
        }
    }

    /// A field read from one column for each period: the columns are declared with the record that has the file, and a row takes its own.
    pub(super) fn series_field(&mut self, record: RecordId, at: FieldId, field: &'a ast::Field, pattern: &'a ast::Quoted) {
        let Rows::Product(of) = self.program.record(record).rows.clone() else { return };
        let file = of.iter().position(|&one| matches!(self.program.record(one).rows, Rows::File(_)));
        let calendar = of.iter().enumerate().find_map(|(at, &one)| match &self.program.record(one).rows {
            Rows::Calendar(calendar) => Some((at, one, calendar.clone())),
            _ => None,
        });
        let (Some(file), Some((period, calendar_id, calendar)), 2) = (file, calendar, of.len()) else {
            self.report_at(
                Code::E0304,
                say!("a family of columns needs a record that is read and a calendar", "一族列须对应一种读取的记录和一个日历"),
                field.span,
                say!("write `each household, month` above", "在上方写 `每 客户，月`"),
            );
            return;
        };
        let Some(headings) = self.headings_of(pattern, &calendar) else { return };
        let (owner, ty, span) = (of[file], self.program.field(record, at).ty, field.name.span);
        let [source, month] = [file, period].map(|at| self.field(record, FieldId(at as u32), span));
        let (mut arms, mut columns) = (Vec::new(), Vec::new());
        for (row, heading) in (0u32..).zip(headings) {
            let Some((_, Cells::Column { written, .. })) = self.field_kind(field) else { return };
            let column = FieldId(self.program.record(owner).fields.len() as u32);
            columns.push(column);
            if let Some(first) = self.program.record(owner).field_named(&heading) {
                let first = self.program.field(owner, first).span;
                self.report(
                    Diagnostic::new(Code::E0202, say!("the column `{heading}` is declared twice", "列 `{heading}` 声明了两次"))
                        .label(pattern.span, say!("one of this family", "属于此族"))
                        .label(first, say!("declared here too", "此处也有声明")),
                );
                return;
            }
            let cells = Cells::Column { heading: heading.clone(), written };
            let kept = Field { name: heading, span, ty, label: None, cells, blank_as: None, range: Vec::new() };
            self.program.records[owner.at()].fields.push(kept);
            self.finish_field(owner, column, field);
            let value = self.field(owner, column, span);
            let value = self.gather(source, value, span);
            let this = self.constant(Value::Reference(row), Kind::Reference(calendar_id), record, span);
            arms.push((self.compare(Comparison::Equal, month, this, record, span), value));
        }
        let (name, may_be_blank) = (field.name.text.clone(), field.or_blank);
        self.families.push(Family { owner, name, columns, may_be_blank });
        let last = arms.pop().map(|(_, value)| value);
        let value = self.cases(&arms, last, ty.kind, record, span);
        self.program.records[record.at()].fields[at.at()].cells = Cells::Worked(value.id);
    }

    /// The headings of a family of columns: the pattern with the number of each period in place of `{00}`, or its name in place of `{}`.
    pub(super) fn headings_of(&mut self, pattern: &'a ast::Quoted, calendar: &Calendar) -> Option<Vec<String>> {
        let parts =
            pattern.text.split_once('{').and_then(|(before, rest)| rest.split_once('}').map(|(inside, after)| (before, inside, after)));
        let Some((before, inside, after)) = parts.filter(|(_, inside, _)| inside.chars().all(|sign| sign == '0')) else {
            self.report(
                Diagnostic::new(Code::E0304, say!("nothing here stands for the period", "此处没有代表期次的部分"))
                    .label(pattern.span, say!("each period has a heading of its own", "每期各有其表头"))
                    .help(say!(
                        "write `{{0}}` for its number, `{{00}}` for its number of two digits, `{{}}` for its name",
                        "以 `{{0}}` 代表序号，`{{00}}` 代表两位序号，`{{}}` 代表名称"
                    )),
            );
            return None;
        };
        let digits = inside.len();
        let headings = calendar.periods().map(|period| match digits {
            0 => format!("{before}{}{after}", period.name),
            digits => format!("{before}{:0digits$}{after}", period.number),
        });
        Some(headings.collect())
    }

    /// A row found by key, as `manager_month(manager, month)`.
    pub(super) fn found_by_key(&mut self, call: &'a ast::Call, target: RecordId, span: Span, scope: &Scope) -> Lowered {
        let key = self.program.record(target).key.clone();
        let (name, parts) = (&call.name.text, key.len());
        if !call.clauses.is_empty() || call.arguments.len() != parts || parts == 0 {
            self.report_at(
                Code::E0207,
                say!("the key of `{name}` has {parts} parts", "`{name}` 的主键有 {parts} 个部分"),
                call.name.span,
                say!("a row is found by one value for each part, in order", "须依次给出主键各部分的值"),
            );
            return self.broken(scope.index, span);
        }
        if scope.index == OVERALL {
            self.report_at(
                Code::E0304,
                say!("a row of `{name}` is found for rows of a record", "`{name}` 的行须就某种记录的行查找"),
                span,
                say!("here there is no row", "此处没有行"),
            );
            return self.broken(scope.index, span);
        }
        self.know_group(target);
        let mut by = Vec::new();
        for (argument, part) in call.arguments.iter().zip(key) {
            let kind = self.program.field(target, part).ty.kind;
            let value = self.expr(argument, scope, Some(kind));
            let value = self.must_be_kind(value, kind);
            if self.is_broken(value) {
                return value;
            }
            by.push(value);
        }
        let or_blank = by.iter().any(|value| value.ty.blank);
        let words = self.words(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let found = self.reference_by(scope.index, target, &by, or_blank, &words, span);
        self.as_known(found, scope)
    }

    /// The reference from a record to the row of another that has a key; equal ones are one.
    pub(super) fn reference_by(
        &mut self,
        from: RecordId,
        target: RecordId,
        by: &[Lowered],
        or_blank: bool,
        name: &str,
        span: Span,
    ) -> Lowered {
        let shapes: Vec<_> = by.iter().map(|value| self.shape(value.id)).collect();
        let same = |lower: &Lower<'a>, field: &Field| match &field.cells {
            Cells::Computed { by, .. } => {
                field.ty.kind == Kind::Reference(target) && by.iter().map(|&value| lower.shape(value)).eq(shapes.iter().copied())
            }
            _ => false,
        };
        let known = self.program.record(from).fields.iter().position(|field| same(self, field));
        let at = known.unwrap_or_else(|| {
            let mut ty = Type { kind: Kind::Reference(target), blank: or_blank, not_applicable: false };
            ty.not_applicable = by.iter().any(|value| value.ty.not_applicable);
            let cells = Cells::Computed { by: by.iter().map(|value| value.id).collect(), or_blank };
            let field = Field { name: name.to_owned(), span, ty, label: None, cells, blank_as: None, range: Vec::new() };
            self.program.records[from.at()].fields.push(field);
            self.program.record(from).fields.len().saturating_sub(1)
        });
        self.field(from, FieldId(at as u32), span)
    }

    /// The reference from a record to one that combines others, where it refers to each of them exactly once.
    pub(super) fn combined_reference(&mut self, from: RecordId, to: RecordId, span: Span) -> Option<Lowered> {
        let Rows::Product(of) = self.program.record(to).rows.clone() else { return None };
        let mut by = Vec::new();
        for one in of {
            let fields = &self.program.record(from).fields;
            let mut leading = fields.iter().enumerate().filter(|(_, field)| field.ty.kind == Kind::Reference(one));
            let (Some((at, _)), None) = (leading.next(), leading.next()) else { return None };
            by.push(self.field(from, FieldId(at as u32), span));
        }
        let name = self.program.record(to).name.clone();
        let or_blank = by.iter().any(|value| value.ty.blank);
        Some(self.reference_by(from, to, &by, or_blank, &format!("({name})"), span))
    }

    /// A value of a series as one value for each period, with the headings of their columns.
    pub(super) fn spread(
        &mut self,
        value: &'a ast::Expr,
        spread: &'a ast::Spread,
        heading: Option<&'a ast::Quoted>,
        record: RecordId,
        span: Span,
    ) -> Option<(Vec<Lowered>, Vec<String>)> {
        let over = &spread.record;
        let series = self.record_of(over)?;
        if let Some((from, to)) = spread.numbers.as_deref() {
            return self.spread_numbers(value, (series, over), (from, to), heading, record, span);
        }
        let name = &over.text;
        let calendar = self.calendar_of(series).filter(|(_, of)| of.len() == 2 && of.contains(&record));
        let Some((at, of)) = calendar else {
            let owner = self.program.record(record).name.clone();
            self.report(
                Diagnostic::new(
                    Code::E0304,
                    say!("`{name}` has no row for each period of a `{owner}`", "`{name}` 不是 `{owner}` 各期的记录"),
                )
                .label(over.span, say!("a column for each period is awaited", "此处须每期一列"))
                .help(say!("declare it: `record {name} {{ each {owner}, month }}`", "先声明：`记录 {name} {{ 每 {owner}，月 }}`")),
            );
            return None;
        };
        let Rows::Calendar(calendar) = self.program.record(of[at]).rows.clone() else { return None };
        let Some(heading) = heading else {
            self.report(
                Diagnostic::new(Code::E0208, say!("these columns need headings", "这些列须有标题"))
                    .label(span, say!("a column for each period", "每期一列"))
                    .help(say!("write a pattern after it: `\"m{{00}}\"`", "在其后写明格式：`“m{{00}}”`")),
            );
            return None;
        };
        let headings = self.headings_of(heading, &calendar)?;
        let value = self.expr(value, &Scope::on(series), None);
        if self.is_broken(value) {
            return None;
        }
        let row = self.make(Form::Row, Type::present(Kind::Reference(record)), record, span);
        let mut values = Vec::new();
        for (period, heading) in (0u32..).zip(&headings) {
            let period = self.constant(Value::Reference(period), Kind::Reference(of[at]), record, span);
            let by = if at == 0 { [period, row] } else { [row, period] };
            let found = self.reference_by(record, series, &by, false, &format!("({heading})"), span);
            values.push(self.gather(found, value, span));
        }
        Some((values, headings))
    }

    /// A value of rows with a number, as one value for each of some numbers; blank where an owner has no such row.
    fn spread_numbers(
        &mut self,
        value: &'a ast::Expr,
        (rows, over): (RecordId, &'a ast::Name),
        (from, to): (&'a ast::Expr, &'a ast::Expr),
        heading: Option<&'a ast::Quoted>,
        record: RecordId,
        span: Span,
    ) -> Option<(Vec<Lowered>, Vec<String>)> {
        let name = &over.text;
        let key = self.program.record(rows).key.clone();
        let kinds: Vec<Kind> = key.iter().map(|part| self.program.field(rows, *part).ty.kind).collect();
        if kinds != [Kind::Reference(record), Kind::Number] {
            let owner = self.program.record(record).name.clone();
            self.report_at(
                Code::E0304,
                say!("`{name}` is not numbered for each `{owner}`", "`{name}` 不是每个 `{owner}` 按序号排列的记录"),
                over.span,
                say!("a record whose key is the `{owner}` and a number is awaited", "此处须为以 `{owner}` 和序号为主键的记录"),
            );
            return None;
        }
        let numbers = self.numbered(from, to)?;
        let headings: Vec<String> = match heading.map(|heading| heading.text.split_once("{0}")) {
            Some(Some((before, after))) => numbers.iter().map(|number| format!("{before}{number}{after}")).collect(),
            _ => {
                self.report(
                    Diagnostic::new(Code::E0208, say!("these columns need headings", "这些列须有标题"))
                        .label(span, say!("a column for each number", "每个序号一列"))
                        .help(say!("write a pattern after it: `\"t{{0}}\"`", "在其后写明格式：`“第{{0}}期”`")),
                );
                return None;
            }
        };
        let value = self.expr(value, &Scope::on(rows), None);
        if self.is_broken(value) {
            return None;
        }
        let row = self.make(Form::Row, Type::present(Kind::Reference(record)), record, span);
        let mut values = Vec::new();
        for (number, heading) in numbers.into_iter().zip(&headings) {
            let number = self.figure(Exact::from_int(number), Kind::Number, record, span);
            let found = self.reference_by(record, rows, &[row, number], true, &format!("({heading})"), span);
            values.push(self.gather(found, value, span));
        }
        Some((values, headings))
    }

    /// The calendar of a series: the record that combines others with exactly one calendar, and where that stands.
    pub(super) fn calendar_of(&self, record: RecordId) -> Option<(usize, Vec<RecordId>)> {
        let Rows::Product(of) = &self.program.record(record).rows else { return None };
        let is_calendar = |one: &RecordId| matches!(self.program.record(*one).rows, Rows::Calendar(_));
        let at = of.iter().position(is_calendar)?;
        (of.iter().filter(|one| is_calendar(one)).count() == 1).then(|| (at, of.clone()))
    }
}

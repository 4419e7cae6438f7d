//! Records: their fields, enumerations and references.

use super::builder::{Lower, NOBODY, Scope};
use super::cases::is_reversed;
use super::declare::currency;
use super::mentions::Meant;
use super::names::Guard;
use super::signs::sign_of;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{Cells, Enumeration, Field, FieldId, Kind, Member, Record, RecordId, Rows, Type, Written};
use crate::say;
use crate::syntax::ast::{self, FieldKind, Item, RatioWritten, UnitWord};
use crate::values::{Exact, Value};

/// Digits after the point where a field does not say.
const PLACES: u8 = 6;

/// The most fields of a record: as many as a file may have columns.
const MOST_FIELDS: usize = 4096;
/// The most values of an enumeration.
const MOST_MEMBERS: usize = 4096;

impl<'a> Lower<'a> {
    /// Declares all records with their fields; what needs other names is finished later.
    pub fn declare_records(&mut self, file: &'a ast::File) {
        for item in &file.items {
            if let Item::Record(record) = item {
                self.declare_record(record);
            }
        }
        self.subject(file);
        for item in &file.items {
            if let Item::Calendar(calendar) = item {
                self.declare_calendar(calendar);
            }
        }
        // A record that was declared twice is the first one.
        let declared: Vec<(RecordId, &'a ast::Record)> = file
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Record(record) => Some((self.program.record_named(&record.name.text)?, record)),
                _ => None,
            })
            .filter(|(id, record)| self.program.record(*id).span == record.name.span)
            .collect();
        for (id, record) in declared.iter().filter(|(_, record)| !record.each.is_empty()) {
            self.declare_product(*id, record);
        }
        for (id, record) in declared {
            self.declare_fields(id, record);
        }
        self.declare_named_groups(file);
        let subject = self.program.head.subject.unwrap_or(NOBODY);
        for item in &file.items {
            if let Item::Article(article) = item {
                let owner = match &article.owner {
                    None => subject,
                    Some(ast::Owner::Overall(_)) => NOBODY,
                    Some(ast::Owner::Each(name)) => self.program.record_named(&name.text).unwrap_or(NOBODY),
                };
                let guards: Vec<_> = article.applies.iter().map(|condition| Guard { condition, of: owner }).collect();
                self.declare_parts(&article.statements, owner, &guards);
            }
        }
        for (clause, owner) in std::mem::take(&mut self.clawbacks) {
            self.declare_clawback(clause, owner);
        }
    }

    fn declare_record(&mut self, record: &'a ast::Record) {
        if let Some(first) = self.program.record_named(&record.name.text) {
            let span = self.program.record(first).span;
            self.defined_twice(&record.name, span);
            return;
        }
        let file = record.from.as_ref().map_or_else(|| record.name.text.clone(), |from| from.text.clone());
        self.program.records.push(Record {
            name: record.name.text.clone(),
            span: record.name.span,
            rows: Rows::File(file),
            fields: Vec::new(),
            key: Vec::new(),
        });
    }

    /// The record of a name, or a finding.
    pub fn record_of(&mut self, name: &ast::Name) -> Option<RecordId> {
        let found = self.program.record_named(&name.text);
        if found.is_none() {
            let text = &name.text;
            let names = |lower: &Self| lower.program.records.iter().skip(1).map(|record| record.name.clone()).collect();
            let mut finding = Diagnostic::new(Code::E0203, say!("there is no record `{text}`", "没有记录 `{text}`"))
                .label(name.span, say!("no record is declared under this name", "没有以此为名的记录"));
            finding = match self.near(text, names) {
                Some(near) => finding.meant(name.span, &near),
                None => finding.help(say!("declare it: `record {text} {{ … }}`", "先声明：`记录 {text} {{ … }}`")),
            };
            self.report(finding);
        }
        if let Some(record) = found {
            self.note(name.span, Meant::Record(record));
        }
        found
    }

    fn declare_fields(&mut self, id: RecordId, record: &'a ast::Record) {
        if let Some(beyond) = record.fields.get(MOST_FIELDS) {
            self.report(
                Diagnostic::new(
                    Code::E0105,
                    say!("`{}` has more than {MOST_FIELDS} fields", "`{}` 的字段超过 {MOST_FIELDS} 个", record.name.text),
                )
                .label(beyond.name.span, say!("from here on they are not read", "自此起不再读取"))
                .help(say!("put what repeats into a record of its own, a row each", "重复的内容另设一种记录，每项一行")),
            );
        }
        for field in record.fields.iter().take(MOST_FIELDS) {
            if let Some(first) = self.program.record(id).field_named(&field.name.text) {
                let span = self.program.field(id, first).span;
                self.defined_twice(&field.name, span);
                continue;
            }
            if !self.may_have(id, field) {
                continue;
            }
            let Some((kind, cells)) = self.field_kind(field) else { continue };
            // Columns read as a series are declared when everything has a name.
            let cells = if field.columns.is_some() { Cells::Worked(crate::program::ExprId(0)) } else { cells };
            let at = FieldId(self.program.record(id).fields.len() as u32);
            let ty = Type { kind, blank: field.or_blank && field.blank_as.is_none(), not_applicable: false };
            self.program.records[id.at()].fields.push(Field {
                name: field.name.text.clone(),
                span: field.name.span,
                ty,
                label: field.label.as_ref().map(|label| label.text.clone()),
                cells,
                blank_as: None,
                range: Vec::new(),
            });
            if field.key {
                self.program.records[id.at()].key.push(at);
            }
            self.pending_fields.push((id, at, field));
        }
    }

    /// The kind of a field and how its cells are written.
    pub(super) fn field_kind(&mut self, field: &'a ast::Field) -> Option<(Kind, Cells)> {
        let heading = field.column.as_ref().map_or_else(|| field.name.text.clone(), |column| column.text.clone());
        let column = |written: Written| Cells::Column { heading: heading.clone(), written };
        let exact = |places: &Option<u8>| places.unwrap_or(PLACES);
        Some(match &field.kind {
            FieldKind::Text => (Kind::Text, column(Written::Text)),
            FieldKind::Integer => (Kind::Number, column(Written::Integer)),
            FieldKind::Number { places } => (Kind::Number, column(Written::Number { places: exact(places), unit: Exact::one() })),
            FieldKind::Money { places, currency: code, unit } => {
                let kind = match code {
                    None => self.program.head.currency,
                    Some(code) => match currency(&code.text) {
                        Some(currency) => currency,
                        None => {
                            let text = &code.text;
                            self.not_a_currency(text, code.span);
                            return None;
                        }
                    },
                };
                if unit.is_some_and(|unit| !unit.is_of_amounts()) {
                    self.report(
                        Diagnostic::new(Code::E0304, say!("no amount is written in this unit", "金额不以此单位书写"))
                            .label(
                                field.span,
                                say!("a cell in 千元, 万元 or 亿元, or in units of the currency", "单元格以千元、万元、亿元或货币单位书写"),
                            )
                            .help(say!("write `money in 万元`, or `percent` for a ratio", "写成 `金额 单位 万元`；比率写 `百分比`")),
                    );
                    return None;
                }
                let places = places.unwrap_or_else(|| if unit.is_some() { PLACES } else { self.money_places() });
                (Kind::Money(kind), column(Written::Number { places, unit: unit_factor(*unit) }))
            }
            FieldKind::Ratio { written, places } => (Kind::Ratio, column(Written::Ratio { written: *written, places: exact(places) })),
            FieldKind::Points { places } => {
                (Kind::Points, column(Written::Number { places: exact(places), unit: Exact::from_scaled(1, 2) }))
            }
            FieldKind::Date => (Kind::Date, column(Written::Date)),
            FieldKind::YesNo { written } => {
                let (yes, no, fixed) = match written {
                    Some((yes, no)) => {
                        if yes.text == no.text {
                            let text = &yes.text;
                            self.report(
                                Diagnostic::new(Code::E0202, say!("yes and no are both written `{text}`", "是与否都写作 `{text}`"))
                                    .label(no.span, say!("nobody could tell which of the two a cell means", "单元格所指为何，无从分辨"))
                                    .help(say!("give each a word of its own, `as Y/N`", "请各写不同的写法，如 `写作 Y/N`")),
                            );
                        }
                        (yes.text.clone(), no.text.clone(), true)
                    }
                    None => ("yes".to_owned(), "no".to_owned(), false),
                };
                (Kind::YesNo, column(Written::YesNo { yes, no, fixed }))
            }
            FieldKind::OneOf { ordered, members, otherwise } => {
                let id = self.declare_enumeration(*ordered, members, otherwise.as_ref());
                (Kind::Member(id), column(Written::Member))
            }
            FieldKind::Reference { to, by } => {
                let target = self.record_of(to)?;
                let cells = if by.is_empty() { column(Written::Key) } else { Cells::Computed { by: Vec::new(), or_blank: field.or_blank } };
                (Kind::Reference(target), cells)
            }
        })
    }

    /// The digits after the point of the policy's currency.
    fn money_places(&self) -> u8 {
        self.program.head.unit.decimals().unwrap_or(2).max(2)
    }

    fn declare_enumeration(
        &mut self,
        ordered: bool,
        members: &'a [ast::Member],
        otherwise: Option<&'a ast::Name>,
    ) -> crate::program::EnumerationId {
        let mut list: Vec<Member> = Vec::new();
        if let Some(beyond) = members.get(MOST_MEMBERS) {
            self.report(
                Diagnostic::new(Code::E0105, say!("more than {MOST_MEMBERS} values are listed", "列举的取值超过 {MOST_MEMBERS} 个"))
                    .label(beyond.name.span, say!("from here on they are not read", "自此起不再读取"))
                    .help(say!("read a `text`, or declare a record whose keys they are", "改读 `文本`，或以其为主键声明一种记录")),
            );
        }
        for member in members.iter().take(MOST_MEMBERS) {
            if list.iter().any(|other| other.name == member.name.text) {
                let text = &member.name.text;
                self.report_at(
                    Code::E0202,
                    say!("`{text}` is listed twice", "`{text}` 列举了两次"),
                    member.name.span,
                    say!("it stands before already", "前面已经有了"),
                );
                continue;
            }
            let written = member.written.as_ref().map_or_else(|| member.name.text.clone(), |written| written.text.clone());
            if let Some(other) = list.iter().find(|other| other.written == written) {
                let (first, second) = (&other.name, &member.name.text);
                let span = member.written.as_ref().map_or(member.name.span, |written| written.span);
                self.report(
                    Diagnostic::new(
                        Code::E0202,
                        say!("`{first}` and `{second}` are both spelled `{written}`", "`{first}` 与 `{second}` 都写作 `{written}`"),
                    )
                    .label(span, say!("nobody could tell which of the two a cell means", "单元格所指为何，无从分辨"))
                    .help(say!("give each a spelling of its own", "请各写不同的写法")),
                );
                continue;
            }
            list.push(Member { name: member.name.text.clone(), written });
        }
        let other = otherwise;
        let otherwise = otherwise.map(|name| {
            let at = list.iter().position(|member| member.name == name.text).unwrap_or_else(|| {
                list.push(Member { name: name.text.clone(), written: name.text.clone() });
                list.len() - 1
            });
            at as u32
        });
        let id = self.enumeration(Enumeration { ordered, members: list, otherwise });
        let names = members.iter().map(|member| (member.name.text.as_str(), member.name.span));
        self.note_member_names(id, names.chain(other.map(|name| (name.text.as_str(), name.span))));
        id
    }

    /// Lowers what records need of other names: ranges, meanings of blanks, computed references, and the amounts of splits.
    pub fn finish_records(&mut self) {
        for (record, at, field) in std::mem::take(&mut self.pending_fields) {
            match &field.columns {
                Some(pattern) => self.series_field(record, at, field, pattern),
                None => self.finish_field(record, at, field),
            }
        }
        self.finish_tranches();
        for shared in std::mem::take(&mut self.splits) {
            self.finish_split(&shared);
        }
        self.finish_groups();
    }

    pub(super) fn finish_field(&mut self, record: RecordId, at: FieldId, field: &'a ast::Field) {
        let ty = self.program.field(record, at).ty;
        let scope = Scope::on(NOBODY);
        let sign = sign_of(&field.kind);
        if let Some(default) = &field.blank_as {
            let lowered = self.present(default, &scope, ty.kind);
            self.must_carry_sign(sign, lowered);
            match self.constant_value(lowered.id) {
                Some(value) => self.program.records[record.at()].fields[at.at()].blank_as = Some(value),
                None if self.is_broken(lowered) => {}
                None => self.report_at(
                    Code::E0304,
                    say!("the meaning of a blank cell is a constant", "空单元格的含义须为常量"),
                    default.span,
                    say!("this is not a figure, a text or a member", "此处不是数、文本或取值之一"),
                ),
            }
        }
        if let Some(range) = &field.range {
            for (comparison, bound) in &range.bounds {
                let lowered = self.present(bound, &scope, ty.kind);
                self.must_carry_sign(sign, lowered);
                match self.constant_value(lowered.id) {
                    Some(value) => self.program.records[record.at()].fields[at.at()].range.push((*comparison, value)),
                    None if self.is_broken(lowered) => {}
                    None => self.report_at(
                        Code::E0304,
                        say!("the range of a field is given by constants", "字段的范围须为常量"),
                        bound.span,
                        say!("this is not a constant", "此处不是常量"),
                    ),
                }
            }
            let written = &self.program.records[record.at()].fields[at.at()];
            if let (true, [(_, first), .., (_, last)]) = (is_reversed(&written.range), range.bounds.as_slice()) {
                let name = &written.name;
                self.report(
                    Diagnostic::new(Code::E0402, say!("the range of `{name}` ends before it begins", "`{name}` 的范围止于其始之前"))
                        .label(first.span.to(last.span), say!("no value lies in it", "没有任何值在此范围内"))
                        .help(say!("write the lower bound first", "下限写在前")),
                );
            }
        }
        match &field.kind {
            FieldKind::Reference { to, by } if by.is_empty() => self.must_be_one_part(field, to),
            FieldKind::Reference { to, by } => self.finish_reference(record, at, field, to, by),
            _ => {}
        }
    }

    /// Reports a reference of one column to a record whose key has several parts: no cell could lead to any of its rows.
    fn must_be_one_part(&mut self, field: &'a ast::Field, to: &ast::Name) {
        let Some(target) = self.program.record_named(&to.text) else { return };
        let target = self.program.record(target);
        if target.key.len() < 2 {
            return;
        }
        let (name, many) = (&to.text, target.key.len());
        let parts = target.key.iter().filter_map(|part| target.fields.get(part.at())).map(|part| part.name.as_str());
        let parts: Vec<&str> = parts.collect();
        let (en, zh) = (parts.join(", "), parts.join("，"));
        let finding = Diagnostic::new(Code::E0207, say!("the key of `{name}` has {many} parts", "`{name}` 的主键有 {many} 个部分"))
            .label(field.span, say!("a cell of one column holds one of them", "一列的单元格只有其一"))
            .help(Text::both(
                format!("have a field for each part, and find it by them: `-> {name} by {en}`"),
                format!("为每个部分各设字段，并按其查找：`→ {name} 按 {zh}`"),
            ));
        self.report(finding);
    }

    fn finish_reference(&mut self, record: RecordId, at: FieldId, field: &'a ast::Field, to: &ast::Name, by: &'a [ast::Expr]) {
        let Some(target) = self.program.record_named(&to.text) else { return };
        let key = self.program.record(target).key.clone();
        if key.len() != by.len() {
            let (name, many) = (&to.text, key.len());
            self.report_at(
                Code::E0207,
                say!("the key of `{name}` has {many} parts", "`{name}` 的主键有 {many} 个部分"),
                field.span,
                say!("`by` must give one value for each part, in order", "`按` 之后须依次给出每个部分的值"),
            );
            return;
        }
        let scope = Scope::on(record);
        let mut values = Vec::new();
        for (value, part) in by.iter().zip(key) {
            let kind = self.program.field(target, part).ty.kind;
            let value = self.expr(value, &scope, Some(kind));
            let value = self.must_be_kind(value, kind);
            if !field.or_blank {
                self.must_not_be_blank(value);
            }
            values.push(value.id);
        }
        self.program.records[record.at()].fields[at.at()].cells = Cells::Computed { by: values, or_blank: field.or_blank };
    }

    /// The value of a constant expression.
    pub fn constant_value(&self, id: crate::program::ExprId) -> Option<Value> {
        use crate::program::Form;
        match &self.program.expr(id).form {
            Form::Constant(value) => Some(value.clone()),
            Form::Definition(definition) => self.constant_value(self.program.definition(*definition).value),
            _ => self.number_of(id).map(Value::Number),
        }
    }
}

/// What a 1 in the cell stands for.
fn unit_factor(unit: Option<UnitWord>) -> Exact {
    match unit {
        Some(UnitWord::Thousand | UnitWord::ThousandYuan) => Exact::from_int(1_000),
        Some(UnitWord::TenThousand | UnitWord::TenThousandYuan) => Exact::from_int(10_000),
        Some(UnitWord::HundredMillion | UnitWord::HundredMillionYuan) => Exact::from_int(100_000_000),
        _ => Exact::one(),
    }
}

/// What a 1 in the cell of a ratio stands for.
pub(super) fn ratio_unit(written: RatioWritten) -> Exact {
    match written {
        RatioWritten::Ratio => Exact::one(),
        RatioWritten::Percent => Exact::from_scaled(1, 2),
        RatioWritten::Permille => Exact::from_scaled(1, 3),
        RatioWritten::BasisPoints => Exact::from_scaled(1, 4),
    }
}

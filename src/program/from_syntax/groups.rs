//! Groups: records with a row for each combination of values that occurs among the rows of another.
//!
//! A group that is made by fields is whole when it is declared. Where it is made by values of articles, it is declared with the names of its
//! fields, so that articles may speak of it; what these fields are is lowered when one of them is first read, at the latest with the records.

use super::builder::{Lower, Lowered, Scope};
use super::circles::Station;
use super::names::Named;
use crate::program::{Cells, ExprId, Field, FieldId, Kind, Record, RecordId, Rows};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Item};

/// The groups whose values are not lowered yet.
#[derive(Debug, Default)]
pub(super) struct Groups<'a> {
    /// Those that nobody has read, with what declares them.
    waiting: Vec<(RecordId, &'a ast::Group)>,
    /// Those that are being lowered, outermost first, with how many entries were being lowered around them.
    open: Vec<(RecordId, usize)>,
}

impl<'a> Lower<'a> {
    /// Declares all groups.
    pub(super) fn declare_named_groups(&mut self, file: &'a ast::File) {
        for item in &file.items {
            if let Item::Group(group) = item {
                self.declare_group(group);
            }
        }
    }

    fn declare_group(&mut self, group: &'a ast::Group) {
        let Some(of) = self.record_of(&group.of) else { return };
        if self.program.record_named(&group.name.text).is_some() || self.program.record(of).field_named(&group.name.text).is_some() {
            let span = self.program.record_named(&group.name.text).map_or(group.span, |id| self.program.record(id).span);
            self.defined_twice(&group.name, span);
            return;
        }
        let parts = (1..).zip(&group.by).map(|(number, value)| (written_name(value, number), value.span)).collect();
        let made_by_fields = group.by.iter().all(|value| self.is_field(value, of));
        let id = self.declare_groups(group.name.text.clone(), of, parts, group.name.span);
        self.groups.waiting.push((id, group));
        if made_by_fields {
            self.know_group(id);
        }
    }

    /// Whether a value is a field, of a record or of one that its references lead to.
    fn is_field(&self, value: &ast::Expr, of: RecordId) -> bool {
        let ExprKind::Path(names) = &value.kind else { return false };
        let mut at = Some(of);
        names.iter().all(|name| {
            let Some(record) = at else { return false };
            let Some(Named::Field(field)) = self.named(record, &name.text) else { return false };
            at = match self.program.field(record, field).ty.kind {
                Kind::Reference(target) => Some(target),
                _ => None,
            };
            true
        })
    }

    /// Adds a record of groups with the names of its fields, and the reference to it; [`group_by`] says what makes it.
    ///
    /// [`group_by`]: Lower::group_by
    pub(super) fn declare_groups(&mut self, name: String, of: RecordId, parts: Vec<(String, Span)>, span: Span) -> RecordId {
        let id = RecordId(self.program.records.len() as u32);
        let key = (0..parts.len()).map(|at| FieldId(at as u32)).collect();
        let fields = parts.into_iter().map(|(name, span)| self.made_field(&name, Kind::Nothing, span)).collect();
        let rows = Rows::Group { of, by: Vec::new() };
        self.program.records.push(Record { name: name.clone(), span, rows, fields, key });
        let reference = Field { cells: Cells::Grouped, ..self.made_field(&name, Kind::Reference(id), span) };
        self.program.records[of.at()].fields.push(reference);
        id
    }

    /// Says what a record of groups is made by.
    pub(super) fn group_by(&mut self, group: RecordId, of: RecordId, by: &[Lowered]) {
        let record = &mut self.program.records[group.at()];
        record.rows = Rows::Group { of, by: by.iter().map(|value| value.id).collect() };
        for (field, value) in record.fields.iter_mut().zip(by) {
            field.ty = value.ty;
        }
    }

    /// Lowers what makes a group, where nobody has asked for it yet; one that is asked for while it is lowered rests on itself.
    pub(super) fn know_group(&mut self, record: RecordId) {
        if let Some((_, around)) = self.groups.open.iter().find(|(open, _)| *open == record) {
            self.tell_own_group(record, *around);
            return;
        }
        let Some(at) = self.groups.waiting.iter().position(|(waiting, _)| *waiting == record) else { return };
        let (_, group) = self.groups.waiting.remove(at);
        let Rows::Group { of, .. } = self.program.record(record).rows else { return };
        self.groups.open.push((record, self.path.len()));
        let scope = Scope::on(of);
        let by: Vec<Lowered> = group.by.iter().map(|value| self.expr(value, &scope, None)).collect();
        self.groups.open.pop();
        self.group_by(record, of, &by);
    }

    /// Lowers what makes the groups that nobody has asked for.
    pub(super) fn finish_groups(&mut self) {
        while let Some(&(record, _)) = self.groups.waiting.first() {
            self.know_group(record);
        }
    }

    /// Says that a group is made by a value that reads what the group is made by.
    fn tell_own_group(&mut self, group: RecordId, around: usize) {
        let record = self.program.record(group);
        let group = (record.name.clone(), record.span, true);
        let entries = self.path.iter().skip(around).filter_map(|id| self.entries.get(id.0));
        let values = entries.map(|entry| (entry.name.clone(), entry.span, false));
        let stations: Vec<Station> = [group].into_iter().chain(values).collect();
        self.tell_stations(stations);
    }

    /// What a part of a group is called: as the value that makes it, or by its number.
    pub(super) fn part_of_group(&self, value: ExprId, number: usize) -> String {
        self.name_of(value).unwrap_or_else(|| unnamed(number))
    }
}

/// What a part of a group is called as it is written.
fn written_name(value: &ast::Expr, number: usize) -> String {
    match &value.kind {
        ExprKind::Path(names) => names.last().map_or_else(|| unnamed(number), |name| name.text.clone()),
        _ => unnamed(number),
    }
}

fn unnamed(number: usize) -> String {
    format!("value{number}")
}

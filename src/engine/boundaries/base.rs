//! The records that a case begins from: those of a test, or else of the scheme's data, a record with what refers to it and what it refers to.

use super::bounds::Bound;
use crate::data::rows::Row;
use crate::data::value::value_at;
use crate::data::{Tables, keys};
use crate::engine::Policy;
use crate::program::{Cells, ExprId, FieldId, Form, Given, Kind, OVERALL, Program, RecordId, Rows, each_part};
use crate::values::{Date, Value};
use std::collections::{BTreeSet, HashSet};

/// The most rows that a case is written with.
const MOST_ROWS: usize = 16;
/// The most rows of the data that a case may begin from.
const MOST_TRIED: usize = 8;

/// Records to begin from.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// The rows.
    pub given: Vec<Row>,
    /// The day, where it is not the policy's.
    pub as_of: Option<Date>,
    /// The row of the record that the value belongs to.
    pub row: usize,
}

/// All records that cases may begin from.
pub(super) struct Bases<'a> {
    program: &'a Program,
    data: Option<&'a Tables>,
}

impl<'a> Bases<'a> {
    pub fn new(policy: &'a Policy, data: Option<&'a Tables>) -> Bases<'a> {
        Bases { program: policy.program(), data }
    }

    /// Those for a bound, the tests first.
    pub fn of(&self, bound: &Bound) -> impl Iterator<Item = Base> {
        let definition = self.program.definition(bound.definition);
        let owner = definition.owner;
        let mut found = Vec::new();
        let fields = fields_of(self.program, &[definition.value, bound.left]);
        for test in &self.program.tests {
            let needed =
                |record: RecordId, field: &FieldId| fields.contains(&(record, *field)) || self.program.record(record).key.contains(field);
            let of_case = |given: &Given| {
                let there = given.fields.iter().filter(|(field, _)| needed(given.record, field));
                (given.record, there.cloned().collect())
            };
            let given: Vec<Row> = test.given.iter().map(of_case).collect();
            let rows = if owner == OVERALL { 1 } else { given.iter().filter(|(record, _)| *record == owner).count() };
            if given.len() <= MOST_ROWS {
                found.extend((0..rows).map(|row| Base { given: given.clone(), as_of: test.as_of, row }));
            }
        }
        if let (Some(tables), true) = (self.data, owner != OVERALL) {
            let rows = tables.get(owner).map_or(0, |table| table.rows).min(MOST_TRIED);
            found.extend((0..rows).filter_map(|row| self.of_data(tables, owner, row, &fields)));
        }
        found.into_iter()
    }

    /// A row of the data with those that refer to it, and all that these refer to.
    fn of_data(&self, tables: &Tables, owner: RecordId, row: usize, fields: &BTreeSet<(RecordId, FieldId)>) -> Option<Base> {
        let mut rows: Vec<(RecordId, usize)> = vec![(owner, row)];
        let mut below = 0;
        // First what refers to it, then to those rows.
        while let Some(&(record, row)) = rows.get(below) {
            below += 1;
            for (child, field) in fields {
                let leads = matches!(self.program.field(*child, *field).ty.kind, Kind::Reference(target) if target == record);
                if !leads || *child == record {
                    continue;
                }
                for at in 0..tables.get(*child).map_or(0, |table| table.rows) {
                    let leads_here =
                        matches!(self.value(tables, *child, *field, at), Some(Value::Reference(to)) if usize::try_from(to) == Ok(row));
                    if leads_here && !rows.contains(&(*child, at)) {
                        rows.push((*child, at));
                    }
                }
                if rows.len() > MOST_ROWS {
                    return None;
                }
            }
        }
        let mut beyond = 0;
        while let Some(&(record, row)) = rows.get(beyond) {
            beyond += 1;
            for (_, field) in fields.iter().filter(|(of, _)| *of == record) {
                if let (Kind::Reference(target), Some(Value::Reference(to))) =
                    (self.program.field(record, *field).ty.kind, self.value(tables, record, *field, row))
                    && !rows.contains(&(target, to as usize))
                {
                    rows.push((target, to as usize));
                }
            }
            if rows.len() > MOST_ROWS {
                return None;
            }
        }
        let at = rows.iter().filter(|(record, other)| *record == owner && *other < row).count();
        rows.sort_unstable();
        let given = rows.iter().map(|(record, row)| (*record, self.given(tables, *record, *row, fields))).collect();
        Some(Base { given, as_of: None, row: at })
    }

    /// The fields of a row that are needed, and its key.
    fn given(
        &self,
        tables: &Tables,
        record: RecordId,
        row: usize,
        fields: &BTreeSet<(RecordId, FieldId)>,
    ) -> Vec<(FieldId, Option<Value>)> {
        let declared = self.program.record(record);
        let all = (0u32..).map(FieldId).zip(&declared.fields);
        let needed = all.filter(|(id, field)| {
            matches!(field.cells, Cells::Column { .. }) && (declared.key.contains(id) || fields.contains(&(record, *id)))
        });
        needed
            .map(|(id, field)| {
                let value = self.value(tables, record, id, row);
                let value = match (field.ty.kind, value) {
                    (Kind::Reference(target), Some(Value::Reference(to))) => {
                        keys::of_row(self.program, tables, target, to).map(|key| Value::Text(key.as_str().into()))
                    }
                    (_, value) => value,
                };
                (id, value)
            })
            .collect()
    }

    fn value(&self, tables: &Tables, record: RecordId, field: FieldId, row: usize) -> Option<Value> {
        let column = tables.get(record)?.columns.get(field.at())?.as_ref()?;
        value_at(column, row, self.program.field(record, field).ty.kind, &tables.texts).ok()
    }
}

/// The fields of files that values rest on.
fn fields_of(program: &Program, values: &[ExprId]) -> BTreeSet<(RecordId, FieldId)> {
    let (mut found, mut met, mut waiting) = (BTreeSet::new(), HashSet::new(), values.to_vec());
    while let Some(id) = waiting.pop() {
        if !met.insert(id) {
            continue;
        }
        each_part(program, id, &mut |part| waiting.push(part));
        let expr = program.expr(id);
        match expr.form {
            Form::Field(field) if matches!(program.record(expr.index).rows, Rows::File(_)) => {
                found.insert((expr.index, field));
            }
            Form::Carried { fold, .. } => {
                waiting.extend(program.fold(fold).states.iter().flat_map(|state| [state.starts, state.next]));
            }
            _ => {}
        }
    }
    found
}

//! `unused-field`: a field that no value, result, key or order reads. The data must deliver it, and a wrong cell in it stops the run,
//! for nothing. What people are called by is no such field.

use std::collections::HashSet;

use crate::program::{Cells, FieldId, Form, Kind, RecordId};
use crate::say;

use super::{Finding, Rule, Subject};

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let program = subject.program;
    let read: HashSet<(RecordId, FieldId)> = program
        .expressions
        .iter()
        .filter_map(|expr| match expr.form {
            Form::Field(field) => Some((expr.index, field)),
            _ => None,
        })
        .collect();
    let mut findings = Vec::new();
    for (record, at) in program.records.iter().zip(0..) {
        for (field, place) in record.fields.iter().zip(0..) {
            let id = FieldId(place);
            // References say which records belong together, and texts what things are called.
            let says_itself = record.key.contains(&id) || matches!(field.ty.kind, Kind::Reference(_) | Kind::Text);
            if says_itself || !matches!(field.cells, Cells::Column { .. }) || !matches!(record.rows, crate::program::Rows::File(_)) {
                continue;
            }
            if !read.contains(&(RecordId(at), id)) {
                let (name, of) = (&field.name, &record.name);
                let message = say!("nothing reads `{name}` of `{of}`", "`{of}` 的 `{name}` 没有用到");
                let help = say!("take it away: a column that is not declared does no harm", "删去它：未声明的列并无妨碍");
                findings.push(Finding::new(Rule::UnusedField, field.span, message, help));
            }
        }
    }
    findings
}

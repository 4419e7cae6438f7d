//! Values that rest on themselves through rows: through their own tranches, split or group, which exist only once the value is known.
//!
//! Circles of names are found while they are lowered ([`super::define`]); what rows are made of is known only afterwards.

use super::builder::Lower;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::parts::each_part;
use crate::program::{Cells, ExprId, Form, Rows};
use crate::say;
use crate::source::Span;

/// The most stations of a circle that are told.
const MOST_TOLD: usize = 20;

/// What an author sees on the way of a circle: a value, or a record (yes) whose rows are made, under its name and where that stands.
pub(super) type Station = (String, Span, bool);

/// Whether an expression has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Followed {
    No,
    /// What it rests on is being followed.
    Open,
    Yes,
}

/// An expression with what it is made of that is still to be followed.
struct Open {
    id: ExprId,
    parts: Vec<ExprId>,
}

impl Lower<'_> {
    /// Says of the first value that rests on rows made of itself how it does; asked of a program without other errors.
    pub(super) fn must_not_rest_on_own_rows(&mut self) {
        if self.findings.iter().any(Diagnostic::is_error) {
            return;
        }
        let mut followed = vec![Followed::No; self.program.expressions.len()];
        let roots: Vec<ExprId> = self.program.definitions.iter().map(|definition| definition.value).collect();
        let circle = roots.into_iter().find_map(|root| self.circle_below(root, &mut followed));
        if let Some(circle) = circle {
            self.tell_circle(&circle);
        }
    }

    /// The expressions of a circle, each resting on the next one, that is met below an expression.
    fn circle_below(&self, root: ExprId, followed: &mut [Followed]) -> Option<Vec<ExprId>> {
        let mut stack: Vec<Open> = Vec::new();
        let mut next = Some(root);
        loop {
            if let Some(id) = next.take() {
                match followed.get_mut(id.at()) {
                    Some(state @ Followed::No) => {
                        *state = Followed::Open;
                        let mut parts = Vec::new();
                        each_part(&self.program, id, &mut |part| parts.push(part));
                        stack.push(Open { id, parts });
                    }
                    Some(Followed::Open) => {
                        let start = stack.iter().position(|open| open.id == id)?;
                        return Some(stack.iter().skip(start).map(|open| open.id).collect());
                    }
                    Some(Followed::Yes) | None => {}
                }
            }
            let last = stack.last_mut()?;
            next = last.parts.pop();
            if next.is_none() {
                if let Some(state) = followed.get_mut(last.id.at()) {
                    *state = Followed::Yes;
                }
                stack.pop();
            }
        }
    }

    fn tell_circle(&mut self, circle: &[ExprId]) {
        let mut stations: Vec<Station> = circle.iter().filter_map(|&id| self.station(id)).collect();
        stations.dedup();
        self.tell_stations(stations);
    }

    /// Tells the stations of a circle, each of which needs the next one.
    pub(super) fn tell_stations(&mut self, mut stations: Vec<Station>) {
        // Begun with a value and not with the rows made of it.
        let first_value = stations.iter().position(|(_, _, is_record)| !is_record).unwrap_or_default();
        stations.rotate_left(first_value);
        let Some((first, _, _)) = stations.first().cloned() else { return };
        let more = if stations.len() > MOST_TOLD { vec!["…".to_owned()] } else { Vec::new() };
        let told = stations.iter().take(MOST_TOLD);
        let path = told.clone().map(|(name, _, _)| format!("`{name}`")).chain(more).chain([format!("`{first}`")]);
        let path = path.collect::<Vec<_>>().join(" → ");
        let mut finding = Diagnostic::new(Code::E0408, say!("`{first}` depends on itself: {path}", "`{first}` 依赖于自身：{path}"));
        for (name, span, is_record) in told {
            finding = finding.label(
                *span,
                if *is_record {
                    say!("the rows of `{name}` are made of the next one", "`{name}` 的各行由下一个得出")
                } else {
                    say!("`{name}` needs the next one", "`{name}` 需要下一个")
                },
            );
        }
        self.report(finding.help(say!(
            "take one of these values from a field, or define it without the others",
            "其中一个值须取自字段，或不依赖其他值另行定义"
        )));
    }

    /// What an author sees of an expression on the way of a circle: the value it names, or the record whose rows it reads.
    fn station(&self, id: ExprId) -> Option<Station> {
        let expr = self.program.expr(id);
        let record = match &expr.form {
            Form::Definition(definition) => {
                let definition = self.program.definition(*definition);
                return Some((definition.name.clone(), definition.span, false));
            }
            Form::Reduce(reduce) => reduce.over,
            Form::Cover(cover) => cover.over,
            Form::Row => expr.index,
            Form::Field(field) if matches!(self.program.field(expr.index, *field).cells, Cells::Made) => expr.index,
            _ => return None,
        };
        let record = self.program.record(record);
        let is_made = matches!(record.rows, Rows::Group { .. } | Rows::Split { .. } | Rows::Tranches(_));
        is_made.then(|| (record.name.clone(), record.span, true))
    }
}

//! The conditions around statements: of an article, of `when` blocks, of `for each … when`.
//!
//! A condition is written in the names of the record that its block is for, and holds for whatever stands in it: the values of a loan in an
//! article that applies to some managers are there for the loans of these managers alone.

use super::builder::{Lower, Lowered, NOBODY, Scope};
use super::names::Guard;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{ExprId, FieldId, Form, Kind, RecordId, each_part, is_elementwise};
use crate::say;

impl<'a> Lower<'a> {
    /// The scope of a record within conditions, and the conditions as it sees them.
    pub fn guarded(&mut self, owner: RecordId, guards: &[Guard<'a>]) -> (Scope, Vec<Lowered>) {
        let mut scope = Scope::on(owner);
        // The scope of the block around, as long as it is for another record.
        let mut around: Option<Scope> = None;
        let mut conditions = Vec::new();
        for guard in guards {
            let condition = if guard.of == owner {
                self.condition(guard.condition, &scope)
            } else {
                let outer = around.take().filter(|outer| outer.index == guard.of).unwrap_or_else(|| Scope::on(guard.of));
                let condition = self.condition(guard.condition, &outer);
                around = Some(outer.knowing(self.learned(condition.id, true)));
                self.seen_from(owner, guard, condition)
            };
            scope = scope.knowing(self.learned(condition.id, true));
            conditions.push(condition);
        }
        (scope, conditions)
    }

    /// A condition of another record, as a record sees it that refers to it.
    fn seen_from(&mut self, owner: RecordId, guard: &Guard<'a>, condition: Lowered) -> Lowered {
        if self.is_broken(condition) || guard.of == NOBODY {
            return condition;
        }
        if !self.reads_rows(condition.id) {
            return self.condition(guard.condition, &Scope::on(NOBODY));
        }
        let span = guard.condition.span;
        let leads = |field: &crate::program::Field| field.ty.kind == Kind::Reference(guard.of);
        let fields = (0u32..).zip(&self.program.record(owner).fields).filter(|(_, field)| leads(field));
        let fields: Vec<FieldId> = fields.map(|(at, _)| FieldId(at)).collect();
        let reference = match fields.as_slice() {
            [field] => Some(self.field(owner, *field, span)),
            [] if owner != NOBODY => self.combined_reference(owner, guard.of, span),
            _ => None,
        };
        let Some(reference) = reference else {
            let finding = self.no_way_to_condition(owner, guard, fields.len());
            self.report(finding);
            return self.broken(owner, span);
        };
        let seen = self.gather(reference, condition, span);
        // What refers to nobody is nobody's.
        let no = self.truth(false, owner, span);
        if seen.ty.blank || seen.ty.not_applicable { self.settle(seen, Some(no), Some(no), span) } else { seen }
    }

    fn no_way_to_condition(&self, owner: RecordId, guard: &Guard<'a>, ways: usize) -> Diagnostic {
        let (of, span) = (self.program.record(guard.of).name.clone(), guard.condition.span);
        if owner == NOBODY {
            return Diagnostic::new(
                Code::E0211,
                say!(
                    "this condition is of each `{of}`, and what stands under it is of nobody",
                    "此条件针对每个 `{of}`，而其中的值不属于任何一方"
                ),
            )
            .label(span, say!("`overall` stands under it", "其中有 `总体`"))
            .help(say!(
                "close the condition before `overall`, or say in the aggregate which count: `where …`",
                "请将 `总体` 写在条件之外；只计其中一部分的，在汇总中写 `其中 …`"
            ));
        }
        let name = self.program.record(owner).name.clone();
        let (code, message) = if ways == 0 {
            let message = say!(
                "this condition is of each `{of}`, and `{name}` does not refer to `{of}`",
                "此条件针对每个 `{of}`，而 `{name}` 没有指向 `{of}` 的引用"
            );
            (Code::E0211, message)
        } else {
            let message = say!(
                "this condition is of each `{of}`, to which `{name}` refers in several ways",
                "此条件针对每个 `{of}`，而 `{name}` 以多种方式引用 `{of}`"
            );
            (Code::E0414, message)
        };
        Diagnostic::new(code, message)
            .label(span, say!("values of `{name}` stand under it", "其中有 `{name}` 的值"))
            .help(say!("say it there: `for each {name} when …`, outside this condition", "请写在该处：`每个 {name} 当 …`，并移出此条件"))
    }

    /// Whether a value is another one from row to row.
    fn reads_rows(&self, id: ExprId) -> bool {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let expr = self.program.expr(id);
            match &expr.form {
                _ if expr.index == NOBODY => {}
                Form::Constant(_) | Form::Today | Form::Blank | Form::NotApplicable => {}
                Form::Definition(definition) if self.program.definition(*definition).owner == NOBODY => {}
                Form::Field(_) | Form::Definition(_) | Form::Row => return true,
                form if is_elementwise(form) => each_part(&self.program, id, &mut |part| open.push(part)),
                _ => return true,
            }
        }
        false
    }
}

//! Which records an aggregate ranges over, and by which reference they belong to the record that asks.

use super::builder::{Lower, Lowered, NOBODY, Scope};
use super::call_clauses::Clauses;
use super::mentions::Meant;
use crate::diagnostics::{Code, Diagnostic, Text, nearest};
use crate::program::{FieldId, Kind, RecordId};
use crate::say;
use crate::syntax::ast;

/// What an aggregate ranges over.
pub(super) struct Range {
    pub over: RecordId,
    pub by: Option<Lowered>,
    pub inner: Scope,
    /// In a cohort: the reference from the owner's row to its group.
    pub back: Option<Lowered>,
}

impl<'a> Lower<'a> {
    pub(super) fn range(
        &mut self,
        clauses: &Clauses<'a>,
        counted: Option<&'a ast::Name>,
        call: &ast::Call,
        scope: &Scope,
    ) -> Option<Range> {
        let over = match counted.or(clauses.over) {
            Some(name) => Some(self.record_of(name)?),
            None => None,
        };
        if let Some(within) = clauses.within {
            if over.is_some_and(|over| over != scope.index) {
                self.report_at(
                    Code::E0207,
                    say!("`within` makes cohorts of the owner's own records", "`同` 只用于本记录自己的同组"),
                    call.name.span,
                    say!("here it ranges over another record", "此处取自另一种记录"),
                );
                return None;
            }
            let by = self.cohort(within, scope)?;
            return Some(Range { over: scope.index, by: Some(by), inner: Scope::on(scope.index), back: Some(by) });
        }
        let Some(over) = over else {
            if clauses.filter.is_some() && scope.index != NOBODY {
                // `average(x among c)`: over everyone.
                return Some(Range { over: scope.index, by: None, inner: Scope::on(scope.index), back: None });
            }
            let name = &call.name.text;
            self.report(
                Diagnostic::new(Code::E0207, say!("`{name}` does not say over which records", "`{name}` 没有写明取自哪些记录"))
                    .label(
                        call.name.span,
                        say!("an aggregate needs `over`, or `within` for a cohort", "汇总须写 `取自`，或以 `同` 指明同组"),
                    )
                    .help(say!("write `{name}(value over loan)`", "写成 `{name}（值 取自 贷款）`")),
            );
            return None;
        };
        if let Some(via) = clauses.via.filter(|_| scope.index == NOBODY) {
            self.via_leads_nowhere(
                via,
                say!("in `overall` there is no owner that they belong to", "`总体` 之中没有其所归属的一方"),
                say!(
                    "leave `via {}` out; to count some of them alone, write `where …`",
                    "删去 `经由 {}`；只计其中一部分的，写 `其中 …`",
                    via.text
                ),
            );
            return None;
        }
        if scope.index == NOBODY || (over == scope.index && clauses.via.is_none()) {
            return Some(Range { over, by: None, inner: Scope::on(over), back: None });
        }
        let by = self.reference_to(over, scope.index, clauses.via, call)?;
        // Among records of one kind the names are the members'; the owner is reached by the reference itself.
        let outer = (over != scope.index).then_some((scope.index, by.id));
        let inner = Scope { index: over, outer, facts: Default::default(), tier: None, balances: None };
        Some(Range { over, by: Some(by), inner, back: None })
    }

    /// Says that by a reference nothing comes to an owner.
    pub(super) fn via_leads_nowhere(&mut self, via: &ast::Name, why: Text, help: Text) {
        let text = &via.text;
        self.report(
            Diagnostic::new(Code::E0212, say!("`via {text}` leads to no owner here", "此处 `经由 {text}` 不指向任何归属方"))
                .label(via.span, why)
                .help(help),
        );
    }

    /// The reference by which records of one kind belong to those of another: a field, or with `via` a value that is one.
    pub(super) fn reference_to(&mut self, from: RecordId, to: RecordId, via: Option<&'a ast::Name>, call: &ast::Call) -> Option<Lowered> {
        if let Some(via) = via
            && let Some(&entry) = self.by_name.get(&(from, via.text.clone()))
        {
            let definition = self.ensure(entry, Some(via.span))?;
            let value = self.definition(definition, from, via.span);
            return Some(self.must_be_kind(value, Kind::Reference(to))).filter(|value| !self.is_broken(*value));
        }
        let field = self.referring_field(from, to, via, call)?;
        match field {
            Some(field) => Some(self.field(from, field, call.name.span)),
            None => self.combined_reference(from, to, call.name.span),
        }
    }

    /// The field that refers; the inner none where the record refers to what the other combines.
    fn referring_field(&mut self, from: RecordId, to: RecordId, via: Option<&'a ast::Name>, call: &ast::Call) -> Option<Option<FieldId>> {
        let leads = |field: &crate::program::Field| field.ty.kind == Kind::Reference(to);
        let references: Vec<(FieldId, String)> = self
            .program
            .record(from)
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| leads(field))
            .map(|(at, field)| (FieldId(at as u32), field.name.clone()))
            .collect();
        let (child, parent) = (self.program.record(from).name.clone(), self.program.record(to).name.clone());
        if let Some(via) = via {
            let found = references.iter().find(|(_, name)| *name == via.text);
            if found.is_none() {
                let text = &via.text;
                let finding = Diagnostic::new(
                    Code::E0201,
                    say!("`{text}` is not a reference from `{child}` to `{parent}`", "`{text}` 不是 `{child}` 指向 `{parent}` 的引用"),
                )
                .label(via.span, say!("`via` names one of its references", "`经由` 之后须为其引用之一"));
                let only = if let [(_, only)] = references.as_slice() { Some(only.as_str()) } else { None };
                self.report(match nearest(text, references.iter().map(|(_, name)| name.as_str())).or(only) {
                    Some(near) => finding.meant(via.span, near),
                    None => finding,
                });
            }
            let found = found.map(|(field, _)| *field);
            if let Some(field) = found {
                self.note(via.span, Meant::Field(from, field));
            }
            return found.map(Some);
        }
        match references.as_slice() {
            [(field, _)] => Some(Some(*field)),
            [] if self.combined_reference(from, to, call.name.span).is_some() => Some(None),
            [] => {
                self.report(
                    Diagnostic::new(Code::E0211, say!("`{child}` does not refer to `{parent}`", "`{child}` 没有指向 `{parent}` 的引用"))
                        .label(
                            call.name.span,
                            say!("an aggregate ranges over the records that refer to the owner", "汇总取自引用本记录的那些记录"),
                        )
                        .help(say!(
                            "define it in `overall {{ }}` if it ranges over all of them",
                            "若取自全部记录，请在 `总体 {{ }}` 中定义"
                        )),
                );
                None
            }
            many => {
                let names = many.iter().map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                self.report(
                    Diagnostic::new(
                        Code::E0414,
                        say!("`{child}` refers to `{parent}` in several ways", "`{child}` 以多种方式引用 `{parent}`"),
                    )
                    .label(call.name.span, say!("by {names}", "即 {names}"))
                    .help(say!(
                        "say which: `over {child} via {}`",
                        "写明经由哪一个：`取自 {child} 经由 {}`",
                        many.first().map_or("…", |(_, name)| name)
                    )),
                );
                None
            }
        }
    }
}

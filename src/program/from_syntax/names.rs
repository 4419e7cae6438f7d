//! Names: what is declared under which, and what a path means where it stands.

use super::builder::{EntryId, Lower, Lowered, Scope};
use super::clauses::Balances;
use super::mentions::Meant;
use super::spelling::listed;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{ArticleId, DefinitionId, EnumerationId, FieldId, Form, Kind, OVERALL, RecordId, Rows, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast;
use crate::values::Value;

/// A declared name of a record.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    /// The name.
    pub name: String,
    /// The record it belongs to.
    pub owner: RecordId,
    /// Where it was declared first.
    pub span: Span,
    /// What it is; several where conditions tell which.
    pub alternatives: Vec<Alternative<'a>>,
    /// Its definition, once lowered.
    pub definition: Option<DefinitionId>,
    /// Whether lowering it was tried.
    pub tried: bool,
    /// Whether some other value reads it.
    pub used: bool,
}

/// One place where a name is declared.
#[derive(Clone, Debug)]
pub(super) struct Alternative<'a> {
    /// What stands there.
    pub source: EntrySource<'a>,
    /// The article it stands in.
    pub article: Option<ArticleId>,
    /// The conditions around it, outermost first.
    pub guards: Vec<Guard<'a>>,
    /// Where the name stands.
    pub span: Span,
}

/// A condition around statements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard<'a> {
    /// The condition.
    pub condition: &'a ast::Expr,
    /// The record whose names it is written in.
    pub of: RecordId,
}

/// What a name is declared by.
#[derive(Clone, Copy, Debug)]
pub(super) enum EntrySource<'a> {
    /// A definition.
    Define(&'a ast::Definition),
    /// A parameter.
    Parameter(&'a ast::Parameter),
    /// A domain clause.
    Clause(&'a ast::Clause),
    /// A table.
    Table(&'a ast::Table),
}

/// What a name of a record is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Named {
    /// A field.
    Field(FieldId),
    /// A declared value.
    Entry(EntryId),
}

/// A path followed so far.
#[derive(Clone, Copy, Debug)]
struct Reached {
    value: Lowered,
    /// The definition it ended at, whose parts may follow.
    definition: Option<DefinitionId>,
    /// The reference that led there.
    through: Option<Lowered>,
}

impl<'a> Lower<'a> {
    /// What a name of a record is.
    pub fn named(&self, owner: RecordId, name: &str) -> Option<Named> {
        if let Some(field) = self.program.record(owner).field_named(name) {
            return Some(Named::Field(field));
        }
        self.by_name.get(&(owner, name.to_owned())).map(|&entry| Named::Entry(entry))
    }

    /// A field or value that the language itself named, under its name in the other language: a policy whose keywords are translated keeps its names.
    fn given(&self, owner: RecordId, name: &str) -> Option<Named> {
        let record = self.program.record(owner);
        let made = matches!(record.rows, Rows::Calendar(_) | Rows::Split { .. } | Rows::Tranches(_));
        let twin = made.then(|| twin(name)).flatten()?;
        record.field_named(twin).map(Named::Field).or_else(|| self.by_name.get(&(owner, twin.to_owned())).map(|&entry| Named::Entry(entry)))
    }

    /// The names that a scope sees, for suggestions.
    fn visible(&self, scope: &Scope) -> Vec<String> {
        let mut owners = vec![scope.index, OVERALL];
        owners.extend(scope.outer.map(|(outer, _)| outer));
        owners.into_iter().flat_map(|owner| self.names_of(owner)).collect()
    }

    /// The names of the fields and values of a record.
    fn names_of(&self, owner: RecordId) -> impl Iterator<Item = String> + '_ {
        let fields = self.program.record(owner).fields.iter().map(|field| field.name.clone());
        fields.chain(self.entries.iter().filter(move |entry| entry.owner == owner).map(|entry| entry.name.clone()))
    }

    /// Whether a plain name means something in the scope by itself, without an enumeration to look in.
    pub fn is_visible(&self, name: &str, scope: &Scope) -> bool {
        self.named(scope.index, name).is_some()
            || self.named(OVERALL, name).is_some()
            || scope.outer.is_some_and(|(outer, _)| self.named(outer, name).is_some())
            || is_today(name)
    }

    /// The value of a path such as `branch.region`, where `expected` is the kind that its place awaits.
    pub fn path(&mut self, names: &'a [ast::Name], span: Span, scope: &Scope, expected: Option<Kind>) -> Lowered {
        let Some((first, rest)) = names.split_first() else { return self.broken(scope.index, span) };
        if let (Some(Kind::Member(_)), []) = (expected, rest)
            && let Some(member) = self.member(&first.text, first.span, expected, scope)
        {
            return member;
        }
        if let Some(balances) = scope.balances.clone()
            && let Some(value) = self.in_ledger(&balances, first, names, span, scope, expected)
        {
            return value;
        }
        let Some((mut reached, rest)) = self.first_step(first, rest, scope, expected) else { return self.broken(scope.index, span) };
        for name in rest {
            match self.further_step(reached, name, scope) {
                Some(next) => reached = next,
                None => return self.broken(scope.index, span),
            }
        }
        let value = Lowered { span, ..reached.value };
        self.as_known(value, scope)
    }

    /// Where two names are those of one ledger, on its owner and on the rows that have accounts in it: whether the account that follows is of
    /// the rows.
    fn own_balance(&self, own: Named, outer: Named, rest: &[ast::Name], scope: &Scope) -> Option<bool> {
        let (Named::Entry(own), Named::Entry(outer)) = (own, outer) else { return None };
        let (own, outer) = (self.entries.get(own.0)?, self.entries.get(outer.0)?);
        let EntrySource::Clause(clause) = own.alternatives.first()?.source else { return None };
        if own.span != outer.span {
            return None;
        }
        let record = &self.program.record(scope.index).name;
        let is_of_rows = |part: &ast::Part| match (&part.kind, rest.first()) {
            (ast::PartKind::Account(account), Some(name)) if account.name.text == name.text => {
                Some(account.of.as_ref().is_some_and(|of| of.text == *record))
            }
            _ => None,
        };
        clause.parts.iter().find_map(is_of_rows)
    }

    /// In a line of a ledger: what an account holds, or in an amount for each row of one a value of the entry.
    fn in_ledger(
        &mut self,
        balances: &Balances,
        first: &'a ast::Name,
        names: &'a [ast::Name],
        span: Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Option<Lowered> {
        if let Some(value) = self.balance(balances, names, scope) {
            return Some(value);
        }
        let entry = balances.entry.as_ref()?;
        let of_entry = self.named(entry.index, &first.text).is_some() || self.program.record(entry.index).name == first.text;
        if !of_entry {
            return None;
        }
        if self.named(scope.index, &first.text).is_some() {
            let name = &first.text;
            let (inner, around) = (self.program.record(scope.index).name.clone(), self.program.record(entry.index).name.clone());
            self.report(
                Diagnostic::new(
                    Code::E0205,
                    say!("`{name}` is a name of `{inner}` and of `{around}`", "`{inner}` 和 `{around}` 都有名称 `{name}`"),
                )
                .label(first.span, say!("which of the two is meant here", "此处指的是哪一个"))
                .help(say!("write `{inner}.{name}` or `{around}.{name}`", "写成 `{inner}.{name}` 或 `{around}.{name}`")),
            );
            return Some(self.broken(scope.index, span));
        }
        let value = self.path(names, span, entry, expected);
        if self.is_broken(value) {
            return Some(value);
        }
        let at_entry = self.make(Form::AtEntry(value.id), value.ty, scope.index, span);
        Some(Lowered { bare: value.bare, ..at_entry })
    }

    /// A member of the enumeration that is expected.
    fn member(&mut self, name: &str, span: Span, expected: Option<Kind>, scope: &Scope) -> Option<Lowered> {
        let Some(Kind::Member(id)) = expected else { return None };
        let members = &self.program.enumeration(id).members;
        let find = |name: &str| members.iter().position(|member| member.name == name);
        let at = find(name).or_else(|| self.state_in_other_language(id, name).and_then(find))?;
        self.note(span, Meant::Member(id, at as u32));
        Some(self.constant(Value::Member(at as u32), Kind::Member(id), scope.index, span))
    }

    fn first_step(
        &mut self,
        first: &'a ast::Name,
        rest: &'a [ast::Name],
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Option<(Reached, &'a [ast::Name])> {
        let name = first.text.as_str();
        let own = self.named(scope.index, name);
        let outer = scope.outer.and_then(|(outer, reference)| self.named(outer, name).map(|named| (outer, reference, named)));
        match (own, outer) {
            (Some(named), None) => self.reach(named, scope.index, None, first, scope).map(|reached| (reached, rest)),
            (Some(named), Some((around, reference, outer))) if let Some(own) = self.own_balance(named, outer, rest, scope) => {
                let (named, owner, through) = if own { (named, scope.index, None) } else { (outer, around, Some(self.lowered(reference))) };
                self.reach(named, owner, through, first, scope).map(|reached| (reached, rest))
            }
            (Some(_), Some((around, _, _))) => {
                let (inner, around) = (self.program.record(scope.index).name.clone(), self.program.record(around).name.clone());
                self.report(
                    Diagnostic::new(
                        Code::E0205,
                        say!("`{name}` is a name of `{inner}` and of `{around}`", "`{inner}` 和 `{around}` 都有名称 `{name}`"),
                    )
                    .label(first.span, say!("which of the two is meant here", "此处指的是哪一个"))
                    .help(say!("write `{inner}.{name}` or `{around}.{name}`", "写成 `{inner}.{name}` 或 `{around}.{name}`")),
                );
                None
            }
            (None, Some((around, reference, named))) => {
                let reference = self.lowered(reference);
                self.reach(named, around, Some(reference), first, scope).map(|reached| (reached, rest))
            }
            (None, None) => self.beyond(first, rest, scope, expected),
        }
    }

    /// A first name that neither the record nor the one around it has.
    fn beyond(
        &mut self,
        first: &'a ast::Name,
        rest: &'a [ast::Name],
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Option<(Reached, &'a [ast::Name])> {
        let name = first.text.as_str();
        if let Some(named) = self.named(OVERALL, name) {
            return self.reach(named, OVERALL, None, first, scope).map(|reached| (reached, rest));
        }
        if let Some(named) = self.given(scope.index, name) {
            return self.reach(named, scope.index, None, first, scope).map(|reached| (reached, rest));
        }
        if let Some((next, rest)) = rest.split_first() {
            // `loan.balance` where the record is `loan`, or the one around it is.
            if self.program.record(scope.index).name == name
                && let Some(named) = self.named(scope.index, &next.text).or_else(|| self.given(scope.index, &next.text))
            {
                self.note(first.span, Meant::Record(scope.index));
                return self.reach(named, scope.index, None, next, scope).map(|reached| (reached, rest));
            }
            if let Some((outer, reference)) = scope.outer
                && self.program.record(outer).name == name
                && let Some(named) = self.named(outer, &next.text)
            {
                self.note(first.span, Meant::Record(outer));
                let reference = self.lowered(reference);
                return self.reach(named, outer, Some(reference), next, scope).map(|reached| (reached, rest));
            }
        }
        if rest.is_empty()
            && let Some(value) = self.row_itself(name, first.span, scope)
        {
            return Some((Reached { value, definition: None, through: None }, rest));
        }
        if rest.is_empty() && is_today(name) {
            self.program.head.uses_today = true;
            let value = self.make(Form::Today, Type::present(Kind::Date), scope.index, first.span);
            return Some((Reached { value, definition: None, through: None }, rest));
        }
        if rest.is_empty() && !matches!(expected, Some(Kind::Member(_))) {
            let holders: Vec<EnumerationId> = self.enumerations_with(name);
            if let [only] = holders.as_slice() {
                let member = self.member(name, first.span, Some(Kind::Member(*only)), scope)?;
                return Some((Reached { value: member, definition: None, through: None }, rest));
            }
            if holders.len() > 1 {
                self.report(
                    Diagnostic::new(Code::E0205, say!("`{name}` is a member of several enumerations", "`{name}` 是多个取值范围中的取值"))
                        .label(first.span, say!("nothing here tells which", "此处无从得知指的是哪一个"))
                        .help(say!(
                            "compare it with a field, or give it where that field's value is awaited",
                            "与某个字段比较，或用在须为该字段取值之处"
                        )),
                );
                return None;
            }
        }
        self.unknown_name(first, scope, expected);
        None
    }

    /// A record's own name as a value: the row itself, as in `branch.manager = employee`; in an aggregate that of the owner too.
    fn row_itself(&mut self, name: &str, span: Span, scope: &Scope) -> Option<Lowered> {
        if self.program.record(scope.index).name == name {
            let ty = Type::present(Kind::Reference(scope.index));
            self.note(span, Meant::Record(scope.index));
            return Some(self.make(Form::Row, ty, scope.index, span));
        }
        let (outer, reference) = scope.outer?;
        let is_outer = self.program.record(outer).name == name;
        if is_outer {
            self.note(span, Meant::Record(outer));
        }
        is_outer.then(|| self.lowered(reference))
    }

    /// The enumerations that have a member of this name.
    fn enumerations_with(&self, name: &str) -> Vec<EnumerationId> {
        let holds = |members: &crate::program::Enumeration| members.members.iter().any(|member| member.name == name);
        (0..self.program.enumerations.len())
            .filter(|&at| self.program.enumerations.get(at).is_some_and(holds))
            .map(|at| EnumerationId(at as u32))
            .collect()
    }

    /// A name found on `owner`, seen through a reference if it is not the scope's own record.
    fn reach(&mut self, named: Named, owner: RecordId, through: Option<Lowered>, name: &ast::Name, scope: &Scope) -> Option<Reached> {
        let (value, definition) = match named {
            Named::Field(field) => (self.field(owner, field, name.span), None),
            Named::Entry(entry) => {
                let definition = self.ensure(entry, Some(name.span))?;
                let index = if owner == OVERALL && through.is_none() { scope.index } else { owner };
                (self.definition(definition, if owner == OVERALL { OVERALL } else { index }, name.span), Some(definition))
            }
        };
        let value = match through {
            Some(reference) => self.gather(reference, value, name.span),
            None => value,
        };
        let value = self.as_known(value, scope);
        Some(Reached { value, definition, through })
    }

    fn further_step(&mut self, reached: Reached, name: &'a ast::Name, scope: &Scope) -> Option<Reached> {
        if let Some(parent) = reached.definition
            && let Some(&part) = self.parts.get(&(parent, name.text.clone()))
        {
            let owner = self.program.definition(part).owner;
            self.note(name.span, Meant::Part(part));
            let value = self.definition(part, owner, name.span);
            let value = match reached.through {
                Some(reference) => self.gather(reference, value, name.span),
                None => value,
            };
            let value = self.as_known(value, scope);
            return Some(Reached { value, definition: Some(part), through: reached.through });
        }
        if let Kind::Reference(target) = reached.value.ty.kind {
            if let Some(named) = self.named(target, &name.text).or_else(|| self.given(target, &name.text)) {
                return self.reach(named, target, Some(reached.value), name, scope);
            }
            self.unknown_on(target, name);
            return None;
        }
        let what = self.kind_words(reached.value.ty.kind);
        let text = &name.text;
        self.report(
            Diagnostic::new(Code::E0201, say!("there is no `{text}` here", "此处没有 `{text}`"))
                .label(name.span, say!("asked of what stands before the point", "取自点号前面的值"))
                .label(
                    reached.value.span,
                    say!("this is {}, which has no parts", "这是{}，没有下属名称", what.en)
                        .with_zh(format!("这是{}，没有下属名称", what.zh)),
                ),
        );
        None
    }

    fn unknown_on(&mut self, owner: RecordId, name: &ast::Name) {
        let record = self.program.record(owner).name.clone();
        let text = &name.text;
        let near = self.near(text, |lower| lower.names_of(owner).collect());
        let mut finding = Diagnostic::new(Code::E0201, say!("`{record}` has no `{text}`", "`{record}` 没有 `{text}`"))
            .label(name.span, say!("no field or value of `{record}` is called so", "`{record}` 没有这样的字段或值"));
        if let Some(near) = near {
            finding = finding.meant(name.span, &near);
        }
        self.report(finding);
    }

    fn unknown_name(&mut self, name: &ast::Name, scope: &Scope, expected: Option<Kind>) {
        let text = &name.text;
        let record = self.program.record(scope.index).name.clone();
        let finding = match expected {
            Some(Kind::Member(id)) => {
                let members: Vec<String> = self.program.enumeration(id).members.iter().map(|member| member.name.clone()).collect();
                let (en, zh) = (listed(&members, ", "), listed(&members, "、"));
                let mut finding = Diagnostic::new(Code::E0204, say!("`{text}` is not one of {en}", "`{text}` 不在取值 {zh} 之中"))
                    .label(name.span, say!("neither a member of the enumeration nor a name", "既不是取值之一，也不是名称"));
                if let Some(near) = self.near(text, |_| members) {
                    finding = finding.meant(name.span, &near);
                }
                finding
            }
            _ => {
                let near = self.near(text, |lower| lower.visible(scope));
                let mut finding = Diagnostic::new(Code::E0201, say!("nothing is called `{text}` here", "此处没有名称 `{text}`")).label(
                    name.span,
                    say!("neither a field nor a value of `{record}`, nor an overall one", "既不是 `{record}` 的字段或值，也不是总体的值"),
                );
                if let Some(near) = near {
                    finding = finding.meant(name.span, &near);
                } else if self.program.records.iter().any(|record| record.name == *text) {
                    finding = finding.help(say!(
                        "`{text}` is a record: its values come together as `sum(value over {text})`",
                        "`{text}` 是记录：其值须汇总，写成 `合计（值 取自 {text}）`"
                    ));
                } else if let Some(owner) = self.owner_of(text) {
                    finding = finding.help(say!("`{text}` belongs to `{owner}`", "`{text}` 属于 `{owner}`"));
                } else {
                    finding = finding.help(say!("a text is written in quotes: \"{text}\"", "文本须加引号：“{text}”"));
                }
                finding
            }
        };
        self.report(finding);
    }

    /// A record that has this name, if any has.
    fn owner_of(&self, name: &str) -> Option<String> {
        self.program
            .records
            .iter()
            .enumerate()
            .find(|(at, _)| self.named(RecordId(*at as u32), name).is_some())
            .map(|(_, record)| record.name.clone())
    }

    /// An expression that is there already, as a lowered value.
    pub fn lowered(&self, id: crate::program::ExprId) -> Lowered {
        let expr = self.program.expr(id);
        Lowered { id, ty: expr.ty, bare: false, span: expr.span }
    }
}

/// Whether a name is that of the day of the run.
pub(super) fn is_today(name: &str) -> bool {
    matches!(name, "today" | "基准日" | "今日")
}

/// What the language names: the fields of calendars, splits and tranches, and what a clawback leaves of these.
const GIVEN: [(&str, &str); 12] = [
    ("name", "名称"),
    ("number", "序号"),
    ("first_day", "首日"),
    ("last_day", "末日"),
    ("days", "天数"),
    ("party", "归属方"),
    ("amount", "金额"),
    ("due", "到期日"),
    ("cash", "现金"),
    ("instruments", "工具"),
    ("stopped", "止付额"),
    ("left", "余额"),
];

/// Whether a name is one that the language gives.
pub(super) fn is_given(name: &str) -> bool {
    twin(name).is_some()
}

/// Such a name in the other language.
fn twin(name: &str) -> Option<&'static str> {
    GIVEN.into_iter().find_map(|(en, zh)| match name {
        _ if name == en => Some(zh),
        _ if name == zh => Some(en),
        _ => None,
    })
}

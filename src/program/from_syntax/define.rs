//! Definitions: each lowered when first needed, cycles found as the path that closes them, alternatives shown to be apart.

use super::builder::{EntryId, Lower, Lowered, Scope};
use super::expr::hole_text;
use super::mentions::Meant;
use super::names::{Alternative, EntrySource};
use super::signs::sign_of_word;
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{ArticleId, Condition, Definition, DefinitionId, ExprId, Role};
use crate::say;
use crate::source::Span;
use crate::syntax::ast;

/// The most values of a circle that are told.
const MOST_OF_A_CIRCLE: usize = 20;

impl<'a> Lower<'a> {
    /// Lowers whatever nobody has needed yet, in written order.
    pub fn lower_all(&mut self) {
        for at in 0..self.entries.len() {
            self.ensure(EntryId(at), None);
        }
    }

    /// The definition of a declared name; none when it could not be lowered, which has been reported.
    pub fn ensure(&mut self, id: EntryId, read_at: Option<Span>) -> Option<DefinitionId> {
        if let Some(name) = read_at {
            self.entries[id.0].used = true;
            self.note(name, Meant::Entry(id));
        }
        if let Some(start) = self.path.iter().position(|&entry| entry == id) {
            self.cycle(start, read_at);
            return None;
        }
        // Nothing is being lowered: whatever this needs comes first where it is much, so that a chain of any length needs little stack.
        if self.path.is_empty() && !self.entries[id.0].tried {
            for needed in self.needed_first(id) {
                self.lower_entry(needed);
            }
        }
        self.lower_entry(id)
    }

    fn lower_entry(&mut self, id: EntryId) -> Option<DefinitionId> {
        let entry = &self.entries[id.0];
        if entry.tried {
            return entry.definition;
        }
        self.entries[id.0].tried = true;
        if !self.has_room(id) {
            return None;
        }
        self.path.push(id);
        let alternatives = self.entries[id.0].alternatives.clone();
        let definition = match alternatives.first().map(|first| first.source) {
            Some(EntrySource::Define(_)) => self.define_plain(id, &alternatives),
            Some(EntrySource::Parameter(parameter)) => self.define_parameter(id, parameter, &alternatives),
            Some(EntrySource::Clause(clause)) => self.clause(id, clause, &alternatives),
            Some(EntrySource::Table(table)) => self.define_table(id, table, &alternatives),
            None => None,
        };
        self.path.pop();
        self.entries[id.0].definition = definition;
        definition
    }

    fn cycle(&mut self, start: usize, read_at: Option<Span>) {
        let circle = &self.path[start..];
        let name = |entry: &EntryId| format!("`{}`", self.entries[entry.0].name);
        let first = circle.first().map(name).unwrap_or_default();
        // Of a very long circle both ends.
        let (head, tail) = match circle.len().checked_sub(MOST_OF_A_CIRCLE) {
            None | Some(0) => (circle, &[][..]),
            Some(_) => (&circle[..MOST_OF_A_CIRCLE / 2], &circle[circle.len() - MOST_OF_A_CIRCLE / 2..]),
        };
        let left_out = (!tail.is_empty()).then(|| "…".to_owned());
        let stations = head.iter().map(name).chain(left_out).chain(tail.iter().map(name)).chain([first.clone()]);
        let path = stations.collect::<Vec<_>>().join(" → ");
        let mut finding = Diagnostic::new(Code::E0408, say!("{first} depends on itself: {path}", "{first} 依赖于自身：{path}"));
        for entry in head.iter().chain(tail) {
            let (name, span) = (name(entry), self.entries[entry.0].span);
            finding = finding.label(span, say!("{name} needs the next one", "{name} 需要下一个"));
        }
        if let Some(span) = read_at {
            finding = finding.label(span, say!("and here the circle closes", "在此首尾相接"));
        }
        self.report(finding.help(say!(
            "take one of these values from a field, or define it without the others",
            "其中一个值须取自字段，或不依赖其他值另行定义"
        )));
    }

    fn define_plain(&mut self, id: EntryId, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let mut arms = Vec::new();
        for alternative in alternatives {
            let EntrySource::Define(definition) = alternative.source else { continue };
            let (scope, conditions) = self.guarded(owner, &alternative.guards);
            let value = self.expr(&definition.value, &scope, None);
            arms.push((conditions, value, alternative));
        }
        let (value, conditions, articles) = self.joined(id, arms)?;
        Some(self.define_entry(id, Role::Helper, value, value.id, conditions, articles))
    }

    fn define_parameter(&mut self, id: EntryId, parameter: &'a ast::Parameter, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let kind = match &parameter.kind {
            Some(kind) => Some(self.kind_named(kind)?),
            None => None,
        };
        // One value is in force on the day that the tree is for.
        let written = &parameter.values.first()?.value;
        let value = self.expr(written, &Scope::on(owner), kind);
        self.must_carry_sign(parameter.kind.as_ref().and_then(|kind| sign_of_word(&kind.text)), value);
        let value = match kind {
            Some(kind) => self.must_be_kind(value, kind),
            None => value,
        };
        let articles = alternatives.iter().filter_map(|alternative| alternative.article).collect();
        Some(self.define_entry(id, Role::Parameter, value, value.id, Vec::new(), articles))
    }

    /// One value from alternatives under conditions that cannot meet and leave no hole; a single one is not applicable without its condition.
    pub fn joined(
        &mut self,
        id: EntryId,
        arms: Vec<(Vec<Lowered>, Lowered, &Alternative<'a>)>,
    ) -> Option<(Lowered, Vec<Condition>, Vec<ArticleId>)> {
        let (owner, span, name) = (self.entries[id.0].owner, self.entries[id.0].span, self.entries[id.0].name.clone());
        if let [(conditions, value, alternative)] = arms.as_slice() {
            let articles = alternative.article.into_iter().collect();
            if conditions.is_empty() {
                return Some((*value, Vec::new(), articles));
            }
            let all = self.all_of(conditions, owner, span);
            let chosen = self.only_when(all, *value, owner, value.span);
            let conditions = conditions.iter().map(|condition| Condition { test: condition.id, negated: false, by: None }).collect();
            return Some((chosen, conditions, articles));
        }
        let mut lowered = Vec::new();
        let mut tests: Vec<(ExprId, Span)> = Vec::new();
        let mut articles = Vec::new();
        for (conditions, value, alternative) in arms {
            let all = self.all_of(&conditions, owner, alternative.span);
            tests.push((all.id, alternative.span));
            articles.extend(alternative.article);
            lowered.push((all, value));
        }
        self.must_be_apart(&name, &tests);
        if let Some(hole) = self.hole(&tests.iter().map(|(test, _)| *test).collect::<Vec<_>>()) {
            self.report(
                Diagnostic::new(
                    Code::E0406,
                    say!("the conditions under which `{name}` is defined leave a hole", "`{name}` 各条件之间留有空缺"),
                )
                .label(span, hole_text(&hole))
                .help(say!("define it once with `cases {{ …; else: … }}`", "改用 `情形 {{ …；其余：… }}` 定义一次")),
            );
        }
        let value = self.choose(lowered, None, span, owner);
        Some((value, Vec::new(), articles))
    }

    /// Reports conditions that can hold together.
    pub fn must_be_apart(&mut self, name: &str, tests: &[(ExprId, Span)]) {
        let conditions: Vec<ExprId> = tests.iter().map(|(test, _)| *test).collect();
        let Some((first, second, meeting)) = self.first_meeting(&conditions) else { return };
        let (Some((_, first)), Some((_, second))) = (tests.get(first), tests.get(second)) else { return };
        let both = if meeting.en.is_empty() {
            say!("nothing shows that the two cannot hold together", "没有什么能表明二者不会同时成立")
        } else {
            Text::both(format!("both hold when {}", meeting.en), format!("当 {} 时二者同时成立", meeting.zh))
        };
        self.report(
            Diagnostic::new(Code::E0405, say!("`{name}` is defined under conditions that may meet", "`{name}` 所依的条件可能同时成立"))
                .label(*second, both)
                .label(*first, say!("defined here too", "此处也有定义"))
                .help(say!("use `cases {{ }}`, whose first row that holds is taken", "改用 `情形 {{ }}`，取第一个成立的行")),
        );
    }

    /// Adds the definition of a declared name.
    pub fn define_entry(
        &mut self,
        id: EntryId,
        role: Role,
        value: Lowered,
        unrounded: ExprId,
        conditions: Vec<Condition>,
        articles: Vec<ArticleId>,
    ) -> DefinitionId {
        let definition = self.begin_entry(id, role, articles);
        self.complete(definition, value, unrounded, conditions);
        definition
    }

    /// Adds the definition of a declared name whose value is made of its own sub-values, which need it to be there; [`complete`] follows.
    ///
    /// [`complete`]: Lower::complete
    pub fn begin_entry(&mut self, id: EntryId, role: Role, articles: Vec<ArticleId>) -> DefinitionId {
        let (owner, span, name) = (self.entries[id.0].owner, self.entries[id.0].span, self.entries[id.0].name.clone());
        let nothing = self.broken(owner, span);
        self.define(Definition {
            name,
            in_chinese: None,
            parent: None,
            span,
            order: id.0 as u32,
            owner,
            output: !matches!(role, Role::Helper | Role::Parameter | Role::Part),
            role,
            article: articles.first().copied(),
            value: nothing.id,
            unrounded: nothing.id,
            ty: nothing.ty,
            conditions: Vec::new(),
            alternatives: if articles.len() > 1 { articles } else { Vec::new() },
        })
    }

    /// Gives a definition that was begun its value.
    pub fn complete(&mut self, id: DefinitionId, value: Lowered, unrounded: ExprId, conditions: Vec<Condition>) {
        let definition = self.program.definition_mut(id);
        (definition.value, definition.unrounded, definition.ty, definition.conditions) = (value.id, unrounded, value.ty, conditions);
        if value.bare {
            self.bare.insert(id);
        }
    }

    /// Adds a sub-value of a clause, such as `until` (到期日) of `q.until`. It is found under each of the names: its own, and the Chinese one.
    pub fn define_part(&mut self, parent: DefinitionId, names: &[&str], value: Lowered) -> DefinitionId {
        let of = self.program.definition(parent);
        let definition = Definition {
            name: names.first().copied().unwrap_or_default().to_owned(),
            in_chinese: names.get(1).map(|&name| name.to_owned()),
            parent: Some(parent),
            span: of.span,
            order: of.order,
            owner: of.owner,
            role: Role::Part,
            article: of.article,
            value: value.id,
            unrounded: value.id,
            ty: value.ty,
            conditions: Vec::new(),
            alternatives: Vec::new(),
            output: false,
        };
        let id = self.define(definition);
        for &name in names {
            self.parts.insert((parent, name.to_owned()), id);
        }
        if value.bare {
            self.bare.insert(id);
        }
        id
    }

    /// Adds a sub-value and gives its name as a value, so that what is made of it says so.
    pub fn named_part(&mut self, parent: DefinitionId, names: &[&str], value: Lowered) -> Lowered {
        let part = self.define_part(parent, names, value);
        let owner = self.program.definition(part).owner;
        self.definition(part, owner, value.span)
    }
}

//! `grading`: a level of an ordered enumeration, the first in written order whose condition holds.
//!
//! The enumeration is that of `moves … from`, else the first declared one that has all the levels, else a new one whose lowest level is
//! written last. `moves at most n from f` keeps the result within n places of f; where f is blank it is free. The sub-value `missing` (欠缺)
//! says which limbs of the next better level's condition fail, and is blank at the top; it looks at the conditions, not at `moves`.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::mentions::Meant;
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Enumeration, EnumerationId, ExprId, Form, Kind, Map, Member, RecordId, Role, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Expr, Name, PartKind};
use crate::values::Value;

/// A level, lowered; without a condition it takes whoever is left.
struct Level<'a> {
    name: &'a Name,
    member: u32,
    when: Option<(&'a Expr, Lowered)>,
    span: Span,
}

/// How far the level may move, and from where.
struct Moves {
    at_most: Lowered,
    from: Lowered,
}

impl<'a> Lower<'a> {
    pub(super) fn grading(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let applies = self.applies(owner, clause, alternative);
        let span = clause.name.span;
        let mut names: Vec<&'a Name> = Vec::new();
        let mut moves = None;
        for part in &clause.parts {
            match &part.kind {
                PartKind::Level { name, .. } => names.push(name),
                PartKind::Moves { at_most, from } => moves = Some(self.moves(at_most, from, &applies.scope)?),
                _ => {}
            }
        }
        if names.is_empty() {
            self.lacks(clause, "level", "等级");
            return None;
        }
        let enumeration = self.levels_enumeration(&names, moves.as_ref());
        let levels = self.levels(clause, enumeration, &applies.scope)?;
        self.levels_leave_no_hole(clause, &levels)?;
        self.levels_are_reached(&levels);
        let kind = Kind::Member(enumeration);
        let named: Vec<Lowered> =
            levels.iter().map(|level| self.constant(Value::Member(level.member), kind, owner, level.name.span)).collect();
        let mut level = self.by_level(&levels, &named, kind, owner, span);
        let missing: Vec<Lowered> = (0..levels.len()).map(|at| self.missing_for_next(&levels, at, owner, span)).collect();
        let missing = self.by_level(&levels, &missing, Kind::Text, owner, span);
        let unmoved = level.id;
        if let Some(moves) = moves {
            level = self.moved(level, &moves, owner, span);
        }
        let value = self.under(&applies, level);
        let missing = self.under(&applies, missing);
        let articles = alternative.article.into_iter().collect();
        let definition = self.define_entry(id, Role::Grading, value, unmoved, applies.conditions, articles);
        self.define_part(definition, &["missing", "欠缺"], missing);
        Some(definition)
    }

    fn moves(&mut self, at_most: &'a Expr, from: &'a Expr, scope: &Scope) -> Option<Moves> {
        let steps = self.present(at_most, scope, Kind::Number);
        if self.is_broken(steps) {
            return None;
        }
        if !self.is_whole(steps.id) || self.number_of(steps.id).is_some_and(|steps| steps.is_negative()) {
            self.report_at(
                Code::E0304,
                say!("levels are moved by a whole number", "升降的级数须为整数"),
                steps.span,
                say!("nothing shows that this is a whole number from 0 on", "没有什么能表明此处为不小于 0 的整数"),
            );
            return None;
        }
        let from = self.expr(from, scope, None);
        if self.is_broken(from) {
            return None;
        }
        let ordered = matches!(from.ty.kind, Kind::Member(id) if self.program.enumeration(id).ordered);
        if !ordered {
            let found = self.kind_words(from.ty.kind);
            let label = self.what_it_is(from);
            self.report(
                Diagnostic::new(
                    Code::E0304,
                    say!("a level moves from another level, not from {}", "须自另一等级升降，而不是{}", found.en)
                        .with_zh(format!("须自另一等级升降，而不是{}", found.zh)),
                )
                .label(from.span, label)
                .help(say!("declare it as an ordered enumeration: `one of a < b < c`", "声明为有次序的取值：`取值 甲 < 乙 < 丙`")),
            );
            return None;
        }
        let from = if from.ty.not_applicable { self.must_be_present(from) } else { from };
        Some(Moves { at_most: steps, from })
    }

    /// The enumeration that the levels belong to.
    fn levels_enumeration(&mut self, names: &[&'a Name], moves: Option<&Moves>) -> EnumerationId {
        if let Some(Kind::Member(id)) = moves.map(|moves| moves.from.ty.kind) {
            return id;
        }
        let declared = self.program.records.iter().flat_map(|record| &record.fields).find_map(|field| match field.ty.kind {
            Kind::Member(id) => {
                let enumeration = self.program.enumeration(id);
                let has = |name: &&Name| enumeration.members.iter().any(|member| member.name == name.text);
                (enumeration.ordered && names.iter().all(has)).then_some(id)
            }
            _ => None,
        });
        declared.unwrap_or_else(|| {
            let mut members: Vec<Member> = Vec::new();
            for name in names {
                if !members.iter().any(|member| member.name == name.text) {
                    members.push(Member { name: name.text.clone(), written: name.text.clone() });
                }
            }
            members.reverse();
            let id = self.enumeration(Enumeration { ordered: true, members, otherwise: None });
            self.note_member_names(id, names.iter().map(|name| (name.text.as_str(), name.span)));
            id
        })
    }

    fn levels(&mut self, clause: &'a Clause, enumeration: EnumerationId, scope: &Scope) -> Option<Vec<Level<'a>>> {
        let mut scope = scope.clone();
        let (mut levels, mut whole): (Vec<Level<'a>>, bool) = (Vec::new(), true);
        for part in &clause.parts {
            let PartKind::Level { name, when } = &part.kind else { continue };
            if let Some(last) = levels.last().filter(|last| last.when.is_none()) {
                self.report(
                    Diagnostic::new(Code::E0410, say!("this level is never reached", "此等级永远不会用到"))
                        .label(part.span, say!("nobody is left for it", "没有人会轮到此级"))
                        .label(last.span, say!("`else` takes everyone", "`其余` 已包括所有人"))
                        .help(say!("put `else` last", "把 `其余` 放在最后")),
                );
                return None;
            }
            let member = self.program.enumeration(enumeration).members.iter().position(|member| member.name == name.text);
            let Some(member) = member else {
                self.not_a_member(&name.text, name.span, enumeration);
                whole = false;
                continue;
            };
            self.note(name.span, Meant::Member(enumeration, member as u32));
            let when = when.as_ref().map(|written| (written, self.condition(written, &scope)));
            if let Some((_, condition)) = when {
                whole &= !self.is_broken(condition);
                scope = scope.knowing(self.learned(condition.id, false));
            }
            levels.push(Level { name, member: member as u32, when, span: part.span });
        }
        whole.then_some(levels)
    }

    fn levels_leave_no_hole(&mut self, clause: &Clause, levels: &[Level<'a>]) -> Option<()> {
        let conditions: Vec<ExprId> = levels.iter().filter_map(|level| level.when.map(|(_, condition)| condition.id)).collect();
        if conditions.len() < levels.len() {
            return Some(());
        }
        let Some(hole) = self.hole(&conditions) else { return Some(()) };
        let name = &clause.name.text;
        self.report(
            Diagnostic::new(Code::E0406, say!("the levels of `{name}` leave a hole", "`{name}` 各等级之间留有空缺"))
                .label(clause.name.span, crate::program::from_syntax::expr::hole_text(&hole))
                .help(say!("say who is left: `level … else`", "写明其余归入哪一级：`等级 … 其余`")),
        );
        None
    }

    fn levels_are_reached(&mut self, levels: &[Level<'a>]) {
        let conditions: Vec<ExprId> = levels.iter().filter_map(|level| level.when.map(|(_, condition)| condition.id)).collect();
        for (level, _) in levels.iter().zip(self.reached(&conditions)).filter(|(_, reached)| !reached) {
            self.report(
                Diagnostic::new(Code::E0410, say!("this level is never reached", "此等级永远不会用到"))
                    .label(level.span, say!("whoever meets its condition has a level before it", "符合其条件者已归入前面的等级"))
                    .help(say!("put the stricter condition first", "条件严的一行写在前面")),
            );
        }
    }

    /// One value for each level, chosen as the level is.
    fn by_level(&mut self, levels: &[Level<'a>], values: &[Lowered], kind: Kind, owner: RecordId, span: Span) -> Lowered {
        let (mut arms, mut otherwise) = (Vec::new(), None);
        for (level, value) in levels.iter().zip(values) {
            match level.when {
                Some((_, condition)) => arms.push((condition, *value)),
                None => otherwise = Some(*value),
            }
        }
        let chosen = self.cases(&arms, otherwise, kind, owner, span);
        // Without `else` one of the conditions is known to hold.
        if otherwise.is_some() { chosen } else { self.narrowed(chosen, true, false) }
    }

    /// What fails for the next better level than the one at a place: the least better one written before it.
    fn missing_for_next(&mut self, levels: &[Level<'a>], at: usize, owner: RecordId, span: Span) -> Lowered {
        let this = levels.get(at).map_or(0, |level| level.member);
        let before = levels.iter().take(at).rev().filter(|level| level.member > this);
        let next = before.min_by_key(|level| level.member).and_then(|level| level.when);
        match next {
            Some((written, condition)) => {
                let limbs = self.limbs_of(written, condition);
                self.failed_words(&limbs, owner, span)
            }
            None => self.make(Form::Blank, Type { kind: Kind::Text, blank: true, not_applicable: false }, owner, span),
        }
    }

    /// The level held within the moves allowed.
    fn moved(&mut self, level: Lowered, moves: &Moves, owner: RecordId, span: Span) -> Lowered {
        let Moves { at_most, from } = *moves;
        let known = self.narrowed(from, false, true);
        let [to, at] = [level, known].map(|level| self.map(Map::PlaceOf, &[level], Kind::Number, owner, span));
        let far = self.map(Map::Subtract, &[to, at], Kind::Number, owner, span);
        let down = self.map(Map::Negate, &[at_most], Kind::Number, owner, at_most.span);
        let up = self.map(Map::Min, &[far, at_most], Kind::Number, owner, at_most.span);
        let steps = self.map(Map::Max, &[up, down], Kind::Number, owner, at_most.span);
        let moved = self.map(Map::MoveMember, &[known, steps], level.ty.kind, owner, span);
        if !from.ty.blank {
            return moved;
        }
        let blank = self.make(Form::Map(Map::IsBlank, vec![from.id]), Type::present(Kind::YesNo), owner, from.span);
        self.cases(&[(blank, level)], Some(moved), level.ty.kind, owner, span)
    }
}

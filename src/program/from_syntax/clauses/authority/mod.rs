//! `authority`: what somebody may propose alone, by lines of conditions from the widest down, and whether what is proposed keeps to it.
//!
//! The first line whose condition holds is taken, and held to each `at most`; where no line holds or a need fails it is zero. Sub-values say
//! by which line (`reason`, 依据), what the next wider one allows and lacks (`next`, 上一级; `missing`, 欠缺), and of what is `proposed` whether
//! it is kept to (`kept`, 未超限), by how much it is exceeded (`excess`, 超出额) and in what (`exceeded`, 超限事项).

mod parts;

use super::Alternative;
use super::limbs::LimbWords;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::{DefinitionId, ExprId, Form, Kind, Map, RecordId, Role, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Comparison, Expr, PartKind};
use crate::values::Exact;

/// A line, lowered.
struct Allowed<'a> {
    amount: Lowered,
    /// Its condition as written and lowered; none for whoever is left.
    when: Option<(&'a Expr, Lowered)>,
    words: String,
    span: Span,
}

/// The parts of a clause, lowered.
struct Authority<'a> {
    lines: Vec<Allowed<'a>>,
    limits: Vec<(Lowered, String)>,
    needs: Vec<Lowered>,
    needed: Vec<LimbWords>,
    proposed: Option<Lowered>,
    owner: RecordId,
    kind: Kind,
    span: Span,
}

impl<'a> Lower<'a> {
    pub(super) fn authority(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let applies = self.applies(owner, clause, alternative);
        let authority = self.authority_of(clause, &applies.scope)?;
        self.lines_descend(clause, &authority.lines);
        self.lines_are_reached(&authority.lines);
        let (kind, span) = (authority.kind, authority.span);
        let zero = self.figure(Exact::zero(), kind, owner, span);
        let definition = self.begin_entry(id, Role::Authority, alternative.article.into_iter().collect());
        let amounts: Vec<Lowered> = authority.lines.iter().map(|line| line.amount).collect();
        let line = self.by_line(&authority, &amounts, zero, zero);
        let allowed = match self.limit(&authority) {
            Some(limit) => {
                let limit = self.under(&applies, limit);
                let limit = self.named_part(definition, &["limit", "上限"], limit);
                let limit = self.narrowed(limit, true, false);
                self.map(Map::Min, &[line, limit], kind, owner, span)
            }
            None => line,
        };
        let value = self.under(&applies, allowed);
        self.complete(definition, value, allowed.id, applies.conditions.clone());
        let mut parts = vec![
            (["reason", "依据"], self.reason(&authority)),
            (["next", "上一级"], self.next_line(&authority)),
            (["missing", "欠缺"], self.missing_for_line(&authority)),
        ];
        if let Some(proposed) = authority.proposed {
            let name = self.definition(definition, owner, proposed.span);
            let name = self.narrowed(name, true, false);
            let kept = self.compare(Comparison::LessOrEqual, proposed, name, owner, proposed.span);
            let more = self.map(Map::Subtract, &[proposed, name], kind, owner, proposed.span);
            let excess = self.map(Map::Max, &[more, zero], kind, owner, proposed.span);
            let exceeded = self.exceeded(&authority, proposed, line, kept);
            parts.extend([(["kept", "未超限"], kept), (["excess", "超出额"], excess), (["exceeded", "超限事项"], exceeded)]);
        }
        for (names, part) in parts {
            let part = self.under(&applies, part);
            self.define_part(definition, &names, part);
        }
        Some(definition)
    }

    fn authority_of(&mut self, clause: &'a Clause, scope: &Scope) -> Option<Authority<'a>> {
        let (mut scope, span) = (scope.clone(), clause.name.span);
        let mut proposed = None;
        for part in &clause.parts {
            if let PartKind::Proposed(value) = &part.kind {
                let value = self.expr(value, &scope, None);
                let value = self.must_be_present(value);
                proposed = Some(Lowered { bare: false, ..value });
            }
        }
        let mut kind = proposed.map(|proposed| proposed.ty.kind);
        let (mut needs, mut needed) = (Vec::new(), Vec::new());
        for part in &clause.parts {
            if let PartKind::Needs { text, condition } = &part.kind {
                let need = self.condition(condition, &scope);
                scope = scope.knowing(self.learned(need.id, true));
                match text {
                    Some(text) => needed.push(LimbWords { test: need, words: text.text.clone() }),
                    None => needed.extend(self.limbs_of(condition, need)),
                }
                needs.push(need);
            }
        }
        let (mut lines, mut limits) = (Vec::new(), Vec::new());
        let mut of_lines = scope.clone();
        for part in &clause.parts {
            match &part.kind {
                PartKind::Allow { text, amount, when } => {
                    let condition = when.as_ref().map(|when| (when, self.condition(when, &of_lines)));
                    let known = match condition {
                        Some((_, condition)) => of_lines.knowing(self.learned(condition.id, true)),
                        None => of_lines.clone(),
                    };
                    let lowered = self.limit_of(amount, &known, &mut kind);
                    if let Some((_, condition)) = condition {
                        of_lines = of_lines.knowing(self.learned(condition.id, false));
                    }
                    let words = match (text, when) {
                        (Some(text), _) => text.text.clone(),
                        (None, Some(when)) => self.told_words(when.span),
                        (None, None) => self.told_words(amount.span),
                    };
                    lines.push(Allowed { amount: lowered, when: condition, words, span: part.span });
                }
                PartKind::AtMost { text, value } => {
                    let lowered = self.limit_of(value, &scope, &mut kind);
                    let words = text.as_ref().map_or_else(|| self.told_words(value.span), |text| text.text.clone());
                    limits.push((lowered, words));
                }
                _ => {}
            }
        }
        if lines.is_empty() {
            self.lacks(clause, "allow", "可");
            return None;
        }
        let values = lines.iter().map(|line| line.amount).chain(limits.iter().map(|(limit, _)| *limit)).chain(proposed);
        let conditions = lines.iter().filter_map(|line| line.when.map(|(_, condition)| condition)).chain(needs.iter().copied());
        if values.chain(conditions).any(|value| self.is_broken(value)) {
            return None;
        }
        Some(Authority { lines, limits, needs, needed, proposed, owner: scope.index, kind: kind?, span })
    }

    /// What a line allows, or a bound: of one kind with what is proposed, or with the first line.
    fn limit_of(&mut self, written: &'a Expr, scope: &Scope, kind: &mut Option<Kind>) -> Lowered {
        let value = self.expr(written, scope, *kind);
        let value = match kind {
            Some(kind) => self.must_be_kind(value, *kind),
            None => value,
        };
        let value = self.must_be_present(value);
        if !self.is_broken(value) && kind.is_none() {
            *kind = Some(value.ty.kind);
        }
        if !self.is_broken(value) && !value.ty.kind.is_numeric() {
            let found = self.kind_words(value.ty.kind);
            let message = say!("what is allowed is an amount, a ratio or a number, not {}", "权限须为金额、比率或数，而不是{}", found.en)
                .with_zh(format!("权限须为金额、比率或数，而不是{}", found.zh));
            let label = self.what_it_is(value);
            self.report_at(Code::E0304, message, value.span, label);
            return self.broken(scope.index, value.span);
        }
        Lowered { bare: false, ..value }
    }

    /// Reports a line that allows more than one before it.
    fn lines_descend(&mut self, clause: &Clause, lines: &[Allowed<'a>]) {
        let figures: Vec<Option<Exact>> = lines.iter().map(|line| self.number_of(line.amount.id)).collect();
        for (at, (line, figure)) in lines.iter().zip(&figures).enumerate() {
            let before = lines.iter().zip(&figures).take(at).find(|(_, before)| matches!((before, figure), (Some(a), Some(b)) if a < b));
            if let Some((before, _)) = before {
                let name = &clause.name.text;
                self.report(
                    Diagnostic::new(
                        Code::E0402,
                        say!("the lines of `{name}` do not go from the widest authority down", "`{name}` 各行没有由大到小排列"),
                    )
                    .label(line.span, say!("this allows more", "此行权限更大"))
                    .label(before.span, say!("than this, which stands before it", "却写在此行之后"))
                    .help(say!("put the line that allows most first", "把权限最大的一行写在最前")),
                );
                return;
            }
        }
    }

    /// Reports lines that no case is left for.
    fn lines_are_reached(&mut self, lines: &[Allowed<'a>]) {
        let mut conditions: Vec<ExprId> = Vec::new();
        for line in lines {
            match line.when {
                Some((_, condition)) => conditions.push(condition.id),
                None => {
                    let index = self.program.expr(line.amount.id).index;
                    conditions.push(self.truth(true, index, line.span).id);
                }
            }
        }
        let reached = self.reached(&conditions);
        for (line, _) in lines.iter().zip(reached).filter(|(_, reached)| !reached) {
            self.report(
                Diagnostic::new(Code::E0410, say!("this line is never reached", "此行永远不会用到"))
                    .label(line.span, say!("the lines before it leave nobody for it", "前面各行已包括所有情形"))
                    .help(say!("put the stricter condition first", "条件严的一行写在前面")),
            );
        }
    }

    /// One value for each line, chosen as the line is; `failing` where a need fails, `otherwise` where no line holds.
    fn by_line(&mut self, authority: &Authority<'a>, values: &[Lowered], failing: Lowered, otherwise: Lowered) -> Lowered {
        let (owner, span) = (authority.owner, authority.span);
        let (mut arms, mut rest) = (Vec::new(), otherwise);
        if !authority.needs.is_empty() {
            let all = self.all_of(&authority.needs, owner, span);
            arms.push((self.not(all, owner), failing));
        }
        for (line, value) in authority.lines.iter().zip(values) {
            match line.when {
                Some((_, condition)) => arms.push((condition, *value)),
                None => {
                    rest = *value;
                    break;
                }
            }
        }
        self.cases(&arms, Some(rest), rest.ty.kind, owner, span)
    }

    /// The least of the bounds.
    fn limit(&mut self, authority: &Authority<'a>) -> Option<Lowered> {
        let limits: Vec<Lowered> = authority.limits.iter().map(|(limit, _)| *limit).collect();
        match limits.as_slice() {
            [] => None,
            [one] => Some(*one),
            many => Some(self.map(Map::Min, many, authority.kind, authority.owner, authority.span)),
        }
    }

    fn nothing(&mut self, authority: &Authority<'a>, kind: Kind) -> Lowered {
        self.make(Form::Blank, Type { kind, blank: true, not_applicable: false }, authority.owner, authority.span)
    }
}

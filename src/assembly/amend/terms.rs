//! The parts of a total, what a veto forfeits and what a penalty is taken on, added and repealed.

use super::find::Found;
use super::{Carrying, Patches, find};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Change, Clause, Edit, Expr, ExprKind, Item, Name, PartKind, Statement, Subject, UnaryOp};

/// A part, and whether it is taken off.
pub(super) type Term = (bool, Expr);

impl Carrying<'_> {
    /// Adds a part to what the amendment is in; whether it could.
    pub(super) fn add_term(&mut self, value: Expr, taken_off: bool, change: &Change) -> bool {
        let clauses = change.inside.iter().flat_map(|inside| self.found(inside, None));
        if let Some(veto) = clauses.into_iter().find(|found| self.forfeits_all(found.span)) {
            self.is_there_already(&change.subject, veto.subject.span);
            return false;
        }
        self.change_terms(change, |terms| terms.push((taken_off, value.clone())));
        true
    }

    /// Leaves a part out of what the amendment is in.
    pub(super) fn repeal_term(&mut self, change: &Change) {
        let name = change.subject.name.clone();
        self.change_terms(change, |terms| terms.retain(|(_, term)| find::path(term) != name));
    }

    /// The total, veto or penalty that a change is in, if the part is all that it has.
    pub(super) fn has_but_this(&self, change: &Change) -> Option<Subject> {
        let whole = change.inside.clone()?;
        let is_it = |found: Found| found.subject.name == change.subject.name;
        let mut parts = self.all(Some(&whole)).into_iter();
        parts.all(is_it).then_some(whole)
    }

    fn forfeits_all(&self, span: Span) -> bool {
        let articles = self.items.iter().filter_map(|item| if let Item::Article(article) = item { Some(article) } else { None });
        let mut clauses = articles.filter_map(|article| find::clause_at(&article.statements, span));
        clauses.any(|clause| clause.parts.iter().any(|part| matches!(&part.kind, PartKind::Forfeits(names) if names.is_empty())))
    }

    fn change_terms(&mut self, change: &Change, mut act: impl FnMut(&mut Vec<Term>)) {
        let Some(whole) = change.inside.clone() else { return };
        let mut patches = Patches::new(self.changes.len());
        let mut rewritten: Option<Span> = None;
        // A list that was changed before stands where it stood then.
        let all = self.earlier.iter().flat_map(|amending| &amending.patches).chain(&self.patches);
        let before: Vec<Span> = all.filter_map(|patch| if let Edit::Parts(place) = patch.edit { Some(place) } else { None }).collect();
        self.each_list(change, &mut |list| {
            for statement in list {
                let is_it = whole.is_statement(statement);
                let Statement::Clause(clause) = statement else { continue };
                let span = clause.span;
                let Some(held) = held_by(clause).filter(|_| is_it) else { continue };
                let place = held.place(&before);
                let mut terms = held.terms();
                act(&mut terms);
                patches.push(Edit::Before(span), &[]);
                patches.push(Edit::Parts(place), &held.text(&terms));
                rewritten = Some(place);
                held.hold(terms);
            }
        });
        // The latest text of a sum or list is that of all changes of it.
        self.patches.retain(|patch| rewritten.is_none_or(|span| patch.edit != Edit::Parts(span)));
        self.keep(patches);
    }
}

/// The parts of a clause.
pub(super) fn terms_of(clause: &Clause) -> Vec<Term> {
    held_by(&mut clause.clone()).map(|held| held.terms()).unwrap_or_default()
}

/// What a clause holds its parts in.
enum Held<'c> {
    /// The sum of a total, without its tails.
    Sum(&'c mut Expr),
    /// The names of a veto or a penalty, in a part that stands here.
    Names(Span, &'c mut Vec<Name>),
}

fn held_by(clause: &mut Clause) -> Option<Held<'_>> {
    let Clause { value, parts, .. } = clause;
    let mut sum = value.as_mut();
    for part in parts {
        match &mut part.kind {
            PartKind::On(names) | PartKind::Forfeits(names) => return Some(Held::Names(part.span, names)),
            PartKind::Amount(amount) => sum = Some(amount),
            _ => {}
        }
    }
    let mut sum = sum?;
    while matches!(sum.kind, ExprKind::Tailed { .. }) {
        match &mut sum.kind {
            ExprKind::Tailed { value, .. } => sum = &mut **value,
            _ => return None,
        }
    }
    Some(Held::Sum(sum))
}

impl Held<'_> {
    fn place(&self, before: &[Span]) -> Span {
        match self {
            Held::Sum(sum) => sum.span,
            Held::Names(part, names) => {
                let in_part = |place: &&Span| place.source == part.source && part.start <= place.start && place.end <= part.end;
                let own = || names.first().zip(names.last()).map(|(first, last)| first.span.to(last.span));
                before.iter().find(in_part).copied().or_else(own).unwrap_or(*part)
            }
        }
    }

    fn terms(&self) -> Vec<Term> {
        match self {
            Held::Sum(sum) => {
                let mut terms = Vec::new();
                gather(sum, false, &mut terms);
                terms
            }
            Held::Names(_, names) => {
                let term = |name: &Name| (false, Expr { span: name.span, kind: ExprKind::Path(vec![name.clone()]) });
                names.iter().map(term).collect()
            }
        }
    }

    /// The text of its parts, each with the sign before it.
    fn text(&self, terms: &[Term]) -> Vec<(&'static str, Span)> {
        let sign = |at: usize, minus: bool| match (self, at, minus) {
            (_, 0, false) => "",
            (Held::Names(..), _, _) => ", ",
            (Held::Sum(_), 0, true) => "- ",
            (Held::Sum(_), _, false) => " + ",
            (Held::Sum(_), _, true) => " - ",
        };
        terms.iter().enumerate().map(|(at, (minus, term))| (sign(at, *minus), term.span)).collect()
    }

    /// Holds these parts from now on.
    fn hold(self, terms: Vec<Term>) {
        match self {
            Held::Sum(sum) => *sum = summed(terms, sum.span),
            Held::Names(_, names) => {
                let name = |(_, term): Term| if let ExprKind::Path(path) = term.kind { path.into_iter().next() } else { None };
                *names = terms.into_iter().filter_map(name).collect();
            }
        }
    }
}

fn gather(value: &Expr, minus: bool, terms: &mut Vec<Term>) {
    match &value.kind {
        ExprKind::Binary { op: BinaryOp::Add, left, right, .. } => {
            gather(left, minus, terms);
            gather(right, minus, terms);
        }
        ExprKind::Binary { op: BinaryOp::Subtract, left, right, .. } => {
            gather(left, minus, terms);
            gather(right, !minus, terms);
        }
        ExprKind::Unary(UnaryOp::Negate, inner) => gather(inner, !minus, terms),
        ExprKind::Bracket(inner) if !matches!(inner.kind, ExprKind::Tailed { .. }) => gather(inner, minus, terms),
        _ => terms.push((minus, value.clone())),
    }
}

/// The sum of parts; of none a blank, which no total takes.
fn summed(terms: Vec<Term>, span: Span) -> Expr {
    let mut sum: Option<Expr> = None;
    for (minus, term) in terms {
        sum = Some(match sum {
            None if minus => Expr { span: term.span, kind: ExprKind::Unary(UnaryOp::Negate, Box::new(term)) },
            None => term,
            Some(left) => {
                let op = if minus { BinaryOp::Subtract } else { BinaryOp::Add };
                Expr { span, kind: ExprKind::Binary { op, op_span: term.span, left: Box::new(left), right: Box::new(term) } }
            }
        });
    }
    sum.map_or(Expr { span, kind: ExprKind::Blank }, |sum| Expr { span, ..sum })
}

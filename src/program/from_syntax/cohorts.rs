//! Cohorts: how records are grouped, who is ranked among whom, and who is before whom.

use super::builder::{Lower, Lowered, NOBODY, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Form, Kind, Place, Rank, RankBlanks, RecordId, Reduce, ReduceOp, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Blanks, RankOrder, Ties};

/// Who is before whom, lowered.
pub(super) struct Order {
    /// The values and their orders.
    pub keys: Vec<(Lowered, RankOrder)>,
    /// The cohort of each row.
    pub within: Option<Lowered>,
    /// Who is ranked.
    pub among: Option<Lowered>,
    /// Where blanks go.
    pub blanks: RankBlanks,
}

impl<'a> Lower<'a> {
    /// The reference that makes the cohorts of `within`: itself when it is one, else to the groups of equal values.
    pub fn cohort(&mut self, within: &'a [ast::Expr], scope: &Scope) -> Option<Lowered> {
        let plain = Scope::on(scope.index);
        let values: Vec<Lowered> = within.iter().map(|value| self.expr(value, &plain, None)).collect();
        if values.iter().any(|&value| self.is_broken(value)) {
            return None;
        }
        match values.as_slice() {
            [one] if matches!(one.ty.kind, Kind::Reference(_)) => Some(*one),
            many => {
                let span = many.first().map_or(Span::default(), |value| value.span);
                Some(self.grouping(scope.index, many, span))
            }
        }
    }

    /// `share(value within g among c)`: the value by the sum of its cohort.
    pub(super) fn share(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let [value] = call.arguments.as_slice() else { return self.wrong_arguments(call, "one value", "一个值", scope) };
        let clauses = self.clauses(call);
        let whole = self.aggregate(ReduceOp::Sum, call, span, scope);
        if self.is_broken(whole) {
            return whole;
        }
        let among = clauses.filter.map(|filter| self.condition(filter, scope));
        let known = among.map_or_else(|| scope.clone(), |among| scope.knowing(self.learned(among.id, true)));
        let value = self.expr(value, &known, None);
        let share = self.divide(value, whole, &known, span);
        match among {
            Some(among) => {
                let chosen = self.only_when(among, share, scope.index, span);
                self.as_known(chosen, scope)
            }
            None => share,
        }
    }

    pub(super) fn rank_call(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let clauses = self.clauses(call);
        if call.arguments.is_empty() {
            return self.wrong_arguments(call, "a value to rank by", "据以排名的值", scope);
        }
        let Some(order) = clauses.order else {
            return self.wrong_arguments(call, "`highest first` or `lowest first`", " `从高到低` 或 `从低到高`", scope);
        };
        // Others are ranked too: what is known here of the row that asks is not known of them.
        let plain = Scope { facts: Default::default(), balances: None, ..scope.clone() };
        let among = clauses.filter.map(|filter| self.condition(filter, &plain));
        let known = among.map_or_else(|| plain.clone(), |among| plain.knowing(self.learned(among.id, true)));
        let mut keys: Vec<(Lowered, RankOrder)> = Vec::new();
        for argument in &call.arguments {
            keys.push((self.expr(argument, &known, None), order));
        }
        let place = match clauses.ties {
            Some(Ties::Shared) => Place::Best,
            Some(Ties::By(further)) => {
                for key in further {
                    keys.push((self.expr(key, &known, None), RankOrder::LowestFirst));
                }
                Place::Best
            }
            Some(Ties::AllIn | Ties::AllOut) => {
                return self.wrong_arguments(call, "`ties shared` or `ties by …`", " `并列同名次` 或 `并列按 …`", scope);
            }
            None => {
                self.report(
                    Diagnostic::new(Code::E0411, say!("this ranking does not say what happens to ties", "此排名没有说明并列如何处理"))
                        .label(call.name.span, say!("equal ones are not told apart", "相等者无从区分"))
                        .help(say!(
                            "add `ties shared`, by which equal ones share a place, or `ties by` values that tell them apart",
                            "加上 `并列同名次`（相等者名次相同），或 `并列按` 能区分先后的值"
                        )),
                );
                return self.broken(scope.index, span);
            }
        };
        let within = match clauses.within {
            Some(within) => match self.cohort(within, scope) {
                Some(within) => Some(within),
                None => return self.broken(scope.index, span),
            },
            None => None,
        };
        let Some(blanks) = self.rank_blanks(&keys, clauses.blanks) else { return self.broken(scope.index, span) };
        let rank = self.ranking(&Order { keys, within, among, blanks }, place, span, scope.index);
        self.as_known(rank, scope)
    }

    /// Says that nothing settles ties.
    pub fn ties_not_said(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::E0411, say!("this order does not say what happens to ties", "此排名没有说明并列如何处理"))
                .label(span, say!("equal ones are not told apart", "相等者无从区分"))
                .help(say!("add `ties all in`, `ties all out` or `ties by` the key", "加上 `并列全计`、`并列全不计` 或 `并列按` 主键")),
        );
    }

    /// Where blank keys go; a finding when one may be blank and nothing is said.
    pub fn rank_blanks(&mut self, keys: &[(Lowered, RankOrder)], said: Option<Blanks>) -> Option<RankBlanks> {
        for (key, _) in keys {
            if self.is_broken(*key) {
                return None;
            }
            if key.ty.not_applicable {
                self.must_be_present(*key);
                return None;
            }
            if !key.ty.kind.is_ordered(&self.program) {
                let found = self.kind_words(key.ty.kind);
                let label = self.what_it_is(*key);
                self.report_at(
                    Code::E0304,
                    crate::diagnostics::Text::both(
                        format!("{} has no order to rank by", found.en),
                        format!("{}没有高低次序，不能排名", found.zh),
                    ),
                    key.span,
                    label,
                );
                return None;
            }
        }
        let blank = keys.iter().find(|(key, _)| key.ty.blank);
        match (blank, said) {
            (_, Some(Blanks::First)) => Some(RankBlanks::First),
            (_, Some(Blanks::Last)) => Some(RankBlanks::Last),
            (_, Some(Blanks::Out)) => Some(RankBlanks::Out),
            (None, None) => Some(RankBlanks::Never),
            (Some((key, _)), None) => {
                let name = self.name_of(key.id).unwrap_or_else(|| "value".into());
                self.report(
                    Diagnostic::new(
                        Code::E0305,
                        say!(
                            "`{name}` may be blank, and the ranking does not say where blanks go",
                            "`{name}` 可能为空，而排名没有说明空值排在何处"
                        ),
                    )
                    .label(key.span, say!("ranked by this", "据此排名"))
                    .help(say!("add `blanks last`, `blanks first` or `blanks out`", "加上 `空值在后`、`空值在前` 或 `空值不计`")),
                );
                None
            }
        }
    }

    /// A place in an order; who is not among the ranked gets not applicable.
    pub fn ranking(&mut self, order: &Order, place: Place, span: Span, index: RecordId) -> Lowered {
        let rank = Rank {
            keys: order.keys.iter().map(|(key, order)| (key.id, *order)).collect(),
            within: order.within.map(|within| within.id),
            among: order.among.map(|among| among.id),
            place,
            blanks: order.blanks,
        };
        let mut ty = Type { kind: Kind::Number, blank: order.blanks == RankBlanks::Out, not_applicable: order.among.is_some() };
        if let Some(within) = order.within {
            // Who belongs to no cohort has no place in one.
            ty = ty.with_absence_of(within.ty);
        }
        let ranked = self.make(Form::Rank(Box::new(rank)), ty, index, span);
        if let Some(among) = order.among {
            let (shape, when) = (self.shape(ranked.id), self.shape(among.id));
            self.applies_if.insert(shape, when);
        }
        ranked
    }

    /// How many rows of the cohort are among the ranked, as a value of the cohort.
    pub fn cohort_size(&mut self, order: &Order, span: Span, index: RecordId) -> Lowered {
        let reduce = Reduce {
            op: ReduceOp::Count,
            over: index,
            by: order.within.map(|within| within.id),
            filter: order.among.map(|among| among.id),
            value: None,
            weight: None,
            skip_blanks: false,
            order: Vec::new(),
        };
        self.make(Form::Reduce(Box::new(reduce)), Type::present(Kind::Number), cohort_record(order.within), span)
    }

    /// A value of the cohort, as a row that belongs to it sees it.
    pub fn seen_from_cohort(&mut self, within: Option<Lowered>, value: Lowered, span: Span) -> Lowered {
        match within {
            Some(within) => self.gather(within, value, span),
            None => value,
        }
    }
}

/// The record that has a row for each cohort: what the reference leads to, or the overall one.
pub(super) fn cohort_record(within: Option<Lowered>) -> RecordId {
    match within.map(|within| within.ty.kind) {
        Some(Kind::Reference(target)) => target,
        _ => NOBODY,
    }
}

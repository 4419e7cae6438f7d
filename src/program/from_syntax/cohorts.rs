//! Aggregates and cohorts: which records an aggregate ranges over, how they are grouped, and who is before whom.

use super::builder::{Lower, Lowered, NOBODY, Scope};
use super::facts::Fact;
use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::program::{FieldId, Form, Kind, Map, Place, Rank, RankBlanks, RecordId, Reduce, ReduceOp, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Blanks, CallClauseKind, ExprKind, RankOrder, Ties};
use crate::values::Exact;

/// The clauses of an aggregate or rank, by kind.
#[derive(Default)]
pub(super) struct Clauses<'a> {
    pub over: Option<&'a ast::Name>,
    pub via: Option<&'a ast::Name>,
    pub filter: Option<&'a ast::Expr>,
    pub within: Option<&'a [ast::Expr]>,
    pub by: Option<&'a [ast::Expr]>,
    pub order: Option<RankOrder>,
    pub ties: Option<&'a Ties>,
    pub blanks: Option<Blanks>,
    pub skipping: bool,
    pub running: bool,
    pub last: Option<(&'a ast::Expr, Span)>,
}

/// What an aggregate ranges over.
struct Range {
    over: RecordId,
    by: Option<Lowered>,
    inner: Scope,
    /// In a cohort: the reference from the owner's row to its group.
    back: Option<Lowered>,
}

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
    pub(super) fn clauses(&mut self, call: &'a ast::Call) -> Clauses<'a> {
        let mut clauses = Clauses::default();
        for clause in &call.clauses {
            let doubled = match &clause.kind {
                CallClauseKind::Over(name) => clauses.over.replace(name).is_some(),
                CallClauseKind::Via(name) => clauses.via.replace(name).is_some(),
                CallClauseKind::Where(filter) | CallClauseKind::Among(filter) => clauses.filter.replace(filter).is_some(),
                CallClauseKind::Within(within) => clauses.within.replace(within).is_some(),
                CallClauseKind::By(by) => clauses.by.replace(by).is_some(),
                CallClauseKind::Order(order) => clauses.order.replace(*order).is_some(),
                CallClauseKind::Ties(ties) => clauses.ties.replace(ties).is_some(),
                CallClauseKind::Blanks(blanks) => clauses.blanks.replace(*blanks).is_some(),
                CallClauseKind::Running => std::mem::replace(&mut clauses.running, true),
                CallClauseKind::Last(rows) => clauses.last.replace((rows, clause.span)).is_some(),
                CallClauseKind::SkippingBlanks => std::mem::replace(&mut clauses.skipping, true),
                CallClauseKind::Per(_) => {
                    self.report_at(
                        Code::E0207,
                        say!("`per` belongs to `full_units` and `started_units`", "`每` 只用于 `满数` 和 `起数`"),
                        clause.span,
                        say!("it means nothing here", "在此处没有意义"),
                    );
                    false
                }
            };
            if doubled {
                let words = self.words(clause.span);
                self.report_at(
                    Code::E0209,
                    say!("`{words}` says again what is said before", "`{words}` 与前面的说明重复"),
                    clause.span,
                    say!("one of the two must go", "须去掉其一"),
                );
            }
        }
        clauses
    }

    /// An aggregate.
    pub fn aggregate(&mut self, op: ReduceOp, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let clauses = self.clauses(call);
        if clauses.running || (clauses.last.is_some() && clauses.over.is_none()) {
            return self.running(op, call, &clauses, span, scope);
        }
        // `count(loan where …)`: the argument is a record.
        let counted = match (call.arguments.as_slice(), &op) {
            ([argument], ReduceOp::Count) => match &argument.kind {
                ExprKind::Path(names) if names.len() == 1 && clauses.over.is_none() => {
                    names.first().filter(|name| self.program.record_named(&name.text).is_some())
                }
                _ => None,
            },
            _ => None,
        };
        let value = match call.arguments.as_slice() {
            [] if op == ReduceOp::Count => None,
            [_] if counted.is_some() => None,
            [value] => Some(value),
            _ => return self.wrong_arguments(call, "one value", "一个值", scope),
        };
        let Some(range) = self.range(&clauses, counted, call, scope) else { return self.broken(scope.index, span) };
        let filter = clauses.filter.map(|filter| self.condition(filter, &range.inner));
        let filter = match clauses.last {
            Some((last, words)) => match self.among_last((last, words), clauses.by, range.over, range.by, filter, &call.name) {
                Some(near) => Some(near),
                None => return self.broken(scope.index, span),
            },
            None => filter,
        };
        let known = match filter {
            Some(filter) => range.inner.knowing(self.learned(filter.id, true)),
            None => range.inner.clone(),
        };
        let wanted = matches!(op, ReduceOp::Any | ReduceOp::All).then_some(Kind::YesNo);
        let mut value = value.map(|value| self.expr(value, &known, wanted));
        if let Some(lowered) = value {
            if self.is_broken(lowered) {
                return self.broken(scope.index, span);
            }
            value = Some(self.fit_for(&op, lowered));
            if value.is_some_and(|value| self.is_broken(value)) {
                return self.broken(scope.index, span);
            }
        }
        let order = self.aggregate_order(&op, &clauses, call, &known);
        let reduce = Reduce {
            op,
            over: range.over,
            by: range.by.map(|by| by.id),
            filter: filter.map(|filter| filter.id),
            value: value.map(|value| value.id),
            skip_blanks: clauses.skipping,
            order,
        };
        let index = range.by.map_or(NOBODY, |by| match by.ty.kind {
            Kind::Reference(target) => target,
            _ => NOBODY,
        });
        // A cohort without a filter holds at least the row that asks.
        let never_empty = range.back.is_some() && filter.is_none() && !value.is_some_and(|value| value.ty.not_applicable);
        let ty = reduced_type(&reduce, value, never_empty);
        let sure = reduced_type(&reduce, value, true);
        let reduced = self.make(Form::Reduce(Box::new(reduce)), ty, index, span);
        let seen = match range.back {
            Some(back) => self.gather(back, reduced, span),
            None => reduced,
        };
        // Where its filter is known to hold for the row that asks, that row is in the cohort.
        let among = filter.is_some_and(|filter| scope.facts.know(self.shape(filter.id), Fact::True));
        let present = value.is_none_or(|value| !value.ty.not_applicable);
        let seen = if range.back.is_some() && among && present && !sure.blank { self.narrowed(seen, false, true) } else { seen };
        self.as_known(seen, scope)
    }

    pub(super) fn fit_for(&mut self, op: &ReduceOp, value: Lowered) -> Lowered {
        match op {
            ReduceOp::Sum | ReduceOp::Average | ReduceOp::Percentile(_) if !value.ty.kind.is_numeric() => {
                self.must_be_kind(value, Kind::Number)
            }
            ReduceOp::Any | ReduceOp::All => self.must_be_kind(value, Kind::YesNo),
            ReduceOp::Min | ReduceOp::Max if !value.ty.kind.is_ordered(&self.program) => self.must_be_kind(value, Kind::Number),
            ReduceOp::List(_) if value.ty.kind != Kind::Text => {
                self.map(Map::ToText, &[value], Kind::Text, self.program.expr(value.id).index, value.span)
            }
            _ => value,
        }
    }

    fn aggregate_order(&mut self, op: &ReduceOp, clauses: &Clauses<'a>, call: &ast::Call, scope: &Scope) -> Vec<crate::program::ExprId> {
        let needed = matches!(op, ReduceOp::First | ReduceOp::Last);
        // With `last` it is the order of the window.
        let Some(by) = clauses.by.filter(|_| needed || matches!(op, ReduceOp::List(_)) || clauses.last.is_none()) else {
            if needed {
                let name = &call.name.text;
                self.report(
                    Diagnostic::new(Code::E0207, say!("`{name}` needs an order", "`{name}` 须有次序"))
                        .label(call.name.span, say!("the order of records in a file decides nothing", "记录在文件中的先后不作数"))
                        .help(say!("add `by date`, or another value that tells them apart", "加上 `按 日期`，或其他能区分先后的值")),
                );
            }
            return Vec::new();
        };
        let mut order = Vec::new();
        for key in by {
            let key = self.expr(key, scope, None);
            let key = self.must_be_present(key);
            order.push(key.id);
        }
        order
    }

    fn range(&mut self, clauses: &Clauses<'a>, counted: Option<&'a ast::Name>, call: &ast::Call, scope: &Scope) -> Option<Range> {
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
        if scope.index == NOBODY || (over == scope.index && clauses.via.is_none()) {
            return Some(Range { over, by: None, inner: Scope::on(over), back: None });
        }
        let by = self.reference_to(over, scope.index, clauses.via, call)?;
        // Among records of one kind the names are the members'; the owner is reached by the reference itself.
        let outer = (over != scope.index).then_some((scope.index, by.id));
        let inner = Scope { index: over, outer, facts: Default::default(), tier: None };
        Some(Range { over, by: Some(by), inner, back: None })
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
                    Some(near) => finding.help(say!("did you mean `{near}`", "是否想写 `{near}`")),
                    None => finding,
                });
            }
            return found.map(|(field, _)| Some(*field));
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

    pub(super) fn percentile(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let [_, share] = call.arguments.as_slice() else {
            return self.wrong_arguments(call, "a value and a share, as `(value, 75% …)`", "一个值和一个比率，写作 `（值，75% …）`", scope);
        };
        let share = match self.constant_number(share, scope) {
            Some(share) if !share.is_negative() && share <= Exact::one() => share,
            _ => return self.wrong_arguments(call, "a share from 0% to 100%", " 0% 至 100% 的比率", scope),
        };
        // The value alone is what is aggregated.
        let clauses = self.clauses(call);
        let Some(range) = self.range(&clauses, None, call, scope) else { return self.broken(scope.index, span) };
        let filter = clauses.filter.map(|filter| self.condition(filter, &range.inner));
        let known = filter.map_or_else(|| range.inner.clone(), |filter| range.inner.knowing(self.learned(filter.id, true)));
        let Some(value) = call.arguments.first() else { return self.broken(scope.index, span) };
        let value = self.expr(value, &known, None);
        let value = self.fit_for(&ReduceOp::Percentile(share.clone()), value);
        if self.is_broken(value) {
            return self.broken(scope.index, span);
        }
        let index = range.by.map_or(NOBODY, |by| if let Kind::Reference(target) = by.ty.kind { target } else { NOBODY });
        let reduce = Reduce {
            op: ReduceOp::Percentile(share),
            over: range.over,
            by: range.by.map(|by| by.id),
            filter: filter.map(|filter| filter.id),
            value: Some(value.id),
            skip_blanks: clauses.skipping,
            order: Vec::new(),
        };
        let ty = reduced_type(&reduce, Some(value), range.back.is_some() && filter.is_none());
        let reduced = self.make(Form::Reduce(Box::new(reduce)), ty, index, span);
        match range.back {
            Some(back) => self.gather(back, reduced, span),
            None => reduced,
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
        let plain = Scope { facts: Default::default(), ..scope.clone() };
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

/// The type of an aggregate.
fn reduced_type(reduce: &Reduce, value: Option<Lowered>, never_empty: bool) -> Type {
    let kind = value.map_or(Kind::Number, |value| value.ty.kind);
    let passes = value.is_some_and(|value| value.ty.blank) && !reduce.skip_blanks;
    let (kind, blank) = match &reduce.op {
        ReduceOp::Sum => (kind, passes),
        ReduceOp::Count | ReduceOp::CountDistinct => (Kind::Number, passes),
        ReduceOp::Average | ReduceOp::Min | ReduceOp::Max | ReduceOp::Percentile(_) => (kind, passes || !never_empty || reduce.skip_blanks),
        ReduceOp::Any | ReduceOp::All => (Kind::YesNo, passes),
        ReduceOp::First | ReduceOp::Last => (kind, passes || !never_empty),
        ReduceOp::List(_) => (Kind::Text, true),
    };
    Type { kind, blank, not_applicable: false }
}

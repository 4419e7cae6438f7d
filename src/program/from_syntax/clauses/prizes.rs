//! `prizes`: money for places. People who are equal share the sum of the places they occupy.
//!
//! Each share is cut down to the policy's unit, and odd cents go as the clause says, so that what is paid is the sum of the places taken.
//! Nobody beyond the listed places gets anything: 0, as does who has no place. The conditions around the clause narrow the cohort as `among`
//! does, so that no prize is lost on somebody who gets none. Sub-values: `rank` (名次), the place; `pot` (奖金合计), the sum of the places that
//! equal ones occupy; `tied` (并列人数), how many they are; `each` (每人), what each gets without odd cents; `odd` (零头), the cents left over.

use super::cohort::{Cohort, RankKeys};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::names::Alternative;
use crate::program::{
    DefinitionId, ExprId, Form, Kind, Map, OddUnits, Piece, Place, RankBlanks, RecordId, Role, Stretch, StretchValue, Type,
};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{Clause, Comparison, Expr, PartKind, RankOrder, Ranking, TierKind, Ties};
use crate::values::{Exact, Rounding};

/// Places that get the same amount.
struct Prize {
    from: Exact,
    to: Exact,
    amount: Exact,
    span: Span,
}

/// The places that equal ones occupy.
struct Shared {
    /// The best of them.
    best: Lowered,
    /// The worst of them.
    worst: Lowered,
    /// The one of them that each has in the order of the odd cents; none where no two are equal, or the cents lapse.
    own: Option<Lowered>,
}

/// The values ranked by with their order, where blanks go, and whether no two are equal.
type PrizeOrder = (RankKeys, RankBlanks, bool);

impl<'a> Lower<'a> {
    pub(super) fn prizes(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let mut applies = self.applies(owner, clause, alternative);
        let span = clause.name.span;
        let ranking = clause.parts.iter().find_map(|part| match &part.kind {
            PartKind::Rank(ranking) => Some(ranking),
            _ => None,
        });
        let Some(ranking) = ranking else {
            self.lacks(clause, "rank", "排名");
            return None;
        };
        let cohort = self.cohort_of(clause, owner, &applies.tests)?;
        self.with_among(&mut applies, &cohort);
        applies.tests = cohort.among.into_iter().collect();
        let prizes = self.prize_places(clause, owner)?;
        let (keys, blanks, decided) = self.prize_order(ranking, &cohort, owner)?;
        let odd = if decided {
            OddUnits::Lapse
        } else {
            let values: Vec<Lowered> = keys.iter().map(|(key, _)| *key).collect();
            self.odd_cents(clause, &cohort, &values, owner)?
        };
        let rank = self.ranking(&cohort.order(keys.clone(), blanks), Place::Best, ranking.span, owner);
        let definition = self.begin_entry(id, Role::Prizes, alternative.article.into_iter().collect());
        let rank = self.named_part(definition, &["rank", "名次"], rank);
        let shared = self.shared_places(&cohort, rank, keys, blanks, &odd, decided);
        let amount = self.prize(definition, &prizes, &shared, &odd, &applies, span);
        let value = self.under(&applies, amount);
        self.complete(definition, value, value.id, applies.conditions);
        Some(definition)
    }

    /// The places with their amounts: from 1 on, without a gap, none twice.
    fn prize_places(&mut self, clause: &'a Clause, owner: RecordId) -> Option<Vec<Prize>> {
        let scope = Scope::on(owner);
        let (mut prizes, mut whole): (Vec<Prize>, bool) = (Vec::new(), true);
        for part in &clause.parts {
            let PartKind::Place { from, to, amount } = &part.kind else { continue };
            let first = self.place_number(from, &scope);
            let last = match to {
                Some(to) => self.place_number(to, &scope),
                None => first.clone(),
            };
            let amount = self.prize_amount(amount, &scope);
            match (first, last, amount) {
                (Some(from), Some(to), Some(amount)) => prizes.push(Prize { from, to, amount, span: part.span }),
                _ => whole = false,
            }
        }
        if !whole {
            return None;
        }
        if prizes.is_empty() {
            self.lacks(clause, "place", "第…名");
            return None;
        }
        prizes.sort_by(|a, b| a.from.cmp(&b.from));
        self.places_follow(&prizes).then_some(prizes)
    }

    fn place_number(&mut self, written: &'a Expr, scope: &Scope) -> Option<Exact> {
        let number = self.constant_number(written, scope).filter(|number| number.is_integer() && *number >= Exact::one());
        if number.is_none() {
            self.report_at(
                Code::E0304,
                say!("a place is a whole number from 1 on", "名次须为不小于 1 的整数"),
                written.span,
                say!("not a place", "不是名次"),
            );
        }
        number
    }

    /// The amount of a place, rounded as the policy rounds.
    fn prize_amount(&mut self, written: &'a Expr, scope: &Scope) -> Option<Exact> {
        let money = Kind::Money(self.program.head.currency);
        let amount = self.expr(written, scope, Some(money));
        let amount = self.must_be_kind(amount, money);
        if self.is_broken(amount) {
            return None;
        }
        let figure = self.number_of(amount.id).filter(|figure| !figure.is_negative());
        if figure.is_none() {
            self.report_at(
                Code::E0304,
                say!("a prize is an amount that is the same for everyone", "名次奖须为对所有人相同的金额"),
                written.span,
                say!("not a constant from 0 on", "不是大于等于 0 的常数"),
            );
        }
        let (mode, unit) = (self.program.head.rounding, self.program.head.unit.clone());
        figure.map(|figure| figure.round(mode, &unit))
    }

    fn places_follow(&mut self, prizes: &[Prize]) -> bool {
        let mut next = Exact::one();
        let mut before: Option<Span> = None;
        for prize in prizes {
            if prize.to < prize.from {
                self.report_at(
                    Code::E0402,
                    say!("the last place stands before the first one", "末一名次小于首一名次"),
                    prize.span,
                    say!("such places run upwards: `places 2 to 3`", "名次须由小到大：`第2至3名`"),
                );
                return false;
            }
            let at = self.figure_words(&next, Kind::Number);
            if prize.from > next {
                self.report(
                    Diagnostic::new(Code::E0401, say!("place {at} is left out", "缺少第 {at} 名"))
                        .label(prize.span, say!("the places go on here", "名次从此处接着"))
                        .help(say!("say so if it gets nothing: `place {at}: 0`", "若不发奖，写明：`第{at}名：0`")),
                );
                return false;
            }
            if prize.from < next {
                let place = self.figure_words(&prize.from, Kind::Number);
                let mut finding = Diagnostic::new(Code::E0209, say!("place {place} has two prizes", "第 {place} 名有两个奖金"))
                    .label(prize.span, say!("the second one", "第二个"));
                if let Some(before) = before {
                    finding = finding.label(before, say!("the first one", "第一个"));
                }
                self.report(finding);
                return false;
            }
            next = &prize.to + &Exact::one();
            before = Some(prize.span);
        }
        true
    }

    fn prize_order(&mut self, ranking: &'a Ranking, cohort: &Cohort, owner: RecordId) -> Option<PrizeOrder> {
        let (mut keys, blanks) = self.rank_keys(ranking, &cohort.members)?;
        let decided = match &ranking.ties {
            Some((Ties::Shared, _)) => false,
            Some((Ties::By(further), span)) => {
                for key in self.tie_keys(further, &cohort.members)? {
                    keys.push((key, RankOrder::LowestFirst));
                }
                let values: Vec<Lowered> = keys.iter().map(|(key, _)| *key).collect();
                if !self.decides(&values, cohort, owner) {
                    self.ties_left(Code::E0411, *span, owner);
                    return None;
                }
                true
            }
            Some((Ties::AllIn | Ties::AllOut, span)) => {
                self.report(
                    Diagnostic::new(Code::E0411, say!("all in or all out says nothing of places", "全计或全不计没有说明名次"))
                        .label(*span, say!("a prize is for a place", "奖金按名次发放"))
                        .help(say!(
                            "write `ties shared`, by which equal ones share their places, or `ties by id`",
                            "写成 `并列同名次`（并列者均分所占名次的奖金）或 `并列按 工号`"
                        )),
                );
                return None;
            }
            None => {
                self.report(
                    Diagnostic::new(Code::E0411, say!("this order does not say what happens to ties", "此排名没有说明并列如何处理"))
                        .label(ranking.span, say!("equal ones are not told apart", "相等者无从区分"))
                        .help(say!(
                            "add `ties shared`, by which equal ones share their places, or `ties by id`",
                            "加上 `并列同名次`（并列者均分所占名次的奖金）或 `并列按 工号`"
                        )),
                );
                return None;
            }
        };
        let blanks = self.rank_blanks(&keys, blanks)?;
        Some((keys, blanks, decided))
    }

    fn shared_places(
        &mut self,
        cohort: &Cohort,
        rank: Lowered,
        mut keys: RankKeys,
        blanks: RankBlanks,
        odd: &OddUnits,
        decided: bool,
    ) -> Shared {
        let (span, owner) = (rank.span, self.program.expr(rank.id).index);
        let best = self.as_known(rank, &cohort.members);
        if decided {
            return Shared { best, worst: best, own: None };
        }
        let worst = self.ranking(&cohort.order(keys.clone(), blanks), Place::Worst, span, owner);
        let worst = self.as_known(worst, &cohort.members);
        let further: &[ExprId] = match odd {
            OddUnits::LargestRemainder(by) | OddUnits::OneByOne(by) | OddUnits::ToFirst(by) | OddUnits::ToLast(by) => by,
            OddUnits::Lapse => return Shared { best, worst, own: None },
        };
        keys.extend(further.iter().map(|&key| (self.lowered(key), RankOrder::LowestFirst)));
        let own = self.ranking(&cohort.order(keys, blanks), Place::Best, span, owner);
        let own = self.as_known(own, &cohort.members);
        Shared { best, worst, own: Some(own) }
    }

    /// What each of equal ones gets: its share of the sum of their places, cut down to the unit, and the odd units that fall to it.
    fn prize(
        &mut self,
        of: DefinitionId,
        prizes: &[Prize],
        shared: &Shared,
        odd: &OddUnits,
        applies: &super::Applies,
        span: Span,
    ) -> Lowered {
        let (owner, money) = (self.program.definition(of).owner, Kind::Money(self.program.head.currency));
        let unit = self.program.head.unit.clone();
        let amount = if shared.worst.id == shared.best.id {
            self.prize_of_place(prizes, shared.best, owner, span)
        } else {
            let one = self.figure(Exact::one(), Kind::Number, owner, span);
            let above = self.map(Map::Subtract, &[shared.best, one], Kind::Number, owner, span);
            let through = self.prizes_through(prizes, shared.worst, money, owner, span);
            let before = self.prizes_through(prizes, above, money, owner, span);
            let pot = self.map(Map::Subtract, &[through, before], money, owner, span);
            let pot = self.part_where_it_applies(of, &["pot", "奖金合计"], pot, applies);
            let tied = self.map(Map::Subtract, &[shared.worst, above], Kind::Number, owner, span);
            let tied = self.part_where_it_applies(of, &["tied", "并列人数"], tied, applies);
            let each = self.map(Map::Divide, &[pot, tied], money, owner, span);
            let each = self.rounded(each, Rounding::Down, unit.clone(), span);
            let each = self.part_where_it_applies(of, &["each", "每人"], each, applies);
            let paid = self.map(Map::Multiply, &[each, tied], money, owner, span);
            let left = self.map(Map::Subtract, &[pot, paid], money, owner, span);
            let left = self.part_where_it_applies(of, &["odd", "零头"], left, applies);
            match shared.own {
                None => each,
                Some(own) => {
                    let place = self.map(Map::Subtract, &[own, above], Kind::Number, owner, span);
                    let unit = self.figure(unit, money, owner, span);
                    let (takes, extra) = match odd {
                        OddUnits::ToFirst(_) => (self.compare(Comparison::Equal, place, one, owner, span), left),
                        OddUnits::ToLast(_) => (self.compare(Comparison::Equal, place, tied, owner, span), left),
                        OddUnits::LargestRemainder(_) | OddUnits::OneByOne(_) | OddUnits::Lapse => {
                            let units = self.map(Map::Divide, &[left, unit], Kind::Number, owner, span);
                            (self.compare(Comparison::LessOrEqual, place, units, owner, span), unit)
                        }
                    };
                    let zero = self.figure(Exact::zero(), money, owner, span);
                    let extra = self.cases(&[(takes, extra)], Some(zero), money, owner, span);
                    self.map(Map::Add, &[each, extra], money, owner, span)
                }
            }
        };
        if !amount.ty.blank {
            return amount;
        }
        // Who has no place gets nothing.
        let zero = self.figure(Exact::zero(), money, owner, span);
        self.settle(amount, Some(zero), None, span)
    }

    /// A sub-value that is not applicable where the clause is not, as the rest of the clause sees it: there.
    fn part_where_it_applies(&mut self, of: DefinitionId, names: &[&str], value: Lowered, applies: &super::Applies) -> Lowered {
        let value = self.under(applies, value);
        let named = self.named_part(of, names, value);
        self.as_known(named, &applies.scope)
    }

    /// The prize of a place that is nobody else's.
    fn prize_of_place(&mut self, prizes: &[Prize], place: Lowered, owner: RecordId, span: Span) -> Lowered {
        let flat = |amount: &Exact, span| Stretch { value: StretchValue::Linear { base: amount.clone(), slope: Exact::zero() }, span };
        let bounds = prizes.iter().map(|prize| (prize.to.clone(), true)).collect();
        let mut stretches: Vec<Stretch> = prizes.iter().map(|prize| flat(&prize.amount, prize.span)).collect();
        stretches.push(flat(&Exact::zero(), span));
        let piece = Piece { kind: TierKind::Bands, by: place.id, bounds, stretches, floor: None };
        let money = Kind::Money(self.program.head.currency);
        self.make(Form::Piece(Box::new(piece)), Type { kind: money, ..place.ty }, owner, span)
    }

    /// The sum of the prizes through a place: by parts, as the amounts of a marginal tier.
    fn prizes_through(&mut self, prizes: &[Prize], place: Lowered, money: Kind, owner: RecordId, span: Span) -> Lowered {
        let (mut bounds, mut stretches) = (Vec::new(), Vec::new());
        let mut sum = Exact::zero();
        for prize in prizes {
            let before = &prize.from - &Exact::one();
            let base = &sum - &(&prize.amount * &before);
            stretches.push(Stretch { value: StretchValue::Linear { base, slope: prize.amount.clone() }, span: prize.span });
            bounds.push((prize.to.clone(), true));
            sum = &sum + &(&prize.amount * &(&prize.to - &before));
        }
        stretches.push(Stretch { value: StretchValue::Linear { base: sum, slope: Exact::zero() }, span });
        let piece = Piece { kind: TierKind::Marginal, by: place.id, bounds, stretches, floor: None };
        self.make(Form::Piece(Box::new(piece)), Type { kind: money, ..place.ty }, owner, span)
    }
}

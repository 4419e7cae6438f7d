//! Amendments.

use pest::iterators::Pair;

use crate::syntax::ast::{Act, AmendingArticle, Amendment, Amends, Changed, ClauseKind, Days, Expr, ExprKind, Quoted, Sort, Subject};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::Reader;

impl<'t> Reader<'t> {
    /// An `amends`.
    pub(super) fn amends(&mut self, pair: Pair<'t, Rule>) -> Amends {
        let span = self.span(&pair);
        let mut amends = Amends { span, path: Quoted { text: String::new(), span }, articles: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::text => amends.path = self.quoted(&inner),
                Rule::amending_article => {
                    let article = self.amending_article(inner);
                    amends.articles.push(article);
                }
                Rule::broken_line => self.broken(&inner, Block::Amends),
                _ => {
                    let amendments = self.amendment(inner).into_iter().collect();
                    amends.articles.push(AmendingArticle { number: None, title: None, amendments });
                }
            }
        }
        amends
    }

    fn amending_article(&mut self, pair: Pair<'t, Rule>) -> AmendingArticle {
        let mut article = AmendingArticle { number: None, title: None, amendments: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::article_ref => article.number = Some(self.article_number(inner)),
                Rule::text => article.title = Some(self.quoted(&inner)),
                Rule::broken_line => self.broken(&inner, Block::Amending),
                _ => article.amendments.extend(self.amendment(inner)),
            }
        }
        article
    }

    /// One amendment, or several within one thing; none where a keyword alone was read.
    fn amendment(&mut self, pair: Pair<'t, Rule>) -> Option<Amendment> {
        let span = self.span(&pair);
        let act = match pair.as_rule() {
            Rule::in_article => self.changes_within(pair, Sort::Article, Block::InArticle)?,
            Rule::in_record => self.changes_within(pair, Sort::Record, Block::InRecord)?,
            Rule::in_result => self.changes_within(pair, Sort::Result, Block::InResult)?,
            Rule::in_list => {
                let penal = pair.clone().into_inner().any(|inner| inner.as_rule() == Rule::kw_penalty);
                let kind = if penal { ClauseKind::Penalty } else { ClauseKind::Veto };
                self.changes_within(pair, Sort::Clause(kind), Block::InList)?
            }
            Rule::in_total => self.changes_within(pair, Sort::Clause(ClauseKind::Total), Block::InTotal)?,
            Rule::amend_policy | Rule::amend_article | Rule::amend_record | Rule::amend_result | Rule::amend_total | Rule::amend_list => {
                self.act(pair)?
            }
            _ => return None,
        };
        Some(Amendment { span, act })
    }

    /// `in article 17 { … }`: what is meant, and the amendments within it.
    fn changes_within(&mut self, pair: Pair<'t, Rule>, sort: Sort, block: Block) -> Option<Act> {
        let (mut subject, mut amendments) = (None, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::article_ref => subject = Some(self.article_subject(inner)),
                Rule::name => subject = Some(self.named(sort, &inner)),
                Rule::broken_line => self.broken(&inner, block),
                _ => amendments.extend(self.amendment(inner)),
            }
        }
        Some(Act::Within(subject?, amendments))
    }

    /// A `replace`, an `add` or a `repeal`.
    fn act(&mut self, pair: Pair<'t, Rule>) -> Option<Act> {
        let sort = if pair.as_rule() == Rule::amend_record { Sort::Field } else { Sort::Value };
        let mut inner = pair.into_inner();
        let verb = inner.next()?.as_rule();
        let first = inner.next()?;
        if verb == Rule::kw_repeal {
            let (subject, days) = self.repealed(first, inner.next(), sort)?;
            return Some(Act::Repeal(subject, days));
        }
        let changed = self.changed(first, inner.next())?;
        Some(if verb == Rule::kw_replace { Act::Replace(changed) } else { Act::Add(changed) })
    }

    fn changed(&mut self, pair: Pair<'t, Rule>, place: Option<Pair<'t, Rule>>) -> Option<Changed> {
        let span = self.span(&pair);
        Some(match pair.as_rule() {
            Rule::article | Rule::record | Rule::calendar | Rule::group | Rule::result => Changed::Item(Box::new(self.item(pair)?)),
            Rule::field_line => Changed::Field(Box::new(self.field(pair))),
            Rule::result_column => {
                let column = Box::new(self.column(pair));
                let named = place.and_then(|place| place.into_inner().find(|part| part.as_rule() == Rule::named_column));
                Changed::Column(column, named.map(|named| self.named_column(named)))
            }
            Rule::list_term => {
                let names = pair.into_inner().map(|name| self.name(&name)).collect();
                Changed::Term(Expr { span, kind: ExprKind::Path(names) }, false)
            }
            Rule::total_term => {
                let (mut taken_off, mut value) = (false, Expr { span, kind: ExprKind::Blank });
                for part in pair.into_inner() {
                    match part.as_rule() {
                        Rule::op_neg => taken_off = true,
                        _ => value = self.operand(part),
                    }
                }
                Changed::Term(value, taken_off)
            }
            _ => Changed::Statement(Box::new(self.statement(pair)?)),
        })
    }

    /// What a `repeal` is about, and since when.
    fn repealed(&mut self, word: Pair<'t, Rule>, next: Option<Pair<'t, Rule>>, plain: Sort) -> Option<(Subject, Option<Days>)> {
        let subject = match word.as_rule() {
            Rule::article_ref => {
                let days = next.and_then(|days| self.days(days));
                return Some((self.article_subject(word), days));
            }
            Rule::named_statement => {
                let mut parts = word.into_inner();
                let first = parts.next()?;
                match parts.next() {
                    Some(text) if text.as_rule() == Rule::text => {
                        let words = self.quoted(&text);
                        Subject { sort: Sort::Assert, name: words.text, span: words.span }
                    }
                    Some(name) => self.named(sort_of(first.as_rule()), &name),
                    None => self.named(Sort::Value, &first),
                }
            }
            Rule::name => self.named(plain, &word),
            Rule::named_column => self.of_quoted(Sort::Term, word),
            Rule::kw_column => self.of_quoted(Sort::Column, next?),
            other => self.named(sort_of(other), &next?),
        };
        Some((subject, None))
    }

    fn article_subject(&self, pair: Pair<'t, Rule>) -> Subject {
        let number = self.article_number(pair);
        Subject { sort: Sort::Article, name: number.text, span: number.span }
    }

    fn named(&self, sort: Sort, pair: &Pair<'t, Rule>) -> Subject {
        let name = self.name(pair);
        Subject { sort, name: name.text, span: name.span }
    }

    fn of_quoted(&self, sort: Sort, pair: Pair<'t, Rule>) -> Subject {
        let named = self.named_column(pair);
        Subject { sort, name: named.text, span: named.span }
    }

    /// A heading, or the names of a value with points between.
    fn named_column(&self, pair: Pair<'t, Rule>) -> Quoted {
        let span = self.span(&pair);
        let parts = pair.into_inner().map(|part| match part.as_rule() {
            Rule::text => self.quoted(&part).text,
            _ => self.name(&part).text,
        });
        Quoted { text: parts.collect::<Vec<_>>().join("."), span }
    }
}

/// What a keyword is the word of.
fn sort_of(word: Rule) -> Sort {
    match word {
        Rule::kw_record => Sort::Record,
        Rule::kw_calendar => Sort::Calendar,
        Rule::kw_group => Sort::Group,
        Rule::kw_result => Sort::Result,
        Rule::kw_parameter => Sort::Parameter,
        Rule::kw_scale => Sort::Scale,
        Rule::kw_table => Sort::Table,
        Rule::kw_split => Sort::Split,
        Rule::kw_pay => Sort::Clause(ClauseKind::Pay),
        Rule::kw_award => Sort::Clause(ClauseKind::Award),
        Rule::kw_output => Sort::Clause(ClauseKind::Output),
        Rule::kw_withhold => Sort::Clause(ClauseKind::Withhold),
        Rule::kw_total => Sort::Clause(ClauseKind::Total),
        Rule::kw_penalty => Sort::Clause(ClauseKind::Penalty),
        Rule::kw_veto => Sort::Clause(ClauseKind::Veto),
        Rule::kw_scorecard => Sort::Clause(ClauseKind::Scorecard),
        Rule::kw_grading => Sort::Clause(ClauseKind::Grading),
        Rule::kw_qualification => Sort::Clause(ClauseKind::Qualification),
        Rule::kw_rotation => Sort::Clause(ClauseKind::Rotation),
        Rule::kw_elimination => Sort::Clause(ClauseKind::Elimination),
        Rule::kw_quota => Sort::Clause(ClauseKind::Quota),
        Rule::kw_prizes => Sort::Clause(ClauseKind::Prizes),
        Rule::kw_pool => Sort::Clause(ClauseKind::Pool),
        Rule::kw_carry => Sort::Clause(ClauseKind::Carry),
        Rule::kw_status => Sort::Clause(ClauseKind::Status),
        Rule::kw_allowance => Sort::Clause(ClauseKind::Allowance),
        Rule::kw_tranches => Sort::Clause(ClauseKind::Tranches),
        Rule::kw_authority => Sort::Clause(ClauseKind::Authority),
        Rule::kw_ledger => Sort::Clause(ClauseKind::Ledger),
        Rule::kw_deferral => Sort::Clause(ClauseKind::Deferral),
        Rule::kw_clawback => Sort::Clause(ClauseKind::Clawback),
        _ => Sort::Value,
    }
}

//! Expressions by their precedence, loose to tight: `or`, `and`, `not`, comparison with `in` and `is`, `to`, `+ −`, `× ÷`, unary `−`;
//! around them choices and tails.

use pest::iterators::Pair;

use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Comparison, Expr, ExprKind, IsTest, Rounded, Side, Tail, TailKind, UnaryOp};
use crate::syntax::grammar::Rule;
use crate::values::Rounding;

use super::Reader;
use super::precedence::{Infix, Power, Token};

/// The most operands of one expression, and the most tails of one value.
const MOST_OPERANDS: usize = 500;
/// How deep the tree of one value may be, its longest chain of operators included.
const DEEPEST_TREE: usize = 200 + MOST_OPERANDS;

impl<'t> Reader<'t> {
    /// A `value`: a choice or an expression, and its tails.
    pub(super) fn value(&mut self, pair: Pair<'t, Rule>) -> Expr {
        let whole = self.span(&pair);
        let mut inner = pair.into_inner();
        let tails: Vec<Pair<'t, Rule>> = inner.clone().skip(1).collect();
        if tails.len() > MOST_OPERANDS || self.depth + tails.len() > DEEPEST_TREE {
            return self.too_long(whole);
        }
        self.depth += tails.len();
        let mut value = match inner.next() {
            Some(body) if body.as_rule() == Rule::choice => self.choice(body),
            Some(body) => self.expr(body),
            None => Expr { span: whole, kind: ExprKind::Blank },
        };
        for tail in tails {
            if let Some(tail) = self.tail(tail) {
                value = Expr { span: value.span.to(tail.span), kind: ExprKind::Tailed { value: Box::new(value), tail } };
            }
            self.depth = self.depth.saturating_sub(1);
        }
        value
    }

    /// An `expr`, a `plain`, or what wraps one.
    pub(super) fn expr(&mut self, pair: Pair<'t, Rule>) -> Expr {
        let whole = self.span(&pair);
        let operands = pair.clone().into_inner().filter(|inner| !is_infix(inner.as_rule())).count();
        if operands > MOST_OPERANDS || self.depth + operands > DEEPEST_TREE {
            return self.too_long(whole);
        }
        self.depth += operands;
        let mut tokens = Vec::with_capacity(operands * 2);
        for inner in pair.into_inner() {
            let token = self.token(inner);
            tokens.push(token);
        }
        self.depth -= operands;
        if self.depth == 0 {
            self.too_long = false;
        }
        self.climb(&mut tokens.into_iter().peekable(), Power::Or, whole)
    }

    /// The expressions of an `exprs`.
    pub(super) fn exprs(&mut self, pair: Pair<'t, Rule>) -> Vec<Expr> {
        pair.into_inner().map(|inner| self.expr(inner)).collect()
    }

    /// Tells once that an expression is too long or too deep; a blank stands for it.
    fn too_long(&mut self, span: Span) -> Expr {
        if !self.too_long {
            self.too_long = self.depth > 0;
            self.findings.push(
                Diagnostic::new(Code::E0105, say!("the expression is too long", "表达式过长"))
                    .label(
                        span,
                        say!(
                            "more than {MOST_OPERANDS} operands in a row, or too many within each other",
                            "连续超过 {MOST_OPERANDS} 个运算对象，或层次过多"
                        ),
                    )
                    .help(say!(
                        "name its parts on lines of their own; many like values belong in a table or a `sum`",
                        "把各部分单列一行命名；同类的值宜用表或 `合计`"
                    )),
            );
        }
        Expr { span, kind: ExprKind::Blank }
    }

    fn token(&mut self, pair: Pair<'t, Rule>) -> Token {
        let span = self.span(&pair);
        let infix = |infix| Token::Infix(infix, span);
        match pair.as_rule() {
            Rule::kw_not => Token::Prefix(UnaryOp::Not, span),
            Rule::op_neg => Token::Prefix(UnaryOp::Negate, span),
            Rule::kw_is_blank => Token::Postfix(IsTest::Blank, span),
            Rule::kw_is_not_blank => Token::Postfix(IsTest::NotBlank, span),
            Rule::kw_is_applicable => Token::Postfix(IsTest::Applicable, span),
            Rule::kw_is_not_applicable => Token::Postfix(IsTest::NotApplicable, span),
            Rule::kw_and => infix(Infix::Binary(BinaryOp::And)),
            Rule::kw_or => infix(Infix::Binary(BinaryOp::Or)),
            Rule::window => Token::Window(self.window(pair), span),
            Rule::window_end => Token::WindowEnd(self.window(pair), span),
            Rule::kw_in => infix(Infix::In { negated: false }),
            Rule::kw_not_in => infix(Infix::In { negated: true }),
            Rule::kw_to => infix(Infix::Period { through: false }),
            Rule::kw_through => infix(Infix::Period { through: true }),
            Rule::op_sum if matches!(pair.as_str(), "+" | "＋") => infix(Infix::Binary(BinaryOp::Add)),
            Rule::op_sum => infix(Infix::Binary(BinaryOp::Subtract)),
            Rule::op_product if matches!(pair.as_str(), "×" | "*" | "＊") => infix(Infix::Binary(BinaryOp::Multiply)),
            Rule::op_product => infix(Infix::Binary(BinaryOp::Divide)),
            Rule::op_compare => infix(Infix::Compare(comparison(pair.as_str()))),
            _ => Token::Operand(self.operand(pair)),
        }
    }

    /// How far away, and on which side, as a `window` or a `window_end` says.
    fn window(&mut self, pair: Pair<'t, Rule>) -> Option<(Expr, Side)> {
        let (mut length, mut side) = (None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::number => length = Some(self.operand(inner)),
                Rule::window_side => {
                    side = inner.into_inner().next().map(|word| match word.as_rule() {
                        Rule::kw_window_after => Side::After,
                        Rule::kw_window_before => Side::Before,
                        _ => Side::Around,
                    });
                }
                _ => {}
            }
        }
        length.zip(side)
    }

    /// One operand.
    pub(super) fn operand(&mut self, pair: Pair<'t, Rule>) -> Expr {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::number => return self.number(pair),
            Rule::date => self.day(&pair).map_or(ExprKind::Blank, ExprKind::Date),
            Rule::month_literal => self.day(&pair).map_or(ExprKind::Blank, ExprKind::Month),
            Rule::text => ExprKind::Text(super::unquoted(pair.as_str()).to_owned()),
            Rule::truth => ExprKind::YesNo(pair.into_inner().any(|inner| inner.as_rule() == Rule::kw_yes)),
            Rule::kw_blank => ExprKind::Blank,
            Rule::list => {
                let mut values: Vec<Expr> = pair.into_inner().map(|inner| self.value(inner)).collect();
                match values.pop() {
                    Some(only) if values.is_empty() => ExprKind::Bracket(Box::new(only)),
                    last => {
                        values.extend(last);
                        ExprKind::List(values)
                    }
                }
            }
            Rule::part_above => {
                let limit = pair.into_inner().find(|inner| matches!(inner.as_rule(), Rule::number | Rule::list | Rule::reference));
                limit.map_or(ExprKind::Blank, |limit| ExprKind::PartAbove(Box::new(self.operand(limit))))
            }
            Rule::reference => self.reference(pair),
            Rule::tiers => ExprKind::Tiers(Box::new(self.tiers(pair))),
            Rule::cases => self.cases(pair),
            Rule::gate => self.gate(pair),
            _ => ExprKind::Blank,
        };
        Expr { span, kind }
    }

    /// A `choice`: `if … then … else …`.
    fn choice(&mut self, pair: Pair<'t, Rule>) -> Expr {
        let span = self.span(&pair);
        let inner = pair.into_inner().filter(|inner| inner.as_rule() == Rule::expr);
        let mut values: Vec<Expr> = inner.map(|inner| self.expr(inner)).collect();
        let otherwise = Box::new(values.pop().unwrap_or(Expr { span, kind: ExprKind::Blank }));
        let mut arms = Vec::new();
        let mut values = values.into_iter();
        while let (Some(condition), Some(value)) = (values.next(), values.next()) {
            arms.push((condition, value));
        }
        Expr { span, kind: ExprKind::If { arms, otherwise } }
    }

    /// A `tail`.
    pub(super) fn tail(&mut self, pair: Pair<'t, Rule>) -> Option<Tail> {
        let body = pair.into_inner().find(|inner| inner.as_rule() == Rule::tail_body)?;
        let span = self.span(&body);
        let mut inner = body.into_inner();
        let word = inner.next()?;
        if word.as_rule() == Rule::rounded {
            return Some(Tail { span, kind: TailKind::Rounded(self.rounded(word)) });
        }
        let operand = inner.next().map(|inner| Box::new(self.expr(inner)));
        let kind = match (word.as_rule(), operand) {
            (Rule::kw_at_least, Some(operand)) => TailKind::AtLeast(operand),
            (Rule::kw_at_most, Some(operand)) => TailKind::AtMost(operand),
            (Rule::kw_blank_as, Some(operand)) => TailKind::BlankAs(operand),
            (Rule::kw_not_applicable_as, Some(operand)) => TailKind::NotApplicableAs(operand),
            _ => TailKind::NoCapWhenNone,
        };
        Some(Tail { span, kind })
    }

    /// A `rounded`.
    pub(super) fn rounded(&mut self, pair: Pair<'t, Rule>) -> Rounded {
        let span = self.span(&pair);
        let (mut mode, mut to) = (None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::mode | Rule::mode_zh => mode = inner.into_inner().next().and_then(|word| rounding(word.as_rule())),
                Rule::expr => to = Some(Box::new(self.expr(inner))),
                _ => {}
            }
        }
        Rounded { span, mode, to }
    }
}

fn is_infix(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::op_sum
            | Rule::op_product
            | Rule::op_compare
            | Rule::kw_and
            | Rule::kw_or
            | Rule::kw_to
            | Rule::kw_through
            | Rule::kw_in
            | Rule::window
            | Rule::window_end
            | Rule::kw_not_in
    )
}

/// The way of rounding that a word names.
pub(super) fn rounding(rule: Rule) -> Option<Rounding> {
    match rule {
        Rule::kw_half_up | Rule::kw_half_up_zh => Some(Rounding::HalfUp),
        Rule::kw_half_even | Rule::kw_half_even_zh => Some(Rounding::HalfEven),
        Rule::kw_down | Rule::kw_down_zh => Some(Rounding::Down),
        Rule::kw_up | Rule::kw_up_zh => Some(Rounding::Up),
        _ => None,
    }
}

/// The comparison that a sign stands for, in either width.
pub(super) fn comparison(sign: &str) -> Comparison {
    match sign {
        "<" | "＜" => Comparison::Less,
        ">" | "＞" => Comparison::Greater,
        "=" | "＝" => Comparison::Equal,
        "<>" | "!=" | "≠" => Comparison::NotEqual,
        sign if sign.starts_with(['<', '≤', '≦', '＜']) => Comparison::LessOrEqual,
        _ => Comparison::GreaterOrEqual,
    }
}

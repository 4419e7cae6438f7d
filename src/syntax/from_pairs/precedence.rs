//! Precedence: the flat row of operands and operators that the grammar reads becomes a tree.

use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Comparison, Expr, ExprKind, IsTest, Side, UnaryOp};

use super::Reader;

/// How tight something binds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Power {
    Or,
    And,
    Not,
    Compare,
    Period,
    Sum,
    Product,
    Negate,
    Operand,
}

impl Power {
    fn tighter(self) -> Power {
        match self {
            Power::Or => Power::And,
            Power::And => Power::Not,
            Power::Not => Power::Compare,
            Power::Compare => Power::Period,
            Power::Period => Power::Sum,
            Power::Sum => Power::Product,
            Power::Product => Power::Negate,
            Power::Negate | Power::Operand => Power::Operand,
        }
    }
}

pub(super) enum Token {
    Prefix(UnaryOp, Span),
    Operand(Expr),
    Postfix(IsTest, Span),
    Infix(Infix, Span),
    /// `is within 3 months of`; in Chinese without its length.
    Window(Option<(Expr, Side)>, Span),
    /// The length that stands behind.
    WindowEnd(Option<(Expr, Side)>, Span),
}

#[derive(Clone, Copy)]
pub(super) enum Infix {
    Binary(BinaryOp),
    Compare(Comparison),
    In { negated: bool },
    Period { through: bool },
}

impl Infix {
    fn power(self) -> Power {
        match self {
            Infix::Binary(BinaryOp::Or) => Power::Or,
            Infix::Binary(BinaryOp::And) => Power::And,
            Infix::Compare(_) | Infix::In { .. } => Power::Compare,
            Infix::Period { .. } => Power::Period,
            Infix::Binary(BinaryOp::Add | BinaryOp::Subtract) => Power::Sum,
            Infix::Binary(BinaryOp::Multiply | BinaryOp::Divide) => Power::Product,
        }
    }
}

pub(super) type Tokens = std::iter::Peekable<std::vec::IntoIter<Token>>;

impl Reader<'_> {
    /// Builds what binds at least as tight as `floor`.
    pub(super) fn climb(&mut self, tokens: &mut Tokens, floor: Power, whole: Span) -> Expr {
        let mut left = match tokens.next() {
            Some(Token::Operand(operand)) => operand,
            Some(Token::Prefix(op, span)) => {
                let power = if op == UnaryOp::Not { Power::Not } else { Power::Negate };
                let inner = self.climb(tokens, power, whole);
                Expr { span: span.to(inner.span), kind: ExprKind::Unary(op, Box::new(inner)) }
            }
            Some(Token::Postfix(..) | Token::Infix(..) | Token::Window(..) | Token::WindowEnd(..)) | None => {
                return Expr { span: whole, kind: ExprKind::Blank };
            }
        };
        loop {
            match tokens.peek() {
                Some(Token::Postfix(test, span)) if Power::Compare >= floor => {
                    let (test, span) = (*test, *span);
                    tokens.next();
                    left = Expr { span: left.span.to(span), kind: ExprKind::Is { value: Box::new(left), test } };
                }
                Some(Token::Window(..) | Token::WindowEnd(..)) if Power::Compare >= floor => left = self.within(tokens, left, whole),
                Some(Token::Infix(Infix::Compare(_), _)) if Power::Compare >= floor => left = self.chain(tokens, left, whole),
                Some(Token::Infix(infix, span)) if infix.power() >= floor => {
                    let (infix, op_span) = (*infix, *span);
                    tokens.next();
                    let right = self.climb(tokens, infix.power().tighter(), whole);
                    left = join(left, infix, op_span, right);
                }
                _ => return left,
            }
        }
    }

    /// `d is within 3 months of e`; its length stands before `e` or behind it.
    fn within(&mut self, tokens: &mut Tokens, value: Expr, whole: Span) -> Expr {
        let (window, span, anchor) = match tokens.next() {
            Some(Token::Window(window, span)) => (window, span, Some(self.climb(tokens, Power::Period, whole))),
            Some(Token::WindowEnd(_, span)) => (None, span, None),
            _ => (None, whole, None),
        };
        let mut end = anchor.as_ref().map_or(span, |anchor| anchor.span);
        let window = window.or_else(|| match tokens.next_if(|token| matches!(token, Token::WindowEnd(..)))? {
            Token::WindowEnd(window, span) => {
                end = span;
                window
            }
            _ => None,
        });
        let (Some((length, side)), Some(anchor)) = (window, anchor) else {
            self.findings.push(
                Diagnostic::new(Code::E0101, say!("this does not say within how long of which day", "此处没有写明在哪一天前后多久以内"))
                    .label(span, say!("a length of time and a day belong here", "此处须有时长和日期"))
                    .help(say!(
                        "write `d is within 3 months of e`, `… after e` or `… before e`",
                        "写作 `甲 在 乙 前后 3个月 内`、`… 之后 3个月 内` 或 `… 之前 3个月 内`"
                    )),
            );
            return Expr { span: value.span.to(span), kind: ExprKind::Blank };
        };
        let span = value.span.to(end);
        let kind = ExprKind::Within { value: Box::new(value), length: Box::new(length), side, anchor: Box::new(anchor) };
        Expr { span, kind }
    }

    /// `60 <= x < 80`: comparisons in a row are one, and run one way.
    fn chain(&mut self, tokens: &mut Tokens, first: Expr, whole: Span) -> Expr {
        let mut rest: Vec<(Comparison, Expr)> = Vec::new();
        let mut signs: Vec<Span> = Vec::new();
        while let Some(Token::Infix(Infix::Compare(sign), span)) = tokens.peek() {
            let sign = *sign;
            signs.push(*span);
            tokens.next();
            rest.push((sign, self.climb(tokens, Power::Period, whole)));
        }
        let rising = |sign: &Comparison| matches!(sign, Comparison::Less | Comparison::LessOrEqual);
        let falling = |sign: &Comparison| matches!(sign, Comparison::Greater | Comparison::GreaterOrEqual);
        let one_way = rest.len() == 1 || rest.iter().all(|(sign, _)| rising(sign)) || rest.iter().all(|(sign, _)| falling(sign));
        if !one_way {
            let mut finding = Diagnostic::new(Code::E0101, say!("comparisons in a row must run one way", "连写的比较必须同一方向"));
            for span in signs {
                finding = finding.label(span, say!("this sign", "此处的比较号"));
            }
            self.findings.push(
                finding.help(say!(
                    "write `60 <= x < 80`, or two comparisons joined with `and`",
                    "写作 `60 <= x < 80`，或用 `且` 连接两个比较"
                )),
            );
        }
        let end = rest.last().map_or(first.span, |(_, last)| last.span);
        Expr { span: first.span.to(end), kind: ExprKind::Compare { first: Box::new(first), rest } }
    }
}

fn join(left: Expr, infix: Infix, op_span: Span, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let (left, right) = (Box::new(left), Box::new(right));
    let kind = match infix {
        Infix::Binary(op) => ExprKind::Binary { op, op_span, left, right },
        Infix::Compare(sign) => ExprKind::Compare { first: left, rest: vec![(sign, *right)] },
        Infix::In { negated } => ExprKind::In { value: left, set: right, negated },
        Infix::Period { through } => ExprKind::Period { from: left, to: right, through },
    };
    Expr { span, kind }
}

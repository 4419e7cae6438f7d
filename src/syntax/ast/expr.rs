//! Values.

use crate::source::Span;
use crate::syntax::ast::{Call, Name, Quoted, Rounded, Tiers};
use crate::values::{Date, Exact};
use std::cmp::Ordering;

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `500万`, `0.15%`, `3 months`.
    Number(Number),
    /// `2026-01-01`.
    Date(Date),
    /// `2026-07`: a month, by its first day.
    Month(Date),
    /// `"…"`.
    Text(String),
    /// `yes`, `no`.
    YesNo(bool),
    /// `blank`.
    Blank,
    /// `branch.region`.
    Path(Vec<Name>),
    /// `(a, b, c)`: several values.
    List(Vec<Expr>),
    /// `( value )`: kept for the formatter.
    Bracket(Box<Expr>),
    /// `not a`, `-a`.
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The place of the operator.
        op_span: Span,
        /// Its left side.
        left: Box<Expr>,
        /// Its right side.
        right: Box<Expr>,
    },
    /// `60 <= x < 80`, all running one way.
    Compare {
        /// The first value.
        first: Box<Expr>,
        /// The further ones with their signs.
        rest: Vec<(Comparison, Expr)>,
    },
    /// `x in (a, b)`, `x in a to b`; with `not in`, the opposite.
    In {
        /// The value.
        value: Box<Expr>,
        /// What it must be one of.
        set: Box<Expr>,
        /// Whether it must not.
        negated: bool,
    },
    /// `x is blank`, `x is not blank`, `x is not applicable`, `x is applicable`.
    Is {
        /// The value.
        value: Box<Expr>,
        /// What it is asked for.
        test: IsTest,
    },
    /// `d is within 3 months of e`: both ends in.
    Within {
        /// The day asked about.
        value: Box<Expr>,
        /// How far away.
        length: Box<Expr>,
        /// On which side.
        side: Side,
        /// The day it is measured from.
        anchor: Box<Expr>,
    },
    /// `a to b`, or `a through b` in a call.
    Period {
        /// Its begin.
        from: Box<Expr>,
        /// Its end.
        to: Box<Expr>,
        /// Whether written `through`.
        through: bool,
    },
    /// `if c then a else b`.
    If {
        /// The conditions with their values.
        arms: Vec<(Expr, Expr)>,
        /// The value when none holds.
        otherwise: Box<Expr>,
    },
    /// `cases { c: a; else: b }`.
    Cases {
        /// The rows in written order.
        rows: Vec<CaseRow>,
    },
    /// `marginal by growth { … }`.
    Tiers(Box<Tiers>),
    /// `all of { … }`.
    Gate {
        /// How many must hold.
        need: Need,
        /// The conditions.
        limbs: Vec<Limb>,
    },
    /// `sum(balance over loan where …)`.
    Call(Box<Call>),
    /// `value, at least 0`.
    Tailed {
        /// The value.
        value: Box<Expr>,
        /// The tail.
        tail: Tail,
    },
    /// `the part above x`, within a tier.
    PartAbove(Box<Expr>),
}

/// A figure with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The figure as written, before its unit.
    pub digits: Exact,
    /// The digits written after its point.
    pub places: u8,
    /// Its unit.
    pub unit: Option<UnitWord>,
}

/// The units that a figure may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitWord {
    /// 千: a thousand.
    Thousand,
    /// 万: ten thousand.
    TenThousand,
    /// 亿: a hundred million.
    HundredMillion,
    /// 元: one unit of money.
    Yuan,
    /// 千元.
    ThousandYuan,
    /// 万元.
    TenThousandYuan,
    /// 亿元.
    HundredMillionYuan,
    /// %.
    Percent,
    /// ‰.
    Permille,
    /// bp, 个基点.
    BasisPoint,
    /// pp, 个百分点.
    PercentagePoint,
    /// years, 年.
    Years,
    /// quarters, 个季度.
    Quarters,
    /// months, 个月.
    Months,
    /// days, 天, 日.
    Days,
}

impl UnitWord {
    /// Whether it counts amounts and numbers: neither ratios nor time.
    pub fn is_of_amounts(self) -> bool {
        match self {
            UnitWord::Thousand | UnitWord::TenThousand | UnitWord::HundredMillion | UnitWord::Yuan => true,
            UnitWord::ThousandYuan | UnitWord::TenThousandYuan | UnitWord::HundredMillionYuan => true,
            UnitWord::Percent | UnitWord::Permille | UnitWord::BasisPoint | UnitWord::PercentagePoint => false,
            UnitWord::Years | UnitWord::Quarters | UnitWord::Months | UnitWord::Days => false,
        }
    }
}

/// Operators with one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `not`.
    Not,
    /// `-`.
    Negate,
}

/// Operators with two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `and`.
    And,
    /// `or`.
    Or,
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `×`.
    Multiply,
    /// `÷`, `/`.
    Divide,
}

/// Signs of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `<>`, `!=`, `≠`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds of two values that compare so.
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What `is` asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IsTest {
    /// `is blank`.
    Blank,
    /// `is not blank`.
    NotBlank,
    /// `is applicable`.
    Applicable,
    /// `is not applicable`.
    NotApplicable,
}

/// On which side of a day another lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// `of`: before or after it.
    Around,
    /// `after` it.
    After,
    /// `before` it.
    Before,
}

/// A row of `cases`.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseRow {
    /// The whole row.
    pub span: Span,
    /// Its condition; none for `else`.
    pub when: Option<Expr>,
    /// Its value.
    pub value: Expr,
}

/// How many limbs of a gate must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// `all of`.
    All,
    /// `any of`.
    Any,
    /// `at least n of`.
    AtLeast(Box<Expr>),
    /// `how many of`: not a condition but the number of those that hold.
    HowMany,
}

/// One condition of a gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Limb {
    /// What people call it, `"clean record": …`.
    pub text: Option<Quoted>,
    /// The condition.
    pub condition: Expr,
}

/// What follows a comma after a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Tail {
    /// Its place, without the comma.
    pub span: Span,
    /// What it says.
    pub kind: TailKind,
}

/// What a tail says.
#[derive(Clone, Debug, PartialEq)]
pub enum TailKind {
    /// `at least e`.
    AtLeast(Box<Expr>),
    /// `at most e`.
    AtMost(Box<Expr>),
    /// `no cap when none`: the bound before it may be absent.
    NoCapWhenNone,
    /// `rounded half up to 0.01`.
    Rounded(Rounded),
    /// `blank as e`.
    BlankAs(Box<Expr>),
    /// `not applicable as e`.
    NotApplicableAs(Box<Expr>),
}

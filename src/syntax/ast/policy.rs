//! The head of a policy.

use crate::source::Span;
use crate::syntax::ast::{Expr, Name, Quoted};
use crate::values::Date;

/// The head of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The whole block.
    pub span: Span,
    /// Its name.
    pub name: Quoted,
    /// Its parts in written order.
    pub parts: Vec<PolicyPart>,
}

/// A line of the head.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyPart {
    /// `version "2026-1"`.
    Version(Quoted),
    /// `in force 2026-01-01 to 2026-12-31`; without an end it is in force onwards.
    InForce {
        /// The whole line.
        span: Span,
        /// The first day.
        from: Date,
        /// The last day.
        to: Option<Date>,
    },
    /// `as of 2026-06-30`.
    AsOf {
        /// The whole line.
        span: Span,
        /// The day.
        date: Date,
    },
    /// `currency CNY, rounded half up to 0.01`.
    Currency {
        /// The whole line.
        span: Span,
        /// The code of the currency.
        name: Name,
        /// How declared amounts are rounded.
        rounded: Option<Rounded>,
    },
    /// `subject manager`.
    Subject(Name),
    /// `29 February falls on 28 February`, or `1 March`.
    LeapDay {
        /// The whole line.
        span: Span,
        /// Whether it falls on 1 March.
        on_march: bool,
    },
}

/// `rounded half up to 0.01`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounded {
    /// The whole tail.
    pub span: Span,
    /// The way of rounding, if said.
    pub mode: Option<Mode>,
    /// The unit, if said.
    pub to: Option<Box<Expr>>,
}

/// A way of rounding; the same as [`crate::values::Rounding`].
pub type Mode = crate::values::Rounding;

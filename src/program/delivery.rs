//! Results: what is delivered and how it is shown.

use crate::program::{ExprId, RecordId};
use crate::syntax::ast::RankOrder;
use crate::values::{Exact, Rounding};

/// What a result delivers.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its name.
    pub name: String,
    /// The name of its file without ending.
    pub file: String,
    /// The record it lists.
    pub record: RecordId,
    /// Its columns.
    pub columns: Vec<DeliveryColumn>,
    /// Which rows are listed.
    pub filter: Option<ExprId>,
    /// Their order; none keeps that of the input.
    pub order: Vec<(ExprId, RankOrder)>,
}

/// A column of a result.
#[derive(Clone, Debug)]
pub struct DeliveryColumn {
    /// Its heading.
    pub heading: String,
    /// Its value, on the record.
    pub value: ExprId,
    /// How it is shown.
    pub format: ColumnFormat,
}

/// How a column is shown.
#[derive(Clone, Debug)]
pub struct ColumnFormat {
    /// Digits after the point; none: as many as it has.
    pub decimals: Option<u8>,
    /// What a shown 1 stands for: 0.01 in percent, 10,000 in 万元.
    pub unit: Exact,
    /// How the shown copy is rounded.
    pub rounding: Rounding,
    /// How yes and no are shown.
    pub yes_no: (String, String),
    /// How a blank is shown.
    pub blank: String,
    /// How a value that is not applicable is shown.
    pub not_applicable: String,
}

//! The columns of a piece: what is read of its managers, and what they get. Amounts are in cents.

use super::kernel::BLOCK;

/// Where a text stands in its piece.
#[derive(Clone, Copy, Default)]
pub struct Span {
    pub start: u32,
    pub length: u32,
}

/// What the scheme reads. The columns that rules compute with are filled up to whole blocks; the region is read by no rule.
#[derive(Default)]
pub struct Columns {
    pub ids: Vec<Span>,
    /// The number after the B.
    pub branch: Vec<u16>,
    /// G1 is 0.
    pub grade: Vec<u8>,
    pub tenure: Vec<u32>,
    pub deposit_average: Vec<i64>,
    pub deposit_base: Vec<i64>,
    pub interest: Vec<i64>,
    pub loans: Vec<i64>,
    pub bad_loans: Vec<i64>,
    pub fees: Vec<i64>,
    pub customers: Vec<u32>,
    pub complaints: Vec<u32>,
    /// In tenths.
    pub exam: Vec<u32>,
    /// 0 or 1.
    pub clean: Vec<u8>,
    /// None is 0, a warning 1, a serious violation 2.
    pub discipline: Vec<u8>,
    /// Days as the number that their digits make, 20260630.
    pub licence_expiry: Vec<u32>,
    pub in_post_since: Vec<u32>,
}

/// What the managers get, a column an amount; the second tranche equals the first.
#[derive(Default)]
pub struct Results {
    pub capability: Vec<i64>,
    pub deposit: Vec<i64>,
    pub interest: Vec<i64>,
    pub fee: Vec<i64>,
    pub customers: Vec<i64>,
    pub no_complaints: Vec<i64>,
    pub penalty: Vec<i64>,
    pub total: Vec<i64>,
    pub deferred: Vec<i64>,
    pub tranche: Vec<i64>,
    pub last_tranche: Vec<i64>,
    pub rotation: Vec<u8>,
    pub admitted: Vec<u8>,
    /// In millionths; empty without article 8.
    pub score: Vec<u32>,
}

/// Gives columns this many rows; what stood in them may remain.
macro_rules! resize {
    ($columns:ident, $rows:expr, $($name:ident)*) => {{ $( $columns.$name.resize($rows, Default::default()); )* }};
}

impl Columns {
    /// Makes room for so many rows.
    pub fn resize(&mut self, rows: usize) {
        resize!(self, rows, ids branch);
        let filled = rows.next_multiple_of(BLOCK);
        resize!(self, filled, grade tenure deposit_average deposit_base interest loans bad_loans fees customers complaints exam clean
                discipline licence_expiry in_post_since);
    }

    /// How many rows, filled up to whole blocks.
    pub fn filled(&self) -> usize {
        self.grade.len()
    }
}

impl Results {
    /// Makes room for so many rows.
    pub fn resize(&mut self, rows: usize, ranked: bool) {
        resize!(self, rows, capability deposit interest fee customers no_complaints penalty total deferred tranche last_tranche rotation
                admitted);
        self.score.resize(if ranked { rows } else { 0 }, 0);
    }
}

//! The operations on batches, one family a file. Each takes batches and gives a batch, knows no step and keeps nothing.
//!
//! Numbers run on 64-bit integers of a common scale; where any row overflows, the whole batch runs again on 128 bits, and where that
//! overflows, on exact rationals.

pub(super) mod allocate;
pub(super) mod arithmetic;
mod batches;
pub(super) mod build;
mod by_number;
pub(super) mod comparison;
pub(super) mod cover;
pub(super) mod dates;
pub(super) mod division;
pub(super) mod find;
pub(super) mod flat;
pub(super) mod gather;
pub(super) mod identity;
pub(super) mod lanes;
pub(super) mod logic;
pub(super) mod lookup;
pub(super) mod map;
pub(super) mod members;
pub(super) mod order;
pub(super) mod piece;
pub(super) mod presence;
mod radix;
pub(super) mod rank;
pub(super) mod reduce;
pub(super) mod rounding;
pub(super) mod rows;
pub(super) mod select;
pub(super) mod series;
pub(super) mod settle;
pub(super) mod split;
mod sum;
mod tally;
pub(super) mod texts;
pub(super) mod tranches;
pub(super) mod weighted;

//! Tests of the run on small programs built by hand.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

pub(crate) mod builder;
mod cover;
mod forms;
mod limits;
mod numbers;
mod weighted;
mod whole;

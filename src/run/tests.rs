//! Tests of the run on small programs built by hand.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod builder;
mod forms;
mod numbers;
mod whole;

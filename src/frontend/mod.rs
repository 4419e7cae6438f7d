//! The ways in: what people and other programs call. Nothing else of the crate uses this.

#[cfg(feature = "cli")]
pub mod cli;

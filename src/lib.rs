#![doc = include_str!("../README.md")]

pub mod assembly;
pub mod data;
pub mod diagnostics;
pub mod engine;
pub mod explain;
pub mod format;
pub mod frontend;
pub mod plan;
pub mod program;
pub mod run;
pub mod source;
pub mod syntax;
pub mod translate;
pub mod values;
pub mod wire;

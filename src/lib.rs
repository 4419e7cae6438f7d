//! Merit: a policy language and engine for pay, awards, rotation and risk.
pub mod data;
pub mod diagnostics;
pub mod plan;
pub mod program;
pub mod run;
pub mod source;
pub mod syntax;
pub mod values;

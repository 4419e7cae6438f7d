//! Merit: a policy language and engine for pay, awards, rotation and risk.
pub mod diagnostics;
pub mod source;
pub mod syntax;
pub mod values;

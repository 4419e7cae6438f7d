#![doc = include_str!("../README.md")]

pub mod assembly;
pub mod data;
pub mod diagnostics;
pub mod engine;
pub mod explain;
pub mod format;
pub mod frontend;
#[cfg(feature = "html")]
pub mod html;
#[cfg(feature = "import")]
pub mod import;
pub mod lint;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod plan;
pub mod program;
#[cfg(feature = "html")]
pub mod publish;
pub mod run;
pub mod source;
pub mod syntax;
pub mod templates;
pub mod translate;
pub mod values;
mod wide;
pub mod wire;

//! What each fuzz target does with bytes, and what must hold of it, whatever they are.
//!
//! `fuzz_targets/` hands them the bytes of the fuzzer; `tests/it/corpora.rs` includes this file and hands them what is kept in
//! `corpus/` and `regressions/`, so that every finding stays a test.

mod evaluate;
mod files;
mod policy;
mod read;
mod spans;
mod stream;

pub use evaluate::evaluate;
pub use policy::{check, parse};
pub use read::{read_arrow, read_csv, read_json, read_ndjson, read_parquet, read_workbook};
pub use stream::stream;

/// Lets a panic pass that Merit stops where a library meets a damaged file: the fuzzer's hook ends the process at any other.
#[allow(dead_code)]
pub fn let_guarded_panics_pass() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !merit::data::formats::guard::is_guarded() {
            hook(panic);
        }
    }));
}

/// What is done with bytes.
pub type Target = fn(&[u8]);

/// The targets by name.
#[allow(dead_code)]
pub const TARGETS: [(&str, Target); 10] = [
    ("parse", parse),
    ("check", check),
    ("read_csv", read_csv),
    ("read_json", read_json),
    ("read_ndjson", read_ndjson),
    ("read_arrow", read_arrow),
    ("read_parquet", read_parquet),
    ("read_workbook", read_workbook),
    ("evaluate", evaluate),
    ("stream", stream),
];

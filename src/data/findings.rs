//! The findings of one reading: the first ones in full, the rest counted.
//!
//! What is beyond the limit is never put into words, so a file with a million bad cells costs a count.

use crate::diagnostics::{Code, Diagnostic};
use crate::say;

/// Findings up to a limit; notes do not count towards it.
#[derive(Debug)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
    limit: usize,
    errors: u64,
}

impl Findings {
    /// No findings yet.
    pub(super) fn new(limit: usize) -> Findings {
        Findings { list: Vec::new(), limit, errors: 0 }
    }

    /// Adds an error; it is made only when there is room for it.
    pub(super) fn error(&mut self, make: impl FnOnce() -> Diagnostic) {
        if usize::try_from(self.errors).is_ok_and(|errors| errors < self.limit) {
            self.list.push(make());
        }
        self.errors = self.errors.saturating_add(1);
    }

    /// Adds a finding that stops nothing.
    pub(super) fn note(&mut self, note: Diagnostic) {
        self.list.push(note);
    }

    /// Whether an error was found, shown or not.
    pub(super) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// All of them, the last one saying how many are not shown.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let more = self.errors.saturating_sub(u64::try_from(self.limit).unwrap_or(u64::MAX));
        if more > 0 {
            let message = match more {
                1 => say!("one more finding is not shown", "另有 1 处问题未列出"),
                _ => say!("{more} more findings are not shown", "另有 {more} 处问题未列出"),
            };
            let help = say!(
                "mostly one cause stands behind many findings; settle the first ones and read the data again",
                "大量问题往往出于同一原因，先改最前面的，再重新读入"
            );
            self.list.push(Diagnostic::new(Code::E0513, message).help(help));
        }
        self.list
    }
}

//! The name that an unknown one was probably meant to be, and lists of those that there are.

use super::builder::Lower;
use crate::diagnostics::nearest;

/// The most names that unknown ones are compared with in all: with more, a policy of nothing but unknown names would take the square of
/// its length, and its later findings are not shown.
const MOST_COMPARED: usize = 1_000_000;
/// The most names that one finding lists.
const MOST_LISTED: usize = 40;

impl Lower<'_> {
    /// The nearest of some names, if one is near enough to be a slip.
    pub(super) fn near(&mut self, word: &str, names: impl FnOnce(&Self) -> Vec<String>) -> Option<String> {
        if self.compared > MOST_COMPARED {
            return None;
        }
        let names = names(self);
        self.compared = self.compared.saturating_add(names.len());
        nearest(word, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// Names as a list; of very many the first ones.
pub(super) fn listed(names: &[String], between: &str) -> String {
    match names.get(..MOST_LISTED) {
        Some(first) if names.len() > MOST_LISTED => format!("{}{between}…", first.join(between)),
        _ => names.join(between),
    }
}

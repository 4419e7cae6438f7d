//! A policy that changes by date: the version of a day, and what was found of all of them.

use super::{Policy, Version};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::Days;
use crate::say;
use crate::source::Span;
use crate::values::Date;
use std::collections::HashMap;
use std::sync::Arc;

impl Policy {
    /// The same policy as it is on a day; the first or last version for a day before or after all of them.
    ///
    /// [`Policy::evaluate`] does so by itself for the day of the run. The records that a policy reads are those of all its versions.
    #[must_use]
    pub fn on(&self, day: Date) -> Policy {
        let begun = |version: &&Arc<Version>| version.program.head.days.from.is_none_or(|from| from <= day);
        let version = self.whole.versions.iter().rfind(begun).or(self.whole.versions.first()).unwrap_or(&self.version);
        Policy { whole: self.whole.clone(), version: version.clone() }
    }

    /// The policy as it is on each stretch of days on which it does not change, in their order.
    pub fn versions(&self) -> impl Iterator<Item = Policy> + '_ {
        self.whole.versions.iter().map(|version| Policy { whole: self.whole.clone(), version: version.clone() })
    }
}

/// The findings of all versions, each once; one that holds only of some of them says on which days.
pub(super) fn together(of_days: Vec<(Days, Vec<Diagnostic>)>) -> Vec<Diagnostic> {
    let versions = of_days.len();
    let mut met: Vec<(Diagnostic, Vec<Days>)> = Vec::new();
    // Those of one code at one place.
    let mut places: HashMap<(Code, Option<Span>), Vec<usize>> = HashMap::new();
    for (days, findings) in of_days {
        for finding in findings {
            let alike = places.entry((finding.code, finding.labels.first().map(|label| label.span))).or_default();
            let known = alike.iter().copied().find(|&at| met.get(at).is_some_and(|(other, _)| *other == finding));
            match known.and_then(|at| met.get_mut(at)) {
                Some((_, on)) => on.push(days),
                None => {
                    alike.push(met.len());
                    met.push((finding, vec![days]));
                }
            }
        }
    }
    let kept = met.into_iter().filter_map(|(finding, on)| match on.as_slice() {
        all if all.len() == versions => Some(finding),
        // What one version does not use another one does.
        _ if finding.code == Code::W1001 => None,
        [first, .., last] => Some(only_on(finding, Days { from: first.from, to: last.to })),
        [one] => Some(only_on(finding, *one)),
        [] => None,
    });
    kept.collect()
}

fn only_on(finding: Diagnostic, days: Days) -> Diagnostic {
    finding.help(match (days.from, days.to) {
        (Some(from), Some(to)) => say!("so it is from {from} to {to}", "在 {from} 至 {to} 如此"),
        (Some(from), None) => say!("so it is from {from} on", "自 {from} 起如此"),
        (None, Some(to)) => say!("so it is up to {to}", "至 {to} 止如此"),
        (None, None) => say!("so it is on some days", "在部分日子如此"),
    })
}

//! Many places of the sources, asked in time that hardly grows with their number.

use crate::source::Span;

/// Stretches: where one begins after another has ended.
#[derive(Debug, Default)]
pub(super) struct Stretches(Vec<Span>);

impl Stretches {
    /// Stretches that overlap or touch become one.
    pub(super) fn new(mut spans: Vec<Span>) -> Stretches {
        spans.sort_by_key(|span| (span.source, span.start));
        let mut apart: Vec<Span> = Vec::new();
        for span in spans {
            match apart.last_mut().filter(|last| last.source == span.source && span.start <= last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => apart.push(span),
            }
        }
        Stretches(apart)
    }

    /// Whether a place begins in one of them, their ends included.
    pub(super) fn hold(&self, place: Span) -> bool {
        let after = self.0.partition_point(|span| (span.source, span.start) <= (place.source, place.start));
        let before = after.checked_sub(1).and_then(|at| self.0.get(at));
        before.is_some_and(|span| span.source == place.source && place.start <= span.end)
    }
}

/// Where places begin.
#[derive(Debug, Default)]
pub(super) struct Starts(Vec<Span>);

impl Starts {
    /// The beginnings of some places.
    pub(super) fn new(mut spans: Vec<Span>) -> Starts {
        spans.sort_by_key(|span| (span.source, span.start));
        Starts(spans)
    }

    /// Whether one of them lies in a stretch, its ends included.
    pub(super) fn any_in(&self, stretch: Span) -> bool {
        let first = self.0.partition_point(|span| (span.source, span.start) < (stretch.source, stretch.start));
        self.0.get(first).is_some_and(|span| span.source == stretch.source && span.start <= stretch.end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Starts, Stretches};
    use crate::source::{SourceId, Span};

    fn span(start: usize, end: usize) -> Span {
        Span::new(SourceId(1), start, end)
    }

    #[test]
    fn stretches_hold_what_begins_in_them() {
        let stretches = Stretches::new(vec![span(20, 30), span(5, 10), span(22, 24), span(10, 12)]);
        let held: Vec<usize> = (0..40).filter(|at| stretches.hold(span(*at, 50))).collect();
        assert_eq!(held, (5..=12).chain(20..=30).collect::<Vec<_>>());
        assert!(!stretches.hold(Span::new(SourceId(0), 6, 7)));
        assert!(!Stretches::default().hold(span(0, 0)));
    }

    #[test]
    fn beginnings_are_found_in_a_stretch() {
        let starts = Starts::new(vec![span(9, 90), span(3, 4)]);
        assert!(starts.any_in(span(1, 3)) && starts.any_in(span(9, 9)) && starts.any_in(span(0, 20)));
        assert!(!starts.any_in(span(4, 8)) && !starts.any_in(span(10, 80)));
        assert!(!starts.any_in(Span::new(SourceId(2), 0, 20)));
    }
}

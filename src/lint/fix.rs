//! Safe changes: of one file, all that do not overlap.

use crate::source::SourceId;

use super::Finding;

/// The text of a source with the changes of its findings made, and how many there were; none when there is none. Where two overlap the
/// later one waits until the policy is looked at again.
pub fn apply(source: SourceId, text: &str, findings: &[Finding]) -> Option<(String, usize)> {
    let mut fixes: Vec<_> = findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.span.source == source).collect();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let (mut fixed, mut done, mut count) = (String::with_capacity(text.len()), 0, 0);
    for fix in fixes {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        if start < done {
            continue;
        }
        fixed.push_str(text.get(done..start)?);
        fixed.push_str(&fix.with);
        (done, count) = (end, count + 1);
    }
    fixed.push_str(text.get(done..)?);
    (count > 0).then_some((fixed, count))
}

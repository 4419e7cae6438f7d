//! The rules of a Markdown document, fence by fence; what stands around them stays byte for byte.

use std::ops::Range;

use crate::source::SourceId;
use crate::syntax::literate::{self, Fence};
use crate::syntax::parse;

use super::render::STEP;

/// The article around the statements of a fence, while they are laid out.
const HEAD: &str = "article 1 {\n";

/// Writes the rules of each fence anew. A fence that is no whole by itself, as one with the first half of a record, stays as it is.
///
/// `lay_out` is given rules that can be read by themselves, and how much farther in they stand there than they will in their fence.
pub(crate) fn in_fences(text: &str, lay_out: impl Fn(&str, usize) -> Option<String>) -> String {
    let first_line = text.find('\n').and_then(|at| text.get(..at)).unwrap_or("");
    let line_end = if first_line.ends_with('\r') { "\r\n" } else { "\n" };
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for fence in literate::fences(text) {
        let Some((place, prefix)) = place(text, &fence.lines) else { continue };
        let Some(rules) = laid_out(text, &fence, &lay_out) else { continue };
        out.push_str(text.get(done..place.start).unwrap_or_default());
        for line in rules.lines() {
            let line = format!("{prefix}{line}");
            out.push_str(line.trim_end());
            out.push_str(line_end);
        }
        if !text.get(place.clone()).is_some_and(|before| before.ends_with('\n')) {
            out.truncate(out.len().saturating_sub(line_end.len()));
        }
        done = place.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// The rules of a fence, laid out by themselves.
fn laid_out(text: &str, fence: &Fence, lay_out: impl Fn(&str, usize) -> Option<String>) -> Option<String> {
    let rules: String = fence.lines.iter().filter_map(|line| text.get(line.clone())).collect();
    let rules = if fence.is_of_article { format!("{HEAD}{rules}\n}}\n") } else { rules };
    if !parse(SourceId::default(), &rules).1.is_empty() {
        return None;
    }
    if !fence.is_of_article {
        return lay_out(&rules, 0);
    }
    let whole = lay_out(&rules, STEP)?;
    let (_, inner) = whole.split_once('\n')?;
    let inner = inner.strip_suffix("}\n")?;
    let indent = " ".repeat(STEP);
    Some(inner.lines().map(|line| format!("{}\n", line.strip_prefix(&indent).unwrap_or(line))).collect())
}

/// The whole lines of a fence, and what stands before each in a list or a quotation; none of a fence without rules.
fn place(text: &str, lines: &[Range<usize>]) -> Option<(Range<usize>, String)> {
    let begin = |at: usize| text.get(..at).and_then(|above| above.rfind('\n')).map_or(0, |end| end.saturating_add(1));
    let (first, last) = (lines.first()?, lines.last()?);
    let worded = lines.iter().find(|line| text.get((*line).clone()).is_some_and(|rules| !rules.trim().is_empty()))?;
    let prefix = text.get(begin(worded.start)..worded.start)?.to_owned();
    let rest = text.get(last.end..)?;
    let ends_line = text.get(..last.end)?.ends_with('\n');
    let behind = if ends_line { 0 } else { ["\r\n", "\n"].iter().find(|end| rest.starts_with(**end)).map_or(0, |end| end.len()) };
    Some((begin(first.start)..last.end.saturating_add(behind), prefix))
}

//! `# lint: allow …`: comments that allow what the linter tells. They are for authors: readers of a policy are not shown them.

/// What a comment without its sign allows, if it does.
pub(crate) fn of(comment: &str) -> Option<&str> {
    comment.strip_prefix("lint:").or_else(|| comment.strip_prefix("lint："))
}

/// Whether a comment as it is written allows something.
pub(crate) fn is_allowance(comment: &str) -> bool {
    comment.strip_prefix(['#', '＃']).is_some_and(|words| of(words.trim_start()).is_some())
}

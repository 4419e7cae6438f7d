//! `# lint: allow …`: comments that allow what the linter tells. They are for authors: readers of a policy are not shown them.

use super::highlight::{Tag, marks};

/// What a comment without its sign allows, if it does.
pub(crate) fn of(comment: &str) -> Option<&str> {
    comment.strip_prefix("lint:").or_else(|| comment.strip_prefix("lint："))
}

/// Whether a comment as it is written allows something.
pub(crate) fn is_allowance(comment: &str) -> bool {
    comment.strip_prefix(['#', '＃']).is_some_and(|words| of(words.trim_start()).is_some())
}

/// A text without such comments, and without the lines that have nothing else.
pub(crate) fn left_out(text: &str) -> String {
    // Few articles have one, and whoever tells of a thousand rows does not read all of them a thousand times.
    if !text.contains("lint") {
        return text.to_owned();
    }
    let (mut out, mut at) = (String::with_capacity(text.len()), 0usize);
    let comments = marks(text).into_iter().filter(|(_, tag)| *tag == Tag::Comment).map(|(range, _)| range);
    for range in comments.filter(|range| text.get(range.clone()).is_some_and(is_allowance)) {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.truncate(out.trim_end_matches([' ', '\t']).len());
        at = range.end;
        if out.is_empty() || out.ends_with('\n') {
            at = at.saturating_add(usize::from(text.get(at..).is_some_and(|rest| rest.starts_with('\n'))));
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn lines_that_have_nothing_else_go_too() {
        let text = "a = 1  # lint: allow idle-bound because so\n  # lint: 许可 idle-bound 因为 如此\nb = \"# lint: x\"  # kept\n";
        assert_eq!(left_out(text), "a = 1\nb = \"# lint: x\"  # kept\n");
        let prose = "## 第五条 信用卡\n\n每卡 20 元。\n\n```merit\n# lint: allow x because y\npay p = 20 × n\n```\n";
        assert_eq!(left_out(prose), "## 第五条 信用卡\n\n每卡 20 元。\n\n```merit\npay p = 20 × n\n```\n");
        assert_eq!(left_out("# lint：a\n# lint: b"), "");
    }
}

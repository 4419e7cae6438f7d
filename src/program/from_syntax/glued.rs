//! A definition whose name took a Chinese keyword along: `奖励新卡 = …` defines `奖励新卡`, and whoever asks for `新卡` finds nothing.

use super::builder::Lower;
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Span;
use crate::syntax::vocabulary;

impl Lower<'_> {
    /// Has unknown names told where they were meant to be defined, if they are the end of a name that begins with a keyword.
    pub fn tell_glued_names(&mut self) {
        let mut told: Vec<Span> = Vec::new();
        let findings = std::mem::take(&mut self.findings);
        for finding in findings {
            let glued = (finding.code == Code::E0201).then(|| self.glued(&finding)).flatten();
            match glued {
                None => self.findings.push(finding),
                Some((place, _)) if told.contains(&place) => {}
                Some((place, better)) => {
                    told.push(place);
                    self.findings.push(better);
                }
            }
        }
    }

    fn glued(&self, finding: &Diagnostic) -> Option<(Span, Diagnostic)> {
        let asked = finding.labels.first()?.span;
        let name = self.words(asked);
        if name.is_empty() || name.is_ascii() {
            return None;
        }
        let (entry, keyword) = self.entries.iter().find_map(|entry| {
            let before = entry.name.strip_suffix(name).filter(|before| !before.is_empty())?;
            vocabulary::KEYWORDS.iter().any(|keyword| keyword.zh.contains(&before)).then_some((entry, before))
        })?;
        let whole = &entry.name;
        let better = Diagnostic::new(Code::E0106, say!("`{whole}` is read as one word", "`{whole}` 被读作一个词"))
            .label(entry.span, say!("it begins with the keyword `{keyword}`", "它以关键词 `{keyword}` 开头"))
            .label(asked, say!("`{name}` is asked for here", "此处用到 `{name}`"))
            .help(say!("put a space after `{keyword}`: `{keyword} {name}`", "在 `{keyword}` 之后加一个空格：`{keyword} {name}`"));
        Some((entry.span, better))
    }
}

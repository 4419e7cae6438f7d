//! What other policies changed, kept for statements and records of runs; and what they took away that is still used, told as such.

use super::builder::Lower;
use crate::assembly::amend::{deed, in_line, words};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::program::{Amended, Amendments, Reach, by_whom};
use crate::say;
use crate::source::Sources;
use crate::syntax::ast::{Amending, Change, Deed, File, Sort};

impl<'a> Lower<'a> {
    /// Keeps which policies amended this one.
    pub fn note_amendments(&mut self, file: &'a File) {
        self.program.amendments = file.amendments.iter().map(amendments).collect();
    }
}

fn amendments(amending: &Amending) -> Amendments {
    Amendments {
        policy: amending.policy.name.clone(),
        version: amending.policy.version.clone(),
        source: amending.policy.source,
        base: amending.base.name.clone(),
        base_version: amending.base.version.clone(),
        base_source: amending.base.source,
        changes: amending.changes.iter().map(amended).collect(),
    }
}

fn amended(change: &Change) -> Amended {
    let what = words(&change.subject);
    let total = change.inside.as_ref().filter(|_| change.subject.sort == Sort::Term).map(words);
    let what = match total {
        Some(total) => Text::both(format!("{} of {}", what.en, total.en), in_line(&[&total.zh, "的", &what.zh])),
        None => what,
    };
    let reach = match change.subject.sort {
        Sort::Article => Reach::Article,
        Sort::Record | Sort::Calendar | Sort::Group | Sort::Result | Sort::Field | Sort::Column => Reach::Data,
        Sort::Parameter
        | Sort::Scale
        | Sort::Table
        | Sort::Value
        | Sort::Clause(_)
        | Sort::Split
        | Sort::Assert
        | Sort::Block
        | Sort::Term => Reach::Value,
    };
    Amended {
        what,
        reach,
        article: change.article.clone(),
        deed: change.deed,
        by: change.by.as_ref().map(|by| by.text.clone()),
        span: change.span,
        superseded: change.superseded,
    }
}

/// The findings, of which those about a name that an amendment took away say so.
pub(super) fn told(file: &File, sources: &Sources, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if file.amendments.is_empty() {
        return findings;
    }
    let own = |finding: &Diagnostic| finding.labels.first().is_none_or(|label| label.span.source == file.source);
    findings
        .into_iter()
        // What the amended policy defines and nothing uses any more is not the amending author's to change.
        .filter(|finding| finding.code != Code::W1001 || own(finding))
        .map(|finding| gone(file, sources, &finding).unwrap_or(finding))
        .collect()
}

fn gone(file: &File, sources: &Sources, finding: &Diagnostic) -> Option<Diagnostic> {
    if !matches!(finding.code, Code::E0201 | Code::E0203 | Code::E0204 | Code::E0206) {
        return None;
    }
    let place = finding.labels.first()?.span;
    let written = sources.text(place);
    let name = written.trim_matches(['`', '「', '」', ' ']);
    let all = file.amendments.iter().rev().flat_map(|amending| amending.changes.iter().rev().map(move |change| (amending, change)));
    let number = finding.message.en.strip_prefix("there is no article ");
    let took = |change: &Change| change.lost.iter().any(|lost| lost == name || number.is_some_and(|number| number == lost));
    let (amending, change) = all.into_iter().find(|(_, change)| took(change))?;
    let (what, by) = (words(&change.subject), by_whom(change.by.as_ref().map(|by| by.text.as_str()), &amending.policy.name));
    let done = deed(change.deed);
    let name = number.map_or_else(|| name.to_owned(), |_| written.to_owned());
    let message = match change.deed {
        Deed::Repealed => Text::both(
            format!("`{name}` is used, but {} is {} {}", what.en, done.en, by.en),
            in_line(&[&format!("仍在使用 `{name}`，但"), &what.zh, "已由", &by.zh, &done.zh]),
        ),
        Deed::Replaced | Deed::Added => Text::both(
            format!("`{name}` is used, but {} as {} {} does not define it", what.en, done.en, by.en),
            in_line(&[&format!("仍在使用 `{name}`，但"), &what.zh, "经", &by.zh, &done.zh, "后不再定义它"]),
        ),
    };
    let mut told = Diagnostic::new(Code::E0119, message)
        .label(place, say!("still used here", "此处仍在使用"))
        .label(change.span, say!("with this it is no longer defined", "据此不再有其定义"));
    // The further places of the same name.
    for label in finding.labels.iter().skip(1) {
        told = told.label(label.span, label.text.clone());
    }
    Some(told.help(say!("amend what uses it too, or let the amendment define `{name}`", "一并修订使用它的内容，或在修订中定义 `{name}`")))
}

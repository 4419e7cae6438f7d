//! The whole policy as one text, with what it uses in its place and what it amends as amended: for `merit emit`, and for people who want
//! the rules that are in force in one document.
//!
//! Every part is what its author wrote, taken from the file that it stands in; only what an amendment changed within a part is put in its
//! place, with a comment that says who changed it and where. Without amendments of some days alone the text is a policy with the same program.

use std::fmt::Write;
use std::ops::Range;

mod amendments;
mod document;
mod fence;
mod puts;

pub use amendments::{Amended, amendments};
pub use document::{Document, Mark, Standing, document};

use super::amend::{deed, in_line, words};
use crate::diagnostics::{Language, Text};
use crate::program::by_whom;
use crate::say;
use crate::source::literate;
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::ast::{Amending, Change, Edit, File, Item, Patch, Titled};

/// The widest line of a sum that was changed.
const WIDTH: usize = 110;

/// Shows a policy as one text.
pub fn print(file: &File, sources: &Sources) -> String {
    whole(&Printer { file, sources, language: file.language, places: true })
}

/// Shows a policy as one text for readers who have not its files; what is said of its amendments is in this language.
pub fn print_for_readers(file: &File, sources: &Sources, language: Language) -> String {
    whole(&Printer { file, sources, language, places: false })
}

fn whole(printer: &Printer<'_>) -> String {
    let (file, sources) = (printer.file, printer.sources);
    let mut out = String::new();
    printer.heading(&mut out);
    let mut source = file.source;
    let repealed = if printer.places { Vec::new() } else { amendments::repealed(printer) };
    for item in &file.items {
        let span = item.span();
        // What was changed says so itself.
        if span.source != source && !printer.changes().any(|(_, change)| change.made == Some(span)) {
            source = span.source;
            apart(&mut out);
            if printer.places {
                let from = sources.get(source).map_or("", |source| &source.within);
                printer.comment(&mut out, &say!("from {from}", "取自 {from}"));
                out.push('\n');
            }
        }
        printer.item(item, &mut out);
        // A blank line below says that it is not about what follows alone.
        for (_, said) in repealed.iter().filter(|(after, _)| *after == span) {
            apart(&mut out);
            printer.comment(&mut out, said);
            out.push('\n');
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    if !sources.iter().any(|(_, source)| literate::is_literate(&source.name)) {
        return out;
    }
    // Rules that stood among prose are set in as those of a file.
    let out = without_gaps(&out);
    crate::format::format(file.source, &out).unwrap_or(out)
}

/// A text without the blank lines that prose left behind: at most one between others, none after a bracket that opens.
fn without_gaps(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim_end) {
        let follows_nothing = out.is_empty() || out.ends_with("\n\n") || out.ends_with(['{', '｛']) || out.ends_with("{\n");
        if !line.is_empty() || !follows_nothing {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Shows a part of a policy as amended, its first line at the margin; a part of a literate policy with its prose.
pub fn part(file: &File, sources: &Sources, span: Span, language: Language) -> String {
    let printer = Printer { file, sources, language, places: false };
    if let Some(source) = sources.get(span.source).filter(|source| literate::is_literate(&source.name)) {
        return fence::words(&printer, source, span);
    }
    let mut out = String::new();
    printer.text(span, &mut out);
    out
}

struct Printer<'f> {
    file: &'f File,
    sources: &'f Sources,
    language: Language,
    /// Whether it is said in which file and line something was changed.
    places: bool,
}

impl<'f> Printer<'f> {
    /// Which policy this is and what amended it, first of all.
    fn heading(&self, out: &mut String) {
        for amending in &self.file.amendments {
            let (policy, base) = (self.titled(&amending.policy), self.titled(&amending.base));
            let amends = Text::both(format!("{} amends {}:", policy.en, base.en), format!("{}修订{}：", policy.zh, base.zh));
            self.comment(out, &amends);
            for change in &amending.changes {
                let (line, place) = (self.change(change), self.place(change.span));
                self.comment(out, &Text::both(format!("  {} ({place})", line.en), format!("  {}（{place}）", line.zh)));
            }
            out.push('\n');
        }
    }

    /// What was changed, with the article of the amending policy that says so.
    fn change(&self, change: &Change) -> Text {
        let line = self.what(change, true);
        match change.by.as_ref().map(|by| &by.text) {
            Some(article) => Text::both(format!("article {article}: {}", line.en), format!("第{article}条：{}", line.zh)),
            None => line,
        }
    }

    /// An item, with the comments above it.
    fn item(&self, item: &Item, out: &mut String) {
        let span = item.span();
        let text = self.sources.get(span.source).map_or("", Source::code);
        let above = text.get(..span.start as usize).unwrap_or("");
        let line = above.rfind('\n').map_or("", |at| above.get(..at).unwrap_or(""));
        let is_kept = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with(['#', '＃']);
        // A blank line below a comment says that it is about all that follows.
        let mut comments: Vec<&str> = line.split('\n').rev().take_while(is_kept).map(str::trim).collect();
        comments.reverse();
        let comments: Vec<&str> = comments.into_iter().skip_while(|line| line.is_empty()).collect();
        let made: Vec<(&Amending, &Change)> = self.changes().filter(|(_, change)| change.made == Some(span)).collect();
        if !comments.is_empty() || !made.is_empty() || !is_short(self.sources.text(span)) {
            apart(out);
        }
        for comment in &comments {
            let _ = writeln!(out, "{comment}");
        }
        for (amending, change) in made {
            self.said(out, change, amending);
        }
        self.text(span, out);
        // An article that is repealed from a day on holds nothing from then on.
        if matches!(item, Item::Article(article) if article.statements.is_empty()) && !self.sources.text(span).contains(['{', '｛']) {
            out.push_str(" { }");
        }
        out.push('\n');
        // What stands on one line in the file stays together here.
        if !is_short(self.sources.text(span)) {
            out.push('\n');
        }
    }

    /// The text of a place as amended, set in as deep as what is there already.
    fn text(&self, span: Span, out: &mut String) {
        let indent = current_line(out).len() - current_line(out).trim_start().len();
        let mut text = String::new();
        self.amended(span, &mut text);
        let own = self.indent(span);
        let deep = " ".repeat(if current_line(out).trim().is_empty() { indent } else { 0 });
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out.push('\n');
                let blank = line.len() - line.trim_start().len();
                let set_in =
                    if line.trim().is_empty() { String::new() } else { format!("{deep}{}", " ".repeat(blank.saturating_sub(own))) };
                out.push_str(&set_in);
            }
            out.push_str(if at > 0 { line.trim_start() } else { line });
        }
    }

    /// The text of a place with the patches of what is in it.
    fn amended(&self, span: Span, out: &mut String) {
        let text = self.sources.get(span.source).map_or("", Source::code);
        let is_within = |place: Span, _: usize| span.start <= place.start && place.end <= span.end;
        self.patched(span.source, text, span.start as usize..span.end as usize, &is_within, out);
    }

    /// A stretch of a text with the patches whose place and byte are within it.
    fn patched(&self, source: SourceId, text: &str, range: Range<usize>, is_within: &dyn Fn(Span, usize) -> bool, out: &mut String) {
        let mut patches: Vec<(usize, &Amending, &Patch)> = Vec::new();
        for amending in &self.file.amendments {
            for patch in &amending.patches {
                let place = place_of(patch.edit);
                if place.source != source || !is_within(place, at_of(patch.edit, text)) {
                    continue;
                }
                // Of several texts for one sum the last one counts.
                patches.retain(|(_, _, other)| !(other.edit == patch.edit && matches!(patch.edit, Edit::Parts(_))));
                patches.push((at_of(patch.edit, text), amending, patch));
            }
        }
        patches.sort_by_key(|(at, _, patch)| (*at, matches!(patch.edit, Edit::Within(_))));
        let mut at = range.start;
        for (start, amending, patch) in patches {
            if start < at {
                continue;
            }
            out.push_str(text.get(at..start).unwrap_or(""));
            at = start;
            self.patch(patch, amending, text, out);
            if let Edit::Instead(place) | Edit::Parts(place) = patch.edit {
                at = place.end as usize;
            }
        }
        out.push_str(text.get(at..range.end).unwrap_or(""));
    }

    fn patch(&self, patch: &Patch, amending: &Amending, text: &str, out: &mut String) {
        let place = place_of(patch.edit);
        let mut indent = self.indent(place);
        match patch.edit {
            Edit::Parts(_) => {
                self.sum(&patch.with, out);
                return;
            }
            Edit::Before(_) | Edit::Instead(_) => {
                if !current_line(out).trim().is_empty() {
                    out.push('\n');
                    out.push_str(&" ".repeat(indent));
                }
            }
            Edit::After(_) => {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
            }
            Edit::Within(block) => {
                // The line of the closing bracket is cut and written anew.
                let first = text.get(block.start as usize..block.end as usize).unwrap_or("").contains('\n');
                indent += 2;
                if first && current_line(out).trim().is_empty() {
                    out.truncate(out.len() - current_line(out).len());
                } else {
                    out.truncate(out.trim_end().len());
                    out.push('\n');
                }
                out.push_str(&" ".repeat(indent));
            }
        }
        if let Some(change) = patch.change.and_then(|change| amending.changes.get(change)) {
            self.said(out, change, amending);
            out.push_str(&" ".repeat(indent));
        }
        for (word, part) in &patch.with {
            out.push_str(word);
            self.text(*part, out);
        }
        if let Edit::Within(_) = patch.edit {
            out.push('\n');
            out.push_str(&" ".repeat(indent.saturating_sub(2)));
        } else if patch.with.is_empty() {
            // A word alone: it ends its line, and what follows on the line of the file stands on the next one.
            if let Edit::Instead(place) = patch.edit {
                let rest = text.get(place.end as usize..).and_then(|rest| rest.lines().next()).unwrap_or("").trim();
                if rest.is_empty() || rest.starts_with(['#', '＃']) {
                    out.truncate(out.trim_end_matches([' ', '\n']).len());
                }
            }
        }
    }

    /// A sum whose parts were changed, in lines that are not too wide.
    fn sum(&self, terms: &[(&'static str, Span)], out: &mut String) {
        let start = unicode_width::UnicodeWidthStr::width(current_line(out));
        for (sign, term) in terms {
            // A sum of one part is that part: what was changed is the sum alone.
            let text = self.sources.text(*term);
            let wide = unicode_width::UnicodeWidthStr::width(current_line(out)) + sign.len() + unicode_width::UnicodeWidthStr::width(text);
            out.push_str(sign);
            if wide > WIDTH && !sign.is_empty() {
                out.truncate(out.trim_end().len());
                out.push('\n');
                out.push_str(&" ".repeat(start));
            }
            out.push_str(text);
        }
    }

    /// A comment on what was changed, and by whom.
    fn said(&self, out: &mut String, change: &Change, amending: &Amending) {
        let what = self.what(change, false);
        let by = by_whom(change.by.as_ref().map(|by| by.text.as_str()), &amending.policy.name);
        let mut line = Text::both(format!("{} {}", what.en, by.en), format!("由{}{}", by.zh, what.zh));
        if self.places {
            let place = self.place(change.span);
            line = Text::both(format!("{} ({place})", line.en), format!("{}（{place}）", line.zh));
        }
        self.comment(out, &line);
    }

    /// What was changed and how: table `base_pay` replaced; in full, what it stands in too.
    fn what(&self, change: &Change, in_full: bool) -> Text {
        let (what, done) = (words(&change.subject), deed(change.deed));
        let mut text = Text::both(format!("{} {}", what.en, done.en), in_line(&[&done.zh, &what.zh]));
        let stands_in = change.inside.as_ref().map(words);
        let article = change.article.as_ref().map(|article| say!("article {article}", "第{article}条"));
        if let Some(inside) = stands_in.or(article.filter(|inside| *inside != what)).filter(|_| in_full) {
            text = Text::both(format!("in {} {}", inside.en, text.en), in_line(&[&inside.zh, "中", &text.zh]));
        }
        if let Some(from) = change.days.as_ref().and_then(|days| days.from) {
            text = Text::both(format!("{} from {from} on", text.en), format!("自 {from} 起{}", text.zh));
        }
        text
    }

    fn changes(&self) -> impl Iterator<Item = (&'f Amending, &'f Change)> + use<'f> {
        self.file.amendments.iter().flat_map(|amending| amending.changes.iter().map(move |change| (amending, change)))
    }

    fn titled(&self, titled: &Titled) -> Text {
        let (name, file) = (&titled.name, self.sources.get(titled.source).map_or("", |source| &source.within));
        match &titled.version {
            Some(version) => say!("“{name}”, version {version} ({file})", "“{name}”{version} 版（{file}）"),
            None => say!("“{name}” ({file})", "“{name}”（{file}）"),
        }
    }

    /// The file and line of a place.
    fn place(&self, span: Span) -> String {
        let (line, _) = self.sources.place(span.source, span.start);
        format!("{}:{line}", self.sources.get(span.source).map_or("", |source| &source.within))
    }

    fn comment(&self, out: &mut String, text: &Text) {
        let _ = writeln!(out, "# {}", text.get(self.language));
    }

    /// How far the line of a place is set in.
    fn indent(&self, span: Span) -> usize {
        let text = self.sources.get(span.source).map_or("", Source::code);
        let line = current_line(text.get(..span.start as usize).unwrap_or(""));
        line.len() - line.trim_start_matches(' ').len()
    }
}

/// Leaves a blank line before what comes.
fn apart(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// What follows the last line end.
fn current_line(text: &str) -> &str {
    text.rfind('\n').map_or(text, |at| text.get(at + 1..).unwrap_or(""))
}

fn is_short(text: &str) -> bool {
    !text.contains('\n')
}

fn place_of(edit: Edit) -> Span {
    match edit {
        Edit::Before(span) | Edit::Instead(span) | Edit::Parts(span) | Edit::After(span) | Edit::Within(span) => span,
    }
}

/// The byte at which a text is changed.
fn at_of(edit: Edit, text: &str) -> usize {
    match edit {
        Edit::Before(span) | Edit::Instead(span) | Edit::Parts(span) => span.start as usize,
        Edit::After(span) => {
            // A comment behind it on its line stays with it.
            let end = span.end as usize;
            let rest = text.get(end..).unwrap_or("").lines().next().unwrap_or("");
            if rest.trim_start().starts_with(['#', '＃']) || rest.trim().is_empty() { end + rest.trim_end().len() } else { end }
        }
        Edit::Within(span) => {
            let inner = text.get(span.start as usize..span.end as usize).unwrap_or("");
            span.start as usize + inner.rfind(['}', '｝']).unwrap_or(inner.len())
        }
    }
}

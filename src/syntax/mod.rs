//! From text to tree: brackets, then the grammar, then the tree, with every line that is not understood explained by itself.
//!
//! It resolves no name and knows no kind. It never fails: what it cannot read is left out of the tree and told as a [`Diagnostic`].
//! The tree goes on to `program/from_syntax`; [`mod@print`] shows it.

pub(crate) mod allowance;
pub mod ast;
mod brackets;
#[cfg(feature = "lsp")]
pub(crate) mod expect;
mod from_pairs;
mod grammar;
pub mod highlight;
pub mod literate;
pub mod print;
mod recovery;
mod trivia;
pub mod vocabulary;
pub(crate) mod written;

use std::io;
use std::thread::{self, ScopedJoinHandle};

use crate::diagnostics::{Code, Diagnostic, Language};
use crate::say;
use crate::source::{SourceId, Span};

pub use brackets::DEEPEST;
pub(crate) use from_pairs::{article_number, plain_name as name_of_word};
pub(crate) use grammar::Rule;

/// The largest policy file in bytes.
pub const LARGEST: usize = 4 << 20;
/// The most findings told of one file.
pub const MOST_FINDINGS: usize = 100;
/// The stack that reading the deepest brackets may need, with room to spare.
pub(crate) const STACK: usize = 64 << 20;

/// Reads a policy file into its tree, in time linear in its length; never fails, and tells all that it could not read.
pub fn parse(source: SourceId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    if text.len() > LARGEST {
        let finding = Diagnostic::new(Code::E0108, say!("the file is larger than 4 MB", "文件超过 4 MB"))
            .label(Span::new(source, 0, 0), say!("this file", "本文件"))
            .help(say!("split it into several files and `use` them", "拆成几个文件，再用 `引用` 合在一起"));
        let broken = vec![Span::new(source, 0, 0)];
        return (
            ast::File {
                source,
                items: Vec::new(),
                comments: Vec::new(),
                language: Language::English,
                broken,
                lacks_files: false,
                amendments: Vec::new(),
            },
            vec![finding],
        );
    }
    let scan = brackets::scan(source, text);
    let (mut file, mut findings) = from_pairs::file(source, &scan);
    findings.extend(scan.findings);
    // A figure or date that cannot be meant stands for nothing either.
    file.broken.extend(findings.iter().filter_map(|finding| finding.labels.first()).map(|label| label.span));
    findings.sort_by_key(|finding| finding.labels.first().map_or(0, |label| label.span.start));
    limit(source, text, &mut findings);
    (file, findings)
}

/// How a name is written: as it is where it is one plain word, else in quotes; none where it cannot be a name.
#[cfg(feature = "lsp")]
pub(crate) fn written_name(name: &str, chinese: bool) -> Option<String> {
    let reads = |text: &str| grammar::read(Rule::name, text).is_ok_and(|mut pairs| pairs.next().is_some_and(|pair| pair.as_str() == text));
    let quoted = if chinese { format!("「{name}」") } else { format!("`{name}`") };
    [name.to_owned(), quoted].into_iter().find(|written| reads(written) && name_of_word(written) == name)
}

/// Runs on a thread of its own with a stack of so many bytes; on this one where no thread can be had.
pub(crate) fn with_room<T: Send>(stack: usize, work: impl Fn() -> T + Send + Sync) -> T {
    std::thread::scope(|scope| finished(roomy(stack).spawn_scoped(scope, &work), &work))
}

/// Works at each of several parts, all at the same time, as [`with_room`] does at one; gives what becomes of them in their order.
fn each_with_room<P: Sync, T: Send>(stack: usize, parts: &[P], work: impl Fn(&P) -> T + Send + Sync) -> Vec<T> {
    let work = &work;
    std::thread::scope(|scope| {
        let begun: Vec<_> = parts.iter().map(|part| (part, roomy(stack).spawn_scoped(scope, move || work(part)))).collect();
        begun.into_iter().map(|(part, started)| finished(started, || work(part))).collect()
    })
}

fn roomy(stack: usize) -> thread::Builder {
    thread::Builder::new().name("merit".into()).stack_size(stack)
}

/// What becomes of a work that was to begin on a thread.
fn finished<T>(started: io::Result<ScopedJoinHandle<'_, T>>, work: impl FnOnce() -> T) -> T {
    match started.map(ScopedJoinHandle::join) {
        Ok(Ok(done)) => done,
        Ok(Err(cause)) => std::panic::resume_unwind(cause),
        Err(_) => work(),
    }
}

/// Keeps the first hundred findings and says that there are more.
fn limit(source: SourceId, text: &str, findings: &mut Vec<Diagnostic>) {
    if findings.len() <= MOST_FINDINGS {
        return;
    }
    findings.truncate(MOST_FINDINGS);
    findings.push(
        Diagnostic::new(Code::E0101, say!("more findings in this file are left out", "本文件另有问题未列出"))
            .label(Span::new(source, text.len(), text.len()), say!("up to the end of the file", "直到文件末尾"))
            .help(say!("settle those above and check again", "先处理以上各处，再重新检查")),
    );
}

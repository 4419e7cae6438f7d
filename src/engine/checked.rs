//! A policy as its tree and its checked programs, sound or not: for whoever tells of it while it is being written.

use super::versions;
use crate::assembly::{Assembled, assemble, stretches};
use crate::diagnostics::{Diagnostic, Language, first_ones};
use crate::program::{Program, from_syntax};
use crate::source::{Loader, Sources};
use crate::syntax::ast;

/// A checked policy. Its programs may be run only when no finding is an error.
#[derive(Debug)]
pub struct Checked {
    /// The texts that it was read from.
    pub sources: Sources,
    /// Its whole tree, with what it uses; none where its file could not be read.
    pub tree: Option<ast::File>,
    /// Its programs in the order of their days.
    pub programs: Vec<Program>,
    /// The one of them that a run without a date of its own is for.
    pub usual: usize,
    /// All findings, in the order of their places.
    pub findings: Vec<Diagnostic>,
}

impl Checked {
    /// Checks what a loader gives for a path, with every file that it uses.
    pub fn load(loader: &dyn Loader, path: &str) -> Checked {
        let mut sources = Sources::default();
        match sources.load(loader, path) {
            Ok(id) => Checked::of(assemble(sources, id, Some(loader))),
            Err(error) => Checked { sources, tree: None, programs: Vec::new(), usual: 0, findings: vec![Diagnostic::from(error)] },
        }
    }

    /// Checks the tree of a policy.
    pub(super) fn of(assembled: Assembled) -> Checked {
        let Assembled { sources, file, mut findings } = assembled;
        let (stretches, usual, amiss) = stretches(&file);
        findings.extend(amiss);
        let checked: Vec<_> = stretches.iter().map(|stretch| (stretch.days, from_syntax::check(&stretch.tree, &sources))).collect();
        let several = checked.len() > 1;
        let (of_days, programs): (Vec<_>, Vec<_>) = checked
            .into_iter()
            .map(|(days, (mut program, findings))| {
                program.head.days = days;
                program.head.uses_today |= several;
                ((days, findings), program)
            })
            .unzip();
        findings.extend(versions::together(of_days));
        findings.sort_by_key(|finding| finding.labels.first().map(|label| (label.span.source, label.span.start)));
        Checked { sources, tree: Some(file), programs, usual, findings: first_ones(findings) }
    }

    /// Whether it may be run.
    pub fn is_sound(&self) -> bool {
        self.tree.is_some() && !self.findings.iter().any(Diagnostic::is_error)
    }

    /// The language that most of its keywords are in.
    pub fn language(&self) -> Language {
        self.tree.as_ref().map_or(Language::English, |tree| tree.language)
    }

    /// The program that a run without a date of its own is for; none where there is no tree.
    pub fn program(&self) -> Option<&Program> {
        self.programs.get(self.usual).or(self.programs.first())
    }
}

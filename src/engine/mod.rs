//! The facade: compile a policy, evaluate it, ask for results and reasons.
//!
//! `compile` reads like the way of the data: text → tree → checked program → ordered steps. A [`Policy`] is immutable and may be shared
//! between threads; every evaluation is its own.

mod against;
mod assertions;
mod boundaries;
mod checked;
mod coverage;
mod deliver;
mod evaluate;
mod growth;
mod look_up;
mod next;
mod prepared;
mod stream;
mod testing;
mod versions;

pub use crate::data::stream::{Source, Unstreamed};
pub use against::{Compared, Comparison, Difference};
pub use boundaries::{Boundaries, Proposal, Unreached};
pub use checked::Checked;
pub use coverage::{Count, Coverage, Place, PlaceKind, Reached};
pub use deliver::{Delivered, Totals};
pub use evaluate::{Evaluation, Settings};
pub use look_up::NoSuchName;
pub use prepared::{Ground, Prepared, Record, Values, Why};
pub use stream::{Sink, Streamed, Streaming};
pub use testing::{Case, CaseEdit, Failure, Instead, TestPlace, TestReport, cases_of};

use crate::assembly::{self, assemble};
use crate::diagnostics::{Diagnostic, Language};
use crate::explain;
use crate::plan::Plan;
use crate::program::{ArticleId, ExprId, Program};
use crate::source::{Loader, Sources};
use crate::syntax::{self, allowance, ast};
use std::sync::{Arc, OnceLock};

/// The engine: where policies are compiled. It holds no state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Engine;

/// A compiled policy, as of a stretch of days on which it does not change; cheap to clone.
#[derive(Clone, Debug)]
pub struct Policy {
    whole: Arc<Whole>,
    /// The one of its versions that is meant.
    version: Arc<Version>,
}

/// Everything of a policy.
#[derive(Debug)]
struct Whole {
    sources: Sources,
    language: Language,
    tree: ast::File,
    /// Its programs in the order of their days; at least one.
    versions: Vec<Arc<Version>>,
    findings: Vec<Diagnostic>,
}

/// A policy on a stretch of days.
#[derive(Debug)]
struct Version {
    program: Program,
    plan: Plan,
    /// The same steps and those that reasons rest on, once they are asked for.
    explained: OnceLock<Explained>,
}

/// The plans of a run that keeps its reasons, whose steps have the same numbers.
#[derive(Debug)]
struct Explained {
    /// All steps that reasons rest on.
    plan: Plan,
    /// Of these the ones that are carried out at once.
    lean: Plan,
}

// What services hold goes between threads; otherwise this does not compile.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Engine>();
    shared::<Policy>();
    shared::<Evaluation<'_>>();
    shared::<crate::data::Tables>();
    shared::<crate::explain::Statement<'_>>();
};

/// Why a policy was not compiled.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The language that most of the policy's keywords are in.
    pub language: Language,
    /// All that was found; at least one is an error.
    pub findings: Vec<Diagnostic>,
}

impl Checked {
    /// The policy, to be run.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn compile(self) -> Result<Policy, Box<Rejected>> {
        compile(self)
    }
}

impl Engine {
    /// Compiles a text; `name` is what findings call it.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn compile(name: &str, text: &str) -> Result<Policy, Box<Rejected>> {
        let mut sources = Sources::default();
        let id = sources.add(name, text);
        compile(Checked::of(assemble(sources, id, None)))
    }

    /// Compiles what a loader gives for a path, with every file that it uses.
    ///
    /// ```
    /// use merit::engine::Engine;
    /// use merit::source::MemoryLoader;
    ///
    /// let texts = MemoryLoader::new()
    ///     .with("bank/scheme.merit", "policy \"Bank\" { subject manager }\nuse \"../prelude/rates.merit\"\n\
    ///            record manager { id text key; cards integer }\narticle 1 { award cards_award = rate × cards }")
    ///     .with("prelude/rates.merit", "parameter rate = 20");
    /// let policy = Engine::load(&texts, "bank/scheme.merit").map_err(|rejected| format!("{rejected:?}"))?;
    /// assert_eq!(policy.sources().iter().count(), 2);
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// All findings, when one of them is an error; among them that the path cannot be loaded.
    pub fn load(loader: &dyn Loader, path: &str) -> Result<Policy, Box<Rejected>> {
        compile(Checked::load(loader, path))
    }
}

fn compile(checked: Checked) -> Result<Policy, Box<Rejected>> {
    let language = checked.language();
    let Checked { sources, tree, programs, usual, findings } = checked;
    let rejected = |sources, findings| Err(Box::new(Rejected { sources, language, findings }));
    let Some(tree) = tree.filter(|_| !findings.iter().any(Diagnostic::is_error)) else { return rejected(sources, findings) };
    let made = |program: Program| Arc::new(Version { plan: Plan::new(&program, &roots(&program)), program, explained: OnceLock::new() });
    let versions: Vec<Arc<Version>> = programs.into_iter().map(made).collect();
    let Some(version) = versions.get(usual).or(versions.first()).cloned() else { return rejected(sources, findings) };
    let whole = Whole { sources, language, tree, versions, findings };
    Ok(Policy { whole: Arc::new(whole), version })
}

/// Everything that a run delivers or decides by.
fn roots(program: &Program) -> Vec<ExprId> {
    let mut roots = roots_of(program, &[]);
    roots.extend(program.definitions.iter().filter(|definition| definition.output).map(|definition| definition.value));
    roots
}

/// What some results deliver, or all where none is named, and what a run decides by.
fn roots_of(program: &Program, results: &[String]) -> Vec<ExprId> {
    let mut roots = Vec::new();
    for delivery in program.results.iter().filter(|delivery| results.is_empty() || results.contains(&delivery.name)) {
        roots.extend(delivery.columns.iter().map(|column| column.value));
        roots.extend(delivery.filter);
        roots.extend(delivery.order.iter().map(|(key, _)| *key));
    }
    roots.extend(program.assertions.iter().map(|assertion| assertion.condition));
    roots
}

impl Policy {
    /// The checked program of its days.
    pub fn program(&self) -> &Program {
        &self.version.program
    }

    /// The ordered steps that a run on its days takes.
    pub fn plan(&self) -> &Plan {
        &self.version.plan
    }

    /// The steps of a run that keeps its reasons, which rest on more values than it delivers.
    fn explained(&self) -> &Explained {
        self.version.explained.get_or_init(|| {
            let program = self.program();
            let delivered = roots(program);
            let wanted: Vec<_> = delivered.iter().copied().chain(explain::roots(program)).collect();
            let plan = Plan::new(program, &wanted);
            Explained { lean: plan.lean(program, &delivered), plan }
        })
    }

    /// The checked programs of all its versions, in the order of their days.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &Program> {
        self.whole.versions.iter().map(|version| &version.program)
    }

    /// Its whole tree, with what it uses.
    pub(crate) fn tree(&self) -> &ast::File {
        &self.whole.tree
    }

    /// The texts it was compiled from.
    pub fn sources(&self) -> &Sources {
        &self.whole.sources
    }

    /// The language that most of its keywords are in.
    pub fn language(&self) -> Language {
        self.whole.language
    }

    /// Warnings and notes about it.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.whole.findings
    }

    /// The whole policy as one text, with what it uses in its place and what it amends as amended.
    pub fn print_whole(&self) -> String {
        assembly::print::print(&self.whole.tree, &self.whole.sources)
    }

    /// The whole policy as one text for readers, in this language.
    #[cfg(feature = "html")]
    pub(crate) fn print_for_readers(&self, language: Language) -> String {
        assembly::print::print_for_readers(&self.whole.tree, &self.whole.sources, language)
    }

    /// The whole policy as one Markdown document with the prose of those that it is made of, if it amends and one of them is such a document.
    #[cfg(feature = "html")]
    pub(crate) fn document(&self, language: Language) -> Option<assembly::print::Document> {
        assembly::print::document(&self.whole.tree, &self.whole.sources, language)
    }

    /// The words of one of its articles, as amended.
    pub fn article_text(&self, article: ArticleId) -> String {
        self.article_text_in(article, self.whole.tree.language)
    }

    /// The words of one of its articles; what is said of its amendments is in this language.
    pub(crate) fn article_text_in(&self, article: ArticleId, language: Language) -> String {
        allowance::left_out(&assembly::print::part(&self.whole.tree, &self.whole.sources, self.program().article(article).whole, language))
    }

    /// What the policies that amended it changed.
    #[cfg(feature = "html")]
    pub(crate) fn amendments(&self) -> Vec<assembly::print::Amended> {
        assembly::print::amendments(&self.whole.tree, &self.whole.sources)
    }

    /// Its whole tree as text, with what it uses.
    pub fn print_syntax(&self) -> String {
        syntax::print::print(&self.whole.tree)
    }
}

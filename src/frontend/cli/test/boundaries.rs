//! Cases on the bounds of a policy, proposed for its author to review: printed, or put at the end of the policy.

use crate::data::files;
use crate::data::write::whole::write_file;
use crate::engine::{Boundaries, Engine, Policy, Proposal, TestPlace, Unreached};
use crate::format::format as formatted;
use crate::frontend::cli::changed::Changed;
use crate::frontend::cli::run::{DataArgs, load};
use crate::frontend::cli::scheme::Scheme;
use crate::frontend::cli::{Exit, Ui, told};
use crate::say;
use crate::source::{FileLoader, Loader, Sources};
use std::collections::{BTreeMap, HashSet};

/// Proposes cases just below, at and above every bound.
pub fn propose(args: &DataArgs, scheme: &Scheme, append: bool, ui: &mut Ui) -> Exit {
    let file = scheme.file.display().to_string();
    let is_plain = scheme.file.extension().is_none_or(|ending| ending != "md");
    if append && !is_plain {
        ui.say(&say!(
            "tests are not put into a Markdown document: print them, and put them into a fence",
            "不能把用例追加到 Markdown 文档：请先输出，再放入代码块"
        ));
        return Exit::Usage;
    }
    // Data is a help, not a must: cases begin from the tests too.
    let (there, missing) = files::find(&scheme.folder, scheme.policy.program());
    let loaded = if missing.is_empty() && !there.is_empty() || !args.files.is_empty() {
        match load(args, scheme, ui) {
            Ok((loaded, _)) => Some(loaded.tables),
            Err(exit) => return exit,
        }
    } else {
        None
    };
    let Boundaries { tests, mut unreached } = scheme.policy.boundaries(loaded.as_ref());
    let before = match FileLoader.load(&file) {
        Ok(text) => text,
        Err(error) => {
            ui.findings(&Default::default(), &[error.into()]);
            return Exit::Failed;
        }
    };
    let known: HashSet<String> = scheme.policy.test().into_iter().map(|test| test.name).collect();
    let fresh: Vec<Proposal> = tests.into_iter().filter(|test| !known.contains(&test.name)).collect();
    let kept = passing(scheme, &before, fresh, &mut unreached);
    let text = laid_out(&kept);
    if append && !kept.is_empty() {
        let whole = format!("{}\n\n{text}", before.trim_end());
        if let Err(error) = write_file(&scheme.file, whole.as_bytes()) {
            return told::not_written(&scheme.file, &error, ui);
        }
    } else {
        ui.give(&text);
    }
    tell(&kept, &unreached, append, scheme, ui);
    Exit::Done
}

/// The proposals that compile with the policy and pass; of the others it is told that they cannot be written.
fn passing(scheme: &Scheme, before: &str, tests: Vec<Proposal>, unreached: &mut Vec<Unreached>) -> Vec<Proposal> {
    let mut names = HashSet::new();
    let tests: Vec<Proposal> = tests.into_iter().filter(|test| names.insert(test.name.clone())).collect();
    if let Some(passed) = passed(scheme, before, &tests) {
        return sorted_out(tests, unreached, |test| passed.contains(&test.name));
    }
    // One that does not compile keeps no other from being proposed.
    sorted_out(tests, unreached, |test| {
        passed(scheme, before, std::slice::from_ref(test)).is_some_and(|passed| passed.contains(&test.name))
    })
}

fn sorted_out(tests: Vec<Proposal>, unreached: &mut Vec<Unreached>, passes: impl Fn(&Proposal) -> bool) -> Vec<Proposal> {
    let (kept, left): (Vec<_>, Vec<_>) = tests.into_iter().partition(|test| passes(test));
    unreached.extend(left.into_iter().map(|test| {
        let why = say!("its records cannot be written as a test", "其记录无法写成用例");
        Unreached { bound: test.bound, words: test.name, why }
    }));
    kept
}

/// The names of the tests that pass when they stand at the end of the policy; none where it then does not compile.
fn passed(scheme: &Scheme, before: &str, tests: &[Proposal]) -> Option<HashSet<String>> {
    let file = scheme.file.display().to_string();
    let ending: String = tests.iter().map(|test| test.text.as_str()).collect();
    let is_literate = scheme.file.extension().is_some_and(|ending| ending == "md");
    let whole = if is_literate { format!("{before}\n\n```merit\n{ending}```\n") } else { format!("{before}\n{ending}") };
    let policy: Policy = Engine::load(&Changed(BTreeMap::from([(file.clone(), whole)])), &file).ok()?;
    let reports = policy.test().into_iter().filter(|test| test.failures.is_empty() && matches!(test.place, TestPlace::Policy(_)));
    Some(reports.map(|test| test.name).collect())
}

/// The tests in the style of the formatter.
fn laid_out(tests: &[Proposal]) -> String {
    let text = tests.iter().map(|test| test.text.as_str()).collect::<Vec<_>>().join("\n");
    let mut sources = Sources::default();
    let id = sources.add("tests", text.as_str());
    formatted(id, &text).unwrap_or(text)
}

fn tell(kept: &[Proposal], unreached: &[Unreached], append: bool, scheme: &Scheme, ui: &Ui) {
    let sources = scheme.policy.sources();
    for Unreached { bound, words, why } in unreached {
        let (line, column) = sources.place(bound.source, bound.start);
        let file = sources.get(bound.source).map(|source| source.name.as_str()).unwrap_or_default();
        let (en, zh) = (&why.en, &why.zh);
        ui.say(&crate::diagnostics::Text::both(
            format!("{file}:{line}:{column}: {words}: {en}"),
            format!("{file}:{line}:{column}: {words}：{zh}"),
        ));
    }
    let (count, left) = (kept.len(), unreached.len());
    ui.say(&if append {
        say!(
            "{count} tests added, {left} bounds or sides of them not reached; read them before they are kept",
            "已追加 {count} 个用例，{left} 处界限或其一侧未达到；保留前请先审阅"
        )
    } else {
        say!(
            "{count} tests proposed, {left} bounds or sides of them not reached; read them before they are kept",
            "提出 {count} 个用例，{left} 处界限或其一侧未达到；保留前请先审阅"
        )
    });
}

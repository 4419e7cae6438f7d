//! `merit check`: whether a policy is sound.

use super::{Exit, Ui, scheme};
use crate::diagnostics::Text;
use clap::Args;
use std::path::PathBuf;

/// What to check.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// A scheme folder or a `.merit` file
    scheme: PathBuf,
}

/// Checks a policy and says so.
pub fn check(args: &CheckArgs, ui: &mut Ui) -> Exit {
    let scheme = match scheme::open(&args.scheme, ui) {
        Ok(scheme) => scheme,
        Err(exit) => return exit,
    };
    let program = scheme.policy.program();
    let (name, articles, tests) = (&program.head.name, program.articles.len(), program.tests.len());
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let (en_articles, en_tests) = (counted(articles, "article"), counted(tests, "test"));
    ui.say(&Text::both(
        format!("`{name}` is sound: {en_articles}, {en_tests}"),
        format!("`{name}` 检查通过：{articles} 条，{tests} 个用例"),
    ));
    Exit::Done
}

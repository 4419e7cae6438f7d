//! `merit check`: whether a policy is sound.

use super::{Exit, Ui, scheme};
use crate::say;
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
    ui.say(&say!("`{name}` is sound: {articles} articles, {tests} tests", "`{name}` 检查通过：{articles} 条，{tests} 个用例"));
    Exit::Done
}

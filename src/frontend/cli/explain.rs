//! `merit explain`: the page of a finding.

use super::{Exit, Ui};
use crate::diagnostics::{Code, nearest};
use crate::say;
use clap::Args;

/// What to explain.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code of a finding, such as E0301; without one, all codes are listed
    code: Option<String>,
}

/// Shows the page of a code, or the list of all.
pub fn explain(args: &ExplainArgs, ui: &mut Ui) -> Exit {
    let Some(asked) = &args.code else {
        let list: String = Code::ALL.iter().map(|code| format!("{}  {}\n", code.name(), code.slug())).collect();
        ui.give(&list);
        return Exit::Done;
    };
    match Code::ALL.iter().find(|code| code.name().eq_ignore_ascii_case(asked) || code.slug() == asked) {
        Some(code) => {
            ui.give(code.page());
            Exit::Done
        }
        None => {
            let near = nearest(&asked.to_uppercase(), Code::ALL.iter().map(|code| code.name())).map(str::to_owned);
            match near {
                Some(near) => {
                    ui.say(&say!("there is no finding `{asked}`; did you mean `{near}`", "没有代码 `{asked}`；是否想写 `{near}`"))
                }
                None => ui.say(&say!(
                    "there is no finding `{asked}`; `merit explain` lists all",
                    "没有代码 `{asked}`；`merit explain` 列出全部代码"
                )),
            }
            Exit::Usage
        }
    }
}

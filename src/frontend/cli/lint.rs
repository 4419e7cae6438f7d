//! `merit lint`: what is sound and yet surely not meant.

use super::changed::Changed;
use super::scheme::{self, Scheme};
use super::{Exit, Ui};
use crate::data::write::whole::write_file;
use crate::diagnostics::Text;
use crate::engine::Engine;
use crate::lint::{Finding, Rule, apply, lint as linted, report};
use crate::say;
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How often the changes of findings are made, each time on what the last ones left.
const MOST_ROUNDS: usize = 10;

/// What to look at.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Scheme folders or `.merit` files; otherwise the folder one is in
    schemes: Vec<PathBuf>,
    /// Make the changes that are safe, and tell what is left
    #[arg(long)]
    fix: bool,
    /// In which form
    #[arg(long, value_enum, default_value = "human")]
    format: Shape,
    /// List the rules
    #[arg(long)]
    rules: bool,
}

/// The forms of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// With the lines of the policy, for people
    Human,
    /// An array of objects, for other programs
    Json,
    /// SARIF 2.1.0, for code hosts and editors
    Sarif,
}

/// Looks at policies.
pub fn lint(args: &LintArgs, ui: &mut Ui) -> Exit {
    if args.rules {
        let list = Rule::ALL.iter().map(|rule| format!("{:<26} {}\n", rule.name(), rule.title().get(ui.language())));
        ui.give(&list.collect::<String>());
        return Exit::Done;
    }
    let here = [PathBuf::from(".")];
    let schemes = if args.schemes.is_empty() { &here[..] } else { &args.schemes };
    if schemes.len() > 1 && args.format != Shape::Human {
        ui.say(&say!("one scheme at a time in this form", "此格式一次只能检查一个办法"));
        return Exit::Usage;
    }
    let (mut found, mut fixed) = (0, 0);
    for path in schemes {
        let mut scheme = match scheme::open_quietly(path, ui) {
            Ok(scheme) => scheme,
            Err(exit) => return exit,
        };
        if args.fix {
            match fix(&mut scheme, ui) {
                Ok(count) => fixed += count,
                Err(exit) => return exit,
            }
        }
        let findings = findings(&scheme);
        found += findings.len();
        let (sources, language) = (scheme.policy.sources(), ui.language());
        ui.give(&match args.format {
            Shape::Human => report::human(sources, &findings, language),
            Shape::Json => format!("{:#}\n", report::as_json(sources, &findings, language)),
            Shape::Sarif => format!("{:#}\n", report::as_sarif(sources, &findings, language)),
        });
    }
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    if args.fix {
        ui.say(&Text::both(format!("{fixed} finding{} settled", plural(fixed)), format!("已处理 {fixed} 处")));
    }
    if found > 0 {
        ui.say(&Text::both(format!("{found} finding{}", plural(found)), format!("发现 {found} 处")));
        return Exit::Failed;
    }
    ui.say(&say!("nothing found", "没有发现问题"));
    Exit::Done
}

/// What is found in a scheme.
fn findings(scheme: &Scheme) -> Vec<Finding> {
    let results = scheme.policy.programs().flat_map(|program| &program.results);
    let compared: BTreeSet<String> =
        results.filter(|result| scheme.expected_of(result).is_file()).map(|result| result.file.clone()).collect();
    linted(&scheme.policy, &compared.into_iter().collect::<Vec<_>>())
}

/// Makes the safe changes, again and again until none is left, and then writes the files: only if the policy still compiles.
fn fix(scheme: &mut Scheme, ui: &mut Ui) -> Result<usize, Exit> {
    let (mut changed, mut count) = (Changed(BTreeMap::new()), 0);
    for _ in 0..MOST_ROUNDS {
        let findings = findings(scheme);
        let mut round = 0;
        for (id, source) in scheme.policy.sources().iter() {
            if let Some((text, settled)) = apply(id, &source.text, &findings) {
                changed.0.insert(source.name.clone(), text);
                round += settled;
            }
        }
        if round == 0 {
            break;
        }
        count += round;
        scheme.policy = match Engine::load(&changed, &scheme.file.display().to_string()) {
            Ok(policy) => policy,
            Err(rejected) => {
                ui.say(&say!("the changes would not compile; nothing is written", "改动后不能通过检查，未写入任何文件"));
                ui.findings(&rejected.sources, &rejected.findings);
                return Err(Exit::Failed);
            }
        };
    }
    for (name, text) in &changed.0 {
        if let Err(error) = write_file(Path::new(name), text.as_bytes()) {
            ui.say(&say!("`{name}` cannot be written: {error}", "无法写入 `{name}`：{error}"));
            return Err(Exit::Failed);
        }
    }
    Ok(count)
}

//! What is sound and yet surely not meant: findings on a checked policy, each proved and none guessed.
//!
//! A rule is one file and one page in `docs/lint/`. Rules read the checked program and say where; [`suppress`] leaves out what a comment
//! allows with its reason, [`fix`] makes the changes that are safe, [`report`] shows findings to people and programs.

mod constant_condition;
mod fix;
mod idle_bound;
mod left_out_of_total;
pub mod report;
mod suppress;
mod test_without_expectation;
mod unreached_tier;
mod unrounded_sum;
mod untested_article;
mod unused_field;
mod unused_value;

pub use fix::apply;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Fix, Text};
use crate::engine::Policy;
use crate::program::Program;
use crate::program::intervals::Intervals;
use crate::source::{Sources, Span};

/// The rules, in the order of their pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Nothing reads a value.
    UnusedValue,
    /// Nothing reads a field.
    UnusedField,
    /// No value comes so far in a tier.
    UnreachedTier,
    /// A cap or floor changes nothing.
    IdleBound,
    /// A comparison always says the same.
    ConstantCondition,
    /// No test rests on an article.
    UntestedArticle,
    /// A total has the other pays, and one not.
    LeftOutOfTotal,
    /// Quotients are added up and not rounded.
    UnroundedSum,
    /// A test expects nothing.
    TestWithoutExpectation,
    /// A comment allows what is not found.
    UnusedSuppression,
    /// A comment allows something without a reason, or no rule.
    WrongSuppression,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 11] = [
        Rule::UnusedValue,
        Rule::UnusedField,
        Rule::UnreachedTier,
        Rule::IdleBound,
        Rule::ConstantCondition,
        Rule::UntestedArticle,
        Rule::LeftOutOfTotal,
        Rule::UnroundedSum,
        Rule::TestWithoutExpectation,
        Rule::UnusedSuppression,
        Rule::WrongSuppression,
    ];

    /// Its name, as in its page and in comments.
    pub fn name(self) -> &'static str {
        match self {
            Rule::UnusedValue => "unused-value",
            Rule::UnusedField => "unused-field",
            Rule::UnreachedTier => "unreached-tier",
            Rule::IdleBound => "idle-bound",
            Rule::ConstantCondition => "constant-condition",
            Rule::UntestedArticle => "untested-article",
            Rule::LeftOutOfTotal => "left-out-of-total",
            Rule::UnroundedSum => "unrounded-sum",
            Rule::TestWithoutExpectation => "test-without-expectation",
            Rule::UnusedSuppression => "unused-suppression",
            Rule::WrongSuppression => "wrong-suppression",
        }
    }

    /// What it is about, in a few words.
    pub fn title(self) -> Text {
        let (en, zh) = match self {
            Rule::UnusedValue => ("nothing reads a value", "值没有用到"),
            Rule::UnusedField => ("nothing reads a field", "字段没有用到"),
            Rule::UnreachedTier => ("no value comes so far in a tier", "没有值达到此档"),
            Rule::IdleBound => ("a cap or floor changes nothing", "上下限不起作用"),
            Rule::ConstantCondition => ("a comparison always says the same", "比较的结果总是一样"),
            Rule::UntestedArticle => ("no test rests on an article", "没有用例涉及此条"),
            Rule::LeftOutOfTotal => ("a total leaves a pay out", "总额漏计一项"),
            Rule::UnroundedSum => ("quotients are added up and not rounded", "累加未取整的商"),
            Rule::TestWithoutExpectation => ("a test expects nothing", "用例没有应得"),
            Rule::UnusedSuppression => ("a comment allows what is not found", "注释许可了并不存在的问题"),
            Rule::WrongSuppression => ("a comment that allows something is not complete", "许可的注释不完整"),
        };
        Text::both(en, zh)
    }
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// By which rule.
    pub rule: Rule,
    /// Where.
    pub span: Span,
    /// What is so.
    pub message: Text,
    /// What to do.
    pub help: Text,
    /// The change that settles it and is safe, if there is one.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding that nobody but the author can settle.
    fn new(rule: Rule, span: Span, message: Text, help: Text) -> Finding {
        Finding { rule, span, message, help, fix: None }
    }
}

/// What the rules read.
struct Subject<'p> {
    program: &'p Program,
    sources: &'p Sources,
    intervals: Intervals<'p>,
    /// The files of the results whose rows are compared with expected ones.
    compared: &'p [String],
}

impl<'p> Subject<'p> {
    /// The author's words of a place.
    fn words(&self, span: Span) -> &'p str {
        self.sources.text(span)
    }
}

/// What is told of places. A place may be computed several times, as a scale that is asked of several values: it is told of what is so of
/// all of them alone.
#[derive(Default)]
struct Places(BTreeMap<Span, Option<Finding>>);

impl Places {
    /// Takes up what is so of a place; none if nothing is to be told.
    fn look(&mut self, span: Span, found: Option<Finding>) {
        self.0.entry(span).and_modify(|known| *known = known.take().filter(|_| found.is_some())).or_insert(found);
    }

    fn findings(self) -> Vec<Finding> {
        self.0.into_values().flatten().collect()
    }
}

/// All findings on a policy, in the order of their places. Of a policy that changes by date, only what is so in all its versions; of files
/// outside the policy's folder, none: they are there for other schemes too. `compared` names the files of results (without ending) whose
/// rows are compared with expected ones.
pub fn lint(policy: &Policy, compared: &[String]) -> Vec<Finding> {
    let mut of_all: Option<Vec<Finding>> = None;
    for program in policy.programs() {
        let found = of_program(program, policy.sources(), compared);
        of_all = Some(match of_all {
            None => found,
            Some(all) => all
                .into_iter()
                .filter(|finding| found.iter().any(|other| (other.rule, other.span) == (finding.rule, finding.span)))
                .collect(),
        });
    }
    let mut findings = of_all.unwrap_or_default();
    findings.extend(unused_value::find(policy));
    findings.retain(|finding| is_own(policy.sources(), finding.span));
    let mut seen = BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.rule, finding.span)));
    let mut findings = suppress::settle(policy.sources(), findings);
    findings.sort_by_key(|finding| (finding.span.source, finding.span.start, finding.rule));
    findings
}

fn of_program(program: &Program, sources: &Sources, compared: &[String]) -> Vec<Finding> {
    let mut subject = Subject { program, sources, intervals: Intervals::new(program), compared };
    let mut findings = unused_field::find(&subject);
    findings.extend(unreached_tier::find(&mut subject));
    findings.extend(idle_bound::find(&mut subject));
    findings.extend(constant_condition::find(&mut subject));
    findings.extend(untested_article::find(&subject));
    findings.extend(left_out_of_total::find(&subject));
    findings.extend(unrounded_sum::find(&subject));
    findings.extend(test_without_expectation::find(&subject));
    findings
}

fn is_own(sources: &Sources, span: Span) -> bool {
    sources.get(span.source).is_some_and(|source| !source.within.starts_with(".."))
}

//! `untested-article`: an article whose amounts and decisions no test of the policy rests on and no result that is compared with expected
//! rows, not even through a total.

use std::collections::HashSet;

use crate::program::{ArticleId, ExprId, Form, each_part};
use crate::say;

use super::{Finding, Rule, Subject};

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let program = subject.program;
    let compared = || program.results.iter().filter(|result| subject.compared.contains(&result.file));
    if program.tests.is_empty() && compared().next().is_none() {
        return Vec::new();
    }
    let mut wanted: Vec<ExprId> = Vec::new();
    let mut tested: HashSet<ArticleId> = HashSet::new();
    for test in &program.tests {
        wanted.extend(test.expects.iter().map(|expected| expected.value));
        tested.extend(test.expects.iter().filter_map(|expected| expected.by));
        let asserted = test.asserted.iter().filter_map(|expected| program.assertions.get(expected.assertion));
        for assertion in asserted {
            wanted.push(assertion.condition);
            tested.extend(assertion.article);
        }
    }
    for result in compared() {
        wanted.extend(result.columns.iter().map(|column| column.value).chain(result.filter));
    }
    let mut seen: HashSet<ExprId> = HashSet::new();
    while let Some(id) = wanted.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Form::Definition(definition) = program.expr(id).form {
            let definition = program.definition(definition);
            tested.extend(definition.article);
            tested.extend(definition.alternatives.iter().copied());
            tested.extend(definition.conditions.iter().filter_map(|condition| condition.by));
            wanted.push(definition.unrounded);
        }
        each_part(program, id, &mut |part| wanted.push(part));
    }
    let delivers: HashSet<ArticleId> = program
        .definitions
        .iter()
        .filter(|definition| definition.output && definition.parent.is_none())
        .filter_map(|definition| definition.article)
        .collect();
    let articles =
        program.articles.iter().zip(0..).filter(|(_, at)| delivers.contains(&ArticleId(*at)) && !tested.contains(&ArticleId(*at)));
    let told = articles.map(|(article, _)| {
        let number = &article.number;
        let message = say!("no test rests on article {number}", "没有用例涉及第{number}条");
        let help = say!("write a test that expects what it pays or decides", "为其所付或所定写一个用例");
        Finding::new(Rule::UntestedArticle, article.span, message, help)
    });
    told.collect()
}
